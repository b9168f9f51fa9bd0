package labels

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// asked is a search of ann's, with two people wanted for each meme.
var asked = &Search{Annotator: "ann", Overlap: 2}

var askedColumns = []string{"humour", "Überschrift", "two words", "split", "likes", "Humour"}

// memesAsked are what the table tests ask: the first is a labelled meme with everything, the others
// lack something each.
var memesAsked = map[string]*Facts{
	"full": {
		Seq: 1, Group: 3, Split: Train, Dataset: "two words", HasImage: true, HasText: true, Kind: Labelled, Gold: Positive, Noted: true, Relabelled: true, Voices: 2,
		By:      map[string]Said{"ann": {Action: SetLevel, Level: Positive}, "ben": {Action: SetLevel, Level: Negative}, "table": {Action: SetLevel, Level: Neutral, Imported: true}},
		Caption: "Don’t  SLEEP in the café, 10:30 https://x.de\nmonday again", Words: 8,
		Values: []string{"Very Funny", "hallo", "a, b", "left", " 12.5 ", ""}, Columns: askedColumns,
		Predicted: true, Probs: [Levels]float32{0.1, 0.5, 0.2, 0.1, 0.1},
	},
	"disputed": {
		Seq: 2, Group: 4, Split: Val, Dataset: "sst5", HasText: true, Kind: Disputed, Gold: NoLevel, Voices: 2,
		By:      map[string]Said{"ben": {Action: SetLevel, Level: Negative}, "eve": {Action: SetLevel, Level: Positive}},
		Caption: "sleepless", Words: 1,
	},
	"mine": {Seq: 3, Split: Test, Missing: true, Kind: Labelled, Gold: VeryNegative, Voices: 1, By: map[string]Said{"ann": {Action: SetLevel, Level: VeryNegative}}},
	"skipped": {
		Seq: 4, Split: Train, HasImage: true, Kind: Labelled, Gold: Neutral, Voices: 1,
		By: map[string]Said{"ann": {Action: Skip, Level: NoLevel}, "eve": {Action: SetLevel, Level: Neutral}},
	},
	"empty":   {Seq: 5, Split: Train, CrossSplit: true, HasImage: true, Kind: Unlabelled, Gold: NoLevel, Values: []string{"", "x", "", "", "many"}, Columns: askedColumns},
	"flagged": {Seq: 6, Split: Train, Kind: Flagged, Gold: NoLevel, By: map[string]Said{"eve": {Action: Flag, Level: NoLevel}}},
}

func found(t *testing.T, text string) string {
	t.Helper()
	q, err := ParseQuery(text, askedColumns)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	q, err = q.Resolve(func(l List) ([]uint64, error) {
		switch l {
		case List{"queue", "uncertain"}:
			return []uint64{4, 1}, nil
		case List{"near", "#412"}:
			return []uint64{2}, nil
		}
		return nil, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for name, f := range memesAsked {
		if q.Match(f, asked) {
			names = append(names, name)
		}
	}
	slices.SortFunc(names, func(a, b string) int { return int(memesAsked[a].Seq) - int(memesAsked[b].Seq) })
	return strings.Join(names, " ")
}

const everyMeme = "full disputed mine skipped empty flagged"

// TestMatch asks every token of the language.
func TestMatch(t *testing.T) {
	for _, c := range []struct{ query, want string }{
		{"", everyMeme}, {" \t\n ", everyMeme},

		{"level:4", "full"}, {"level:positive", "full"}, {"LEVEL:Positive", "full"}, {"level:pos", "full"}, {"level:neg", "mine"},
		{"level:1", "mine"}, {"level:very-negative", "mine"}, {`level:"very negative"`, "mine"}, {"level:1,4", "full mine"}, {"level:2-4", "full skipped"},
		{"level:none", "disputed empty flagged"}, {"level:none,1", "disputed mine empty flagged"}, {"-level:none", "full mine skipped"},
		{"level=4", "full"}, {"level≠none", "full mine skipped"}, {"-level≠none", "disputed empty flagged"}, {"label:4", "full"},
		{"gold:3", "skipped"}, {"gold:none", "disputed empty flagged"}, {"-gold:none,1", "full skipped"}, {"gold≠none,1", "full skipped"},
		{"model:2", "full"}, {"model:neg", "full"}, {"model:none", "disputed mine skipped empty flagged"}, {"-model:none", "full"},

		{"label≠model", "full"}, {"label!=model", "full"}, {"label<>model", "full"}, {"label=model", ""}, {"level≠model", "full"}, {"-label≠model", "disputed mine skipped empty flagged"},
		{"≠model", "full"}, {"label=gold", "full mine skipped"}, {"=gold", "full mine skipped"}, {"≠ben", "full"}, {"label=eve", "skipped"}, {`≠"ben"`, "full"},
		{"gold≠model", "full"}, {"model=ben", "full"}, {"gold=table", ""}, {`=gold -=eve`, "full mine"}, {`="gold"`, ""},

		{"state:waiting", "empty"}, {"-state:waiting", "full disputed mine skipped flagged"}, {"state:mine", "full mine"},
		{"state:labelled", "full mine skipped"}, {"state:unlabelled", "empty"}, {"state:disputed", "disputed"}, {"state:skipped", "skipped"},
		{"state:flagged", "flagged"}, {"state:noted", "full"}, {"state:relabelled", "full"}, {"state:text-only", "disputed flagged"},
		{"state:missing", "mine"}, {"state:cross-split", "empty"}, {"state:missing,disputed,Flagged", "disputed mine flagged"}, {"state≠labelled", "disputed empty flagged"},

		{"split:val", "disputed"}, {"split:val,test", "disputed mine"}, {"-split:train", "disputed mine"}, {"SPLIT:VAL", "disputed"}, {"split≠train", "disputed mine"},
		{"dataset:sst5", "disputed"}, {`dataset:sst5,"two words"`, "full disputed"}, {"-dataset:sst5 has:text", "full"}, {"dataset≠sst5 has:text", "full"}, {"dataset:SST5", ""},
		{"by:ben", "full disputed"}, {"by:ben,ann", "full disputed mine"}, {"-by:ben,ann", "skipped empty flagged"}, {`by:"ben"`, "full disputed"}, {"by:Ben", ""}, {"by:table", "full"},
		{"has:image", "full skipped empty"}, {"has:text", "full disputed"}, {"has:image,text", "full disputed skipped empty"}, {"-has:image", "disputed mine flagged"},

		{"conf<0.5", ""}, {"conf<=0.5", "full"}, {"conf≤.5", "full"}, {"conf>0.49", "full"}, {"conf>=50%", "full"}, {"conf≥51%", ""}, {"-conf>0.4", "disputed mine skipped empty flagged"},
		{"loss>2.3", "full"}, {"loss<2.3", ""}, {"loss>2", "full"}, {"-loss>2", "disputed mine skipped empty flagged"},
		{"len<2", everyMeme[5:]}, {"len>5", "full"}, {"len:1", "disputed"}, {"len=8", "full"}, {"len≥1", "full disputed"}, {"-len<2", "full"},

		{"#1", "full"}, {"#0001", "full"}, {"#2,#0005", "disputed empty"}, {"-#2,#3", "full skipped empty flagged"}, {"#9", ""}, {"#1 monday", "full"},
		{`"#1"`, ""}, {"#1,2", ""}, {"#", ""}, {"#one", ""}, {"#-1", ""}, {"1", "full"},
		{"group:3", "full"}, {"group:g3,4", "full disputed"}, {"-group:0", "full disputed"},
		{"near:#412", "disputed"}, {"-near:#412", "full mine skipped empty flagged"}, {"queue:uncertain", "full skipped"},
		{"queue:uncertain,other near:#412", ""}, {"queue:other", ""},

		{`humour:"very funny"`, "full"}, {"HUMOUR:VERY", ""}, {`humour:""`, "full empty"}, {`humour:x,"Very Funny"`, "full"}, {`-humour:""`, "disputed mine skipped flagged"},
		{"überschrift:Hallo", "full"}, {"uberschrift:hallo,x", "full empty"}, {`"two words":"a, b"`, "full"}, {`"split":left`, "full"}, {"-uberschrift≠x", "empty"},
		{"likes>12", "full"}, {"likes<=12.5", "full"}, {"likes<12", ""}, {"-likes>1", "disputed mine skipped empty flagged"},

		{"sleep", "full disputed"}, {"SLEEP", "full disputed"}, {`"sleep"`, "full"}, {`"sleep`, "full disputed"}, {"-sleep", "mine skipped empty flagged"}, {`-"sleep"`, "disputed mine skipped empty flagged"},
		{`"sleep in"`, "full"}, {`"sleep  in"`, "full"}, {`"x.de monday"`, "full"}, {"cafe", "full"}, {"CAFÉ,", "full"}, {"don't", "full"},
		{"sleep monday", "full"}, {"sleep -monday", "disputed"}, {"10:30", "full"}, {"https://x.de", "full"}, {`"10:30"`, "full"}, {"-", ""}, {":)", ""}, {"<3", ""}, {"E=mc2", ""}, {`""`, everyMeme},
		{"sleep or monday", ""}, {"not sleep", ""}, {`"in" level:4`, "full"}, {`"not" level:4`, ""}, {"level:4 or", ""}, {"-or level:4", "full"},
		{"sleep level:pos split:train,val has:text conf<0.9 -state:flagged", "full"},
	} {
		if got := found(t, c.query); got != c.want {
			t.Errorf("%s finds %q, want %q", c.query, got, c.want)
		}
	}
}

// TestEveryFieldIsAsked keeps the table above whole.
func TestEveryFieldIsAsked(t *testing.T) {
	for _, f := range QueryFields {
		if f.Wants == "" || f.Doc == "" || len(f.Ops) == 0 {
			t.Errorf("%s: %+v", f.Name, f)
		}
		for _, v := range f.Values {
			if _, err := ParseQuery(f.Name+f.Ops[0]+v, nil); err != nil {
				t.Errorf("%s%s%s is offered: %v", f.Name, f.Ops[0], v, err)
			}
		}
	}
}

func TestQueryErrors(t *testing.T) {
	for _, c := range []struct {
		query, word, reason string
		at                  int
		unfinished          bool
	}{
		{"not level:2", "not", `"not" is no operator: -level:2 is what it is not; in quotes it is the word`, 0, false},
		{"level:1 OR level:5", "OR", `"OR" is no operator: commas do it, level:1,5; in quotes it is the word`, 8, false},
		{"level:1 | sleep", "|", `"|" is no operator: commas do it, level:1,5; in quotes it is the word`, 8, false},
		{"sleep and split:test", "and", `"and" is no operator: all terms must hold without it; in quotes it is the word`, 6, false},
		{"sleep stat:waiting", "stat:waiting", `no field "stat": did you mean state?`, 6, false},
		{"-colour:red x", "-colour:red", `no field "colour": to look for the words, put them in quotes`, 0, false},
		{"humor:funny", "humor:funny", `no field "humor": did you mean humour?`, 0, false},
		{"lable≠model", "lable≠model", `no field "lable": did you mean label?`, 0, false},
		{`"humor":x`, `"humor":x`, `no column "humor": did you mean humour?`, 0, false},
		{`"level":x`, `"level":x`, `no column "level": a name in quotes before : is that of a column`, 0, false},
		{"state:waitin", "state:waitin", `state "waitin": did you mean waiting?`, 0, true},
		{"state:waitin x", "state:waitin", `state "waitin": did you mean waiting?`, 0, false},
		{"state:happy", "state:happy", `state "happy": want one of waiting, mine, labelled, unlabelled, disputed, skipped, flagged, noted, relabelled, text-only, missing, cross-split`, 0, false},
		{"state:mine,x", "state:mine,x", `state "x": want one of waiting, mine, labelled, unlabelled, disputed, skipped, flagged, noted, relabelled, text-only, missing, cross-split`, 0, false},
		{"split:tets", "split:tets", `split "tets": did you mean test?`, 0, false},
		{"level:6", "level:6", `level "6": want 1 to 5, 2-4, a level's name, neg (1,2), pos (4,5) or none`, 0, false},
		{"level:4-2", "level:4-2", `level "4-2": want 1 to 5, 2-4, a level's name, neg (1,2), pos (4,5) or none`, 0, false},
		{"level:1,positiv", "level:1,positiv", `level "positiv": did you mean positive?`, 0, true},
		{"level:", "level:", `level: want 1 to 5, 2-4, a level's name, neg (1,2), pos (4,5) or none`, 0, true},
		{"state:", "state:", `state: want waiting, mine, labelled, unlabelled, disputed, skipped, flagged, noted, relabelled, text-only, missing, cross-split`, 0, true},
		{"conf<", "conf<", `conf<: want a number from 0 to 1, or per cent`, 0, true},
		{"level: x", "level:", `level: want 1 to 5, 2-4, a level's name, neg (1,2), pos (4,5) or none`, 0, false},
		{"label≠", "label≠", `label≠: want model, gold or an annotator`, 0, true},
		{"label≠level", "label≠level", `label≠level: want two voices: label, gold, model or an annotator`, 0, false},
		{"label≠ben,eve", "label≠ben,eve", `label≠: want one voice to compare with: model, gold or an annotator`, 0, false},
		{"conf:0.5", "conf:0.5", `conf: want conf< and a number from 0 to 1, or per cent`, 0, false},
		{"conf<", "conf<", `conf<: want a number from 0 to 1, or per cent`, 0, true},
		{"conf<2", "conf<2", `conf "2": want a number from 0 to 1, or per cent: conf<0.5`, 0, false},
		{"conf<NaN", "conf<NaN", `conf "NaN": want a number from 0 to 1, or per cent: conf<0.5`, 0, false},
		{"loss>-1", "loss>-1", `loss "-1": want a number, 0 or more: loss<2`, 0, false},
		{"loss>5%", "loss>5%", `loss "5%": want a number, 0 or more: loss<2`, 0, false},
		{"len<2.5", "len<2.5", `len "2.5": want a number of words: len<5`, 0, false},
		{"len<1,2", "len<1,2", `len "1": want a number of words: len<5`, 0, false},
		{"group:three", "group:three", `group "three": want a group's number: group:3`, 0, false},
		{"by:", "by:", `by: want an annotator`, 0, true},
		{"by:ben,", "by:ben,", `by: want an annotator`, 0, true},
		{"humour:", "humour:", `humour: want a value; "" is an empty one`, 0, true},
		{"likes>many", "likes>many", `likes>: want one number, have "many"`, 0, false},
		{"has:picture", "has:picture", `has "picture": want one of image or text`, 0, false},
		{"a near:", "near:", `near: want a meme, as in near:#412`, 2, true},
		{"st\x1bat:x", "st\x1bat:x", `no field "stat": did you mean state?`, 0, false},
	} {
		_, err := ParseQuery(c.query, askedColumns)
		var e *QueryError
		if !errors.As(err, &e) {
			t.Errorf("%s: error %v", c.query, err)
			continue
		}
		if e.Word != c.word || e.Reason != c.reason || e.At != c.at || e.Unfinished != c.unfinished {
			t.Errorf("%s:\n got %q at %d: %s (%v)\nwant %q at %d: %s (%v)", c.query, e.Word, e.At, e.Reason, e.Unfinished, c.word, c.at, c.reason, c.unfinished)
		}
	}
}

// TestTermsBeforeAnError wants what is right before a wrong word to be in the query.
func TestTermsBeforeAnError(t *testing.T) {
	q, err := ParseQuery("sleep stat:x", nil)
	if err == nil || q.Match(memesAsked["mine"], asked) || !q.Match(memesAsked["full"], asked) {
		t.Errorf("error %v, query %+v", err, q)
	}
}

func TestNeeds(t *testing.T) {
	for _, c := range []struct {
		query string
		want  Needs
	}{
		{"", Needs{}}, {"split:train has:text len<5 group:3 near:1 queue:x gold:1 state:labelled,noted,missing", Needs{}},
		{"sleep", Needs{Caption: true}}, {"conf<0.5", Needs{Prediction: true}}, {"loss>1", Needs{Prediction: true}}, {"gold≠model", Needs{Prediction: true}},
		{"dataset:a", Needs{Dataset: true}}, {"level:1", Needs{}}, {"state:waiting", Needs{}},
		{"-state:skipped by:ben,eve ≠ben", Needs{Annotators: []string{"ben", "eve"}}},
		{"by:ann state:mine", Needs{Annotators: []string{"ann"}}},
		{"humour:x likes<3 humour:y", Needs{Columns: []string{"humour", "Humour", "likes"}}},
	} {
		q, err := ParseQuery(c.query, askedColumns)
		if err != nil {
			t.Fatal(err)
		}
		if got := q.Needs(); fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%s needs %+v, want %+v", c.query, got, c.want)
		}
		s := Search{Query: q, Annotator: "ann"}
		if got := s.Needs().Annotators; !slices.Contains(got, "ann") || len(got) > 3 {
			t.Errorf("%s, asked by ann, needs what is said by %q", c.query, got)
		}
	}
	for _, o := range Orders {
		if s := (Search{Order: o}); s.Needs().Prediction != (o != ByImport) {
			t.Errorf("order %s needs %+v", o, s.Needs())
		}
	}
}

// TestNeedsAreTrue leaves out of the facts what a query does not need, and wants the same answers.
func TestNeedsAreTrue(t *testing.T) {
	for _, text := range []string{"sleep", "level:1", "label≠model", "by:ben", "conf<0.5", "state:waiting", "state:skipped", "humour:\"\"", "≠ben", "state:mine", "gold:4", "len<2", "has:text"} {
		q, err := ParseQuery(text, askedColumns)
		if err != nil {
			t.Fatal(err)
		}
		s := *asked
		s.Query = q
		n := s.Needs()
		for name, f := range memesAsked {
			less := *f
			less.By = map[string]Said{}
			for _, a := range n.Annotators {
				if said, ok := f.By[a]; ok {
					less.By[a] = said
				}
			}
			if !n.Caption {
				less.Caption = ""
			}
			if !n.Prediction {
				less.Predicted, less.Probs = false, [Levels]float32{}
			}
			if n.Columns == nil {
				less.Values, less.Columns = nil, nil
			}
			if q.Match(&less, &s) != q.Match(f, &s) {
				t.Errorf("%s of %s answers otherwise without what it says not to need", text, name)
			}
		}
	}
}

func TestLists(t *testing.T) {
	q, err := ParseQuery(`queue:a,"b c" -queue:a near:12`, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(q.Lists()); got != `[queue:a queue:"b c" near:12]` {
		t.Errorf("lists %s", got)
	}
	wrong := errors.New("no such queue")
	if _, err := q.Resolve(func(List) ([]uint64, error) { return nil, wrong }); err != wrong {
		t.Errorf("error %v", err)
	}
	r, err := q.Resolve(func(List) ([]uint64, error) { return nil, nil })
	if err != nil || len(r.Lists()) != 0 || len(q.Lists()) != 3 || r.Ranked() != nil {
		t.Errorf("resolved: %v, error %v; before: %v", r.Lists(), err, q.Lists())
	}
	r, err = q.Resolve(func(l List) ([]uint64, error) {
		return map[string][]uint64{"a": {7, 2}, "b c": {9, 7, 1}, "12": {12}}[l.Name], nil
	})
	if got := r.Ranked(); err != nil || !slices.Equal(got, []uint64{7, 2, 9, 1}) {
		t.Errorf("ranked %v, error %v", got, err)
	}
	for _, c := range []struct {
		q    Query
		want string
	}{{r, "7 2 9 1"}, {q.Besides("queue"), "1 2 7 9"}} {
		found := []string{"1", "2", "7", "9"}
		Rank(c.q, found, func(s string) uint64 { return uint64(s[0] - '0') })
		if got := strings.Join(found, " "); got != c.want {
			t.Errorf("%v found in the order %s, want %s", c.q, got, c.want)
		}
	}
}

func FuzzParseQuery(f *testing.F) {
	for _, s := range []string{`sleep -"a ""b"" c" level:neg,1-3 ≠ben state:x`, `"two words":"x,y`, "conf<50% loss>=2 len:3 near:#4 -", "a:b:c,,", "–—", `-"`, "≠", "=\xff", "label≠label"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		q, wrong := ParseQuery(s, askedColumns)
		if wrong != nil {
			e := wrong.(*QueryError)
			if e.Word == "" || e.At < 0 || e.At+len(e.Word) > len(s) || s[e.At:e.At+len(e.Word)] != e.Word || e.Reason == "" {
				t.Fatalf("%q: %+v", s, e)
			}
			if e.Reason != PrintableLines(e.Reason) || !utf8.ValidString(e.Reason) {
				t.Fatalf("%q: reason %q", s, e.Reason)
			}
		}
		resolved := func(q Query) Query {
			q, err := q.Resolve(func(List) ([]uint64, error) { return []uint64{1}, nil })
			if err != nil {
				t.Fatal(err)
			}
			return q
		}
		q = resolved(q)
		for _, f := range memesAsked {
			q.Match(f, asked)
		}
		if word := strings.TrimSpace(s); wrong == nil && len(q.terms) == 1 && !q.terms[0].not {
			n, err := ParseQuery("-"+word, askedColumns)
			if err != nil || len(n.terms) != 1 || !n.terms[0].not {
				return // the dash is of a word, as in -:
			}
			n = resolved(n)
			for name, f := range memesAsked {
				if q.Match(f, asked) == n.Match(f, asked) {
					t.Fatalf("%q and -%[1]q agree on %s", word, name)
				}
			}
		}
	})
}
