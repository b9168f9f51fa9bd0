package cli

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"memebench/labels"
)

// shownReasons is how many reasons of a kind are printed; --json has them all, as far
// as they were kept.
const shownReasons = 10

// shownAlike is how many of the rows with one reason are named.
const shownAlike = 5

// printReasons prints reasons, of which so many were omitted.
func (o *options) printReasons(kind string, rs []labels.RowReason, omitted int) {
	for _, line := range reasonLines(rs, omitted) {
		o.say("%s: %s", kind, line)
	}
}

// reasonLines says each reason once, with the rows behind the first that have it, too; those
// beyond the first ten are counted by their rows.
func reasonLines(rs []labels.RowReason, omitted int) (lines []string) {
	rest := omitted
	for i, a := range alikeReasons(rs) {
		if i >= shownReasons {
			rest += len(a.more) + 1
			continue
		}
		lines = append(lines, labels.Printable(a.first)+a.others()) // one line each
	}
	if rest > 0 {
		all := "all"
		if omitted > 0 {
			all = fmt.Sprintf("the first %d", len(rs))
		}
		lines = append(lines, fmt.Sprintf("… and %d more (--json lists %s)", rest, all))
	}
	return lines
}

// alike is a reason that one row has or several have.
type alike struct {
	first string
	more  []int // the other rows
}

// others names the other rows, a few of them; "" where there are none.
func (a alike) others() string {
	if len(a.more) == 0 {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, " (so %s: ", oneOr(len(a.more), "is 1 more row", fmt.Sprintf("are %s more rows", thousands(len(a.more)))))
	for i, row := range a.more {
		switch {
		case i == shownAlike:
			return b.String() + ", …)"
		case i > 0:
			b.WriteString(", ")
		}
		b.WriteString(strconv.Itoa(row))
	}
	return b.String() + ")"
}

// alikeReasons puts together the rows of a file that have the same reason, in the order of their first.
func alikeReasons(rs []labels.RowReason) (all []alike) {
	at := map[string]int{}
	for _, r := range rs {
		key, ok := withoutRow(r)
		i, known := at[key]
		if ok && known {
			all[i].more = append(all[i].more, r.Row)
			continue
		}
		if ok {
			at[key] = len(all)
		}
		all = append(all, alike{first: r.Reason})
	}
	return all
}

// ofValue begins a reason that is about a value of the row: its column, and the value in quotes.
var ofValue = regexp.MustCompile(`^[^":]* "(?:[^"\\]|\\.)*": `)

// withoutRow is a reason without the number of its row, and without the value that it is about,
// which it repeats where that matters (as in --level-map "VALUE=LEVEL"); not ok where it names no row.
func withoutRow(r labels.RowReason) (key string, ok bool) {
	file, reason, ok := strings.Cut(r.Reason, fmt.Sprintf(":%d: ", r.Row))
	return file + "\x00" + ofValue.ReplaceAllString(reason, ""), ok && r.Row > 0
}
