package db

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strings"

	"go.etcd.io/bbolt"

	"memebench/labels"
)

// compact is the migration to schema 6: memes, events and predictions, which were JSON or
// lay one by one, become packed records and blocks, and what a search reads becomes
// columns. Notes and edits of captions can be undone since, and what was undone said
// again.
//
// It writes by the functions of schema 6. Whoever changes the layout of what they write
// keeps those of today for this migration.
func compact(tx *bbolt.Tx) error {
	if err := tx.DeleteBucket([]byte("meme_names")); err != nil {
		return err
	}
	for _, name := range []string{"meme_names", "meme_records", "texts", "events", "prediction_blocks", "columns", "said", "redoable"} {
		if _, err := tx.CreateBucket([]byte(name)); err != nil {
			return err
		}
	}
	if err := firstError(
		func() error { return compactMemes(tx) },
		func() error { return compactLog(tx) },
		func() error { return compactPredictions(tx) },
	); err != nil {
		return err
	}
	for _, name := range []string{"memes", "log", "predictions", "states", "waiting", "undoable", "counters"} {
		if err := tx.DeleteBucket([]byte(name)); err != nil {
			return err
		}
	}
	for _, name := range []string{"undoable", "counters"} {
		if _, err := tx.CreateBucket([]byte(name)); err != nil {
			return err
		}
	}
	memes := newCounters(tx)
	n := int(tx.Bucket(bucketMemes).Sequence())
	memes.add(counterMemes, n)
	memes.add(counterKind(labels.Unlabelled), n)
	if err := memes.flush(); err != nil {
		return err
	}
	d := &deriver{from: tx, into: func(f func(*bbolt.Tx) error) error { return f(tx) }, step: func() error { return nil }}
	return firstError(d.states, d.training)
}

// compactMemes writes the memes that the file of schema 5 has as JSON. They have no gaps;
// where one is found, the file is damaged, and verified as such.
func compactMemes(tx *bbolt.Tx) error {
	old, memes := tx.Bucket([]byte("memes")), newMemeTable(tx)
	memes.records.FillPercent = appendFill
	names := newSortedPuts(tx.Bucket(bucketMemeNames), int(old.Sequence()))
	c := old.Cursor()
	for k, v := c.First(); k != nil; k, v = c.Next() {
		r, err := decode[labels.MemeRecord](v)
		if err != nil {
			return err
		}
		seq, err := readNumber(k)
		if err != nil {
			return err
		}
		m := r.Whole()
		m.Seq = seq
		if err := memes.put(&m); err != nil {
			return err
		}
		for _, name := range memeNames(&m) {
			names.put(nameKey(name, seq), nil)
		}
		if seq%(16*blockMemes) == 0 {
			if err := memes.flush(); err != nil {
				return err
			}
		}
	}
	if err := firstError(memes.flush, names.flush); err != nil {
		return err
	}
	return memes.records.SetSequence(old.Sequence())
}

// compactLog writes the events that the file of schema 5 has as JSON.
func compactLog(tx *bbolt.Tx) error {
	old, log := tx.Bucket([]byte("log")), appendOnly(tx, []byte("events"))
	c := old.Cursor()
	for k, v := c.First(); k != nil; k, v = c.Next() {
		e, err := decode[labels.Event](v)
		if err != nil {
			return err
		}
		meme, err := seqOf(tx, e.Meme)
		if err != nil {
			return err
		}
		record, err := packEvent(meme, &e)
		if err != nil {
			return err
		}
		if err := log.Put(k, record); err != nil {
			return err
		}
	}
	return log.SetSequence(old.Sequence())
}

// compactPredictions writes the predictions that the file of schema 5 has one by one.
// Those that cannot be read are left out: they are made again.
func compactPredictions(tx *bbolt.Tx) error {
	old, memes := tx.Bucket([]byte("predictions")), tx.Bucket(bucketMemes).Sequence()
	return old.ForEachBucket(func(name []byte) error {
		version, err := readNumber(name)
		if err != nil {
			return nil
		}
		to, err := newPredictionWriter(tx, version)
		if err != nil {
			return err
		}
		if err := old.Bucket(name).ForEach(func(k, v []byte) error {
			p, err := unpackOnePrediction(v)
			seq, err2 := readNumber(k)
			if errors.Join(err, err2) != nil || seq == 0 || seq > memes || checkPrediction(&p) != nil {
				return nil
			}
			if err := to.put(seq, &p); err != nil || len(to.held) < 16 {
				return err
			}
			return to.flush()
		}); err != nil {
			return err
		}
		return to.flush()
	})
}

// unpackOnePrediction reads a prediction of schema 5: the format 1, the meme's id (16
// bytes), five float32, and modalities joined by commas.
func unpackOnePrediction(b []byte) (p labels.Prediction, err error) {
	const probs, modalities = 1 + 16, 1 + 16 + 4*labels.Levels
	if len(b) < modalities || b[0] != 1 {
		return p, fmt.Errorf("%w: a prediction cannot be read", ErrDamaged)
	}
	for i := range p.Probs {
		p.Probs[i] = math.Float32frombits(binary.BigEndian.Uint32(b[probs+4*i:]))
	}
	if names := string(b[modalities:]); names != "" {
		p.Modalities = strings.Split(names, ",")
	}
	return p, nil
}
