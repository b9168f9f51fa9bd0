package term

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

var epoch = time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)

// typing is a Decoder with a clock of its own, which calls Expire as its user does.
type typing struct {
	d   Decoder
	now time.Time
	got []Input
}

func (t *typing) pass(pause time.Duration) {
	end := t.now.Add(pause)
	for {
		at, ok := t.d.Deadline()
		if !ok || at.After(end) {
			break
		}
		t.now = at
		t.got = append(t.got, t.d.Expire(at)...)
	}
	t.now = end
}

func (t *typing) send(s string) { t.got = append(t.got, t.d.Feed([]byte(s), t.now)...) }

// names are the keys that came, with pasted text as "paste:…", clicks as "mouse:…" and
// answers left out.
func (t *typing) names() []string {
	var names []string
	for _, in := range t.got {
		switch in := in.(type) {
		case Key:
			names = append(names, in.Name)
		case Paste:
			names = append(names, "paste:"+in.Text)
		case Mouse:
			names = append(names, fmt.Sprintf("mouse:%d,%d,%d", in.X, in.Y, in.Wheel))
		}
	}
	return names
}

// decoded is what comes of bytes that arrive at once, and of the silence after them.
func decoded(s string) []string {
	t := typing{now: epoch}
	t.send(s)
	t.pass(time.Minute)
	return t.names()
}

func TestKeys(t *testing.T) {
	for in, want := range map[string]string{
		"42u":                                   "4 2 u",
		"é漢🙂":                                   "é 漢 🙂",
		"５":                                     "５",
		" \r\n\t\x7f\b":                         "  enter enter tab backspace backspace",
		"\x01\x03\x1a\x00\x1c":                  "ctrl+a ctrl+c ctrl+z ctrl+@ ctrl+\\",
		"\x1b":                                  "esc",
		"\x1b\x1b[B":                            "esc down",
		"\x1bx\x1bé\x1b\r":                      "alt+x alt+é alt+enter",
		"\x1b[A\x1b[B\x1b[C\x1b[D":              "up down right left",
		"\x1bOA\x1bOB\x1bOC\x1bOD":              "up down right left",
		"\x1b[Z\x1b[H\x1b[F":                    "shift+tab home end",
		"\x1b[1;5C\x1b[1;2D":                    "ctrl+right shift+left",
		"\x1b[1;6A\x1b[1;8A":                    "ctrl+shift+up ctrl+alt+shift+up",
		"\x1b[15~\x1b[5~\x1b[3;5~":              "f5 pgup ctrl+delete",
		"\x1bOP\x1b[[A\x1b[1;5P":                "f1 f1 ctrl+f1",
		"\x1bO5P":                               "ctrl+f1",
		"\x1bOp\x1bOq\x1bOs\x1bOy":              "0 1 3 9", // the keypad of an application
		"\x1bOM\x1bOk\x1bOX":                    "enter + =",
		"\x1b[51u\x1b[113u":                     "3 q",
		"\x1b[51;1:1u\x1b[51;1:3u":              "3", // pressed and let go
		"\x1b[113;2u\x1b[113:81;2u":             "Q Q",
		"\x1b[99;5u\x1b[27;5;99~":               "ctrl+c ctrl+c",
		"\x1b[57400u\x1b[57402;129u\x1b[57414u": "1 3 enter", // keypad, num lock on
		"\x1b[51;65u":                           "3",         // caps lock on
		"\x1b[49;2:1;33u":                       "!",
		"\x1b[57441;2u":                         "", // shift by itself
		"\x1b[1;1:3C\x1b[1;1:1C":                "right",
		"\x1b[200~3\x1bq\r\x1b[201~4":           "paste:3\x1bq\n 4",
		"\x1b[200~a\rb\r\nc\n\r\rd\x1b[201~":    "paste:a\nb\nc\n\n\nd",
		"\x1b[200~3\x1b[20":                     "paste:3\x1b[20",
		"4\x1b]11;rgb:11/1/1\x075":              "4 5",
		"4\x1b_Gi=1;OK\x1b\\5":                  "4 5",
		"4\x1bP>|XTerm(123)\x1b\\5":             "4 5",
		"\x1b[6;15;12t\x1b[?62;4c\x1b[?2027;2$y\x1b[3;7R": "",
		"\x1b[M !!3":                     "3",
		"\x1b[<0;12;3M\x1b[<0;12;3m":     "mouse:11,2,0", // pressed and let go
		"\x1b[<64;1;1M3\x1b[<65;400;90M": "mouse:0,0,-1 3 mouse:399,89,1",
		"\x1b[<2;1;1M\x1b[<1;1;1M\x1b[<32;1;1M\x1b[<4;1;1M\x1b[<16;1;1M":                            "", // other buttons, movement, with shift, with ctrl
		"\x1b[<0;0;3M\x1b[<0;1M\x1b[<0;1;2;3M\x1b[<;;M\x1b[<0;99999999999999999999;1M\x1b[<-1;1;1M": "",
		"\x1b[<0;40000;1M\x1b[<0;1;1":    "",
		"\x1b[I\x1b[O":                   "", // focus in, out
		"\xff\xc3(3":                     "( 3",
		"\x9b6;15;12t3\x9d11;rgb:1\x9c4": "3 4", // sequences of one byte (C1)
		"\x1b[12\x033":                   "ctrl+c 3",
		"\x1b[12\x1b[C":                  "right",
		"\x1b]11;rgb:1\x033":             "ctrl+c 3",
		"\x1b]11;rgb:1\x1b[C":            "right",
		"\x1b]0;ŧ\x1b\\3":                "3", // the second byte of ŧ is not ST
		"4\x1b]11;rgb:1e1e/1":            "4", // cut off for good
		"4\x1bP>|name":                   "4",
		"4\x1b[?6":                       "4",
		"4\x1bO":                         "4 esc O",
		"\x1b[[":                         "esc [ [",
		"4\xe6\xbc":                      "4",
		"\x1b]" + strings.Repeat("x", 9999) + "\x1b\\3": "3",
	} {
		if got := strings.Join(decoded(in), " "); got != want {
			t.Errorf("%.60q: %q, want %q", in, got, want)
		}
	}
}

func TestTextOfKeys(t *testing.T) {
	for in, want := range map[string]string{"3": "3", "é": "é", "\x1bOs": "3", "\x1b[113;2u": "Q", "\r": "", "\x1bx": "", "\x1b[C": "", "\x1b[49;3u": "", "\x1b[49;5u": ""} {
		var d Decoder
		got := d.Feed([]byte(in), epoch)
		if len(got) != 1 || got[0].(Key).Text != want || got[0].(Key).At != epoch {
			t.Errorf("%q: %+v, want text %q", in, got, want)
		}
	}
}

// Answers come out whole, for who has asked.
func TestReplies(t *testing.T) {
	var d Decoder
	var got []string
	for _, in := range d.Feed([]byte("\x1b[6;15;12t3\x1bP>|XTerm(379)\x1b\\\x1b]11;rgb:0/0/0\a"), epoch) {
		if r, ok := in.(Reply); ok {
			got = append(got, r.Raw)
		}
	}
	if want := []string{"\x1b[6;15;12t", "\x1bP>|XTerm(379)\x1b\\", "\x1b]11;rgb:0/0/0\a"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// What pauses longer than a sequence does is given up together with its rest.
func TestPauses(t *testing.T) {
	type part struct {
		s     string
		after time.Duration
	}
	for _, c := range []struct {
		name  string
		parts []part
		want  string
	}{
		{"arrow in a slow line", []part{{"\x1b", 49 * time.Millisecond}, {"[", 499 * time.Millisecond}, {"1;5", 499 * time.Millisecond}, {"C", 0}}, "ctrl+right"},
		{"arrow that stops behind ESC", []part{{"\x1b", 60 * time.Millisecond}, {"[C", time.Second}, {"3", 0}}, "esc 3"},
		{"byte by byte behind ESC", []part{{"\x1b", 60 * time.Millisecond}, {"[", 60 * time.Millisecond}, {"C", time.Second}, {"3", 0}}, "esc 3"},
		{"answer that stops behind ESC", []part{{"\x1b", 60 * time.Millisecond}, {"P>|XTerm(123)", 100 * time.Millisecond}, {"\x1b\\", 100 * time.Millisecond}, {"3", 0}}, "esc 3"},
		{"answer that stops longer behind ESC", []part{{"\x1b", time.Second}, {"P>|XTerm(123)\x1b\\", 100 * time.Millisecond}, {"3", 0}}, "esc 3"},
		{"report that stops in its middle", []part{{"\x1b[6;15", 600 * time.Millisecond}, {";12t", 0}, {"3", 0}}, "3"},
		{"and again", []part{{"\x1b[6;15", 600 * time.Millisecond}, {";1", 600 * time.Millisecond}, {"2t", 0}, {"3", 0}}, "3"},
		{"colour that stops", []part{{"\x1b]11;rgb:1", 400 * time.Millisecond}, {"111/2222/3333\x1b", 400 * time.Millisecond}, {"\\4", 0}}, "4"},
		{"colour that stops longer", []part{{"\x1b]11;rgb:1", 3 * time.Second}, {"111/2222/33", time.Second}, {"33\x1b", 10 * time.Millisecond}, {"\\4", 0}}, "4"},
		{"half a character", []part{{"\xe6\xbc", 600 * time.Millisecond}, {"\xa2", 0}, {"3", 0}}, "3"},
		{"kitty's report", []part{{"\x1b[1", 300 * time.Millisecond}, {"17;1:", 300 * time.Millisecond}, {"1u", 0}}, "u"},
		{"paste that stops", []part{{"\x1b[200~33", 1900 * time.Millisecond}, {"33\x1b[2", 100 * time.Millisecond}, {"01~4", 0}}, "paste:3333 4"},

		// People, who type one key at a time.
		{"Escape, then a key", []part{{"\x1b", 300 * time.Millisecond}, {"3", 0}}, "esc 3"},
		{"Escape, then a bracket", []part{{"\x1b", 700 * time.Millisecond}, {"]", 200 * time.Millisecond}, {"3", 0}}, "esc ] 3"},
		{"Alt and a bracket, then labels", []part{{"\x1b[", 300 * time.Millisecond}, {"3", 300 * time.Millisecond}, {"3", 4 * time.Second}, {"3", 0}}, "3"},
		{"Alt and P, then labels", []part{{"\x1bP", time.Second}, {"3", 5 * time.Second}, {"3", 3 * time.Second}, {"4", 0}}, "esc P 3 4"},
		{"Escape and a bracket at once", []part{{"\x1b", 20 * time.Millisecond}, {"[", time.Second}}, "esc ["},
		{"Escape and brackets soon", []part{{"\x1b", 200 * time.Millisecond}, {"[", 200 * time.Millisecond}, {"[", 200 * time.Millisecond}, {"[", 200 * time.Millisecond}, {"[", 0}}, "esc [ [ [ ["},
		{"Escape and closing brackets", []part{{"\x1b", 200 * time.Millisecond}, {"]", 200 * time.Millisecond}, {"]", 700 * time.Millisecond}, {"]", 0}}, "esc ] ] ]"},
		{"Escape and O", []part{{"\x1b", 200 * time.Millisecond}, {"O", 3 * time.Second}, {"3", 0}}, "esc O 3"},
		{"Escape, a bracket and what ends it in no terminal", []part{{"\x1b[", 100 * time.Millisecond}, {"w", 0}, {"3", 0}}, "esc [ w 3"},
		{"Escape, a bracket and the end", []part{{"\x1b", 200 * time.Millisecond}, {"[", 200 * time.Millisecond}, {"\x03", 0}}, "esc [ ctrl+c"},

		// The same, and then a rest that would label or take back as keys.
		{"a head, then its rest in one piece", []part{{"\x1b[", time.Second}, {"3~", 3 * time.Second}, {"4", 0}}, "esc [ 4"},
		{"a head in two, then its rest byte by byte", []part{{"\x1b", 400 * time.Millisecond}, {"[", 1900 * time.Millisecond}, {"3", 1900 * time.Millisecond}, {"~", 0}, {"4", 0}}, "esc [ 4"},
		{"the keypad", []part{{"\x1bO", time.Second}, {"s", 0}, {"4", 0}}, "esc O 4"},
		{"the keypad in three", []part{{"\x1b", 100 * time.Millisecond}, {"O", 1900 * time.Millisecond}, {"u", 0}, {"4", 0}}, "esc O 4"},
		{"the Linux console", []part{{"\x1b[", 600 * time.Millisecond}, {"[", 1900 * time.Millisecond}, {"D", 0}, {"4", 0}}, "esc [ [ 4"},
		{"a colour", []part{{"\x1b]", time.Second}, {"11;rgb:1", 1900 * time.Millisecond}, {"1/1/1\a", 0}, {"4", 0}}, "esc ] 4"},
		{"a picture", []part{{"\x1b_", time.Second}, {"Gi=1", 1900 * time.Millisecond}, {";3\x1b\\", 0}, {"4", 0}}, "esc _ 4"},
	} {
		x := typing{now: epoch}
		for _, p := range c.parts {
			x.send(p.s)
			x.pass(p.after)
		}
		x.pass(time.Minute)
		if got := strings.Join(x.names(), " "); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// A key with Alt that looks like the beginning of a sequence holds up the keys after
// it for a few seconds at most, however fast they come.
func TestNothingIsSwallowedForEver(t *testing.T) {
	for _, start := range []string{"\x1b[", "\x1bO", "\x1bP", "\x1b]", "\x1b_", "\x1b[200~"} {
		x := typing{now: epoch}
		x.send(start)
		for range 100 {
			x.pass(200 * time.Millisecond)
			x.send("3")
		}
		if start == "\x1b[200~" {
			x.pass(stringHold)
			x.send("3")
		}
		if names := x.names(); len(names) == 0 || names[len(names)-1] != "3" {
			t.Errorf("%q: after 20 s of typing %q", start, names)
		}
	}
}

// tokens are what may come from a terminal, keys and other things.
var tokens = []string{
	"3", "1", "q", "é", "漢", "🙂", "\r", "\t", "\x7f", "\x03", " ", "[", "]", "O", "P", "\\",
	"\x1b[A", "\x1b[C", "\x1bOD", "\x1b[1;5C", "\x1b[1;2D", "\x1b[15~", "\x1b[3;5~", "\x1bOs", "\x1bOq", "\x1b[H", "\x1b[Z", "\x1b[[A",
	"\x1bx", "\x1b[51u", "\x1b[113;5u", "\x1b[51;1:3u", "\x1b[57400u", "\x1b[27;5;99~",
	"\x1b[6;15;12t", "\x1b[?62;4;22c", "\x1b[12;80R", "\x1b]11;rgb:1e1e/2f2f/1111\x1b\\", "\x1b]11;rgb:11/11/11\a",
	"\x1bP>|XTerm(379)\x1b\\", "\x1bP1$r0;48:2::1:2:3m\x1b\\", "\x1b_Gi=4242;OK\x1b\\", "\x1b[?2027;2$y", "\x1b[<0;12;3M", "\x1b[<0;12;3m", "\x1b[<64;80;24M", "\x1b[I",
	"\x1b[200~3q\r5\x1b[201~",
}

// A head that is given out as keys has the times at which they came.
func TestTimesOfAHead(t *testing.T) {
	x := typing{now: epoch}
	x.send("\x1b")
	x.pass(40 * time.Millisecond)
	x.send("[")
	x.pass(499 * time.Millisecond)
	if len(x.got) > 0 {
		t.Fatalf("%+v, where a sequence may still come", x.got)
	}
	x.pass(time.Millisecond)
	want := []Input{Key{Name: "esc", At: epoch}, Key{Name: "[", Text: "[", At: epoch.Add(40 * time.Millisecond)}}
	if !slices.Equal(x.got, want) {
		t.Errorf("%+v, want %+v", x.got, want)
	}
}

// TestDecoderAnyCut sends random input, cut anywhere. With pauses below the holds the
// same keys come out; with longer ones there may be fewer, but never others. The head of
// a sequence is no other: nobody can tell it from the keys that send the same.
func TestDecoderAnyCut(t *testing.T) {
	for seed := range uint64(3000) {
		checkCuts(t, seed)
	}
}

func FuzzDecoderAnyCut(f *testing.F) {
	f.Add(uint64(1))
	f.Fuzz(func(t *testing.T, seed uint64) { checkCuts(t, seed) })
}

func checkCuts(t *testing.T, seed uint64) {
	t.Helper()
	rng := rand.New(rand.NewPCG(seed, 7))
	var sent []string
	for range 1 + rng.IntN(6) {
		sent = append(sent, tokens[rng.IntN(len(tokens))])
	}
	if slices.Contains(sent, "\x1bx") { // behind a pause that is Escape, and another key
		sent = slices.DeleteFunc(sent, func(s string) bool { return s == "\x1bx" })
		sent = append(sent, "3")
	}
	all := strings.Join(sent, "")
	want := decoded(all)
	short, long := typing{now: epoch}, typing{now: epoch}
	var cuts []string
	for rest := all; rest != ""; {
		n := 1 + rng.IntN(min(len(rest), 1+rng.IntN(8)))
		short.send(rest[:n])
		long.send(rest[:n])
		pause := time.Duration(rng.IntN(45)) * time.Millisecond
		if at, ok := short.d.Deadline(); ok && rng.IntN(2) == 0 {
			pause = time.Duration(rng.Int64N(int64(at.Sub(short.now))))
		}
		more := time.Duration(rng.IntN(450)) * time.Millisecond
		if len(long.d.held) > 1 || long.d.pasting {
			more = time.Duration(rng.IntN(1900)) * time.Millisecond
			if over := long.now.Add(more).Sub(long.d.began.Add(sequenceLimit)); over >= 0 {
				more = 0
			}
		}
		cuts = append(cuts, fmt.Sprintf("%q +%v/%v", rest[:n], pause, more))
		short.pass(pause)
		long.pass(more)
		rest = rest[n:]
	}
	short.pass(time.Minute)
	long.pass(time.Minute)
	if got := short.names(); !slices.Equal(got, want) {
		t.Errorf("seed %d: %s: %q, want %q", seed, strings.Join(cuts, " "), got, want)
	}
	if got := long.names(); !within(got, want) {
		t.Errorf("seed %d: %s: %q, of %q", seed, strings.Join(cuts, " "), got, want)
	}
}

// within reports whether got are some of want in their order, pasted text and heads apart:
// Escape, and behind it what says which kind of sequence begins.
func within(got, want []string) bool {
	for n, g := range got {
		head := g == "esc" || n > 0 && got[n-1] == "esc" && strings.Contains(introducers, g) ||
			n > 1 && got[n-2] == "esc" && got[n-1] == "[" && g == "["
		if head || strings.HasPrefix(g, "paste:") {
			continue
		}
		i := slices.Index(want, g)
		if i < 0 {
			return false
		}
		want = want[i+1:]
	}
	return true
}

// FuzzDecoder sends anything: no panic, no key without a name, nothing held for ever.
func FuzzDecoder(f *testing.F) {
	for _, s := range tokens {
		f.Add(s, 3)
	}
	f.Fuzz(func(t *testing.T, s string, cut int) {
		x := typing{now: epoch}
		s = s[:min(len(s), 2*sequenceBytes)]
		for s != "" {
			n := min(len(s), max(1, cut))
			x.send(s[:n])
			x.pass(time.Duration(cut) * time.Millisecond % time.Second)
			s = s[n:]
		}
		x.pass(time.Minute)
		for _, in := range x.got {
			if m, ok := in.(Mouse); ok && (m.X < 0 || m.Y < 0 || m.X > farthest || m.Y > farthest || m.Wheel < -1 || m.Wheel > 1) {
				t.Errorf("%+v", m)
			}
			if k, ok := in.(Key); ok && (k.Name == "" || strings.ContainsAny(k.Name, "\x1b\x00\r\n")) {
				t.Errorf("key %q", k.Name)
			}
		}
		if _, ok := x.d.Deadline(); ok || len(x.d.held) > 0 {
			t.Errorf("held for ever: %q", x.d.held)
		}
	})
}
