package db

import (
	"encoding/binary"
	"errors"
	"io"
	"net"
	"sync"
	"time"

	"go.etcd.io/bbolt"
)

// Who has a store lets others have copies of it over a Unix socket: a reader that
// copied the file by itself would not come to an end while one change follows
// another. The socket lies in a folder that only this user may enter, so that who
// gets through is the same user (or may read every file anyway); it is named after
// the file's device and inode, which is the same whatever path leads there.
//
// A client says nothing. The server sends shareGreeting, the size of the copy as 8
// bytes, and the copy. It is a transaction that reads while it does; so that a
// client that does not fetch its copy cannot hold it open, each portion must be
// taken in shareTimeout.
const (
	shareGreeting = "memebench store 1\n"
	shareTimeout  = 2 * time.Second
)

// sharing is what shares an open store.
type sharing struct {
	listener net.Listener
	mu       sync.Mutex
	clients  map[net.Conn]bool // nil: stopped
	running  sync.WaitGroup
}

// Share lets the other processes of this user have copies of the store, which
// [OpenReader] and [Backup] ask for, until Close. Where there can be no socket, or
// no safe folder for one, it does nothing, and they read the file.
func (d *DB) Share() {
	l := listenFor(d.info)
	if l == nil {
		return
	}
	s := &sharing{listener: l, clients: map[net.Conn]bool{}}
	d.sharing = s
	s.running.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			s.running.Go(func() { s.serve(c, d) })
		}
	})
}

// serve sends one copy. A client that sees less of it than it was promised knows
// that something was amiss.
func (s *sharing) serve(c net.Conn, d *DB) {
	defer c.Close()
	if !s.enter(c) {
		return
	}
	defer s.leave(c)
	_ = d.doView(func(tx *bbolt.Tx) error {
		w := patientWriter{c}
		if _, err := w.Write(binary.BigEndian.AppendUint64([]byte(shareGreeting), uint64(tx.Size()))); err != nil {
			return err
		}
		_, err := tx.WriteTo(w)
		return err
	})
}

func (s *sharing) enter(c net.Conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.clients != nil {
		s.clients[c] = true
	}
	return s.clients != nil
}

func (s *sharing) leave(c net.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.clients, c)
}

// stop ends the sharing, and the copies under way.
func (s *sharing) stop() {
	if s == nil {
		return
	}
	s.listener.Close() // which removes the socket
	s.mu.Lock()
	for c := range s.clients {
		c.Close()
	}
	s.clients = nil
	s.mu.Unlock()
	s.running.Wait()
}

// A patientWriter gives its client shareTimeout for each Write, and a patientReader
// its server for each Read.
type (
	patientWriter struct{ net.Conn }
	patientReader struct{ net.Conn }
)

func (w patientWriter) Write(b []byte) (n int, err error) {
	for len(b) > 0 && err == nil {
		if err = w.SetWriteDeadline(time.Now().Add(shareTimeout)); err == nil {
			var m int
			m, err = w.Conn.Write(b[:min(len(b), 64<<10)])
			n, b = n+m, b[m:]
		}
	}
	return n, err
}

func (r patientReader) Read(b []byte) (int, error) {
	if err := r.SetReadDeadline(time.Now().Add(shareTimeout)); err != nil {
		return 0, err
	}
	return r.Conn.Read(b)
}

// errNotShared means that nobody shares the store, or not in time.
var errNotShared = errors.New("the store is not shared")

// receive reads what serve sends, as far as the copy, and returns its size.
func receive(r io.Reader) (size int64, err error) {
	b := make([]byte, len(shareGreeting)+8)
	if _, err := io.ReadFull(r, b); err != nil {
		return 0, err
	}
	if string(b[:len(shareGreeting)]) != shareGreeting {
		return 0, errNotShared
	}
	return int64(binary.BigEndian.Uint64(b[len(shareGreeting):])), nil
}
