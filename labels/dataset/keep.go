package dataset

import (
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

// keepPicture writes a picture, a video or a sound that came in an archive or in a table into a folder of
// the workspace, under its digest, so that it stays when what it came in goes, and the
// same picture is there once. It returns its path.
func keepPicture(folder string, b []byte) (string, error) {
	if folder == "" {
		return "", errors.New("import: there are pictures in the file, and no folder was given to keep them in")
	}
	sum := sha256.Sum256(b)
	digest := hex.EncodeToString(sum[:])
	dir := filepath.Join(folder, digest[:2])
	path := filepath.Join(dir, digest[2:]+extOf(b))
	if st, err := os.Stat(path); err == nil && st.Mode().IsRegular() && st.Size() == int64(len(b)) {
		return path, nil
	}
	if _, err := atomicfile.MakeFolder(dir, 0o777); err != nil {
		return "", fmt.Errorf("keep a picture: %w", err)
	}
	return path, atomicfile.Write(path, b, atomicfile.Shared)
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

// readPicture reads a picture, a video or a sound of an archive, within the bounds of pictures.
func readPicture(p place, name string) ([]byte, error) {
	r, err := p.open(name)
	if err != nil {
		return nil, err
	}
	defer r.Close() // only read from
	b, err := io.ReadAll(io.LimitReader(r, picture.MaxFile+1))
	if err == nil && len(b) > picture.MaxFile {
		err = fmt.Errorf("%w: the file has more than %d MB", picture.ErrTooLarge, picture.MaxFile>>20)
	}
	return b, err
}
