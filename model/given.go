package model

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"memebench/eval"
	"memebench/labels"
)

// ErrNoPredictions means that of a file with predictions no row could be used.
var ErrNoPredictions = errors.New("none of its rows could be taken as a prediction of a meme that is here")

// ImportPredictions keeps predictions that were made elsewhere as a version of this name
// ([eval.Version.Headless]). Each row names its meme by its id, its #number or its name, by
// the path of its picture, or by what it has in a column that is called as the file's and came
// with it. Rows that cannot be used are added to those of the file that could
// not, and returned also beside an error; where none is left there is no version. Its metrics
// on val are those of the gold levels there are now.
func (w *Workbench) ImportPredictions(ctx context.Context, name string, in labels.GivenPredictions, p Report) (eval.Version, labels.GivenPredictions, error) {
	fail := func(err error) (eval.Version, labels.GivenPredictions, error) { return eval.Version{}, in, err }
	said, rows := map[labels.MemeID]labels.Prediction{}, map[labels.MemeID]int{}
	var ps []labels.Prediction
	names, err := w.namesIn(in.Column)
	if err != nil {
		return fail(err)
	}
	for i, row := range in.Rows {
		if err := ctx.Err(); err != nil {
			return fail(err)
		}
		if i%predictBatch == 0 {
			p.tell(labels.Step{Phase: "find the memes", Done: int64(i), Total: int64(len(in.Rows)), Unit: "rows"})
		}
		of, err := row.Prediction()
		if err != nil {
			in.Fail(row.Row, err.Error())
			continue
		}
		m, err := w.givenMemeBy(names, row.Meme)
		if err != nil {
			in.Fail(row.Row, err.Error())
			continue
		}
		if before, twice := rows[m.ID]; twice {
			in.Fail(row.Row, fmt.Sprintf("row %d has a prediction of #%d already: want one for each meme", before, m.Seq))
			continue
		}
		of.Meme, rows[m.ID] = m.ID, row.Row
		said[m.ID] = of
		ps = append(ps, of)
	}
	slices.SortStableFunc(in.Failed, func(a, b labels.RowReason) int { return a.Row - b.Row })
	if len(ps) == 0 {
		return fail(fmt.Errorf("%s: %w", labels.Printable(in.File), ErrNoPredictions))
	}
	v := eval.Version{Name: name, Origin: &eval.Origin{Name: labels.Printable(in.File), Digest: in.Digest}}
	if v.Resplits, err = w.store.Resplits(); err != nil {
		return fail(err)
	}
	if v.LabelSeq, err = w.store.LastSeq(); err != nil {
		return fail(err)
	}
	g, err := w.givenRows(ctx, string(labels.Val), said)
	if err != nil {
		return fail(err)
	}
	v.Val, v.ValN = eval.Measure(g.rows), len(g.rows)
	if ci := eval.Bootstrap(g.rows).MacroF1; ci.Defined() {
		v.ValInterval = &ci
	}
	if v, err = w.store.AddGiven(v, ps); err != nil {
		return fail(err)
	}
	return v, in, nil
}

// givenMeme returns the meme that a file calls so. Other than what a person types, neither a
// bare number nor the beginning of an id is enough: in a file they are somebody else's.
func (w *Workbench) givenMeme(name string) (labels.Meme, error) {
	name = strings.TrimSpace(name)
	if name == "" {
		return labels.Meme{}, errors.New("it names no meme")
	}
	m, err := w.store.FindMeme(name)
	if err == nil && !isCalled(&m, name) {
		err = fmt.Errorf("no meme is called %s: want its id, its number as #%d, or the name of its picture", labels.Quoted(name), m.Seq)
	}
	if file := path.Base(strings.ReplaceAll(name, `\`, "/")); err != nil && file != name {
		if m, err := w.store.FindMeme(file); err == nil && isCalled(&m, file) {
			return m, nil
		}
	}
	return m, err
}

// isCalled reports whether a meme's number, id, picture or key is just that.
func isCalled(m *labels.Meme, name string) bool {
	return strings.HasPrefix(name, "#") || slices.Contains([]string{string(m.ID), m.Image.Name, m.Key}, name)
}

// givenBy returns what a version without a head says.
func (w *Workbench) givenBy(ctx context.Context, v eval.Version) (map[labels.MemeID]labels.Prediction, error) {
	said := map[labels.MemeID]labels.Prediction{}
	err := w.store.Predictions(v.ID, func(p labels.Prediction) error {
		said[p.Meme] = p
		return ctx.Err()
	})
	return said, err
}

// given are memes with a gold level, and what was said of them elsewhere.
type given struct {
	rows        []eval.Row
	left        leftOut            // memes without a prediction
	trained     [labels.Levels]int // memes of train by gold level, whether or not they are among the rows
	adjudicated []labels.MemeID
	ofTest      map[labels.MemeID]bool // of adjudicated
	tested      bool                   // there are rows of test
	seq         uint64                 // newest event of the log when the memes were read
	flagged     []labels.Meme          // memes that were flagged then, as of a trainingSet
	disputed    bySplit                // memes that were disputed then, as of a trainingSet
}

// givenRows returns the rows of a split: val, test, cv (train and val) or all.
func (w *Workbench) givenRows(ctx context.Context, split string, said map[labels.MemeID]labels.Prediction) (*given, error) {
	g := &given{ofTest: map[labels.MemeID]bool{}}
	var err error
	g.seq, err = w.store.RowsAt(func(m labels.Meme, s labels.State) error {
		if isFlagged(&m, s) {
			m.Values = nil
			g.flagged = append(g.flagged, m)
		}
		g.disputed.count(&m, s)
		if !learnable(&m, s) {
			return ctx.Err()
		}
		if m.Split == labels.Train {
			g.trained[s.Gold]++
		}
		if !inSplit(m.Split, split) {
			return ctx.Err()
		}
		p, ok := said[m.ID]
		if !ok {
			g.left.add(&m)
			return ctx.Err()
		}
		g.rows = append(g.rows, rowOf(m.ID, m.Group, s.Gold, p))
		if s.Adjudicated {
			g.adjudicated = append(g.adjudicated, m.ID)
			g.ofTest[m.ID] = m.Split == labels.Test
		}
		g.tested = g.tested || m.Split == labels.Test
		return ctx.Err()
	})
	return g, err
}

// rowOf is a prediction beside the gold level.
func rowOf(id labels.MemeID, group string, gold labels.Level, p labels.Prediction) eval.Row {
	row := eval.Row{Meme: id, Group: group, True: gold, Pred: p.Level(), LevelOnly: p.LevelOnly}
	for l, x := range p.Probs {
		row.Probs[l] = float64(x)
	}
	return row
}

// evaluateGiven is Evaluate of a version without a head. On cv, too, it is evaluated by what
// it says.
func (w *Workbench) evaluateGiven(ctx context.Context, v eval.Version, split string, p Report) (eval.Evaluation, []eval.Row, error) {
	fail := func(err error) (eval.Evaluation, []eval.Row, error) { return eval.Evaluation{}, nil, err }
	said, err := w.givenBy(ctx, v)
	if err != nil {
		return fail(err)
	}
	g, err := w.givenRows(ctx, split, said)
	if err != nil {
		return fail(err)
	}
	rows := g.rows
	if len(rows) == 0 {
		if g.left.n > 0 {
			return fail(fmt.Errorf("%s: %s has no prediction of any of the %d labelled memes", split, v.ID, g.left.n))
		}
		return fail(fmt.Errorf("%s: %w", split, ErrNothingToEvaluate))
	}
	p.tell(labels.Step{Phase: "evaluate", Total: int64(len(rows)), Unit: "memes"})
	report := eval.NewGivenEvaluation(v.ID, split, rows, eval.Baselines{
		Majority: eval.MajorityBaseline(g.trained, rows), Stratified: eval.StratifiedGuess(g.trained, rows),
	})
	report.Seq, report.Disputed = g.seq, g.disputed.in(split)
	report.Omit(g.left.n, g.left.unsaid(v.ID, len(rows)))
	flagged, err := w.flaggedInReview(g.flagged, split, g.seq)
	if err != nil {
		return fail(err)
	}
	var out []eval.Row
	for _, f := range flagged {
		if p, ok := said[f.meme.ID]; ok && f.meme.Split == labels.Test {
			out = append(out, rowOf(f.meme.ID, f.meme.Group, f.gold, p))
		}
	}
	if err := w.countReview(&report, rows, g.adjudicated, g.ofTest, out); err != nil {
		return fail(err)
	}
	report.CountFlagged(len(flagged))
	if g.tested {
		w.countTest(&report)
	}
	return report, rows, nil
}

// unsaid says that n memes were evaluated, and that the version says nothing of the others.
func (l *leftOut) unsaid(version string, n int) string {
	return fmt.Sprintf("%d of %d memes evaluated: %s has no prediction of the others (%s)", n, n+l.n, version, l.named())
}

// countReview puts on a report what a review in the matrix and on Check has made of its rows,
// of which these were adjudicated; out are rows of test that it has flagged.
func (w *Workbench) countReview(report *eval.Evaluation, rows []eval.Row, adjudicated []labels.MemeID, ofTest map[labels.MemeID]bool, out []eval.Row) error {
	was, err := w.goldUnreviewed(adjudicated, report.Seq)
	if err != nil {
		return err
	}
	report.CountFollowed(rows, was)
	for id := range was {
		if !ofTest[id] {
			delete(was, id)
		}
	}
	report.CountChanges(rows, was, out)
	return nil
}

// noHead says what a version cannot do that is nothing but predictions.
func noHead(v eval.Version, what string) error {
	return fmt.Errorf("%s is predictions from elsewhere, without a head: it cannot %s", labels.Printable(v.Title()), what)
}
