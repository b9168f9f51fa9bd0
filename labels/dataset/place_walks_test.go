package dataset

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"testing"
)

// watchedPlace is a place of which is known what was listed and opened.
type watchedPlace struct {
	place
	lists  int
	opened map[string]int
	open1  func() // called before a file is opened, if there is one
}

func (w *watchedPlace) list(ctx context.Context) ([]string, error) {
	w.lists++
	return w.place.list(ctx)
}

func (w *watchedPlace) open(name string) (io.ReadCloser, error) {
	if w.open1 != nil {
		w.open1()
	}
	w.opened[name]++
	return w.place.open(name)
}

// watch fills a folder, and returns it with its files.
func watch(t *testing.T, files map[string]string) (*watchedPlace, []string) {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		put(t, dir, name, content)
	}
	w := &watchedPlace{place: &folderPlace{root: dir}, opened: map[string]int{}}
	all, err := w.place.list(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return w, all
}

// Whoever cancels while a folder is sorted out need not wait until all in it is read.
func TestPicturesAreLookedAtUntilCancelled(t *testing.T) {
	objects, bare := map[string]string{}, map[string]string{}
	for i := range 50 {
		objects[fmt.Sprintf("%02d.jpg", i)], objects[fmt.Sprintf("%02d.json", i)] = "\xff\xd8\xff", `{"caption":"one"}`
		bare[fmt.Sprintf("picture%02d", i)] = "\xff\xd8\xff"
	}
	for name, c := range map[string]struct {
		files map[string]string
		look  func(ctx context.Context, pl place, files []string) error
	}{
		"objects of JSON": {objects, func(ctx context.Context, pl place, files []string) error {
			_, err := newPictureValues(ctx, pl, files)
			return err
		}},
		"pictures without an ending": {bare, func(ctx context.Context, pl place, files []string) error {
			_, err := newPictureValues(ctx, pl, files)
			return err
		}},
		"files to be sorted": {bare, func(ctx context.Context, pl place, files []string) error {
			_, err := sortFiles(ctx, pl, files)
			return err
		}},
	} {
		t.Run(name, func(t *testing.T) {
			w, files := watch(t, c.files)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			w.open1 = cancel
			if err := c.look(ctx, w, files); !errors.Is(err, context.Canceled) {
				t.Errorf("it ends with %v", err)
			}
			if len(w.opened) != 1 {
				t.Errorf("%d files were read after it was cancelled", len(w.opened)-1)
			}
		})
	}
}

// A caption is read when its meme is made, and not before: which columns there are, it does
// not say.
func TestCaptionsAreReadOnce(t *testing.T) {
	w, files := watch(t, map[string]string{"positive/a.jpg": "\xff\xd8\xff", "positive/a.txt": "one", "negative/b.jpg": "\xff\xd8\xff", "negative/b.txt": "two"})
	p, err := picturesPart(t.Context(), w, "memes", files, &ImportSpec{Path: "memes"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if n := w.opened["positive/a.txt"]; n != 0 {
		t.Errorf("the caption was read %d times before its row", n)
	}
	var captions []string
	for {
		row, err := p.table.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		captions = append(captions, row.Caption)
	}
	if slices.Sort(captions); !slices.Equal(captions, []string{"one", "two"}) || w.opened["positive/a.txt"] != 1 {
		t.Errorf("captions %q, the first read %d times", captions, w.opened["positive/a.txt"])
	}
}

// The pictures near a table are looked for in its own folder, not in all of the place.
func TestTheFolderOfATableIsWalkedAlone(t *testing.T) {
	w, _ := watch(t, map[string]string{"one/a.jpg": "", "one/more/b.jpg": "", "two/c.jpg": ""})
	near := newFinder(t.Context(), subPlace{w, "one"}, nil)
	for name, want := range map[string]string{"a": "a.jpg", "b": "more/b.jpg", "c": ""} {
		if got, err := near.find(name); got != want || (err == nil) != (want != "") {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	if w.lists > 0 {
		t.Errorf("all of the place was listed %d times", w.lists)
	}
}
