package dataset

import (
	"fmt"
	"strings"
	"testing"
)

// What annotators have answered are their levels. A level that stands beside that is the meme's
// own: it is none of theirs, and comes once.
func TestLevelsBesideAnswers(t *testing.T) {
	task := func(data, question, one, two string) string {
		answer := func(who, level string) string {
			return `{"completed_by":` + who + `,"result":[{"from_name":"` + question + `","value":{"choices":["` + level + `"]}}]}`
		}
		return `[{"id":1,"data":{"text":"dusk",` + data + `},"annotations":[` + answer("1", one) + "," + answer("2", two) + `]}]`
	}
	for _, c := range []struct{ name, text, annotator, want string }{
		{"of a task of Label Studio", task(`"sentiment":"positive"`, "choice", "negative", "neutral"), "", "1 negative, 2 neutral"},
		{"under the name of the question", task(`"sentiment":"positive"`, "sentiment", "negative", "neutral"), "", "1 negative, 2 neutral"},
		{"and answers are numbers on a scale that is not told", task(`"sentiment":"positive"`, "choice", "2", "3"), "", ""},
		{"and answers are none", task(`"sentiment":"positive"`, "topic", "cats", "dogs"), "", ""},
		{"and answers are none, by an annotator", task(`"sentiment":"positive"`, "topic", "cats", "dogs"), "team", "team positive"},
		{"of lists beside each other", `{"text":"dusk","sentiment":"positive","annotators":["1","2"],"mood":["negative","neutral"]}`, "", "1 negative, 2 neutral"},
		{"of lists, where nobody was asked for a level", `{"text":"dusk","sentiment":"positive","annotators":["1","2"],"humour":["dull","odd"]}`, "team", "team positive"},
		{"of a list of objects", `{"text":"dusk","overall_sentiment":"positive","annotations":[{"annotator":"1","label":"negative"},{"annotator":"2","label":"neutral"}]}`, "", "1 negative, 2 neutral"},
		{"of what is seen in a picture", `{"text":"dusk","sentiment":"positive","labels":[{"name":"person","score":0.9},{"name":"dog","score":0.8}]}`, "", ""},
		{"called as those of a list are", `{"text":"dusk","level":"positive","annotations":[{"annotator":"1","label":"cats"},{"annotator":"2","label":"dogs"}]}`, "", ""},
		{"votes", `{"text":"dusk","negative":0,"neutral":1,"positive":3,"annotations":[{"annotator":"1","label":"cats"},{"annotator":"2","label":"dogs"}]}`, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStore(t)
			spec := ImportSpec{Path: write(t, "t.json", c.text), Dataset: "d", Annotator: c.annotator}
			if r := mustImport(t, s, spec); r.Imported != 1 || r.Alike != 0 {
				t.Errorf("%d memes, %d rows alike: %v", r.Imported, r.Alike, r.Warnings)
			}
			if got := saidInStore(t, s); !strings.HasPrefix(got, "dusk: "+c.want+"; ") {
				t.Errorf("%q, want %q", got, c.want)
			}
			if r := mustImport(t, s, spec); r.Imported+r.Labels != 0 {
				t.Errorf("again: %d memes, %d labels", r.Imported, r.Labels)
			}
		})
	}
}

// An object of lists is read as the list of objects that it was made of.
func TestObjectsOfLists(t *testing.T) {
	for name, said := range map[string]string{
		"levels in lists":            `{"annotator":["1","2"],"label":[["positive"],["negative"]]}`,
		"annotators who are objects": `{"annotator":[{"id":7,"name":"1"},{"id":8,"name":"2"}],"label":["positive","negative"]}`,
		"beside what has more":       `{"annotator":["1","2"],"label":["positive","negative"],"tags":[["x"],[]],"more":[1,2,3]}`,
	} {
		s := newStore(t)
		if r := mustImport(t, s, ImportSpec{Path: write(t, "t.json", `[{"text":"dusk","annotations":`+said+`}]`), Dataset: "d"}); r.Imported != 1 || r.Labels != 2 {
			t.Errorf("%s: %d memes, %d labels", name, r.Imported, r.Labels)
		}
		if got := saidInStore(t, s); !strings.HasPrefix(got, "dusk: 1 positive, 2 negative; ") {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// Memes whose list of voices was not read once, so that who has said something was empty, or the
// list a column, are known again.
func TestVoicesKnownAgain(t *testing.T) {
	for name, c := range map[string]struct{ was, is, want string }{
		"an empty annotator in the key": {"text,annotator,label\ndusk,,\"[\"\"positive\"\"]\"\n",
			`[{"text":"dusk","annotations":[{"annotator":"ann","label":["positive"]},{"annotator":"bo","label":["negative"]}]}]`, "dusk: ann positive, bo negative; "},
		"the list in the key": {"text,annotator,level,annotations\ndawn,ann,neutral,\ndusk,,,\"[{\"\"annotator\"\": \"\"ann\"\", \"\"level\"\": null}]\"\n",
			`[{"text":"dawn","annotations":[{"annotator":"ann","level":"neutral"}]},{"text":"dusk","annotations":[{"annotator":"ann","level":null},{"annotator":"bo","level":"positive"}]},
			{"text":"noon","annotations":null}]`, "dawn: ann neutral; dusk: bo positive; noon: ; "},
	} {
		s := newStore(t)
		mustImport(t, s, ImportSpec{Path: write(t, "t.csv", c.was), Dataset: "d"})
		mustImport(t, s, ImportSpec{Path: write(t, "t.json", c.is), Dataset: "d"})
		if got := saidInStore(t, s); !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// What a meme has itself under a name that its voices have is a column of its own, whatever else is
// called so.
func TestOwnLevelBesideVoicesIsNotLost(t *testing.T) {
	meme, err := readObject([]byte(`{"text":"dusk","level":"positive","level.2":"agreed","annotations":[{"annotator":"ann","level":"negative"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	rows := expandVoices(meme)
	keys := objectKeys{seen: map[string]bool{}}
	for _, row := range rows {
		keys.add(row)
	}
	got := fmt.Sprintf("%s %s %s %v %v", rows[0].get("level"), rows[0].get("level.2"), rows[0].get("level.2.2"), keys.asked, keys.ofMeme)
	if want := `"negative" "agreed" "positive" [level] [level.2.2]`; len(rows) != 1 || got != want {
		t.Errorf("%d rows: %s, want %s", len(rows), got, want)
	}
}

// Of a table with a row for each level that somebody gave, a meme keeps the columns of its first
// row: that which says whose the level is would name one of several, and is no column of the meme.
func TestAnnotatorColumnIsAVoice(t *testing.T) {
	table, err := openAs(t, "id,text,who,level,topic\n1,so it goes,ann,positive,a\n1,so it goes,bob,negative,a\n", "t.csv",
		ImportSpec{CaptionColumn: "text", LevelColumn: "level", AnnotatorColumn: "who"})
	if err != nil {
		t.Fatal(err)
	}
	d := table.Dataset("t")
	if !d.SaysLevel("who") || !d.SaysLevel("level") || d.SaysLevel("topic") || d.SaysLevel("id") {
		t.Errorf("%+v: want who and level to be what annotators say", d)
	}
}

// Where columns are annotators themselves, nobody is said to be by whom another column names.
func TestColumnsThatAreAnnotatorsBesideANameOfOne(t *testing.T) {
	path := write(t, "t.csv", "text,worker_id,answer,expert\na,ann,positive,neutral\nb,bo,negative,\n")
	for level, want := range map[string]string{"answer": "worker_id", "answer,expert": ""} {
		im, err := OpenImport(t.Context(), ImportSpec{Path: path, LevelColumn: level}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := im.Found()[0].Annotator; got != want {
			t.Errorf("%s: annotator %q, want %q", level, got, want)
		}
		im.Close()
	}
}

func TestWhoseIsWhatWasDecided(t *testing.T) {
	_, err := openAs(t, "text,worker_id,gold\na,ann,positive\n", "t.csv", ImportSpec{LevelColumn: "gold"})
	const want = `column "gold" is called like what was decided: add --annotator-column "worker_id" for those, or --annotator-column - --annotator NAME`
	if err == nil || !strings.HasSuffix(err.Error(), want) {
		t.Errorf("%v, want %s", err, want)
	}
}

// Who labels tasks that were exported here in a project of other names is told how these levels are taken.
func TestAnswersBesideLevelsOfExport(t *testing.T) {
	said := func(by, name, level string) string {
		return fmt.Sprintf(`{"completed_by":{"email":"kim@x.example"},"result":[{"from_name":%q,"to_name":"text","type":"choices","value":{"choices":[%q]}%s}]}`, name, level, by)
	}
	file := `[{"data":{"text":"dusk","caption_origin":"given","image_name":"","meme":"0","state":"labelled","level":"neutral","source":{}},"annotations":[` +
		said(`,"meta":{"annotator":["ada"]}`, "level", "neutral") + "," + said("", "mood", "positive") + `]}]`
	table, err := openAs(t, file, "t.json", ImportSpec{})
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(table.m.notes, "; "); got != `column "mood" has levels as well, and stays a column: --level "mood" takes those instead` {
		t.Errorf("%q", got)
	}
	s := newStore(t)
	mustImport(t, s, ImportSpec{Path: write(t, "t.json", file), LevelColumn: "mood", Probe: contentProbe})
	if got := saidInStore(t, s); !strings.HasPrefix(got, "dusk: kim@x.example positive; ") {
		t.Errorf("%q", got)
	}
}
