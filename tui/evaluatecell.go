package tui

import (
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
	key, e := cellKey{r, s.row, s.col}, s.frame.evaluate()
	if s.held.of != key {
		s.held = cellMemes{of: key, queue: newCellQueue(r.report, r.rows, s.row, s.col)}
	}
	if n := min(e.shown(), len(s.held.queue.ids)); s.held.asked < n {
		s.held.asked = n
		return cellMemesCmd(s.deps, key, s.held.queue.ids[:n])
	}
	if !s.tiled(e) {
		return nil
	}
	return s.thumbs.want(e.tiles.thumb, s.held.memes[:min(e.tiles.n, len(s.held.memes))]...)
}

// blind reports that the memes of the cell are not to be seen before they are asked for.
func (s *evalScreen) blind() bool { return s.split == string(labels.Test) }

// tiled reports whether the memes of a cell stand there with their pictures.
func (s *evalScreen) tiled(e evaluateFrame) bool {
	return e.tiles.n > 0 && s.thumbs.tech != nil && !s.pics.hidden
}
