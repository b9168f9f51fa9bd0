package dataset

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"memebench/labels"
	"memebench/labels/picture"
)

// heicProbe knows pictures by their bytes, and reads no HEIC.
func heicProbe(path string) (labels.Image, error) {
	if b, err := os.ReadFile(path); err == nil && strings.HasPrefix(string(b), "heic") {
		return labels.Image{}, fmt.Errorf("%w: HEIC is not read", picture.ErrUnsupported)
	}
	return contentProbe(path)
}

// TestPicturesThatAreNotRead says of pictures that are there and are not read that they are so.
func TestPicturesThatAreNotRead(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "in.csv", "image,caption\na.heic,one\nsub/b.HEIC,two\nc.heic,three\n")
	for _, name := range []string{"a.heic", "sub/b.HEIC", "c.heic"} {
		put(t, dir, name, "heic "+name)
	}
	s := newStore(t)
	spec := ImportSpec{Path: filepath.Join(dir, "in.csv"), Probe: heicProbe}
	if r := mustImport(t, s, spec); r.Imported != 3 || len(r.Warnings) != 3 {
		t.Fatalf("%+v", r)
	}
	if r, err := Relink(t.Context(), s, dir, nil); err != nil || len(r.Missing) != 3 || r.Missing[0].Reason != "a.heic: unsupported picture: HEIC is not read: mend the file, and import the table again" {
		t.Errorf("%+v, %v", r, err)
	}
	n, err := CountFiles(t.Context(), s.Rows)
	if err != nil || n != (FileCounts{Never: 3}) {
		t.Errorf("%+v, %v", n, err)
	}
}
