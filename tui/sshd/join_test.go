package sshd

import (
	"io"
	"strings"
	"testing"
	"time"

	"memebench/labels"
)

func TestJoining(t *testing.T) {
	r := newRig(t, Options{Said: func() ([]string, error) { return []string{"old hand"}, nil }}, nil)
	r.member("ann", labels.RoleAnnotator)
	code, err := r.invites.Invite(1, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	key := newKey(t)
	c := r.open("join", key)
	c.sees("Invitation: ")
	c.types("nonsense\r")
	c.sees("this is no invitation")
	c.types(strings.ToUpper(code[:4]) + " " + code[4:] + "\r")
	c.sees("Your name")
	c.types("Ann\r")
	c.sees("is there already: want another")
	c.types("Οld Hand\r") // with a Greek letter
	c.sees("beside labels or notes: want another, or have an owner add your key")
	c.types("Cät Ö\r")
	c.sees("Welcome, Cät Ö")
	if status := c.ends(); status != 0 {
		t.Errorf("exit status %d", status)
	}
	in := r.open("x", key)
	in.sees("Cät Ö annotator <80x24>")
	in.types("q")
	in.ends()
	twice := r.open("join", key)
	twice.sees("you are a member already, as Cät Ö")
	twice.ends()
	used := r.open("join", newKey(t))
	used.types(code + "\r")
	used.sees("this is no invitation")
}

// Wrong codes are held against their address.
func TestGuessedInvitations(t *testing.T) {
	r := newRig(t, Options{}, nil)
	for n := 0; n < maxBadCodes; n += tries {
		c := r.open("join", newKey(t))
		for range tries {
			io.WriteString(c.in, "aaaa\r") // the last may find nobody there any more
		}
		if status := c.ends(); status != 1 {
			t.Errorf("exit status %d", status)
		}
	}
	if _, err := r.dial("join", newKey(t)); err == nil {
		t.Error("more guesses are taken")
	}
	r.mu.Lock()
	for at, all := range r.badCodes { // as if it had been long ago
		for i := range all {
			r.badCodes[at][i] = time.Now().Add(-time.Hour)
		}
	}
	r.mu.Unlock()
	c := r.open("join", newKey(t))
	c.sees("Invitation: ")
}
