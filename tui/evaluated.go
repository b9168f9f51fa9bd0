package tui

import (
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/eval"
	"memebench/labels"
)

// evaluated is an evaluation as the screen keeps it.
type evaluated struct {
	report eval.Evaluation
	rows   []eval.Row
	seq    uint64     // the newest event that counts
	folds  string     // the seed of the folds then
	sure   []eval.Bin // of the reliability diagram

	since corrections // what has been said of the rows since
	was   *earlier    // the evaluation of this split before, nil for none
}

// earlier is the evaluation that another one has taken the place of on the screen.
type earlier struct {
	version   string
	macroF1   eval.Metric
	confusion [labels.Levels][labels.Levels]int
	changed   int // memes that have another level in the two
	alone     int // memes that are in one of the two only
	folds     string
}

// earlierThan keeps of an old evaluation what the new rows are compared with; nil
// when there is none.
func earlierThan(rows []eval.Row, old *evaluated) *earlier {
	if old == nil {
		return nil
	}
	e := &earlier{version: old.report.Version, macroF1: old.report.MacroF1, confusion: old.report.Confusion, folds: old.folds}
	was := make(map[labels.MemeID]labels.Level, len(old.rows))
	for _, r := range old.rows {
		was[r.Meme] = r.True
	}
	for _, r := range rows {
		switch level, ok := was[r.Meme]; {
		case !ok:
			e.alone++
		case level != r.True:
			e.changed++
		}
		delete(was, r.Meme)
	}
	e.alone += len(was)
	return e
}

// said is of how many memes the model says a level.
func (r *evaluated) said(l labels.Level) int {
	n := 0
	for _, row := range r.report.Confusion {
		n += row[l]
	}
	return n
}

// compare says how the metrics and a cell have changed since the evaluation before.
// Metrics of other memes are not comparable, so it is said how many are in one of the two only.
// Folds are assigned by the levels of the memes: labels that change, or come, give other memes to
// other heads, which alone moves the metrics of cross-validated rows, and is said; so is another
// folds.seed.
func (r *evaluated) compare(row, col labels.Level) string {
	e := r.was
	from := "before"
	if e.version != r.report.Version {
		from = e.version
	}
	text := fmt.Sprintf("%s → %s: macro-F1 %s → %s, this cell %d → %d", from, r.report.Version,
		score(e.macroF1), score(r.report.MacroF1), e.confusion[row][col], r.report.Confusion[row][col])
	if e.changed > 0 {
		text += fmt.Sprintf(", %s changed", count(e.changed, "label"))
	}
	if e.alone > 0 {
		text += fmt.Sprintf(", %s in one of the two only", count(e.alone, "meme"))
	}
	if (e.changed+e.alone > 0 || e.folds != r.folds) && r.report.Split == eval.CVRows {
		text += ", other folds"
	}
	return text
}

// correctedMsg brings what has been said of the rows of a report since.
type correctedMsg struct {
	of  *evaluated
	now corrections
	err error
}

// correctionsCmd counts what has been said since a report was made. It reads what
// was logged since then, and the states of those memes only.
func correctionsCmd(d Deps, r *evaluated) tea.Cmd {
	from, rows := r.seq+1, r.rows
	return func() tea.Msg {
		now, err := countCorrections(d, rows, from)
		return correctedMsg{r, now, err}
	}
}

// sureBins is how many bars the reliability diagram has.
const sureBins = 10

// matrixShares are what a cell of the matrix has: where there is no room for both, its count or its
// share; and what that is the share of.
type matrixShares int

const (
	matrixCounts    matrixShares = iota // with those of the rows, where there is room
	sharesOfRows                        // on the diagonal, how much of a level is found
	sharesOfColumns                     // there, how often a level is right where the model says it
)

// next is what comes after it, and what is said of that; roomy cells have their count in any case.
func (m matrixShares) next(roomy bool) (matrixShares, string) {
	switch {
	case m == matrixCounts && !roomy:
		return sharesOfRows, "shares of the rows: what is true, and what the model says there"
	case m != sharesOfColumns:
		return sharesOfColumns, "shares of the columns: what the model says, and what is true there"
	case roomy:
		return sharesOfRows, "shares of the rows: what is true, and what the model says there"
	}
	return matrixCounts, "counts"
}

// evalPage is what Evaluate shows of an evaluation. Wide windows have some of the others
// beside the matrix; the others have all there is.
type evalPage int

const (
	matrixPage evalPage = iota
	slicesPage
	figuresPage // all metrics with their intervals, and how sure the model is
	evalPages
)
