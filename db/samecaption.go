package db

import (
	"go.etcd.io/bbolt"

	"memebench/labels"
)

// mostSameCaption bounds how many memes of a group are looked at for a caption.
const mostSameCaption = 100

// SameCaption returns memes of a dataset that came without a picture and with this caption, as groups
// compare captions ([labels.CaptionKey]), in the order of import: of the first hundred that are tied together,
// those; more is whether there are others. A caption that says nothing has none.
func (d *DB) SameCaption(dataset, caption string) (same []labels.Meme, more bool, err error) {
	key := (&labels.Meme{Caption: caption}).CaptionKey()
	if key == "" {
		return nil, false, nil
	}
	err = d.view(func(tx *bbolt.Tx) error {
		same, more = nil, false
		g := newGrouping(tx, newMemeTable(tx), 0)
		h, known, err := g.ref(keyDigest(key))
		if err != nil || !known {
			return err
		}
		members := newMemberCursor(g.members.bucket, h.group)
		for n := 0; ; n++ {
			seq, ok := members.next()
			if more = ok && n == mostSameCaption; more || !ok {
				return nil
			}
			m, err := g.memes.at(seq)
			if err != nil {
				return err
			}
			if m.Dataset == dataset && m.Image.Name == "" && !m.Image.Is() && m.CaptionKey() == key {
				same = append(same, m)
			}
		}
	})
	return same, more, err
}
