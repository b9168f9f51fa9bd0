package tui

import (
	"context"
	"image"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/labels"
)

// keptThumbs is how many thumbnails are kept: more than the largest window shows.
const keptThumbs = 1000

// newThumbs has thumbnails drawn beside the pictures of a terminal.
func newThumbs(p *pictures) *pictures {
	t := newPictures(p.ctx, p.tech, p.cell)
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
	ids   []labels.MemeID // its memes in the order in which they are shown
}

// cellKey names a cell of an evaluation, as far as it is done.
type cellKey struct {
	of       *evaluated
	row, col labels.Level
	done     int // memes of which something was said since
}

// cellMemesMsg brings the first memes of a cell.
type cellMemesMsg struct {
	of    cellKey
	memes []labels.Meme
	err   error
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
