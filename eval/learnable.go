package eval

import (
	"fmt"
	"math"
	"strings"

	"memebench/labels"
)

// Learnable says whether there is something to learn in the labels: what they say again where
// it is known (their reliability), and what a model finds in them against chance.
type Learnable struct {
	Verdict   string `json:"verdict"`   // yes, perhaps, no or unknown
	Paragraph string `json:"paragraph"` // to be quoted

	Reliability []Reliable `json:"reliability"` // as far as it is known
	Ceiling     Metric     `json:"ceiling"`     // of a model's quadratic kappa, by the surest of these; undefined where nothing is known
	CeilingCI95 Interval   `json:"ceiling_ci95"`
	surest      string     // what the ceiling is of; of people or self it is that with one annotator's levels

	Model   *Found `json:"model"`             // nil where it was not asked
	Unasked string `json:"unasked,omitempty"` // why not
}

// Reliable is how far labels agree that are of one thing, 0 being chance and 1 always:
// Krippendorff's ordinal alpha, or the quadratic kappa of an annotator asked again.
type Reliable struct {
	Of    string   `json:"of"` // people, self or duplicates
	N     int      `json:"n"`  // memes, or groups of duplicates
	Value Metric   `json:"value"`
	CI95  Interval `json:"ci95"`
	alone bool     // it is of people without the tables that there are
}

// Found is what a cross-validated model finds.
type Found struct {
	Version     string       `json:"version"`
	Since       string       `json:"-"` // what has changed since it was evaluated, "" for nothing
	N           int          `json:"n"`
	MacroF1     Metric       `json:"macro_f1"`
	MacroF1CI95 Interval     `json:"macro_f1_ci95"`
	QWK         Metric       `json:"qwk"`
	QWKCI95     Interval     `json:"qwk_ci95"`
	Chance      ChanceMetric `json:"chance"` // of macro-F1
	Scarce
	Followed int `json:"review_followed,omitempty"` // labels that a review has changed to what the model says
	Flagged  int `json:"review_flagged,omitempty"`  // memes that a review has flagged, which are not among the rows for that

	// Lost are the two neighbouring or other levels between which it errs most, the lower one
	// first; none where it errs nowhere.
	Lost []labels.Level `json:"lost"`

	// Said is the level that it gives most rows, and SaidShare which share of them.
	Said      labels.Level `json:"said"`
	SaidShare Metric       `json:"said_share"`
}

// oneLevel is the share of rows from which on a model has given one level to all but a few. Where most
// labels are of one level a head does so that knows a good deal: no other level is ever the most probable.
const oneLevel = .95

// The verdicts.
const (
	LearnableYes     = "yes"
	LearnablePerhaps = "perhaps"
	LearnableNo      = "no"
	LearnableUnknown = "unknown"
)

// Agreement beyond chance of at most .20 is slight, and above .40 moderate or better (Landis
// and Koch, "The measurement of observer agreement for categorical data", Biometrics 33,
// 1977). The same marks serve for the model, whose quadratic kappa is on the same scale.
const (
	slightAgreement   = .20
	moderateAgreement = .40
)

// signal is how much there is in labels: whether an interval lies above what is slight or
// moderate.
type signal int

const (
	signalUnknown signal = iota
	signalNone           // all of the interval is slight
	signalSome
	signalClear // all of it is moderate or better
)

func signalOf(i Interval) signal {
	switch {
	case !i.Defined():
		return signalUnknown
	case i[1] <= slightAgreement:
		return signalNone
	case i[0] >= moderateAgreement:
		return signalClear
	}
	return signalSome
}

// signal is what the model finds. That it is no better than chance tells something only where
// it could have shown: where all of the interval of its kappa is slight, and it gives more than one level.
func (f *Found) signal() signal {
	switch {
	case f == nil || !f.Chance.P.Defined() || !f.QWKCI95.Defined():
		return signalUnknown
	case f.QWKCI95[1] <= slightAgreement/2, f.Chance.P > chanceLevel && f.QWKCI95[1] <= slightAgreement:
		if f.SaidShare >= oneLevel {
			return signalUnknown
		}
		return signalNone
	case f.Chance.P > chanceLevel:
		return signalUnknown
	case f.QWKCI95[0] > slightAgreement:
		return signalClear
	}
	return signalSome
}

// newLearnable weighs what is known.
func newLearnable(in DescribeInput, d *Description) Learnable {
	l := Learnable{Reliability: reliabilities(in.Agreement, d.Duplicates), Ceiling: undefined, CeilingCI95: noInterval, Unasked: in.Unasked}
	if e := in.Model; e != nil && e.N > 0 {
		l.Model = &Found{
			Version: e.Version, Since: in.Since, N: e.N, MacroF1: e.MacroF1, MacroF1CI95: e.Intervals.MacroF1, QWK: e.QWK, QWKCI95: e.Intervals.QWK,
			Chance: e.Chance.MacroF1, Followed: e.Followed, Flagged: e.Flagged, Lost: lost(e.Confusion),
			Scarce: e.Metrics.Scarce(),
		}
		l.Model.Said, l.Model.SaidShare = mostSaid(e.Confusion, e.N)
	}
	best := signalUnknown
	width := math.Inf(1)
	for _, r := range l.Reliability {
		best = max(best, signalOf(r.CI95))
		if w := float64(r.CI95[1] - r.CI95[0]); r.CI95.Defined() && w < width {
			width = w
			l.Ceiling, l.CeilingCI95, l.surest = root(r.Value), Interval{root(r.CI95[0]), root(r.CI95[1])}, r.Of
		}
	}
	l.Verdict = verdict(l.Model.signal(), best)
	l.Paragraph = l.write(d)
	return l
}

// verdict is made of what the model finds and of the best reliability that is known. Where
// the model finds nothing though people agree, it is the model that lacks something.
func verdict(model, reliable signal) string {
	switch {
	case model == signalClear:
		return LearnableYes
	case model == signalSome || reliable == signalClear:
		return LearnablePerhaps
	case model == signalNone:
		return LearnableNo
	case reliable == signalUnknown:
		return LearnableUnknown
	case reliable == signalNone:
		return LearnableNo
	}
	return LearnablePerhaps
}

// root is the square root of a reliability: no model can correlate with labels by more than
// that, also one that knows the truth (Spearman, "The proof and measurement of association
// between two things", American Journal of Psychology 15, 1904, on attenuation).
func root(reliability Metric) Metric { return Metric(math.Sqrt(max(0, float64(reliability)))) }

// reliabilities are those of which something is known.
func reliabilities(a Agreement, duplicates DuplicateLabels) []Reliable {
	all := []Reliable{}
	if alpha, tables := a.PeoplesAlpha(); alpha.Memes > 0 {
		alone := a.AlphaPeople != nil && !tables
		all = append(all, Reliable{Of: "people", N: alpha.Memes, Value: alpha.Ordinal, CI95: alpha.OrdinalCI95, alone: alone})
	}
	var again confusion
	for _, k := range a.Self {
		for i, row := range k.Confusion {
			for j, n := range row {
				again[i][j] += n
			}
		}
	}
	if k := NewKappas(again); k.N > 0 {
		all = append(all, Reliable{Of: "self", N: k.N, Value: k.Quadratic, CI95: k.QuadraticCI95})
	}
	if x := duplicates.Alpha; x.Memes > 0 {
		all = append(all, Reliable{Of: "duplicates", N: x.Memes, Value: x.Ordinal, CI95: x.OrdinalCI95})
	}
	return all
}

// lost are the levels between which most rows are lost.
func lost(c [labels.Levels][labels.Levels]int) []labels.Level {
	most, out := 0, []labels.Level{}
	for i := range c {
		for j := i + 1; j < labels.Levels; j++ {
			if n := c[i][j] + c[j][i]; n > most {
				most, out = n, []labels.Level{labels.Level(i), labels.Level(j)}
			}
		}
	}
	return out
}

// mostSaid is the level that most of n rows are given, and which share of them.
func mostSaid(c [labels.Levels][labels.Levels]int, n int) (labels.Level, Metric) {
	var said [labels.Levels]int
	for _, row := range c {
		for l, k := range row {
			said[l] += k
		}
	}
	most := 0
	for l, k := range said {
		if k > said[most] {
			most = l
		}
	}
	return labels.Level(most), Metric(said[most]) / Metric(n)
}

// Title is the verdict as a heading has it.
func (l Learnable) Title() string {
	switch l.Verdict {
	case LearnableYes:
		return "Yes"
	case LearnablePerhaps:
		return "Perhaps"
	case LearnableNo:
		return "No: near noise"
	}
	return "Too early to tell"
}

// write writes the paragraph.
func (l Learnable) write(d *Description) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s. ", l.Title())
	known := false
	for _, r := range l.Reliability {
		if !r.CI95.Defined() {
			continue
		}
		known = true
		switch r.Of {
		case "people":
			who := "several have labelled"
			if r.alone {
				who = "several people have labelled"
			}
			fmt.Fprintf(&b, "On %s that %s, Krippendorff's ordinal alpha is %s. ", plural(r.N, "meme"), who, quoted(r.Value, r.CI95))
		case "self":
			fmt.Fprintf(&b, "Asked again %d times, people agree with themselves by a quadratic kappa of %s. ", r.N, quoted(r.Value, r.CI95))
		case "duplicates":
			p := d.Duplicates.Pairs
			fmt.Fprintf(&b, "Of %s of memes that share a picture or a caption, %d%% have equal levels (ordinal alpha %s, %s). ",
				plural(p.N, "pair"), int(math.Round(100*float64(p.Share))), quoted(r.Value, r.CI95), plural(r.N, "group"))
		}
	}
	if !known {
		fmt.Fprintf(&b, "Fewer than %d memes were labelled twice, or share a picture or a caption, so how far the labels can be relied on is not known. ", leastGroups)
	}
	l.writeModel(&b)
	if l.Ceiling.Defined() {
		fmt.Fprintf(&b, "By the surest of these figures, a model that knew the truth would reach a quadratic kappa of %s", quoted(l.Ceiling, l.CeilingCI95))
		if l.surest != "duplicates" {
			b.WriteString(" with one annotator's levels, and mostly a higher one with those that several have decided")
		}
		b.WriteString(". ")
	}
	if known || l.Model != nil && l.Model.MacroF1CI95.Defined() {
		b.WriteString("In brackets are 95% intervals. ")
	}
	b.WriteString(l.advice(d))
	return strings.TrimSpace(b.String())
}

func (l Learnable) writeModel(b *strings.Builder) {
	f := l.Model
	if f == nil {
		fmt.Fprintf(b, "No model was asked: %s. ", l.Unasked)
		return
	}
	fmt.Fprintf(b, "The model (%s, cross-validated on %s) has macro-F1 %s", labels.Printable(f.Version), plural(f.N, "meme"), finely(f.MacroF1, f.MacroF1CI95))
	switch {
	case !f.Chance.P.Defined():
		b.WriteString(", which cannot be told from chance")
	case f.Chance.P > chanceLevel:
		fmt.Fprintf(b, ", no better than with labels permuted, %s (%s)", finely(f.Chance.Mean, f.Chance.CI95), pointed(f.Chance.P.P()))
	default:
		fmt.Fprintf(b, "; with labels permuted it is %s (%s)", finely(f.Chance.Mean, f.Chance.CI95), pointed(f.Chance.P.P()))
	}
	if f.QWK.Defined() {
		fmt.Fprintf(b, ". Its quadratic kappa is %s. ", quoted(f.QWK, f.QWKCI95))
	} else {
		b.WriteString(". A quadratic kappa it has none, as labels and predictions are all of one level. ")
	}
	for _, note := range f.notes("none of these memes", "meme") {
		fmt.Fprintf(b, "%s. ", strings.ToUpper(note[:1])+note[1:])
	}
	if f.SaidShare >= oneLevel && f.signal() == signalUnknown && f.QWK.Defined() && f.Chance.P.Defined() {
		fmt.Fprintf(b, "It gives %d%% of them one level, %s, and so cannot show what there is to learn. ", int(100*f.SaidShare), f.Said.Title())
	}
	if f.Since != "" {
		fmt.Fprintf(b, "That was before labels or captions changed (%s since). ", f.Since)
	}
	if f.Followed > 0 {
		fmt.Fprintf(b, "A review has changed %s to what the model says, which flatters these figures. ", plural(f.Followed, "label"))
	}
	if f.Flagged > 0 {
		fmt.Fprintf(b, "A review has flagged %s, which %s left out: that flatters these figures where the model had %s wrong. ",
			plural(f.Flagged, "meme"), oneOrMany(f.Flagged, "is", "are"), oneOrMany(f.Flagged, "it", "them"))
	}
	if len(f.Lost) == 2 && f.signal() > signalNone {
		fmt.Fprintf(b, "Most is lost between %s and %s. ", f.Lost[0].Title(), f.Lost[1].Title())
	}
}

// advice says what would help most.
func (l Learnable) advice(d *Description) string {
	labelled := 0
	levels := map[int]bool{}
	for _, s := range d.Splits {
		labelled += s.Labelled
		for l, n := range s.ByLevel {
			if n > 0 {
				levels[l] = true
			}
		}
	}
	people := signalUnknown
	for _, r := range l.Reliability {
		if r.Of != "duplicates" {
			people = max(people, signalOf(r.CI95))
		}
	}
	switch {
	case labelled == 0:
		return "Label some memes first."
	case len(levels) == 1 && labelled > 1:
		return "All labels are of one level, so there is nothing to tell apart: label memes of others, too."
	case people == signalUnknown && l.Verdict != LearnableYes:
		return "Second labels on the same memes (config set overlap 2, or the queue re-ask) would tell noise from a weak model."
	case people == signalNone:
		return "People do not agree: a clearer guide, and deciding what is disputed, would help more than another model."
	case l.Model == nil:
		return ""
	case l.Model.signal() <= signalNone:
		return "People agree more than the model finds: other encoders or more labels would help."
	case l.surest != "people" && l.Ceiling.Defined() && l.Model.QWK > l.CeilingCI95[0]:
		return "The model is near what these labels allow: clearer labels would help more than another config."
	}
	return "Whether more labels would help is not measured here: memebench models curve --subsample is for that."
}

// quoted is a figure with its interval as a paragraph has it, ".42 (.34 to .50)".
func quoted(f Metric, i Interval) string {
	s := shortest(f)
	if i.Defined() {
		s += fmt.Sprintf(" (%s to %s)", twoPlaces(i[0]), twoPlaces(i[1]))
	}
	return s
}

// finely is quoted with three decimals, which is how finely heads and chance differ.
func finely(f Metric, i Interval) string {
	s := pointed(f.String())
	if i.Defined() {
		s += fmt.Sprintf(" (%s to %s)", pointed(i[0].String()), pointed(i[1].String()))
	}
	return s
}

// pointed is a text with a figure in [-1,1], without the 0 before its point.
func pointed(figure string) string { return strings.Replace(figure, "0.", ".", 1) }
