package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"memebench/db"
	"memebench/labels"
	"memebench/labels/atomicfile"
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
	if errors.Is(err, syscall.ENAMETOOLONG) {
		return p, fmt.Errorf("workspace %s: the name is too long (%w): take a shorter one", p.dir, plainfile.Cause(err))
	}
	if err != nil {
		if err := atomicfile.InTheWay(p.dir); err != nil {
			return p, fmt.Errorf("workspace %s: %w", p.dir, err)
		}
		return p, nil // it may be made
	}
	if !st.IsDir() {
		if filepath.Base(p.dir) == storeFile {
			return p, fmt.Errorf("workspace %s: it is a file: want the folder that it lies in, -w %s", p.dir, labels.ShellWord(filepath.Dir(o.workspace)))
		}
		return p, fmt.Errorf("workspace %s: it is a file: want a folder", p.dir)
	}
	return p, nil
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
