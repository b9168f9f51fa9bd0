package dataset

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"memebench/labels"
)

// Another annotator's file of the same memes is not a second set of them, unless that is said.
func TestImportOfMemesThatAreHere(t *testing.T) {
	const first, second = "id,caption,level\n1,dawn,1\n2,noon,3\n3,dusk,5\n", "id,caption,level\n1,dawn,2\n2,noon,3\n4,night,1\n"
	s := newStore(t)
	mustImport(t, s, ImportSpec{Path: write(t, "ada.csv", first), Annotator: "ada"})
	spec := ImportSpec{Path: write(t, "ben.csv", second), Annotator: "ben", LevelColumn: "level", Scale: "1-5"}
	if _, err := importTable(t.Context(), s, spec, nil); err == nil || !strings.Contains(err.Error(), `ben.csv: its memes are here already, in the dataset "ada": --dataset "ada" adds its levels to those, and captions where they have none`) {
		t.Fatalf("not refused: %v", err)
	}
	if all, err := s.Datasets(); err != nil || len(all) != 1 {
		t.Errorf("the refused import left %v, %v", all, err)
	}
	spec.Dataset = "ada"
	counts(t, mustImport(t, s, spec), 3, 1, 2, 3, 0, 0)
	spec.Dataset = "ben"
	counts(t, mustImport(t, s, spec), 3, 3, 0, 3, 1, 0) // which says that they are in ada, too

	// Who imports it once more, or another set with a meme or two of this one, needs to say nothing.
	spec.Dataset = ""
	counts(t, mustImport(t, s, spec), 3, 0, 3, 0, 0, 0)
	other := ImportSpec{Path: write(t, "cy.csv", "id,caption\n1,dawn\n2,day\n3,eve\n"), Annotator: "cy"}
	counts(t, mustImport(t, s, other), 3, 3, 0, 0, 0, 0)
}

// The table of a further annotator's labels need not lie with the pictures, where the memes have theirs.
func TestImportOfLabelsWithoutThePictures(t *testing.T) {
	s := newStore(t)
	rows := "0,a.jpg,,one,positive\n1,b.jpg,,two,negative\n2,missing.jpg,,three,neutral\n"
	counts(t, mustImport(t, s, memotionSpec(t, rows)), 3, 3, 0, 3, 1, 0)
	spec := memotionSpec(t, rows)
	spec.Annotator = "ben"
	spec.Probe = func(string) (labels.Image, error) { return labels.Image{}, fs.ErrNotExist }
	r := mustImport(t, s, spec)
	counts(t, r, 3, 0, 3, 3, 1, 0)
	if r.MissingPictures != 1 || !strings.HasSuffix(r.MissingExample, "missing.jpg") {
		t.Errorf("%d pictures are missing, as %s: want the one that no meme has", r.MissingPictures, r.MissingExample)
	}
	// Who says where the pictures are is told that they are not there.
	spec.Images = t.TempDir()
	if r := mustImport(t, s, spec); r.MissingPictures != 3 {
		t.Errorf("%d pictures are missing, want 3", r.MissingPictures)
	}
	// Nor does who leaves the dataset out get a second one.
	other := ImportSpec{Path: write(t, "ben.csv", "file,caption,mood\na.jpg,one,positive\nb.jpg,two,negative\n"), Annotator: "ben", Probe: spec.Probe}
	if _, err := importTable(t.Context(), s, other, nil); err == nil || !strings.Contains(err.Error(), "its memes are here already") {
		t.Errorf("not refused: %v", err)
	}
}

// The table of pictures that came before without one gives them their captions, where nobody
// has written one.
func TestImportOfCaptionsThatCameLater(t *testing.T) {
	s := newStore(t)
	dir := t.TempDir()
	for _, name := range []string{"a.png", "b.png", "c.png"} {
		put(t, dir, name, "\x89PNG\r\n\x1a\n"+name)
	}
	mustImport(t, s, ImportSpec{Path: dir, Dataset: "pictures", Probe: probe})
	memes := s.memes()
	if len(memes) != 3 {
		t.Fatalf("%d memes", len(memes))
	}
	mend := func(m labels.Meme, source labels.Source, text string) {
		if _, err := s.Append(labels.Event{Meme: m.ID, Annotator: "ada", Source: source, Action: labels.Caption, Level: labels.NoLevel, Text: text}); err != nil {
			t.Fatal(err)
		}
	}
	mend(memes[0], labels.OCR, "d4wn")
	mend(memes[1], labels.Key, "noon, as ada has it")
	spec := ImportSpec{Path: write(t, "t.csv", "image,caption,level\na.png,dawn,1\nb.png,noon,3\nc.png,dusk,5\n"), Images: dir, Annotator: "ben", Probe: probe}
	if _, err := importTable(t.Context(), s, spec, nil); err == nil || !strings.Contains(err.Error(), `--dataset "pictures" adds its levels to those, and captions`) {
		t.Fatalf("not refused: %v", err)
	}
	spec.Dataset = "pictures"
	for round, want := range []int{2, 0} {
		r := mustImport(t, s, spec)
		if r.Imported != 0 || r.Duplicates != 2 || len(r.Failed) != 1 || r.Captioned != want {
			t.Errorf("round %d: %+v, want %d captioned", round, r, want)
		}
	}
	for i, want := range []string{"dawn", "noon, as ada has it", "dusk"} {
		if m := s.memes()[i]; m.Caption != want || m.Imported() != "" {
			t.Errorf("%s has the caption %q, want %q", m.Name(), m.Caption, want)
		}
	}
}

// A preview says which rows an import would not take, for their memes have other captions here.
func TestPreviewOfOtherCaptions(t *testing.T) {
	s := newStore(t)
	mustImport(t, s, ImportSpec{Path: write(t, "t.csv", "id,caption\n1,dawn\n2,noon\n3,dusk\n"), IDColumn: "id"})
	if _, err := s.Append(labels.Event{Meme: s.memes()[2].ID, Annotator: "ada", Source: labels.Key, Action: labels.Caption, Level: labels.NoLevel, Text: "dusk!"}); err != nil {
		t.Fatal(err)
	}
	spec := ImportSpec{Path: write(t, "t.csv", "id,caption,ann1,ann2\n1,eve,positive,neutral\n2,noon,,\n1,dawn,positive,positive\n3,dusk!,,\n4,night,,\n"), IDColumn: "id"}
	v := previewBeside(t, s, spec)
	r := mustImport(t, s, spec)
	if got, want := reasons(v.Report.Failed), reasons(r.Failed); len(got) != 1 || !slices.Equal(got, want) || v.Here != r.Duplicates || v.Report.Rows != r.Rows || v.Report.Memes != r.Memes {
		t.Errorf("%d rows, %d memes, %d here, failed %q; the import has %d, %d, %d, %q", v.Report.Rows, v.Report.Memes, v.Here, got, r.Rows, r.Memes, r.Duplicates, want)
	}
}

// A preview says what is here already, and what would come a second time, as the import does.
func TestPreviewOfMemesThatAreHere(t *testing.T) {
	week := func(first, last int) string {
		var b strings.Builder
		b.WriteString("id,caption,level\n")
		for i := first; i <= last; i++ {
			fmt.Fprintf(&b, "%d,meme number %d,%d\n", i, i, i%5+1)
		}
		return b.String()
	}
	s := newStore(t)
	mustImport(t, s, ImportSpec{Path: write(t, "week1.csv", week(1, 40)), Annotator: "ada", LevelColumn: "level", Scale: "1-5"})
	for _, c := range []struct {
		name, table, dataset string
		here                 int
		said, refused        string
	}{
		{name: "week1.csv", table: week(1, 40), here: 40},
		{name: "week2.csv", table: week(31, 80), dataset: "week1", here: 10},
		{name: "week2.csv", table: week(71, 120), said: `week2.csv: 10 of its first 50 memes are in the dataset "week1" too, and `},
		{name: "other.csv", table: week(119, 160)},
		{name: "ben.csv", table: week(2, 41), said: `ben.csv: the import refuses it, for 40 of its first 40 memes are here already, in the dataset "week1": --dataset "week1" adds its levels to those`, refused: "its memes are here already"},
	} {
		spec := ImportSpec{Path: write(t, c.name, c.table), Dataset: c.dataset, Annotator: "ben", LevelColumn: "level", Scale: "1-5"}
		im, err := OpenImport(t.Context(), spec, nil)
		if err != nil {
			t.Fatal(err)
		}
		before := len(s.memes())
		v, err := im.Preview(t.Context(), s, 5, nil)
		said := strings.Join(im.Notes(), "\n")
		if err := errors.Join(err, im.Close()); err != nil {
			t.Fatal(err)
		}
		if v.Here != c.here || len(s.memes()) != before || !strings.HasPrefix(said, c.said) || (said == "") != (c.said == "") || c.said != "" && c.refused == "" && !strings.Contains(said, "would come a second time") {
			t.Errorf("%s to %q: %d are here, %q", c.name, c.dataset, v.Here, said)
		}
		kept := len(s.memes())
		r, err := importTable(t.Context(), s, spec, nil)
		if c.refused != "" {
			if err == nil || !strings.Contains(err.Error(), c.refused) {
				t.Errorf("%s: %v", c.name, err)
			}
			continue
		}
		if err != nil || len(s.memes()) != kept+v.Report.Memes-c.here {
			t.Errorf("%s to %q: %v, %d memes after %d", c.name, c.dataset, err, len(s.memes()), kept)
		}
		if got := slices.ContainsFunc(r.Warnings, func(w labels.RowReason) bool {
			return strings.HasPrefix(w.Reason, cmp.Or(c.said, "week")) && strings.Contains(w.Reason, "came a second time")
		}); got != (c.said != "") {
			t.Errorf("%s to %q: %+v", c.name, c.dataset, r.Warnings)
		}
	}
}

// Another annotator's table of pictures and levels, without captions, would bring every meme a second time.
func TestRefusesPicturesWithoutTheirCaptions(t *testing.T) {
	s := newStore(t)
	dir := t.TempDir()
	for name, data := range map[string]string{
		"memes.csv": "image,text,level\na.png,dawn,positive\nb.png,noon,negative\nc.png,dusk,neutral\n", "bo.csv": "image,level\na.png,neutral\nc.png,negative\n",
		"a.png": "a", "b.png": "b", "c.png": "c", "elsewhere/bo.csv": "image,level\na.png,neutral\nc.png,negative\n", "week2/bo.csv": "image,level\na.png,neutral\nc.png,negative\n", "week2/a.png": "d", "week2/c.png": "e",
	} {
		put(t, dir, name, data)
	}
	mustImport(t, s, ImportSpec{Path: filepath.Join(dir, "memes.csv"), Annotator: "ada", Probe: contentProbe})
	spec := ImportSpec{Path: filepath.Join(dir, "bo.csv"), Annotator: "bo", Probe: contentProbe}
	if all := strings.Join(reasons(previewBeside(t, s, spec).Report.Warnings), "\n"); !strings.Contains(all, "the import refuses it, for 2 of its first 2 memes are here already") {
		t.Errorf("the preview says %q", all)
	}
	if _, err := importTable(t.Context(), s, spec, nil); err == nil || !strings.Contains(err.Error(), `its memes are here already, in the dataset "memes"`) {
		t.Errorf("the pictures without captions: %v", err)
	}
	spec.Path = filepath.Join(dir, "elsewhere/bo.csv") // without the pictures
	if all := strings.Join(reasons(previewBeside(t, s, spec).Report.Warnings), "\n"); !strings.Contains(all, "the import refuses it, for 2 of its first 2 memes are here already") {
		t.Errorf("the preview of their names alone says %q", all)
	}
	if _, err := importTable(t.Context(), s, spec, nil); err == nil || !strings.Contains(err.Error(), `its memes are here already, in the dataset "memes"`) {
		t.Errorf("their names alone: %v", err)
	}
	spec.Path = filepath.Join(dir, "week2/bo.csv")
	if r := mustImport(t, s, spec); r.Imported != 2 {
		t.Errorf("other pictures of these names: %+v", r)
	}
}

// A table of memes that are here, whose pictures are not at hand, would bring every one a second
// time, also where an archive's folder is in their names here, or where their captions came later.
func TestRefusesCaptionsWithoutTheirPictures(t *testing.T) {
	for name, c := range map[string]struct{ folder, first, table string }{
		"in a folder here":    {folder: "corpus/", first: "image,text,level\na.png,dawn,positive\nb.png,noon,negative\n", table: "image,text,level\na.png,dawn,neutral\nb.png,noon,negative\n"},
		"captions came later": {first: "image,level\na.png,positive\nb.png,negative\n", table: "image,text,level\na.png,dawn,neutral\nb.png,noon,negative\n"},
	} {
		s, dir := newStore(t), t.TempDir()
		put(t, dir, "one/"+c.folder+"memes.csv", c.first)
		put(t, dir, "one/"+c.folder+"a.png", "a")
		put(t, dir, "one/"+c.folder+"b.png", "b")
		spec := ImportSpec{Path: filepath.Join(dir, "one"), Annotator: "ada", Probe: contentProbe}
		mustImport(t, s, spec)
		put(t, dir, "one/"+c.folder+"memes.csv", strings.Replace(c.table, "neutral", "positive", 1))
		mustImport(t, s, spec)
		put(t, dir, "elsewhere/bo.csv", c.table)
		spec.Path, spec.Annotator = filepath.Join(dir, "elsewhere/bo.csv"), "bo"
		if all := strings.Join(reasons(previewBeside(t, s, spec).Report.Warnings), "\n"); !strings.Contains(all, "the import refuses it, for 2 of its first 2 memes are here already") {
			t.Errorf("%s: the preview says %q", name, all)
		}
		if _, err := importTable(t.Context(), s, spec, nil); err == nil || !strings.Contains(err.Error(), `its memes are here already, in the dataset "one"`) {
			t.Errorf("%s: %v", name, err)
		}
		spec.Dataset = "one"
		if r := mustImport(t, s, spec); r.Imported != 0 || r.Labels != 2 || len(s.memes()) != 2 {
			t.Errorf("%s, with --dataset: %+v", name, r)
		}
	}
}

// A folder whose table came before, without the pictures, is refused as that is when it comes again.
func TestImportOfAFolderAfterItsTable(t *testing.T) {
	const table = "image,text,mood\na.jpg,dawn,negative\nb.jpg,noon,positive\nc.jpg,dusk,neutral\n"
	for _, folder := range []string{"", "images/"} {
		s, alone, set := newStore(t), t.TempDir(), t.TempDir()
		put(t, alone, "labels.csv", table)
		put(t, set, "labels.csv", table)
		for _, name := range []string{"a.jpg", "b.jpg", "c.jpg"} {
			put(t, set, folder+name, name)
		}
		if r := mustImport(t, s, ImportSpec{Path: filepath.Join(alone, "labels.csv"), Annotator: "team", Probe: contentProbe}); r.MissingPictures != 3 {
			t.Fatalf("%+v", r)
		}
		spec := ImportSpec{Path: set, Annotator: "team", Probe: contentProbe}
		if said := previewed(t, s, spec); !strings.Contains(said, "the import refuses it") {
			t.Errorf("%q: %q is said before", folder, said)
		}
		if _, err := importTable(t.Context(), s, spec, nil); err == nil || !strings.Contains(err.Error(), `its memes are here already, in the dataset "labels"`) {
			t.Errorf("%q: %v", folder, err)
		}
		spec.Dataset = "labels"
		if r := mustImport(t, s, spec); r.Duplicates != 3 || len(s.memes()) != 3 || !s.memes()[0].Image.Is() {
			t.Errorf("%q: %+v, %d memes", folder, r, len(s.memes()))
		}
	}
}

// An export that came without its pictures, and comes again with them under another column, is of
// the same memes, also those whose caption was mended and that several have labelled.
func TestImportOfAnExportAfterItsCaptions(t *testing.T) {
	s, pictures := newStore(t), t.TempDir()
	put(t, pictures, "set/a.jpg", "a")
	put(t, pictures, "set/b.jpg", "b")
	put(t, pictures, "t.csv", "file,text,annotator,mood\nset/a.jpg,dawn,ann,negative\nset/a.jpg,dawn,bo,positive\nset/b.jpg,dusk,ann,neutral\n")
	mustImport(t, s, ImportSpec{Path: filepath.Join(pictures, "t.csv"), Probe: contentProbe})
	if _, err := s.Append(labels.Event{Meme: s.memes()[0].ID, Annotator: "ada", Action: labels.Caption, Source: labels.Key, Level: labels.NoLevel, Text: "dawn, mended"}); err != nil {
		t.Fatal(err)
	}
	text, _ := exportedAs(t, s, ExportSpec{Format: FormatCSV, Voices: true})
	moved := filepath.Join(t.TempDir(), "set")
	put(t, moved, "pics/a.jpg", "a")
	put(t, moved, "pics/b.jpg", "b")
	home, from := newStore(t), write(t, "out.csv", strings.ReplaceAll(text, pictures+"/set", "/elsewhere/set/pics"))
	if r := mustImport(t, home, ImportSpec{Path: from, Images: t.TempDir(), Probe: contentProbe}); r.MissingPictures != 3 || r.Imported != 2 {
		t.Fatalf("%+v", r)
	}
	for range 2 {
		if r := mustImport(t, home, ImportSpec{Path: from, Images: moved, ImageColumn: "image_path", Probe: contentProbe}); r.Imported != 0 || r.Labels != 0 || len(home.memes()) != 2 || !home.memes()[0].Image.Is() {
			t.Errorf("%+v, %d memes", r, len(home.memes()))
		}
	}
}
