package term

import (
	"bytes"
	"errors"
	"image/color"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/muesli/termenv"
)

// script is a terminal that answers in given pieces.
type script struct {
	asked    bytes.Buffer
	pieces   []string
	err      error // after the last piece
	deadline time.Time
}

func (s *script) read(p []byte, deadline time.Time) (int, error) {
	s.deadline = deadline
	if len(s.pieces) == 0 {
		if s.err == nil {
			time.Sleep(time.Until(deadline))
			return 0, os.ErrDeadlineExceeded
		}
		return 0, s.err
	}
	n := copy(p, s.pieces[0])
	if s.pieces[0] = s.pieces[0][n:]; s.pieces[0] == "" {
		s.pieces = s.pieces[1:]
	}
	return n, nil
}

func (s *script) close() {}

// ask has a terminal probed as Open does.
func ask(x *Terminal, timeout time.Duration, tmux bool) (err error) {
	x.facts, x.typed, err = probe(x.out, x.next, timeout, tmux)
	return err
}

func asking(s *script) *Terminal {
	return &Terminal{in: s, out: &s.asked, buf: make([]byte, readSize)}
}

func typedNames(t *Terminal) string {
	var names []string
	for _, in := range t.typed {
		names = append(names, in.(Key).Name)
	}
	return strings.Join(names, " ")
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
	blue := color.RGBA{0x1e, 0x2f, 0xff, 255}
	kitty := Facts{Name: "kitty(0.41.1)", Kitty: true, Cell: Cell{9, 19}, Back: blue, Replied: true, TrueColor: true}
	for _, c := range []struct {
		name   string
		pieces []string
		tmux   bool
		want   Facts
		typed  string
	}{
		{"kitty", []string{kittyOK + back + name + cells + plain}, false, kitty, ""},
		{"in single bytes", strings.Split(kittyOK+back+name+cells+plain, ""), false, kitty, ""},
		{"xterm with sixel, light", []string{light, sixel}, false, Facts{Sixel: true, Back: color.RGBA{0xff, 0xfa, 0xf0, 255}, Replied: true}, ""},
		{"a class 4 terminal has no sixel by that", []string{"\x1b[?4;22c"}, false, Facts{Replied: true}, ""},
		{"kitty refuses", []string{"\x1b_Gi=4242;ENOENT\x1b\\" + plain}, false, Facts{Replied: true}, ""},
		{"keys between the answers", []string{"12q" + cells + "\x1b[A", plain}, false, Facts{Cell: Cell{9, 19}, Replied: true}, "1 2 q up"},
		{"keys behind the last answer", []string{plain + "3"}, false, Facts{Replied: true}, "3"},
		{"a cell that no font has", []string{"\x1b[6;9999;9999t" + plain}, false, Facts{Replied: true}, ""},
		{"nor this one", []string{"\x1b[6;0;0t" + plain}, false, Facts{Replied: true}, ""},
		{"tmux answers for itself first", []string{plain, kittyOK}, true, Facts{Kitty: true, Replied: true}, ""},
		{"xterm shows 24 bits", []string{"\x1bP>|XTerm(379)\x1b\\\x1bP1$r0;48:2::1:2:3m\x1b\\" + plain}, false, Facts{Name: "XTerm(379)", Replied: true, TrueColor: true}, ""},
		{"with semicolons", []string{"\x1bP1$r48;2;1;2;3m\x1b\\" + plain}, false, Facts{Replied: true, TrueColor: true}, ""},
		{"without a colour space", []string{"\x1bP1$r0;48:2:1:2:3m\x1b\\" + plain}, false, Facts{Replied: true, TrueColor: true}, ""},
		{"256 colours", []string{"\x1bP1$r0;48:5:16m\x1b\\" + plain}, false, Facts{Replied: true}, ""},
		{"knows the request, not the setting", []string{"\x1bP0$r\x1b\\" + plain}, false, Facts{Replied: true}, ""},
		{"tmux by its name", []string{"\x1bP>|tmux 3.3a\x1b\\" + plain}, false, Facts{Name: "tmux 3.3a", Replied: true, TrueColor: true}, ""},
		{"how text is counted", []string{"\x1b[?2027;2$y\x1b[1;2R\x1b[1;7R\x1b[1;5R\x1b[1;3R\x1b[1;2R\x1b[1;2R\x1b[1;3R\x1b[1;3R" + plain}, false, Facts{Replied: true, Widths: classicTerminal, clusters: 2}, ""},
		{"what is pasted is marked", []string{"\x1b[?2004;2$y" + plain}, false, Facts{Pastes: true, Replied: true}, ""},
		{"it knows nothing of that", []string{"\x1b[?2004;0$y" + plain}, false, Facts{Replied: true}, ""},
		{"each byte is a character", []string{strings.Repeat("\x1b[1;99R", len(samples)) + "\x1b[1;3R" + plain}, false, Facts{Replied: true, Bytes: true}, ""},
		{"more positions than were asked for", []string{strings.Repeat("\x1b[5;999R", 20) + plain}, false, Facts{Replied: true}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := &script{pieces: c.pieces}
			x := asking(s)
			if err := ask(x, time.Minute, c.tmux); err != nil || x.facts != c.want || typedNames(x) != c.typed {
				t.Errorf("%+v, %v, typed %q; want %+v, typed %q", x.facts, err, typedNames(x), c.want, c.typed)
			}
			asked := s.asked.String()
			if !strings.HasSuffix(asked, askDevice) || strings.Contains(asked, wrapTmux) != c.tmux {
				t.Errorf("asked %q", asked)
			}
		})
	}
}

// A terminal that says nothing, or not all, is waited for only so long.
func TestProbeEnds(t *testing.T) {
	for _, c := range []struct {
		name   string
		pieces []string
		tmux   bool
		want   Facts
	}{
		{"silence", nil, false, Facts{}},
		{"half an answer", []string{"\x1b]11;rgb:1e"}, false, Facts{}},
		{"tmux that passes nothing on", []string{"\x1b[?62;22c"}, true, Facts{Replied: true}},
	} {
		s := &script{pieces: c.pieces}
		x := asking(s)
		if err := ask(x, 20*time.Millisecond, c.tmux); err != nil || x.facts != c.want || x.typed != nil {
			t.Errorf("%s: %+v, %v, %v", c.name, x.facts, err, x.typed)
		}
		if s.deadline.IsZero() {
			t.Errorf("%s: no deadline was set", c.name)
		}
	}
	began := time.Now()
	if err := ask(asking(&script{pieces: []string{"\x1b[?62;22c"}}), time.Minute, true); err != nil || time.Since(began) > time.Minute/2 {
		t.Errorf("tmux has answered, and the terminal outside was waited for %v, %v", time.Since(began), err)
	}
	for _, failure := range []error{errors.New("input/output error"), io.EOF} {
		x := asking(&script{err: failure})
		if err := ask(x, time.Minute, false); !errors.Is(err, failure) {
			t.Errorf("%v is told as %v", failure, err)
		}
	}
}

// What was asked too late belongs to nobody: the rest of an answer is no key.
func TestAnAnswerAfterTheProbe(t *testing.T) {
	s := &script{pieces: []string{"\x1b]11;rgb:1e1e/1", "4"}}
	x := asking(s)
	s.pieces = s.pieces[:1]
	if err := ask(x, 20*time.Millisecond, false); err != nil {
		t.Fatal(err)
	}
	s.pieces = []string{"e1e/2f2f\x1b", "\\3"}
	var got []string
	for len(s.pieces) > 0 {
		inputs, err := x.next(time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		for _, in := range inputs {
			if k, ok := in.(Key); ok {
				got = append(got, k.Name)
			}
		}
	}
	if !slices.Equal(got, []string{"3"}) {
		t.Errorf("%q", got)
	}
}

func TestLight(t *testing.T) {
	if !(Facts{Back: color.RGBA{255, 250, 240, 255}}).Light() {
		t.Error("cream is not light")
	}
	if (Facts{Back: color.RGBA{0x1e, 0x2f, 0xff, 255}}).Light() || (Facts{}).Light() {
		t.Error("blue, or nothing, is light")
	}
}

// What the terminal says goes before what the environment does.
func TestLightByTheEnvironment(t *testing.T) {
	dark := Facts{Back: color.RGBA{1, 1, 1, 255}}
	for _, c := range []struct {
		fgbg  string
		facts Facts
		light bool
	}{
		{"0;15", Facts{}, true}, {"0;default;7", Facts{}, true}, {"15;0", Facts{}, false}, {"0;default", Facts{}, false},
		{"", Facts{}, false}, {"0;15", dark, false},
	} {
		env := func(name string) string { return map[string]string{"COLORFGBG": c.fgbg}[name] }
		if w := NewWindow(&Terminal{facts: c.facts}, env, ImagesAuto, false); w.Light != c.light {
			t.Errorf("COLORFGBG %q, %v: light %v", c.fgbg, c.facts.Back, w.Light)
		}
	}
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
		if got := (Facts{TrueColor: c.says}).Profile(c.env, c.unwanted); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}

func FuzzAnswers(f *testing.F) {
	f.Add("\x1b_Gi=4242;OK\x1b\\\x1b]11;rgb:1e1e/2f2f/ffff\x1b\\\x1bP>|x\x1b\\\x1b[6;19;9t\x1b[?62;4c")
	f.Fuzz(func(t *testing.T, s string) {
		var a answers
		for _, in := range new(Decoder).Feed([]byte(s), epoch) {
			if r, ok := in.(Reply); ok {
				a.take(r.Raw)
			}
		}
		if c := a.facts.Cell; c != (Cell{}) && c != believed(c.W, c.H) {
			t.Errorf("%q: cells of %v", s, c)
		}
		if w := a.facts.Widths; w.Width(strings.Repeat("👩\u200d👩 ─ का", 3)) < 0 {
			t.Errorf("%q: %+v", s, w)
		}
	})
}

// A terminal whose name does not say so has its colours all the same, unless they are not wanted.
func TestColoursByTheNameOfTheTerminal(t *testing.T) {
	for name, want := range map[string]termenv.Profile{
		"screen": termenv.ANSI, "rxvt": termenv.ANSI, "rxvt-unicode": termenv.ANSI, "xterm": termenv.ANSI, "screen.xterm": termenv.ANSI, "screen-256color": termenv.ANSI256,
		"xterm-mono": termenv.Ascii, "vt100": termenv.Ascii, "dumb": termenv.Ascii, "": termenv.Ascii, "screened": termenv.Ascii,
	} {
		env := map[string]string{"TERM": name}
		if got := NewWindow(&Terminal{}, func(v string) string { return env[v] }, ImagesAuto, false).Profile; got != want {
			t.Errorf("%q has colours %v, want %v", name, got, want)
		}
		env["NO_COLOR"] = "1"
		if got := NewWindow(&Terminal{}, func(v string) string { return env[v] }, ImagesAuto, false).Profile; got != termenv.Ascii {
			t.Errorf("%q has colours %v with NO_COLOR", name, got)
		}
	}
}
