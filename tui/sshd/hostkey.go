package sshd

import (
	"crypto/ed25519"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	gossh "golang.org/x/crypto/ssh"

	"memebench/labels"
	"memebench/labels/atomicfile"
	"memebench/labels/plainfile"
)

// HostKeyPath is where a user's host key lies, below the folder of the program's data: one
// for all workspaces, so that clients that know it are not warned.
func HostKeyPath(data string) string { return filepath.Join(data, "ssh_host_ed25519") }

// maxHostKey is more than the file of any key has, in bytes.
const maxHostKey = 1 << 16

// checkHostKey makes sure that there is a host key that can be used, and that nobody but its owner can read it.
func checkHostKey(path string) error {
	st, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if err := makeHostKey(path); err != nil {
			return fmt.Errorf("the host key %s cannot be made (%s): name another place with --host-key", path, plainfile.Cause(err))
		}
		return nil
	case err != nil:
		return fmt.Errorf("the host key %s cannot be looked at (%w): name another place with --host-key", path, plainfile.Cause(err))
	case st.Mode().IsRegular() && st.Mode().Perm()&0o077 != 0:
		return fmt.Errorf("the host key %s can be read by others, who could pass for this server: chmod 600 %s", path, labels.ShellWord(path))
	}
	text, err := plainfile.Read(path, maxHostKey)
	if err == nil {
		_, err = gossh.ParsePrivateKey(text)
	}
	if err != nil {
		return fmt.Errorf("the host key %s cannot be used (%s): bring it back, or move it away for a new one, of which clients that know this server will be warned",
			path, strings.TrimPrefix(plainfile.Cause(err).Error(), "ssh: "))
	}
	return nil
}

// makeHostKey makes a host key, and beside it the file .pub, which says what it is to others.
// [wish.WithHostKeyPath] would make one as well, and close the key's folder to all but its owner:
// that may be anybody's, as /etc or /tmp.
func makeHostKey(path string) error {
	if _, err := atomicfile.MakeFolder(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		return err
	}
	block, err := gossh.MarshalPrivateKey(private, "")
	if err != nil {
		return err
	}
	known, err := gossh.NewPublicKey(public)
	if err != nil {
		return err
	}
	if err := atomicfile.Write(path+".pub", gossh.MarshalAuthorizedKey(known), atomicfile.Private); err != nil {
		return err
	}
	return atomicfile.Write(path, pem.EncodeToMemory(block), atomicfile.Private)
}
