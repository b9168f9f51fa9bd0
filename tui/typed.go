package tui

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"
)

// typedKeys returns the keys in what a terminal sent while it was being asked,
// before Bubble Tea reads from it: those that have a meaning here, as Bubble Tea
// names them. Other sequences are left out, and so is the rest of an answer that
// was not complete when time ran out.
func typedKeys(s string) []string {
	var keys []string
	for s != "" {
		if s[0] != '\x1b' {
			r, n := utf8.DecodeRuneInString(s)
			s = s[n:]
			if name, ok := typedControls[r]; ok {
				keys = append(keys, name)
			} else if r != utf8.RuneError && !unicode.IsControl(r) {
				keys = append(keys, string(r))
			}
			continue
		}
		s = s[1:]
		switch {
		case s == "" || s[0] == '\x1b':
			keys = append(keys, "esc")
		case s[0] == '[' || s[0] == 'O': // CSI ends with a letter or one of @ ~, SS3 is one letter long
			n := 1
			for n < len(s) && s[n] < '@' && s[n] != '\x1b' {
				n++
			}
			if n < len(s) && s[n] != '\x1b' {
				n++
			}
			if name, ok := typedSequences[s[1:n]]; ok {
				keys = append(keys, name)
			}
			s = s[n:]
		case strings.IndexByte(stringStarts, s[0]) >= 0:
			end := strings.IndexAny(s, "\x1b\x07")
			if end < 0 {
				return keys
			}
			s = strings.TrimPrefix(s[end:], "\x1b\\")
			s = strings.TrimPrefix(s, "\x07")
		default: // a key with alt
			_, n := utf8.DecodeRuneInString(s)
			s = s[n:]
		}
	}
	return keys
}

var (
	typedControls  = map[rune]string{'\t': "tab", '\r': "enter", '\n': "enter", 3: "ctrl+c"}
	typedSequences = map[string]string{"A": "up", "B": "down", "C": "right", "D": "left", "Z": "shift+tab"}
)

// stringStarts are what follows ESC where a string of the terminal begins: DCS,
// OSC, APC.
const stringStarts = "P]_"

// replies tells answers of the terminal from keys. One that comes after the
// probe has given up waiting, over a slow line, reaches Bubble Tea, which takes
// "ESC P 1 $ r" for four keys, and a 1 is a label. No binding has an alt key, so
// what follows ESC P, ESC ] or ESC _ at once, up to the string's end, is no
// typing.
type replies struct {
	within bool
	last   time.Time
}

// replyGap is how long the parts of one answer may be apart.
const replyGap = 200 * time.Millisecond

// swallow reports whether the key is a part of an answer.
func (r *replies) swallow(msg tea.KeyMsg, now time.Time) bool {
	k := msg.String()
	switch {
	case len(k) == len("alt+P") && strings.HasPrefix(k, "alt+") && strings.Contains(stringStarts, k[4:]):
		r.within, r.last = true, now
		return true
	case !r.within:
		return false
	case now.Sub(r.last) > replyGap:
		r.within = false
		return false
	}
	r.last = now
	if k == "alt+\\" || k == "ctrl+g" {
		r.within = false
	}
	return true
}
