package model

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"memebench/labels"
)

// asking says for whom a query is read, and out of which saved queries it is asked.
type asking struct {
	annotator string
	within    []string // their names, the outermost first
}

// ParseQuery reads a query to the workspace's memes; see labels.ParseQuery.
func (w *Workbench) ParseQuery(text string) (labels.Query, error) {
	columns, err := w.columns()
	if err != nil {
		return labels.Query{}, err
	}
	return labels.ParseQuery(text, columns)
}

// columns are the names of the columns of all tables.
func (w *Workbench) columns() (all []string, err error) {
	sets, err := w.store.Datasets()
	for _, set := range sets {
		for _, c := range set.Columns {
			if !slices.Contains(all, c) {
				all = append(all, c)
			}
		}
	}
	return all, err
}

// Resolve gives a query the lists that it asks for: queues of the annotator's, and memes
// that are like another one. p may be nil.
func (w *Workbench) Resolve(ctx context.Context, q labels.Query, annotator string, p Report) (labels.Query, error) {
	return w.resolve(ctx, q, asking{annotator: annotator}, p)
}

func (w *Workbench) resolve(ctx context.Context, q labels.Query, by asking, p Report) (labels.Query, error) {
	return q.Resolve(func(l labels.List) ([]uint64, error) {
		if l.Field == "near" {
			m, err := w.store.FindMeme(l.Name)
			if err != nil {
				return nil, err
			}
			return w.Near(ctx, m.Seq, Neighbours, p)
		}
		list, err := w.queue(ctx, l.Name, by, p)
		if err != nil {
			return nil, err
		}
		seqs := make([]uint64, len(list.Items))
		for i, it := range list.Items {
			seqs[i] = it.Seq()
		}
		return seqs, nil
	})
}

// savedQuery reads a query that is saved, with its lists.
func (w *Workbench) savedQuery(ctx context.Context, name string, by asking, p Report) (labels.Query, error) {
	fail := func(err error) (labels.Query, error) {
		return labels.Query{}, fmt.Errorf("saved query %s: %w", labels.Quoted(name), err)
	}
	if slices.Contains(by.within, name) {
		return fail(fmt.Errorf("it asks for itself, by queue:%s in the query %s", labels.Printable(name), labels.Quoted(by.within[len(by.within)-1])))
	}
	text, _, err := w.store.Setting(labels.SavedQuery{Name: name}.Setting().Name)
	if err != nil {
		return labels.Query{}, err
	}
	if text == "" {
		return labels.Query{}, fmt.Errorf("queue %s: no queue and no saved query is called so: memebench list --saved lists these", labels.Quoted(name))
	}
	q, err := w.ParseQuery(text)
	if err != nil {
		return fail(err)
	}
	by.within = append(slices.Clip(by.within), name)
	if q, err = w.resolve(ctx, q, by, p); err != nil {
		return fail(err)
	}
	return q, nil
}

// Neighbours is how many memes near: finds, the meme itself among them.
const Neighbours = 100

// Near returns the memes that are most like one, by their places in the order of import,
// the likest first: the one itself, then those with the greatest cosine similarity of
// features, each modality's scaled to length 1 first, and zero where a meme has none.
// Memes that are not encoded yet are like none; of the one itself that is an error.
func (w *Workbench) Near(ctx context.Context, seq uint64, most int, p Report) ([]uint64, error) {
	one, err := w.directions(ctx, []uint64{seq}, nil)
	if err != nil {
		return nil, err
	}
	if one[0] == nil {
		return nil, fmt.Errorf("near:#%d: that meme is not encoded yet: memebench encode does it", seq)
	}
	var all []uint64
	if err := w.store.Facts(ctx, labels.Search{}, func(f *labels.Facts) error { all = append(all, f.Seq); return nil }); err != nil {
		return nil, err
	}
	type neighbour struct {
		seq      uint64
		likeness float64
	}
	near := []neighbour{}
	for done := 0; done < len(all); done += rowsAtOnce {
		part := all[done:min(done+rowsAtOnce, len(all))]
		rows, err := w.directions(ctx, part, nil)
		if err != nil {
			return nil, err
		}
		for i, row := range rows {
			if row != nil && part[i] != seq {
				near = append(near, neighbour{part[i], likeness(one[0], row)})
			}
		}
		slices.SortStableFunc(near, func(a, b neighbour) int { return cmp.Compare(b.likeness, a.likeness) })
		near = near[:min(len(near), most-1)]
		p.tell(labels.Step{Phase: "compare", Done: int64(done + len(part)), Total: int64(len(all)), Unit: "memes"})
	}
	seqs := []uint64{seq}
	for _, n := range near {
		seqs = append(seqs, n.seq)
	}
	return seqs, nil
}

// likeness is the cosine of the angle between two vectors, neither of which is zero.
func likeness(a, b []float32) float64 {
	dot, aa, bb := 0.0, 0.0, 0.0
	for i, x := range a {
		y := float64(b[i])
		dot += float64(x) * y
		aa += float64(x) * float64(x)
		bb += y * y
	}
	return dot / math.Sqrt(aa*bb)
}
