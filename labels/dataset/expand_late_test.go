package dataset

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"memebench/labels"
)

// Of the first memes of a file perhaps nobody has said anything yet: the others tell how all are
// read, whatever their order. When somebody has, they are known again.
func TestVoicesThatBeginLate(t *testing.T) {
	for _, c := range []struct{ name, nobody, two string }{
		{"objects in annotations, as of doccano of old", `"annotations":[]`, `"annotations":[{"annotator":"ann","label":"positive"},{"annotator":"bo","label":"negative"}]`},
		{"objects", `"ratings":[ ]`, `"ratings":[{"annotator":"ann","level":"positive"},{"annotator":"bo","level":"negative"}]`},
		{"no objects", `"ratings":null`, `"ratings":[{"annotator":"ann","level":"positive"},{"annotator":"bo","level":"negative"}]`},
		{"lists beside each other", `"annotators":[],"labels":[]`, `"annotators":["ann","bo"],"labels":["positive","negative"]`},
		{"answers in Argilla", `"mood.responses":null,"mood.responses.users":null,"mood.responses.status":null`,
			`"mood.responses":["positive","negative"],"mood.responses.users":["ann","bo"],"mood.responses.status":["submitted","submitted"]`},
		{"users of doccano", `"annotations":[]`, `"annotations":[{"user":"ann","label":"positive"},{"user":"bo","label":"negative"}]`},
	} {
		t.Run(c.name, func(t *testing.T) {
			lines := func(said ...string) string {
				var b strings.Builder
				for i, s := range said {
					fmt.Fprintf(&b, "{\"text\":\"text %d\",%s}\n", i, s)
				}
				return b.String()
			}
			s := newStore(t)
			spec := ImportSpec{Path: write(t, "t.jsonl", lines(c.nobody, c.two, c.nobody)), Annotator: "team", Dataset: "d"}
			if r := mustImport(t, s, spec); r.Imported != 3 || r.Labels != 2 {
				t.Errorf("%d memes and %d labels, want 3 and 2: %v", r.Imported, r.Labels, r.Warnings)
			}
			sets, err := s.Datasets()
			if err != nil {
				t.Fatal(err)
			}
			for _, column := range sets[0].Columns { // what became rows is no column
				if !strings.Contains(c.nobody, "null") && slices.Contains([]string{"annotations", "ratings", "annotators"}, column) {
					t.Errorf("column %s", column)
				}
			}
			spec.Path = write(t, "t.jsonl", lines(c.nobody, c.two, c.two))
			if r := mustImport(t, s, spec); r.Imported != 0 || r.Labels != 2 {
				t.Errorf("then %d memes and %d labels, want 0 and 2: %v", r.Imported, r.Labels, r.Warnings)
			}
			for i, m := range s.memes() {
				events, err := s.Events(m.ID)
				if err != nil {
					t.Fatal(err)
				}
				if got, want := voicesOfState(labels.Aggregate(events)), []string{"", "ann positive, bo negative"}[min(i, 1)]; got != want {
					t.Errorf("of meme %d: %q, want %q", i, got, want)
				}
			}
		})
	}
}

// voicesOfState are what annotators say of a meme, as "ann positive, bo negative".
func voicesOfState(s labels.State) string {
	var said []string
	for _, c := range s.Current {
		said = append(said, c.Annotator+" "+c.Level.String())
	}
	return strings.Join(said, ", ")
}

// Memes that came with lists of what annotators said as they stand, as of Parquet once, are known
// again by rows with one annotator's each.
func TestListsThatBecomeVoices(t *testing.T) {
	s := newStore(t)
	spec := ImportSpec{Dataset: "d"}
	spec.Path = write(t, "t.jsonl", `{"text":"dawn","raters":"[1,2]","mood":"[\"positive\",\"negative\"]"}`+"\n"+`{"text":"dusk","raters":"[2]","mood":"[\"neutral\"]"}`+"\n")
	if r := mustImport(t, s, spec); r.Imported != 2 || r.Labels != 0 {
		t.Fatalf("%d memes and %d labels", r.Imported, r.Labels)
	}
	spec.Path = write(t, "t.jsonl", `{"text":"dawn","raters":[1,2],"mood":["positive","negative"]}`+"\n"+`{"text":"dusk","raters":[2],"mood":["neutral"]}`+"\n")
	if r := mustImport(t, s, spec); r.Imported != 0 || r.Labels != 3 {
		t.Errorf("%d memes and %d labels, want 0 and 3: %v", r.Imported, r.Labels, r.Warnings)
	}
}

// A document of doccano is one meme also where nothing says what the numbers of its labels mean.
func TestDoccanoWithoutScale(t *testing.T) {
	s := newStore(t)
	lines := `{"id":1,"text":"dawn","annotations":[{"label":1,"user":1},{"label":2,"user":2}]}` + "\n" + `{"id":2,"text":"dusk","annotations":[{"label":3,"user":1}]}` + "\n"
	spec := ImportSpec{Dataset: "d", Path: write(t, "t.jsonl", lines)}
	if r := mustImport(t, s, spec); r.Imported != 2 || r.Labels != 0 {
		t.Errorf("%d memes and %d labels, want 2 and 0: %v", r.Imported, r.Labels, r.Warnings)
	}
	spec.Scale = "1-5"
	if r := mustImport(t, s, spec); r.Imported != 0 || r.Labels != 3 {
		t.Errorf("then %d memes and %d labels, want 0 and 3: %v", r.Imported, r.Labels, r.Warnings)
	}
}
