//go:build unix

package dataset

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"memebench/labels"
)

// A table may come through a pipe; what a file's path says has to be said then.
func TestImportOfAPipe(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	spec := ImportSpec{Format: "csv", Path: pipe, CaptionColumn: "text", LevelColumn: "mood", Scale: "1-5", Dataset: "set", Annotator: "gold"}
	// open lets a writer send the table, which may be refused before it is read.
	open := func(spec ImportSpec) (*Import, error) {
		var writer sync.WaitGroup
		defer writer.Wait()
		writer.Go(func() {
			w, err := os.OpenFile(pipe, os.O_WRONLY, 0) // waits for the reader
			if err != nil {
				t.Error(err)
				return
			}
			_, _ = w.WriteString("text,mood\nhello,1\nbye,5\n")
			w.Close()
		})
		return OpenImport(t.Context(), spec, nil)
	}
	im, err := open(spec)
	if err != nil {
		t.Fatal(err)
	}
	s := newStore(t)
	var last labels.Step
	r, err := im.Into(t.Context(), s, func(s labels.Step) { last = s })
	if err := errors.Join(err, im.Close()); err != nil {
		t.Fatal(err)
	}
	counts(t, r, 2, 2, 0, 2, 0, 0)
	if want := (labels.Step{Phase: "import", Done: 2, Total: 2, Unit: "memes"}); last != want {
		t.Errorf("last step %+v, want %+v", last, want)
	}

	for want, change := range map[string]func(*ImportSpec){
		"it comes through a pipe and has no name of its own: name the dataset by --dataset": func(s *ImportSpec) { s.Dataset = "" },
		"it comes through a pipe and lies in no folder: name the folder of pictures by --images": func(s *ImportSpec) {
			s.ImageColumn, s.Probe = "text", probe
		},
	} {
		s := spec
		change(&s)
		if _, err := open(s); err == nil || !strings.HasSuffix(err.Error(), want) || !strings.Contains(err.Error(), pipe) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// The scale is found out in the file that is imported, though its path leads to
// another one by then.
func TestImportOpensTheTableOnce(t *testing.T) {
	spec := ImportSpec{Format: "csv", Path: write(t, "t.csv", "text,mood\nhello,0\nbye,4\n"), CaptionColumn: "text", LevelColumn: "mood", Annotator: "gold"}
	im, err := OpenImport(t.Context(), spec, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer im.Close()
	if err := os.Remove(spec.Path); err != nil {
		t.Fatal(err)
	}
	r, err := im.Into(t.Context(), newStore(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	counts(t, r, 2, 2, 0, 2, 0, 0)
}
