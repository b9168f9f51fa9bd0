package tui

import (
	"fmt"
	"strings"

	"memebench/eval"
	"memebench/labels"
)

// drawConfig draws all settings of the selected version beside those of the other one.
// What differs is strong, and what is not as a workspace begins has a mark.
func (s *trainScreen) drawConfig(c *canvas, l configFrame) {
	st := s.st
	v, ok := s.summary.Version(s.selected)
	if !ok {
		c.rule(l.title, "Settings", "")
		return
	}
	o, beside := s.beside(v)
	title := labels.Printable(v.Title()) + ", settings"
	notes := []string{unusualSign + " is not the default"}
	if beside {
		notes = []string{"beside " + labels.Printable(o.ID) + " · " + notes[0], "beside " + labels.Printable(o.ID)}
	}
	c.rule(l.title, title, st.fitting(l.title.w-st.Width(title)-8, notes))
	if l.head.w > 0 {
		s.settingsTable(c, l, v, o, beside)
	} else {
		s.settingsPairs(c, l, v, o, beside)
	}
	s.drawFacts(c, l.facts, v)
	s.drawChoices(c, l.choices)
}

// drawChoices lists what each version has otherwise than a workspace begins with.
func (s *trainScreen) drawChoices(c *canvas, r rect) {
	if r.h < 2 {
		return
	}
	st := s.st
	c.rule(r, "What is not the default", "by version")
	versions, from := s.listed(r.h - 1)
	for i, v := range versions[from:min(len(versions), from+r.h-1)] {
		y, style := r.y+1+i, st.dim
		if v.ID == s.selected {
			style = st.strong
			c.put(r.x, y, 1, st.focus.Render(st.model))
		}
		c.put(r.x+2, y, 6, style.Render(labels.Printable(v.ID)))
		c.put(r.x+9, y, 12, style.Render(labels.Printable(v.Name)))
		text := choices(v)
		if text == "" {
			text = "—"
		}
		c.put(r.x+22, y, r.w-22, style.Render(text))
	}
}

// unusualSign marks what is not the default.
const unusualSign = "*"

// settingsTable has a column for each version, and with room for it one with the defaults
// and one with what the settings mean.
func (s *trainScreen) settingsTable(c *canvas, l configFrame, v, o eval.Version, beside bool) {
	st, usual := s.st, eval.Default()
	at := settingColumns(l.head)
	head := func(r rect, text string) { c.put(r.x, r.y, r.w, st.dim.Render(text)) }
	head(at.name, "setting")
	head(at.is, labels.Printable(v.ID))
	if beside {
		head(at.other, labels.Printable(o.ID))
	}
	head(at.usual, "default")
	head(at.means, "what it is")
	for i, one := range configSettings {
		at := settingColumns(l.settings[0].row(i))
		is, was := one.in(v), one.in(o)
		name, value := st.dim, st.dim
		if beside && is != was {
			name, value = st.strong, st.strong
		}
		c.put(at.name.x, at.name.y, at.name.w, name.Render(one.name))
		if is != one.of(usual) && !v.Headless() {
			c.put(at.mark.x, at.mark.y, 1, st.accent.Render(unusualSign))
		}
		c.put(at.is.x, at.is.y, at.is.w, value.Render(labels.Printable(is)))
		if beside {
			c.put(at.other.x, at.other.y, at.other.w, value.Render(labels.Printable(was)))
		}
		c.put(at.usual.x, at.usual.y, at.usual.w, st.faint.Render(one.of(usual)))
		c.put(at.means.x, at.means.y, at.means.w, st.dim.Render(one.means))
	}
}

// settingRow says where the parts of a setting are in its row. Those without room have no
// width.
type settingRow struct{ name, mark, is, other, usual, means rect }

func settingColumns(r rect) settingRow {
	const name, value = 17, 11
	cell := func(x, w int) rect { return rect{r.x + x, r.y, max(0, min(w, r.w-x)), 1} }
	row := settingRow{name: cell(0, name-1), mark: cell(name, 1), is: cell(name+1, value-1), other: cell(name+value+1, value-1)}
	if at := name + 2*value + 2; r.w >= at+value {
		row.usual = cell(at, value-1)
		if at += value + 1; r.w >= at+16 {
			row.means = cell(at, r.w)
		}
	}
	return row
}

// settingsPairs has the settings in two columns: what differs as "was → is".
func (s *trainScreen) settingsPairs(c *canvas, l configFrame, v, o eval.Version, beside bool) {
	st, usual := s.st, eval.Default()
	for i, one := range configSettings {
		column := l.settings[i/l.settings[0].h]
		r := column.row(i % column.h)
		is, was := one.in(v), one.in(o)
		name, text := st.dim, st.dim.Render(labels.Printable(is))
		if beside && is != was {
			name, text = st.strong, st.changed(labels.Printable(was), labels.Printable(is), r.w-13)
		}
		c.put(r.x, r.y, 12, name.Render(one.short))
		if is != one.of(usual) && !v.Headless() {
			c.put(r.x+12, r.y, 1, st.accent.Render(unusualSign))
		}
		c.put(r.x+13, r.y, r.w-13, text)
	}
}

// factSlot is one fact with how many rows it has.
type factSlot struct {
	name string
	rows int
	says func(*trainScreen, eval.Version) string
}

// manyFacts is how many rows all facts need, two of them for a long one; with one more there are two
// for each long one in narrow parts.
const manyFacts = 8

// factSlots are the facts that a part has room for, the most important first; in narrow
// parts the long ones have two rows.
func factSlots(r rect) []factSlot {
	compared := factSlot{"compared", 1, (*trainScreen).comparedShort}
	decided := factSlot{"decided", 1, (*trainScreen).decided}
	data := factSlot{"data", 1, (*trainScreen).data}
	reads := factSlot{"reads", 1, func(_ *trainScreen, v eval.Version) string { return reads(v) }}
	from := factSlot{"from", 1, func(_ *trainScreen, v eval.Version) string { return cameFrom(v) }}
	calibrated := factSlot{"calibrated", 1, func(_ *trainScreen, v eval.Version) string { return calibrated(v) }}
	head := factSlot{"head", 1, func(_ *trainScreen, v eval.Version) string { return headOf(v) }}
	next := factSlot{"next", 1, (*trainScreen).next}
	slots := []factSlot{compared, data, reads, decided}
	switch {
	case r.h >= manyFacts && r.w >= narrowTable:
		decided.rows = 2
		slots = []factSlot{data, reads, head, from, calibrated, next, decided}
	case r.h >= manyFacts:
		reads.rows = 2
		if r.h > manyFacts {
			decided.rows = 2
		}
		slots = []factSlot{data, reads, decided, from, calibrated, next, head}
	case r.h >= leastFacts:
		slots = []factSlot{data, reads, decided, from, calibrated, next, head}
	}
	room, n := r.h, 0
	for n < len(slots) && slots[n].rows <= room {
		room -= slots[n].rows
		n++
	}
	return slots[:n]
}

// drawFacts draws what else there is to know of a version.
func (s *trainScreen) drawFacts(c *canvas, r rect, v eval.Version) {
	y := 0
	for _, f := range factSlots(r) {
		c.put(r.x, r.y+y, factColumn-1, s.st.dim.Render(f.name))
		text := f.says(s, v)
		if text == "" {
			text = "—"
		}
		part := rect{r.x + factColumn, r.y + y, r.w - factColumn, f.rows}
		c.lines(part, s.wrapped(text, part)...)
		y += f.rows
	}
}

func (s *trainScreen) decided(v eval.Version) string {
	d := v.Decision
	if d == nil {
		return ""
	}
	what := "kept back"
	switch {
	case d.Serve:
		what = "served"
	case d.Policy == eval.PromoteAsk:
		what = "yours"
	}
	text := what + ": " + labels.Printable(d.Why)
	if d.Comparison != nil && !d.Comparison.Tells() { // else why names it, and so does why there is none
		text += ", against " + labels.Printable(d.Against)
	}
	return text
}

// data is what a version was trained on, with the levels of the memes it stopped on.
func (s *trainScreen) data(v eval.Version) string {
	if v.Headless() {
		return count(v.Origin.Predictions, "prediction")
	}
	text := fmt.Sprintf("%s train · %s val", thousands(v.TrainN), thousands(v.ValN))
	if n := v.Voted(); n > 0 {
		text += fmt.Sprintf(" · %s by votes", thousands(n))
	}
	if v.Val.N == 0 {
		return text
	}
	var by [labels.Levels]string
	all := 0
	for l, class := range v.Val.PerClass {
		by[l] = thousands(class.Support)
		all += class.Support
	}
	if all > 0 {
		text += ", levels " + strings.Join(by[:], " ")
	}
	return text
}

func cameFrom(v eval.Version) string {
	switch {
	case v.Headless():
		return "predictions from elsewhere: " + labels.Printable(v.Origin.Name)
	case v.Origin != nil:
		return "trained elsewhere as " + v.Origin.As()
	case v.Parent != "":
		return labels.Printable(v.Parent) + ", by a warm start"
	case v.ColdStartReason != "":
		return "new parameters: " + labels.Printable(v.ColdStartReason)
	}
	return "new parameters"
}

func calibrated(v eval.Version) string {
	c := v.Calibration
	if v.Headless() {
		return ""
	}
	if c == nil {
		return fmt.Sprintf("no: takes %d val memes", eval.CalibrationRows)
	}
	return fmt.Sprintf("T = %.2f on %s, ECE %s to %s", c.Temperature, count(c.N, "meme"), score(c.ECEBefore), score(c.ECEAfter))
}

// headOf is the head in a few words, and how long its training took.
func headOf(v eval.Version) string {
	if v.Headless() {
		return "none: it cannot be served"
	}
	return fmt.Sprintf("%s · %.1f s", v.Config.Summary(), v.Seconds)
}

// next is when the next version is trained by itself.
func (s *trainScreen) next(eval.Version) string {
	every := s.deps.Retrain
	if every <= 0 {
		return "by " + s.key(doRetrain) + " alone"
	}
	if left := every - s.summary.New; left > 0 {
		return fmt.Sprintf("after %s, %s to go", count(every, "label"), thousands(left))
	}
	return fmt.Sprintf("after %s: due now", count(every, "label"))
}

// comparedShort is the comparison with the other version where it has no block.
func (s *trainScreen) comparedShort(v eval.Version) string {
	o, ok := s.summary.Version(s.other())
	if !ok || o.ID == v.ID {
		return ""
	}
	if c, ok := s.between(v, o); ok && !c.ProbImproved.Defined() {
		return c.Verdict()
	} else if ok {
		return "P(better) " + score(c.ProbImproved) + " · " + alone(v, o, c.Comparison)
	}
	return s.key(doCompare) + " compares it with " + labels.Printable(o.ID)
}
