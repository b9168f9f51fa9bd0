package tui

import (
	"bytes"
	"errors"
	"image/color"
	"io"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/muesli/termenv"
)

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

const frame1, frame2 = "\x1b[Hframe one", "\x1b[Hframe two"

func TestOutSendsAPictureWithTheNextFrameInOneCall(t *testing.T) {
	c := &calls{}
	o := NewOut(c)
	o.Write([]byte("\x1b[?1049h"))
	o.Stage([]byte("PICTURE"), nil)
	o.Write([]byte("\x1b[?25l")) // no frame: the picture waits
	if n, err := o.Write([]byte(frame1)); n != len(frame1) || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	o.Write([]byte(frame2))
	want := []string{
		"\x1b[?1049h", "\x1b[?25l",
		"\x1b[?2026h" + frame1 + "\x1b7PICTURE\x1b8\x1b[?2026l",
		"\x1b[?2026h" + frame2 + "\x1b[?2026l",
	}
	if strings.Join(c.got, "|") != strings.Join(want, "|") {
		t.Errorf("got  %q\nwant %q", c.got, want)
	}
	if got := o.Counts(); got != (Counts{Frames: 2, FrameBytes: int64(len(frame1 + frame2)), Pictures: 1, ImageBytes: 7}) {
		t.Errorf("counts %+v", got)
	}
}

func TestOutSendsAgainWhatWasWiped(t *testing.T) {
	c := &calls{}
	o := NewOut(c)
	o.Stage([]byte("PICTURE"), nil)
	io.WriteString(o, frame1)
	// Bubble Tea clears the screen by io.WriteString.
	io.WriteString(o, "\x1b[2J")
	io.WriteString(o, frame2)
	io.WriteString(o, frame1)
	if n := strings.Count(strings.Join(c.got, ""), "PICTURE"); n != 2 {
		t.Errorf("sent %d times, want 2: %q", n, c.got)
	}
	// What was staged since is newer than what was wiped.
	o.Stage([]byte("NEWER"), nil)
	io.WriteString(o, "\x1b[2J")
	io.WriteString(o, frame2)
	if last := c.got[len(c.got)-1]; !strings.Contains(last, "NEWER") || strings.Contains(last, "PICTURE") {
		t.Errorf("%q", last)
	}
	o.Stage(nil, nil)
	io.WriteString(o, frame2)
	io.WriteString(o, "\x1b[2J")
	io.WriteString(o, frame1)
	if last := c.got[len(c.got)-1]; strings.Contains(last, "NEWER") {
		t.Errorf("forgotten, and yet sent: %q", last)
	}
}

func TestOutKeepsAPictureThatCouldNotBeWritten(t *testing.T) {
	c := &calls{fail: errors.New("gone")}
	o := NewOut(c)
	o.Stage([]byte("PICTURE"), nil)
	if n, err := o.Write([]byte(frame1)); n != 0 || err == nil {
		t.Errorf("%d, %v", n, err)
	}
	c.fail = nil
	o.Write([]byte(frame1))
	if !strings.Contains(c.got[0], "PICTURE") {
		t.Errorf("%q", c.got)
	}
}

func TestOutFromManyGoroutines(t *testing.T) {
	c := &calls{}
	o := NewOut(c)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 100 {
				o.Stage([]byte("P"), nil)
				o.Write([]byte(frame1))
				io.WriteString(o, "\x1b[2J")
				o.Counts()
			}
		})
	}
	wg.Wait()
	if o.Counts().Frames != 800 {
		t.Errorf("%+v", o.Counts())
	}
}

// fakeTerminal is a writer that looks like a terminal's file.
type fakeTerminal struct{ calls }

func (*fakeTerminal) Read([]byte) (int, error) { return 0, io.EOF }
func (*fakeTerminal) Close() error             { return nil }
func (*fakeTerminal) Fd() uintptr              { return 42 }

func TestOutIsStillSeenToBeATerminal(t *testing.T) {
	ft := &fakeTerminal{}
	w := NewOut(ft).writer()
	f, ok := w.(terminal)
	if !ok || f.Fd() != 42 {
		t.Fatalf("%T", w)
	}
	io.WriteString(w, frame1)
	if _, ok := w.(io.StringWriter); !ok || !strings.HasPrefix(ft.got[0], syncBegin) {
		t.Errorf("a way past the wrapper: %q", ft.got)
	}
	if _, ok := NewOut(&calls{}).writer().(terminal); ok {
		t.Error("a plain writer is taken for a terminal")
	}
}

// script is a terminal that answers in given pieces.
type script struct {
	asked    bytes.Buffer
	pieces   []string
	err      error // after the last piece
	deadline time.Time
}

func (s *script) Write(p []byte) (int, error) { return s.asked.Write(p) }

func (s *script) SetReadDeadline(t time.Time) error {
	if !t.IsZero() {
		s.deadline = t
	}
	return nil
}

func (s *script) Read(p []byte) (int, error) {
	if len(s.pieces) == 0 {
		return 0, s.err
	}
	n := copy(p, s.pieces[0])
	if s.pieces[0] = s.pieces[0][n:]; s.pieces[0] == "" {
		s.pieces = s.pieces[1:]
	}
	return n, nil
}

func TestProbe(t *testing.T) {
	const (
		kittyOK = "\x1b_Gi=4242;OK\x1b\\"
		back    = "\x1b]11;rgb:1e1e/2f2f/ffff\x1b\\"
		light   = "\x1b]11;rgb:ff/fa/f0\x07"
		name    = "\x1bP>|kitty(0.41.1)\x1b\\"
		cells   = "\x1b[6;19;9t"
		plain   = "\x1b[?62;22c"
		sixel   = "\x1b[?64;1;2;4;6c"
	)
	for _, c := range []struct {
		name   string
		pieces []string
		err    error
		tmux   bool
		want   Terminal
	}{
		{"kitty", []string{kittyOK + back + name + cells + plain}, nil, false,
			Terminal{Name: "kitty(0.41.1)", Kitty: true, CellW: 9, CellH: 19, Back: color.RGBA{0x1e, 0x2f, 0xff, 255}, Replied: true, TrueColor: true}},
		{"in single bytes", strings.Split(kittyOK+back+name+cells+plain, ""), nil, false,
			Terminal{Name: "kitty(0.41.1)", Kitty: true, CellW: 9, CellH: 19, Back: color.RGBA{0x1e, 0x2f, 0xff, 255}, Replied: true, TrueColor: true}},
		{"xterm with sixel, light", []string{light, sixel}, nil, false, Terminal{Sixel: true, Back: color.RGBA{0xff, 0xfa, 0xf0, 255}, Replied: true}},
		{"a class 4 terminal has no sixel by that", []string{"\x1b[?4;22c"}, nil, false, Terminal{Replied: true}},
		{"kitty refuses", []string{"\x1b_Gi=4242;ENOENT\x1b\\" + plain}, nil, false, Terminal{Replied: true}},
		{"keys between the answers", []string{"12q" + cells + "\x1b[A", plain}, nil, false, Terminal{CellW: 9, CellH: 19, Replied: true, Typed: "12q\x1b[A"}},
		{"silence", nil, os.ErrDeadlineExceeded, false, Terminal{}},
		{"half an answer", []string{"\x1b]11;rgb:1e"}, os.ErrDeadlineExceeded, false, Terminal{Typed: "\x1b]11;rgb:1e"}},
		{"the end", []string{cells}, io.EOF, false, Terminal{CellW: 9, CellH: 19, Replied: true}},
		{"tmux answers for itself first", []string{plain, kittyOK}, nil, true, Terminal{Kitty: true, Replied: true}},
		{"tmux that passes nothing on", []string{plain}, os.ErrDeadlineExceeded, true, Terminal{Replied: true}},
		{"a flood", []string{strings.Repeat("x", 3*most)}, nil, false, Terminal{Typed: strings.Repeat("x", most)}},
		{"xterm shows 24 bits", []string{"\x1bP>|XTerm(379)\x1b\\\x1bP1$r0;48:2::1:2:3m\x1b\\" + plain}, nil, false, Terminal{Name: "XTerm(379)", Replied: true, TrueColor: true}},
		{"with semicolons", []string{"\x1bP1$r48;2;1;2;3m\x1b\\" + plain}, nil, false, Terminal{Replied: true, TrueColor: true}},
		{"without a colour space", []string{"\x1bP1$r0;48:2:1:2:3m\x1b\\" + plain}, nil, false, Terminal{Replied: true, TrueColor: true}},
		{"256 colours", []string{"\x1bP1$r0;48:5:16m\x1b\\" + plain}, nil, false, Terminal{Replied: true}},
		{"knows the request, not the setting", []string{"\x1bP0$r\x1b\\" + plain}, nil, false, Terminal{Replied: true}},
		{"tmux by its name", []string{"\x1bP>|tmux 3.3a\x1b\\" + plain}, nil, false, Terminal{Name: "tmux 3.3a", Replied: true, TrueColor: true}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := &script{pieces: c.pieces, err: c.err}
			got, err := Probe(s, s, time.Minute, c.tmux)
			if err != nil || got != c.want {
				t.Errorf("%+v, %v; want %+v", got, err, c.want)
			}
			if s.deadline.IsZero() {
				t.Error("no deadline was set")
			}
			asked := s.asked.String()
			if !strings.HasSuffix(asked, askDevice) || strings.Contains(asked, wrapTmux) != c.tmux {
				t.Errorf("asked %q", asked)
			}
		})
	}
	broken := &script{err: errors.New("input/output error")}
	if _, err := Probe(broken, broken, time.Minute, false); err == nil {
		t.Error("an error of reading is not told")
	}
	if got := (Terminal{Back: color.RGBA{255, 250, 240, 255}}); !got.Light() {
		t.Error("cream is not light")
	}
	if (Terminal{Back: color.RGBA{0x1e, 0x2f, 0xff, 255}}).Light() || (Terminal{}).Light() {
		t.Error("blue, or nothing, is light")
	}
}

func FuzzAnswers(f *testing.F) {
	f.Add("\x1b_Gi=4242;OK\x1b\\\x1b]11;rgb:1e1e/2f2f/ffff\x1b\\\x1bP>|x\x1b\\\x1b[6;19;9t\x1b[?62;4c")
	f.Fuzz(func(t *testing.T, s string) {
		got := answers(s)
		if typed := got.Typed; got != (Terminal{Typed: typed}) && !got.Replied || len(typed) > len(s) {
			t.Errorf("%q: %+v", s, got)
		}
		for _, k := range typedKeys(s) {
			if k == "" || strings.HasPrefix(k, "\x1b") {
				t.Errorf("%q: key %q", s, k)
			}
		}
	})
}

func TestProfile(t *testing.T) {
	for _, c := range []struct {
		says     bool
		env      termenv.Profile
		unwanted bool
		want     termenv.Profile
	}{
		{true, termenv.ANSI256, false, termenv.TrueColor},
		{true, termenv.Ascii, false, termenv.TrueColor}, // TERM is a name that nobody knows
		{true, termenv.Ascii, true, termenv.Ascii},      // NO_COLOR
		{false, termenv.ANSI, false, termenv.ANSI},
		{false, termenv.TrueColor, false, termenv.TrueColor},
	} {
		if got := (Terminal{TrueColor: c.says}).Profile(c.env, c.unwanted); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}
