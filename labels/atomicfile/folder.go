package atomicfile

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
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
		return nil, cmp.Or(InTheWay(d.place), err)
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
