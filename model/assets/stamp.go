package assets

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"

	"memebench/labels/atomicfile"
	"memebench/labels/plainfile"
)

// stamp records which bytes a file held when it was last hashed, and the size
// and modification time it had then. It lies beside the file, with ".ok" at the
// end of the name, and is trusted only while size and time still agree.
type stamp struct {
	sha256 string
	bytes  int64
	mtime  int64 // nanoseconds since 1970
}

const stampFormat = "memebench 1 sha256 %s bytes %d mtime %d\n"

func stampFile(file string) string { return file + ".ok" }

func readStamp(file string) (stamp, bool) {
	f, _, err := plainfile.Open(stampFile(file))
	if err != nil {
		return stamp{}, false
	}
	defer f.Close() // only read from
	var s stamp
	if _, err := fmt.Fscanf(io.LimitReader(f, 256), stampFormat, &s.sha256, &s.bytes, &s.mtime); err != nil {
		return stamp{}, false
	}
	return s, true
}

// writeStamp replaces the stamp of a file. A failure is not reported: the file
// is good all the same, it will be hashed once more.
func writeStamp(file string, s stamp) {
	_ = atomicfile.Write(stampFile(file), fmt.Appendf(nil, stampFormat, s.sha256, s.bytes, s.mtime), atomicfile.Shared)
}

// check returns nil if file holds the bytes with that digest and size; size -1
// means any. Otherwise the error wraps ErrMissing and says what is wrong.
func (c *Cache) check(file, digest string, bytes int64) error {
	fi, err := os.Stat(file)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w %s: fetch it with memebench, or name a folder that has it in %s",
			ErrMissing, printable(c.dir), FolderVariable)
	}
	if err != nil {
		return fmt.Errorf("%w: %s; repair or remove it, then fetch again", ErrMissing, printable(err.Error()))
	}
	now := stamp{sha256: digest, bytes: fi.Size(), mtime: fi.ModTime().UnixNano()}
	changed := fmt.Errorf("%w as it was: %s has been changed or cut short; fetch it again", ErrMissing, printable(file))
	if !fi.Mode().IsRegular() || bytes >= 0 && fi.Size() != bytes {
		return changed
	}

	c.mu.Lock()
	defer c.mu.Unlock()
	if c.checked[file] == now {
		return nil
	}
	if s, ok := readStamp(file); !ok || s != now {
		sum, err := digestFile(file)
		if err != nil {
			return fmt.Errorf("%w: %s", ErrMissing, printable(err.Error()))
		}
		if sum != digest {
			return changed
		}
		writeStamp(file, now)
	}
	c.checked[file] = now
	return nil
}

// digestFile returns the SHA-256 of a file in hex.
func digestFile(file string) (string, error) {
	f, _, err := plainfile.Open(file)
	if err != nil {
		return "", err
	}
	defer f.Close() // only read from
	return digest(context.Background(), f, nil)
}

// digest returns the SHA-256 of a file from its beginning, in hex. tell, if any, hears
// how many bytes have been read.
func digest(ctx context.Context, f io.ReaderAt, tell func(int64)) (string, error) {
	h := sha256.New()
	if _, err := copyBytes(ctx, h, io.NewSectionReader(f, 0, math.MaxInt64), math.MaxInt64, tell); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// adopt makes a finished file the file at its place, and stamps it. digest is that of its
// bytes. The caller closes the file, which it may be already.
func (c *Cache) adopt(f *os.File, file, digest string) error {
	if _, err := atomicfile.MakeFolder(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	if err := atomicfile.Rename(f, file); err != nil {
		return err
	}
	fi, err := os.Stat(file)
	if err != nil {
		return err
	}
	s := stamp{sha256: digest, bytes: fi.Size(), mtime: fi.ModTime().UnixNano()}
	writeStamp(file, s)
	c.mu.Lock()
	c.checked[file] = s
	c.mu.Unlock()
	return nil
}
