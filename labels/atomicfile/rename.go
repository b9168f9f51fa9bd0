package atomicfile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"

	"memebench/labels/plainfile"
)

// Rename puts a file on the disk, closes it and gives it the path to, in the same
// file system. What is there gives way, a symbolic link too; after an error before
// the rename it is as it was. It is the last step of a file that [Create] cannot
// begin: a store that a database writes as a [Scratch], a download that is continued
// after its process has ended.
//
// The errors are those of the file system, without its paths. The file is closed
// however Rename ends.
func Rename(f *os.File, to string) error {
	return inPlace(f, to, func() error { return os.Rename(f.Name(), to) })
}

// RenameNew is [Rename] to where nothing may be yet: else the error matches
// fs.ErrExist, and what is there stays.
func RenameNew(f *os.File, to string) error {
	return inPlace(f, to, func() error {
		switch err := os.Link(f.Name(), to); {
		case err == nil:
			_ = os.Remove(f.Name())
			return nil
		case errors.Is(err, fs.ErrExist):
			return fs.ErrExist
		}
		// No links on this file system. That nothing is there, and that it is
		// renamed, are two steps here.
		if _, err := os.Lstat(to); !errors.Is(err, fs.ErrNotExist) {
			return fs.ErrExist
		}
		return os.Rename(f.Name(), to)
	})
}

func inPlace(f *os.File, to string, rename func() error) error {
	if err := syncAndClose(f); err != nil {
		return cause(err)
	}
	if err := rename(); err != nil {
		return cause(err)
	}
	return cause(syncFolder(filepath.Dir(to)))
}

// syncAndClose puts a file on the disk and closes it.
func syncAndClose(f *os.File) error { return errors.Join(f.Sync(), f.Close()) }

// syncFolder puts the names in a folder on the disk. A folder that may not be read
// cannot be, nor can one of a file system that knows no such thing, nor one on
// Windows, which need not.
func syncFolder(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if errors.Is(err, fs.ErrPermission) {
		return nil
	}
	if err != nil {
		return err
	}
	defer d.Close() // only read from
	if err := d.Sync(); err != nil && !isUnsupported(err) {
		return err
	}
	return nil
}

// isUnsupported reports the answers of file systems that do not put folders on the
// disk. Any other is one of a disk that has failed.
func isUnsupported(err error) bool {
	return errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.EINVAL)
}

// IsNoRoom reports that an error is one of a full disk, a quota or a limit on the
// size of files. Libraries keep of some errors only what they say.
func IsNoRoom(err error) bool {
	for _, full := range []syscall.Errno{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG} {
		if err != nil && (errors.Is(err, full) || strings.Contains(err.Error(), full.Error())) {
			return true
		}
	}
	return false
}

// A noRoom is an error for which IsNoRoom holds, in a sentence.
type noRoom struct{ error }

func (noRoom) Error() string {
	return "there is no room for it on the disk, and nothing was changed: free some, and do it again"
}

func (n noRoom) Unwrap() error { return n.error }

// cause takes the operation and the path out of an error of the system: the path
// is a temporary one, and the sentence has the one that was given.
func cause(err error) error {
	if IsNoRoom(err) {
		return noRoom{err}
	}
	return plainfile.Cause(err)
}
