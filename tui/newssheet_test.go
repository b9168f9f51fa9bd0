package tui

import (
	"errors"
	"strings"
	"testing"
	"time"
)

// ! lists all that was said, the newest first, with its time and its mark.
func TestAllNews(t *testing.T) {
	inRig(t, rigOptions{w: 100, h: 30, memes: memes(9)}, func(t *testing.T, r *rig) {
		r.keys("4")
		time.Sleep(time.Minute)
		r.keys("m")
		r.store.fail = errors.New("disk full\nsecond line")
		r.keys("2")
		said := r.a.status.log
		r.keys("!")
		r.wants("All news of this session", "✗ NOT saved: disk full", "second line", "m marks: on Grid and Train", "✓ saved 4 positive, #0001")
		view := r.view()
		if strings.Index(view, "NOT saved: disk") > strings.Index(view, "m marks") || strings.Index(view, "m marks") > strings.Index(view, "✓ saved 4") {
			t.Errorf("not the newest first:\n%s", view)
		}
		first, last := said[len(said)-3], said[len(said)-1]
		if gap := last.at.Sub(first.at); gap < time.Minute || gap > 2*time.Minute {
			t.Errorf("%v between them", gap)
		}
		r.wants(last.at.Local().Format("15:04:05"))
		r.keys("esc")
		r.lacks("All news")
		r.wants("✗ NOT saved") // until esc
		r.keys("esc")
		r.lacks("✗")
	})
	inRig(t, rigOptions{}, func(t *testing.T, r *rig) {
		r.keys("!")
		r.wants("Nothing has been said yet.")
	})
}

// What was said several times in a row has one row, with the time of the last.
func TestNewsThatAreSaidAgain(t *testing.T) {
	inRig(t, rigOptions{w: 100, h: 30, memes: memes(9)}, func(t *testing.T, r *rig) {
		r.keys("m", "4")
		for range 3 {
			time.Sleep(time.Minute)
			r.keys("m")
		}
		last := r.a.status.log[len(r.a.status.log)-1]
		r.keys("!")
		r.wants(last.at.Local().Format("15:04:05") + "    m marks: on Grid and Train (3 times)")
		if n := strings.Count(r.view(), "m marks"); n != 3 { // with the row of news
			t.Errorf("%d rows:\n%s", n, r.view())
		}
	})
}

func TestNewsAreKeptWithinBounds(t *testing.T) {
	var s status
	for i := range 3 * keptNews {
		s.say("news %d", i)
	}
	if len(s.log) != keptNews || s.log[keptNews-1].text != "news 599" {
		t.Errorf("%d kept, the last %q", len(s.log), s.log[len(s.log)-1].text)
	}
	other := s
	other.say("another")
	s.say("mine")
	if other.log[keptNews-1].text != "another" {
		t.Error("a copy shares its list")
	}
}

// What ends a notice depends on what it is.
func TestHowLongNewsStay(t *testing.T) {
	key := func(s *status) { s.takeNews() }
	for _, c := range []struct {
		name string
		do   func(*status)
		want string
	}{
		{"a reply goes with the next key", func(s *status) { s.say("one"); key(s) }, ""},
		{"what is done, too", func(s *status) { s.did("one"); key(s) }, ""},
		{"a warning does not", func(s *status) { s.warn("one"); key(s); key(s) }, "! one"},
		{"but with the next thing that is said", func(s *status) { s.warn("one"); key(s); s.did("two") }, "✓ two"},
		{"and with the next key, if there are news beside it", func(s *status) { s.warn("one"); s.addDone("two"); key(s) }, ""},
		{"a fault stays", func(s *status) { s.fail("one"); key(s); s.say("two"); key(s) }, "✗ one"},
		{"until it is dismissed", func(s *status) { s.fail("one"); s.warn("two"); s.dismiss() }, ""},
	} {
		var s status
		c.do(&s)
		if got := s.text(); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
