package sshd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/charmbracelet/ssh"
	gossh "golang.org/x/crypto/ssh"

	"memebench/tui/members"
)

// typed is a session's input, which knows when something was typed last.
type typed struct {
	r    io.Reader
	now  func() time.Time
	last atomic.Pointer[time.Time] // with its monotonic reading, so that a clock that is set ends no session
	gone func()                    // called at the end of the input
}

func (t *typed) Read(p []byte) (int, error) {
	n, err := t.r.Read(p)
	if n > 0 {
		t.typedNow()
	}
	if err != nil {
		t.gone()
	}
	return n, err
}

// typedNow keeps that something was typed now.
func (t *typed) typedNow() {
	now := t.now()
	t.last.Store(&now)
}

// idle is for how long nothing was typed.
func (t *typed) idle() time.Duration { return t.now().Sub(*t.last.Load()) }

// watched is a session's output, which knows for how long a write has taken: to who reads
// nothing it never ends.
type watched struct {
	w     io.Writer
	now   func() time.Time
	since atomic.Pointer[time.Time] // when the write under way began, with its monotonic reading; nil for none
}

func (w *watched) Write(p []byte) (n int, err error) {
	now := w.now()
	w.since.Store(&now)
	defer w.since.Store(nil)
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("writing to the client: %v", fault)
		}
	}()
	return w.w.Write(p)
}

// stuck is for how long the write under way has been.
func (w *watched) stuck() time.Duration {
	if since := w.since.Load(); since != nil {
		return w.now().Sub(*since)
	}
	return 0
}

// lookNow has all sessions looked at, as members may be others than before.
func (s *Server) lookNow() {
	s.mu.Lock()
	defer s.mu.Unlock()
	close(s.looks)
	s.looks = make(chan struct{})
}

// nextLook is closed when sessions are to be looked at after now.
func (s *Server) nextLook() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.looks
}

// watch ends a session whose client is gone or takes nothing, at which nobody types, or
// whose member is none any more. It returns at the end of the session.
func (s *Server) watch(ctx context.Context, ss ssh.Session, m members.Member, in *typed, out *watched, end context.CancelCauseFunc, log *slog.Logger) {
	conn, _ := ss.Context().Value(ssh.ContextKeyConn).(gossh.Conn)
	every := time.NewTicker(s.times.watch)
	defer every.Stop()
	answers := make(chan error, 1) // of the one question that is under way
	asked, look := time.Time{}, s.nextLook()
	unread := false // the file of keys cannot be read
	for {
		select {
		case <-ctx.Done():
			return
		case err := <-answers:
			if asked = (time.Time{}); err != nil {
				end(errGone)
			}
			continue
		case <-every.C:
		case <-look:
			look = s.nextLook() // before the file of keys is read
		}
		now, known, err := s.o.Members.Find(m.Key)
		if fault := !known && err != nil && !errors.Is(err, members.ErrLine); fault != unread {
			if unread = fault; fault {
				log.Error("the file of keys: sessions go on till it can be read", "error", err)
			}
		}
		switch {
		case out.stuck() > s.times.stuck, !asked.IsZero() && s.o.Now().Sub(asked) > s.times.alive:
			end(errSilent)
		case s.o.Idle > 0 && in.idle() >= s.o.Idle:
			end(errIdle)
		case !unread && (!known || now.Name != m.Name):
			end(ErrRemoved)
		case !unread && now.Role != m.Role:
			end(fmt.Errorf("your role is %s now: connect again to go on", now.Role))
		case asked.IsZero() && conn != nil:
			asked = s.o.Now()
			go func() {
				_, _, err := conn.SendRequest("keepalive@openssh.com", true, nil)
				answers <- err
			}()
		}
	}
}

// cutOff closes the connection of a session that has not ended soon after it was told to, or
// whose client is gone: a write that waits for the client ends no other way.
func (s *Server) cutOff(ctx context.Context, ss ssh.Session, done <-chan struct{}, log *slog.Logger) {
	select {
	case <-done:
		return
	case <-ctx.Done():
	}
	select {
	case <-done:
		return
	case <-time.After(s.times.leave):
	}
	log.Info("cut off: it takes nothing any more")
	hangUp(ss)
}

// hangUp closes the connection of a session, with what else there is on it.
func hangUp(ss ssh.Session) {
	_ = ss.Close()
	if conn, ok := ss.Context().Value(ssh.ContextKeyConn).(io.Closer); ok {
		_ = conn.Close()
	}
}
