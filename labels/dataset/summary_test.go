package dataset

import (
	"strings"
	"testing"
)

// The last row of a sheet that has the sums or the means of those above is no meme, and its numbers
// are no levels; what only looks like it is a row.
func TestSumsBelowASheet(t *testing.T) {
	const sheet = "caption,ann1,ann2\nso tired,1,5\nmonday,2,3\ncoffee,5,1\nrain,2,3\n" // sums 10 and 12
	for last, summary := range map[string]bool{
		"Mean,2.5,3": true, "Total:,10,12": true, "average,2.5,": true, ",2.5,3.0": true, "Summe,10,12": true,
		"mean,2,3": false, "mean,,3": false, "Mean,5,1": false, "weather,2.5,3": false, ",3,3": false, "Total,,": false, "Total,1,5": false, "so so,10,12": false,
	} {
		for _, more := range []bool{false, true} { // below it
			text := sheet + last + "\n"
			if more {
				text += "a last one,4,4\n"
			}
			table, err := openAs(t, text, "t.csv", ImportSpec{LevelColumn: "ann1,ann2", Scale: "1-5", CaptionColumn: "caption"})
			if err != nil {
				t.Fatal(err)
			}
			_, failed := rows(t, table)
			if got := strings.Contains(strings.Join(failed, "\n"), "t.csv:6: it has sums or means of the rows above, and is no meme"); got != (summary && !more) {
				t.Errorf("%q, more below it %v: failed %q", last, more, failed)
			}
		}
	}
	table, err := openAs(t, sheet+"Mean,2.5,3\n", "t.csv", ImportSpec{})
	if err != nil {
		t.Fatal(err)
	}
	if good, _ := rows(t, table); len(table.m.voices) != 2 || len(good) != 8 {
		t.Errorf("%d columns of annotators, %d voices", len(table.m.voices), len(good))
	}
}
