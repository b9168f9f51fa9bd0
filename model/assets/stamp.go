package assets

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
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
		sum, err := digestFile(context.Background(), file, nil)
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

// digestFile returns the SHA-256 of a file in hex. tell, if any, hears how many
// bytes have been read.
func digestFile(ctx context.Context, file string, tell func(int64)) (string, error) {
	f, _, err := plainfile.Open(file)
	if err != nil {
		return "", err
	}
	defer f.Close() // only read from
	h := sha256.New()
	if _, err := copyBytes(ctx, h, f, 1<<62, tell); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// adopt makes a finished temporary file the file at its place: synced, renamed,
// stamped. digest is that of the temporary file's bytes.
func (c *Cache) adopt(tmp, file, digest string) error {
	f, err := os.OpenFile(tmp, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	err = errors.Join(f.Sync(), f.Close())
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	if err := os.Rename(tmp, file); err != nil {
		return err
	}
	syncDir(filepath.Dir(file))
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

// syncDir makes a rename durable where the system lets folders be synced. Where
// it does not, the worst case is that the file is fetched again.
func syncDir(dir string) {
	if d, err := os.Open(dir); err == nil {
		_ = d.Sync()
		_ = d.Close()
	}
}
