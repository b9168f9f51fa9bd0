package dataset

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"io"
	"strings"
	"testing"
)

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
