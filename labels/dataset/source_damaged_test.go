package dataset

import (
	"archive/zip"
	"bytes"
	"slices"
	"strings"
	"testing"
)

// A table of an archive that is damaged there is told of as such, and not as a copy that could not be made.
func TestADamagedTableInAnArchive(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range [][2]string{{"a.jpg", "\xff\xd8\xff"}, {"t.csv", "image,caption\na.jpg,hello there\n"}} {
		w, err := z.CreateHeader(&zip.FileHeader{Name: f[0]}) // stored as it is
		if err == nil {
			_, err = w.Write([]byte(f[1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	spoilt := bytes.Replace(b.Bytes(), []byte("hello there"), []byte("hullo there"), 1)
	im, err := OpenImport(t.Context(), ImportSpec{Path: write(t, "set.zip", string(spoilt)), Probe: probe}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer im.Close()
	if want := "left out: t.csv: it cannot be read to its end: zip: checksum error"; !slices.Contains(im.notes, want) {
		t.Errorf("it says %s, want %s", strings.Join(im.notes, "\n"), want)
	}
}
