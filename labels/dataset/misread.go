package dataset

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// A spreadsheet takes a file in UTF-8 that begins with no byte order mark for one in the character
// set of its system, mostly Windows-1252, and saves what it shows: "sueÃ±o" for "sueño". One that
// saves in that set writes a question mark for each letter that the set lacks.

// isSpoiled reports whether what is shown is a text that was so misread, or has so lost letters.
func isSpoiled(shown, text string) bool {
	return shown != text && !isASCII(text) && (isMisread(shown, text) || hasLost(shown, text))
}

// marks are question marks in the place of letters.
var marks = regexp.MustCompile(`\?+`)

// hasLost reports whether a text has other letters than those of ASCII wherever question marks are
// shown, and is shown else.
func hasLost(shown, text string) bool {
	if !strings.Contains(shown, "?") {
		return false
	}
	var form strings.Builder
	for i, part := range marks.Split(shown, -1) {
		if i > 0 {
			form.WriteString(`[?[:^ascii:]]+`)
		}
		form.WriteString(regexp.QuoteMeta(part))
	}
	like, err := regexp.Compile(`^` + form.String() + `$`)
	return err == nil && like.MatchString(text)
}

// isMisread reports whether what is shown is a text that was so misread. Spaces are not compared,
// nor what comes of the bytes that Windows-1252 has no letters for: they differ by program, or are
// lost on the way.
func isMisread(shown, text string) bool {
	var misread strings.Builder
	for i := range len(text) {
		misread.WriteRune(charmap.Windows1252.DecodeByte(text[i]))
	}
	return lettersOf(misread.String()) == lettersOf(shown)
}

// wellRead is the one of some names that was spoiled to the one that is shown, and else what the
// letters say, or what is shown.
func wellRead(shown string, names []string) string {
	if slices.Contains(names, shown) {
		return shown
	}
	for _, name := range names {
		if isSpoiled(shown, name) {
			return name
		}
	}
	read, err := charmap.Windows1252.NewEncoder().String(shown)
	if err != nil || !utf8.ValidString(read) {
		return shown
	}
	return read
}

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// lettersOf is a text less its spaces, and less what programs make of the bytes 81, 8D, 8F, 90 and
// 9D: Windows the control codes of these numbers, LibreOffice letters of its own, others a
// replacement character, or nothing.
func lettersOf(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ', r == '\u00a0', r >= 0x7f && r <= 0x9f, r >= 0xf180 && r <= 0xf19f, r == utf8.RuneError:
			return -1
		}
		return r
	}, text)
}
