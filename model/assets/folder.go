package assets

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"memebench/labels/plainfile"
)

var errUnset = errors.New("not set")

// fromFolder takes an asset from the folder that MEMEBENCH_ASSETS names: the
// file itself, or an archive that carries it.
func (f *fetch) fromFolder(ctx context.Context, a Asset) error {
	if f.folder == "" {
		return errUnset
	}
	if fi, err := os.Stat(f.folder); err != nil || !fi.IsDir() {
		return fmt.Errorf("%s is not a folder", printable(f.folder))
	}
	names := []string{a.File}
	refused := f.fromFile(ctx, a, filepath.Join(f.folder, a.File))
	if refused == nil || ctx.Err() != nil {
		return refused
	}
	for _, s := range a.Sources {
		if s.Archive == "" {
			continue
		}
		names = append(names, s.Archive)
		err := f.fromArchive(ctx, a, s, filepath.Join(f.folder, s.Archive))
		if err == nil || ctx.Err() != nil {
			return err
		}
		if errors.Is(refused, fs.ErrNotExist) {
			refused = err
		}
	}
	if errors.Is(refused, fs.ErrNotExist) {
		return fmt.Errorf("%s has no %s", printable(f.folder), strings.Join(names, " and no "))
	}
	return refused
}

// fromFile copies an asset from a file that should be it.
func (f *fetch) fromFile(ctx context.Context, a Asset, file string) error {
	src, err := openRegular(file, a.Bytes)
	if err != nil {
		return err
	}
	defer src.Close()
	if err := f.unpack(ctx, a, src); err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(file), err)
	}
	return nil
}

// openRegular opens a file of at most limit bytes.
func openRegular(file string, limit int64) (*os.File, error) {
	f, fi, err := plainfile.Open(file)
	switch {
	case errors.Is(err, plainfile.ErrNotPlain):
		return nil, fmt.Errorf("%s: %w", printable(file), err)
	case err != nil:
		return nil, err
	case fi.Size() > limit:
		f.Close() // only read from
		return nil, fmt.Errorf("refused: %s is %d bytes long, want at most %d", filepath.Base(file), fi.Size(), limit)
	}
	return f, nil
}
