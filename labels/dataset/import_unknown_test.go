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
