package dataset

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

	"memebench/labels"
)

// tableExts end the names of files of rows in a folder.
var tableExts = []string{".csv", ".tsv", ".tab", ".json", ".jsonl", ".ndjson", ".xlsx", ".parquet"}

// isTableName reports whether a file in a folder is called like one with rows.
func isTableName(name string) bool {
	name = unpackedName(strings.ToLower(name))
	return slices.Contains(tableExts, path.Ext(name))
}

// archiveExts end the names of archives.
var archiveExts = []string{".zip", ".tar", ".tgz", ".gz", ".bz2", ".xz", ".zst", ".7z", ".rar"}

// placeFiles are the files of a folder or an archive by what they may be for.
type placeFiles struct {
	all, tables, pictures []string
	sidecars              []string // JSON that is called like a picture or a sound, and about it alone
	captions              []string // texts that are called like a picture or a sound
	strays                []string // such JSON that does not lie beside its picture
	archives              []string // which are not looked into
	others                []string // which may have rows, and are not read here
}

// dataExts end the names of files that may have rows: texts, and kinds that are not read.
var dataExts = []string{".txt", ".manifest", ".xml", ".xls", ".xlsb", ".ods", ".yaml", ".yml", ".arrow", ".feather", ".pkl", ".pickle", ".npy", ".npz", ".h5", ".hdf5",
	".sqlite", ".sqlite3", ".html", ".htm", ".rds", ".rda", ".rdata", ".mat", ".avro", ".sav", ".dta", ".orc", ".tfrecord", ".tfrecords", ".mdb", ".lmdb", ".pt", ".toml", ".ini", ".json5", ".jsonc",
	".tex", ".sql", ".arff", ".js", ".conll", ".ann", ".token", ".srt", ".vtt", ".hocr", ".xmp", ".cls", ".cap", ".caption", ".label", ".lbl"}

// about begin the names of texts about a data set.
var about = []string{"readme", "licen", "citation", "requirements", "changelog", "notice"}

// mayHaveRows reports whether a file that is no table by its name may have rows: it is of
// another kind, or a text that no picture has for its caption, as it would by the names beside it.
func mayHaveRows(name string, beside map[string]bool) bool {
	base := strings.ToLower(path.Base(name))
	if strings.HasPrefix(base, ".") || slices.ContainsFunc(about, func(word string) bool { return strings.HasPrefix(base, word) }) {
		return false
	}
	stem := strings.TrimSuffix(name, path.Ext(name))
	return slices.Contains(dataExts, path.Ext(base)) && !isCaptionFile(name, beside) && (path.Ext(base) != ".txt" || !isPictureName(stem))
}

// isCaptionFile reports whether a text is the caption of a picture, by the names beside it.
func isCaptionFile(name string, beside map[string]bool) bool {
	return strings.EqualFold(path.Ext(name), ".txt") && beside[stemOf(name)] || slices.ContainsFunc(textElsewhere(name), func(stem string) bool { return beside[stem] })
}

// sortFiles sorts the files of a place; the error is the context's.
func sortFiles(ctx context.Context, pl place, files []string) (placeFiles, error) {
	s := placeFiles{all: files}
	stems, beside, heard := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, f := range files {
		if ctx.Err() != nil { // of those without an ending the first bytes are read
			return s, ctx.Err()
		}
		if isSoundName(f) { // alone it is a meme, too
			beside[stemOf(f)], heard[stemOf(f)] = true, true
		} else if isPicture(pl, f) {
			s.pictures = append(s.pictures, f)
			stems[stemOf(path.Base(f))] = true
			beside[stemOf(f)] = true
		}
	}
	own := filesOfOnePicture(pl, s.pictures, files)
	for _, f := range files {
		ext := strings.ToLower(path.Ext(f))
		switch {
		case own[f] != "":
			if ext == ".json" {
				s.sidecars = append(s.sidecars, f)
			}
		case ext == ".json" && heard[stemOf(f)]:
			s.sidecars = append(s.sidecars, f)
		case ext == ".json" && (stems[stemOf(path.Base(f))] || isPictureName(strings.TrimSuffix(f, path.Ext(f)))):
			if slices.ContainsFunc(append(textElsewhere(f), stemOf(f)), func(stem string) bool { return beside[withoutExt(stem)] }) {
				s.sidecars = append(s.sidecars, f)
			} else {
				s.strays = append(s.strays, f)
			}
		case isTableName(f):
			s.tables = append(s.tables, f)
		case slices.Contains(archiveExts, ext):
			s.archives = append(s.archives, f)
		case ext == ".txt" && isCaptionFile(f, beside):
			s.captions = append(s.captions, f)
		case mayHaveRows(f, beside):
			s.others = append(s.others, f)
		}
	}
	return s, nil
}

// leftOut are notes about what is not looked at. images is where the pictures lie that
// were named apart, "" if they were not; tables is whether tables say what the pictures are.
func (s placeFiles) leftOut(pl place, images string, tables bool) (notes []string) {
	objects := s.strays
	if tables {
		objects = append(slices.Clone(s.sidecars), s.strays...)
	}
	const read = "read where they lie beside one that no table names"
	switch n := len(objects); {
	case n == 1:
		notes = append(notes, fmt.Sprintf("left out: %s: it is called like a picture or a sound, and such files are %s", labels.Printable(objects[0]), read))
	case n > 1:
		notes = append(notes, fmt.Sprintf("left out: %d JSON files that are called like pictures or sounds, as %s: they are %s", n, labels.Printable(objects[0]), read))
	}
	if n := len(s.captions); n > 0 && tables {
		which := labels.Printable(s.captions[0])
		if n > 1 {
			which = fmt.Sprintf("%d texts that are called like pictures, as %s", n, which)
		}
		notes = append(notes, fmt.Sprintf("left out: %s: a table says what the pictures are: memes that have no caption by it get these by an import of their folder alone, with --dataset and the name of the table's dataset", which))
	}
	archives := slices.DeleteFunc(slices.Clone(s.archives), func(a string) bool { at := pl.path(a); return at != "" && at == images })
	if n := len(archives); n > 3 {
		notes = append(notes, fmt.Sprintf("left out: %d archives in it, as %s: unpack them, or import each by itself (of pictures by --images)", n, labels.Printable(archives[0])))
		archives = nil
	}
	for _, a := range archives {
		notes = append(notes, fmt.Sprintf("left out: %s: an archive in it: unpack it, or import it by itself (of pictures by --images)", labels.Printable(a)))
	}
	if n := len(s.others); n > 0 {
		which, it := labels.Printable(s.others[0]), "it"
		if n > 1 {
			which, it = fmt.Sprintf("%d files, as %s", n, which), "one"
		}
		notes = append(notes, fmt.Sprintf("left out: %s: in a folder, tables are CSV, JSON, xlsx and Parquet by their names: if %s has rows, import it by itself, with the folder as --images", which, it))
	}
	if at := slices.IndexFunc(s.others, func(f string) bool { return path.Ext(f) == ".txt" && splitIn(withoutExt(path.Base(f))) != "" }); at >= 0 {
		notes = append(notes, fmt.Sprintf("%s is called like a split: if it lists memes, they do not go where it says: write that into a column \"split\" of their table, and import that into a new workspace",
			labels.Printable(s.others[at])))
	}
	var outside, lost int
	var written string
	switch pl := pl.(type) {
	case *zipPlace:
		outside, lost, written = pl.outside, pl.lost, pl.written
	case *tarPlace:
		outside, lost, written = pl.outside, pl.lost, pl.written
	case *folderPlace:
		written = pl.written()
	}
	if written != "" {
		notes = append(notes, fmt.Sprintf("the names of its files are written in %s (--encoding names another)", written))
	}
	if outside > 0 {
		notes = append(notes, fmt.Sprintf("left out: %d of its files, whose names lead out of the archive", outside))
	}
	if lost > 0 {
		notes = append(notes, fmt.Sprintf("left out: %d of its links, for which the archive has no file", lost))
	}
	return append(notes, unlistedIn(pl, images)...)
}
