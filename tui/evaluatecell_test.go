package tui

import (
	"context"
	"errors"
	"image"
	"slices"
	"strings"
	"testing"

	"github.com/muesli/termenv"

	"memebench/eval"
	"memebench/labels"
	"memebench/model"
	"memebench/tui/term"
)

// unsureMemes is a workspace in which the model takes all memes of one level for another,
// and is sure of them as given, in the order of the memes.
func unsureMemes(split labels.Split, sure ...float64) rigOptions {
	o := evaluatedMemes().with(func(s *fakeStore, d *Deps) {
		d.Evaluate = func(_ context.Context, version, on string, _ model.Report) (eval.Evaluation, []eval.Row, error) {
			var rows []eval.Row
			for _, m := range s.memes {
				if m.Split == split && evaluatedOn(m, on) && len(rows) < len(sure) {
					r := eval.Row{Meme: m.ID, True: labels.Neutral, Pred: labels.Positive}
					r.Probs[r.Pred] = sure[len(rows)]
					r.Probs[r.True] = (1 - sure[len(rows)]) / 2
					rows = append(rows, r)
				}
			}
			return eval.NewEvaluation(version, on, rows, eval.Baselines{Majority: eval.NewBaseline(rows)}), rows, nil
		}
	})
	return o
}

// A share of nothing is no share.
func TestRowsAndColumnsWithoutMemes(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {100, 30}, {200, 50}} {
		o := unsureMemes(labels.Val, .4, .7, .5)
		o.w, o.h = size[0], size[1]
		inRig(t, o, func(t *testing.T, r *rig) {
			r.keys("E", "]")
			e := r.a.frame.evaluate()
			rows := strings.Split(r.view(), "\n")
			for l := range labels.Levels {
				end, want := e.found, "—"
				if labels.Level(l) == labels.Neutral {
					want = "0 %"
				}
				row := []rune(rows[e.names[l].y])
				if got := strings.TrimSpace(string(row[end-5 : end])); got != want {
					t.Errorf("%v: found of %d: %q, want %q\n%s", size, l+1, got, want, r.view())
				}
				want = "—"
				if labels.Level(l) == labels.Positive {
					want = "0 %"
				}
				cell, row := e.cells[0][l], []rune(rows[e.said.y])
				if got := strings.TrimSpace(string(row[cell.x:cell.right()])); got != want {
					t.Errorf("%v: right when said %d: %q, want %q\n%s", size, l+1, got, want, r.view())
				}
			}
		})
	}
}

// Where in the cell one is has room in each window, whatever the levels are called.
func TestThePlaceInACellIsInSight(t *testing.T) {
	for _, w := range []int{60, 80, 99, 100, 200} {
		o := unsureMemes(labels.Train, .4, .7, .5).with(func(s *fakeStore, d *Deps) {
			evaluate := d.Evaluate
			d.Evaluate = func(ctx context.Context, version, on string, p model.Report) (eval.Evaluation, []eval.Row, error) {
				_, rows, err := evaluate(ctx, version, on, p)
				for i := range rows {
					rows[i].True, rows[i].Pred = labels.VeryPositive, labels.VeryNegative
				}
				return eval.NewEvaluation(version, on, rows, eval.Baselines{Majority: eval.NewBaseline(rows)}), rows, err
			}
		})
		o.w, o.h = w, 30
		inRig(t, o, func(t *testing.T, r *rig) {
			r.keys("E", "enter")
			r.wants("true 5 very positive, model 1 very negative · 1 of 3", "esc matrix")
		})
	}
}

// below are the rows of the window from the text of the cell on.
func below(r *rig) []string {
	return strings.Split(r.view(), "\n")[r.a.frame.evaluate().text.y:]
}

// The memes of a cell stand below the matrix, those first whose true level the model took for
// the least probable, which its head says; and they are opened in that order.
func TestACellHoldsTheWorstFirst(t *testing.T) {
	for _, size := range [][2]int{{60, 16}, {80, 30}, {100, 30}, {160, 45}, {200, 50}} {
		o := unsureMemes(labels.Val, .4, .7, .5)
		o.w, o.h = size[0], size[1]
		inRig(t, o, func(t *testing.T, r *rig) {
			r.keys("E", "]")
			text := strings.Join(below(r), "\n")
			first, second, third := strings.Index(text, "#0012"), strings.Index(text, "#0013"), strings.Index(text, "#0011")
			if first < 0 || second < first || third < second || !strings.Contains(text, "3 .15  4 .70") || size[1] >= 30 && !strings.Contains(r.view(), "worst loss first") || !strings.Contains(text, "caption of meme 12") {
				t.Errorf("%v: %s", size, text)
			}
			r.keys("enter")
			if r.at() != 12 {
				t.Errorf("%v: opened at %d", size, r.at())
			}
			r.keys("right")
			if r.at() != 13 {
				t.Errorf("%v: then %d", size, r.at())
			}
			r.keys("esc")
			if got := strings.Join(below(r), "\n"); got != text {
				t.Errorf("%v: after the cell: %s", size, got)
			}
		})
	}
}

// Nothing of a meme of test is shown before somebody has answered: not its caption, not
// its picture, not how sure the model was, nor by the order in which they are opened.
func TestACellOfTestShowsNothing(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {200, 50}} {
		o := unsureMemes(labels.Test, .4, .7)
		o.w, o.h, o.images = size[0], size[1], term.ImagesBlocks
		inRig(t, o, func(t *testing.T, r *rig) {
			r.keys("E", "[")
			r.wants("model says 4 positive · 2 of 2", "not shown before you answer")
			r.lacks("worst loss", "#0031", "#0032", "caption of", ".40", ".70")
			if r.a.eval.held.memes != nil || len(r.a.thumbs.cache) > 0 {
				t.Error("they have been read")
			}
			r.keys("enter", "y")
			if r.at() != 31 {
				t.Errorf("opened at %d", r.at())
			}
		})
	}
}

// Where there is room the memes of a cell have thumbnails, drawn one after another; a meme
// without a picture says so in its place, and i hides them all.
func TestThumbnails(t *testing.T) {
	o := unsureMemes(labels.Val, .9, .8, .7, .6)
	o.w, o.h, o.images, o.profile = 200, 50, term.ImagesBlocks, termenv.TrueColor
	o.memes[11].Image = labels.Image{}
	o.memes[12].Image.Path = "broken.png"
	inRig(t, o, func(t *testing.T, r *rig) {
		drawing, most := 0, 0
		r.a.pics.open = func(_ context.Context, path string) (image.Image, error) {
			drawing++
			most = max(most, drawing)
			defer func() { drawing-- }()
			if path == "broken.png" {
				return nil, errors.New("not a picture")
			}
			return testPicture(120, 90), nil
		}
		r.keys("E", "]")
		e := r.a.frame.evaluate()
		blocks := func() (n int) {
			for _, l := range below(r)[2:] {
				n += strings.Count(l, "▀")
			}
			return n
		}
		// 18 columns of 120×90 are 14 half rows high.
		if got := blocks(); got != 2*18*7 || most != 1 {
			t.Errorf("%d cells of thumbnails, %d at once\n%s", got, most, r.view())
		}
		r.wants("text only", "picture not shown:", "#0011 3 .05 4 .90", "caption of meme 14")
		if p, _ := r.a.thumbs.get(r.store.memes[10], e.tiles.thumb); p.drawn.On != nil {
			t.Error("pixels are sent beside the frame")
		}
		r.keys("?")
		if n := blocks(); n > 0 {
			t.Errorf("%d cells of pictures below what floats", n)
		}
		r.keys("esc", "i")
		r.wants("pictures are hidden", "3 .05  4 .90")
		if n := blocks(); n > 0 {
			t.Errorf("%d cells of hidden pictures", n)
		}
		r.keys("i")
		if blocks() == 0 {
			t.Error("they do not come back")
		}
	})
}

// A window that becomes larger has more memes of the cell.
func TestMoreMemesInALargerWindow(t *testing.T) {
	sure := []float64{.9, .89, .88, .87, .86, .85, .84, .83}
	o := unsureMemes(labels.Val, sure...)
	o.w, o.h = 80, 24
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("E", "]")
		r.wants("#0011")
		r.lacks("#0012")
		r.resize(80, 34)
		r.wants("#0012", "#0018")
	})
}

func TestACellThatCannotBeRead(t *testing.T) {
	o := unsureMemes(labels.Val, .9)
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("E", "]", "left")
		r.a.eval.held = cellMemes{}
		r.deps.Read = func(func(Reader) error) error { return errors.New("the disk is gone") }
		r.keys("right")
		r.wants("cannot read the memes of this cell: the disk is gone")
	})
}

// The selected cell can be told in each window, without colours too, and moving to it
// moves no number.
func TestTheSelectedCell(t *testing.T) {
	for _, size := range [][2]int{{60, 16}, {80, 24}, {100, 30}, {200, 50}} {
		o := evaluatedMemes()
		o.w, o.h = size[0], size[1]
		inRig(t, o, func(t *testing.T, r *rig) {
			r.keys("E")
			e := r.a.frame.evaluate()
			number := func(row, col labels.Level) int {
				cell := e.cells[row][col]
				for y := range cell.h {
					line := []rune(strings.Split(r.view(), "\n")[cell.y+y])
					if i := slices.IndexFunc(line[cell.x:cell.right()], func(c rune) bool { return c >= '0' && c <= '9' }); i >= 0 {
						return y*cell.w + i
					}
				}
				return -1
			}
			s := r.a.eval
			row, col := s.row, s.col
			here := number(row, col)
			sign := map[bool]string{true: "▸", false: "┏"}[e.cell.Rows == 1]
			line := []rune(strings.Split(r.view(), "\n")[e.cells[row][col].y])
			if string(line[e.cells[row][col].x]) != sign {
				t.Errorf("%v: no %s at the selected cell: %s", size, sign, string(line))
			}
			r.keys("up", "down", "right", "left", "up")
			if s.row == row && s.col == col || number(row, col) != here || here < 0 {
				t.Errorf("%v: the number was at %d, is at %d, cell %v/%v", size, here, number(row, col), s.row, s.col)
			}
			for range labels.Levels {
				r.keys("left")
			}
			r.wants("the matrix ends here")
		})
	}
}

// % switches from counts to shares of the rows, to those of the columns, and back; where a cell has
// room for both, there is no need of the first.
func TestCountsOrShares(t *testing.T) {
	inRig(t, evaluatedMemes(), func(t *testing.T, r *rig) {
		r.keys("E")
		ev := r.a.eval.reports[r.a.eval.split]
		ev.report.Confusion = [labels.Levels][labels.Levels]int{{10, 0, 0, 0, 0}, {30, 7, 0, 0, 0}}
		ev.report.PerClass[0].Support, ev.report.PerClass[1].Support = 10, 37
		first := func() string {
			cell, text := r.a.frame.evaluate().cells[0][0], ""
			for _, row := range cellsOf(r.a)[cell.y : cell.y+cell.h] {
				text += strings.Join(row[cell.x:cell.x+cell.w], "")
			}
			return strings.Join(strings.FieldsFunc(text, func(c rune) bool { return c < '0' || c > '9' }), " ")
		}
		is := func(want string) {
			t.Helper()
			if got := first(); got != want {
				t.Errorf("%d: %q, want %q", r.a.eval.shares, got, want)
			}
		}
		for _, size := range [][2]int{{60, 16}, {80, 24}} {
			r.resize(size[0], size[1])
			is("10")
			r.keys("%")
			r.wants("shares of the rows")
			is("100")
			r.keys("%")
			r.wants("shares of the columns")
			is("25")
			r.keys("%")
			r.wants("counts")
		}
		r.resize(200, 50)
		is("10 100")
		r.keys("%")
		r.wants("what the model says, % of the column")
		is("10 25")
		r.keys("%")
		r.wants("shares of the rows")
		is("10 100")
	})
}

// Without colours the shade of a cell leaves its number whole.
func TestTheShadeLeavesTheNumber(t *testing.T) {
	for _, size := range [][2]int{{60, 16}, {60, 24}, {80, 24}, {100, 30}, {200, 50}} {
		for _, shares := range []matrixShares{matrixCounts, sharesOfRows} {
			o := evaluatedMemes()
			o.w, o.h = size[0], size[1]
			inRig(t, o, func(t *testing.T, r *rig) {
				r.keys("E")
				s := r.a.eval
				ev := s.reports[s.split]
				ev.report.Confusion[0] = [labels.Levels]int{100, 0, 0, 0, 0}
				ev.report.PerClass[0].Support = 100
				s.shares = shares
				for _, s.row = range []labels.Level{0, 4} { // in the frame, and not
					s.col = s.row
					cell := r.a.frame.evaluate().cells[0][0]
					text := ""
					for _, row := range cellsOf(r.a)[cell.y : cell.y+cell.h] {
						text += strings.Join(row[cell.x:cell.x+cell.w], "")
					}
					if !strings.Contains(text, "100") || s.row != 0 && !strings.Contains(text, "█") || s.row == 0 && cell.h > 1 && strings.Count(text, "┃") < 2 {
						t.Errorf("%v, shares %v: %q", size, shares, text)
					}
				}
			})
		}
	}
}

// Where the terminal draws signs two cells wide the matrix has others, and as many columns.
func TestTheMatrixInWideSigns(t *testing.T) {
	inRig(t, evaluatedMemes(), func(t *testing.T, r *rig) {
		r.keys("E")
		ev := r.a.eval.reports[eval.CVRows]
		ev.since.cells[r.a.eval.row][r.a.eval.col].relabelled = 1
		wide := term.Widths{Ambiguous: 2}
		r.a.st = newStyles(termenv.Ascii, false, wide)
		cell := r.a.frame.evaluate().cells[r.a.eval.row][r.a.eval.col]
		c := newCanvas(r.a.st, r.a.frame.w, r.a.frame.h)
		r.a.eval.draw(c)
		for y := range cell.h {
			for _, p := range c.rows[cell.y+y] {
				if n := wide.Width(p.text); n > p.cells || p.at >= cell.x && p.at < cell.right() && strings.ContainsAny(p.text, "…┃━░▒▓█−") {
					t.Errorf("row %d: %d cells of %d: %q", y, n, p.cells, p.text)
				}
			}
		}
	})
}
