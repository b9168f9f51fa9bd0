package tui

import (
	"math"
	"strings"
	"testing"

	"github.com/muesli/termenv"

	"memebench/eval"
)

// plain is a plot without colours.
func (p *plot) plain() string {
	for i := range p.cells {
		p.cells[i].style = nil
	}
	return strings.Join(p.rows(), "|")
}

func TestPlotLines(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		values []float64
		w, h   int
		want   string
		x, y   int // of the last value
	}{
		{[]float64{0, 1, 2, 3}, 2, 1, "⡠⠊", 1, 0},        // four dots, one higher each
		{[]float64{3, 0}, 1, 1, "⢱", 0, 0},               // a steep step is joined
		{[]float64{0}, 2, 2, "|⡀", 0, 1},                 // one value is a dot
		{[]float64{3, nan, nan, 3}, 2, 1, "⠁⠈", 1, 0},    // a gap is a gap
		{[]float64{9, -9, 9, -9}, 2, 1, "⢱⢷", 1, 0},      // what is off the scale stays inside
		{[]float64{math.Inf(1), 0, 0}, 2, 1, "⢀⡀", 1, 0}, // infinity has no place
		{nil, 2, 1, "", 0, 0},
	} {
		p := newPlot(c.w, c.h)
		x, y := p.line(0, c.h, 0, 3, c.values, func(i int) float64 { return float64(i) }, nil)
		if got := p.plain(); got != c.want || x != c.x || y != c.y {
			t.Errorf("%v: %q, ends in %d,%d; want %q, %d,%d", c.values, got, x, y, c.want, c.x, c.y)
		}
	}
}

// What is reversed does not run on over empty cells: a chart of bars would have one more.
func TestPlotReversed(t *testing.T) {
	bins := []eval.Bin{{N: 9, Right: 1}, {N: 9}, {N: 9}, {N: 9, Right: 1}}
	rows := strings.Join(newStyles(termenv.TrueColor, false, testWidths).sureBars(bins, 3, 4), "\n")
	all := reversed.FindAllStringSubmatch(rows, -1)
	if len(all) != 2 {
		t.Errorf("%d parts are reversed, want the line in two bars: %q", len(all), rows)
	}
	for _, m := range all {
		if m[1] != "──" {
			t.Errorf("%q is reversed, want the line in its bar", m[1])
		}
	}
}

func TestPlotNumbers(t *testing.T) {
	for _, c := range []struct {
		w, lo, hi int
		kept      string // stands on the axis already, from cell 4
		want      string
	}{
		{23, 1, 40, "", "1──────────20────────40"},
		{41, 1, 40, "", "1────────10────────20─────────30───────40"},
		{41, 1, 40, " 9 kept ", "1─── 9 kept ───────20─────────30───────40"},
		{20, 0, 1000, "", "0─────────500──1,000"},
		{9, 1, 2, "", "1───────2"},
		{20, 1, 40, " 9 kept ", "1─── 9 kept ──────40"}, // no room for 20
	} {
		p := newPlot(c.w, 1)
		p.rule(0, c.w, '─', nil)
		p.text(4, 0, c.kept, nil)
		p.numbers(0, c.w, c.lo, c.hi, '─', nil)
		if got := p.plain(); got != c.want {
			t.Errorf("%d to %d in %d cells:\n%s, want\n%s", c.lo, c.hi, c.w, got, c.want)
		}
	}
}

// The axis does not grow with each epoch of a training that may run for long, and holds
// all that were run.
func TestAxisEpochs(t *testing.T) {
	for _, c := range []struct{ planned, ran, want int }{
		{40, 1, 40}, {40, 40, 40}, {0, 12, 12}, {1, 1, 2}, {100_000, 27, 60}, {100_000, 61, 120}, {100, 61, 100}, {8, 12, 12},
	} {
		if got := axisEpochs(c.planned, c.ran); got != c.want {
			t.Errorf("%d of %d: %d epochs on the axis, want %d", c.ran, c.planned, got, c.want)
		}
	}
}
