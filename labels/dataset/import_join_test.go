package dataset

import (
	"archive/zip"
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"memebench/labels"
)

// One of them alone is told of the other.
func TestTableOfIDsAlone(t *testing.T) {
	_, err := OpenImport(t.Context(), ImportSpec{Path: write(t, "labels.csv", "id,sentiment\n1,positive\n2,negative\n")}, nil)
	if err == nil || !strings.HasSuffix(err.Error(), `there are "id", "sentiment"; if these are values, write a row of names above them, as image,text,level; a table that has neither is read beside the one that has them: import the folder of both`) {
		t.Error(err)
	}
	_, err = OpenImport(t.Context(), ImportSpec{Path: write(t, "labels.txt", "id,sentiment\n1,positive\n2,negative\n")}, nil)
	if err == nil || !strings.HasSuffix(err.Error(), "import the folder of both, with .csv at the end of its name") { // for there it would be left out
		t.Error(err)
	}
}

// Tables that belong together by a column that both have.
func TestTablesJoinedByAColumn(t *testing.T) {
	const captions = "id,image,caption\n1,images/a.png,one\n2,images/b.png,two\n3,images/c.png,three\n"
	for _, c := range []struct {
		name     string
		files    []string
		spec     ImportSpec
		failed   string
		want     string
		leftOut  string
		rows     int
		imported int
	}{
		{name: "levels and splits", files: []string{"captions.csv", captions, "labels.csv", "id,sentiment\n3,positive\n1,negative\n2.0,neutral\n", "splits.csv", "id,split\n1,test\n2,train\n3,val\n"}, rows: 9, imported: 3,
			want: "one test me negative; two train me neutral; three val me positive"},
		{name: "several annotators", files: []string{"a.csv", captions, "b.csv", "annotator,id,label\nann,1,positive\nbo,1,negative\nann,2,neutral\n"}, rows: 6, imported: 3,
			want: "one  ann positive bo negative; two  ann neutral; three "},
		{name: "texts alone", files: []string{"texts.jsonl", `{"tweet_id":"x1","text":"one"}` + "\n" + `{"tweet_id":"x2","text":"two"}` + "\n", "gold.csv", "tweet_id,label\nx2,very_positive\nx1,very_negative\n"}, rows: 4, imported: 2,
			want: "one  me very_negative; two  me very_positive"},
		{name: "numbers", spec: ImportSpec{Scale: "1-5"}, files: []string{"items.csv", "item_id,caption\n7,one\n8,two\n", "ratings.csv", "item_id,rating\n8,5\n7,2\n"}, rows: 4, imported: 2,
			want: "one  me negative; two  me very_positive"},
		{name: "ids of nothing and of several", files: []string{"a.csv", "id,caption\n1,one\n2,two\n", "b.csv", "id,caption\n2,three\n5,four\n", "labels.csv", "id,label\n1,positive\n2,negative\n9,neutral\n"}, rows: 7, imported: 4,
			want: "one  me positive; two ; three ; four ", failed: `labels.csv:3: id "2": several memes of other tables have it|labels.csv:4: id "9": no other table has a meme with it`},
		{name: "a sample of a submission", files: []string{"train.csv", "id,caption\n1,one\n2,two\n", "sample_submission.csv", "id,label\n1,neutral\n2,neutral\n"}, rows: 2, imported: 2, want: "one ; two ", leftOut: "left out: sample_submission.csv"},
		{name: "one that names pictures", files: []string{"train.csv", "image,caption\nimages/a.png,one\nimages/b.png,two\n", "sampleSubmission.csv", "image,label\nimages/a.png,neutral\nimages/b.png,neutral\n"}, rows: 2, imported: 2, want: "one ; two ",
			leftOut: "left out: sampleSubmission.csv: it is called like a form for predictions"},
		{name: "numbers that may be anything", files: []string{"items.csv", "item_id,caption\n7,one\n8,two\n", "ratings.csv", "item_id,rating\n8,5\n7,2\n"}, rows: 2, imported: 2, want: "one ; two ",
			leftOut: `if it has levels of the memes of another table with the same "item_id", say what they mean by --scale`},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			if strings.Contains(c.files[1], "images/") {
				dir = sixMemes(t)
			}
			for i := 0; i < len(c.files); i += 2 {
				put(t, dir, c.files[i], c.files[i+1])
			}
			c.spec.Path, c.spec.Annotator, c.spec.Probe = dir, "me", probe
			shown := mustPreview(t, c.spec)
			s := newStore(t)
			r := mustImport(t, s, c.spec)
			if r.Rows != c.rows || r.Imported != c.imported || shown.Report.Rows != c.rows || shown.Report.Memes != c.imported || !slices.Equal(reasons(r.Failed), reasons(shown.Report.Failed)) {
				t.Errorf("%d rows, %d imported, want %d, %d; shown before: %d, %d, %v", r.Rows, r.Imported, c.rows, c.imported, shown.Report.Rows, shown.Report.Memes, shown.Report.Failed)
			}
			if got := strings.Join(reasons(r.Failed), "|"); got != c.failed {
				t.Errorf("failed %s, want %s", got, c.failed)
			}
			var got []string
			for _, m := range s.memes() {
				split := m.Split
				if !strings.Contains(strings.Join(c.files, " "), "splits.csv") {
					split = ""
				}
				st, err := s.State(m.ID)
				if err != nil {
					t.Fatal(err)
				}
				said := ""
				for _, v := range st.Current {
					said += fmt.Sprintf(" %s %s", v.Annotator, v.Level)
				}
				got = append(got, fmt.Sprintf("%s %s%s", m.Caption, split, said))
			}
			if strings.Join(got, "; ") != c.want {
				t.Errorf("%s, want %s", strings.Join(got, "; "), c.want)
			}
			if !slices.ContainsFunc(r.Warnings, func(w labels.RowReason) bool { return strings.Contains(w.Reason, c.leftOut) }) && c.leftOut != "" {
				t.Errorf("warnings %v, want %s", reasons(r.Warnings), c.leftOut)
			}
		})
	}
}

// zippedFolder is a zip of the files of a folder.
func zippedFolder(t *testing.T, dir string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	if err := z.AddFS(os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return write(t, "all.zip", b.String())
}

// Levels in a table of ids are of the memes of the table with the captions, wherever the two lie, and
// also where the ids are numbers like the names of pictures. What is of another data set stays apart.
func TestTablesOfOneFolderMakeEachMemeOnce(t *testing.T) {
	const (
		captions = "id,image,text\n1,1.jpg,one\n2,2.jpg,two\n3,3.jpg,three\n"
		mixed    = "id,image,text\n1,2.jpg,one\n2,3.jpg,two\n3,1.jpg,three\n" // the ids are others than the pictures'
		levels   = "id,sentiment\n1,positive\n2,neutral\n3,negative\n"
		each     = "one me positive; three me negative; two me neutral"
		voices   = "Meme ID,US,DE\n1,1,0\n2,0,0\n3,0,1\n"
		memes    = "Meme ID,Image Name,Text\n1,1.jpg,one\n2,2.jpg,two\n3,3.jpg,three\n"
		eachHas  = "one US very_negative DE neutral; three US neutral DE very_negative; two US neutral DE neutral"
	)
	voiced := ImportSpec{LevelColumn: "US,DE", LevelMap: map[string]labels.Level{"1": labels.VeryNegative, "0": labels.Neutral}}
	told := func(spec ImportSpec, id string) ImportSpec {
		spec.IDColumn = id
		return spec
	}
	for _, c := range []struct {
		name    string
		files   []string // names and texts of tables
		folders string   // with pictures 1.jpg to 3.jpg
		spec    ImportSpec
		want    string
		leftOut string
	}{
		{name: "at the top", files: []string{"texts.csv", captions, "labels.csv", levels}, folders: "images", want: each},
		{name: "in one folder", files: []string{"data/texts.csv", captions, "data/labels.csv", levels}, folders: "data/images", want: each},
		{name: "with ids", files: []string{"data/texts.csv", captions, "data/labels.csv", levels}, folders: "data/images", spec: ImportSpec{IDColumn: "id"}, want: each},
		{name: "in two folders", files: []string{"data/captions/texts.csv", captions, "data/labels.csv", levels}, folders: "data/images", want: each},
		{name: "one at the top", files: []string{"captions/texts.csv", captions, "labels.csv", levels}, folders: "images", want: each},
		{name: "ids for pictures in both", files: []string{"captions/texts.csv", "id,text\n1,one\n2,two\n3,three\n", "labels.csv", levels}, folders: "images", want: each},
		{name: "the same, with ids", files: []string{"captions/texts.csv", "id,text\n1,one\n2,two\n3,three\n", "labels.csv", levels}, folders: "images", spec: ImportSpec{IDColumn: "id"}, want: each},
		{name: "other numbers than the pictures", files: []string{"texts.csv", mixed, "labels.csv", levels}, folders: "images", want: each},
		{name: "other numbers in two folders", files: []string{"captions/texts.csv", mixed, "data/labels.csv", levels}, folders: "images", want: each},
		{name: "the same captions twice", files: []string{"a/texts.csv", mixed, "b/texts.csv", mixed, "labels.csv", levels}, folders: "images", want: each},
		{name: "several voices", files: []string{"data/captions/en.csv", memes, "data/final.csv", voices}, folders: "data/memes/en", spec: voiced, want: eachHas},
		{name: "several voices with ids", files: []string{"data/captions/en.csv", memes, "data/final.csv", voices}, folders: "data/memes/en", spec: told(voiced, "Meme ID"), want: eachHas},
		{name: "pictures' names in both", files: []string{"data/captions/en.csv", memes, "data/final.csv", "Image Name,US,DE\n1.jpg,1,0\n2.jpg,0,0\n3.jpg,0,1\n"}, folders: "data/memes/en", spec: voiced, want: eachHas},
		{name: "two data sets", files: []string{"train/texts.csv", mixed, "other/labels.csv", levels}, folders: "train other", want: " me negative;  me neutral;  me positive; one; three; two"},
		{name: "two data sets with captions", files: []string{"a/texts.csv", captions, "a/labels.csv", levels, "b/texts.csv", strings.NewReplacer("one", "four", "two", "five", "three", "six").Replace(captions),
			"b/labels.csv", "id,sentiment\n1,negative\n2,negative\n3,negative\n"}, folders: "a b", want: "five me negative; four me negative; one me positive; six me negative; three me negative; two me neutral"},
		{name: "numbers of several", files: []string{"a/texts.csv", mixed, "a/labels.csv", levels, "b/texts.csv", strings.NewReplacer("one", "four", "two", "five", "three", "six").Replace(captions)}, folders: "a b",
			want: "five; four; one; six; three; two", leftOut: `left out: a/labels.csv: several memes of other tables have the same "id" as one of its rows: import one table with captions after the other, with --dataset and --images`},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			for i := 0; i < len(c.files); i += 2 {
				put(t, dir, c.files[i], c.files[i+1])
			}
			for f, in := range strings.Fields(c.folders) {
				for i := range 3 {
					put(t, dir, fmt.Sprintf("%s/%d.jpg", in, i+1), fmt.Sprintf("picture %d of %d", i, f))
				}
			}
			c.spec.Probe = probe
			if c.spec.LevelColumn == "" {
				c.spec.Annotator = "me"
			}
			for _, c.spec.Path = range []string{dir, zippedFolder(t, dir)} {
				shown := mustPreview(t, c.spec)
				s := newStore(t)
				r := mustImport(t, s, c.spec)
				var got []string
				for _, m := range s.memes() {
					st, err := s.State(m.ID)
					if err != nil {
						t.Fatal(err)
					}
					said := ""
					for _, v := range st.Current {
						said += fmt.Sprintf(" %s %s", v.Annotator, v.Level)
					}
					got = append(got, m.Caption+said)
				}
				slices.Sort(got)
				if got := strings.Join(got, "; "); got != c.want {
					t.Errorf("%s: %s, want %s", c.spec.Path, got, c.want)
				}
				if len(r.Failed) > 0 || r.Imported != len(got) || shown.Report.Memes != len(got) {
					t.Errorf("%s: %d imported, shown before: %d; failed %v", c.spec.Path, r.Imported, shown.Report.Memes, reasons(r.Failed))
				}
				if !slices.ContainsFunc(r.Warnings, func(w labels.RowReason) bool { return strings.Contains(w.Reason, c.leftOut) }) && c.leftOut != "" {
					t.Errorf("%s: warnings %v, want %s", c.spec.Path, reasons(r.Warnings), c.leftOut)
				}
				if again := mustImport(t, s, c.spec); again.Imported > 0 {
					t.Errorf("%s: %d imported again", c.spec.Path, again.Imported)
				}
			}
		})
	}
}
