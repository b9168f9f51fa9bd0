// Package dataset brings memes and labels into a workspace and out of it.
//
// A file of rows comes in by [OpenImport] and [Import.Into]: it is opened once and read
// row by row by its format, the pictures that it names are looked at, and the memes are
// offered to the store with their labels. [Export] writes the workspace, or what an
// [ExportSpec] takes of it, in a format: as a table ([MemotionWriter], [CSVWriter]), as one
// line of JSON per meme ([JSONLWriter]), as tasks ([LabelStudioWriter]), or as records
// ([RecordWriter]), which hold everything that was said; [ExportFolder] fills a folder with
// pictures and tables of them.
// Of records, [Rebuild] makes a new workspace, and [Merge] adds them to one that has
// something already.
//
// A format is one file, called after it. format.go (go doc -u . rowFormat) has the
// interfaces and the lists: a file of rows, one meme and at most one level each,
// implements rowFormat and is named in rowFormats; a file with the labels of several
// annotators implements eventFormat and is named in eventFormats; what is written
// implements exportFormat and is named in exportFormats. A new one adds a sample of
// itself to format_test.go, which holds all formats to one contract.
//
// What all tables of delimited text have in common, whatever their columns are called,
// is in [Table]; how such a file is written (separators, ends of lines, what stands
// around its header) is found out in dialect.go, and its values are told apart in
// csvreader.go. Numbers that stand for levels are a [Scale].
//
// [Relink] finds pictures that were moved, [Resplit] assigns memes to other splits.
//
// Readers and writers work row by row. A row that cannot be used is reported, and the
// rest goes on. What is needed of the store is declared here, in types of package
// labels. README.md, in the folder above, describes the formats for people.
package dataset
