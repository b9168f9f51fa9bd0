package dataset

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"memebench/labels"
)

// recordsOf writes records as a file.
func recordsOf(t testing.TB, resplits uint64, records ...Record) string {
	t.Helper()
	var out strings.Builder
	w, err := NewRecordWriter(&out, resplits)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records {
		switch {
		case r.Dataset != nil:
			err = w.Dataset(*r.Dataset)
		case r.Setting != nil:
			err = w.Setting(*r.Setting)
		case r.Meme != nil:
			err = w.Meme(*r.Meme)
		case r.Event != nil:
			err = w.Event(*r.Event)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// readAll reads all records, and what is said of lines that are none.
func readAll(file string) (records []Record, bad []string, err error) {
	r, err := ReadRecords(strings.NewReader(file), "w.jsonl")
	for err == nil {
		var rec Record
		var row *RowError
		if rec, err = r.Next(); errors.As(err, &row) {
			bad, err = append(bad, err.Error()), nil
		} else if err == nil {
			records = append(records, rec)
		}
	}
	return records, bad, err
}

func someRecords() []Record {
	at := time.Date(2026, 3, 1, 12, 30, 0, 123456789, time.UTC)
	d := labels.Dataset{Name: "d", Format: "csv", Columns: []string{"", "text", ""}, Level: "mood", Key: []string{"text"}}
	m := labels.Meme{
		ID: labels.NewMemeID("d", "k"), Seq: 1, Dataset: "d", Key: "k", Caption: "<b>\u009b\u2028é😀\x00 \ufffd", Group: "g1", Split: labels.Val, CrossSplit: true,
		Image: labels.Image{Name: "a.png", Path: "/memes/\xff.png", SHA256: strings.Repeat("0", 64), Format: "gif", Width: 3, Height: 4, Moving: true, Fault: "none"},
		Moves: []labels.Move{{Resplit: 2, From: labels.Train}}, Row: 7, Values: []string{"", "a\r\nb", "x"},
	}
	e := labels.Event{
		Seq: 1, Time: at, Meme: m.ID, Annotator: "ada", Source: labels.Key, Action: labels.Adjudicate, Level: labels.VeryNegative, Text: "why",
		ElapsedMS: 1200, Shown: labels.ShownAfter, Version: "v3", Screen: labels.CellScreen, Queue: "cell v3", Place: 2, ReAsk: true, Guide: "0123456789abcdef", Merged: true,
	}
	return []Record{
		{Line: 2, Dataset: &d}, {Line: 3, Setting: &labels.Setting{Name: "cursor/ada", Value: string(m.ID)}}, {Line: 4, Meme: &m}, {Line: 5, Event: &e},
		{Line: 6, Event: &labels.Event{Seq: 2, Time: at, Meme: m.ID, Annotator: "ada", Source: labels.CLI, Action: labels.Retract, Level: labels.NoLevel, Retracts: 1}},
	}
}

func TestRecords(t *testing.T) {
	want := someRecords()
	file := recordsOf(t, 5, want...)
	got, bad, err := readAll(file)
	if !errors.Is(err, io.EOF) || bad != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %q, %v; want %+v", got, bad, err, want)
	}
	if again := recordsOf(t, 5, got...); again != file {
		t.Errorf("written again:\n%s\nwas\n%s", again, file)
	}
	r, err := ReadRecords(strings.NewReader("\xef\xbb\xbf"+strings.ReplaceAll(file, "\n", "\r\n\n")), "w.jsonl")
	if err != nil || r.Header().Resplits != 5 || len(r.Header().LeftOut) == 0 {
		t.Fatalf("as an editor saves it: %+v, %v", r, err)
	}
	for range want {
		if _, err := r.Next(); err != nil {
			t.Errorf("as an editor saves it: %v", err)
		}
	}
	// Every line but a blank one matters.
	lines := strings.SplitAfter(file, "\n")
	for i := 1; i < len(lines)-1; i++ {
		without := strings.Join(append(append([]string{}, lines[:i]...), lines[i+1:]...), "")
		if _, _, err := readAll(without); err == nil || errors.Is(err, io.EOF) {
			t.Errorf("without line %d: %v", i+1, err)
		}
	}
	for _, at := range []int{1, len(file) / 2, len(file) - 2} {
		if _, _, err := readAll(file[:at]); err == nil || errors.Is(err, io.EOF) {
			t.Errorf("cut at byte %d: %v", at, err)
		}
	}
}

func TestRecordsRefuse(t *testing.T) {
	header := strings.SplitAfter(recordsOf(t, 0), "\n")[0]
	const end = `{"end":{"datasets":0,"settings":0,"memes":0,"events":0}}` + "\n"
	for _, c := range []struct{ name, file, want string }{
		{"nothing", "", "w.jsonl: it is no exported workspace: want a file of export --format memebench"},
		{"a table", "a,b\n1,2\n", "it is no exported workspace"},
		{"another object", `{"header":{"format":"else"}}`, "it is no exported workspace"},
		{"the other export", `{"meme":"00","level":"neutral"}`, "it has the gold levels alone (--format jsonl)"},
		{"a newer version", `{"header":{"format":"memebench workspace","version":3,"more":[1]}}`, "its version is 3 and this memebench reads 2: use a newer memebench"},
		{"no version", `{"header":{"format":"memebench workspace"}}`, "its version is 0: want 1 to 2"},
		{"a long first line", strings.Repeat("x", maxRecordLine+2), "it is no exported workspace"},
		{"cut short", header, "w.jsonl: it is cut short after line 1: its end is missing"},
		{"more after the end", header + end + "{}", "something follows its end, line 2"},
		{"another end", header + strings.Replace(end, `"memes":0`, `"memes":3`, 1),
			"it has 0 datasets, 0 settings, 0 memes and 0 events, and had 0, 0, 3 and 0: lines are missing, or twice there"},
		{"a strange end", header + `{"end":{"labels":3}}`, `its end, line 2, cannot be read: unknown field "labels"`},
	} {
		if _, _, err := readAll(c.file); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
	// What is wrong with one line does not keep the others from being read.
	for _, c := range []struct{ line, want string }{
		{`{"event"`, "w.jsonl:2: it is no record: want an object with one key"},
		{`[1]`, "it is no record"},
		{`{"event":{},"meme":{}}`, "it is no record"},
		{`{"picture":{}}`, `"picture" is no kind of record`},
		{`{"event":{"seq":"one"}}`, `the event cannot be read: "seq" is a string`},
		{`{"event":{"level":"great"}}`, `level "great": want one of very_negative`},
		{`{"event":{"time":"yesterday"}}`, `a time is "yesterday": want one like 2026-03-01T12:30:00Z`},
		{`{"event":{"mood":1}}`, `unknown field "mood"`},
		{`{"meme":{"id":"\u001b[2J` + strings.Repeat("x", maxRecordLine) + `"}}`, "the line is longer than 16 MB"},
	} {
		good := `{"setting":{"name":"a","value":"b"}}` + "\n"
		got, bad, _ := readAll(header + c.line + "\n" + good)
		if len(bad) != 1 || !strings.Contains(bad[0], c.want) || len(got) != 1 || got[0].Line != 3 {
			t.Errorf("%.80s: %q, want %q; %d records", c.line, bad, c.want, len(got))
		}
	}
	// An event without a level has none; that is not the lowest one.
	got, _, _ := readAll(header + `{"event":{"action":"skip"}}` + "\n")
	if len(got) != 1 || got[0].Event.Level != labels.NoLevel {
		t.Errorf("%+v", got)
	}
}

// Whatever the file: no panic, no endless reading, sentences without codes; what
// is read is written and read as the same.
func FuzzRecords(f *testing.F) {
	f.Add(recordsOf(f, 1, someRecords()...))
	f.Add(`{"header":{"format":"memebench workspace","version":1}}` + "\n" + `{"event":{"level":3}}` + "\n\n{}")
	f.Fuzz(func(t *testing.T, file string) {
		got, bad, err := readAll(file)
		for _, s := range append(bad, fmt.Sprint(err)) {
			if s != labels.PrintableLines(s) {
				t.Errorf("%q", s)
			}
		}
		for _, r := range got {
			if r.Event != nil && (r.Event.Time.Year() < 1 || r.Event.Time.Year() > 9999) {
				return // the store refuses it
			}
		}
		again, bad, err := readAll(recordsOf(t, 0, got...))
		if !errors.Is(err, io.EOF) || bad != nil || len(again) != len(got) {
			t.Errorf("%d of %d read again; %q, %v", len(again), len(got), bad, err)
		}
	})
}

func BenchmarkRecords(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 2))
	m := labels.Meme{ID: labels.NewMemeID("d", "k"), Dataset: "d", Key: "k", Caption: strings.Repeat("some words ", 7), Split: labels.Train, Group: "g1",
		Values: []string{"17", strings.Repeat("some words ", 7), "positive", "x"}}
	e := labels.Event{Time: time.Unix(1, 0), Meme: m.ID, Annotator: "ada", Source: labels.Key, Action: labels.SetLevel, Level: labels.Level(rng.IntN(labels.Levels))}
	w, err := NewRecordWriter(io.Discard, 0)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := errors.Join(w.Meme(m), w.Event(e)); err != nil {
			b.Fatal(err)
		}
	}
}
