package dataset

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Levels of pictures that are here under other names come to their memes if the table finds the
// pictures. Without them the table is refused, which would bring others.
func TestLevelsOfRenamedPicturesThatAreNotFound(t *testing.T) {
	s, dir := newStore(t), t.TempDir()
	for name, text := range map[string]string{"old/a.jpg": "a", "old/b.jpg": "b", "new/1.jpg": "a", "new/2.jpg": "b", "said/t.csv": "file,level\n1.jpg,positive\n2.jpg,negative\n"} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	mustImport(t, s, ImportSpec{Path: filepath.Join(dir, "old"), Dataset: "d", Probe: contentProbe})
	said := func(r ImportReport) bool {
		return slices.ContainsFunc(reasons(r.Warnings), func(w string) bool {
			return strings.HasPrefix(w, `no meme of the dataset "d" has a name that the table has (there is "a.jpg"), `)
		})
	}
	spec := ImportSpec{Path: filepath.Join(dir, "said", "t.csv"), Dataset: "d", Annotator: "ann", Probe: contentProbe, Images: filepath.Join(dir, "new")}
	if r := mustImport(t, s, spec); r.Imported != 0 || r.Labels != 2 || said(r) {
		t.Errorf("with pictures: %d memes, %d labels: %v", r.Imported, r.Labels, r.Warnings)
	}
	spec.Images = ""
	preview := func(spec ImportSpec) (Preview, error) {
		im, err := OpenImport(t.Context(), spec, nil)
		if err != nil {
			return Preview{}, err
		}
		defer im.Close()
		return im.Preview(t.Context(), s, 1, nil)
	}
	s = newStore(t)
	mustImport(t, s, ImportSpec{Path: filepath.Join(dir, "old"), Dataset: "d", Probe: contentProbe})
	if p, err := preview(spec); err != nil || !said(p.Report) {
		t.Errorf("a preview: %v: %v", p.Report.Warnings, err)
	}
	if _, err := importTable(t.Context(), s, spec, nil); err == nil || !strings.HasPrefix(err.Error(), `t.csv: no meme of the dataset "d" has a name that the table has (there is "a.jpg"), `) || len(s.memes()) != 2 {
		t.Errorf("without: %d memes: %v", len(s.memes()), err)
	}
	if r := mustImport(t, newStore(t), spec); r.Imported != 2 || said(r) {
		t.Errorf("in a store without them: %d memes: %v", r.Imported, r.Warnings)
	}
}

// Of a table whose first rows alone were looked at, the sentence that refuses it says so: a name
// that is here may come below.
func TestUnknownNamesInTheFirstRowsOfATable(t *testing.T) {
	s, dir := newStore(t), t.TempDir()
	put(t, dir, "d/a.jpg", "a")
	mustImport(t, s, ImportSpec{Path: filepath.Join(dir, "d"), Probe: contentProbe})
	var rows strings.Builder
	for i := range pictureBatch {
		fmt.Fprintf(&rows, "%d.jpg,positive\n", i)
	}
	put(t, dir, "t.csv", "file,level\n"+rows.String()+"a.jpg,negative\n")
	spec := ImportSpec{Path: filepath.Join(dir, "t.csv"), Dataset: "d", Annotator: "ann", Probe: contentProbe}
	if _, err := importTable(t.Context(), s, spec, nil); err == nil || !strings.HasPrefix(err.Error(), `t.csv: no meme of the dataset "d" has a name that the first 500 rows of the table have (there is "a.jpg"), `) {
		t.Error(err)
	}
}

// A table without captions whose pictures are called otherwise and are not at hand, and of which
// nothing says the dataset, may be of memes that are here: of folders called like levels, by the
// bare names of their pictures.
func TestUnknownNamesWithoutADataset(t *testing.T) {
	s, dir := newStore(t), t.TempDir()
	put(t, dir, "memes/positive/a.jpg", "a")
	put(t, dir, "memes/negative/b.jpg", "b")
	put(t, dir, "said/ann.csv", "image,sentiment\na.jpg,neutral\nb.jpg,negative\n")
	spec := ImportSpec{Path: filepath.Join(dir, "said/ann.csv"), Annotator: "ann", Probe: contentProbe}
	if r := mustImport(t, newStore(t), spec); r.Imported != 2 {
		t.Errorf("in an empty store: %+v", r)
	}
	mustImport(t, s, ImportSpec{Path: filepath.Join(dir, "memes"), Probe: contentProbe})
	const said = `the memes that the table has have no captions, and none of their pictures was found: if they are here, say in which dataset by --dataset`
	if all := strings.Join(reasons(previewBeside(t, s, spec).Report.Warnings), "\n"); !strings.Contains(all, said) {
		t.Errorf("the preview says %q", all)
	}
	if _, err := importTable(t.Context(), s, spec, nil); err == nil || !strings.HasPrefix(err.Error(), "ann.csv: "+said) || len(s.memes()) != 2 {
		t.Errorf("%d memes: %v", len(s.memes()), err)
	}
	spec.Dataset, spec.Images = "memes", filepath.Join(dir, "memes")
	if r := mustImport(t, s, spec); r.Imported != 0 || r.Labels != 2 {
		t.Errorf("as it says: %+v", r)
	}
	spec.Dataset, spec.Images = "ann", ""
	if r := mustImport(t, s, spec); r.Imported != 2 || r.MissingPictures != 2 {
		t.Errorf("as another dataset: %+v", r)
	}
	put(t, dir, "said/bo.csv", "image,sentiment\npositive/a.jpg,neutral\nnegative/b.jpg,negative\n")
	spec = ImportSpec{Path: filepath.Join(dir, "said/bo.csv"), Annotator: "bo", Probe: contentProbe}
	if all := strings.Join(reasons(previewBeside(t, s, spec).Report.Warnings), "\n"); strings.Contains(all, said) || !strings.Contains(all, "the import refuses it") {
		t.Errorf("of names that are here the preview says %q", all)
	}
}

// What an option names wrongly is said of a folder of several tables, too, of which none has memes then.
func TestOptionsThatFitNoTableOfAFolder(t *testing.T) {
	dir := t.TempDir()
	for _, split := range []string{"train", "test"} {
		put(t, dir, split+".csv", "text,label\none,awful\ntwo,great\nthree,okay\n")
	}
	for want, spec := range map[string]ImportSpec{
		`column "label" has no levels, but `: {LevelColumn: "label"},
		`no column "nosuch" for --caption`:   {CaptionColumn: "nosuch"},
	} {
		spec.Path, spec.Probe = dir, contentProbe
		if _, err := OpenImport(t.Context(), spec, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", want, err)
		}
	}
}

// Of a dataset whose memes are known by ids a table of pictures' names is not told that no meme is
// called so.
func TestNamesOfMemesThatAreKnownByIDs(t *testing.T) {
	s := newStore(t)
	mustImport(t, s, ImportSpec{Path: write(t, "t.csv", "no,image,text\nx,a.jpg,dawn\ny,b.jpg,dusk\n"), IDColumn: "no", Probe: contentProbe})
	missing := filepath.Join(t.TempDir(), "theirs.csv")
	put(t, filepath.Dir(missing), "theirs.csv", "image,mood\nb.jpg,negative\na.jpg,positive\n")
	_, err := importTable(t.Context(), s, ImportSpec{Path: missing, Dataset: "t", Annotator: "hana", Probe: contentProbe}, nil)
	if err == nil || !strings.Contains(err.Error(), `the memes of the dataset "t" are known by ids and not by names, which alone the table has (as "a.jpg")`) {
		t.Error(err)
	}
}
