package tui

import (
	"testing"

	"memebench/labels"
)

// Whatever a file of keys has, it is refused with a sentence, or every level has a key and
// there is a way out.
func FuzzReadKeys(f *testing.F) {
	for _, s := range []string{`label = ["&", "é", '"', "'", "("]` + "\nundo = \"backspace\"", `quit = []`, `skip = "u"`, "x = \"\x1b\"", `[label]`, `undo = ["f5", "ctrl+r", "esc"]`, "label = [1979-05-27]", `note = "\u202E"`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		keys, err := ReadKeys(text)
		if err != nil {
			if said := err.Error(); labels.PrintableLines(said) != said {
				t.Errorf("%q: %q", text, said)
			}
			return
		}
		if own, ok := keys.by[doLabel]; ok && (len(own) == 0 || len(own)%labels.Levels != 0) {
			t.Errorf("%q: the levels have %q", text, own)
		}
		if own, ok := keys.by[doQuit]; ok && len(own) == 0 {
			t.Errorf("%q: there is no way out", text)
		}
	})
}
