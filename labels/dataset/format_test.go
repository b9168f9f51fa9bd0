package dataset

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/parquet-go/parquet-go"
	"github.com/xuri/excelize/v2"

	"memebench/labels"
)

// A rowSample is a small file of one kind: three good rows, of which the second is alone
// without a picture and the first has a.jpg, and one bad row before the last of them.
type rowSample struct {
	spec  ImportSpec
	file  string // its name
	first int    // number of the first row
	text  func(t *testing.T, level, split [4]string) string
}

// rowsOf makes rows with these levels and splits; written is how they become a file.
func rowsOf(level, split [4]string) [][]string {
	return [][]string{
		{"file", "text", "mood", "part", "more"},
		{" a.jpg ", "one\r\nmore", level[0], split[0], "x"},
		{"", "two", level[1], split[1], "x"},
		{"c.jpg", "bad", "hilarious", split[2], "x"},
		{"d.jpg", "", level[3], split[3], "x"},
	}
}

func asCSV(_ *testing.T, level, split [4]string) string {
	var b strings.Builder
	for _, row := range rowsOf(level, split) {
		b.WriteString(`"` + strings.Join(row, `","`) + "\"\r\n")
	}
	return b.String()
}

func asObjects(level, split [4]string) (all []string) {
	rows := rowsOf(level, split)
	for _, row := range rows[1:] {
		o := map[string]string{}
		for i, name := range rows[0] {
			o[name] = row[i]
		}
		b, _ := json.Marshal(o) // text always can be
		all = append(all, string(b))
	}
	return all
}

func asXLSX(t *testing.T, level, split [4]string) string {
	book := excelize.NewFile()
	defer book.Close()
	for i, row := range rowsOf(level, split) {
		if err := book.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func asParquet(t *testing.T, level, split [4]string) string {
	type row struct {
		File string  `parquet:"file"`
		Text string  `parquet:"text"`
		Mood *string `parquet:"mood,optional"`
		Part string  `parquet:"part"`
		More string  `parquet:"more"`
	}
	var b bytes.Buffer
	w := parquet.NewGenericWriter[row](&b)
	for _, r := range rowsOf(level, split)[1:] {
		var mood *string
		if r[2] != "" {
			mood = &r[2]
		}
		if _, err := w.Write([]row{{r[0], r[1], mood, r[3], r[4]}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

var told = ImportSpec{CaptionColumn: "text", LevelColumn: "mood", ImageColumn: "file", SplitColumn: "part", Scale: "1-5"}

// rowSamples are those of every kind; a new one adds its own here.
var rowSamples = map[string]rowSample{
	"csv": {told, "s.csv", 2, asCSV},
	"tabs in UTF-16": {told, "s.csv", 2, func(t *testing.T, l, s [4]string) string {
		return "\xff\xfe" + string(utf16LE(strings.ReplaceAll(asCSV(t, l, s), ",", "\t")))
	}},
	"csv.gz":        {told, "s.csv.gz", 2, func(t *testing.T, l, s [4]string) string { return zipped(t, asCSV(t, l, s)) }},
	"xlsx":          {told, "s.xlsx", 2, asXLSX},
	"parquet":       {told, "s.parquet", 1, asParquet},
	"lines of JSON": {told, "s.jsonl", 1, func(_ *testing.T, l, s [4]string) string { return strings.Join(asObjects(l, s), "\r\n") }},
	"an array": {told, "s.json", 1, func(_ *testing.T, l, s [4]string) string {
		return "[\n" + strings.Join(asObjects(l, s), ",\n") + "]"
	}},
	"objects by id": {told, "s.json", 1, func(_ *testing.T, l, s [4]string) string {
		var b strings.Builder
		for i, o := range asObjects(l, s) {
			fmt.Fprintf(&b, "%s%q: %s", map[bool]string{true: "{\n", false: ",\n"}[i == 0], strconv.Itoa(i+7), o)
		}
		return b.String() + "}\n"
	}},
	FormatMemotion: {ImportSpec{Format: FormatMemotion}, "s.csv", 2, func(_ *testing.T, l, s [4]string) string {
		return memotionHeader + "0, a.jpg ,,\"one\r\nmore\"," + name(l[0]) + "\r\n1,,two,," + name(l[1]) + "\r\n2,c.jpg,,bad,hilarious\r\n3,d.jpg,,," + name(l[3]) + "\r\n"
	}},
	FormatLabelStudio: {ImportSpec{LevelColumn: "mood", Scale: "1-5"}, "s.json", 1, func(_ *testing.T, l, s [4]string) string {
		var all []string
		for i, r := range rowsOf(l, s)[1:] {
			data, _ := json.Marshal(map[string]string{"image": r[0], "text": r[1], "split": r[3]}) // text always can be
			all = append(all, fmt.Sprintf(`{"id":%d,"data":%s,"annotations":[{"completed_by":1,"result":[{"from_name":"mood","value":{"choices":[%q]}}]}],"predictions":[]}`, i, data, r[2]))
		}
		return "[" + strings.Join(all, ",") + "]"
	}},
}

// name is the name of a level that is a number from 1 to 5, or a name already.
func name(level string) string {
	if l, err := (levelReader{scale: Scale1To5}).read(level); err == nil {
		return l.String()
	}
	return level
}

func utf16LE(s string) (b []byte) {
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return b
}

func zipped(t *testing.T, s string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(s)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// readRows reads a file to its end. A bad row stands without a key.
func readRows(t *testing.T, spec ImportSpec, file, content string, keyBy []string) (rowReader, []TableRow) {
	t.Helper()
	r, err := openAs(t, content, file, spec)
	if err != nil {
		t.Fatal(err)
	}
	r.KeyBy(keyBy)
	var all []TableRow
	for {
		row, err := r.Next()
		var bad *RowError
		switch {
		case err == io.EOF:
			if _, err := r.Next(); err != io.EOF {
				t.Errorf("after the end: %v", err)
			}
			return r, all
		case errors.As(err, &bad):
			if bad.Row != row.Number || bad.Reason == "" || labels.Printable(bad.Error()) != bad.Error() {
				t.Errorf("row %d: failed as %+v", row.Number, bad)
			}
			row.Key = ""
		case err != nil:
			t.Fatal(err)
		}
		all = append(all, row)
	}
}

// TestRowFormats holds every kind of file to what rowReader says.
func TestRowFormats(t *testing.T) {
	first := [4]string{"5", "very positive", "", ""}
	parts := [4]string{"train", "", "", "dev"}
	for name, s := range rowSamples {
		t.Run(name, func(t *testing.T) {
			file := s.text(t, first, parts)
			r, all := readRows(t, s.spec, s.file, file, nil)
			if len(all) != 4 || all[2].Key != "" {
				t.Fatalf("rows %+v, want four, the third bad", all)
			}
			d := r.Dataset("some name")
			if d.Name != "some name" || d.Format == "" {
				t.Errorf("dataset %+v", d)
			}
			if (r.ImageColumn() != "") != r.HasImages() {
				t.Errorf("pictures %v, in column %q", r.HasImages(), r.ImageColumn())
			}
			for _, name := range d.Key {
				if !slices.Contains(d.Columns, name) {
					t.Errorf("the key has %q, which is no column of %q", name, d.Columns)
				}
			}
			if d.Level != "" && !slices.Contains(d.Columns, d.Level) {
				t.Errorf("the level is in %q, which is no column of %q", d.Level, d.Columns)
			}
			for i, row := range all {
				if row.Number != s.first+i {
					t.Errorf("row %d has number %d, want %d", i, row.Number, s.first+i)
				}
				if i != 2 {
					holds(t, r, d, row)
				}
			}
			if all[0].Level != labels.VeryPositive || all[1].Level != labels.VeryPositive || all[3].Level != labels.NoLevel {
				t.Errorf("levels %v %v %v", all[0].Level, all[1].Level, all[3].Level)
			}
			if name != FormatMemotion && (all[0].Split != labels.Train || all[1].Split != "" || all[3].Split != labels.Val) {
				t.Errorf("splits %q %q %q", all[0].Split, all[1].Split, all[3].Split)
			}
			if all[0].Caption != "one\nmore" || all[1].Image != "" || all[1].Key == all[3].Key {
				t.Errorf("captions, keys and pictures of %+v", all)
			}
			if r.HasImages() && (all[0].Key != all[0].Image || all[0].Image != "a.jpg") {
				t.Errorf("key and picture of %+v", all[0])
			}
			later := s.text(t, [4]string{"1", "", "", "3"}, [4]string{"val", "test", "", ""})
			for name, again := range map[string]struct {
				file string
				key  []string
			}{
				"read again": {file, nil}, "keyed as it is": {file, d.Key}, "keyed by a column it lacks": {file, []string{"no such column"}},
				"with other levels and splits": {later, nil}, "the same, keyed as it was": {later, d.Key},
			} {
				r, rows := readRows(t, s.spec, s.file, again.file, again.key)
				if again.file == file && !reflect.DeepEqual(rows, all) {
					t.Errorf("%s: %+v,\nwant %+v", name, rows, all)
				}
				for i := range rows {
					if rows[i].Key != all[i].Key {
						t.Errorf("%s: row %d has key %q, want %q", name, i, rows[i].Key, all[i].Key)
					}
				}
				if !reflect.DeepEqual(r.Dataset("some name"), d) {
					t.Errorf("%s: dataset %+v, want %+v", name, r.Dataset("some name"), d)
				}
			}
		})
	}
}

// holds fails where a good row is not what rowReader says.
func holds(t *testing.T, r rowReader, d labels.Dataset, row TableRow) {
	t.Helper()
	if len(row.Values) != len(d.Columns) {
		t.Errorf("row %d: %d values of %d columns", row.Number, len(row.Values), len(d.Columns))
	}
	if row.Key == "" || row.Image == "" && strings.TrimSpace(row.Caption) == "" || strings.Contains(row.Caption, "\r") {
		t.Errorf("row %d: %+v", row.Number, row)
	}
	if row.Image != "" && !r.HasImages() || row.Image != strings.TrimSpace(row.Image) || len(row.Image) > maxName {
		t.Errorf("row %d: picture %q", row.Number, row.Image)
	}
	if row.Level != labels.NoLevel && !row.Level.Valid() {
		t.Errorf("row %d: level %d", row.Number, row.Level)
	}
	if _, err := labels.ParseSplit(string(row.Split)); err != nil && row.Split != "" {
		t.Errorf("row %d: split %q", row.Number, row.Split)
	}
	for _, text := range append([]string{row.Key, row.Image, row.Caption}, row.Values...) {
		if !utf8.ValidString(text) {
			t.Errorf("row %d: %q is not UTF-8", row.Number, text)
		}
	}
}

// said is a workspace in which somebody has said something.
func said(t *testing.T) *testStore {
	t.Helper()
	s := newStore(t)
	mustImport(t, s, memotionSpec(t, "0,a.jpg,,one \x1b[31m,positive\n1,b.jpg,,two,\n"))
	if _, err := s.Append(labels.Event{Meme: s.memes()[1].ID, Annotator: "ada", Source: labels.Key, Action: labels.SetLevel, Level: labels.Neutral}); err != nil {
		t.Fatal(err)
	}
	return s
}

// eventSamples are small files of every format with events: one dataset, two memes,
// two events; a new format adds its own here.
var eventSamples = map[string]func(t *testing.T) string{
	FormatRecords: func(t *testing.T) string { return exported(t, said(t), FormatRecords) },
}

// TestEventFormats holds every format with events to what recordReader says.
func TestEventFormats(t *testing.T) {
	for _, f := range eventFormats {
		t.Run(f.name(), func(t *testing.T) {
			sample, ok := eventSamples[f.name()]
			if !ok {
				t.Fatal("the format has no sample")
			}
			file := sample(t)
			r, err := f.open(strings.NewReader(file), "sample")
			if err != nil {
				t.Fatal(err)
			}
			var kinds []string
			for line := 0; ; {
				rec, err := r.Next()
				if err == io.EOF {
					break
				}
				if err != nil {
					t.Fatal(err)
				}
				if rec.Line <= line {
					t.Errorf("line %d comes after line %d", rec.Line, line)
				}
				line = rec.Line
				for kind, is := range map[string]bool{
					"dataset": rec.Dataset != nil, "setting": rec.Setting != nil, "meme": rec.Meme != nil, "event": rec.Event != nil,
				} {
					if is {
						kinds = append(kinds, kind)
					}
				}
			}
			if want := []string{"dataset", "meme", "meme", "event", "event"}; !slices.Equal(kinds, want) {
				t.Errorf("records %q, want %q", kinds, want)
			}
			if r, err = f.open(strings.NewReader(file[:len(file)/2]), "half"); err == nil {
				for bad := new(RowError); err == nil || errors.As(err, &bad); {
					_, err = r.Next()
				}
			}
			if err == io.EOF || !strings.Contains(err.Error(), "half") {
				t.Errorf("half a file: %v, want an error that names it", err)
			}
		})
	}
}

// TestExportFormats holds every format that is written to what exportFormat says.
func TestExportFormats(t *testing.T) {
	for _, f := range exportFormats {
		for name, s := range map[string]*testStore{"nothing": newStore(t), "something": said(t)} {
			var out bytes.Buffer
			var last labels.Step
			if _, err := Export(t.Context(), s, ExportSpec{Format: f.name()}, &out, func(s labels.Step) { last = s }); err != nil {
				t.Errorf("%s of %s: %v", f.name(), name, err)
			}
			if last.Phase != "export" || last.Done != last.Total {
				t.Errorf("%s of %s: the last step is %+v", f.name(), name, last)
			}
			if f.name() == FormatLabelStudio { // one value
				if !json.Valid(out.Bytes()) {
					t.Errorf("%s of %s is no JSON: %q", f.name(), name, out.Bytes())
				}
				continue
			}
			for line := range bytes.Lines(out.Bytes()) {
				if json.Valid(line) != f.json() {
					t.Errorf("%s of %s: JSON is %v, and a line %q", f.name(), name, f.json(), line)
				}
			}
		}
	}
}

func TestFormatNames(t *testing.T) {
	pages, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append(ImportFormats(), ExportFormats()...) {
		if !strings.Contains(string(pages), "`"+name+"`") && !strings.Contains(string(pages), "`--format "+name+"`") {
			t.Errorf("labels/README.md does not describe %s", name)
		}
	}
	all := ImportFormats()
	slices.Sort(all)
	if len(slices.Compact(all)) != len(ImportFormats()) {
		t.Errorf("one name for two formats: %q", all)
	}
	for _, name := range ImportFormats() {
		if HasEvents(name) == slices.Contains(RowFormats(), name) {
			t.Errorf("%s has rows and events, or none", name)
		}
	}
}
