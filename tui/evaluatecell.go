package tui

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/labels"
)

// want returns a command for what the screen lacks: the memes of the selected cell, and
// then their thumbnails, one after another.
func (s *evalScreen) want() tea.Cmd {
	r := s.reports[s.split]
	if r == nil || s.frame.small() || s.blind() || s.page != matrixPage {
		return nil
	}
	key, e := s.selectedCell(r), s.frame.evaluate()
	if s.held.of != key {
		q := newCellQueue(r.report, r.rows, s.row, s.col)
		s.held = cellMemes{of: key, queue: q, ids: undoneFirst(q.ids, r.since.done)}
	}
	if n := min(e.shown(), len(s.held.ids)); s.held.asked < n {
		s.held.asked = n
		return cellMemesCmd(s.deps, key, s.held.ids[:n])
	}
	if !s.tiled(e) {
		return nil
	}
	return s.thumbs.want(e.tiles.thumb, s.held.memes[:min(e.tiles.n, len(s.held.memes))]...)
}

// selectedCell names the selected cell, with how far it is done.
func (s *evalScreen) selectedCell(r *evaluated) cellKey {
	return cellKey{r, s.row, s.col, r.since.cells[s.row][s.col].done()}
}

// undoneFirst has the memes of which something was said behind the others.
func undoneFirst(ids []labels.MemeID, done map[labels.MemeID]bool) []labels.MemeID {
	left := slices.DeleteFunc(slices.Clone(ids), func(id labels.MemeID) bool { return done[id] })
	return append(left, slices.DeleteFunc(slices.Clone(ids), func(id labels.MemeID) bool { return !done[id] })...)
}

// blind reports that the memes of the cell are not to be seen before they are asked for.
func (s *evalScreen) blind() bool { return s.split == string(labels.Test) }

// tiled reports whether the memes of a cell stand there with their pictures.
func (s *evalScreen) tiled(e evaluateFrame) bool {
	return e.tiles.n > 0 && s.thumbs.tech != nil && !s.pics.hidden
}
