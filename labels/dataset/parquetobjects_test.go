package dataset

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"memebench/labels"
)

// An argillaAnswer is what one annotator has answered in Argilla.
type argillaAnswer struct {
	Value  string `json:"value" parquet:"value"`
	User   string `json:"user_id" parquet:"user_id"`
	Status string `json:"status" parquet:"status"`
}

// A studioTask is a task of Label Studio with what annotators have answered. In Parquet it has all
// kinds of answers.
type (
	studioTask struct {
		ID          int64              `json:"id" parquet:"id"`
		Data        studioData         `json:"data" parquet:"data"`
		Annotations []studioAnnotation `json:"annotations" parquet:"annotations,list"`
	}
	studioData struct {
		Text string   `json:"text" parquet:"text"`
		Tags []string `json:"tags" parquet:"tags,list"`
	}
	studioAnnotation struct {
		By        int64          `json:"completed_by" parquet:"completed_by"`
		Cancelled bool           `json:"was_cancelled" parquet:"was_cancelled"`
		Result    []studioAnswer `json:"result" parquet:"result,list"`
	}
	studioAnswer struct {
		Name  string      `json:"from_name" parquet:"from_name"`
		Value studioValue `json:"value" parquet:"value"`
	}
	studioValue struct {
		Choices []string `json:"choices,omitempty" parquet:"choices,list"`
		Text    []string `json:"text,omitempty" parquet:"text,list"`
		Rating  *int64   `json:"rating,omitempty" parquet:"rating,optional"`
	}
)

// chosen is the answer to a question of Label Studio by a choice.
func chosen(question, choice string) studioAnswer {
	return studioAnswer{question, studioValue{Choices: []string{choice}}}
}

// Rows of several voices are the same memes, levels and columns from Parquet as from lines of JSON,
// in each of the shapes in which records come there: of the first nobody has said anything yet, and
// imports change nothing when they are repeated.
func TestVoicesOfParquet(t *testing.T) {
	type voice struct {
		Label     string   `json:"label" parquet:"label"`
		Annotator int64    `json:"annotator_id" parquet:"annotator_id"`
		Target    []string `json:"target" parquet:"target,list"`
	}
	type objects struct {
		Text       string   `json:"text" parquet:"text"`
		Annotators []voice  `json:"annotators" parquet:"annotators,list"`
		Tokens     []string `json:"tokens" parquet:"tokens,list"`
	}
	type beside struct {
		Text   string   `json:"text" parquet:"text"`
		Raters []string `json:"raters" parquet:"raters,list"`
		Said   []string `json:"mood" parquet:"mood,list"`
		Of     struct {
			Site string `json:"site" parquet:"site"`
		} `json:"of" parquet:"of"`
	}
	type of struct {
		Who    []string `json:"annotator_id" parquet:"annotator_id,list"`
		Labels []string `json:"label" parquet:"label,list"`
	}
	type features struct {
		Text        string `json:"text" parquet:"text"`
		Annotations of     `json:"annotations" parquet:"annotations"`
	}
	type record struct {
		ID     int64 `json:"id" parquet:"id"`
		Fields struct {
			Text string `json:"text" parquet:"text"`
		} `json:"fields" parquet:"fields"`
		Responses struct {
			Mood []argillaAnswer `json:"mood" parquet:"mood,list"`
		} `json:"responses" parquet:"responses"`
		Of struct {
			Tags []string `json:"tags" parquet:"tags,list"`
		} `json:"of" parquet:"of"`
	}
	records := make([]record, 2)
	records[0].ID, records[0].Fields.Text, records[0].Responses.Mood, records[0].Of.Tags = 1, "dawn", []argillaAnswer{}, []string{}
	records[1].ID, records[1].Fields.Text, records[1].Of.Tags = 2, "dusk", []string{"x"}
	records[1].Responses.Mood = []argillaAnswer{{"positive", "1", "submitted"}, {"negative", "2", "submitted"}, {"neutral", "3", "draft"}}
	tasks := []studioTask{{7, studioData{"dawn", []string{"du"}}, nil}, {8, studioData{"dusk", []string{"du", "sk"}}, []studioAnnotation{
		{1, false, []studioAnswer{chosen("mood", "positive")}}, {3, true, []studioAnswer{chosen("mood", "neutral")}},
		{2, false, []studioAnswer{{"mood", studioValue{Text: []string{"negative"}}}, chosen("topic", "evening")}},
	}}}
	for _, c := range []struct{ name, lines, parquet string }{
		twoFormats(t, "objects under annotators", []objects{{"dawn", []voice{}, nil}, {"dusk", []voice{{"positive", 1, []string{"none"}}, {"negative", 2, nil}}, []string{"du", "sk"}}}),
		twoFormats(t, "lists beside each other", []beside{{Text: "dawn", Raters: []string{}, Said: []string{}}, {Text: "dusk", Raters: []string{"1", "2"}, Said: []string{"positive", "negative"}}}),
		twoFormats(t, "a list of objects, as datasets has it", []features{{"dawn", of{[]string{}, []string{}}}, {"dusk", of{[]string{"1", "2"}, []string{"positive", "negative"}}}}),
		twoFormats(t, "tasks of Label Studio", tasks),
		twoFormats(t, "records of Argilla with one question", records),
	} {
		t.Run(c.name, func(t *testing.T) {
			var states []string
			for _, file := range []struct{ name, text string }{{"t.jsonl", c.lines}, {"t.parquet", c.parquet}} {
				s := newStore(t)
				spec := ImportSpec{Path: write(t, file.name, file.text), Dataset: "d"}
				if r := mustImport(t, s, spec); r.Imported != 2 || r.Labels != 2 {
					t.Errorf("%s: %d memes and %d labels, want 2 and 2: %v", file.name, r.Imported, r.Labels, r.Warnings)
				}
				if r := mustImport(t, s, spec); r.Imported != 0 || r.Labels != 0 {
					t.Errorf("%s again: %d memes and %d labels", file.name, r.Imported, r.Labels)
				}
				state := saidInStore(t, s)
				states = append(states, state)
				if !strings.HasPrefix(state, "dawn: ; dusk: 1 positive, 2 negative; ") {
					t.Errorf("%s: %s", file.name, state)
				}
			}
			if states[0] != states[1] {
				t.Errorf("of lines of JSON %s,\nof Parquet      %s", states[0], states[1])
			}
		})
	}
}

// twoFormats are the same rows as lines of JSON and as Parquet.
func twoFormats[T any](t *testing.T, name string, rows []T) (c struct{ name, lines, parquet string }) {
	t.Helper()
	for _, row := range rows {
		b, err := json.Marshal(row)
		if err != nil {
			t.Fatal(err)
		}
		c.lines += string(b) + "\n"
	}
	c.name, c.parquet = name, parquetOf(t, rows)
	return c
}

// What says nothing in lines of JSON says nothing in Parquet, where truths are texts, what an
// object lacks is null, and a list may be alone in its group.
func TestVoicesOfParquetThatSayNothing(t *testing.T) {
	type responses struct {
		Mood []argillaAnswer `json:"mood" parquet:"mood,list"`
	}
	type fields struct {
		Text string `json:"text" parquet:"text"`
	}
	type argilla struct {
		Fields    fields    `json:"fields" parquet:"fields"`
		Responses responses `json:"responses" parquet:"responses"`
	}
	type rating struct {
		Annotator *string `json:"annotator" parquet:"annotator,optional"`
		Level     *string `json:"level" parquet:"level,optional"`
	}
	type rated struct {
		Text    string   `json:"text" parquet:"text"`
		Ratings []rating `json:"ratings" parquet:"ratings,list"`
	}
	ann, bo, good, bad, four := "ann", "bo", "positive", "negative", int64(4)
	for _, c := range []struct {
		name, want string
		files      struct{ name, lines, parquet string }
	}{
		{"an annotation that was cancelled", "dusk: 2 positive; columns [annotator id mood tags text]", twoFormats(t, "", []studioTask{
			{1, studioData{"dusk", []string{"du", "sk"}}, []studioAnnotation{{1, true, []studioAnswer{chosen("mood", "negative")}}, {2, false, []studioAnswer{chosen("mood", "positive")}}}}})},
		{"answers of several kinds", "dusk: 1 positive; columns [annotator id mood stars tags text]", twoFormats(t, "", []studioTask{
			{1, studioData{"dusk", []string{"du", "sk"}}, []studioAnnotation{{1, false, []studioAnswer{chosen("mood", "positive"), {"stars", studioValue{Rating: &four}}}}}}})},
		{"an answer that was discarded", "dusk: ann positive; columns [annotator fields.text mood]", twoFormats(t, "", []argilla{
			{fields{"dusk"}, responses{[]argillaAnswer{{"positive", "ann", "submitted"}, {"negative", "bo", "discarded"}}}}})},
		{"one who has given no level", "dusk: ann positive; columns [annotator level text]", twoFormats(t, "", []rated{{"dusk", []rating{{&ann, &good}, {&bo, nil}}}})},
		{"one without a name", "dusk: ann positive; columns [annotator level text]", twoFormats(t, "", []rated{{"dusk", []rating{{nil, &bad}, {&ann, &good}}}})},
	} {
		for _, file := range []struct{ name, text string }{{"t.jsonl", c.files.lines}, {"t.parquet", c.files.parquet}} {
			s := newStore(t)
			mustImport(t, s, ImportSpec{Path: write(t, file.name, file.text), Dataset: "d"})
			if got := saidInStore(t, s); got != c.want {
				t.Errorf("%s, %s: %s, want %s", c.name, file.name, got, c.want)
			}
		}
	}
}

// saidInStore are the memes of a store by their captions, what annotators say of each, and the columns.
func saidInStore(t *testing.T, s *testStore) string {
	t.Helper()
	var said []string
	for _, m := range s.memes() {
		events, err := s.Events(m.ID)
		if err != nil {
			t.Fatal(err)
		}
		said = append(said, fmt.Sprint(m.Caption, ": ", voicesOfState(labels.Aggregate(events))))
	}
	return fmt.Sprint(strings.Join(said, "; "), "; columns ", slices.Sorted(slices.Values(s.datasets()[0].Columns)))
}

// Of what several have said in a list one may have no name, another no level: that takes nothing
// from the others. What they say besides is kept, and what is in the meme under a name like a
// voice's.
func TestVoicesThatLackSomething(t *testing.T) {
	for _, c := range []struct{ name, rows, voices, columns string }{
		{"no level", `{"text":"one","annotations":[{"annotator":"ann","level":null},{"annotator":"bo","level":"positive"}]}`, "bo positive", "annotator level text"},
		{"no level, where it is left out", `{"text":"one","annotations":[{"annotator":"ann"},{"annotator":"bo","level":"positive"}]}`, "bo positive", "annotator level text"},
		{"no name", `{"text":"one","ratings":[{"rater":null,"mood":"negative"},{"rater":"bo","mood":"positive"}]}`, "me negative, bo positive", "annotator level text"},
		{"lists in an object", `{"text":"one","labels":{"annotator":["ann","bo"],"label":[null,"positive"]}}`, "bo positive", "annotator level text"},
		{"nothing", `{"text":"two","votes":[{"worker":"ann","choice":"positive"}]}` + "\n" + `{"text":"one","votes":[{"worker":"bo","choice":null},{"worker":null,"choice":null}]}`, "", "annotator level text"},
		{"a number and a name", `{"text":"one","annotations":[{"annotator":{"id":3,"name":"ann"},"mood":"positive"}]}`, "ann positive", "annotator level text"},
		{"a list of one level", `{"text":"one","annotations":[{"annotator":"ann","label":["positive"]}]}`, "ann positive", "annotator level text"},
		{"more than a level", `{"text":"one","id":7,"annotations":[{"annotator":"ann","mood":"positive","id":1,"score":3,"why":"so","text":"mine"}]}`, "ann positive",
			"annotations.score annotator id level text why"},
		{"a level of the meme", `{"text":"one","level":"negative","annotations":[{"annotator":"ann","level":"positive"}]}`, "ann positive", "annotator level level.2 text"},
		{"nobody, and no label", `{"text":"one","annotations":[{"mood":"positive"}]}`, "", "annotations text"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStore(t)
			spec := ImportSpec{Path: write(t, "t.jsonl", c.rows+"\n"), Dataset: "d", Annotator: "me"}
			mustImport(t, s, spec)
			if r := mustImport(t, s, spec); r.Imported != 0 || r.Labels != 0 {
				t.Errorf("again: %d memes and %d labels", r.Imported, r.Labels)
			}
			var said string
			for _, m := range s.memes() {
				events, err := s.Events(m.ID)
				if err != nil {
					t.Fatal(err)
				}
				if m.Caption == "one" {
					said = voicesOfState(labels.Aggregate(events))
				}
			}
			if columns := strings.Join(slices.Sorted(slices.Values(s.datasets()[0].Columns)), " "); said != c.voices || columns != c.columns {
				t.Errorf("%q in %q, want %q in %q", said, columns, c.voices, c.columns)
			}
		})
	}
}
