package cli

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"memebench/labels"
	"memebench/labels/dataset"
	"memebench/model"
)

// tableFlags are those that say how a table is read.
var tableFlags = []string{"csv", "images", "caption", "level", "scale", "image", "split-column", "split", "dataset", "annotator"}

func newImport(o *options) *cobra.Command {
	var spec dataset.ImportSpec
	var format, split, file string
	rows, events := dataset.OneOf(dataset.RowFormats()...), dataset.OneOf(dataset.EventFormats()...)
	cmd := &cobra.Command{
		Use: "import --format " + strings.Join(dataset.RowFormats(), "|") + " --csv FILE [--images DIR] | import --format " +
			strings.Join(dataset.EventFormats(), "|") + " --file FILE",
		Short: "Add memes from a table, and labels if you say whose; or add a whole workspace",
		Long: `import adds the rows of a table to the workspace, and makes the workspace if there is
none. --csv names a file of rows (--format ` + rows + `), --file one with everything
that was said, by everybody (--format ` + events + `).

Commas, semicolons, tabs or vertical bars separate the values of a table; which it is,
the header and the first rows tell.

Each row is imported, a duplicate (it is there already, with the same content) or
failed. A picture that is missing or cannot be decoded is a warning: its meme is shown
by the caption. Memes that are tied together (see groups) stay in one split; a row that
goes to another split than you asked for, because of that, is a warning too. The memes of
each level are divided by 70/10/20. Labels
are imported only with --annotator.

Format memotion has the columns of Memotion-7k. Format csv is any table: name its
columns with --caption, --level and --image. A level is a name (very_negative …
very_positive) or a number on the --scale. Row numbers count the header as row 1.

Format memebench is the file that export --format memebench writes, or that the
workbench writes when it cannot save labels. Where there is no workspace, import makes
it, with the same ids, splits and labels in the same order, or fails and makes nothing.
In a workspace that is there, it adds the memes and labels that are missing, with their
own times. A label is left out if its annotator has given a later one here, and an
adjudication if there is a later one. Settings stay as they are. Importing a file again
changes nothing.`,
		Example: `  memebench import --format memotion --csv labels.csv --images images --annotator team
  memebench import --format csv --csv notes.csv --caption text --level mood --scale 1-5 --annotator ada`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if dataset.HasEvents(format) {
				return o.importRecords(cmd, format, file)
			}
			if file != "" {
				return usagef("--file goes with --format %s: a table is given by --csv", events)
			}
			// Whose labels these are must be said here: the environment's
			// annotator is who labels by hand.
			if cmd.Flags().Changed("annotator") {
				spec.Annotator = strings.TrimSpace(labels.Printable(o.annotator))
			}
			spec.Format = format
			spec.Split = split
			spec.Probe = probeImage
			if err := spec.Validate(); err != nil {
				return usageError{err}
			}
			// A table that is refused as a whole makes no workspace.
			progress, wipe := newProgress(o.err)
			table, err := dataset.OpenImport(cmd.Context(), spec, progress.Plain())
			wipe()
			if err != nil {
				return err
			}
			defer table.Close() // only read from
			return o.run(cmd.Context(), mayBeginIt, func(ctx context.Context, w *workspace, p model.Report) (answer, error) {
				report, err := table.Into(ctx, w.store, p.Plain())
				switch in := report.Imported + report.Duplicates; {
				case in == 0:
					w.dropIfNew()
				case err != nil:
					o.say("%d rows of %s are in: the same command goes on with the others", in, filepath.Base(spec.CSV))
				}
				if err == nil && table.HasPictures() {
					err = o.findNear(ctx, w, p)
				}
				return o.imported(spec, report), err
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&format, "format", "", "`FORMAT` of the file: "+dataset.OneOf(dataset.ImportFormats()...))
	f.StringVar(&file, "file", "", events+": `FILE` with the exported workspace, or with labels that could not be saved")
	f.StringVar(&spec.CSV, "csv", "", rows+": `FILE` with the table")
	f.StringVar(&spec.Images, "images", "", "folder `DIR` of the pictures")
	f.StringVar(&spec.CaptionColumn, "caption", "", "csv: `COLUMN` of the caption")
	f.StringVar(&spec.LevelColumn, "level", "", "csv: `COLUMN` of the level")
	f.StringVar(&spec.Scale, "scale", "", "csv: `SCALE` of levels that are numbers: 0-4, 1-5 or -2..2")
	f.StringVar(&spec.ImageColumn, "image", "", "csv: `COLUMN` of the picture's file name")
	f.StringVar(&spec.SplitColumn, "split-column", "", "csv: `COLUMN` of the split")
	f.StringVar(&split, "split", "", "put all in `SPLIT` train, val or test; trainval: 90/10 in train and val (default: 70/10/20 in all three)")
	f.StringVar(&spec.Dataset, "dataset", "", "`NAME` of the dataset (default: memotion, or the table's name)")
	return cmd
}

// findNear looks for near duplicates among what was imported.
func (o *options) findNear(ctx context.Context, w *workspace, p model.Report) error {
	r, err := dataset.FindNear(ctx, w.store, p.Plain())
	if err != nil {
		return whenStopped(err, "all rows are in; memebench groups --find goes on with looking for near duplicates")
	}
	o.sayNear(r)
	return nil
}

// imported is the answer to an import.
func (o *options) imported(spec dataset.ImportSpec, r dataset.ImportReport) answer {
	a := answer{did: true, json: r, text: func(out io.Writer) error {
		o.printReasons("warning", r.Warnings, r.OmittedWarnings)
		o.printReasons("failed", r.Failed, r.OmittedFailed)
		table := labels.Printable(filepath.Base(spec.CSV))
		if r.LevelsLeftOut > 0 {
			o.say("levels in %s left out: %d; --annotator NAME imports them as NAME's", table, r.LevelsLeftOut)
		}
		if r.Relabelled > 0 {
			o.say("labels of %s changed: %d, where %s gives another level than before", labels.Printable(spec.Annotator), r.Relabelled, table)
		}
		_, err := fmt.Fprintf(out, "%d rows: %d imported, %d duplicates, %d failed; %d labels\n", r.Rows, r.Imported, r.Duplicates, len(r.Failed)+r.OmittedFailed, r.Labels)
		return err
	}}
	switch {
	case r.Rows == 0:
		a.status = fmt.Errorf("%s has no rows below its header", labels.Printable(spec.CSV))
	case len(r.Failed) == 0:
	case r.Imported+r.Duplicates == 0:
		a.status = fmt.Errorf("no row of %s could be imported", labels.Printable(spec.CSV))
	default:
		a.status = errPartly
	}
	return a
}

// note prints what had to be mended or replaced.
func (o *options) note(notices []string) {
	for _, n := range notices {
		o.say("note: %s", labels.Printable(n)) // one line each
	}
}

// shownReasons is how many reasons of a kind are printed; --json has them all, as far
// as they were kept.
const shownReasons = 10

// printReasons prints reasons, of which so many were omitted.
func (o *options) printReasons(kind string, rs []labels.RowReason, omitted int) {
	for i, r := range rs {
		if i == shownReasons {
			all := "all"
			if omitted > 0 {
				all = fmt.Sprintf("the first %d", len(rs))
			}
			o.say("%s: … and %d more (--json lists %s)", kind, len(rs)-i+omitted, all)
			return
		}
		o.say("%s: %s", kind, labels.Printable(r.Reason)) // one line each
	}
}
