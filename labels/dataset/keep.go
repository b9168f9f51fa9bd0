package dataset

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"memebench/labels/atomicfile"
	"memebench/labels/media"
	"memebench/labels/picture"
)

var errNowhere = errors.New("import: there are pictures in the file, and no folder was given to keep them in")

// A keepError is one of the folder that pictures are kept in, and of no picture: the next one could
// not be kept either, and memes without theirs would look like an import that went well. It ends
// the import.
type keepError struct {
	folder string
	err    error
}

func (e keepError) Error() string {
	if atomicfile.IsNoRoom(e.err) {
		return fmt.Sprintf("no room on the disk for pictures: free some, and do it again (%s)", e.folder)
	}
	return fmt.Sprintf("pictures cannot be kept: %v", e.err)
}

func (e keepError) Unwrap() error { return e.err }

// A keptFile is a file of such a folder while it is written.
type keptFile struct {
	*os.File
	folder string
}

func (f keptFile) Write(b []byte) (int, error) {
	n, err := f.File.Write(b)
	if err != nil {
		err = keepError{f.folder, err}
	}
	return n, err
}

// keepPicture writes a picture, a video or a sound that came in an archive or in a table into a folder of
// the workspace, under its digest, so that it stays when what it came in goes, and the
// same picture is there once. It returns its path.
func keepPicture(folder string, b []byte) (string, error) {
	if folder == "" {
		return "", errNowhere
	}
	sum := sha256.Sum256(b)
	return keep(folder, sum[:], b, int64(len(b)), func(path string) error { return atomicfile.Write(path, b, atomicfile.Shared) })
}

// keep has put bring a file with this digest, these first bytes and this size to its place in a
// folder, where it is not there.
func keep(folder string, sum, head []byte, size int64, put func(path string) error) (string, error) {
	digest := hex.EncodeToString(sum)
	dir := filepath.Join(folder, digest[:2])
	path := filepath.Join(dir, digest[2:]+extOf(head))
	if st, err := os.Stat(path); err == nil && st.Mode().IsRegular() && st.Size() == size {
		return path, nil
	}
	if _, err := atomicfile.MakeSharedFolder(dir); err != nil {
		return "", keepError{folder, err}
	}
	if err := put(path); err != nil {
		return "", keepError{folder, err}
	}
	atomicfile.GiveToFolder(path)
	return path, nil
}

// keptWhole is up to how many bytes of a file are read before any of it is written: nothing is, if
// it is there.
const keptWhole = 4 << 20

// keepFile keeps a file of a place that has no path of its own, within the bounds of pictures:
// films are longer than there should be room in memory for.
func keepFile(ctx context.Context, folder string, p place, name string) (string, error) {
	if folder == "" {
		return "", errNowhere
	}
	r, err := openPicture(ctx, p, name)
	if err != nil {
		return "", err
	}
	defer r.Close() // only read from
	head, err := io.ReadAll(io.LimitReader(r, keptWhole))
	if err != nil {
		return "", err
	}
	if len(head) < keptWhole {
		return keepPicture(folder, head)
	}
	if _, err := atomicfile.MakeSharedFolder(folder); err != nil {
		return "", keepError{folder, err}
	}
	f, err := atomicfile.NewScratch(folder, "picture", atomicfile.Shared)
	if err != nil {
		return "", keepError{folder, err}
	}
	defer f.Discard()
	sum := sha256.New()
	size, err := io.Copy(io.MultiWriter(keptFile{f.File, folder}, sum), io.MultiReader(bytes.NewReader(head), r))
	if err != nil {
		return "", err
	}
	return keep(folder, sum.Sum(nil), head, size, func(path string) error { return atomicfile.Rename(f.File, path) })
}

// extOf is what ends the name of a picture, a video or a sound with these bytes.
func extOf(b []byte) string {
	if kind := media.KindOf(b); kind != "" {
		return "." + string(kind)
	}
	for _, f := range []struct{ start, ext string }{
		{"\xff\xd8\xff", ".jpg"}, {"\x89PNG", ".png"}, {"GIF8", ".gif"}, {"RIFF", ".webp"}, {"BM", ".bmp"},
	} {
		if len(b) > len(f.start) && string(b[:len(f.start)]) == f.start {
			return f.ext
		}
	}
	return ".img"
}

// openPicture opens a picture, a video or a sound of an archive, which ends with an error at the
// bounds of pictures, and when ctx is cancelled: a film takes a while.
func openPicture(ctx context.Context, p place, name string) (io.ReadCloser, error) {
	r, err := p.open(name)
	if err != nil {
		return nil, err
	}
	return struct {
		io.Reader
		io.Closer
	}{&bounded{contextReader{ctx, r}, picture.MaxFile}, r}, nil
}

// A bounded is a reader of at most so many bytes, after which there is an error.
type bounded struct {
	from io.Reader
	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.from.Read(p[:min(int64(len(p)), b.left+1)])
	if b.left -= int64(n); b.left < 0 {
		return 0, fmt.Errorf("%w: the file has more than %d MB", picture.ErrTooLarge, picture.MaxFile>>20)
	}
	return n, err
}

// digestOf is the SHA-256 of a file of a place.
func digestOf(ctx context.Context, p place, name string) (string, error) {
	r, err := openPicture(ctx, p, name)
	if err != nil {
		return "", err
	}
	defer r.Close() // only read from
	sum := sha256.New()
	if _, err := io.Copy(sum, r); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}
