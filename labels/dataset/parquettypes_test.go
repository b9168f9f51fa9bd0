package dataset

import (
	"bytes"
	"encoding/base64"
	"testing"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/deprecated"
)

// Dates, times, amounts and ids of Parquet come as people write them, and their memes are known by
// what is in the file, as those are that were imported before.
func TestMeaningsOfParquet(t *testing.T) {
	type row struct {
		Text  string   `parquet:"text"`
		Stars int32    `parquet:"stars,decimal(1:9)"`
		Day   int32    `parquet:"day,date"`
		At    int64    `parquet:"at,timestamp(microsecond:local)"`
		World int64    `parquet:"world,timestamp(millisecond)"`
		Own   [16]byte `parquet:"own,uuid"`
		Clock int64    `parquet:"clock,time(microsecond)"`
		Short int32    `parquet:"short,time(millisecond)"`
		Plain int64    `parquet:"plain"`
	}
	rows := []row{
		{"dawn", 10, 18262, 1704153600500000, -1000, [16]byte{0x12, 15: 0x34}, 34200000001, 34200500, 18262},
		{"noon", 50, -1, 0, 0, [16]byte{}, 0, 0, -7},
	}
	var b bytes.Buffer
	w := parquet.NewGenericWriter[row](&b)
	if _, err := w.Write(rows); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	s := newStore(t)
	spec := ImportSpec{Path: write(t, "t.parquet", b.String()), LevelColumn: "stars", Scale: "1-5", Annotator: "ann", Probe: contentProbe}
	if r := mustImport(t, s, spec); r.Imported != 2 || r.ByLevel["very_negative"] != 1 || r.ByLevel["very_positive"] != 1 {
		t.Errorf("%+v", r)
	}
	for i, want := range [][]string{
		{"dawn", "1.0", "2020-01-01", "2024-01-02 00:00:00.5", "1969-12-31 23:59:59Z", "12000000-0000-0000-0000-000000000034", "09:30:00.000001", "09:30:00.5", "18262"},
		{"noon", "5.0", "1969-12-31", "1970-01-01 00:00:00", "1970-01-01 00:00:00Z", "00000000-0000-0000-0000-000000000000", "00:00:00", "00:00:00", "-7"},
	} {
		for k, v := range s.memes()[i].Values {
			if v != want[k] {
				t.Errorf("row %d, value %d: %q, want %q", i+1, k, v, want[k])
			}
		}
	}

	spec.IDColumn = "own"
	s = newStore(t)
	if mustImport(t, s, spec); s.memes()[0].Key != "12000000-0000-0000-0000-000000000034" {
		t.Errorf("the key of a UUID is %q", s.memes()[0].Key)
	}

	s = newStore(t)
	picture := "data:image/png;base64," + base64.StdEncoding.EncodeToString([]byte("\x89PNG\r\n one"))
	keep := t.TempDir()
	mustImport(t, s, ImportSpec{Path: write(t, "t.csv", "text,day,look\ndawn,18262,\nnoon,18263,\""+picture+"\"\n"), Keep: keep, Probe: contentProbe})
	type short struct {
		Text string `parquet:"text"`
		Day  int32  `parquet:"day,date"`
		Look string `parquet:"look"`
	}
	b.Reset()
	few := parquet.NewGenericWriter[short](&b)
	if _, err := few.Write([]short{{"dawn", 18262, ""}, {"noon", 18263, picture}}); err != nil {
		t.Fatal(err)
	}
	if err := few.Close(); err != nil {
		t.Fatal(err)
	}
	if r := mustImport(t, s, ImportSpec{Path: write(t, "t.parquet", b.String()), Keep: keep, Probe: contentProbe}); r.Duplicates != 2 || len(r.Warnings) > 0 {
		t.Errorf("they are other memes: %+v", r)
	}
}

func TestDecimalsOfParquet(t *testing.T) {
	for _, c := range []struct {
		v     parquet.Value
		scale int
		want  string
	}{
		{parquet.Int64Value(-5), 2, "-0.05"},
		{parquet.Int32Value(12345), 0, "12345"},
		{parquet.FixedLenByteArrayValue([]byte{0, 0, 100}), 2, "1.00"},
		{parquet.FixedLenByteArrayValue([]byte{0xff, 0xff, 0x9c}), 2, "-1.00"},
		{parquet.ByteArrayValue(nil), 1, "0.0"},
		{parquet.ByteArrayValue(bytes.Repeat([]byte("x"), 33)), 1, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"},
		{parquet.Int64Value(7), 1 << 30, "7"},
	} {
		if got := decimal(c.v, c.scale); got != c.want {
			t.Errorf("%v with scale %d: %q, want %q", c.v, c.scale, got, c.want)
		}
	}
	noon := parquet.Int96Value(deprecated.Int96{0: 43_200_000_000_000 & 0xffffffff, 1: 43_200_000_000_000 >> 32, 2: julianEpoch + 1})
	if got, want := meaningOf(parquet.Int96Type)(noon), "1970-01-02 12:00:00"; got != want {
		t.Errorf("a time of Spark is %q, want %q", got, want)
	}
}
