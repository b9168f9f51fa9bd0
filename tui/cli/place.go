package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"memebench/db"
	"memebench/labels"
	"memebench/labels/plainfile"
)

// place is where a workspace is.
type place struct {
	dir       string
	isStarter bool // the starter workspace, which is made when it is not there
}

func (p place) store() string { return filepath.Join(p.dir, storeFile) }

// place returns the workspace of the command line: the folder of --workspace, or
// the starter workspace.
func (o *options) place() (p place, err error) {
	p.dir = o.workspace
	if p.dir == "" {
		data, err := dataDir()
		if err != nil {
			return p, fmt.Errorf("the starter workspace: %w, or name a folder with --workspace", err)
		}
		p.dir, p.isStarter = filepath.Join(data, "starter"), true
	}
	if p.dir, err = filepath.Abs(p.dir); err != nil {
		return p, fmt.Errorf("workspace %s: the folder that you are in is not there any more: go to another one, or give the whole path (%w)", o.workspace, err)
	}
	st, err := os.Stat(p.dir)
	if err != nil {
		return p, cmp.Or(deadLink(p.dir), nowhere(p.dir, err)) // if not, it may be made
	}
	if !st.IsDir() {
		if filepath.Base(p.dir) == storeFile {
			return p, fmt.Errorf("workspace %s: it is a file: want the folder that it lies in, -w %s", p.dir, labels.ShellWord(filepath.Dir(o.workspace)))
		}
		return p, fmt.Errorf("workspace %s: it is a file: want a folder", p.dir)
	}
	return p, nil
}

// deadLink is an error where a folder is not there, or not to be made, as it or one around it is a link that leads to nothing.
func deadLink(dir string) error {
	for at := dir; ; at = filepath.Dir(at) {
		st, err := os.Lstat(at)
		if err != nil && at != filepath.Dir(at) {
			continue
		}
		if err == nil && st.Mode()&fs.ModeSymlink != 0 {
			if _, err := os.Stat(at); err != nil {
				return fmt.Errorf("workspace %s: %s is a link that leads to no folder (%w): bring back what it leads to, as by mounting its disk, or remove the link", dir, at, plainfile.Cause(err))
			}
		}
		return nil
	}
}

// nowhere is an error, from an error of the file system, where no folder can ever be.
func nowhere(dir string, err error) error {
	switch {
	case errors.Is(err, syscall.ENAMETOOLONG):
		return fmt.Errorf("workspace %s: the name is too long (%w): take a shorter one", dir, plainfile.Cause(err))
	case errors.Is(err, syscall.ENOTDIR):
		for at := filepath.Dir(dir); at != filepath.Dir(at); at = filepath.Dir(at) {
			if _, err := os.Stat(at); err == nil {
				return fmt.Errorf("workspace %s: %s is a file: want a folder", dir, at)
			}
		}
	}
	return nil
}

// begun reports whether there is a store. Where there is none, but what only lies
// beside one, it says that the store is missing: a new one would hide that.
func (p place) begun() (bool, error) {
	if _, err := os.Lstat(p.store()); !errors.Is(err, fs.ErrNotExist) {
		return true, nil
	}
	for _, beside := range []string{db.BackupDir(p.store()), filepath.Join(p.dir, featuresDir)} {
		if _, err := os.Stat(beside); err != nil {
			continue
		}
		return false, fmt.Errorf("workspace %s: its store %s is missing: put it back; or %s; or, to start again, move cache and backups away", p.dir, storeFile, db.Remedy(p.store()))
	}
	return false, nil
}

// begunPlace returns the workspace of the command line, which must have a store.
func (o *options) begunPlace() (place, error) {
	p, err := o.place()
	if err != nil {
		return p, err
	}
	begun, err := p.begun()
	if err == nil && !begun {
		err = o.noWorkspace(p)
	}
	return p, err
}
