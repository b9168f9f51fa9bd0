package dataset

import (
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"memebench/labels"
	"memebench/labels/atomicfile"
)

// trying are memes as people have them: names and captions that a format could break.
var trying = [][]string{
	{"image", "text_corrected", "overall_sentiment", "part", "more, or less", "form\"ula"},
	{"plain.jpg", "one line", "very_negative", "train", "x", "=SUM(A1)"},
	{"with, comma.jpg", "two\nlines", "negative", "val", "y;z", "=SUM(A1)"},
	{"with space.jpg", `with "quotes", and commas`, "neutral", "test", "", ""},
	{"ünï çödé.jpg", "=1+1", "positive", "train", "a|b", "-"},
	{"emoji😂.jpg", "😂 emoji 👩\u200d👩\u200d👧", "very_positive", "val", "\ttab", "+"},
	{`quote".jpg`, "bidi \u202eabc\u202c end", "", "test", "x", "@"},
	{"sub/inner.jpg", "nul\x00byte", "negative", "train", "x", "'"},
	{"per%20cent.jpg", "\u2028line separator", "neutral", "val", "x", "\"\""},
	{"hash#q?.jpg", "<b>&amp;</b>", "positive", "test", "x", "\\"},
	{"UPPER.JPG", "", "very_positive", "train", "x", "\x1b[2J"},
	{"+plus&amp.jpg", "nan", "", "val", "x", "x"},
	{"", "a caption alone", "negative", "test", "x", "x"},
	{"missing.jpg", "of a missing picture", "positive", "train", "x", "x"},
}

// tryingMemes is a workspace with them, in which two people have labelled some, too. The
// pictures are in a folder.
func tryingMemes(t *testing.T) (s *testStore, pictures string) {
	t.Helper()
	pictures = t.TempDir()
	var table strings.Builder
	w := csv.NewWriter(&table)
	for _, row := range trying {
		if err := w.Write(row); err != nil {
			t.Fatal(err)
		}
		if row[0] != "" && row[0] != "image" && row[0] != "missing.jpg" {
			put(t, pictures, row[0], "bytes of "+row[0])
		}
	}
	w.Flush()
	s = newStore(t)
	mustImport(t, s, ImportSpec{Path: write(t, "in.csv", table.String()), Images: pictures, Annotator: "gold", Probe: contentProbe})
	m := s.memes()
	for _, e := range []labels.Event{
		{Meme: m[0].ID, Annotator: "ada", Level: labels.VeryPositive}, {Meme: m[0].ID, Annotator: `Zoë, "Z"`, Level: labels.VeryNegative},
		{Meme: m[1].ID, Annotator: "ada", Level: labels.Negative}, {Meme: m[11].ID, Annotator: "ada", Level: labels.Neutral},
	} {
		e.Action, e.Source = labels.SetLevel, labels.Key
		if _, err := s.Append(e); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Resplit(labels.DefaultShares.BalancePlan(3), false); err != nil { // the column says something else now
		t.Fatal(err)
	}
	return s, pictures
}

// contentProbe knows a picture by its bytes.
func contentProbe(path string) (labels.Image, error) {
	b, err := os.ReadFile(path)
	sum := sha256.Sum256(b)
	return labels.Image{SHA256: hex.EncodeToString(sum[:]), Format: "jpeg", Width: 4, Height: 3}, err
}

// toldOf is what a workspace says of each meme, by picture or caption: what a format has of it.
func toldOf(t *testing.T, s *testStore, voices, splits bool, columnsOf ...string) map[string]string {
	t.Helper()
	all := map[string]string{}
	datasets, err := s.Datasets()
	if err != nil {
		t.Fatal(err)
	}
	err = s.Rows(func(m labels.Meme, st labels.State) error {
		key := m.Image.SHA256
		if key == "" {
			key = m.Caption
		}
		said := map[string]labels.Level{}
		if voices {
			for _, v := range levelsOf(st) {
				said[v.Annotator] = v.Level
			}
		} else if st.Gold.Valid() {
			said["gold"] = st.Gold
		}
		columns := ""
		d := datasets[slices.IndexFunc(datasets, func(d labels.Dataset) bool { return d.Name == m.Dataset })]
		for _, c := range columnsOf {
			if at := slices.Index(d.Columns, c); at >= 0 {
				columns += fmt.Sprintf(" %q", m.Values[at])
			} else {
				columns += " none"
			}
		}
		all[key] = fmt.Sprintf("%q %v%s", m.Caption, said, columns)
		if splits {
			all[key] += " " + string(m.Split)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestExportsComeBack imports what was exported, in each format, into an empty workspace: the
// memes, captions, levels, columns and splits are the same, and with voices everybody's levels.
func TestExportsComeBack(t *testing.T) {
	s, pictures := tryingMemes(t)
	tried := map[string]bool{FormatRecords: true} // which TestRebuild brings back
	for _, c := range []struct {
		format, name   string
		voices, splits bool
	}{
		{FormatMemotion, "out.csv", false, false},
		{FormatCSV, "out.csv", false, true},
		{FormatCSV, "out.csv", true, true},
		{FormatJSONL, "out.jsonl", true, true},
		{FormatLabelStudio, "out.json", false, true},
		{FormatLabelStudio, "out.json", true, true},
		{FormatHuggingFace, "out", false, true},
		{FormatHuggingFace, "out", true, true},
	} {
		tried[c.format] = true
		t.Run(fmt.Sprint(c.format, " voices ", c.voices), func(t *testing.T) {
			columns := []string{"more, or less", `form"ula`}
			if c.format != FormatMemotion { // where gold takes the place of the level
				columns = append(columns, "overall_sentiment")
			}
			want := toldOf(t, s, c.voices, c.splits, columns...)
			if ExportsFolder(c.format) {
				maps.DeleteFunc(want, func(key, _ string) bool { return len(key) != 64 }) // it has pictures alone
			}
			other := comesBack(t, s, ExportSpec{Format: c.format, Voices: c.voices && c.format != FormatJSONL}, c.name, pictures)
			got := toldOf(t, other, true, c.splits, columns...)
			for key, want := range want {
				if got[key] != want {
					t.Errorf("%s came back, was\n%s", got[key], want)
				}
			}
			if len(got) != len(want) {
				t.Errorf("%d memes came back, want %d", len(got), len(want))
			}
		})
	}
	for _, format := range ExportFormats() {
		if !tried[format] {
			t.Errorf("nothing brings back what is exported as %s", format)
		}
	}
}

// comesBack exports a store under a name and imports that into an empty one, with the pictures of a
// folder unless the export has them.
func comesBack(t *testing.T, s *testStore, spec ExportSpec, name, pictures string) *testStore {
	t.Helper()
	from := filepath.Join(t.TempDir(), name)
	again := ImportSpec{Path: from, Annotator: "gold", Probe: contentProbe, Images: pictures}
	if ExportsFolder(spec.Format) {
		again.Images = ""
	}
	exportedTo(t, s, spec, from)
	other := newStore(t)
	mustImport(t, other, again)
	return other
}

// exportedTo exports a store into a file or a folder.
func exportedTo(t *testing.T, s *testStore, spec ExportSpec, from string) {
	t.Helper()
	if ExportsFolder(spec.Format) {
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
		text, _ := exportedAs(t, s, spec)
		put(t, filepath.Dir(from), filepath.Base(from), text)
	}
}

// TestLabelStudioComesBack imports the tasks as Label Studio has given them back: everybody's
// levels, though it says of all that one person gave them, and no level that only the task's
// data had.
func TestLabelStudioComesBack(t *testing.T) {
	s := newStore(t)
	b, err := os.ReadFile(filepath.Join(peers, "labelstudio.json"))
	if err != nil {
		t.Fatal(err)
	}
	mustImport(t, s, ImportSpec{Format: FormatLabelStudio, Path: write(t, "project.json", string(b)), Images: pictures(t), Annotator: "me", Probe: contentProbe})
	var all []string
	if err := s.Rows(func(m labels.Meme, st labels.State) error {
		for _, v := range levelsOf(st) {
			all = append(all, v.Annotator+" "+v.Level.String())
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	slices.Sort(all)
	if got := strings.Join(all, ", "); got != "ada negative, ada neutral, ben very_positive, team negative, team positive" {
		t.Error(got)
	}
	// Whoever labels there is somebody else.
	s = newStore(t)
	mustImport(t, s, ImportSpec{Path: write(t, "project.json", `[{"id":1,"data":{"text":"one","meme":"0","state":"labelled","level":"negative","source":{"level":"x","mood":"y"}},
		"annotations":[{"completed_by":{"email":"eve@example.org"},"result":[{"from_name":"level","to_name":"text","type":"choices","value":{"choices":["very_positive"]}}]}]},
		{"id":2,"data":{"text":"two","meme":"1","state":"labelled","level":"negative","source":{}},"annotations":[]}]`), Annotator: "me", Probe: contentProbe})
	got := ""
	for _, m := range s.memes() {
		st, _ := s.State(m.ID)
		got += fmt.Sprint(m.Caption, " ", st.Gold, " ", len(st.Current), " ")
		for _, v := range st.Current {
			got += v.Annotator + " "
		}
	}
	if got != "one very_positive 1 eve@example.org two  0 " {
		t.Error(got)
	}
}

// TestTasksWithOtherColumnsComeBack has columns beside the tasks that are called like those of
// another kind of export.
func TestTasksWithOtherColumnsComeBack(t *testing.T) {
	s := newStore(t)
	mustImport(t, s, ImportSpec{Path: write(t, "project.json", `[{"data":{"text":"one","caption_origin":"","image_name":"","meme":"0","state":"labelled","level":"negative",
		"source":{"file_name":"","caption":"then"}},"annotations":[]}]`), Probe: contentProbe})
	if m := s.memes(); len(m) != 1 || m[0].Caption != "one" {
		t.Errorf("%+v", m)
	}
}
