package assets

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"memebench/labels/atomicfile"
)

const (
	// mostDerived bounds a derived file; the largest of the default pack has 83 MB.
	mostDerived = 2 << 30

	// derivedPatience bounds the wait for another process that builds the same
	// file, which takes it a second or two.
	derivedPatience = 2 * time.Minute
)

// Derived returns the path of a file that build makes, building it if it is not
// there or no longer what was built. The file appears whole or not at all, and
// one process builds it while others wait. The name must tell files of
// different content apart, so it carries a version or a digest of what the file
// is made from: letters, digits, dots, hyphens and underscores.
//
// build must not call Derived with the same name.
func (c *Cache) Derived(name string, build func(io.Writer) error) (path string, err error) {
	if !plainName(name) {
		return "", fmt.Errorf("derived file %q: want a name of letters, digits, dots, hyphens and underscores", printable(name))
	}
	file := filepath.Join(c.dir, "derived", name)
	if c.checkDerived(file) {
		return file, nil
	}
	ctx, cancel := context.WithTimeoutCause(context.Background(), derivedPatience,
		errors.New("another memebench has been building it for too long"))
	defer cancel()
	release, err := acquire(ctx, file+".lock", func() {})
	if err != nil {
		return "", fmt.Errorf("derived file %s: %w", name, err)
	}
	defer release()
	if c.checkDerived(file) {
		return file, nil
	}

	if err := c.room(c.derive(file, build)); err != nil {
		return "", fmt.Errorf("derived file %s: %w", name, err)
	}
	return file, nil
}

// derive builds a derived file, whose lock the caller has.
func (c *Cache) derive(file string, build func(io.Writer) error) error {
	f, err := atomicfile.NewScratch(filepath.Dir(file), filepath.Base(file), 0o644)
	if err != nil {
		return err
	}
	defer f.Discard()
	if err := build(&bounded{f, mostDerived}); err != nil {
		return err
	}
	sum, err := digest(context.Background(), f, nil)
	if err != nil {
		return err
	}
	return c.adopt(f.File, file, sum)
}

// Discard removes a derived file, for which no other process may be waiting, and
// returns how many bytes it had. That there is none is no error.
func (c *Cache) Discard(name string) (freed int64, err error) {
	if !plainName(name) {
		return 0, fmt.Errorf("derived file %q: want a name of letters, digits, dots, hyphens and underscores", printable(name))
	}
	file := filepath.Join(c.dir, "derived", name)
	for _, path := range []string{stampFile(file), file} {
		st, err := os.Stat(path)
		if err == nil {
			err = os.Remove(path)
		}
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return freed, fmt.Errorf("derived file %s: %w", name, err)
		case path == file:
			freed = st.Size()
		}
	}
	return freed, nil
}

// checkDerived reports whether a derived file still holds what was built. Only
// its stamp knows the digest, so a file without one is built again.
func (c *Cache) checkDerived(file string) bool {
	s, ok := readStamp(file)
	return ok && c.check(file, s.sha256, s.bytes) == nil
}

func plainName(name string) bool {
	if name == "" || name[0] == '.' || len(name) > 128 {
		return false
	}
	for _, r := range name {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '.', r == '-', r == '_':
		default:
			return false
		}
	}
	return true
}

// bounded refuses to write more than left bytes.
type bounded struct {
	w    io.Writer
	left int64
}

func (b *bounded) Write(p []byte) (int, error) {
	if int64(len(p)) > b.left {
		return 0, fmt.Errorf("larger than %s", size(mostDerived))
	}
	n, err := b.w.Write(p)
	b.left -= int64(n)
	return n, err
}
