package tui

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"memebench/eval"
	"memebench/labels/workers"
	"memebench/model"
	"memebench/tui/term"
)

// running starts the real program on pipes and returns its keyboard and its end.
func running(t *testing.T, ctx context.Context, d Deps) (keyboard io.Writer, end <-chan error) {
	t.Helper()
	r, w := io.Pipe()
	t.Cleanup(func() { w.Close() })
	done := make(chan error, 1)
	x, err := term.Open(term.Options{In: r, Out: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	go func() { done <- Run(ctx, d, term.Window{Terminal: x}) }()
	return w, done
}

func TestRunEndsWithQ(t *testing.T) {
	s := newFakeStore(memes(3)...)
	keyboard, end := running(t, t.Context(), fakeDeps(s))
	// y is for the question whether to stop preparing, if that still runs.
	if _, err := keyboard.Write([]byte("qy")); err != nil {
		t.Fatal(err)
	}
	if err := <-end; err != nil {
		t.Error(err)
	}
}

// When the session ends the jobs are cancelled and waited for, and the place is
// remembered; nobody is asked.
func TestRunEndsWithItsContext(t *testing.T) {
	s := newFakeStore(memes(3)...)
	d := fakeDeps(s)
	started, ended := make(chan struct{}), false
	d.Prepare = func(ctx context.Context, _ model.Report) ([]string, error) {
		close(started)
		<-ctx.Done()
		ended = true
		return nil, ctx.Err()
	}
	ctx, cancel := context.WithCancel(t.Context())
	_, end := running(t, ctx, d)
	<-started
	cancel()
	if err := <-end; err != nil || !ended {
		t.Errorf("%v; the job ended: %v", err, ended)
	}
}

// panicky panics where it is told to.
type panicky struct {
	*fakeStore
	in string
}

func (p panicky) Summary(annotator string) (eval.Summary, error) {
	if p.in == "command" {
		panic("planted")
	}
	return p.fakeStore.Summary(annotator)
}

// A panic of ours is an error, and leaves the terminal as it was.
func TestAFaultGivesTheTerminalBack(t *testing.T) {
	for _, in := range []string{"command", "update"} {
		s := newFakeStore(memes(3)...)
		d := fakeDeps(s)
		d.Read = func(f func(Reader) error) error { return f(panicky{s, in}) }
		if in == "update" {
			d.LookAt = func(uint64) { panic("planted") }
		}
		r, w := io.Pipe()
		out := &screenshots{}
		x, err := term.Open(term.Options{In: r, Out: out})
		if err != nil {
			t.Fatal(err)
		}
		err = Run(t.Context(), d, term.Window{Terminal: x})
		w.Close()
		var fault *workers.Panic
		if !errors.As(err, &fault) || fault.Value != "planted" || !strings.Contains(string(fault.Stack()), "TestAFault") && !strings.Contains(string(fault.Stack()), "Summary") {
			t.Errorf("in an %s: %v", in, err)
		}
		if got := out.String(); !strings.HasSuffix(got, "\x1b[?25h\x1b[?1049l") {
			t.Errorf("in an %s: the screen is not left: %.40q", in, got)
		}
	}
}

// screenshots keeps what was written.
type screenshots struct {
	mu sync.Mutex
	b  strings.Builder
}

func (s *screenshots) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *screenshots) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// untilWritten waits for texts that are written to a terminal.
type untilWritten struct {
	mu   sync.Mutex
	all  strings.Builder
	more chan struct{}
}

func (u *untilWritten) Write(p []byte) (int, error) {
	u.mu.Lock()
	u.all.Write(p)
	u.mu.Unlock()
	select {
	case u.more <- struct{}{}:
	default:
	}
	return len(p), nil
}

func (u *untilWritten) wait(text string) {
	for {
		u.mu.Lock()
		all := u.all.String()
		u.mu.Unlock()
		if strings.Contains(ansi.Strip(all), text) {
			return
		}
		<-u.more
	}
}

// A note that is being written when the session is ended is not lost without a word: it is there to
// be read once the terminal is given back.
func TestWhatIsBeingWrittenAtTheEnd(t *testing.T) {
	d := fakeDeps(newFakeStore(memes(3)...))
	var said []string
	d.Unfinished = func(of, text string) { said = append(said, of+": "+text) }
	ctx, cancel := context.WithCancel(t.Context())
	in, keyboard := io.Pipe()
	defer keyboard.Close()
	out := &untilWritten{more: make(chan struct{}, 1)}
	x, err := term.Open(term.Options{In: in, Out: out, Size: func() term.Resized { return term.Resized{Width: 120, Height: 40} }})
	if err != nil {
		t.Fatal(err)
	}
	end := make(chan error, 1)
	go func() { end <- Run(ctx, d, term.Window{Terminal: x}) }()
	for _, step := range [][2]string{{"", "#0001"}, {"n", "Note on #0001"}, {"wxyz", "wxyz"}} {
		if _, err := io.WriteString(keyboard, step[0]); err != nil {
			t.Fatal(err)
		}
		out.wait(step[1])
	}
	cancel()
	if err := <-end; err != nil {
		t.Error(err)
	}
	if !slices.Equal(said, []string{"Note on #0001: wxyz"}) {
		t.Errorf("said: %q", said)
	}
}

// What was not changed is not being written.
func TestWhatCountsAsUnfinished(t *testing.T) {
	for keys, want := range map[string]string{
		"n": "", "nx": "x", "e": "", "ey": "caption of meme 1y", "gy": "", "nxesc": "",
	} {
		inRig(t, rigOptions{memes: memes(3)}, func(t *testing.T, r *rig) {
			got := ""
			r.deps.Unfinished = func(_, text string) { got = text }
			text, leaves := strings.CutSuffix(keys, "esc")
			r.typeText(text)
			if leaves {
				r.keys("esc")
			}
			r.send(endMsg{})
			if r.a.leftBehind != nil {
				r.a.leftBehind()
			}
			if got != want {
				t.Errorf("%s: unfinished %q, want %q", keys, got, want)
			}
		})
	}
}
