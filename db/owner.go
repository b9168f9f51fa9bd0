package db

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/user"
	"time"

	"memebench/labels"
	"memebench/labels/atomicfile"
	"memebench/labels/plainfile"
)

// An owner is who has a file open, as told by the note beside the file (its
// path with ".owner" appended). The note only gives words to the refusal of a
// second opener: what refuses is the lock on the file itself, so that a note
// left by a process that was killed bars nobody.
type owner struct {
	PID   int       `json:"pid"`
	User  string    `json:"user"`
	Host  string    `json:"host"`
	Since time.Time `json:"since"`
	As    string    `json:"as,omitempty"` // what it is, where that is told
}

// ownerLimit bounds what is read of a note; ours have some hundred bytes.
const ownerLimit = 4 << 10

func ownerPath(path string) string { return path + ".owner" }

// self is this process as an owner.
func self(now time.Time, as string) owner {
	o := owner{PID: os.Getpid(), Since: now.UTC().Round(0), As: as}
	if u, err := user.Current(); err == nil {
		o.User = u.Username
	}
	if h, err := os.Hostname(); err == nil {
		o.Host = h
	}
	return o
}

// leaveNote writes the note of the file at path, for those who may read that. A note that cannot be written
// is no reason not to work: it is removed, lest a stale one speaks for us.
func leaveNote(path string, o owner) {
	mode := atomicfile.Private
	if st, err := os.Stat(path); err == nil {
		mode = st.Mode().Perm()
	}
	b, err := json.Marshal(o)
	if err == nil {
		err = atomicfile.Write(ownerPath(path), b, mode)
	}
	if err != nil {
		_ = os.Remove(ownerPath(path))
	}
}

// readNote reads the note of the file at path, and gives the zero owner where
// there is none to be read.
func readNote(path string) owner {
	f, _, err := plainfile.Open(ownerPath(path))
	if err != nil {
		return owner{}
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, ownerLimit))
	if err != nil {
		return owner{}
	}
	return parseOwner(b)
}

// parseOwner reads a note; anything may stand in the file, so what cannot be one
// is the zero owner, and the rest is made fit to be shown.
func parseOwner(b []byte) owner {
	var o owner
	if json.Unmarshal(b, &o) != nil || o.PID <= 0 {
		return owner{}
	}
	o.User, o.Host, o.As = short(o.User), short(o.Host), short(o.As)
	return o
}

// InUseError refuses a file that another process, or another DB of this one,
// has open. It matches [ErrInUse]. All but Path are unknown (zero) when the
// holder left no note.
type InUseError struct {
	Path  string
	PID   int
	User  string
	Host  string
	Since time.Time
	As    string // what it is
}

// inUse names who has the file at path.
func inUse(path string) *InUseError {
	o := readNote(path)
	return &InUseError{Path: path, PID: o.PID, User: o.User, Host: o.Host, Since: o.Since, As: o.As}
}

func (e *InUseError) Error() string {
	holder := "another process"
	if e.PID != 0 {
		holder = fmt.Sprintf("process %d", e.PID)
	}
	if e.User != "" {
		holder += " of " + e.User
	}
	if e.Host != "" {
		holder += " on " + e.Host
	}
	if !e.Since.IsZero() {
		holder += " since " + e.Since.Local().Format("2006-01-02 15:04")
	}
	if e.As != "" {
		return fmt.Sprintf("%s is in use by %s (%s): work there, stop it, or work in another workspace", labels.Printable(e.Path), e.As, holder)
	}
	return fmt.Sprintf("%s is in use by %s: quit memebench there, or work in another workspace", labels.Printable(e.Path), holder)
}

// Is reports whether target is ErrInUse.
func (e *InUseError) Is(target error) bool { return target == ErrInUse }

// short is s for a message: one printable line of at most 80 characters.
func short(s string) string {
	r := []rune(labels.Printable(s))
	if len(r) > 80 {
		r = append(r[:79], '…')
	}
	return string(r)
}
