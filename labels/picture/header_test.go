package picture

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// TestHeader checks that a header alone says what a probe does, of pictures and of
// what is none.
func TestHeader(t *testing.T) {
	files, err := filepath.Glob("testdata/*")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files in testdata, %v", len(files), err)
	}
	for _, path := range files {
		want, wantErr := Probe(path)
		want.SHA256 = ""
		got, err := Header(path)
		if got != want || (err == nil) != (wantErr == nil) {
			t.Errorf("%s: header %+v, %v; probe %+v, %v", path, got, err, want, wantErr)
		}
	}
	if _, err := Header(filepath.Join(t.TempDir(), "absent.png")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file that is not there: %v", err)
	}
	if _, err := Header(t.TempDir()); !errors.Is(err, ErrNotPicture) {
		t.Errorf("a folder: %v", err)
	}
}
