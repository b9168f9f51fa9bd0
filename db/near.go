package db

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"slices"

	"go.etcd.io/bbolt"

	"memebench/labels"
)

// PutPrints keeps the prints of pictures, in one transaction, in the place of those that are
// there of the same pictures.
func (d *DB) PutPrints(prints []labels.PicturePrints) error {
	return d.update(func(tx *bbolt.Tx) error {
		into := newSortedPuts(tx.Bucket(bucketPrints), len(prints))
		for _, p := range prints {
			into.put(p.Picture[:], packPrints(p))
		}
		return into.flush()
	})
}

// Prints calls yield with the prints of each picture, in the order of the digests, until it
// returns an error, which Prints returns. They are read in portions, as [DB.Rows] reads memes.
func (d *DB) Prints(yield func(labels.PicturePrints) error) error {
	const portion = 4096
	for from, more := []byte{}, true; more; {
		var read []labels.PicturePrints
		if err := d.view(func(tx *bbolt.Tx) error {
			c := tx.Bucket(bucketPrints).Cursor()
			k, v := c.Seek(from)
			for ; k != nil && len(read) < portion; k, v = c.Next() {
				p, err := unpackPrints(k, v)
				if err != nil {
					return err
				}
				read = append(read, p)
			}
			from, more = bytes.Clone(k), k != nil
			return nil
		}); err != nil {
			return err
		}
		for _, p := range read {
			if err := yield(p); err != nil {
				return err
			}
		}
	}
	return nil
}

// packPrints packs whether the picture is tied, and its prints.
func packPrints(p labels.PicturePrints) []byte {
	b := make([]byte, 1, 1+len(p.Prints)*len(labels.Print{}))
	if p.Tied {
		b[0] = 1
	}
	for _, of := range p.Prints {
		b = append(b, of[:]...)
	}
	return b
}

func unpackPrints(k, v []byte) (p labels.PicturePrints, err error) {
	const size = len(labels.Print{})
	if len(k) != len(p.Picture) || len(v)%size != 1 || v[0] > 1 {
		return p, fmt.Errorf("%w: the prints of a picture have %d bytes", ErrDamaged, len(v))
	}
	p.Picture, p.Tied = [32]byte(k), v[0] == 1
	for of := range slices.Chunk(v[1:], size) {
		p.Prints = append(p.Prints, labels.Print(of))
	}
	return p, nil
}

// TieNear ties memes to others whose pictures theirs look like, in one transaction, and says
// what became of that. Their groups become one. If those are in different splits, the memes
// of the smaller one, of equal ones that of the later founder, go to the other's split, as
// long as that is free: no person has labelled one of them, none has a gold level that
// a version of this workspace may have learned, and none is a cross-split duplicate. Else the
// meme that is tied becomes a cross-split duplicate, and nothing moves.
//
// A tie that is there already changes nothing; one of no meme is ErrNotFound, and one to a
// picture that no meme has ErrInvalid.
func (d *DB) TieNear(ties []labels.NearTie) (labels.NearTied, error) {
	var done labels.NearTied
	err := d.update(func(tx *bbolt.Tx) error {
		done = labels.NearTied{}
		trained, err := trainedUpTo(tx)
		if err != nil {
			return err
		}
		n := nearTying{newGrouping(tx, newMemeTable(tx), len(ties)), newColumns(tx), trained > 0, &done}
		for _, t := range ties {
			if picture, err := hex.DecodeString(t.Picture); err != nil || len(picture) != 32 {
				return fmt.Errorf("%w: a picture's digest is %q", ErrInvalid, short(t.Picture))
			}
			m, ok, err := n.memes.get(t.Seq)
			if err != nil {
				return err
			}
			if !ok {
				return &sentence{ErrNotFound, fmt.Sprintf("no meme is at place %d", t.Seq)}
			}
			if err := n.tie(&m, t.Picture); err != nil {
				return err
			}
		}
		return n.flush()
	})
	if err != nil {
		return labels.NearTied{}, err
	}
	return done, nil
}

// nearTying ties memes within one transaction.
type nearTying struct {
	grouping
	states  *columns // only read
	trained bool     // a version has been trained in this workspace
	done    *labels.NearTied
}

func (n *nearTying) tie(m *labels.Meme, picture string) error {
	if slices.Contains(m.Near, picture) || m.Image.SHA256 == picture {
		return nil
	}
	other, known, err := n.ref(keyDigest(labels.PictureKey(picture)))
	if err != nil {
		return err
	}
	if !known {
		return fmt.Errorf("%w: no meme has the picture %s", ErrInvalid, short(picture))
	}
	keys, _ := n.keysOf(m)
	own, known, err := n.ref(keyDigest(keys[0]))
	if err != nil {
		return err
	}
	m.Near = append(m.Near, picture)
	n.done.Tied++
	if m.CrossSplit || other.group == own.group {
		return n.memes.putRecord(m)
	}
	if !known || groupName(own.group) != m.Group {
		return fmt.Errorf("%w: a meme's key does not lead to its group %s", ErrDamaged, m.Group)
	}
	if other.split != own.split {
		moved, err := n.move(own, other)
		if err != nil {
			return err
		}
		if moved == "" {
			m.CrossSplit = true
			n.done.CrossSplit++
			return n.memes.putRecord(m)
		}
		m.Split, own.split, other.split = moved, moved, moved
	}
	if err := n.memes.putRecord(m); err != nil {
		return err
	}
	if own.group > other.group { // of equal ones, the first that was founded stays
		own, other = other, own
	}
	_, err = n.unite(own, other)
	return err
}

// move brings the smaller of two groups to the split of the other, if it may, and returns that
// split; "" where it may not.
func (n *nearTying) move(a, b groupRef) (labels.Split, error) {
	if err := n.members.flush(); err != nil {
		return "", err
	}
	if a.group > b.group {
		a, b = b, a
	}
	from, to := b, a
	ofA, seqs := n.smaller(a.group, b.group)
	if ofA != nil {
		from, to, seqs = a, b, ofA
	}
	var memes []labels.Meme
	for _, seq := range seqs {
		m, err := n.memes.at(seq)
		if err != nil {
			return "", err
		}
		free, err := n.free(&m)
		if err != nil || !free {
			return "", err
		}
		memes = append(memes, m)
	}
	for i := range memes {
		m := &memes[i]
		m.Split = to.split
		if err := n.memes.putRecord(m); err != nil {
			return "", err
		}
		keys, _ := n.keysOf(m)
		for _, key := range keys {
			n.keys.put(keyDigest(key), groupRef{from.group, to.split}.encode())
		}
		n.done.Moved++
	}
	return to.split, nil
}

// free reports that a meme may go to another split.
func (n *nearTying) free(m *labels.Meme) (bool, error) {
	cell, err := n.states.cell(stateColumn, m.Seq)
	if err != nil {
		return false, err
	}
	var f labels.Facts
	unpackState(cell, &f)
	return !m.CrossSplit && f.Voices == 0 && !f.Adjudicated && !(n.trained && f.Gold.Valid()), nil
}
