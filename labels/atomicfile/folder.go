package atomicfile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// A Folder is a new folder being filled. It appears with all its files by Commit,
// or not at all.
type Folder struct {
	path  string // as it was given, for messages
	place string // path with links followed
	was   fs.FileInfo
	temp  *temp
	made  []string // folders that were made for it, the innermost first
	files []*os.File
	inner map[string]bool // folders in it
}

// CreateFolder begins a folder at path, where nothing may be but an empty folder;
// those that it lies in are made. The caller ends it by Commit or Discard.
func CreateFolder(path string) (_ *Folder, err error) {
	d := &Folder{path: path, place: filepath.Clean(path), inner: map[string]bool{}}
	defer func() {
		if err != nil {
			d.unmake()
			err = d.fail(err)
		}
	}()
	if real, err := filepath.EvalSymlinks(d.place); err == nil {
		d.place = real
	} else if st, err := os.Lstat(d.place); err == nil && st.Mode()&fs.ModeSymlink != 0 {
		return nil, errDangling
	}
	switch has, err := os.ReadDir(d.place); {
	case len(has) > 0:
		return nil, errNotEmpty
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, err
	default:
		if d.was, err = os.Stat(d.place); err != nil {
			return nil, err
		}
	}
	parent := filepath.Dir(d.place)
	if d.made, err = MakeFolder(parent, 0o777); err != nil {
		return nil, err
	}
	Sweep(parent)
	d.temp, err = newTempFolder(parent, 0o777)
	return d, err
}

var errNotEmpty = errors.New("the folder is not empty: want a new one")

// ErrDeadLink means that a link is where a folder should be, and leads to none.
var ErrDeadLink = errors.New("it is a link that leads to no folder: bring back what it leads to, as by mounting its disk, or remove the link")

// MakeFolder makes a folder and those that it lies in, as far as they are not
// there, with the mode, less the umask, and returns those that it has made, the
// innermost first. On return their names are on the disk. A link to a folder that is
// not there, as where its disk is not mounted, is an error, and stays.
func MakeFolder(path string, mode fs.FileMode) (made []string, err error) {
	if err := CheckFolder(path); err != nil {
		return nil, err
	}
	for at := filepath.Clean(path); ; at = filepath.Dir(at) {
		if _, err := os.Stat(at); !errors.Is(err, fs.ErrNotExist) || at == filepath.Dir(at) {
			break
		}
		made = append(made, at)
	}
	if err := os.MkdirAll(path, mode); err != nil {
		Unmake(made)
		return nil, err
	}
	for _, dir := range made {
		if err := syncFolder(filepath.Dir(dir)); err != nil {
			Unmake(made)
			return nil, err
		}
	}
	return made, nil
}

// CheckFolder returns an error where path is no folder, and MakeFolder could make none there: an [fs.PathError]
// of what is in its way, a file (ENOTDIR) or a link to nothing ([ErrDeadLink]), or of why that cannot be said.
func CheckFolder(path string) error {
	for at := filepath.Clean(path); ; at = filepath.Dir(at) {
		st, err := os.Stat(at)
		switch {
		case err == nil && !st.IsDir():
			return &fs.PathError{Op: "make folder", Path: at, Err: syscall.ENOTDIR}
		case err == nil || at == filepath.Dir(at):
			return nil
		case !isNowhere(err):
			return err
		}
		if st, err := os.Lstat(at); err == nil && st.Mode()&fs.ModeSymlink != 0 {
			return &fs.PathError{Op: "make folder", Path: at, Err: ErrDeadLink}
		}
	}
}

// isNowhere reports whether an error of the file system says that nothing is at a path: also within a file, or behind a circle of links.
func isNowhere(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) || errors.Is(err, syscall.ELOOP)
}

// Unmake removes folders that MakeFolder has made, as far as they are empty,
// and files that were put into them, if those are named first.
func Unmake(made []string) {
	for _, path := range made {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return
		}
	}
}

// Create begins a file in the folder, by a name with slashes. It is written to
// until Commit.
func (d *Folder) Create(name string) (io.Writer, error) {
	path := filepath.Join(d.temp.Name(), filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return nil, d.fail(err)
	}
	for dir := filepath.Dir(path); dir != d.temp.Name(); dir = filepath.Dir(dir) {
		d.inner[dir] = true
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, Shared)
	if err != nil {
		return nil, d.fail(err)
	}
	d.files = append(d.files, f)
	return folderFile{d, f}, nil
}

// Put writes a whole file, by a name with slashes, to the disk.
func (d *Folder) Put(name string, from io.Reader) error {
	w, err := d.Create(name)
	if err != nil {
		return err
	}
	if _, err := io.Copy(w, from); err != nil {
		return d.fail(err)
	}
	last := len(d.files) - 1
	f := d.files[last]
	d.files = d.files[:last]
	if err := syncAndClose(f); err != nil {
		return d.fail(err)
	}
	return nil
}

// A folderFile is a file of a folder being filled.
type folderFile struct {
	folder *Folder
	file   *os.File
}

func (f folderFile) Write(b []byte) (int, error) {
	n, err := f.file.Write(b)
	if err != nil {
		err = f.folder.fail(err)
	}
	return n, err
}

// Commit puts the folder with its files on the disk and in its place.
func (d *Folder) Commit() error {
	for _, f := range d.files {
		if err := syncAndClose(f); err != nil {
			return d.fail(err)
		}
	}
	d.files = nil
	for dir := range d.inner {
		if err := syncFolder(dir); err != nil {
			return d.fail(err)
		}
	}
	if d.was != nil {
		TakeOver(d.temp.File, d.was)
	}
	if err := errors.Join(syncFolder(d.temp.Name()), d.temp.Close()); err != nil {
		return d.fail(err)
	}
	// An empty folder gives way; one that has got something meanwhile does not.
	if err := os.Remove(d.place); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return d.fail(err)
	}
	if err := d.temp.become(d.place); err != nil {
		return d.fail(err)
	}
	return nil
}

// Discard ends the folder without changing anything. After Commit it does nothing.
func (d *Folder) Discard() {
	if d.temp.place {
		return
	}
	for _, f := range d.files {
		f.Close()
	}
	d.temp.discard()
	d.unmake()
}

func (d *Folder) unmake() { Unmake(d.made) }

func (d *Folder) fail(err error) error { return fmt.Errorf("write %s: %w", d.path, cause(err)) }
