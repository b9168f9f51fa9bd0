package tui

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"

	"memebench/eval"
	"memebench/model"
)

// slicedRig is evaluatedMemes in a wide window, with slices of these.
func slicedRig(slices ...eval.Slice) rigOptions {
	o := evaluatedMemes()
	o.w, o.h = 200, 50
	return o.with(func(_ *fakeStore, d *Deps) {
		evaluate := d.Evaluate
		d.Evaluate = func(ctx context.Context, version, split string, p model.Report) (eval.Evaluation, []eval.Row, error) {
			r, rows, err := evaluate(ctx, version, split, p)
			r.Slices = &eval.Slices{By: []eval.SlicedBy{{By: "humour", Slices: slices}}}
			return r, rows, err
		}
	})
}

// fakeSlice has as many memes as are enough.
func fakeSlice(value string, accuracy, delta, p eval.Metric) eval.Slice {
	return eval.Slice{Value: value, AccuracyDelta: delta, PAdjusted: p, Baseline: eval.Baseline{
		N: 1234, Accuracy: accuracy, Intervals: eval.Intervals{Accuracy: eval.Interval{accuracy - .1, accuracy + .1}},
	}}
}

// Slices stand below the diagram in wide windows, the least accurate first; those that differ
// beyond chance are marked, and those too small for an interval are left out.
func TestSlicesOnEvaluate(t *testing.T) {
	small := fakeSlice("small", .1, -.5, .9)
	small.Intervals.Accuracy = eval.Interval{eval.Metric(math.NaN()), eval.Metric(math.NaN())}
	o := slicedRig(fakeSlice("fine", .8, .4, .01), fakeSlice("usual", .5, -.1, .3), fakeSlice("du\x1bll", .3, -.2, .05), small)
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("E")
		r.wants("Slices ─", "─ accuracy", "− worse, + better than others, p adjusted")
		var got []string
		for line := range strings.Lines(r.view()) {
			if at := strings.Index(line, "humour: "); at >= 0 {
				f := strings.Fields(line[at:])
				got = append(got, strings.Join([]string{f[1], f[2], f[3], f[len(f)-1]}, " "))
			}
		}
		if len(got) != 3 || got[0] != "dull 1234 − .30" || !strings.HasPrefix(got[1], "usual 1234 ··") || got[2] != "fine 1234 + .80" {
			t.Errorf("slices are %q", got)
		}
		r.resize(100, 30)
		r.lacks("Slices", "humour")
	})
	inRig(t, slicedRig(small), func(t *testing.T, r *rig) {
		r.keys("E")
		r.wants("Slices ─", "none has enough groups of memes")
	})
}

// Where there is no room for all, the least accurate stay.
func TestTheWorstSlicesHaveRoom(t *testing.T) {
	var many []eval.Slice
	for i := range 40 {
		many = append(many, fakeSlice(fmt.Sprint("v", i), eval.Metric(.9-float64(i)/50), 0, 1))
	}
	inRig(t, slicedRig(many...), func(t *testing.T, r *rig) {
		r.keys("E")
		r.wants("humour: v39", "lowest accuracy", "p adjusted")
		r.lacks("humour: v0 ")
		if e := r.a.frame.evaluate(); strings.Count(r.view(), "humour: ") != e.slices.h-2 {
			t.Errorf("%d slices in %d rows", strings.Count(r.view(), "humour: "), e.slices.h)
		}
	})
}
