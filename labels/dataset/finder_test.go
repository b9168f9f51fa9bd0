package dataset

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestFinder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "set", "images")
	for _, name := range []string{
		"a.jpg", "B.JPG", "17.jpg", "17.txt", "caf\u00e9.png", "with space.png", "train/1.jpg", "test/1.jpg", "deep/er/only.jpeg", "m1.jpg", "noext", "two.jpg", "two.png",
		"sub/2.jpg", ".hidden/3.jpg", "x%41.jpg", "k\u212a.jpg",
	} {
		put(t, dir, name, "")
	}
	put(t, filepath.Dir(dir), "outside.jpg", "")
	f := newFinder(t.Context(), folderPlace(dir), nil)
	for name, want := range map[string]string{
		"a.jpg": "a.jpg", "A.jpg": "a.jpg", "b.jpg": "B.JPG", "b.jpeg": "B.JPG", "17": "17.jpg", "cafe\u0301.png": "caf\u00e9.png", "with%20space.png": "with space.png",
		`train\1.jpg`: "train/1.jpg", "images/a.jpg": "a.jpg", "set/images/train/1.jpg": "train/1.jpg", "only": "deep/er/only.jpeg", "er/ONLY.jpg": "deep/er/only.jpeg",
		"/data/upload/1/0a1b2c3d-m1.jpg": "m1.jpg", "https://x.example/y/a.jpg?w=1": "a.jpg", "/home/bob/memes/images/a.jpg": "a.jpg", "noext": "noext",
		"./a.jpg": "a.jpg", "2.jpg": "sub/2.jpg", "x%41.jpg": "x%41.jpg", "/data/local-files/?d=images/train/1.jpg": "train/1.jpg",
	} {
		if got, err := f.find(name); err != nil || got != want {
			t.Errorf("%s: %q, %v; want %q", name, got, err, want)
		}
	}
	for name, want := range map[string]string{
		"1.jpg": "several files", "two": "several files", "none.jpg": NotFound, "../outside.jpg": "leads out", "/etc/passwd": "leads out", "3.jpg": NotFound,
		"gone/2.jpg":                 NotFound, // another folder's picture is not this one
		"https://x.example/none.jpg": NotFound, "a\x00.jpg": "leads out",
	} {
		if got, err := f.find(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %q, %v; want %s", name, got, err, want)
		}
	}
	f = newFinder(t.Context(), subPlace{folderPlace(dir), "test"}, nil)
	if got, err := f.find("1.jpg"); err != nil || got != "1.jpg" {
		t.Errorf("in a folder of it: %q, %v", got, err)
	}
}
