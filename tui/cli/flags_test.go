package cli

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// What a flag wants can be said of every flag that does not take any text.
func TestFlagValues(t *testing.T) {
	free := []string{"string", "stringArray"}
	each(newRoot(&options{}), func(cmd *cobra.Command) {
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if kind := f.Value.Type(); flagValues[kind] == "" && !slices.Contains(free, kind) {
				t.Errorf("%s --%s takes a %s: say in flagValues what that is", cmd.CommandPath(), f.Name, kind)
			}
		})
	})
}

// Help has room in a window of 100 columns: its texts have lines of at most 95, and the names of
// values, by whose bytes cobra aligns, are plain.
func TestHelpHasRoom(t *testing.T) {
	each(newRoot(&options{}), func(cmd *cobra.Command) {
		for l := range strings.Lines(cmd.Long) {
			if n := utf8.RuneCountInString(strings.TrimSuffix(l, "\n")); n > 95 {
				t.Errorf("%s: %d columns: %s", cmd.CommandPath(), n, l)
			}
		}
		cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if name, _ := pflag.UnquoteUsage(f); len(name) != utf8.RuneCountInString(name) {
				t.Errorf("%s --%s %s pushes the texts of all flags to the right", cmd.CommandPath(), f.Name, name)
			}
		})
	})
}
