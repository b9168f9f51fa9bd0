package dataset

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"memebench/labels"
)

// A row whose picture is not at hand is not taken for a meme that another row names by its own key.
func TestPicturesOfOneNameThatAreNotAtHand(t *testing.T) {
	for _, table := range []string{"a/cat.png,dawn,negative\nb/cat.png,dawn,positive\n", "b/cat.png,dawn,positive\na/cat.png,dawn,negative\n"} {
		s, dir := newStore(t), t.TempDir()
		spec := ImportSpec{Path: filepath.Join(dir, "t.csv"), Annotator: "bo", Probe: contentProbe}
		put(t, dir, "t.csv", "image,caption,mood\na/cat.png,dawn,\n")
		mustImport(t, s, spec)
		put(t, dir, "t.csv", "image,caption,mood\n"+table)
		v := previewBeside(t, s, spec)
		r := mustImport(t, s, spec)
		if all := strings.Join(reasons(r.Warnings), "\n"); strings.HasPrefix(table, "b") {
			// The first row is read before the other one is known of; that this was too much is said.
			if !strings.Contains(all, "an earlier row, which calls its picture otherwise, was taken for this meme") || strings.Contains(all, "which has this picture") {
				t.Errorf("warnings %q", all)
			}
		} else if r.Imported != 1 || r.Duplicates != 1 || r.Labels != 2 || r.Disagreements != 0 || len(s.memes()) != 2 {
			t.Errorf("%+v", r)
		}
		if r.Memes != v.Report.Memes || r.Disagreements != v.Report.Disagreements {
			t.Errorf("%d memes, %d with different levels; shown before: %d, %d", r.Memes, r.Disagreements, v.Report.Memes, v.Report.Disagreements)
		}
	}
}

// A picture that several rows name, one for each annotator, is one.
func TestPicturesOfSeveralRowsThatAreNotAtHand(t *testing.T) {
	s, dir := newStore(t), t.TempDir()
	spec := ImportSpec{Path: filepath.Join(dir, "t.csv"), Probe: contentProbe}
	put(t, dir, "t.csv", "image,caption,annotator,mood\nset/1.jpg,dawn,,\nset/2.jpg,dusk,,\n")
	mustImport(t, s, spec)
	put(t, dir, "t.csv", "image,caption,annotator,mood\nx/1.jpg,dawn,bo,positive\nx/2.jpg,dusk,bo,negative\nx/1.jpg,dawn,cy,negative\nx/2.jpg,dusk,cy,positive\n")
	if r := mustImport(t, s, spec); r.Labels != 4 || len(s.memes()) != 2 || !strings.HasPrefix(strings.Join(reasons(r.Warnings), "\n"), "2 pictures are not at hand") {
		t.Errorf("%+v", r)
	}
}

// What is said before an import of rows with several columns of levels is said after it, too:
// columns are no rows with different levels.
func TestPreviewOfColumnsOfVoices(t *testing.T) {
	s := newStore(t)
	spec := ImportSpec{Path: write(t, "t.csv", "text,level_1,level_2\none,1,5\ntwo,2,2\nthree,4,\n"), Probe: contentProbe}
	v, r := previewBeside(t, s, spec).Report, mustImport(t, s, spec)
	if r.Labels != 5 || r.Disagreements != 0 || v.Disagreements != 0 || r.Memes != v.Memes || r.LevelsLeftOut != v.LevelsLeftOut || len(r.Warnings) != len(v.Warnings) {
		t.Errorf("%+v, shown before %+v", r, v)
	}
}

// A film of an exported row is that of its meme, and no meme of its own, though the meme's picture
// is the film's first frame.
func TestExportsOfFilmsComeHome(t *testing.T) {
	s := newStore(t)
	if err := s.PutDataset(labels.Dataset{Name: "films", Format: FormatPictures}); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	var films []labels.Meme
	for name, caption := range map[string]string{"a.mp4": "dawn", "b.mp4": ""} {
		put(t, dir, name, "the film "+name)
		film, err := contentProbe(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		m := labels.Meme{ID: labels.NewMemeID("films", name), Dataset: "films", Key: name, Caption: caption, Image: labels.Image{Name: name, Path: "/frames/" + name, SHA256: strings.Repeat(name[:1], 64)}}
		m.Image.Media = labels.Media{SHA256: film.SHA256, Path: filepath.Join(dir, name), Format: "mp4", Moves: true}
		films = append(films, m)
	}
	slices.SortFunc(films, func(a, b labels.Meme) int { return strings.Compare(a.Key, b.Key) })
	if _, err := s.AddMemes(films, labels.AllTrain); err != nil {
		t.Fatal(err)
	}
	text, _ := exportedAs(t, s, ExportSpec{Format: FormatCSV})
	put(t, dir, "out.csv", text)
	if r := mustImport(t, s, ImportSpec{Path: dir, Probe: contentProbe}); r.Duplicates != 2 || r.Imported != 0 {
		t.Errorf("%+v", r)
	}
}

// An exported row without a caption is told by its picture, also where the file has been renamed
// since its import.
func TestExportsOfRenamedPicturesComeHome(t *testing.T) {
	s := newStore(t)
	dir := t.TempDir()
	put(t, dir, "set/old.jpg", "one")
	mustImport(t, s, ImportSpec{Path: filepath.Join(dir, "set"), Probe: contentProbe})
	text, _ := exportedAs(t, s, ExportSpec{Format: FormatCSV})
	put(t, dir, "renamed/new.jpg", "one")
	put(t, dir, "renamed/out.csv", strings.Replace(text, filepath.Join("set", "old.jpg"), filepath.Join("renamed", "new.jpg"), 1))
	r := mustImport(t, s, ImportSpec{Path: filepath.Join(dir, "renamed", "out.csv"), Probe: contentProbe})
	if r.Duplicates != 1 || len(s.memes()) != 1 {
		t.Errorf("%+v", r)
	}
}

// Neither a picture's name nor a number alone makes a row one of a meme that came with --id, or without.
func TestRowsThatOnlyShareAName(t *testing.T) {
	for _, c := range []struct {
		here, row string
		id        string // of the table that is here
		tableID   string
		says      string
	}{
		{"7,1.jpg,dawn", "7,2.jpg,noon", "id", "", ""},
		{"7,1.jpg,dawn", "8,1.jpg,noon", "", "id", ""},
		{"7,1.jpg,dawn\n8,1.jpg,dawn", ",1.jpg,dawn", "id", "", nothingSays},
		{"7,1.jpg,dawn", "8,data/1.jpg,dawn", "", "id", ""},
	} {
		s, dir := newStore(t), t.TempDir()
		put(t, dir, "t.csv", "id,image,caption\n"+c.here+"\n")
		mustImport(t, s, ImportSpec{Path: filepath.Join(dir, "t.csv"), IDColumn: c.id, Probe: contentProbe})
		put(t, dir, "t.csv", "id,image,caption\n"+c.row+"\n")
		r := mustImport(t, s, ImportSpec{Path: filepath.Join(dir, "t.csv"), IDColumn: c.tableID, Probe: contentProbe})
		if all := strings.Join(reasons(r.Warnings), "\n"); r.Imported != 1 || !strings.Contains(all, c.says) {
			t.Errorf("%q after %q: %+v", c.row, c.here, r)
		}
	}
}
