package tui

import (
	"strings"
	"testing"

	"memebench/tui/term"
)

// Joiners that join nothing are not drawn, and all that mean something are.
func TestJoinersThatJoinNothing(t *testing.T) {
	for text, want := range map[string]string{
		"plain":                          "plain",
		"\u200d👧\u200d👦 at the start":    "👧\u200d👦 at the start",
		"some \u200d👧, at the end\u200d": "some 👧, at the end",
		"👨\u200d cut through":            "👨 cut through",
		"👨\u200d\u200d👩":                 "👨👩",
		"👨\u200d":                        "👨",
		"🏳\ufe0f\u200d🌈 👩🏽\u200d🚒 🏃\u200d♂\ufe0f 🙂\u200d↔\ufe0f": "🏳\ufe0f\u200d🌈 👩🏽\u200d🚒 🏃\u200d♂\ufe0f 🙂\u200d↔\ufe0f",
		"क्\u200d and ه\u200d":  "क्\u200d and ه\u200d",
		"\x1b[7m👨\x1b[m\u200d👩": "\x1b[7m👨\x1b[m👩",
		"\u200d":                "",
	} {
		got := joined(text)
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
		for _, known := range []term.Widths{{}, {Family: 2, Tone: 2, Flag: 2, Heart: 2}} {
			if a, b := known.Width(got), known.Width(text); a != b {
				t.Errorf("%q takes %d cells, and %q %d", got, a, text, b)
			}
		}
	}
}

// A caption that begins or ends inside an emoji leaves nothing in the cells beside it.
func TestACaptionWithJoinersThatJoinNothing(t *testing.T) {
	o := rigOptions{memes: memes(2)}
	o.memes[0].Caption = "\u200d👧\u200d👦 cut through\u200d"
	inRig(t, o, func(t *testing.T, r *rig) {
		if v := r.a.View(); !strings.Contains(v, "👧\u200d👦 cut through") || strings.Contains(v, "\u200d👧") || strings.Contains(v, "through\u200d") {
			t.Errorf("the caption is drawn as %q", v)
		}
	})
}
