package db

import (
	"bytes"
	"cmp"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.etcd.io/bbolt"

	"memebench/labels"
)

// The fewest digits of an id that are taken as one, and the most memes that a
// refusal names.
const (
	prefixDigits = 6
	namedMemes   = 4
)

// FindMeme returns the meme that arg means: #12 is the twelfth in the order of
// import; else it is an id, the name of an image or key of a row, the first six or
// more digits of an id, or a place in the order of import without its #, which a
// shell takes for a comment, in this order. A number without its # that is also the name
// of another meme, or how its id begins, is neither. The error is a sentence that matches
// ErrNotFound, or ErrAmbiguous when several memes fit and none does before.
func (d *DB) FindMeme(arg string) (labels.Meme, error) {
	if digits, ok := strings.CutPrefix(arg, "#"); ok {
		if seq, err := strconv.ParseUint(digits, 10, 64); err == nil {
			return d.MemeAt(seq)
		}
	}
	var found labels.Meme
	err := d.view(func(tx *bbolt.Tx) error {
		memes, err := byName(tx, arg)
		if err == nil && len(memes) == 0 {
			memes, err = byPrefix(tx, strings.ToLower(arg))
		}
		if err != nil {
			return err
		}
		switch len(memes) {
		case 0:
			return &sentence{ErrNotFound, fmt.Sprintf(
				"no meme is called %q: want an image's name, a row's key, an id or at least its first %d digits, or 1 for the first one", short(arg), prefixDigits)}
		case 1:
			found = memes[0]
			return nil
		}
		var which []string
		for _, m := range memes[:min(len(memes), namedMemes)] {
			which = append(which, fmt.Sprintf("%s (%s of %s)", m.ID, short(m.Name()), short(m.Dataset)))
		}
		if len(memes) > namedMemes {
			which = append(which, "…")
		}
		return &sentence{ErrAmbiguous, fmt.Sprintf("several memes are called %q: give one of the ids %s", short(arg), strings.Join(which, ", "))}
	})
	if seq, e := strconv.ParseUint(arg, 10, 64); e == nil && (err == nil || errors.Is(err, ErrNotFound)) {
		at, e := d.MemeAt(seq)
		switch {
		case e != nil: // it is no place
		case err != nil:
			return at, nil
		case at.ID != found.ID:
			return labels.Meme{}, &sentence{ErrAmbiguous, fmt.Sprintf("%q is #%d, and what #%d is called: write '#%[2]d' or '#%[3]d'", short(arg), at.Seq, found.Seq)}
		}
	}
	return found, err
}

// byName returns the memes that have this id, or else this name or key; at most
// one more than is worth naming.
func byName(tx *bbolt.Tx, name string) (found []labels.Meme, err error) {
	memes, ids := newMemeTable(tx), idIndex(tx)
	if id, ok := idDigest(labels.MemeID(name)); ok {
		if v := ids.get(id); v != nil {
			return collect(memes, v)
		}
	}
	datasets := tx.Bucket(bucketDatasets).Cursor()
	for dataset, _ := datasets.First(); dataset != nil && len(found) <= namedMemes; dataset, _ = datasets.Next() {
		id, _ := idDigest(labels.NewMemeID(string(dataset), name))
		if v := ids.get(id); v != nil {
			hit, err := collect(memes, v)
			if err != nil {
				return nil, err
			}
			found = append(found, hit...)
		}
	}
	prefix := namePrefix(name)
	c := tx.Bucket(bucketMemeNames).Cursor()
	for k, _ := c.Seek(prefix); bytes.HasPrefix(k, prefix) && len(found) <= namedMemes; k, _ = c.Next() {
		hit, err := collect(memes, k[len(prefix):])
		if err != nil {
			return nil, err
		}
		if m := hit[0]; m.Key == name || m.Name() == name {
			found = append(found, m)
		}
	}
	slices.SortFunc(found, func(a, b labels.Meme) int { return cmp.Compare(a.Seq, b.Seq) })
	return slices.CompactFunc(found, func(a, b labels.Meme) bool { return a.Seq == b.Seq }), nil
}

// byPrefix returns the memes whose id begins with these hex digits; at most one
// more than is worth naming.
func byPrefix(tx *bbolt.Tx, digits string) (found []labels.Meme, err error) {
	if len(digits) < prefixDigits || len(digits) > 32 {
		return nil, nil
	}
	prefix, err := hex.DecodeString(digits[:len(digits)&^1])
	if err != nil || strings.Trim(digits, "0123456789abcdef") != "" {
		return nil, nil
	}
	memes := newMemeTable(tx)
	idIndex(tx).withPrefix(prefix, func(d digest, v []byte) bool {
		if !strings.HasPrefix(hex.EncodeToString(d[:]), digits) {
			return true
		}
		var hit []labels.Meme
		hit, err = collect(memes, v)
		found = append(found, hit...)
		return err == nil && len(found) <= namedMemes
	})
	return found, err
}

// collect reads the meme that an index's value leads to.
func collect(memes *memeTable, seq []byte) ([]labels.Meme, error) {
	n, err := readNumber(seq)
	if err != nil {
		return nil, err
	}
	m, err := memes.at(n)
	return []labels.Meme{m}, err
}
