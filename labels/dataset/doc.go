// Package dataset brings memes and labels into a workspace and out of it.
//
// A table or a folder comes in by [Import]: a [Table], opened by [ReadMemotion] or
// [ReadCSV], is read row by row, the pictures it names are looked at, and the memes
// are offered to the store with their labels. [Export] writes what has become of
// them as the same table with the gold levels ([MemotionWriter]), or as one line of
// JSON per meme ([JSONLWriter]).
//
// A whole workspace, with its log, goes out by Export as records ([RecordWriter]);
// [Rebuild] makes a new workspace of them, [Merge] adds them to one that has something
// already.
//
// [Relink] finds pictures that were moved, [Resplit] assigns memes to other splits.
//
// Readers and writers work row by row. A row that cannot be used is reported, and the
// rest goes on. What is needed of the store is declared here, in types of package
// labels.
package dataset
