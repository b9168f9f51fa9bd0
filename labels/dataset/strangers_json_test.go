package dataset

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
)

// Rows are found wherever in a file of JSON they lie, and what tools and people have said is
// told from what was only suggested, rejected or begun.
func TestStrangersJSON(t *testing.T) {
	picture := "data:image/png;base64," + base64.StdEncoding.EncodeToString([]byte("\x89PNG\r\n one"))
	prodigy := func(answer, who string) string {
		return fmt.Sprintf(`{"text":"one","_task_hash":1,"_timestamp":%d,"accept":["positive"],"answer":%q,"_annotator_id":%q}`+"\n", len(answer+who), answer, who)
	}
	coco := `{"licenses":[{"id":1,"name":"CC","url":"x"}],"categories":[{"id":0,"name":"mood"},{"id":1,"name":"negative"},{"id":2,"name":"positive"}],
"images":[{"id":7,"file_name":"a.jpg"},{"id":8,"file_name":"b.jpg"}],
"annotations":[{"id":1,"image_id":7,"category_id":2,"bbox":[0,0,1,1],"caption":"one"},{"id":2,"image_id":7,"category_id":2,"caption":"two"},{"id":3,"image_id":8,"category_id":1,"caption":"three"}]}`
	runStrangers(t, []stranger{
		{name: "rows by number under a name", path: "t.json", files: []string{"t.json", `{"_default":{"1":{"title":"one"},"2":{"title":"two"},"3":{"title":"three"}}}`}, imported: 3, captions: "one|two|three"},
		{name: "rows by name beside settings", path: "t.json", files: []string{"t.json", `{"settings":{"ui":{"x":1}},"pictures":{"a.jpg9":{"filename":"a.jpg","about":{"caption":"one","sentiment":"positive"}},"b.jpg8":{"filename":"b.jpg","about":{"caption":"two"}}},"attributes":{"file":{}}}`, "a.jpg", "a", "b.jpg", "b"},
			imported: 2, said: 1, captions: "one|two"},
		{name: "rows by name after what is said of the whole, and a list between them", path: "t.json", files: []string{"t.json", `{"info":{"version":1},"m1":{"text":"one"},"kinds":[{"id":1,"of":"x"}],"m2":{"text":"two"}}`}, imported: 2, captions: "one|two"},
		{name: "what was said of no picture", path: "t.json", files: []string{"t.json", `{"images":[{"file_name":"a.jpg","id":""},{"file_name":"b.jpg","id":2}],"annotations":[{"image_id":null,"caption":"nobody's"},{"image_id":2,"caption":"two"}]}`, "a.jpg", "a", "b.jpg", "b"}, imported: 2, captions: "|two"},
		{name: "a list within two objects", path: "t.json", files: []string{"t.json", `{"kind":"Listing","data":{"after":"x","children":[{"kind":"t3","data":{"title":"one"}},{"kind":"t3","data":{"title":"two"}}]}}`}, imported: 2, captions: "one|two"},
		{name: "a list beside a name", path: "t.json", files: []string{"t.json", `{"name":"a chat","id":4,"messages":[{"id":1,"text":"one"},{"id":2,"text":["two ",{"type":"bold","text":"three"}]}]}`}, imported: 2, captions: "one|two three"},
		{name: "a schema before the rows", path: "t.json", files: []string{"t.json", `{"schema":{"fields":[{"name":"text","type":"string"}]},"data":[{"index":0,"text":"one"},{"index":1,"text":"two"}]}`}, imported: 2},
		{name: "one meme on several lines", path: "t.json", files: []string{"t.json", "{\n \"text\": \"one\",\n \"by\": {\"name\": \"x\"}\n}"}, imported: 1, captions: "one"},
		{name: "one task on a line", path: "t.json", files: []string{"t.json", `{"id":1,"data":{"text":"one"},"annotations":[{"completed_by":4,"result":[{"from_name":"m","value":{"choices":["positive"]}}]}]}`}, imported: 1, said: 1, voices: "4 positive"},
		{name: "columns, an index and data", path: "t.json", files: []string{"t.json", `{"columns":["text"],"index":[0],"data":[["one"]]}`}, refused: `to_json(orient="records")`},
		{name: "pictures, and what was said of them", path: "t.json", files: []string{"t.json", coco, "a.jpg", "a", "b.jpg", "b"}, imported: 2, said: 2, captions: "one\ntwo|three", voices: "me positive"},
		{name: "what several annotators said of pictures", path: "t.json", files: []string{"t.json", `{"images":[{"id":8,"file_name":"b.jpg"},{"id":7,"file_name":"a.jpg"},{"id":9,"file_name":"c.jpg"}],
"annotations":[{"image_id":7,"annotator":"ann","mood":"positive"},{"image_id":7,"annotator":"bo","mood":"positive"},{"image_id":7,"annotator":"cem"},{"image_id":8,"annotator":"ann","mood":"negative"},{"image_id":8,"annotator":"bo","mood":"negative"}]}`,
			"a.jpg", "a", "b.jpg", "b", "c.jpg", "c"}, imported: 3, said: 4, voices: "ann negative, bo negative"},
		{name: "more said of a picture than a row may have", path: "t.json", files: []string{"t.json", `{"images":[{"id":7,"file_name":"a.jpg"},{"id":8,"file_name":"b.jpg"}],"annotations":[{"image_id":8,"annotator":"ann","mood":"negative"},` + rareNames(7, 700) + `]}`,
			"a.jpg", "a", "b.jpg", "b"}, imported: 1, failed: 1, said: 1, voices: "ann negative"},
		{name: "more said of the only picture", path: "t.json", files: []string{"t.json", `{"images":[{"id":7,"file_name":"a.jpg"}],"annotations":[` + rareNames(7, 700) + `]}`, "a.jpg", "a"},
			refused: "what is said of the picture is longer than 1048576 bytes"},
		{name: "captions in lists", path: "t.json", files: []string{"t.json", `[{"caption":["one","two"]},{"caption":"three"}]`}, imported: 2, captions: "one\ntwo|three"},

		{name: "what annotators said of pictures, the first of whom has no name", path: "t.json", files: []string{"t.json", `{"images":[{"id":7,"file_name":"a.jpg"},{"id":8,"file_name":"b.jpg"}],
			"annotations":[{"image_id":8,"mood":"neutral"},{"image_id":7,"annotator":"ann","mood":"positive"},{"image_id":7,"annotator":"bo","mood":"negative"}]}`, "a.jpg", "a", "b.jpg", "b"},
			imported: 2, said: 3, voices: "ann positive, bo negative"},
		{name: "annotators in a list", path: "t.json", files: []string{"t.json", `[{"text":"one","annotators":["ann","bo"],"ages":[20,30],"mood":["positive","negative"]}]`}, imported: 1, said: 2, voices: "ann positive, bo negative"},
		{name: "a list called like annotators", path: "t.jsonl", files: []string{"t.jsonl", `{"text":"one","label":"negative","ann":[{"worker":"w1","rating":0},{"worker":"w2","rating":2}]}`}, imported: 1, said: 1, voices: "me negative"},
		{name: "sets of which one is called like a split", path: "t.csv", files: []string{"t.csv", "text,set\none,A\ntwo,test\nthree,B\nfour,C\n"}, imported: 4},
		{name: "two numbers among words", path: "t.csv", files: []string{"t.csv", "text,mood\none,1\ntwo,5\nthree,x\nfour,y\nfive,z\n"}, imported: 5, note: "are no levels"},
		{name: "annotators in a list of a table", path: "t.csv", files: []string{"t.csv", "text,annotators,mood\none,\"[\"\"ann\"\"]\",\"[\"\"positive\"\"]\"\ntwo,\"[\"\"ann\"\",\"\"bo\"\"]\",\"[\"\"positive\"\",\"\"negative\"\"]\"\n"},
			imported: 2, note: "as lines of JSON (to_json) the same records give each answer to who gave it"},
		{name: "and in lines of its own", path: "t.json", files: []string{"t.json", "{\"messages\": [\n {\n  \"photo\": [\n   \"a.jpg\"\n  ],\n  \"text\": [\n   \"two \",\n   {\n    \"type\": \"bold\",\n    \"text\": \"three\"\n   }\n  ]\n }\n]}", "a.jpg", "a"}, imported: 1, captions: "two three"},
		{name: "as many texts as annotators", path: "t.json", files: []string{"t.json", `[{"text":["one","two"],"annotators":["ann","bo"],"mood":["positive","negative"]}]`}, imported: 1, said: 2, captions: "one\ntwo", voices: "ann positive, bo negative"},
		{name: "answers that were submitted", path: "t.json", files: []string{"t.json", `[{"id":"x","fields":{"text":"one"},"suggestions":{"mood":{"value":"neutral","score":0.4}},"responses":{"why":[{"value":"so","user_id":"u1","status":"submitted"}],"mood":[{"value":"positive","user_id":"u1","status":"submitted"},{"value":"negative","user_id":"u2","status":"draft"}]}},{"id":"y","fields":{"text":"two"},"suggestions":{"mood":{"value":"neutral"}},"responses":{}}]`},
			imported: 2, said: 1, voices: "u1 positive"},
		{name: "answers that were submitted, written flat", path: "t.json", files: []string{"t.json", `[{"id":"x","text":"one","mood.suggestion":"neutral","mood.responses":["positive","negative","neutral"],"mood.responses.users":["u1","u2","u3"],"mood.responses.status":["submitted","discarded","submitted"],"why.responses":["so"],"why.responses.users":["u1"],"why.responses.status":["submitted"]},{"id":"y","text":"two","mood.suggestion":"neutral","mood.responses":null,"mood.responses.users":null,"mood.responses.status":null}]`},
			imported: 2, said: 2, voices: "u1 positive, u3 neutral"},
		{name: "suggestions alone", path: "t.json", files: []string{"t.json", `[{"text":"one","suggestions":{"mood":"neutral"}}]`}, imported: 1},
		{name: "answers that were accepted", path: "t.jsonl", files: []string{"t.jsonl", prodigy("accept", "ann") + prodigy("reject", "bo") + prodigy("ignore", "cem")}, imported: 1, said: 1, voices: "ann positive"},
		{name: "two answers to a task", path: "t.json", files: []string{"t.json", `[{"id":1,"data":{"text":"one"},"annotations":[
{"completed_by":4,"result":[{"from_name":"m","value":{"choices":["positive"]}},{"from_name":"why","value":{"text":["so"]}}]},
{"completed_by":5,"result":[{"from_name":"m","value":{"choices":["negative"]}},{"from_name":"why","value":{"text":["not so"]}}]}]}]`}, imported: 1, said: 2, voices: "4 positive, 5 negative"},

		{name: "pictures written into the text", path: "t.jsonl", files: []string{"t.jsonl", fmt.Sprintf(`{"image":%q,"path":"/home/x/a.png","mood":"positive"}`, picture)}, imported: 1, said: 1},
		{name: "an annotator called ann", path: "t.csv", files: []string{"t.csv", "text,ann,bo,mood\none,4,2,positive\ntwo,5,1,negative\n"}, imported: 2, said: 2, voices: "me positive"},
		{name: "an annotator called ann within an object", path: "t.json", files: []string{"t.json", `[{"text":"one","by":{"ann":4,"bo":2},"mood":"positive"},{"text":"two","by":{"ann":5,"bo":1},"mood":"negative"}]`}, imported: 2, said: 2, voices: "me positive"},
		{name: "annotators with numbers", path: "t.csv", files: []string{"t.csv", "id,text,ann,spam,mood\n1,one,1,0,positive\n1,one,2,0,negative\n2,two,1,1,negative\n"}, imported: 2, said: 3, voices: "1 positive, 2 negative"},
		{name: "assignments that were rejected", path: "t.csv", files: []string{"t.csv", "HITId,AssignmentId,WorkerId,AssignmentStatus,Input.text,Answer.mood\nh,a1,w1,Approved,one,positive\nh,a2,w2,Rejected,one,negative\n"}, imported: 1, said: 1, voices: "w1 positive"},
		{name: "assignments of Toloka", path: "t.tsv", files: []string{"t.tsv", "INPUT:text\tOUTPUT:mood\tASSIGNMENT:worker_id\tASSIGNMENT:status\none\tpositive\tw1\tAPPROVED\none\tnegative\tw2\tREJECTED\n"}, imported: 1, said: 1, voices: "w1 positive"},
		{name: "and into a table", path: "t.csv", files: []string{"t.csv", "image,mood\n\"" + picture + "\",positive\n"}, imported: 1, said: 1},
		{name: "a picture that is written badly", path: "t.csv", files: []string{"t.csv", "image,text\ndata:image/png;base64;,one\n\"data:image/png;base64,?\",two\n"}, imported: 2, captions: "one|two", note: `column "image" names no picture`},
		{name: "labels in lists of another task", path: "t.json", files: []string{"t.json", `[{"text":"one","labels":["Smears","Slogans"]},{"text":"two","labels":["Smears"]}]`}, imported: 2,
			note: `--level-map "Smears=LEVEL,Slogans=LEVEL"`},
	})
}

// rareNames is what so many annotators said of a picture, each under a name of its own.
func rareNames(picture, n int) string {
	said := make([]string, n)
	for i := range said {
		said[i] = fmt.Sprintf(`{"image_id":%d,"annotator":"a%d","x%[2]d":1}`, picture, i)
	}
	return strings.Join(said, ",")
}

// What annotators said in lists is read once, and not once for each of them.
func TestListsOfAnnotatorsAreReadOnce(t *testing.T) {
	allocations := func(annotators int) float64 {
		list := "[" + strings.Repeat("1,", annotators-1) + "1]"
		o, err := readObject([]byte(`{"annotators":` + list + `,"mood":` + list + `}`))
		if err != nil {
			t.Fatal(err)
		}
		return testing.AllocsPerRun(1, func() {
			if rows := (parallel{}).expand(o); len(rows) != annotators {
				t.Errorf("%d rows of %d annotators", len(rows), annotators)
			}
		})
	}
	if once, twice := allocations(300), allocations(600); twice > 3*once {
		t.Errorf("%.0f allocations for 300 annotators, %.0f for 600", once, twice)
	}
}

// Pictures that come with their rows are told apart, whatever they are called.
func TestPicturesInRows(t *testing.T) {
	type named struct {
		Image struct {
			Bytes []byte `parquet:"bytes"`
			Path  string `parquet:"path,optional"`
		} `parquet:"image"`
		Mood string `parquet:"mood"`
	}
	type bare struct {
		Shot []byte `parquet:"shot"`
		Mood string `parquet:"mood"`
	}
	names := make([]named, 3)
	for i, path := range []string{"image.jpg", "image.jpg", ""} {
		names[i].Image.Bytes, names[i].Image.Path, names[i].Mood = fmt.Appendf(nil, "\xff\xd8\xff %d", i), path, "positive"
	}
	runStrangers(t, []stranger{
		{name: "one name for all", path: "t.parquet", files: []string{"t.parquet", parquetOf(t, names)}, imported: 3, said: 3},
		{name: "no names", path: "t.parquet", files: []string{"t.parquet", parquetOf(t, []bare{{[]byte("\x89PNG\r\n 1"), "positive"}, {[]byte("\x89PNG\r\n 2"), "positive"}, {[]byte("\x89PNG\r\n 2"), "positive"}})}, imported: 2, said: 2},
	})
}

func parquetOf[T any](t *testing.T, rows []T) string {
	t.Helper()
	var b bytes.Buffer
	w := parquet.NewGenericWriter[T](&b)
	if _, err := w.Write(rows); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
