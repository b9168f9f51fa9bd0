package db

import (
	"maps"
	"slices"
	"sync"

	"go.etcd.io/bbolt"

	"memebench/labels"
)

// handMemory is what people have said through an open store since its newest backup: where
// the file is cut or overwritten while it is open, no other place has it.
type handMemory struct {
	mu     sync.Mutex
	events map[uint64]labels.Event // by place in the log
}

// said is what of some events is to be remembered: what came by hand, and what that takes
// back. What was imported is in its file.
func said(tx *bbolt.Tx, stored []labels.Event) (events []labels.Event, err error) {
	for _, e := range stored {
		if !byHand(e) {
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

// SinceBackup returns, in the order of the log, the events that came by key or command line
// through this DB since it was opened, or since its newest [DB.Backup], and older ones that
// they take back. They are in memory: it answers also where nothing is left of the file.
func (d *DB) SinceBackup() []labels.Event {
	d.said.mu.Lock()
	defer d.said.mu.Unlock()
	events := make([]labels.Event, 0, len(d.said.events))
	for _, seq := range slices.Sorted(maps.Keys(d.said.events)) {
		events = append(events, d.said.events[seq])
	}
	return events
}
