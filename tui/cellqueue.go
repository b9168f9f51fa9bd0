package tui

import (
	"cmp"
	"fmt"
	"slices"

	"memebench/eval"
	"memebench/labels"
)

// cellQueue goes through the memes of one cell of a confusion matrix, the worst first: those
// with the greatest loss, −log p of the true level, for there labels are wrong most often. Of
// some only the level is known; they come last. On test, where nothing may tell how sure the
// model was, all come in the order of the evaluation.
type cellQueue struct {
	version  string
	split    string
	row, col labels.Level // true and predicted
	ids      []labels.MemeID
	places   map[labels.MemeID]int // from 1
	rows     map[labels.MemeID]eval.Row
}

// newCellQueue collects the memes of a cell from the rows of an evaluation.
func newCellQueue(report eval.Evaluation, rows []eval.Row, row, col labels.Level) *cellQueue {
	c := &cellQueue{
		version: report.Version, split: report.Split, row: row, col: col,
		places: map[labels.MemeID]int{}, rows: map[labels.MemeID]eval.Row{},
	}
	var in []eval.Row
	for _, r := range rows {
		if r.True == row && r.Pred == col {
			in = append(in, r)
		}
	}
	if !c.test() {
		slices.SortStableFunc(in, func(a, b eval.Row) int {
			if a.LevelOnly || b.LevelOnly {
				return cmp.Compare(last(a), last(b))
			}
			return cmp.Or(cmp.Compare(a.Probs[row], b.Probs[row]), cmp.Compare(b.Probs[col], a.Probs[col]))
		})
	}
	for _, r := range in {
		c.ids = append(c.ids, r.Meme)
		c.places[r.Meme] = len(c.ids)
		c.rows[r.Meme] = r
	}
	return c
}

// last is 1 for what comes after all others, of which nothing but the level is known.
func last(r eval.Row) int {
	if r.LevelOnly {
		return 1
	}
	return 0
}

// name is how the cell is called, and recorded with the labels given in it.
func (c *cellQueue) name() string {
	return labels.CellQueue(c.version, c.split, c.row, c.col)
}

// test reports whether these are memes of test, of which nothing is shown before
// the annotator has answered.
func (c *cellQueue) test() bool { return c.split == string(labels.Test) }

// title says whose memes these are.
func (c *cellQueue) title() string {
	if c.test() {
		return "a cell of test, the model hidden"
	}
	said := c.version + " said"
	if c.split == eval.CVRows {
		said = "model" // out of fold: no version by itself
	}
	return fmt.Sprintf("true %s, %s %s", levelName(c.row), said, levelName(c.col))
}

func (c *cellQueue) at(m labels.Meme) int { return c.places[m.ID] }

func (c *cellQueue) leftAt(int) queue { return c }

func (c *cellQueue) ended() queue { return c }

func (c *cellQueue) tells() bool { return true }

func (c *cellQueue) after(r Reader, m labels.Meme) (item, bool, error) { return c.step(r, m, 1) }

func (c *cellQueue) step(r Reader, m labels.Meme, by int) (item, bool, error) {
	// A meme that an undo has brought in from elsewhere has place 0: the first
	// of the cell comes after it.
	return c.item(r, c.at(m)+by)
}

func (c *cellQueue) item(r Reader, place int) (item, bool, error) {
	if place < 1 || place > len(c.ids) {
		return item{}, false, nil
	}
	m, err := r.Meme(c.ids[place-1])
	return item{meme: m, queue: c.name(), place: place}, err == nil, err
}

// prediction returns what the evaluated version said, which need not be the one that
// is served now; of a meme from elsewhere, what the label screen shows.
func (c *cellQueue) prediction(r Reader, s eval.Summary, id labels.MemeID) (labels.Prediction, bool, error) {
	row, ok := c.rows[id]
	if !ok {
		return importOrder{}.prediction(r, s, id)
	}
	p := labels.Prediction{Meme: row.Meme, Version: c.version, LevelOnly: row.LevelOnly}
	for l, share := range row.Probs {
		p.Probs[l] = float32(share)
	}
	return p, true, nil
}
