package term

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/displaywidth"
	"github.com/rivo/uniseg"
)

// Widths is how many cells a terminal gives to text on which terminals differ: what
// it said of the samples, 0 where it said nothing. The zero value takes the larger
// number of what is known of terminals, so that lines rather end early.
//
// The texts it measures and cuts may hold control sequences of colours (SGR), which
// take no cells.
type Widths struct {
	Ambiguous int // a character of class A (UAX #11): 1, or 2 as in East Asian fonts
	Family    int // three emoji joined to one (U+200D): 2, or the 6 of its parts
	Tone      int // an emoji with a skin tone: 2, or 4
	Flag      int // two regional indicators: 2, or 4
	Heart     int // a character with emoji presentation (U+FE0F): 1 or 2
	Keycap    int // a digit with U+20E3: 1 or 2
	Mark      int // a letter of Devanagari with a vowel sign (class Mc): 1 or 2
	SaraAm    int // a letter of Thai with U+0E33: 1 or 2
}

// sample is a text that a terminal is asked to measure, with the cells that are
// believed: some say what cannot be.
type sample struct {
	text        string
	least, most int
	of          func(*Widths) *int
}

var samples = []sample{
	{"─", 1, 2, func(w *Widths) *int { return &w.Ambiguous }},
	{"👩\u200d👩\u200d👧", 2, 6, func(w *Widths) *int { return &w.Family }},
	{"👍🏽", 2, 4, func(w *Widths) *int { return &w.Tone }},
	{"🇩🇪", 2, 4, func(w *Widths) *int { return &w.Flag }},
	{"❤\ufe0f", 1, 2, func(w *Widths) *int { return &w.Heart }},
	{"1\ufe0f\u20e3", 1, 2, func(w *Widths) *int { return &w.Keycap }},
	{"का", 1, 2, func(w *Widths) *int { return &w.Mark }},
	{"กำ", 1, 2, func(w *Widths) *int { return &w.SaraAm }},
}

const (
	joiner    = '\u200d'
	emojiForm = '\ufe0f'
	keycap    = '\u20e3'
	pictures  = '\U0010eeee' // kitty's placeholder, a cell whatever class it has
)

// Width is the number of cells that s takes.
func (w Widths) Width(s string) int {
	n := 0
	w.Each(s, func(_ string, cells int) bool {
		n += max(0, cells)
		return true
	})
	return n
}

// Each calls yield with the characters of s as people count them (grapheme clusters,
// UAX #29) and the cells of each, and with its control sequences, which have -1 in
// place of cells; until yield returns false.
func (w Widths) Each(s string, yield func(part string, cells int) bool) {
	for s != "" {
		n, cells := 1, 1
		switch c := s[0]; {
		case c == '\x1b':
			n, cells = escapeLength(s), -1
		case c < ' ' || c == 0x7f:
			cells = 0
		case len(s) == 1 || s[1] < utf8.RuneSelf && c < utf8.RuneSelf:
		case c == 0xe2 && len(s) > 3 && s[3] < utf8.RuneSelf: // most of a picture in half-blocks
			r, size := utf8.DecodeRuneInString(s)
			n, cells = size, w.rune(r)
		default:
			part, _, _, _ := uniseg.FirstGraphemeClusterInString(s, -1)
			n, cells = len(part), w.cluster(part)
		}
		if !yield(s[:n], cells) {
			return
		}
		s = s[n:]
	}
}

// escapeLength is the length of the control sequence that s begins with.
func escapeLength(s string) int {
	if len(s) < 2 {
		return len(s)
	}
	if s[1] != '[' {
		return 2
	}
	n, _ := controlRest([]byte(s[2:]))
	return 2 + n
}

// cluster is the number of cells of one grapheme cluster.
func (w Widths) cluster(s string) int {
	n, runes, flags, joined, emoji := 0, 0, 0, false, false
	for i, r := range s {
		runes++
		switch {
		case r == joiner:
			joined = true
		case r >= 0x1f3fb && r <= 0x1f3ff && i > 0: // a skin tone
			if w.Tone != 2 {
				n += 2
			}
		case r == keycap && i > 0:
			return orElse(w.Keycap, 2)
		case r == emojiForm && n == 1:
			n = orElse(w.Heart, 2)
		case r >= 0x1f1e6 && r <= 0x1f1ff:
			flags++
			n++
		default:
			cells := w.rune(r)
			emoji = emoji || cells == 2 && i == 0
			n += cells
		}
	}
	switch {
	case flags == 2 && runes == 2:
		return orElse(w.Flag, 2)
	case joined && emoji && w.Family == 2:
		return 2
	}
	return n
}

// rune is the number of cells of one character.
func (w Widths) rune(r rune) int {
	switch {
	case r == pictures:
		return 1
	case r == '\u0e33' || r == '\u0eb3': // Thai and Lao sara am
		return orElse(w.SaraAm, 2) - 1
	case unicode.Is(unicode.Mc, r):
		return orElse(w.Mark, 2) - 1
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	case r >= 0x1160 && r <= 0x11ff || r >= 0xd7b0 && r <= 0xd7ff: // vowels and finals of Hangul
		return 0
	}
	return displaywidth.Options{EastAsianWidth: w.Ambiguous == 2}.Rune(r)
}

func orElse(n, otherwise int) int {
	if n == 0 {
		return otherwise
	}
	return n
}

// marks are characters of class A, or near it, that the screens use. They take as many cells
// as this terminal said of that class, or fewer than are counted.
const marks = "▸●▲≠✓✗…–—▰▱←→↑↓"

// Certain reports whether s takes no more cells than are counted: all terminals agree, or
// this one has said so.
func Certain(s string) bool {
	for _, r := range s {
		switch {
		case strings.ContainsRune(marks, r):
		case r < utf8.RuneSelf, r >= 0xa0 && r < 0x300, r >= 0x2500 && r < 0x25a0, r >= 0x2800 && r < 0x2900:
		case r == pictures:
			return true // with marks that count rows and columns, and are its own
		default:
			return false
		}
	}
	return true
}

const ellipsis = "…"

// Cut is s, or as much of it as fits n cells with a mark at its end. Colours that are
// set behind the end are kept.
func (w Widths) Cut(s string, n int) string {
	if n <= 0 {
		return ""
	}
	mark := w.Width(ellipsis)
	used, end, ends := 0, 0, -1 // ends: where the mark stands if not all fits
	w.Each(s, func(part string, cells int) bool {
		if cells > 0 && ends < 0 && used+cells > n-mark {
			ends = end
		}
		used += max(0, cells)
		end += len(part)
		return used <= n
	})
	if used <= n {
		return s
	}
	var rest strings.Builder
	w.Each(s[ends:], func(part string, cells int) bool {
		if cells < 0 {
			rest.WriteString(part)
		}
		return true
	})
	if mark > n {
		return s[:ends] + rest.String()
	}
	return s[:ends] + ellipsis + rest.String()
}

// Fit is s cut, or padded with blanks, to n cells.
func (w Widths) Fit(s string, n int) string {
	s = w.Cut(s, n)
	return s + strings.Repeat(" ", max(0, n-w.Width(s)))
}

// Wrap breaks a text without control sequences into lines of at most n cells, where
// lines may be broken (UAX #14), and inside what is longer than a line. A character
// that is wider than n is left out.
func (w Widths) Wrap(s string, n int) []string {
	if n <= 0 {
		return nil
	}
	var lines []string
	var line strings.Builder
	used := 0 // cells of line, blanks at its end too
	flush := func() {
		lines = append(lines, strings.TrimRight(line.String(), " "))
		line.Reset()
		used = 0
	}
	for s != "" {
		var segment string
		segment, s = lineSegment(s)
		text := strings.TrimRight(segment, newlines)
		if used > 0 && used+w.Width(strings.TrimRight(text, " ")) > n {
			flush()
		}
		w.Each(text, func(part string, cells int) bool {
			switch {
			case part == " " || used+cells <= n:
				line.WriteString(part)
				used += cells
			case cells <= n:
				flush()
				line.WriteString(part)
				used = cells
			}
			return true
		})
		if text != segment && s != "" || s == "" {
			flush()
		}
	}
	if lines == nil {
		return []string{""}
	}
	return lines
}

// newlines end a line in any case (UAX #14, classes BK, CR, LF, NL).
const newlines = "\r\n\v\f\u0085\u2028\u2029"

// lineSegment returns s up to where a line may end for the first time, with the blanks
// there, and the rest. A line begins with a character of its own: uniseg also breaks inside
// some, as between an emoji with a skin tone and what belongs to it.
func lineSegment(s string) (segment, rest string) {
	last, end, state := 0, 0, -1 // last: where the character begins that has the byte before end
	for rest = s; rest != ""; {
		var part string
		part, rest, _, state = uniseg.FirstLineSegmentInString(rest, state)
		end += len(part)
		if strings.TrimRight(part, newlines) != part {
			break
		}
		next := last
		for next < end {
			last = next
			character, _, _, _ := uniseg.FirstGraphemeClusterInString(s[last:], -1)
			next += len(character)
		}
		switch {
		case next > end:
			end, rest, state = next, s[next:], -1
		case !strings.HasPrefix(rest, " "):
			return s[:end], rest
		}
	}
	return s[:end], rest
}
