package tui

import (
	"context"
	"fmt"
	"io"

	"memebench/eval"
	"memebench/labels"
)

// left are the labels of the list on the screen of which nothing was said here.
func (s *checkScreen) left() []eval.Doubt {
	var left []eval.Doubt
	for _, d := range s.list().Doubts {
		if _, done := s.decided(d.Meme); !done {
			left = append(left, d)
		}
	}
	return left
}

// askSave asks for the file that the list is written to, without what was decided: as the list is
// when it is made anew.
func (s *checkScreen) askSave() {
	left := s.left()
	if len(left) == 0 {
		s.status.say("all labels of this list were looked at: nothing to write")
		return
	}
	what, d := count(len(left), "label"), s.deps
	note := what + " of this list, as a table with commas, for other programs."
	if done := len(s.list().Doubts) - len(left); done > 0 {
		note = fmt.Sprintf("%s of this list, without the %s decided here, as a table with commas, for other programs.", what, thousands(done))
	}
	s.askFile("Write the list to which file?", note, fileToSave{
		what: what, path: fmt.Sprintf("check-%s.csv", s.kind),
		write: func(ctx context.Context, w io.Writer) error {
			return d.Read(func(r Reader) error {
				return eval.WriteDoubts(ctx, w, left, func(id labels.MemeID) (labels.Meme, error) { return r.Meme(id) })
			})
		},
	})
}
