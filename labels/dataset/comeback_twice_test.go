package dataset

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"memebench/labels"
)

// mendedTable is a workspace that was made of an exported table, and in which somebody has labelled
// and mended since: the columns of that export are imported ones here.
func mendedTable(t *testing.T) (s *testStore, pictures string) {
	t.Helper()
	pictures = t.TempDir()
	put(t, pictures, "1.jpg", "one")
	put(t, pictures, "2.jpg", "two")
	first := newStore(t)
	mustImport(t, first, ImportSpec{Path: write(t, "t.csv", "image,text,mood\n1.jpg,dawn,negative\n2.jpg,dusk,negative\n"), Images: pictures, Annotator: "us", Probe: contentProbe})
	s = comesBack(t, first, ExportSpec{Format: FormatCSV, Voices: true}, "first.csv", pictures)
	for _, e := range []labels.Event{{Action: labels.Caption, Level: labels.NoLevel, Text: "mended"}, {Action: labels.SetLevel, Level: labels.Positive}} {
		e.Meme, e.Annotator, e.Source = s.memes()[0].ID, "bo", labels.Key
		if _, err := s.Append(e); err != nil {
			t.Fatal(err)
		}
	}
	return s, pictures
}

// What is exported of memes that came with an export comes back with the captions and levels of now.
func TestExportsOfExportedMemes(t *testing.T) {
	s, pictures := mendedTable(t)
	for format, name := range map[string]string{FormatMemotion: "second.csv", FormatCSV: "second.csv", FormatJSONL: "second.jsonl", FormatLabelStudio: "second.json", FormatHuggingFace: "second"} {
		again := comesBack(t, s, ExportSpec{Format: format, Voices: format == FormatHuggingFace || format == FormatLabelStudio}, name, pictures)
		var got []string
		for _, m := range again.memes() {
			st, err := again.State(m.ID)
			if err != nil {
				t.Fatal(err)
			}
			level := st.Current[0].Level
			for _, v := range st.Current {
				level = max(level, v.Level)
			}
			got = append(got, fmt.Sprint(m.Caption, " ", level))
		}
		if got := strings.Join(got, ", "); got != "mended positive, dusk negative" {
			t.Errorf("%s: %s", format, got)
		}
	}
}

// A table for Memotion has the captions in force and the names of pictures, whatever the same
// columns had when the memes were imported; what has no picture keeps the caption by which it is
// known.
func TestMemotionOfMendedMemes(t *testing.T) {
	pictures := t.TempDir()
	put(t, pictures, "1.jpg", "one")
	put(t, pictures, "2.jpg", "two")
	s := newStore(t)
	spec := ImportSpec{Path: write(t, "t.csv", "image_name,text_ocr,text_corrected,overall_sentiment\n1.jpg,,dawn,positive\n2.jpg,dusk,,positive\n,,noon,positive\n"), Images: pictures, Probe: contentProbe}
	mustImport(t, s, spec)
	for _, i := range []int{0, 2} {
		m := s.memes()[i]
		if _, err := s.Append(labels.Event{Meme: m.ID, Annotator: "bo", Action: labels.Caption, Level: labels.NoLevel, Text: "mended " + m.Caption, Source: labels.Key}); err != nil {
			t.Fatal(err)
		}
	}
	text, _ := exportedAs(t, s, ExportSpec{Format: FormatMemotion})
	if want := "image_name,text_ocr,text_corrected,overall_sentiment,memebench_state\n1.jpg,,mended dawn,,unlabelled\n2.jpg,dusk,,,unlabelled\n,,noon,,unlabelled\n"; text != want {
		t.Errorf("%s, want\n%s", text, want)
	}
	spec.Path = write(t, "t.csv", text)
	if r := mustImport(t, s, spec); r.Duplicates != 3 {
		t.Errorf("at home: %+v", r)
	}
	folder := filepath.Join(t.TempDir(), "folder")
	exportedTo(t, s, ExportSpec{Format: FormatHuggingFace}, folder)
	there := newStore(t)
	mustImport(t, there, ImportSpec{Path: folder, Probe: contentProbe})
	if text, _ = exportedAs(t, there, ExportSpec{Format: FormatMemotion}); !strings.Contains(text, there.memes()[0].Image.Name+",") {
		t.Errorf("the pictures of a folder are not named:\n%s", text)
	}
}

// Lines that another program has saved as Parquet have everybody's levels, and no gold level is
// that of whom an imported column names.
func TestExportedLinesAsParquet(t *testing.T) {
	type voice struct {
		Annotator string  `parquet:"annotator"`
		Level     *string `parquet:"level,optional"`
	}
	type line struct {
		Meme    string  `parquet:"meme"`
		Image   string  `parquet:"image_name"`
		Caption string  `parquet:"caption"`
		Level   *string `parquet:"level,optional"`
		State   string  `parquet:"state"`
		Labels  []voice `parquet:"labels,list"`
		Split   string  `parquet:"split"`
		Source  struct {
			Text      string `parquet:"text"`
			Annotator string `parquet:"annotator"`
			Level     string `parquet:"level"`
		} `parquet:"source"`
	}
	negative, positive := "negative", "positive"
	lines := []line{
		{Meme: "a", Caption: "dawn", Level: &positive, State: "labelled", Split: "val", Labels: []voice{{"ada", &negative}, {"bo", &positive}}},
		{Meme: "b", Caption: "dusk", State: "unlabelled", Split: "train"},
		{Meme: "c", Caption: "noon", Level: &negative, State: "labelled", Split: "test", Labels: []voice{{"bo", &negative}}},
		{Meme: "d", Caption: "eve", State: "labelled", Split: "train", Labels: []voice{{"ada", nil}, {"bo", &positive}}}, // a level was taken out there
	}
	for i := range lines {
		lines[i].Source.Text, lines[i].Source.Annotator, lines[i].Source.Level = lines[i].Caption, "eve", "neutral"
	}
	s := newStore(t)
	r := mustImport(t, s, ImportSpec{Path: write(t, "t.parquet", parquetOf(t, lines)), Probe: contentProbe})
	var got []string
	for _, m := range s.memes() {
		st, err := s.State(m.ID)
		if err != nil {
			t.Fatal(err)
		}
		said := m.Caption + " " + string(m.Split)
		for _, v := range st.Current {
			said += fmt.Sprint(" ", v.Annotator, ":", v.Level)
		}
		got = append(got, said)
	}
	if got := strings.Join(got, ", "); got != "dawn val ada:negative bo:positive, dusk train, noon test bo:negative, eve train bo:positive" {
		t.Errorf("%s, %+v", got, r)
	}
	if all := strings.Join(s.datasets()[0].Columns, ","); all != "meme,image_name,caption,split,text,annotator.2,level.2,annotator,level" {
		t.Error(all)
	}
}

// A folder for Hugging Face brings the pictures that were missing when a table of the same memes
// came, though they have other names in it; a picture that was saved anew is a new meme, which is
// said.
func TestFolderBringsMissingPictures(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "set/1.jpg", "one")
	put(t, dir, "set/2.jpg", "two")
	put(t, dir, "t.csv", "image,caption,split\n1.jpg,dawn,test\n2.jpg,,train\n")
	there := newStore(t)
	mustImport(t, there, ImportSpec{Path: filepath.Join(dir, "t.csv"), Images: filepath.Join(dir, "set"), Dataset: "there", Probe: contentProbe})
	for i, m := range there.memes() { // two voices of each, also in a second table of the folder
		for _, who := range []string{"ada", "bo"} {
			if _, err := there.Append(labels.Event{Meme: m.ID, Annotator: who, Action: labels.SetLevel, Level: labels.Level(i + 1), Source: labels.Key}); err != nil {
				t.Fatal(err)
			}
		}
	}
	exportedTo(t, there, ExportSpec{Format: FormatHuggingFace, Voices: true}, filepath.Join(dir, "folder"))
	folder := ImportSpec{Path: filepath.Join(dir, "folder"), Dataset: "here", Probe: contentProbe}
	for _, c := range []struct {
		set, table     string
		here, imported int
		said           string
	}{
		{"none", "1.jpg,dawn\n2.jpg,\n", 2, 0, ""},
		{"none", "1.jpg,dawn\n2.jpg,\ncopies/2.jpg,\n", 2, 0, ""},
		{"none", "images/1.jpg,dawn\n2.jpg,\n", 2, 0, ""},
		{"other", "1.jpg,dawn\n2.jpg,\n", 0, 2, `the meme of "1.jpg", which is here, has this caption and another picture, and this is a new one`},
	} {
		here := newStore(t)
		put(t, dir, "other/1.jpg", "one, saved anew")
		put(t, dir, "other/2.jpg", "two, saved anew")
		put(t, dir, "none/copies/2.jpg", "two")
		mustImport(t, here, ImportSpec{Path: write(t, "t.csv", "image,caption\n"+c.table), Images: filepath.Join(dir, c.set), Dataset: "here", Probe: contentProbe})
		if v := previewBeside(t, here, folder); v.Here != c.here || v.Report.Memes != 2 {
			t.Errorf("%s: a preview has %d of %d here", c.set, v.Here, v.Report.Memes)
		}
		r := mustImport(t, here, folder)
		if all := strings.Join(reasons(r.Warnings), "\n"); r.Imported != c.imported || !strings.Contains(all, c.said) {
			t.Errorf("%s: %d imported, warnings %s", c.set, r.Imported, all)
		}
		if again := mustImport(t, here, folder); again.Imported > 0 {
			t.Errorf("%s: again: %+v", c.set, again)
		}
		for _, m := range here.memes()[:2-c.imported] {
			if m.Image.SHA256 == "" {
				t.Errorf("%s: %s has no picture yet", c.set, m.Image.Name)
			}
		}
	}
}

// Tasks that Label Studio has given back as a table, in the order of their columns' names, are of
// the memes that they were exported of.
func TestTasksThatComeBackAsATable(t *testing.T) {
	s, dir := newStore(t), t.TempDir()
	put(t, dir, "t.csv", "image,text,mood\n1.jpg,dawn,\n2.jpg,dusk,\n")
	mustImport(t, s, ImportSpec{Path: filepath.Join(dir, "t.csv"), Annotator: "us", Probe: contentProbe})
	all := s.memes()
	put(t, dir, "out.csv", fmt.Sprintf("annotator,caption_origin,id,image_name,level,meme,text\nbo,given,1,1.jpg,positive,%s,dawn\nbo,given,2,2.jpg,negative,%s,dusk\n", all[0].ID, all[1].ID))
	if r := mustImport(t, s, ImportSpec{Path: filepath.Join(dir, "out.csv"), Annotator: "bo", Probe: contentProbe}); r.Duplicates != 2 || r.Labels != 2 || len(s.memes()) != 2 {
		t.Errorf("%+v", r)
	}
}

// A folder for Hugging Face of memes that came with a table is that folder, though it has the
// columns of the table, too.
func TestFoldersOfMemesThatCameWithAnExport(t *testing.T) {
	pictures := t.TempDir()
	put(t, pictures, "a/1.jpg", "one")
	put(t, pictures, "b/1.jpg", "two")
	first := newStore(t)
	mustImport(t, first, ImportSpec{Path: write(t, "t.csv", "image,text,mood\na/1.jpg,dawn,negative\nb/1.jpg,dusk,negative\n"), Images: pictures, Annotator: "us", Probe: contentProbe})
	s := comesBack(t, first, ExportSpec{Format: FormatCSV}, "first.csv", pictures)
	for _, m := range comesBack(t, s, ExportSpec{Format: FormatHuggingFace}, "second", pictures).memes() {
		if m.Caption == "" || m.Image.SHA256 == "" {
			t.Errorf("%s: %q, %+v", m.Key, m.Caption, m.Image)
		}
	}
}
