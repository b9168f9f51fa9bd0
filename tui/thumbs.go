package tui

import (
	"context"
	"image"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/labels"
	"memebench/tui/term"
)

// keptThumbs is how many thumbnails are kept: those of some twenty cells.
const keptThumbs = 200

// newThumbs has thumbnails drawn beside the pictures of a terminal. They are text
// whatever that can do: many stand in the window at once, and have to go with it.
func newThumbs(p *pictures, w term.Window) *pictures {
	if w.Images != term.ImagesNone {
		w.Images = term.ImagesBlocks
	}
	t := newPictures(p.ctx, w.Technique(), p.cell)
	t.open = func(ctx context.Context, path string) (image.Image, error) { return p.open(ctx, path) }
	t.most = keptThumbs
	return t
}

// cellMemes is what a cell of the matrix holds, as far as there is room for it.
type cellMemes struct {
	of    cellKey
	asked int // how many were read, or are being read
	memes []labels.Meme
	queue *cellQueue
}

// cellKey names a cell of an evaluation.
type cellKey struct {
	of       *evaluated
	row, col labels.Level
}

// cellMemesMsg brings the first memes of a cell.
type cellMemesMsg struct {
	of    cellKey
	memes []labels.Meme
	err   error
}

// want returns a command for what the screen lacks: the memes of the selected cell, and
// then their thumbnails, one after another.
func (s *evalScreen) want() tea.Cmd {
	r := s.reports[s.split]
	if r == nil || s.frame.small() || s.blind() {
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

// cellMemesCmd reads memes of a cell.
func cellMemesCmd(d Deps, of cellKey, ids []labels.MemeID) tea.Cmd {
	return func() tea.Msg {
		msg := cellMemesMsg{of: of}
		msg.err = d.Read(func(r Reader) error {
			for _, id := range ids {
				m, err := r.Meme(id)
				if err != nil {
					return err
				}
				msg.memes = append(msg.memes, m)
			}
			return nil
		})
		return msg
	}
}

// cellCame takes in the memes of a cell, if that is still the selected one.
func (s *evalScreen) cellCame(msg cellMemesMsg) {
	switch {
	case msg.of != s.held.of || len(msg.memes) < len(s.held.memes):
	case msg.err != nil:
		s.status.fail("cannot read the memes of this cell: %v", msg.err)
	default:
		s.held.memes = msg.memes
	}
}
