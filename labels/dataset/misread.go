package dataset

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// A spreadsheet takes a file in UTF-8 that begins with no byte order mark for one in the character
// set of its system, mostly Windows-1252, and saves what it shows: "sueÃ±o" for "sueño".

// isMisread reports whether what is shown is a text that was so misread. Spaces and control codes,
// which some bytes become, are not compared: they are lost on the way.
func isMisread(shown, text string) bool {
	if shown == text || isASCII(text) {
		return false
	}
	var misread strings.Builder
	for i := range len(text) {
		misread.WriteRune(charmap.Windows1252.DecodeByte(text[i]))
	}
	return withoutSpaces(misread.String()) == withoutSpaces(shown)
}

// wellRead is the text that was misread as what is shown, and otherwise what is shown.
func wellRead(shown string) string {
	if isASCII(shown) {
		return shown
	}
	var b []byte
	for _, r := range shown {
		c, ok := charmap.Windows1252.EncodeRune(r)
		if !ok {
			return shown
		}
		b = append(b, c)
	}
	if !utf8.Valid(b) {
		return shown
	}
	return string(b)
}

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// withoutSpaces is a text less its spaces and control codes, for some of which Windows-1252 has no
// letters.
func withoutSpaces(text string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '\u00a0' || r >= 0x7f && r <= 0x9f {
			return -1
		}
		return r
	}, text)
}
