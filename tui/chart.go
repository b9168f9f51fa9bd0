package tui

import (
	"math"
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
