package dataset

import (
	"strings"
	"testing"
)

// columns are what the columns of a table mean, as an import is told.
type columns struct {
	Caption, Image, Level, Split string
	Scale                        Scale
}

// openTable opens a table as an import does that is told its columns.
func openTable(t *testing.T, text, file string, c columns) (*Table, error) {
	t.Helper()
	return openAs(t, text, file, ImportSpec{
		Format: FormatCSV, CaptionColumn: c.Caption, ImageColumn: c.Image, LevelColumn: c.Level, SplitColumn: c.Split, Scale: string(c.Scale),
	})
}

// openAs opens a file of rows as an import does.
func openAs(t *testing.T, text, file string, spec ImportSpec) (*Table, error) {
	t.Helper()
	in, err := copiedSource(t.Context(), strings.NewReader(text), file, spec.Encoding, nil)
	if err != nil {
		return nil, err
	}
	t.Cleanup(func() { in.Close() })
	kind, err := kindOf(in)
	if err != nil {
		return nil, err
	}
	p, err := tablePart(t.Context(), in, kind, &spec, nil, "")
	if err != nil {
		return nil, err
	}
	return p.table, nil
}
