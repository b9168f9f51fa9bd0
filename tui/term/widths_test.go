package term

import (
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// What terminals say that count people's characters, and those that count Unicode's.
var (
	unicodeTerminal = Widths{Ambiguous: 1, Family: 2, Tone: 2, Flag: 2, Heart: 2, Keycap: 2, Mark: 1, SaraAm: 1}
	classicTerminal = Widths{Ambiguous: 1, Family: 6, Tone: 4, Flag: 2, Heart: 1, Keycap: 1, Mark: 2, SaraAm: 2}
)

func TestWidth(t *testing.T) {
	for _, c := range []struct {
		s                         string
		unknown, unicode, classic int
	}{
		{"", 0, 0, 0},
		{"plain", 5, 5, 5},
		{"\x1b[1;38;2;1;2;3mbold\x1b[0m", 4, 4, 4},
		{"é", 1, 1, 1},
		{"e\u0301", 1, 1, 1},
		{"漢字", 4, 4, 4},
		{"🙂", 2, 2, 2},
		{"👩\u200d👩\u200d👧", 6, 2, 6},
		{"👍🏽", 4, 2, 4},
		{"👩🏽\u200d💻", 6, 2, 6},
		{"🇩🇪🇫🇷", 4, 4, 4},
		{"❤\ufe0f", 2, 2, 1},
		{"❤", 1, 1, 1},
		{"1\ufe0f\u20e3", 2, 2, 1},
		{"हिन्दी", 5, 3, 5},
		{"বাংলা", 5, 2, 5},
		{"กำ ที่นี่", 5, 4, 5},
		{"한글", 4, 4, 4},
		{"한", 2, 2, 2},
		{"\u200b\u00ad\u202e", 0, 0, 0},
		{"─●…", 3, 3, 3},
		{"\U0010eeee\u0305\u030d", 1, 1, 1},
		{"🏽", 2, 2, 2},
		{"🇩", 1, 1, 1},
		{"a\tb", 2, 2, 2},
	} {
		got := [3]int{Widths{}.Width(c.s), unicodeTerminal.Width(c.s), classicTerminal.Width(c.s)}
		if want := [3]int{c.unknown, c.unicode, c.classic}; got != want {
			t.Errorf("%q: %v cells, want %v", c.s, got, want)
		}
	}
	if got := (Widths{Ambiguous: 2}).Width("─●…"); got != 6 {
		t.Errorf("in an East Asian font: %d cells, want 6", got)
	}
}

// Where nothing is known no text is taken for narrower than it may be.
func TestUnknownWidthsAreTheLarger(t *testing.T) {
	for _, s := range odd {
		if n := (Widths{}).Width(s); n < unicodeTerminal.Width(s) || n < classicTerminal.Width(s) || n < ansi.StringWidth(s) {
			t.Errorf("%q: %d cells", s, n)
		}
	}
}

// odd are texts on whose width terminals differ, or that are hard to break.
var odd = []string{
	"when 👩\u200d👩\u200d👧\u200d👦 come along", "👍🏽👍🏿", "🇩🇪🇫🇷🇯🇵", "I ❤\ufe0f it", "1\ufe0f\u20e3 2\ufe0f\u20e3", "हिन्दी में लिखा", "বাংলা ভাষা",
	"ภาษาไทยกำลังมา", "漢字かな交じり文", "한국어 문장", "zalgo t\u0300\u0301\u0302\u0303e\u0316\u0317xt", "עברית", "العربية", "Ｆｕｌｌ　ｗｉｄｔｈ",
	strings.Repeat("long", 30), strings.Repeat("👩\u200d🚀", 9), "a\u00a0b", "  blanks  in   it  ", "soft\u00adhyphen", "\u200d", "🏳\ufe0f\u200d🌈",
}

func TestCut(t *testing.T) {
	for _, c := range []struct {
		s    string
		n    int
		want string
	}{
		{"abc", 3, "abc"},
		{"abcd", 3, "ab…"},
		{"abcd", 1, "…"},
		{"abcd", 0, ""},
		{"漢字", 3, "漢…"},
		{"漢字", 2, "…"},
		{"\x1b[1mabcd\x1b[0m", 3, "\x1b[1mab…\x1b[0m"},
		{"👍🏽👍🏽", 3, "👍🏽…"},
	} {
		if got := unicodeTerminal.Cut(c.s, c.n); got != c.want {
			t.Errorf("%q to %d: %q, want %q", c.s, c.n, got, c.want)
		}
	}
	for _, w := range []Widths{{}, unicodeTerminal, classicTerminal, {Ambiguous: 2}} {
		for _, s := range odd {
			for n := range 30 {
				if got := w.Width(w.Fit(s, n)); got != n {
					t.Errorf("%q fitted to %d has %d cells", s, n, got)
				}
			}
		}
	}
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		s    string
		n    int
		want []string
	}{
		{"", 5, []string{""}},
		{"one two three", 7, []string{"one two", "three"}},
		{"one two  three", 8, []string{"one two", "three"}},
		{"a\nb\n\nc\n", 5, []string{"a", "b", "", "c"}},
		{"abcdefgh", 3, []string{"abc", "def", "gh"}},
		{"xy abcdefgh", 3, []string{"xy", "abc", "def", "gh"}},
		{"漢字かな", 5, []string{"漢字", "かな"}},
		{"well-known fact", 6, []string{"well-", "known", "fact"}},
		{"漢", 1, []string{""}},
		{"skin 👋🏽 end", 40, []string{"skin 👋🏽 end"}},
		{"skin 👋🏽 end", 9, []string{"skin 👋🏽", "end"}},
		{"me 🤷🏽\u200d♂\ufe0f i do", 40, []string{"me 🤷🏽\u200d♂\ufe0f i do"}},
	} {
		if got := unicodeTerminal.Wrap(c.s, c.n); !slices.Equal(got, c.want) {
			t.Errorf("%q at %d: %q, want %q", c.s, c.n, got, c.want)
		}
	}
	// No line is too long, and nothing but blanks at the breaks is lost.
	for _, w := range []Widths{{}, unicodeTerminal, classicTerminal} {
		for _, s := range odd {
			for n := 8; n < 40; n++ {
				lines := w.Wrap(s, n)
				for _, l := range lines {
					if w.Width(l) > n {
						t.Errorf("%q at %d: %q has %d cells", s, n, l, w.Width(l))
					}
				}
				without := func(s string) string { return strings.ReplaceAll(s, " ", "") }
				if got := without(strings.Join(lines, "")); got != without(s) {
					t.Errorf("%q at %d: %q", s, n, lines)
				}
			}
		}
	}
}
