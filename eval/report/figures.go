package report

import (
	"fmt"
	"image/color"
	"math"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"

	"memebench/eval"
	"memebench/labels"
)

// The size of figures, in points.
const (
	figureWidth  = 440 * vg.Length(1)
	figureHeight = 320 * vg.Length(1)
)

var (
	ink   = color.NRGBA{A: 255}
	paper = color.NRGBA{R: 255, G: 255, B: 255, A: 255}
	faint = color.NRGBA{R: 150, G: 150, B: 150, A: 255}
	blue  = color.NRGBA{R: 31, G: 87, B: 160, A: 255}
	amber = color.NRGBA{R: 176, G: 96, B: 0, A: 255}
)

// newPlot is an empty plot with named axes, and without a ground: the page has one.
func newPlot(x, y string) *plot.Plot {
	p := plot.New()
	p.BackgroundColor = nil
	for _, a := range []*plot.Axis{&p.X, &p.Y} {
		a.Label.TextStyle.Font = sans(10)
		a.Tick.Label.Font = sans(9)
	}
	p.X.Label.Text, p.Y.Label.Text = x, y
	return p
}

func sans(size vg.Length) font.Font {
	return font.Font{Typeface: "Liberation", Variant: "Sans", Size: size}
}

// svg draws a plot as an element that can be put into a page.
func svg(p *plot.Plot) (string, error) {
	c := vgsvg.New(figureWidth, figureHeight)
	p.Draw(draw.New(c))
	var b strings.Builder
	if _, err := c.WriteTo(&b); err != nil {
		return "", err
	}
	_, element, ok := strings.Cut(b.String(), "<svg")
	if !ok {
		return "", fmt.Errorf("the plot %q has no SVG element", p.Y.Label.Text)
	}
	return "<svg" + strings.TrimRight(element, "\n"), nil
}

// matrixFigure draws a confusion matrix, a cell in a stronger colour the greater its share of the row.
func matrixFigure(m *eval.Metrics) (Figure, error) {
	p := newPlot("predicted", "true")
	var across, down []plot.Tick
	cells := plotter.XYLabels{}
	var inks []color.Color
	for t, row := range m.Confusion {
		y := float64(labels.Levels - 1 - t) // the first level on top
		across = append(across, plot.Tick{Value: float64(t), Label: levelNames()[t]})
		down = append(down, plot.Tick{Value: y, Label: levelNames()[t]})
		for l, n := range row {
			share := 0.0
			if support := m.PerClass[t].Support; support > 0 {
				share = float64(n) / float64(support)
			}
			x := float64(l)
			cell, err := plotter.NewPolygon(plotter.XYs{{X: x - .5, Y: y - .5}, {X: x + .5, Y: y - .5}, {X: x + .5, Y: y + .5}, {X: x - .5, Y: y + .5}})
			if err != nil {
				return Figure{}, err
			}
			cell.Color = blend(paper, blue, share)
			cell.LineStyle.Color, cell.LineStyle.Width = faint, .5
			p.Add(cell)
			cells.XYs = append(cells.XYs, plotter.XY{X: x, Y: y})
			cells.Labels = append(cells.Labels, fmt.Sprint(n))
			inks = append(inks, inkOn(blend(paper, blue, share)))
		}
	}
	counts, err := plotter.NewLabels(cells)
	if err != nil {
		return Figure{}, err
	}
	for i := range counts.TextStyle {
		s := &counts.TextStyle[i]
		s.Font, s.Color, s.XAlign, s.YAlign = sans(10), inks[i], draw.XCenter, draw.YCenter
	}
	p.Add(counts)
	p.X.Tick.Marker, p.Y.Tick.Marker = plot.ConstantTicks(across), plot.ConstantTicks(down)
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = -.5, labels.Levels-.5, -.5, labels.Levels-.5
	element, err := svg(p)
	return Figure{
		Caption: "Confusion matrix: counts, in a stronger colour the greater their share of the row.",
		Alt:     fmt.Sprintf("Confusion matrix of %s; the table has its numbers.", count(m.N, "row")), SVG: element,
	}, err
}

// blend is so much, from 0 to 1, of the way from one colour to the other.
func blend(from, to color.NRGBA, way float64) color.NRGBA {
	mix := func(a, b uint8) uint8 { return uint8(float64(a) + way*(float64(b)-float64(a)) + .5) }
	return color.NRGBA{R: mix(from.R, to.R), G: mix(from.G, to.G), B: mix(from.B, to.B), A: 255}
}

// inkOn is black or white, whichever stands out more from a ground: by the relative luminance
// of WCAG 2.2, above 0.179 that is black.
func inkOn(ground color.NRGBA) color.Color {
	linear := func(v uint8) float64 {
		if c := float64(v) / 255; c > .04045 {
			return math.Pow((c+.055)/1.055, 2.4)
		} else {
			return c / 12.92
		}
	}
	if .2126*linear(ground.R)+.7152*linear(ground.G)+.0722*linear(ground.B) > .179 {
		return ink
	}
	return paper
}

// reliabilityFigure draws how often predictions are right by how probable they are.
func reliabilityFigure(bins []eval.Bin) (Figure, error) {
	p := newPlot("mean probability of the predicted level", "share that is right")
	ideal, err := plotter.NewLine(plotter.XYs{{X: 0, Y: 0}, {X: 1, Y: 1}})
	if err != nil {
		return Figure{}, err
	}
	ideal.Color, ideal.Dashes = faint, []vg.Length{4, 3}
	p.Add(ideal)
	var at plotter.XYs
	for _, b := range bins {
		if b.N > 0 {
			at = append(at, plotter.XY{X: float64(b.Sure), Y: float64(b.Right)})
		}
	}
	if err := addPoints(p, at); err != nil {
		return Figure{}, err
	}
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = 0, 1, 0, 1
	element, err := svg(p)
	return Figure{
		Caption: "Reliability: on the dashed line a probability is as often right as it says; below it the model is too sure.",
		Alt:     "Reliability diagram; the table has its numbers.", SVG: element,
	}, err
}
