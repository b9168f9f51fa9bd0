package tui

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/muesli/termenv"

	"memebench/tui/term"
)

// wholes are characters of several code points.
var wholes = []string{"🇩🇪", "👍🏽", "❤\ufe0f", "👨\u200d👩\u200d👧\u200d👦", "e\u0301", "षि", "กำ", "1\ufe0f\u20e3"}

// A key moves by one character, and deletes one, as people count them.
func TestEditingGoesByCharacters(t *testing.T) {
	for _, whole := range wholes {
		points := utf8.RuneCountInString(whole)
		for _, c := range []struct {
			keys string
			want string
			at   int // of the cursor, in code points
		}{
			{"left left", "a" + whole + "z", 1},
			{"ctrl+b ctrl+b", "a" + whole + "z", 1},
			{"home right right", "a" + whole + "z", 1 + points},
			{"home right ctrl+f", "a" + whole + "z", 1 + points},
			{"left backspace", "az", 1},
			{"left left delete", "az", 1},
			{"left left ctrl+d", "az", 1},
			{"left ctrl+h", "az", 1},
			{"home right delete delete delete", "a", 1},
			{"left backspace backspace backspace", "z", 0},
			{"right right", "a" + whole + "z", points + 2},
			{"left left left left left", "a" + whole + "z", 0},
			{"ctrl+w", "", 0},
		} {
			f := newTextField()
			f.SetValue("a" + whole + "z")
			for _, k := range strings.Fields(c.keys) {
				if err := writeInto(&f, press{key: k}); err != nil {
					t.Fatal(err)
				}
			}
			if f.Value() != c.want || f.Position() != c.at {
				t.Errorf("%s in a%sz: %q at %d, want %q at %d", c.keys, whole, f.Value(), f.Position(), c.want, c.at)
			}
		}
	}
}

// A letter that is typed before an accent takes it, and the cursor stands behind both.
func TestTypingBeforeAnAccent(t *testing.T) {
	f := newTextField()
	f.SetValue("\u0301x")
	f.SetCursor(0)
	if err := writeInto(&f, press{text: "e"}); err != nil || f.Position() != 2 {
		t.Errorf("at %d of %q: %v", f.Position(), f.Value(), err)
	}
}

// What is too long is cut between characters.
func TestTooLongATextIsCutBetweenCharacters(t *testing.T) {
	for _, whole := range wholes {
		f := newTextField()
		f.CharLimit = utf8.RuneCountInString(whole)*2 + 1
		err := writeInto(&f, press{text: strings.Repeat(whole, 4)})
		if want := fmt.Sprintf("%d left out", utf8.RuneCountInString(whole)*2); f.Value() != whole+whole || err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("%q, %v: want %q twice, and %s", f.Value(), err, whole, want)
		}
		if err := writeInto(&f, press{text: "ab"}); f.Value() != whole+whole+"a" || err == nil {
			t.Errorf("%q, %v", f.Value(), err)
		}
		if err := writeInto(&f, press{text: "b"}); f.Value() != whole+whole+"a" || err == nil {
			t.Errorf("%q, %v", f.Value(), err)
		}
	}
}

// The cursor, and the ends of rows, are never inside a character: terminals would join what
// stands before and behind, and the line would be of another width.
func TestFieldsAreDrawnByCharacters(t *testing.T) {
	for _, known := range []term.Widths{{}, {Family: 2, Tone: 2, Flag: 2, Heart: 2, Keycap: 2, Mark: 1, SaraAm: 2}, {Family: 6, Tone: 4, Flag: 4, Heart: 1, Keycap: 1, Mark: 2, SaraAm: 1}} {
		st := newStyles(termenv.Ascii, false, known)
		text := strings.Join(wholes, "") + strings.Join(wholes, " ")
		f := newTextField()
		f.SetValue(text)
		for range pointsOf(text) {
			long := newLongField(st, f, 11)
			rows := long.lines(99)
			drawn := map[string]string{"rows": strings.Join(rows, ""), "a line": st.typed([]typedPart{{text, st.field}}, f.Position(), 999, st.field)}
			for of, line := range drawn {
				var apart []string // what stands between control sequences
				var b strings.Builder
				st.Each(line, func(part string, cells int) bool {
					if cells >= 0 {
						b.WriteString(part)
						return true
					}
					if b.Len() > 0 {
						apart = append(apart, b.String())
					}
					b.Reset()
					return true
				})
				if b.Len() > 0 {
					apart = append(apart, b.String())
				}
				sum := 0
				for _, part := range apart {
					sum += len(pointsOf(part)) - 1
				}
				if whole := len(pointsOf(strings.Join(apart, ""))) - 1; sum != whole {
					t.Errorf("%+v: %s has %d characters, and its parts %d: %q", known, of, whole, sum, apart)
				}
			}
			for i, row := range rows {
				if w := st.Width(row); w > 12 {
					t.Errorf("%+v: row %d takes %d cells: %q", known, i, w, row)
				}
			}
			if err := writeInto(&f, press{key: "left"}); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// A line that is longer than its place shows what is before the cursor, and some of what is
// behind it.
func TestALineShowsWhatIsBesideTheCursor(t *testing.T) {
	st := newStyles(termenv.Ascii, false, term.Widths{})
	text := "abcdefghijklmnopqrstuvwxyz"
	for _, c := range []struct {
		at   int
		want string
	}{{0, "abcdefghi"}, {5, "abcdefghi"}, {10, "efghijklm"}, {25, "stuvwxyz"}, {26, "stuvwxyz"}} {
		got := colours.ReplaceAllString(st.typed([]typedPart{{text, st.field}}, c.at, 9, st.field), "")
		if strings.TrimRight(got, " ") != c.want || st.Width(got) > 9 {
			t.Errorf("at %d: %q, want %q", c.at, got, c.want)
		}
	}
}
