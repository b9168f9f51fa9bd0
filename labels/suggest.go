package labels

import "strings"

// nearest returns that of the words which is most like s, "" if none is like it: the
// first that s, of two letters or more, begins; else the one with the fewest edits
// (letters put in, left out, replaced, or two swapped), at most one of every three letters.
func nearest(s string, words []string) string {
	s = Fold(Printable(s))
	best, fewest := "", 1+max(1, len(s)/3)
	for _, w := range words {
		folded := Fold(w)
		if len(s) > 1 && strings.HasPrefix(folded, s) {
			return w
		}
		if n := edits(s, folded); n < fewest && n < len(s) {
			best, fewest = w, n
		}
	}
	return best
}

// edits is the distance of two words in the optimal string alignment: Damerau's, where
// no part is edited twice.
func edits(a, b string) int {
	x, y := []rune(a), []rune(b)
	before, last, row := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		before, last, row = last, row, before
		row[0] = i + 1
		for j := range y {
			change := 1
			if x[i] == y[j] {
				change = 0
			}
			row[j+1] = min(last[j]+change, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
	}
	return row[len(y)]
}
