package tui

import (
	"strings"
	"testing"

	"memebench/eval"
	"memebench/labels"
)

func TestCellAndBack(t *testing.T) {
	inRig(t, evaluatedMemes(), func(t *testing.T, r *rig) {
		r.keys("E", "]")
		row, col := find(t, r, 2)
		cell := newCellQueue(r.a.eval.reports["val"].report, r.a.eval.reports["val"].rows, row, col)
		n := len(cell.ids)
		r.keys("enter")
		first, err := r.store.Meme(cell.ids[0])
		if err != nil || r.at() != first.Seq {
			t.Fatalf("at %d, want %d (%v)", r.at(), first.Seq, err)
		}
		r.wants("true "+levelName(row)+", v1 said "+levelName(col), "esc matrix", "How sure ", "hidden till you answer")
		r.keys("3")
		e := r.store.log[len(r.store.log)-1]
		// The cell has told what the model said; probabilities come after.
		if e.Action != labels.Adjudicate || e.Screen != "cell" || e.Shown != labels.ShownBefore || e.Version != "v1" || e.Place != 1 ||
			e.Queue != "cell v1 val true "+row.String()+" predicted "+col.String() {
			t.Errorf("recorded %+v", e)
		}
		for range n - 1 {
			r.keys("s")
		}
		r.wants("last of this cell: esc returns")
		r.keys("left", "right", "right")
		r.wants("no more memes that way")
		r.keys("u", "u")
		r.keys("esc")
		if r.a.eval.row != row || r.a.eval.col != col {
			t.Errorf("back at %v/%v, left %v/%v", r.a.eval.row, r.a.eval.col, row, col)
		}
		r.lacks("changed since", "evaluates again") // all was taken back
		r.keys("enter", "3", "esc")
		r.wants("1 relabelled since: r retrains, g evaluates again", "20 memes of val")
		r.keys("g", "enter")
		r.lacks("changed since")
	})
}

// What has no bearing on the metrics is no reason to evaluate again; a caption is, and it is said
// that it was that.
func TestWhatHasChangedSinceAnEvaluation(t *testing.T) {
	inRig(t, evaluatedMemes(), func(t *testing.T, r *rig) {
		r.keys("E", "]")
		find(t, r, 1)
		r.keys("enter", "n")
		r.typeText("irony")
		r.keys("enter", "s", "esc")
		r.lacks("changed since", "evaluates again")
		r.keys("enter", "e")
		r.typeText(" and more")
		r.keys("enter", "esc")
		r.wants("1 caption changed since: r retrains, g evaluates again")
		r.lacks("labels have changed")
		r.keys("g", "enter")
		r.lacks("changed since")
	})
}

// Whoever looks at the errors on test is asked first, once, and answers before the
// model does.
func TestATestCellAsksOnceAndIsBlind(t *testing.T) {
	inRig(t, evaluatedMemes(), func(t *testing.T, r *rig) {
		r.keys("E", "]", "]")
		row, col := find(t, r, 1)
		r.keys("enter")
		r.wants("Test is for evaluating: what you change or flag is counted", "y  open them")
		r.keys("n")
		if r.a.eval.cell != nil {
			t.Fatal("the cell is open")
		}
		r.keys("enter", "y")
		cell := r.a.eval.cell
		if cell == nil || cell.item == nil {
			t.Fatal("the cell is not open")
		}
		r.wants("a cell of test, the model hidden", "hidden till you answer")
		r.lacks("v1 said", "Model v1", "How sure")
		id := cell.item.meme.ID
		r.keys("2")
		r.wants("saved "+levelName(labels.Negative), "model "+digitOf(col)+" ")
		e := r.store.log[len(r.store.log)-1]
		if e.Meme != id || e.Action != labels.Adjudicate || e.Screen != labels.CellScreen ||
			e.Queue != "cell v1 test true "+row.String()+" predicted "+col.String() {
			t.Errorf("recorded %+v", e)
		}
		r.keys("esc", "enter")
		if r.a.ask != nil || r.a.eval.cell == nil {
			t.Error("asked a second time")
		}
	})
}

// One's own label from before does not unveil what the model says of a meme of
// test; the evaluation in the cell does.
func TestATestCellIsBlindAgain(t *testing.T) {
	o := evaluatedMemes().with(func(s *fakeStore, d *Deps) {
		for _, m := range s.memes {
			if m.Split == labels.Test {
				s.log = append(s.log, labels.Event{
					Seq: uint64(len(s.log) + 1), Meme: m.ID, Annotator: d.Annotator, Source: labels.Key,
					Action: labels.SetLevel, Level: labels.Neutral,
				})
			}
		}
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("E", "]", "]")
		find(t, r, 2)
		r.keys("enter", "y")
		cell := r.a.eval.cell
		if cell == nil || cell.visible() {
			t.Fatal("the model's answer is shown before the key")
		}
		r.keys("3", "left")
		if !cell.visible() {
			t.Error("the model's answer is hidden after the key")
		}
	})
}

func TestACellOfCrossValidatedMemes(t *testing.T) {
	inRig(t, evaluatedMemes(), func(t *testing.T, r *rig) {
		r.keys("E")
		row, col := find(t, r, 1)
		r.keys("enter")
		if r.a.ask != nil {
			t.Fatal("asked")
		}
		r.wants("true " + levelName(row) + ", model " + levelName(col))
		r.keys("4")
		if e := r.store.log[len(r.store.log)-1]; !strings.HasPrefix(e.Queue, "cell v1 cv ") {
			t.Errorf("recorded %+v", e)
		}
		r.keys("left")
		r.wants("cross-validated")
	})
}

func TestTheCellStaysOpenBehindOtherScreens(t *testing.T) {
	inRig(t, evaluatedMemes(), func(t *testing.T, r *rig) {
		r.keys("E")
		find(t, r, 1)
		r.keys("enter", "L")
		if r.a.tab != tabLabel {
			t.Errorf("at %d", r.a.tab)
		}
		r.keys("2") // is for the label screen's meme
		if e := r.store.log[len(r.store.log)-1]; e.Action != labels.SetLevel || e.Screen != "label" {
			t.Errorf("%+v", e)
		}
		r.keys("E")
		r.wants("esc matrix")
	})
}

func TestAnEmptyCellSaysSo(t *testing.T) {
	inRig(t, evaluatedMemes(), func(t *testing.T, r *rig) {
		r.keys("E")
		for r.a.eval.inCell() > 0 {
			r.keys("right")
		}
		if r.a.works(doOpen) {
			t.Error("it can be opened")
		}
		r.keys("enter")
		r.wants("no memes in this cell")
	})
}

func TestTheTitleOfACell(t *testing.T) {
	c := &cellQueue{version: "v12", split: eval.CVRows, row: labels.VeryNegative, col: labels.VeryPositive}
	if got := c.title(); got != "true 1 very negative, model 5 very positive" {
		t.Errorf("%q", got)
	}
}

// The worst come first by the loss, −log p of the true level; of equals the one of which the
// model was surer, and those last of which only the level is known. On test the order says
// nothing.
func TestTheOrderOfACell(t *testing.T) {
	row := func(id labels.MemeID, p, said float64) eval.Row {
		r := eval.Row{Meme: id, True: labels.Negative, Pred: labels.Positive}
		r.Probs[r.True], r.Probs[r.Pred] = p, said
		return r
	}
	only := row("only", 0, 1)
	only.LevelOnly = true
	rows := []eval.Row{only, row("a", .2, .5), row("b", .1, .4), row("c", .1, .6), row("d", 0, .41)}
	for split, want := range map[string]string{"val": "d c b a only", "cv": "d c b a only", "test": "only a b c d"} {
		q := newCellQueue(eval.Evaluation{Split: split}, rows, labels.Negative, labels.Positive)
		var got []string
		for _, id := range q.ids {
			got = append(got, string(id))
		}
		if got := strings.Join(got, " "); got != want {
			t.Errorf("%s: %s, want %s", split, got, want)
		}
	}
}

// Memes of which something was said are marked, and stand behind the others in the list; the
// cell is opened at the first of the others, and when all are done, at the first.
func TestACellGoesOnWhereItWasLeft(t *testing.T) {
	for _, size := range [][2]int{{60, 16}, {100, 30}, {200, 50}} {
		o := unsureMemes(labels.Val, .9, .8, .7)
		o.w, o.h = size[0], size[1]
		inRig(t, o, func(t *testing.T, r *rig) {
			r.keys("E", "]")
			r.lacks("#0011✓")
			r.keys("enter", "2", "3", "esc")
			r.wants("#0011✓", "#0012✓", "1 relabelled, 1 confirmed")
			r.lacks("#0013✓")
			if text := strings.Join(below(r), "\n"); strings.Index(text, "#0013") > strings.Index(text, "#0011") {
				t.Errorf("%v: what is done stands first:\n%s", size, text)
			}
			r.keys("enter")
			if r.at() != 13 {
				t.Errorf("%v: opened at %d", size, r.at())
			}
			r.keys("f", "esc", "esc", "enter")
			if r.at() != 11 {
				t.Errorf("%v: opened at %d with all done", size, r.at())
			}
		})
	}
}
