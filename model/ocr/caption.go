package ocr

import "strings"

// Caption makes a caption of what was read: a line for each row, without the lines that
// are watermarks. It is "" when nothing is left.
func Caption(lines []Line) string {
	var b strings.Builder
	row := -1
	for _, l := range lines {
		text := strings.Join(strings.Fields(l.Text), " ")
		if Watermark(text) {
			continue
		}
		switch {
		case b.Len() == 0:
		case l.Row != row:
			b.WriteByte('\n')
		default:
			b.WriteByte(' ')
		}
		row = l.Row
		b.WriteString(text)
	}
	return b.String()
}

// ErrorRate returns how far a text is from another in the way of character error rates:
// the fewest insertions, deletions and substitutions that make one of the other, of
// letters, digits and the single spaces between them in lower case, divided by the
// length of want. It is 0 for equal texts and can exceed 1; without anything wanted it
// is 0 if nothing was got, else 1.
func ErrorRate(got, want string) float64 {
	got, want = comparable(got), comparable(want)
	n := len([]rune(want))
	switch {
	case got == want:
		return 0
	case n == 0:
		return 1
	}
	return float64(distance(got, want)) / float64(n)
}

// Shared returns which share of a text another one has, and which of the other the text has,
// each from 0 to 1: of the runs of three letters or digits in lower case, whatever is
// between them, wherever they stand. It is 0 of a text that has none.
func Shared(a, b string) (ofA, ofB float64) {
	x, y := runsOfThree(a), runsOfThree(b)
	both := 0
	for run := range x {
		if y[run] {
			both++
		}
	}
	return float64(both) / float64(max(1, len(x))), float64(both) / float64(max(1, len(y)))
}

func runsOfThree(s string) map[[3]rune]bool {
	all, r := map[[3]rune]bool{}, []rune(letters(s))
	for ; len(r) >= 3; r = r[1:] {
		all[[3]rune(r)] = true
	}
	return all
}

// comparable keeps letters, digits and single spaces, in lower case. Letters are
// those of all scripts.
func comparable(s string) string {
	words := strings.Fields(s)
	kept := words[:0]
	for _, w := range words {
		if w = letters(w); w != "" {
			kept = append(kept, w)
		}
	}
	return strings.Join(kept, " ")
}

// distance is the Levenshtein distance of two strings, in runes. Its time is the
// product of their lengths.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		diagonal := row[0]
		row[0] = i + 1
		for j := range y {
			cost := diagonal
			if x[i] != y[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(y)]
}
