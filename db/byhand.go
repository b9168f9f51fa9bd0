package db

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"slices"
	"sync"

	"go.etcd.io/bbolt"

	"memebench/labels"
)

// handMemory is what people have said through an open store since its newest backup in [BackupDir]: where
// the file is cut or overwritten while it is open, no other place has it.
type handMemory struct {
	mu     sync.Mutex
	events map[uint64]labels.Event // by place in the log
	whole  bool                    // also of sessions before
}

// said is what of some events is to be remembered: what is kept, and what that takes back.
func said(tx *bbolt.Tx, stored []labels.Event, kept func(labels.Event) bool) (events []labels.Event, err error) {
	for _, e := range stored {
		if !kept(e) {
			continue
		}
		events = append(events, e)
		for e.Action == labels.Retract {
			if e, err = eventAt(tx, number8(e.Retracts)); err != nil {
				return nil, err
			}
			events = append(events, e)
		}
	}
	return events, nil
}

// onceByHand reports whether an event came by hand, here or elsewhere: what a rescue had put into a
// file, and an import has brought in again, no other place has once that file is removed.
func onceByHand(e labels.Event) bool {
	e.Merged = false
	return byHand(e)
}

// add takes in what was said.
func (h *handMemory) add(events []labels.Event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, e := range events {
		if h.events == nil {
			h.events = map[uint64]labels.Event{}
		}
		h.events[e.Seq] = e
	}
}

// forget drops the events up to one, which a backup has, but for what later ones take back.
func (h *handMemory) forget(last uint64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	needed := map[uint64]labels.Event{}
	for seq, e := range h.events {
		for there := seq > last; there; e, there = h.events[e.Retracts] {
			needed[e.Seq] = e
		}
	}
	h.events = needed
}

// remember takes in what people have said since the newest backup in [BackupDir] through a DB that
// is closed by now, all of it where there is no backup: one of the day is made once, and the day can
// have more sessions.
func (d *DB) remember(ctx context.Context) error {
	var place, event []byte // none where there is no backup: of all that was said there is no other place then
	if file, _, ok := NewestBackup(d.path); ok {
		place, event = newestEvent(file)
	}
	from := uint64(0)
	if err := d.view(func(tx *bbolt.Tx) (err error) {
		// Of another course of things, as before a backup was restored, the log has another event there.
		if place != nil && bytes.Equal(tx.Bucket(bucketLog).Get(place), event) {
			from, err = readNumber(place)
			from++
		}
		return err
	}); err != nil {
		return err
	}
	if err := walk(d, from,
		func(tx *bbolt.Tx) *bbolt.Bucket { return tx.Bucket(bucketLog) },
		func(tx *bbolt.Tx, seq uint64, v []byte) ([]labels.Event, error) {
			e, err := readEvent(tx, number8(seq), v)
			if err != nil {
				return nil, err
			}
			return said(tx, []labels.Event{e}, onceByHand)
		},
		nil,
		func(events []labels.Event) error {
			d.said.add(events)
			return ctx.Err()
		}); err != nil {
		return err
	}
	d.said.mu.Lock()
	defer d.said.mu.Unlock()
	d.said.whole = true
	return nil
}

// RemembersEarlier reports whether [DB.SinceBackup] has what was said in sessions before this one, too.
func (d *DB) RemembersEarlier() bool {
	d.said.mu.Lock()
	defer d.said.mu.Unlock()
	return d.said.whole
}

// newestEvent returns the newest entry in the log of a backup, nil where it cannot be read, or is empty.
func newestEvent(file string) (place, event []byte) {
	_, err := guard(func() error {
		b, err := bbolt.Open(file, fileMode, &bbolt.Options{ReadOnly: true, Timeout: defaultTimeout})
		if err != nil {
			return err
		}
		return errors.Join(b.View(func(tx *bbolt.Tx) error {
			if log := tx.Bucket(bucketLog); log != nil {
				k, v := log.Cursor().Last()
				place, event = bytes.Clone(k), bytes.Clone(v)
			}
			return nil
		}), b.Close())
	})
	if err != nil {
		return nil, nil
	}
	return place, event
}

// SinceBackup returns, in the order of the log, the events that came by key or command line since
// the newest backup, as far as [DB.DailyBackup] has found it, else through this DB since it was
// opened, and older ones that they take back; of sessions before also what an import had brought
// in. They are in memory: it answers also where nothing is left of the file.
func (d *DB) SinceBackup() []labels.Event {
	d.said.mu.Lock()
	defer d.said.mu.Unlock()
	events := make([]labels.Event, 0, len(d.said.events))
	for _, seq := range slices.Sorted(maps.Keys(d.said.events)) {
		events = append(events, d.said.events[seq])
	}
	return events
}

// HoldsSaid reports whether the store still has what [DB.SinceBackup] remembers: something else may
// have overwritten a part of it that nobody has read since.
func (d *DB) HoldsSaid() error {
	said := d.SinceBackup()
	if len(said) == 0 {
		return nil
	}
	return d.view(func(tx *bbolt.Tx) error {
		for _, e := range said {
			if _, err := eventAt(tx, number8(e.Seq)); err != nil {
				return err
			}
		}
		return nil
	})
}
