package members

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// InvitationsName is what the file of invitations is called in a workspace's folder.
const InvitationsName = "annotators.invitations"

// codeBytes are the random bytes of a code: 80 bits cannot be guessed over a network.
const codeBytes = 10

// Invitations are those of a workspace.
type Invitations struct {
	path string
	now  func() time.Time
}

// InvitationsIn returns those of a workspace's folder.
func InvitationsIn(dir string, now func() time.Time) Invitations {
	return Invitations{filepath.Join(dir, InvitationsName), now}
}

// invitation is one as it is kept.
type invitation struct {
	Digest string    `json:"sha256"` // of the code
	Uses   int       `json:"uses"`   // that are left
	Until  time.Time `json:"until"`
}

// CheckInvitation says why an invitation cannot be for so many, or for so long.
func CheckInvitation(uses int, last time.Duration) error {
	switch {
	case uses < 1 || uses > 1000:
		return fmt.Errorf("an invitation for %d: want 1 to 1000", uses)
	case last <= 0 || last > 366*24*time.Hour:
		return fmt.Errorf("an invitation for %v: want up to a year, like 24h", last)
	}
	return nil
}

// Invite makes an invitation for so many to join, for so long, and returns its code. The error
// may be that of [CheckInvitation].
func (i Invitations) Invite(uses int, last time.Duration) (code string, err error) {
	if err := CheckInvitation(uses, last); err != nil {
		return "", err
	}
	random := make([]byte, codeBytes)
	rand.Read(random) // it never fails
	code = strings.ToLower(base32.StdEncoding.EncodeToString(random))
	return code, i.change(func(all []invitation) ([]invitation, error) {
		return append(all, invitation{digest(code), uses, i.now().Add(last).UTC().Truncate(time.Second)}), nil
	})
}

// ErrNoInvitation says that a code is none, or has been used up or run out.
var ErrNoInvitation = errors.New("this is no invitation, or it has been used up or run out")

// Check returns ErrNoInvitation unless a code could be used now.
func (i Invitations) Check(code string) error {
	all, err := i.read()
	if err == nil && i.find(all, code) < 0 {
		err = ErrNoInvitation
	}
	return err
}

// Use takes one use of an invitation, if join then returns nil: who is not let in has not
// used it.
func (i Invitations) Use(code string, join func() error) error {
	return i.change(func(all []invitation) ([]invitation, error) {
		at := i.find(all, code)
		if at < 0 {
			return nil, ErrNoInvitation
		}
		if err := join(); err != nil {
			return nil, err
		}
		if all[at].Uses--; all[at].Uses == 0 {
			all = slices.Delete(all, at, at+1)
		}
		return all, nil
	})
}

// find returns the place of a code among those that are good still, -1 if it is none. All
// are looked at, for the same time each.
func (i Invitations) find(all []invitation, code string) int {
	found, is := -1, []byte(digest(code))
	for at, one := range all {
		if subtle.ConstantTimeCompare([]byte(one.Digest), is) == 1 && one.Uses > 0 && i.now().Before(one.Until) {
			found = at
		}
	}
	return found
}

// digest is what is kept of a code, which people type with spaces and in capitals.
func digest(code string) string {
	sum := sha256.Sum256([]byte(strings.ToLower(strings.Join(strings.Fields(code), ""))))
	return hex.EncodeToString(sum[:])
}

func (i Invitations) read() (all []invitation, err error) {
	text, err := own(i.path)
	if text == nil || err != nil {
		return nil, err
	}
	if err := json.Unmarshal(text, &all); err != nil {
		return nil, fmt.Errorf("%s is damaged: remove it, and invite again", i.path)
	}
	return all, nil
}

// change rewrites the file under its lock, without those that have run out.
func (i Invitations) change(to func([]invitation) ([]invitation, error)) error {
	return locked(i.path, func() error {
		all, err := i.read()
		if err != nil {
			return err
		}
		if all, err = to(all); err != nil {
			return err
		}
		all = slices.DeleteFunc(all, func(one invitation) bool { return !i.now().Before(one.Until) })
		text, err := json.MarshalIndent(all, "", "  ")
		if err != nil {
			return err
		}
		return write(i.path, append(text, '\n'))
	})
}
