package cli

import "testing"

// A caption that is no UTF-8 is refused, and not predicted as another one.
func TestAskedLineIsUTF8(t *testing.T) {
	for line, wrong := range map[string]bool{
		`{"caption": "café"}`:        false,
		"{\"caption\": \"caf\xe9\"}": true,
	} {
		var l askedLine
		if l.parse([]byte(line)); (l.err != nil) != wrong {
			t.Errorf("%q: %v", line, l.err)
		}
	}
}
