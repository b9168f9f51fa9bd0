package dataset

import (
	"path/filepath"
	"strings"
	"testing"

	"memebench/labels"
)

// A sheet of captions as the screens and exports show them, without pictures or ids, is of the memes
// that have them now: some were mended, and some were brought by a later table or read in pictures.
func TestImportOfCaptionsAsTheyAreNow(t *testing.T) {
	pictures := t.TempDir()
	for name, content := range map[string]string{"a.png": "a", "b.png": "b", "c.png": "c"} {
		put(t, pictures, name, content)
	}
	s := newStore(t)
	mustImport(t, s, ImportSpec{Path: pictures, Dataset: "d", Probe: contentProbe})
	bilder := ImportSpec{Path: write(t, "t.csv", "image,text\na.png,dwan of the day\nb.png,high noon\n"), Images: pictures, Dataset: "d", Probe: contentProbe}
	if r := mustImport(t, s, bilder); r.Captioned != 2 {
		t.Fatalf("%+v", r)
	}
	for i, e := range []labels.Event{{Source: labels.Key, Text: "dawn of the day"}, {}, {Source: labels.OCR, Text: "good night"}} {
		if e.Text == "" {
			continue
		}
		e.Meme, e.Annotator, e.Action, e.Level = s.memes()[i].ID, "ann", labels.Caption, labels.NoLevel
		if _, err := s.Append(e); err != nil {
			t.Fatal(err)
		}
	}
	sheet := ImportSpec{Path: write(t, "sheet.csv", "text,level\ndawn of the day,5\n\"high noon \",1\n😀,3\ngood night,2\nelse,4\n"), Dataset: "d", Annotator: "zoe", Probe: contentProbe}
	if v := previewBeside(t, s, sheet); v.Here != 3 {
		t.Errorf("%d are here: %+v", v.Here, v.Report)
	}
	for _, imported := range []int{2, 0} { // the emoji and what none has
		r := mustImport(t, s, sheet)
		if r.Imported != imported || r.Duplicates != 5-imported || r.Captioned != 0 || len(r.Failed) > 0 {
			t.Errorf("%+v", r)
		}
	}
	for i, want := range []struct {
		caption string
		origin  labels.Origin
		level   labels.Level
	}{{"dawn of the day", labels.OriginEdited, labels.VeryPositive}, {"high noon", labels.OriginEdited, labels.VeryNegative}, {"good night", labels.OriginOCR, labels.Negative}} {
		m := s.memes()[i]
		st, err := s.State(m.ID)
		if err != nil || m.Caption != want.caption || m.Origin != want.origin || st.Gold != want.level {
			t.Errorf("%q, %s, %v, %v", m.Caption, m.Origin, st.Gold, err)
		}
	}
}

// A meme that came with a caption is meant before one that has it now.
func TestImportOfACaptionThatAnotherCameWith(t *testing.T) {
	s := newStore(t)
	table := ImportSpec{Path: write(t, "t.csv", "text,mood\ndwan,positive\ndawn,negative\n"), Annotator: "ada", Dataset: "d", Probe: contentProbe}
	mustImport(t, s, table)
	mended := labels.Event{Meme: s.memes()[0].ID, Annotator: "ann", Source: labels.Key, Action: labels.Caption, Level: labels.NoLevel, Text: "dawn"}
	if _, err := s.Append(mended); err != nil {
		t.Fatal(err)
	}
	table.Path, table.Annotator = filepath.Join(filepath.Dir(write(t, "zoe.csv", "text,mood,why\ndwan,neutral,a\ndawn,positive,b\n")), "zoe.csv"), "zoe"
	if r := mustImport(t, s, table); r.Imported != 0 || r.Labels != 2 {
		t.Errorf("%+v", r)
	}
	for i, want := range []labels.Level{labels.Neutral, labels.Positive} {
		e, err := s.Events(s.memes()[i].ID)
		if err != nil || e[len(e)-1].Level != want || e[len(e)-1].Annotator != "zoe" {
			t.Errorf("%d: %+v, %v", i, e, err)
		}
	}
}

// Of two memes that have got each other's caption nothing tells which is meant, and a caption that
// another meme has in other case is that of the one that was mended to it.
func TestImportOfCaptionsThatOthersHave(t *testing.T) {
	s := newStore(t)
	table := ImportSpec{Path: write(t, "t.csv", "id,text\n1,dawn\n2,dusk\n3,High Noon\n4,noon\n5,Good  night\n"), Dataset: "d", Probe: contentProbe}
	mustImport(t, s, table)
	for i, text := range []string{"dusk", "dawn", "", "high noon"} {
		if text == "" {
			continue
		}
		mended := labels.Event{Meme: s.memes()[i].ID, Annotator: "ann", Source: labels.Key, Action: labels.Caption, Level: labels.NoLevel, Text: text}
		if _, err := s.Append(mended); err != nil {
			t.Fatal(err)
		}
	}
	sheet := ImportSpec{Path: write(t, "zoe.csv", "text,level\nhigh noon ,negative\ndawn,positive\ndusk,neutral\ngood night,positive\n"), Dataset: "d", Annotator: "zoe", Probe: contentProbe}
	v := previewBeside(t, s, sheet)
	if first := v.First[0].Caption; v.Here != 1 || strings.TrimSpace(first) != "high noon" {
		t.Errorf("%d are here, %q", v.Here, first)
	}
	r := mustImport(t, s, sheet)
	if r.Imported != 3 || len(r.Warnings) != 3 || !strings.HasSuffix(r.Warnings[0].Reason, nothingSays) || !strings.Contains(r.Warnings[2].Reason, "but for case") {
		t.Errorf("%+v", r)
	}
	for i, want := range []labels.Level{labels.NoLevel, labels.NoLevel, labels.NoLevel, labels.Negative, labels.NoLevel} {
		if st, err := s.State(s.memes()[i].ID); err != nil || st.Gold != want {
			t.Errorf("%d: %v, %v", i, st.Gold, err)
		}
	}
}

// A meme that was mended to a caption that another has is known with it by its number, and by the
// name of its picture, wherever that lies and whether it came with --id or not.
func TestImportOfACaptionThatAnotherHas(t *testing.T) {
	pictures := t.TempDir()
	put(t, pictures, "a.png", "a")
	put(t, pictures, "b.png", "b")
	for _, id := range []string{"", "meme_id"} {
		s := newStore(t)
		mustImport(t, s, ImportSpec{Path: write(t, "t.csv", "meme_id,image,text\nm1,a.png,dawn\nm2,b.png,dwan\n"), Images: pictures, Dataset: "d", IDColumn: id, Probe: contentProbe})
		mended := labels.Event{Meme: s.memes()[1].ID, Annotator: "ann", Source: labels.Key, Action: labels.Caption, Level: labels.NoLevel, Text: "dawn"}
		if _, err := s.Append(mended); err != nil {
			t.Fatal(err)
		}
		for who, table := range map[string]string{
			"ids":   "meme_id,text,level\nm2,dawn,positive\nm1,dawn,negative\n",
			"names": "image,text,level\nb.png,dawn,positive\na.png,dawn,negative\n",
			"paths": "image,text,level\n/home/zoe/b.png,dawn,positive\n/home/zoe/a.png,dawn,negative\n",
		} {
			dir := t.TempDir() // without the pictures
			put(t, dir, who+".csv", table)
			r := mustImport(t, s, ImportSpec{Path: filepath.Join(dir, who+".csv"), Dataset: "d", Annotator: who, Probe: contentProbe})
			if r.Imported != 0 || r.Labels != 2 {
				t.Errorf("--id %q, %s: %+v", id, who, r)
			}
			for i, want := range []labels.Level{labels.Negative, labels.Positive} {
				e, err := s.Events(s.memes()[i].ID)
				if err != nil || e[len(e)-1].Level != want || e[len(e)-1].Annotator != who {
					t.Errorf("--id %q, %s, %d: %+v, %v", id, who, i, e, err)
				}
			}
		}
	}
}
