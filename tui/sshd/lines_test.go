package sshd

import (
	"context"
	"io"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"

	"memebench/labels"
	"memebench/tui/members"
)

// plain is a session of a client without a terminal that labels line by line.
func (r *rig) plain(key ssh.Signer) *client {
	r.t.Helper()
	conn, err := r.dial("x", key)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { conn.Close() })
	c := r.opened(conn)
	if err := c.Start("plain"); err != nil {
		r.t.Fatal(err)
	}
	return c
}

// Who labels line by line has all lines heard, also those behind which the input ends.
func TestLines(t *testing.T) {
	r := newRig(t, Options{}, nil)
	c := r.plain(r.member("ann", labels.RoleAnnotator))
	c.types("4\n5\n")
	c.in.Close()
	c.sees("ann annotator: 4\n5\n")
	// Of what could not be saved it is not said at the end that it is.
	if c.sees("goodbye. What was called saved is on disk."); c.ends() != 0 || strings.Contains(c.out.String(), "Everything") {
		t.Errorf("the session has failed: %q", c.out.String())
	}
}

// Who labels line by line is not told that what was called saved is on the disk where it is not.
func TestLinesOfAStoreThatIsLost(t *testing.T) {
	r := newRig(t, Options{Lines: func(context.Context, members.Member, io.Reader, io.Writer) error { return ErrNotSaved }}, nil)
	c := r.plain(r.member("ann", labels.RoleAnnotator))
	c.sees("what was called saved is no longer in the workspace: the server has it in a file")
	if c.ends() != 1 || strings.Contains(c.out.String(), "on disk") {
		t.Errorf("%q", c.out.String())
	}
}

// Who ends after an answer that could not be saved is told of that, and not of a fault.
func TestLinesAfterAnAnswerThatIsNotSaved(t *testing.T) {
	r := newRig(t, Options{Lines: func(context.Context, members.Member, io.Reader, io.Writer) error { return ErrLastAnswer }}, nil)
	c := r.plain(r.member("ann", labels.RoleAnnotator))
	c.sees("your last answer is NOT saved. What was called saved is on disk.")
	if c.ends() != 1 || strings.Contains(c.out.String(), "fault") {
		t.Errorf("%q", c.out.String())
	}
}

// Lines are a session as screens are: of a member there is one, and the server ends it.
func TestLinesAreASession(t *testing.T) {
	r := newRig(t, Options{Lines: func(ctx context.Context, m members.Member, _ io.Reader, out io.Writer) error {
		_, err := io.WriteString(out, "lines of "+m.Name+"\n")
		<-ctx.Done()
		return err
	}}, nil)
	key := r.member("ann", labels.RoleAnnotator)
	first := r.plain(key)
	first.sees("lines of ann")
	screens := r.open("ann", key)
	if first.sees("you have opened memebench in another terminal"); first.ends() != 0 {
		t.Error("the session has failed")
	}
	screens.sees("ann annotator")
	last := r.plain(key)
	screens.sees("you have opened memebench in another terminal")
	last.sees("lines of ann")
	r.stop()
	if last.sees("the server stops"); !strings.Contains(last.out.String(), "What was called saved is on disk.") {
		t.Errorf("%q", last.out.String())
	}
}
