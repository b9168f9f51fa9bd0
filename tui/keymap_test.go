package tui

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// What a file of keys cannot have is refused in a sentence that names it, and is short
// whatever the file holds.
func TestFilesOfKeysThatCannotBe(t *testing.T) {
	long := strings.Repeat("a", 60_000)
	for text, want := range map[string]string{
		`skip = "u"`:                   `the key "u" would mean both undo and skip on Label`,
		`skip = "ctrl+c"`:              `both skip and quit`,
		`skip = "esc"`:                 `both skip and dismiss`,
		`help = "f1"`:                  `no action is called "help"`,
		`yes = "j"`:                    `no action is called "yes"`,
		`undo = "word"`:                `no key is called "word"`,
		`undo = ""`:                    `no key is called ""`,
		`undo = []`:                    `want a key at least`,
		`undo = ["f5", "f5"]`:          `the key "f5" is there twice`,
		`undo = 5`:                     `want a key in quotes`,
		"undo = \"f5\"\nundo = \"f6\"": `line 2 is not TOML`,
		"undo = \"f5\"\nlabel = [":     `line 2 is not TOML`,
		`label = [`:                    `line 1 is not TOML`,
		`label = ["1", "2", "3"]`:      `label has 3 keys: want five`,
		`undo = "ctrl+i"`:              `terminals send "ctrl+i" as "tab"`,
		`undo = "ctrl+Space"`:          `terminals send "ctrl+Space" as "ctrl+@"`,
		`undo = "Ctrl+M"`:              `terminals send "Ctrl+M" as "enter"`,
		`"\u202e\u001b[31m" = "f5"`:    `no action is called "[31m"`,
		long + ` = "f5"`:               `no action is called "aaa`,
		`undo = "` + long + `"`:        `no key is called "aaa`,
	} {
		_, err := ReadKeys(text)
		if err == nil || !strings.Contains(err.Error(), want) || strings.ContainsAny(err.Error(), "\x1b\u202e") {
			t.Errorf("%.40q: %v, want %s", text, err, want)
		}
		if err != nil && utf8.RuneCountInString(err.Error()) > 250 {
			t.Errorf("%.40q: %d characters", text, len(err.Error()))
		}
	}
}

// A file of keys with a mark of its encoding and lines of other systems, ten keys for the
// levels, and another key to quit, beside which ctrl+c stays.
func TestKeysThatSomebodyHasChosen(t *testing.T) {
	keys, err := ReadKeys("\ufefflabel = [\"1\", \"2\", \"3\", \"4\", \"5\", \"c\", \"d\", \"W\", \"9\", \"0\"]\r\nquit = \"f10\"\r\n")
	if err != nil {
		t.Fatal(err)
	}
	o := rigOptions{memes: memes(9), setup: func(_ *fakeStore, d *Deps) { d.Keys = keys }}
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("4", "0", "c", "q")
		if got := r.given(); got != "1:4 2:5 3:1" || r.quit {
			t.Errorf("given %q, quit %v", got, r.quit)
		}
		r.keys("ctrl+c")
		if !r.quit {
			t.Error("ctrl+c does not quit")
		}
	})
}

// The help leaves out no key that somebody has chosen, however long its name is, nor the one
// that would be taken for it then.
func TestHelpHasLongNamesOfKeys(t *testing.T) {
	keys, err := ReadKeys("label = ['ctrl+alt+a', 'ctrl+alt+b', 'ctrl+alt+e', 'ctrl+alt+f', 'ctrl+alt+g']\nundo = 'ctrl+backspace'\nscreen-before = 'ctrl+alt+left'")
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range goldenSizes {
		o := rigOptions{memes: memes(3), w: size[0], h: size[1], setup: func(_ *fakeStore, d *Deps) { d.Keys = keys }}
		inRig(t, o, func(t *testing.T, r *rig) {
			r.wants("ctrl+alt+a … ctrl+alt+g label")
			r.keys("?")
			wants := []string{"ctrl+alt+a  1 very negative", "ctrl+alt+e  3 neutral", "ctrl+alt+g  5 very positive", "ctrl+backspace U undo, redo", "tab ctrl+alt+left next screen"}
			for _, want := range wants {
				for range 40 {
					if strings.Contains(r.view(), want) {
						break
					}
					r.keys("down")
				}
				r.wants(want)
				r.keys("home")
			}
		})
	}
}

// What screens say names the keys that somebody has chosen, and none of the program's.
func TestSentencesNameTheKeysThatAreUsed(t *testing.T) {
	keys, err := ReadKeys("retrain = 'f1'\ncancel = 'f2'\ngo-to = 'f3'\nserve = 'f4'\ncompare = 'f5'\nmark = 'f6'\nopen = 'f7'\nview-before = 'f8'\nview-after = 'f9'")
	if err != nil {
		t.Fatal(err)
	}
	theirs := regexp.MustCompile(`\b(r (re)?trains|by r|x cancels|g (chooses|evaluates)|g, then|p (serves|goes)|for p|c (compares|says)|m marks|enter (opens|details))\b|\[ \]|\[ cv`)
	for name, way := range map[string][]string{
		"nothing to train on": {"E"}, "evaluate": {"E"}, "test": {"E", "f8"}, "compare": {"E", "f5"}, "served": {"T"}, "older": {"T", "down"},
		"config": {"T", "f9"}, "labels": {"T", "f8"}, "training": {"T", "f1"}, "marked": {"T", "down", "f6"}, "opened": {"T", "f7"},
	} {
		for _, size := range goldenSizes {
			o := sceneMemes()
			o.w, o.h = size[0], size[1]
			setup := o.setup
			o.setup = func(s *fakeStore, d *Deps) {
				if d.Keys = keys; name != "nothing to train on" {
					setup(s, d)
				}
			}
			inRig(t, o, func(t *testing.T, r *rig) {
				r.keys(way...)
				for line := range strings.Lines(r.view()) {
					if found := theirs.FindString(line); found != "" {
						t.Errorf("%s at %v says %q: %s", name, size, found, line)
					}
				}
			})
		}
	}
}

// A command that no key is for is refused as that, and not taken for a slip of another's name.
func TestACommandWithoutAKeyHasNoLine(t *testing.T) {
	inRig(t, sceneMemes(), func(t *testing.T, r *rig) {
		without := 0
		for _, c := range r.a.commands() {
			_, err := ReadKeys(c.name + ` = "alt+f9"`)
			switch c.do {
			case doLabel:
				if err == nil || !strings.Contains(err.Error(), "the keys of all five levels") {
					t.Errorf("%s: %v", c.name, err)
				}
			default:
				if c.keys != "" && err != nil {
					t.Errorf("%s has the key %s: %v", c.name, c.keys, err)
				}
				if c.keys == "" && (err == nil || !strings.Contains(err.Error(), "cannot have a key")) {
					t.Errorf("%s: %v", c.name, err)
				}
				if c.keys == "" {
					without++
				}
			}
		}
		if without < 10 {
			t.Errorf("only %d commands without a key", without)
		}
	})
}
