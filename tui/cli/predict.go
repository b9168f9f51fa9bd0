package cli

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"memebench/labels"
	"memebench/labels/dataset"
	"memebench/labels/plainfile"
	"memebench/model"
)

// stdin as an IMAGE stands for lines on standard input.
const stdin = "-"

// manyPictures says how several pictures are predicted.
const manyPictures = "--csv with --image takes those that a table names, and predict - a line of JSON for each"

// predictTable says which table to predict and where to.
type predictTable struct {
	csv, caption, image, images, encoding string
	out                                   output
}

func newPredict(o *options) *cobra.Command {
	var version string
	var t predictTable
	cmd := &cobra.Command{
		Use:   "predict [IMAGE] [--caption TEXT] | predict --csv FILE [--caption COLUMN] [--image COLUMN --images DIR] --out FILE | predict -",
		Short: "Predict the levels of memes that are in no workspace",
		Long: `predict says what the model predicts for one meme, from its picture, its caption or
both. With --csv it does so for every row of a table, which may be a pipe, from the columns
that --caption and --image name, and writes row, pred, p0 … p4 and version. Here pred, and
the number in p0 … p4, is a level from 0 (very negative, 1 on the screen) to 4 (very
positive, 5 there), and probabilities with --json are in that order. Row numbers count
the header as row 1. A row that cannot be predicted keeps its line, empty, and is
reported. A picture that cannot be decoded is a warning if there is a caption. A caption
that says nothing (nan, none, the name of a site) is none, as at an import. The answer's
modalities say what the prediction was made from.

predict - reads lines of JSON from standard input: {"caption": …, "image": PATH}, or one
of the two. It answers each with a line of JSON, in the same order and as soon as it can:
line, level, probabilities, version, modalities and perhaps a warning. A line that cannot
be predicted is answered with line and error, and reported on standard error; the others
are still answered.`,
		Example: `  memebench predict images/meme_001.png --caption "best day ever"
  memebench predict --csv labels.csv --caption text_corrected --image image_name --images images --out predictions.csv
  echo '{"caption": "not again"}' | memebench predict -`,
		Args: func(cmd *cobra.Command, args []string) error {
			switch {
			case len(args) > 1:
				return usagef("predict: want one IMAGE, have %d: %s", len(args), manyPictures)
			case len(args) == 1 && isFolder(args[0]):
				return usagef("predict: %s is a folder, and IMAGE one picture: %s", labels.Printable(args[0]), manyPictures)
			case len(args) == 1 && args[0] == stdin && (t.csv+t.caption+t.image+t.images+t.encoding+t.out.path != ""):
				return usagef("predict -: what to predict is on standard input: want no other flags for it")
			case t.csv != "" && (len(args) > 0 || t.out.path == "" || t.caption+t.image == ""):
				return usagef("predict --csv: want --caption COLUMN, --image COLUMN or both, and --out FILE, and no IMAGE")
			case t.csv == "" && (t.out.path+t.image+t.images+t.encoding != ""):
				return usagef("predict: --image, --images, --encoding and --out go with --csv")
			case t.csv == "" && len(args) == 0 && strings.TrimSpace(t.caption) == "":
				return usagef("predict: want an IMAGE, a --caption or both")
			}
			if t.csv != "" {
				t.out.reads = []string{t.csv}
				return o.oneOutput(&t.out)
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.run(cmd.Context(), toAsk, func(ctx context.Context, w *workspace, show model.Report) (a answer, err error) {
				p, err := w.bench.Predictor(ctx, version, show)
				if err != nil {
					return a, err
				}
				defer func() { err = errors.Join(err, p.Close()) }()
				if t.csv != "" {
					return o.predictAll(ctx, p, &t, show)
				}
				image := ""
				if len(args) == 1 {
					image = args[0]
				}
				if image == stdin {
					return o.predictLines(ctx, p, o.in, show)
				}
				pred, fault, err := predictMeme(ctx, p, image, t.caption)
				if errors.Is(fault, fs.ErrNotExist) { // most likely a slip of the pen
					err = fault
				}
				if err != nil {
					if image != "" {
						err = fmt.Errorf("%s: %w", image, err)
					}
					return a, err
				}
				if fault != nil {
					o.say("warning: %s: %v; %s", image, fault, byCaption)
				}
				return predicted(pred), nil
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&version, "version", "served", "`VERSION`: served, latest, or an id or a name")
	f.StringVar(&t.caption, "caption", "", "`TEXT` of the caption; with --csv the column of the captions")
	f.Lookup("caption").Annotations = map[string][]string{mayBeEmpty: {}}
	f.StringVar(&t.csv, "csv", "", "`FILE` with a table of memes")
	f.StringVar(&t.image, "image", "", "with --csv: `COLUMN` of the picture's file name")
	f.StringVar(&t.images, "images", "", "with --csv: folder `DIR` of the pictures (default: the table's)")
	f.StringVar(&t.encoding, "encoding", "", "with --csv: `CHARSET` of the table (default: found out, and utf-8 for a pipe)")
	o.outputFlag(cmd, &t.out, "with --csv: `FILE` to write")
	return cmd
}

// predictedMeme is what predict prints of one meme with --json.
type predictedMeme struct {
	Level         labels.Level           `json:"level"`
	Probabilities [labels.Levels]float32 `json:"probabilities"`
	Version       string                 `json:"version"`
	Modalities    []string               `json:"modalities"`
}

func predicted(p labels.Prediction) answer {
	return answer{json: predictedMeme{p.Level(), p.Probs, p.Version, p.Modalities}, text: func(out io.Writer) error {
		for l, v := range p.Probs {
			mark := " "
			if labels.Level(l) == p.Level() {
				mark = "▸"
			}
			fmt.Fprintf(out, "%s %d %-13s %5.1f %%  %s\n", mark, l+1, labels.Level(l).Title(), 100*v, strings.Repeat("█", int(v*30+0.5)))
		}
		_, err := fmt.Fprintf(out, "by %s, from %s\n", p.Version, strings.Join(p.Modalities, " and "))
		return err
	}}
}

// byCaption ends the warning about a picture that is left out.
const byCaption = "the prediction is from the caption alone"

// predictMeme predicts by what can be read: with a caption, a picture that cannot
// be is left out, and fault says why.
func predictMeme(ctx context.Context, p *model.Predictor, path, caption string) (pred labels.Prediction, fault, err error) {
	pred, err = p.Predict(ctx, path, caption)
	if err != nil && path != "" && !labels.SaysNothing(caption) && ctx.Err() == nil {
		fault = err
		pred, err = p.Predict(ctx, "", caption)
	}
	return pred, fault, err
}

// predictedTable is what predict --csv prints with --json.
type predictedTable struct {
	Rows      int                `json:"rows"`
	Predicted int                `json:"predicted"`
	Warnings  []labels.RowReason `json:"warnings"` // predicted without their picture
	Failed    []labels.RowReason `json:"failed"`

	// How many more there were than the model.MaxReasons that are kept of each.
	OmittedWarnings int `json:"omitted_warnings,omitempty"`
	OmittedFailed   int `json:"omitted_failed,omitempty"`
}

// predictAll predicts a table as it reads it, so that its memory does not grow with
// the table, on all processors.
func (o *options) predictAll(ctx context.Context, p *model.Predictor, t *predictTable, show model.Report) (answer, error) {
	in, _, err := plainfile.OpenStream(t.csv)
	if err != nil {
		return answer{}, fmt.Errorf("table %s: %w", labels.Printable(t.csv), plainfile.Cause(err))
	}
	defer in.Close() // only read from
	name := filepath.Base(t.csv)
	table, err := dataset.ReadCSV(in, name, dataset.CSVSpec{Caption: t.caption, Image: t.image, Encoding: t.encoding})
	if err != nil {
		return answer{}, err
	}
	folder := t.images
	if folder == "" {
		folder = filepath.Dir(t.csv)
	}
	if st, err := os.Stat(folder); err != nil {
		return answer{}, fmt.Errorf("folder of pictures: %w", err)
	} else if !st.IsDir() {
		return answer{}, fmt.Errorf("folder of pictures: %s is not a folder", folder)
	}
	if t.out.stdout() {
		show = o.beside(show)
	}
	r := predictedTable{Warnings: []labels.RowReason{}, Failed: []labels.RowReason{}}
	err = t.out.file(o, asText, func(f io.Writer) error {
		out := csv.NewWriter(f)
		if err := out.Write([]string{"row", "pred", "p0", "p1", "p2", "p3", "p4", "version"}); err != nil {
			return err
		}
		because := func(row int, reason string) labels.RowReason {
			return labels.RowReason{Row: row, Reason: (&dataset.RowError{File: name, Row: row, Reason: reason}).Error()}
		}
		fail := func(reason labels.RowReason) { r.Failed = labels.AppendReason(r.Failed, &r.OmittedFailed, reason) }
		err := ordered(ctx, runtime.GOMAXPROCS(0), func() (predictedRow, bool, error) { return nextRow(table) },
			func(ctx context.Context, r predictedRow) predictedRow {
				if r.bad == nil {
					r.pred, r.fault, r.err = predictRow(ctx, p, folder, r.row)
				}
				return r
			},
			func(row predictedRow, _ bool) error {
				line := make([]string, 8)
				line[0] = strconv.Itoa(row.row.Number)
				r.Rows++
				switch {
				case row.bad != nil:
					fail(labels.RowReason{Row: row.bad.Row, Reason: row.bad.Error()})
				case row.err != nil:
					fail(because(row.row.Number, row.err.Error()))
				default:
					r.Predicted++
					if row.fault != nil {
						r.Warnings = labels.AppendReason(r.Warnings, &r.OmittedWarnings, because(row.row.Number, fmt.Sprintf("%v; %s", row.fault, byCaption)))
					}
					line[1] = strconv.Itoa(int(row.pred.Level()))
					for l, v := range row.pred.Probs {
						line[2+l] = strconv.FormatFloat(float64(v), 'g', 9, 32)
					}
					line[7] = row.pred.Version
				}
				if show != nil {
					show(model.Step{Step: labels.Step{Phase: "predict", Done: int64(r.Rows), Unit: "rows"}})
				}
				return out.Write(line)
			})
		if err != nil {
			return err
		}
		out.Flush()
		return out.Error()
	})
	return o.predictedAll(t, r), whenStopped(err, "no whole table was written")
}

// predictedRow is a row of a table and what came of it.
type predictedRow struct {
	row   dataset.TableRow
	bad   *dataset.RowError // the row cannot be read
	pred  labels.Prediction
	fault error // why the picture was left out
	err   error // why there is no prediction
}

// nextRow reads a row; ok is false at the end.
func nextRow(table *dataset.Table) (r predictedRow, ok bool, err error) {
	r.row, err = table.Next()
	if errors.Is(err, io.EOF) {
		return r, false, nil
	}
	if errors.As(err, &r.bad) {
		err = nil
	}
	return r, err == nil, err
}

// predictedAll is the answer to a table's prediction.
func (o *options) predictedAll(t *predictTable, r predictedTable) answer {
	a := answer{did: !t.out.stdout(), json: r, text: func(out io.Writer) error {
		o.printReasons("warning", r.Warnings, r.OmittedWarnings)
		o.printReasons("failed", r.Failed, r.OmittedFailed)
		if t.out.stdout() { // that is where the table went
			return nil
		}
		_, err := fmt.Fprintf(out, "%s: %d predicted, %d failed; written to %s\n", several(r.Rows, "row"), r.Predicted, len(r.Failed)+r.OmittedFailed, t.out.title())
		return err
	}}
	switch {
	case len(r.Failed) == 0:
	case r.Predicted == 0:
		a.status = fmt.Errorf("no row of %s could be predicted", labels.Printable(t.csv))
	default:
		a.status = errPartly
	}
	return a
}

// predictRow predicts a row of a table. As at an import, a name that leads out of
// the folder of pictures is not followed.
func predictRow(ctx context.Context, p *model.Predictor, folder string, row dataset.TableRow) (pred labels.Prediction, fault, err error) {
	if row.Image == "" {
		return predictMeme(ctx, p, "", row.Caption)
	}
	name := filepath.FromSlash(row.Image)
	if filepath.IsLocal(name) {
		pred, fault, err = predictMeme(ctx, p, filepath.Join(folder, name), row.Caption)
	} else if fault = errOutside; row.Caption == "" {
		err = fault
	} else {
		pred, err = p.Predict(ctx, "", row.Caption)
	}
	picture := strconv.Quote(labels.Printable(row.Image))
	if err != nil {
		return pred, nil, fmt.Errorf("%s: %w", picture, err)
	} else if fault != nil {
		fault = fmt.Errorf("%s: %w", picture, fault)
	}
	return pred, fault, nil
}

var errOutside = errors.New("the name leads out of the folder of pictures")
