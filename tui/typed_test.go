package tui

import (
	"slices"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

func TestTypedKeys(t *testing.T) {
	for in, want := range map[string][]string{
		"":                           nil,
		"42u":                        {"4", "2", "u"},
		"\x1b[C\x1bOD\x1b[A\x1b[Z\t": {"right", "left", "up", "shift+tab", "tab"},
		"\x1b":                       {"esc"},
		"\x1b\x1b[B":                 {"esc", "down"},
		"?\r\x03":                    {"?", "enter", "ctrl+c"},
		"é\xff\x00\x7f3":             {"é", "3"},
		"\x1b[1;5C4":                 {"4"}, // ctrl and an arrow: means nothing here
		"\x1b[15~4":                  {"4"},
		"4\x1bx5":                    {"4", "5"}, // alt+x
		"4\x1b]11;rgb:1e1e/1":        {"4"},      // an answer that was cut off
		"4\x1bP>|name":               {"4"},
		"4\x1b[?6":                   {"4"},
		"\x1b]11;rgb:11/1/1\x075":    {"5"},
		"\x1b_Gi=1;OK\x1b\\5":        {"5"},
	} {
		if got := typedKeys(in); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// What was typed while the terminal was asked comes first.
func TestKeysOfTheProbeAreNotLost(t *testing.T) {
	inRig(t, rigOptions{memes: memes(9), typed: "42"}, func(t *testing.T, r *rig) {
		r.keys("1")
		if got := r.given(); got != "1:4 2:2 3:1" {
			t.Errorf("%q", got)
		}
	})
}

// An answer of the terminal that comes too late is taken apart into keys by
// Bubble Tea. No label may come of it.
func TestLateAnswersAreNotKeys(t *testing.T) {
	inRig(t, rigOptions{memes: memes(9)}, func(t *testing.T, r *rig) {
		runes := func(s string, alt bool) tea.KeyMsg {
			return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(s), Alt: alt}
		}
		for _, m := range []tea.Msg{
			runes("P", true), runes("1$r0;48:2::1:2:3m", false), runes("\\", true),
			runes("]", true), runes("11;rgb:1e1e/2f2f/1111", false), tea.KeyMsg{Type: tea.KeyCtrlG},
			runes("_", true), runes("Gi=4242;OK", false), runes("\\", true),
		} {
			r.send(m)
		}
		if got := r.given(); got != "" {
			t.Errorf("labels of an answer: %q", got)
		}
		// Whoever really presses alt+P goes on typing later.
		r.send(runes("P", true))
		time.Sleep(2 * replyGap)
		r.keys("5")
		if got := r.given(); got != "1:5" {
			t.Errorf("%q", got)
		}
	})
}
