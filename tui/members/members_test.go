package members

import (
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"memebench/labels"
)

func newKey(t *testing.T) ssh.PublicKey {
	t.Helper()
	public, _, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	key, err := ssh.NewPublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestMembers(t *testing.T) {
	f := In(t.TempDir())
	if all, err := f.All(); all != nil || err != nil {
		t.Errorf("before the first: %v, %v", all, err)
	}
	ann, bob := newKey(t), newKey(t)
	for _, m := range []Member{{"Ann", labels.RoleOwner, ann}, {"Bø b", labels.RoleAnnotator, bob}} {
		if err := f.Add(m); err != nil {
			t.Fatal(err)
		}
	}
	for _, m := range []Member{{"ann", labels.RoleOwner, newKey(t)}, {"eva", labels.RoleOwner, bob}} {
		if err := f.Add(m); !errors.Is(err, ErrTaken) {
			t.Errorf("%s: %v", m.Name, err)
		}
	}
	for _, name := range []string{"", `a"b`, "a,b", "join", "JOIN", " x", "a\nb", "a=b", strings.Repeat("x", 61), "\u202eabc"} {
		if err := f.Add(Member{name, labels.RoleAnnotator, newKey(t)}); err == nil {
			t.Errorf("%q is a name", name)
		}
	}
	if err := f.Add(Member{"eva", "boss", newKey(t)}); err == nil {
		t.Error("boss is a role")
	}
	if err := f.SetRole("Bø b", labels.RoleResearcher); err != nil {
		t.Error(err)
	}
	m, ok, err := f.Find(bob)
	if !ok || err != nil || m.Name != "Bø b" || m.Role != labels.RoleResearcher || m.Fingerprint() != ssh.FingerprintSHA256(bob) {
		t.Errorf("%+v, %v, %v", m, ok, err)
	}
	if _, ok, err := f.Find(newKey(t)); ok || err != nil {
		t.Errorf("a stranger is found: %v", err)
	}
	if err := errors.Join(f.Remove("Ann"), f.SetRole("Bø b", labels.RoleOwner)); err != nil {
		t.Error(err)
	}
	for _, err := range []error{f.Remove("Ann"), f.SetRole("nobody", labels.RoleOwner)} {
		if !errors.Is(err, ErrNoMember) {
			t.Error(err)
		}
	}
	if all, err := f.All(); len(all) != 1 || all[0].Role != labels.RoleOwner || err != nil {
		t.Errorf("%v, %v", all, err)
	}
	if st, err := os.Stat(f.Path()); err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", st, err)
	}
}

// What people write by hand stays: comments, the order, and lines that are wrong, which keep
// nobody else out.
func TestAFileThatWasEdited(t *testing.T) {
	f := In(t.TempDir())
	ann, bob := strings.TrimSpace(string(ssh.MarshalAuthorizedKey(newKey(t)))), strings.TrimSpace(string(ssh.MarshalAuthorizedKey(newKey(t))))
	text := "\ufeff# the team\r\n\nname=\"ann\",role=\"researcher\" " + ann + " ann@laptop\r\nnonsense\nname=\"bob\" " + bob + "\nname=\"bob2\" " + bob +
		"\nrole=\"owner\" " + ann + "\nname=\"x\",role=\"king\" " + ann + "\nname=\"y\",command=\"sh\" " + ann + "\n"
	if err := os.WriteFile(f.Path(), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	all, err := f.All()
	if !errors.Is(err, ErrLine) {
		t.Errorf("what is wrong with lines is taken for more: %v", err)
	}
	if len(all) != 2 || all[0].Name != "ann" || all[0].Role != labels.RoleResearcher || all[1].Name != "bob" || all[1].Role != labels.RoleAnnotator {
		t.Errorf("%+v", all)
	}
	for _, line := range []string{"line 4: not a key", "line 6: this key is there twice", "line 7: ", "line 8: role ‘king’", "line 9: the option ‘command’"} {
		if err == nil || !strings.Contains(strings.NewReplacer(`"`, "’").Replace(err.Error()), strings.ReplaceAll(line, "‘", "’")) {
			t.Errorf("no word of %s: %v", line, err)
		}
	}
	if err := f.SetRole("ann", labels.RoleOwner); err != nil {
		t.Fatal(err)
	}
	now, err := os.ReadFile(f.Path())
	if want := "# the team\r\n\nname=\"ann\",role=\"owner\" " + ann + " ann@laptop\nnonsense\n"; err != nil || !strings.HasPrefix(string(now), want) {
		t.Errorf("%q, %v", now, err)
	}
	if err := os.Chmod(f.Path(), 0o620); err != nil {
		t.Fatal(err)
	}
	if _, _, err := f.Find(newKey(t)); err == nil || errors.Is(err, ErrLine) || !strings.Contains(err.Error(), "chmod 600 "+f.Path()) {
		t.Errorf("a file that others write to: %v", err)
	}
}

func TestParseKey(t *testing.T) {
	key := newKey(t)
	line := ssh.MarshalAuthorizedKey(key)
	if got, err := ParseKey(line); err != nil || !same(got, key) {
		t.Error(err)
	}
	for text, want := range map[string]string{
		"": "id_ed25519.pub", "hello": "id_ed25519.pub", string(line) + string(line): "several keys",
		"-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA": "private key", "\xff\xfes\x00s\x00h\x00": "in UTF-16",
	} {
		if _, err := ParseKey([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestInvitations(t *testing.T) {
	dir := t.TempDir()
	now := time.Date(2026, 11, 27, 9, 0, 0, 0, time.UTC)
	i := InvitationsIn(dir, func() time.Time { return now })
	joined := 0
	join := func() error { joined++; return nil }
	if err := i.Use("aaaa", join); !errors.Is(err, ErrNoInvitation) {
		t.Error(err)
	}
	code, err := i.Invite(2, time.Hour)
	if err != nil || len(code) != 16 {
		t.Fatal(code, err)
	}
	other, err := i.Invite(1, 2*time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	refused := errors.New("the name is taken")
	if err := i.Use(code, func() error { return refused }); !errors.Is(err, refused) {
		t.Error(err)
	}
	if err := errors.Join(i.Check(code), i.Use(" "+strings.ToUpper(code), join), i.Use(code, join)); err != nil {
		t.Error(err)
	}
	if err := i.Use(code, join); !errors.Is(err, ErrNoInvitation) || joined != 2 {
		t.Errorf("the third of two: %v, %d joined", err, joined)
	}
	text, err := os.ReadFile(filepath.Join(dir, InvitationsName))
	if err != nil || strings.Contains(string(text), other) {
		t.Errorf("the code is in the file: %s, %v", text, err)
	}
	now = now.Add(2 * time.Hour)
	if err := i.Check(other); !errors.Is(err, ErrNoInvitation) {
		t.Errorf("after its time: %v", err)
	}
	for _, wrong := range []struct {
		uses int
		last time.Duration
	}{{0, time.Hour}, {1001, time.Hour}, {1, 0}, {1, 10000 * time.Hour}} {
		if _, err := i.Invite(wrong.uses, wrong.last); err == nil {
			t.Errorf("%+v", wrong)
		}
	}
}

// Whoever could write to the file of invitations could let anybody in, and what is no file would
// have every login wait.
func TestInvitationsOfOthers(t *testing.T) {
	dir := t.TempDir()
	i := InvitationsIn(dir, time.Now)
	code, err := i.Invite(1, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, InvitationsName)
	if err := os.Chmod(path, 0o620); err != nil {
		t.Fatal(err)
	}
	if err := i.Check(code); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("a file that others may write to: %v", err)
	}
	if err := os.Truncate(path, 0); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := i.Check(code); err == nil || err.Error() != path+" is damaged: remove it, and invite again" {
		t.Errorf("a file that was cut: %v", err)
	}
	if err := errors.Join(os.Remove(path), os.Mkdir(path, 0o700)); err != nil {
		t.Fatal(err)
	}
	if err := i.Check(code); err == nil || !strings.Contains(err.Error(), "it is a folder") {
		t.Errorf("a folder: %v", err)
	}
}

// The server and commands change the files at the same time.
func TestChangesAtOnce(t *testing.T) {
	dir := t.TempDir()
	code, err := InvitationsIn(dir, time.Now).Invite(20, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for n := range 20 {
		key := newKey(t)
		all.Go(func() {
			m := Member{fmt.Sprint("a", n), labels.RoleAnnotator, key}
			if err := InvitationsIn(dir, time.Now).Use(code, func() error { return In(dir).Add(m) }); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if got, err := In(dir).All(); len(got) != 20 || err != nil {
		t.Errorf("%d members, %v", len(got), err)
	}
	if err := InvitationsIn(dir, time.Now).Check(code); !errors.Is(err, ErrNoInvitation) {
		t.Errorf("used up: %v", err)
	}
}

// A folder that is away says nothing of who is a member; one that is there without a file has none.
func TestAFolderThatIsAway(t *testing.T) {
	dir := t.TempDir()
	if all, err := In(dir).All(); err != nil || all != nil {
		t.Errorf("%v, %v", all, err)
	}
	if all, err := In(filepath.Join(dir, "away")).All(); err == nil || errors.Is(err, ErrLine) {
		t.Errorf("%v, %v", all, err)
	}
}

// Nor does a link to a disk that is not mounted.
func TestALinkToNothing(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "annotators.keys")
	if err := os.Symlink(filepath.Join(dir, "away", "annotators.keys"), path); err != nil {
		t.Skip(err)
	}
	if all, err := In(dir).All(); err == nil || !strings.Contains(err.Error(), path+" is a link that leads to no file") {
		t.Errorf("%v, %v", all, err)
	}
}

// Of two owners who demote each other at one moment, one stays.
func TestKeepingOwner(t *testing.T) {
	for range 20 {
		f := In(t.TempDir())
		for _, name := range []string{"ann", "bob"} {
			if err := f.Add(Member{name, labels.RoleOwner, newKey(t)}); err != nil {
				t.Fatal(err)
			}
		}
		var wg sync.WaitGroup
		errs := make([]error, 2)
		wg.Go(func() { errs[0] = f.KeepingOwner().SetRole("ann", labels.RoleAnnotator) })
		wg.Go(func() { errs[1] = f.KeepingOwner().Remove("bob") })
		wg.Wait()
		all, err := f.All()
		owners := 0
		for _, m := range all {
			if m.Role == labels.RoleOwner {
				owners++
			}
		}
		if err != nil || owners != 1 || (errs[0] == nil) == (errs[1] == nil) || !errors.Is(errors.Join(errs...), ErrOnlyOwner) {
			t.Fatalf("%+v, %v; %v", all, err, errs)
		}
	}
}
