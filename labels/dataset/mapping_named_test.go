package dataset

import (
	"fmt"
	"strings"
	"testing"
)

// Numbers that another column names are on a scale only if its names are in their order: categories
// may be numbered by the alphabet.
func TestNumbersThatAreNamedOtherwise(t *testing.T) {
	const stays = `column "sentiment" stays a column, for its numbers are not on a scale: column "called" names them otherwise: --level "called" takes the names`
	for _, c := range []struct {
		name, numbers, names string // by place, and what the numbers from 0 are called
		rows                 int
		scale, want, note    string
	}{
		{"by the alphabet", "0 1 2 3 4", "negative neutral positive very_negative very_positive", 10, "", "very_negative", stays},
		{"from the best", "0 1 2 3 4", "very_positive positive neutral negative very_negative", 10, "", "negative", stays},
		{"in order", "0 1 2 3 4", "very_negative negative neutral positive very_positive", 10, "", "positive", ""},
		{"names that are fewer", "0 1 2 3 4", "negative negative neutral positive positive", 10, "", "positive", ""},
		{"on a scale that is said", "0 1 2 3 4", "negative neutral positive very_negative very_positive", 10, "0-4", "positive", ""},
		{"of a few rows", "0 1 2 3 4", "negative neutral positive very_negative very_positive", 5, "", "positive", ""},
		{"names in both", "negative neutral positive very_negative very_positive", "very_positive positive neutral negative very_negative", 10, "", "very_negative",
			`column "called" has levels as well, and stays a column: --level "called" takes those instead, and a second import with another --annotator takes them besides`},
		{"two of them", "0 4 4 0", "positive negative negative positive", 10, "", "positive", stays},
		{"with gaps", "0 1 2 3 4 3 3", "negative neutral positive very_negative very_positive none very_negative", 14, "", "very_negative", stays},
		{"with gaps first", "0 0 2 3 4 1", "none negative positive very_negative very_positive neutral", 18, "", "very_negative", stays},
		{"with numbers left out", "0 1 2 3 4 none none", "negative neutral positive very_negative very_positive positive negative", 14, "", "very_negative", stays},
		{"of another annotator", "0 1 2 3 4 3", "negative neutral positive very_negative very_positive neutral", 12, "", "positive", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			numbers, names := strings.Fields(c.numbers), strings.Fields(c.names)
			table := "text,sentiment,called\n"
			for i := range c.rows {
				table += fmt.Sprintf("meme %d,%s,%s\n", i, numbers[i%len(numbers)], names[i%len(names)])
			}
			s := newStore(t)
			spec := ImportSpec{Path: write(t, "t.csv", table), Dataset: "d", Annotator: "me", Scale: c.scale}
			im, err := OpenImport(t.Context(), spec, nil)
			if err != nil {
				t.Fatal(err)
			}
			if notes := strings.Join(im.Found()[0].Notes, "; "); notes != c.note {
				t.Errorf("%q, want %q", notes, c.note)
			}
			mustImport(t, s, spec)
			if got := saidInStore(t, s); !strings.Contains(got, "meme 3: me "+c.want+";") {
				t.Errorf("%q, want meme 3 as %s", got, c.want)
			}
		})
	}
}
