package tui

import (
	"testing"
	"time"
)

// Since when one says something is told as far as there is room, and never cut.
func TestSinceWhenYouSaidIt(t *testing.T) {
	for _, c := range []struct {
		w     int
		level string
		after time.Duration
		says  string
	}{
		{100, "1", 0, "● 1 very negative, just now"},
		{100, "1", 26 * time.Minute, "● 1 very negative, 26 min ago"},
		{80, "1", 0, "● 1 very negative, 1 s"},
		{80, "1", 26 * time.Minute, "● 1 very negative, 26 min"},
		{80, "1", 130 * time.Minute, "● 1 very negative\n"},
		{80, "3", 26 * time.Minute, "● 3 neutral, 26 min ago"},
	} {
		inRig(t, rigOptions{w: c.w, h: 24, memes: memes(3)}, func(t *testing.T, r *rig) {
			r.keys(c.level)
			r.keys("left")
			r.pass(c.after)
			r.resize(c.w, 25)
			r.wants(c.says)
		})
	}
}
