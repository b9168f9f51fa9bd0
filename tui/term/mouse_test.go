package term

import (
	"io"
	"strings"
	"testing"
)

// The mouse is reported while the screen is there, from whatever way it is entered and
// left, and never where nobody has asked for it. Movement is never reported.
func TestTheMouseIsReportedWhileTheScreenIsThere(t *testing.T) {
	for _, wanted := range []bool{true, false} {
		out := &calls{}
		in, keyboard := io.Pipe()
		x, err := Open(Options{In: in, Out: out, Mouse: wanted})
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range []string{x.entering(), strings.Join(out.got, "")} {
			if got := strings.Contains(b, "\x1b[?1000h\x1b[?1006h"); got != wanted || strings.Contains(b, "1003h") || strings.Contains(b, "1002h") {
				t.Errorf("wanted %v: %q", wanted, b)
			}
		}
		if left := x.leaving(); !strings.Contains(left, "\x1b[?1000l") || !strings.Contains(left, "\x1b[?1006l") {
			t.Errorf("left with %q", left)
		}
		x.Restore()
		keyboard.Close()
		if all := strings.Join(out.got, ""); strings.LastIndex(all, "1000h") > strings.LastIndex(all, "1000l") {
			t.Errorf("it is still reported: %q", all)
		}
	}
}
