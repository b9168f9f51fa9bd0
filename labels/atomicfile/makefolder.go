package atomicfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"memebench/labels/plainfile"
)

// MakeFolder makes a folder and those that it lies in, as far as they are not
// there, with the mode, less the umask, and returns those that it has made, the
// innermost first. On return their names are on the disk. What is in its way is
// left as it is, and the error is that of [InTheWay].
func MakeFolder(path string, mode fs.FileMode) (made []string, err error) {
	if err := InTheWay(path); err != nil {
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

// MakeSharedFolder is MakeFolder for all who work in the folder that they are made in: see
// [GiveToFolder].
func MakeSharedFolder(path string) (made []string, err error) {
	made, err = MakeFolder(path, 0o777)
	for _, folder := range slices.Backward(made) {
		GiveToFolder(folder)
	}
	return made, err
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

// InTheWay is the error, in a sentence, of what keeps a folder from being at a path: where
// the folder or one around it should be there is a link that leads to nothing, as one to a
// disk that is not mounted, or to where one may not look, which is [fs.ErrPermission], or
// something that is no folder. It is nil where there is none of these.
func InTheWay(path string) error {
	for at := filepath.Clean(path); ; at = filepath.Dir(at) {
		st, err := os.Lstat(at)
		if err != nil && at != filepath.Dir(at) {
			continue
		}
		if err != nil {
			return nil
		}
		switch to, err := os.Stat(at); {
		case errors.Is(err, fs.ErrPermission) && st.Mode()&fs.ModeSymlink != 0:
			return fmt.Errorf("you may not look where the link %s leads (%w)", at, plainfile.Cause(err))
		case err != nil && st.Mode()&fs.ModeSymlink != 0:
			return fmt.Errorf("%s is a link that leads to no folder (%w): bring back what it leads to, as by mounting its disk, or remove the link", at, plainfile.Cause(err))
		case err == nil && !to.IsDir():
			return fmt.Errorf("%s is a file: want a folder", at)
		}
		return nil
	}
}
