package tui

import (
	"context"
	"errors"
	"testing"

	"memebench/labels"
	"memebench/model"
)

// The sheet has the nearest memes of one's own by both, caption and picture, with levels,
// and says of one of them why it has none.
func TestAboutHasTheNearest(t *testing.T) {
	o := nearRig(labels.BlindShown).with(func(s *fakeStore, d *Deps) {
		d.Likest = func(ctx context.Context, of uint64, among []uint64, by labels.Likeness, most int) ([]model.Like, error) {
			switch by {
			case labels.AlikeInText:
				return []model.Like{{Seq: 12, Cosine: .5}}, nil
			case labels.AlikeInImage:
				return nil, errors.New("the meme has no image features yet")
			}
			return fakeLikest(ctx, of, among, by, most)
		}
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("enter", "end")
		r.wants("Nearest labelled by you: caption and picture", "0.99  #0002", "5 very positive · caption of meme 2", "0.89  #0012",
			"Nearest labelled by you: caption", "0.50  #0012",
			"Nearest labelled by you: picture", "the meme has no image features yet")
		r.lacks("#0003", "#0007")
		r.keys("esc")
		r.lacks("you: picture")
	})
	// Where levels must not be told yet, nothing is.
	inRig(t, nearRig(labels.BlindAfter), func(t *testing.T, r *rig) {
		r.keys("enter", "end")
		r.wants("Nearest labelled by you", "hidden till you answer")
		r.lacks("0.99", "you: caption")
	})
}
