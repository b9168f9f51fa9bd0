package tui

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"io/fs"
	"strings"
	"syscall"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/muesli/termenv"

	"memebench/labels"
	"memebench/tui/term"
)

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
	p := newPictures(context.Background(), testBlocks, term.Cell{W: 8, H: 16})
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
	b := term.Box{Cols: 30, Rows: 10}
	first := p.want(b, ms[0], ms[1], ms[2])
	if p.want(b, ms[0], ms[1], ms[2]) != nil {
		t.Error("two at a time")
	}
	drawNow(t, p, first)
	if msg := drawNow(t, p, p.want(b, ms[0], ms[1], ms[2])); msg.err == nil {
		t.Error("the second is broken")
	}
	drawNow(t, p, p.want(b, ms[0], ms[1], ms[2]))
	if p.want(b, ms[0], ms[1], ms[2]) != nil {
		t.Error("drawn again, though all are there")
	}
	a, _ := p.get(ms[0], b)
	c, _ := p.get(ms[2], b)
	if strings.Join(a.drawn.Rows, "") == strings.Join(c.drawn.Rows, "") {
		t.Error("the second meme shows the first")
	}
	if _, ok := p.get(ms[0], term.Box{Cols: 20, Rows: 10}); ok {
		t.Error("found in a size that was not drawn")
	}
	for i := 3; i < 3+cachedPictures-1; i++ {
		p.get(ms[0], b) // in use: must survive
		drawNow(t, p, p.want(b, ms[i]))
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
	if p.want(b, text, faulty) != nil || p.want(term.Box{}, ms[5]) != nil {
		t.Error("a picture is drawn that there is not")
	}
}

// The next pictures are drawn while one looks at this one.
func TestTheNextPicturesAreReady(t *testing.T) {
	inRig(t, rigOptions{memes: memes(9)}, func(t *testing.T, r *rig) {
		r.keys("right", "right", "right")
		b := r.a.frame.label().picture.box()
		for _, i := range []int{3, 0, 1, 2} { // at the fourth; those that wait come next
			if _, ok := r.a.pics.get(r.store.memes[i], b); !ok {
				t.Errorf("meme %d is not ready", i+1)
			}
		}
		before := len(r.a.pics.cache)
		r.resize(140, 45)
		if _, ok := r.a.pics.get(r.store.memes[3], r.a.frame.label().picture.box()); !ok || len(r.a.pics.cache) <= before {
			t.Error("not drawn anew in the new size")
		}
	})
}

// testBlocks draws with half blocks.
var testBlocks = term.Window{Profile: termenv.TrueColor}.Technique()

// stagedTechnique needs bytes on the terminal besides the rows.
type stagedTechnique struct{ term.Technique }

func (t stagedTechnique) Draw(_ image.Image, b term.Box, _ term.Cell) (term.Drawn, error) {
	return term.Drawn{Rows: term.EmptyRows(t, b), Sent: term.Sent{On: []byte("PICTURE"), Off: []byte("OFF"), InCells: true}}, nil
}
func (stagedTechnique) InCells() bool { return true }

func TestAPictureIsShownOnceAndTakenAway(t *testing.T) {
	inRig(t, rigOptions{memes: memes(9)}, func(t *testing.T, r *rig) {
		r.a.pics.tech = stagedTechnique{testBlocks}
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
			case r.desk.image().Key == nil:
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
			if string(i.On) != "PICTURE" || string(i.Off) != "OFF" || !i.InCells || i.Top != 2 && i.Top != 3 || i.Left != margin {
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

func TestWhyThereIsNoPicture(t *testing.T) {
	m := memes(1)[0]
	for _, c := range []struct {
		change func(*labels.Meme)
		tech   term.Technique
		err    error
		want   string
	}{
		{func(m *labels.Meme) { m.Image.Fault = "the file ends early" }, testBlocks, nil, "picture not shown: the file ends early"},
		{func(m *labels.Meme) { m.Image = labels.Image{} }, testBlocks, nil, "text only"},
		{func(m *labels.Meme) { m.Image.Path = "" }, testBlocks, nil, "picture not found: meme_01.png"},
		{func(*labels.Meme) {}, testBlocks, errors.New("too large"), "picture not shown: too large"},
		{func(*labels.Meme) {}, testBlocks, fmt.Errorf("open the file: %w", fs.ErrNotExist), "picture not found: meme_01.png"},
		{func(*labels.Meme) {}, nil, nil, "png, 120×90; pictures are switched off"},
		{func(m *labels.Meme) { m.Image.Width = 0 }, nil, nil, "pictures are switched off"},
	} {
		n := m
		c.change(&n)
		if got := whyNoPicture(n, c.tech, c.err); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

// In place of a picture that is not where it was stands where that was, and what finds it.
func TestWhereAPictureShouldBe(t *testing.T) {
	m := memes(1)[0]
	m.Image.Path = "/pictures/one.png"
	gone := fmt.Errorf("open the file: %w", fs.ErrNotExist)
	if got := strings.Join(noPicture(m, &pictures{tech: testBlocks}, Keys{}, gone), "|"); got != "picture not found: meme_01.png||/pictures/one.png||memebench relink FOLDER finds it, where it is now" {
		t.Error(got)
	}
	if got := strings.Join(noPicture(m, &pictures{tech: testBlocks}, Keys{}, errors.New("too large")), "|"); got != "picture not shown: too large||/pictures/one.png" {
		t.Error(got)
	}
}

// A picture that was not there is drawn when its disk is back, in a while or with the key that draws all again.
func TestAPictureThatComesBack(t *testing.T) {
	for screen, missing := range map[string]string{"L": "not found", "G": "caption of    caption of"} {
		inRig(t, rigOptions{memes: memes(3)}, func(t *testing.T, r *rig) {
			tries, away := 0, true
			open := r.a.pics.open
			r.a.pics.open = func(ctx context.Context, path string) (image.Image, error) {
				if tries++; away {
					return nil, syscall.ENOENT
				}
				return open(ctx, path)
			}
			r.a.pics.forget()
			r.keys(screen, "right", "left")
			r.wants(missing)
			before := tries
			for range 20 {
				r.keys("right", "left")
			}
			if tries > before+6 {
				t.Errorf("%s: it was looked for %d times in a moment", screen, tries-before)
			}
			r.keys("ctrl+l")
			if tries == before {
				t.Errorf("%s: it was not looked for again", screen)
			}
			away = false
			r.pass(retryRead + time.Second)
			r.keys("right", "left")
			r.lacks(missing)
		})
	}
}

// in gives every meme the same place.

// What is asked of a picture stands beside it: it stays in sight, in cells and in pixels, and
// the answers have room.
func TestThePictureStaysBesideItsQuestion(t *testing.T) {
	for _, size := range [][2]int{{60, 16}, {80, 24}, {100, 30}, {200, 50}} {
		for _, key := range []string{"e", "n", "f"} {
			inRig(t, rigOptions{w: size[0], h: size[1], memes: memes(3)}, func(t *testing.T, r *rig) {
				seen := r.desk.image().Key
				cells := func() (n int) {
					for _, c := range r.view() {
						if c >= '⠀' && c <= '⣿' {
							n++
						}
					}
					return n
				}
				before := cells()
				r.keys(key)
				f := r.a.frame
				at := r.a.ask.place(r.a.st, f)
				if lines, _ := r.a.ask.said(r.a.st, at.text.w); at.text.h < len(lines) {
					t.Errorf("%v, %s: %q has %d lines", size, key, lines, at.text.h)
				}
				if l := f.label(); at.box.x < l.picture.right() || at.box.right() > f.w || at.box.bottom() > f.h-1 {
					t.Errorf("%v, %s: the box is %+v, the picture's %+v", size, key, at.box, l.picture)
				}
				for i, a := range r.a.ask.answers() {
					if n := r.a.st.Width(a.key) + 3 + r.a.st.Width(a.says); at.answers[i].w < n {
						t.Errorf("%v, %s: %q has %d cells of %d", size, key, a.says, at.answers[i].w, n)
					}
				}
				if r.desk.image().Key != seen || before == 0 || cells() < before*3/4 {
					t.Errorf("%v, %s: %d cells of the picture, %d before\n%s", size, key, cells(), before, r.view())
				}
				r.keys("esc")
			})
		}
	}
}

// A disk may be away for a moment: a picture that was not found then is tried again, one that is damaged is not.
func TestPicturesAreTriedAgain(t *testing.T) {
	p := newPictures(context.Background(), testBlocks, term.Cell{W: 8, H: 16})
	away := true
	p.open = func(_ context.Context, path string) (image.Image, error) {
		switch {
		case path != "/memes/0.png":
			return nil, errors.New("damaged")
		case away:
			return nil, fmt.Errorf("open it: %w", syscall.ENOENT)
		}
		return testPicture(60, 40), nil
	}
	ms := memes(2)
	for i := range ms {
		ms[i].ID = labels.MemeID(fmt.Sprint("id", i))
	}
	b := term.Box{Cols: 30, Rows: 10}
	for range ms {
		if msg := drawNow(t, p, p.want(b, ms...)); msg.err == nil {
			t.Fatal("drawn")
		}
	}
	if p.want(b, ms...) != nil {
		t.Error("tried again at once")
	}
	for _, e := range p.cache {
		msg := e.Value.(pictureMsg)
		msg.failed = msg.failed.Add(-retryRead)
		e.Value = msg
	}
	away = false
	if msg := drawNow(t, p, p.want(b, ms...)); msg.err != nil || msg.key.meme != ms[0].ID {
		t.Errorf("%s: %v", msg.key.meme, msg.err)
	}
	if got, ok := p.get(ms[0], b); !ok || got.err != nil {
		t.Error("it is not shown")
	}
	if p.want(b, ms...) != nil {
		t.Error("the damaged one is tried again")
	}
}
