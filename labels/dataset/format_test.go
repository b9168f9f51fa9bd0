package dataset

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"memebench/labels"
)

// A rowSample is a small file in a format with rows: three good ones, of which the
// second is alone without a picture and the first has a.jpg, and one bad row before the
// last of them. Where the format has no pictures, none has one.
type rowSample struct {
	spec  ImportSpec
	first int // number of the first row
	file  string
	later string // the same, with other levels and splits
}

// rowSamples are those of every format; a new one adds its own here.
var rowSamples = map[string]rowSample{
	FormatMemotion: {
		first: 2,
		file:  memotionHeader + "0, a.jpg ,,\"one\r\nmore\",positive\r\n1,,two,,neutral\r\n2,c.jpg,,bad,hilarious\r\n3,d.jpg,,,\r\n",
		later: memotionHeader + "0, a.jpg ,,\"one\r\nmore\",negative\r\n1,,two,,\r\n2,c.jpg,,bad,hilarious\r\n3,d.jpg,,,neutral\r\n",
	},
	FormatCSV: {
		spec:  ImportSpec{CaptionColumn: "text", LevelColumn: "mood", ImageColumn: "file", SplitColumn: "part", Scale: "1-5"},
		first: 2,
		file:  "text,,part,file,mood,\n\"one\r\nmore\",x,train,a.jpg,5,y\ntwo,x,,,very positive,\nbad,x\n,x,dev,d.jpg,,\n",
		later: "text,,part,file,mood,\n\"one\r\nmore\",x,val,a.jpg,1,y\ntwo,x,test,,,\nbad,x\n,x,,d.jpg,3,\n",
	},
}

// readRows reads a file to its end. A bad row stands without a key.
func readRows(t *testing.T, f rowFormat, spec ImportSpec, file string, keyBy []string) (rowReader, []TableRow) {
	t.Helper()
	spec.Format, spec.CSV = f.name(), write(t, "sample", file)
	if err := spec.Validate(); err != nil {
		t.Fatal(err)
	}
	in, err := openSource(t.Context(), "--csv", spec.CSV, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	r, err := f.open(in, &spec)
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

// TestRowFormats holds every format with rows to what rowReader says.
func TestRowFormats(t *testing.T) {
	for _, f := range rowFormats {
		t.Run(f.name(), func(t *testing.T) {
			s, ok := rowSamples[f.name()]
			if !ok {
				t.Fatal("the format has no sample")
			}
			r, all := readRows(t, f, s.spec, s.file, nil)
			if len(all) != 4 || all[2].Key != "" {
				t.Fatalf("rows %+v, want four, the third bad", all)
			}
			d := r.Dataset("some name")
			if d.Name != "some name" || d.Format != f.name() {
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
			if all[1].Image != "" || all[1].Key == all[3].Key {
				t.Errorf("keys and pictures of %+v", all)
			}
			if r.HasImages() && (all[0].Key != all[0].Image || all[0].Image != "a.jpg") {
				t.Errorf("key and picture of %+v", all[0])
			}
			for name, again := range map[string]struct {
				file string
				key  []string
			}{
				"read again": {s.file, nil}, "keyed as it is": {s.file, d.Key}, "keyed by a column it lacks": {s.file, []string{"no such column"}},
				"with other levels and splits": {s.later, nil}, "the same, keyed as it was": {s.later, d.Key},
			} {
				r, rows := readRows(t, f, s.spec, again.file, again.key)
				if again.file == s.file && !reflect.DeepEqual(rows, all) {
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
	if _, err := labels.ReadSplit(string(row.Split)); err != nil {
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

func TestOneOf(t *testing.T) {
	for want, names := range map[string][]string{"a": {"a"}, "a or b": {"a", "b"}, "a, b or c": {"a", "b", "c"}} {
		if got := OneOf(names...); got != want {
			t.Errorf("%q: %q, want %q", names, got, want)
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
