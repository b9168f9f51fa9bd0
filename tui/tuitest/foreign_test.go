package tuitest

import (
	"strings"
	"testing"
)

func TestForeign(t *testing.T) {
	for sent, want := range map[string]string{
		"": "", "plain\r\n\ttext, 日本 👩‍👩‍👧 e\u0301": "",
		"\x1b[?1049h\x1b[1;38;2;1;2;3mred\x1b[m\x1b[12;1H\x1b[K\x1b[?1049l":                          "",
		"\x1b_Gi=1,a=T,f=100;QUJD\x1b\\\x1bPq#0;2;0;0;0#0~~@@\x1b\\\x1b]1337;File=inline=1:QUJD\x07": "",
		"\x1b]52;c;aGk=\x07":               "a sequence",
		"\x1b]0;title\x1b\\":               "a sequence",
		"\x1b[5n":                          "a sequence",
		"\x1b[?1005h":                      "a sequence",
		"\x1b_Gi=1;\x1b]52;c;\x07\x1b\\":   "a sequence",
		"\x1b":                             "a sequence",
		"\u009b31m":                        "a control character",
		"a\x07":                            "a control character",
		"\x9b31m":                          "a byte",
		"\u202etxt":                        "a character that turns text",
		"\u2028":                           "a control character",
		"e" + strings.Repeat("\u0301", 33): "marks without end",
	} {
		if got := Foreign([]byte(sent)); want == "" && got != "" || !strings.HasPrefix(got, want) {
			t.Errorf("%q: %s, want %q", sent, got, want)
		}
	}
}
