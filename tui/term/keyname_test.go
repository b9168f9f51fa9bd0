package term

import "testing"

func TestKeyNames(t *testing.T) {
	for written, want := range map[string]string{
		"q": "q", "Q": "Q", "&": "&", "é": "é", "漢": "漢", "+": "+", " ": " ", "space": " ", "Space": " ",
		"enter": "enter", "Left": "left", "pgup": "pgup", "f5": "f5", "shift+tab": "shift+tab",
		"ctrl+c": "ctrl+c", "Ctrl+C": "ctrl+c", "shift+alt+ctrl+up": "ctrl+alt+shift+up", "alt++": "alt++", "ctrl+space": "ctrl+ ",
		// What no key is called.
		"": "", "qq": "", "page": "", "ctrl+": "", "ctrl": "", "shift+a": "", "hyper+x": "", "\x1b": "", "\n": "", "\u202e": "", "\u0301": "", "e\u0301": "", "\xff": "",
	} {
		got, ok := KeyName(written)
		if got != want || ok != (want != "") {
			t.Errorf("%q: %q, %v, want %q", written, got, ok, want)
		}
	}
	// What is decoded can be written, whatever it is.
	for _, s := range tokens {
		for _, name := range decoded(s) {
			if len(name) > 6 && (name[:6] == "paste:" || name[:6] == "mouse:") {
				continue
			}
			if got, ok := KeyName(name); !ok || got != name {
				t.Errorf("%q of %q: %q, %v", name, s, got, ok)
			}
		}
	}
}
