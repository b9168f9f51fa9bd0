package term

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// grid is a terminal that counts cells in its own way, does not wrap, and keeps what
// stands in each cell; "" is the second half of what stands before it.
type grid struct {
	t      *testing.T
	widths Widths
	cells  [][]string
	x, y   int
}

func newGrid(t *testing.T, w, h int, widths Widths) *grid {
	g := &grid{t: t, widths: widths, cells: make([][]string, h)}
	for y := range g.cells {
		g.cells[y] = slices.Repeat([]string{"?"}, w) // whatever was there
	}
	return g
}

func (g *grid) Write(p []byte) (int, error) {
	g.widths.Each(string(p), func(part string, cells int) bool {
		if cells < 0 {
			g.control(part)
			return true
		}
		g.put(part, cells)
		return true
	})
	return len(p), nil
}

// put writes a character where the cursor is. Half of what stood there leaves nothing.
func (g *grid) put(part string, cells int) {
	row := g.cells[g.y]
	if cells == 0 {
		return
	}
	g.x = min(g.x, len(row)-cells)
	g.erase(g.x, g.x+cells)
	row[g.x] = part
	for i := 1; i < cells; i++ {
		row[g.x+i] = ""
	}
	g.x = min(g.x+cells, len(row)-1)
}

func (g *grid) erase(from, to int) {
	row := g.cells[g.y]
	for from > 0 && row[from] == "" {
		from--
	}
	for to < len(row) && row[to] == "" {
		to++
	}
	for x := from; x < to; x++ {
		row[x] = " "
	}
}

func (g *grid) control(s string) {
	var a, b, id int
	switch {
	case scan(s, "\x1b[%d;%d;%dz", &a, &b, &id): // a picture of so many columns and rows
		for y := g.y; y < g.y+b; y++ {
			for x := g.x; x < g.x+a; x++ {
				g.cells[y][x] = pixel(id)
			}
		}
	case s == "\x1b[2J":
		for g.y = range g.cells {
			g.erase(0, len(g.cells[g.y]))
		}
	case s == "\x1b[K":
		g.erase(g.x, len(g.cells[g.y]))
	case scan(s, "\x1b[%d;%dH", &a, &b):
		g.y, g.x = a-1, b-1
	case scan(s, "\x1b[%dX", &a):
		g.erase(g.x, min(g.x+a, len(g.cells[g.y])))
	case strings.HasSuffix(s, "m"), strings.HasSuffix(s, "h"), strings.HasSuffix(s, "l"):
	default:
		g.t.Errorf("unexpected %q", s)
	}
}

// pixel is what stands in a cell of a picture.
func pixel(id int) string { return string(rune('a' + id%26)) }

func scan(s, format string, to ...any) bool {
	n, err := fmt.Sscanf(s, format, to...)
	return err == nil && n == len(to)
}

func (g *grid) row(y int) string { return strings.Join(g.cells[y], "") }

func (g *grid) String() string {
	var rows []string
	for y := range g.cells {
		rows = append(rows, g.row(y))
	}
	return strings.Join(rows, "\n")
}

func testScreen(out io.Writer, w Widths) *screen {
	return newScreen(out, w, func(uint64, time.Time, bool) {}, func(error) {})
}

func (s *screen) show(t *testing.T, f Frame) {
	t.Helper()
	s.draw(f)
	s.writeAll(t)
}

// writeAll writes what there is, to the last picture.
func (s *screen) writeAll(t testing.TB) {
	t.Helper()
	for more := true; more; {
		var err error
		if more, err = s.write(); err != nil {
			t.Fatal(err)
		}
	}
}

func frameOf(w, h int, rows ...string) Frame { return Frame{Width: w, Height: h, Rows: rows} }

// However the terminal counts the text of a column, the next one begins in its place.
func TestColumnsStandInTheirPlace(t *testing.T) {
	const w, h, left = 60, 4, 25
	for _, ours := range []Widths{{}, unicodeTerminal, classicTerminal} {
		for _, theirs := range []Widths{unicodeTerminal, classicTerminal, {Ambiguous: 2, Family: 6, Tone: 4, Flag: 4, Heart: 2, Keycap: 2, Mark: 2, SaraAm: 2}} {
			g := newGrid(t, w, h, theirs)
			s := testScreen(g, ours)
			for _, text := range odd {
				row := ours.Fit(text, left) + "  " + Column + "next" + Column + ours.Fit(text, w-left-6)
				s.show(t, frameOf(w, h, row, "plain", ours.Fit(text, w)))
				for i, want := range "next" {
					if got := g.cells[0][left+2+i]; got != string(want) {
						t.Errorf("%q: %q in cell %d:\n%s", text, got, left+2+i, g)
					}
				}
				if got := strings.TrimRight(g.row(1), " "); got != "plain" {
					t.Errorf("%q: the row below is %q", text, got)
				}
			}
			// Nothing is left of them.
			s.show(t, frameOf(w, h, "", "", "", "end"))
			if got := strings.Join(strings.Fields(g.String()), " "); got != "end" {
				t.Errorf("left over: %q", got)
			}
		}
	}
}

// What is written as differences shows the same as what is written anew.
func TestDifferencesShowTheSame(t *testing.T) {
	const w, h = 40, 6
	rng := rand.New(rand.NewPCG(1, 2))
	for _, theirs := range []Widths{unicodeTerminal, classicTerminal} {
		ours := Widths{}
		g := newGrid(t, w, h, theirs)
		s := testScreen(g, ours)
		for range 400 {
			f := frameOf(w, h)
			for range h {
				var row string
				for at := 0; at < w && rng.IntN(6) > 0; {
					n := 1 + rng.IntN(w-at)
					text := odd[rng.IntN(len(odd))]
					if rng.IntN(2) == 0 {
						text = strconv.Itoa(rng.IntN(10))
					}
					row += Column + ours.Fit(text, n)
					at += n
				}
				f.Rows = append(f.Rows, row)
			}
			s.show(t, f)
			fresh := newGrid(t, w, h, theirs)
			testScreen(fresh, ours).show(t, f)
			if g.String() != fresh.String() {
				t.Fatalf("differences show\n%s\nand all anew\n%s\nof %q", g, fresh, f.Rows)
			}
		}
	}
}

// calls records each write as one call.
type calls struct {
	got  []string
	fail error
}

func (c *calls) Write(p []byte) (int, error) {
	if c.fail != nil {
		return 0, c.fail
	}
	c.got = append(c.got, string(p))
	return len(p), nil
}

func (c *calls) last() string { return c.got[len(c.got)-1] }

func testImage(name string, top, left, cols, rows int) Image {
	return Image{Key: name, Sent: Sent{On: []byte("<" + name + ">"), Off: []byte("</" + name + ">")}, Top: top, Left: left, Cols: cols, Rows: rows}
}

func TestAFrameIsOneWrite(t *testing.T) {
	c := &calls{}
	s := testScreen(c, Widths{})
	f := frameOf(20, 2, "one", "two")
	f.Images = []Image{testImage("p", 0, 4, 3, 2)}
	s.show(t, f)
	if len(c.got) != 1 || !strings.HasPrefix(c.last(), beginFrame) || !strings.HasSuffix(c.last(), endFrame) || !strings.Contains(c.last(), "\x1b[1;5H<p>") {
		t.Fatalf("%q", c.got)
	}
	s.show(t, f) // nothing has changed
	if len(c.got) != 1 {
		t.Errorf("written again: %q", c.got[1:])
	}
	f.Rows = []string{"one", "two!"}
	s.show(t, f)
	if want := beginFrame + "\x1b[2;1H\x1b[m\x1b[Ktwo!" + endFrame; c.last() != want {
		t.Errorf("%q, want %q", c.last(), want)
	}
	if got := s.count(); got.Frames != 2 || got.Images != 1 || got.ImageBytes != 3 || got.FrameBytes != int64(len(c.got[0])+len(c.got[1])-3) {
		t.Errorf("%+v", got)
	}
}

// Of a row only the columns are written that change, and those beside text that may go
// into the next column.
func TestWhatIsWrittenOfARow(t *testing.T) {
	for _, c := range []struct{ before, after, want string }{
		{"ab" + Column + "cd", "ab" + Column + "cd", ""},
		{"ab" + Column + "cd", "ab" + Column + "ce", "\x1b[1;3H\x1b[m\x1b[Kce"},
		{"ab" + Column + "cd", "xb" + Column + "cd", "\x1b[1;1H\x1b[m\x1b[2Xxb"},
		{"a" + Column + "👍🏽  " + Column + "cd", "b" + Column + "👍🏽  " + Column + "cd", "\x1b[1;1H\x1b[m\x1b[1Xb"},
		{"ab" + Column + "cd", "👍" + Column + "cd", "\x1b[1;1H\x1b[m\x1b[2X👍\x1b[1;3H\x1b[m\x1b[Kcd"},
		{"👍🏽  " + Column + "cd", "👍🏽  " + Column + "ce", "\x1b[1;1H\x1b[m\x1b[6X👍🏽\x1b[1;7H\x1b[m\x1b[Kce"},
		{"a" + Hole(3) + "x", "a" + Hole(3) + "y", "\x1b[1;5H\x1b[m\x1b[Ky"},
		{"abcdx", "a" + Hole(3) + "y", "\x1b[1;1H\x1b[m\x1b[1Xa\x1b[1;2H\x1b[m\x1b[3X\x1b[1;5H\x1b[m\x1b[Ky"},
		{"a" + Hole(3) + "x", "abcdx", "\x1b[1;1H\x1b[m\x1b[Kabcdx"},
		{"", "\x1b[1mb" + Column + "c\x1b[0m" + Column + "d", "\x1b[1;1H\x1b[m\x1b[1X\x1b[1mb\x1b[1;2H\x1b[m\x1b[1X\x1b[1mc\x1b[0m\x1b[1;3H\x1b[m\x1b[Kd"},
		{"", "\x1b[1mbold\x1b[0m", "\x1b[1;1H\x1b[m\x1b[K\x1b[1mbold\x1b[0m"},
		{"", "0123456789abc", "\x1b[1;1H\x1b[m\x1b[K012345678…"},
		{"", "01234567" + Column + "89abc", "\x1b[1;1H\x1b[m\x1b[8X01234567\x1b[1;9H\x1b[m\x1b[K8…"},
	} {
		w := Widths{}
		if got := string(writeRow(nil, 0, w.columns(c.before, 10), w.columns(c.after, 10))); got != c.want {
			t.Errorf("%q after %q: %q, want %q", c.after, c.before, got, c.want)
		}
	}
}

func TestImages(t *testing.T) {
	inCells := func(i Image) Image { i.InCells = true; return i }
	loaded := func(i Image) Image { i.Load = []byte(fmt.Sprintf("[%v]", i.Key)); return i }
	byText := func(i Image) Image { i = loaded(i); i.On = nil; return i }
	const erased = "\x1b[m\x1b[1;3H  "
	holed, plain := "ab"+Hole(2), "ab"
	for _, c := range []struct {
		what          string
		before, after []Image
		rows          [2]string
		want          string
	}{
		{"one beside the text", nil, []Image{testImage("p", 0, 2, 2, 1)}, [2]string{plain, plain}, "\x1b[m\x1b[1;3H<p>"},
		{"another", []Image{testImage("p", 0, 2, 2, 1)}, []Image{testImage("q", 0, 2, 2, 1)}, [2]string{plain, plain}, "\x1b[m\x1b[1;3H<q></p>"},
		{"the same elsewhere", []Image{testImage("p", 0, 2, 2, 1)}, []Image{testImage("p", 1, 2, 2, 1)}, [2]string{plain, plain}, "\x1b[m\x1b[2;3H<p>"},
		{"two at once, of which one stays", []Image{testImage("p", 0, 2, 2, 1), testImage("q", 0, 5, 2, 1)}, []Image{testImage("q", 0, 5, 2, 1), testImage("r", 0, 2, 2, 1)}, [2]string{plain, plain}, "\x1b[m\x1b[1;3H<r></p>"},
		{"two that change their places", []Image{testImage("p", 0, 2, 2, 1), testImage("q", 0, 5, 2, 1)}, []Image{testImage("q", 0, 2, 2, 1), testImage("p", 0, 5, 2, 1)}, [2]string{plain, plain}, "\x1b[m\x1b[1;3H<q>\x1b[m\x1b[1;6H<p>"},
		{"one that is loaded", nil, []Image{loaded(testImage("p", 0, 2, 2, 1))}, [2]string{plain, plain}, "[p]\x1b[m\x1b[1;3H<p>"},
		{"it goes elsewhere, before another comes", []Image{loaded(testImage("p", 0, 2, 2, 1))}, []Image{loaded(testImage("q", 0, 2, 2, 1)), loaded(testImage("p", 1, 2, 2, 1))}, [2]string{plain, plain}, "\x1b[m\x1b[2;3H<p>[q]\x1b[m\x1b[1;3H<q>"},
		{"it goes for ever", []Image{loaded(testImage("p", 0, 2, 2, 1))}, nil, [2]string{plain, plain}, "</p>"},
		{"one that text places", nil, []Image{byText(testImage("p", 0, 2, 2, 1))}, [2]string{plain, "ab&"}, "\x1b[1;1H\x1b[m\x1b[Kab&[p]"},
		{"text places it elsewhere", []Image{byText(testImage("p", 0, 2, 2, 1))}, []Image{byText(testImage("p", 0, 3, 2, 1))}, [2]string{plain, "ab&"}, "\x1b[1;1H\x1b[m\x1b[Kab&"},
		{"pixels that go elsewhere", []Image{inCells(testImage("p", 0, 2, 2, 1))}, []Image{inCells(testImage("p", 1, 2, 2, 1))}, [2]string{holed, holed}, erased + "</p>\x1b[m\x1b[2;3H<p>"},
		{"none any more", []Image{testImage("p", 0, 2, 2, 1)}, nil, [2]string{plain, plain}, "</p>"},
		{"pixels for text", nil, []Image{inCells(testImage("p", 0, 2, 2, 1))}, [2]string{plain, holed}, "\x1b[1;1H\x1b[m\x1b[2Xab\x1b[1;3H\x1b[m\x1b[2X\x1b[1;5H\x1b[m\x1b[K\x1b[m\x1b[1;3H<p>"},
		{"other pixels in their place", []Image{inCells(testImage("p", 0, 2, 2, 1))}, []Image{inCells(testImage("q", 0, 2, 2, 1))}, [2]string{holed, holed}, "\x1b[m\x1b[1;3H<q></p>"},
		{"pixels that go, and their place stays", []Image{inCells(testImage("p", 0, 2, 2, 1))}, nil, [2]string{holed, holed}, erased + "</p>"},
		{"text for pixels", []Image{inCells(testImage("p", 0, 2, 2, 1))}, nil, [2]string{holed, plain}, erased + "</p>\x1b[1;1H\x1b[m\x1b[Kab"},
	} {
		out := &calls{}
		s := testScreen(out, Widths{})
		before, after := frameOf(10, 2, c.rows[0]), frameOf(10, 2, c.rows[1])
		before.Images, after.Images = c.before, c.after
		s.show(t, before)
		s.show(t, after)
		if want := beginFrame + c.want + endFrame; out.last() != want {
			t.Errorf("%s: %q, want %q", c.what, out.last(), want)
		}
	}
}

// After a wipe, and in a window of another size, everything is written again.
func TestRepaint(t *testing.T) {
	c := &calls{}
	s := testScreen(c, Widths{})
	f := frameOf(10, 2, "ab", "cd")
	f.Images = []Image{testImage("p", 0, 2, 2, 1)}
	s.show(t, f)
	s.repaint()
	s.writeAll(t)
	again := func() {
		t.Helper()
		for _, part := range []string{eraseAll, "ab", "cd", "<p>"} {
			if strings.Count(c.last(), part) != 1 {
				t.Errorf("%q is not in %q", part, c.last())
			}
		}
	}
	again()
	f.Height = 3
	s.show(t, f)
	again()
	if err := s.hold("LEFT"); err != nil || !strings.HasPrefix(c.last(), noWrap+"</p>") || !strings.HasSuffix(c.last(), "LEFT") {
		t.Errorf("%q, %v", c.last(), err)
	}
	n := len(c.got)
	f.Rows[0] = "new"
	s.show(t, f)
	if len(c.got) != n {
		t.Errorf("written while the screen is left: %q", c.last())
	}
	f.Rows[0] = "ab"
	s.draw(f)
	if err := s.release("BACK", func() bool { return false }); err != nil || c.last() != "BACK" {
		t.Errorf("%q, %v", c.last(), err)
	}
	s.writeAll(t)
	again()
}

func TestSerialsAreToldOnce(t *testing.T) {
	c := &calls{}
	var told []uint64
	s := newScreen(c, Widths{}, func(n uint64, at time.Time, _ bool) { told = append(told, n) }, nil)
	f := frameOf(10, 1, "a")
	for _, n := range []uint64{0, 1, 1, 2, 0, 3} {
		f.Serial = n
		s.show(t, f)
	}
	if !slices.Equal(told, []uint64{1, 2, 3}) {
		t.Errorf("%v", told)
	}
	c.fail = errors.New("gone")
	f.Serial, f.Rows = 4, []string{"b"}
	s.draw(f)
	if _, err := s.write(); err == nil || len(told) != 3 {
		t.Errorf("%v, %v", err, told)
	}
}

// stalled is a terminal whose output somebody has stopped.
type stalled struct{ write, goOn chan struct{} }

func (s stalled) Write(p []byte) (int, error) {
	select {
	case s.write <- struct{}{}:
	default:
	}
	<-s.goOn
	return len(p), nil
}

// Drawing never waits for the terminal, and leaving it not for ever.
func TestAStalledTerminal(t *testing.T) {
	out := stalled{make(chan struct{}, 1), make(chan struct{})}
	s := testScreen(out, Widths{})
	stop := make(chan struct{})
	go s.run(stop)
	s.draw(frameOf(10, 1, "a"))
	<-out.write
	for i := range 1000 {
		s.draw(frameOf(10, 1, strconv.Itoa(i)))
	}
	if err := s.hold(""); !errors.Is(err, errStuck) {
		t.Errorf("%v", err)
	}
	close(out.goOn)
	close(stop)
	<-s.done
}

// slow is a terminal at the end of a slow line: it takes a few bytes in a while.
type slow struct {
	bytes.Buffer
	every time.Duration
	begun chan struct{}
	once  sync.Once
}

func (s *slow) Write(p []byte) (int, error) {
	s.once.Do(func() { close(s.begun) })
	time.Sleep(s.every)
	return s.Buffer.Write(p)
}

// A picture that takes a slow terminal longer than a stuck one is waited for is sent to
// its end, and what leaves the screen comes after it.
func TestASlowTerminal(t *testing.T) {
	out := &slow{every: leaveWithin / 4, begun: make(chan struct{})}
	s := testScreen(out, Widths{})
	stop := make(chan struct{})
	go s.run(stop)
	f := frameOf(10, 1, "a")
	f.Images = []Image{{Key: 1, Sent: Sent{On: bytes.Repeat([]byte("x"), 6*piece)}, Cols: 1, Rows: 1}}
	s.draw(f)
	<-out.begun
	if err := s.hold("last"); err != nil {
		t.Error(err)
	}
	close(stop)
	<-s.done
	if got := out.String(); strings.Count(got, "x") != 6*piece || !strings.HasSuffix(got, "last") {
		t.Errorf("%d bytes of the picture, then %q", strings.Count(got, "x"), got[max(0, len(got)-20):])
	}
}

func BenchmarkFrame(b *testing.B) {
	w, h := 200, 50
	s := testScreen(io.Discard, Widths{})
	frames := make([]Frame, 2)
	for i := range frames {
		frames[i] = frameOf(w, h)
		for y := range h {
			frames[i].Rows = append(frames[i].Rows, " "+strings.Repeat("\x1b[38;2;1;2;3;48;2;4;5;6m▀", 120)+"\x1b[0m  "+Column+fmt.Sprintf("caption %d of row %d: %s", i, y, odd[y%len(odd)]))
		}
	}
	i := 0
	for b.Loop() {
		i++
		s.draw(frames[i%2])
		s.writeAll(b)
	}
	b.ReportMetric(float64(s.count().FrameBytes)/float64(s.count().Frames), "B/frame")
}
