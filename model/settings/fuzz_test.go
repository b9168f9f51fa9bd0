package settings

import (
	"testing"

	"memebench/labels"
)

// Whatever a setting is set to, it is refused with a sentence, or read.
func FuzzSettings(f *testing.F) {
	for _, s := range []string{"", "25", "-1", "99999999999999999999", "after", "on", "\x1b[31m\u202e", "1e3", "0x10", "default+frames"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, value string) {
		for _, s := range All {
			if err := s.Check(value); err != nil {
				if said := err.Error(); labels.Printable(said) != said {
					t.Errorf("%s: %q", s.Name, said)
				}
			}
		}
		set := store{Overlap.Name: value, RetrainEvery.Name: value, FoldsSeed.Name: value}
		if n, err := Overlap.Read(set); err == nil && (n < 1 || n > labels.MostOverlap) {
			t.Errorf("%q: an overlap of %d", value, n)
		}
		if n, err := RetrainEvery.Read(set); err == nil && n < 0 {
			t.Errorf("%q: retrained every %d", value, n)
		}
		if _, err := FoldsSeed.Read(set); (err == nil) != (FoldsSeed.Check(value) == nil) {
			t.Errorf("%q can be read, or be set, but not both: %v", value, err)
		}
	})
}
