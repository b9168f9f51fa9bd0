package dataset

import (
	"encoding/json"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"

	"memebench/labels"
)

// withEvents writes rows whose events are these.
type withEvents struct {
	*JSONLWriter
	events []labels.Event
}

func (w withEvents) Write(m labels.Meme, s labels.State) error {
	return w.JSONLWriter.Write(m, s, w.events)
}

func TestJSONL(t *testing.T) {
	at := time.Date(2026, 3, 1, 13, 30, 0, 0, time.FixedZone("", 3600))
	datasets := []labels.Dataset{{Name: "memotion", Columns: []string{"z", "", "a", "", "\"q\""}}}
	memes := []labels.Meme{
		{ID: "m1", Dataset: "memotion", Image: labels.Image{Name: "a.jpg"}, Caption: "1 < 2 & \x1b[31m\nred", Split: labels.Train, Values: []string{"1", "2", "<b>", "4", "5"}},
		{ID: "m2", Dataset: "memotion", Caption: "text", Split: labels.Test, Values: []string{"1"}},
		{ID: "m3", Dataset: "unknown", Caption: "text", Split: labels.Val},
	}
	states := []labels.State{
		{Kind: labels.Disputed, Gold: labels.NoLevel, Current: []labels.CurrentLabel{
			{Annotator: "ada", Source: labels.Key, Action: labels.SetLevel, Level: labels.VeryNegative, Seq: 3, Time: at}, {Annotator: "bob", Source: labels.Key, Action: labels.Skip, Level: labels.NoLevel, Seq: 4, Time: at}, {Annotator: "gold", Source: labels.Import, Action: labels.SetLevel, Level: labels.Positive, Seq: 1, Time: at.Add(time.Second)},
		}},
		{Kind: labels.Labelled, Gold: labels.VeryNegative, Current: []labels.CurrentLabel{{Annotator: "ada", Source: labels.CLI, Action: labels.Adjudicate, Level: labels.VeryNegative, Seq: 3, Time: at}}},
		{Kind: labels.Unlabelled, Gold: labels.NoLevel},
	}
	var out strings.Builder
	w, err := NewJSONLWriter(&out, datasets)
	events := []labels.Event{{Seq: 3, Shown: labels.ShownAfter, Version: "v2"}, {Seq: 9, Shown: labels.ShownBefore}}
	export(t, withEvents{w, events}, err, memes, states)
	want := `{"meme":"m1","image_name":"a.jpg","caption":"1 < 2 & \u001b[31m\nred","level":null,"state":"disputed",` +
		`"labels":[{"annotator":"ada","level":"very_negative","time":"2026-03-01T12:30:00Z","source":"key","adjudication":false,"shown":"after","version":"v2"},` +
		`{"annotator":"gold","level":"positive","time":"2026-03-01T12:30:01Z","source":"import","adjudication":false,"shown":"","version":""}],` +
		`"split":"train","source":{"z":"1","":"2","a":"<b>",".2":"4","\"q\"":"5"}}` + "\n" +
		`{"meme":"m2","image_name":"","caption":"text","level":"very_negative","state":"labelled",` +
		`"labels":[{"annotator":"ada","level":"very_negative","time":"2026-03-01T12:30:00Z","source":"cli","adjudication":true,"shown":"after","version":"v2"}],` +
		`"split":"test","source":{"z":"1"}}` + "\n" +
		`{"meme":"m3","image_name":"","caption":"text","level":null,"state":"unlabelled","labels":[],"split":"val","source":{}}` + "\n"
	if out.String() != want {
		t.Errorf("%s\nwant\n%s", out.String(), want)
	}
}

// Read(Write(x)) = x for everything a line holds.
func TestJSONLRoundTrip(t *testing.T) {
	table := memotion(t, awkward)
	memes, states := memesOf(t, table, "memotion")
	var out strings.Builder
	d := table.Dataset("memotion")
	w, err := NewJSONLWriter(&out, []labels.Dataset{d})
	export(t, withEvents{w, nil}, err, memes, states)
	lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	if len(lines) != len(memes) {
		t.Fatalf("%d lines, want %d", len(lines), len(memes))
	}
	for i, l := range lines {
		var got jsonLine
		if err := json.Unmarshal([]byte(l), &got); err != nil {
			t.Fatal(err)
		}
		level := labels.NoLevel
		if got.Level != nil {
			level = *got.Level
		}
		m := memes[i]
		if got.Meme != m.ID || got.ImageName != m.Image.Name || got.Caption != m.Caption || got.Split != m.Split ||
			level != states[i].Gold || got.State != states[i].Kind {
			t.Errorf("%s\nis not %+v %+v", l, m, states[i])
		}
		var source map[string]string
		if err := json.Unmarshal(got.Source, &source); err != nil {
			t.Fatal(err)
		}
		want := map[string]string{}
		for j, c := range distinct(d.Columns) {
			name := c.name
			if c.before > 0 {
				name = ".2"
			}
			want[name] = m.Values[j]
		}
		if !reflect.DeepEqual(source, want) {
			t.Errorf("source %q, want %q", source, want)
		}
	}
}

func BenchmarkJSONL(b *testing.B) {
	m := labels.Meme{ID: labels.NewMemeID("d", "k"), Dataset: "d", Caption: strings.Repeat("some words ", 7), Split: labels.Train,
		Values: []string{"17", strings.Repeat("some words ", 7), "positive", "x"}}
	s := labels.State{Kind: labels.Labelled, Gold: labels.Positive, Current: []labels.CurrentLabel{{Annotator: "ada", Source: labels.Key, Action: labels.SetLevel, Level: labels.Positive, Seq: 1, Time: time.Unix(1, 0)}}}
	w, err := NewJSONLWriter(io.Discard, []labels.Dataset{{Name: "d", Columns: []string{"id", "text", "mood", "more"}}})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := w.Write(m, s, nil); err != nil {
			b.Fatal(err)
		}
	}
}
