package labels

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestPrintable(t *testing.T) {
	for _, c := range []struct{ in, line, lines string }{
		{"", "", ""},
		{"plain text, ümläuts, 日本, 👩‍👩‍👧", "plain text, ümläuts, 日本, 👩‍👩‍👧", "plain text, ümläuts, 日本, 👩‍👩‍👧"},
		{"\x1b[2J\x1b]0;title\x07red", "[2J]0;titlered", "[2J]0;titlered"},
		{"\u009b31mred\u009c", "31mred", "31mred"}, // C1 controls
		{"a\nb\r\nc\rd\te", "a b c d e", "a\nb\nc d e"},
		{"one\n\ntwo", "one  two", "one\n\ntwo"},
		{"a\vb\fc\u0085d\u2028e\u2029f", "a b c d e f", "a b c d e f"},
		{"abc\u202edef\u2066x\u2069\u200f", "abcdefx", "abcdefx"},
		{"bad\xff\xfebytes\x00", "badbytes", "badbytes"},
		{"e" + strings.Repeat("\u0301\u200b", 5000) + "x", "e" + strings.Repeat("\u0301\u200b", 15) + "x", "e" + strings.Repeat("\u0301\u200b", 15) + "x"},
		{"각" + strings.Repeat("\u11a8", 500), "각" + strings.Repeat("\u11a8", 30), "각" + strings.Repeat("\u11a8", 30)},
	} {
		if got := Printable(c.in); got != c.line {
			t.Errorf("Printable(%q) = %q, want %q", c.in, got, c.line)
		}
		if got := PrintableLines(c.in); got != c.lines {
			t.Errorf("PrintableLines(%q) = %q, want %q", c.in, got, c.lines)
		}
	}
}

// However many emoji are joined, none takes more than a line's worth.
func TestPrintableJoinsNotForEver(t *testing.T) {
	joined := 0
	for r := range strings.SplitSeq(Printable(strings.Repeat("👩\u200d", 1000)), "👩") {
		if joined++; r == "" {
			joined = 0
		}
		if joined > 20 {
			t.Fatalf("%d emoji are one", joined)
		}
	}
}

func FuzzPrintable(f *testing.F) {
	f.Add("\x1b[31mred\r\n\u202e")
	f.Add("\xff\xc2\x9b")
	f.Fuzz(func(t *testing.T, s string) {
		p, lines := Printable(s), PrintableLines(s)
		if !utf8.ValidString(p) || strings.ContainsFunc(p, unicode.IsControl) || strings.ContainsFunc(p, func(r rune) bool { return unicode.Is(unicode.Bidi_Control, r) }) {
			t.Errorf("Printable(%q) = %q", s, p)
		}
		if Printable(p) != p || Printable(lines) != p {
			t.Errorf("Printable(%q) = %q is not settled", s, p)
		}
	})
}

// A text in ASCII comes out the same whether or not other letters follow it, which have the
// whole read in another way.
func TestNormalCaptionOfASCII(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		b := make([]byte, rng.IntN(12))
		for i := range b {
			b[i] = byte(rng.IntN(128))
		}
		s := string(b)
		normal := NormalCaption(s)
		if got, want := NormalCaption(s+" é"), strings.TrimSpace(normal+" é"); got != want {
			t.Fatalf("%q with é: %q, want %q", s, got, want)
		}
		if HasWords(s) != (normal != "") {
			t.Fatalf("HasWords(%q) is %v, its normal form %q", s, HasWords(s), normal)
		}
	}
	for s, want := range map[string]bool{"": false, "…": false, "é": true, "😀️": false, "कि": true, "—٣": true} {
		if HasWords(s) != want || (NormalCaption(s) != "") != want {
			t.Errorf("HasWords(%q) is %v, its normal form %q", s, HasWords(s), NormalCaption(s))
		}
	}
}

func TestNormalCaption(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"  When you   SEE it…  ", "when you see it"},
		{"When you see it", "when you see it"},
		{"Don't—stop", "don t stop"},
		{"ÄRGER 2019!", "ärger 2019"},
		{"😂😂 !!!", ""},
		{"❤️ 1️⃣", "1"},
		{"one\r\ntwo", "one two"},
		{"नमस्ते दुनिया", "नमस्ते दुनिया"}, // vowel signs belong to their words
		{"\x1b[31m", "31m"},
	} {
		if got := NormalCaption(c.in); got != c.want {
			t.Errorf("NormalCaption(%q) = %q, want %q", c.in, got, c.want)
		}
	}
	if NormalCaption("कि") == NormalCaption("की") {
		t.Error("captions that differ in a vowel sign are taken for equal")
	}
}

// Each of the characters that control the direction of text goes, and none of their
// neighbours.
func TestPrintableStripsDirections(t *testing.T) {
	directions := []rune{0x061c, 0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069}
	for _, r := range directions {
		if got := Printable("a" + string(r) + "b"); got != "ab" {
			t.Errorf("%U stays: %q", r, got)
		}
		if got := PrintableLines("a" + string(r) + "\nb"); got != "a\nb" {
			t.Errorf("%U stays in lines: %q", r, got)
		}
	}
	for _, r := range []rune{0x061b, 0x061d, 0x200d, 0x2010, 0x202f, 0x2065, 0x206a} {
		if got := Printable(string(r)); got != string(r) {
			t.Errorf("%U is gone: %q", r, got)
		}
	}
}

// What is to be typed is one word to a shell, whatever it has in it, and as it is where nothing needs quotes.
func TestOneOf(t *testing.T) {
	for want, names := range map[string][]string{"a": {"a"}, "a or b": {"a", "b"}, "a, b or c": {"a", "b", "c"}} {
		if got := OneOf(names...); got != want {
			t.Errorf("%q: %q, want %q", names, got, want)
		}
	}
}

func TestShellWord(t *testing.T) {
	for word, want := range map[string]string{
		"/home/ada/memes.db": "/home/ada/memes.db", "Application Support/m": "'Application Support/m'", "it's": `'it'\''s'`, "$HOME": "'$HOME'", "": "''",
	} {
		if got := ShellWord(word); got != want {
			t.Errorf("%q: %s, want %s", word, got, want)
		}
	}
}

func TestQuoted(t *testing.T) {
	for _, c := range []struct{ value, want string }{
		{"a\tb \x1b[31mred", `"a b [31mred"`},
		{`he said "no\n"`, `"he said \"no\\n\""`},
		{"text\u00a0", `"text\u00a0"`},
		{"family 👨\u200d👩\u200d👧 and می\u200cخواهم", "\"family 👨\u200d👩\u200d👧 and می\u200cخواهم\""},
		{strings.Repeat("x", 61), `"` + strings.Repeat("x", 60) + `…"`},
	} {
		if got := Quoted(c.value); got != c.want {
			t.Errorf("Quoted(%q) = %s, want %s", c.value, got, c.want)
		}
	}
}
