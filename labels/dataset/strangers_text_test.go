package dataset

import (
	"fmt"
	"strings"
	"testing"

	"memebench/labels"
)

// Text that is no table, or a table that is written in an unusual way.
func TestStrangersText(t *testing.T) {
	runStrangers(t, []stranger{
		{name: "rows with a number before them, as R has them", path: "t.csv", files: []string{"t.csv", "\"caption\",\"mood\"\n\"1\",\"one\",\"positive\"\n\"2\",\"two\",NA\n"}, imported: 2, said: 1, captions: "one|two"},
		{name: "and with semicolons", path: "t.csv", files: []string{"t.csv", "caption;mood\n5;one;positive\n6;two;negative\n"}, imported: 2, said: 2, captions: "one|two"},
		{name: "names and texts in quotes, with spaces between", path: "t.txt", files: []string{"t.txt", "\"caption\" \"mood\" \"n\"\n\"1\" \"one two\" \"positive\" 3\n\"2\" \"three\" \"negative\" 4\n"}, imported: 2, said: 2, captions: "one two|three"},
		{name: "and on Windows", path: "t.txt", files: []string{"t.txt", "\"caption\" \"mood\"\r\n\"1\" \"one two\" \"positive\"\r\n\"2\" \"three\" \"negative\"\r\n"}, imported: 2, said: 2, captions: "one two|three"},
		{name: "a header that begins like a sound's file", path: "t.csv", files: []string{"t.csv", "ID3,text\n1,one\n2,two\n"}, imported: 2, captions: "one|two"},
		{name: "and one like a film's", path: "t.csv", files: []string{"t.csv", "img_wide,text\n1,öne\n2,two\n"}, imported: 2, captions: "öne|two"},
		{name: "a comma too many in every row", path: "t.csv", files: []string{"t.csv", "id,text\n1,one, two\n2,three, four\n"}, refused: "none of its rows can be read"},
		{name: "a number that is none of the row", path: "t.csv", files: []string{"t.csv", "text,n\n7,one,two\n9,three,four\n"}, refused: "none of its rows can be read"},
		{name: "a title that a spreadsheet has padded", path: "t.csv", files: []string{"t.csv", "Round 2,,\n,,\nWhen,Meme text,Mood\n1/2,one,positive\n1/3,two,negative\n"}, imported: 2, said: 2},
		{name: "a label before the names of pictures", path: "t.txt", files: []string{"t.txt", "p/a.jpg 0\np/b.jpg 1\n"}, refused: `its first row names no columns, for "p/a.jpg 0" is a picture`},
		{name: "rows without a header", path: "t.csv", files: []string{"t.csv", "\"4\",\"146\",\"one\"\n\"0\",\"147\",\"two\"\n"}, refused: `its first row names no columns, for "4" is a number`},
		{name: "lines of fastText", path: "t.txt", files: []string{"t.txt", "__label__positive one\n__label__negative two, three\n"}, refused: `for "__label__positive" is a label`},
		{name: "XML without a head", path: "t.xml", files: []string{"t.xml", "<memes><meme>one</meme></memes>"}, refused: "it is XML: save the table as CSV"},
		{name: "a table of HTML", path: "t.html", files: []string{"t.html", "<table border=\"1\"><tr><td>one</td></tr></table>"}, refused: "it is a web page (HTML)"},
		{name: "YAML", path: "t.yaml", files: []string{"t.yaml", "- text: one\n  mood: positive\n"}, refused: "it is YAML"},
		{name: "lists of Python", path: "t.txt", files: []string{"t.txt", "['1', 'one', 0]\n['2', \"it's\", 1]\n"}, refused: "it is written in Python"},
		{name: "a stream of Arrow", path: "t.arrow", files: []string{"t.arrow", "\xff\xff\xff\xff\x98\x01\x00\x00"}, refused: "save the table as Parquet"},
		{name: "a header that begins like a tag", path: "t.csv", files: []string{"t.csv", "<text>,mood\none,positive\n"}, imported: 1, said: 1},

		{name: "a title of the study in every row", path: "t.csv", files: []string{"t.csv", "Title,Input.text\nRate it,one\nRate it,two\nRate it,three\n"}, imported: 3, captions: "one|two|three"},
		{name: "the same caption for all", path: "t.csv", files: []string{"t.csv", "image,text\na.jpg,so\nb.jpg,so\nc.jpg,so\n", "a.jpg", "a", "b.jpg", "b", "c.jpg", "c"}, imported: 3, captions: "so|so|so"},
		{name: "captions in two languages", path: "t.csv", files: []string{"t.csv", "image,text_length,caption_en,caption_de\na.jpg,8,so happy,froh\nb.jpg,3,sad,traurig\n", "a.jpg", "a", "b.jpg", "b"}, imported: 2, note: `--caption "caption_en" takes the texts of that one`},
		{name: "texts after a time of day", path: "t.csv", files: []string{"t.csv", "Timestamp,image,what it says\n2026/03/01 10:12:00 AM GMT+1,a.jpg,so it is\n2026/03/01 10:13:00 AM GMT+1,b.jpg,and it was not\n", "a.jpg", "a", "b.jpg", "b"}, imported: 2, note: `--caption "what it says" takes the texts of that one`},
		{name: "texts under another name", path: "t.csv", files: []string{"t.csv", "image,what it says\na.jpg,so it is\nb.jpg,and it was not\n", "a.jpg", "a", "b.jpg", "b"}, imported: 2, note: `--caption "what it says" takes the texts of that one`},
	})
}

// What a folder has besides pictures and tables is said.
func TestStrangersFolders(t *testing.T) {
	runStrangers(t, []stranger{
		{name: "labels in a kind of file that is not read", files: []string{"p/a.jpg", "a", "p/a.txt", "one", "annotations.xml", "<a/>", "README.txt", "ours", ".hidden.txt", "x"}, imported: 1, note: "left out: annotations.xml: in a folder, tables are CSV"},
		{name: "several of them", files: []string{"a.jpg", "a", "train.txt", "x", "test.txt", "y"}, imported: 1, note: "left out: 2 files, as test.txt"},
		{name: "archives alone", files: []string{"a.zip", "x", "b.tar", "y"}, refused: "no memes in it but in archives, as a.zip: import those by themselves"},
		{name: "pictures by the ids of a table", files: []string{"t.csv", "Ids,texts,mood\n1,one,positive\n2,two,negative\n", "images/1.jpg", "a", "images/2.jpg", "b"}, imported: 2, said: 2, captions: "one|two"},
		{name: "one folder of pictures", files: []string{"mine/a.jpg", "a", "mine/b.jpg", "b"}, imported: 2},
	})
}

// A vote that cannot be read, below those that were looked at first, is said.
func TestVoteThatIsNoNumber(t *testing.T) {
	table := "text,negative,neutral,positive\n"
	for i := range surveyRows {
		table += fmt.Sprintf("t%d,0,1,2\n", i)
	}
	im, err := OpenImport(t.Context(), ImportSpec{Path: write(t, "t.csv", table+"last,two,1,0\n"), Annotator: "me"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer im.Close()
	r, err := im.Into(t.Context(), newStore(t), nil)
	if want := `negative "two": want a number of 0 or more`; err != nil || r.Labels != surveyRows+1 || !strings.Contains(strings.Join(reasons(r.Warnings), "\n"), want) {
		t.Errorf("%+v, %v", r, err)
	}
}

// Levels in columns of their own, and on other scales.
func TestStrangersLevels(t *testing.T) {
	valence := "text,valence\n"
	for i := 1; i <= 7; i++ {
		valence += fmt.Sprintf("t%d,%d\n", i, i)
	}
	sixes := "text,mood\n"
	for i := range 24 {
		sixes += fmt.Sprintf("t%d,%d\n", i, 1+i%6)
	}
	means := "text,valence\n"
	for i := range 9 {
		means += fmt.Sprintf("t%d,%g\n", i, 1+float64(i)/2)
	}
	runStrangers(t, []stranger{
		{name: "means", path: "t.csv", spec: ImportSpec{LevelColumn: "valence"}, files: []string{"t.csv", means}, refused: "numbers from 1 to 5: say what they mean: --scale LOWEST..HIGHEST, as 1..5"},
		{name: "means, said to be so", path: "t.csv", spec: ImportSpec{LevelColumn: "valence", Scale: "1..5"}, files: []string{"t.csv", means}, imported: 9, said: 9, voices: "me very_negative"},
		{name: "a column that marks something else beside them", path: "t.csv", files: []string{"t.csv", "text,is_funny,is_negative,is_neutral,is_positive\na,1,0,0,1\nb,1,1,0,0\n"}, imported: 2, said: 2, voices: "me positive", note: "that has the most"},
		{name: "a column that marks each level", path: "t.csv", files: []string{"t.csv", "text,is_negative,is_neutral,is_positive\na,0,0,1\nb,1,0,0\n"}, imported: 2, said: 2, voices: "me positive", note: "that has the most"},
		{name: "two questions on a scale, each called like a level", path: "t.csv", files: []string{"t.csv", "text,mood_negative,mood_positive\n" + strings.Repeat("a,1,5\nb,4,2\n", 5)}, imported: 2},
		{name: "marks made of a rating", path: "t.csv", files: []string{"t.csv", "text,rating,is_negative,is_positive\na,5,0,1\nb,1,1,0\nc,3,0,0\n"}, imported: 3, said: 2, voices: "me positive", note: `column "rating" may be levels`},
		{name: "one as pandas makes it", path: "t.csv", files: []string{"t.csv", "text,sentiment_Negative,sentiment_Very positive\na,False,True\nb,True,False\n"}, imported: 2, said: 2, voices: "me very_positive", note: "that has the most"},
		{name: "one that is named", path: "t.csv", spec: ImportSpec{LevelColumn: "label_neg,label_pos"}, files: []string{"t.csv", "text,label_neg,label_pos\na,0,1\nb,1,0\n"}, imported: 2, said: 2, voices: "me positive", note: "that has the most"},
		{name: "levels in columns that are called like some", path: "t.csv", spec: ImportSpec{LevelColumn: "neg,pos"}, files: []string{"t.csv", "text,neg,pos\na,negative,positive\nb,neutral,neutral\n"}, imported: 2, said: 4, voices: "neg negative, pos positive"},
		{name: "one word that is the same in English", path: "t.csv", spec: ImportSpec{LevelColumn: "Stimmung"}, files: []string{"t.csv", "text,Stimmung\na,positiv\nb,neutral\nc,negativ\n"},
			refused: `most values of column "Stimmung" are no levels: "negativ", "positiv": say what they mean: --level-map "negativ=LEVEL,positiv=LEVEL"`},
		{name: "hidden labels", path: "t.csv", files: []string{"t.csv", "text,label\na,-1\nb,-1\n"}, imported: 2},
		{name: "six points", path: "t.csv", files: []string{"t.csv", sixes}, refused: "numbers from 1 to 6: say what they mean: --scale LOWEST..HIGHEST, as 1..6"},
		{name: "some of ten points", path: "t.csv", files: []string{"t.csv", "text,mood\n" + strings.Repeat("a,1\nb,5\nc,8\nd,10\ne,3\n", 2)}, refused: "numbers from 1 to 10: say what they mean: --scale LOWEST..HIGHEST, as 1..10"},
		{name: "two slips", path: "t.csv", files: []string{"t.csv", "text,mood\n" + strings.Repeat("a,1\nb,5\nc,3\n", 4) + "x,11\ny,55\n"}, imported: 3, failed: 2, said: 3, voices: "me very_negative"},
		{name: "votes for each level", path: "t.csv", files: []string{"t.csv", "text,very_negative,negative,neutral,positive,very_positive\na,0,1,0,3,1\nb,2,0,0,2,0\nc,0,0,0,0,0\n"}, imported: 3, said: 1, voices: "me positive",
			note: "that has the most"},
		{name: "what a model says of each", path: "t.json", files: []string{"t.json", `[{"text":"a","prediction":{"negative":0,"neutral":0,"positive":1}}]`}, imported: 1},
		{name: "marks", path: "t.json", files: []string{"t.json", `[{"text":"a","flags":{"negative":true,"neutral":false,"positive":false}}]`}, imported: 1, said: 1, voices: "me negative", note: "that has the most"},
		{name: "shares", path: "t.csv", files: []string{"t.csv", "text,neg,neu,pos\na,0.7,0.2,0.1\n"}, imported: 1, note: `--level "neg,neu,pos" takes the highest`},
		{name: "shares with a word beside them", path: "t.csv", spec: ImportSpec{LevelColumn: "soft_neg,soft_neu,soft_pos"}, files: []string{"t.csv", "text,soft_neg,soft_neu,soft_pos\na,0.7,0.2,0.1\nb,0.1,0.2,0.7\n"}, imported: 2, said: 2, voices: "me negative", note: "that has the most"},
		{name: "shares with a word behind them", path: "t.csv", spec: ImportSpec{LevelColumn: "very_negative_pct,positive_pct"}, files: []string{"t.csv", "text,very_negative_pct,positive_pct\na,70,30\n"}, imported: 1, said: 1, voices: "me very_negative", note: "that has the most"},
		{name: "annotators with words of levels", path: "t.csv", spec: ImportSpec{LevelColumn: "ann_neg,bo_pos", Scale: "1-5"}, files: []string{"t.csv", "text,ann_neg,bo_pos\na,5,1\n"}, imported: 1, said: 2, voices: "ann_neg very_positive, bo_pos very_negative"},
		{name: "shares that are levels", path: "t.csv", spec: ImportSpec{LevelColumn: "neg,neu,pos"}, files: []string{"t.csv", "text,neg,neu,pos\na,0.7,0.2,0.1\n"}, imported: 1, said: 1, voices: "me negative", note: "that has the most"},
		{name: "a model's shares", path: "t.csv", files: []string{"t.csv", "text,pred_neg,pred_pos\na,0,1\n"}, imported: 1},
		{name: "levels beside marks", path: "t.csv", files: []string{"t.csv", "text,mood,negative,positive\na,positive,1,0\n"}, imported: 1, said: 1, voices: "me positive"},
		{name: "one annotator's slip", path: "t.csv", files: []string{"t.csv", "text,ann1,ann2,ann3\na,so so,positive,negative\nb,so so,,\nc,neutral,neutral,neutral\nd,neutral,,\n"}, imported: 3, failed: 1, said: 6, voices: "ann2 positive, ann3 negative"},
		{name: "words in quotes", path: "t.csv", files: []string{"t.csv", "text,mood\na,'positive'\nb,“neutral”\n"}, imported: 2, said: 2, voices: "me positive"},
		{name: "seven points", path: "t.csv", spec: ImportSpec{LevelColumn: "valence"}, files: []string{"t.csv", valence}, refused: "numbers from 1 to 7: say what they mean: --scale LOWEST..HIGHEST, as 1..7"},
		{name: "seven points, said to be so", path: "t.csv", spec: ImportSpec{LevelColumn: "valence", Scale: "1-7"}, files: []string{"t.csv", valence}, imported: 7, said: 7, voices: "me very_negative"},
	})
}

func TestOtherScales(t *testing.T) {
	for _, c := range []struct {
		scale Scale
		x     []float64
		want  []labels.Level
	}{
		{"1-7", []float64{1, 2, 3, 4, 5, 6, 7}, []labels.Level{0, 1, 1, 2, 3, 3, 4}},
		{"-3..3", []float64{-3, -2, -1, 0, 1, 2, 3}, []labels.Level{0, 1, 1, 2, 3, 3, 4}},
		{"0-10", []float64{0, 1, 2, 5, 8, 9, 10}, []labels.Level{0, 0, 1, 2, 3, 4, 4}},
		{"0.5-5", []float64{0.5, 1, 1.5, 2.5, 4, 5}, []labels.Level{0, 0, 1, 2, 3, 4}},
		{"-1..1", []float64{-1, -0.75, -0.25, 0, 0.25, 0.75, 1}, []labels.Level{0, 1, 2, 2, 2, 3, 4}},
		{"1-5", []float64{1, 2, 3, 4, 5}, []labels.Level{0, 1, 2, 3, 4}},
		{"1-5", []float64{1.4, 1.5, 2.5, 3.4, 3.5, 4.6}, []labels.Level{0, 1, 2, 2, 2, 4}},
		{"-2..2", []float64{-1.5, -0.67, 0.5, 1.51}, []labels.Level{1, 1, 2, 4}},
		{"5-1", []float64{5, 4, 3, 2, 1}, []labels.Level{0, 1, 2, 3, 4}},
		{"1..-1", []float64{1, 0.25, 0, -0.75, -1}, []labels.Level{0, 2, 2, 3, 4}},
	} {
		if _, err := ParseScale(string(c.scale)); err != nil {
			t.Errorf("%s: %v", c.scale, err)
		}
		for i, x := range c.x {
			if got, err := c.scale.level(x); err != nil || got != c.want[i] {
				t.Errorf("%s: %g is %v, %v, want %v", c.scale, x, got, err, c.want[i])
			}
		}
		if _, err := c.scale.level(c.scale.highest() + 0.5); err == nil {
			t.Errorf("%s takes a number above it", c.scale)
		}
	}
	for _, bad := range []string{"5", "5-5", "a-b", "1-", "-", "..", "nan..1"} {
		if _, err := ParseScale(bad); err == nil {
			t.Errorf("scale %q is taken", bad)
		}
	}
}
