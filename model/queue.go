package model

import (
	"context"
	"math"

	"memebench/labels"
	"memebench/labels/queue"
)

// Queue makes a queue for an annotator: one of queue.Names, that of a group
// (queue.OfGroup), or a search that is saved in the workspace. The predictions by which
// it may be ordered are those of the served version. p may be nil; only queue.Diverse
// and a search with near: need the encoders' files, and features of what was encoded.
func (w *Workbench) Queue(ctx context.Context, name, annotator string, p Report) (queue.List, error) {
	return w.queue(ctx, name, asking{annotator: annotator}, p)
}

func (w *Workbench) queue(ctx context.Context, name string, by asking, p Report) (queue.List, error) {
	in := queue.Input{Annotator: by.annotator, Facts: w.store.Facts}
	if !queue.BuiltIn(name) {
		q, err := w.savedQuery(ctx, name, by, p)
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
		if in.Lately, err = w.lately(by.annotator); err != nil {
			return queue.List{}, err
		}
	}
	in.Features = func(ctx context.Context, seqs []uint64) ([][]float32, error) {
		return w.directions(ctx, seqs, p)
	}
	return queue.Make(ctx, name, in)
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
	type said struct {
		seq   uint64
		meme  labels.MemeID
		reask bool
	}
	var levels []said // that stand, in the order of the log
	at := map[uint64]int{}
	err = w.store.Log(max(last, reaskedEvents)-reaskedEvents+1, func(e labels.Event) error {
		switch {
		case e.Annotator != annotator || e.Source == labels.Import:
		case e.Action == labels.Retract:
			if i, ok := at[e.Retracts]; ok {
				levels[i].meme = ""
			}
		case e.Level.Valid():
			at[e.Seq] = len(levels)
			levels = append(levels, said{e.Seq, e.Meme, e.ReAsk})
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	lately, newest := map[uint64]bool{}, 0
	for i := len(levels) - 1; i >= 0; i-- {
		l := levels[i]
		if l.meme == "" || newest >= RememberedLabels && !l.reask {
			continue
		}
		newest++
		m, err := w.store.Meme(l.meme)
		if err != nil {
			return nil, err
		}
		lately[m.Seq] = true
	}
	return lately, nil
}

// directions returns what the encoders have made of memes, as one row for each: the
// vectors of its modalities behind one another, each of length 1, so that none outweighs
// the others by its scale, and zero where the meme has none. The row is nil while
// nothing of the meme is encoded. It reads the caches of the served version's pack.
func (w *Workbench) directions(ctx context.Context, seqs []uint64, p Report) ([][]float32, error) {
	pack, err := w.Pack()
	if err != nil {
		return nil, err
	}
	if served, err := w.store.Served(); err != nil {
		return nil, err
	} else if served != "" {
		v, err := w.store.Version(served)
		if err != nil {
			return nil, err
		}
		pack = v.Pack
	}
	c, err := w.caches(ctx, pack, p)
	if err != nil {
		return nil, err
	}
	defer c.releaseMemory()
	width := 0
	for _, in := range c.inputs {
		width += in.Width
	}
	out := make([][]float32, len(seqs))
	for i, seq := range seqs {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		m, err := w.store.MemeAt(seq)
		if err != nil {
			return nil, err
		}
		row, from, any := make([]float32, width), 0, false
		for k, in := range c.inputs {
			part := row[from : from+in.Width]
			from += in.Width
			if c.read(part, k, &m) && unit(part) {
				any = true
			} else {
				clear(part)
			}
		}
		if any {
			out[i] = row
		}
		if i%512 == 0 {
			p.tell(labels.Step{Phase: "read features", Done: int64(i), Total: int64(len(seqs)), Unit: "memes"})
		}
	}
	return out, nil
}

// unit scales a vector to length 1, unless it is zero.
func unit(x []float32) bool {
	sum := 0.0
	for _, v := range x {
		sum += float64(v) * float64(v)
	}
	if sum == 0 {
		return false
	}
	scale := float32(1 / math.Sqrt(sum))
	for i := range x {
		x[i] *= scale
	}
	return true
}
