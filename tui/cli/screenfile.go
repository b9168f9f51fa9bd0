package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"memebench/labels"
	"memebench/labels/atomicfile"
)

// writeFile writes a file for a screen, whole or not at all, and returns its full path. The
// error matches fs.ErrExist where a file is there that is not to be replaced. What a workspace
// keeps itself, and what is no text, is replaced in no case.
func (w *workspace) writeFile(path string, replace bool, write func(io.Writer) error) (string, error) {
	path, err := fullPath(path)
	if err != nil {
		return "", err
	}
	title := labels.Printable(path)
	if st, err := os.Stat(path); err == nil && st.Mode().IsRegular() {
		start, err := beginning(path, 512)
		what := w.needs(st, nil)
		switch {
		case what != "":
			return "", fmt.Errorf("%s is %s, and would be lost: name another file", title, what)
		case err == nil && !isText(start):
			return "", fmt.Errorf("%s is not text, and would be lost: name another file", title)
		}
	}
	if w.isOwn(path) {
		return "", fmt.Errorf("%s is kept for one of a workspace's own files: name another file", title)
	}
	create := atomicfile.CreateNew
	if replace {
		create = atomicfile.Create
	}
	file, err := create(path, atomicfile.Shared)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", fmt.Errorf("the folder %s is not there: make it, or name a file in another", labels.Printable(filepath.Dir(path)))
	case err != nil:
		return "", err
	}
	defer file.Discard()
	if err := write(file); err != nil {
		return "", err
	}
	return path, file.Commit()
}

// fullPath is a path as a shell would read it: ~/ begins in the home folder, and a name in the
// folder in which the program was started.
func fullPath(path string) (string, error) {
	if rest, ok := strings.CutPrefix(path, "~/"); ok {
		home, err := os.UserHomeDir()
		if err != nil {
			return "", fmt.Errorf("%s: it is not known where your home folder is: write the path out", labels.Printable(path))
		}
		path = filepath.Join(home, rest)
	}
	return filepath.Abs(path)
}
