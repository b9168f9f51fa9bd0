package db

import (
	"errors"
	"os"
)

// abandon gives up a file that bbolt will not close any more. The memory that
// bbolt has mapped stays mapped, and on Unix keeps the file's lock with it, so
// that one is released first.
func abandon(f *os.File) error { return errors.Join(unlock(f), f.Close()) }
