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
	if err := firstError(g.members.flush, func() error { return g.keys.delete(digest) }); err != nil {
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
				if err := g.keys.delete(digest); err != nil {
					return err
				}
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
func regroup(tx *bbolt.Tx) error {
	memes := newMemeTable(tx)
	g := newGrouping(tx, memes, 0)
	c := memes.records.Cursor()
	var seqs []uint64
	for k, _ := c.First(); k != nil; k, _ = c.Next() {
		seq, err := readNumber(k)
		if err != nil {
			return err
		}
		seqs = append(seqs, seq)
		m, err := memes.at(seq)
		if err != nil {
			return err
		}
		g.note(&m)
	}
	for i, seq := range seqs {
		if err := g.placeAgain(seq); err != nil {
			return err
		}
		if i%(16*blockMemes) == 0 { // the keys not: see sortedPuts
			if err := memes.flush(); err != nil {
				return err
			}
		}
	}
	return g.flush()
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
		if err := g.keys.delete(old); err != nil {
			return err
		}
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
