package tui

import (
	"strings"
	"testing"

	"memebench/labels"
)

// place is where keys are live: own are those that are defined for it, all those that
// work there.
type place struct {
	title    string
	own, all keymap
	screen   bool // the keys of all screens work there too
}

// places lists where keys are live, in the order of their tables: the screens that tab
// goes round, as they are, and what else has a keymap.
func places() []place {
	screen := func(title string, own, below keymap) place {
		return place{title, own, own.over(below).over(globalKeys), true}
	}
	var all []place
	for _, s := range newApp(&session{}, false).screens() {
		all = append(all, screen(s.title(), s.keys(), nil))
		if _, label := s.(*labelScreen); label {
			all = append(all,
				screen("Label, the memes of a matrix cell, beside those of Label but `g`", cellKeys, labelKeys),
				screen("A picture that fills the window (`z`)", zoomKeys, nil))
		}
	}
	return append(all,
		place{"On all screens", globalKeys, globalKeys, false},
		place{"A question", askKeys, askKeys, false},
		place{"A line that is asked for", promptKeys, promptKeys, false},
		place{"Help, and a message in full", helpKeys, helpKeys, false})
}

func TestNoKeyMeansTwoThings(t *testing.T) {
	for _, p := range places() {
		name, m := p.title, p.all
		seen := map[string]action{}
		for _, b := range m {
			for _, k := range b.keys {
				if do, twice := seen[k]; twice {
					t.Errorf("%s: %q is %s and %s", name, k, do, b.do)
				}
				seen[k] = b.do
				if do, ok := m.find(k); !ok || do != b.do {
					t.Errorf("%s: %q finds %q, want %q", name, k, do, b.do)
				}
			}
			if b.help == "" || b.show == "" || len(b.keys) == 0 {
				t.Errorf("%s: %q is not described", name, b.do)
			}
		}
	}
	// The screens hide none of the keys that work everywhere, but esc.
	for _, p := range places() {
		for _, b := range globalKeys {
			for _, k := range b.keys {
				if do, found := p.own.find(k); p.screen && found && do != b.do && k != "esc" {
					t.Errorf("%s: %q of %q is hidden", p.title, k, b.do)
				}
			}
		}
	}
}

// On a label screen the letters that label, take back and skip are the same
// wherever its memes come from.
func TestLabelKeysAreTheSameInACell(t *testing.T) {
	label, cell := labelKeys.over(globalKeys), cellKeys.over(labelKeys).over(globalKeys)
	for _, b := range label {
		for _, k := range b.keys {
			if do, _ := cell.find(k); do != b.do && k != "esc" {
				t.Errorf("%q is %q on the label screen and %q in a cell", k, b.do, do)
			}
		}
	}
}

// Labels that were imported are nobody's to take back.
func TestUndoIsHintedAtOnceThereIsSomething(t *testing.T) {
	ms := memes(9)
	ms[3].Split = labels.Val
	inRig(t, rigOptions{memes: ms, setup: func(s *fakeStore, _ *Deps) { imported(s, labels.Val) }}, func(t *testing.T, r *rig) {
		r.lacks("u undo")
		r.keys("s")
		r.wants("u undo")
		r.keys("u")
		r.lacks("u undo")
	})
}

func TestHelpIsMadeFromTheKeys(t *testing.T) {
	inRig(t, rigOptions{memes: memes(3), w: 140, h: 45}, func(t *testing.T, r *rig) {
		st := r.a.st
		for _, p := range places() {
			page := strings.Join(newHelp(p.title, p.all, "").lines(st, 200), "\n")
			for _, b := range p.all {
				if !strings.Contains(page, keyNames(b.keys)) || !strings.Contains(page, b.help) {
					t.Errorf("%s: the help lacks %q", p.title, b.do)
				}
			}
		}
		r.keys("?")
		r.wants("Keys on Label", "take back your newest label", "Guide")
		r.keys("?")
		r.wants("Whose feeling: the reader's.")
		r.keys("tab")
		r.wants("take back your newest label")
		r.keys("1", "esc")
		r.wants("#0001")
		if len(r.store.log) != 0 {
			t.Error("a key labelled a meme behind the help")
		}
	})
}

func TestTheGuideWrapsWhereTheWindowEnds(t *testing.T) {
	got := joinParagraphs("# Levels\nWhose feeling\nis asked?  \nThe maker's.\n\n- one\n  more\n- two\n12. three\n> said\n| a | b |\n| - | - |\n```\nas\nit is\n```\nEnd\n of it")
	want := "# Levels\nWhose feeling is asked? The maker's.\n\n- one more\n- two\n12. three\n> said\n| a | b |\n| - | - |\n```\nas\nit is\n```\nEnd of it"
	if got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}
