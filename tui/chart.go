package tui

import (
	"math"
	"slices"
	"strings"
)

// bar draws a share in [0,1] as a bar on its track, w cells together, with an eighth of a
// cell's precision. Anything above nothing is visible.
func (st styles) bar(share float64, w int, filled ink) string {
	return filled.Render(st.Fit(st.eighths(share, w), w))
}

// eighths is the filled part of a bar of w cells.
func (st styles) eighths(share float64, w int) string {
	if math.IsNaN(share) {
		return ""
	}
	n := int(math.Round(min(1, max(0, share)) * float64(8*w)))
	if n == 0 && share > 0 {
		n = 1
	}
	s := strings.Repeat(string(st.across[8]), n/8)
	if rest := n % 8; rest > 0 {
		s += string(st.across[rest])
	}
	return s
}

// columns draws counts as columns of step cells each, the last a blank, in so many rows from the
// top; the highest is full, and anything is visible.
func (st styles) columns(counts []int, step, rows int) []string {
	most := max(1, slices.Max(counts))
	out := make([]string, max(0, rows))
	for row := range out {
		var b strings.Builder
		for _, n := range counts {
			eighths := 0
			if n > 0 {
				eighths = max(1, n*8*rows/most)
			}
			fill := st.up[min(8, max(0, eighths-8*(rows-1-row)))]
			b.WriteString(strings.Repeat(string(fill), max(1, step-1)))
			if step > 1 {
				b.WriteByte(' ')
			}
		}
		out[row] = b.String()
	}
	return out
}
