package eval

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"

	"memebench/labels"
)

// itemColumns are those of a table of items.
var itemColumns = []string{"meme", "image_name", "true", "pred", "p0", "p1", "p2", "p3", "p4", "version", "split", "fold"}

// WriteItems writes the rows of an evaluation as a table, one for each meme: its id, the name
// of its picture ("" for none), the true and the predicted level (0 to 4), the probabilities
// of the five levels, the version, the meme's split, and the fold in which a
// cross-validation has held it out (from 1; "" otherwise). The probabilities are exact, so
// that who measures the table gets the figures of the report. meme looks up what a row is
// about. Rows that cannot be evaluated are left out, as [Measure] does.
func WriteItems(ctx context.Context, w io.Writer, version string, rows []Row, meme func(labels.MemeID) (labels.Meme, error)) error {
	return writeItems(ctx, w, itemColumns, version, []HeldOut{{Rows: rows}}, meme)
}

// HeldOut are the rows of one repeat of a cross-validation.
type HeldOut struct {
	Repeat  int    // from 1
	Without string // the modality that the heads do not read; "" of those that read all
	Rows    []Row
}

// WriteHeldOut writes the rows of a cross-validation as [WriteItems] does those of an evaluation, one
// for each meme, repeat and set of modalities, and two more columns: the repeat and the modality that
// the heads do not read.
func WriteHeldOut(ctx context.Context, w io.Writer, version string, sets []HeldOut, meme func(labels.MemeID) (labels.Meme, error)) error {
	return writeItems(ctx, w, append(slices.Clone(itemColumns), "repeat", "without"), version, sets, meme)
}

func writeItems(ctx context.Context, w io.Writer, columns []string, version string, sets []HeldOut, meme func(labels.MemeID) (labels.Meme, error)) error {
	out := csv.NewWriter(w)
	record := slices.Clone(columns)
	if err := out.Write(record); err != nil {
		return fmt.Errorf("write items: %w", err)
	}
	for _, set := range sets {
		for i := range set.Rows {
			r := &set.Rows[i]
			if !r.evaluable() {
				continue
			}
			if err := ctx.Err(); err != nil {
				return err
			}
			m, err := meme(r.Meme)
			if err != nil {
				return fmt.Errorf("write items: %w", err)
			}
			record = r.item(record[:0], version, &m)
			if set.Repeat > 0 {
				record = append(record, strconv.Itoa(set.Repeat), set.Without)
			}
			if err := out.Write(record); err != nil {
				return fmt.Errorf("write items: %w", err)
			}
		}
	}
	if out.Flush(); out.Error() != nil {
		return fmt.Errorf("write items: %w", out.Error())
	}
	return nil
}

// item appends the values of [itemColumns].
func (r *Row) item(record []string, version string, m *labels.Meme) []string {
	record = append(record, string(r.Meme), m.Image.Name, strconv.Itoa(int(r.True)), strconv.Itoa(int(r.Pred)))
	for _, p := range r.Probs {
		text := "" // of a level only
		if !r.LevelOnly {
			text = strconv.FormatFloat(p, 'g', -1, 64)
		}
		record = append(record, text)
	}
	fold := ""
	if r.Fold > 0 {
		fold = strconv.Itoa(r.Fold)
	}
	return append(record, version, string(m.Split), fold)
}
