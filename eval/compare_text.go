package eval

import (
	"fmt"
	"io"
	"strings"

	"memebench/labels"
)

// Verdict says in a few words what the comparison amounts to.
func (c Comparison) Verdict() string {
	switch {
	case c.N == 0 && c.Known > 0:
		return fmt.Sprintf("%s may have learnt from all %s", c.Learners(), plural(c.Known, "row"))
	case c.N == 0:
		return "there are no rows that both can be evaluated on"
	case !c.ProbImproved.Defined():
		return fmt.Sprintf("too few rows to tell (%s)", plural(c.Groups, "group"))
	case c.Outcome == SecondBetter:
		return fmt.Sprintf("%s is better", labels.Printable(c.Second))
	case c.Outcome == FirstBetter:
		return fmt.Sprintf("%s is better", labels.Printable(c.First))
	case c.Groups < DecidingGroups:
		return fmt.Sprintf("too few rows to tell (%s, it takes %d)", plural(c.Groups, "group"), DecidingGroups)
	case c.Discordant == 0 && c.MacroF1Delta == 0:
		return "both have the same rows right"
	}
	if mixed, ok := c.Mixed(); ok {
		return mixed
	}
	return "the difference may be chance"
}

// CrossValidated reports whether heads were trained for the comparison. Two versions that are both
// predictions from elsewhere are compared as they are, on [CVRows] too.
func (c Comparison) CrossValidated() bool { return c.Split == CVRows && len(c.Given) < 2 }

// Learners names the versions that may have learnt from the rows that are left out. Comparisons
// of older stores do not know which.
func (c Comparison) Learners() string {
	if len(c.Knowing) == 0 {
		return "one of them"
	}
	return labels.Printable(strings.Join(c.Knowing, " and "))
}

// Omitted names what the comparison has left out, as far as there is anything.
func (c Comparison) Omitted() (all []string) {
	if c.Known > 0 {
		all = append(all, fmt.Sprintf("%s that %s may have learnt from", plural(c.Known, "row"), c.Learners()))
	}
	if c.LeftOut > 0 {
		all = append(all, plural(c.LeftOut, "row")+" of which nothing can be read or one has no prediction")
	}
	if c.Disputed > 0 {
		all = append(all, disputedMemes(c.Disputed))
	}
	return all
}

// WriteText writes the comparison of versions for people, in lines of at most 80 columns but for names
// and reasons.
func (c Comparison) WriteText(w io.Writer) error {
	return c.WriteTextOf(w, "have each version's config, and the labels of when it was trained")
}

// WriteTextOf writes it with what the heads of a cross-validation have.
func (c Comparison) WriteTextOf(w io.Writer, heads string) error {
	of := "on " + c.Split
	switch {
	case c.CrossValidated():
		of = "cross-validated (train + val)"
	case c.Split == CVRows:
		of = "on train and val"
	}
	_, err := fmt.Fprintf(w, "%s against %s, %s, %s\n", labels.Printable(c.Second), labels.Printable(c.First), of, plural(c.N, "row"))
	var rows [][2]string
	add := func(name, format string, args ...any) {
		rows = append(rows, [2]string{name, fmt.Sprintf(format, args...)})
	}
	if c.N > 0 {
		if c.CrossValidated() {
			add("repeats", "%d, each with folds of its own", c.Repeats)
			add("heads", "%s", heads)
		}
		add("macro-F1", "%s -> %s, %s", c.FirstMacroF1, c.SecondMacroF1, signed(c.MacroF1Delta))
		if c.CI95.Defined() {
			add("95% interval", "%s (%s paired resamples of %s)", c.CI95.signed(), Thousands(compareResamples), plural(c.Groups, "group"))
			add("P(better)", "%s", c.ProbImproved)
			add("QWK", "%s (%s)", signed(c.QWKDelta), c.QWKCI95.signed())
			if c.LogLossDelta.Defined() {
				add("log loss", "%s (%s), lower is better", signed(c.LogLossDelta), c.LogLossCI95.signed())
			}
		} else {
			add("95% interval", "none: it needs %d groups of memes; there are %d", leastGroups, c.Groups)
		}
		add("accuracy", "%s", signed(c.AccuracyDelta))
		add("right alone", "%s %d, %s %d%s", labels.Printable(c.First), c.FirstRight, labels.Printable(c.Second), c.SecondRight, c.OfRepeats(" (means of %d repeats)"))
		add("McNemar", "%s (exact, two-sided%s)", c.McNemarP.P(), c.OfRepeats("; twice the median of %d repeats"))
	}
	for _, what := range c.Omitted() {
		add("left out", "%s", what)
	}
	if len(c.Given) > 0 {
		add("beware", "%s from elsewhere: what made that may know these rows", labels.Printable(strings.Join(c.Given, " and ")))
	}
	for _, note := range c.ScarceNotes() {
		add("beware", "%s", note)
	}
	if flattered := c.Flattered(); flattered != "" {
		add("beware", "%s", flattered)
	}
	if seen := c.Seen(); seen != "" {
		add("beware", "%s", seen)
	}
	add("verdict", "%s", c.Verdict())
	for i, reason := range c.Reasons {
		if c.N == 0 { // the verdict has said why
			break
		}
		name := ""
		if i == 0 {
			name = "because"
		}
		add(name, "%s", labels.Printable(reason))
	}
	for _, r := range rows {
		if err == nil {
			_, err = fmt.Fprintf(w, "%s%s\n", left(r[0], nameWidth), r[1])
		}
	}
	return err
}

// OfRepeats formats what a figure is of where there are several repeats, whose number the
// format takes; of one it is "".
func (c Comparison) OfRepeats(format string) string {
	if c.Repeats < 2 {
		return ""
	}
	return fmt.Sprintf(format, c.Repeats)
}

// signed is an interval of differences, with their signs.
func (i Interval) signed() string {
	if !i.Defined() {
		return "–"
	}
	return signed(i[0]) + " to " + signed(i[1])
}

// signed is a difference with its sign.
func signed(f Metric) string {
	s := f.String()
	if f > 0 && s != "0.000" {
		return "+" + s
	}
	return s
}
