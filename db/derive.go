package db

import (
	"bytes"
	"context"
	"slices"

	"go.etcd.io/bbolt"

	"memebench/labels"
)

// derivedBuckets hold what can be computed from the memes and the log.
var derivedBuckets = [][]byte{
	bucketMemeIDs, bucketMemeNames, bucketGroupKeys, bucketGroupMembers, bucketCaptionPictures,
	bucketMemeEvents, bucketColumns, bucketSaid, bucketUndoable, bucketRedoable, bucketCounters,
}

func isDerived(bucket []byte) bool {
	return slices.ContainsFunc(derivedBuckets, func(b []byte) bool { return bytes.Equal(b, bucket) })
}

// A deriver computes from scratch what is derived from the memes and the log of one file,
// and writes it into another, in transactions of deriveBatch records.
type deriver struct {
	from *bbolt.Tx    // has the memes, log and versions
	into transactions // runs a transaction of a file that has the buckets, and nothing derived
	here bool         // the log and the versions are read in that file
	step func() error

	// crossSplitKeys are the group keys that only cross-split duplicates have, with all groups that they
	// may lead to: which of those was there first is not to be seen any more.
	crossSplitKeys map[digest][]groupRef
}

const deriveBatch = 1024

// derive computes everything. step is called once for each event, three times for each meme and
// once more for one of which something was said, and ends it by an error.
func derive(from *bbolt.Tx, into transactions, step func() error) (*deriver, error) {
	d := &deriver{from: from, into: into, step: step, crossSplitKeys: map[digest][]groupRef{}}
	for _, do := range []func() error{d.sayings, d.memes, d.crossSplit, d.events, d.states, d.training} {
		if err := do(); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// inBatches calls do with the records of a bucket, in transactions of into.
func (d *deriver) inBatches(b *bbolt.Bucket, do func(tx *bbolt.Tx) (each func(k, v []byte) error, end func() error)) error {
	c := b.Cursor()
	k, v := c.First()
	for k != nil {
		err := d.into(func(tx *bbolt.Tx) error {
			each, end := do(tx)
			for n := 0; k != nil && n < deriveBatch; k, v = c.Next() {
				if err := d.step(); err != nil {
					return err
				}
				if err := each(k, v); err != nil {
					return err
				}
				n++
			}
			return end()
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// sayings derives which captions are sayings.
func (d *deriver) sayings() error {
	return d.inBatches(d.from.Bucket(bucketMemes), func(tx *bbolt.Tx) (func(k, v []byte) error, func() error) {
		from, into := newMemeTable(d.from), newSayings(tx)
		each := func(k, v []byte) error {
			m, err := from.parse(k, v)
			if err == nil {
				into.note(&m)
			}
			return err
		}
		return each, into.pictures.flush
	})
}

// memes derives what is known of each meme by itself: where it is found, whose group it is in, what
// a search reads of it, and where the keys lead that a meme without the mark of a cross-split
// duplicate has, which is to its own group.
func (d *deriver) memes() error {
	return d.inBatches(d.from.Bucket(bucketMemes), func(tx *bbolt.Tx) (func(k, v []byte) error, func() error) {
		from, into := newMemeTable(d.from), newMemeTable(tx)
		into.datasets = d.from
		ids, names := idIndex(tx).expect(deriveBatch), newSortedPuts(tx.Bucket(bucketMemeNames), 0)
		groups, counts := newGrouping(tx, nil, deriveBatch), newCounters(tx)
		each := func(k, v []byte) error {
			m, err := from.parse(k, v)
			if err != nil {
				return err
			}
			group, err := parseGroupName(m.Group)
			if err != nil {
				return err
			}
			id, _ := idDigest(m.ID)
			ids.put(id, number8(m.Seq))
			place, err := into.datasetPlace(m.Dataset)
			if err != nil {
				return err
			}
			for _, name := range indexedNames(&m, place) {
				names.put(nameKey(name, m.Seq), nil)
			}
			groups.members.put(pair(group, m.Seq), nil)
			if !m.CrossSplit {
				keys, _ := groups.keysOf(&m)
				for _, key := range keys {
					groups.keys.put(keyDigest(key), groupRef{group, m.Split}.encode())
				}
			}
			counts.add(counterMemes, 1)
			counts.add(counterKind(labels.Unlabelled), 1)
			return into.describe(&m)
		}
		return each, func() error {
			return firstError(ids.flush, names.flush, groups.keys.flush, groups.members.flush, counts.flush, into.flush)
		}
	})
}

func firstError(do ...func() error) error {
	for _, f := range do {
		if err := f(); err != nil {
			return err
		}
	}
	return nil
}

// crossSplit leads the keys that only cross-split duplicates have to their groups.
func (d *deriver) crossSplit() error {
	return d.inBatches(d.from.Bucket(bucketMemes), func(tx *bbolt.Tx) (func(k, v []byte) error, func() error) {
		memes, keys, sayings := newMemeTable(d.from), groupKeyIndex(tx), newSayings(tx)
		each := func(k, v []byte) error {
			m, err := memes.parse(k, v)
			if err != nil || !m.CrossSplit {
				return err
			}
			group, err := parseGroupName(m.Group)
			if err != nil {
				return err
			}
			split, err := d.splitOf(tx, group)
			if err != nil {
				return err
			}
			own, _ := sayings.keysOf(&m)
			for _, key := range own {
				digest := keyDigest(key)
				refs, known := d.crossSplitKeys[digest]
				if !known && keys.get(digest) != nil {
					continue
				}
				d.crossSplitKeys[digest] = append(refs, groupRef{group, split})
				if !known {
					keys.put(digest, groupRef{group, split}.encode())
				}
			}
			return nil
		}
		return each, keys.flush
	})
}

// splitOf returns the split of a group: that of its members without the mark of a
// cross-split duplicate, or of the meme that founded it.
func (d *deriver) splitOf(tx *bbolt.Tx, group uint64) (labels.Split, error) {
	memes := newMemeTable(d.from)
	for c := newMemberCursor(tx.Bucket(bucketGroupMembers), group); ; {
		seq, ok := c.next()
		if !ok {
			break
		}
		m, err := memes.at(seq)
		if err != nil || !m.CrossSplit {
			return m.Split, err
		}
	}
	founder, err := memes.at(group)
	return founder.Split, err
}

// events lists the events of each meme.
func (d *deriver) events() error {
	return d.inBatches(d.from.Bucket(bucketLog), func(tx *bbolt.Tx) (func(k, v []byte) error, func() error) {
		of := newSortedPuts(tx.Bucket(bucketMemeEvents), deriveBatch)
		each := func(k, v []byte) error {
			event, err := readNumber(k)
			if err != nil {
				return err
			}
			seq, _, err := unpackEvent(event, v)
			if err != nil {
				return err
			}
			of.put(pair(seq, event), nil)
			return nil
		}
		return each, of.flush
	})
}

// truth is where the log and the versions are read, in a transaction of into.
func (d *deriver) truth(into *bbolt.Tx) *bbolt.Tx {
	if d.here {
		return into
	}
	return d.from
}

// states derives, of each meme, what its events amount to.
func (d *deriver) states() error {
	after := uint64(0) // the last meme that is done
	for more := true; more; {
		err := d.into(func(tx *bbolt.Tx) error {
			more = false
			w, log := newLogWriter(tx, deriveBatch), d.truth(tx).Bucket(bucketLog)
			c := tx.Bucket(bucketMemeEvents).Cursor()
			for k, _ := c.Seek(number8(after + 1)); k != nil; k, _ = c.Next() {
				seq, err := readNumber(k[:8])
				if err != nil {
					return err
				}
				h := w.memes[seq]
				if h == nil {
					if len(w.memes) == deriveBatch {
						more = true
						break
					}
					if err := d.step(); err != nil {
						return err
					}
					h = &history{}
					w.memes[seq], after = h, seq
				}
				event, err := readNumber(k[8:])
				if err != nil {
					return err
				}
				_, e, err := unpackEvent(event, log.Get(k[8:]))
				if err != nil {
					return err
				}
				h.events = append(h.events, e)
			}
			return w.flush()
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// training derives what has been said since the newest training.
func (d *deriver) training() error {
	return d.into(func(tx *bbolt.Tx) error {
		trained, err := newestTraining(d.truth(tx).Bucket(bucketVersions))
		if err != nil {
			return err
		}
		n, err := newLabels(d.truth(tx).Bucket(bucketLog), trained)
		if err != nil {
			return err
		}
		return putTraining(tx, trained, n)
	})
}

// stepper counts steps and stops when ctx ends.
func stepper(ctx context.Context, step func()) func() error {
	n := 0
	return func() error {
		step()
		if n++; n%256 == 0 {
			return ctx.Err()
		}
		return nil
	}
}
