package cli

import (
	"bytes"
	"crypto/ed25519"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"

	"memebench/db"
	"memebench/labels"
	"memebench/tui/members"
)

// From afar the last owner stays one: nobody could take it back there. What is wrong with a command is
// told to who has nothing of the program but ssh.
func TestTheLastOwnerStays(t *testing.T) {
	dir := t.TempDir()
	store, err := db.Open(filepath.Join(dir, "memebench.db"), db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	public, _, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	key, err := ssh.NewPublicKey(public)
	if err == nil {
		err = members.In(dir).Add(members.Member{Name: "eve x", Role: labels.RoleOwner, Key: key})
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args   []string
		status int
		says   string
	}{
		{[]string{"role", "eve x", "annotator"}, exitFailed, `"eve x" is the only owner: make another one first`},
		{[]string{"remove", "eve x"}, exitFailed, `"eve x" is the only owner: make another one first`},
		{[]string{"role", "eve x", "king"}, exitUsage, "want annotator, researcher or owner"},
		{[]string{"remove", "eve", "x"}, exitUsage, "remove: want ssh HOST remove NAME; of a name with spaces"},
		{[]string{"role", "eve", "x", "owner"}, exitUsage, "role: want ssh HOST role NAME ROLE; of a name with spaces"},
	} {
		var out, problems bytes.Buffer
		s := &remote{
			workspace: &workspace{store: store, dir: dir}, member: members.Member{Name: "eve x", Role: labels.RoleOwner}, out: &out, problems: &problems,
		}
		if status := s.do(t.Context(), c.args); status != c.status || !strings.Contains(problems.String(), c.says) || strings.Contains(problems.String(), "--help") {
			t.Errorf("%q: status %d, %s", c.args, status, &problems)
		}
	}
	if now, err := members.In(dir).All(); err != nil || len(now) != 1 || now[0].Role != labels.RoleOwner {
		t.Errorf("%+v, %v", now, err)
	}
}
