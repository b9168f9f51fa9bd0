// Package dataset brings memes and labels into a workspace and out of it.
//
// A file, a folder or an archive comes in by [OpenImport] and [Import.Into]. It goes
// through these steps, each in files of its own:
//
//   - source.go opens a file, and packed.go unpacks it; charset.go finds out how its text is
//     written, sniff.go what kind of file it is; place.go, tar.go and archivelinks.go have the
//     files of folders and archives, placefiles.go sorts them, unlisted.go says what of a folder is
//     left out, and part.go, partplace.go and partsplit.go make parts of them: a file of rows each,
//     or pictures alone.
//   - A valueReader (values.go) reads values under named columns: delimited text (dialect.go,
//     csvreader.go), workbooks (sheet.go, sheetbounds.go), Parquet (parquet.go, parquetnested.go
//     for lists, and parquetobjects.go for rows of several voices), JSON (jsonvalues.go,
//     jsonobjects.go, jsonnan.go, jsonplace.go for where the rows lie, jsonjoin.go where lists
//     refer to each other, and expand….go where one object has several voices), pictures
//     (pictures.go, sidecars.go). embedded.go takes pictures out of values, and partitions.go adds
//     the columns that are in the names of folders.
//   - A mapping (mapping….go, of which mapping_asked.go is for what annotators were asked and
//     mapping_whose.go for whose the levels are, voicecolumns.go, levelcolumns.go) says which
//     column means what: as it is told, by the shapes of well-known data sets and tools
//     (shapes.go), or by names and by the values that a survey has seen (survey.go). levels.go,
//     scale.go and splitnames.go read what people write for levels and splits.
//   - A [Table] makes memes of both, row by row, and table_key.go what each is known by. import….go
//     looks at their pictures, which finder.go finds by the names that tables have and keep.go
//     keeps where they came in an archive, and offers them to the store; misread.go knows rows
//     whose letters a spreadsheet has spoiled; preview.go says what would come.
//
// [Export] writes the workspace, or what an [ExportSpec] takes of it, in a format: as a
// table ([MemotionWriter], [CSVWriter]), as one line of JSON per meme ([JSONLWriter]), as
// tasks ([LabelStudioWriter]), or as records ([RecordWriter]), which hold everything that
// was said; [ExportFolder] fills a folder with pictures and tables of them. Of records, [Rebuild] makes a new
// workspace, and [Merge] adds them to one that has something already.
//
// format.go has the interfaces and the lists: kinds of files of rows; a file with the
// labels of several annotators and their times implements eventFormat and is named in
// eventFormats; what is written implements exportFormat and is named in exportFormats. A
// new one adds a sample of itself to format_test.go, which holds all to one contract.
//
// [ReadPredictions] (predictions.go) reads what other models say of memes that are here.
//
// [Relink] finds pictures that were moved, [Resplit] assigns memes to other splits.
//
// Readers and writers work row by row. A row that cannot be used is reported, and the
// rest goes on. What is needed of the store is declared here, in types of package
// labels. README.md, in the folder above, describes the formats for people.
package dataset
