package dataset

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/iotest"

	"memebench/labels/picture"
)

// A streamPlace is an archive with one file.
type streamPlace struct {
	place
	read func() io.Reader
}

func (p streamPlace) open(string) (io.ReadCloser, error) { return io.NopCloser(p.read()), nil }

// What an archive has is kept once, whether it is short or long, and nothing else is left where it
// cannot be read.
func TestKeepFile(t *testing.T) {
	film := append([]byte("GIF89a"), bytes.Repeat([]byte("meme"), 1<<20)...)
	for _, size := range []int{6, keptWhole - 1, keptWhole, keptWhole + 1, len(film)} {
		folder := filepath.Join(t.TempDir(), "pictures")
		b := film[:size]
		want, err := keepPicture(folder+"2", b)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			got, err := keepFile(t.Context(), folder, streamPlace{read: func() io.Reader { return bytes.NewReader(b) }}, "a.gif")
			if err != nil || got != folder+want[len(folder)+1:] {
				t.Fatalf("%d bytes: kept at %s, want %s; %v", size, got, want, err)
			}
			if kept, err := os.ReadFile(got); err != nil || !bytes.Equal(kept, b) {
				t.Errorf("%d bytes: %d are kept, %v", size, len(kept), err)
			}
			a, errA := os.Stat(got)
			w, errW := os.Stat(want)
			if err := errors.Join(errA, errW); err != nil || a.Mode() != w.Mode() {
				t.Errorf("%d bytes: modes %v and %v, %v", size, a.Mode(), w.Mode(), err)
			}
		}
		if all := filesIn(t, folder); len(all) != 1 {
			t.Errorf("%d bytes: %q", size, all)
		}
	}
	folder := filepath.Join(t.TempDir(), "pictures")
	broken := streamPlace{read: func() io.Reader {
		return io.MultiReader(bytes.NewReader(film), iotest.ErrReader(io.ErrUnexpectedEOF))
	}}
	if _, err := keepFile(t.Context(), folder, broken, "a.gif"); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Error(err)
	}
	long := streamPlace{read: func() io.Reader { return &bounded{endless{}, picture.MaxFile + 1} }}
	if _, err := keepFile(t.Context(), folder, long, "a.gif"); !errors.Is(err, picture.ErrTooLarge) {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	quit := streamPlace{read: func() io.Reader {
		return io.MultiReader(bytes.NewReader(film), readerFunc(func([]byte) (int, error) { cancel(); return 0, io.EOF }), endless{})
	}}
	if _, err := keepFile(ctx, folder, quit, "a.gif"); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if all := filesIn(t, folder); len(all) != 0 {
		t.Errorf("left: %q", all)
	}
	if _, err := keepFile(t.Context(), "", broken, "a.gif"); !errors.Is(err, errNowhere) {
		t.Error(err)
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

type endless struct{}

func (endless) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// filesIn are the paths of all files in a folder.
func filesIn(t *testing.T, folder string) (all []string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			all = append(all, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(all)
	return all
}

// A kept picture that was cut off is written again when it comes again.
func TestKeptPicturesAreWhole(t *testing.T) {
	folder, picture := t.TempDir(), []byte("\x89PNG and what follows")
	at, err := keepPicture(folder, picture)
	if err == nil {
		err = os.Truncate(at, 3)
	}
	if err != nil {
		t.Fatal(err)
	}
	if again, err := keepPicture(folder, picture); err != nil || again != at {
		t.Errorf("kept at %s, then at %s: %v", at, again, err)
	}
	if b, err := os.ReadFile(at); err != nil || string(b) != string(picture) {
		t.Errorf("%q is kept: %v", b, err)
	}
}
