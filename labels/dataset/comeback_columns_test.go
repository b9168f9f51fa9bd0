package dataset

import (
	"cmp"
	"fmt"
	"maps"
	"path/filepath"
	"testing"

	"memebench/labels"
)

// Columns that were imported do not get in the way of an export's own: gold is not the level of
// an annotator whom one of them names, and a name is the same with space around it, or in capitals, which come first where names are sorted.
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

// An export of what a tool has written has the gold level and the pictures, though the tool's answers are beside that, and the memes are called
// by the folder of their table, in which no picture lies.
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

// What an annotator has said by hand outweighs a table that says otherwise, as an export that was edited, and that is counted.
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
