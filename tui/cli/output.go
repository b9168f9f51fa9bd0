package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// writeFile lets write fill the file at path, which appears whole or not at all:
// it is written beside its place, synced and renamed. A link is followed, and what
// is there and is no file (a pipe, a device) is written into. A path of "" or "-"
// is standard output.
func writeFile(stdout io.Writer, path string, write func(io.Writer) error) (err error) {
	if path == "" || path == "-" {
		return write(stdout)
	}
	fail := func(err error) error { return fmt.Errorf("write %s: %w", path, cause(err)) }
	if st, err := os.Stat(path); err == nil && st.IsDir() {
		return fail(errors.New("it is a folder: want the name of a file"))
	} else if err == nil && !st.Mode().IsRegular() {
		f, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil {
			return fail(err)
		}
		return errors.Join(write(f), f.Close())
	}
	place := path
	if p, err := filepath.EvalSymlinks(path); err == nil {
		place = p
	}
	f, err := os.CreateTemp(filepath.Dir(place), "."+filepath.Base(place)+".*")
	if err != nil {
		return fail(err)
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
		}
	}()
	if err := write(f); err != nil {
		return err
	}
	if err := errors.Join(f.Chmod(0o644), f.Sync(), f.Close()); err != nil {
		return fail(err)
	}
	if err := os.Rename(f.Name(), place); err != nil {
		return fail(err)
	}
	return nil
}

// cause takes the operation and its path out of a file system error: the path may
// be a temporary one, and the sentence has the one that the user gave.
func cause(err error) error {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		return path.Err
	case errors.As(err, &link):
		return link.Err
	}
	return err
}

// oneOutput refuses --json where standard output takes the result itself: two
// things on one stream are none that a script can read.
func (o *options) oneOutput(out string) error {
	if o.json && (out == "" || out == "-") {
		return usagef("--json: standard output cannot have the result and the report: name a file with --out")
	}
	return nil
}
