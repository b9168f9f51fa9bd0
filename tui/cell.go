package tui

import (
	"fmt"

	"memebench/eval"
	"memebench/labels"
)

// cellCourse goes through the memes of one cell of a confusion matrix, in the
// order of the evaluation.
type cellCourse struct {
	version   string
	split     string
	row, col  labels.Level // true and predicted
	ids       []labels.MemeID
	places    map[labels.MemeID]int // from 1
	judgement map[labels.MemeID]eval.Row
}

// newCell collects the memes of a cell.
func newCell(report eval.Report, rows []eval.Row, row, col labels.Level) *cellCourse {
	c := &cellCourse{
		version: report.Version, split: report.Split, row: row, col: col,
		places: map[labels.MemeID]int{}, judgement: map[labels.MemeID]eval.Row{},
	}
	for _, r := range rows {
		if r.True == row && r.Pred == col {
			c.ids = append(c.ids, r.Meme)
			c.places[r.Meme] = len(c.ids)
			c.judgement[r.Meme] = r
		}
	}
	return c
}

// queue is how the cell is recorded with the labels given in it.
func (c *cellCourse) queue() string {
	return fmt.Sprintf("cell %s %s true %s predicted %s", c.version, c.split, c.row, c.col)
}

// test reports whether these are memes of test, of which nothing is shown before
// the annotator has answered.
func (c *cellCourse) test() bool { return c.split == string(labels.Test) }

// title says whose memes these are, in w columns: where the levels' names have no
// room, with their signs.
func (c *cellCourse) title(st styles, w int) string {
	if c.test() {
		return "a cell of test, judged blind"
	}
	said := c.version + " said"
	if c.split == eval.CVRows {
		said = "out of fold"
	}
	if text := fmt.Sprintf("true %s, %s %s", c.row.Title(), said, c.col.Title()); st.Width(text) <= w {
		return text
	}
	return fmt.Sprintf("true %d %s, %s %d %s", c.row+1, levelSigns[c.row], said, c.col+1, levelSigns[c.col])
}

func (c *cellCourse) at(m labels.Meme) int { return c.places[m.ID] }

func (c *cellCourse) after(d Deps, m labels.Meme) (stop, bool, error) { return c.step(d, m, 1) }

func (c *cellCourse) step(d Deps, m labels.Meme, by int) (stop, bool, error) {
	// A meme that an undo has brought in from elsewhere has place 0: the first
	// of the cell comes after it.
	place := c.at(m) + by
	if place < 1 || place > len(c.ids) {
		return stop{}, false, nil
	}
	return c.open(d, place)
}

// open returns the meme at a place from 1.
func (c *cellCourse) open(d Deps, place int) (stop, bool, error) {
	m, err := d.Memes.Meme(c.ids[place-1])
	return stop{m, c.queue(), place}, err == nil, err
}

// overlay puts what the judged version said in the place of what is served.
func (c *cellCourse) overlay(it *item) {
	r, ok := c.judgement[it.meme.ID]
	if !ok {
		return
	}
	it.known = true
	it.pred = labels.Prediction{Meme: r.Meme, Version: c.version}
	for l, p := range r.Probs {
		it.pred.Probs[l] = float32(p)
	}
}
