package tuitest

import (
	"bytes"
	"fmt"
	"regexp"
	"unicode"
	"unicode/utf8"
)

// own are the control sequences that memebench sends, each from its beginning on.
var own = regexp.MustCompile(`^(?:` +
	`\x1b\[[0-9;:]*m` + // colours
	`|\x1b\[(?:[0-9]+;[0-9]+)?H|\x1b\[2J|\x1b\[K|\x1b\[[0-9]+[XBC]|\x1b\[G` + // where text goes, and what is erased
	`|\x1b\[\?(?:1|7|25|80|1000|1002|1003|1004|1006|1049|2004|2026|2027)[hl]|\x1b\[\?80[sr]|\x1b>|\x1b\[>4m|\x1b[78]` + // modes, the cursor
	`|\x1b\[>q|\x1b\[16t|\x1b\[6n|\x1b\[c|\x1b\[\?(?:2004|2027)\$p|\x1bP\$qm\x1b\\|\x1b\]11;\?\x1b\\` + // questions
	`|\x1b_G[A-Za-z0-9=,-]*(?:;[A-Za-z0-9+/=]*)?\x1b\\` + // Kitty's pictures
	`|\x1bP[0-9;]*q[ -~\r\n]*\x1b\\` + // sixels
	`|\x1b\]1337;(?:File|MultipartFile)=[A-Za-z0-9=;]*:[A-Za-z0-9+/=]*\x07` + // iTerm2's pictures
	`)`)

// mostMarks is how many characters without a width may follow each other: an emoji of several
// has fewer, and so has any letter of any language.
const mostMarks = 32

// Foreign finds in what was sent to a terminal what is neither text nor one of memebench's own
// sequences: another sequence, a control character, one that turns the direction of text, or
// marks without end on one letter. It says what that is, and where; "" is for nothing.
func Foreign(sent []byte) string {
	marks := 0
	for at := 0; at < len(sent); {
		if sent[at] == '\x1b' {
			n := len(own.Find(sent[at:]))
			if n == 0 {
				return excerpt("a sequence", sent, at)
			}
			at, marks = at+n, 0
			continue
		}
		r, size := utf8.DecodeRune(sent[at:])
		switch {
		case r == '\n' || r == '\r' || r == '\t':
		case r == utf8.RuneError && size == 1:
			return excerpt("a byte that is no text", sent, at)
		case unicode.IsControl(r) || r == '\u2028' || r == '\u2029':
			return excerpt("a control character", sent, at)
		case unicode.Is(unicode.Bidi_Control, r):
			return excerpt("a character that turns text", sent, at)
		}
		marks++
		if !unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) {
			marks = 0
		}
		if marks > mostMarks {
			return excerpt("marks without end", sent, at)
		}
		at += size
	}
	return ""
}

func excerpt(what string, sent []byte, at int) string {
	return fmt.Sprintf("%s: %q after %q", what, sent[at:min(len(sent), at+40)], bytes.ToValidUTF8(sent[max(0, at-60):at], nil))
}
