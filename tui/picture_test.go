package tui

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"regexp"
	"strconv"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/muesli/termenv"

	"memebench/labels"
)

func TestFitPixels(t *testing.T) {
	usual, tall := cell{8, 16}, cell{9, 19}
	for _, c := range []struct {
		w, h   int
		b      box
		c      cell
		tech   technique
		fw, fh int
	}{
		// A half-block's pixel is a whole cell wide and half a cell high: square
		// in a cell of 8x16.
		{600, 600, box{40, 20}, usual, halfBlocks{}, 40, 40},
		{600, 600, box{60, 20}, usual, halfBlocks{}, 40, 40},
		{1600, 300, box{64, 32}, usual, halfBlocks{}, 64, 12},
		{300, 1500, box{64, 32}, usual, halfBlocks{}, 13, 64},
		{600, 600, box{40, 30}, tall, halfBlocks{}, 40, 38}, // 9.5 high, so fewer of them
		{600, 600, box{40, 20}, cell{}, halfBlocks{}, 40, 40},
		{2, 2, box{64, 32}, usual, halfBlocks{}, 1, 1},              // at most four times its size
		{128, 128, box{56, 26}, cell{16, 32}, halfBlocks{}, 52, 52}, // fine pixels
		{40, 30, box{64, 32}, usual, halfBlocks{}, 20, 15},
		{9000, 1, box{64, 32}, usual, halfBlocks{}, 64, 1},
		{600, 600, box{40, 20}, usual, brailleDots{}, 80, 80},
		{0, 0, box{40, 20}, usual, halfBlocks{}, 1, 1},
	} {
		if w, h := fitPixels(c.w, c.h, c.b, c.c, c.tech); w != c.fw || h != c.fh {
			t.Errorf("%dx%d in %v: %dx%d, want %dx%d", c.w, c.h, c.b, w, h, c.fw, c.fh)
		}
	}
}

// drawnRows are the rows of a picture that is text.
func drawnRows(t *testing.T, tech technique, img image.Image, b box) []string {
	t.Helper()
	d, err := tech.draw(img, b, cell{8, 16})
	if err != nil || d.on != nil || d.off != nil {
		t.Fatalf("%+v, %v", d.graphic, err)
	}
	return d.rows
}

var inkOf = regexp.MustCompile(`\x1b\[([34])8;2;(\d+);(\d+);(\d+)m|(▀)`)

// pixels reads back what half-block rows show.
func pixels(rows []string) [][]color.RGBA {
	var out [][]color.RGBA
	for _, row := range rows {
		var over, under []color.RGBA
		var fg, bg color.RGBA
		for _, m := range inkOf.FindAllStringSubmatch(row, -1) {
			if m[5] != "" {
				over, under = append(over, fg), append(under, bg)
				continue
			}
			n := func(s string) uint8 { v, _ := strconv.Atoi(s); return uint8(v) }
			c := color.RGBA{n(m[2]), n(m[3]), n(m[4]), 255}
			if m[1] == "3" {
				fg = c
			} else {
				bg = c
			}
		}
		out = append(out, over, under)
	}
	return out
}

func TestHalfBlocksShowTheVeryPixels(t *testing.T) {
	img := testPicture(30, 20)
	got := drawnRows(t, halfBlocks{termenv.TrueColor}, img, box{40, 14})
	if len(got) != 14 {
		t.Fatalf("%d rows, want 14", len(got))
	}
	for i, r := range got {
		if testWidths.Width(r) != 40 {
			t.Errorf("row %d has %d columns", i, testWidths.Width(r))
		}
	}
	shown := pixels(got[2:12]) // 10 rows in the middle of 14
	for y := range 20 {
		for x := range 30 {
			if want := img.At(x, y); shown[y][x] != want {
				t.Fatalf("(%d,%d): %v, want %v", x, y, shown[y][x], want)
			}
		}
	}
	if !strings.HasPrefix(got[2], "     \x1b[") || !strings.HasSuffix(got[2], "\x1b[0m     ") {
		t.Errorf("not in the middle: %q", got[2])
	}
}

func TestHalfBlocksWithFewerColours(t *testing.T) {
	img := testPicture(30, 20)
	for p, most := range map[termenv.Profile]*regexp.Regexp{
		termenv.ANSI256: regexp.MustCompile(`\x1b\[[34]8;5;\d+m`), termenv.ANSI: regexp.MustCompile(`\x1b\[(3|4|9|10)\dm`),
	} {
		for i, r := range drawnRows(t, halfBlocks{p}, img, box{30, 10}) {
			if testWidths.Width(r) != 30 || !most.MatchString(r) || strings.Contains(r, ";2;") {
				t.Errorf("%v row %d: %q", p, i, r)
			}
		}
	}
}

func TestOddHeightLeavesTheLowerHalfEmpty(t *testing.T) {
	rows := drawnRows(t, halfBlocks{termenv.TrueColor}, testPicture(4, 3), box{4, 2})
	if strings.Contains(rows[1], "48;2") || !strings.Contains(rows[1], "\x1b[49m") {
		t.Errorf("%q", rows[1])
	}
}

func TestBrailleShowsLightAndDark(t *testing.T) {
	img := image.NewGray(image.Rect(0, 0, 8, 8))
	for y := range 8 {
		for x := 4; x < 8; x++ {
			img.SetGray(x, y, color.Gray{255})
		}
	}
	if got := strings.Join(drawnRows(t, brailleDots{}, img, box{4, 2}), "|"); got != "⠀⠀⣿⣿|⠀⠀⣿⣿" {
		t.Errorf("dark background: %s", got)
	}
	if got := strings.Join(drawnRows(t, brailleDots{light: true}, img, box{4, 2}), "|"); got != "⣿⣿⠀⠀|⣿⣿⠀⠀" {
		t.Errorf("light background: %s", got)
	}
}

// drawNow runs a command of pictures and gives it its answer.
func drawNow(t *testing.T, p *pictures, cmd tea.Cmd) pictureMsg {
	t.Helper()
	if cmd == nil {
		t.Fatal("nothing is drawn")
	}
	msg := cmd().(pictureMsg)
	p.done(msg)
	return msg
}

func TestPicturesAreDrawnOnceInOrderAndKeptForAWhile(t *testing.T) {
	p := newPictures(context.Background(), halfBlocks{termenv.TrueColor}, cell{8, 16})
	opened := map[string]int{}
	p.open = func(_ context.Context, path string) (image.Image, error) {
		opened[path]++
		if path == "/memes/1.png" {
			return nil, errors.New("no")
		}
		// Two pictures of one size: their rows must differ all the same.
		img := testPicture(60, 40).(*image.RGBA)
		for x := range 60 {
			for y := range 20 {
				img.SetRGBA(x, y, color.RGBA{B: uint8(50 * len(opened)), A: 255})
			}
		}
		return img, nil
	}
	ms := memes(30)
	for i := range ms {
		ms[i].ID = labels.MemeID(fmt.Sprint("id", i))
	}
	b := box{30, 10}
	first := p.want(in(b), ms[0], ms[1], ms[2])
	if p.want(in(b), ms[0], ms[1], ms[2]) != nil {
		t.Error("two at a time")
	}
	drawNow(t, p, first)
	if msg := drawNow(t, p, p.want(in(b), ms[0], ms[1], ms[2])); msg.err == nil {
		t.Error("the second is broken")
	}
	drawNow(t, p, p.want(in(b), ms[0], ms[1], ms[2]))
	if p.want(in(b), ms[0], ms[1], ms[2]) != nil {
		t.Error("drawn again, though all are there")
	}
	a, _ := p.get(ms[0], b)
	c, _ := p.get(ms[2], b)
	if strings.Join(a.drawn.rows, "") == strings.Join(c.drawn.rows, "") {
		t.Error("the second meme shows the first")
	}
	if _, ok := p.get(ms[0], box{20, 10}); ok {
		t.Error("found in a size that was not drawn")
	}
	for i := 3; i < 3+cachedPictures-1; i++ {
		p.get(ms[0], b) // in use: must survive
		drawNow(t, p, p.want(in(b), ms[i]))
	}
	if _, ok := p.get(ms[0], b); !ok {
		t.Error("the one in use was dropped")
	}
	if _, ok := p.get(ms[2], b); ok || p.order.Len() != cachedPictures || len(p.cache) != cachedPictures {
		t.Errorf("%d of %d kept", p.order.Len(), cachedPictures)
	}
	p.forget()
	if _, ok := p.get(ms[0], b); ok {
		t.Error("forgotten, and yet there")
	}
	text := labels.Meme{ID: "t", Caption: "no picture"}
	faulty := ms[29]
	faulty.Image.Fault = "the file ends early"
	if p.want(in(b), text, faulty) != nil || p.want(in(box{}), ms[5]) != nil {
		t.Error("a picture is drawn that there is not")
	}
}

// The next pictures are drawn while one looks at this one.
func TestTheNextPicturesAreReady(t *testing.T) {
	inRig(t, rigOptions{memes: memes(9)}, func(t *testing.T, r *rig) {
		r.keys("right", "right", "right")
		b := r.a.frame.label().picture
		for _, i := range []int{3, 0, 1, 2} { // at the fourth; those that wait come next
			if _, ok := r.a.pics.get(r.store.memes[i], b); !ok {
				t.Errorf("meme %d is not ready", i+1)
			}
		}
		before := len(r.a.pics.cache)
		r.resize(140, 45)
		if _, ok := r.a.pics.get(r.store.memes[3], r.a.frame.label().picture); !ok || len(r.a.pics.cache) <= before {
			t.Error("not drawn anew in the new size")
		}
	})
}

// stagedTechnique needs bytes on the terminal besides the rows.
type stagedTechnique struct{ halfBlocks }

func (t stagedTechnique) draw(_ image.Image, b box, _ cell) (drawn, error) {
	return drawn{emptyRows(t, b), graphic{[]byte("PICTURE"), []byte("OFF")}}, nil
}
func (stagedTechnique) holes() bool { return true }

func TestAPictureIsShownOnceAndTakenAway(t *testing.T) {
	inRig(t, rigOptions{memes: memes(9)}, func(t *testing.T, r *rig) {
		r.a.pics.tech = stagedTechnique{}
		r.a.pics.forget()
		r.desk.images = nil
		r.resize(100, 30)
		shown := 0
		for i, step := range []struct {
			do   func()
			want string
		}{
			{func() {}, "new"},
			{func() {}, "same"},
			{func() { r.keys("s") }, "new"},
			{func() { r.keys("b") }, "same"},
			{func() { r.keys("?") }, "none"},
			{func() { r.keys("esc") }, "new"},
			{func() { r.keys("tab") }, "none"},
			{func() { r.keys("shift+tab") }, "new"},
			{func() { r.resize(120, 40) }, "new"},
			{func() { r.keys("q") }, "none"},
		} {
			step.do()
			got := "same"
			switch n := len(r.desk.images); {
			case r.desk.frame.Image.Key == nil:
				got = "none"
			case n > shown:
				got = "new"
			}
			shown = len(r.desk.images)
			if got != step.want {
				t.Errorf("step %d: %s, want %s", i, got, step.want)
			}
		}
		for _, i := range r.desk.images {
			if string(i.On) != "PICTURE" || string(i.Off) != "OFF" || !i.InCells || i.Top != headerRows || i.Left != margin {
				t.Errorf("%+v", i)
			}
		}
	})
}

func TestRepaint(t *testing.T) {
	inRig(t, rigOptions{memes: memes(2)}, func(t *testing.T, r *rig) {
		r.keys("ctrl+l")
		if r.desk.repaints != 1 {
			t.Errorf("%d times", r.desk.repaints)
		}
	})
}

func TestCards(t *testing.T) {
	m := memes(1)[0]
	for _, c := range []struct {
		change func(*labels.Meme)
		tech   technique
		err    error
		want   string
	}{
		{func(m *labels.Meme) { m.Image.Fault = "the file ends early" }, halfBlocks{}, nil, "picture not shown: the file ends early"},
		{func(m *labels.Meme) { m.Image = labels.Image{} }, halfBlocks{}, nil, "text only"},
		{func(m *labels.Meme) { m.Image.Path = "" }, halfBlocks{}, nil, "picture not found: meme_01.png"},
		{func(*labels.Meme) {}, halfBlocks{}, errors.New("no such file"), "picture not shown: no such file"},
		{func(*labels.Meme) {}, nil, nil, "png, 120×90; pictures are switched off"},
		{func(m *labels.Meme) { m.Image.Width = 0 }, nil, nil, "pictures are switched off"},
	} {
		n := m
		c.change(&n)
		if got := whyNoPicture(n, c.tech, c.err); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
	m.Caption = strings.Repeat("many words ", 200)
	for w := 0; w < 100; w += 3 {
		for h := 0; h < 40; h += 3 {
			rows := card(styles{}, m, "why "+strings.Repeat("and why ", 30), box{w, h})
			if len(rows) != h {
				t.Fatalf("%dx%d: %d rows", w, h, len(rows))
			}
			for _, r := range rows {
				if testWidths.Width(r) != w {
					t.Fatalf("%dx%d: a row of %d columns: %q", w, h, testWidths.Width(r), r)
				}
			}
		}
	}
}

// in gives every meme the same place.
func in(b box) func(labels.Meme) box { return func(labels.Meme) box { return b } }
