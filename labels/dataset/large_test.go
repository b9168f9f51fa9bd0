//go:build !race

// Of what is as large here as it may be the race detector would make ten to twenty times as much, on ways on
// which it looks in other tests: it is tried without.

package dataset

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"memebench/labels"
)

// Batches of text are larger, but never of many bytes.
func TestImportBatches(t *testing.T) {
	spec := func(rows, width int) ImportSpec {
		var b strings.Builder
		b.WriteString("text\n")
		for i := range rows {
			fmt.Fprintf(&b, "%d %s\n", i, strings.Repeat("x", width))
		}
		return ImportSpec{Format: "csv", Path: write(t, "t.csv", b.String()), CaptionColumn: "text"}
	}
	s := newStore(t)
	mustImport(t, s, spec(textBatch+1, 1))
	if want := []int{textBatch, 1}; !slices.Equal(s.batches, want) {
		t.Errorf("batches of %v rows, want %v", s.batches, want)
	}
	s = newStore(t)
	mustImport(t, s, spec(12, 500_000))
	if want := []int{9, 3}; !slices.Equal(s.batches, want) { // caption and value: 1 MB a row
		t.Errorf("batches of %v long rows, want %v", s.batches, want)
	}
}

// Of the reasons of very many bad rows the first are kept and the others counted,
// batch by batch.
func TestImportOfVeryManyBadRows(t *testing.T) {
	const bad = labels.MaxReasons + textBatch
	table := "text,b\n" + strings.Repeat("a,b,c\n", bad) + "good,1\n"
	r := mustImport(t, newStore(t), ImportSpec{Format: "csv", Path: write(t, "t.csv", table), CaptionColumn: "text"})
	if r.Rows != bad+1 || r.Imported != 1 || len(r.Failed) != labels.MaxReasons || r.OmittedFailed != textBatch || r.Failed[labels.MaxReasons-1].Row != labels.MaxReasons+1 {
		t.Errorf("%d rows, %d imported, %d failed and %d omitted", r.Rows, r.Imported, len(r.Failed), r.OmittedFailed)
	}
	im, err := OpenImport(t.Context(), ImportSpec{Format: "csv", Path: write(t, "t.csv", table), CaptionColumn: "text"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer im.Close()
	im.part = im.parts[0]
	var b batch
	if end, err := im.read(&b); end || err != nil || len(b.failed) != textBatch {
		t.Errorf("a batch of %d bad rows, end %v, %v", len(b.failed), end, err)
	}
}

// A table with thousands of columns, as of features, and without levels, is read at once.
func TestManyColumns(t *testing.T) {
	const columns = 4000
	var header, row strings.Builder
	header.WriteString("id,no")
	row.WriteString("1,2")
	for i := range columns {
		fmt.Fprintf(&header, ",bert_%d", i)
		row.WriteString(",0.25")
	}
	path := write(t, "t.csv", header.String()+"\n"+row.String()+"\n"+row.String()+"\n")
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	_, err := OpenImport(ctx, ImportSpec{Path: path}, nil)
	if ctx.Err() != nil || err == nil || !strings.Contains(err.Error(), fmt.Sprintf(`"bert_27", and %d more;`, columns+2-30)) {
		t.Errorf("%v, %v", ctx.Err(), err)
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

// Run lengths have millions of values in a kilobyte; a row of a long list is only that.
func TestParquetOfRunLengths(t *testing.T) {
	type row struct {
		Text string   `parquet:"text"`
		L    []*int32 `parquet:"l,list"`
	}
	spec := ImportSpec{Path: write(t, "t.parquet", parquetOf(t, []row{{"dawn", make([]*int32, 2<<20+1<<19)}, {Text: "dusk"}}))}
	if _, err := OpenImport(t.Context(), spec, nil); err == nil || !strings.Contains(err.Error(), "millions of values in next to no bytes") {
		t.Error(err)
	}
	spec.Path = write(t, "t.parquet", parquetOf(t, []row{{"dawn", make([]*int32, 1<<19)}, {Text: "dusk"}}))
	if r := mustImport(t, newStore(t), spec); r.Imported != 2 {
		t.Errorf("%+v", r)
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

// A workbook of a few kilobytes can be one cell of gigabytes, or many millions of small ones, which
// would all be in memory.
func TestWorkbooksThatAreTooLong(t *testing.T) {
	plain := asXLSX(t, [4]string{"1", "2", "3", "4"}, [4]string{"train", "val", "test", "train"})
	text := func(size int) io.Reader { return io.LimitReader(repeated("laughing "), int64(size)) }
	for name, c := range map[string]struct {
		part string
		body io.Reader
		says string // "" where it is read
	}{
		"as it is":     {"xl/none.bin", text(1), ""},
		"long texts":   {"xl/sharedStrings.xml", io.MultiReader(strings.NewReader("<sst><si><t>"), text(mostCellText+1), strings.NewReader("</t></si></sst>")), "xl/sharedStrings.xml of it: a text in it has more than 4 MB: save what is wanted as CSV"},
		"a long cell":  {"xl/worksheets/sheet1.xml", io.MultiReader(strings.NewReader(`<worksheet><sheetData><row><c t="inlineStr"><is><t>`), text(mostCellText+1)), "xl/worksheets/sheet1.xml of it: a text in it has more than 4 MB"},
		"many texts":   {"xl/sharedStrings.xml", io.LimitReader(repeated("<si><t>"+strings.Repeat("so ", 10_000)+"</t></si>"), mostTexts+1), "xl/sharedStrings.xml of it: it has more than 256 MB"},
		"larger media": {"xl/media/image1.png", text(2 * mostCellText), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStore(t)
			_, err := importTable(t.Context(), s, ImportSpec{Path: write(t, "s.xlsx", withPart(t, plain, c.part, c.body)), CaptionColumn: "text", Probe: probe}, nil)
			if (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v, want %q", err, c.says)
			}
		})
	}
}

func TestFindNear(t *testing.T) {
	const drawings = 12
	spec, of := album(t, drawings)
	s := newStore(t)
	mustImport(t, s, spec)
	r, err := FindNear(t.Context(), s, nil)
	if err != nil || r.Pictures != 4*drawings || r.Printed != r.Pictures || r.Unread != 0 || r.Tied < 3*drawings || r.CrossSplit != 0 {
		t.Errorf("%+v, %v", r, err)
	}
	group := map[int]string{}
	for _, m := range s.memes() {
		n := of[m.Key]
		if group[n] == "" {
			group[n] = m.Group + string(m.Split)
		}
		if group[n] != m.Group+string(m.Split) || m.CrossSplit {
			t.Errorf("%s is in %s of %s, others of its drawing in %s", m.Key, m.Group, m.Split, group[n])
		}
	}
	seen := map[string]bool{}
	for _, g := range group {
		seen[g] = true
	}
	if len(seen) != drawings {
		t.Errorf("%d drawings are in %d groups", drawings, len(seen))
	}
	before := groupsOf(s)
	if again, err := FindNear(t.Context(), s, nil); err != nil || again != (NearReport{Pictures: r.Pictures}) {
		t.Errorf("again: %+v, %v", again, err)
	}
	if after := groupsOf(s); fmt.Sprint(after) != fmt.Sprint(before) {
		t.Errorf("searching again has changed the groups from %v to %v", before, after)
	}
}
