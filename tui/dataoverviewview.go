package tui

import (
	"cmp"
	"fmt"
	"maps"
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
	s.drawCaptions(c, o.captions, d.Captions)
	s.drawPictures(c, o.pictures, d)
}

// drawSplits draws how often each level is gold in each split: bars, of which the longest of
// a split is full. Where they have no room, the shape of a split's levels has a column.
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
			if o.shapes {
				c.put(r.x+levelsFirst+l, y, 1, st.level[l].Render(string(st.up[eighth(n, most)])))
			}
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
		n := thousands(l.N)
		c.put(r.x, y, r.w-len(n)-1, st.Cut(l.What, r.w-len(n)-1))
		c.right(r.right(), y, len(n), n)
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

// eighth is how many eighths of a row n has where most has all: anything is visible.
func eighth(n, most int) int {
	if n == 0 {
		return 0
	}
	return max(1, n*8/max(1, most))
}

// drawCaptions draws how many captions have so many words.
func (s *dataScreen) drawCaptions(c *canvas, r rect, l eval.CaptionLengths) {
	if r.h == 0 {
		return
	}
	st, n := s.st, len(l.Bins)
	c.rule(r, "Words in a caption", fmt.Sprintf("median %d of %s", l.Median, count(l.N, "caption")))
	step := max(1, min(8, r.w/n))
	for i, row := range st.columns(l.Bins[:], step, r.h-2) {
		c.put(r.x, r.y+1+i, r.w, st.accent.Render(row))
	}
	foot := r.bottom() - 1
	c.put(r.x, foot, 1, st.dim.Render("1"))
	c.put(r.x+step*(n/2)-1, foot, 3, st.dim.Render("30"))
	c.right(r.x+step*n, foot, 4, st.dim.Render("60+"))
}

// drawPictures draws how many pictures have each format, the most frequent first.
func (s *dataScreen) drawPictures(c *canvas, r rect, d *described) {
	if r.h == 0 {
		return
	}
	st, all := s.st, 0
	formats := slices.SortedFunc(maps.Keys(d.Pictures), func(a, b string) int {
		return cmp.Or(cmp.Compare(d.Pictures[b], d.Pictures[a]), cmp.Compare(a, b))
	})
	for _, n := range d.Pictures {
		all += n
	}
	c.rule(r, "Pictures", thousands(all)+" that can be shown")
	if all == 0 {
		c.put(r.x, r.y+1, r.w, st.dim.Render("none: the memes are texts"))
	}
	const name, number = 8, 8
	for i, f := range formats[:min(len(formats), r.h-1)] {
		y, n := r.y+1+i, d.Pictures[f]
		c.put(r.x, y, name-1, labels.Printable(f))
		track := r.w - name - number
		c.put(r.x+name, y, track, st.bar(float64(n)/float64(d.Pictures[formats[0]]), track, st.accent))
		c.right(r.right(), y, number-1, thousands(n))
	}
}

// drawGuide draws the guide of the workspace.
func (s *dataScreen) drawGuide(c *canvas, r rect) {
	flat := s.st
	flat.surface = ink{} // it lies over nothing
	w := min(r.w, narrowSheet)
	s.drawLines(c, r, readMarkdown(guideOf(s.deps.Guide)).lines(flat, w, s.deps.Keys))
}
