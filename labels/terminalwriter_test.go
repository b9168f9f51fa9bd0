package labels

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestTerminalWriter(t *testing.T) {
	const nasty = "a\x1b[2J\r\u009b31m\u202eb\u2066\u2028c\x7f\ttab é 😀\n"
	for _, c := range []struct {
		json bool
		want string
	}{
		{false, "a\ufffd[2J\ufffd\ufffd31m\ufffdb\ufffd\ufffdc\ufffd\ttab é 😀\n"},
		{true, "a\\u001b[2J\\u000d\\u009b31m\\u202eb\\u2066\\u2028c\\u007f\ttab é 😀\n"},
	} {
		for _, step := range []int{1, 2, 3, len(nasty)} {
			var out strings.Builder
			w := NewTerminalWriter(&out, c.json)
			for at := 0; at < len(nasty); at += step {
				part := nasty[at:min(at+step, len(nasty))]
				if n, err := w.Write([]byte(part)); n != len(part) || err != nil {
					t.Fatalf("%d, %v", n, err)
				}
			}
			if out.String() != c.want {
				t.Errorf("json %v, %d bytes at a time: %q, want %q", c.json, step, out.String(), c.want)
			}
		}
	}
	var out strings.Builder
	NewTerminalWriter(&out, false).Write([]byte("\xff!\xe2\x82"))
	if out.String() != "\ufffd!" {
		t.Errorf("what is no UTF-8: %q", out.String())
	}
}

// What a reader of JSON reads from a terminal is what was written.
func FuzzTerminalWriterJSON(f *testing.F) {
	for _, s := range []string{"", "\x1b]0;title\x07", "\u009b", "\u202egnp.exe", "\\u0041\"", "\u0085\u2029", strings.Repeat("é", 99)} {
		f.Add(s, 3)
	}
	f.Fuzz(func(t *testing.T, s string, step int) {
		b, err := json.Marshal(map[string]string{s: s})
		if err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		w := NewTerminalWriter(&out, true)
		if step < 1 {
			step = 1
		}
		for at := 0; at < len(b); at += step {
			w.Write(b[at:min(at+step, len(b))])
		}
		if out.String() != PrintableLines(out.String()) && !strings.ContainsRune(s, '\ufffd') {
			t.Errorf("%q acts on a terminal", out.String())
		}
		want, got := map[string]string{}, map[string]string{}
		if err := json.Unmarshal(b, &want); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(out.String()), &got); err != nil {
			t.Fatal(err)
		}
		for k, v := range want {
			if got[k] != v {
				t.Errorf("%q is read as %q", v, got[k])
			}
		}
	})
}
