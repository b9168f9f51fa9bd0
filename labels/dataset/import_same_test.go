package dataset

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"memebench/labels"
)

const sixPictures = "a.png b.png c.png d.png e.png f.png"

// sixMemes is a folder with six pictures, and with these files of name and content.
func sixMemes(t *testing.T, files ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range strings.Fields(sixPictures) {
		put(t, dir, "images/"+name, name)
	}
	for i := 0; i < len(files); i += 2 {
		put(t, dir, files[i], files[i+1])
	}
	return dir
}

// shownOf is what a store has of its memes: picture, caption and split.
func shownOf(s *testStore) string {
	var all []string
	for _, m := range s.memes() {
		all = append(all, fmt.Sprintf("%s %s %s", m.Image.Name, m.Caption, m.Split))
	}
	return strings.Join(all, "; ")
}

// What one table says of the splits of pictures, another table's memes get when they come.
func TestSplitsInAnotherTable(t *testing.T) {
	const captions = "image,caption\na.png,one\nb.png,two\nc.png,three\nd.png,four\ne.png,five\nf.png,six\n"
	const want = "a.png one val; b.png two train; c.png three test; d.png four train; e.png five val; f.png six test"
	for name, files := range map[string][]string{
		"a table of splits":     {"splits.csv", "image,split\nb.png,train\na.png,val\nc.png,test\nf.png,test\ne.png,val\nd.png,train\n"},
		"names without endings": {"splits.csv", "image,split\nb,train\na,val\nc,test\nf,test\ne,val\nd,train\n"},
		"lists of files":        {"train.csv", "image\nb.png\nd.png\n", "val.csv", "image\na.png\ne.png\n", "test.csv", "image\nc.png\nf.png\n"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := sixMemes(t, append(files, "memes.csv", captions)...)
			s := newStore(t)
			r := mustImport(t, s, ImportSpec{Path: dir, Probe: probe})
			counts(t, r, 12, 6, 6, 0, 0, 0)
			if got := shownOf(s); got != want {
				t.Errorf("%s, want %s", got, want)
			}
			shown := mustPreview(t, ImportSpec{Path: dir, Probe: probe})
			if got := fmt.Sprint(shown.Report.Memes, shown.Report.BySplit); got != "6 map[test:4 train:4 val:4]" || shown.First[0].Split != "val" {
				t.Errorf("shown before: %s, the first in %s", got, shown.First[0].Split)
			}
		})
	}
}

// A picture is one meme under whatever name tables find it.
func TestTablesThatNamePicturesOtherwise(t *testing.T) {
	for _, name := range []string{"%s", "%s.png", "images/%s.png", "images/%s"} {
		labelled := "image,sentiment\n"
		for i, p := range strings.Fields(sixPictures) {
			labelled += fmt.Sprintf(name+",%s\n", strings.TrimSuffix(p, ".png"), []string{"very_negative", "neutral", "very_positive"}[i%3])
		}
		for _, first := range []string{"%s", "%s.png", "images/%s.png"} {
			captions := "image,caption\n"
			for i, p := range strings.Fields(sixPictures) {
				captions += fmt.Sprintf(first+",meme number %d\n", strings.TrimSuffix(p, ".png"), i)
			}
			dir := sixMemes(t, "captions.csv", captions, "labels.csv", labelled)
			s := newStore(t)
			spec := ImportSpec{Path: dir, Annotator: "ada", Probe: probe}
			if shown := mustPreview(t, spec); shown.Report.Memes != 6 {
				t.Errorf("%s after %s: %d memes shown before", name, first, shown.Report.Memes)
			}
			counts(t, mustImport(t, s, spec), 12, 6, 6, 6, 0, 0)
			// Of a file of its own, too.
			spec = ImportSpec{Path: filepath.Join(dir, "labels.csv"), Dataset: filepath.Base(dir), Annotator: "ben", Probe: probe}
			counts(t, mustImport(t, s, spec), 6, 0, 6, 6, 0, 0)
		}
	}
}

// A table whose pictures come later, or are not at hand when it comes again, brings no meme twice.
func TestTableAgainWithItsPicturesOrWithout(t *testing.T) {
	const table = "picture file,caption,sentiment\na.png,one,very_negative\nb.png,two,neutral\nc.png,three,very_positive\nd.png,four,neutral\ne.png,five,neutral\nf.png,six,neutral\n"
	alone, dir := filepath.Join(t.TempDir(), "t.csv"), sixMemes(t)
	images := filepath.Join(dir, "images")
	if err := os.WriteFile(alone, []byte(table), 0o600); err != nil {
		t.Fatal(err)
	}
	without, with := ImportSpec{Path: alone, Annotator: "ada", Probe: probe}, ImportSpec{Path: alone, Images: images, Annotator: "ada", Probe: probe}
	s := newStore(t)
	counts(t, mustImport(t, s, without), 6, 6, 0, 6, 0, 0)
	for range 2 {
		counts(t, mustImport(t, s, with), 6, 0, 6, 0, 0, 0)
		for _, m := range s.memes() {
			if m.Image.Path == "" || m.Image.Name == "" {
				t.Errorf("no picture of %s", m.Caption)
			}
		}
	}
	s = newStore(t)
	counts(t, mustImport(t, s, with), 6, 6, 0, 6, 0, 0)
	if err := os.WriteFile(alone, []byte(strings.Replace(table, "one,very_negative", "one,negative", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	counts(t, mustImport(t, s, without), 6, 0, 6, 1, 0, 0)
}

// mustPreview is what is shown before an import.
func mustPreview(t *testing.T, spec ImportSpec) Preview {
	t.Helper()
	return previewBeside(t, nil, spec)
}

// previewBeside is what is shown before an import into a store that has memes, nil for none.
func previewBeside(t *testing.T, here KnownMemes, spec ImportSpec) Preview {
	t.Helper()
	im, err := OpenImport(t.Context(), spec, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := im.Close(); err != nil {
			t.Error(err)
		}
	}()
	v, err := im.Preview(t.Context(), here, 5, nil)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// Rows are not called by ids after a few pictures that happen to have such names.
func TestIDsThatSomePicturesHave(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "elsewhere/3.png", "x")
	table := "id,caption\n"
	for i := range 12 {
		table += fmt.Sprintf("%d,meme %d\n", i, i)
	}
	put(t, dir, "t.csv", table)
	if r := mustImport(t, newStore(t), ImportSpec{Path: filepath.Join(dir, "t.csv"), Probe: probe}); r.MissingPictures != 0 || r.Imported != 12 {
		t.Errorf("%d imported, %d pictures missing", r.Imported, r.MissingPictures)
	}
	if r := mustImport(t, newStore(t), ImportSpec{Path: dir, Probe: probe, Images: dir}); r.MissingPictures != 0 || r.Imported != 12 {
		t.Errorf("%d of the folder imported, %d pictures missing", r.Imported, r.MissingPictures)
	}
	for i := range 10 {
		put(t, dir, fmt.Sprintf("elsewhere/%d.png", i), fmt.Sprint(i))
	}
	if r := mustImport(t, newStore(t), ImportSpec{Path: filepath.Join(dir, "t.csv"), Probe: probe}); r.MissingPictures != 2 {
		t.Errorf("%d pictures missing, want 2", r.MissingPictures)
	}
}

// A picture is one meme also where a later table finds it from another folder.
func TestPicturesFromAnotherFolder(t *testing.T) {
	dir := sixMemes(t, "x.csv", "image,level\na.png,1\nf,5\n", "y.csv", "image,level\nimages/a.png,2\nother/a.png,2\n")
	put(t, dir, "other/a.png", "another")
	for _, c := range []struct {
		first, table, images string
		imported             int
	}{
		{"", "x.csv", "images", 0},
		{"images", "y.csv", "", 1},
	} {
		s := newStore(t)
		mustImport(t, s, ImportSpec{Path: filepath.Join(dir, c.first), Dataset: "d", AllPictures: true, Format: FormatPictures, Probe: contentProbe})
		spec := ImportSpec{Path: filepath.Join(dir, c.table), Images: filepath.Join(dir, c.images), Dataset: "d", ImageColumn: "image", Scale: "1-5", Annotator: "ada", Probe: contentProbe}
		if r := mustImport(t, s, spec); r.Imported != c.imported || r.Duplicates != 2-c.imported || r.Labels != 2 {
			t.Errorf("%s after %q: %d imported, %d duplicates, %d labels", c.table, c.first, r.Imported, r.Duplicates, r.Labels)
		}
	}
}

// A dry run says of tables in several folders, with other captions for the same pictures, what
// their import does.
func TestPreviewOfTablesInFolders(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "images/a.jpg", "a")
	put(t, dir, "images/b.jpg", "b")
	put(t, dir, "one/t.csv", "image,text,level\na.jpg,one,positive\nb.jpg,,positive\n")
	put(t, dir, "three/t.csv", "image,text,level\na.jpg,other,negative\nb.jpg,two,negative\n")
	put(t, dir, "two/t.csv", "image,text,level\na.jpg,other,neutral\nb.jpg,another,neutral\n")
	spec := ImportSpec{Path: dir, Probe: probe}
	said := previewBeside(t, nil, spec).Report
	done := mustImport(t, newStore(t), spec)
	if len(done.Failed) > 0 || done.Imported != 4 || said.Memes != done.Memes || len(said.Failed) > 0 {
		t.Errorf("the dry run says %d memes, failed %q; the import brings %d, failed %q", said.Memes, reasons(said.Failed), done.Memes, reasons(done.Failed))
	}
}

// A countingStore counts the memes that are looked up.
type countingStore struct {
	*testStore
	looked int
}

func (s *countingStore) LookUp(id labels.MemeID) (labels.Meme, bool, error) {
	s.looked++
	return s.testStore.LookUp(id)
}

// Of many folders with a table each, a row asks for memes of its own picture, not once for each of
// the other tables.
func TestManyFoldersWithTables(t *testing.T) {
	const folders = 60
	dir := t.TempDir()
	for i := range folders {
		put(t, dir, fmt.Sprintf("d%d/t.csv", i), fmt.Sprintf("image,text\np%d.jpg,one %[1]d\nq.jpg,two %[1]d\n", i))
		put(t, dir, fmt.Sprintf("d%d/q.jpg", i), fmt.Sprint("q", i))
		put(t, dir, fmt.Sprintf("images/p%d.jpg", i), fmt.Sprint("p", i))
	}
	s := &countingStore{testStore: newStore(t)}
	im, err := OpenImport(t.Context(), ImportSpec{Path: dir, Probe: probe}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer im.Close()
	r, err := im.Into(t.Context(), s, nil)
	if err != nil || r.Imported != 2*folders || s.looked > 2*folders*20 {
		t.Errorf("%d imported, %d looked up; %v", r.Imported, s.looked, err)
	}
}
