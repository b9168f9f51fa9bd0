package dataset

import (
	"fmt"
	"strings"
	"testing"

	"memebench/labels"
)

// Well-known data sets and tools need no options. Each is told what its first row is:
// picture, caption, level, annotator, split.
func TestShapes(t *testing.T) {
	for _, c := range []struct{ name, file, text, format, want string }{
		{"Memotion-7k", "labels.csv", ",image_name,text_ocr,text_corrected,humour,overall_sentiment\n0,a.jpg,OCR,right,funny,very_positive\n", "memotion", "a.jpg|right|very_positive||"},
		{"its text_ocr", "labels.csv", ",image_name,text_ocr,text_corrected,overall_sentiment\n0,a.jpg,OCR,nan,positive\n", "memotion", "a.jpg|OCR|positive||"},
		{"its test set", "2000.csv", "Image_name,Image_URL,OCR_extracted_text,corrected_text,Basis_of_classification\na.jpg,https://x.example/1.jpg,OCR,,Sentiment\n", "memotion", "a.jpg|OCR|||"},
		{"Memotion 3", "train.csv", "Id,image_url,ocr,humour,overall_sentiment\na,https://x.example/b.jpg,hai,funny,negative\n", "memotion3", "a|hai|negative||"},
		{"Memotion 2", "train.tsv", "Id\timage_url\ttext_ocr\thumour\toverall\na\thttps://x.example/b.jpg\thai\tfunny\tneutral\n", "csv", "a|hai|neutral||"},
		{"Hateful Memes", "train.jsonl", `{"id":42,"img":"img/42.png","label":1,"text":"look"}`, "hateful-memes", "img/42.png|look|||"},
		{"Harm-C", "train.jsonl", `{"id":"c_1","image":"a.jpg","labels":["very harmful","individual"],"text":"a\nb\n"}`, "harmeme", "a.jpg|a\nb\n|||"},
		{"MAMI", "training.csv", "file_name\tmisogynous\tshaming\tText Transcription\na.jpg\t0\t0\thello\n", "mami", "a.jpg|hello|||"},
		{"MultiOFF", "t.csv", "image_name,sentence,label\na.jpg,hello,offensive\n", "multioff", "a.jpg|hello|||"},
		{"MET-Meme", "label_E.csv", "file_name,sentiment category,sentiment degree,text,,,\nimage_ (0).jpg,4(sorrow),2(moderately),rain,,,\n", "met-meme", "image_ (0).jpg|rain|||"},
		{"FigMemes", "split.tsv", "img_name\tstyle\tsplit\nval/a.jpg\treal\tval\n", "figmemes", "val/a.jpg||||val"},
		{"MMHS150K", "GT.json", `{"a": {"img_url":"http://x.example/1.jpg","labels":[0,1],"tweet_text":"hi","labels_str":["NotHate"]},"b":{"img_url":"","tweet_text":"x"}}`, "mmhs150k", "a|hi|||"},
		{"MemeCap", "memes.json", `[{"title":"so true","img_fname":"a.jpg","meme_captions":["it means this"],"img_captions":["a man"]}]`, "memecap", "a.jpg|so true|||"},
		{"Label Studio CSV", "p.csv", "annotation_id,annotator,id,image,lead_time,mood,text\n1,7,5,/data/upload/1/0a1b2c3d-a.jpg,2,positive,hello\n", "labelstudio", "/data/upload/1/0a1b2c3d-a.jpg|hello|positive|7|"},
		{"Label Studio JSON-MIN", "p.json", `[{"annotation_id":1,"annotator":7,"id":5,"image":"a.jpg","lead_time":1,"mood":"positive","text":"hello"}]`, "labelstudio", "a.jpg|hello|positive|7|"},
		{"Label Studio JSON", "p.json", `[{"id":5,"data":{"image":"a.jpg","text":"hello"},"predictions":[{"result":[{"from_name":"mood","value":{"choices":["negative"]}}]}],
			"annotations":[{"completed_by":{"email":"ann@x.example","id":3},"result":[{"from_name":"mood","value":{"choices":["positive"]}}]}]}]`, "labelstudio", "a.jpg|hello|positive|ann@x.example|"},
		{"doccano", "d.jsonl", `{"id":1,"text":"hello","label":["positive"],"Comments":[]}`, "doccano", "|hello|positive||"},
		{"doccano with pictures", "d.jsonl", `{"id":1,"filename":"a.jpg","label":["negative"],"Comments":[]}`, "doccano", "a.jpg||negative||"},
		{"our lines", "e.jsonl", `{"meme":"m1","image_name":"a.jpg","caption":"hello","level":"positive","state":"labelled","labels":[{"annotator":"ada","level":"positive"}],"split":"val","source":{"x":"1"}}`, "jsonl", "a.jpg|hello|positive|ada|val"},
		{"Hugging Face", "metadata.csv", "file_name,text,label\na.jpg,hello,neutral\n", "huggingface", "a.jpg|hello|neutral||"},
		{"any columns", "x.csv", "Picture;Meme Text;Sentiment;Data Split;Rater\na.jpg;hello;positive;Test_unseen;bo\n", "csv", "a.jpg|hello|positive|bo|test"},
		{"objects within", "x.json", `[{"data":{"image":"a.jpg","text":"hello"},"sentiment":"positive"}]`, "json", "a.jpg|hello|positive||"},
		{"a riddle, which has an answer", "x.json", `[{"text":"hello","answer":"accept","sentiment":"positive"}]`, "json", "|hello|positive||"},
		{"what Prodigy was given, without an answer", "x.json", `[{"text":"hello","_task_hash":1,"sentiment":"positive"}]`, "json", "|hello|positive||"},
		{"a list of labels", "x.json", `[{"text":"hello","label":["positive"]}]`, "json", "|hello|positive||"},
		{"a status", "x.json", `[{"text":"hello","status":"done","sentiment":"positive"}]`, "json", "|hello|positive||"},
		{"what a model said is no level", "x.csv", "text,predicted\nhello,positive\n", "csv", "|hello|||"},
		{"answers of Argilla in a table, which may be discarded", "x.csv", "text,mood.responses,mood.responses.status\nhello,\"[\"\"positive\"\"]\",\"[\"\"discarded\"\"]\"\n", "csv", "|hello|||"},
	} {
		t.Run(c.name, func(t *testing.T) {
			in, err := copiedSource(t.Context(), strings.NewReader(c.text), c.file, "", nil)
			if err != nil {
				t.Fatal(err)
			}
			defer in.Close()
			kind, err := kindOf(in)
			if err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			put(t, dir, "a.jpg", "")
			p, err := tablePart(t.Context(), in, kind, &ImportSpec{}, newFinder(t.Context(), &folderPlace{root: dir}, nil), "")
			if err != nil {
				t.Fatal(err)
			}
			row, err := p.table.Next()
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join([]string{row.Image, row.Caption, row.Level.String(), row.Annotator, string(row.Split)}, "|"); got != c.want || p.m.shape != c.format {
				t.Errorf("%s as %s, want %s as %s", got, p.m.shape, c.want, c.format)
			}
		})
	}
}

// Every voice of a task of Label Studio is a row, and what was cancelled is none.
func TestLabelStudioVoices(t *testing.T) {
	answer := func(by, level string) string {
		return fmt.Sprintf(`{"completed_by":%s,"result":[{"from_name":"mood","value":{"choices":[%q]}}]}`, by, level)
	}
	text := `[{"id":1,"data":{"text":"one"},"annotations":[` + answer("1", "positive") + "," + answer(`{"username":"bo"}`, "neutral") + `,{"was_cancelled":true,"completed_by":3,"result":[]}]},
		{"id":2,"data":{"text":"two"},"annotations":[]}]`
	s := newStore(t)
	r := mustImport(t, s, ImportSpec{Path: write(t, "p.json", text)})
	counts(t, r, 3, 2, 1, 2, 0, 0)
	if r.Format != FormatLabelStudio || r.Disagreements != 1 || r.Memes != 2 {
		t.Errorf("%+v", r)
	}
	st, _ := s.State(s.memes()[0].ID)
	if len(st.Current) != 2 || st.Current[0].Annotator != "1" || st.Current[1].Annotator != "bo" || st.Kind != labels.Disputed {
		t.Errorf("%+v", st)
	}
	counts(t, mustImport(t, s, ImportSpec{Path: write(t, "p.json", text)}), 3, 0, 3, 0, 0, 0)
}

// Labels of other tasks are levels only if the import says what they mean.
func TestLevelMap(t *testing.T) {
	words, err := ReadLevelMap("1=very_negative,0=neutral")
	if err != nil {
		t.Fatal(err)
	}
	file := `{"id":1,"img":"a.jpg","label":1,"text":"one"}` + "\n" + `{"id":2,"img":"b.jpg","label":0,"text":"two"}` + "\n" + `{"id":3,"img":"c.jpg","label":7,"text":"three"}`
	r := mustImport(t, newStore(t), ImportSpec{Path: write(t, "t.jsonl", file), Annotator: "me", Probe: probe})
	counts(t, r, 3, 3, 0, 0, 0, 0)
	r = mustImport(t, newStore(t), ImportSpec{Path: write(t, "t.jsonl", file), Annotator: "me", Probe: probe, LevelMap: words})
	counts(t, r, 3, 3, 0, 2, 1, 0)
	if r.ByLevel["very_negative"] != 1 || r.ByLevel["neutral"] != 1 || !strings.Contains(r.Warnings[0].Reason, `label "7": it is not in --level-map, so it is no level`) {
		t.Errorf("%+v", r)
	}
}

// Columns may be named by paths into JSON.
func TestPaths(t *testing.T) {
	file := `[{"d":{"u":{"name":"a.jpg"}},"t":[{"say":"hello"}],"l":["x","positive"],"who":[{"id":4}]},{"d":{},"t":[],"l":null,"who":null}]`
	table, err := openAs(t, file, "x.json", ImportSpec{ImageColumn: "d.u.name", CaptionColumn: "t[0].say", LevelColumn: "l[1]", AnnotatorColumn: "who[0].id"})
	if err != nil {
		t.Fatal(err)
	}
	good, failed := rows(t, table)
	if len(good) != 1 || good[0].Image != "a.jpg" || good[0].Caption != "hello" || good[0].Level != labels.Positive || good[0].Annotator != "4" || len(failed) != 1 {
		t.Errorf("%+v, failed %q", good, failed)
	}
	if _, err := openAs(t, file, "x.json", ImportSpec{CaptionColumn: "nowhere[0]"}); err == nil || !strings.Contains(err.Error(), `no column "nowhere[0]" for --caption: found "d.u.name"`) {
		t.Errorf("%v", err)
	}
}

// A row that is no JSON is one failure; a file that ends in the middle is said.
func TestBadJSON(t *testing.T) {
	table, err := openAs(t, "{\"text\":\"one\"}\n{\"text\":\"he said \"no\" to me\"}\n\n[1]\n{\"text\":null}\n\ufeff{\"text\":\"two\"}", "x.jsonl", ImportSpec{})
	if err != nil {
		t.Fatal(err)
	}
	good, failed := rows(t, table)
	if len(good) != 2 || len(failed) != 3 || !strings.Contains(failed[0], `x.jsonl:2: the line is no object of JSON: near "`) || !strings.Contains(failed[2], "x.jsonl:4: neither a caption") {
		t.Errorf("%+v, failed %q", good, failed)
	}
	long, err := openAs(t, `{"text":"one"}`+"\n"+`{"text":"`+strings.Repeat("x", 2<<20)+`"}`, "x.jsonl", ImportSpec{})
	if err != nil {
		t.Fatal(err)
	}
	if _, failed := rows(t, long); len(failed) != 1 || !strings.HasSuffix(failed[0], "x.jsonl:2: the line is longer than 1048576 bytes") {
		t.Errorf("of a long line: %q", failed)
	}
	for text, want := range map[string]string{
		`[{"text":"one"},{"text":`:                        "after object 1 the file ends in the middle: fetch it again",
		`[{"text":"` + strings.Repeat("x", 2<<20) + `"}]`: "is longer than 1048576 bytes",
		`[]`:      "there is no object in it",
		`{"a":1}`: "which column has the caption or the picture?",
	} {
		if _, err := openAs(t, text, "x.json", ImportSpec{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.30s: %v, want %s", text, err, want)
		}
	}
}
