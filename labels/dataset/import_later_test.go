//go:build !race

// Of so many rows the race detector would make ten times as much, on ways on which it looks in
// other imports: they are tried without.

package dataset

import (
	"fmt"
	"strings"
	"testing"

	"memebench/labels"
)

// Of several levels that one annotator gives one meme the last counts, however far below the others
// it stands, and importing the table again changes nothing; one that was mended in the table is
// changed once.
func TestSeveralLevelsOfOneAnnotator(t *testing.T) {
	table := func(last string) string {
		var b strings.Builder
		b.WriteString("text,annotator,mood\none,ann,positive\none,ann,neutral\ntwo,ann,positive\nthree,bo,positive\n")
		for i := range textBatch {
			fmt.Fprintf(&b, "more %d,ann,negative\n", i)
		}
		b.WriteString("two,ann,negative\none,ann,positive\none,ann," + last + "\n")
		return b.String()
	}
	s := newStore(t)
	said := func() (levels string) {
		for _, m := range s.memes() {
			if m.Seq > 3 {
				continue
			}
			events, err := s.Events(m.ID)
			if err != nil {
				t.Fatal(err)
			}
			levels += fmt.Sprint(m.Caption, ": ", voicesOfState(labels.Aggregate(events)), "; ")
		}
		return levels
	}
	for _, c := range []struct {
		name, last         string
		labels, relabelled int
		said               string
	}{
		{"the first time", "negative", textBatch + 5, 0, "one: ann negative; two: ann negative; three: bo positive; "},
		{"again", "negative", 0, 0, "one: ann negative; two: ann negative; three: bo positive; "},
		{"mended", "very positive", 1, 1, "one: ann very_positive; two: ann negative; three: bo positive; "},
		{"mended, again", "very positive", 0, 0, "one: ann very_positive; two: ann negative; three: bo positive; "},
	} {
		before := len(s.log())
		r := mustImport(t, s, ImportSpec{Path: write(t, "t.csv", table(c.last)), Dataset: "d"})
		if got := said(); r.Labels != c.labels || r.Relabelled != c.relabelled || len(s.log())-before != c.labels || got != c.said {
			t.Errorf("%s: %d labels, %d of them in place of others, %d events, %s; want %d, %d and %s", c.name, r.Labels, r.Relabelled, len(s.log())-before, got, c.labels, c.relabelled, c.said)
		}
	}
}
