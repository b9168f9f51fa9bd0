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
// Names are listed by the migration to schema 8. It writes by the functions of schema 6. Whoever
// changes the layout of what they write keeps those of today for this migration.
func compact(tx *bbolt.Tx) error {
	if err := tx.DeleteBucket([]byte("meme_names")); err != nil {
		return err
	}
	for _, name := range []string{"meme_names", "meme_records", "texts", "events", "prediction_blocks", "columns", "said", "redoable"} {
		if _, err := tx.CreateBucket([]byte(name)); err != nil {
			return err
		}
	}
	d := &deriver{from: tx, into: within(tx), here: true, step: func() error { return nil }}
	if err := compactRecords(d); err != nil {
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
	return compactDerived(d)
}

// compactRecords writes what the file of schema 5 has in other forms, in transactions of the
// other file.
func compactRecords(d *deriver) error {
	return firstError(
		func() error { return compactMemes(d) },
		func() error { return compactLog(d) },
		func() error { return compactPredictions(d) },
	)
}

// compactDerived derives what memes and events amount to, from the new records of them.
func compactDerived(d *deriver) error {
	if err := d.into(func(tx *bbolt.Tx) error {
		c, n := newCounters(tx), int(tx.Bucket(bucketMemes).Sequence())
		c.add(counterMemes, n)
		c.add(counterKind(labels.Unlabelled), n)
		return c.flush()
	}); err != nil {
		return err
	}
	return firstError(d.states, d.training)
}

// compactMemes writes the memes that the file of schema 5 has as JSON. They have no gaps;
// where one is found, the file is damaged, and verified as such.
func compactMemes(d *deriver) error {
	old := d.from.Bucket([]byte("memes"))
	if err := d.inBatches(old, func(tx *bbolt.Tx) (func(k, v []byte) error, func() error) {
		memes := newMemeTable(tx)
		memes.records.FillPercent = appendFill
		return func(k, v []byte) error {
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
			return memes.put(&m)
		}, memes.flush
	}); err != nil {
		return err
	}
	return d.into(func(tx *bbolt.Tx) error { return tx.Bucket(bucketMemes).SetSequence(old.Sequence()) })
}

// compactLog writes the events that the file of schema 5 has as JSON.
func compactLog(d *deriver) error {
	old := d.from.Bucket([]byte("log"))
	if err := d.inBatches(old, func(tx *bbolt.Tx) (func(k, v []byte) error, func() error) {
		log := appendOnly(tx, []byte("events"))
		return func(k, v []byte) error {
			e, err := decode[labels.Event](v)
			if err != nil {
				return err
			}
			meme, err := seqBefore8(d.from, e.Meme)
			if err != nil {
				return err
			}
			record, err := packEvent(meme, &e)
			if err != nil {
				return err
			}
			return log.Put(k, record)
		}, func() error { return nil }
	}); err != nil {
		return err
	}
	return d.into(func(tx *bbolt.Tx) error { return tx.Bucket(bucketLog).SetSequence(old.Sequence()) })
}

// seqBefore8 returns the place of the meme with this id in a file that has an entry for each.
func seqBefore8(tx *bbolt.Tx, id labels.MemeID) (uint64, error) {
	d, _ := idDigest(id)
	v := tx.Bucket([]byte("meme_ids")).Get(d[:])
	if v == nil {
		return 0, fmt.Errorf("%w: an event is about a meme that is not there", ErrDamaged)
	}
	return readNumber(v)
}

// compactPredictions writes the predictions that the file of schema 5 has one by one.
// Those that cannot be read are left out: they are made again.
func compactPredictions(d *deriver) error {
	old, memes := d.from.Bucket([]byte("predictions")), d.from.Bucket([]byte("memes")).Sequence()
	return old.ForEachBucket(func(name []byte) error {
		version, err := readNumber(name)
		if err != nil {
			return nil
		}
		return d.inBatches(old.Bucket(name), func(tx *bbolt.Tx) (func(k, v []byte) error, func() error) {
			to, err := newPredictionWriter(tx, version)
			return func(k, v []byte) error {
				p, err2 := unpackOnePrediction(v)
				seq, err3 := readNumber(k)
				if err != nil || errors.Join(err2, err3) != nil || seq == 0 || seq > memes || checkPrediction(&p) != nil {
					return err
				}
				return to.put(seq, &p)
			}, func() error { return firstError(func() error { return err }, to.flush) }
		})
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
