package dataset

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"golang.org/x/text/encoding/charmap"
)

// in1251 is a name as Windows has it in Russia.
func in1251(t *testing.T, name string) string {
	t.Helper()
	raw, err := charmap.Windows1251.NewEncoder().String(name)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// Files in a folder are as many memes as there are, whatever bytes they are called by, and are read
// as --encoding says.
func TestNamesInAFolder(t *testing.T) {
	for _, c := range []struct {
		name  string
		files map[string]string // by their names, which are in Windows-1251 on the disk
		named string            // what is imported of the folder, if not all
		want  []string          // names and captions
	}{
		{"pictures", map[string]string{"мем.jpg": "", "кот.jpg": "", "кот.txt": "мяу"}, "", []string{"кот.jpg|мяу", "мем.jpg|"}},
		{"a table in a folder", map[string]string{"да/все/мем.jpg": "", "да/все/кот.jpg": "", "да/t.csv": "image,caption\nкот.jpg,a\nмем.jpg,b\n"}, "", []string{"да/кот.jpg|a", "да/мем.jpg|b"}},
		{"a table", map[string]string{"мем.jpg": "", "кот.jpg": "", "t.csv": "image,caption\nкот.jpg,a\n"}, "t.csv", []string{"кот.jpg|a"}},
		{"a picture", map[string]string{"мем.jpg": "", "кот.jpg": "", "кот.txt": "мяу"}, "кот.jpg", []string{"кот.jpg|мяу"}},
	} {
		dir := t.TempDir()
		for name, content := range c.files {
			switch filepath.Ext(name) {
			case ".csv":
				content = in1251(t, content)
			case ".jpg":
				content = "\xff\xd8\xff"
			}
			put(t, dir, in1251(t, name), content)
		}
		spec := ImportSpec{Path: filepath.Join(dir, in1251(t, c.named)), Probe: probe}
		if c.name == "pictures" { // which charset it is need not be known
			if r := mustImport(t, newStore(t), spec); r.Imported != 2 || r.MissingPictures != 0 {
				t.Errorf("%s: %d memes, %d pictures missing", c.name, r.Imported, r.MissingPictures)
			}
		}
		spec.Encoding = "cp1251"
		s := newStore(t)
		mustImport(t, s, spec)
		var got []string
		for _, m := range s.memes() {
			got = append(got, m.Image.Name+"|"+m.Caption)
			if _, err := os.Stat(m.Image.Path); err != nil {
				t.Errorf("%s: %q: %v", c.name, m.Image.Name, err)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
		spec = ImportSpec{Path: write(t, "out.csv", exported(t, s, "csv")), Probe: probe}
		if r := mustImport(t, newStore(t), spec); r.Imported != len(c.want) {
			t.Errorf("%s: %d memes of its table, want %d: %v", c.name, r.Imported, len(c.want), r.Failed)
		}
	}
}

// A file whose name would be read as that of another stands for itself alone.
func TestNamesReadAlikeInAFolder(t *testing.T) {
	f := &folderPlace{root: "/memes"}
	raw := []string{"b\xe4r.jpg", "bär.jpg", "caf\xe9/a.jpg", "caf\xe9/b.jpg", "café/b.jpg", "gr\xfcn.jpg", "gr\xfcn/\xe4.jpg"}
	want := []string{"b\xe4r.jpg", "bär.jpg", "caf\xe9/a.jpg", "caf\xe9/b.jpg", "café/b.jpg", "grün.jpg", "grün/ä.jpg"}
	if got := f.take("", raw); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	for name, want := range map[string]string{
		"bär.jpg": "bär.jpg", "b\xe4r.jpg": "b\xe4r.jpg", "grün.jpg": "gr\xfcn.jpg", "grün": "gr\xfcn", "café": "café", "caf\xe9/a.jpg": "caf\xe9/a.jpg",
	} {
		if got := f.path(name); got != "/memes/"+want {
			t.Errorf("%q is at %q", name, got)
		}
	}
}

// No charset of this name: nothing is imported as another.
func TestUnknownCharsetOfAFolder(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "a.jpg", "")
	if _, err := importTable(t.Context(), newStore(t), ImportSpec{Path: dir, Encoding: "cp99", Probe: probe}, nil); err == nil {
		t.Error("it is imported")
	}
}

// The sound beside a picture is found by what both are called on the disk.
func TestSoundBesideInAFolder(t *testing.T) {
	dir, files := t.TempDir(), mixed(t)
	put(t, dir, "b\xe4r.gif", string(files["a.gif"]))
	put(t, dir, "b\xe4r.ogg", string(files["a.ogg"]))
	s := newStore(t)
	mustImport(t, s, ImportSpec{Path: dir, Keep: t.TempDir(), Probe: fromFile, Videos: testVideos(t)})
	if all := s.memes(); len(all) != 1 || all[0].Key != "bär.gif" || all[0].Image.Media.Path != filepath.Join(dir, "b\xe4r.ogg") {
		t.Errorf("%+v", all)
	}
}
