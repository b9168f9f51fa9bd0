package db

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"

	"go.etcd.io/bbolt"
	bbolterrors "go.etcd.io/bbolt/errors"
)

// view runs f in a transaction that reads. Nothing of the transaction's memory
// may leave f.
func (d *DB) view(f func(tx *bbolt.Tx) error) error { return d.explain(d.doView(f)) }

func (d *DB) doView(f func(tx *bbolt.Tx) error) error {
	if d.at != nil { // whose transaction it is guards it
		return f(d.at)
	}
	leave := d.reading.enter()
	defer leave()
	tx, err := d.beginView()
	if err != nil {
		return err
	}
	_, err = guard(func() error { return f(tx) })
	// On a goroutine of its own, as another read may break off meanwhile with the lock that it takes.
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if panicked, _ := guard(tx.Rollback); panicked {
			d.lose()
		}
	}()
	select {
	case <-ended:
	case <-d.lost:
	}
	if d.isLost() {
		return errUnreadable
	}
	return err
}

// beginView begins a transaction that reads. bbolt reads the file's header then,
// with locks in its hands that a panic leaves locked for ever, so no two do so at
// a time, and none after one that has not come back.
func (d *DB) beginView() (tx *bbolt.Tx, err error) {
	d.beginning.Lock()
	defer d.beginning.Unlock()
	switch {
	case d.isLost():
		return nil, errUnreadable
	case d.closed.Load():
		return nil, ErrClosed
	}
	had := d.size.Load()
	info, err := d.file.Stat()
	if err != nil {
		return nil, err
	}
	if err := whole(had, info.Size()); err != nil {
		return nil, err
	}
	least := d.ours.committed.Load()
	panicked, err := guard(func() (err error) {
		tx, err = d.bolt.Begin(false)
		return err
	})
	switch {
	case panicked:
		d.lose()
	case err == nil && !d.read:
		if err = d.ours.check(least, uint64(tx.ID())); err != nil {
			err = errors.Join(err, tx.Rollback())
		}
	}
	return tx, err
}

// update runs f in a transaction that writes, and commits it if f returns nil:
// then all of it is on disk, in the file that the path names, when update returns;
// else nothing.
func (d *DB) update(f func(tx *bbolt.Tx) error) error {
	if d.read {
		return ErrReadOnly
	}
	// On a goroutine of its own: where a read has broken off with bbolt's locks in
	// its hands, a write that is under way never ends.
	done := make(chan error, 1)
	go func() { done <- d.doUpdate(f) }()
	return d.answer(done)
}

// rehearse is update for an f that always fails, so that nothing is kept. A reader may do it too,
// on its copy.
func (d *DB) rehearse(f func(tx *bbolt.Tx) error) error {
	if !d.read {
		return d.update(f)
	}
	d.writing.Lock()
	defer d.writing.Unlock()
	if d.closed.Load() {
		return ErrClosed
	}
	_, err := guard(func() error { return d.bolt.Update(f) })
	return d.explain(err)
}

// answer waits for what becomes of a write, unless bbolt's locks are lost.
func (d *DB) answer(done <-chan error) error {
	select {
	case err := <-done:
		return d.explain(err)
	case <-d.lost:
	}
	select {
	case err := <-done:
		return d.explain(err)
	default:
		return d.explain(errUnreadable)
	}
}

func (d *DB) doUpdate(f func(tx *bbolt.Tx) error) error {
	d.writing.Lock()
	defer d.writing.Unlock()
	switch {
	case d.closed.Load():
		return ErrClosed
	case d.broken.Load():
		return fmt.Errorf("%w: an earlier write broke off", ErrDamaged)
	}
	if err := d.intact(); err != nil {
		return err
	}
	var tx *bbolt.Tx
	var revision uint64
	var own error // of f
	panicked, err := guard(func() (err error) {
		if tx, err = d.bolt.Begin(true); err != nil {
			return err
		}
		revision = uint64(tx.ID())
		if own = d.ours.check(d.ours.committed.Load(), revision-1); own == nil {
			own = f(tx)
		}
		if own == nil {
			own = d.freelistHolds(revision - 1)
		}
		if own != nil {
			return errors.Join(own, tx.Rollback())
		}
		d.ours.tried.Store(revision)
		return tx.Commit()
	})
	switch {
	case panicked:
		d.broken.Store(true)
		if tx != nil {
			_, _ = guard(tx.Rollback)
		}
		return err
	case own != nil:
		return own
	}
	// Asked after a failure, too: a file that was cut short says best why.
	err = cmp.Or(d.intact(), err)
	if err != nil && d.unmapped() {
		err = bbolterrors.ErrInvalidMapping // that of bbolt cannot be told from others
	}
	if err == nil {
		d.ours.committed.Store(revision)
		d.changes.happened(revision)
	}
	return err
}

// freelistHolds reports that something else has overwritten the list of free pages that this
// transaction left. Each one frees the pages of that list, as many as stand there: bbolt would
// count for ever, or free pages that are in use.
func (d *DB) freelistHolds(tx uint64) error {
	h, err := readHeader(d.file, d.size.Load())
	if err != nil || h.tx != tx || h.freelist >= h.pages {
		return nil // bbolt has the header in memory, where that in the file is damaged
	}
	b := make([]byte, pageHeader)
	if _, err := d.file.ReadAt(b, int64(h.freelist)*h.pageSize); err != nil {
		return err
	}
	id, more := binary.NativeEndian.Uint64(b), uint64(binary.NativeEndian.Uint32(b[12:]))
	if id != h.freelist || pageFlags(b) != freelistPage || more >= h.pages-h.freelist {
		return errUnreadable
	}
	return nil
}

// unmapped reports whether the file is mapped no more: there were no addresses for it as it grew.
func (d *DB) unmapped() bool {
	return errors.Is(d.doView(func(*bbolt.Tx) error { return nil }), bbolterrors.ErrInvalidMapping)
}

// lose notes that bbolt's locks are lost: every call from now on fails at once.
func (d *DB) lose() {
	d.broken.Store(true)
	d.losing.Do(func() { close(d.lost) })
}

func (d *DB) isLost() bool {
	select {
	case <-d.lost:
		return true
	default:
		return false
	}
}
