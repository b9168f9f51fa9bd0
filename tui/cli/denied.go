package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"memebench/labels/plainfile"
)

// inFolder says which workspace cannot be written to, and what to do.
func inFolder(dir string, err error) error {
	if notWritable(err) {
		return fmt.Errorf("workspace %s: you may not write there (%w): name another folder with --workspace, or ask its owner", dir, plainfile.Cause(err))
	}
	return err
}

// unread says which workspace cannot be read, and what to do.
func unread(dir string, err error) error {
	if errors.Is(err, fs.ErrPermission) {
		return fmt.Errorf("workspace %s: you may not read it (%w): ask its owner", dir, plainfile.Cause(err))
	}
	return err
}

// mayNotRead reports whether a file is there that may not be read.
func mayNotRead(path string) bool {
	f, _, err := plainfile.Open(path)
	if err != nil {
		return errors.Is(err, fs.ErrPermission)
	}
	f.Close() // nothing was read
	return false
}

func notWritable(err error) bool {
	return errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS)
}
