package tui

import (
	"fmt"
	"strings"
	"testing"

	"memebench/eval"
	"memebench/tui/term"
)

// Slices, metrics with their intervals, and how sure the model is are in sight in windows of
// all sizes, in place of the matrix.
func TestPagesOfEvaluate(t *testing.T) {
	for _, size := range [][2]int{{60, 16}, {80, 24}, {100, 30}, {160, 45}, {200, 50}} {
		o := evaluatedMemes()
		o.w, o.h = size[0], size[1]
		inRig(t, o, func(t *testing.T, r *rig) {
			r.keys("E", "t")
			r.wants("Slices, the least accurate first ─", "caption: 1 to 4 words", "1234 −", ".17–.37", "+", "p adjusted", "t goes on to metrics")
			r.lacks("what the model says")
			r.keys("t")
			r.wants("macro-F1", ".14–.24", "3-level F1", ".50–.66", "−.12–.74", "chance", "majority", "text", "Sure → right", "ECE .00", "how sure")
			r.lacks("Slices")
			if size[1] >= 24 {
				r.wants("60–70 %")
			}
			if size[1] >= 30 {
				r.wants("F1 of each level", "very pos")
			}
			r.keys("t")
			r.wants("model says", "true")
			r.keys("t", "esc")
			r.wants("model says")
			r.lacks("least accurate first")
		})
	}
}

// The keys of the matrix say on other pages where they are of use, a click means nothing
// there, and no picture of its memes is drawn.
func TestKeysOfTheMatrixOnOtherPages(t *testing.T) {
	o := evaluatedMemes()
	o.w, o.h, o.images = 200, 50, term.ImagesBlocks
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("E", "t")
		row, col := r.a.eval.row, r.a.eval.col
		for key, says := range map[string]string{
			"enter": "enter is for the matrix: esc shows it", "%": "% is for the matrix", "left": "← is for the matrix",
			"down": "all there is that way is in sight: esc shows the matrix", "end": "all there is that way is in sight",
		} {
			r.keys(key)
			r.wants(says)
		}
		cell := r.a.frame.evaluate().cells[0][0]
		r.clickAt(cell.x, cell.y)
		if r.a.eval.row != row || r.a.eval.col != col || r.a.eval.cell != nil {
			t.Error("a cell of the matrix was reached")
		}
		r.keys("]")
		r.wants("Slices", "20 memes of val")
		if r.a.eval.held.of.of == r.a.eval.reports["val"] {
			t.Error("memes of a cell that is not there are read")
		}
	})
}

// More slices than there is room for are scrolled through.
func TestSlicesAreScrolled(t *testing.T) {
	var many []eval.Slice
	for i := range 40 {
		many = append(many, fakeSlice(fmt.Sprint("v", i), eval.Metric(.9-float64(i)/50), 0, 1))
	}
	small := fakeSlice("small", .1, 0, 1)
	small.Intervals.Accuracy = eval.Bootstrap(nil).Accuracy
	o := slicedRig(append(many, small)...)
	o.w, o.h = 80, 24
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("E", "t")
		r.wants("humour: v39", "↓ more", "1 too small")
		r.lacks("humour: v0 ", "small  ")
		r.keys("down")
		r.wants("humour: v38", "↑↓ more")
		r.lacks("humour: v39")
		r.keys("end")
		r.wants("humour: v0 ", "↑ more")
		r.keys("pgup", "home")
		r.wants("humour: v39")
		if !r.a.works(doDown) || r.a.works(doOpen) {
			t.Error("the hints are those of the matrix")
		}
	})
}

// In no window do parts of a page overlap, or leave the body.
func TestEvaluatePagesLayout(t *testing.T) {
	sizes(func(w, h int) {
		f := newFrame(w, h)
		p, l, body := f.figures(), f.slices(), f.body()
		for i, parts := range [][]rect{{p.metrics, p.baselines, p.levels, p.sure, p.bins, p.note}, {l.list, l.legend, l.words, l.note}} {
			for k, a := range parts {
				if a.h == 0 {
					continue
				}
				if a.x < body.x || a.right() > body.right() || a.y < body.y || a.bottom() > body.bottom() || a.w < 28 {
					t.Fatalf("%d×%d: part %d of page %d is at %v", w, h, k, i, a)
				}
				for _, b := range parts[:k] {
					if b.h > 0 && a.x < b.right() && b.x < a.right() && a.y < b.bottom() && b.y < a.bottom() {
						t.Fatalf("%d×%d: part %d of page %d at %v overlaps %v", w, h, k, i, a, b)
					}
				}
			}
		}
		if p.metrics.h != titledMetrics || p.baselines.h != baselineRows || p.chart < sureLeast || p.sure.h != p.chart+2 || l.list.h < 8 {
			t.Fatalf("%d×%d: too little room: %+v %+v", w, h, p, l)
		}
	})
}

// What the shares in the matrix are parts of is said as long as they are there.
func TestSharesAreNamed(t *testing.T) {
	for _, size := range [][2]int{{60, 16}, {80, 24}, {100, 30}, {200, 50}} {
		o := evaluatedMemes()
		o.w, o.h = size[0], size[1]
		inRig(t, o, func(t *testing.T, r *rig) {
			r.keys("E")
			said := func(of string) {
				t.Helper()
				r.keys("i", "i") // the news are others
				if !strings.Contains(r.view(), "% of "+of) && !strings.Contains(r.view(), "% of the "+of) {
					t.Errorf("%v: not said: %s\n%s", size, of, r.view())
				}
			}
			r.keys("%")
			if size[0] < 200 {
				said("row")
				r.keys("%")
			}
			said("column")
			r.keys("%")
			if size[0] == 200 {
				said("row")
			} else {
				r.lacks("% of")
			}
		})
	}
}
