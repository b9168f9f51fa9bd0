package dataset

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// homeTable is a workspace with a table that has columns called like some of an export's own.
func homeTable(t *testing.T) (s *testStore, pictures string) {
	t.Helper()
	s, pictures = newStore(t), t.TempDir()
	put(t, pictures, "1.jpg", "one")
	put(t, pictures, "2.jpg", "two")
	mustImport(t, s, ImportSpec{Path: write(t, "t.csv", "image,text,level,split\n1.jpg,dawn,negative,train\n2.jpg,dusk,positive,test\n"), Images: pictures, Dataset: "t", Annotator: "us", Probe: contentProbe})
	return s, pictures
}

// An export that comes home adds none of its own columns to the dataset, in whatever form.
func TestExportsBringNoColumnsHome(t *testing.T) {
	for format, name := range map[string]string{FormatCSV: "out.csv", FormatJSONL: "out.jsonl", FormatLabelStudio: "out.json", FormatHuggingFace: "out"} {
		for _, voices := range []bool{false, true} {
			if voices && format == FormatJSONL { // has all
				continue
			}
			t.Run(fmt.Sprint(format, " voices ", voices), func(t *testing.T) {
				s, _ := homeTable(t)
				want := s.datasets()
				from := filepath.Join(t.TempDir(), name)
				exportedTo(t, s, ExportSpec{Format: format, Voices: voices}, from)
				if r := mustImport(t, s, ImportSpec{Path: from, Dataset: "t", Annotator: "kim", LevelColumn: "level", Probe: contentProbe}); r.Duplicates != 2 {
					t.Errorf("%+v", r)
				}
				if got := s.datasets(); fmt.Sprint(got) != fmt.Sprint(want) {
					t.Errorf("%+v, want %+v", got, want)
				}
			})
		}
	}
}

// What a colleague has said in a column of her own becomes labels, which the next one is not given;
// another column of hers stays, and so does what a new row has in a column of the dataset.
func TestColleaguesColumnsAtHome(t *testing.T) {
	kim := func(s *testStore, voices bool) string {
		text, _ := exportedAs(t, s, ExportSpec{Format: FormatCSV, Voices: voices})
		lines := strings.Split(strings.TrimSpace(text), "\n")
		for i, more := range []string{",kim,remark", ",neutral,why", ",positive,so"} {
			lines[i] = []string{"Unnamed: 0,", "0,", "1,"}[i] + lines[i] + more
		}
		if !voices {
			lines = append(lines, "2,,3.jpg,,noon,,,,,3.jpg,noon,negative,val,neutral,new")
		}
		return write(t, "t.csv", strings.Join(lines, "\n")+"\n")
	}
	for _, voices := range []bool{false, true} {
		s, pictures := homeTable(t)
		put(t, pictures, "3.jpg", "three")
		spec := ImportSpec{Path: kim(s, voices), Images: pictures, Dataset: "t", LevelColumn: "kim", Annotator: "kim", AnnotatorColumn: NoColumn, Probe: contentProbe}
		if r := mustImport(t, s, spec); r.Duplicates != 2 || r.Labels != 2+r.Imported {
			t.Errorf("voices %v: %+v", voices, r)
		}
		d := s.datasets()[0]
		if all := strings.Join(d.Columns, ","); all != "image,text,level,split,remark" || d.Level != "level" || len(d.Voices) > 0 {
			t.Errorf("voices %v: columns %s, level %s, voices %q", voices, all, d.Level, d.Voices)
		}
		memes := s.memes()
		if !slices.Equal(memes[0].Values, []string{"1.jpg", "dawn", "negative", "train", "why"}) {
			t.Errorf("voices %v: %q", voices, memes[0].Values)
		}
		if !voices && (len(memes) != 3 || !slices.Equal(memes[2].Values, []string{"3.jpg", "noon", "negative", "val", "new"})) {
			t.Errorf("new: %+v", memes[2:])
		}
	}
	s, pictures := homeTable(t)
	there := newStore(t)
	mustImport(t, there, ImportSpec{Path: kim(s, true), Images: pictures, LevelColumn: "kim", Annotator: "kim", AnnotatorColumn: NoColumn, Probe: contentProbe})
	if all := there.datasets()[0].Columns; !slices.Contains(all, "caption_origin") || !slices.Contains(all, "adjudication") || !slices.Contains(all, "kim") {
		t.Errorf("in another workspace: %q", all)
	}
}

// An export of another workspace brings its columns, also to a dataset that is called the same.
func TestExportsOfOthersBringColumns(t *testing.T) {
	s, pictures := homeTable(t)
	there := newStore(t)
	mustImport(t, there, ImportSpec{Path: write(t, "t.csv", "image,text\n1.jpg,dawn\n2.jpg,dusk\n"), Images: pictures, Dataset: "theirs", Probe: contentProbe})
	text, _ := exportedAs(t, there, ExportSpec{Format: FormatCSV})
	mustImport(t, s, ImportSpec{Path: write(t, "t.csv", text), Images: pictures, Dataset: "t", Probe: contentProbe})
	if all := s.datasets()[0].Columns; !slices.Contains(all, "meme") || !slices.Contains(all, "caption_origin") {
		t.Error(all)
	}
}
