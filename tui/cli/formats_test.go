package cli

import (
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"memebench/labels/dataset"
)

// TestFormatsAreDescribed wants a paragraph about each format in the help of the
// command that takes it.
func TestFormatsAreDescribed(t *testing.T) {
	for _, c := range []struct {
		cmd     *cobra.Command
		formats []string
	}{
		{newImport(&options{}), dataset.ImportFormats()},
		{newExport(&options{}), dataset.ExportFormats()},
	} {
		for _, format := range c.formats {
			if !strings.Contains(c.cmd.Long, "Format "+format+" ") {
				t.Errorf("%s --help does not describe format %s", c.cmd.Name(), format)
			}
			if !strings.Contains(c.cmd.Use, format) || !strings.Contains(c.cmd.Flag("format").Usage, format) {
				t.Errorf("%s --help does not list format %s", c.cmd.Name(), format)
			}
		}
	}
}

// TestTableFlags wants every option of import to be one of a table's, but those that say
// which file it is.
func TestTableFlags(t *testing.T) {
	newImport(&options{}).LocalNonPersistentFlags().VisitAll(func(f *pflag.Flag) {
		if !slices.Contains(tableFlags, f.Name) && f.Name != "format" && f.Name != "file" {
			t.Errorf("--%s is not in tableFlags: a file with events would take it and do nothing", f.Name)
		}
	})
}
