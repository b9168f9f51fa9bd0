package tui

import (
	"fmt"
	"math"
	"strings"

	"memebench/eval"
	"memebench/labels"
)

// shownRun is a training as its curves are drawn.
type shownRun struct {
	title   string
	notes   []string // what is said of it at the right, the longest first
	epochs  []eval.Epoch
	planned int
	kept    int // epoch, 0 while that is not known
}

// run is the training that is under way, or that of the selected version.
func (s *trainScreen) run() shownRun {
	if j, epochs, ok := s.training(); ok {
		r := shownRun{title: "● " + jobName(j), epochs: epochs, planned: int(j.Total)}
		going := jobAmount(j)
		if j.ETA > 0 {
			going += " · " + spell(j.ETA) + " left"
		}
		cancels := " · " + s.key(doCancel) + " cancels"
		if s.others(j) {
			cancels = " · " + StartedBy(j) + " has started it"
		}
		r.notes = []string{
			going + cancels + ", what is served goes on serving", going + cancels, going, jobAmount(j),
		}
		return r
	}
	v, ok := s.summary.Version(s.selected)
	if !ok {
		return shownRun{title: "By epochs"}
	}
	r := shownRun{title: labels.Printable(v.ID) + ", by epochs", epochs: v.History, planned: v.Config.Epochs, kept: v.Best}
	ran := fmt.Sprintf("%d of %d", v.Epochs, max(v.Epochs, v.Config.Epochs))
	if len(v.History) == 0 {
		return r
	}
	f1 := "nothing on val: no labelled meme was there"
	if best := bestF1(v.History); best.OnVal() {
		f1 = fmt.Sprintf("best val F1 %s at epoch %d", score(best.ValMacroF1), best.Epoch)
	}
	kept := "kept the lowest val loss"
	switch {
	case v.StoppedBy == eval.StoppedByFolds:
		kept = "as many as in inner folds"
	case v.Config.Patience == 0, v.ValN == 0:
		kept = "kept the last"
	}
	r.notes = []string{
		fmt.Sprintf("%s epochs in %.1f s · %s · %s", ran, v.Seconds, kept, f1),
		fmt.Sprintf("%s epochs in %.1f s · %s", ran, v.Seconds, f1),
		fmt.Sprintf("%s · %s", ran, f1), ran,
	}
	return r
}

// bestF1 is the epoch with the highest macro-F1.
func bestF1(epochs []eval.Epoch) eval.Epoch {
	best := epochs[0]
	for _, e := range epochs[1:] {
		if e.ValMacroF1 > best.ValMacroF1 {
			best = e
		}
	}
	return best
}

// drawCurves draws loss and macro-F1 over one axis of epochs.
func (s *trainScreen) drawCurves(c *canvas, l curvesFrame) {
	st, run := s.st, s.run()
	c.rule(l.title, run.title, st.fitting(l.title.w-st.Width(run.title)-8, run.notes))
	if len(run.epochs) == 0 {
		text := "The curves come with the first epoch."
		if _, _, training := s.training(); !training {
			text = "No curves came with it."
		}
		if len(s.summary.Versions) == 0 {
			text = "" // the table says why there is nothing
		}
		c.put(l.loss.x, l.loss.y+1, l.loss.w, st.dim.Render(text))
		return
	}
	n, w := len(run.epochs), l.loss.w-endColumns
	most := axisEpochs(run.planned, n)
	at := func(i int) float64 { return float64(i) / float64(max(1, most-1)) * float64(2*w-1) }
	train, val, f1 := make([]float64, n), make([]float64, n), make([]float64, n)
	for i, e := range run.epochs {
		train[i], val[i], f1[i] = e.TrainLoss, float64(e.ValLoss), float64(e.ValMacroF1)
	}
	p, signs := newPlot(l.loss.w, l.axis.y-l.loss.y+1), st.chart
	axis, below := p.h-1, l.f1.y-l.loss.y
	p.rule(axis, w, signs.rule, &st.faint)
	valStyle, f1Style := st.bold(st.amber), st.bold(st.teal)
	if k := run.kept; k >= 1 && k <= most {
		x := int(math.Round(at(k-1))) / 2
		for y := range axis {
			p.set(x, y, signs.kept, &st.accent)
		}
		name := fmt.Sprintf(" %d kept ", k)
		p.text(max(0, min(x-len(name)/2, w-len(name))), axis, name, &st.focus)
	}
	p.numbers(axis, w, 1, most, signs.rule, &st.dim)
	hi := upTo(.1, train, val)
	xt, yt := p.line(0, l.loss.h, 0, hi, train, at, &st.dim)
	xv, yv := p.line(0, l.loss.h, 0, hi, val, at, &valStyle)
	top := upTo(.2, f1)
	xf, yf := p.line(below, l.f1.h, 0, top, f1, at, &f1Style)
	// Two names in one row stand below each other.
	if !isNumber(val[n-1]) {
		yv = -1
	}
	if yt == yv && train[n-1] < val[n-1] && yt < l.loss.h-1 || yt == yv && yt == 0 {
		yt++
	} else if yt == yv {
		yt--
	}
	end := func(x, y int, name string, v float64, style *ink) {
		if isNumber(v) {
			p.text(x+2, y, name+" "+score(eval.Metric(v)), style)
		}
	}
	end(xt, yt, "train", train[n-1], &st.dim)
	end(xv, yv, "val", val[n-1], &st.amber)
	end(xf, yf, "val F1", f1[n-1], &st.teal)
	c.lines(rect{l.loss.x, l.loss.y, l.loss.w, p.h}, p.rows()...)
	s.drawScale(c, l.loss, "loss", fmt.Sprintf("%.1f", hi), "0")
	s.drawScale(c, l.f1, "F1", strings.TrimPrefix(fmt.Sprintf("%.1f", top), "0"), "0")
}

// drawScale names the ends of a scale at the left of a chart, and what is on it.
func (s *trainScreen) drawScale(c *canvas, r rect, name, hi, lo string) {
	end := r.x - 1
	c.right(end, r.y, scaleColumns-1, s.st.dim.Render(hi))
	if r.h > 2 {
		c.right(end, r.y+1, scaleColumns-1, s.st.dim.Render(name))
	}
	c.right(end, r.bottom()-1, scaleColumns-1, s.st.dim.Render(lo))
}

// longRun is how many epochs an axis has room for whatever has been run of them.
const longRun = 60

// axisEpochs is how many epochs the axis has: those that were planned, unless that is far
// more than were run, so that it does not grow with each.
func axisEpochs(planned, ran int) int {
	most := longRun
	for most < ran {
		most *= 2
	}
	if planned < ran {
		return min(most, max(2, ran))
	}
	return max(2, min(planned, most))
}

// upTo is the end of a scale from 0: the highest of the values, rounded up to a step.
func upTo(step float64, series ...[]float64) float64 {
	hi := step
	for _, values := range series {
		for _, v := range values {
			if isNumber(v) {
				hi = max(hi, math.Ceil(v/step-1e-9)*step)
			}
		}
	}
	return hi
}
