package dataset

import (
	"path/filepath"
	"strings"
	"testing"

	"memebench/labels"
)

// What is exported where the same memes were imported under another name, so that their ids are
// others, brings its levels to the memes here, also of those whose captions were mended there.
func TestExportsWithOtherIDs(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "set/1.jpg", "one")
	put(t, dir, "set/2.jpg", "two")
	put(t, dir, "t.csv", "image,caption,topic,mood\n1.jpg,dawn,a,\n2.jpg,dusk,b,\n,noon,a,\n,night,b,\n,night,c,\n")
	spec := ImportSpec{Path: filepath.Join(dir, "t.csv"), Images: filepath.Join(dir, "set"), Dataset: "here", Annotator: "us", Probe: contentProbe}
	there := newStore(t)
	theirs := spec
	theirs.Dataset = "there"
	mustImport(t, there, theirs)
	for i, m := range there.memes() {
		events := []labels.Event{{Action: labels.SetLevel, Level: labels.Negative}}
		if i%2 == 0 {
			events = append(events, labels.Event{Action: labels.Caption, Level: labels.NoLevel, Text: "mended " + m.Caption})
		}
		for _, e := range events {
			e.Meme, e.Annotator, e.Source = m.ID, "bo", labels.Key
			if _, err := there.Append(e); err != nil {
				t.Fatal(err)
			}
		}
	}
	for format, name := range map[string]string{FormatCSV: "out.csv", FormatJSONL: "out.jsonl", FormatLabelStudio: "out.json"} {
		text, _ := exportedAs(t, there, ExportSpec{Format: format, Voices: format != FormatJSONL})
		for _, images := range []string{filepath.Join(dir, "set"), ""} { // or they are not at hand
			here := newStore(t)
			mustImport(t, here, spec)
			put(t, dir, "out/"+name, text)
			out := ImportSpec{Path: filepath.Join(dir, "out", name), Dataset: "here", Images: images, Probe: contentProbe}
			if v := previewBeside(t, here, out); v.Here != 5 || v.Report.MissingPictures != 0 {
				t.Errorf("%s, pictures in %q: a preview has %d of 5 memes here, %d pictures missing", format, images, v.Here, v.Report.MissingPictures)
			}
			r := mustImport(t, here, out)
			if all := strings.Join(reasons(r.Warnings), "\n"); r.Duplicates != 5 || r.Labels != 5 || r.MissingPictures != 0 || strings.Count(all, captionStays) != 3 {
				t.Errorf("%s, pictures in %q: %d imported, %d duplicates, %d labels, failed %v, warnings %s", format, images, r.Imported, r.Duplicates, r.Labels, r.Failed, all)
			}
			for i, m := range here.memes() {
				if st, err := here.State(m.ID); err != nil || st.Gold != labels.Negative || m.Caption != []string{"dawn", "dusk", "noon", "night", "night"}[i] {
					t.Errorf("%s: %q: %+v, %v", format, m.Caption, st, err)
				}
			}
		}
	}
}

// So it is where the memes here are told apart by --id, and those there by their pictures.
func TestExportsOfMemesWithoutID(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "1.jpg", "one")
	put(t, dir, "t.csv", "id,image,caption,mood\n7,1.jpg,dawn,\n")
	spec := ImportSpec{Path: filepath.Join(dir, "t.csv"), Probe: contentProbe}
	there, here := newStore(t), newStore(t)
	mustImport(t, there, spec)
	spec.IDColumn = "id"
	mustImport(t, here, spec)
	m := there.memes()[0]
	for _, e := range []labels.Event{{Action: labels.Caption, Level: labels.NoLevel, Text: "mended"}, {Action: labels.SetLevel, Level: labels.Negative}} {
		e.Meme, e.Annotator, e.Source = m.ID, "bo", labels.Key
		if _, err := there.Append(e); err != nil {
			t.Fatal(err)
		}
	}
	text, _ := exportedAs(t, there, ExportSpec{Format: FormatCSV, Voices: true})
	put(t, dir, "out.csv", text)
	r := mustImport(t, here, ImportSpec{Path: filepath.Join(dir, "out.csv"), Dataset: "t", Probe: contentProbe})
	if r.Duplicates != 1 || r.Labels != 1 || len(here.memes()) != 1 || here.memes()[0].Caption != "dawn" {
		t.Errorf("%+v", r)
	}
	// One that came with another caption is not it, though it has the picture.
	other := newStore(t)
	put(t, dir, "t.csv", "id,image,caption,mood\n7,1.jpg,noon,\n")
	mustImport(t, other, spec)
	r = mustImport(t, other, ImportSpec{Path: filepath.Join(dir, "out.csv"), Dataset: "t", Probe: contentProbe})
	if st, err := other.State(other.memes()[0].ID); len(r.Failed) != 1 || err != nil || len(levelsOf(st)) > 0 {
		t.Errorf("%+v, %+v, %v", r, st, err)
	}
}

// A row whose picture is not at hand is of the one meme with its caption that is called the same
// but for folders and the ending; what is called otherwise, or says something else, is another
// meme.
func TestPicturesThatAreCalledByOtherFolders(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "1.jpg", "one")
	put(t, dir, "a/2.jpg", "two")
	put(t, dir, "b/2.jpg", "another")
	put(t, dir, "t.csv", "image,caption,mood\n1.jpg,dawn,\na/2.jpg,dusk,\nb/2.jpg,dusk,\n")
	for row, want := range map[string]int{
		`data/images/1.jpg,dawn`: 0, `C:\memes\1.JPG,dawn`: 0, `https://a.example/1.png,dawn`: 0,
		`data/1.jpg,noon`: 1, `data/3.jpg,dawn`: 1,
		`c/2.jpg,dusk`: 1, // it may be either
		`b/2.jpg,dusk`: 0,
	} {
		s := newStore(t)
		mustImport(t, s, ImportSpec{Path: filepath.Join(dir, "t.csv"), Probe: contentProbe})
		elsewhere := t.TempDir()
		put(t, elsewhere, "bo.csv", "image,caption,mood\n"+row+",negative\n")
		spec := ImportSpec{Path: filepath.Join(elsewhere, "bo.csv"), Dataset: "t", Annotator: "bo", Probe: contentProbe}
		if v := previewBeside(t, s, spec); v.Here != 1-want || v.Report.MissingPictures != want {
			t.Errorf("%s: a preview has %d here, %d pictures missing", row, v.Here, v.Report.MissingPictures)
		}
		if r := mustImport(t, s, spec); r.Imported != want || r.Labels != 1 || r.MissingPictures != want {
			t.Errorf("%s: %+v, want %d imported", row, r, want)
		}
	}
}

// What a row says that has a meme's own name is not said of it by another row that is called so but
// for its folders.
func TestPicturesBesideThoseOfOtherFolders(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "1.jpg", "one")
	put(t, dir, "t.csv", "image,caption\n1.jpg,dawn\n")
	put(t, dir, "elsewhere/bo.csv", "image,caption,mood\n1.jpg,dawn,positive\nb/1.jpg,dawn,negative\n")
	s := newStore(t)
	mustImport(t, s, ImportSpec{Path: filepath.Join(dir, "t.csv"), Probe: contentProbe})
	spec := ImportSpec{Path: filepath.Join(dir, "elsewhere", "bo.csv"), Dataset: "t", Annotator: "bo", Probe: contentProbe}
	if v := previewBeside(t, s, spec); v.Here != 1 || v.Report.Memes != 2 {
		t.Errorf("a preview has %d of %d here", v.Here, v.Report.Memes)
	}
	r := mustImport(t, s, spec)
	if all := strings.Join(reasons(r.Warnings), "\n"); r.Imported != 1 || r.Duplicates != 1 || !strings.Contains(all, `the meme of "1.jpg", which is here, has this caption, and this is a new one`) {
		t.Errorf("%+v", r)
	}
}

// A row that is nearly as a meme that is here, so that it may be a corrected one, is a new meme,
// and that is said.
func TestRowsThatAreNearlyMemesThatAreHere(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "set/1.jpg", "one")
	put(t, dir, "t.csv", "image,caption\nset/1.jpg,dawn\n")
	for row, want := range map[string]struct{ picture, said string }{
		"1.jpg,noon": {"one", `this picture is here already, as "set/1.jpg" with another caption, and this is a new meme`},
		"1.jpg,dawn": {"two", `the meme of "set/1.jpg", which is here, has this caption and another picture, and this is a new one`},
		"2.jpg,noon": {"two", ""},
	} {
		s := newStore(t)
		mustImport(t, s, ImportSpec{Path: filepath.Join(dir, "t.csv"), Probe: contentProbe})
		elsewhere := t.TempDir()
		put(t, elsewhere, row[:len("1.jpg")], want.picture)
		put(t, elsewhere, "t.csv", "image,caption\n"+row+"\n")
		r := mustImport(t, s, ImportSpec{Path: filepath.Join(elsewhere, "t.csv"), Dataset: "t", Probe: contentProbe})
		if all := strings.Join(reasons(r.Warnings), "\n"); r.Imported != 1 || !strings.HasSuffix(all, want.said) || want.said == "" && all != "" {
			t.Errorf("%s, %s: %d imported, warnings %q", row, want.picture, r.Imported, all)
		}
	}
}

// Of pictures that come several times in one table nothing is said, nor where the old file is there, too.
func TestSamePicturesOfOneTable(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "1.jpg", "one")
	put(t, dir, "2.jpg", "two")
	put(t, dir, "3.jpg", "two")
	put(t, dir, "4.jpg", "one")
	put(t, dir, "t.csv", "image,caption\n1.jpg,dawn\n")
	put(t, dir, "more.csv", "image,caption\n1.jpg,dawn\n2.jpg,noon\n3.jpg,dusk\n4.jpg,night\n")
	s := newStore(t)
	mustImport(t, s, ImportSpec{Path: filepath.Join(dir, "t.csv"), Dataset: "t", Probe: contentProbe})
	r := mustImport(t, s, ImportSpec{Path: filepath.Join(dir, "more.csv"), Dataset: "t", Probe: contentProbe})
	if all := reasons(r.Warnings); r.Imported != 3 || len(all) > 0 {
		t.Errorf("%d imported, warnings %q", r.Imported, all)
	}
}

// Gold levels that are exported where a colleague's table came in are not the colleague's when they
// come home, though they have that one's columns beside them; everybody's levels are everybody's.
func TestGoldLevelsBesideColumnsOfVoices(t *testing.T) {
	spec := ImportSpec{Path: write(t, "t.csv", "id,caption,mood\n1,dawn,\n2,noon,\n"), Dataset: "t", Annotator: "us", Probe: contentProbe}
	there, s := newStore(t), newStore(t)
	mustImport(t, there, spec)
	mustImport(t, s, spec)
	say := func(s *testStore, who string, level labels.Level) {
		for _, m := range s.memes() {
			if _, err := s.Append(labels.Event{Meme: m.ID, Annotator: who, Source: labels.Key, Action: labels.SetLevel, Level: level}); err != nil {
				t.Fatal(err)
			}
		}
	}
	say(there, "dan", labels.Negative)
	theirs, _ := exportedAs(t, there, ExportSpec{Format: FormatCSV, Voices: true})
	if r := mustImport(t, s, ImportSpec{Path: write(t, "theirs.csv", theirs), Dataset: "t", Probe: contentProbe}); r.Labels != 2 {
		t.Fatalf("%+v", r)
	}
	say(s, "ada", labels.Positive)
	say(s, "eve", labels.Positive)
	for _, voices := range []bool{false, true} {
		ours, _ := exportedAs(t, s, ExportSpec{Format: FormatCSV, Voices: voices})
		want := 0 // nobody's
		if voices {
			want = 6
		}
		home := newStore(t)
		mustImport(t, home, spec)
		if r := mustImport(t, home, ImportSpec{Path: write(t, "ours.csv", ours), Dataset: "t", Probe: contentProbe}); r.Duplicates != max(2, want) || r.Labels != want {
			t.Errorf("voices %v: %+v", voices, r)
		}
		if r := mustImport(t, s, ImportSpec{Path: write(t, "ours.csv", ours), Dataset: "t", Probe: contentProbe}); r.Labels != 0 || r.Relabelled != 0 {
			t.Errorf("at home, voices %v: %+v", voices, r)
		}
	}
}

// A gold level that comes back from Label Studio is not that of whoever imported it there, unless
// it was changed.
func TestGoldLevelsComeBackFromLabelStudio(t *testing.T) {
	s := newStore(t)
	spec := ImportSpec{Path: write(t, "t.csv", "caption,mood\ndawn,negative\nnoon,positive\n"), Annotator: "us", Probe: contentProbe}
	mustImport(t, s, spec)
	text, _ := exportedAs(t, s, ExportSpec{Format: FormatLabelStudio})
	text = strings.ReplaceAll(text, `"ground_truth":false`, `"ground_truth":false,"completed_by":{"id":1,"email":"boss@example.org"}`)
	text = strings.Replace(text, `"choices":["positive"]`, `"choices":["neutral"]`, 1)
	r := mustImport(t, s, ImportSpec{Path: write(t, "back.json", text), Probe: contentProbe})
	if r.Duplicates != 2 || r.Labels != 1 || r.LevelsLeftOut != 0 { // no advice takes gold for somebody's
		t.Errorf("%+v", r)
	}
	back := ImportSpec{Path: write(t, "back.json", text), Annotator: "hana", Probe: contentProbe}
	if _, err := importTable(t.Context(), s, back, nil); err == nil || !strings.Contains(err.Error(), "In 1 row it has the gold that was exported") {
		t.Errorf("gold as hana's: %v", err)
	}
	// What she has said there, under whatever number, is hers alone, also where it is as gold.
	back.Changed, back.AnnotatorColumn = true, NoColumn
	if r := mustImport(t, s, back); r.Labels != 1 {
		t.Errorf("%+v", r)
	}
	for i, want := range []int{1, 3} {
		if st, err := s.State(s.memes()[i].ID); err != nil || len(levelsOf(st)) != want {
			t.Errorf("%d: %+v, %v", i, st, err)
		}
	}
}

// What was exported for Hugging Face has its captions in force also where datasets has saved it
// again, without the names of its files.
func TestExportsThatDatasetsHasSaved(t *testing.T) {
	s := newStore(t)
	mustImport(t, s, ImportSpec{Path: write(t, "t.csv", "image,text,level\n1.jpg,old,positive\n"), Annotator: "us", Probe: contentProbe})
	m := s.memes()[0]
	if _, err := s.Append(labels.Event{Meme: m.ID, Annotator: "ada", Source: labels.Key, Action: labels.Caption, Level: labels.NoLevel, Text: "mended"}); err != nil {
		t.Fatal(err)
	}
	saved := write(t, "saved.csv", "caption,caption_origin,image,image_name,level,meme,split,state,text\nmended,edited,,1.jpg,negative,"+string(m.ID)+",train,labelled,old\n")
	fresh := newStore(t)
	if r := mustImport(t, fresh, ImportSpec{Path: saved, Probe: contentProbe}); r.Imported != 1 || fresh.memes()[0].Caption != "mended" || r.LevelsLeftOut != 1 {
		t.Errorf("%+v, %q", r, fresh.memes()[0].Caption)
	}
	if r := mustImport(t, s, ImportSpec{Path: saved, Annotator: "kim", Probe: contentProbe}); r.Duplicates != 1 || r.Labels != 1 || len(s.memes()) != 1 {
		t.Errorf("at home: %+v", r)
	}
}

// Of ratings of any task it is said how they become levels where annotators are named, too.
func TestRatingsOfNamedAnnotators(t *testing.T) {
	table, err := openAs(t, "text,rating,annotator\none,1,ann\ntwo,5,ann\n", "t.csv", ImportSpec{})
	if err != nil {
		t.Fatal(err)
	}
	if all := strings.Join(table.m.notes, "\n"); !strings.Contains(all, `column "rating" may be levels: numbers from 1 to 5`) {
		t.Errorf("notes %q", all)
	}
}

// The picture that an export in a folder names is one that a table names, also where the meme here
// has none to compare it with.
func TestExportNamesThePicturesOfItsFolder(t *testing.T) {
	s, _, _ := importFiles(t, map[string]string{"t.csv": "image,text\na.png,one\n"}, ImportSpec{Dataset: "d", ImageColumn: "image"})
	table, _ := exportedAs(t, s, ExportSpec{Format: FormatCSV})
	dir := t.TempDir()
	put(t, dir, "out.csv", table)
	put(t, dir, "a.png", "a")
	r := mustImport(t, s, ImportSpec{Path: dir, Probe: probe, Annotator: "me", AllPictures: true})
	if r.Imported != 0 || r.Duplicates != 1 {
		t.Errorf("%d imported and %d known, want the one that is here: %v", r.Imported, r.Duplicates, r.Warnings)
	}
}
