package dataset

import (
	"strings"
	"testing"

	"memebench/labels"
)

// What is said of columns that have levels, or may have some, and of none besides.
func TestNotesOnLevels(t *testing.T) {
	me := ImportSpec{Annotator: "me"}
	for name, c := range map[string]struct {
		table string
		spec  ImportSpec
		note  string // the only one; "" for none
		err   string
	}{
		"numbers on several scales, and nobody whose they are":      {table: "text,sentiment\na,1\nb,2\n", note: `column "sentiment" may be levels: numbers from 1 to 2`},
		"the same, of somebody":                                     {table: "text,sentiment\na,1\nb,2\n", spec: me, err: `column "sentiment" has numbers from 1 to 2`},
		"numbers below a column of words":                           {table: "text,level,sentiment\na,x,1\nb,y,2\n", note: `column "sentiment" may be levels: numbers from 1 to 2`},
		"words that may be levels, and nobody whose they are":       {table: "text,mood\na,super\nb,schlecht\n", note: `column "mood" stays a column, for "schlecht", "super" are no levels`},
		"labels of any task, and nobody whose they are":             {table: "text,label\na,spam\nb,ham\n"},
		"labels of any task, of somebody":                           {table: "text,label\na,spam\nb,ham\n", spec: me, note: `column "label" stays a column, for "ham", "spam" are no levels`},
		"numbers within an object":                                  {table: "text,meta.sentiment\na,1\nb,5\n", note: `column "meta.sentiment" may be levels: numbers from 1 to 5`},
		"a final column without anything":                           {table: "text,mood,final\na,0,\nb,4,\n"},
		"levels in a final column alone":                            {table: "text,final\na,positive\nb,neutral\n"},
		"several answers of workers":                                {table: "WorkerId,Input.text,Answer.now,Answer.then\nann,a,positive,negative\nbo,b,neutral,neutral\n", note: `"Answer.now", "Answer.then" have levels`},
		"a final column for each level":                             {table: "text,final.negative,final.neutral,final.positive\na,1,0,0\nb,0,0,1\n", note: "the level of a row is the one of"},
		"words in a column of a name that has none of the map":      {table: "text,mood\na,gut\nb,schlecht\n", spec: ImportSpec{LevelColumn: "mood", LevelMap: map[string]labels.Level{"good": labels.Positive}}},
		"levels that the map does not have":                         {table: "text,mood\na,positive\nb,negative\n", spec: ImportSpec{LevelMap: map[string]labels.Level{"good": labels.Positive}}, err: "no column has a value that --level-map names"},
		"more words that are none than a map would have":            {table: "text,mood\na,positive\nb,c\nd,e\nf,g\nh,i\nj,k\nl,m\nn,o\np,q\n", spec: ImportSpec{LevelColumn: "mood"}},
		"numbers beside levels of memes that are here, and a scale": {table: "text,mood,likes\na,positive,1\nb,neutral,5\n", spec: ImportSpec{Dataset: "d", Scale: "1-5"}},
		"four words":                               {table: "text,mood\na,w\nb,x\nc,y\nd,z\n", note: `"w", "x", "y", … are no levels`},
		"a column that is not there":               {table: "text,mood,overall\na,positive,neutral\n", spec: ImportSpec{LevelColumn: "mood,other"}, err: `no column "mood,other" for --level`},
		"two columns of numbers on several scales": {table: "text,sentiment,mood\na,1,3\nb,2,4\n", note: `column "sentiment" may be levels: numbers from 1 to 2`},
		"numbers beside levels":                    {table: "text,ours,no\na,positive,1\nb,neutral,2\n"},
		"labels of any task on a scale":            {table: "text,label\na,spam\nb,ham\n", spec: ImportSpec{Scale: "1-5"}, note: `column "label" stays a column, for "ham", "spam" are no levels`},
		"labels of any task of those in a column":  {table: "text,label,annotator\na,spam,ann\nb,ham,bo\n", note: `column "label" stays a column, for "ham", "spam" are no levels`},
		"captions that are called like levels":     {table: "mood,no\nso tired of it,1\nwhat a day,2\n", spec: ImportSpec{CaptionColumn: "mood", Annotator: "me"}},
		"what a model says":                        {table: "text,suggested.mood\na,super\nb,schlecht\n", spec: me},
		"a scale, and no column for it":            {table: "text,no\na,x\nb,y\n", spec: ImportSpec{Scale: "1-5"}, note: "no column is called like one with levels, so nothing is on --scale 1-5"},
		"words that a map does not have, beside votes": {table: "text,negative,positive\na,2,0\nb,0,3\n", spec: ImportSpec{LevelMap: map[string]labels.Level{"good": labels.Positive}},
			err: "no column has a value that --level-map names"},
		"levels in several columns":                         {table: "text,ours,theirs\na,positive,negative\nb,neutral,neutral\n", note: `"ours", "theirs" have levels, and those of "ours" are taken`},
		"levels in several columns, by whom another names":  {table: "text,worker_id,ours,theirs\na,x,positive,negative\nb,y,neutral,neutral\n", note: `those of "ours" are taken: --level "theirs" --annotator-column "worker_id" takes those instead`},
		"the same, beside one that is called like levels":   {table: "text,mood,theirs\na,positive,negative\nb,neutral,neutral\n", note: `column "theirs" has levels as well, and stays a column: --level "theirs" takes those instead`},
		"levels of those whom a column names, and mine":     {table: "text,worker_id,mood\na,x,positive\nb,y,neutral\n", spec: ImportSpec{Dataset: "here", Annotator: "me"}, note: `the levels are of those whom column "worker_id" names, and me's only where it names nobody`},
		"levels in several columns, by a map":               {table: "text,ours,theirs\na,good,bad\nb,bad,bad\n", spec: ImportSpec{LevelMap: map[string]labels.Level{"good": labels.Positive, "bad": labels.Negative}}, note: `"ours", "theirs" have levels, and those of "ours" are taken`},
		"a column with some words that are levels":          {table: "text,ours,said\na,positive,very good\nb,neutral,so so\nc,neutral,positive\n"},
		"what was asked, beside what workers answered":      {table: "WorkerId,Input.text,Input.before,Answer.now\nann,a,positive,negative\nbo,b,neutral,neutral\n"},
		"captions that are levels beside what may be some":  {table: "text,ours\npositive,positive\nneutral,neutral\n"},
		"what a model says beside levels":                   {table: "text,ours,predicted\na,positive,negative\nb,neutral,neutral\n"},
		"a majority beside levels":                          {table: "text,ours,final\na,positive,negative\nb,neutral,neutral\n", note: `column "final" has levels as well, and stays a column: --level "final" takes those instead`},
		"a final score of which some is no level":           {table: "text,mood,final\na,positive,negative\nb,neutral,good enough\n"},
		"a final number beside levels that are words":       {table: "text,mood,final\na,positive,1\nb,neutral,5\n"},
		"a final number below the scale":                    {table: "text,mood,final\na,1,0\nb,5,3\n"},
		"a final number of the scale":                       {table: "text,mood,final\na,1,1\nb,5,3\n", note: `column "final" has levels as well`},
		"a corrected prediction":                            {table: "text,mood,predicted_final\na,positive,negative\nb,neutral,neutral\n"},
		"a majority that the command names":                 {table: "text,mood,final\na,positive,negative\nb,neutral,neutral\n", spec: ImportSpec{LevelColumn: "final"}},
		"more columns of levels than a command would name":  {table: "text,a,b,c,d,e,f,g,h\nx" + strings.Repeat(",positive", 8) + "\ny" + strings.Repeat(",neutral", 8) + "\n", note: `"a" and 7 more columns have levels, and those of the first are taken`},
		"as many columns of levels as a command would name": {table: "text,a,b,c,d,e,f,g\nx" + strings.Repeat(",positive", 7) + "\ny" + strings.Repeat(",neutral", 7) + "\n", note: `--level "a,b,c,d,e,f,g" takes each column as an annotator of its own`},
	} {
		c.spec.Format = FormatCSV
		got, err := openAs(t, c.table, "t.csv", c.spec)
		switch {
		case c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err)):
			t.Errorf("%s: %v, want %s", name, err, c.err)
		case c.err == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case err == nil && (c.note == "" && len(got.m.notes) > 0 || c.note != "" && (len(got.m.notes) != 1 || !strings.Contains(got.m.notes[0], c.note))):
			t.Errorf("%s: %q, want %q", name, got.m.notes, c.note)
		}
	}
}

// Folders of pictures are called like anything, which is said where levels are wanted.
func TestNotesOnFolders(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "cats/a.png", "a")
	put(t, dir, "dogs/b.png", "b")
	for who, want := range map[string]bool{"": false, "me": true} {
		im, err := OpenImport(t.Context(), ImportSpec{Path: dir, Annotator: who, Probe: bytesProbe}, nil)
		if err != nil {
			t.Fatal(err)
		}
		notes := im.Notes()
		for _, f := range im.Found() {
			notes = append(notes, f.Notes...)
		}
		im.Close()
		if all := strings.Join(notes, "\n"); strings.Contains(all, `column "folder" stays a column`) != want {
			t.Errorf("of %q: %q", who, all)
		}
	}
}

// A column that --level names is no caption, picture, split or annotator, whatever it is called.
func TestNamedLevelsHaveNoOtherRole(t *testing.T) {
	pictures := []string{"1.jpg", "a", "2.jpg", "b"}
	runStrangers(t, []stranger{
		{name: "called text", path: "t.csv", spec: ImportSpec{LevelColumn: "text"}, files: append([]string{"t.csv", "ID,text,image\n1,negative,neutral\n2,positive,neutral\n"}, pictures...), imported: 2, said: 2, captions: "|"},
		{name: "several", path: "t.csv", spec: ImportSpec{LevelColumn: "text,text.1"}, files: append([]string{"t.csv", "ID,text,text.1\n1,negative,neutral\n2,positive,neutral\n"}, pictures...), imported: 2, said: 4, captions: "|", voices: "text negative, text.1 neutral"},
		{name: "beside captions", path: "t.csv", spec: ImportSpec{LevelColumn: "caption"}, files: []string{"t.csv", "caption,text\nnegative,dawn\npositive,dusk\n"}, imported: 2, said: 2, captions: "dawn|dusk"},
		{name: "text that was read", path: "t.csv", spec: ImportSpec{LevelColumn: "ocr"}, files: append([]string{"t.csv", "image,ocr\n1.jpg,negative\n2.jpg,positive\n"}, pictures...), imported: 2, said: 2, captions: "|"},
		{name: "called like an annotator", path: "t.csv", spec: ImportSpec{LevelColumn: "annotator"}, files: []string{"t.csv", "caption,annotator\ndawn,negative\ndusk,positive\n"}, imported: 2, said: 2, voices: "me negative"},
		{name: "called like pictures", path: "t.csv", spec: ImportSpec{LevelColumn: "image"}, files: append([]string{"t.csv", "image,ID,text\nnegative,1,dawn\nnegative,2,dusk\n", "negative.jpg", "c"}, pictures...), imported: 2, said: 2, captions: "dawn|dusk"},
		{name: "and nothing else", path: "t.csv", spec: ImportSpec{LevelColumn: "text"}, files: []string{"t.csv", "text\nnegative\npositive\n"}, refused: "which column has the caption or the picture?"},
		{name: "levels of others are no texts", path: "t.csv", spec: ImportSpec{LevelColumn: "text_1"}, files: append([]string{"t.csv", "ID,text_1,text_2\n1,negative,neutral\n2,positive,negative\n"}, pictures...), imported: 2, said: 2, captions: "|"},
	})
}
