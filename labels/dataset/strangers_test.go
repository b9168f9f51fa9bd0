package dataset

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"memebench/labels"
)

// bytesProbe takes any file for a picture.
func bytesProbe(path string) (labels.Image, error) {
	b, err := os.ReadFile(path)
	return labels.Image{Path: path, SHA256: fmt.Sprintf("%x", sha256.Sum256(b)), Format: "png", Width: 1, Height: 1}, err
}

// archiveOf returns a zip archive of files, each by its name and what is in it.
func archiveOf(t *testing.T, files ...string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		w, err := z.Create(files[i])
		if err == nil {
			_, err = w.Write([]byte(files[i+1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// sheets returns a workbook: of each sheet its rows, with bars between the values.
func sheets(t *testing.T, all ...[]string) string {
	t.Helper()
	book := excelize.NewFile()
	for i, rows := range all {
		name := fmt.Sprintf("Sheet%d", i+1)
		if _, err := book.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for y, row := range rows {
			for x, value := range strings.Split(row, "|") {
				cell, err := excelize.CoordinatesToCellName(x+1, y+1)
				if err == nil && value != "" {
					err = book.SetCellValue(name, cell, value)
				}
				if err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	b, err := book.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// A stranger brings files, given by their names and what is in them; the path is what is
// imported, "" for all of them.
type stranger struct {
	name, path string
	files      []string
	spec       ImportSpec

	imported, failed, said, missing int    // memes, rows, labels, pictures
	captions                        string // with bars between them, where it matters
	voices                          string // of the first meme, as "ann positive, bo negative", where it matters
	splits                          string // where they matter
	note                            string
	refused                         string
}

// runStrangers imports what each brings.
func runStrangers(t *testing.T, all []stranger) {
	t.Helper()
	for _, c := range all {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			for i := 0; i < len(c.files); i += 2 {
				put(t, dir, c.files[i], c.files[i+1])
			}
			c.spec.Path, c.spec.Annotator, c.spec.Probe, c.spec.Keep = filepath.Join(dir, c.path), "me", bytesProbe, t.TempDir()
			if c.spec.Images != "" {
				c.spec.Images = filepath.Join(dir, c.spec.Images)
			}
			im, err := OpenImport(t.Context(), c.spec, nil)
			if c.refused != "" {
				if err == nil || !strings.Contains(err.Error(), c.refused) {
					t.Errorf("%v, want %s", err, c.refused)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			defer im.Close()
			store := newStore(t)
			r, err := im.Into(t.Context(), store, nil)
			if err != nil {
				t.Fatal(err)
			}
			balanced(t, r)
			c.check(t, store.memes(), store)
			notes := im.Notes()
			for _, f := range im.Found() {
				notes = append(notes, f.Notes...)
			}
			notes = slices.DeleteFunc(notes, func(n string) bool { return strings.HasPrefix(n, "its name says") })
			got := [...]int{r.Imported, len(r.Failed), r.Labels, r.MissingPictures}
			if want := [...]int{c.imported, c.failed, c.said, c.missing}; got != want || (c.note == "") != (len(notes) == 0) || !strings.Contains(strings.Join(notes, "\n"), c.note) {
				t.Errorf("imported, failed, labels, missing %v, want %v; notes %q, want %q\nfailed %q\nwarnings %q", got, want, notes, c.note, reasons(r.Failed), reasons(r.Warnings))
			}
			for _, n := range im.Notes() {
				if !slices.ContainsFunc(r.Warnings, func(w labels.RowReason) bool { return w.Row == 0 && w.Reason == n }) {
					t.Errorf("%q is not in the report", n)
				}
			}
		})
	}
}

// check compares captions, splits and voices, where they are given.
func (c stranger) check(t *testing.T, memes []labels.Meme, store *testStore) {
	t.Helper()
	var captions, splits []string
	for _, m := range memes {
		captions, splits = append(captions, m.Caption), append(splits, string(m.Split))
	}
	if got := strings.Join(splits, " "); c.splits != "" && got != c.splits {
		t.Errorf("splits %q, want %q", got, c.splits)
	}
	if got := strings.Join(captions, "|"); c.captions != "" && got != c.captions {
		t.Errorf("captions %q, want %q", got, c.captions)
	}
	if len(memes) == 0 || c.voices == "" {
		return
	}
	state, err := store.State(memes[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	if got := voicesOfState(state); got != c.voices {
		t.Errorf("voices %q, want %q", got, c.voices)
	}
}

// What strangers bring is taken rightly, or refused with a sentence.
func TestStrangersFiles(t *testing.T) {
	const ab = "image,text,level\na.jpg,one,positive\nb.jpg,two,negative\n"
	task := func(id int, rating string) string {
		return fmt.Sprintf(`{"id":%d,"data":{"text":"t%d"},"annotations":[{"completed_by":1,"result":[{"from_name":"stars","value":{"rating":%s}}]}]}`, id, id, rating)
	}
	runStrangers(t, []stranger{
		{name: "a path of Windows", path: "t.csv", files: []string{"t.csv", "image,text\nC:\\Users\\x\\a.jpg,one\n", "a.jpg", "a"}, imported: 1},
		{name: "the folder of pictures within a name", path: "t.csv", spec: ImportSpec{Images: "pics/images"},
			files: []string{"t.csv", "image,text\ndata/images/a.jpg,one\n", "pics/images/a.jpg", "a"}, imported: 1},
		{name: "whole numbers as pandas writes them", path: "t.csv", files: []string{"t.csv", "image,text\n1.0,one\n2.0,two\n", "1.jpg", "a", "2.png", "b"}, imported: 2},
		{name: "numbers without their zeros", path: "t.csv", files: []string{"t.csv", "image,text\n1,one\n42,two\n", "p/00001.png", "a", "00042.png", "b"}, imported: 2},
		{name: "a column that names no pictures", path: "t.csv", files: []string{"t.csv", "image,text\nyes,one\n", "a.png", "a"}, imported: 1, note: `column "image" names no picture that is there`},
		{name: "pictures in lists", path: "t.json", files: []string{"t.json", `[{"image":["a.jpg"],"text":"one"}]`, "a.jpg", "a"}, imported: 1},
		{name: "pictures whose names have no end", files: []string{"abc", "\xff\xd8\xff", "def", "\x89PNG\r\n", "LICENSE", "free"}, imported: 2},
		{name: "folders called like numbers", spec: ImportSpec{Scale: "1-5"}, files: []string{"1/a.png", "a", "4/b.png", "b"}, imported: 2, said: 2},
		{name: "folders called like something", files: []string{"good/a.png", "a", "bad/b.png", "b"}, imported: 2, note: `column "folder" stays a column`},
		{name: "names from the table's folder", files: []string{"labels/t.csv", "image,text\n../images/a.jpg,one\n", "images/a.jpg", "a"}, imported: 1},
		{name: "addresses in a folder's table", files: []string{"set/t.csv", "image,text\nhttps://x.example/p/a.jpg?w=1,one\n/home/y/pics/b.jpg,two\n", "set/a.jpg", "a", "set/b.jpg", "b"}, imported: 2},
		{name: "same names, by folders called like splits", files: []string{"train.csv", "image,text\n0,one\n", "val.csv", "image,text\n0,two\n", "trainImages/0.jpg", "a", "valImages/0.jpg", "b"}, imported: 2},
		{name: "pictures in a zip of their own", path: "t.csv", spec: ImportSpec{Images: "p.zip"}, files: []string{"t.csv", ab, "p.zip", archiveOf(t, "x/a.jpg", "a", "x/b.jpg", "b")}, imported: 2, said: 2},
		{name: "pictures in what is no archive", path: "t.csv", spec: ImportSpec{Images: "a.txt"}, files: []string{"t.csv", ab, "a.txt", "a"}, refused: "is neither a folder nor an archive: name the folder, zip or tar"},
		{name: "an office document", path: "t.docx", files: []string{"t.docx", archiveOf(t, "[Content_Types].xml", "", "word/media/a.png", "a")}, refused: "save its table as .xlsx or CSV"},
		{name: "an OpenDocument file", path: "t.ods", files: []string{"t.ods", archiveOf(t, "mimetype", "application/vnd.oasis.opendocument.spreadsheet")}, refused: "save its table as .xlsx or CSV"},
		{name: "a page after a comment", path: "t.csv", files: []string{"t.csv", "<!-- x -->\n<!DOCTYPE html><html></html>"}, refused: "it is a web page (HTML)"},

		{name: "pictures that no table names", files: []string{"t.csv", ab, "a.jpg", "a", "b.jpg", "b", "c.jpg", "c", "d.jpg", "d"}, imported: 2, said: 2, note: "left out: 2 pictures that no table names, as c.jpg: --all-pictures takes them"},
		{name: "one picture that no table names", files: []string{"t.csv", ab, "a.jpg", "a", "b.jpg", "b", "c.jpg", "c"}, imported: 2, said: 2, note: "left out: the picture c.jpg, which no table names"},
		{name: "and they are taken", spec: ImportSpec{AllPictures: true}, files: []string{"t.csv", ab, "a.jpg", "a", "b.jpg", "b", "c.jpg", "c"}, imported: 3, said: 2},
		{name: "a sound that no table names", files: []string{"t.csv", ab, "a.jpg", "a", "b.jpg", "b", "a.mp3", "s", "c.mp3", "s"}, imported: 2, said: 2, note: "left out: the sound c.mp3, which no table names: --all-pictures takes it"},
		{name: "sounds and pictures that no table names", files: []string{"t.csv", ab, "a.jpg", "a", "b.jpg", "b", "c.jpg", "c", "c.mp3", "s", "d.mp3", "s"}, imported: 2, said: 2, note: "left out: 2 pictures and sounds that no table names, as c.jpg: --all-pictures takes them"},
		{name: "a sound is taken, too", spec: ImportSpec{AllPictures: true}, files: []string{"t.csv", ab, "a.jpg", "a", "b.jpg", "b", "c.mp3", "s"}, imported: 3, said: 2},
		{name: "one beside a picture that a table names is of that", spec: ImportSpec{AllPictures: true}, files: []string{"t.csv", ab, "a.jpg", "a", "b.jpg", "b", "b.mp3", "s", "c.jpg", "c"}, imported: 3, said: 2},
		{name: "a sound beside a table of texts", files: []string{"t.csv", "text,level\none,1\ntwo,5\n", "c.mp3", "s"}, imported: 2, said: 2, note: "left out: the sound c.mp3, which no table names: --all-pictures takes it"},
		{name: "a picture that a bad row names is named", files: []string{"t.csv", ab + "c.jpg,three,so so\n", "a.jpg", "a", "b.jpg", "b", "c.jpg", "c"}, imported: 2, failed: 1, said: 2},
		{name: "an archive in a folder", files: []string{"a.jpg", "a", "more.zip", "x"}, imported: 1, note: "left out: more.zip: an archive in it"},
		{name: "many archives in a folder", files: []string{"a.jpg", "a", "1.json.xz", "x", "2.json.xz", "x", "3.json.xz", "x", "4.json.xz", "x"}, imported: 1, note: "left out: 4 archives in it, as 1.json.xz: unpack them"},
		{name: "JSON beside pictures", files: []string{"a.jpg", "a", "a.json", `{"title":"hello","score":3}`}, imported: 1, captions: "hello"},

		{name: "levels with numbers", path: "t.csv", files: []string{"t.csv", "text,mood\na,1 - very negative\nb,4(positive)\nc,neutral (3)\n"}, imported: 3, said: 3},
		{name: "stars", path: "t.csv", files: []string{"t.csv", "text,mood\na,★\nb,★★★☆☆\nc,★★★★★\n"}, imported: 3, said: 3},
		{name: "of five", path: "t.csv", files: []string{"t.csv", "text,mood\na,1/5\nb,5/5\nc,4 out of 5\n"}, imported: 3, said: 3},
		{name: "another minus", path: "t.csv", files: []string{"t.csv", "text,mood\na,+2\nb,−2\nc,very_negative;\nd,v. positive\n"}, imported: 4, said: 4},
		{name: "a word among numbers", path: "t.csv", files: []string{"t.csv", "text,mood\na,0\nb,4\nc,2\nd,2\ne,x\n"}, imported: 4, failed: 1, said: 4},
		{name: "levels in another language", path: "t.csv", files: []string{"t.csv", "text,mood\na,sehr positiv\nb,positiv\n"}, imported: 2, note: `column "mood" stays a column, for "positiv", "sehr positiv" are no levels`},
		{name: "labels of another task", path: "t.csv", files: []string{"t.csv", "text,label\na,hateful\nb,fine\n"}, imported: 2, note: `column "label" stays a column`},
		{name: "an annotator called [deleted]", path: "t.csv", files: []string{"t.csv", "text,annotator,level\na,ann,positive\nb,[deleted],negative\nc,ann,neutral\n"}, imported: 3, said: 3, voices: "ann positive"},
		{name: "a column for each level's annotator", path: "t.csv", files: []string{"t.csv", "text,annotator1,label1,annotator2,label2\na,ann,positive,bo,negative\nb,cem,neutral,ann,neutral\n"}, imported: 2, said: 4, voices: "ann positive, bo negative"},
		{name: "a column for each annotator", path: "t.csv", files: []string{"t.csv", "text,ann1,ann2,ann3\na,positive,positive,negative\nb,neutral,,nan\n"}, imported: 2, said: 4},
		{name: "numbers of several annotators", path: "t.csv", spec: ImportSpec{Scale: "1-5"}, files: []string{"t.csv", "text,annotator_1,annotator_2\na,1,5\nb,2,2\n"}, imported: 2, said: 4},
		{name: "annotators by name", path: "t.csv", spec: ImportSpec{LevelColumn: "bo, ann"}, files: []string{"t.csv", "text,ann,bo\na,positive,negative\nb,neutral,neutral\n"}, imported: 2, said: 4},
		{name: "annotators who are not named", path: "t.csv", files: []string{"t.csv", "text,ann,bo\na,positive,negative\nb,neutral,neutral\n"}, imported: 2, said: 2, note: `--level "ann,bo" takes each column as an annotator`},
		{name: "ratings of Label Studio", path: "p.json", spec: ImportSpec{Scale: "1-5"}, files: []string{"p.json", "[" + task(1, "4") + "," + task(2, "2") + "]"}, imported: 2, said: 2},
		{name: "a file for each user of doccano", path: "d.zip", files: []string{"d.zip", archiveOf(t, "ann.jsonl", `{"id":1,"text":"one","label":["positive"],"Comments":[]}`, "bo.jsonl", `{"id":1,"text":"one","label":["positive"],"Comments":[]}`)}, imported: 1, said: 2},

		{name: "splits in words", path: "t.csv", files: []string{"t.csv", "text,split\na,Train set\nb,hold out\n"}, imported: 2},
		{name: "splits that are none", path: "t.csv", files: []string{"t.csv", "text,split\na,x\nb,y\n"}, imported: 2, note: `column "split" stays a column, for "x", "y" are no splits`},
		{name: "the end of a file in DOS", path: "t.csv", files: []string{"t.csv", "text,mood\r\na,positive\r\n\x1a"}, imported: 1, said: 1},
		{name: "a title above the header", path: "t.csv", files: []string{"t.csv", "Our memes, 2024\n\nimage;text;level\na.jpg;one, or so;positive\nb.jpg;two;negative\n", "a.jpg", "a", "b.jpg", "b"}, imported: 2, said: 2},
		{name: "comments above the header", path: "t.csv", files: []string{"t.csv", "# ours\n# v1\n" + ab, "a.jpg", "a", "b.jpg", "b"}, imported: 2, said: 2},
		{name: "rows with a number before them", path: "t.csv", files: []string{"t.csv", "image,text\n1,a.jpg,one\n2,b.jpg,two\n", "a.jpg", "a", "b.jpg", "b"}, imported: 2},
		{name: "spaces after separators", path: "t.csv", files: []string{"t.csv", "image, text, level\na.jpg, \"one, or so\", positive\n", "a.jpg", "a"}, imported: 1, said: 1},
		{name: "lines of text", path: "t.csv", files: []string{"t.csv", "memes\nfirst thing\nsecond, thing\n"}, imported: 2},
		{name: "no header", path: "t.csv", files: []string{"t.csv", "a.jpg,one\nb.jpg,two\n", "a.jpg", "a"}, refused: `for "a.jpg" is a picture: write a row above it, as image,text,level`},
		{name: "a header alone", path: "t.csv", files: []string{"t.csv", "image,text\n"}, refused: "there are no rows below its header"},
		{name: "UTF-32", path: "t.csv", files: []string{"t.csv", "\xff\xfe\x00\x00t\x00\x00\x00e\x00\x00\x00x\x00\x00\x00t\x00\x00\x00\n\x00\x00\x00h\x00\x00\x00i\x00\x00\x00"}, imported: 1},
		{name: "a title in a sheet", path: "t.xlsx", files: []string{"t.xlsx", sheets(t, []string{"Our memes", "", "image|text|level", "a.jpg|one|positive", "b.jpg|two|negative"}), "a.jpg", "a", "b.jpg", "b"}, imported: 2, said: 2},
		{name: "names above names", path: "t.xlsx", files: []string{"t.xlsx", sheets(t, []string{"Meme||Said|", "image|text|level|note", "a.jpg|one|positive|x", "b.jpg|two|negative|y"}), "a.jpg", "a", "b.jpg", "b"}, imported: 2, said: 2},
		{name: "a sheet about the others", path: "t.xlsx", files: []string{"t.xlsx", sheets(t, []string{"Read me", "by us"}, []string{"text|level", "one|positive"}, []string{"text|level", "two|positive"})}, imported: 1, said: 1, note: `left out: the sheet "Sheet3" of t.xlsx: save it as a file of its own`},

		{name: "JSON with NaN", path: "t.json", files: []string{"t.json", `[{"text":"NaN, one","level":"positive","x":-Infinity},{"text":"two","level":NaN}]`}, imported: 2, said: 1},
		{name: "lines of JSON with NaN", path: "t.jsonl", files: []string{"t.jsonl", "{\"text\":\"one\",\"x\":NaN}\n{\"text\":\"two\",\"x\":1}\n"}, imported: 2},
		{name: "objects on several lines", path: "t.jsonl", files: []string{"t.jsonl", "{\n \"text\": \"one\"\n}\n{\n \"text\": \"two\"\n}\n"}, imported: 2},
		{name: "objects on one line", path: "t.json", files: []string{"t.json", `{"text":"one"}{"text":"two"}`}, imported: 2},
		{name: "lists called like splits", path: "t.json", files: []string{"t.json", `{"train":[{"text":"one"}],"test":[{"text":"two"}]}`}, imported: 2},
		{name: "lists called like splits with more between", path: "t.json", files: []string{"t.json", `{"train":[{"text":"one"}],"n":1,"val":[],"test_ids":["a"],"of":{"x":[1]},"test":[{"text":"two"}],"by":"me"}`}, imported: 2},
		{name: "lists called like splits within", path: "t.json", files: []string{"t.json", `{"v":1,"data":{"train":[{"text":"one"}],"test":[{"text":"two"}]},"more":[1]}`}, imported: 2},
		{name: "objects called like splits", path: "t.json", files: []string{"t.json", `{"train":{"a":{"text":"one"},"b":{"text":"three"}},"test":{"c":{"text":"two"}}}`}, imported: 3},
		{name: "a first split that has less", path: "t.json", files: []string{"t.json", `{"test":[{"text":"two"}],"train":[{"text":"one","level":"positive"},{"text":"three","level":"negative"}]}`}, imported: 3, said: 2},
		{name: "a split that begins with nothing", path: "t.json", files: []string{"t.json", `{"train":[{"text":"one"}],"val":[1,2],"test":[null,{"text":"two"}]}`}, imported: 2, failed: 1},
		{name: "a split behind many numbers", path: "t.json", files: []string{"t.json", `{"train":[{"text":"one"}],` + strings.Repeat(`"n":1,`, 30) + `"test":[{"text":"two"}]}`}, imported: 2},
		{name: "a split by id beside one that is a list", path: "t.json", files: []string{"t.json", `{"train":[{"text":"one"},{"text":"three"}],"test":{"a":{"text":"two"},"b":{"text":"four"}}}`}, imported: 2, note: `left out: "test" of t.json: one list of objects is read`},
		{name: "splits in two places", path: "t.json", files: []string{"t.json", `{"a":{"train":[{"text":"one"}]},"b":{"train":[{"text":"two"}]}}`}, imported: 1, note: `left out: "b.train" of t.json: one list of objects is read`},
		{name: "a list beside a version", path: "t.json", files: []string{"t.json", `{"version":"1","data":[{"text":"one"},{"text":"two"}]}`}, imported: 2},
		{name: "two lists by id", path: "t.json", files: []string{"t.json", `{"memes":{"a":{"text":"one"},"b":{"text":"two"}},"tweets":{"c":{"text":"three"},"d":{"text":"four"}}}`}, imported: 2, note: `left out: "tweets" of t.json: one list of objects is read`},
		{name: "a list and one by id", path: "t.json", files: []string{"t.json", `{"memes":[{"text":"one"},{"text":"two"}],"tweets":{"c":{"text":"three"},"d":{"text":"four"}}}`}, imported: 2, note: `left out: "tweets" of t.json: one list of objects is read`},
		{name: "two lists", path: "t.json", files: []string{"t.json", `{"info":{"v":1},"images":[{"file_name":"a.jpg"}],"annotations":[{"caption":"one"}]}`, "a.jpg", "a"}, imported: 1, note: `left out: "annotations" of t.json: one list of objects is read`},
		{name: "JSON by columns", path: "t.json", files: []string{"t.json", `{"text":{"0":"one","1":"two"}}`}, refused: `to_json(orient="records")`},
		{name: "JSON of lists", path: "t.json", files: []string{"t.json", `{"text":["one","two"],"x":["1","2"]}`}, refused: "write it by rows"},
	})
}

// A second table of the same memes adds its levels, by the annotator's own name, and its
// columns.
func TestSecondTableOfAFolder(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "captions.csv", "image,caption\na.jpg,one\n")
	put(t, dir, "labels.csv", "image,mood,source\na.jpg,positive,here\n")
	put(t, dir, "a.jpg", "a")
	s := newStore(t)
	mustImport(t, s, ImportSpec{Path: dir, Annotator: "me", Probe: bytesProbe})
	m := s.memes()[0]
	st, _ := s.State(m.ID)
	if len(st.Current) != 1 || st.Current[0].Annotator != "me" {
		t.Errorf("said %+v", st.Current)
	}
	all, err := s.Datasets()
	if err != nil || !slices.Equal(all[0].Columns, []string{"image", "caption", "mood", "source"}) || !slices.Equal(m.Values, []string{"a.jpg", "one", "positive", "here"}) {
		t.Errorf("columns %q, values %q, %v", all[0].Columns, m.Values, err)
	}
}

// The row of several voices is one row, here and in the preview, and importing it again
// changes nothing.
func TestRowsOfSeveralVoices(t *testing.T) {
	path := write(t, "t.csv", "text,ann1,ann2\na,positive,negative\n\"b, too\",neutral,neutral\n")
	s := newStore(t)
	counts(t, mustImport(t, s, ImportSpec{Path: path}), 2, 2, 0, 4, 0, 0)
	counts(t, mustImport(t, s, ImportSpec{Path: path}), 2, 0, 2, 0, 0, 0)
	im, err := OpenImport(t.Context(), ImportSpec{Path: path}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer im.Close()
	v, err := im.Preview(t.Context(), nil, 5, nil)
	if err != nil || v.Report.Rows != 2 || v.Report.Memes != 2 || len(v.First) != 4 || v.First[1].Annotator != "ann2" {
		t.Errorf("%+v, %v", v, err)
	}
	all, err := s.Datasets()
	if err != nil || !all[0].SaysLevel("ann1") || !all[0].SaysLevel("ann2") || all[0].SaysLevel("text") {
		t.Errorf("columns with levels %q, %v", all[0].Voices, err)
	}
	if f := im.Found()[0]; f.Level != "ann1, ann2" {
		t.Errorf("level %q", f.Level)
	}
}

// Tables that are called alike and come together are different datasets.
func TestTablesCalledAlike(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "a/labels.csv", "image,text\n1.jpg,one\n")
	put(t, dir, "b/labels.csv", "image,text\n1.jpg,two\n")
	put(t, dir, "c.csv", "text\nthree\n")
	s := newStore(t)
	for range 2 {
		var all []*Import
		for _, name := range []string{"a/labels.csv", "b/labels.csv", "c.csv"} {
			im, err := OpenImport(t.Context(), ImportSpec{Path: filepath.Join(dir, name), Probe: bytesProbe}, nil)
			if err != nil {
				t.Fatal(err)
			}
			defer im.Close()
			all = append(all, im)
		}
		TellApart(all)
		for _, im := range all {
			if r, err := im.Into(t.Context(), s, nil); err != nil || len(r.Failed) > 0 {
				t.Errorf("%+v, %v", r, err)
			}
		}
	}
	var names []string
	for _, m := range s.memes() {
		names = append(names, m.Dataset)
	}
	if want := []string{"a/labels", "b/labels", "c"}; !slices.Equal(names, want) {
		t.Errorf("datasets %q, want %q", names, want)
	}
}
