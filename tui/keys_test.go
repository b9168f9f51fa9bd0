package tui

import (
	"strings"
	"testing"

	"github.com/muesli/termenv"

	"memebench/labels"
	"memebench/tui/term"
)

// table is where keys are live: own are those that are defined for it, all those that
// work there.
type table struct {
	title    string
	own, all keymap
	screen   bool // the keys of all screens work there too
}

// tables lists where keys are live, in the order of their tables: the screens that tab
// goes round, as they are, and what else has a keymap.
func tables() []table {
	screen := func(title string, own, below keymap) table {
		return table{title, own, own.over(below).over(globalKeys), true}
	}
	var all []table
	for _, s := range newApp(&session{}, false).screens() {
		all = append(all, screen(s.title(), s.keys(), nil))
		if _, label := s.(*labelScreen); label {
			all = append(all,
				screen("Label, the memes of a matrix cell, beside those of Label but `g`", cellKeys, labelKeys),
				screen("A picture that fills the window (`z`)", zoomKeys.over(orderKeys.only(doGoTo)), nil))
		}
	}
	return append(all,
		table{"On all screens", globalKeys, globalKeys, false},
		table{"A question", askKeys, askKeys, false},
		table{"A line that is asked for", promptKeys, promptKeys, false},
		table{"The name of a file, beside those of a line", fileKeys, fileKeys.only(doFormat), false},
		table{"Help", helpKeys, helpKeys, false},
		table{"All about a meme", aboutKeys, aboutKeys, false},
		table{"All news", newsKeys, newsKeys, false},
		table{"Commands", commandKeys, commandKeys, false},
		table{"A version to be chosen (`g` on Evaluate)", versionKeys, versionKeys, false},
		table{"Find", findKeys, findKeys, false},
		table{"Settings", settingsKeys, settingsKeys, false})
}

func TestNoKeyMeansTwoThings(t *testing.T) {
	for _, p := range tables() {
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
	for _, p := range tables() {
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
		r.faint("u undo")
		r.keys("s")
		r.hints("u undo")
		r.keys("u")
		r.faint("u undo")
	})
}

// The page of keys has every action that is bound anywhere, with its keys, and those that
// do nothing on the screen beneath faint.
func TestHelpIsMadeFromTheKeys(t *testing.T) {
	inRig(t, rigOptions{memes: memes(3), w: 140, h: 45}, func(t *testing.T, r *rig) {
		st := r.a.st
		for _, w := range []int{54, 72, 92, 146} {
			page := strings.Join(keyPage(st, globalKeys, Keys{}, w, true), "\n")
			for _, p := range places {
				for _, b := range p.keys.over(globalKeys) {
					first := keyNames(b.keys[:1])
					if b.do == doLabel {
						first = b.show
					}
					if b.do != doTabBack && !strings.Contains(page, first) {
						t.Errorf("%d wide: the help lacks %q of %q:\n%s", w, first, b.do, page)
					}
				}
			}
			for _, l := range strings.Split(page, "\n") {
				if n := st.Width(l); n > w {
					t.Errorf("%d wide: %d columns: %q", w, n, l)
				}
			}
		}
		r.keys("?")
		r.wants("Keys on Label", "▸ keys", "model: show or hide")
		r.keys("?")
		r.wants("Whose feeling: the reader's.", "▸ guide")
		r.keys("tab")
		r.wants("▸ keys")
		r.keys("1", "esc")
		r.wants("#0001")
		if len(r.store.log) != 0 {
			t.Error("a key labelled a meme behind the help")
		}
	})
	colours := styles{}
	inRig(t, rigOptions{memes: memes(3), images: term.ImagesBlocks, profile: termenv.TrueColor}, func(t *testing.T, r *rig) { colours = r.a.st })
	faint, strong := colours.onSurface(colours.faint).on+"%", colours.onSurface(colours.strong).on+"%"
	for _, c := range []struct {
		live keymap
		want string
	}{{orderKeys, faint}, {evalKeys, strong}} {
		if page := strings.Join(keyPage(colours, c.live, Keys{}, 72, true), "\n"); !strings.Contains(page, c.want) {
			t.Errorf("no %q in %q", c.want, page)
		}
	}
}
