package tui

import (
	"math"
	"strings"

	"memebench/eval"
)

// fewInBin: of so few memes the share that is right says little.
const fewInBin = 5

// sureLine is the diagram in one row.
func (s *evalScreen) sureLine(ev *evaluated) string {
	var b strings.Builder
	for _, bin := range ev.sure {
		height := 0
		if bin.N > 0 {
			height = max(1, int(float64(bin.Right)*8+.5))
		}
		b.WriteRune(s.st.up[height])
	}
	return b.String()
}

// drawSure draws how often the model is right where it is so sure: a bar for each tenth,
// and a line where the bar of a calibrated model would end. Bars of few memes are grey.
func (s *evalScreen) drawSure(c *canvas, r rect, chart int, ev *evaluated) {
	st := s.st
	if r.w == 0 {
		return
	}
	right := ""
	if ev != nil {
		right = "ECE " + score(ev.report.ECE)
	}
	c.rule(r, "Sure → right", right)
	const axis = 5
	w := max(2, (r.w-axis)/sureBins)
	if r.w >= metricsColumn {
		w = min(w, 6)
	}
	for y, mark := range map[int]string{0: "100%", chart / 2: "50", chart - 1: "0"} {
		c.right(r.x+axis-1, r.y+1+y, axis-1, st.dim.Render(mark))
	}
	if ev != nil {
		c.lines(rect{r.x + axis, r.y + 1, w * sureBins, chart}, st.sureBars(ev.sure, w, chart)...)
	}
	if ev != nil && ev.sure == nil {
		c.put(r.x+axis, r.y+1+chart/2, r.w-axis, st.dim.Render("no probabilities"))
	}
	foot, end := r.y+1+chart, r.x+axis+w*sureBins
	c.put(r.x+axis, foot, 1, st.dim.Render("0"))
	c.put(r.x+axis+3*w, foot, end-5-1-r.x-axis-3*w, st.dim.Render("how sure"))
	c.right(end, foot, 5, st.dim.Render("100 %"))
}

// sureBars draws the bars in h rows, each in w cells, and the line.
func (st styles) sureBars(bins []eval.Bin, w, h int) []string {
	p, wide := newPlot(w*len(bins), h), w
	if w > 2 {
		wide-- // for a gap
	}
	line := []rune(st.glyphs.rule)[0]
	many, few := [2]ink{st.teal, st.reversed(st.teal)}, [2]ink{st.dim, st.reversed(st.dim)}
	for k, bin := range bins {
		by := &many
		if bin.N < fewInBin {
			by = &few
		}
		high := 0
		if bin.N > 0 {
			high = int(math.Round(float64(bin.Right) * float64(8*h)))
		}
		ideal := int((float64(k) + .5) / float64(len(bins)) * float64(h))
		for i := range h {
			eighths := max(0, min(8, high-8*i))
			for x := k * w; x < k*w+wide; x++ {
				switch {
				case i == ideal && eighths == 0:
					p.set(x, h-1-i, line, &st.strong)
				case i == ideal && eighths == 8:
					p.set(x, h-1-i, line, &by[1])
				case eighths > 0:
					p.set(x, h-1-i, st.up[eighths], &by[0])
				}
			}
		}
	}
	return p.rows()
}
