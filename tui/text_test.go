package tui

import (
	"math"
	"strings"
	"testing"
	"time"

	"memebench/eval"
	"memebench/tui/term"
)

// testWidths is how tests measure.
var testWidths term.Widths

// Texts that have no room end behind a word; a word that has none is cut.
func TestWordsThatHaveRoom(t *testing.T) {
	st := styles{Widths: testWidths}
	for _, c := range []struct {
		text         string
		w            int
		words, whole string
	}{
		{"one two three", 13, "one two three", "one two three"},
		{"one two three", 12, "one two", "one two …"},
		{"one two three", 8, "one two", "one …"},
		{"one two three", 3, "one", "on…"},
		{"wholeword", 5, "whol…", "whol…"},
		{"", 3, "", ""},
	} {
		if got := st.words(c.text, c.w); got != c.words {
			t.Errorf("%q in %d: %q, want %q", c.text, c.w, got, c.words)
		}
		if got := st.cutWords(c.text, c.w); got != c.whole {
			t.Errorf("%q in %d: %q, want %q", c.text, c.w, got, c.whole)
		}
	}
	if text, left := st.asMany(9, ", ", []string{"one", "two", "three"}); text != "one, two" || left != 1 {
		t.Errorf("%q, %d left", text, left)
	}
	if text, left := st.asMany(2, ", ", []string{"one", "two"}); text != "one" || left != 1 {
		t.Errorf("%q, %d left", text, left)
	}
}

func TestCentre(t *testing.T) {
	var st styles
	for text, want := range map[string]string{"ab": "  ab  ", "abc": " abc  ", "too long": "too l…"} {
		if got := st.centre(text, 6); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestNumbers(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{score(.414), ".41"}, {score(1), "1.00"}, {score(0), ".00"}, {score(-.054), "−.05"}, {score(-.001), ".00"}, {score(-1.25), "−1.25"},
		{score(eval.Metric(math.NaN())), "—"}, {signed(.05), "+.05"}, {signed(-.05), "−.05"}, {signed(.001), "±.00"}, {signed(eval.Metric(math.NaN())), "—"},
		{percent(.507), "51 %"}, {percent(1), "100 %"},
		{bytesOf(1_200_000, 33_100_000), "1.2/33.1 MB"}, {bytesOf(500, 0), "0.5 kB"}, {bytesOf(5e8, 2e9), "0.5/2.0 GB"},
		{spell(0), "1 s"}, {spell(8 * time.Second), "8 s"}, {spell(3 * time.Minute), "3 min"}, {spell(130 * time.Minute), "2 h 10 min"},
		{count(1, "meme"), "1 meme"}, {count(0, "meme"), "0 memes"}, {short(12, 4), "12"}, {short(123456, 4), "123k"},
		{levelName(3), "4 positive"}, {levelName(-1), "—"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}

func TestCharts(t *testing.T) {
	nan, st, plain := math.NaN(), styles{glyphs: usualGlyphs}, styles{glyphs: plainGlyphs}
	for _, c := range []struct{ got, want string }{
		{plain.eighths(.40625, 4), "##"},
		{st.eighths(1, 4), "████"}, {st.eighths(.5, 4), "██"}, {st.eighths(.40625, 4), "█▋"}, {st.eighths(0, 4), ""}, {st.eighths(.0001, 4), "▏"}, {st.eighths(7, 2), "██"}, {st.eighths(nan, 2), ""},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}

func TestPace(t *testing.T) {
	var p pace
	at := fakeTime
	step := func(d time.Duration) float64 { at = at.Add(d); p.add(at); return p.perMinute() }
	if step(0) != 0 || step(6*time.Second) != 0 {
		t.Error("a pace from two labels")
	}
	if got := step(6 * time.Second); got != 10 {
		t.Errorf("%v per minute, want 10", got)
	}
	for range 100 {
		step(3 * time.Second)
	}
	if got := p.perMinute(); got != 20 || len(p.times) != paceLabels {
		t.Errorf("%v per minute over %d labels, want 20 over %d", got, len(p.times), paceLabels)
	}
	p.takeBack()
	if len(p.times) != paceLabels-1 {
		t.Error("a label taken back still counts")
	}
	if got := step(5 * time.Minute); got != 0 {
		t.Errorf("%v after a break, want a new start", got)
	}
	same := pace{}
	same.takeBack()
	for range 3 {
		same.add(at)
	}
	if got := same.perMinute(); got != 0 {
		t.Errorf("%v for labels at one time", got)
	}
	for range 100 { // a script
		same.add(at)
	}
	if got := same.perMinute(); got > 200 {
		t.Errorf("%v per minute", got)
	}
	for n, want := range map[int]string{1: "about 1 min left", 209: "about 21 min left", 6900: "about 12 h left"} {
		if got := timeLeft(n, 10); got != want {
			t.Errorf("%d at 10 a minute: %q, want %q", n, got, want)
		}
	}
}

func TestStatus(t *testing.T) {
	var s status
	line := func(w int) string {
		l, _ := s.line(styles{}, w, "!")
		if testWidths.Width(l) > w {
			t.Errorf("%d columns, want %d: %q", testWidths.Width(l), w, l)
		}
		return l
	}
	s.acknowledge("saved 4 positive")
	if got := line(60); got != "✓ saved 4 positive" {
		t.Errorf("%q", got)
	}
	s.fail("disk full: %s", strings.Repeat("long ", 30))
	if got := line(60); !strings.HasPrefix(got, "✗ disk full: long") || !strings.HasSuffix(got, "… (! shows all)") {
		t.Errorf("%q", got)
	}
	if _, complete := s.line(styles{}, 60, "!"); complete {
		t.Error("cut, and called complete")
	}
	s.say("saved")
	if got := line(60); !strings.HasPrefix(got, "saved  ✗ disk full") {
		t.Errorf("%q", got)
	}
	// What a key has done is said whole beside any error.
	s.acknowledge("saved 5 very positive  #6895")
	if got := line(36); !strings.HasPrefix(got, "✓ saved 5 very positive  #6895  ✗ !") {
		t.Errorf("%q", got)
	}
	s.fail("disk full\nit has %d bytes left", 0)
	if got, complete := s.line(styles{}, 60, "!"); complete || got != "✗ disk full (! shows all)" || !strings.Contains(s.fault(), "0 bytes left") {
		t.Errorf("of two lines: %q, complete %v, whole %q", got, complete, s.fault())
	}
	for w := 20; w < 120; w++ {
		line(w)
	}
}
