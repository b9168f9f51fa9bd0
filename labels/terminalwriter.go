package labels

import (
	"bytes"
	"fmt"
	"io"
	"unicode"
	"unicode/utf8"
)

// A TerminalWriter passes on what is written to it as a terminal may have it:
// what could act on the terminal (see [Printable]), but newlines and tabs, is
// replaced. In JSON, where it can only stand in strings, it becomes an escape
// (\u009b) that a reader of JSON undoes; in other text U+FFFD stands for it.
//
// A character may come in several writes; one that is never finished is dropped.
type TerminalWriter struct {
	w    io.Writer
	json bool
	rest []byte // the beginning of a character
}

// NewTerminalWriter returns a writer of text, or of JSON, to the terminal w.
func NewTerminalWriter(w io.Writer, json bool) *TerminalWriter {
	return &TerminalWriter{w: w, json: json}
}

// Write writes b, as far as it has whole characters.
func (t *TerminalWriter) Write(b []byte) (int, error) {
	text := append(t.rest, b...)
	t.rest = nil
	var out bytes.Buffer
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		if r == utf8.RuneError && size == 1 && !utf8.FullRune(text) {
			t.rest = text
			break
		}
		switch {
		case r == '\n' || r == '\t' || !acts(r):
			out.WriteRune(r)
		case t.json:
			fmt.Fprintf(&out, `\u%04x`, r)
		default:
			out.WriteRune(utf8.RuneError)
		}
		text = text[size:]
	}
	if _, err := t.w.Write(out.Bytes()); err != nil {
		return 0, err
	}
	return len(b), nil
}

// acts reports whether a character could act on a terminal, or move the text
// around it.
func acts(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029'
}
