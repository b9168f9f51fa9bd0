package assets

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"strings"

	"memebench/labels/plainfile"
)

// Altered reads all files of the cache again, which are trusted otherwise while their size and
// time are as they were, and returns the paths of those that have other bytes by now, as on a
// disk that fails. It changes nothing. The error is that of ctx or of a folder that cannot be read.
func (c *Cache) Altered(ctx context.Context) (paths []string, err error) {
	err = filepath.WalkDir(c.dir, func(path string, e fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // it has gone meanwhile, or there is no cache yet
		}
		if err != nil || e.IsDir() {
			return err
		}
		file, stamped := strings.CutSuffix(path, stampFile(""))
		if !stamped {
			return nil
		}
		s, ok := readStamp(file)
		f, st, err := plainfile.Open(file)
		if err != nil {
			return nil // who needs it finds that out
		}
		defer f.Close()                                                        // only read from
		if !ok || st.Size() != s.bytes || st.ModTime().UnixNano() != s.mtime { // it is not trusted
			return nil
		}
		sum, err := digest(ctx, f, nil)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil || sum != s.sha256:
			paths = append(paths, file)
		}
		return nil
	})
	return paths, err
}
