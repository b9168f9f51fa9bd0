// Package dataset brings memes and labels into a workspace and out of it.
//
// A table comes in by [OpenImport] and [Import.Into]: it is opened once and read row by
// row by its format, the pictures that it names are looked at, and the memes are
// offered to the store with their labels. [Export] writes the workspace in a format:
// as a table with the gold levels ([MemotionWriter]), as one line of JSON per meme
// ([JSONLWriter]), or as records ([RecordWriter]), which hold everything that was said.
// Of records, [Rebuild] makes a new workspace, and [Merge] adds them to one that has
// something already.
//
// A format is one file: csv.go, memotion.go, jsonl.go, records.go. A new one to import
// implements importFormat and is named in importFormats, a new one to export
// implements exportFormat and is named in exportFormats; both are in format.go. What
// all tables have in common, whatever their columns are called, is in [Table]; how
// values are told apart in csvreader.go, numbers that stand for levels in [Scale].
//
// [Relink] finds pictures that were moved, [Resplit] assigns memes to other splits.
//
// Readers and writers work row by row. A row that cannot be used is reported, and the
// rest goes on. What is needed of the store is declared here, in types of package
// labels. README.md, in the folder above, describes the formats for people.
package dataset
