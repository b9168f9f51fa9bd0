package assets

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// printable makes text of a client, a server or a path fit for a message: one
// line, without control characters, bidirectional overrides, terminal escape
// sequences and credentials in addresses.
func printable(s string) string {
	s = escapeSequence.ReplaceAllString(s, "")
	s = credentials.ReplaceAllString(s, "://")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\r' || r == '\t':
			return ' '
		case r == utf8.RuneError || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029':
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// sentence is printable cut to a length that fits a message.
func sentence(s string) string {
	const most = 300
	s = printable(s)
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

var (
	// ECMA-48 control sequences (CSI), which clients use for colours.
	escapeSequence = regexp.MustCompile("\x1b\\[[0-?]*[ -/]*[@-~]")
	credentials    = regexp.MustCompile(`://[^/@\s]*@`)
)

// tail keeps the last bytes written to it. A client may print without end.
type tail struct {
	buf []byte
}

const tailBytes = 64 << 10

func (t *tail) Write(p []byte) (int, error) {
	n := len(p)
	if len(p) >= tailBytes {
		p = p[len(p)-tailBytes:]
		t.buf = t.buf[:0]
	}
	if over := len(t.buf) + len(p) - tailBytes; over > 0 {
		t.buf = append(t.buf[:0], t.buf[over:]...)
	}
	t.buf = append(t.buf, p...)
	return n, nil
}

func (t *tail) String() string { return string(t.buf) }
