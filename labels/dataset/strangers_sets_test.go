package dataset

import (
	"encoding/base64"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"

	"memebench/labels"
)

// Files that are no tables are not taken for some, whatever is in them.
func TestStrangersNoTables(t *testing.T) {
	const picture = "\xff\xd8\xff\xe0\x00\x10JFIF\x00"
	runStrangers(t, []stranger{
		{name: "ORC", path: "t.orc", files: []string{"t.orc", "ORC\n\x1d\n\x04\x08\n\x10\x01\n\x05\x12\x03a\x01\x00\n\x02\x08\x04\x12\x02one\n"}, refused: "it is no text"},
		{name: "records of TensorFlow", path: "t.tfrecord", files: []string{"t.tfrecord", "\x1e\x02\x07\x0b\x11\"3D\n\x1e\x08\x12H\xe9I\xe0\x016\xe7\xee1_L \x94\x9dU\x02g\x05"}, refused: "it is no text"},
		{name: "Stata", path: "t.dta", files: []string{"t.dta", "<stata_dta><header><release>118</release></header></stata_dta>"}, refused: "it is a Stata file"},
		{name: "an old pickle", path: "t.pkl", files: []string{"t.pkl", "\x80\x03cpandas\nDataFrame\n"}, refused: "it is a Python pickle"},
		{name: "data of R", path: "t.rdata", files: []string{"t.rdata", "RDX3\nX\n"}, refused: "it is data of R"},
		{name: "a document of Numbers", path: "t.numbers", files: []string{"t.numbers", archiveOf(t, "Index/Document.iwa", "x", "preview.jpg", picture)}, refused: "it is a document of Numbers"},
		{name: "a folder of Arrow", files: []string{"train/data-00000-of-00001.arrow", "\xff\xff\xff\xff\x98", "train/state.json", `{"_data_files":[{"filename":"data-00000-of-00001.arrow"}],"_split":"train"}`,
			"train/dataset_info.json", `{"features":{"text":{"dtype":"string"}}}`}, refused: "is a stream of Arrow, as datasets.save_to_disk writes it"},
		{name: "a list of numbers", path: "t.txt", files: []string{"t.txt", "1114679353714016256\n1114679353714016257\n"}, refused: `its first row names no columns, for "1114679353714016256" is a number`},
	})
}

// Alphabets that Windows-1252 would make nonsense of are asked for.
func TestStrangersAlphabets(t *testing.T) {
	encoded := func(text string, err error) string {
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	cyrillic := encoded(charmap.Windows1251.NewEncoder().String("text,mood\nПонедельник снова,positive\nкот смотрит на меня,negative\n"))
	kana := encoded(japanese.ShiftJIS.NewEncoder().String("text,mood\n今日は最高です,positive\n仕事に行きたくない,negative\n"))
	french := encoded(charmap.Windows1252.NewEncoder().String("text,mood\n“déjà vu” à l’été,positive\nÇa été crée,negative\n"))
	runStrangers(t, []stranger{
		{name: "Cyrillic", path: "t.csv", files: []string{"t.csv", cyrillic}, refused: "say how it is written by --encoding, as windows-1251"},
		{name: "Cyrillic, said to be so", path: "t.csv", spec: ImportSpec{Encoding: "cp1251"}, files: []string{"t.csv", cyrillic}, imported: 2, said: 2, captions: "Понедельник снова|кот смотрит на меня"},
		{name: "Japanese", path: "t.csv", files: []string{"t.csv", kana}, refused: "shift_jis"},
		{name: "French", path: "t.csv", files: []string{"t.csv", french}, imported: 2, said: 2, captions: "“déjà vu” à l’été|Ça été crée"},
	})
}

// What several files say of the same memes comes together.
func TestStrangersSeveralFiles(t *testing.T) {
	runStrangers(t, []stranger{
		{name: "Memotion-7k with its table of addresses", files: []string{"m/labels.csv", ",image_name,text_corrected,overall_sentiment\n0,a.jpg,one,positive\n1,b.jpg,two,negative\n",
			"m/reference.csv", "image_name,url\na.jpg,http://x/a\nb.jpg,http://x/b\n", "m/images/a.jpg", "a", "m/images/b.jpg", "b"}, imported: 2, said: 2, captions: "one|two"},
		{name: "texts in a folder of their own", files: []string{"images/a.jpg", "a", "images/b.jpg", "b", "texts/a.txt", "one", "texts/b.txt", "two"}, imported: 2, captions: "one|two"},
		{name: "texts within the folder of pictures", files: []string{"p/a.jpg", "a", "p/ocr/a.txt", "one"}, imported: 1, captions: "one"},
		{name: "texts that may be something else", files: []string{"images/a.jpg", "a", "labels/a.txt", "0 0.5 0.5 1 1"}, imported: 1, note: "left out: labels/a.txt"},
		{name: "levels beside pictures", files: []string{"a.jpg", "a", "a.json", `{"caption":"one","sentiment":"positive"}`, "b.jpg", "b", "b.json", `{"caption":"two","sentiment":"negative","n":1}`}, imported: 2, said: 2, captions: "one|two", voices: "me positive"},
		{name: "a text and levels beside pictures", files: []string{"a.jpg", "a", "a.txt", "one", "a.json", `{"label":"positive","caption":"not this"}`}, imported: 1, said: 1, captions: "one"},
		{name: "marks of labelme", files: []string{"a.jpg", "a", "a.json", `{"flags":{"negative":false,"positive":true},"imagePath":"a.jpg","imageData":"` + strings.Repeat("A", 1<<18) + `"}`},
			imported: 1, said: 1, voices: "me positive", note: "that has the most"},
		{name: "objects of Supervisely", files: []string{"ds/img/a.jpg", "a", "ds/ann/a.jpg.json", `{"description":"","tags":[{"name":"mood","value":"positive"}]}`}, spec: ImportSpec{LevelColumn: "tags[0].value"}, imported: 1, said: 1},
		{name: "JSON of a picture elsewhere", files: []string{"img/a.jpg", "a", "old/a.jpg.json", `{"caption":"one"}`}, imported: 1, note: "left out: old/a.jpg.json: it is called like a picture"},
		{name: "JSON beside a picture of a table", files: []string{"t.csv", "image,text\na.jpg,one\n", "a.jpg", "a", "a.json", `{"sentiment":"positive"}`}, imported: 1, note: "left out: a.json"},
		{name: "JSON beside a sound of a table", files: []string{"t.csv", "audio,text\na.mp3,one\n", "a.mp3", "ID3", "a.json", `{"mood":"positive"}`}, imported: 1, note: "left out: a.json: it is called like a picture or a sound"},
		{name: "no object beside a picture", files: []string{"a.jpg", "a", "a.json", `nothing`}, imported: 1},
		{name: "a table that wants to be told its columns", files: []string{"datos.csv", "imagen,texto\na.jpg,uno\n", "a.jpg", "a"}, spec: ImportSpec{CaptionColumn: "texto", ImageColumn: "imagen"}, imported: 1, captions: "uno"},
		{name: "pictures under another name", files: []string{"datos.csv", "imagen,texto\na.jpg,uno y dos\n", "a.jpg", "a"}, imported: 1, note: `--caption "texto" takes the texts`},
		{name: "pictures without a header", path: "t.csv", files: []string{"t.csv", "a.jpg,one,positive\nb.jpg,two,negative\n", "a.jpg", "a", "b.jpg", "b"}, refused: "its first row names no columns"},
		{name: "and in a list", files: []string{"t.jsonl", `{"images":["a.jpg"],"text":"one"}`, "a.jpg", "a"}, imported: 1, captions: "one"},
		{name: "and what its levels mean", files: []string{"datos.csv", "imagen,texto,animo\na.jpg,uno,bueno\n", "a.jpg", "a"}, spec: ImportSpec{CaptionColumn: "texto", ImageColumn: "imagen", LevelColumn: "animo"},
			refused: `datos.csv: column "animo" has no levels, but "bueno"`},
		{name: "files for Label Studio", path: "t.csv", spec: ImportSpec{Images: "p"}, files: []string{"t.csv", "image,text\n/data/local-files/?d=memes/set/a.jpg,one\n/data/local-files/?d=memes/set/b.jpg,two\n", "p/set/a.jpg", "a"}, imported: 2, missing: 1},
		{name: "addresses without a protocol", path: "t.csv", files: []string{"t.csv", "url,text\n//i.imgflip.com/a.jpg,one\n", "a.jpg", "a"}, imported: 1},
	})
}

// The folders in the names of pictures, and those of tables, say splits.
func TestSplitsOfFolders(t *testing.T) {
	for _, files := range [][]string{
		{"metadata.jsonl", "{\"file_name\":\"train/a.jpg\",\"text\":\"one\"}\n{\"file_name\":\"test/b.jpg\",\"text\":\"two\"}\n", "train/a.jpg", "a", "test/b.jpg", "b"},
		{"split=train/x.csv", "text\none\n", "split=test/x.csv", "text\ntwo\n"},
		{"split=train/x.jsonl", `{"text":"one"}`, "split=test/split=val/x.jsonl", `{"text":"two"}`},
	} {
		dir := t.TempDir()
		for i := 0; i < len(files); i += 2 {
			put(t, dir, files[i], files[i+1])
		}
		s := newStore(t)
		mustImport(t, s, ImportSpec{Path: dir, Probe: bytesProbe})
		got := map[string]string{}
		for _, m := range s.memes() {
			got[m.Caption] = string(m.Split)
		}
		if got["one"] != "train" || got["two"] != "test" {
			t.Errorf("%s: splits %v", files[0], got)
		}
	}
}

// A table in folders that are called like columns is read as one elsewhere: its rows may lack what
// they lack there, and no more.
func TestTablesInFoldersOfColumns(t *testing.T) {
	many := func(header, whole, short string, others ...string) string {
		return header + strings.Repeat(whole, 6) + strings.Repeat(short, 4) + strings.Join(others, "")
	}
	runStrangers(t, []stranger{
		{name: "rows without the last columns", files: []string{"split=train/t.csv", many("text,label,note\n", "one,positive,x\n", "two,negative\n")}, imported: 2, said: 2},
		{name: "rows without a level", files: []string{"lang=en/t.csv", many("text,likes,label\n", "one,1,positive\n", "two\n", "three,2\n")}, imported: 1, failed: 5, said: 1},
		{name: "one column", files: []string{"split=train/t.csv", "post\none of these\ntwo of these\n"}, imported: 2, captions: "one of these|two of these"},
		{name: "one column without a name", files: []string{"lang=en/t.csv", "what a day it was\nand another of them\n"}, refused: "it has one column"},
	})
}

// Pictures that are written into a table without an address before them.
func TestBarePictures(t *testing.T) {
	picture := "\xff\xd8\xff\xe0\x00\x10JFIF\x00" + strings.Repeat("\x01\xfe\x02", 60)
	bare := base64.StdEncoding.EncodeToString([]byte(picture))
	for _, c := range []stranger{
		{path: "t.csv", files: []string{"t.csv", "b64,text\n" + bare + ",one\n"}},
		{path: "t.jsonl", files: []string{"t.jsonl", `{"image":"` + bare + `","text":"one"}`}},
	} {
		s := newStore(t)
		mustImport(t, s, ImportSpec{Path: write(t, c.path, c.files[1]), Probe: bytesProbe, Keep: t.TempDir()})
		if m := s.memes(); len(m) != 1 || m[0].Image.SHA256 == "" || m[0].Caption != "one" || slices.Contains(m[0].Values, bare) {
			t.Errorf("%s: %+v", c.path, m)
		}
	}
}

// Levels as tools and people write them.
func TestStrangersVoices(t *testing.T) {
	runStrangers(t, []stranger{
		{name: "objects of annotators", path: "t.jsonl", files: []string{"t.jsonl", `{"text":"one","annotations":[{"annotator":"ann","label":"positive"},{"annotator":"bo","label":"negative"}]}`},
			imported: 1, said: 2, voices: "ann positive, bo negative"},
		{name: "and what they call it", path: "t.jsonl", files: []string{"t.jsonl", `{"text":"one","ratings":[{"worker_id":7,"sentiment":"positive"}]}`}, imported: 1, said: 1, voices: "7 positive"},
		{name: "lists of levels", path: "t.jsonl", files: []string{"t.jsonl", `{"text":"one","labels":["positive","negative"]}`}, imported: 1, note: `--level "labels[0],labels[1]" takes each`},
		{name: "as Python writes them", path: "t.csv", spec: ImportSpec{LevelColumn: "labels[0],labels[1]"}, files: []string{"t.csv", "text,labels\none,\"['positive', 'negative']\"\n"}, imported: 1, said: 2},
		{name: "a column of words, of which one is a level's", path: "t.csv", files: []string{"t.csv", "text,tag\na,positive\nb,cats\nc,dogs\nd,birds\n"}, imported: 4},
		{name: "ratings, and as many words", path: "t.csv", files: []string{"t.csv", "text,mood\na,1\nb,5\nc,good\nd,bad\n"}, imported: 4, note: `column "mood" stays a column`},
		{name: "votes for each level in few rows", path: "t.csv", files: []string{"t.csv", "text,votes_negative,votes_positive\na,1,3\nb,2,1\n"}, imported: 2, said: 2, voices: "me positive", note: "that has the most"},
		{name: "votes, and marks made of them", path: "t.csv", files: []string{"t.csv", "text,votes_negative,votes_positive,is_negative,is_positive\na,0,3,0,1\nb,2,0,1,0\n"}, imported: 2, said: 2, voices: "me positive", note: `"votes_positive" that has the most`},
		{name: "two columns of one level", path: "t.csv", files: []string{"t.csv", "text,neg,negative,positive\na,0,1,3\nb,2,0,0\n"}, imported: 2},
		{name: "scores below zero", path: "t.csv", files: []string{"t.csv", "text,negative,positive\na,-1,1\nb,1,-1\n"}, imported: 2},
		{name: "levels of one side that are named", path: "t.csv", files: []string{"t.csv", "text,neutral,positive\na,0,3\nb,2,0\n"}, spec: ImportSpec{LevelColumn: "neutral,positive"}, refused: "say what they mean"},
		{name: "votes under longer names", path: "t.csv", files: []string{"t.csv", "text,votes_negative,votes_positive\na,0,3\nb,2,0\n"}, imported: 2, said: 2, voices: "me positive", note: "that has the most"},
		{name: "folders with their numbers", files: []string{"1_very negative/a.jpg", "a", "5_very positive/b.jpg", "b"}, imported: 2, said: 2},
		{name: "columns of Toloka", path: "t.tsv", files: []string{"t.tsv", "INPUT:image\tINPUT:text\tOUTPUT:result\tASSIGNMENT:worker_id\na.jpg\tone\tpositive\tw1\n", "a.jpg", "a"}, imported: 1, said: 1, voices: "w1 positive"},
		{name: "three numbers", path: "t.csv", files: []string{"t.csv", "text,label\na,-1\nb,0\nc,1\n"}, imported: 3, note: `--level-map "-1=LEVEL,0=LEVEL,1=LEVEL"`},
	})
}

// A preview says as many failed rows as the import does.
func TestPreviewOfConflicts(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "t.csv", "image,text\na.jpg,one\na.jpg,two\na.jpg,one\n")
	put(t, dir, "a.jpg", "a")
	im, err := OpenImport(t.Context(), ImportSpec{Path: dir, Probe: bytesProbe}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer im.Close()
	v, err := im.Preview(t.Context(), nil, 5, nil)
	if err != nil || len(v.Report.Failed) != 1 || !strings.Contains(v.Report.Failed[0].Reason, "t.csv:3: a.jpg is there in an earlier row with another caption") {
		t.Errorf("%+v, %v", v.Report, err)
	}
}

func TestLevelMapWithCommas(t *testing.T) {
	m, err := ReadLevelMap("1,5=negative,4,5 stars=positive, x = none")
	if err != nil || len(m) != 3 || m["1,5"].String() != "negative" || m["4,5 stars"].String() != "positive" {
		t.Errorf("%v, %v", m, err)
	}
	if _, err := ReadLevelMap("a=positive,b"); err == nil || !strings.Contains(err.Error(), `"b": want value=meaning`) {
		t.Errorf("%v", err)
	}
}

// Labels of another task stay columns in the data sets that have them; levels in the columns of one
// that is like them are taken.
func TestStrangersLevelsLikeKnownSets(t *testing.T) {
	rows := func(keys, a, b string) []string {
		return []string{"t.jsonl", `{"id":1,` + keys + `:"a.jpg","text":"one",` + a + "}\n" + `{"id":2,` + keys + `:"b.jpg","text":"two",` + b + "}\n", "a.jpg", "a", "b.jpg", "b"}
	}
	const hateful, harmeme = `"img"`, `"image"`
	const crisis = "tweet_id,tweet_text,image,label,label_text,label_image,label_text_image\n"
	runStrangers(t, []stranger{
		{name: "as Hateful Memes", path: "t.jsonl", files: rows(hateful, `"label":0`, `"label":1`), imported: 2, note: `column "label" may be levels: numbers from 0 to 1`},
		{name: "on the scale that is asked for", path: "t.jsonl", spec: ImportSpec{Scale: "0-1"}, files: rows(hateful, `"label":0`, `"label":1`), imported: 2, said: 2, voices: "me very_negative"},
		{name: "levels as Hateful Memes", path: "t.jsonl", files: rows(hateful, `"label":"positive"`, `"label":"negative"`), imported: 2, said: 2, voices: "me positive"},
		{name: "a column of levels beside theirs", path: "t.jsonl", files: rows(hateful, `"label":0,"sentiment":"positive"`, `"label":1,"sentiment":"negative"`), imported: 2, said: 2, voices: "me positive"},
		{name: "as HarMeme", path: "t.jsonl", files: rows(harmeme, `"labels":["very harmful","individual"]`, `"labels":["not harmful"]`), imported: 2, note: `column "labels" stays a column`},
		{name: "levels as HarMeme", path: "t.jsonl", files: rows(harmeme, `"labels":["positive"]`, `"labels":["negative"]`), imported: 2, said: 2, voices: "me positive"},
		{name: "a table for tests, which has none", spec: ImportSpec{LevelMap: map[string]labels.Level{"0": labels.Neutral, "1": labels.Negative}}, files: []string{
			"train.jsonl", `{"id":1,"img":"a.jpg","text":"one","label":0}`, "test.jsonl", `{"id":2,"img":"b.jpg","text":"two"}`, "a.jpg", "a", "b.jpg", "b"}, imported: 2, said: 1, captions: "one|two", note: "so it gives no levels"},
		{name: "a column that a table for tests has not", spec: ImportSpec{LevelColumn: "feeling"}, files: []string{"train.csv", "image,text,feeling,mood\na.jpg,one,positive,negative\n", "test.csv", "image,text,mood\nb.jpg,two,neutral\n", "a.jpg", "a", "b.jpg", "b"},
			imported: 2, said: 1, captions: "one|two", voices: "me positive", note: "so it gives no levels"},
		{name: "a table of other captions, which has no such column", spec: ImportSpec{LevelColumn: "feeling"}, files: []string{"labels.csv", "image,text,feeling\na.jpg,one,positive\n", "ocr.csv", "image,text,split\na.jpg,0ne,train\n", "a.jpg", "a"},
			imported: 1, said: 1, captions: "one", voices: "me positive", note: `left out: ocr.csv: no column "feeling" for --level: found "image", "text", "split", and other captions of the same pictures`},
		{name: "a table for tests, whose other pictures are called the same", spec: ImportSpec{LevelColumn: "feeling"}, files: []string{"train.csv", "image,text,feeling\na.jpg,one,positive\n", "test.csv", "image,text\na.jpg,two\n",
			"train/a.jpg", "a", "test/a.jpg", "b"}, imported: 2, said: 1, captions: "one|two", voices: "me positive", note: "so it gives no levels"},
		{name: "a table for tests with another caption of one picture", spec: ImportSpec{LevelColumn: "feeling"}, files: []string{"train.csv", "image,text,feeling\na.jpg,one,positive\n", "test.csv", "image,text\na.jpg,0ne\nb.jpg,two\n", "a.jpg", "a", "b.jpg", "b"},
			imported: 2, failed: 1, said: 1, captions: "one|two", voices: "me positive", note: "so it gives no levels"},
		{name: "a table in another folder, whose pictures are called the same", spec: ImportSpec{LevelColumn: "feeling"}, files: []string{"one/labels.csv", "image,text,feeling\na.jpg,one,positive\n", "one/a.jpg", "a", "two/more.csv", "image,text\na.jpg,two\n", "two/a.jpg", "b"},
			imported: 2, said: 1, captions: "one|two", voices: "me positive", note: "so it gives no levels"},
		{name: "a table with rows that lack a caption or a picture", spec: ImportSpec{LevelColumn: "feeling"}, files: []string{"labels.csv", "image,text,feeling\na.jpg,one,positive\n,two,negative\n", "more.csv", "image,text\na.jpg,\n,three\nb.jpg,four\n", "a.jpg", "a", "b.jpg", "b"},
			imported: 4, said: 2, captions: "one|two|three|four", voices: "me positive", note: "so it gives no levels"},
		{name: "a column that no table has", spec: ImportSpec{LevelColumn: "feeling"}, files: []string{"train.csv", "image,text\na.jpg,one\n", "a.jpg", "a"}, refused: `no column "feeling" for --level`},
		{name: "a column that no table has, beside a form", spec: ImportSpec{LevelColumn: "feeling"}, files: []string{"train.csv", "image,text\na.jpg,one\n", "sample_submission.csv", "image,feeling\na.jpg,positive\n", "a.jpg", "a"}, refused: `train.csv: no column "feeling" for --level`},
		{name: "CrisisMMD, where text and picture agree or not", path: "t.tsv", files: []string{"t.tsv", strings.ReplaceAll(crisis+"1,one,a.jpg,informative,informative,informative,Positive\n2,two,b.jpg,informative,informative,not_informative,Negative\n", ",", "\t"), "a.jpg", "a", "b.jpg", "b"}, imported: 2,
			note: `column "label" stays a column, for "informative" are no levels`},
	})
}
