package cli

import (
	"fmt"
	"runtime/debug"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"

	"memebench/labels"
	"memebench/labels/atomicfile"
)

// commitTime is that of the commit that this build is of; nil where that is not known, for
// which the pages have today.
func commitTime() *time.Time {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return nil
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.time" {
			if at, err := time.Parse(time.RFC3339, s.Value); err == nil {
				return &at
			}
		}
	}
	return nil
}

// newMan writes the pages for man, of which a release has some. It is hidden: it is of use
// to who packs the program.
func newMan(o *options) *cobra.Command {
	return &cobra.Command{
		Use:    "man DIR",
		Short:  "Write the pages for man",
		Long:   `man writes a page for man into DIR for each command.`,
		Args:   exactArgs(1, "a folder"),
		Hidden: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			if _, err := atomicfile.MakeFolder(args[0], 0o777); err != nil {
				return err
			}
			root := cmd.Root()
			root.DisableAutoGenTag = true // the same pages of the same program
			err := doc.GenManTree(root, &doc.GenManHeader{Title: "MEMEBENCH", Section: "1", Manual: "memebench", Source: "memebench", Date: commitTime()}, args[0])
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(o.people(), "wrote the pages to %s\n", labels.Printable(args[0]))
			return err
		},
	}
}
