package tui

import (
	"io"
	"strings"
	"sync"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
)

func TestOutTakesAPictureOffWhenAnotherStands(t *testing.T) {
	c := &calls{}
	o := NewOut(c)
	o.Stage([]byte("ONE"), []byte("-one"))
	io.WriteString(o, frame1)
	o.Stage([]byte("NEVER"), []byte("-never")) // no frame came in between
	o.Stage([]byte("TWO"), []byte("-two"))
	o.Wipe([]byte("WIPE"))
	o.Wipe([]byte("more"))
	io.WriteString(o, frame2)
	if got, want := c.got[len(c.got)-1], "\x1b[?2026hWIPEmore"+frame2+"\x1b7TWO-one\x1b8\x1b[?2026l"; got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	io.WriteString(o, "\x1b[2J")
	io.WriteString(o, frame1)
	if got := c.got[len(c.got)-1]; !strings.Contains(got, "TWO") || strings.Contains(got, "-two") || strings.Contains(got, "WIPE") {
		t.Errorf("after the screen was wiped: %q", got)
	}
	// Leaving the screen takes the picture along, coming back brings it.
	io.WriteString(o, "\x1b[?1049l")
	if got, want := c.got[len(c.got)-1], "-two\x1b[2J\x1b[?1049l"; got != want {
		t.Errorf("leaving: %q, want %q", got, want)
	}
	io.WriteString(o, "\x1b[?1049h")
	io.WriteString(o, "\x1b[2J")
	io.WriteString(o, frame1)
	if got := c.got[len(c.got)-1]; !strings.Contains(got, "TWO") {
		t.Errorf("back again: %q", got)
	}
	o.Stage(nil, nil)
	io.WriteString(o, frame2)
	if got := c.got[len(c.got)-1]; !strings.Contains(got, "-two") {
		t.Errorf("not taken off: %q", got)
	}
	if n := o.Counts().Pictures; n != 4 {
		t.Errorf("%d pictures went out, want 4: one, two, and two twice more", n)
	}
}

func TestOutLeavesAloneWhatHasHadNoPicture(t *testing.T) {
	c := &calls{}
	o := NewOut(c)
	io.WriteString(o, frame1)
	io.WriteString(o, "\x1b[?1049l")
	if got := c.got[len(c.got)-1]; got != "\x1b[?1049l" {
		t.Errorf("%q", got)
	}
}

// Bubble Tea draws no frame when the view is the same as before, and a picture
// that takes the place of an empty box leaves it the same.
func TestAPictureThatArrivesChangesTheView(t *testing.T) {
	inRig(t, rigOptions{memes: memes(9)}, func(t *testing.T, r *rig) {
		r.a.pics.tech = stagedTechnique{}
		m := r.a.label.item.meme
		b := r.a.label.layout().picture
		r.a.pics.forget()
		r.a.easel.show(r.a.out, r.a.label.drawing())
		before := r.a.View()
		d, err := r.a.pics.tech.draw(nil, b, cell{8, 16})
		if err != nil {
			t.Fatal(err)
		}
		r.a.Update(pictureMsg{key: r.a.pics.key(m, b), drawn: d})
		after := r.a.View()
		if after == before || ansi.Strip(after) != ansi.Strip(before) {
			t.Errorf("the same view, or one that reads otherwise:\n%q\n%q", before, after)
		}
		if r.a.Update(factsMsg{facts: r.a.facts}); r.a.View() != after {
			t.Error("it changes without a reason")
		}
	})
}

func TestWhatIsWiped(t *testing.T) {
	small, large := box{4, 2}, box{6, 3}
	pic := func(meme string, b box) drawing {
		return drawing{pictureKey{meme: "m", path: meme}, graphic{[]byte("P"), nil}, b, 1}
	}
	wipe := func(boxes ...box) string {
		var s string
		for _, b := range boxes {
			s += wiped(b, 1)
		}
		return s
	}
	for _, c := range []struct {
		what        string
		before, now drawing
		want        string
	}{
		{"a picture over text", drawing{}, pic("a", small), wipe(small)},
		{"the next covers it", pic("a", small), pic("b", small), ""},
		{"the next stands in another box", pic("a", small), pic("b", large), wipe(small, large)},
		{"the next is not ready", pic("a", small), drawing{open: small, top: 1}, wipe(small)},
		{"text over a picture", pic("a", small), drawing{}, wipe(small)},
		{"nothing new", pic("a", small), pic("a", small), ""},
	} {
		o := NewOut(io.Discard)
		e := easel{now: c.before}
		e.show(o, c.now)
		if string(o.wipe) != c.want {
			t.Errorf("%s: %q, want %q", c.what, o.wipe, c.want)
		}
	}
	if got, want := wiped(small, 1), "\x1b[2;2H\x1b[4X\x1b[3;2H\x1b[4X"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// A window that is said to have the size that it has is left alone.
func TestTheSameSizeAgain(t *testing.T) {
	inRig(t, rigOptions{memes: memes(9)}, func(t *testing.T, r *rig) {
		r.a.pics.tech = stagedTechnique{}
		r.a.pics.forget()
		r.send(tea.WindowSizeMsg{Width: 110, Height: 30})
		r.a.out.Write([]byte(frame1))
		n := r.a.out.Counts().Pictures
		r.send(tea.WindowSizeMsg{Width: 110, Height: 30})
		r.a.out.Write([]byte(frame2))
		if got := r.a.out.Counts().Pictures; got != n || n == 0 {
			t.Errorf("%d pictures went out, then %d", n, got)
		}
	})
}

// panicking is a program that shows a picture with its first frame and then
// panics.
type panicking struct{ shown chan struct{} }

func (p panicking) Init() tea.Cmd {
	return func() tea.Msg { <-p.shown; return tea.WindowSizeMsg{} }
}
func (panicking) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if _, ok := msg.(tea.WindowSizeMsg); ok {
		panic("for the test; the trace is no failure")
	}
	return panicking{}, nil
}
func (panicking) View() string { return "a view" }

// shownCalls closes a channel when the picture has gone out.
type shownCalls struct {
	calls
	shown chan struct{}
	once  sync.Once
}

func (s *shownCalls) Write(p []byte) (int, error) {
	if strings.Contains(string(p), "PICTURE") {
		s.once.Do(func() { close(s.shown) })
	}
	return s.calls.Write(p)
}

func TestAPanicLeavesNoPictureBehind(t *testing.T) {
	c := &shownCalls{shown: make(chan struct{})}
	o := NewOut(c)
	o.Stage([]byte("PICTURE"), []byte("-off"))
	_, err := tea.NewProgram(panicking{c.shown}, tea.WithInput(strings.NewReader("")), tea.WithOutput(o.writer()), tea.WithAltScreen(), tea.WithoutSignalHandler()).Run()
	if err == nil {
		t.Error("the panic went unnoticed")
	}
	all := strings.Join(c.got, "")
	on, off, left := strings.Index(all, "PICTURE"), strings.Index(all, "-off"), strings.Index(all, leaveAlt)
	if on < 0 || off < on || left < off {
		t.Errorf("shown at %d, off at %d, left at %d: %q", on, off, left, all)
	}
}
