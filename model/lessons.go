package model

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"memebench/eval"
	"memebench/labels"
)

// lessons tell which memes a version and those that it goes back to by warm
// starts have learnt from, and which ones have decided when to stop. Memes are
// known by what they are, not by where they stand: by digests of their group keys
// (the picture's bytes, the normalised caption). So the lessons hold in another
// workspace, for other memes with the same picture or caption, and when the
// version's parents are gone.
type provenance struct {
	train, val []provenanceKey // ascending, each once
}

// lessonKey is the beginning of the SHA-256 of a group key. With a million of them
// and a million memes, the chance that any meme is taken for another is one in
// twenty million.
type provenanceKey [8]byte

func provenanceKeys(m *labels.Meme) []provenanceKey {
	var keys []provenanceKey
	for _, k := range m.GroupKeys() {
		sum := sha256.Sum256([]byte(k))
		keys = append(keys, provenanceKey(sum[:]))
	}
	return keys
}

// add notes a meme that a training uses.
func (l *provenance) add(m *labels.Meme) {
	switch m.Split {
	case labels.Train:
		l.train = append(l.train, provenanceKeys(m)...)
	case labels.Val:
		l.val = append(l.val, provenanceKeys(m)...)
	}
}

// join adds what an ancestor has learnt.
func (l *provenance) join(o *provenance) {
	l.train = append(l.train, o.train...)
	l.val = append(l.val, o.val...)
}

// settle brings the keys into order, as the methods below want them.
func (l *provenance) settle() {
	for _, keys := range []*[]provenanceKey{&l.train, &l.val} {
		slices.SortFunc(*keys, compareKeys)
		*keys = slices.Compact(*keys)
	}
}

func compareKeys(a, b provenanceKey) int { return bytes.Compare(a[:], b[:]) }

// include reports whether the meme, or one with its picture or caption, was
// learnt from and is now in another split, or decided when to stop and is now in
// test.
func (l *provenance) include(m *labels.Meme) bool {
	return m.Split != labels.Train && among(l.train, m) || m.Split == labels.Test && among(l.val, m)
}

func among(keys []provenanceKey, m *labels.Meme) bool {
	return slices.ContainsFunc(provenanceKeys(m), func(k provenanceKey) bool {
		_, found := slices.BinarySearchFunc(keys, k, compareKeys)
		return found
	})
}

// Provenance as bytes are, in big-endian order, the number of keys of train (4
// bytes), those keys, and the same for val.
const provenanceKeySize = len(provenanceKey{})

func (l *provenance) encode() []byte {
	b := make([]byte, 0, 8+provenanceKeySize*(len(l.train)+len(l.val)))
	for _, keys := range [][]provenanceKey{l.train, l.val} {
		b = binary.BigEndian.AppendUint32(b, uint32(len(keys)))
		for _, k := range keys {
			b = append(b, k[:]...)
		}
	}
	return b
}

var errProvenance = errors.New("the list of the memes that the head has learnt from is damaged")

// parseLessons reads what encode writes. It takes no more memory than the bytes.
func parseProvenance(b []byte) (*provenance, error) {
	l := &provenance{}
	for _, keys := range []*[]provenanceKey{&l.train, &l.val} {
		if len(b) < 4 {
			return nil, errProvenance
		}
		n := int(binary.BigEndian.Uint32(b))
		b = b[4:]
		if n > len(b)/provenanceKeySize {
			return nil, errProvenance
		}
		*keys = make([]provenanceKey, n)
		for i := range *keys {
			(*keys)[i] = provenanceKey(b[i*provenanceKeySize:])
			if i > 0 && compareKeys((*keys)[i-1], (*keys)[i]) >= 0 {
				return nil, errProvenance
			}
		}
		b = b[n*provenanceKeySize:]
	}
	if len(b) > 0 {
		return nil, errProvenance
	}
	return l, nil
}

// lessons returns what a version has learnt from. For one that was trained before
// lessons were kept, they are all memes that were in train or val when it and
// its ancestors were trained, which may be more than it has seen.
func (w *Workbench) provenance(v eval.Version) (*provenance, error) {
	b, ok, err := w.store.Provenance(v.ID)
	if err != nil {
		return nil, err
	}
	if ok {
		l, err := parseProvenance(b)
		if err != nil {
			return nil, fmt.Errorf("version %s: %w", v.ID, err)
		}
		return l, nil
	}
	line, err := w.store.Ancestry(v.ID)
	if err != nil {
		return nil, fmt.Errorf("what %s was trained on: %w", v.ID, err)
	}
	var dealings []uint64
	for _, v := range line {
		if !slices.Contains(dealings, v.Resplits) {
			dealings = append(dealings, v.Resplits)
		}
	}
	l := &provenance{}
	err = w.store.Rows(func(m labels.Meme, _ labels.State) error {
		now := m
		for _, resplits := range dealings {
			now.Split = m.SplitAt(resplits)
			l.add(&now)
		}
		return nil
	})
	l.settle()
	return l, err
}
