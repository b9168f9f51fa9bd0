package dataset

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"memebench/labels"
)

// rowWriter is what the two export formats have in common.
type rowWriter interface {
	Write(labels.Meme, labels.State) error
	Flush() error
}

func export(t *testing.T, w rowWriter, err error, memes []labels.Meme, states []labels.State) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	for i, m := range memes {
		if err := w.Write(m, states[i]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
}

// memesOf reads a table as memes of a dataset, with the states that the table's
// own levels amount to.
func memesOf(t *testing.T, table *Table, dataset string) (memes []labels.Meme, states []labels.State) {
	t.Helper()
	good, failed := rows(t, table)
	if failed != nil {
		t.Fatalf("failed: %q", failed)
	}
	for _, r := range good {
		memes = append(memes, labels.Meme{
			ID: labels.NewMemeID(dataset, r.Key), Dataset: dataset, Key: r.Key, Image: labels.Image{Name: r.Image},
			Caption: r.Caption, Split: labels.Train, Row: r.Number, Values: r.Values,
		})
		s := labels.State{Kind: labels.Unlabelled, Gold: r.Level}
		if r.Level.Valid() {
			s.Kind = labels.Labelled
		}
		states = append(states, s)
	}
	return memes, states
}

// Awkward values, all of which a table can hold.
const awkward = ",image_name,text_ocr,text_corrected,,overall_sentiment\n" +
	"0,a.jpg,\" leading, and trailing \",\"a \"\"quoted\"\" word\",\\.,very_negative\n" +
	"1,b.jpg,\"two\nlines\",\"two\r\nlines\",\"'=1+1\",\n" +
	"2,c.jpg,,,\"\",neutral\n" +
	"3,\"d, e.jpg\",日本 👩‍👩‍👧,\x1b[31mred\x00,x,very_positive\n"

func TestMemotionRoundTrip(t *testing.T) {
	table := memotion(t, awkward)
	memes, states := memesOf(t, table, "memotion")
	var out strings.Builder
	w, err := NewMemotionWriter(&out, []labels.Dataset{table.Dataset("memotion")})
	export(t, w, err, memes, states)
	if header, _, _ := strings.Cut(out.String(), "\n"); header != ",image_name,text_ocr,text_corrected,,overall_sentiment,memebench_state" {
		t.Errorf("header %s", header)
	}
	again := memotion(t, out.String())
	if !reflect.DeepEqual(again.Dataset("memotion"), table.Dataset("memotion")) {
		t.Errorf("dataset %+v, want %+v", again.Dataset("memotion"), table.Dataset("memotion"))
	}
	memes2, states2 := memesOf(t, again, "memotion")
	if !reflect.DeepEqual(memes2, memes) || !reflect.DeepEqual(states2, states) {
		t.Errorf("came back as %+v %+v,\nwant %+v %+v", memes2, states2, memes, states)
	}
}

func TestMemotionLevelIsGold(t *testing.T) {
	table := memotion(t, "image_name,text_corrected,overall_sentiment\na.jpg,x,positive\nb.jpg,y,positive\n")
	memes, _ := memesOf(t, table, "m")
	var out strings.Builder
	w, err := NewMemotionWriter(&out, []labels.Dataset{table.Dataset("m")})
	export(t, w, err, memes, []labels.State{{Kind: labels.Labelled, Gold: labels.VeryNegative}, {Kind: labels.Disputed, Gold: labels.NoLevel}})
	if want := "image_name,text_corrected,overall_sentiment,memebench_state\na.jpg,x,very_negative,labelled\nb.jpg,y,,disputed\n"; out.String() != want {
		t.Errorf("%q, want %q", out.String(), want)
	}
}

// Several datasets share one table: columns in the order first seen, the three that
// a Memotion table needs filled for all.
func TestMemotionOfSeveralDatasets(t *testing.T) {
	datasets := []labels.Dataset{
		{Name: "tweets", Format: "csv", Columns: []string{"id", "text", "mood"}, Level: "mood"},
		{Name: "memotion", Format: "memotion", Columns: []string{"", "image_name", "text_corrected", "overall_sentiment"}},
		{Name: "starter", Format: "starter"},
	}
	memes := []labels.Meme{
		{Dataset: "tweets", Caption: "hello", Values: []string{"1", "hello", "5"}},
		{Dataset: "memotion", Image: labels.Image{Name: "a.jpg"}, Caption: "A", Values: []string{"0", "a.jpg", "a", "positive"}},
		{Dataset: "starter", Image: labels.Image{Name: "cat.png"}, Caption: "a cat"},
		{Dataset: "tweets", Caption: "bye", Values: []string{"2"}}, // imported before the dataset had more columns
		{Dataset: "unknown", Caption: "?", Values: []string{"lost"}},
	}
	states := []labels.State{
		{Kind: labels.Labelled, Gold: labels.VeryPositive}, {Kind: labels.Labelled, Gold: labels.Negative},
		{Kind: labels.Skipped, Gold: labels.NoLevel}, {Kind: labels.Unlabelled, Gold: labels.NoLevel}, {Kind: labels.Flagged, Gold: labels.NoLevel},
	}
	var out strings.Builder
	w, err := NewMemotionWriter(&out, datasets)
	export(t, w, err, memes, states)
	want := "id,text,mood,,image_name,text_corrected,overall_sentiment,memebench_state\n" +
		"1,hello,5,,,hello,very_positive,labelled\n" +
		",,,0,a.jpg,A,negative,labelled\n" + // as it was mended

		",,,,cat.png,a cat,,skipped\n" +
		"2,,,,,bye,,unlabelled\n" +
		",,,,,?,,flagged\n"
	if out.String() != want {
		t.Errorf("%s\nwant\n%s", out.String(), want)
	}
}

// failing takes so many bytes and then no more.
type failing int

var errFull = errors.New("disk full")

func (f *failing) Write(b []byte) (int, error) {
	if *f -= failing(len(b)); *f < 0 {
		return 0, errFull
	}
	return len(b), nil
}

func TestExportsReportAFullDisk(t *testing.T) {
	datasets := []labels.Dataset{{Name: "d", Columns: []string{"image_name"}}}
	m := labels.Meme{Dataset: "d", Values: []string{strings.Repeat("x", 1000)}}
	for name, open := range map[string]func(*failing) (rowWriter, error){
		"memotion": func(f *failing) (rowWriter, error) { return NewMemotionWriter(f, datasets) },
		"jsonl": func(f *failing) (rowWriter, error) {
			w, err := NewJSONLWriter(f, datasets)
			return withEvents{w, nil}, err
		},
	} {
		full := failing(10_000)
		w, err := open(&full)
		for i := 0; err == nil && i < 200; i++ {
			err = w.Write(m, labels.State{})
		}
		if !errors.Is(err, errFull) {
			t.Errorf("%s: %v, want the writer's error before the end", name, err)
		}
		full = failing(10)
		if w, err = open(&full); err != nil {
			t.Fatal(err)
		}
		if err := w.Write(m, labels.State{}); err == nil {
			err = w.Flush()
			if !errors.Is(err, errFull) {
				t.Errorf("%s: Flush: %v, want the writer's error", name, err)
			}
		}
	}
}

func TestDistinct(t *testing.T) {
	got := distinct([]string{"", "a", "", "b", "a", ""})
	want := []column{{"", 0}, {"a", 0}, {"", 1}, {"b", 0}, {"a", 1}, {"", 2}}
	if !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
