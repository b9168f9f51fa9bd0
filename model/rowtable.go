package model

import (
	"context"
	"slices"
	"sync"

	"memebench/labels"
	"memebench/model/features"
)

// A rowTable remembers in which rows of the files of features memes are, so that comparing
// with 100,000 of them does not read as many from the store: four bytes for a meme and an
// input. It follows what changes while the workspace is open: captions, by the log, and the
// files. Pictures are changed by relink alone, which has the workspace for itself.
type rowTable struct {
	mu     sync.Mutex
	logged uint64 // the newest event that it knows of
	inputs []inputRows
}

// inputRows are the rows of the memes in the features of one input.
type inputRows struct {
	places     []features.Row // by the meme's place in the order of import
	moved, len int            // of the cache, when they were looked up
}

// Of places that are no rows: what was not looked up is zero, so rows are counted from 1.
const (
	notLookedUp features.Row = 0
	noRow       features.Row = -1
)

// placesOf are the rows of some memes, by input, -1 for none, with what Cache.Moved said.
type placesOf struct {
	rows  [][]features.Row
	moved []int
}

// of returns the rows of some memes, by their places in the order of import.
func (t *rowTable) of(ctx context.Context, s Store, c *caches, seqs []uint64) (placesOf, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.follow(s, c); err != nil {
		return placesOf{}, err
	}
	most := uint64(0)
	for _, seq := range seqs {
		most = max(most, seq)
	}
	p := placesOf{rows: make([][]features.Row, len(t.inputs)), moved: make([]int, len(t.inputs))}
	for i := range t.inputs {
		in := &t.inputs[i]
		if n := int(most) + 1 - len(in.places); n > 0 {
			in.places = append(in.places, make([]features.Row, n)...)
		}
		p.rows[i], p.moved[i] = make([]features.Row, len(seqs)), in.moved
	}
	if err := t.lookUpAll(ctx, s, c, seqs); err != nil {
		return placesOf{}, err
	}
	for k, seq := range seqs {
		for i := range t.inputs {
			p.rows[i][k] = max(-1, t.inputs[i].places[seq]-1)
		}
	}
	return p, nil
}

// bulk says of how many memes one is to be unknown for all to be read in one go: reading one
// by itself takes as long as some dozen in a row.
const bulk = 16

// lookUpAll finds the rows of those of some memes that are not known.
func (t *rowTable) lookUpAll(ctx context.Context, s Store, c *caches, seqs []uint64) error {
	var unknown []uint64
	for _, seq := range seqs {
		if t.unknown(seq) {
			unknown = append(unknown, seq)
		}
	}
	if known := len(t.inputs[0].places); len(unknown)*bulk > known {
		return s.Rows(func(m labels.Meme, _ labels.State) error {
			if m.Seq < uint64(known) {
				t.lookUp(c, &m)
			}
			return ctx.Err()
		})
	}
	for _, seq := range unknown {
		if err := ctx.Err(); err != nil {
			return err
		}
		m, err := s.MemeAt(seq)
		if err != nil {
			return err
		}
		t.lookUp(c, &m)
	}
	return nil
}

func (t *rowTable) unknown(seq uint64) bool {
	return slices.ContainsFunc(t.inputs, func(in inputRows) bool { return in.places[seq] == notLookedUp })
}

// lookUp finds the rows of a meme.
func (t *rowTable) lookUp(c *caches, m *labels.Meme) {
	for i := range t.inputs {
		place := noRow
		if key, ok := featureKey(c.inputs[i].Modality, m); ok {
			if row, ok := c.features[i].Row(key); ok {
				place = row + 1
			}
		}
		t.inputs[i].places[m.Seq] = place
	}
}

// follow forgets what may have changed since the table was asked last.
func (t *rowTable) follow(s Store, c *caches) error {
	first := t.inputs == nil
	if first {
		t.inputs = make([]inputRows, len(c.inputs))
	}
	for i := range t.inputs {
		in, f := &t.inputs[i], c.features[i]
		moved, n := f.Moved(), f.Len()
		switch {
		case moved != in.moved:
			clear(in.places)
		case n != in.len: // what had none may have got one
			for k, row := range in.places {
				if row == noRow {
					in.places[k] = notLookedUp
				}
			}
		}
		in.moved, in.len = moved, n
	}
	last, err := s.LastSeq()
	if err != nil {
		return err
	}
	if !first {
		err = s.Log(t.logged+1, func(e labels.Event) error {
			if e.Action != labels.Caption && e.Action != labels.Retract {
				return nil
			}
			m, err := s.Meme(e.Meme)
			if err != nil {
				return err
			}
			for i := range t.inputs {
				if m.Seq < uint64(len(t.inputs[i].places)) {
					t.inputs[i].places[m.Seq] = notLookedUp
				}
			}
			return nil
		})
	}
	t.logged = last
	return err
}
