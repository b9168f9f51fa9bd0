//go:build unix

package term

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// inCellsOf is a picture whose pixels stand in the cells.
func inCellsOf(id, top, left, cols, rows int) Image {
	on := fmt.Appendf(nil, "\x1b[%d;%d;%dz", cols, rows, id)
	return Image{Key: fmt.Sprint(id, " ", cols), Sent: Sent{On: on, InCells: true}, Top: top, Left: left, Cols: cols, Rows: rows}
}

// page is a window of pictures in rows, each with a line below that names it; some have not been
// drawn.
func page(w, h, cols, rows, first int, drawn func(id int) bool) Frame {
	f := frameOf(w, h)
	for y := 0; y+rows < h; y += rows + 1 {
		var holes, line strings.Builder
		for x := 0; x+cols <= w; x += cols + 2 {
			if drawn(first) {
				f.Images = append(f.Images, inCellsOf(first, y, x, cols, rows))
			}
			holes.WriteString(Column + Hole(cols) + "| ")
			line.WriteString(Column + testWidths.Fit(fmt.Sprint("#", first), cols+2))
			first++
		}
		for range rows {
			f.Rows = append(f.Rows, holes.String())
		}
		f.Rows = append(f.Rows, line.String())
	}
	return f
}

// However pictures come, go and change their places and sizes, among text: what stands there is
// what a window would show that was drawn anew.
func TestPicturesStandWhereTheyShould(t *testing.T) {
	const w, h = 44, 15
	rng := rand.New(rand.NewPCG(3, 4))
	g := newGrid(t, w, h, testWidths)
	s := testScreen(g, testWidths)
	for range 300 {
		cols, rows, first, part := 4+2*rng.IntN(3), 2+rng.IntN(3), rng.IntN(8), 1+rng.IntN(4)
		f := page(w, h, cols, rows, first, func(id int) bool { return id%part == 0 })
		if rng.IntN(5) == 0 {
			f = frameOf(w, h, "no pictures", strings.Repeat("x", w))
		}
		s.show(t, f)
		fresh := newGrid(t, w, h, testWidths)
		testScreen(fresh, testWidths).show(t, f)
		if g.String() != fresh.String() {
			t.Fatalf("differences show\n%s\nand all anew\n%s", g, fresh)
		}
		for _, i := range f.Images {
			for y := i.Top; y < i.Top+i.Rows; y++ {
				for x := i.Left; x < i.Left+i.Cols; x++ {
					if g.cells[y][x] != g.cells[i.Top][i.Left] || !strings.Contains("abcdefghijklmnopqrstuvwxyz", g.cells[y][x]) {
						t.Fatalf("a hole in picture %v at (%d,%d):\n%s", i.Key, x, y, g)
					}
				}
			}
		}
	}
}

// What stands there is not sent again, whatever becomes of the text beside it.
func TestPicturesThatStayAreNotSentAgain(t *testing.T) {
	all := func(int) bool { return true }
	s := testScreen(&calls{}, testWidths)
	f := page(44, 15, 6, 3, 0, all)
	s.show(t, f)
	if got := s.count().Images; got != len(f.Images) || got < 10 {
		t.Fatalf("%d of %d pictures sent", got, len(f.Images))
	}
	next := page(44, 15, 6, 3, 0, all)
	next.Rows[3] = "selected" + next.Rows[3]
	s.show(t, next)
	if got := s.count(); got.Images != len(f.Images) || got.Frames != 2 {
		t.Errorf("%+v", got)
	}
	// One comes that was not drawn: that one alone.
	next = page(44, 15, 6, 3, 0, func(id int) bool { return id != 5 })
	s.show(t, next)
	s.show(t, f)
	if got := s.count().Images; got != len(f.Images)+1 {
		t.Errorf("%d pictures sent, want one more than %d", got, len(f.Images))
	}
}

// Between pictures it is asked for a newer frame: those that are not wanted any more are not
// sent, and those of an earlier frame do not stay beside the text of the newer one.
func TestTheNewestFrameHasItsPicturesSent(t *testing.T) {
	large := func(first int) (f Frame) {
		f = frameOf(20, 6, fmt.Sprint("from ", first))
		for n := range 5 {
			i := inCellsOf(first+n, n+1, 0, 4, 1)
			i.On = append(i.On, bytes.Repeat([]byte("\a"), mostBatch/2)...)
			f.Rows = append(f.Rows, Hole(4))
			f.Images = append(f.Images, i)
		}
		return f
	}
	g := newGrid(t, 20, 6, testWidths)
	s := testScreen(g, testWidths)
	column := func() string { return g.cells[1][0] + g.cells[2][0] + g.cells[3][0] + g.cells[4][0] + g.cells[5][0] }
	write := func() bool {
		more, err := s.write()
		if err != nil {
			t.Fatal(err)
		}
		return more
	}
	s.draw(large(0))
	if more := write(); !more || column() != "a    " {
		t.Errorf("%q at first, more: %v", column(), more)
	}
	s.writeAll(t)
	if column() != "abcde" {
		t.Errorf("%q after the last", column())
	}
	s.draw(large(5))
	if more := write(); !more || column() != "f    " || !strings.HasPrefix(g.row(0), "from 5") {
		t.Errorf("%q of the next, more: %v", column(), more)
	}
	s.draw(large(10))
	s.writeAll(t)
	if column() != "klmno" || s.count().Images != 5+1+5 {
		t.Errorf("%q of the newest, %d pictures sent", column(), s.count().Images)
	}
}

// xterm, which loses pixels that something else has covered, is sent them again when it has the
// keyboard again; the text is not. Others keep theirs.
func TestXtermIsSentItsPicturesAgain(t *testing.T) {
	for name, again := range map[string]int{"XTerm(379)": 2, "foot(1.16)": 1} {
		d := newDesk(t, "\x1bP>|"+name+"\x1b\\\x1b[?62;4c")
		x, err := Open(Options{In: d.near, Out: d.near, Timeout: time.Minute})
		if err != nil {
			t.Fatal(err)
		}
		x.Listen(func([]Event) {})
		f := frameOf(80, 24, "beside "+Hole(4))
		f.Images = []Image{{Key: 1, Sent: Sent{On: []byte("<picture>"), InCells: true}, Left: 7, Cols: 4, Rows: 1}}
		x.Draw(f)
		d.see("<picture>")
		io.WriteString(d.far, "\x1b[O\x1b[I")
		if again == 2 {
			d.see(focusOn)
			d.see(beginFrame + "\x1b[m\x1b[1;8H<picture>")
		}
		f.Rows = append(f.Rows, "the end")
		x.Draw(f)
		d.see("the end")
		if got := x.Counts(); got.Images != again {
			t.Errorf("%s: %d pictures sent, want %d", name, got.Images, again)
		}
		if err := x.Close(); err != nil {
			t.Error(err)
		}
		d.see(focusOff)
	}
}
