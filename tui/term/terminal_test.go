//go:build unix

package term

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"

	"memebench/labels/workers"
)

// desk is a pseudo terminal: the test plays the terminal, and reads what it is sent.
type desk struct {
	t    *testing.T
	far  *os.File // the terminal's end
	near *os.File // the program's
	mu   sync.Mutex
	sent bytes.Buffer
	news chan struct{}
	left int // of the next questions so many are answered
}

// newDesk answers the first time that it is asked, with DA1, or, if that is "", nothing.
func newDesk(t *testing.T, answer string) *desk {
	t.Helper()
	far, near, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{t: t, far: far, near: near, news: make(chan struct{}, 1), left: 1}
	if err := pty.Setsize(near, &pty.Winsize{Cols: 80, Rows: 24, X: 720, Y: 456}); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		b := make([]byte, 4096)
		for asked := 0; ; {
			n, err := far.Read(b)
			d.mu.Lock()
			d.sent.Write(b[:n])
			before := asked
			asked = strings.Count(d.sent.String(), askDevice)
			answered := min(asked-before, d.left)
			d.left -= answered
			d.mu.Unlock()
			io.WriteString(far, strings.Repeat(answer, answered))
			select {
			case d.news <- struct{}{}:
			default:
			}
			if err != nil {
				return
			}
		}
	}()
	t.Cleanup(func() {
		near.Close()
		far.Close()
		<-done
	})
	return d
}

// see waits until the terminal was sent a text.
func (d *desk) see(text string) {
	d.t.Helper()
	d.sees(text, 1)
}

// sees waits until the terminal was sent a text so many times.
func (d *desk) sees(text string, times int) {
	d.t.Helper()
	timeout := time.After(time.Minute)
	for {
		d.mu.Lock()
		seen := strings.Count(d.sent.String(), text) >= times
		d.mu.Unlock()
		if seen {
			return
		}
		select {
		case <-d.news:
		case <-timeout:
			d.t.Fatalf("not sent: %q", text)
		}
	}
}

func (d *desk) mode() unix.Termios {
	d.t.Helper()
	m, err := unix.IoctlGetTermios(int(d.near.Fd()), ioctlReadTermios)
	if err != nil {
		d.t.Fatal(err)
	}
	return *m
}

// Whoever ends the program while the terminal is asked gets it back at once, as it was, though
// it does not answer.
func TestTerminalThatIsAskedInVain(t *testing.T) {
	d := newDesk(t, "")
	before := d.mode()
	ctx, cancel := context.WithCancel(t.Context())
	opened := make(chan error, 1)
	go func() {
		_, err := Open(Options{In: d.near, Out: d.near, Context: ctx, Timeout: time.Hour})
		opened <- err
	}()
	d.see(askDevice)
	cancel()
	if err := <-opened; !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	d.see("\x1b[?25h\x1b[?1049l")
	if d.mode() != before {
		t.Error("the line discipline is another")
	}
}

// A key that comes from afar was pressed a while ago: before a frame could be seen that was written since.
// A terminal that was slow once, at its start, is not far, nor is one without a network in between.
func TestTerminalFarAway(t *testing.T) {
	for _, c := range []struct {
		network            bool
		first, then, least time.Duration
	}{
		{true, 60 * time.Millisecond, 60 * time.Millisecond, 60 * time.Millisecond},
		{true, longestTrip, -1, longestTrip}, // no second answer
		{true, longestTrip, 0, 0},            // a machine that is busy may take its time
		{false, 60 * time.Millisecond, -1, 0},
	} {
		d := newDesk(t, "")
		go func() {
			for i, far := range []time.Duration{c.first, c.then, c.then} { // the last for the frame
				if far < 0 {
					return
				}
				d.sees(askDevice, i+1)
				time.Sleep(far)
				io.WriteString(d.far, "\x1b[?62;4c")
			}
		}()
		x, err := Open(Options{In: d.near, Out: d.near, Timeout: time.Minute, Far: c.network})
		if err != nil {
			t.Fatal(err)
		}
		if c.least > 0 && x.trip < c.least || x.trip > longestTrip || c.least == 0 && x.trip >= c.first || !c.network && x.trip != 0 {
			t.Errorf("%+v: %v", c, x.trip)
		}
		written := make(chan time.Time, 9)
		x.Listen(func(all []Event) {
			for _, e := range all {
				if w, ok := e.(Written); ok {
					written <- w.At
				}
			}
		})
		began := time.Now()
		x.Draw(Frame{Width: 80, Height: 24, Rows: []string{"the first row"}, Serial: 7})
		least := x.trip
		if c.network && c.then >= 0 { // it says when the frame is there
			least = c.then
		}
		if at := <-written; at.Sub(began) < least {
			t.Errorf("%v away: %v after it was drawn", least, at.Sub(began))
		}
		if err := x.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestTerminal(t *testing.T) {
	d := newDesk(t, "3\x1b[?62;4c4")
	before := d.mode()
	x, err := Open(Options{In: d.near, Out: d.near, Timeout: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	if f := x.Facts(); !f.Sixel || f.Cell != (Cell{9, 19}) {
		t.Errorf("%+v", f)
	}
	if d.mode() == before {
		t.Error("the line discipline is as it was")
	}
	events := make(chan Event, 100)
	x.Listen(func(all []Event) {
		for _, e := range all {
			events <- e
		}
	})
	next := func() Event {
		t.Helper()
		select {
		case e := <-events:
			return e
		case <-time.After(time.Minute):
			t.Fatal("no event")
			return nil
		}
	}
	if e := next(); e != (Resized{80, 24, Cell{9, 19}}) {
		t.Errorf("%+v", e)
	}
	for _, want := range []string{"3", "4"} { // typed while it was asked
		if k, ok := next().(Key); !ok || k.Name != want {
			t.Errorf("%+v, want %s", k, want)
		}
	}
	io.WriteString(d.far, "\x1b[1;5C")
	if k, ok := next().(Key); !ok || k.Name != "ctrl+right" {
		t.Errorf("%+v", k)
	}
	io.WriteString(d.far, "\x1b") // nothing follows
	if k, ok := next().(Key); !ok || k.Name != "esc" {
		t.Errorf("%+v", k)
	}
	x.Draw(Frame{Width: 80, Height: 24, Rows: []string{"the first row"}, Serial: 7})
	d.see("the first row")
	if e, ok := next().(Written); !ok || e.Serial != 7 || time.Since(e.At) > time.Minute {
		t.Errorf("%+v", e)
	}
	if err := pty.Setsize(d.near, &pty.Winsize{Cols: 100, Rows: 30}); err != nil {
		t.Fatal(err)
	}
	syscall.Kill(os.Getpid(), syscall.SIGWINCH) // this terminal does not control the test
	if e := next(); e != (Resized{100, 30, Cell{}}) {
		t.Errorf("%+v", e)
	}
	if err := x.Close(); err != nil {
		t.Error(err)
	}
	d.see(leave)
	if d.mode() != before {
		t.Error("the line discipline is not as it was")
	}
	if err := x.Close(); err != nil {
		t.Errorf("closing again: %v", err)
	}
}

// How a terminal counts the parts of a character is set for the time of the screens alone.
func TestTheWayOfCountingIsPutBack(t *testing.T) {
	d := newDesk(t, "\x1b[?2027;2$y\x1b[?62;4c")
	x, err := Open(Options{In: d.near, Out: d.near, Timeout: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	x.Listen(func([]Event) {})
	if err := x.Close(); err != nil {
		t.Error(err)
	}
	d.see(resetClusters + leave)
}

// A program that crashes while it closes the terminal, and waits there for what never ends,
// gives it back all the same.
func TestRestoreBesideAClose(t *testing.T) {
	d := newDesk(t, "")
	before := d.mode()
	x, err := Open(Options{In: d.near, Out: d.near})
	if err != nil {
		t.Fatal(err)
	}
	handling, goOn := make(chan struct{}), make(chan struct{})
	var once sync.Once
	x.Listen(func([]Event) { once.Do(func() { close(handling) }); <-goOn })
	<-handling
	closed := make(chan error)
	go func() { closed <- x.Close() }()
	for !x.closing.Load() {
		runtime.Gosched()
	}
	x.Restore()
	d.see(leave)
	if d.mode() != before {
		t.Error("the line discipline is not as it was")
	}
	close(goOn)
	if err := <-closed; err != nil {
		t.Error(err)
	}
}

// A terminal that takes a picture so slowly that it seems to take nothing is given back as it was, and
// soon: what it has not taken is dropped, and a sequence that is cut by that is ended.
func TestAPictureThatIsNotTaken(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("what a terminal has not taken is dropped on Linux alone")
	}
	for name, giveBack := range map[string]func(*Terminal) error{
		"Close": (*Terminal).Close,
		"Restore": func(x *Terminal) error {
			x.Restore()
			close(x.stop) // as the end of the process ends its goroutines
			x.in.close()
			x.reading.Wait()
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			far, near, err := pty.Open()
			if err != nil {
				t.Fatal(err)
			}
			defer far.Close()
			defer near.Close()
			x, err := Open(Options{In: near, Out: near})
			if err != nil {
				t.Fatal(err)
			}
			x.Listen(func([]Event) {})
			f := frameOf(10, 1, "a")
			f.Images = []Image{{Key: 1, Sent: Sent{On: bytes.Repeat([]byte("x"), 100*piece)}, Cols: 1, Rows: 1}}
			x.Draw(f)
			for taken := int64(-1); taken != x.screen.taken.Load(); time.Sleep(50 * time.Millisecond) {
				taken = x.screen.taken.Load() // until the terminal is full
			}
			if err := giveBack(x); err != nil {
				t.Error(err)
			}
			near.Close()
			got, _ := io.ReadAll(far)
			if end := string(got[bytes.LastIndexByte(got, 'x')+1:]); !strings.HasPrefix(end, sequenceEnd) || !strings.Contains(end, "\x1b[?2026l") || !strings.HasSuffix(end, leave) {
				t.Errorf("after the picture: %q", end)
			}
		})
	}
}

// A terminal that goes away is told, once it is missed.
func TestATerminalThatGoesAway(t *testing.T) {
	in, keyboard := io.Pipe()
	x, err := Open(Options{In: in, Out: &calls{}})
	if err != nil {
		t.Fatal(err)
	}
	gone := make(chan error, 1)
	x.Listen(func(all []Event) {
		if g, ok := all[0].(Gone); ok {
			gone <- g.Err
		}
	})
	keyboard.Close()
	if err := <-gone; !errors.Is(err, io.EOF) {
		t.Errorf("%v", err)
	}
	if err := x.Close(); err != nil {
		t.Error(err)
	}
}

// Restore gives the terminal back from the middle of a crash.
func TestRestore(t *testing.T) {
	d := newDesk(t, "")
	before := d.mode()
	x, err := Open(Options{In: d.near, Out: d.near})
	if err != nil {
		t.Fatal(err)
	}
	x.Restore()
	d.see(leave)
	if d.mode() != before {
		t.Error("the line discipline is not as it was")
	}
	if err := x.Close(); err != nil {
		t.Error(err)
	}
}

// panicky panics when it is read, and when a row is written to it.
type panicky struct{ calls }

func (p *panicky) Read([]byte) (int, error) { panic("planted") }

func (p *panicky) Write(b []byte) (int, error) {
	if strings.Contains(string(b), "a row") {
		panic("planted")
	}
	return p.calls.Write(b)
}

// A panic on a goroutine of the terminal's is told like the terminal's end, so that
// whoever draws on it can give it back.
func TestAPanicOfTheTerminal(t *testing.T) {
	pipe, w := io.Pipe()
	defer w.Close()
	for name, in := range map[string]io.Reader{"reading": &panicky{}, "writing": pipe} {
		out := &panicky{}
		x, err := Open(Options{In: in, Out: out})
		if err != nil {
			t.Fatal(err)
		}
		gone := make(chan error, 2)
		x.Listen(func(all []Event) {
			if g, ok := all[0].(Gone); ok {
				gone <- g.Err
			}
		})
		if name == "writing" {
			x.Draw(Frame{Width: 20, Height: 1, Rows: []string{"a row"}})
		}
		var fault *workers.Panic
		if err := <-gone; !errors.As(err, &fault) || fault.Value != "planted" || !strings.Contains(string(fault.Stack()), "panicky") {
			t.Errorf("%s: %v", name, err)
		}
		if err := x.Close(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
