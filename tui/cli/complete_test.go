package cli

import (
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// What a shell offers for a flag is what its help says that it takes, and all commands that are named
// there are commands.
func TestCompletedWordsAreThoseOfTheHelp(t *testing.T) {
	root := newRoot(&options{})
	find := func(path string) *cobra.Command {
		cmd, rest, err := root.Find(strings.Fields(path)[1:])
		if err != nil || len(rest) > 0 {
			t.Fatalf("%s: %v, %q", path, err, rest)
		}
		return cmd
	}
	for name, w := range flagWords {
		path, flag, of := cutLast(name)
		if !of {
			path = map[string]string{"role": "memebench annotators add", "fusion": "memebench train", "class-weights": "memebench train", "version": "memebench eval"}[flag]
		}
		if path == "" {
			continue // said by another's list: TestTables and the scripts have them
		}
		help := find(path).Flag(flag)
		for _, word := range w.fixed {
			if help == nil || !strings.Contains(help.Usage, word) {
				t.Errorf("%s: --%s does not say %s: %+v", path, flag, word, help)
			}
		}
	}
	for path := range argWords {
		find(path)
	}
}
