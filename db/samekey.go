package db

import (
	"slices"

	"go.etcd.io/bbolt"

	"memebench/labels"
)

// mostSame bounds how many memes of a group are looked at for a caption or a picture.
const mostSame = 100

// SameCaption returns memes of a dataset that came with this caption, as groups compare captions
// ([labels.CaptionKey]), in the order of import: of the first hundred that are tied together,
// those; more is whether there are others. A caption that says nothing has none.
func (d *DB) SameCaption(dataset, caption string) (same []labels.Meme, more bool, err error) {
	key := (&labels.Meme{Caption: caption}).CaptionKey()
	if key == "" {
		return nil, false, nil
	}
	return d.sameKey(key, func(m *labels.Meme) bool {
		return m.Dataset == dataset && m.CaptionKey() == key
	})
}

// SamePicture returns memes of a dataset whose picture has this SHA-256, in the order of import: of the
// first hundred that are tied together, those.
func (d *DB) SamePicture(dataset, sha256 string) ([]labels.Meme, error) {
	same, _, err := d.sameKey(labels.PictureKey(sha256), func(m *labels.Meme) bool {
		return m.Dataset == dataset && m.Image.SHA256 == sha256
	})
	return same, err
}

// sameKey returns the memes that are wanted of the first of a group to which a group key leads.
func (d *DB) sameKey(key string, wanted func(*labels.Meme) bool) (same []labels.Meme, more bool, err error) {
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
			if more = ok && n == mostSame; more || !ok {
				return nil
			}
			m, err := g.memes.at(seq)
			if err != nil {
				return err
			}
			same = append(same, m)
		}
	})
	return slices.DeleteFunc(same, func(m labels.Meme) bool { return !wanted(&m) }), more, err
}
