package dataset

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestFinder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "set", "images")
	for _, name := range []string{
		"a.jpg", "B.JPG", "17.jpg", "17.txt", "caf\u00e9.png", "with space.png", "train/1.jpg", "test/1.jpg", "deep/er/only.jpeg", "m1.jpg", "noext", "two.jpg", "two.png",
		"clip.WAV", "a.wav", "sub/2.jpg", ".hidden/3.jpg", "x%41.jpg", "k\u212a.jpg",
		"My meme (1).png", "sub/wow, no!.png", "one two.png", "one_two.png", "Кот 1.jpg", "100%.png", "upload/7/0a1b2c3d-again.png", "again.png",
	} {
		put(t, dir, name, "")
	}
	put(t, filepath.Dir(dir), "outside.jpg", "")
	f := newFinder(t.Context(), &folderPlace{root: dir}, nil)
	for name, want := range map[string]string{
		"a.jpg": "a.jpg", "A.jpg": "a.jpg", "b.jpg": "B.JPG", "b.jpeg": "B.JPG", "17": "17.jpg", "cafe\u0301.png": "caf\u00e9.png", "with%20space.png": "with space.png",
		`train\1.jpg`: "train/1.jpg", "images/a.jpg": "a.jpg", "set/images/train/1.jpg": "train/1.jpg", "only": "deep/er/only.jpeg", "er/ONLY.jpg": "deep/er/only.jpeg",
		"/data/upload/1/0a1b2c3d-m1.jpg": "m1.jpg", "https://x.example/y/a.jpg?w=1": "a.jpg", "/home/bob/memes/images/a.jpg": "a.jpg", "noext": "noext", "clip": "clip.WAV", "a": "a.jpg",
		"./a.jpg": "a.jpg", "2.jpg": "sub/2.jpg", "x%41.jpg": "x%41.jpg", "/data/upload/3/0a1b2c3d-My_meme_1.png": "My meme (1).png", "data/upload/3/0a1b2c3d-wow_no.png": "sub/wow, no!.png",
		"/data/upload/3/0a1b2c3d-%D0%9A%D0%BE%D1%82_1.jpg": "Кот 1.jpg", "/data/local-files/?d=images/train/1.jpg": "train/1.jpg",
		"/data/upload/7/0a1b2c3d-again.png": "upload/7/0a1b2c3d-again.png", // the upload itself, before what it is of
		"/data/upload/3/0a1b2c3d-100%.png":  "100%.png",
	} {
		if got, err := f.find(name); err != nil || got != want {
			t.Errorf("%s: %q, %v; want %q", name, got, err, want)
		}
	}
	for name, want := range map[string]string{
		"/data/upload/3/0a1b2c3d-one_two.png": "several files", "/data/upload/3/0a1b2c3d-gone.png": errNotFound.Error(), "1.jpg": "several files", "two": "several files", "none.jpg": errNotFound.Error(), "../outside.jpg": "leads out", "/etc/passwd": "leads out", "3.jpg": errNotFound.Error(),
		"gone/2.jpg":                 errNotFound.Error(), // another folder's picture is not this one
		"https://x.example/none.jpg": errNotFound.Error(), "a\x00.jpg": "leads out",
		"0a1b2c3d-m1.jpg": errNotFound.Error(), // a file may be called so, which no upload was
	} {
		if got, err := f.find(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %q, %v; want %s", name, got, err, want)
		}
	}
	f = newFinder(t.Context(), subPlace{&folderPlace{root: dir}, "test"}, nil)
	if got, err := f.find("1.jpg"); err != nil || got != "1.jpg" {
		t.Errorf("in a folder of it: %q, %v", got, err)
	}
}

// Why a picture is not there is kept with its meme as it is said, and said of which rows it is that
// none was found.
func TestWhyAPictureIsNotThere(t *testing.T) {
	s, r, _ := importFiles(t, map[string]string{
		"t.csv":    "image,text\nnone.jpg,one\nx.jpg,two\n../up.jpg,three\n\"not found in the folder of pictures.jpg\",four\nfine.jpg,five\n",
		"p/x.jpg":  "a",
		"q/x.jpg":  "b",
		"fine.jpg": "c",
		"not found in the folder of pictures.jpg": "<html>",
	}, ImportSpec{})
	var faults []string
	for _, m := range s.memes() {
		faults = append(faults, m.Image.Fault)
	}
	for i, want := range []string{"not found", "several files", "leads out", "", ""} {
		if i >= len(faults) || !strings.Contains(faults[i], want) {
			t.Fatalf("faults %q, want %q of row %d", faults, want, i+2)
		}
	}
	var rows []int
	for _, w := range r.Warnings {
		if w.NotFound {
			rows = append(rows, w.Row)
		}
	}
	if !slices.Equal(rows, []int{2}) || r.MissingPictures != 3 {
		t.Errorf("not found in rows %v, %d missing; %+v", rows, r.MissingPictures, r.Warnings)
	}
}

// A table may begin with many texts alone: its pictures are named further below.
func TestPicturesThatAreNamedLate(t *testing.T) {
	var table strings.Builder
	table.WriteString("text,image\n")
	for i := range 2 * surveyRows {
		fmt.Fprintf(&table, "text %d,\n", i)
	}
	table.WriteString("one,gone.jpg\ntwo,a.jpg\nthree,b.jpg\n")
	s, r, _ := importFiles(t, map[string]string{"t.csv": table.String(), "a.jpg": "a", "b.jpg": "b"}, ImportSpec{})
	all := s.memes()
	if r.Imported != 2*surveyRows+3 || r.MissingPictures != 1 || all[len(all)-1].Image.Name != "b.jpg" || all[len(all)-1].Caption != "three" {
		t.Errorf("%d memes, %d pictures missing, the last %+v; %v", r.Imported, r.MissingPictures, all[len(all)-1], r.Warnings)
	}
}
