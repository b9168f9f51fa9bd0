package term

import (
	"errors"
	"io"
	"os"
	"sync"
	"time"

	"memebench/labels/workers"
)

// readSize is how much is read at once: more than any key or answer has, so that
// most come in one piece.
const readSize = 4 << 10

// source is where bytes come from.
type source interface {
	// read waits for bytes until the deadline, if that is not zero, and returns
	// os.ErrDeadlineExceeded when nothing can be read by then. What is there already
	// is read, however late it is.
	read(p []byte, deadline time.Time) (int, error)
	// close ends a read that waits; later ones fail.
	close()
}

// piped reads from what has no deadlines: a channel of SSH, a pipe. A goroutine waits
// for the bytes; it ends with the reader.
type piped struct {
	chunks chan []byte
	rest   []byte
	err    error // after the last chunk
	ended  chan struct{}
	once   sync.Once
}

func newPiped(r io.Reader) *piped {
	p := &piped{chunks: make(chan []byte), ended: make(chan struct{})}
	go func() {
		defer close(p.chunks)
		if fault := workers.Catch(func() { p.err = p.readAll(r) }); fault != nil {
			p.err = fault
		}
	}()
	return p
}

// readAll hands over what it reads until the reader is closed or fails.
func (p *piped) readAll(r io.Reader) error {
	for {
		b := make([]byte, readSize)
		n, err := r.Read(b)
		if n > 0 {
			select {
			case p.chunks <- b[:n]:
			case <-p.ended:
				return nil
			}
		}
		if err != nil {
			return err
		}
	}
}

func (p *piped) read(b []byte, deadline time.Time) (int, error) {
	if len(p.rest) == 0 {
		var late <-chan time.Time
		if !deadline.IsZero() {
			timer := time.NewTimer(time.Until(deadline))
			defer timer.Stop()
			late = timer.C
		}
		var ok bool
		select {
		case p.rest, ok = <-p.chunks:
		case <-p.ended:
			return 0, os.ErrClosed
		case <-late:
			select {
			case p.rest, ok = <-p.chunks:
			default:
				return 0, os.ErrDeadlineExceeded
			}
		}
		if !ok {
			return 0, p.err
		}
	}
	n := copy(b, p.rest)
	p.rest = p.rest[n:]
	return n, nil
}

func (p *piped) close() { p.once.Do(func() { close(p.ended) }) }

// late reports whether a read ended because of its deadline.
func late(err error) bool { return errors.Is(err, os.ErrDeadlineExceeded) }
