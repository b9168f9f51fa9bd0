package dataset

import (
	"slices"
	"strings"
	"testing"
)

type nestedVoice struct {
	Annotator string  `parquet:"annotator"`
	Label     *string `parquet:"label,optional"`
}

type nestedRow struct {
	Text   string `parquet:"text"`
	Labels struct {
		List []struct {
			Element *string `parquet:"element,optional"`
		} `parquet:"list"`
	} `parquet:"labels"`
	Votes []nestedVoice     `parquet:"votes,list"`
	Map   map[string]string `parquet:"map"`
	Meta  struct {
		Tags []string `parquet:"tags,list"`
		Cats []string `parquet:"cats,list"`
		Name string   `parquet:"name"`
	} `parquet:"meta"`
	Bare []int32 `parquet:"bare"`
	Big  uint64  `parquet:"big"`
}

// What is nested in Parquet comes as JSON has it: nulls in their places, so that no annotator gets another's level, objects with their names, and
// no list in another's column.
func TestNestedParquet(t *testing.T) {
	of := func(s string) *string { return &s }
	full := nestedRow{Text: "dawn", Votes: []nestedVoice{{"ann", of("positive")}, {"bo", nil}}, Map: map[string]string{"k": "1"}, Bare: []int32{4, 5}, Big: 1<<64 - 1}
	full.Labels.List = append(full.Labels.List, struct {
		Element *string `parquet:"element,optional"`
	}{}, struct {
		Element *string `parquet:"element,optional"`
	}{of("negative")})
	full.Meta.Tags, full.Meta.Cats, full.Meta.Name = []string{"x", "y"}, []string{"z"}, "n"
	file := parquetOf(t, []nestedRow{full, {Text: "noon"}})

	s := newStore(t)
	spec := ImportSpec{Path: write(t, "t.parquet", file), LevelColumn: "labels[0],labels[1]"}
	if r := mustImport(t, s, spec); r.Imported != 2 || r.Labels != 1 {
		t.Errorf("%+v", r)
	}
	d, err := s.Datasets()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for i, name := range d[0].Columns {
		got[name] = s.memes()[0].Values[i]
		if v := s.memes()[1].Values[i]; v != "" && !slices.Contains([]string{"text", "big"}, name) {
			t.Errorf("%s of a row that has nothing: %q", name, v)
		}
	}
	for name, want := range map[string]string{
		"labels": `[null,"negative"]`, "votes": `[{"annotator":"ann","label":"positive"},{"annotator":"bo","label":null}]`,
		"map.key_value.key": `["k"]`, "map.key_value.value": `["1"]`, "meta.tags": `["x","y"]`, "meta.cats": `["z"]`, "meta.name": "n", "bare": `["4","5"]`, "big": "18446744073709551615",
	} {
		if got[name] != want {
			t.Errorf("%s: %q, want %q", name, got[name], want)
		}
	}
	for _, e := range s.log() {
		if e.Annotator != "labels[1]" {
			t.Errorf("%s says %v", e.Annotator, e.Level)
		}
	}
	if r := mustImport(t, s, spec); r.Duplicates != 2 || r.Imported != 0 {
		t.Errorf("again: %+v", r)
	}
}

// Texts that came while two lists ran into one column, and of a list the last value was read, are known again.
func TestNestedParquetFromBefore(t *testing.T) {
	type row struct {
		Text    string  `parquet:"text"`
		Bare    []int32 `parquet:"bare"`
		Answers struct {
			By   []string `parquet:"by,list"`
			Said []string `parquet:"said,list"`
		} `parquet:"answers"`
	}
	now := row{Text: "dawn", Bare: []int32{4, 5}}
	now.Answers.By, now.Answers.Said = []string{"ann"}, []string{"yes"}
	s := newStore(t)
	mustImport(t, s, ImportSpec{Path: write(t, "t.csv", "text,bare,answers\ndawn,5,\"[\"\"ann\"\",\"\"yes\"\"]\"\n"), Dataset: "d"})
	if r := mustImport(t, s, ImportSpec{Path: write(t, "t.parquet", parquetOf(t, []row{now})), Dataset: "d"}); r.Duplicates != 1 || len(r.Warnings) > 0 {
		t.Errorf("%+v", r)
	}
}

// What cannot be read says what it is, and a row is no longer than of other tables.
func TestParquetThatIsNotRead(t *testing.T) {
	type row struct {
		Text string `parquet:"text"`
	}
	for _, c := range []struct{ file, want string }{
		{parquetOf(t, []row{}), "there are no rows below its header"},
		{"PARE" + strings.Repeat("\x00\xff", 40) + "PARE", "it is Parquet that is encrypted"},
		{parquetOf(t, []row{{strings.Repeat("x", maxRecord+1)}}), "the row is longer than 1048576 bytes"},
	} {
		if _, err := OpenImport(t.Context(), ImportSpec{Path: write(t, "t.parquet", c.file)}, nil); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
}

// A row is as long as what is beside its picture, whatever kind that is of.
func TestLargePicturesInParquet(t *testing.T) {
	type row struct {
		Text  string `parquet:"text"`
		Image struct {
			Bytes []byte `parquet:"bytes"`
			Path  string `parquet:"path"`
		} `parquet:"image"`
	}
	large := strings.Repeat("\x00\xff", maxRecord/2+1)
	rows := []row{{Text: "dawn"}, {Text: "noon"}}
	rows[0].Image.Bytes, rows[0].Image.Path = []byte("BM"+large), "a.bmp"
	rows[1].Image.Bytes, rows[1].Image.Path = []byte("\x00\x00\x00\x18ftypheic"+large), "b.heic"
	r := mustImport(t, newStore(t), ImportSpec{Path: write(t, "t.parquet", parquetOf(t, rows)), Probe: probe, Keep: t.TempDir()})
	if r.Imported != 2 || len(r.Failed) > 0 {
		t.Errorf("%+v", r)
	}
}
