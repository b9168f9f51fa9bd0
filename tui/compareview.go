package tui

import (
	"fmt"

	"memebench/eval"
)

// comparisonRows is what a comparison needs.
const comparisonRows = 3

// comparison puts the selected version beside the other one: by a comparison on
// the same rows, or while there is none by their own metrics.
func (s *trainScreen) comparison(w int) []string {
	v, _ := s.summary.Version(s.selected)
	o, _ := s.summary.Version(s.other())
	if c, ok := s.between(v, o); ok {
		return s.weighed(v, o, c, w)
	}
	if elsewhere, ok := fromElsewhere(v, o); ok {
		return s.remark(w, fmt.Sprintf("%s has its metrics from elsewhere: c compares the two here", elsewhere.ID))
	}
	if v.Val.N == 0 || o.Val.N == 0 {
		return s.remark(w, fmt.Sprintf("%s and %s: no metrics on validation memes for both; c compares", v.ID, o.ID))
	}
	on := fmt.Sprintf("on %s", count(v.ValN, "validation meme"))
	if o.ValN != v.ValN {
		on += fmt.Sprintf(" (%s: %d)", o.ID, o.ValN)
	}
	part := func(name string, a, b eval.Metric) string {
		return fmt.Sprintf("%s %s (%s)", name, score(a), signed(a-b))
	}
	return []string{
		fmt.Sprintf("  %s against %s, %s:", v.ID, o.ID, on),
		"  " + s.st.bold.Render(part("macro-F1", v.Val.MacroF1, o.Val.MacroF1)) + "   " + part("QWK", v.Val.QWK, o.Val.QWK) + "   " + part("MAE", v.Val.MAE, o.Val.MAE),
		s.st.dim.Render("  c says whether that is chance"),
	}
}

// remark is a sentence in the place of a comparison.
func (s *trainScreen) remark(w int, text string) []string {
	rows := make([]string, comparisonRows)
	for i, l := range s.st.Wrap(text, w-2) {
		if i < len(rows) {
			rows[i] = "  " + l
		}
	}
	return rows
}

// weighed draws a comparison on the same rows. Where it has no room for all of it,
// the verdict is what stays.
func (s *trainScreen) weighed(v, o eval.Version, c eval.Comparison, w int) []string {
	on := fmt.Sprintf("on the same %s", count(c.N, "validation meme"))
	if c.Split == eval.CVRows {
		on = fmt.Sprintf("cross-validated on %s", count(c.N, "meme"))
	}
	better := "—"
	if c.ProbImproved.Defined() {
		better = score(c.ProbImproved)
	}
	title := fmt.Sprintf("  %s against %s, %s:", v.ID, o.ID, on)
	delta := "  " + s.st.bold.Render("macro-F1 "+signed(c.MacroF1Delta))
	if c.CI95.Defined() { // else the verdict says why it is not
		delta += fmt.Sprintf(" (%s to %s)", signed(c.CI95[0]), signed(c.CI95[1]))
	}
	delta += "   "
	test := fmt.Sprintf("McNemar p = %s", score(c.McNemarP))
	alone := fmt.Sprintf("  P(better) %s  right alone %s %d, %s %d  ", better, o.ID, c.FirstRight, v.ID, c.SecondRight)
	if s.st.Width(delta+c.Verdict()) <= w && s.st.Width(alone+test) <= w {
		return []string{title, delta + c.Verdict(), s.st.dim.Render(alone + test)}
	}
	return []string{title, delta + "P(better) " + better, "  " + c.Verdict() + s.st.dim.Render("  "+test)}
}
