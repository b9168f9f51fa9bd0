package eval

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"

	"memebench/labels"
)

// doubtColumns are those of a table of labels to be looked at again: those of check --json, with
// the name of the picture.
var doubtColumns = []string{"meme", "image_name", "label", "suggested", "score", "suspect", "reason"}

// WriteDoubts writes labels to be looked at again as a table, in their order, one row each: the
// meme's id, the name of its picture ("" for none), and what [Doubt] says of its label. Levels
// are written by their names (very_negative …), the score is exact, and suspect is true or
// false. meme looks up what a label is of.
func WriteDoubts(ctx context.Context, w io.Writer, doubts []Doubt, meme func(labels.MemeID) (labels.Meme, error)) error {
	out := csv.NewWriter(w)
	if err := out.Write(doubtColumns); err != nil {
		return fmt.Errorf("write the labels: %w", err)
	}
	for _, d := range doubts {
		if err := ctx.Err(); err != nil {
			return err
		}
		m, err := meme(d.Meme)
		if err != nil {
			return fmt.Errorf("write the labels: %w", err)
		}
		record := []string{
			string(d.Meme), m.Image.Name, d.Label.String(), d.Suggested.String(),
			strconv.FormatFloat(d.Score, 'g', -1, 64), strconv.FormatBool(d.Suspect), d.Reason,
		}
		if err := out.Write(record); err != nil {
			return fmt.Errorf("write the labels: %w", err)
		}
	}
	if out.Flush(); out.Error() != nil {
		return fmt.Errorf("write the labels: %w", out.Error())
	}
	return nil
}
