package dataset

import (
	"strings"
	"testing"

	"memebench/labels"
)

// What annotators have answered in other tools is theirs, as each tool writes it, and each meme comes once.
func TestAnswersOfTools(t *testing.T) {
	const (
		turk     = "Title,AssignmentId,WorkerId,AssignmentStatus,RejectionTime,Last7DaysApprovalRate,Input.text,Input.sentiment,"
		record   = `{"fields":{"text":"dusk"},"responses":[{"user_id":"ann","values":{"mood":{"value":"positive"},"topic":{"value":"sky"}},"status":"submitted"},`
		minimal  = `{"text":"dusk","id":1,"level":"positive","topic":"sky","annotator":1,"annotation_id":1,"lead_time":2}`
		prodigy  = `{"text":"dusk","sentiment":"negative","_task_hash":1,"_session_id":"memes-ann","accept":["positive"],"spans":[{"start":0,"end":4,"label":"negative"}],"answer":"accept"}`
		rejected = `{"text":"dusk","sentiment":"negative","_task_hash":1,"_annotator_id":"bo","accept":[],"answer":"reject"}`
	)
	for _, c := range []struct{ name, file, text, scale, words, want string }{
		{"Mechanical Turk, beside what was asked", "t.csv", turk + "Answer.sentiment,Answer.topic\nJudge,A1,ann,Approved,,90%,dusk,neutral,positive,sky\n" +
			"Judge,A2,bo,Submitted,,20%,dusk,neutral,negative,sun\nJudge,A3,cy,Rejected,now,20%,dusk,neutral,negative,sun\n", "", "", "dusk: ann positive, bo negative"},
		{"Mechanical Turk, a column for each level", "t.csv", turk + "Answer.sentiment.positive,Answer.sentiment.negative\nJudge,A1,ann,Approved,,90%,dusk,neutral,true,false\n" +
			"Judge,A2,bo,Submitted,,20%,dusk,neutral,false,true\n", "", "", "dusk: ann positive, bo negative"},
		{"Mechanical Turk, boxes that are ticked", "t.csv", turk + "Answer.positive.on,Answer.negative.on\nJudge,A1,ann,Approved,,90%,dusk,neutral,true,false\n" +
			"Judge,A2,bo,Submitted,,20%,dusk,neutral,false,true\n", "", "", "dusk: ann positive, bo negative"},
		{"Toloka, in numbers", "t.csv", "INPUT:text,INPUT:sentiment,OUTPUT:sentiment,ASSIGNMENT:worker_id,ASSIGNMENT:status\ndusk,3,4,ann,APPROVED\ndusk,3,2,bo,APPROVED\ndusk,3,1,cy,REJECTED\n",
			"1-5", "", "dusk: ann positive, bo negative"},
		{"Label Studio, two questions", "t.json", "[" + minimal + "," + strings.NewReplacer(`"positive"`, `"negative"`, "sky", "sun", `"annotator":1`, `"annotator":2`, `"annotation_id":1`, `"annotation_id":2`).Replace(minimal) + "]",
			"", "", "dusk: 1 positive, 2 negative"},
		{"Label Studio, a question of a face beside one of the meme", "t.json", `[{"id":1,"data":{"text":"dusk"},"annotations":[{"completed_by":1,"result":[` +
			`{"from_name":"face","value":{"x":1,"y":2,"width":3,"height":4,"choices":["negative"]}},{"from_name":"q1","value":{"choices":["positive","sky"]}}]}]}]`, "", "", "dusk: 1 positive"},
		{"Argilla 1", "t.jsonl", record + `{"user_id":"bo","values":{"mood":{"value":"negative"}},"status":"submitted"},{"user_id":"cy","values":null,"status":"discarded"},` +
			`{"user_id":"di","values":{"mood":{"value":"negative"}},"status":"draft"}],"suggestions":[{"question_name":"mood","value":"neutral"}]}`, "", "", "dusk: ann positive, bo negative"},
		{"Argilla 1 from the Hub", "t.jsonl", `{"text":"dawn","mood":[],"topic":[]}` + "\n" +
			`{"text":"dusk","mood":[{"user_id":"ann","value":"positive","status":"submitted"},{"user_id":"bo","value":"negative","status":"discarded"}],"topic":[{"user_id":"ann","value":"sky","status":"submitted"}],"mood-suggestion":"neutral"}`,
			"", "", "dawn: ; dusk: ann positive"},
		{"Argilla 1 from the Hub, as lists", "t.jsonl", `{"text":"dawn","mood":{"user_id":[],"value":[],"status":[]}}` + "\n" +
			`{"text":"dusk","mood":{"user_id":["ann","bo"],"value":["positive","negative"],"status":["submitted","draft"]}}`, "", "", "dawn: ; dusk: ann positive"},
		{"Argilla 2, users by numbers", "t.jsonl", `{"text":"dusk","mood.responses":["positive","negative"],"mood.responses.users":[7,8],"mood.responses.status":["submitted","draft"]}`, "", "", "dusk: 7 positive"},
		{"Argilla before", "t.jsonl", `{"text":"dusk","annotation":"positive","annotation_agent":"ann","prediction":[{"label":"negative","score":0.9}],"status":"Validated"}` + "\n" +
			`{"text":"dawn","annotation":"negative","annotation_agent":"ann","prediction":null,"status":"Discarded"}`, "", "", "dusk: ann positive; dawn: "},
		{"Prodigy", "t.jsonl", prodigy + "\n" + strings.NewReplacer("memes-ann", "memes-bo", `["positive"]`, `["neutral"]`, `"start":0`, `"start":1`).Replace(prodigy), "", "", "dusk: memes-ann positive, memes-bo neutral"},
		{"Prodigy, all rejected", "t.jsonl", rejected, "", "", "dusk: "},
		{"Prodigy, in numbers", "t.jsonl", strings.ReplaceAll(strings.Replace(prodigy, "positive", "4", 1), `"negative"`, `""`), "1-5", "", "dusk: memes-ann positive"},
		{"doccano, by a map", "t.jsonl", `{"id":1,"text":"dusk","label":["gut"],"Comments":[]}`, "", "gut", "dusk: me positive"},
		{"doccano, places in a text", "t.jsonl", `{"id":1,"text":"dusk","label":[[0,4,"positive"]],"Comments":[]}`, "", "", "dusk: "},
		{"doccano, places in a text, by a map", "t.jsonl", `{"id":1,"text":"dusk","label":[[0,4,"gut"]]}` + "\n" + `{"id":2,"text":"dawn","label":["gut"]}`, "", "gut", "dusk: ; dawn: me positive"},
		{"lists of nothing", "t.jsonl", `{"text":"dusk","level":["positive"]}` + "\n" + `{"text":"dawn","level":[null, null]}`, "", "positive", "dusk: me positive; dawn: "},
		{"annotators who are objects", "t.jsonl", `{"text":"dusk","label":"positive","annotator":{"id":3,"name":"ann"}}` + "\n" + `{"text":"dusk","label":"negative","annotator":{"id":4,"name":"bo"}}` + "\n" +
			`{"text":"dawn","label":"positive","annotator":{"id":5,"name":"cy","email":"cy@x"}}`, "", "", "dusk: ann positive, bo negative; dawn: cy positive"},
		{"who has posted it", "t.jsonl", `{"text":"dusk","label":"positive","user":{"id":3,"name":"ann"}}`, "", "", "dusk: me positive"},
		{"users in a list", "t.jsonl", `{"text":"dusk","ratings":[{"user":"ann","rating":"positive"},{"user":"bo","rating":"negative"}]}`, "", "", "dusk: ann positive, bo negative"},
		{"a list that may lack, beside names as of another data set", "t.jsonl", `{"id":1,"text":"dusk","image":"a.png","labels":[{"coder":"ann","rating":"positive"}]}` + "\n" + `{"id":2,"text":"dawn","image":"b.png","labels":null}`,
			"", "", "dusk: ann positive; dawn: "},
		{"lists of annotators and of lists", "t.jsonl", `{"text":"dusk","rater":["ann","bo"],"label":[["positive"],["negative","sky"]]}`, "", "", "dusk: ann positive, bo negative"},
		{"an answer of something else, beside the worker's level", "t.csv", "text,WorkerId,sentiment,Answer.topic\ndusk,ann,positive,sky\n", "", "", "dusk: ann positive"},
		{"who has an agent, and no state of Argilla", "t.jsonl", `{"text":"dusk","annotation":"positive","annotation_agent":"ann"}`, "", "", "dusk: me positive"},
		{"users of answers with a state of their own", "t.jsonl", `{"text":"dusk","votes":[{"user_id":"ann","value":"positive","status":"ok"}]}`, "", "", "dusk: ann positive"},
		{"numbers and a level", "t.jsonl", `{"text":"dusk","labels":[1,0,"positive"]}`, "", "", "dusk: me positive"},
		{"answers in a list beside fields", "t.jsonl", `{"text":"dusk","fields":{"a":1},"responses":[{"annotator":"ann","label":"positive"}]}`, "", "", "dusk: ann positive"},
		{"a form with its answers", "t.json", `{"fields":{"q1":"words"},"responses":[{"text":"dusk","label":"positive","annotator":"ann"},{"text":"dawn","label":"negative","annotator":"bo"}]}`, "", "", "dusk: ann positive; dawn: bo negative"},
		{"rows beside what is said of them", "t.json", `{"data":{"name":"set"},"annotations":[{"text":"dusk","label":"positive","annotator":"ann"},{"text":"dawn","label":"negative","annotator":"bo"}]}`, "", "", "dusk: ann positive; dawn: bo negative"},
		{"one record of Argilla 1", "t.json", record + `{"user_id":"bo","values":null,"status":"discarded"}]}`, "", "", "dusk: ann positive"},
		{"one record of Argilla 1, in lines", "t.json", strings.ReplaceAll(record+`{"user_id":"bo","values":null,"status":"discarded"}]}`, ",", ",\n "), "", "", "dusk: ann positive"},
		{"Label Studio, without numbers of tasks", "t.csv", "annotation_id,annotator,text,page,sentiment,lead_time\n1,ann,lol,p1,positive,1\n2,ann,lol,p2,negative,1\n", "", "", "lol: ann positive; lol: ann negative"},
		{"names beside columns with words behind the number", "t.csv", "text,rater_1_label,rater_2_label,annotator_1,annotator_2\ndusk,positive,negative,ann,bo\n", "", "", "dusk: ann positive, bo negative"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStore(t)
			spec := ImportSpec{Path: write(t, c.file, c.text+"\n"), Dataset: "d", Scale: c.scale, Annotator: "me", Probe: probe}
			if c.words != "" {
				spec.LevelMap = map[string]labels.Level{c.words: labels.Positive}
			} else if strings.HasSuffix(c.want, ": ") {
				spec.Annotator = ""
			}
			r := mustImport(t, s, spec)
			if got := saidInStore(t, s); !strings.HasPrefix(got, c.want+"; columns") {
				t.Errorf("%q, want %q: %v", got, c.want, r.Warnings)
			}
			if r := mustImport(t, s, spec); r.Imported+r.Labels+r.Relabelled != 0 {
				t.Errorf("again: %d memes, %d labels", r.Imported, r.Labels)
			}
			for _, format := range []string{FormatJSONL, FormatCSV, FormatLabelStudio} {
				back := ImportSpec{Path: write(t, "back."+format, exported(t, s, format)), Dataset: "d", Probe: probe}
				if r := mustImport(t, s, back); r.Imported+r.Labels+r.Relabelled != 0 {
					t.Errorf("exported as %s: %d memes, %d labels: %v", format, r.Imported, r.Labels, r.Warnings)
				}
			}
		})
	}
}

// The same from Parquet, where an object has all names that one of them has.
func TestAnswersOfArgillaInParquet(t *testing.T) {
	type answer struct {
		User   string  `json:"user_id" parquet:"user_id"`
		Value  *string `json:"value" parquet:"value,optional"`
		Status string  `json:"status" parquet:"status"`
	}
	type lists struct {
		User   []string `json:"user_id" parquet:"user_id,list"`
		Value  []string `json:"value" parquet:"value,list"`
		Status []string `json:"status" parquet:"status,list"`
	}
	type listed struct {
		Text string   `json:"text" parquet:"text"`
		Mood []answer `json:"mood" parquet:"mood,list"`
	}
	type apart struct {
		Text string `json:"text" parquet:"text"`
		Mood lists  `json:"mood" parquet:"mood"`
	}
	type before struct {
		Text       string `json:"text" parquet:"text"`
		Annotation string `json:"annotation" parquet:"annotation"`
		Agent      string `json:"annotation_agent" parquet:"annotation_agent"`
		Status     string `json:"status" parquet:"status"`
	}
	positive, negative := "positive", "negative"
	for _, c := range []struct{ name, lines, parquet string }{
		twoFormats(t, "answers", []listed{{"dawn", nil}, {"dusk", []answer{{"ann", &positive, "submitted"}, {"bo", &negative, "draft"}, {"cy", nil, "discarded"}}}}),
		twoFormats(t, "lists", []apart{{Text: "dawn"}, {"dusk", lists{[]string{"ann", "bo"}, []string{positive, negative}, []string{"submitted", "discarded"}}}}),
		twoFormats(t, "agents", []before{{"dawn", negative, "ann", "Discarded"}, {"dusk", positive, "ann", "Validated"}}),
	} {
		for _, path := range []string{write(t, "t.jsonl", c.lines), write(t, "t.parquet", c.parquet)} {
			s := newStore(t)
			mustImport(t, s, ImportSpec{Path: path, Dataset: "d"})
			if got := saidInStore(t, s); !strings.HasPrefix(got, "dawn: ; dusk: ann positive; ") {
				t.Errorf("%s, %s: %q", c.name, path, got)
			}
		}
	}
}

// Comments below a post, what is seen in its picture, and the classes of a model are no annotators'
// levels, and make no meme of their own.
func TestThingsAreNoVoices(t *testing.T) {
	for _, c := range []struct{ name, list, scale, want string }{
		{"comments", `"responses":[{"author":"joe","text":"so true","sentiment":"positive"},{"author":"sue","text":"no","sentiment":"negative"}]`, "", ""},
		{"answers with points", `"answers":[{"user":"joe","body":"so true","score":5},{"user":"sue","body":"no","score":2}]`, "1-5", ""},
		{"faces", `"annotations":[{"name":"face1","label":"positive","bbox":[1,2,3,4]},{"name":"face2","label":"negative","bbox":[2,3,4,5]}]`, "", ""},
		{"moments of a sound", `"annotations":[{"user":"joe","label":"positive","start":0,"end":2.5},{"user":"sue","label":"negative","start":1.5,"end":4}]`, "", ""},
		{"places in a text, of doccano", `"annotations":[{"id":1,"user":3,"label":4,"start_offset":0,"end_offset":4}]`, "1-5", ""},
		{"answers with the time at which they began", `"annotations":[{"user":"ann","label":"positive","start":"2026-11-29T10:00:00Z"},{"user":"bo","label":"negative","start":""}]`, "", "ann positive, bo negative"},
		{"categories", `"labels":[{"name":"food","category":"positive"},{"name":"service","category":"negative"}]`, "", ""},
		{"in lists", `"annotations":{"name":["face1","face2"],"label":["positive","negative"],"bbox":[[1,2,3,4],[2,3,4,5]]}`, "", ""},
		{"classes", `"labels":[{"name":"positive","score":0.9},{"name":"negative","score":0.1}]`, "", ""},
		{"annotators who say why", `"responses":[{"annotator":"ann","text":"so true","sentiment":"positive"},{"text":"why","sentiment":"negative"}]`, "", "ann positive, me (2) negative"},
		{"users who comment on theirs", `"responses":[{"user":"ann","comment":"unsure","sentiment":"positive"}]`, "", "ann positive"},
	} {
		s := newStore(t)
		mustImport(t, s, ImportSpec{Path: write(t, "t.jsonl", `{"text":"dusk",`+c.list+"}\n"), Dataset: "d", Scale: c.scale, Annotator: "me"})
		if got := saidInStore(t, s); !strings.HasPrefix(got, "dusk: "+c.want+"; columns ") {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// Where no level is found in what may have some, that is said.
func TestLevelsNotFoundAreToldOf(t *testing.T) {
	for _, c := range []struct{ name, text, scale, want string }{
		{"a list of another name", `{"text":"dusk","opinions":[{"sage":"ann","says":"positive"}]}`, "", `column "opinions" has objects with levels and stays a column`},
		{"in lists", `{"text":"dusk","opinions":[{"sage":"ann","says":["very positive"]}]}`, "", `column "opinions" has objects with levels`},
		{"within", `{"text":"dusk","labels":[{"made":{"by":"ann"},"said":[{"class":"positive"}]}]}`, "", `column "labels" has objects with levels`},
		{"of Kili", `{"text":"dusk","labels":[{"author":{"email":"ann"},"jsonResponse":{"MOOD":{"categories":[{"name":"POSITIVE"}]}}}]}`, "", `column "labels" has objects with levels`},
		{"of a model beside them", `{"text":"dusk","labels":[{"predicted":{"class":"positive"}}]}`, "", ""},
		{"places in a text", `{"text":"dusk","spans":[{"start":0,"end":4,"label":"positive"}]}`, "", ""},
		{"places in a picture", `{"text":"dusk","annotations":[{"name":"face","bbox":[1,2],"label":"positive"}]}`, "", ""},
		{"a model's", `{"text":"dusk","predictions":[{"label":"positive"}]}`, "", ""},
		{"a scale of nothing", `{"text":"dusk","q1":3}`, "1-5", "no column is called like one with levels"},
	} {
		im, err := OpenImport(t.Context(), ImportSpec{Path: write(t, "t.jsonl", c.text+"\n"), Dataset: "d", Scale: c.scale}, nil)
		if err != nil {
			t.Fatal(err)
		}
		notes := strings.Join(im.Found()[0].Notes, "; ")
		if !strings.Contains(notes, c.want) || c.want == "" && notes != "" {
			t.Errorf("%s: %q, want %q", c.name, notes, c.want)
		}
	}
}

// A judgment that Appen has tainted says no level, as an answer that was rejected does elsewhere.
func TestTaintedJudgments(t *testing.T) {
	s := newStore(t)
	mustImport(t, s, ImportSpec{Dataset: "d", Path: write(t, "f1.csv", "_unit_id,_id,_tainted,_trust,_worker_id,sentiment,text\n1,1,false,0.9,41,positive,dusk\n1,2,true,0.1,42,negative,dusk\n")})
	if got := saidInStore(t, s); !strings.HasPrefix(got, "dusk: 41 positive; ") {
		t.Errorf("%q", got)
	}
}
