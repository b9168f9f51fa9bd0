package report

import (
	"fmt"
	"slices"
	"strings"

	"memebench/eval"
)

// Comparisons is the report of two versions side by side, or of the pairs of more.
func Comparisons(all []eval.Comparison, origin Origin) Document {
	d := Document{Title: "Comparison of versions", Of: "on " + comparedOn(&all[0]), Origin: origin}
	if len(all) == 1 {
		d.Title = fmt.Sprintf("%s against %s", all[0].Second, all[0].First)
	} else {
		d.table(pairsTable(all))
		d.say("%s", eval.PNote(count(len(all), "pair")))
	}
	if slices.ContainsFunc(all, eval.Comparison.CrossValidated) {
		said := "Versions are compared by heads with their configs, trained on the labels of when each version was, from new parameters and in the same folds, each evaluated on rows that it has not seen: what a version went on from has no part in it."
		if slices.ContainsFunc(all, func(c eval.Comparison) bool { return len(c.Given) > 0 }) {
			said += " Predictions from elsewhere stand as they are."
		}
		d.say("%s", said)
	}
	for i := range all {
		d.comparison(&all[i], len(all) > 1)
	}
	return d
}

// comparedOn names the rows of a comparison.
func comparedOn(c *eval.Comparison) string {
	if c.Split == eval.CVRows && !c.CrossValidated() {
		return "train and val"
	}
	return splitName(c.Split)
}

// pairsTable has a line for each of several comparisons.
func pairsTable(all []eval.Comparison) Table {
	t := Table{
		Caption: "Each version against those before it: difference in macro-F1.", Words: 3,
		Head: []string{"Version", "against", "verdict", "rows", "macro-F1", "95% interval", "p", "p, adjusted"},
	}
	for i := range all {
		c := &all[i]
		t.Rows = append(t.Rows, []string{
			c.Second, c.First, c.Verdict(), fmt.Sprint(c.N), difference(c.MacroF1Delta), differences(c.CI95), pValue(c.P), pValue(c.PAdjusted),
		})
	}
	return t
}

func (d *Document) comparison(c *eval.Comparison, named bool) {
	if named {
		d.heading(fmt.Sprintf("%s against %s", c.Second, c.First))
	}
	of := fmt.Sprintf("On %s of %s in %s", count(c.N, "row"), comparedOn(c), count(c.Groups, "group"))
	if c.CrossValidated() && c.N > 0 {
		of += fmt.Sprintf(", %d times with folds of its own", c.Repeats)
	}
	d.say("%s: %s.", of, c.Verdict())
	if c.N > 0 {
		d.say("Macro-F1 is %s for %s and %s for %s.", c.FirstMacroF1, c.First, c.SecondMacroF1, c.Second)
		d.table(Table{
			Caption: fmt.Sprintf("What %s gains over %s.", c.Second, c.First), Words: 1,
			Head: []string{"Metric", "difference", "95% interval"},
			Rows: [][]string{
				{"macro-F1", difference(c.MacroF1Delta), differences(c.CI95)},
				{"QWK", difference(c.QWKDelta), differences(c.QWKCI95)},
				{"log loss (lower is better)", difference(c.LogLossDelta), differences(c.LogLossCI95)},
				{"accuracy", difference(c.AccuracyDelta), ""},
			},
		})
		d.table(Table{
			Caption: "The tests of the difference.", Words: 1, Head: []string{"Test", "value"},
			Rows: [][]string{
				{"p, two-sided, in macro-F1 and in log loss or QWK", pValue(c.P)},
				{fmt.Sprintf("p, adjusted for %s", count(c.Tests, "test")), pValue(c.PAdjusted)},
				{"share of resamples in which macro-F1 rises, equal ones half", c.ProbImproved.String()},
				{"McNemar, p (exact, two-sided" + c.OfRepeats("; twice the median of %d repeats") + ")", pValue(c.McNemarP)},
				{"rows that the first alone has right" + c.OfRepeats(" (mean of %d repeats)"), fmt.Sprint(c.FirstRight)},
				{"rows that the second alone has right" + c.OfRepeats(" (mean of %d repeats)"), fmt.Sprint(c.SecondRight)},
			},
		})
	}
	if len(c.Reasons) > 0 {
		d.say("Because: %s.", sentences(c.Reasons...))
	}
	for _, what := range c.Omitted() {
		d.say("Left out: %s.", what)
	}
	for _, note := range c.ScarceNotes() {
		d.warn([]string{note + "."})
	}
	if flattered := c.Flattered(); flattered != "" {
		d.warn([]string{flattered + "."})
	}
	if seen := c.Seen(); seen != "" {
		d.warn([]string{seen + "."})
	}
	if len(c.Given) > 0 {
		d.warn([]string{strings.Join(c.Given, " and ") + " from elsewhere: what made that may know these rows."})
	}
}
