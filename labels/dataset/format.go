package dataset

import (
	"io"

	"memebench/labels"
)

// What comes in comes by one of two roads.
//
// A file of rows (or a folder of pictures) has memes and what levels people give them, without
// times. Its kind is found by its content: kinds names the valueFormats, each in a file of its own,
// which read values under named columns; shapes.go names what is known of well-known
// data sets and tools. A new kind of file is a type that implements valueFormat, a line
// in kinds and in signatures (sniff.go), and a sample in format_test.go. A new data set
// is a line in shapes. A choice of the user's is a field of [ImportSpec] and an option in
// tui/cli/import.go, named in tableFlags there.
var kinds = map[string]valueFormat{
	kindText: delimitedFormat{}, kindJSON: jsonFormat{}, kindSheet: sheetFormat{}, kindParquet: parquetFormat{},
}

// rowFormats are the names that --format takes for files of rows, and the kinds of files
// that each may be; nil for any.
var rowFormats = []struct {
	name  string
	kinds []string
}{
	{FormatMemotion, []string{kindText, kindSheet}},
	{FormatCSV, []string{kindText, kindJSON}}, // a header may begin like JSON
	{FormatJSONL, []string{kindJSON}},
	{FormatJSON, []string{kindJSON}},
	{FormatXLSX, []string{kindSheet}},
	{FormatParquet, []string{kindParquet}},
	{FormatPictures, []string{kindPicture}},
	{FormatLabelStudio, []string{kindText, kindJSON}},
	{FormatHuggingFace, []string{kindText, kindJSON, kindParquet}},
}

// An eventFormat is a file of memes and of events, each with its own annotator and
// time: what several people said. [Rebuild] makes a workspace of it, where every event
// has its place in the log, and [Merge] adds it to one. It is given by --file. A new
// one is a file with a type that implements eventFormat, its name among the constants
// below, and a line in eventFormats.
type eventFormat interface {
	name() string
	// open reads the beginning of the file, whose name is for messages. Its errors
	// name the file.
	open(in io.Reader, file string) (recordReader, error)
}

var eventFormats = []eventFormat{recordsFormat{}}

// A rowReader reads the memes of a file with rows, one at a time, from front to back.
// One goroutine uses it. What is said here is held by TestRowFormats, for every kind of
// file. [Table] is one, over the values of any of them.
type rowReader interface {
	// Dataset describes the file as a dataset of this name: its Format, the names of
	// its Columns in the order of a row's Values (a name may be empty, or occur
	// twice), which of them make the Key of a row without a picture, and what the
	// column with the Level is called, "" where there is none. It is the same before
	// and after the rows are read.
	Dataset(name string) labels.Dataset
	// KeyBy makes the keys of rows without a picture of these columns, those that an
	// earlier file of the same dataset had as its Dataset's Key, so that rows are
	// known again when columns were added or other ones hold the level. Where the
	// file lacks one of them, or none are named, nothing changes. It is called
	// before Next, if at all.
	KeyBy(columns []string)
	// HasImages reports whether rows may name pictures, and ImageColumn what the
	// column with the names is called in messages, "" when they may not.
	HasImages() bool
	ImageColumn() string
	// Next returns the next row, a *RowError for one that cannot be used, after which
	// Next goes on, io.EOF at the end, again and again, or an error that ends the
	// reading and names the file. With a row and with a *RowError:
	//
	//   - Number is the row's, good or bad: 2, 3, 4 …, the header being row 1. (Without
	//     a header it counts from 1.) A RowError's Row is the same number. Rows without
	//     anything in them are counted and passed over.
	//
	// With a row:
	//
	//   - Values has as many as the Dataset's Columns, in their order. They are the
	//     caller's: the next call does not write over them.
	//   - Key is never empty, and the same whenever the file is read, also where the
	//     row's level or split has changed: meme and labels are found by it. It is the
	//     picture's name where there is one, unless the import names a column of ids.
	//   - Image has at most maxName bytes and no space around it; it need not be a
	//     picture, nor lie in the folder, which the import looks at.
	//   - Caption has "\n" for ends of lines, and is "" where it says nothing. Caption,
	//     Image or picture says something.
	//   - Level is one of the five or labels.NoLevel; Split is one of the three or "".
	//   - All text is UTF-8; control characters stay, for who shows it takes them out.
	//
	// A RowError's Reason is harmless on a terminal. No row, however long, takes
	// unbounded memory.
	Next() (TableRow, error)
}

// A recordReader reads the records of a file with events, in the order of their
// kinds: datasets, settings, memes, events, so that what a record refers to comes
// before it. [RecordReader] is one.
type recordReader interface {
	Header() RecordsHeader
	// Next returns the next record, one field of which is set, a *RowError for one
	// that cannot be used, after which Next goes on, io.EOF at the end of a whole
	// file, or an error that ends the reading and names the file.
	Next() (Record, error)
}

// An exportFormat is a kind of file that an export writes. A new one is a file with a
// type that implements it, its name among the constants below, and a line in
// exportFormats.
type exportFormat interface {
	name() string
	// json reports whether all that write writes is JSON, in which control
	// characters that would act on a terminal can be escaped.
	json() bool
	// write writes the whole workspace, and calls e.step or e.rows as it goes. Rows
	// come with the gold level and the current labels; whoever wants everything that
	// was said asks e.store for events.
	write(e *exporting, w io.Writer) error
}

var exportFormats = []exportFormat{memotionFormat{}, csvFormat{}, jsonlFormat{}, recordsFormat{}, labelStudioFormat{}}

// A folderFormat is a folder with several files that an export fills. A new one is a file
// with a type that implements it, its name among the constants below, and a line in
// folderFormats.
type folderFormat interface {
	name() string
	// fill writes the whole workspace, and calls e.rows as it goes.
	fill(e *exporting, into NewFolder) error
}

var folderFormats = []folderFormat{huggingFaceFormat{}}

// The names of the formats.
const (
	FormatMemotion    = "memotion"
	FormatCSV         = "csv"
	FormatJSONL       = "jsonl"
	FormatJSON        = "json"
	FormatXLSX        = "xlsx"
	FormatParquet     = "parquet"
	FormatPictures    = "pictures"
	FormatLabelStudio = "labelstudio"
	FormatHuggingFace = "huggingface"
	FormatRecords     = "memebench"
)

// RowFormats returns the names of the formats that [OpenImport] reads.
func RowFormats() (all []string) {
	for _, f := range rowFormats {
		all = append(all, f.name)
	}
	return all
}

// EventFormats returns the names of the formats that [Rebuild] and [Merge] read.
func EventFormats() []string { return names(eventFormats) }

// ImportFormats returns the names of all formats that can be imported.
func ImportFormats() []string { return append(RowFormats(), EventFormats()...) }

// ExportFormats returns the names of the formats that [Export] and [ExportFolder] write.
func ExportFormats() []string { return append(names(exportFormats), names(folderFormats)...) }

// ExportsFolder reports whether a format is one of ExportFolder's.
func ExportsFolder(format string) bool {
	_, ok := named(folderFormats, format)
	return ok
}

// HasEvents reports whether a format is one of the EventFormats.
func HasEvents(format string) bool {
	_, ok := named(eventFormats, format)
	return ok
}

// ExportsJSON reports whether an export in this format is JSON throughout.
func ExportsJSON(format string) bool {
	f, ok := named(exportFormats, format)
	return ok && f.json()
}

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
