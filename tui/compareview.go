package tui

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"memebench/eval"
	"memebench/labels"
)

// drawDiffer draws what the selected version has otherwise than the one beside it.
func (s *trainScreen) drawDiffer(c *canvas, r rect, v eval.Version) {
	if r.h == 0 {
		return
	}
	st := s.st
	o, ok := s.beside(v)
	if !ok {
		c.rule(r, "What differs", "")
		c.put(r.x, r.y+1, r.w, st.dim.Render("There is no version before "+labels.Printable(v.ID)+"."))
		return
	}
	c.rule(r, fmt.Sprintf("%s differs from %s in", labels.Printable(v.ID), labels.Printable(o.ID)), "")
	found, equal := differences(o, v)
	last := fmt.Sprintf("%d other settings are equal: %s shows them", equal, s.viewKeys())
	if room := r.h - 2; len(found) > room {
		last = fmt.Sprintf("and %d more, %d are equal: %s shows them", len(found)-room, equal, s.viewKeys())
		found = found[:room]
	}
	y := r.y + 1
	for _, d := range found {
		c.put(r.x, y, factColumn-1, st.dim.Render(d.short))
		c.put(r.x+factColumn, y, r.w-factColumn, st.changed(d.was, d.is, r.w-factColumn))
		y++
	}
	c.put(r.x, y, r.w, st.dim.Render(last))
}

// comparedTitle is what the title of a comparison takes of its row, with a piece of the rule on either side.
const comparedTitle = len("Which is better?") + 3

// drawBetter draws whether the selected version is better than the other one: by a
// comparison on the same rows, or while there is none by their own metrics.
func (s *trainScreen) drawBetter(c *canvas, r rect, v eval.Version) {
	if r.h == 0 {
		return
	}
	st := s.st
	title := func(right string) { c.rule(r, "Which is better?", right) }
	text := r.rows(1, r.h)
	o, ok := s.summary.Version(s.other())
	if !ok || o.ID == v.ID {
		title("")
		says := "Nothing is served that it could be compared with."
		if ok {
			says = fmt.Sprintf("%s is served. Select another one, or %s marks this one for others to be compared with.", labels.Printable(v.ID), s.key(doMark))
		}
		c.lines(text, s.wrapped(says, text)...)
		return
	}
	if cmp, ok := s.between(v, o); ok && cmp.N == 0 {
		title("")
		c.lines(text, s.wrapped(cannotTell(cmp.Comparison)+".", text)...)
		return
	} else if ok {
		title(s.st.fitting(r.w-comparedTitle, cmp.title()))
		s.drawCompared(c, text, v, o, cmp.Comparison)
		return
	}
	title("own metrics, on val")
	for i, l := range s.ownMetrics(v, o) {
		if i == 1 {
			l = st.strong.Render(l)
		}
		c.put(text.x, text.y+i, text.w, l)
	}
}

// ownMetrics puts the metrics of two versions beside each other that were not compared on
// the same rows, in three lines.
func (s *trainScreen) ownMetrics(v, o eval.Version) [3]string {
	if elsewhere, ok := fromElsewhere(v, o); ok {
		return [3]string{fmt.Sprintf("%s has its metrics from elsewhere:", elsewhere.ID), s.key(doCompare) + " compares the two here"}
	}
	if v.Val.N == 0 || o.Val.N == 0 {
		return [3]string{fmt.Sprintf("%s and %s: no metrics on validation memes for both", v.ID, o.ID), s.key(doCompare) + " compares them"}
	}
	on := "on " + count(v.ValN, "validation meme")
	same := v.SameVal(o)
	switch {
	case o.ValN != v.ValN:
		on += fmt.Sprintf(" (%s: %d)", o.ID, o.ValN)
	case !same:
		on += ", other labels"
	}
	part := func(name string, a, b eval.Metric) string {
		if !same {
			return fmt.Sprintf("%s %s → %s", name, score(b), score(a))
		}
		return fmt.Sprintf("%s %s (%s)", name, score(a), signed(a-b))
	}
	return [3]string{
		fmt.Sprintf("%s against %s, %s:", v.ID, o.ID, on),
		part("macro-F1", v.Val.MacroF1, o.Val.MacroF1) + "  " + part("QWK", v.Val.QWK, o.Val.QWK) + "  " + part("MAE", v.Val.MAE, o.Val.MAE),
		s.key(doCompare) + " says whether that is chance",
	}
}

// cannotTell says why a comparison of two versions has no rows.
func cannotTell(c eval.Comparison) string {
	return fmt.Sprintf("%s and %s cannot be compared: %s", labels.Printable(c.Second), labels.Printable(c.First), c.Verdict())
}

// comparisonSays says in a sentence what came of a comparison.
func comparisonSays(c eval.Comparison) string {
	if c.N == 0 {
		return cannotTell(c)
	}
	text := fmt.Sprintf("%s against %s: macro-F1 %s, %s, %s", labels.Printable(c.Second), labels.Printable(c.First), signed(c.MacroF1Delta), c.Verdict(), comparedOn(c))
	if flattered := c.Flattered(); flattered != "" {
		text += "; " + flattered
	}
	return text
}

// alone is what the two versions have right that the other one has not, and the test of it.
func alone(v, o eval.Version, c eval.Comparison) string {
	p := "p = " + score(c.McNemarP)
	if c.McNemarP < .001 {
		p = "p < .001"
	}
	return fmt.Sprintf("right alone %s %d, %s %d · McNemar %s", o.ID, c.FirstRight, v.ID, c.SecondRight, p)
}

// gained is the difference of two versions with its interval.
func gained(v eval.Version, c eval.Comparison) string {
	verb := "gains"
	if c.MacroF1Delta < 0 {
		verb = "loses"
	}
	by := eval.Metric(math.Abs(float64(c.MacroF1Delta)))
	text := fmt.Sprintf("%s %s %s macro-F1", labels.Printable(v.ID), verb, score(by))
	if c.CI95.Defined() {
		text += fmt.Sprintf(" (%s to %s)", signed(c.CI95[0]), signed(c.CI95[1]))
	}
	return text
}

// verdict is what a comparison amounts to, with the probability that the second is better where
// there are enough rows to tell.
func verdict(c eval.Comparison) string {
	if !c.ProbImproved.Defined() || c.Outcome == eval.TooFew {
		return c.Verdict()
	}
	return fmt.Sprintf("P(better) %s: %s", score(c.ProbImproved), c.Verdict())
}

// inShort is the verdict in two words or three.
func inShort(c eval.Comparison) string {
	mixed, ok := c.Mixed()
	switch {
	case ok:
		return mixed
	case c.Outcome == eval.Unclear && c.Discordant > 0:
		return "perhaps chance"
	case c.Outcome == eval.TooFew && c.N > 0:
		return "too few to tell"
	}
	return c.Verdict()
}

// drawCompared draws a comparison: in high blocks as intervals on one scale.
func (s *trainScreen) drawCompared(c *canvas, r rect, v, o eval.Version, cmp eval.Comparison) {
	st := s.st
	if r.h < tallBetterRows-1 {
		c.lines(r, st.strong.Render(gained(v, cmp)), verdict(cmp), st.dim.Render(alone(v, o, cmp)))
		return
	}
	const numbers = 22 // at the right: the difference and its interval
	scale := rect{r.x + factColumn, r.y, r.w - factColumn - numbers, 1}
	p, signs := newPlot(scale.w, 2), st.chart
	reach := .1
	for _, m := range []eval.Metric{cmp.CI95[0], cmp.CI95[1], cmp.MacroF1Delta, cmp.AccuracyDelta} {
		if m.Defined() && math.Abs(float64(m)) > reach {
			reach = math.Ceil(math.Abs(float64(m))*10-1e-9) / 10
		}
	}
	at := func(m eval.Metric) int {
		return int(math.Round((float64(m) + reach) / (2 * reach) * float64(scale.w-1)))
	}
	point := st.bold(st.teal)
	rows := []struct {
		name  string
		delta eval.Metric
		in    eval.Interval
	}{{"macro-F1", cmp.MacroF1Delta, cmp.CI95}, {"accuracy", cmp.AccuracyDelta, eval.Interval{eval.Metric(math.NaN()), eval.Metric(math.NaN())}}}
	for i, row := range rows {
		p.rule(i, scale.w, signs.track, &st.faint)
		if row.in.Defined() {
			for x := at(row.in[0]); x <= at(row.in[1]); x++ {
				p.set(x, i, signs.span, &st.teal)
			}
		}
		p.set(at(0), i, signs.kept, &st.dim) // whether the line crosses it is the question
		if row.delta.Defined() {
			p.set(at(row.delta), i, signs.point, &point)
		}
		c.put(r.x, r.y+i, factColumn-1, row.name)
		c.put(scale.right()+2, r.y+i, 5, st.strong.Render(signed(row.delta)))
		if row.in.Defined() {
			c.right(r.right(), r.y+i, 14, st.dim.Render(signed(row.in[0])+" to "+signed(row.in[1])))
		}
	}
	c.lines(rect{scale.x, scale.y, scale.w, 2}, p.rows()...)
	end := fmt.Sprintf("%.1f", reach)
	c.put(scale.x, r.y+2, scale.w/2, st.dim.Render("−"+strings.TrimPrefix(end, "0")+" "+labels.Printable(o.ID)+" better"))
	c.right(scale.right(), r.y+2, scale.w/2, st.dim.Render(labels.Printable(v.ID)+" better +"+strings.TrimPrefix(end, "0")))
	c.lines(r.rows(3, 2), verdict(cmp), st.dim.Render(alone(v, o, cmp)))
}

// drawWhy draws why the served version is served, and what becomes of new ones.
func (s *trainScreen) drawWhy(c *canvas, r rect) {
	if r.h == 0 {
		return
	}
	served, ok := s.summary.Version(s.summary.Served)
	if !ok {
		c.rule(r, "Why none is served", "")
	} else {
		c.rule(r, "Why "+labels.Printable(served.ID)+" is served", "")
	}
	in := r.rows(1, r.h)
	c.lines(in, s.wrapped(s.whyServed(served, ok), in)...)
}

// whyServed says how the served version came to be that.
func (s *trainScreen) whyServed(v eval.Version, ok bool) string {
	var parts []string
	reason := ""
	switch d := v.Decision; {
	case !ok:
		parts = append(parts, "The first version that is trained here is served at once.")
	case d != nil && d.Serve:
		parts = append(parts, fmt.Sprintf("It took the place of %s by itself: %s.", labels.Printable(d.Against), labels.Printable(d.Why)))
	case d != nil:
		parts = append(parts, "It was chosen by hand.")
		reason = fmt.Sprintf("When it was trained: %s.", labels.Printable(d.Why))
	case v.Origin != nil:
		parts = append(parts, "It came from elsewhere, and serves until a version of these memes is better.")
	case s.firstHere(v) && s.deletedBefore(v):
		parts = append(parts, "It was chosen by hand, or served at once as the first: what was before it is deleted.")
	case s.firstHere(v) && s.summary.GoneBack:
		parts = append(parts, "It is the first trained here, and was gone back to.")
	case s.firstHere(v):
		parts = append(parts, "It is the first trained here, which is served at once.")
	default:
		parts = append(parts, "It was chosen by hand.")
	}
	if text := s.policy(); text != "" {
		parts = append(parts, text)
	}
	if b := s.summary.Before; b != "" {
		parts = append(parts, fmt.Sprintf("Before it, %s was: select that, %s goes back.", labels.Printable(b), s.key(doPromote)))
	}
	if reason != "" { // the longest, and the past: it may be cut
		parts = append(parts, reason)
	}
	return strings.Join(parts, " ")
}

// firstHere reports whether no version is known that was trained here before one.
func (s *trainScreen) firstHere(v eval.Version) bool {
	return !slices.ContainsFunc(s.before(v), func(o eval.Version) bool { return o.Origin == nil })
}

// deletedBefore reports whether a version was deleted that had been made before one: nothing is known of it but its number.
func (s *trainScreen) deletedBefore(v eval.Version) bool {
	known := map[int]bool{}
	for _, o := range s.before(v) {
		known[o.Number] = true
	}
	return len(known) < v.Number-(eval.StarterNumber+1)
}

// before returns the versions that were made before one, also those that were pruned, but not the starter head, which nobody made here.
func (s *trainScreen) before(v eval.Version) []eval.Version {
	return slices.DeleteFunc(slices.Concat(s.summary.History, s.summary.Versions), func(o eval.Version) bool { return o.Starter() || o.Number >= v.Number })
}

// policy says what becomes of new versions; nothing before there was one beside a served one.
func (s *trainScreen) policy() string {
	if !slices.ContainsFunc(s.summary.Versions, func(v eval.Version) bool { return v.Decision != nil }) {
		return ""
	}
	switch s.deps.Policy {
	case eval.PromoteBetter:
		return "New ones are served if they are better, not by chance."
	case eval.PromoteNever:
		return "New ones are served by hand only."
	default:
		return "New versions wait for " + s.key(doPromote) + "."
	}
}

// drawBrief draws in two rows what the blocks say where there is room for them.
func (s *trainScreen) drawBrief(c *canvas, r rect, v eval.Version) {
	if r.h == 0 {
		return
	}
	st := s.st
	if o, ok := s.beside(v); ok {
		found, _ := differences(o, v)
		c.put(r.x, r.y, r.w, st.dim.Render("differs from "+labels.Printable(o.ID)+"  ")+s.briefDifferences(found, r.w-15-st.Width(o.ID)))
	}
	c.put(r.x, r.y+1, r.w, s.briefBetter(v, r.w))
}

// briefDifferences are as many of what differs as have room in w cells.
func (s *trainScreen) briefDifferences(found []difference, w int) string {
	st := s.st
	if len(found) == 0 {
		return st.dim.Render("in nothing but chance")
	}
	var all []string
	for _, d := range found {
		all = append(all, d.short+" "+d.was+st.dim.Render("→")+st.strong.Render(d.is))
	}
	const gap, more = "   ", "and %d more"
	text, left := st.asMany(w, gap, all)
	if left > 0 {
		text, left = st.asMany(w-len(gap)-len(more), gap, all)
		text += gap + st.dim.Render(fmt.Sprintf(more, left))
	}
	return text
}

// briefBetter is which of two versions is better, in a row of w cells: of what there is to
// say of it the beginning.
func (s *trainScreen) briefBetter(v eval.Version, w int) string {
	st := s.st
	o, ok := s.summary.Version(s.other())
	if !ok || o.ID == v.ID {
		return ""
	}
	if c, ok := s.between(v, o); ok && c.N == 0 {
		return st.Cut(cannotTell(c.Comparison), w)
	} else if ok {
		says := []string{st.strong.Render(gained(v, c.Comparison)) + ": " + inShort(c.Comparison)}
		if changed := c.changed(); changed != "" {
			says = append(says, st.dim.Render(changed))
		}
		says = append(says, st.dim.Render("P(better) "+score(c.ProbImproved)), st.dim.Render(comparedOn(c.Comparison)), st.dim.Render(alone(v, o, c.Comparison)))
		text, _ := st.asMany(w, st.dim.Render(" · "), says)
		return text
	}
	if _, elsewhere := fromElsewhere(v, o); elsewhere || v.Val.N == 0 || o.Val.N == 0 {
		own := s.ownMetrics(v, o)
		return own[0] + " " + own[1]
	}
	change, on := signed(v.Val.MacroF1-o.Val.MacroF1), count(v.ValN, "val meme")
	if !v.SameVal(o) {
		change = score(o.Val.MacroF1) + " → " + score(v.Val.MacroF1)
	}
	switch {
	case v.ValN != o.ValN:
		on += fmt.Sprintf(" (%s: %d)", o.ID, o.ValN)
	case !v.SameVal(o):
		on += ", other labels"
	}
	return fmt.Sprintf("%s against %s: ", v.ID, o.ID) + st.strong.Render("macro-F1 "+change) +
		st.dim.Render(fmt.Sprintf(" on %s: %s compares", on, s.key(doCompare)))
}

// changed is what a setting was and is; where there is no room for both, what it is.
func (st styles) changed(was, is string, w int) string {
	text := st.dim.Render("→ ") + st.strong.Render(is)
	if both := was + " " + text; st.Width(both) <= w {
		return both
	}
	return text
}
