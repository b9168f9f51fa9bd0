package tui

import (
	"math"
	"strings"
)

// bar draws a share in [0,1] as a bar of w columns with an eighth of a column's
// precision. Anything above nothing is visible.
func bar(share float64, w int) string {
	if math.IsNaN(share) {
		return ""
	}
	eighths := int(math.Round(min(1, max(0, share)) * float64(8*w)))
	if eighths == 0 && share > 0 {
		eighths = 1
	}
	s := strings.Repeat("█", eighths/8)
	if rest := eighths % 8; rest > 0 {
		s += string([]rune("▏▎▍▌▋▊▉")[rest-1])
	}
	return s
}

// bar draws a share in [0,1] as a bar on its track, w cells together.
func (st styles) bar(share float64, w int, filled ink) string {
	if st.glyphs == plainGlyphs { // a block takes two cells
		n := len([]rune(bar(share, w)))
		return filled.Render(st.Fit(strings.Repeat(st.glyphs.full, n), w))
	}
	return filled.Render(st.Fit(bar(share, w), w))
}
