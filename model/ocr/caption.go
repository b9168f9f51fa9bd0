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
