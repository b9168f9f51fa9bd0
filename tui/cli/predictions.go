package cli

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"memebench/eval"
	"memebench/labels"
	"memebench/labels/dataset"
	"memebench/model"
)

// importedPredictions is what predictions import prints with --json.
type importedPredictions struct {
	Version       string             `json:"version"`
	Name          string             `json:"name"`
	Rows          int                `json:"rows"`
	Predictions   int                `json:"predictions"`
	LevelsOnly    int                `json:"levels_only"` // of these, those without probabilities
	Failed        []labels.RowReason `json:"failed"`
	OmittedFailed int                `json:"omitted_failed,omitempty"`
}

func newPredictions(o *options) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "predictions",
		Short: "List predictions that were made elsewhere, or bring some in",
		Long: `predictions lists the versions that are predictions of another model, or a person, of the
memes here. predictions import makes one, which is evaluated and compared like others.`,
		Example: `  memebench predictions`,
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return o.run(cmd.Context(), toRead, func(_ context.Context, w *workspace, _ model.Report) (answer, error) {
				return w.versions(func(v listedVersion) bool { return v.Headless() }, "no predictions from elsewhere: memebench predictions import FILE --as NAME brings some in")
			})
		},
	}
	cmd.AddCommand(newPredictionsImport(o))
	return cmd
}

func newPredictionsImport(o *options) *cobra.Command {
	var spec dataset.PredictionsSpec
	var name string
	cmd := &cobra.Command{
		Use:   "import FILE --as NAME",
		Short: "Make a version of predictions that were made elsewhere",
		Long: `import makes a version of a file of predictions, which has no head: eval, compare, check
--version and the workbench know it by its name, but it is never served, and no version
starts from it. What made it may know the memes here; nobody can tell.

FILE is a table (CSV, JSON, xlsx or Parquet) with a row for each meme:

  meme or image_name    its id, its number (#12), or the name or path of its picture; or a
                        column that the memes here came with, such as id, with its values
  level or pred         the level: very_negative … very_positive, or a number on a --scale
  p0 … p4, or           the probabilities of the five levels, from 0 to 1, with the sum 1;
  p_very_negative …     in JSON also probabilities, as a list or by the levels' names

A level, probabilities or both are enough. Both must agree. Sums that rounding has put
beside 1 (0.974 to 1.026) are brought to it. Where one row has a level only, metrics that
need probabilities (log loss, Brier score, ECE) are not known. Rows that cannot be read, or
name no meme here, or one that has a row already, fail; the others are in. A version is
not changed by another import: delete it, or take another name.`,
		Example: `  memebench predictions import vlm.csv --as vlm
  memebench predictions import answers.jsonl --as colleague --meme file --level mood`,
		Args: func(cmd *cobra.Command, args []string) error {
			if err := exactArgs(1, "a FILE of predictions")(cmd, args); err != nil {
				return err
			}
			if name == "" {
				return usagef("%s: want --as NAME, by which the version is known", cmd.CommandPath())
			}
			if err := eval.CheckName(name); err != nil {
				return usageError{err}
			}
			if _, err := dataset.ParseScale(spec.Scale); err != nil {
				return usageError{err}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			spec.Path = args[0]
			return o.run(cmd.Context(), mustExist, func(ctx context.Context, w *workspace, p model.Report) (answer, error) {
				in, err := dataset.ReadPredictions(ctx, spec, p.Plain())
				if err != nil {
					return answer{}, err
				}
				rows := len(in.Rows) + len(in.Failed) + in.OmittedFailed
				v, in, err := w.bench.ImportPredictions(ctx, name, in, p)
				a := o.predictionsImported(v, in, rows)
				if errors.Is(err, model.ErrNoPredictions) { // each row says why
					a.status, err = err, nil
				}
				return a, err
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&name, "as", "", "`NAME` of the version")
	f.StringVar(&spec.MemeColumn, "meme", "", "`COLUMN` that names the meme (default: found by its name)")
	f.StringVar(&spec.LevelColumn, "level", "", "`COLUMN` of the level (default: found by its name)")
	f.StringVar(&spec.Encoding, "encoding", "", "`CHARSET` of a table (default: found out)")
	f.StringVar(&spec.Scale, "scale", "", "`SCALE` of levels that are numbers: 0-4, 1-5, -2..2, or any other by its ends, as 1-7 or -1..1 (default: that of p0 to p4 or p1 to p5)")
	return cmd
}

// predictionsImported is the answer to an import of predictions, or what failed where there
// is no version.
func (o *options) predictionsImported(v eval.Version, in labels.GivenPredictions, rows int) answer {
	r := importedPredictions{Version: v.ID, Name: v.Name, Rows: rows, Failed: in.Failed, OmittedFailed: in.OmittedFailed}
	if v.Origin != nil {
		r.Predictions, r.LevelsOnly = v.Origin.Predictions, v.Origin.LevelsOnly
	}
	if r.Failed == nil {
		r.Failed = []labels.RowReason{}
	}
	a := answer{did: v.ID != "", json: r, text: func(out io.Writer) error {
		o.printReasons("failed", r.Failed, r.OmittedFailed)
		if v.ID == "" {
			return nil
		}
		_, err := fmt.Fprintf(out, "%s %s: %s: %s (%d of a level only), %d failed; memebench eval --version %[2]s evaluates it\n",
			v.ID, v.Name, howMany(rows, "row"), howMany(r.Predictions, "prediction"), r.LevelsOnly, len(r.Failed)+r.OmittedFailed)
		return err
	}}
	if v.ID != "" && len(r.Failed) > 0 {
		a.status = errPartly
	}
	return a
}
