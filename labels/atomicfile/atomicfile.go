// Package atomicfile writes whole files: each appears in its place complete, or
// what was there before stays. Every file that memebench writes as a whole, and
// none that it adds to, is written by it: by [Write] or [Create], a folder of files
// by [CreateFolder]. What something else has to write, such as a database or a
// download that is continued, comes into its place by [Rename] or [RenameNew],
// mostly as a [Scratch].
//
// A file is written under a temporary name in the folder of its place, put on the
// disk, and then renamed. The temporary file is locked as long as its writer lives
// (not on Windows, where a lock would keep the writer itself out). One that nobody
// has locked was left by a process that was killed: the next writer to the folder,
// or [Sweep], removes it, if it belongs to the same user.
//
// A file that takes the place of another one gets that one's permissions, and its
// owner and group as far as the system allows; other names of that file (hard
// links) go on naming the old one. A new file has the permissions that the process
// gives to new files (its umask). A symbolic link is followed and stays; one that
// leads nowhere is refused. What is no file (a folder, a pipe, a device) is refused
// too: it cannot be replaced by one.
package atomicfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// Private is the mode of a new file that only its owner may read, Shared that of
// one that whoever the umask allows may.
const (
	Private fs.FileMode = 0o600
	Shared  fs.FileMode = 0o666
)

// A File is being written. It takes its place by Commit; until then what is
// there stays.
type File struct {
	path  string      // as it was given, for messages
	place string      // path with links followed
	was   fs.FileInfo // what it replaces; nil for nothing
	temp  *temp
}

// Write makes these bytes the file at path: on return they are on the disk. A file
// that is new gets the mode, less the umask.
func Write(path string, b []byte, mode fs.FileMode) error {
	f, err := Create(path, mode)
	if err != nil {
		return err
	}
	defer f.Discard()
	if _, err := f.Write(b); err != nil {
		return err
	}
	return f.Commit()
}

// Create begins the file at path. If it is new it gets the mode, less the umask.
// The caller ends it by Commit or Discard.
func Create(path string, mode fs.FileMode) (*File, error) {
	f := &File{path: path}
	var err error
	if f.place, f.was, err = resolve(path); err != nil {
		return nil, f.fail(err)
	}
	if f.was != nil {
		mode = Private // that of the old file comes when all is written
	}
	dir := filepath.Dir(f.place)
	Sweep(dir)
	if f.temp, err = newTemp(dir, mode); err != nil {
		return nil, f.fail(err)
	}
	return f, nil
}

// isNowhere reports whether an error of the file system says that nothing is at a path: also within
// a file, or behind a circle of links.
func isNowhere(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) || errors.Is(err, syscall.ELOOP)
}

// resolve returns where a file written to path goes, and what is there now, if
// anything.
func resolve(path string) (place string, was fs.FileInfo, err error) {
	if path == "" || os.IsPathSeparator(path[len(path)-1]) {
		return "", nil, errFolder
	}
	st, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return path, nil, nil
	case err != nil:
		return "", nil, err
	}
	place = path
	if st.Mode()&fs.ModeSymlink != 0 {
		if _, err = os.Stat(path); isNowhere(err) {
			return "", nil, errDangling
		}
		if place, err = filepath.EvalSymlinks(path); err != nil {
			return "", nil, err
		}
		if st, err = os.Lstat(place); err != nil {
			return "", nil, err
		}
	}
	switch {
	case st.IsDir():
		return "", nil, errFolder
	case !st.Mode().IsRegular():
		return "", nil, errNoFile
	}
	return place, st, nil
}

var (
	errFolder   = errors.New("it is a folder: want the name of a file")
	errNoFile   = errors.New("what is there is no file: want the name of a file")
	errDangling = errors.New("it is a link to where nothing is: remove the link, or name another file")
)

// Write adds bytes to the file.
func (f *File) Write(b []byte) (int, error) {
	n, err := f.temp.Write(b)
	if err != nil {
		err = f.fail(err)
	}
	return n, err
}

// Discard ends the file without changing anything. After Commit it does nothing.
func (f *File) Discard() { f.temp.discard() }

// TakeOver gives f the permissions of the file that it will replace, and its owner and group, as far
// as this process may: what root replaces stays its user's. Into a folder may who may read the file. A
// file system without them is no reason not to write.
func TakeOver(f *os.File, was fs.FileInfo) {
	mode := keepOwner(f, was)
	if st, err := f.Stat(); err == nil && st.IsDir() && !was.IsDir() {
		mode |= mode&0o444>>2 | st.Mode()&(fs.ModeSetgid|fs.ModeSticky)
	}
	_ = f.Chmod(mode)
}

// Commit puts the file on the disk and then in its place. After an error before that
// nothing has changed.
func (f *File) Commit() error {
	if f.was != nil {
		TakeOver(f.temp.File, f.was)
	}
	err := syncAndClose(f.temp.File)
	if err == nil {
		err = f.temp.become(f.place)
	}
	if err != nil {
		return f.fail(err)
	}
	return nil
}

func (f *File) fail(err error) error {
	return fmt.Errorf("write %s: %w", f.path, cause(err))
}
