package cli

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"memebench/labels"
	"memebench/model"
)

// predictTable says which table to predict and where to.
type predictTable struct{ csv, caption, image, images, out string }

func newPredict(o *options) *cobra.Command {
	var version string
	var t predictTable
	cmd := &cobra.Command{
		Use:   "predict [IMAGE] [--caption TEXT] | predict --csv FILE --caption COLUMN [--image COLUMN --images DIR] --out FILE",
		Short: "Say what the model says of memes that are in no workspace",
		Long: `predict judges one meme, by its picture, its caption or both; or, with --csv, every
row of a table, writing row, pred (0 very negative … 4 very positive), p0 … p4 and
version. Row numbers count the header as 1. A row that cannot be predicted keeps
its line, empty, and is reported.`,
		Args: func(cmd *cobra.Command, args []string) error {
			switch {
			case len(args) > 1:
				return usagef("predict: want one IMAGE, have %d", len(args))
			case t.csv != "" && (len(args) > 0 || t.out == "" || t.caption == ""):
				return usagef("predict --csv: want --caption COLUMN and --out FILE, and no IMAGE")
			case t.csv == "" && (t.out != "" || t.image != "" || t.images != ""):
				return usagef("predict: --image, --images and --out go with --csv")
			case t.csv == "" && len(args) == 0 && strings.TrimSpace(t.caption) == "":
				return usagef("predict: want an IMAGE, a --caption or both")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.run(cmd.Context(), mustExist, func(ctx context.Context, w *workspace, show model.Progress) (a answer, err error) {
				p, err := w.bench.Predictor(ctx, version, show)
				if err != nil {
					return a, err
				}
				defer func() { err = errors.Join(err, p.Close()) }()
				if t.csv != "" {
					return o.predictAll(ctx, p, t, show)
				}
				image := ""
				if len(args) == 1 {
					image = args[0]
				}
				pred, err := p.Predict(ctx, image, t.caption)
				return predicted(pred), err
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&version, "version", "served", "served, latest or a version's id")
	f.StringVar(&t.caption, "caption", "", "the caption; with --csv the column of the captions")
	f.StringVar(&t.csv, "csv", "", "a table of memes")
	f.StringVar(&t.image, "image", "", "with --csv: column of the picture's file name")
	f.StringVar(&t.images, "images", "", "with --csv: folder of the pictures")
	f.StringVar(&t.out, "out", "", "with --csv: file to write")
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

// predictAll predicts a table row by row, so that its memory does not grow with
// the table.
func (o *options) predictAll(ctx context.Context, p *model.Predictor, t predictTable, show model.Progress) (answer, error) {
	in, err := os.Open(t.csv)
	if err != nil {
		return answer{}, err
	}
	defer in.Close()
	table, err := labels.ReadCSV(in, filepath.Base(t.csv), labels.CSVSpec{Caption: t.caption, Image: t.image})
	if err != nil {
		return answer{}, err
	}
	result := predictedTable{Failed: []model.RowReason{}}
	err = writeFile(o.out, t.out, func(f io.Writer) error {
		out := csv.NewWriter(f)
		out.Write([]string{"row", "pred", "p0", "p1", "p2", "p3", "p4", "version"})
		for {
			row, err := table.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			var bad *labels.RowError
			if err != nil && !errors.As(err, &bad) {
				return err
			}
			line := make([]string, 8)
			result.Rows++
			var pred labels.Prediction
			if err == nil {
				pred, err = predictRow(ctx, p, t.images, row)
			}
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if bad != nil {
				row.Number = bad.Row
			} else if err != nil {
				err = &labels.RowError{File: filepath.Base(t.csv), Row: row.Number, Reason: err.Error()}
			}
			line[0] = strconv.Itoa(row.Number)
			if err != nil {
				result.Failed = append(result.Failed, model.RowReason{Row: row.Number, Reason: err.Error()})
			} else {
				result.Predicted++
				line[1] = strconv.Itoa(int(pred.Level()))
				for l, v := range pred.Probs {
					line[2+l] = strconv.FormatFloat(float64(v), 'g', 9, 32)
				}
				line[7] = pred.Version
			}
			if err := out.Write(line); err != nil {
				return err
			}
			if show != nil {
				show(model.Step{Phase: "predict", Done: int64(result.Rows), Unit: "rows"})
			}
		}
		out.Flush()
		return out.Error()
	})
	a := answer{json: result, text: func(io.Writer) error { o.printReasons("failed", result.Failed); return nil }}
	switch {
	case len(result.Failed) == 0:
	case result.Predicted == 0:
		a.status = fmt.Errorf("no row of %s could be predicted", labels.Printable(t.csv))
	default:
		a.status = errPartly
	}
	return a, err
}

// predictedTable is what predict --csv prints with --json.
type predictedTable struct {
	Rows      int               `json:"rows"`
	Predicted int               `json:"predicted"`
	Failed    []model.RowReason `json:"failed"`
}

// predictRow predicts by what can be read: with a caption, a picture that cannot
// be is left out.
func predictRow(ctx context.Context, p *model.Predictor, images string, row labels.TableRow) (labels.Prediction, error) {
	path := ""
	if row.Image != "" {
		path = filepath.Join(images, filepath.FromSlash(row.Image))
	}
	pred, err := p.Predict(ctx, path, row.Caption)
	if err != nil && path != "" && strings.TrimSpace(row.Caption) != "" && ctx.Err() == nil {
		return p.Predict(ctx, "", row.Caption)
	}
	return pred, err
}
