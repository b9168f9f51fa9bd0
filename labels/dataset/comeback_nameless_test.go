package dataset

import (
	"path/filepath"
	"strings"
	"testing"
)

// A column without a name, as pandas writes its index, names no pictures in an export, whatever is
// called like its numbers.
func TestExportsWithANamelessColumn(t *testing.T) {
	s, pictures := newStore(t), t.TempDir()
	for _, n := range []string{"1", "2", "3"} {
		put(t, pictures, n+".jpg", n)
	}
	put(t, pictures, "t.csv", ",image,caption,mood\n0,1.jpg,one,negative\n1,2.jpg,two,neutral\n2,3.jpg,three,positive\n")
	mustImport(t, s, ImportSpec{Path: filepath.Join(pictures, "t.csv"), Annotator: "team", Probe: contentProbe})
	for format, name := range map[string]string{FormatJSONL: "out.jsonl", FormatCSV: "out.csv", FormatLabelStudio: "out.json"} {
		text, _ := exportedAs(t, s, ExportSpec{Format: format})
		there := t.TempDir()
		put(t, there, "1.jpg", "1")
		put(t, there, "3.jpg", "3") // 2.jpg, of the row with index 1, is missing
		home := newStore(t)
		r := mustImport(t, home, ImportSpec{Path: write(t, name, strings.ReplaceAll(text, pictures, "")), Images: there, Probe: contentProbe})
		if r.Imported != 3 || r.MissingPictures != 1 {
			t.Errorf("%s: %+v", format, r)
		}
		want := map[string]string{"one": s.memes()[0].Image.SHA256, "two": "", "three": s.memes()[2].Image.SHA256}
		for _, m := range home.memes() {
			if m.Image.SHA256 != want[m.Caption] {
				t.Errorf("%s: %q has another picture than its own, or none", format, m.Caption)
			}
		}
	}
}

// Who has said the levels of one table in a folder may stand in that alone.
func TestAnnotatorsOfOneTableInAFolder(t *testing.T) {
	dir, s := t.TempDir(), newStore(t)
	put(t, dir, "a1.jpg", "a")
	put(t, dir, "b2.jpg", "b")
	put(t, dir, "stimuli.csv", "stimulus_id,file,caption\ns1,a1.jpg,dawn\ns2,b2.jpg,dusk\n")
	put(t, dir, "ratings.csv", "participant,stimulus_id,valence\nP01,s1,1\nP02,s1,5\nP01,s2,3\n")
	spec := ImportSpec{Path: dir, LevelColumn: "valence", Scale: "1-5", AnnotatorColumn: "participant", Probe: contentProbe}
	if r := mustImport(t, s, spec); r.Imported != 2 || r.Labels != 3 {
		t.Errorf("%+v", r)
	}
	for _, e := range s.log() {
		if !strings.HasPrefix(e.Annotator, "P0") {
			t.Errorf("a level of %q", e.Annotator)
		}
	}
	spec.AnnotatorColumn = "rater"
	if _, err := importTable(t.Context(), newStore(t), spec, nil); err == nil || !strings.Contains(err.Error(), `no column "rater" for --annotator-column`) {
		t.Errorf("a column of none: %v", err)
	}
}
