package cli

import (
	"slices"
	"testing"

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
