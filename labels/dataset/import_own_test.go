package dataset

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"memebench/labels"
	"memebench/labels/atomicfile"
)

// twoLabs is a workspace with the memes of two labs, whose pictures are called the same, and one without
// a picture. One caption was mended.
func twoLabs(t *testing.T) *testStore {
	t.Helper()
	s := newStore(t)
	for _, lab := range []string{"north", "south"} {
		folder := t.TempDir()
		put(t, folder, "1.jpg", lab+" 1")
		put(t, folder, "2.jpg", lab+" 2")
		put(t, folder, lab+".csv", "image,caption,mood\n1.jpg,"+lab+" one,positive\n2.jpg,"+lab+" two,negative\n,"+lab+" three,neutral\n")
		mustImport(t, s, ImportSpec{Path: filepath.Join(folder, lab+".csv"), Annotator: "table", Probe: contentProbe})
	}
	if _, err := s.Append(labels.Event{Meme: s.memes()[0].ID, Annotator: "ada", Action: labels.Caption, Source: labels.Key, Level: labels.NoLevel, Text: "mended"}); err != nil {
		t.Fatal(err)
	}
	return s
}

// TestExportsComeHome imports what was exported into the workspace that it is from, as when a colleague
// has looked at it: levels go to the memes that are there, of whatever dataset, and no meme comes twice.
func TestExportsComeHome(t *testing.T) {
	for _, c := range []struct{ format, name, dataset string }{
		{FormatCSV, "out.csv", ""},
		{FormatCSV, "out.csv", "north"},
		{FormatLabelStudio, "out.json", ""},
		{FormatJSONL, "out.jsonl", ""},
	} {
		s := twoLabs(t)
		text, _ := exportedAs(t, s, ExportSpec{Format: c.format})
		path := filepath.Join(t.TempDir(), c.name) // the pictures are elsewhere
		put(t, filepath.Dir(path), c.name, text)
		for again := range 2 {
			r, err := importTable(t.Context(), s, ImportSpec{Path: path, Annotator: "colleague", LevelColumn: "level", Dataset: c.dataset, Probe: contentProbe}, nil)
			want := 6 // gold, as the colleague's
			if c.format == FormatJSONL {
				want = 0 // which has the table's levels under their name
			}
			if again > 0 {
				want = 0
			}
			if err != nil || r.Duplicates != 6 || r.Imported != 0 || r.Labels != want || r.MissingPictures != 0 || len(r.Failed)+len(r.Warnings) > 0 {
				t.Errorf("%+v: %+v, %v", c, r, err)
			}
		}
		for _, m := range s.memes() {
			st, err := s.State(m.ID)
			if err != nil {
				t.Fatal(err)
			}
			voices := 2
			if c.format == FormatJSONL {
				voices = 1
			}
			for _, v := range levelsOf(st) {
				if v.Level != st.Gold {
					t.Errorf("%+v: %s: %+v", c, m.Caption, st)
				}
			}
			if len(levelsOf(st)) != voices {
				t.Errorf("%+v: %s: %+v", c, m.Caption, st)
			}
		}
		if all, err := s.Datasets(); err != nil || len(all) != 2 || len(s.memes()) != 6 {
			t.Errorf("%+v: %+v, %v", c, all, err)
		}
	}
}

// TestExportOfAnotherWorkspace has a meme of another workspace under the id of one that is here, as
// both are called the same in datasets that are called the same: it is another meme.
func TestExportOfAnotherWorkspace(t *testing.T) {
	there := newStore(t)
	mustImport(t, there, ImportSpec{Path: write(t, "north.csv", "id,caption,mood\n1,their own one,negative\n2,their own two,positive\n"), IDColumn: "id", Annotator: "them", Probe: contentProbe})
	text, _ := exportedAs(t, there, ExportSpec{Format: FormatCSV})
	s := newStore(t)
	mustImport(t, s, ImportSpec{Path: write(t, "north.csv", "id,caption,mood\n1,our one,positive\n2,our two,positive\n"), IDColumn: "id", Annotator: "us", Probe: contentProbe})
	if there.memes()[0].ID != s.memes()[0].ID {
		t.Fatal("the ids are not the same: nothing is tried")
	}
	r := mustImport(t, s, ImportSpec{Path: write(t, "theirs.csv", text), Annotator: "them", Probe: contentProbe})
	if r.Imported != 2 || len(s.memes()) != 4 {
		t.Errorf("%+v", r)
	}
	if st, err := s.State(s.memes()[0].ID); err != nil || st.Gold != labels.Positive || len(levelsOf(st)) != 1 {
		t.Errorf("%+v, %v", st, err)
	}
}

// TestCorrectedCaptions has a table with a caption that was corrected, in it and here: it is the same
// meme, and the table's level counts. Until it was corrected here, too, it is in conflict.
func TestCorrectedCaptions(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "1.jpg", "one")
	put(t, dir, "in.csv", "image,caption,mood\n1.jpg,one,positive\n")
	s := newStore(t)
	spec := ImportSpec{Path: filepath.Join(dir, "in.csv"), Annotator: "ann", Probe: contentProbe}
	mustImport(t, s, spec)
	put(t, dir, "in.csv", "image,caption,mood\n1.jpg,one!,negative\n")
	if r := mustImport(t, s, spec); len(r.Failed) != 1 {
		t.Errorf("%+v", r)
	}
	id := s.memes()[0].ID
	if _, err := s.Append(labels.Event{Meme: id, Annotator: "ada", Action: labels.Caption, Source: labels.Key, Level: labels.NoLevel, Text: "one!"}); err != nil {
		t.Fatal(err)
	}
	if r := mustImport(t, s, spec); r.Duplicates != 1 || r.Relabelled != 1 {
		t.Errorf("%+v", r)
	}
	put(t, dir, "in.csv", "image,caption,mood\n1.jpg,one,negative\n") // the old one is known, too
	if r := mustImport(t, s, spec); r.Duplicates != 1 {
		t.Errorf("%+v", r)
	}
	if m := s.memes()[0]; m.Caption != "one!" || m.Imported() != "one" {
		t.Errorf("%+v", m)
	}
}

// A meme that is called and captioned as one here, with a picture of its own beside the table, is
// another meme: its level does not go to ours.
func TestAnotherPictureIsNoExportComeHome(t *testing.T) {
	there, here := newStore(t), newStore(t)
	for i, s := range []*testStore{there, here} {
		dir := t.TempDir()
		put(t, dir, "1.jpg", fmt.Sprint("picture ", i))
		put(t, dir, "north.csv", "image,caption,mood\n1.jpg,me on monday,positive\n")
		mustImport(t, s, ImportSpec{Path: filepath.Join(dir, "north.csv"), Annotator: "us", Probe: contentProbe})
	}
	text, _ := exportedAs(t, there, ExportSpec{Format: FormatCSV})
	dir := t.TempDir()
	put(t, dir, "theirs.csv", strings.ReplaceAll(text, "positive", "very_negative"))
	put(t, dir, "1.jpg", "picture 0")
	if r := mustImport(t, here, ImportSpec{Path: filepath.Join(dir, "theirs.csv"), Annotator: "them", Probe: contentProbe}); r.Imported != 1 || r.Duplicates != 0 {
		t.Errorf("%+v", r)
	}
	if st, err := here.State(here.memes()[0].ID); err != nil || st.Gold != labels.Positive {
		t.Errorf("%+v, %v", st, err)
	}
}

// A caption that was mended in another workspace makes no other meme in its exports, and does not
// replace that which is here; a picture of its own beside the table does.
func TestExportsWithMendedCaptions(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "1.jpg", "one")
	put(t, dir, "2.jpg", "two")
	put(t, dir, "north.csv", "image,caption,mood\n1.jpg,dawn,\n2.jpg,,\n,noon,\n")
	spec := ImportSpec{Path: filepath.Join(dir, "north.csv"), Annotator: "us", Probe: contentProbe}
	there := newStore(t)
	mustImport(t, there, spec)
	for i, m := range there.memes() {
		for _, e := range []labels.Event{{Action: labels.Caption, Level: labels.NoLevel, Text: fmt.Sprint("mended ", i)}, {Action: labels.SetLevel, Level: labels.Negative}} {
			e.Meme, e.Annotator, e.Source = m.ID, "bo", labels.Key
			if _, err := there.Append(e); err != nil {
				t.Fatal(err)
			}
		}
	}
	for format, name := range map[string]string{FormatCSV: "out.csv", FormatJSONL: "out.jsonl", FormatLabelStudio: "out.json"} {
		text, _ := exportedAs(t, there, ExportSpec{Format: format, Voices: format != FormatJSONL})
		for _, dataset := range []string{"", "north"} {
			here := newStore(t)
			mustImport(t, here, spec)
			put(t, dir, name, text)
			r := mustImport(t, here, ImportSpec{Path: filepath.Join(dir, name), Dataset: dataset, Probe: contentProbe})
			if all := strings.Join(reasons(r.Warnings), "\n"); r.Duplicates != 3 || r.Imported != 0 || r.Labels != 3 || strings.Count(all, "another caption here, which stays") != 3 {
				t.Errorf("%s, dataset %q: %d imported, %d duplicates, %d labels, failed %v, warnings %s", format, dataset, r.Imported, r.Duplicates, r.Labels, r.Failed, all)
			}
			if m := here.memes()[0]; m.Caption != "dawn" {
				t.Errorf("%s: the caption is %q", format, m.Caption)
			}
		}
		elsewhere, here := t.TempDir(), newStore(t)
		mustImport(t, here, spec)
		put(t, elsewhere, name, text)
		put(t, elsewhere, "1.jpg", "another one")
		put(t, elsewhere, "2.jpg", "another two")
		if r := mustImport(t, here, ImportSpec{Path: filepath.Join(elsewhere, name), Dataset: "other", Images: elsewhere, Probe: contentProbe}); len(here.memes()) != 3+r.Imported || r.Imported != 2 || r.Duplicates != 1 {
			t.Errorf("%s with another picture: %d imported, %d duplicates", format, r.Imported, r.Duplicates)
		}
	}
}

// A program may change a text wherever it stands in an export, as a spreadsheet does with 12:30.
// Its id is here, so that it does not come anew in silence.
func TestExportedTextsThatWereChanged(t *testing.T) {
	for _, dataset := range []string{"", "own"} {
		s := newStore(t)
		mustImport(t, s, ImportSpec{Path: write(t, "own.csv", "text,mood\n12:30,positive\nnoon,negative\n"), LevelColumn: "mood", Annotator: "ann"})
		text, _ := exportedAs(t, s, ExportSpec{Format: FormatCSV})
		path := write(t, "out.csv", strings.ReplaceAll(text, "12:30", "12:30:00 PM"))
		for again := range 2 {
			r, err := importTable(t.Context(), s, ImportSpec{Path: path, Dataset: dataset, Probe: contentProbe}, nil)
			if err != nil || r.Imported != 1-again || r.Duplicates != 1+again || len(r.Warnings) != 1-again {
				t.Fatalf("%q, time %d: %+v, %v", dataset, again, r, err)
			}
			if again == 0 && !strings.Contains(r.Warnings[0].Reason, `a meme with this "meme" is here already, with another caption`) {
				t.Errorf("%q: %q", dataset, r.Warnings[0].Reason)
			}
		}
	}
}

// The pictures of a folder for Hugging Face that comes home are named by its tables.
func TestAFolderOfHuggingFaceComesHome(t *testing.T) {
	for _, all := range []bool{false, true} {
		s := twoLabs(t)
		from := filepath.Join(t.TempDir(), "out")
		d, err := atomicfile.CreateFolder(from)
		if err != nil {
			t.Fatal(err)
		}
		defer d.Discard()
		if _, err := ExportFolder(t.Context(), s, ExportSpec{Format: FormatHuggingFace}, d, nil); err != nil {
			t.Fatal(err)
		}
		if err := d.Commit(); err != nil {
			t.Fatal(err)
		}
		r, err := importTable(t.Context(), s, ImportSpec{Path: from, Annotator: "colleague", LevelColumn: "level", AllPictures: all, Probe: contentProbe}, nil)
		if err != nil || r.Imported != 0 || r.Duplicates != 4 || len(r.Warnings) > 0 || len(s.memes()) != 6 { // two have no pictures
			t.Errorf("all pictures %v: %+v, %v", all, r, err)
		}
	}
}

// Of a meme without a caption the picture tells that it is the one that was exported.
func TestExportsWithoutCaptionsComeHome(t *testing.T) {
	for _, format := range []string{FormatHuggingFace, FormatCSV} {
		s, dir := newStore(t), t.TempDir()
		put(t, dir, "x/1.png", "picture 1")
		put(t, dir, "x/2.png", "picture 2")
		mustImport(t, s, ImportSpec{Path: filepath.Join(dir, "x"), Dataset: "x", Probe: contentProbe})
		from := filepath.Join(t.TempDir(), "out")
		spec := ImportSpec{Path: from, Probe: contentProbe}
		if format == FormatHuggingFace {
			d, err := atomicfile.CreateFolder(from)
			if err != nil {
				t.Fatal(err)
			}
			defer d.Discard()
			if _, err := ExportFolder(t.Context(), s, ExportSpec{Format: format}, d, nil); err != nil {
				t.Fatal(err)
			}
			if err := d.Commit(); err != nil {
				t.Fatal(err)
			}
		} else {
			text, _ := exportedAs(t, s, ExportSpec{Format: format})
			put(t, from, "out.csv", text)
			spec.Path = filepath.Join(from, "out.csv")
			r, err := importTable(t.Context(), s, spec, nil)
			if err != nil || len(r.Failed) != 2 || len(s.memes()) != 2 {
				t.Errorf("without the pictures: %+v, %v", r, err)
			} else if said := reasons(r.Failed)[0]; !strings.HasSuffix(said, `or, if it was exported from here, --dataset "x" adds its level`) {
				t.Errorf("without the pictures it says %q", said)
			}
			spec.Dataset = "x"
			if r, err := importTable(t.Context(), s, spec, nil); err != nil || r.Duplicates != 2 || len(s.memes()) != 2 {
				t.Errorf("without the pictures, as of the dataset: %+v, %v", r, err)
			}
			spec.Dataset = ""
			// Nor does one come twice to which somebody has given a caption.
			put(t, from, "out.csv", strings.ReplaceAll(text, ",,given,", ",written since,edited,"))
			if r, err := importTable(t.Context(), s, spec, nil); err != nil || len(r.Failed) != 2 || len(s.memes()) != 2 {
				t.Errorf("without the pictures, with other captions: %+v, %v", r, err)
			}
			put(t, from, "out.csv", text)
			spec.Images = filepath.Join(dir, "x")
		}
		r, err := importTable(t.Context(), s, spec, nil)
		if err != nil || r.Duplicates != 2 || len(s.memes()) != 2 {
			t.Errorf("%s: %+v, %v", format, r, err)
		}
		// Another picture under the name, and the id, is another meme.
		put(t, dir, "x/1.png", "picture 3")
		if format == FormatCSV {
			spec.Dataset = "y"
			if r, err := importTable(t.Context(), s, spec, nil); err != nil || r.Imported != 1 || r.Duplicates != 1 {
				t.Errorf("another picture: %+v, %v", r, err)
			}
		}
	}
}

// A caption that was cleared in an export, or that a spreadsheet took for a formula, makes no
// second meme of its picture.
func TestExportsWithClearedCaptions(t *testing.T) {
	s, dir := newStore(t), t.TempDir()
	put(t, dir, "1.png", "picture 1")
	put(t, dir, "t.csv", "image,caption,mood\n1.png,=1+1,positive\n")
	mustImport(t, s, ImportSpec{Path: filepath.Join(dir, "t.csv"), Probe: contentProbe})
	text, _ := exportedAs(t, s, ExportSpec{Format: FormatCSV})
	spec := ImportSpec{Path: filepath.Join(t.TempDir(), "out.csv"), Probe: contentProbe}
	put(t, filepath.Dir(spec.Path), "out.csv", strings.ReplaceAll(text, "=1+1", ""))
	if r, err := importTable(t.Context(), s, spec, nil); err != nil || len(r.Failed) != 1 || len(s.memes()) != 1 {
		t.Errorf("without its picture: %+v, %v", r, err)
	}
	spec.Images = dir
	if r, err := importTable(t.Context(), s, spec, nil); err != nil || r.Duplicates != 1 || len(s.memes()) != 1 {
		t.Errorf("%+v, %v", r, err)
	}
}

// An export whose texts a spreadsheet took for those of another character set is known, whatever
// that has made of bytes without a letter there, and that is said. Of other captions under known
// ids nothing is taken for such.
func TestExportReadInAnotherCharset(t *testing.T) {
	const said = "a spreadsheet has spoiled its letters, as where it reads UTF-8 as Windows-1252, or saves in that"
	const misread = said + " (\"dÃ©jÃ"
	asWindows := func(b byte) string { return string(rune(b)) }
	for name, c := range map[string]struct {
		misread func(string) string
		said    string
	}{
		"by Excel":            {inWindows(asWindows), misread},
		"by LibreOffice":      {inWindows(func(b byte) string { return string(rune(0xf100) + rune(b)) }), misread},
		"by another program":  {inWindows(func(byte) string { return "\ufffd" }), misread},
		"less what is none":   {inWindows(func(byte) string { return "" }), misread},
		"less its own spaces": {func(text string) string { return strings.ReplaceAll(inWindows(asWindows)(text), "\u00a0", " ") }, misread},
		"saved in Windows-1252, a mark for a letter": {func(text string) string { return strings.ReplaceAll(text, "😍", "?") }, said},
		"and two":  {func(text string) string { return strings.ReplaceAll(text, "😍", "??") }, said},
		"in ASCII": {inASCII, said},
		"another caption": {func(text string) string {
			return strings.NewReplacer("vu", "entendu", "déjà.jpg", "else").Replace(text)
		},
			`a meme with this "meme" is here already, with another caption`},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStore(t)
			folder := t.TempDir()
			put(t, folder, "déjà.jpg", "one")
			put(t, folder, "t.csv", "image,caption,mood,annotator\ndéjà.jpg,déjà “vu” 😍,positive,Álvaro\ndéjà.jpg,déjà “vu” 😍,negative,Beatà\n")
			mustImport(t, s, ImportSpec{Path: filepath.Join(folder, "t.csv"), Probe: contentProbe})
			text, _ := exportedAs(t, s, ExportSpec{Format: FormatCSV, Voices: true})
			put(t, folder, "out.csv", c.misread(text))
			r := mustImport(t, s, ImportSpec{Path: filepath.Join(folder, "out.csv"), Probe: contentProbe})
			if known := name != "another caption"; known != (r.Imported == 0 && r.Labels == 0) || !strings.Contains(fmt.Sprint(r.Warnings), c.said) {
				t.Errorf("%d new memes, %d labels: %v", r.Imported, r.Labels, r.Warnings)
			}
		})
	}
}

// inASCII is a text with question marks for other letters.
func inASCII(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= utf8.RuneSelf {
			return '?'
		}
		return r
	}, text)
}

// inWindows is how a text in UTF-8 looks as one in Windows-1252 to a program that makes something
// of the bytes that have no letter there.
func inWindows(unknown func(byte) string) func(string) string {
	return func(text string) string {
		var shown strings.Builder
		for i := range len(text) {
			if r := charmap.Windows1252.DecodeByte(text[i]); r != utf8.RuneError {
				shown.WriteRune(r)
			} else {
				shown.WriteString(unknown(text[i]))
			}
		}
		return shown.String()
	}
}
