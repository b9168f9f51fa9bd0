package tui

import (
	"slices"
	"strings"

	"memebench/eval"
	"memebench/labels"
)

// drawOverview draws what memes and labels are.
func (s *dataScreen) drawOverview(c *canvas, o overviewFrame) {
	d := s.overview.has
	if d == nil {
		c.put(o.verdict.x, o.verdict.y, o.verdict.w, s.st.dim.Render(s.overview.none()))
		return
	}
	s.drawSplits(c, o, d)
	s.drawLacks(c, o.lacks, d)
	s.drawVerdict(c, o.verdict, d.Learnable)
	s.drawFigures(c, o.figures, d.Learnable)
}

// splitBar is how wide a level's column must be for a bar beside the number.
const splitBar = 11

// drawSplits draws how often each level is gold in each split: bars, of which the longest of
// a split is full.
func (s *dataScreen) drawSplits(c *canvas, o overviewFrame, d *described) {
	st, r := s.st, o.levels
	if r.h == 0 {
		return
	}
	c.rule(r, "Levels by split", "gold")
	c.put(r.x, r.y+1, 6, st.dim.Render("split"))
	c.right(r.x+13, r.y+1, 8, st.dim.Render("memes"))
	c.right(r.x+22, r.y+1, 9, st.dim.Render("labelled"))
	for l := range labels.Level(labels.Levels) {
		x, w := o.levelColumn(l)
		if w < splitBar {
			x += w - 4 // above the number
		}
		c.put(x, r.y+1, 3, st.chipOf(l))
		if w >= 18 {
			c.put(x+4, r.y+1, w-5, st.dim.Render(l.Title()))
		}
	}
	all := eval.SplitLevels{Split: "all"}
	for i, split := range append(slices.Clone(d.Splits), all) {
		style := st.plain
		if i == len(d.Splits) {
			split, style = all, st.strong
		}
		all.Memes += split.Memes
		all.Labelled += split.Labelled
		y, most := r.y+2+i, max(1, slices.Max(split.ByLevel[:]))
		c.put(r.x, y, 6, style.Render(string(split.Split)))
		c.right(r.x+13, y, 8, style.Render(thousands(split.Memes)))
		c.right(r.x+22, y, 9, style.Render(thousands(split.Labelled)))
		for l, n := range split.ByLevel {
			all.ByLevel[l] += n
			x, w := o.levelColumn(labels.Level(l))
			if w >= splitBar {
				c.put(x, y, w-8, st.bar(float64(n)/float64(most), w-8, st.level[l]))
			}
			c.right(x+w-1, y, 6, style.Render(thousands(n)))
		}
	}
}

// drawLacks lists what is missing, and how captions and groups are.
func (s *dataScreen) drawLacks(c *canvas, r rect, d *described) {
	if r.h == 0 {
		return
	}
	st := s.st
	c.rule(r, "What is missing", "of "+thousands(d.Memes))
	rows := d.Lacks()
	var rest []string
	if d.Captions.N > 0 {
		rest = append(rest, "captions: median "+count(d.Captions.Median, "word"))
	}
	if d.Groups.Memes > 0 {
		rest = append(rest, thousands(d.Groups.Memes)+" share a picture or a caption")
	}
	room := r.h - 1
	if len(rows) == 0 {
		rest = append([]string{"nothing"}, rest...)
	}
	y := r.y + 1
	for _, l := range rows[:min(len(rows), max(0, room-len(rest)))] {
		c.put(r.x, y, r.w-8, l.What)
		c.right(r.right(), y, 7, thousands(l.N))
		y++
	}
	for _, text := range rest {
		if y < r.bottom() {
			c.put(r.x, y, r.w, st.dim.Render(text))
		}
		y++
	}
}

// drawVerdict draws the paragraph on whether the labels can be learned.
func (s *dataScreen) drawVerdict(c *canvas, r rect, l eval.Learnable) {
	c.rule(r, "Can these labels be learned?", strings.ToLower(l.Title()))
	s.drawLines(c, r.rows(1, r.h-1), eval.Wrapped(labels.Printable(l.Paragraph), r.w))
}

// drawLines draws a part of a text, and marks that there is more.
func (s *dataScreen) drawLines(c *canvas, r rect, lines []string) {
	s.text.fit(r.h, len(lines))
	for i, line := range lines[s.text.top:min(len(lines), s.text.top+r.h)] {
		c.put(r.x, r.y+i, r.w, line)
	}
	if more := strings.TrimSpace(s.text.more()); more != "" {
		w := s.st.Width(more)
		c.put(r.right()-w, r.bottom()-1, w, s.st.accent.Render(more))
	}
}

// drawFigures draws the figures of the paragraph on one scale.
func (s *dataScreen) drawFigures(c *canvas, r rect, l eval.Learnable) {
	if r.h == 0 {
		return
	}
	st := s.st
	type figure struct {
		name  string
		value eval.Metric
		in    eval.Interval
		line  ink
	}
	var all []figure
	names := map[string]string{"people": "people agree, alpha", "self": "asked again, kappa", "duplicates": "duplicates, alpha"}
	for _, x := range l.Reliability {
		if x.CI95.Defined() {
			all = append(all, figure{names[x.Of], x.Value, x.CI95, st.accent})
		}
	}
	if m := l.Model; m != nil {
		all = append(all,
			figure{labels.Printable(m.Version) + ", kappa", m.QWK, m.QWKCI95, st.teal},
			figure{labels.Printable(m.Version) + ", macro-F1", m.MacroF1, m.MacroF1CI95, st.teal},
			figure{"labels permuted", m.Chance.Mean, m.Chance.CI95, st.dim})
	}
	const name, ends = 21, 18
	for i, f := range all[max(0, len(all)-r.h):] {
		y, scale := r.y+i, r.w-name-ends
		c.put(r.x, y, name-1, st.Cut(f.name, name-1))
		c.put(r.x+name, y, scale, st.interval(scale, f.value, f.in, f.line))
		c.right(r.x+name+scale+6, y, 5, st.strong.Render(score(f.value)))
		c.right(r.right(), y, 11, st.dim.Render(rangeOf(f.in)))
	}
}

// drawGuide draws the guide of the workspace.
func (s *dataScreen) drawGuide(c *canvas, r rect) {
	flat := s.st
	flat.surface = ink{} // it lies over nothing
	w := min(r.w, narrowSheet)
	s.drawLines(c, r, readMarkdown(guideOf(s.deps.Guide)).lines(flat, w, s.deps.Keys))
}
