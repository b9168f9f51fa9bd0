package dataset

import (
	"io"
	"strings"

	"memebench/labels"
)

// An importFormat is a kind of table that an import reads. A new one is a file with
// a type that implements it, and a line in importFormats.
type importFormat interface {
	// name is what ImportSpec.Format and labels.Dataset.Format have.
	name() string
	// check refuses what the spec lacks, or asks for and this format has not, in one
	// sentence without the word "import: " before it. It looks at no file.
	check(spec *ImportSpec) error
	// open reads the beginning of the file. Its errors name the file.
	open(in *source, spec *ImportSpec) (rowReader, error)
}

// importFormats are the formats of tables. The records of a whole workspace, which
// carry a log, come in by [Rebuild] and [Merge].
var importFormats = []importFormat{memotionFormat{}, csvFormat{}}

// A rowReader reads the memes of a table, one at a time. [Table] is one.
type rowReader interface {
	// Dataset describes the table as a dataset of this name.
	Dataset(name string) labels.Dataset
	// KeyBy makes the keys of rows without a picture of these columns; see
	// [Table.KeyBy].
	KeyBy(columns []string)
	// HasImages reports whether rows may name pictures, and ImageColumn what the
	// column with the names is called.
	HasImages() bool
	ImageColumn() string
	// Next returns the next row, a *RowError for one that cannot be used, io.EOF at
	// the end, or an error that ends the reading.
	Next() (TableRow, error)
}

// An exportFormat is a kind of file that an export writes. A new one is a file with a
// type that implements it, and a line in exportFormats.
type exportFormat interface {
	name() string
	// write writes the whole workspace, and calls e.step or e.rows as it goes.
	write(e *exporting, w io.Writer) error
}

var exportFormats = []exportFormat{memotionFormat{}, jsonlFormat{}, recordsFormat{}}

// The names of formats that are asked for by name elsewhere.
const (
	FormatMemotion = "memotion"
	FormatJSONL    = "jsonl"
	FormatRecords  = "memebench"
)

// ExportFormats returns the names of the formats that [Export] writes.
func ExportFormats() []string { return names(exportFormats) }

// named returns the format of this name, the zero value if there is none.
func named[F interface{ name() string }](formats []F, name string) (f F, ok bool) {
	for _, f := range formats {
		if f.name() == name {
			return f, true
		}
	}
	return f, false
}

func names[F interface{ name() string }](formats []F) []string {
	var all []string
	for _, f := range formats {
		all = append(all, f.name())
	}
	return all
}

// oneOf lists names for a message: "a, b or c".
func oneOf(names ...string) string {
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " or " + names[last]
}
