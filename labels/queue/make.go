package queue

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"

	"memebench/eval"
	"memebench/labels"
)

// Input is what queues are made of.
type Input struct {
	Annotator string // for whom
	Overlap   int    // how many people are to label each meme; see labels.Facts.Waits
	Version   string // whose predictions are meant; "" for none
	Alone     bool   // the annotator may not know what others have said before the own level; see labels.Search

	// Facts calls yield with what is known of the memes that a search finds, in the order
	// of import: of what costs something, what the search needs.
	Facts func(ctx context.Context, s labels.Search, yield func(*labels.Facts) error) error
	// Features returns the features of memes, all rows equally long, nil for a meme
	// without any. Only Diverse needs it.
	Features func(ctx context.Context, seqs []uint64) ([][]float32, error)
	// Lately are the memes that the annotator remembers: they are not asked again.
	Lately map[uint64]bool
	// Query is that of a queue with a name of its own.
	Query labels.Query
}

// ErrFull means that a meme has a greater number than [MaxSeq].
var ErrFull = errors.New("the workspace has more memes than a queue can hold")

// Make makes a queue: one of Names, that of a group, or one of what a search finds, which
// is every other name.
func Make(ctx context.Context, name string, in Input) (List, error) {
	list := List{Name: name}
	m := maker{Input: in, ctx: ctx, lots: lots(in.Annotator)}
	var err error
	switch {
	case Waiting(name):
		err = m.waiting(&list)
	case BuiltIn(name):
		err = m.others(&list)
	default:
		list.Tells = in.Query.Needs().Prediction
		err = m.collect(labels.Search{Query: in.Query, Version: in.Version, Blind: labels.BlindAfter, Alone: m.Alone}, func(f *labels.Facts) { list.add(f, ByName) })
		labels.Rank(in.Query, list.Items, Item.Seq)
	}
	if err != nil {
		return List{}, fmt.Errorf("queue %s: %w", labels.Printable(Title(name)), err)
	}
	return list, nil
}

// maker makes one queue.
type maker struct {
	Input
	ctx  context.Context
	lots eval.Stream // numbers of memes, at their places
}

// lots are the random numbers of an annotator.
func lots(annotator string) eval.Stream {
	sum := sha256.Sum256([]byte(annotator))
	return eval.NewStream(binary.BigEndian.Uint64(sum[:8]), eval.ForQueue)
}

// collect goes over the memes that a search finds.
func (m *maker) collect(s labels.Search, take func(*labels.Facts)) error {
	s.Annotator, s.Overlap = m.Annotator, m.Overlap
	return m.Facts(m.ctx, s, func(f *labels.Facts) error {
		if f.Seq > MaxSeq {
			return ErrFull
		}
		take(f)
		return nil
	})
}

func (l *List) add(f *labels.Facts, how How) { l.Items = append(l.Items, NewItem(f.Seq, how)) }

// others makes a queue of memes that need not wait.
func (m *maker) others(list *List) error {
	how := ByName
	if list.Name == Reask {
		how = Again
	}
	err := m.collect(labels.Search{}, func(f *labels.Facts) {
		mine, said := f.InPerson(m.Annotator)
		var in bool
		switch list.Name {
		case Disputed:
			in = f.Kind == labels.Disputed && (said && mine.Level.Valid() || !m.Alone)
		case Second:
			in = !said && f.Voices > 0 && f.Kind != labels.Flagged && !f.Adjudicated
		case Reask:
			in = m.remote(f)
		case Skipped:
			in = said && mine.Action == labels.Skip
		case Flagged:
			in = f.Kind == labels.Flagged
		default:
			g, _ := group(list.Name)
			in = f.Group == g
		}
		if in {
			list.add(f, how)
		}
	})
	if list.Name == Second || list.Name == Reask {
		m.byLot(list.Items)
	}
	return err
}

// remote reports whether the annotator has given the meme a level that is likely to be
// forgotten.
func (m *maker) remote(f *labels.Facts) bool {
	mine, said := f.InPerson(m.Annotator)
	return said && mine.Level.Valid() && f.Kind != labels.Flagged && !m.Lately[f.Seq]
}

// byLot puts items in random order.
func (m *maker) byLot(items []Item) {
	slices.SortFunc(items, func(a, b Item) int { return cmp.Compare(m.lots.At(a.Seq()), m.lots.At(b.Seq())) })
}

// candidate is a meme that waits. There may be a million of them.
type candidate struct {
	seq      uint32
	lot      uint32
	rank     float32 // the least first
	split    int8    // a place in heldOut, -1 for train
	imported bool    // an import has given it a level
	gold     bool    // it has a gold level
}

// unranked is the rank of a meme without a prediction: behind all others.
const unranked = math.MaxFloat32

// heldOut are the splits that models are evaluated on.
var heldOut = [...]labels.Split{labels.Val, labels.Test}

// gathered is what the queues of all that wait are made of.
type gathered struct {
	waiting []candidate
	again   []Item            // the annotator's own levels that may be asked again
	centres []uint64          // memes that people have given levels
	lack    [len(heldOut)]int // gold levels that the splits are to have yet
	ranked  bool              // some have a prediction
}

// Enough gold levels in each of val and test make an evaluation that is worth reading.
const Enough = 100

func (m *maker) gather(rank func(*labels.Facts) float64) (gathered, error) {
	var g gathered
	var size, gold [len(heldOut)]int
	search := labels.Search{}
	if rank != nil {
		search.Version, search.Also.Prediction = m.Version, true
	}
	err := m.collect(search, func(f *labels.Facts) {
		split := slices.Index(heldOut[:], f.Split)
		if split >= 0 && !f.CrossSplit { // others are not evaluated on
			size[split]++
			if f.Gold.Valid() {
				gold[split]++
			}
		}
		if f.Voices > 0 {
			g.centres = append(g.centres, f.Seq)
		}
		switch {
		case f.Waits(m.Annotator, m.Overlap):
			c := candidate{
				seq: uint32(f.Seq), split: int8(split), imported: f.Imported, gold: f.Gold.Valid() || f.CrossSplit,
				lot: uint32(m.lots.At(f.Seq) >> 32), rank: unranked,
			}
			if rank != nil && f.Predicted {
				c.rank, g.ranked = float32(rank(f)), true
			}
			g.waiting = append(g.waiting, c)
		case m.remote(f):
			g.again = append(g.again, NewItem(f.Seq, Again))
		}
	})
	for i := range g.lack {
		g.lack[i] = max(0, min(Enough, size[i])-gold[i])
	}
	return g, err
}

// before compares two memes that wait: those without any level first, then as by has it.
func before(by func(a, b candidate) int) func(a, b candidate) int {
	return func(a, b candidate) int {
		if a.imported != b.imported {
			if b.imported {
				return -1
			}
			return 1
		}
		return by(a, b)
	}
}

func bySeq(a, b candidate) int  { return cmp.Compare(a.seq, b.seq) }
func byLot(a, b candidate) int  { return cmp.Or(cmp.Compare(a.lot, b.lot), bySeq(a, b)) }
func byRank(a, b candidate) int { return cmp.Or(cmp.Compare(a.rank, b.rank), byLot(a, b)) }

// waiting makes a queue of all memes that wait.
func (m *maker) waiting(list *List) error {
	rank := map[string]func(*labels.Facts) float64{
		Uncertain: func(f *labels.Facts) float64 { return -f.Entropy() },
		Mixed:     func(f *labels.Facts) float64 { return f.Margin() },
		Margin:    func(f *labels.Facts) float64 { return f.Margin() },
	}[list.Name]
	g, err := m.gather(rank)
	if err != nil {
		return err
	}
	if g.ranked {
		list.Version = m.Version
	}
	switch list.Name {
	case Order:
		slices.SortFunc(g.waiting, before(bySeq))
		list.Items = items(g.waiting, ByName)
		return nil
	case Random:
		slices.SortFunc(g.waiting, before(byLot))
		list.Items = items(g.waiting, ByName)
		return nil
	}
	slices.SortFunc(g.waiting, before(byRank)) // of Diverse, at random
	urgent, rest := g.urgent()
	nobodys, imported := rest, []candidate(nil)
	if i := slices.IndexFunc(rest, func(c candidate) bool { return c.imported }); i >= 0 {
		nobodys, imported = rest[:i:i], rest[i:]
	}
	for _, part := range [][]candidate{nobodys, imported} {
		some, err := m.modelled(list.Name, part, &g)
		if err != nil {
			return err
		}
		list.Items = append(list.Items, some...)
	}
	list.Items = everyFourth(list.Items, urgent)
	if list.Name == Diverse {
		list.Ordered = ordered(list.Items)
	}
	return nil
}

// modelled puts memes, which are sorted by rank, in the order of one of the queues that
// are for active learning.
func (m *maker) modelled(name string, waiting []candidate, g *gathered) ([]Item, error) {
	if len(waiting) == 0 {
		return nil, nil
	}
	n := 0
	for _, c := range waiting {
		if c.split < 0 {
			n++
		}
	}
	train, held := make([]candidate, 0, n), make([]candidate, 0, len(waiting)-n)
	for _, c := range waiting {
		if c.split < 0 {
			train = append(train, c)
		} else {
			held = append(held, c)
		}
	}
	slices.SortFunc(held, byLot)
	switch name {
	case Mixed:
		return m.mix(train, held, &g.again), nil
	case Diverse:
		chosen, err := m.diverse(train, g.centres)
		return m.scatter(chosen, items(held, ByLot)), err
	}
	return m.scatter(items(train, ByName), items(held, ByLot)), nil
}

// ordered is how many items there are up to the last that was chosen in its queue's way.
func ordered(all []Item) int {
	for i := len(all); i > 0; i-- {
		if all[i-1].How() == ByName {
			return i
		}
	}
	return 0
}

func items(cs []candidate, how How) []Item {
	out := make([]Item, len(cs))
	for i, c := range cs {
		out[i] = NewItem(uint64(c.seq), how)
	}
	return out
}
