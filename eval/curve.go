package eval

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"memebench/labels"
)

// Curve is how macro-F1 on validation has gone with the number of labels, and what
// more labels may bring.
type Curve struct {
	Of     string  `json:"of,omitempty"` // the newest version: on the curve are those of its config
	Points []Point `json:"points"`       // by labels, ascending
	Gain   *Gain   `json:"gain"`         // nil: it cannot be told yet
	Why    string  `json:"why,omitempty"`
}

// Point is one version on the curve.
type Point struct {
	Version  string   `json:"version"`
	Labels   int      `json:"labels"` // gold labels in train and val
	MacroF1  Metric   `json:"macro_f1"`
	Interval Interval `json:"ci95"` // undefined where there were too few rows
}

// Gain is what the next labels are expected to add to macro-F1.
type Gain struct {
	More     int      `json:"more"` // labels
	Expected Metric   `json:"expected"`
	CI95     Interval `json:"ci95"`
}

// What a guess at the next labels takes: so many different numbers of labels, of
// which the largest is at least twice the smallest. It is a guess about at most
// curveAhead labels, and never about more than doubling what there is.
const (
	curvePoints  = 5
	curveAhead   = 100
	curveDraws   = 1000
	curveParams  = 3    // of the law
	curveSteps   = 10   // exponents tried: 0.1 to 1.0
	littleGained = 0.01 // macro-F1; less is not worth a day's work
)

// CurveSeed is where the draws begin that the intervals of gains come from.
const CurveSeed = 2

// LearningCurve draws the curve from the versions of a workspace, kept or pruned.
// On it are those that read the same encoders as the newest, have its config but for
// the seed and were trained under its splits; of several with equally many labels
// the newest. With another config, macro-F1 would go up or down for that, and not
// for the labels. Versions from elsewhere learnt from other labels and are left out.
// Each is evaluated on the validation labels that there were when it was trained.
//
// The gain is that of an inverse power law, macro-F1 = a - b·n^(-c) over n labels
// (Figueroa et al., "Predicting sample size required for classification
// performance", BMC Medical Informatics and Decision Making 12:8, 2012), fitted by
// least squares weighted by the inverse variance of each point, taken from its
// interval, with c the best of 0.1, 0.2 … 1. It is fitted to the points that
// have an interval and whose validation rows have five or more of every level that
// those of the newest have: of a level with fewer, F1 is lower for that alone, so
// that macro-F1 would rise with the validation rows though the heads do not get
// better.
//
// The interval is that of a parametric bootstrap: 1,000 times the points are drawn
// from normal distributions around the fitted curve and fitted again. Validation
// rows stay from one version to the next, so errors are neither independent nor
// the same. The points are drawn both ways, independent of each other and as
// metrics of ever more of the same rows (a covariance of the smaller variance of
// the two), and the interval holds both intervals. Where the points lie further
// from the curve than their own intervals explain, as heads of different luck in
// training do, all draws are wider by the root of the mean squared misfit, with
// three degrees of freedom less than points.
//
// Of 386 simulated histories with enough rows to tell, of heads that got better
// with labels and of heads that did not, 94 % of the intervals held the true gain.
func LearningCurve(history []Version) Curve {
	c := Curve{Points: []Point{}}
	history = slices.DeleteFunc(slices.Clone(history), func(v Version) bool { return v.Origin != nil })
	if len(history) == 0 {
		c.Why = "no version was trained here yet"
		return c
	}
	newest := history[len(history)-1]
	c.Of = newest.ID
	fit := map[string]bool{} // whose metrics have rows enough
	for _, v := range history {
		v.Config.Seed = newest.Config.Seed
		if v.Val.N == 0 || v.Resplits != newest.Resplits || v.Config != newest.Config || !slices.Equal(v.Encoders, newest.Encoders) {
			continue
		}
		p := Point{v.ID, v.Labels, v.Val.MacroF1, noInterval}
		if v.ValInterval != nil {
			p.Interval, fit[v.ID] = *v.ValInterval, enough(&v.Val, &newest.Val)
		}
		if i := slices.IndexFunc(c.Points, func(q Point) bool { return q.Labels == p.Labels }); i >= 0 {
			c.Points[i] = p
		} else {
			c.Points = append(c.Points, p)
		}
	}
	slices.SortStableFunc(c.Points, func(a, b Point) int { return a.Labels - b.Labels })
	c.guess(slices.DeleteFunc(slices.Clone(c.Points), func(p Point) bool { return !fit[p.Version] }), curveAhead)
	return c
}

// Whose says which versions are on the curve, "" where none is.
func (c Curve) Whose() string {
	if c.Of == "" || len(c.Points) == 0 {
		return ""
	}
	return fmt.Sprintf("on the curve are the versions with the config and the encoders of %s, the newest", labels.Printable(c.Of))
}

// enough reports whether the rows of f have no fewer than fewRows of each level
// that those of the newest metrics have.
func enough(f, newest *Metrics) bool {
	for l := range f.PerClass {
		if newest.PerClass[l].Support > 0 && f.PerClass[l].Support < fewRows {
			return false
		}
	}
	return true
}

// guess fills in the gain that these points promise of so many labels ahead, and at most of as
// many as there are, or why there is none.
func (c *Curve) guess(points []Point, ahead int) {
	n := len(points)
	switch {
	case len(c.Points) < curvePoints:
		c.Why = fmt.Sprintf("%d of %d points on the curve", len(c.Points), curvePoints)
		return
	case n < curvePoints:
		c.Why = fmt.Sprintf("%d of %d points have %d validation rows of each level", n, curvePoints, fewRows)
		return
	}
	first, last := points[0].Labels, points[n-1].Labels
	if first < 1 || last < 2*first {
		c.Why = fmt.Sprintf("the labels have not doubled since its first point (%d, now %d)", first, last)
		return
	}
	x, y, sd := make([]float64, n), make([]float64, n), make([]float64, n)
	for i, p := range points {
		x[i], y[i] = float64(p.Labels), float64(p.MacroF1)
		// The interval of a few rows that are all right or all wrong has no width.
		sd[i] = max(float64(p.Interval[1]-p.Interval[0])/(2*1.959964), 1e-3)
	}
	more := min(ahead, last)
	fit := newPowerFit(x, sd)
	law := fit.fit(y)
	drawn, fitted, misfit := make([]float64, n), make([]float64, n), 0.0
	for i := range fitted {
		fitted[i] = law.at(x[i])
		d := (y[i] - fitted[i]) / sd[i]
		misfit += d * d
	}
	wider := math.Sqrt(max(1, misfit/float64(n-curveParams)))
	ascending := make([]int, n) // points, by deviation
	for i := range ascending {
		ascending[i] = i
	}
	slices.SortStableFunc(ascending, func(a, b int) int { return cmp.Compare(sd[a], sd[b]) })
	gain := func() Metric { return Metric(fit.fit(drawn).gain(float64(last), float64(more))) }
	var apart, shared sample
	for r := range uint64(curveDraws) {
		normal := sequence{Stream{CurveSeed}, 2 * r * uint64(n)}
		for i := range drawn {
			drawn[i] = fitted[i] + wider*sd[i]*normal.normal(uint64(i))
		}
		apart.add(gain())
		// Fewer of the same rows: the error of more of them, and one of its own.
		e, variance := 0.0, 0.0
		for k, i := range ascending {
			all := float64(sd[i] * sd[i]) // rounded, also where a processor would multiply and subtract at once
			e += math.Sqrt(all-variance) * normal.normal(uint64(k))
			variance = all
			drawn[i] = fitted[i] + wider*e
		}
		shared.add(gain())
	}
	one, other := apart.interval(), shared.interval()
	c.Gain = &Gain{
		More: more, Expected: Metric(law.gain(float64(last), float64(more))),
		CI95: Interval{min(one[0], other[0]), max(one[1], other[1])},
	}
}

// powerLaw is a - b·n^(-c).
type powerLaw struct{ a, b, c float64 }

func (l powerLaw) at(n float64) float64 { return l.a - l.b*math.Pow(n, -l.c) }

func (l powerLaw) gain(n, more float64) float64 { return l.at(n+more) - l.at(n) }

// powerFit fits power laws to values at the same points.
type powerFit struct {
	weight []float64             // of each point
	z      [curveSteps][]float64 // n^(-c) of each point, for each c
}

func newPowerFit(x, sd []float64) powerFit {
	var f powerFit
	for i := range x {
		f.weight = append(f.weight, 1/(sd[i]*sd[i]))
		for k := range f.z {
			f.z[k] = append(f.z[k], math.Pow(x[i], -exponent(k)))
		}
	}
	return f
}

// exponent is the k-th c that is tried.
func exponent(k int) float64 { return float64(k+1) / curveSteps }

// fit fits the law by weighted least squares; for each c that is a line in n^(-c).
func (f powerFit) fit(y []float64) powerLaw {
	var best powerLaw
	least := math.Inf(1)
	for k, zs := range f.z {
		var w, wz, wy, wzz, wzy float64
		for i, z := range zs {
			weight := f.weight[i]
			w += weight
			wz += weight * z
			wy += weight * y[i]
			wzz += weight * z * z
			wzy += weight * z * y[i]
		}
		slope := (w*wzy - wz*wy) / (w*wzz - wz*wz)
		law := powerLaw{a: (wy - slope*wz) / w, b: -slope, c: exponent(k)}
		sum := 0.0
		for i, z := range zs {
			d := y[i] - (law.a + slope*z)
			sum += f.weight[i] * d * d
		}
		if sum < least {
			best, least = law, sum
		}
	}
	return best
}

// normal returns the i-th of standard normal draws, by the method of Box and
// Muller from values 2i and 2i+1 of the sequence.
func (s sequence) normal(i uint64) float64 {
	unit := func(k uint64) float64 { // in (0,1)
		return (float64(s.At(s.from+k)>>11) + .5) / (1 << 53)
	}
	return math.Sqrt(-2*math.Log(unit(2*i))) * math.Cos(2*math.Pi*unit(2*i+1))
}

// Verdict says whether more labelling is worth it, as far as that can be told.
func (c Curve) Verdict() string {
	g := c.Gain
	switch {
	case g == nil:
		return "too early to tell: " + labels.Printable(c.Why)
	case g.CI95[0] > 0 && g.CI95[1] < littleGained:
		return fmt.Sprintf("%s: likely to help, by less than %g", g.text(), littleGained)
	case g.CI95[0] > 0:
		return g.text() + ": likely to help"
	case g.CI95[1] < littleGained:
		return g.text() + ": unlikely to help"
	}
	return g.text() + ": too early to tell"
}

// text is "100 more labels: macro-F1 -0.010 to +0.034".
func (g *Gain) text() string {
	return fmt.Sprintf("%s: macro-F1 %s to %s", plural(g.More, "more label"), signed(g.CI95[0]), signed(g.CI95[1]))
}
