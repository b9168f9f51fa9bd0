package dataset

import (
	"math"
	"slices"
	"strings"
)

// summaryWords are what people call the last row of a sheet that has sums or means of the rows above.
var summaryWords = []string{"mean", "average", "avg", "total", "totals", "sum", "grand total", "mittelwert", "durchschnitt", "summe", "gesamt",
	"moyenne", "somme", "media", "promedio", "suma", "totale", "média", "soma", "gemiddelde", "totaal", "среднее", "итого", "平均", "合计", "合計"}

// A summing knows whether the last row of a file has sums or means of the others.
type summing struct {
	columns []summed // of all rows but the last
	last    []string
}

// A summed is a column's numbers.
type summed struct {
	sum float64
	n   int
}

// add takes in a row, of which so many columns count.
func (s *summing) add(values []string, columns int) {
	if s.columns == nil {
		s.columns = make([]summed, columns)
	}
	for i := range min(len(s.last), columns) {
		if x, ok := figure(s.last[i]); ok {
			s.columns[i].sum += x
			s.columns[i].n++
		}
	}
	s.last = values
}

// figure reads a value that is a number; what begins with none is told fast.
func figure(value string) (float64, bool) {
	if value == "" || value[0] != '-' && (value[0] < '0' || value[0] > '9') {
		return 0, false
	}
	return number(value)
}

// is reports whether the last row has, but for one of the words, nothing but the sums or the means
// of columns of the rows above, as they are rounded there. One has to be a fraction or, with a
// word, a sum: a meme may have the levels that are the means.
func (s *summing) is() bool {
	const fewest = 3 // of two rows a third may be the sum by chance
	word, fraction, sum := "", false, false
	for i, value := range s.last {
		value = strings.TrimSpace(value)
		x, ok := figure(value)
		switch {
		case value == "":
			continue
		case !ok && word == "" && slices.Contains(summaryWords, strings.TrimRight(strings.ToLower(value), ":. ")):
			word = value
			continue
		case !ok || i >= len(s.columns) || s.columns[i].n < fewest:
			return false
		}
		_, decimals, _ := strings.Cut(value, ".")
		c, off := s.columns[i], 1e-6
		if decimals != "" {
			off = 0.5000001 * math.Pow10(-min(len(decimals), 6))
		}
		switch {
		case math.Abs(x-c.sum) <= off:
			sum = true
		case math.Abs(x-c.sum/float64(c.n)) > off:
			return false
		}
		fraction = fraction || x != math.Trunc(x)
	}
	return fraction || sum && word != ""
}
