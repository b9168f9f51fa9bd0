package model

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"memebench/labels"
	"memebench/model/bundle"
	"memebench/model/head"
)

// trainingSet are labelled memes of a workspace, as rows for a training or an
// evaluation.
type trainingSet struct {
	head.Data
	memes       []labels.MemeID   // [N]
	groups      []string          // [N]
	fingerprint string            // SHA-256 of the rows: meme, level, split, and votes where they disagree
	provenance  bundle.Provenance // what a training on train and val learns from
	left        leftOut
	seq         uint64        // newest event of the log when all of them were read
	flagged     []labels.Meme // memes that were flagged then, in the order of import, but for cross-split duplicates
	disputed    bySplit       // memes that were disputed then, but for cross-split duplicates
}

// leftOut counts memes that were wanted and have no features, or no prediction.
type leftOut struct {
	n     int
	names []string // of the first few
}

// leftNames is how many memes are named that are left out.
const leftNames = 3

func (l *leftOut) add(m *labels.Meme) {
	if l.n++; l.n <= leftNames {
		l.names = append(l.names, m.Title())
	}
}

// sentence says that n memes were used, and what keeps the others from that; "" when
// there are no others.
func (l *leftOut) sentence(used string, n int) string {
	if l.n == 0 {
		return ""
	}
	return fmt.Sprintf("%d of %d memes %s: the others have neither a caption nor a picture that can be read (%s); memebench encode says why", n, n+l.n, used, l.named())
}

// named names the first few.
func (l *leftOut) named() string {
	names := strings.Join(l.names, ", ")
	if l.n > len(l.names) {
		names += ", …"
	}
	return names
}

// gather reads the memes that keep answers yes to and that have a feature, in the order of import,
// as they are at one moment. keep sees every meme with its state, and reads nothing of the store.
// Without caches none need have a feature.
func (w *Workbench) gather(ctx context.Context, c *caches, keep func(*labels.Meme, labels.State) bool) (*trainingSet, error) {
	// The memes are counted before their features are read: matrices that grew
	// with them would take twice the memory while they are copied.
	type kept struct {
		meme  labels.Meme
		gold  labels.Level
		votes *[labels.Levels]int // nil where they agree
	}
	var memes []kept
	g := &trainingSet{Data: head.Data{Votes: map[int]head.Votes{}}}
	var err error
	g.seq, err = w.store.RowsAt(func(m labels.Meme, s labels.State) error {
		m.Values = nil // the source row is not needed
		if isFlagged(&m, s) {
			g.flagged = append(g.flagged, m)
		}
		g.disputed.count(&m, s)
		if keep(&m, s) {
			row := kept{meme: m, gold: s.Gold}
			if votes, ok := s.Disagreement(); ok {
				row.votes = &votes
			}
			memes = append(memes, row)
		}
		return ctx.Err()
	})
	if err != nil {
		return nil, err
	}
	defer c.releaseMemory()
	r := newRows(c.inputs, len(memes))
	sum := sha256.New()
	for at, k := range memes {
		if at%predictBatch == 0 {
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			// What has been copied need not be held twice.
			c.releaseMemory()
		}
		m := &k.meme
		if has := r.add(func(i int, dst []float32) bool { return c.read(dst, i, m) }); len(has) == 0 && len(c.inputs) > 0 {
			r.drop()
			g.left.add(m)
			continue
		}
		row := len(g.memes)
		g.memes = append(g.memes, m.ID)
		g.groups = append(g.groups, m.Group)
		g.Level = append(g.Level, k.gold)
		switch m.Split {
		case labels.Train:
			g.Train = append(g.Train, row)
		case labels.Val:
			g.Val = append(g.Val, row)
		}
		g.provenance.Add(m)
		fmt.Fprintf(sum, "%s %s %s", m.ID, k.gold, m.Split)
		if k.votes != nil {
			g.Votes[row] = *k.votes
			fmt.Fprint(sum, " ", *k.votes)
		}
		fmt.Fprintln(sum)
	}
	g.Inputs, g.X, g.Present = r.inputs, r.x, r.present
	g.fingerprint = hex.EncodeToString(sum.Sum(nil))
	return g, nil
}

// read copies the features that row r has of input i to dst and reports whether
// it has any.
func (g *trainingSet) read(dst []float32, i, r int) bool {
	if !g.Present[i][r] {
		return false
	}
	copy(dst, g.X[i][r*len(dst):])
	return true
}

// disputedInTrain reports whether a meme has no gold level because its annotators
// disagree, and may be learnt from all the same: in the training split, as their
// votes. Nothing is stopped on or measured by it, since there is no right answer.
func disputedInTrain(m *labels.Meme, s labels.State) bool {
	return s.Kind == labels.Disputed && m.Split == labels.Train && !m.CrossSplit
}

// learnable reports whether a meme's gold level may be trained on or measured
// by: it has one, and the meme is no cross-split duplicate.
func learnable(m *labels.Meme, s labels.State) bool {
	return s.Kind == labels.Labelled && !m.CrossSplit
}

// usedInTraining reports whether a training learns from the meme or stops on it.
func usedInTraining(m *labels.Meme, s labels.State) bool {
	return disputedInTrain(m, s) || learnable(m, s) && (m.Split == labels.Train || m.Split == labels.Val)
}

// gatherTraining gathers what a training learns from or stops on, and which memes of it are
// adjudicated.
func (w *Workbench) gatherTraining(ctx context.Context, c *caches) (g *trainingSet, adjudicated []labels.MemeID, err error) {
	g, err = w.gather(ctx, c, func(m *labels.Meme, s labels.State) bool {
		used := usedInTraining(m, s)
		if used && s.Adjudicated {
			adjudicated = append(adjudicated, m.ID)
		}
		return used
	})
	return g, adjudicated, err
}

// withGold returns the rows that have a gold level.
func (g *trainingSet) withGold() []int {
	rows := make([]int, 0, len(g.Level))
	for r, l := range g.Level {
		if l.Valid() {
			rows = append(rows, r)
		}
	}
	return rows
}

// bytes returns the size of the features.
func (g *trainingSet) bytes() int {
	n := 0
	for _, x := range g.X {
		n += 4 * len(x)
	}
	return n
}

// ofTrain reports whether a row is of the training split.
func (g *trainingSet) ofTrain(r int) bool {
	_, is := slices.BinarySearch(g.Train, r)
	return is
}

// among returns the rows of some memes; those of all others are left out.
func (g *trainingSet) among(memes map[labels.MemeID]bool) *trainingSet {
	out := &trainingSet{seq: g.seq, flagged: g.flagged, disputed: g.disputed}
	var which []int
	for r, id := range g.memes {
		if memes[id] {
			if g.ofTrain(r) {
				out.Train = append(out.Train, len(which))
			}
			which = append(which, r)
			out.memes, out.groups, out.Level = append(out.memes, id), append(out.groups, g.groups[r]), append(out.Level, g.Level[r])
		}
	}
	out.left.n = g.left.n + len(g.memes) - len(which)
	b := newRows(g.Inputs, len(which))
	for _, r := range which {
		b.add(func(i int, dst []float32) bool { return g.read(dst, i, r) })
	}
	out.Inputs, out.X, out.Present = b.inputs, b.x, b.present
	return out
}

// withGoldBut returns the rows that have a gold level, without those of some memes.
func (g *trainingSet) withGoldBut(known map[labels.MemeID]bool) []int {
	return slices.DeleteFunc(g.withGold(), func(r int) bool { return known[g.memes[r]] })
}

// asOf returns the rows with the gold levels, and the votes, that they had when
// the log ended with the event seq; NoLevel where there was none. A meme that was
// disputed then has its votes, in the training split.
func (w *Workbench) asOf(ctx context.Context, g *trainingSet, seq uint64) (*trainingSet, error) {
	past := *g
	past.Level, past.Votes = make([]labels.Level, len(g.memes)), map[int]head.Votes{}
	for r, id := range g.memes {
		if r%predictBatch == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		events, err := w.store.Events(id)
		if err != nil {
			return nil, err
		}
		past.Level[r] = labels.NoLevel
		s := labels.Aggregate(labels.EventsTo(events, seq))
		switch {
		case s.Kind == labels.Labelled:
			past.Level[r] = s.Gold
		case s.Kind != labels.Disputed || !g.ofTrain(r):
			continue
		}
		if votes, ok := s.Disagreement(); ok {
			past.Votes[r] = votes
		}
	}
	return &past, nil
}

// usable returns the fold as far as a head can learn from the rows, or stop on them,
// with the levels and votes of g.
func (g *trainingSet) usable(f fold) fold {
	f.train = slices.DeleteFunc(slices.Clone(f.train), func(r int) bool {
		_, voted := g.Votes[r]
		return !voted && !g.Level[r].Valid()
	})
	f.val = slices.DeleteFunc(slices.Clone(f.val), func(r int) bool { return !g.Level[r].Valid() })
	return f
}
