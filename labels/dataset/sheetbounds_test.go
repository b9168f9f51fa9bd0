package dataset

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"io"
	"strings"
	"testing"
)

// A workbook of a few kilobytes can be one cell of gigabytes, or many millions of small ones, which would all be in memory.
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

// withPart is a workbook with another part in place of the one that is called so.
func withPart(t *testing.T, book, name string, body io.Reader) string {
	t.Helper()
	was, err := zip.NewReader(strings.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	w.RegisterCompressor(zip.Deflate, func(to io.Writer) (io.WriteCloser, error) { return flate.NewWriter(to, flate.BestSpeed) })
	for _, f := range was.File {
		if f.Name == name {
			continue
		}
		if err := w.Copy(f); err != nil {
			t.Fatal(err)
		}
	}
	part, err := w.Create(name)
	if err == nil {
		_, err = io.Copy(part, body)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// repeated is a text again and again, without end.
type repeated string

func (r repeated) Read(b []byte) (n int, err error) {
	for n+len(r) <= len(b) {
		n += copy(b[n:], r)
	}
	if n == 0 {
		n = copy(b, r)
	}
	return n, nil
}

// Of cells that are merged beside several rows only the first has the value: the rows below it say so.
func TestMergedCells(t *testing.T) {
	book := bookOf(t, []any{"text", "annotator", "level"}, []any{"dusk", "ann", "positive"}, []any{nil, "bo", "negative"})
	if err := book.MergeCell("Sheet1", "A2", "A3"); err != nil {
		t.Fatal(err)
	}
	r := mustImport(t, newStore(t), ImportSpec{Path: savedBook(t, book), Dataset: "d"})
	if len(r.Failed) != 1 || !strings.HasSuffix(r.Failed[0].Reason, ": want a value in text, and in each row: of merged cells only the first has one") {
		t.Errorf("failed: %v", r.Failed)
	}
}
