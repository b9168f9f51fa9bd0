package model

import (
	"context"
	"slices"

	"memebench/eval"
	"memebench/labels"
)

// A review is what is said in cells of the matrix, and on Check beside what a model says. Only who
// opens a cell, or a list of labels that a model doubts, looks for what the model got wrong, and
// corrections of nothing but errors flatter it ([eval.Changes]). So do flags, which leave errors out.

// inSplit reports whether a meme of a split is evaluated on val, test, cv or all.
func inSplit(of labels.Split, split string) bool {
	switch split {
	case eval.AllRows:
		return true
	case eval.CVRows:
		return of != labels.Test
	}
	return string(of) == split
}

// bySplit counts memes by their split.
type bySplit map[labels.Split]int

// count counts a meme without a gold level, as its annotators differ.
func (n *bySplit) count(m *labels.Meme, s labels.State) {
	if s.Kind != labels.Disputed || m.CrossSplit {
		return
	}
	if *n == nil {
		*n = bySplit{}
	}
	(*n)[m.Split]++
}

// in returns how many are evaluated, had they a gold level, on val, test, cv or all.
func (n bySplit) in(split string) (sum int) {
	for of, memes := range n {
		if inSplit(of, split) {
			sum += memes
		}
	}
	return sum
}

// goldUnreviewed returns the gold levels that memes would have had, when the log ended with the
// event seq, without what was decided of them, and flagged, in a review; NoLevel where they would
// have none. Other adjudications and flags stay.
func (w *Workbench) goldUnreviewed(memes []labels.MemeID, seq uint64) (map[labels.MemeID]labels.Level, error) {
	was := map[labels.MemeID]labels.Level{}
	for _, id := range memes {
		events, err := w.store.Events(id)
		if err != nil {
			return nil, err
		}
		was[id] = labels.Aggregate(slices.DeleteFunc(labels.EventsTo(events, seq), func(e labels.Event) bool {
			besideModel := e.Screen == labels.CellScreen || e.Screen == labels.CheckScreen && e.Shown == labels.ShownBefore
			return besideModel && (e.Action == labels.Adjudicate || e.Action == labels.Flag)
		})).Gold
	}
	return was, nil
}

// flaggedMeme is one that a review has flagged.
type flaggedMeme struct {
	meme labels.Meme
	gold labels.Level // that it would have
}

// isFlagged reports whether a meme is one that a review may have flagged: a cross-split duplicate
// is evaluated in no case.
func isFlagged(m *labels.Meme, s labels.State) bool { return s.Kind == labels.Flagged && !m.CrossSplit }

// flaggedInReview returns those of the memes, which were flagged when the log ended with the event
// seq, that are of a split and would have had a gold level, had a review not flagged them.
func (w *Workbench) flaggedInReview(memes []labels.Meme, split string, seq uint64) ([]flaggedMeme, error) {
	var flagged []flaggedMeme
	var ids []labels.MemeID
	for _, m := range memes {
		if inSplit(m.Split, split) {
			flagged, ids = append(flagged, flaggedMeme{meme: m}), append(ids, m.ID)
		}
	}
	was, err := w.goldUnreviewed(ids, seq)
	if err != nil {
		return nil, err
	}
	for i := range flagged {
		flagged[i].gold = was[flagged[i].meme.ID]
	}
	return slices.DeleteFunc(flagged, func(f flaggedMeme) bool { return !f.gold.Valid() }), nil
}

// countFlagged returns how many these are.
func (w *Workbench) countFlagged(g *trainingSet, split string) (int, error) {
	flagged, err := w.flaggedInReview(g.flagged, split, g.seq)
	return len(flagged), err
}

// evaluateFlagged runs an exported head over those of the memes that are of test and have features:
// the rows that they would be.
func (w *Workbench) evaluateFlagged(ctx context.Context, onnx []byte, c *caches, flagged []flaggedMeme) ([]eval.Row, error) {
	gold := map[labels.MemeID]labels.Level{}
	for _, f := range flagged {
		if f.meme.Split == labels.Test {
			gold[f.meme.ID] = f.gold
		}
	}
	if len(gold) == 0 {
		return nil, nil
	}
	g, err := w.gather(ctx, c, func(m *labels.Meme, _ labels.State) bool { _, ok := gold[m.ID]; return ok })
	if err != nil {
		return nil, err
	}
	for r, id := range g.memes {
		g.Level[r] = gold[id]
	}
	return evaluateRows(ctx, onnx, g, upTo(len(g.memes)))
}
