package dataset

import (
	"cmp"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"memebench/labels"
)

// Columns that were imported do not get in the way of an export's own: gold is not the level of an
// annotator whom one of them names, and a name is the same with space around it, or in capitals,
// which come first where names are sorted.
func TestExportsBesideImportedColumnsComeBack(t *testing.T) {
	for _, header := range []string{" image , caption , level , worker_id , state ", "Image,Caption,Level,Worker_ID,State"} {
		t.Run(header, func(t *testing.T) { comeBackBeside(t, header) })
	}
}

// comeBackBeside exports a table with this header, and imports it again.
func comeBackBeside(t *testing.T, header string) {
	dir := t.TempDir()
	put(t, dir, "a.jpg", "a")
	put(t, dir, "b.jpg", "b")
	put(t, dir, "in.csv", header+"\na.jpg,one,negative,ann,x\na.jpg,one,positive,bo,x\nb.jpg,two,positive,ann,y\n")
	s := newStore(t)
	mustImport(t, s, ImportSpec{Path: filepath.Join(dir, "in.csv"), Probe: contentProbe})
	for _, m := range s.memes() {
		for _, e := range []labels.Event{{Action: labels.SetLevel, Level: labels.Positive}, {Action: labels.Caption, Text: m.Caption + " mended"}} {
			e.Meme, e.Annotator, e.Source = m.ID, "eve", labels.Key
			if _, err := s.Append(e); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, format := range []string{FormatMemotion, FormatCSV, FormatJSONL, FormatLabelStudio, FormatHuggingFace} {
		for _, voices := range []bool{false, true} {
			if voices && format == FormatMemotion || !voices && format == FormatJSONL { // has none; has all
				continue
			}
			t.Run(fmt.Sprint(format, " voices ", voices), func(t *testing.T) {
				name := cmp.Or(map[string]string{FormatJSONL: "out.jsonl", FormatLabelStudio: "out.json", FormatHuggingFace: "out"}[format], "out.csv")
				other := comesBack(t, s, ExportSpec{Format: format, Voices: voices && format != FormatJSONL}, name, dir)
				splits := format != FormatMemotion
				if want, got := toldOf(t, s, voices, splits), toldOf(t, other, true, splits); !maps.Equal(got, want) {
					t.Errorf("%v came back, was\n%v", got, want)
				}
			})
		}
	}
}

// An export of what a tool has written has the gold level and the pictures, though the tool's
// answers are beside that, and the memes are called by the folder of their table, in which no
// picture lies.
func TestExportsOfToolsComeBack(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "pics/a.jpg", "a")
	put(t, dir, "pics/b.jpg", "b")
	said := ""
	for _, c := range [][3]string{{"a.jpg", "negative", "ann"}, {"a.jpg", "positive", "bo"}, {"b.jpg", "positive", "ann"}, {"b.jpg", "positive", "bo"}} {
		said += fmt.Sprintf(`{"image":%q,"text":"text of %[1]s","accept":[%q],"answer":"accept","_task_hash":1,"_annotator_id":%q}`+"\n", c[0], c[1], c[2])
	}
	put(t, dir, "said/notes.jsonl", said)
	s := newStore(t)
	mustImport(t, s, ImportSpec{Path: dir, Probe: contentProbe})
	for format, name := range map[string]string{FormatCSV: "out.csv", FormatLabelStudio: "out.json", FormatHuggingFace: "out"} {
		for _, voices := range []bool{false, true} {
			other := comesBack(t, s, ExportSpec{Format: format, Voices: voices}, name, dir)
			if want, got := toldOf(t, s, voices, true), toldOf(t, other, true, true); !maps.Equal(got, want) {
				t.Errorf("%s, voices %v: %v came back, was\n%v", format, voices, got, want)
			}
		}
	}
}

// What an annotator has said by hand outweighs a table that says otherwise, as an export that was
// edited, and that is counted.
func TestLevelsThatWhatWasSaidByHandOutweighs(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "in.csv", "caption,annotator,level\none,ann,negative\ntwo,ann,negative\nthree,ann,negative\n")
	s := newStore(t)
	spec := ImportSpec{Path: filepath.Join(dir, "in.csv")}
	mustImport(t, s, spec)
	for i, level := range []labels.Level{labels.Positive, labels.Negative} {
		if _, err := s.Append(labels.Event{Meme: s.memes()[i].ID, Annotator: "ann", Action: labels.SetLevel, Source: labels.Key, Level: level}); err != nil {
			t.Fatal(err)
		}
	}
	put(t, dir, "in.csv", "caption,annotator,level\none,ann,negative\ntwo,ann,negative\nthree,ann,neutral\none,bo,neutral\n")
	if r := mustImport(t, s, spec); r.Outweighed != 1 || r.Labels != 2 || r.Relabelled != 1 {
		t.Errorf("%d outweighed, %d labels, %d changed; want 1, 2, 1", r.Outweighed, r.Labels, r.Relabelled)
	}
}

// A few columns of an export are enough to tell its memes by their ids, also where many have one
// caption or theirs was mended.
func TestSomeColumnsOfAnExportComeHome(t *testing.T) {
	for header, dataset := range map[string]string{"caption,meme,level": "", "Caption,Meme,Level": "", "caption,meme,level ": "in"} {
		s := newStore(t)
		mustImport(t, s, ImportSpec{Path: write(t, "in.csv", "n,text,mood\n1,one,negative\n2,one,positive\n3,two,neutral\n"), Annotator: "team"})
		last := s.memes()[2]
		if _, err := s.Append(labels.Event{Meme: last.ID, Annotator: "eve", Action: labels.Caption, Level: labels.NoLevel, Text: "mended", Source: labels.Key}); err != nil {
			t.Fatal(err)
		}
		text := header + "\n"
		for _, m := range s.memes() {
			text += m.Caption + "," + string(m.ID) + ",very_positive\n"
		}
		r, err := importTable(t.Context(), s, ImportSpec{Path: write(t, "out.csv", text), Annotator: "bo", Dataset: dataset}, nil)
		if err != nil || r.Imported != 0 || r.Duplicates != 3 || r.Labels != 3 || len(r.Warnings) > 0 {
			t.Errorf("%s, %q: %+v, %v", header, dataset, r, err)
		}
	}
}

// A folder for Hugging Face that the library datasets has loaded and saved as Parquet, which has no
// names of files then, has everybody's levels, and an imported column that is called like a key of
// lines of JSON.
func TestSavedFoldersComeBack(t *testing.T) {
	type row struct {
		Caption string `parquet:"caption"`
		Origin  string `parquet:"caption_origin"`
		Name    string `parquet:"image_name"`
		Labels  string `parquet:"labels"`
		Level   string `parquet:"level"`
		Meme    string `parquet:"meme"`
		Source  string `parquet:"source"`
		Split   string `parquet:"split"`
		State   string `parquet:"state"`
	}
	dir := t.TempDir()
	put(t, dir, "a.jpg", "a")
	put(t, dir, "b.jpg", "b")
	put(t, dir, "out.parquet", parquetOf(t, []row{
		{"dawn", "given", "a.jpg", `{"ada":"negative","bo":"positive"}`, "", "a", "web", "val", "disputed"},
		{"dusk", "given", "b.jpg", "{}", "", "b", "web", "test", "unlabelled"},
	}))
	s := newStore(t)
	r := mustImport(t, s, ImportSpec{Path: filepath.Join(dir, "out.parquet"), Probe: contentProbe})
	if r.Imported != 2 || r.Labels != 2 || r.MissingPictures != 0 || !slices.Contains(s.datasets()[0].Columns, "source") {
		t.Errorf("%+v, %q", r, s.datasets()[0].Columns)
	}
}

// A column of levels that an annotator has added to an export is not taken for those whom the
// export names, and gold for that annotator's is said.
func TestExportsAskWhoseAnAddedColumnIs(t *testing.T) {
	const voices = "meme,image_name,image_path,caption,caption_origin,level,split,state,annotator,time,source,adjudication,text,my_level\n" +
		"a,,,one,given,negative,train,disputed,ann,,import,false,one,positive\na,,,one,given,neutral,train,disputed,bo,,import,false,one,positive\n"
	const gold = "meme,image_name,image_path,caption,caption_origin,level,split,state,text,my_level\na,,,one,given,negative,train,labelled,one,positive\n"
	lines := `{"meme":"a","image_name":"","caption":"one","level":"","state":"disputed","labels":[{"annotator":"ann","level":"negative"},{"annotator":"bo","level":"neutral"}],"my_level":"positive"}` + "\n"
	for name, c := range map[string]struct {
		file, text     string
		spec           ImportSpec
		refused, noted string
		labels         int
	}{
		"voices":           {file: "v.csv", text: voices, spec: ImportSpec{LevelColumn: "my_level"}, refused: `whose are the levels of column "my_level"`},
		"lines":            {file: "v.jsonl", text: lines, spec: ImportSpec{LevelColumn: "my_level"}, refused: `whose are the levels of column "my_level"`},
		"as it is asked":   {file: "v.jsonl", text: lines, spec: ImportSpec{LevelColumn: "my_level", AnnotatorColumn: NoColumn}, labels: 1},
		"the export's own": {file: "v.csv", text: voices, spec: ImportSpec{LevelColumn: "level"}, labels: 2},
		"nothing named":    {file: "v.jsonl", text: lines, noted: `the levels are of those whom column "annotator" names`, labels: 2},
		"gold":             {file: "g.csv", text: gold, noted: `taken as zoe's, and an export has gold there; other columns have levels as well ("my_level")`, labels: 1},
		"who is in a column": {file: "g.csv", text: strings.NewReplacer("my_level", "annotator", ",positive", ",eve").Replace(gold),
			noted: `column "annotator" stays a column: if it says whose the levels are`, labels: 1},
	} {
		t.Run(name, func(t *testing.T) {
			c.spec.Path, c.spec.Annotator, c.spec.Probe = write(t, c.file, c.text), "zoe", contentProbe
			im, err := OpenImport(t.Context(), c.spec, nil)
			if c.refused != "" {
				if err == nil || !strings.Contains(err.Error(), c.refused) {
					t.Errorf("%v, want %q", err, c.refused)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			defer im.Close()
			r, err := im.Into(t.Context(), newStore(t), nil)
			if err != nil || r.Labels != c.labels {
				t.Fatalf("%d labels, %v; want %d", r.Labels, err, c.labels)
			}
			if all := strings.Join(im.Found()[0].Notes, "\n"); !strings.Contains(all, c.noted) || c.noted == "" && all != "" {
				t.Errorf("%q, want %q", all, c.noted)
			}
		})
	}
}

// A table of pictures and ids alone says nothing of captions.
func TestIdsWithoutCaptionsSayNothingOfThem(t *testing.T) {
	dir, s := t.TempDir(), newStore(t)
	put(t, dir, "a.jpg", "a")
	put(t, dir, "in.csv", "image,text\na.jpg,one\n")
	mustImport(t, s, ImportSpec{Path: filepath.Join(dir, "in.csv"), Probe: contentProbe})
	put(t, dir, "out.csv", "file_name,meme,my_level\na.jpg,"+string(s.memes()[0].ID)+",positive\n")
	spec := ImportSpec{Path: filepath.Join(dir, "out.csv"), Probe: contentProbe, Annotator: "zoe"}
	r := mustImport(t, s, spec)
	if r.Duplicates != 1 || r.Labels != 1 || len(r.Warnings) > 0 {
		t.Errorf("%+v", r)
	}
	spec.Images = t.TempDir()
	r, err := importTable(t.Context(), s, spec, nil)
	if all := fmt.Sprint(reasons(r.Failed), err); !strings.Contains(all, "as the row has no caption: --images DIR") {
		t.Error(all)
	}
}

// A folder of tables asks as one table does.
func TestFoldersAskWhoseLevelsAre(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"train.csv", "test.csv"} {
		put(t, dir, name, "WorkerId,Input.text,Answer.mood,gold\nw1,"+name+",positive,neutral\nw2,b,negative,neutral\n")
	}
	_, err := OpenImport(t.Context(), ImportSpec{Path: dir, LevelColumn: "gold", Annotator: "zoe"}, nil)
	if err == nil || !strings.Contains(err.Error(), `whose are the levels of column "gold"`) {
		t.Error(err)
	}
}
