package cli

import (
	"fmt"
	"strings"
	"testing"

	"memebench/labels"
)

// TestReasonsAlike has rows with one fault said once: which values a table has that are no levels is
// seen at once, however often each occurs.
func TestReasonsAlike(t *testing.T) {
	var rs []labels.RowReason
	add := func(row int, format string, args ...any) {
		rs = append(rs, labels.RowReason{Row: row, Reason: fmt.Sprintf("a.csv:%d: ", row) + fmt.Sprintf(format, args...)})
	}
	for row := 2; row < 22; row++ {
		value := []string{"postive", "negativ"}[row%2]
		add(row, `Mood %q: want a level, or say what it means: --level-map "%[1]s=LEVEL"`, value)
	}
	add(30, `File "a \"b\": c.heic": HEIC is not read`)
	add(31, `File "d.heic": HEIC is not read`)
	add(32, "3 values, but the header names 4 columns")
	rs = append(rs, labels.RowReason{Reason: "left out: b.txt"}, labels.RowReason{Reason: "left out: b.txt"})
	got := strings.Join(reasonLines(rs, 0), "\n")
	want := `a.csv:2: Mood "postive": want a level, or say what it means: --level-map "postive=LEVEL" (so are 9 more rows: 4, 6, 8, 10, 12, …)
a.csv:3: Mood "negativ": want a level, or say what it means: --level-map "negativ=LEVEL" (so are 9 more rows: 5, 7, 9, 11, 13, …)
a.csv:30: File "a \"b\": c.heic": HEIC is not read (so is 1 more row: 31)
a.csv:32: 3 values, but the header names 4 columns
left out: b.txt
left out: b.txt`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}

	// What is not printed is counted by rows.
	rs = nil
	for row := 2; row < 32; row++ {
		add(row, "fault %d", row/2)
	}
	if lines := reasonLines(rs, 4); len(lines) != 11 || lines[10] != "… and 14 more (--json lists the first 30)" {
		t.Error(lines)
	}
}
