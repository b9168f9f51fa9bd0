package labels

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

var knownHere = Known{
	Columns: askedColumns, Datasets: []string{"memes", "sst 5"}, Annotators: []string{"ann", "ben", "gold", "Ada L"}, Queues: []string{"uncertain", "random", "cats in train"},
	Values: func(column string) []string {
		return map[string][]string{"humour": {"funny", "not_funny", "Very Funny", "-1", `say "x"`, "", "a,b"}}[column]
	},
}

func TestComplete(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"st|", "state:"}, {"-st|", "-state:"}, {"sleep s|", "sleep state: sleep split: sleep \"split\":"}, {"ÜB|", "Überschrift:"}, {"two|", `"two words":`},
		{"state|", "state: state≠ state="}, {"conf|", "conf< conf> conf≤ conf≥"}, {"st|:waiting", "state:waiting"},
		{"state:w|", "state:waiting"}, {"state:mine,un|", "state:mine,unlabelled"}, {"state:di|,mine", "state:disputed,mine"}, {"state:x|", ""},
		{"split:|", "split:train split:val split:test"}, {"level:very|", "level:very_negative level:very_positive"},
		{"da|", "dataset:"}, {"dataset:|", `dataset:memes dataset:"sst 5"`}, {"by:|", `by:ann by:ben by:gold by:"Ada L"`}, {`by:"ada|`, `by:"Ada L"`}, {"label≠|", `label≠model label≠gold label≠ann label≠ben label≠"Ada L"`},
		{"≠b|", "≠ben"}, {"gold!=|", `gold!=model gold!=label gold!=ann gold!=ben gold!="Ada L"`}, {"queue:c|", `queue:"cats in train"`},
		{"humour:|", `humour:funny humour:not_funny humour:"Very Funny" humour:"-1" humour:"say ""x""" humour:"" humour:"a,b"`}, {"Humour:not|", "Humour:not_funny"},
		{"likes:|", ""}, {"conf<|", ""}, {"sleepless|", ""}, {`"sl|`, ""}, {"sleep|less", ""},
	} {
		text := strings.Replace(c.text, "|", "", 1)
		from, to, all := Complete(text, strings.Index(c.text, "|"), knownHere)
		var got []string
		for _, one := range all {
			got = append(got, text[:from]+one.Text+text[to:])
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %q, want %q", c.text, got, c.want)
		}
	}
	for _, text := range []string{"", "sleep "} {
		from, to, all := Complete(text, len(text), knownHere)
		if from != len(text) || to != len(text) || len(all) != len(QueryFields)+len(askedColumns)-1 { // two columns are one
			t.Errorf("%q: %d–%d, %d completions", text, from, to, len(all))
		}
	}
}

// FuzzComplete wants every completion to be one: what it makes can be read, or is only begun.
func FuzzComplete(f *testing.F) {
	f.Add("sleep -st level:1,ne ≠b", 9)
	f.Add(`by:"ada`, 7)
	f.Fuzz(func(t *testing.T, text string, cursor int) {
		from, to, all := Complete(text, cursor, knownHere)
		if from < 0 || to < from || to > len(text) {
			t.Fatalf("%q at %d: %d–%d", text, cursor, from, to)
		}
		for _, c := range all {
			if at := text[:from] + c.Text; c.Ends && c.Text != "" && strings.TrimSpace(text) == text[from:to] {
				if _, err := ParseQuery(at, askedColumns); err != nil {
					t.Fatalf("%q at %d: %q: %v", text, cursor, at, err)
				}
			}
		}
	})
}

func TestCheckOfNames(t *testing.T) {
	for _, c := range []struct{ query, want string }{
		{"by:ann ≠ben queue:random level:1 gold≠model sleep", ""},
		{"sleep by:ann,bne", `no annotator is called "bne": did you mean ben?`}, {"=Ben", `no annotator is called "Ben": did you mean ben?`},
		{"by:zoe", `no annotator is called "zoe": there are ann, ben, gold, Ada L`}, {"queue:uncertian", `no queue is called "uncertian": did you mean uncertain?`},
		{`queue:"dogs"`, `no queue is called "dogs": there are uncertain, random, cats in train`},
	} {
		q, err := ParseQuery(c.query, nil)
		if err != nil {
			t.Fatal(err)
		}
		err = q.Check(knownHere)
		var e *QueryError
		if c.want == "" && err != nil || c.want != "" && (!errors.As(err, &e) || e.Reason != c.want || !slices.Contains(strings.Fields(c.query), e.Word)) {
			t.Errorf("%s: %v", c.query, err)
		}
	}
	if q, err := ParseQuery("dataset:meme", nil); err != nil || fmt.Sprint(q.Check(knownHere)) != `no dataset is called "meme": did you mean memes?` {
		t.Errorf("%v, %v", err, q.Check(knownHere))
	}
	q, err := ParseQuery("by:ann", nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := q.Check(Known{}); err == nil || err.Error() != `no annotator is called "ann": there are none yet` {
		t.Errorf("error %v", err)
	}
}

func TestNearest(t *testing.T) {
	words := []string{"state", "split", "level", "len", "by"}
	for s, want := range map[string]string{"stat": "state", "sate": "state", "tsate": "state", "spilt": "split", "labels": "", "lev": "level", "le": "level", "x": "", "bz": "by", "STATE": "state", "": ""} {
		if got := nearest(s, words); got != want {
			t.Errorf("nearest to %q is %q, want %q", s, got, want)
		}
	}
}

func BenchmarkMatch(b *testing.B) {
	for _, text := range []string{"sleep", `"sleep in"`, "level:neg", "state:waiting", "label≠model", "by:ben", "conf<0.5", "loss>2", `humour:"very funny"`, "level:pos split:train conf<0.9 sleep"} {
		b.Run(text, func(b *testing.B) {
			q, err := ParseQuery(text, askedColumns)
			if err != nil {
				b.Fatal(err)
			}
			f := *memesAsked["full"]
			f.Caption = Fold(f.Caption)
			for b.Loop() {
				q.Match(&f, asked)
			}
		})
	}
}
