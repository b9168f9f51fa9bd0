package labels

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Printable returns s with everything removed that could act on a terminal:
// control characters (escape sequences lose their escape and become harmless
// text), what controls the direction of text (the marks, embeddings, overrides and
// isolates of Unicode's UAX #9), invalid UTF-8, and what is piled on one character
// without end. Newlines, tabs and the like become one space each, so the result is one
// line.
func Printable(s string) string { return printable(s, false) }

// PrintableLines is Printable for text that may have several lines: newlines
// stay.
func PrintableLines(s string) string { return printable(s, true) }

func printable(s string, lines bool) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	var b strings.Builder
	b.Grow(len(s))
	piled, last := 0, rune(0) // on the character before; what was written last
	for _, r := range s {
		switch {
		case r == '\n' && lines:
		case unicode.IsControl(r) && unicode.IsSpace(r) || r == '\u2028' || r == '\u2029':
			r = ' '
		case r == utf8.RuneError || unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r):
			continue
		}
		switch {
		case !piles(r) && last != joiner:
			piled = 0
		case piled < mostPiled:
			piled++
		case piles(r):
			continue
		}
		b.WriteRune(r)
		last = r
	}
	return b.String()
}

// mostPiled is how many characters may follow one and be shown in its place: no more than
// Unicode's Stream-Safe Text Format (UAX #15) has of them. A cell of a terminal takes any
// number, and a caption of nothing else would be sent whole for it.
const mostPiled = 30

// joiner makes one emoji of the two beside it.
const joiner = '\u200d'

// piles reports whether a character is shown in the place of the one before it, or not at all:
// a mark, what is only there for formatting, and the vowels and finals of Hangul's syllables.
func piles(r rune) bool {
	if r < 0x300 {
		return r == 0xad
	}
	return r >= 0x1160 && r <= 0x11ff || r >= 0xd7b0 && r <= 0xd7ff || unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf)
}

// ShellWord is a word of a command that is shown to be typed, as a path, so that a shell reads it as one.
func ShellWord(s string) string {
	plain := strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+:@%,") == ""
	if plain && s != "" {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// Quoted is a value from outside in a message: harmless, and cut short. What cannot be
// seen is written as Go writes it (\u00a0), so that names that look the same are told apart,
// but for the joiners (U+200C, U+200D), by which emoji and whole languages are written.
func Quoted(s string) string {
	const most = 60
	if len(s) > 8*most { // Printable need not walk through all of a long value
		s = strings.ToValidUTF8(s[:8*most], "") + "…"
	}
	s = Printable(s)
	if utf8.RuneCountInString(s) > most {
		s = string([]rune(s)[:most]) + "…"
	}
	b := []byte{'"'}
	for _, r := range s {
		if r == '\u200c' || r == '\u200d' {
			b = utf8.AppendRune(b, r)
			continue
		}
		q := strconv.Quote(string(r))
		b = append(b, q[1:len(q)-1]...)
	}
	return string(append(b, '"'))
}

// OneOf lists names, of which there is at least one, for a message: "a, b or c".
func OneOf[T ~string](names ...T) string {
	var b strings.Builder
	for i, name := range names {
		switch i {
		case 0:
		case len(names) - 1:
			b.WriteString(" or ")
		default:
			b.WriteString(", ")
		}
		b.WriteString(string(name))
	}
	return b.String()
}

// NormalCaption is the form in which captions are compared for equality: lower
// case, letters (with their marks: accents, vowel signs) and digits only, single
// spaces. It is "" for a caption that has none of them.
func NormalCaption(s string) string {
	if normal, ok := normalASCII(s); ok {
		return normal
	}
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		// An emoji's variation selector is a mark too, but of no letter.
		mark := unicode.In(r, unicode.Mn, unicode.Mc) && !unicode.Is(unicode.Variation_Selector, r)
		return !unicode.IsLetter(r) && !mark && !unicode.IsDigit(r)
	})
	return strings.Join(words, " ")
}

// normalASCII is NormalCaption of a text in ASCII, which nearly all of many captions are; ok is
// false for another.
func normalASCII(s string) (normal string, ok bool) {
	b := make([]byte, 0, len(s))
	for i := range len(s) {
		switch c := s[i]; {
		case c >= utf8.RuneSelf:
			return "", false
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9':
			b = append(b, c)
		case 'A' <= c && c <= 'Z':
			b = append(b, c+'a'-'A')
		case len(b) > 0 && b[len(b)-1] != ' ':
			b = append(b, ' ')
		}
	}
	return strings.TrimSuffix(string(b), " "), true
}

// HasWords reports whether a text has letters or digits: whether its NormalCaption is not "".
func HasWords(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool {
		if r < utf8.RuneSelf {
			return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
		}
		return NormalCaption(string(r)) != ""
	})
}
