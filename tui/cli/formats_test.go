package cli

import (
	"strings"
	"testing"

	"github.com/spf13/cobra"

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
