package db

import (
	"bytes"
	"fmt"

	"go.etcd.io/bbolt"

	"memebench/labels"
)

// Append adds events to the end of the log, in one transaction, and returns them
// as they are stored: with Seq, with the present Time where none was given (in
// UTC), and with NoLevel where the action has no level. On return they are on
// disk, and everything derived from them is up to date. An event that is not Merged gets a
// time that is not before those of its meme, see [labels.Tally.Next].
//
// The error matches ErrNotFound for an unknown meme or, of a Retract, an event
// that is not there; ErrRetracted for a Retract of an event that is already
// taken back, unless it is Merged; ErrInvalid for an event that breaks its own rules. None of the
// events is stored then.
func (d *DB) Append(events ...labels.Event) ([]labels.Event, error) {
	return d.append(events, false, unchecked)
}

// unchecked has nothing against what is to be stored.
func unchecked(*logWriter) error { return nil }

// append is Append; of events that were recorded before, the times stay as they are. What
// check says against it is why nothing is stored.
func (d *DB) append(events []labels.Event, recorded bool, check func(*logWriter) error) ([]labels.Event, error) {
	var stored, remember []labels.Event
	err := d.updateJointly(func(tx *bbolt.Tx) error {
		w := newLogWriter(tx, len(events))
		w.known, w.recorded = d.tallies(tx), recorded
		stored = make([]labels.Event, len(events))
		for i, e := range events {
			if e.Time.IsZero() {
				e.Time = d.now()
			}
			var err error
			if stored[i], err = w.append(e); err != nil {
				return err
			}
		}
		if !recorded { // else it is in the file that it came in
			var err error
			if remember, err = said(tx, stored, byHand); err != nil {
				return err
			}
		}
		return firstError(func() error { return check(w) }, w.edit, w.flush)
	})
	if err != nil {
		return nil, err
	}
	d.said.add(remember)
	return stored, nil
}

// checkEvent refuses an event that breaks the rules of its type and returns it
// as it is stored.
func checkEvent(e labels.Event) (labels.Event, error) {
	e, err := e.Checked()
	if err != nil {
		return e, fmt.Errorf("%w %w", ErrInvalid, err)
	}
	return e, nil
}

// checkAnnotator refuses names that could not be told apart or shown.
func checkAnnotator(name string) error {
	if err := labels.CheckAnnotator(name); err != nil {
		return fmt.Errorf("%w %w", ErrInvalid, err)
	}
	return nil
}

// Events returns the events of one meme in the order of the log.
func (d *DB) Events(id labels.MemeID) ([]labels.Event, error) {
	return one(d, func(r *Reader) ([]labels.Event, error) { return r.Events(id) })
}

// eventsOf reads the events of the meme at seq.
func eventsOf(tx *bbolt.Tx, seq uint64) ([]labels.Event, error) {
	events, err := newHistoryReader(tx).read(seq)
	if err != nil || events == nil {
		return nil, err
	}
	id, err := idAt(tx, seq)
	for i := range events {
		events[i].Meme = id
	}
	return events, err
}

// A historyReader reads what was said of memes within one transaction. It finds that of one
// meme at once after that of the meme before.
type historyReader struct {
	log    *bbolt.Bucket
	cursor *bbolt.Cursor
	next   []byte // what the cursor is at, nil for nothing
}

func newHistoryReader(tx *bbolt.Tx) *historyReader {
	return &historyReader{log: tx.Bucket(bucketLog), cursor: tx.Bucket(bucketMemeEvents).Cursor()}
}

// read returns the events of the meme at seq, without its id, which costs a look at its record.
func (r *historyReader) read(seq uint64) (events []labels.Event, err error) {
	prefix := number8(seq)
	if !bytes.HasPrefix(r.next, prefix) {
		r.next, _ = r.cursor.Seek(prefix)
	}
	for ; bytes.HasPrefix(r.next, prefix); r.next, _ = r.cursor.Next() {
		key := r.next[len(prefix):]
		v := r.log.Get(key)
		if v == nil {
			return nil, fmt.Errorf("%w: an index names an event that is not in the log", ErrDamaged)
		}
		event, err := readNumber(key)
		if err != nil {
			return nil, err
		}
		_, e, err := unpackEvent(event, v)
		if err != nil {
			return nil, err
		}
		events = append(events, e)
	}
	return events, nil
}

// state derives the state of the meme at seq.
func (r *historyReader) state(seq uint64) (labels.State, error) {
	events, err := r.read(seq)
	return labels.Aggregate(events), err
}

// Log calls yield with every event from the sequence number from on, until yield
// returns an error, which Log returns.
func (d *DB) Log(from uint64, yield func(labels.Event) error) error {
	return walk(d, from,
		func(tx *bbolt.Tx) *bbolt.Bucket { return tx.Bucket(bucketLog) },
		func(tx *bbolt.Tx, seq uint64, v []byte) (labels.Event, error) { return readEvent(tx, number8(seq), v) },
		nil,
		yield)
}

// LogByPlace is [DB.Log] with the place of each event's meme, and without its id: that takes
// a look at the meme, and longer than all else.
func (d *DB) LogByPlace(from uint64, yield func(meme uint64, e labels.Event) error) error {
	type placed struct {
		meme  uint64
		event labels.Event
	}
	return walk(d, from,
		func(tx *bbolt.Tx) *bbolt.Bucket { return tx.Bucket(bucketLog) },
		func(_ *bbolt.Tx, seq uint64, v []byte) (placed, error) {
			meme, e, err := unpackEvent(seq, v)
			return placed{meme, e}, err
		},
		nil,
		func(p placed) error { return yield(p.meme, p.event) })
}

// LastSeq returns the sequence number of the newest event, 0 if there is none.
func (d *DB) LastSeq() (seq uint64, err error) {
	err = d.view(func(tx *bbolt.Tx) error {
		seq = tx.Bucket(bucketLog).Sequence()
		return nil
	})
	return seq, err
}

// State returns the meme's state: labels.Aggregate of its events.
func (d *DB) State(id labels.MemeID) (labels.State, error) {
	return one(d, func(r *Reader) (labels.State, error) { return r.State(id) })
}

// stateAt derives the state of the meme at seq.
func stateAt(tx *bbolt.Tx, seq uint64) (labels.State, error) {
	return newHistoryReader(tx).state(seq)
}
