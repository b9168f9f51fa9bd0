package sshd

import (
	"errors"
	"net"
	"slices"
	"sync/atomic"
	"time"

	"github.com/charmbracelet/ssh"
	gossh "golang.org/x/crypto/ssh"
)

// What connections may cost before a member has a session there.
const (
	maxArriving = 64      // connections without a session, at once
	maxJoining  = 16      // connections of who joins, at once
	maxEarly    = 1 << 20 // bytes from one of these; a client with many keys sends a few thousand
)

// stage is how far a connection has come.
type stage int

const (
	arriving stage = iota // nobody has a session there yet
	joining               // somebody is asked for an invitation
	inside                // a member has, or has had, a session
	closed
)

// arrival is a connection, which has only so long, and so many bytes, before it is a member's.
type arrival struct {
	net.Conn
	server *Server
	stage  stage // server.mu guards it
	timer  *time.Timer
	inside atomic.Bool
	open   atomic.Int32 // sessions
	early  int          // bytes that were read before that, by the one goroutine that reads
}

// arrivalKey is the value of a connection's context that is its arrival.
type arrivalKey struct{}

// accept sees a connection before anything is said on it; nil refuses it.
func (s *Server) accept(ctx ssh.Context, c net.Conn) net.Conn {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.at[arriving] >= maxArriving || s.stopping || s.isBarred(c.RemoteAddr()) {
		return nil
	}
	s.at[arriving]++
	a := &arrival{Conn: c, server: s}
	// A deadline of the connection would be taken back at its next read.
	a.timer = time.AfterFunc(s.times.grace, func() { a.Close() })
	ctx.SetValue(arrivalKey{}, a)
	return a
}

// arrivalOf is that of a session's connection.
func arrivalOf(ss ssh.Session) *arrival { return ss.Context().Value(arrivalKey{}).(*arrival) }

// open is one more session of a connection, till its end, unless there are many.
func open(v *ssh.Server, conn *gossh.ServerConn, asked gossh.NewChannel, ctx ssh.Context) {
	a := ctx.Value(arrivalKey{}).(*arrival)
	defer a.open.Add(-1)
	if a.open.Add(1) > maxSessions {
		_ = asked.Reject(gossh.ResourceShortage, "many sessions are open on this connection")
		return
	}
	ssh.DefaultSessionHandler(v, conn, asked, ctx)
}

// to counts a connection at a later stage, and reports whether there was room for it.
func (a *arrival) to(next stage) bool {
	s := a.server
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case a.stage >= next:
		return a.stage == next
	case next == joining && s.at[joining] >= maxJoining:
		return false
	}
	s.at[a.stage]--
	s.at[next]++
	a.stage = next
	switch next {
	case joining:
		a.timer.Reset(s.times.question)
	case inside:
		a.timer.Stop()
		a.inside.Store(true)
	case closed:
		a.timer.Stop()
	}
	return true
}

var errTooMuch = errors.New("the client sends too much before it has a session")

func (a *arrival) Read(p []byte) (int, error) {
	n, err := a.Conn.Read(p)
	if !a.inside.Load() {
		if a.early += n; a.early > maxEarly {
			a.Close()
			return 0, errTooMuch
		}
	}
	return n, err
}

// Close closes the connection, which counts no longer.
func (a *arrival) Close() error {
	a.to(closed)
	return a.Conn.Close()
}

// heldAgainst counts a wrong invitation of an address.
func (s *Server) heldAgainst(a net.Addr) {
	s.mu.Lock()
	defer s.mu.Unlock()
	const most = 10_000 // addresses
	if len(s.badCodes) > most {
		clear(s.badCodes)
	}
	s.badCodes[host(a)] = append(s.badCodes[host(a)], s.o.Now())
}

// barred is isBarred for who does not hold s.mu.
func (s *Server) barred(a net.Addr) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.isBarred(a)
}

// isBarred reports whether too many wrong invitations came from an address lately; s.mu is
// held. Members behind the same address are shut out as well, for a while.
func (s *Server) isBarred(a net.Addr) bool {
	at := host(a)
	fresh := slices.DeleteFunc(s.badCodes[at], func(t time.Time) bool { return s.o.Now().Sub(t) >= s.times.barred })
	if s.badCodes[at] = fresh; len(fresh) == 0 {
		delete(s.badCodes, at)
	}
	return len(fresh) >= maxBadCodes
}

// host is an address without its port.
func host(a net.Addr) string {
	h, _, err := net.SplitHostPort(a.String())
	if err != nil {
		return a.String()
	}
	return h
}
