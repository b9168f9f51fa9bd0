package model

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"memebench/labels"
	"memebench/labels/queue"
)

// Queue makes a queue for an annotator: one of queue.Names, that of a group
// (queue.OfGroup), or a search that is saved in the workspace. Who is alone is given no
// memes by what others have said of them, see [labels.Search]. The predictions by which
// it may be ordered are those of the served version. p may be nil; only queue.Diverse
// needs the encoders' files, and features of what was encoded.
func (w *Workbench) Queue(ctx context.Context, name, annotator string, alone bool, p Report) (queue.List, error) {
	in := queue.Input{Annotator: annotator, Alone: alone, Facts: w.store.Facts}
	if !queue.BuiltIn(name) {
		q, err := w.savedQuery(ctx, name, annotator, alone, p)
		if err != nil {
			return queue.List{}, err
		}
		in.Query = q
	}
	value, _, err := w.store.Setting(labels.OverlapSetting)
	if err != nil {
		return queue.List{}, err
	}
	if in.Overlap, err = labels.ParseOverlap(value); err != nil {
		return queue.List{}, err
	}
	if in.Version, err = w.store.Served(); err != nil {
		return queue.List{}, err
	}
	if name == queue.Mixed || name == queue.Reask {
		if in.Lately, err = w.lately(annotator); err != nil {
			return queue.List{}, err
		}
	}
	in.Features = func(ctx context.Context, seqs []uint64) ([][]float32, error) {
		return w.directions(ctx, seqs, p)
	}
	return queue.Make(ctx, name, in)
}

// CheckQueue says why there is no queue with a name.
func (w *Workbench) CheckQueue(name string) error {
	if queue.BuiltIn(name) {
		return nil
	}
	_, err := w.savedText(name)
	return err
}

// savedText returns the text of a search that is saved.
func (w *Workbench) savedText(name string) (string, error) {
	text, _, err := w.store.Setting(labels.SavedQuery{Name: name}.Setting().Name)
	if err == nil && text == "" {
		err = fmt.Errorf("queue %s: want one of %s, or the name of a saved search", labels.Quoted(name), strings.Join(queue.Names, ", "))
	}
	return text, err
}

// savedQuery reads a search that is saved.
func (w *Workbench) savedQuery(ctx context.Context, name, annotator string, alone bool, p Report) (labels.Query, error) {
	text, err := w.savedText(name)
	if err != nil {
		return labels.Query{}, err
	}
	q, err := w.ParseQuery(text)
	if err != nil {
		return labels.Query{}, fmt.Errorf("saved search %s: %w", labels.Quoted(name), err)
	}
	return w.Resolve(ctx, labels.Search{Query: q, Annotator: annotator, Version: "served", Blind: labels.BlindAfter, Alone: alone}, p)
}

// nestedQueues is how deep saved searches may name each other; deeper, they go in circles.
const nestedQueues = 8

// nestedKey is the key of a context that says how deep one is.
type nestedKey struct{}

// Resolve finds the memes of the lists that the query of a search names: those of queues,
// and those that are like a meme, of those that the query finds without such lists.
func (w *Workbench) Resolve(ctx context.Context, s labels.Search, p Report) (labels.Query, error) {
	depth, _ := ctx.Value(nestedKey{}).(int)
	if depth >= nestedQueues {
		return s.Query, fmt.Errorf("query %s: saved searches that name each other go in a circle", labels.Quoted(s.Query.Text))
	}
	ctx = context.WithValue(ctx, nestedKey{}, depth+1)
	queued := map[labels.List][]uint64{}
	inQueue := func(l labels.List) (seqs []uint64, err error) {
		if seqs, ok := queued[l]; ok {
			return seqs, nil
		}
		list, err := w.Queue(ctx, l.Name, s.Annotator, s.Alone, p)
		if err != nil {
			return nil, err
		}
		for _, it := range list.Items {
			seqs = append(seqs, it.Seq())
		}
		queued[l] = seqs
		return seqs, nil
	}
	others, err := s.Query.Besides(labels.NearList).Resolve(inQueue)
	if err != nil {
		return s.Query, err
	}
	return s.Query.Resolve(func(l labels.List) ([]uint64, error) {
		if l.Field != labels.NearList {
			return inQueue(l)
		}
		among := s
		among.Query = others
		return w.Near(ctx, l.Name, among, p)
	})
}

const (
	// RememberedLabels is how many of the annotator's newest labels are not asked again:
	// more than the screens show.
	RememberedLabels = 100
	// reaskedEvents is how many of the newest events are searched for memes that have
	// been asked again, which then are not for a while. It takes a tenth of a second.
	reaskedEvents = 20_000
)

// lately returns the memes that the annotator may remember: those labelled last, and
// those asked again.
func (w *Workbench) lately(annotator string) (map[uint64]bool, error) {
	last, err := w.store.LastSeq()
	if err != nil {
		return nil, err
	}
	var said []labels.Event // levels and what takes them back, in the order of the log
	err = w.store.Log(max(last, reaskedEvents)-reaskedEvents+1, func(e labels.Event) error {
		if e.Annotator == annotator && e.Source != labels.Import && (e.Action == labels.Retract || e.Level.Valid()) {
			said = append(said, labels.Event{Seq: e.Seq, Meme: e.Meme, Action: e.Action, Retracts: e.Retracts, ReAsk: e.ReAsk})
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	retracted := labels.Retracted(said)
	lately, newest := map[uint64]bool{}, 0
	for _, e := range slices.Backward(said) {
		if e.Action == labels.Retract || retracted[e.Seq] || newest >= RememberedLabels && !e.ReAsk {
			continue
		}
		newest++
		m, err := w.store.Meme(e.Meme)
		if err != nil {
			return nil, err
		}
		lately[m.Seq] = true
	}
	return lately, nil
}
