package term

import (
	"strings"
	"testing"

	"memebench/tui/tuitest"

	"memebench/labels"
)

// Whatever a caption has, its lines and what is cut of it are no wider than they may be, none
// of it is lost but what is wider than a line, and a row with it in a frame is text and nothing
// else.
func FuzzCaption(f *testing.F) {
	for _, s := range []string{"when the code works", "👩‍👩‍👧 漢字 जब कोई กำ ❤️ 1️⃣ 🇩🇪👍🏽", "\x1b[2J\u202e\x1b]52;c;aGk=\a", "e" + strings.Repeat("\u0301", 100), "a\n\nb\r\nc", "각" + strings.Repeat("\u11a8", 99)} {
		f.Add(s, uint8(10), uint8(0))
		f.Add(s, uint8(1), uint8(3))
	}
	f.Fuzz(func(t *testing.T, s string, n, kind uint8) {
		w := Widths{}
		if kind%2 == 1 {
			w = Widths{1, 2, 2, 2, 2, 2, 1, 1}
		}
		s = labels.PrintableLines(s)
		for _, line := range w.Wrap(s, int(n)) {
			if got := w.Width(line); got > int(n) {
				t.Errorf("%q: a line of %d cells, %q, want %d", s, got, line, n)
			}
		}
		line := labels.Printable(s)
		if cut := w.Cut(line, int(n)); w.Width(cut) > int(n) {
			t.Errorf("%q is cut to %q: %d cells, want %d", line, cut, w.Width(cut), n)
		}
		row := "\x1b[1m" + w.Fit(line, int(n)) + Column + line + "\x1b[m"
		if foreign := tuitest.Foreign(writeRow(nil, 3, nil, w.columns(row, 2*int(n)))); foreign != "" {
			t.Errorf("%q: %s", s, foreign)
		}
	})
}
