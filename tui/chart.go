package tui

import (
	"math"
	"strings"

	"github.com/charmbracelet/lipgloss"
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
func (st styles) bar(share float64, w int, filled lipgloss.Style) string {
	return filled.Render(st.Fit(bar(share, w), w))
}

// rule is a title with a line behind it that leads to what is said at its right end.
func (st styles) rule(title, right string, w int) string {
	left := ""
	if title != "" {
		left = st.strong.Render(st.Cut(title, w)) + " "
	}
	if right != "" && st.Width(left)+st.Width(right)+3 <= w {
		right = " " + st.dim.Render(right)
	} else {
		right = ""
	}
	return left + st.faint.Render(strings.Repeat(st.glyphs.rule, max(0, w-st.Width(left)-st.Width(right)))) + right
}

// gauge draws progress as w columns, filled and still to come.
func gauge(share float64, w int) string {
	n := min(w, max(0, int(share*float64(w)+.5)))
	return strings.Repeat("▰", n) + strings.Repeat("▱", w-n)
}

// sparkline draws values as at most w columns of eight heights between the
// lowest and the highest of them; more values than that are thinned. Values
// that are no numbers are gaps.
func sparkline(values []float64, w int) string {
	values = thin(values, w)
	lo, hi := span(values)
	var b strings.Builder
	for _, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			b.WriteByte(' ')
			continue
		}
		h := 0
		if hi > lo {
			h = int(math.Round((v - lo) / (hi - lo) * 7))
		}
		b.WriteRune([]rune("▁▂▃▄▅▆▇█")[h])
	}
	return b.String()
}

// thin returns at most n values, each the mean of a run of neighbours.
func thin(values []float64, n int) []float64 {
	if len(values) <= n || n <= 0 {
		return values
	}
	out := make([]float64, n)
	for i := range out {
		a, b := i*len(values)/n, (i+1)*len(values)/n
		for _, v := range values[a:b] {
			out[i] += v / float64(b-a)
		}
	}
	return out
}

// span returns the lowest and the highest number of values.
func span(values []float64) (lo, hi float64) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for _, v := range values {
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	return lo, hi
}
