package db

import (
	"fmt"

	"go.etcd.io/bbolt"

	"memebench/labels"
)

// dissolve takes a caption that has become a saying out of the keys, and gives the memes of
// the group that it led to their groups again, as the other keys have it. Their splits stay.
func (g *grouping) dissolve(caption string) error {
	digest := keyDigest(caption)
	h, known, err := g.ref(digest)
	if err != nil || !known {
		return err
	}
	g.keys.remove(digest)
	if err := g.members.flush(); err != nil {
		return err
	}
	var seqs []uint64
	for c := newMemberCursor(g.members.bucket, h.group); ; {
		seq, ok := c.next()
		if !ok {
			break
		}
		seqs = append(seqs, seq)
	}
	for _, seq := range seqs {
		m, err := g.memes.at(seq)
		if err != nil {
			return err
		}
		keys, _ := g.keysOf(&m)
		for _, key := range keys {
			digest := keyDigest(key)
			if led, known, err := g.ref(digest); err != nil {
				return err
			} else if known && led.group == h.group {
				g.keys.remove(digest)
			}
		}
		if err := g.members.delete(pair(h.group, seq)); err != nil {
			return err
		}
	}
	for _, seq := range seqs {
		if err := g.placeAgain(seq); err != nil {
			return err
		}
	}
	return nil
}

// placeAgain gives a stored meme, which is in no group, its group and mark; its split stays.
func (g *grouping) placeAgain(seq uint64) error {
	m, err := g.memes.at(seq)
	if err != nil {
		return err
	}
	group, mark := m.Group, m.CrossSplit
	if _, err := g.place(&m, nil); err != nil || m.Group == group && m.CrossSplit == mark {
		return err
	}
	return g.memes.putRecord(&m)
}

// regroup gives all memes their groups and marks again, of which only the splits are kept. The
// buckets of the groups are empty.
func regroup(into transactions) error {
	if err := eachMeme(into, func(tx *bbolt.Tx, _ *memeTable) (func(m *labels.Meme) error, func() error) {
		sayings := newSayings(tx)
		return func(m *labels.Meme) error {
			sayings.note(m)
			return nil
		}, sayings.pictures.flush
	}); err != nil {
		return err
	}
	return eachMeme(into, func(tx *bbolt.Tx, memes *memeTable) (func(m *labels.Meme) error, func() error) {
		g := newGrouping(tx, memes, memesAtATime)
		return func(m *labels.Meme) error { return g.placeAgain(m.Seq) }, g.flush
	})
}

// transactions runs a transaction of a file that writes.
type transactions func(func(tx *bbolt.Tx) error) error

// within has all done in a transaction that is under way.
func within(tx *bbolt.Tx) transactions {
	return func(f func(*bbolt.Tx) error) error { return f(tx) }
}

// memesAtATime is of how many memes one transaction writes what is known of them by digests.
// These are all over an index: it is written whole for any thousands of them, and for fewer
// it would be written more often.
var memesAtATime = 16 << 10 // tests set it lower

// eachMeme calls what begin returns with all memes, in the order of import, and then end, in
// one transaction for so many memes at a time.
func eachMeme(into transactions, begin func(tx *bbolt.Tx, memes *memeTable) (each func(m *labels.Meme) error, end func() error)) error {
	for from, more := uint64(1), true; more; from += uint64(memesAtATime) {
		if err := into(func(tx *bbolt.Tx) error {
			memes := newMemeTable(tx)
			each, end := begin(tx, memes)
			last := memes.records.Sequence()
			more = from+uint64(memesAtATime) <= last
			for seq := from; seq <= min(last, from+uint64(memesAtATime)-1); seq++ {
				m, err := memes.at(seq)
				if err == nil {
					err = each(&m)
				}
				if err != nil {
					return err
				}
			}
			return end()
		}); err != nil {
			return err
		}
	}
	return nil
}

func (g *grouping) flush() error {
	return firstError(g.keys.flush, g.members.flush, g.pictures.flush, g.memes.flush)
}

// mend stores m, whose reference to a picture has changed from what it was
// before, and ties it to the memes with the same bytes. Nothing moves to another
// split by itself: if those are in another split than its group, m stays and is
// marked as a cross-split duplicate.
func (g *grouping) mend(m, before *labels.Meme) error {
	if m.Image.SHA256 == before.Image.SHA256 {
		return g.memes.putRecord(m) // the same bytes in another place
	}
	if g.note(m) {
		if err := g.dissolve(m.CaptionKey()); err != nil {
			return err
		}
		now, err := g.memes.at(m.Seq)
		if err != nil {
			return err
		}
		m.Group, m.CrossSplit = now.Group, now.CrossSplit
	}
	group, err := parseGroupName(m.Group)
	if err != nil {
		return err
	}
	if err := g.memes.putRecord(m); err != nil {
		return err
	}
	was, _ := g.keysOf(before)
	old := keyDigest(was[0]) // leads to its group, being the strongest it had
	own, known, err := g.ref(old)
	if err != nil {
		return err
	}
	if !known || own.group != group {
		return fmt.Errorf("%w: a meme's key does not lead to its group %s", ErrDamaged, m.Group)
	}
	keys, _ := g.keysOf(m)
	if len(keys) == 1 { // the old one was its own id, for want of a caption
		g.keys.remove(old)
	}
	picture := keyDigest(keys[0])
	other, known, err := g.ref(picture)
	switch {
	case err != nil:
		return err
	case !known:
		g.keys.put(picture, own.encode())
	case other.split != own.split:
		m.CrossSplit = true
		return g.memes.putRecord(m)
	case other.group != own.group:
		joint, err := g.unite(own, other)
		if err != nil {
			return err
		}
		m.Group = groupName(joint.group)
	}
	return nil
}
