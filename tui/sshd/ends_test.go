package sshd

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"memebench/labels"
	"memebench/tui/members"
	"memebench/tui/term"
)

// While the folder of the workspace is away, as under a program that renames it for a moment,
// nobody is taken for a stranger.
func TestTheFolderIsAway(t *testing.T) {
	r := newRig(t, Options{}, func(s *Server) { s.times.watch = 5 * time.Millisecond })
	key := r.member("ann", labels.RoleAnnotator)
	c := r.open("ann", key)
	c.sees("80x24")
	dir := filepath.Dir(r.members.Path())
	if err := os.Rename(dir, dir+".away"); err != nil {
		t.Fatal(err)
	}
	r.log.waitFor("sessions go on till it can be read")
	if err := os.Rename(dir+".away", dir); err != nil {
		t.Fatal(err)
	}
	c.types("4")
	c.sees("<4>")
	if err := r.members.Remove("ann"); err != nil {
		t.Fatal(err)
	}
	c.sees("you are no member of this team any more")
	c.ends()
}

// Who is sent away, or quits, with something that is not saved is not told that all is.
func TestScreensThatCouldNotSave(t *testing.T) {
	r := newRig(t, Options{Screens: func(ctx context.Context, m members.Member, w term.Window) error {
		return errors.Join(untilQ(ctx, m, w), ErrNotSaved)
	}}, func(s *Server) { s.times.watch = 5 * time.Millisecond })
	for name, leave := range map[string]func(c *client){
		"quits":   func(c *client) { c.types("q") },
		"removed": func(*client) { _ = r.members.Remove("removed") },
	} {
		c := r.open(name, r.member(name, labels.RoleAnnotator))
		c.sees("80x24")
		leave(c)
		c.sees("not everything that you have said is saved")
		if status := c.ends(); status != 1 {
			t.Errorf("%s: exit status %d", name, status)
		}
		if got := c.out.String(); strings.Contains(got, "verything is saved") || strings.Contains(got, "you have labelled is saved") {
			t.Errorf("%s: %q", name, got)
		}
	}
	if said := r.log.String(); strings.Count(said, "level=ERROR msg=left") != 2 {
		t.Errorf("who runs the server is told as of no error: %s", said)
	}
}
