package dataset

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/parquet-go/parquet-go"

	"memebench/labels"
)

// A brief is what the tests ask of a meme.
func brief(s *testStore) (all []string) {
	for _, m := range s.memes() {
		st, _ := s.State(m.ID)
		all = append(all, fmt.Sprintf("%s|%s|%s|%s", m.Key, m.Caption, st.Gold, m.Split))
	}
	return all
}

func importFiles(t *testing.T, files map[string]string, spec ImportSpec) (*testStore, ImportReport, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "memes")
	for name, content := range files {
		put(t, dir, name, content)
	}
	spec.Path, spec.Probe, spec.Annotator = dir, probe, "me"
	s := newStore(t)
	return s, mustImport(t, s, spec), dir
}

func TestImportFolders(t *testing.T) {
	for _, c := range []struct {
		name   string
		files  map[string]string
		format string
		want   []string // key, caption, level, split
	}{
		{"pictures alone", map[string]string{"b.png": "", "sub/a.jpg": "", "notes.md": "x", ".git/c.jpg": "", "__MACOSX/._a.jpg": ""}, "pictures",
			[]string{"b.png|||" + string(labels.DefaultShares.Assign("image:digest of b.png")), "sub/a.jpg|||" + string(labels.DefaultShares.Assign("image:digest of a.jpg"))}},
		{"captions beside them", map[string]string{"train/a.jpg": "", "train/a.txt": "\ufeffhello\r\nthere\n", "train/b.jpg.txt": "nan", "train/b.jpg": ""}, "pictures",
			[]string{"train/a.jpg|hello\nthere||train", "train/b.jpg|||train"}},
		{"classes and splits", map[string]string{"val/Very Negative/a.jpg": "", "val/positive/b.jpg": "", "test/positive/c.jpg": "", "val/other/d.jpg": ""}, "pictures",
			[]string{"test/positive/c.jpg||positive|test", "val/Very Negative/a.jpg||very_negative|val", "val/other/d.jpg|||val", "val/positive/b.jpg||positive|val"}},
		{"Hugging Face", map[string]string{"train/metadata.csv": "file_name,text,label\n1.jpg,one,positive\n", "test/metadata.jsonl": `{"file_name":"1.jpg","text":"two","label":"negative"}`,
			"train/1.jpg": "", "test/1.jpg": ""}, "huggingface", []string{"test/1.jpg|two|negative|test", "train/1.jpg|one|positive|train"}},
		{"tables called like splits", map[string]string{"train.jsonl": `{"id":1,"img":"img/1.png","text":"one","label":0}`, "dev_seen.jsonl": `{"id":2,"img":"img/2.png","text":"two","label":0}`,
			"img/1.png": "", "img/2.png": "", "LICENSE.json": `{"licence":"none"}`}, "hateful-memes", []string{"img/2.png|two||val", "img/1.png|one||train"}},
		{"levels in one table, captions in another", map[string]string{"a.csv": "file_name,level\n1.jpg,positive\n2.jpg,negative\n", "text.csv": "file_name,text\n1.jpg,one\n2.jpg,two\n",
			"1.jpg": "", "2.jpg": ""}, "huggingface", []string{"1.jpg|one|positive|" + string(labels.DefaultShares.Assign("image:digest of 1.jpg")), "2.jpg|two|negative|" + string(labels.DefaultShares.Assign("image:digest of 2.jpg"))}},
		{"a table of something else", map[string]string{"words.csv": "word,count\nx,1\n", "val/a.jpg": ""}, "pictures", []string{"val/a.jpg|||val"}},
		{"a table in a folder within", map[string]string{"data/labels.csv": "image,text,split\na.jpg,one,val\n", "data/pictures/a.jpg": ""}, "csv", []string{"data/a.jpg|one||val"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, r, _ := importFiles(t, c.files, ImportSpec{})
			if got := brief(s); !slices.Equal(got, c.want) || r.Format != c.format {
				t.Errorf("%s: %q, want %s: %q; warnings %q", r.Format, got, c.format, c.want, reasons(r.Warnings))
			}
			if r.MissingPictures > 0 {
				t.Errorf("%d pictures are missing, as %s", r.MissingPictures, r.MissingExample)
			}
			for _, m := range s.memes() {
				if m.Dataset != "memes" && c.format != "memotion" {
					t.Errorf("dataset %s", m.Dataset)
				}
			}
		})
	}
	dir := t.TempDir()
	put(t, dir, "readme.txt", "nothing")
	if _, err := OpenImport(t.Context(), ImportSpec{Path: dir, Probe: probe}, nil); err == nil || !strings.Contains(err.Error(), "there are no memes in it: want pictures, or a table that names them") {
		t.Errorf("an empty folder: %v", err)
	}
}

// Of a data set in pieces, as of sorted rows, the levels of one piece alone may tell no scale:
// others of the same columns tell it.
func TestPiecesOfADataSet(t *testing.T) {
	whole, some := "text,mood\none,1\ntwo,5\n", "text,mood\nthree,3\nfour,4\n"
	for _, c := range []struct {
		files  map[string]string
		labels int
	}{
		{map[string]string{"0.csv": some, "1.csv": whole}, 4},
		{map[string]string{"0.csv": whole, "1.csv": "text,mood,likes\nthree,3,9\nfour,4,9\n"}, 2},    // of something else
		{map[string]string{"0.csv": some, "1.csv": whole, "2.csv": "text,mood\nfive,0\nsix,4\n"}, 4}, // on different scales
		{map[string]string{"sample_submission.csv": whole}, 2},                                       // alone it is meant
	} {
		if _, r, _ := importFiles(t, c.files, ImportSpec{}); r.Labels != c.labels {
			t.Errorf("%q: %+v", c.files, r)
		}
	}
	dir := t.TempDir()
	put(t, dir, "0.csv", some)
	put(t, dir, "1.csv", strings.ReplaceAll(some, "r", "rr"))
	if _, err := OpenImport(t.Context(), ImportSpec{Path: dir, Annotator: "me", Probe: probe}, nil); err == nil || !strings.Contains(err.Error(), `0.csv: column "mood" has numbers from 3 to 4: say what they mean: --scale`) {
		t.Errorf("where no piece tells it: %v", err)
	}
}

func TestImportOfOnePicture(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "holiday")
	put(t, dir, "cat.jpg", "\xff\xd8\xff")
	put(t, dir, "cat.txt", "a cat")
	put(t, dir, "dog.jpg", "\xff\xd8\xff")
	s := newStore(t)
	counts(t, mustImport(t, s, ImportSpec{Path: filepath.Join(dir, "cat.jpg"), Probe: probe}), 1, 1, 0, 0, 0, 0)
	if m := s.memes()[0]; m.Key != "cat.jpg" || m.Caption != "a cat" || m.Dataset != "holiday" || m.Image.Path != filepath.Join(dir, "cat.jpg") {
		t.Errorf("%+v", m)
	}
}

// archives are the ways to pack some files.
var archives = map[string]func(t *testing.T, files map[string]string) string{
	"a.zip": func(t *testing.T, files map[string]string) string {
		var b bytes.Buffer
		w := zip.NewWriter(&b)
		for _, name := range slices.Sorted(maps.Keys(files)) {
			f, err := w.Create(name)
			if err == nil {
				_, err = f.Write([]byte(files[name]))
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return b.String()
	},
	"a.tar": asTar,
	"a.tgz": func(t *testing.T, files map[string]string) string { return zipped(t, asTar(t, files)) },
}

func asTar(t *testing.T, files map[string]string) string {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		err := w.WriteHeader(&tar.Header{Name: name, Size: int64(len(files[name])), Mode: 0o600, Format: tar.FormatPAX})
		if err == nil {
			_, err = w.Write([]byte(files[name]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// The pictures of an archive are kept by their digests, and what leads out of it is not
// followed.
func TestImportArchives(t *testing.T) {
	picture := "\xff\xd8\xff one"
	files := map[string]string{"set/labels.csv": "image,text,level\na.jpg,one,positive\nb.jpg,two,negative\nsub/c.jpg,three,\n", "set/a.jpg": picture, "set/pics/b.jpg": picture, "../evil.jpg": "x"}
	for name, pack := range archives {
		t.Run(name, func(t *testing.T) {
			keep := filepath.Join(t.TempDir(), "pictures")
			s := newStore(t)
			spec := ImportSpec{Path: write(t, name, pack(t, files)), Annotator: "me", Keep: keep, Probe: func(path string) (labels.Image, error) {
				b, err := os.ReadFile(path)
				return labels.Image{SHA256: fmt.Sprintf("%x", b), Format: "jpeg", Width: 1, Height: 1}, err
			}}
			r := mustImport(t, s, spec)
			counts(t, r, 3, 3, 0, 2, 2, 0) // a name that leads out, and a picture
			if r.MissingPictures != 1 || r.MissingExample != "set/sub/c.jpg in "+name {
				t.Errorf("missing %d, as %s", r.MissingPictures, r.MissingExample)
			}
			var kept []string
			err := filepath.WalkDir(keep, func(p string, d fs.DirEntry, err error) error {
				if err == nil && !d.IsDir() {
					kept = append(kept, p)
				}
				return err
			})
			if err != nil || len(kept) != 1 || !strings.HasSuffix(kept[0], ".jpg") { // the same picture is there once
				t.Errorf("kept %q, %v", kept, err)
			}
			for _, m := range s.memes()[:2] {
				if m.Image.Path != kept[0] || !m.HasImage() {
					t.Errorf("%+v", m.Image)
				}
			}
			counts(t, mustImport(t, s, spec), 3, 0, 3, 0, 2, 0)
		})
	}
}

// Pictures, and folders, whose names begin with a space are found, also by a table that has lost it.
func TestImportNamesWithSpacesAround(t *testing.T) {
	names := []string{" a/ b.jpg", " c.jpg", "c .jpg", "c.jpg"}
	files := map[string]string{}
	for _, name := range names {
		files[name] = "picture"
	}
	at := write(t, "a.zip", archives["a.zip"](t, files))
	s := newStore(t)
	spec := ImportSpec{Path: at, Keep: t.TempDir(), Probe: probe}
	counts(t, mustImport(t, s, spec), 4, 4, 0, 0, 0, 0)
	var got []string
	for _, m := range s.memes() {
		got = append(got, m.Image.Name)
	}
	if !slices.Equal(got, names) {
		t.Errorf("%q", got)
	}
	s, spec.Images, spec.Path = newStore(t), at, write(t, "t.csv", "image,text\n a/ b.jpg,one\n c.jpg,two\n")
	if r := mustImport(t, s, spec); r.MissingPictures != 0 {
		t.Errorf("%+v", r)
	}
}

// A file that somebody writes to while it is read does not end as one that was read as it is; one
// whose place another file takes is read to its end.
func TestImportOfAFileThatChanges(t *testing.T) {
	for name, table := range map[string]string{"t.csv": "text\none\ntwo\nthree\n", "a.zip": archives["a.zip"](t, map[string]string{"t.csv": "text\none\n"})} {
		at := write(t, name, table)
		change := func(do func(path string, b []byte, mode os.FileMode) error, text string) error {
			im, err := OpenImport(t.Context(), ImportSpec{Path: at, CaptionColumn: "text"}, nil)
			if err != nil {
				t.Fatal(err)
			}
			defer im.Close()
			if err := do(at, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err = im.Into(t.Context(), newStore(t), nil)
			return err
		}
		if err := change(func(path string, b []byte, mode os.FileMode) error {
			return errors.Join(os.WriteFile(path+".new", b, mode), os.Rename(path+".new", path))
		}, table); err != nil {
			t.Errorf("%s, whose place another has taken: %v", name, err)
		}
		err := change(func(path string, b []byte, _ os.FileMode) error {
			f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
			if err != nil {
				return err
			}
			_, err = f.Write(b)
			return errors.Join(err, f.Close())
		}, "\n")
		if want := name + " was changed while it was read, and not all of its rows may be in: import it again"; err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// Where no picture can be kept no meme comes without its own, as if all were well; when there is
// room, all come.
func TestImportWherePicturesCannotBeKept(t *testing.T) {
	film := "GIF89a" + strings.Repeat("meme", keptWhole/4)
	files := map[string]string{"labels.csv": "image,text\na.gif,one\n,two\n", "a.gif": film}
	short := map[string]string{"labels.csv": "image,text\na.gif,one\n,two\n", "a.gif": film[:20]}
	for _, files := range []map[string]string{files, short} {
		s := newStore(t)
		spec := ImportSpec{Path: write(t, "a.zip", archives["a.zip"](t, files)), Keep: write(t, "pictures", "no folder"), Probe: probe}
		r, err := importTable(t.Context(), s, spec, nil)
		if !errors.As(err, &keepError{}) || r.Imported != 0 || len(s.memes()) != 0 {
			t.Fatalf("%v; %+v", err, r)
		}
		if err := os.Remove(spec.Keep); err != nil {
			t.Fatal(err)
		}
		counts(t, mustImport(t, s, spec), 2, 2, 0, 0, 0, 0)
	}
	full := keepError{"pictures", fmt.Errorf("write: %w", syscall.ENOSPC)}
	if got, want := full.Error(), "no room on the disk for pictures: free some, and do it again (pictures)"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	closed, err := os.Create(filepath.Join(t.TempDir(), "film"))
	if err == nil {
		err = closed.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := (keptFile{closed, "pictures"}).Write([]byte("a")); !errors.As(err, &keepError{}) {
		t.Errorf("a film that cannot be written: %v", err)
	}
}

// Parquet of Hugging Face has the pictures in it, and numbers that stand for names.
func TestImportParquet(t *testing.T) {
	type image struct {
		Bytes []byte `parquet:"bytes"`
		Path  string `parquet:"path"`
	}
	type vote struct {
		Level int64 `parquet:"level"`
	}
	type row struct {
		Image image    `parquet:"image"`
		Text  string   `parquet:"text"`
		Label int64    `parquet:"label"`
		Tags  []string `parquet:"tags,list"`
		Said  []int64  `parquet:"said,list"`
		Votes []vote   `parquet:"votes,list"`
		Of    vote     `parquet:"of"`
	}
	var b bytes.Buffer
	const class = `{"names":["negative","positive"],"_type":"ClassLabel"}`
	w := parquet.NewGenericWriter[row](&b, parquet.KeyValueMetadata("huggingface",
		`{"info":{"features":{"image":{"_type":"Image"},"label":`+class+`,"said":{"feature":`+class+`,"_type":"List"},"votes":[{"level":`+class+`}],"of":{"level":`+class+`}}}}`))
	if _, err := w.Write([]row{{image{[]byte("\xff\xd8\xff one"), "a.jpg"}, "one", 1, []string{"x", "y"}, []int64{0, 1}, []vote{{1}}, vote{0}},
		{image{[]byte("\xff\xd8\xff two"), "b.jpg"}, "", 0, nil, nil, nil, vote{1}}}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	s := newStore(t)
	keep := t.TempDir()
	r := mustImport(t, s, ImportSpec{Path: write(t, "train-00000.parquet", b.String()), Annotator: "me", Keep: keep, Probe: func(path string) (labels.Image, error) {
		got, err := os.ReadFile(path)
		return labels.Image{SHA256: string(got), Format: "jpeg"}, err
	}})
	counts(t, r, 2, 2, 0, 2, 0, 0)
	for i, want := range []string{"a.jpg|one|positive", "b.jpg||negative"} {
		m := s.memes()[i]
		st, _ := s.State(m.ID)
		if got := fmt.Sprintf("%s|%s|%s", m.Key, m.Caption, st.Gold); got != want || !strings.HasPrefix(m.Image.Path, keep) || !m.HasImage() {
			t.Errorf("%s %+v, want %s", got, m.Image, want)
		}
	}
	if d := s.datasets()[0]; !slices.Equal(d.Columns, []string{"image", "text", "label", "tags", "said", "votes", "of.level"}) ||
		!slices.Equal(s.memes()[0].Values[2:], []string{"positive", `["x","y"]`, `["negative","positive"]`, `[{"level":"positive"}]`, "negative"}) {
		t.Errorf("%q: %q", d.Columns, s.memes()[0].Values)
	}
}

func TestPreview(t *testing.T) {
	spec := memotionSpec(t, "0,a.jpg,,one,positive\n1,missing.jpg,,two,\n2,c.jpg,,x,so so\n3,d.jpg,,,negative\n")
	im, err := OpenImport(t.Context(), spec, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer im.Close()
	v, err := im.Preview(t.Context(), nil, 2, nil)
	if err != nil {
		t.Fatal(err)
	}
	r := v.Report
	if r.Rows != 4 || r.Memes != 3 || r.MissingPictures != 1 || len(r.Failed) != 1 || r.ByLevel["positive"] != 1 || r.ByLevel["negative"] != 1 || r.Imported != 0 {
		t.Errorf("%+v", r)
	}
	if len(v.First) != 2 || v.First[0] != (PreviewMeme{Row: 2, Image: "a.jpg", File: "a.jpg", Caption: "one", Level: "positive", Annotator: "gold"}) || v.First[1].File != "" {
		t.Errorf("%+v", v.First)
	}
	if f := im.Found()[0]; f.Format != "memotion" || f.Image != "image_name" || f.Caption != "text_corrected" || f.Level != "overall_sentiment" || f.Rows != 4 {
		t.Errorf("%+v", f)
	}
}

// A table of a folder's pictures whose levels may be on several scales is asked about, as by
// itself: without it the pictures would come without captions and into other splits. One of
// something else is left out, and the pictures alone are there for the asking. So it is beside a
// table that is clear.
func TestUnclearTableOfPictures(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "pics/a.png", "")
	put(t, dir, "pics/b.png", "")
	put(t, dir, "t.csv", "image,text,mood,split\na.png,dawn,3,test\nb.png,dusk,4,train\n")
	spec := ImportSpec{Path: dir, Annotator: "me", Probe: probe}
	if _, err := OpenImport(t.Context(), spec, nil); err == nil || !strings.Contains(err.Error(), "say what they mean") || !strings.HasSuffix(err.Error(), "; --format pictures takes the pictures alone") {
		t.Error(err)
	}
	spec.Format = FormatPictures
	if r := mustImport(t, newStore(t), spec); r.Imported != 2 {
		t.Errorf("%+v", r)
	}
	spec.Format = ""
	put(t, dir, "pics/c.png", "")
	put(t, dir, "u.csv", "image,caption,mood\nc.png,noon,positive\n") // beside one that is clear, too
	if _, err := OpenImport(t.Context(), spec, nil); err == nil || !strings.Contains(err.Error(), "t.csv") || strings.Contains(err.Error(), "pictures alone") {
		t.Error(err)
	}
	put(t, dir, "t.csv", "image,text,mood,split\nx.png,dawn,3,test\ny.png,dusk,4,train\n")
	if r := mustImport(t, newStore(t), spec); r.Imported != 1 || r.Labels != 1 {
		t.Errorf("%+v", r)
	}
}

// A table of a folder that calls its pictures by number is told how it is taken.
func TestTableOfAFolderThatNumbersItsPictures(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "memes/1.jpg", "one")
	put(t, dir, "memes/2.jpg", "two")
	put(t, dir, "t.csv", "memeID,text,mood\n1,dawn,negative\n2,dusk,positive\n")
	spec := ImportSpec{Path: dir, Annotator: "team", Probe: contentProbe}
	r := mustImport(t, newStore(t), spec)
	if said := strings.Join(reasons(r.Warnings), "\n"); !strings.Contains(said, `t.csv: no column is called like one with pictures: --image "memeID" takes what that one names`) {
		t.Errorf("%q", said)
	}
	spec.ImageColumn = "memeID"
	if r := mustImport(t, newStore(t), spec); r.Imported != 2 || r.Labels != 2 || len(r.Warnings) > 0 {
		t.Errorf("%+v", r)
	}
}
