package eval

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"slices"

	"memebench/labels"
)

// Subsampled is a learning curve from the labels that there are: heads that learn from ever more
// of them, in random order, all evaluated on the same memes, which none of them has seen.
type Subsampled struct {
	Version   string `json:"version"` // whose config and encoders the heads have
	Config    Config `json:"config"`
	Folds     int    `json:"folds"`
	FoldsSeed uint64 `json:"folds_seed"`
	Repeats   int    `json:"repeats"`
	N         int    `json:"n"` // rows evaluated
	Groups    int    `json:"groups"`
	Scarce
	Followed int     `json:"review_followed,omitempty"` // labels that a review has changed to what the heads of the last point say, the mean of the repeats
	Flagged  int     `json:"review_flagged,omitempty"`  // memes that a review has flagged, which are not among the rows for that
	Disputed int     `json:"disputed,omitempty"`        // of the labels of the last point, memes without a gold level that are learnt by their votes
	Seconds  float64 `json:"seconds"`

	Points []SubsampledPoint `json:"points"` // by labels, ascending
	Gain   *Gain             `json:"gain"`   // of labels beyond the last point; nil: it cannot be told
	Why    string            `json:"why,omitempty"`
	Check  *PromiseCheck     `json:"check"` // nil: there are too few labels to check a promise by
}

// SubsampledPoint is the heads of one size on the curve.
type SubsampledPoint struct {
	Share   float64  `json:"share"`  // of the labels that a head of a fold may see, in (0,1]
	Labels  int      `json:"labels"` // learnt from or stopped on: the mean over folds and repeats
	MacroF1 Estimate `json:"macro_f1"`
	QWK     Estimate `json:"qwk"`
	LogLoss Estimate `json:"log_loss"`
}

// PromiseCheck holds what the curve up to some labels promises of the next ones beside what those
// have brought.
type PromiseCheck struct {
	From     int      `json:"from"` // labels
	To       int      `json:"to"`
	Promised *Gain    `json:"promised"` // nil: it could not be told
	Why      string   `json:"why,omitempty"`
	Measured Metric   `json:"measured"` // macro-F1 gained, on the same rows
	CI95     Interval `json:"ci95"`     // of that
	Kept     *bool    `json:"kept"`     // the two intervals have something in common; nil without a promise
}

// SubsampledSize is what heads of one size say: Rows[r][i], as [NewRepeated] takes them.
type SubsampledSize struct {
	Share  float64
	Labels int
	Rows   [][]Row
}

// checkFrom is how many labels less than all the promise is checked from: curveAhead, and with few
// labels half of them.
func checkFrom(all int) int { return all - min(curveAhead, all/2) }

// CurveShares are the shares of the labels, ascending, that a learning curve takes beside those that
// are asked for: all, and those that its promise is checked by. That is made from the curve up
// to 100 labels less than all, or half of them if there are not even 200; as many
// smaller sizes are added as it takes for a promise. One that is asked for and within a label of the check's
// own is that. all is how many labels a head may see.
func CurveShares(asked []float64, all int) []float64 {
	shares := append(slices.Clone(asked), 1)
	if all < 2 {
		slices.Sort(shares)
		return slices.Compact(shares)
	}
	from := float64(checkFrom(all)) / float64(all)
	shares = slices.DeleteFunc(shares, func(share float64) bool { return share < 1 && math.Abs(share-from)*float64(all) < 1 })
	shares = append(shares, from)
	slices.Sort(shares)
	shares = slices.Compact(shares)
	if shares[0] > from/2 { // a promise takes labels that have doubled
		shares = slices.Insert(shares, 0, from/4)
	}
	for below := slices.Index(shares, from) + 1; below < curvePoints; below++ {
		widest := 1 // the gap, as labels double, up to this one
		for i := 2; i < below; i++ {
			if shares[i]/shares[i-1] > shares[widest]/shares[widest-1] {
				widest = i
			}
		}
		shares = slices.Insert(shares, widest, math.Sqrt(shares[widest-1]*shares[widest]))
	}
	return shares
}

// NewSubsampled draws the curve through sizes, by labels, ascending, whose heads were evaluated on the
// same rows. The points have the intervals of [NewRepeated]; the promise is that of [LearningCurve],
// for 100 labels more than the last size has.
//
// The check makes the promise again, from the sizes up to 100 labels less than the last (or
// half of them), and holds beside it what those have brought: the difference between the heads of the two
// sizes, with the interval of [CompareRepeated]. Neither is known exactly, so the promise is broken
// only where the two intervals have nothing in common.
func NewSubsampled(sizes []SubsampledSize) (Subsampled, error) {
	var c Subsampled
	var curve Curve
	for _, s := range sizes {
		r, err := NewRepeated(s.Rows)
		if err != nil {
			return Subsampled{}, err
		}
		c.N, c.Groups, c.Repeats, c.Scarce = r.N, r.Groups, r.Repeats, r.Scarce
		c.Points = append(c.Points, SubsampledPoint{s.Share, s.Labels, r.MacroF1, r.QWK, r.LogLoss})
		if n := len(curve.Points); n == 0 || curve.Points[n-1].Labels < s.Labels {
			curve.Points = append(curve.Points, Point{Labels: s.Labels, MacroF1: r.MacroF1.Mean, Interval: r.MacroF1.CI95})
		}
	}
	promise := func(points []Point, ahead int) (*Gain, string) {
		if c.Groups < leastGroups {
			return nil, fmt.Sprintf("%s of memes, and intervals need %d", plural(c.Groups, "group"), leastGroups)
		}
		of := Curve{Points: points}
		of.guess(points, ahead)
		return of.Gain, of.Why
	}
	c.Gain, c.Why = promise(curve.Points, curveAhead)
	last := len(sizes) - 1
	if last < 1 {
		return c, nil
	}
	from := checkFrom(sizes[last].Labels)
	// Groups are whole, so the size may be a few labels off.
	near := 0
	for i := range sizes[:last] {
		if off := func(k int) int { return max(sizes[k].Labels-from, from-sizes[k].Labels) }; off(i) <= off(near) {
			near = i
		}
	}
	if sizes[near].Labels >= sizes[last].Labels {
		return c, nil
	}
	check := &PromiseCheck{From: sizes[near].Labels, To: sizes[last].Labels}
	was := slices.DeleteFunc(slices.Clone(curve.Points), func(p Point) bool { return p.Labels > check.From })
	check.Promised, check.Why = promise(was, check.To-check.From)
	came, err := CompareRepeated(sizes[near].Rows, sizes[last].Rows)
	if err != nil {
		return Subsampled{}, err
	}
	check.Measured, check.CI95 = came.MacroF1Delta, came.CI95
	if g := check.Promised; g != nil {
		kept := check.CI95[1] >= g.CI95[0] && check.CI95[0] <= g.CI95[1]
		check.Kept = &kept
	}
	c.Check = check
	return c, nil
}

// Verdict says whether more labelling is worth it, as far as that can be told: not where the same curve's
// promise was broken before.
func (c Subsampled) Verdict() string {
	if k := c.Check; c.Gain != nil && k != nil && k.Kept != nil && !*k.Kept {
		return c.Gain.text() + ": too early to tell, as what was promised before does not hold"
	}
	return Curve{Gain: c.Gain, Why: c.Why}.Verdict()
}

// Voted says how many of the labels are disputed memes, which are no rows, "" for none.
func (c Subsampled) Voted() string {
	if c.Disputed == 0 || len(c.Points) == 0 {
		return ""
	}
	last := c.Points[len(c.Points)-1]
	return fmt.Sprintf("%s labels, with %s: learnt by the votes, and left out of the rows.", Thousands(last.Labels), plural(c.Disputed, "disputed meme"))
}

// WriteText writes the curve for people, in lines of at most 80 columns but for names.
func (c Subsampled) WriteText(w io.Writer) error {
	b := bufio.NewWriter(w)
	line(b, fmt.Sprintf("Config of %s with fewer labels, cross-validated: %s, %s, %s", labels.Printable(c.Version), plural(c.N, "row"), plural(c.Folds, "fold"), plural(c.Repeats, "repeat")))
	warnings(b, c.Warnings())
	line(b, "")
	line(b, right("labels", 8)+right("share", 7)+right("macro-F1", 10)+right("95% interval", intervalWidth)+right("QWK", 8)+right("log loss", 10))
	for _, p := range c.Points {
		line(b, right(fmt.Sprint(p.Labels), 8)+right(fmt.Sprintf("%.0f%%", 100*p.Share), 7)+right(p.MacroF1.Mean.String(), 10)+
			right(known(p.MacroF1.CI95), intervalWidth)+right(p.QWK.Mean.String(), 8)+right(p.LogLoss.Mean.String(), 10))
	}
	if voted := c.Voted(); voted != "" {
		paragraph(b, voted)
	}
	line(b, "")
	line(b, c.Verdict())
	if k := c.Check; k != nil {
		line(b, k.Verdict())
	}
	return b.Flush()
}

// Verdict is the check in a sentence.
func (k *PromiseCheck) Verdict() string {
	came := fmt.Sprintf("from %d to %d labels it went by %s", k.From, k.To, signed(k.Measured))
	if k.CI95.Defined() {
		came += fmt.Sprintf(" (%s)", k.CI95.signed())
	}
	if k.Promised == nil {
		return "checked: " + came + "; the curve up to there could not promise anything: " + k.Why
	}
	holds := "may hold"
	if !*k.Kept {
		holds = "does not hold"
	}
	return fmt.Sprintf("checked: %s; the promise, %s, %s", came, k.Promised.CI95.signed(), holds)
}
