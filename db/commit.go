package db

import (
	"context"
	"sync"

	"go.etcd.io/bbolt"
)

// joint collects small writes that come while another is on its way to the disk, so that
// they share the next transaction: most of what a write costs is waiting for the disk. A
// write that comes alone waits for nobody.
type joint struct {
	mu      sync.Mutex
	waiting []part
	busy    bool // somebody commits
}

// part is a write of one caller.
type part struct {
	f    func(tx *bbolt.Tx) error
	done chan error
}

// updateJointly is update for a small write that may share its transaction with others,
// whatever becomes of those: f may be called more than once, and must begin anew then.
func (d *DB) updateJointly(f func(tx *bbolt.Tx) error) error {
	if d.read {
		return ErrReadOnly
	}
	p := part{f, make(chan error, 1)}
	d.joint.mu.Lock()
	d.joint.waiting = append(d.joint.waiting, p)
	first := !d.joint.busy
	d.joint.busy = true
	d.joint.mu.Unlock()
	if first {
		go d.commitWaiting()
	}
	return d.answer(p.done)
}

// commitWaiting commits what waits until nothing does.
func (d *DB) commitWaiting() {
	for {
		d.joint.mu.Lock()
		parts := d.joint.waiting
		d.joint.waiting = nil
		d.joint.busy = len(parts) > 0
		d.joint.mu.Unlock()
		if len(parts) == 0 {
			return
		}
		d.commit(parts)
	}
}

// commit commits parts in one transaction, in their order. If one of them fails each is
// tried alone: what is wrong with one is nothing to the others. If the transaction fails, as
// on a full disk, it is an error of all.
func (d *DB) commit(parts []part) {
	if len(parts) > 1 {
		refused := false
		err := d.doUpdate(func(tx *bbolt.Tx) error {
			for _, p := range parts {
				if err := p.f(tx); err != nil {
					refused = true
					return err
				}
			}
			return nil
		})
		if !refused {
			for _, p := range parts {
				p.done <- err
			}
			return
		}
	}
	for _, p := range parts {
		p.done <- d.doUpdate(p.f)
	}
}

// changes lets callers wait for writes.
type changes struct {
	mu       sync.Mutex
	revision uint64        // of the newest
	changed  chan struct{} // closed, and replaced, at each; nil while nobody waits
}

// happened notes that the store has another revision.
func (c *changes) happened(revision uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.revision = revision
	if c.changed != nil {
		close(c.changed)
		c.changed = nil
	}
}

// Changed waits until the store has another revision than one (see [eval.Summary]; 0 for
// none), and returns it: at once, if that is so already. What happens by several writes may
// be told once. The error is that of ctx.
func (d *DB) Changed(ctx context.Context, since uint64) (uint64, error) {
	c := &d.changes
	for {
		c.mu.Lock()
		now := c.revision
		if now == since && c.changed == nil {
			c.changed = make(chan struct{})
		}
		changed := c.changed
		c.mu.Unlock()
		if now != since {
			return now, nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return since, ctx.Err()
		}
	}
}
