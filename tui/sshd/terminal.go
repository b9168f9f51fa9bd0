package sshd

import (
	"sync/atomic"

	"github.com/charmbracelet/ssh"

	"memebench/tui/term"
)

// terminal is what a session says of its client's terminal.
type terminal struct {
	name   string // TERM
	window *window
}

// followed is a handler of terminals that are asked for, after which the sizes of their
// windows are read: they must be from the first on to the end, whatever the session is for, and
// also where it never begins, or the whole connection waits, and what reads it stays for ever.
func (s *Server) followed(emulate ssh.PtyHandler) ssh.PtyHandler {
	return func(ctx ssh.Context, ss ssh.Session, pty ssh.Pty) (func() error, error) {
		end, err := emulate(ctx, ss, pty)
		if err != nil {
			return end, err
		}
		_, sizes, _ := ss.Pty()
		w := &window{changed: make(chan struct{}, 1)}
		w.set(<-sizes) // that with which it was asked for
		s.mu.Lock()
		s.terminals[ss] = terminal{pty.Term, w}
		s.mu.Unlock()
		go func() {
			w.follow(sizes)
			s.mu.Lock()
			defer s.mu.Unlock()
			delete(s.terminals, ss)
		}()
		return end, nil
	}
}

// terminalOf is that of a session; ok is false where it has none.
func (s *Server) terminalOf(ss ssh.Session) (t terminal, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, ok = s.terminals[ss]
	return t, ok
}

// window is the size of a client's window.
type window struct {
	now     atomic.Pointer[term.Resized]
	changed chan struct{} // closed when the session has ended
}

// The largest window that is drawn: what a client says of itself costs memory here. And the
// one of a client that does not know how large its own is.
const (
	maxCols, maxRows     = 1000, 400
	usualCols, usualRows = 80, 24
)

// follow keeps the newest of the sizes that a session tells.
func (w *window) follow(sizes <-chan ssh.Window) {
	defer close(w.changed)
	for size := range sizes {
		w.set(size)
		select {
		case w.changed <- struct{}{}:
		default:
		}
	}
}

func (w *window) set(size ssh.Window) {
	if size.Width <= 0 || size.Height <= 0 {
		size = ssh.Window{Width: usualCols, Height: usualRows}
	}
	w.now.Store(&term.Resized{
		Width: min(size.Width, maxCols), Height: min(size.Height, maxRows),
		Cell: term.Cell{W: size.WidthPixels / size.Width, H: size.HeightPixels / size.Height},
	})
}

// size is the newest.
func (w *window) size() term.Resized { return *w.now.Load() }
