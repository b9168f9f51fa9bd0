package dataset

import (
	"fmt"
	"maps"
	"path/filepath"
	"testing"

	"memebench/labels"
	"memebench/labels/atomicfile"
)

// Columns that were imported do not get in the way of an export's own: gold is not the level of
// an annotator whom one of them names, and a name is the same with space around it.
func TestExportsBesideImportedColumnsComeBack(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "a.jpg", "a")
	put(t, dir, "b.jpg", "b")
	put(t, dir, "in.csv", " image , caption , level , worker_id , state \na.jpg,one,negative,ann,x\na.jpg,one,positive,bo,x\nb.jpg,two,positive,ann,y\n")
	s := newStore(t)
	mustImport(t, s, ImportSpec{Path: filepath.Join(dir, "in.csv"), Probe: contentProbe})
	for _, m := range s.memes() {
		if _, err := s.Append(labels.Event{Meme: m.ID, Annotator: "eve", Action: labels.SetLevel, Source: labels.Key, Level: labels.Positive}); err != nil {
			t.Fatal(err)
		}
	}
	for _, format := range []string{FormatMemotion, FormatCSV, FormatJSONL, FormatLabelStudio, FormatHuggingFace} {
		for _, voices := range []bool{false, true} {
			if voices && format == FormatMemotion || !voices && format == FormatJSONL { // has none; has all
				continue
			}
			t.Run(fmt.Sprint(format, " voices ", voices), func(t *testing.T) {
				spec := ExportSpec{Format: format, Voices: voices && format != FormatJSONL}
				from := filepath.Join(t.TempDir(), map[string]string{FormatJSONL: "out.jsonl", FormatLabelStudio: "out.json", FormatHuggingFace: "out"}[format])
				again := ImportSpec{Annotator: "gold", Probe: contentProbe, Images: dir}
				if ExportsFolder(format) {
					again.Images = ""
					d, err := atomicfile.CreateFolder(from)
					if err != nil {
						t.Fatal(err)
					}
					defer d.Discard()
					if _, err := ExportFolder(t.Context(), s, spec, d, nil); err != nil {
						t.Fatal(err)
					}
					if err := d.Commit(); err != nil {
						t.Fatal(err)
					}
				} else {
					if from = filepath.Clean(from); filepath.Ext(from) == "" {
						from = filepath.Join(from, "out.csv")
					}
					text, _ := exportedAs(t, s, spec)
					put(t, filepath.Dir(from), filepath.Base(from), text)
				}
				again.Path = from
				other := newStore(t)
				mustImport(t, other, again)
				splits := format != FormatMemotion
				if want, got := toldOf(t, s, voices, splits), toldOf(t, other, true, splits); !maps.Equal(got, want) {
					t.Errorf("%v came back, was\n%v", got, want)
				}
			})
		}
	}
}
