package dataset

import (
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"memebench/labels"
)

// What is not taken is said, with what takes it.
func TestStrangersNotes(t *testing.T) {
	picture := []string{"images/a.jpg", "a", "images/b.jpg", "b"}
	named := func(book string, names ...string) string { // its sheets
		b, err := excelize.OpenReader(strings.NewReader(book))
		if err != nil {
			t.Fatal(err)
		}
		for i, name := range names {
			if err := b.SetSheetName(b.GetSheetName(i), name); err != nil {
				t.Fatal(err)
			}
		}
		var out strings.Builder
		if err := b.Write(&out); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	with := func(files ...string) []string { return append(files, picture...) }
	runStrangers(t, []stranger{
		{name: "splits in a column of another name", path: "t.csv", files: []string{"t.csv", "text,mood,mode\none,positive,train\ntwo,negative,train\nthree,neutral,valid\nfour,positive,test\n"}, imported: 4, said: 4, splits: "train train val test",
			note: `column "mode" has a split in each row, so they go where that says`},
		{name: "splits among tags", path: "t.json", files: []string{"t.json", `[{"text":"one","tags":["train"]},{"text":"two","tags":["blurred","train"]},{"text":"three","tags":["test"]},{"text":"four","tags":["test"]}]`}, imported: 4, splits: "train train test test",
			note: `column "tags" has a split in each row`},
		{name: "splits among tags that differ", path: "t.json", files: []string{"t.json", `[{"text":"one","tags":["train","batch 1"]},{"text":"two","tags":["train","batch 2"]},{"text":"three","tags":["test","batch 3"]}]`}, imported: 3, splits: "train train test",
			note: `column "tags" has a split in each row`},
		{name: "marks of some and words of others", path: "t.csv", files: []string{"t.csv", "text,mood,is_test\none,positive,1\ntwo,negative,maybe\nthree,neutral,1\n"}, imported: 3, said: 3},
		{name: "marks of tests", path: "t.csv", files: []string{"t.csv", "text,mood,is_test\none,positive,0\ntwo,negative,1\nthree,neutral,0\n"}, imported: 3, said: 3, splits: "train test train",
			note: `column "is_test" has a split in each row`},
		{name: "marks of what is trained on", path: "t.csv", spec: ImportSpec{SplitColumn: "Is train"}, files: []string{"t.csv", "text,mood,Is train\none,positive,True\ntwo,negative,False\n"}, imported: 2, said: 2, splits: "train test"},
		{name: "marks that are said to be others", path: "t.csv", spec: ImportSpec{SplitColumn: "is_train", SplitMap: map[string]labels.Split{"1": labels.Train, "0": labels.Val}}, files: []string{"t.csv", "text,mood,is_train\none,positive,1\ntwo,negative,0\n"}, imported: 2, said: 2, splits: "train val"},
		{name: "marks of a few", path: "t.csv", files: []string{"t.csv", "text,mood,is_train\none,positive,0\ntwo,negative,1\nthree,neutral,0\n"}, imported: 3, said: 3,
			note: `column "is_train" may mark a split, of which less than half would be trained on, and stays a column: --split-column "is_train" takes it`},
		{name: "marks of each split", path: "t.csv", files: []string{"t.csv", "text,mood,is_train,is_val,is_test\none,positive,1,0,0\ntwo,negative,0,1,0\nthree,neutral,0,0,1\n"}, imported: 3, said: 3,
			note: `mark a split each, and stay columns: --split-column takes one column, with a word for the split of each meme`},
		{name: "marks that are all alike", path: "t.csv", files: []string{"t.csv", "text,mood,is_valid\none,positive,1\ntwo,negative,0\n"}, imported: 2, said: 2},
		{name: "splits in two columns", path: "t.csv", files: []string{"t.csv", "text,ours,theirs\none,train,train\ntwo,train,test\nthree,test,test\n"}, imported: 3,
			note: `columns "ours", "theirs" have splits, and stay columns: --split-column "ours" takes that one, in a new workspace`},
		{name: "words like val and test", path: "t.csv", files: []string{"t.csv", "text,mood,environment\none,positive,dev\ntwo,negative,dev\nthree,neutral,test\n"}, imported: 3, said: 3, splits: "test train test",
			note: `column "environment" has words for val and test, and none for train, and stays a column: --split-column "environment" takes it`},
		{name: "annotators called like splits", path: "t.csv", files: []string{"t.csv", "text,mood,annotator\none,positive,train\ntwo,negative,test\nthree,neutral,test\n"}, imported: 3, said: 3, splits: "test train test"},
		{name: "words like splits", path: "t.csv", files: []string{"t.csv", "text,topic\none,train ride\ntwo,train ride\nthree,driving test\n"}, imported: 3},
		{name: "names like splits", path: "t.csv", files: []string{"t.csv", "text,mood,file_no\none,positive,train_1\ntwo,negative,test_1\n"}, imported: 2, said: 2},
		{name: "names of pictures in an unknown column", path: "t.csv", spec: ImportSpec{Images: "images"}, files: []string{"t.csv", "sha256,text\n1f2e,one\n3d4c,two\n", "images/1f2e.jpg", "a", "images/3d4c.jpg", "b"}, imported: 2,
			note: `none is taken of --images: --image "sha256" takes what that one names`},
		{name: "no names of pictures", path: "t.csv", spec: ImportSpec{Images: "images"}, files: with("t.csv", "no,text\nx1,one\nx2,two\n"), imported: 2, note: "--image COLUMN says which one names them"},
		{name: "attachments of Airtable", path: "t.csv", spec: ImportSpec{Images: "images"}, files: with("t.csv", "Attachments,text\na.jpg (https://v5.example.org/u/1/xyz),one\nb.jpg (https://v5.example.org/u/2/xyz),two\n"), imported: 2},
		{name: "attachments with brackets in their names", path: "t.csv", spec: ImportSpec{Images: "images"}, files: []string{"t.csv", "Attachments,text\na (1).jpg (https://v5.example.org/u/1/xyz),one\nb.jpg (https://v5.example.org/u/2/xyz),two\n", "images/a (1).jpg", "a", "images/b.jpg", "b"}, imported: 2},
		{name: "spaces as in addresses", path: "t.csv", files: []string{"t.csv", "image,text\nmy+cat+(1).jpg,one\nb+c.jpg,two\n", "my cat (1).jpg", "a", "b+c.jpg", "b"}, imported: 2},

		{name: "numbers that others are called by beside whole names", path: "t.csv", spec: ImportSpec{Images: "images"}, files: []string{"t.csv", "id,shown,text\n0,1.jpg,one\n1,3.jpg,two\n2,2.jpg,three\n", "images/1.jpg", "a", "images/2.jpg", "b", "images/3.jpg", "c"},
			imported: 3, captions: "one|two|three"},

		{name: "MVSA", path: "all.txt", spec: ImportSpec{Images: "data"}, files: []string{"all.txt", "ID\ttext,image\ttext,image\n1\tpositive,neutral\tneutral,neutral\n2\tnegative,negative\tpositive,negative\n", "data/1.jpg", "a", "data/2.jpg", "b"}, imported: 2,
			note: `column "text,image" has several levels in one value, as "positive,neutral"`},
		{name: "lists of splits", files: with("t.csv", "id,image,text\n1,images/a.jpg,one\n2,images/b.jpg,two\n", "splits/train_ids.txt", "1\n", "splits/test_ids.txt", "2\n"), imported: 2, note: `splits/test_ids.txt is called like a split: if it lists memes`},
		{name: "sheets called like splits", path: "t.xlsx", files: []string{"t.xlsx", named(sheets(t, []string{"text|level", "one|positive", "two|negative"}, []string{"text|level", "three|positive"}), "train", "dev")},
			imported: 2, said: 2, splits: "train train", note: `left out: the sheet "dev" of t.xlsx: save it as a file of its own, and import that, too, by --split val`},
		{name: "sheets of teams", path: "t.xlsx", files: []string{"t.xlsx", named(sheets(t, []string{"text|level", "one|positive", "two|negative"}, []string{"text|level", "three|positive"}), "Dev team", "Test team")},
			imported: 2, said: 2, splits: "test train", note: `left out: the sheet "Test team" of t.xlsx: save it as a file of its own, and import that, too`},
		{name: "a sheet without memes that is called like a split", path: "t.xlsx", files: []string{"t.xlsx", named(sheets(t, []string{"text|level", "one|positive", "two|negative"}, []string{"page|hint", "1|look"}), "validation list", "training")},
			imported: 2, said: 2, splits: "test train", note: `left out: the sheet "training" of t.xlsx: save it as a file of its own, and import that, too`},
		{name: "a folder for each annotator", files: []string{"ann/t.csv", "image,text,level\na.jpg,one,positive\nb.jpg,two,negative\n", "bo/t.csv", "image,text,level\na.jpg,one,negative\nb.jpg,other,negative\n", "images/a.jpg", "a", "images/b.jpg", "b"},
			imported: 3, said: 4, captions: "one|two|other", voices: "me positive, me (2) negative"},
		{name: "an archive with a folder for each annotator", path: "d.zip", files: []string{"d.zip", archiveOf(t, "ann/t.csv", "image,level\na.jpg,positive\n", "bo/t.csv", "image,level\na.jpg,negative\n", "images/a.jpg", "a")},
			imported: 1, said: 2, voices: "me positive, me (2) negative"},
		{name: "folders with pictures and tables", files: []string{"d1/t.csv", "image,text,level\na.jpg,one,positive\n", "d1/a.jpg", "a", "d2/t.csv", "image,text,level\na.jpg,one,negative\n", "d2/a.jpg", "b"}, imported: 2, said: 2, voices: "me positive"},
		{name: "a folder for each user of Potato", files: []string{"annotation_output/ann/annotated_instances.jsonl", `{"id":"a.jpg","displayed_text":"one","label_annotations":{"mood":{"positive":"true"}}}` + "\n" + `{"id":"b.jpg","displayed_text":"two","label_annotations":{"mood":{"negative":"true"}}}`,
			"annotation_output/bo/annotated_instances.jsonl", `{"id":"a.jpg","displayed_text":"one","label_annotations":{"mood":{"negative":"true"}}}` + "\n" + `{"id":"b.jpg","displayed_text":"two","label_annotations":{"mood":{"positive":"true"}}}`, "images/a.jpg", "a", "images/b.jpg", "b"},
			imported: 2, said: 4, captions: "one|two", voices: "ann positive, bo negative", note: "the level of a row is the one of"},

		{name: "tables in folders that have columns in their names", files: []string{"label=positive/topic=a%20b/0.csv", "text,no\none,1\ntwo,2\n", "label=negative/topic=__HIVE_DEFAULT_PARTITION__/0.csv", "text,no\nthree,3\n"},
			imported: 3, said: 3, captions: "three|one|two", voices: "me negative"},
		{name: "a folder for each picture", files: []string{"1/meme.jpg", "a", "1/caption.txt", "one", "1/meta.json", `{"mood":"positive","split":"train"}`, "2/meme.jpg", "b", "2/caption.txt", "two", "2/meta.json", `{"mood":"negative","split":"test"}`},
			imported: 2, said: 2, captions: "one|two"},
		{name: "objects alone in such folders", files: []string{"1/a.jpg", "a", "1/info.json", `{"text":"one"}`, "2/b.jpg", "b", "2/info.json", `{"text":"two"}`, "2/label.txt", "neutral"},
			imported: 2, captions: "one|two", note: "left out: 2/label.txt"},
		{name: "tables in such folders", files: []string{"1/a.jpg", "a", "1/t.json", `[{"image":"a.jpg","text":"one"},{"image":"b.jpg","text":"two"}]`, "2/b.jpg", "b"}, imported: 2, captions: "one|two"},
		{name: "R beside pictures", files: with("d.rds", "RDX3\n"), imported: 2, note: "left out: d.rds"},
		{name: "SPSS beside pictures", files: with("d.sav", "$FL2@(#)"), imported: 2, note: "left out: d.sav"},
		{name: "levels in files beside pictures", files: with("images/a.txt", "one", "images/a.cls", "1", "images/b.cls", "3"), imported: 2, note: "left out: 2 files, as images/a.cls"},
		{name: "captions beside pictures that a table names", files: with("t.csv", "file,level\nimages/a.jpg,positive\nimages/b.jpg,negative\n", "images/a.txt", "one", "images/b.txt", "two"), imported: 2, said: 2,
			note: "left out: 2 texts that are called like pictures, as images/a.txt: a table says what the pictures are: memes that have no caption by it get these by an import of their folder alone, with --dataset"},
		{name: "a script beside pictures", files: with("tweets.js", "window.x = []"), imported: 2, note: "left out: tweets.js"},

		{name: "xz", path: "t.csv.xz", files: []string{"t.csv.xz", "\xfd7zXZ\xf1\xe2\xd3\xc4\xb5\xa6\x97"}, refused: "it is compressed by xz: unpack it first"},
		{name: "LZ4", path: "t.csv.lz4", files: []string{"t.csv.lz4", "\x04\x22\x4d\x18text\xff"}, refused: "it is compressed by LZ4"},
		{name: "7-Zip", path: "t.7z", files: []string{"t.7z", "7z\xbc\xaf\x27\x1c" + strings.Repeat("\xf1\xe2\xd3\xc4\xb5\xa6\x97", 9)}, refused: "it is a 7-Zip archive"},
		{name: "MATLAB", path: "t.mat", files: []string{"t.mat", "MATLAB 5.0 MAT-file, Platform: GLNXA64"}, refused: "it is data of MATLAB"},

		{name: "captions in lists of objects", path: "t.json", files: with("t.json", `[{"image":"images/a.jpg","sentences":[{"no":1,"raw":"one of several words"}]},{"image":"images/b.jpg","sentences":[{"no":2,"raw":"and here some more"}]}]`), imported: 2,
			note: `--caption "sentences[0].raw" takes the texts of that one`},
		{name: "captions in objects beside pictures", spec: ImportSpec{CaptionColumn: "said[0].by"}, files: with("images/a.json", `{"text":"not this","said":[{"by":"one"}]}`, "images/b.json", `{"text":"nor this","said":[{"by":"two"}]}`), imported: 2, captions: "one|two"},
		{name: "a column without a name", path: "t.csv", files: with("t.csv", "image,\nimages/a.jpg,some words or other\nimages/b.jpg,and here some more\n"), imported: 2},

		{name: "a corrected column", path: "t.csv", files: []string{"t.csv", "text,label,corrected_label\na,positive,negative\nb,neutral,\n"}, imported: 2, said: 2, note: `column "corrected_label" has levels as well, and stays a column: --level "corrected_label" takes those instead`},
		{name: "a column that an annotator has added", path: "t.csv", spec: ImportSpec{Dataset: "memes"}, files: []string{"t.csv", "text,mood,name,bo_label,agreed\na,positive,positive,negative,\nb,neutral,neutral,neutral,\n"}, imported: 2, said: 2,
			note: `column "bo_label" has levels as well, and stays a column: --level "bo_label" takes those instead`},
		{name: "who has posted the memes", path: "t.csv", files: []string{"t.csv", "target,user,text,label\n0,joe,a,positive\n4,sue,b,negative\n"}, imported: 2, said: 2, voices: "me positive",
			note: `column "user" stays a column: if it says whose the levels are, and not who has posted the memes, --annotator-column "user" takes it`},
		{name: "numbers that workers have answered beside a level of the input", path: "t.csv", files: []string{"t.csv", "WorkerId,Input.text,Input.mood,Answer.sentiment\nw1,a,positive,2\nw2,a,positive,4\nw1,b,negative,3\n"}, imported: 2, said: 2,
			note: `--level "Answer.sentiment" --annotator-column "WorkerId" takes the numbers that these have answered`},
		{name: "users of Potato in a table", path: "t.tsv", files: []string{"t.tsv", "user\tinstance_id\tdisplayed_text\tmood:::positive\tmood:::negative\nann\t1\tone\ttrue\t\nbo\t2\ttwo\t\ttrue\n"}, imported: 2, said: 2, voices: "me positive",
			note: `--annotator-column "user" takes it`},
		{name: "a map of numbers that pandas has written", path: "t.csv", spec: ImportSpec{LevelMap: map[string]labels.Level{"-1": labels.Negative, "0": labels.Neutral, "1": labels.Positive}},
			files: []string{"t.csv", "text,category\na,-1.0\nb,0.0\nc,1.0\nd,\n"}, imported: 4, said: 3, voices: "me negative"},
		{name: "what annotators agreed on", path: "t.csv", files: []string{"t.csv", "text,Annotator 1,Annotator 2,Final\na,1,5,4\nb,2,2,2\n"}, imported: 2, said: 4, note: `column "Final" has levels as well`},
		{name: "an export of what had a column for each annotator", path: "t.csv", imported: 2, said: 2, voices: "me negative", note: `an export has gold there; other columns have levels as well ("ann1", "ann2")`, files: []string{"t.csv",
			"meme,image_name,image_path,caption,caption_origin,level,split,state,text,ann1,ann2\n01,,,a,given,negative,train,labelled,a,positive,positive\n02,,,b,given,neutral,val,labelled,b,neutral,positive\n"}},
		{name: "as a table of Memotion", path: "t.csv", imported: 2, said: 2, voices: "me negative", note: `column "ann1" has levels as well`, files: []string{"t.csv",
			"image_name,text_ocr,text_corrected,overall_sentiment,ann1,ann2\na.jpg,,a,negative,positive,positive\nb.jpg,,b,neutral,neutral,positive\n"}, missing: 2},
		{name: "what was decided beside what each said, by another import", path: "t.csv", files: with("t.csv", "image,worker_id,answer,gold\nimages/a.jpg,ann,positive,neutral\nimages/a.jpg,bo,negative,neutral\nimages/b.jpg,ann,positive,\n"),
			imported: 2, said: 3, voices: "ann positive, bo negative", note: `column "gold" has levels as well, and stays a column: --level "gold" --annotator-column - takes those instead, and a second import with another --annotator takes them besides`},
		{name: "what was decided beside what each said", path: "t.csv", spec: ImportSpec{LevelColumn: "gold"}, files: with("t.csv", "image,worker_id,answer,gold\nimages/a.jpg,ann,positive,neutral\n"),
			refused: `t.csv: whose are the levels of column "gold"? Column "worker_id" says who has annotated, and --annotator says me: add --annotator-column "worker_id" for those, or --annotator-column - --annotator me`},
		{name: "levels that are nobody's", path: "t.csv", spec: ImportSpec{LevelColumn: "expert", AnnotatorColumn: NoColumn}, files: with("t.csv", "image,worker_id,answer,expert\nimages/a.jpg,ann,positive,neutral\nimages/a.jpg,bo,negative,neutral\nimages/b.jpg,ann,positive,\n"),
			imported: 2, said: 1, voices: "me neutral"},
		{name: "answers that differ, of nobody named", path: "t.csv", spec: ImportSpec{AnnotatorColumn: NoColumn}, files: []string{"t.csv", "WorkerId,Input.text,Answer.mood\nw1,a,positive\nw2,a,negative\nw3,a,positive\nw1,b,neutral\n"},
			imported: 2, said: 3, voices: "me positive, me (2) negative"},
		{name: "everybody's levels of an export, of one", path: "t.csv", spec: ImportSpec{AnnotatorColumn: NoColumn}, files: []string{"t.csv",
			"meme,image_name,image_path,caption,caption_origin,level,split,state,annotator,time,source,adjudication\n1,,,a,given,positive,train,disputed,ann,,import,false\n1,,,a,given,negative,train,disputed,bo,,import,false\n"},
			imported: 1, said: 2, voices: "me positive, me (2) negative"},
		{name: "rows that differ in what is no level", path: "t.csv", spec: ImportSpec{AnnotatorColumn: NoColumn}, files: with("t.csv", "image,seconds,mood\nimages/a.jpg,2,positive\nimages/a.jpg,4,positive\nimages/b.jpg,3,\n"),
			imported: 2, said: 1, voices: "me positive"},
		{name: "what was decided, of whom a column names", path: "t.csv", spec: ImportSpec{LevelColumn: "final", AnnotatorColumn: "worker_id"}, files: with("t.csv", "image,worker_id,final\nimages/a.jpg,ann,positive\nimages/b.jpg,bo,negative\n"),
			imported: 2, said: 2, voices: "ann positive"},
		{name: "a column for each picture", path: "t.csv", files: with("t.csv", "Timestamp,images/a.jpg,images/b.jpg\n2026,positive,negative\n2027,neutral,negative\n"), refused: "t.csv: its columns are called like pictures, and a row must be a meme: turn its rows into columns"},
		{name: "a column for each question", path: "t.csv", files: []string{"t.csv", "id,when,Q1 [a],Q2 [b],Q3 [c],Q4 [d],Q5 [e],Q6 [f]\n1,2,1,2,3,4,5,1\n2,3,1,2,3,4,5,1\n"}, refused: "if a row is what one person has said of many memes, turn its rows into columns"},
		{name: "ids of an export", path: "t.csv", files: []string{"t.csv", "meme,level\n99d7,positive\n45a1,negative\n"}, refused: `if "meme" has the ids of an export, keep its columns image_name and caption, too, or pass lines of id and level to memebench label -`},
		{name: "lists of numbers", path: "t.json", spec: ImportSpec{LevelColumn: "ratings", Scale: "1-5"}, files: []string{"t.json", `[{"text":"a","ratings":[1,5]},{"text":"b","ratings":[2,2]}]`},
			refused: `column "ratings" has several numbers in a row: --level "ratings[0],ratings[1]", and so on, takes each for an annotator's`},
		{name: "a final score of another kind", path: "t.csv", files: []string{"t.csv", "text,Annotator 1,Annotator 2,Final\na,1,5,40\nb,2,2,70\n"}, imported: 2, said: 4},
		{name: "per cent", path: "t.csv", spec: ImportSpec{Scale: "0-100"}, files: []string{"t.csv", "text,sentiment\na,0%\nb,75 %\n"}, imported: 2, said: 2},
		{name: "a scale that begins with the best", path: "t.csv", spec: ImportSpec{Scale: "5-1"}, files: []string{"t.csv", "text,sentiment\na,1\nb,4\n"}, imported: 2, said: 2, voices: "me very_positive"},
		{name: "no level in other spellings", path: "t.csv", files: []string{"t.csv", "text,sentiment\na,positive\nb,--\nc,\\N\nd,(blank)\ne,skipped\nf,#REF!\ng,.\n"}, imported: 7, said: 1},
		{name: "five numbers", path: "t.csv", files: []string{"t.csv", "text,rating\na,1\nb,2\nc,3\nd,4\ne,5\n"}, imported: 5, note: `--level-map "1=LEVEL,2=LEVEL,3=LEVEL,4=LEVEL,5=LEVEL"`},
	})
}
