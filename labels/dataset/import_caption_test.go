package dataset

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"memebench/labels"
)

// A table that another program has saved, or that was corrected, brings no meme a second time.
func TestImportOfATableSavedOtherwise(t *testing.T) {
	const first = "id,text,score,mood\n1,dawn breaks,0.10,1\n2,noon,0.20,3\n3,dusk,0.30,5\n4,noon,0.40,1\n"
	for _, c := range []struct {
		name, table, id      string
		imported, relabelled int
		warned               string
	}{
		{"numbers written otherwise", "id,text,score,mood\n1,dawn breaks,.1,1\n2.0,noon,.2,3\n3,dusk ,.3,4\n4,noon,.4,1\n", "", 0, 1, ""},
		{"a column left out", "id,text,mood\n1,dawn breaks,1\n2,noon,3\n3,dusk,4\n4,noon,1\n", "", 0, 1, ""},
		{"said to be numbered", first, "id", 0, 0, ""},
		{"another column without a number", "text,score,mood\ndawn breaks,.11,1\ndusk,0.30,5\n", "", 1, 0, `its "score" says something else`},
		{"of two", "text,mood\nnoon,2\n", "", 1, 0, "nothing says which of them"},
		{"another number", "id,text,score,mood\n1,dawn breaks,0.10,1\n9,dusk,0.30,5\n3,night,0.30,5\n", "", 2, 0, `its "id" says something else`},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStore(t)
			spec := ImportSpec{Path: write(t, "first.csv", first), Annotator: "ada", Dataset: "d", LevelColumn: "mood", Scale: "1-5", CaptionColumn: "text"}
			counts(t, mustImport(t, s, spec), 4, 4, 0, 4, 0, 0)
			spec.Path, spec.IDColumn = write(t, "second.csv", c.table), c.id
			r := mustImport(t, s, spec)
			if r.Imported != c.imported || r.Duplicates != r.Rows-c.imported || r.Relabelled != c.relabelled {
				t.Errorf("%d imported, %d duplicates, %d relabelled of %d, want %d imported and %d relabelled", r.Imported, r.Duplicates, r.Relabelled, r.Rows, c.imported, c.relabelled)
			}
			if warned := len(r.Warnings) > 0; warned != (c.warned != "") || warned && !strings.Contains(r.Warnings[0].Reason, c.warned) {
				t.Errorf("warnings %v, want %q", r.Warnings, c.warned)
			}
			if again := mustImport(t, s, spec); again.Imported != 0 || again.Labels != 0 {
				t.Errorf("once more it brings %d memes and %d labels", again.Imported, again.Labels)
			}
			if c.imported > 0 {
				return
			}
			// Under another name it is refused.
			spec.Dataset, spec.Path, spec.IDColumn = "", write(t, "third.csv", strings.ReplaceAll(c.table, "0.3", "0.31")), ""
			if _, err := importTable(t.Context(), s, spec, nil); err == nil || !strings.Contains(err.Error(), `its memes are here already, in the dataset "d"`) {
				t.Errorf("not refused: %v", err)
			}
		})
	}
}

// Judgements of one text that become several memes, since the columns of each judgement differ, are told.
func TestImportOfJudgementsApart(t *testing.T) {
	const table = "unit_id,worker,trust,text,mood\n1,ada,.5,dawn,1\n1,ben,.6,dawn,2\n2,ada,.5,noon,5\n2,ada,.7,noon,5\n"
	spec := ImportSpec{Path: write(t, "j.csv", table), AnnotatorColumn: "worker", LevelColumn: "mood", Scale: "1-5", CaptionColumn: "text"}
	r := mustImport(t, newStore(t), spec)
	if r.Imported != 4 || len(r.Warnings) != 1 || r.Warnings[0].Row != 3 || !strings.Contains(r.Warnings[0].Reason, `--id "unit_id" makes them its voices`) {
		t.Errorf("%d imported, warnings %v", r.Imported, r.Warnings)
	}
	spec.IDColumn = "unit_id"
	if r := mustImport(t, newStore(t), spec); r.Imported != 2 || r.Disagreements != 1 {
		t.Errorf("with --id %d imported, %d disagreements", r.Imported, r.Disagreements)
	}
}

// Of several columns of one name each can be named, and the note that proposes one does.
func TestColumnsOfOneName(t *testing.T) {
	const table = "index,#1 Label,#2 ImageID,#3 String,#3 String\n1,2,17.jpg,RT $T$ wins it,Chicago Cubs again\n2,0,18.jpg,$T$ lost it all,Manziel of Cleveland\n"
	spec := ImportSpec{Path: write(t, "t.csv", table), CaptionColumn: "#3 String", Probe: probe}
	if _, err := importTable(t.Context(), newStore(t), spec, nil); err == nil || !strings.Contains(err.Error(), `name it as "#3 String.1" or "#3 String.2"`) {
		t.Errorf("which of them is meant was not asked: %v", err)
	}
	for name, caption := range map[string]string{"": "", "#3 String.1": "RT $T$ wins it", "#3 String.2": "Chicago Cubs again"} {
		s := newStore(t)
		spec.CaptionColumn = name
		mustImport(t, s, spec)
		if got := s.memes()[0].Caption; got != caption {
			t.Errorf("%q takes %q, want %q", name, got, caption)
		}
	}
	spec.CaptionColumn = ""
	im, err := OpenImport(t.Context(), spec, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer im.Close() // only read from
	if notes := im.Found()[0].Notes; !slices.ContainsFunc(notes, func(n string) bool { return strings.Contains(n, `--caption "#3 String.1" takes`) }) {
		t.Errorf("proposed: %q", notes)
	}
}

// Of a caption that very many memes have, no row is told to be of one of the first of them.
func TestImportOfACaptionThatManyMemesHave(t *testing.T) {
	table := func(score int) string {
		var b strings.Builder
		b.WriteString("id,text,score,mood\n")
		for i := range 120 {
			fmt.Fprintf(&b, "%d,so true,%d,%d\n%d,but once %d,%d,3\n", i, score+i, i%5+1, i+1000, i, score+i)
		}
		return b.String()
	}
	s := newStore(t)
	spec := ImportSpec{Path: write(t, "t.csv", table(0)), Annotator: "ada", LevelColumn: "mood", Scale: "1-5", CaptionColumn: "text"}
	mustImport(t, s, spec)
	spec.Path = write(t, "t.csv", table(1000))
	if r := mustImport(t, s, spec); r.Imported != 120 || r.Duplicates != 120 || len(r.Warnings) != 120 {
		t.Errorf("%d imported, %d duplicates, %d warnings", r.Imported, r.Duplicates, len(r.Warnings))
	}
}

// Rows that differ are of two memes, however alike: only the first is of the one that is here.
func TestRowsOfOneCaptionStayApart(t *testing.T) {
	const first = "post_id,tweet_id,text,likes,mood\n7,1,so true,3,1\n8,2,noon,4,3\n"
	for _, c := range []struct {
		name, more string
		warned     string
	}{
		{"of one post", "7,,so true,5,5\n", `its "likes" says something else`},
		{"after it, with its number", "8,2,noon,9,5\n", "another row of the table is of that"},
	} {
		s := newStore(t)
		spec := ImportSpec{Path: write(t, "t.csv", first), Annotator: "ada", LevelColumn: "mood", Scale: "1-5", CaptionColumn: "text"}
		mustImport(t, s, spec)
		spec.Path = write(t, "t.csv", first+c.more)
		r := mustImport(t, s, spec)
		if r.Imported != 1 || r.Relabelled != 0 || len(r.Warnings) != 1 || !strings.Contains(r.Warnings[0].Reason, c.warned) {
			t.Errorf("%s: %d imported, %d relabelled, warnings %v", c.name, r.Imported, r.Relabelled, r.Warnings)
		}
		if again := mustImport(t, s, spec); again.Imported != 0 || again.Labels != 0 {
			t.Errorf("%s: once more it brings %d memes and %d labels", c.name, again.Imported, again.Labels)
		}
	}
	s := newStore(t)
	spec := ImportSpec{Path: write(t, "t.csv", first), Annotator: "ada", LevelColumn: "mood", Scale: "1-5", CaptionColumn: "text"}
	mustImport(t, s, spec)
	spec.Path = write(t, "t.csv", strings.Replace(first, "8,2", "8,2,noon,9,5\n8,2", 1))
	if r := mustImport(t, s, spec); len(r.Warnings) == 0 || !strings.Contains(r.Warnings[0].Reason, "was taken for this meme") {
		t.Errorf("before it: warnings %v", r.Warnings)
	}
}

// askedStore counts how often it is asked for the memes of a caption.
type askedStore struct {
	*testStore
	asked int
}

func (s *askedStore) SameCaption(dataset, caption string) ([]labels.Meme, bool, error) {
	s.asked++
	return s.testStore.SameCaption(dataset, caption)
}

// The memes of a caption that many have are read once, also where all of them came by the import itself.
func TestMemesOfACaptionAreReadOnce(t *testing.T) {
	s := &askedStore{testStore: newStore(t)}
	var b strings.Builder
	for i := range 150 {
		fmt.Fprintf(&b, "%d,so true,3\n", i)
	}
	mustImport(t, s.testStore, ImportSpec{Path: write(t, "t.csv", "id,text,mood\n"+b.String()), Dataset: "d", CaptionColumn: "text"})
	for _, had := range []uint64{0, 5, 150} {
		s.asked = 0
		im := Import{here: s, had: had, part: &part{}}
		for range 2 {
			all, more, err := im.withCaption("d", "so true")
			if err != nil || len(all) != int(min(had, 100)) || more != (had > 100) {
				t.Errorf("%d memes, more %t, %v of %d that were here", len(all), more, err, had)
			}
		}
		if s.asked != 1 {
			t.Errorf("asked %d times", s.asked)
		}
	}
}

// All voices of a row that is known again are of the meme that it is of, with and without a picture.
func TestVoicesOfARowThatIsKnownAgain(t *testing.T) {
	for first, second := range map[string]string{
		"id,text,score,ann1,ann2\n1,dawn,.5,positive,negative\n": "id,text,ann1,ann2\n1,dawn,positive,neutral\n",
		"image,text,ann1,ann2\na.png,dawn,positive,negative\n":   "image,text,ann1,ann2\na,dawn,positive,neutral\n",
	} {
		s := newStore(t)
		path := write(t, "t.csv", first)
		spec := ImportSpec{Path: path, Dataset: "d", Probe: probe}
		counts(t, mustImport(t, s, spec), 1, 1, 0, 2, 0, 0)
		put(t, filepath.Dir(path), "t.csv", second)
		r := mustImport(t, s, spec)
		if n, err := s.MemeCount(); err != nil || n != 1 || r.Relabelled != 1 {
			t.Errorf("%q: %d memes, %d relabelled, %v", second, n, r.Relabelled, err)
		}
	}
}

// A table whose rows were sorted and numbered anew, as pandas does, is of the same memes.
func TestImportOfRowsThatAreNumberedAnew(t *testing.T) {
	s := newStore(t)
	spec := ImportSpec{Path: write(t, "t.csv", ",text,mood\n0,dawn,positive\n1,noon,negative\n2,dusk,neutral\n"), Annotator: "ann", Probe: contentProbe}
	mustImport(t, s, spec)
	spec.Path = write(t, "t.csv", ",text,mood\n0,dusk,neutral\n1,noon,negative\n2,dawn,positive\n3,night,neutral\n")
	if r := mustImport(t, s, spec); r.Imported != 1 || r.Duplicates != 3 || r.Labels != 1 || len(r.Warnings) > 0 {
		t.Errorf("%+v", r)
	}
	s = newStore(t) // a column that is said to tell memes apart does
	spec.Path = write(t, "t.csv", "index,text,mood\n0,dawn,positive\n")
	spec.IDColumn = "index"
	mustImport(t, s, spec)
	spec.Path = write(t, "t.csv", "index,text,mood\n1,dawn,positive\n")
	if r := mustImport(t, s, spec); r.Imported != 1 {
		t.Errorf("%+v", r)
	}
}

// A table of memes with pictures that lacks the column of these, as a second annotator has saved
// it, is of the same memes: by their captions, and where several share one by their numbers.
func TestImportWithoutTheColumnOfPictures(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a", "b", "c", "d"} {
		put(t, dir, name+".png", "picture "+name)
	}
	const pictured = 4
	put(t, dir, "t.csv", "id,image,text,mood\n1,a.png,dawn,positive\n2,b.png,noon,negative\n3,c.png,noon,neutral\n4,d.png,eve,neutral\n5,,eve,neutral\n")
	for _, c := range []struct {
		table    string
		imported int
		said     string
	}{
		{table: "id,text,mood\n1,dawn,negative\n2,noon,negative\n3,noon,positive\n"},
		{table: "text,mood\ndawn,negative\n"},
		{table: "text,mood\nnoon,negative\n", imported: 1, said: "nothing says which of them this is"},
		{table: "text,mood\neve,negative\n"}, // the one that has none
		{table: "id,text,mood\n4,eve,negative\n5,eve,negative\n"},
		{table: "photo,text,mood\na.png,dawn,negative\n,dawn,positive\n", imported: 1},
		{table: "id,image,text,mood\n6,,dawn,negative\n", imported: 1, said: `its "id" says something else`},
	} {
		s := newStore(t)
		mustImport(t, s, ImportSpec{Path: filepath.Join(dir, "t.csv"), Annotator: "ada", Probe: contentProbe})
		spec := ImportSpec{Path: write(t, "ben.csv", c.table), Images: dir, Dataset: "t", Annotator: "ben", Probe: contentProbe}
		r := mustImport(t, s, spec)
		if all := strings.Join(reasons(r.Warnings), "\n"); r.Imported != c.imported || r.Labels != r.Rows || !strings.Contains(all, c.said) || (all == "") != (c.said == "") {
			t.Errorf("%q: %d imported, %d labels, %q", c.table, r.Imported, r.Labels, all)
		}
		for _, m := range s.memes() {
			if m.Seq <= pictured && m.Image.SHA256 == "" {
				t.Errorf("%q: %s has lost its picture", c.table, m.Name())
			}
			if m.Seq == pictured+1 && m.Image.Name != "" {
				t.Errorf("%q: the text has got the picture %s", c.table, m.Image.Name)
			}
		}
		if spec.Dataset = ""; c.imported == 0 {
			if _, err := importTable(t.Context(), s, spec, nil); err == nil || !strings.Contains(err.Error(), "its memes are here already") {
				t.Errorf("%q: another dataset of the same memes was not refused: %v", c.table, err)
			}
		}
	}
}

// A row without a picture whose caption was corrected is a new meme, and it is said that its number is here.
func TestImportOfANumberWithAnotherCaption(t *testing.T) {
	for table, said := range map[string]string{
		"id,text,mood\n1,dawn,positive\n2,night,negative\n":                          `a meme with this "id" is here already, with another caption`,
		"id,text,mood\n1.0,dawn,positive\n2.0,night,negative\n":                      `a meme with this "id" is here already, with another caption`,
		"id,text,mood\n1,dawn,positive\n3,night,negative\n":                          "",
		"id,text,mood\n1,dawn,positive\n,night,negative\n":                           "",
		"no,text,mood\n1,dawn,positive\n2,night,negative\n":                          "",
		"id,text,mood,more\n1,dawn,positive,\n2,night,negative,1\n2,eve,neutral,2\n": `a meme with this "id" is here already, with another caption`,
	} {
		s := newStore(t)
		mustImport(t, s, ImportSpec{Path: write(t, "t.csv", "id,text,mood\n1,dawn,positive\n2,noon,negative\n"), Annotator: "ada", Probe: contentProbe})
		spec := ImportSpec{Path: write(t, "t.csv", table), Annotator: "ada", Probe: contentProbe}
		for again := range 2 {
			r := mustImport(t, s, spec)
			all := strings.Join(reasons(r.Warnings), "\n")
			if want := said; again == 0 && (!strings.Contains(all, want) || (all == "") != (want == "")) || again == 1 && all != "" {
				t.Errorf("%q, round %d: %q, want %q", table, again, all, want)
			}
		}
	}
}

// A rowsStore tells how often all its memes are read.
type rowsStore struct {
	*testStore
	passes int
	onPass func()
}

func (s *rowsStore) Rows(yield func(labels.Meme, labels.State) error) error {
	s.passes++
	if s.onPass != nil {
		s.onPass()
	}
	return s.testStore.Rows(yield)
}

// The numbers of the memes that are here are read once for all files of a folder, and not after the
// import was cancelled.
func TestImportReadsNumbersOnce(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "old/a.csv", "id,text,mood\n1,dawn,positive\n2,noon,negative\n")
	for _, name := range []string{"a", "b", "c"} {
		put(t, dir, "new/"+name+".csv", "id,text,mood\n1,night of "+name+",positive\n")
	}
	s := &rowsStore{testStore: newStore(t)}
	mustImport(t, s.testStore, ImportSpec{Path: filepath.Join(dir, "old"), Dataset: "d", Probe: contentProbe})
	spec := ImportSpec{Path: filepath.Join(dir, "new"), Dataset: "d", Probe: contentProbe}
	r, err := importTable(t.Context(), s, spec, nil)
	if err != nil || s.passes != 2 || len(r.Warnings) != 3 { // by their captions, too
		t.Errorf("%d passes, warnings %q, %v", s.passes, reasons(r.Warnings), err)
	}
	put(t, dir, "new/a.csv", "id,text,mood\n1,eve,positive\n")
	ctx, cancel := context.WithCancel(t.Context())
	s.onPass = cancel
	if r, err := importTable(ctx, s, spec, nil); !errors.Is(err, context.Canceled) || r.Imported != 0 {
		t.Errorf("%+v, %v", r, err)
	}
}

// A table that has brought captions to pictures comes again, also by another annotator, where one
// of them was mended since.
func TestImportOfLateCaptionsThatWereMended(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "pics/a.png", "picture a")
	put(t, dir, "pics/b.png", "picture b")
	put(t, dir, "t.csv", "image,text,mood\na.png,dwan,positive\nb.png,noon,negative\n")
	s := newStore(t)
	mustImport(t, s, ImportSpec{Path: filepath.Join(dir, "pics"), Dataset: "d", Probe: contentProbe})
	spec := ImportSpec{Path: filepath.Join(dir, "t.csv"), Images: filepath.Join(dir, "pics"), Dataset: "d", Annotator: "ada", Probe: contentProbe}
	mustImport(t, s, spec)
	mended := labels.Event{Meme: s.memes()[0].ID, Annotator: "ann", Source: labels.Key, Action: labels.Caption, Level: labels.NoLevel, Text: "dawn"}
	if _, err := s.Append(mended); err != nil {
		t.Fatal(err)
	}
	if v := previewBeside(t, s, spec); v.Here != 2 || len(v.Report.Failed) > 0 {
		t.Errorf("%d are here, %+v", v.Here, v.Report.Failed)
	}
	spec.Annotator = "ben"
	if r := mustImport(t, s, spec); r.Duplicates != 2 || r.Labels != 2 || s.memes()[0].Caption != "dawn" {
		t.Errorf("%+v, %q", r, s.memes()[0].Caption)
	}
	spec.Path = write(t, "other.csv", "image,text,mood\na.png,night,positive\nb.png,noon,negative\n")
	if r := mustImport(t, s, spec); len(r.Failed) != 1 {
		t.Errorf("another caption: %+v", r)
	}
}
