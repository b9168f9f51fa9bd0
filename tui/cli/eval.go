package cli

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"memebench/eval"
	"memebench/labels"
	"memebench/model"
)

// evaluated is what eval is asked for.
type evaluated struct {
	version, split string
	by             []string
	items          output
	pictures       int
	to             *reports
}

func newEval(o *options) *cobra.Command {
	var e evaluated
	cmd := &cobra.Command{
		Use:   "eval [--version served|latest|ID] [--split val|test|cv|all] [--by COLUMN] [--items FILE]",
		Short: "Evaluate a version: confusion matrix, metrics and baselines",
		Long: `eval prints a version's confusion matrix (rows true, columns predicted) and its metrics
with 95% intervals, beside its baselines: always the most frequent level, a guess by the
shares of the levels, the heads on captions alone and on pictures alone (where memes have
both), and chance: what the predictions score when the labels are permuted. It says so when
the model is no better than that. It also has the metrics of three classes, negative,
neutral and positive, as SemEval-2020 task 8 has them.

Without --version it is the version that is served, as for memebench predict. Predictions
from elsewhere (memebench predictions) are evaluated as they are, on every split.

What is evaluated on val or test are memes that no version may learn from. Use val while
you choose between versions, and test at the end: the report says for how many versions
test was looked at.

--by adds the metrics of slices: by annotator, picture (yes or no), caption-length (words),
group-size (memes that share a picture or a caption), dataset, split, or a column that came
with the memes. A column that is called like one of these is column:NAME.

--items writes a table of what was evaluated, whole or not at all: meme, image_name, true
and pred (levels, 0 to 4), p0 to p4, version, split and, of --split cv, the fold in which
the meme was held out.

In the --json answer, the rows and columns of confusion and the places in per_class are
the levels, counted from 0 (very negative, 1 on the screen) to 4 (very positive, 5 there).`,
		Example: `  memebench eval --split val
  memebench eval --version latest --split cv
  memebench eval --split cv --by picture --by caption-length --items items.csv
  memebench eval --split val --html report.html --tex table.tex`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := e.check(o, cmd); err != nil {
				return err
			}
			return o.run(cmd.Context(), toAsk, func(ctx context.Context, w *workspace, p model.Report) (answer, error) {
				r, rows, unwritten, err := e.evaluate(ctx, o, w, p)
				if err != nil {
					return answer{}, err
				}
				if !cmd.Flags().Changed("version") {
					o.sayWhich(w, r.Version)
				}
				if o.json { // the text has them
					for _, warning := range r.Warnings {
						o.say("warning: %s", warning)
					}
				}
				a := reported(r)
				a.status = unwritten
				return e.to.answer(o, w, a, e.content(ctx, w, r, rows))
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&e.version, "version", "served", "`VERSION`: served, latest, or an id or a name")
	f.StringVar(&e.split, "split", "test", "`SPLIT`: val, test, cv (train + val, cross-validated) or all")
	f.StringArrayVar(&e.by, "by", nil, "also slices by `COLUMN`; may be given again")
	o.fileFlag(cmd, "items", &e.items, "`FILE.csv` to write, with a row for each meme")
	f.IntVar(&e.pictures, "pictures", 0, "with --html: show the `N` memes that it gets most wrong, with small pictures")
	e.to = o.reportFlags(cmd)
	return cmd
}

// check refuses what cannot be meant.
func (e *evaluated) check(o *options, cmd *cobra.Command) error {
	switch e.split {
	case string(labels.Val), string(labels.Test), eval.CVRows, eval.AllRows:
	default:
		return usagef("--split %q: want val, test, cv or all", e.split)
	}
	if err := checkVersion(e.version); err != nil {
		return err
	}
	if cmd.Flags().Changed("items") && e.items.stdout() {
		return usagef("--items %q: standard output has the report: name a file", e.items.path)
	}
	if err := checkPictures(cmd, e.pictures); err != nil {
		return err
	}
	return e.to.check(o)
}

// evaluate evaluates the version, and writes the items where they are asked for; unwritten says why they
// could not be.
func (e *evaluated) evaluate(ctx context.Context, o *options, w *workspace, p model.Report) (r eval.Evaluation, rows []eval.Row, unwritten, err error) {
	slicing, err := e.slicing(w)
	if err != nil {
		return r, nil, nil, err
	}
	evaluate := func() (err error) {
		r, rows, err = w.bench.Evaluate(ctx, e.version, e.split, p)
		if err == nil && slicing != nil {
			r.Slices, err = w.slicesAt(ctx, slicing, r.Seq, rows)
		}
		return err
	}
	if e.items.stdout() {
		err := evaluate()
		return r, rows, nil, err
	}
	unwritten, err = e.items.fileOf(o, evaluate, func(f io.Writer) error {
		return eval.WriteItems(ctx, f, r.Version, rows, w.store.Meme)
	})
	if err == nil && unwritten == nil {
		o.say("%s written to %s", several(r.N, "row"), e.items.title())
	}
	return r, rows, unwritten, err
}

// evaluateSliced evaluates for the screen, which shows the usual slices.
func (w *workspace) evaluateSliced(ctx context.Context, version, split string, p model.Report) (eval.Evaluation, []eval.Row, error) {
	r, rows, err := w.bench.Evaluate(ctx, version, split, p)
	if err != nil {
		return r, rows, err
	}
	datasets, err := w.store.Datasets()
	if err != nil {
		return r, rows, err
	}
	r.Slices, err = w.slicesAt(ctx, eval.UsualSlicing(datasets), r.Seq, rows)
	return r, rows, err
}

// slicesAt are the slices of rows by what had been said when they were read, up to the event seq.
func (w *workspace) slicesAt(ctx context.Context, slicing *eval.Slicing, seq uint64, rows []eval.Row) (*eval.Slices, error) {
	return readAtOnce(w, func(at *workspace) (*eval.Slices, error) {
		past, err := at.statesAt(seq, tillNow)
		if err != nil {
			return nil, err
		}
		return slicing.Slices(ctx, rows, past.rows)
	})
}

// slicing reads what the slices are by, nil where none are asked for.
func (e *evaluated) slicing(w *workspace) (*eval.Slicing, error) {
	if e.by == nil {
		return nil, nil
	}
	datasets, err := w.store.Datasets()
	if err != nil {
		return nil, err
	}
	s, err := eval.NewSlicing(e.by, datasets)
	if err != nil {
		return nil, fmt.Errorf("--by: %w", err)
	}
	return s, nil
}

// sayWhich says of a version that nobody has named that it is served, if there is a newer one
// that might be meant.
func (o *options) sayWhich(w *workspace, served string) {
	if latest, err := w.store.Version("latest"); err == nil && latest.ID != served {
		o.say("%s is served; %s is newer: --version latest", served, latest.ID)
	}
}

// reported is the answer to an evaluation. Only one on all rows has its warnings in JSON, since
// that is too good where the version knows rows. Without them scripts get the same keys on val,
// test and cv, but for contains_training_rows, predictions_from_elsewhere, left_out, disputed,
// labels_since, review_followed, review_flagged and test_versions (and what goes with it), which
// are there if there is something to say.
func reported(r eval.Evaluation) answer {
	shown := r
	if r.Split != eval.AllRows {
		shown.Warnings = nil
	}
	return answer{json: shown, text: r.WriteText}
}
