package dataset

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"memebench/labels"
	"memebench/labels/media"
)

// voices is a workspace in which two people and a table have said something, the caption of the
// first meme was edited and edited again, and a label was taken back.
func voices(t *testing.T) *testStore {
	t.Helper()
	s := newStore(t)
	mustImport(t, s, memotionSpec(t, "0,a.jpg,ocr,one,positive\n1,b.jpg,,\"two, too\",\n2,c.jpg,,three,\n"))
	m := s.memes()
	say := func(e labels.Event) uint64 {
		t.Helper()
		e.Source = labels.Key
		if e.Action != labels.SetLevel && e.Action != labels.Adjudicate {
			e.Level = labels.NoLevel
		}
		stored, err := s.Append(e)
		if err != nil {
			t.Fatal(err)
		}
		return stored[0].Seq
	}
	say(labels.Event{Meme: m[0].ID, Annotator: "ada", Action: labels.SetLevel, Level: labels.Negative}) // 2
	say(labels.Event{Meme: m[0].ID, Annotator: "ada", Action: labels.Caption, Text: "edited"})
	say(labels.Event{Meme: m[0].ID, Annotator: "ben", Action: labels.SetLevel, Level: labels.Positive})
	say(labels.Event{Meme: m[0].ID, Annotator: "ben", Action: labels.Caption, Text: "again"}) // 5
	seq := say(labels.Event{Meme: m[1].ID, Annotator: "ada", Action: labels.SetLevel, Level: labels.VeryNegative})
	say(labels.Event{Meme: m[1].ID, Annotator: "ada", Action: labels.Retract, Retracts: seq}) // 7
	say(labels.Event{Meme: m[1].ID, Annotator: "ben", Action: labels.Skip})
	say(labels.Event{Meme: m[0].ID, Annotator: "eve", Action: labels.Adjudicate, Level: labels.Neutral}) // 9
	return s
}

func exportedAs(t *testing.T, s *testStore, spec ExportSpec) (string, ExportReport) {
	t.Helper()
	var b, again strings.Builder
	r, err := Export(t.Context(), s, spec, &b, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Export(t.Context(), s, spec, &again, nil); err != nil || again.String() != b.String() {
		t.Errorf("%s is another file the second time (%v)", spec.Format, err)
	}
	return b.String(), r
}

// picked are columns of an exported table, row by row.
func picked(t *testing.T, table string, columns ...string) string {
	t.Helper()
	in, err := ReadCSV(strings.NewReader(table), "t", CSVSpec{Caption: "caption"})
	if err != nil {
		t.Fatal(err)
	}
	d := in.Dataset("t")
	var rows []string
	for {
		row, err := in.Next()
		if err == io.EOF {
			return strings.Join(rows, "\n")
		}
		if err != nil {
			t.Fatal(err)
		}
		var values []string
		for _, c := range columns {
			values = append(values, row.Values[slices.Index(d.Columns, c)])
		}
		rows = append(rows, strings.Join(values, "|"))
	}
}

func TestExportCSV(t *testing.T) {
	s := voices(t)
	got, r := exportedAs(t, s, ExportSpec{Format: FormatCSV})
	header, _, _ := strings.Cut(got, "\n")
	if header != "meme,image_name,image_path,caption,caption_origin,level,split,state,,image_name.2,text_ocr,text_corrected,overall_sentiment" || r.Memes != 3 {
		t.Errorf("%d memes below %s", r.Memes, header)
	}
	if got := picked(t, got, "image_name", "caption", "caption_origin", "level", "state", "overall_sentiment", "text_corrected"); got !=
		"a.jpg|again|edited|neutral|labelled|positive|one\nb.jpg|two, too|given||skipped||two, too\nc.jpg|three|given||unlabelled||three" {
		t.Error(got)
	}
	got, _ = exportedAs(t, s, ExportSpec{Format: FormatCSV, Voices: true})
	if got := picked(t, got, "image_name", "level", "annotator", "source", "adjudication"); got !=
		"a.jpg|positive|gold|import|false\na.jpg|negative|ada|key|false\na.jpg|positive|ben|key|false\na.jpg|neutral|eve|key|true\nb.jpg||||\nc.jpg||||" {
		t.Error(got)
	}
}

// What was said up to an event, by one annotator, of some memes.
func TestExportOfSome(t *testing.T) {
	s := voices(t)
	at := func(seq uint64) *uint64 { return &seq }
	for _, c := range []struct {
		spec ExportSpec
		want string
	}{
		{ExportSpec{AsOf: at(0)}, "one||unlabelled two, too||unlabelled three||unlabelled"},
		{ExportSpec{AsOf: at(1)}, "one|positive|labelled two, too||unlabelled three||unlabelled"},
		{ExportSpec{AsOf: at(3)}, "edited|negative|labelled two, too||unlabelled three||unlabelled"},
		{ExportSpec{AsOf: at(4)}, "edited||disputed two, too||unlabelled three||unlabelled"},
		{ExportSpec{AsOf: at(6)}, "again||disputed two, too|very_negative|labelled three||unlabelled"},
		{ExportSpec{AsOf: at(7)}, "again||disputed two, too||unlabelled three||unlabelled"},
		{ExportSpec{AsOf: at(99)}, "again|neutral|labelled two, too||skipped three||unlabelled"},
		{ExportSpec{Annotator: "ada"}, "again|negative|labelled two, too||unlabelled three||unlabelled"},
		{ExportSpec{Annotator: "ben"}, "again|positive|labelled two, too||skipped three||unlabelled"},
		{ExportSpec{Annotator: "ada", AsOf: at(6)}, "again|negative|labelled two, too|very_negative|labelled three||unlabelled"},
		{ExportSpec{Annotator: "nobody"}, "again||unlabelled two, too||unlabelled three||unlabelled"},
		{ExportSpec{Only: map[uint64]bool{2: true}}, "two, too||skipped"},
		{ExportSpec{Only: map[uint64]bool{}}, ""},
	} {
		c.spec.Format = FormatCSV
		got, r := exportedAs(t, s, c.spec)
		if got := strings.ReplaceAll(picked(t, got, "caption", "level", "state"), "\n", " "); got != c.want {
			t.Errorf("%+v: %s, want %s", c.spec, got, c.want)
		}
		if n := strings.Count(c.want, "|") / 2; r.Memes != n {
			t.Errorf("%+v: %d memes, want %d", c.spec, r.Memes, n)
		}
	}
	// By time, also of what a merge has brought later.
	first, err := s.Events(s.memes()[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	now := first[len(first)-1].Time
	for i, minute := range []time.Duration{-10, 10} {
		e := labels.Event{Meme: s.memes()[2].ID, Annotator: "far", Source: labels.Key, Action: labels.SetLevel, Level: labels.Level(i), Time: now.Add(minute * time.Minute), Merged: true}
		if _, err := s.Append(e); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		until time.Time
		want  string
	}{
		{now.Add(-5 * time.Minute), "one||unlabelled two, too||unlabelled three|very_negative|labelled"},
		{now, "again|neutral|labelled two, too||skipped three|very_negative|labelled"},
		{now.Add(time.Hour), "again|neutral|labelled two, too||skipped three|negative|labelled"},
	} {
		got, _ := exportedAs(t, s, ExportSpec{Format: FormatCSV, Until: c.until})
		if got := strings.ReplaceAll(picked(t, got, "caption", "level", "state"), "\n", " "); got != c.want {
			t.Errorf("%v from then: %s, want %s", c.until.Sub(now), got, c.want)
		}
	}
	lines, _ := exportedAs(t, s, ExportSpec{Format: FormatRecords, AsOf: at(6)})
	if !strings.Contains(lines, `"end":{"datasets":1,"settings":0,"memes":3,"events":6}`) || strings.Contains(lines, `"seq":7`) {
		t.Errorf("records: %s", lines)
	}
	for _, spec := range []ExportSpec{
		{Format: "xml"}, {Format: FormatMemotion, Voices: true}, {Format: FormatRecords, Annotator: "ada"}, {Format: FormatRecords, Only: map[uint64]bool{1: true}},
		{Format: FormatHuggingFace}, {Format: FormatRecords, Until: now},
	} {
		if _, err := Export(t.Context(), s, spec, io.Discard, nil); err == nil {
			t.Errorf("%+v is no error", spec)
		}
	}
}

func TestExportLabelStudio(t *testing.T) {
	type task struct {
		Data struct {
			Text, Image, Meme, Level, State string
			Source                          map[string]string
		}
		Annotations []struct {
			Result []struct {
				From  string `json:"from_name"`
				To    string `json:"to_name"`
				Type  string
				Value struct{ Choices []string }
				Meta  struct{ Annotator string }
			}
			Truth bool `json:"ground_truth"`
		}
	}
	s := voices(t)
	path := s.memes()[0].Image.Path
	for _, c := range []struct {
		voices bool
		want   string
	}{{false, "neutral::true"}, {true, "positive:gold:false negative:ada:false positive:ben:false neutral:eve:true"}} {
		text, _ := exportedAs(t, s, ExportSpec{Format: FormatLabelStudio, Voices: c.voices})
		var tasks []task
		if err := json.Unmarshal([]byte(text), &tasks); err != nil {
			t.Fatal(err)
		}
		first := tasks[0]
		if len(tasks) != 3 || first.Data.Text != "again" || first.Data.Level != "neutral" || first.Data.Source["text_corrected"] != "one" || len(tasks[1].Annotations) != 0 {
			t.Errorf("%+v", tasks)
		}
		if first.Data.Image != "/data/local-files/?d="+strings.TrimPrefix(path, "/") {
			t.Errorf("the picture %s is at %s", path, first.Data.Image)
		}
		var got []string
		for _, a := range first.Annotations {
			r := a.Result[0]
			if r.Type != "choices" || !strings.Contains(LabelStudioConfig, `<Choices name="`+r.From+`" toName="`+r.To+`"`) || !strings.Contains(LabelStudioConfig, `<Choice value="`+r.Value.Choices[0]+`"`) {
				t.Errorf("%+v is not in the labelling interface", r)
			}
			got = append(got, r.Value.Choices[0]+":"+r.Meta.Annotator+":"+map[bool]string{true: "true", false: "false"}[a.Truth])
		}
		if got := strings.Join(got, " "); got != c.want {
			t.Errorf("voices %v: %s, want %s", c.voices, got, c.want)
		}
	}
	if page, err := os.ReadFile("../README.md"); err != nil || !strings.Contains(string(page), LabelStudioConfig) {
		t.Errorf("labels/README.md has another labelling interface (%v)", err)
	}
	if got := localFile("/a b/ü#?.png"); got != "/data/local-files/?d=a%20b/%C3%BC%23%3F.png" {
		t.Error(got)
	}
}

// folder is a NewFolder in memory.
type folder map[string]*bytes.Buffer

func (f folder) Create(name string) (io.Writer, error) {
	f[name] = new(bytes.Buffer)
	return f[name], nil
}

func (f folder) Put(name string, from io.Reader) error {
	w, _ := f.Create(name)
	_, err := io.Copy(w, from)
	return err
}

// cancelling is a folder whose first picture is the last that is wanted.
type cancelling struct {
	folder
	cancel func()
	put    int
}

func (c *cancelling) Put(name string, from io.Reader) error {
	c.put++
	c.cancel()
	return c.folder.Put(name, from)
}

// TestExportFolderIsCancelledAtTheNextPicture wants no others copied: each is synced to the disk.
func TestExportFolderIsCancelledAtTheNextPicture(t *testing.T) {
	s := newStore(t)
	dir := t.TempDir()
	var rows strings.Builder
	for i := range 3 {
		name := fmt.Sprintf("%d.jpg", i)
		fmt.Fprintf(&rows, "%d,%s,,text %d,\n", i, name, i)
		if err := os.WriteFile(filepath.Join(dir, name), []byte(name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	spec := memotionSpec(t, rows.String())
	spec.Images, spec.Probe = dir, func(path string) (labels.Image, error) {
		sum, err := media.Digest(path)
		return labels.Image{Name: filepath.Base(path), Path: path, SHA256: sum, Format: "jpeg", Width: 3, Height: 2}, err
	}
	mustImport(t, s, spec)
	ctx, cancel := context.WithCancel(t.Context())
	into := &cancelling{folder: folder{}, cancel: cancel}
	if _, err := ExportFolder(ctx, s, ExportSpec{Format: FormatHuggingFace}, into, nil); !errors.Is(err, context.Canceled) || into.put != 1 {
		t.Errorf("cancelled at the first picture: %v after %d pictures", err, into.put)
	}
}

func TestExportHuggingFace(t *testing.T) {
	s := newStore(t)
	dir := t.TempDir()
	for _, name := range []string{"a.jpg", "gone.png", "p.png", "other.jpg"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("bytes of "+name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	spec := memotionSpec(t, "0,a.jpg,ocr,one,positive\n1,gone.png,,two,\n2,no.jpg,,three,\n3,,,four,negative\n4,p.png,,,\n5,other.jpg,,five,\n")
	spec.Images, spec.Probe = dir, func(path string) (labels.Image, error) {
		sum, err := media.Digest(path)
		if err != nil {
			return labels.Image{}, err
		}
		im := labels.Image{Name: filepath.Base(path), Path: path, SHA256: sum, Format: "jpeg", Width: 3, Height: 2}
		if filepath.Ext(path) == ".png" {
			im.Format = "png"
		}
		return im, nil
	}
	mustImport(t, s, spec)
	if err := os.Remove(filepath.Join(dir, "gone.png")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "other.jpg"), []byte("somebody's key"), 0o600); err != nil {
		t.Fatal(err)
	}
	into := folder{}
	r, err := ExportFolder(t.Context(), s, ExportSpec{Format: FormatHuggingFace, Voices: true}, into, nil)
	if err != nil {
		t.Fatal(err)
	}
	if r.Memes != 2 || r.LeftOut != 4 || r.Unread != 2 || r.FirstUnread != filepath.Join(dir, "gone.png") {
		t.Errorf("%+v", r)
	}
	m := s.memes()
	for i, name := range map[int]string{0: "0000001_a.jpg", 4: "0000005_p.png"} {
		place := splitFolders[m[i].Split] + "/"
		if got := into[place+name]; got == nil || got.String() != "bytes of "+m[i].Image.Name {
			t.Errorf("%s: %v", place+name, got)
		}
		table := into[place+"metadata.jsonl"].String()
		var row map[string]string
		for l := range strings.Lines(table) {
			if strings.Contains(l, name) {
				if err := json.Unmarshal([]byte(l), &row); err != nil {
					t.Fatal(err)
				}
			}
		}
		want := map[string]string{
			"file_name": name, "caption": m[i].Caption, "caption_origin": "given", "level": map[int]string{0: "positive", 4: ""}[i], "state": map[int]string{0: "labelled", 4: "unlabelled"}[i],
			"split": string(m[i].Split), "meme": string(m[i].ID), "image_name": m[i].Image.Name, "image_name.2": m[i].Image.Name, "labels": map[int]string{0: `{"gold":"positive"}`, 4: "{}"}[i],
			"": map[int]string{0: "0", 4: "4"}[i], "text_ocr": map[int]string{0: "ocr", 4: ""}[i], "text_corrected": m[i].Caption, "overall_sentiment": map[int]string{0: "positive", 4: ""}[i],
		}
		if !maps.Equal(row, want) {
			t.Errorf("%v\nwant %v", row, want)
		}
	}
	if _, err := ExportFolder(t.Context(), s, ExportSpec{Format: FormatHuggingFace, Only: map[uint64]bool{4: true}}, folder{}, nil); err == nil || !strings.Contains(err.Error(), "csv or jsonl") {
		t.Errorf("a folder without a picture: %v", err)
	}
	if _, err := ExportFolder(t.Context(), s, ExportSpec{Format: FormatCSV}, folder{}, nil); err == nil {
		t.Error("csv as a folder is no error")
	}
}

func TestPictureName(t *testing.T) {
	for want, image := range map[string]labels.Image{
		"0000007_a.jpg":      {Name: "x/a.jpg", Format: "jpeg"},
		"0000007_A.JPG":      {Name: "A.JPG", Format: "jpeg"},
		"0000007_a.png":      {Name: "a.jpg", Format: "png"},
		"0000007_a.jpeg":     {Name: "a", Format: "jpeg"},
		"0000007__.._b_.gif": {Name: "/ü..\\b\n.gif", Format: "gif"},
		"0000007_" + strings.Repeat("n", 100) + ".png": {Name: strings.Repeat("n", 300) + ".png", Format: "png"},
	} {
		if got := pictureName(&labels.Meme{Seq: 7, Image: image}); got != want {
			t.Errorf("%q: %s, want %s", image.Name, got, want)
		}
	}
}

// What a spreadsheet would compute gets an apostrophe, in captions, imported values and the
// names of columns, and nothing else does.
func TestExportNoFormulas(t *testing.T) {
	s := newStore(t)
	spec := ImportSpec{Format: FormatCSV, Dataset: "t", Path: write(t, "t.csv",
		"caption,=note,score\n=1+1,@home,-1.5\n+44 is a code,＝x,+2\n\"\t=2\",a=b,- 3\nfine,'quoted,1e5\n")}
	spec.CaptionColumn = "caption"
	mustImport(t, s, spec)
	columns := []string{"caption", "'=note", "score"}
	got, _ := exportedAs(t, s, ExportSpec{Format: FormatCSV, NoFormulas: true})
	want := "'=1+1|'@home|-1.5\n'+44 is a code|'＝x|+2\n'\t=2|a=b|'- 3\nfine|'quoted|1e5"
	if rows := picked(t, got, columns...); rows != want {
		t.Errorf("without formulas\n%s\nwant\n%s", rows, want)
	}
	plain, _ := exportedAs(t, s, ExportSpec{Format: FormatCSV})
	if strings.Contains(plain, "'=") {
		t.Errorf("an apostrophe that nobody asked for:\n%s", plain)
	}
	other := ExportSpec{Format: FormatJSONL, NoFormulas: true}
	if err := other.Validate(); err == nil {
		t.Error("jsonl takes NoFormulas")
	}
}
