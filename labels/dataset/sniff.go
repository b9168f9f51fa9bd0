package dataset

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"memebench/labels/media"
)

// The kinds of files with rows.
const (
	kindText    = "text" // delimited, or lines of JSON
	kindJSON    = "json"
	kindSheet   = "xlsx"
	kindParquet = "parquet"
	kindZip     = "zip"
	kindTar     = "tar"
	kindPicture = "picture"
)

// signatures are the first bytes of files that are no text: what is read has a kind, and
// of the others it is said what they are and what to do.
var signatures = []struct{ start, kind, is string }{
	{"PAR1", kindParquet, ""},
	{"PARE", "", encrypted},
	{"PK\x03\x04", kindZip, ""},
	{"PK\x05\x06", kindZip, ""},
	{"\xff\xd8\xff", kindPicture, ""},
	{"\x89PNG\r\n", kindPicture, ""},
	{"GIF8", kindPicture, ""},
	{"RIFF", kindPicture, ""},
	{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "", "an old Excel workbook (.xls): save it as .xlsx or CSV"},
	{"{\\rtf", "", "a text with formatting (RTF): save it as CSV"},
	{"%PDF", "", "a PDF: export its table as CSV"},
	{"7z\xbc\xaf\x27\x1c", "", "a 7-Zip archive: unpack it first, and import the folder"},
	{"Rar!", "", "a RAR archive: unpack it first, and import the folder"},
	{"\x04\x22\x4d\x18", "", "compressed by LZ4: unpack it first (unlz4)"},
	{"\x1f\x9d", "", "compressed by compress: unpack it first (uncompress)"},
	{"MATLAB 5.0 MAT-file", "", "data of MATLAB: save the table as CSV (writetable)"},
	{"\xfd7zXZ", "", "compressed by xz: unpack it first (unxz)"},
	{"SQLite format 3\x00", "", "a SQLite database: export its table as CSV"},
	{"\x89HDF", "", "an HDF5 file: save the table as CSV"},
	{"ARROW1", "", "an Arrow file: save the table as Parquet or CSV"},
	{"FEA1", "", "a Feather file of the first version: save the table as Parquet or CSV"},
	{"\xff\xff\xff\xff", "", "a stream of Arrow, as datasets.save_to_disk writes it: save the table as Parquet (to_parquet)"},
	{"\x93NUMPY", "", "an array of NumPy: save the table as CSV"},
	{"\x80\x02", "", "a Python pickle, which is a program: save the table as CSV"},
	{"\x80\x03", "", "a Python pickle, which is a program: save the table as CSV"},
	{"\x80\x04", "", "a Python pickle, which is a program: save the table as CSV"},
	{"\x80\x05", "", "a Python pickle, which is a program: save the table as CSV"},
	{"Obj\x01", "", "an Avro file: save the table as Parquet or CSV"},
	{"<stata_dta>", "", "a Stata file: save the table as CSV"},
	{"$FL2@(#)", "", "an SPSS file: save the table as CSV"},
	{"RDX2\n", "", "data of R: save the table as CSV (write.csv)"},
	{"RDX3\n", "", "data of R: save the table as CSV (write.csv)"},
	{"X\n\x00\x00\x00", "", "data of R: save the table as CSV (write.csv)"},
	{"\x7fELF", "", "a program"},
	{"version https://git-lfs", "", "a pointer of Git LFS, not the file itself: run git lfs pull in its folder"},
}

// binaryKind returns the kind of a file that is no text, by its beginning; "" for any
// other.
func binaryKind(start []byte) string {
	for _, f := range signatures {
		if f.kind != "" && bytes.HasPrefix(start, []byte(f.start)) && !(f.kind == kindParquet && mayBeText(start)) {
			return f.kind
		}
	}
	if len(start) > 262 && string(start[257:262]) == "ustar" {
		return kindTar
	}
	// A video or a sound is a meme, as a picture is. Texts may begin like one ("ID3", "the wide …").
	if media.KindOf(start) != "" && !isText(start) {
		return kindPicture
	}
	return ""
}

// isText reports whether the beginning of a file may be text: it has no NUL, and is UTF-8 but for
// a character that may be cut off at its end.
func isText(start []byte) bool {
	if bytes.IndexByte(start, 0) >= 0 {
		return false
	}
	for cut := range min(utf8.UTFMax, len(start)+1) {
		if utf8.Valid(start[:len(start)-cut]) {
			return true
		}
	}
	return false
}

// documents are the zip archives that are no archives to those who have them, by a file
// that each has.
var documents = []struct{ has, is string }{
	{"xl/workbook.bin", "a binary Excel workbook (.xlsb): save it as .xlsx or CSV"},
	{"[Content_Types].xml", "a document of an office program: save its table as .xlsx or CSV"},
	{"META-INF/manifest.xml", "an OpenDocument file: save its table as .xlsx or CSV"},
	{"Index/Document.iwa", "a document of Numbers, Pages or Keynote: export its table as .xlsx or CSV"},
}

// zipKind finds out what a zip archive is.
func zipKind(s *source) (string, error) {
	z, err := openZip(s)
	switch {
	case err != nil:
		return kindZip, nil // who opens it says why
	case z.has("xl/workbook.xml"):
		return kindSheet, nil
	}
	for _, d := range documents {
		if z.has(d.has) {
			return "", s.fail(fmt.Errorf("it is %s", d.is))
		}
	}
	if of, err := readSmall(z, "mimetype"); err == nil && strings.HasPrefix(of, "application/") {
		return "", s.fail(errors.New("it is a document, not an archive: save its table as .xlsx or CSV"))
	}
	return kindZip, nil
}

// readSmall returns the beginning of a file in a place.
func readSmall(p place, name string) (string, error) {
	r, err := p.open(name)
	if err != nil {
		return "", err
	}
	defer r.Close() // only read from
	b, err := io.ReadAll(io.LimitReader(r, 1<<12))
	return string(b), err
}

// notRead says what a file is that is not read, by its beginning, and what to do; "" for any
// other.
func notRead(start []byte) string {
	for _, f := range signatures {
		if f.kind == "" && bytes.HasPrefix(start, []byte(f.start)) && !(isWord(f.start) && mayBeText(start)) {
			return f.is
		}
	}
	return ""
}

// isWord reports whether a signature has letters and digits alone, so that a text may begin with
// it, as a table whose first column is PARENT_ID does.
func isWord(signature string) bool {
	return strings.IndexFunc(signature, func(r rune) bool { return r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) }) < 0
}

// mayBeText reports whether what begins with a word that texts may begin with, too, may be one, in
// whatever charset: all such kinds that are none have zeros soon.
func mayBeText(start []byte) bool { return bytes.IndexByte(start, 0) < 0 }

// controls counts the characters that texts have none of: those below the space, but for the
// ends of lines and pages, tabs, escapes and the mark that DOS ended files with.
func controls(text []byte) (n int) {
	for _, c := range text {
		if c < ' ' && !bytes.Contains([]byte("\t\n\v\f\r\x1a\x1b"), []byte{c}) {
			n++
		}
	}
	return n
}

// kindOf finds out by its first bytes what a file is. What is not read is an error that
// says what it is.
func kindOf(s *source) (kind string, err error) {
	r, err := s.bytes()
	if err != nil {
		return "", s.fail(err)
	}
	b := make([]byte, 1<<12)
	n, err := io.ReadFull(r, b)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return "", s.fail(err)
	}
	b = b[:n]
	if is := notRead(b); is != "" {
		return "", s.fail(fmt.Errorf("it is %s", is))
	}
	switch kind := binaryKind(b); kind {
	case "":
	case kindZip:
		return zipKind(s)
	default:
		return kind, nil
	}
	text, err := s.text()
	if err != nil {
		return "", err
	}
	n, _ = io.ReadFull(text, b[:cap(b)]) // an error is left to the reading
	if controls(b[:n])*20 > n {
		return "", s.fail(errors.New("it is no text, and none of CSV, JSON, xlsx, Parquet, zip, tar and pictures"))
	}
	start := strings.TrimLeft(string(b[:n]), " \t\r\n")
	if is := markup(start); is != "" {
		return "", s.fail(fmt.Errorf("it is %s", is))
	}
	if strings.HasPrefix(start, "{") || strings.HasPrefix(start, "[") {
		return kindJSON, nil
	}
	return kindText, nil
}

// The beginnings of texts that are no tables.
var (
	tagStart  = regexp.MustCompile(`^<[a-zA-Z][\w:.-]*(\s[^<>]*)?>`)
	yamlStart = regexp.MustCompile(`^(---\s*\n|- [\w-]+: )`)
)

// markup says what a text is that is no table, and what to do; "" for any other.
func markup(start string) string {
	head := strings.ToLower(start)
	for _, tag := range []string{"<!doctype html", "<html", "<head", "<body", "<table"} {
		if strings.HasPrefix(head, tag) || strings.HasPrefix(head, "<!--") && strings.Contains(head, tag) {
			return "a web page (HTML), not the table: fetch the file itself (on GitHub and Hugging Face by its raw or download link), or save it as .xlsx or CSV, if a spreadsheet opens it"
		}
	}
	switch {
	case strings.HasPrefix(head, "<?xml"), tagStart.MatchString(start) && strings.Contains(start, "</"):
		return "XML: save the table as CSV"
	case yamlStart.MatchString(start):
		return "YAML: save the table as JSON or CSV"
	case strings.HasPrefix(start, "['"), strings.HasPrefix(start, "{'"), strings.HasPrefix(start, "[{'"):
		return "written in Python, not in JSON: write it by json.dump, or as CSV"
	}
	return ""
}
