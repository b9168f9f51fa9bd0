// Package members is who belongs to the team of a workspace: names, keys and roles, and
// invitations to join.
//
// Both are files in the workspace's folder, of its owner alone. The keys ([File]) have the form
// of OpenSSH's authorized_keys, with the options name and role, so that they can be read and
// edited by hand:
//
//	name="ann",role="researcher" ssh-ed25519 AAAA… ann@laptop
//
// Invitations ([Invitations]) are kept as digests: who reads the file cannot join. Several
// processes may change the files at once, the server and the command that manages members: each
// change is made under a lock and appears whole.
package members

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gofrs/flock"
	"golang.org/x/crypto/ssh"

	"memebench/labels"
	"memebench/labels/atomicfile"
	"memebench/labels/plainfile"
)

// Member is one of the team.
type Member struct {
	Name string
	Role labels.Role
	Key  ssh.PublicKey
}

// Fingerprint is that of the key, as ssh-keygen -l shows it.
func (m Member) Fingerprint() string { return ssh.FingerprintSHA256(m.Key) }

// FileName is what the file of keys is called in a workspace's folder.
const FileName = "annotators.keys"

// largest is how large a file of keys or of invitations may be, in bytes.
const largest = 1 << 20

// File is a workspace's file of keys. It is read anew each time: a member that is removed
// is gone at once.
type File struct {
	path       string
	keepsOwner bool
}

// In returns the file of a workspace's folder, which need not be there yet.
func In(dir string) File { return File{path: filepath.Join(dir, FileName)} }

// KeepingOwner is the file for those who cannot edit it by hand: a change that would leave no owner, who
// alone could take it back, is refused with [ErrOnlyOwner].
func (f File) KeepingOwner() File { return File{f.path, true} }

// Path is where the file is.
func (f File) Path() string { return f.path }

// ErrLine says that lines of the file mean nobody. The others count.
var ErrLine = errors.New("a line of the keys means nobody")

// All returns the members in the order of the file, none where there is no file. A line that
// cannot be read is an error beside them, which matches [ErrLine]: it must not keep the others
// out. A file that others than its owner may write to is refused.
func (f File) All() (all []Member, err error) {
	lines, err := f.read()
	if err != nil {
		return nil, err
	}
	var wrong []error
	for i, line := range lines {
		m, ok, err := parse(line)
		switch {
		case err != nil:
			wrong = append(wrong, fmt.Errorf("%s, line %d: %w", f.path, i+1, err))
		case !ok:
		case slices.ContainsFunc(all, func(o Member) bool { return same(o.Key, m.Key) }):
			wrong = append(wrong, fmt.Errorf("%s, line %d: this key is there twice: the first line counts", f.path, i+1))
		default:
			all = append(all, m)
		}
	}
	if wrong != nil {
		return all, linesError{errors.Join(wrong...)}
	}
	return all, nil
}

// linesError says which lines are wrong.
type linesError struct{ error }

func (linesError) Is(target error) bool { return target == ErrLine }

// Find returns the member with a key. Where there is none, the error says that the file cannot
// be read, or which lines of it ([ErrLine]).
func (f File) Find(key ssh.PublicKey) (m Member, ok bool, err error) {
	all, err := f.All()
	i := slices.IndexFunc(all, func(o Member) bool { return same(o.Key, key) })
	if i < 0 {
		return Member{}, false, err
	}
	return all[i], true, nil
}

// ErrTaken says that a name or a key is somebody's already.
var ErrTaken = errors.New("is there already")

// ErrOnlyOwner says that nobody else is an owner.
var ErrOnlyOwner = errors.New("the only owner")

// ErrNoMember says that nobody has a name.
var ErrNoMember = errors.New("no member has this name")

// Add adds a member. The error matches ErrTaken for a name, or one that looks like it, or a key
// that is there.
func (f File) Add(m Member) error {
	if err := CheckName(m.Name); err != nil {
		return err
	}
	if strings.ContainsFunc(m.Name, invisible) || look(m.Name) == "" {
		return fmt.Errorf("a member cannot be called %s: characters are in it that nobody sees", labels.Quoted(m.Name))
	}
	if _, err := labels.ParseRole(string(m.Role)); err != nil {
		return err
	}
	return f.change(func(lines []string) ([]string, error) {
		for _, line := range lines {
			o, ok, _ := parse(line)
			switch {
			case ok && labels.Fold(o.Name) == labels.Fold(m.Name):
				return nil, fmt.Errorf("the name %s %w: want another", labels.Quoted(m.Name), ErrTaken)
			case ok && look(o.Name) == look(m.Name):
				return nil, fmt.Errorf("the name %s looks like %s, which %w: want another", labels.Quoted(m.Name), labels.Quoted(o.Name), ErrTaken)
			case ok && same(o.Key, m.Key):
				return nil, fmt.Errorf("the key %s %w, of %s", m.Fingerprint(), ErrTaken, labels.Quoted(o.Name))
			}
		}
		return append(lines, format(m, "")), nil
	})
}

// Join adds a member who comes by an invitation. Names of those who have said something in the
// workspace are taken, too, and what looks like them: nobody is to speak with another's voice because
// that one has no key, or has none any more. The error matches ErrTaken for them as well.
func (f File) Join(m Member, said []string) error {
	if strings.HasPrefix(look(m.Name), look(labels.StudioUser)) {
		return fmt.Errorf("a member cannot be called %s: so are Label Studio's users, who may label later", labels.Quoted(m.Name))
	}
	for _, name := range said {
		if look(name) == look(m.Name) {
			return fmt.Errorf("the name %s %w, beside labels or notes: want another, or have an owner add your key", labels.Quoted(name), ErrTaken)
		}
	}
	return f.Add(m)
}

// Remove removes a member. What was labelled stays.
func (f File) Remove(name string) error {
	return f.edit(name, func(Member, string) (string, bool) { return "", false })
}

// SetRole gives a member another role.
func (f File) SetRole(name string, role labels.Role) error {
	if _, err := labels.ParseRole(string(role)); err != nil {
		return err
	}
	return f.edit(name, func(m Member, comment string) (string, bool) {
		m.Role = role
		return format(m, comment), true
	})
}

// edit changes the lines of a member, or takes them away.
func (f File) edit(name string, to func(m Member, comment string) (line string, stays bool)) error {
	return f.change(func(lines []string) (out []string, err error) {
		found := false
		for _, line := range lines {
			m, ok, _ := parse(line)
			if !ok || m.Name != name {
				out = append(out, line)
				continue
			}
			found = true
			_, comment, _, _, _ := ssh.ParseAuthorizedKey([]byte(line))
			if line, stays := to(m, comment); stays {
				out = append(out, line)
			}
		}
		if !found {
			return nil, fmt.Errorf("%w: %s", ErrNoMember, labels.Quoted(name))
		}
		if f.keepsOwner && hasOwner(lines) && !hasOwner(out) {
			return nil, fmt.Errorf("%s is %w", labels.Quoted(name), ErrOnlyOwner)
		}
		return out, nil
	})
}

// hasOwner reports whether lines of the file have an owner.
func hasOwner(lines []string) bool {
	return slices.ContainsFunc(lines, func(line string) bool {
		m, ok, err := parse(line)
		return ok && err == nil && m.Role == labels.RoleOwner
	})
}

// read returns the lines of the file.
func (f File) read() ([]string, error) {
	text, err := own(f.path)
	if text == nil || err != nil {
		return nil, err
	}
	if text, err = plainfile.Unmarked(text); err != nil {
		return nil, fmt.Errorf("%s: %w", f.path, err)
	}
	return strings.Split(strings.TrimRight(string(text), "\r\n"), "\n"), nil
}

// own reads a file that says who may come in, nil where there is none. One that others than its
// owner may write to is refused. Of a folder that is away, or of what a link leads to, it cannot be
// said what was in it.
func own(path string) ([]byte, error) {
	st, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if _, err := os.Stat(filepath.Dir(path)); err != nil {
			return nil, fmt.Errorf("%s cannot be read: %w", path, plainfile.Cause(err))
		}
		if _, err := os.Lstat(path); err == nil {
			return nil, fmt.Errorf("%s is a link that leads to no file: bring back what it leads to, as by mounting its disk, or remove the link", path)
		}
		return nil, nil
	case err == nil && st.Mode().Perm()&0o022 != 0:
		return nil, fmt.Errorf("%s may be written by others than its owner, who could let anybody in: chmod 600 %s", path, labels.ShellWord(path))
	}
	text, err := plainfile.Read(path, largest)
	if err != nil {
		return nil, notRead(path, err)
	}
	return text, nil
}

// notRead says why a file could not be read, and whose it has to be.
func notRead(path string, err error) error {
	if errors.Is(err, fs.ErrPermission) {
		return fmt.Errorf("%s: %w: it has to belong to whoever runs this", path, plainfile.Cause(err))
	}
	return fmt.Errorf("%s: %w", path, plainfile.Cause(err))
}

// change rewrites the file under its lock, whole or not at all.
func (f File) change(to func(lines []string) ([]string, error)) error {
	return locked(f.path, func() error {
		lines, err := f.read()
		if err != nil {
			return err
		}
		if len(lines) == 1 && lines[0] == "" {
			lines = nil
		}
		if lines, err = to(lines); err != nil {
			return err
		}
		text := strings.Join(lines, "\n")
		if len(lines) > 0 {
			text += "\n"
		}
		return write(f.path, []byte(text))
	})
}

// locked calls f while no other process changes a file.
func locked(path string, f func() error) error {
	made := isNew(path + ".lock")
	lock := flock.New(path+".lock", flock.SetPermissions(0o600))
	if err := lock.Lock(); err != nil {
		return fmt.Errorf("locking %s: %w", path, err)
	}
	defer lock.Close()
	if made {
		atomicfile.GiveToFolder(path + ".lock")
	}
	return f()
}

// write writes a file that its owner alone may read. A new one that root makes is of whose folder
// it is in: the service's.
func write(path string, text []byte) error {
	made := isNew(path)
	err := atomicfile.Write(path, text, atomicfile.Private)
	if err == nil && made {
		atomicfile.GiveToFolder(path)
	}
	return err
}

func isNew(path string) bool {
	_, err := os.Lstat(path)
	return errors.Is(err, fs.ErrNotExist)
}

// parse reads a line; ok is false where it has no member.
func parse(line string) (m Member, ok bool, err error) {
	line = strings.TrimSpace(line)
	if line == "" || line[0] == '#' {
		return Member{}, false, nil
	}
	key, _, options, _, err := ssh.ParseAuthorizedKey([]byte(line))
	if err != nil {
		return Member{}, false, errors.New(`not a key: want name="ann",role="annotator" and then a line of a .pub file`)
	}
	m = Member{Role: labels.RoleAnnotator, Key: key}
	for _, o := range options {
		name, value, _ := strings.Cut(o, "=")
		value = strings.TrimSuffix(strings.TrimPrefix(value, `"`), `"`)
		switch name {
		case "name":
			m.Name = value
		case "role":
			if m.Role, err = labels.ParseRole(value); err != nil {
				return Member{}, false, err
			}
		default:
			return Member{}, false, fmt.Errorf("the option %s means nothing here: want name and role", labels.Quoted(name))
		}
	}
	return m, true, CheckName(m.Name)
}

// format is the line of a member.
func format(m Member, comment string) string {
	key := strings.TrimSpace(string(ssh.MarshalAuthorizedKey(m.Key)))
	line := fmt.Sprintf(`name="%s",role="%s" %s`, m.Name, m.Role, key)
	if comment = labels.Printable(comment); comment != "" {
		line += " " + comment
	}
	return line
}

// longestName is how many bytes a member's name may have.
const longestName = 60

// CheckName refuses names that an annotator cannot have, or that a line of the file cannot hold.
func CheckName(name string) error {
	switch err := labels.CheckAnnotator(name); {
	case err != nil:
		return err
	case len(name) > longestName || strings.ContainsAny(name, `"\,=`) || name != strings.TrimSpace(name):
		return fmt.Errorf("a member cannot be called %s: want at most %d bytes, without quotes, commas, = and \\", labels.Quoted(name), longestName)
	case labels.Fold(name) == "join":
		return fmt.Errorf("a member cannot be called %s: ssh join@… is how others join", labels.Quoted(name))
	}
	return nil
}

// ParseKey reads a public key as a .pub file has it. The error says what else it seems to be.
func ParseKey(text []byte) (ssh.PublicKey, error) {
	if bytes.Contains(text, []byte("PRIVATE KEY")) {
		return nil, errors.New("this is a private key, which is nobody's business: want the file beside it that ends with .pub")
	}
	text, err := plainfile.Unmarked(text)
	if err != nil {
		return nil, err
	}
	key, _, _, rest, err := ssh.ParseAuthorizedKey(text)
	if err != nil {
		return nil, errors.New("no public key is there: want a file like id_ed25519.pub")
	}
	if _, _, _, _, err := ssh.ParseAuthorizedKey(rest); err == nil {
		return nil, errors.New("several keys are there: want one")
	}
	return key, nil
}

// same reports whether two keys are one.
func same(a, b ssh.PublicKey) bool { return bytes.Equal(a.Marshal(), b.Marshal()) }
