package report

import (
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"memebench/eval"
)

// addPoints draws points and the line through them.
func addPoints(p *plot.Plot, at plotter.XYs) error {
	line, points, err := plotter.NewLinePoints(at)
	if err != nil {
		return err
	}
	line.Color, points.Color, points.Shape = blue, blue, draw.CircleGlyph{}
	p.Add(line, points)
	return nil
}

// intervalBars are points with their intervals.
type intervalBars struct {
	plotter.XYs
	plotter.YErrors
}

// curveFigure draws macro-F1 by labels; a curve has two points or more.
func curveFigure(c eval.Curve, x, y string) (Figure, error) {
	p := newPlot(x, y)
	var at plotter.XYs
	var bars intervalBars
	for _, point := range c.Points {
		if !point.MacroF1.Defined() {
			continue
		}
		xy := plotter.XY{X: float64(point.Labels), Y: float64(point.MacroF1)}
		at = append(at, xy)
		if i := point.Interval; i.Defined() {
			bars.XYs = append(bars.XYs, xy)
			bars.YErrors = append(bars.YErrors, struct{ Low, High float64 }{float64(point.MacroF1 - i[0]), float64(i[1] - point.MacroF1)})
		}
	}
	if len(bars.XYs) > 0 {
		intervals, err := plotter.NewYErrorBars(bars)
		if err != nil {
			return Figure{}, err
		}
		intervals.Color = faint
		p.Add(intervals)
	}
	if len(at) > 0 {
		if err := addPoints(p, at); err != nil {
			return Figure{}, err
		}
	}
	top := 0.1
	for _, xy := range at {
		top = max(top, xy.Y)
	}
	for i, xy := range bars.XYs {
		top = max(top, xy.Y+bars.YErrors[i].High)
	}
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = 0, 1.05*max(1, p.X.Max), 0, min(1, math.Ceil(10*top)/10)
	element, err := svg(p)
	return Figure{
		Caption: "Learning curve: macro-F1 by the number of labels, with 95% intervals.",
		Alt:     "Learning curve; the table has its numbers.", SVG: element,
	}, err
}

// line is one line of a figure by epoch.
type line struct {
	name   string
	colour color.Color
	dashed bool
	at     plotter.XYs
}

// add adds an epoch; a value that is no number leaves a gap.
func (l *line) add(epoch int, value float64) {
	if !math.IsNaN(value) && !math.IsInf(value, 0) {
		l.at = append(l.at, plotter.XY{X: float64(epoch), Y: value})
	}
}

// epochsFigure draws lines by epoch, from 0 on, and where the one is that was kept. Without a line of two
// points it has no element.
func epochsFigure(axis, caption string, lines []line, kept int) (Figure, error) {
	p := newPlot("epoch", axis)
	drawn, top := 0, 0.0
	for _, l := range lines {
		if len(l.at) < 2 {
			continue
		}
		drawn++
		plotted, err := plotter.NewLine(l.at)
		if err != nil {
			return Figure{}, err
		}
		plotted.Color, plotted.Width = l.colour, 1.5
		if l.dashed {
			plotted.Dashes = []vg.Length{5, 3}
		}
		p.Add(plotted)
		if len(lines) > 1 {
			p.Legend.Add(l.name, plotted)
		}
		for _, xy := range l.at {
			top = max(top, xy.Y)
		}
	}
	if drawn == 0 {
		return Figure{}, nil
	}
	p.Y.Min, p.Y.Max = 0, 1.25*max(top, .1) // the legend has room above the lines
	if kept > 0 {
		at, err := plotter.NewLine(plotter.XYs{{X: float64(kept), Y: 0}, {X: float64(kept), Y: p.Y.Max}})
		if err != nil {
			return Figure{}, err
		}
		at.Color, at.Dashes = faint, []vg.Length{1, 3}
		p.Add(at)
	}
	p.Legend.TextStyle.Font, p.Legend.Top, p.Legend.Padding = sans(9), true, 3
	p.X.Tick.Marker = wholeTicks{}
	element, err := svg(p)
	return Figure{Caption: caption, Alt: caption + " The table has its numbers.", SVG: element}, err
}

// wholeTicks are the usual ticks that are whole numbers.
type wholeTicks struct{}

// Ticks are those from min to max.
func (wholeTicks) Ticks(min, max float64) []plot.Tick {
	var out []plot.Tick
	for _, t := range (plot.DefaultTicks{}).Ticks(min, max) {
		if t.Value == math.Trunc(t.Value) {
			out = append(out, t)
		}
	}
	return out
}
