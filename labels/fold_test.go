package labels

import (
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

func TestFold(t *testing.T) {
	for _, c := range [][2]string{
		{"", ""}, {"plain text", "plain text"}, {"  Two\n\n lines\t", "two lines"},
		{"ÉCOLE", "ecole"}, {"e\u0301cole", "ecole"}, {"Straße", "strasse"}, {"Ærø, Łódź", "aero, lodz"}, {"İstanbul", "istanbul"},
		{"don’t “stop”", `don't "stop"`}, {"wait…", "wait..."}, {"❤\ufe0f", "❤"},
		{"ΆΛΦΑ ΛΌΓΟΣ", "αλφα λογοσ"}, {"Ёлка", "елка"},
		{"हिन्दी", "हिन्दी"}, // vowel signs are letters there
		{"й", "й"}, // and this is another letter than и
		{"\xff bad", "\ufffd bad"},
	} {
		if got := Fold(c[0]); got != c[1] {
			t.Errorf("Fold(%q) is %q, want %q", c[0], got, c[1])
		}
	}
}

// TestFoldIsThatOfUnicode compares the tables with the decompositions of the Unicode
// Standard: every letter that is a Latin letter with accents is compared as that one.
func TestFoldIsThatOfUnicode(t *testing.T) {
	compared := 0
	for r := rune(0xc0); r < 0x2000; r++ {
		d := []rune(norm.NFD.String(string(unicode.ToLower(r))))
		if len(d) < 2 || d[0] >= 0x80 || r >= 0x180 && r < 0x1e00 {
			continue
		}
		compared++
		if got := Fold(string(r)); got != string(d[0]) {
			t.Errorf("Fold(%q) is %q, want %q", r, got, d[0])
		}
	}
	if compared < 300 {
		t.Errorf("only %d letters were compared", compared)
	}
}

func FuzzFold(f *testing.F) {
	f.Add("Straße  ÉCOLE\n e\u0301 İ ΐ")
	f.Fuzz(func(t *testing.T, s string) {
		once := Fold(s)
		if again := Fold(once); again != once {
			t.Errorf("Fold(%q) is %q, and folded again %q", s, once, again)
		}
		if strings.HasPrefix(once, " ") || strings.Contains(once, "  ") {
			t.Errorf("Fold(%q) is %q", s, once)
		}
	})
}

func BenchmarkFold(b *testing.B) {
	for _, c := range []struct{ name, text string }{{"folded", strings.Repeat("me when ", 7) + "it is"}, {"capitals", strings.Repeat("Me When ", 7) + "It is"}} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				Fold(c.text)
			}
		})
	}
}
