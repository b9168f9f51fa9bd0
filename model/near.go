package model

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"memebench/labels"
)

// Neighbours is how many memes are like one, with itself.
const Neighbours = 30

// Like is a meme, by its place in the order of import, and how much it is like another: the
// cosine between their features (see directions), in [-1,1].
type Like struct {
	Seq    uint64
	Cosine float32
}

// Near returns the memes that are most like one, itself first. The meme is named as FindMeme
// reads it. It reads the features of all memes.
func (w *Workbench) Near(ctx context.Context, meme string, p Report) ([]uint64, error) {
	m, err := w.store.FindMeme(meme)
	if err != nil {
		return nil, err
	}
	all, err := w.likest(ctx, m, meme, func(yield func(*labels.Meme) error) error {
		return w.store.Rows(func(o labels.Meme, _ labels.State) error { return yield(&o) })
	}, p)
	if err != nil {
		return nil, err
	}
	seqs := []uint64{m.Seq}
	for _, l := range all[:min(len(all), Neighbours-1)] {
		seqs = append(seqs, l.Seq)
	}
	return seqs, nil
}

// Likest returns those of some memes that have features, the likest to a meme first, without
// that one. All are named by their places in the order of import. It fails where the meme
// has no features.
func (w *Workbench) Likest(ctx context.Context, meme uint64, among []uint64, p Report) ([]Like, error) {
	m, err := w.store.MemeAt(meme)
	if err != nil {
		return nil, err
	}
	return w.likest(ctx, m, fmt.Sprintf("#%d", meme), func(yield func(*labels.Meme) error) error {
		for _, seq := range among {
			o, err := w.store.MemeAt(seq)
			if err != nil {
				return err
			}
			if err := yield(&o); err != nil {
				return err
			}
		}
		return nil
	}, p)
}

// likest orders the memes that each yields by how much they are like one, which is called
// so. Of equally like ones the first in the order of import comes first.
func (w *Workbench) likest(ctx context.Context, m labels.Meme, called string, each func(func(*labels.Meme) error) error, p Report) ([]Like, error) {
	d, err := w.openDirections(ctx, p)
	if err != nil {
		return nil, err
	}
	defer d.releaseMemory()
	of, row := make([]float32, d.width), make([]float32, d.width)
	if !d.read(of, &m) {
		return nil, fmt.Errorf("near %s: the meme has no features yet: memebench encode makes them", labels.Quoted(called))
	}
	var all []Like
	err = each(func(o *labels.Meme) error {
		if o.Seq != m.Seq && d.read(row, o) {
			all = append(all, Like{o.Seq, cosine(of, row)})
		}
		return ctx.Err()
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(all, func(a, b Like) int { return cmp.Or(cmp.Compare(b.Cosine, a.Cosine), cmp.Compare(a.Seq, b.Seq)) })
	return all, nil
}

// cosine is that of the angle between two rows of directions.
func cosine(a, b []float32) float32 {
	var ab, aa, bb float32
	for i, x := range a {
		ab, aa, bb = ab+x*b[i], aa+x*x, bb+b[i]*b[i]
	}
	return ab / float32(math.Sqrt(float64(aa*bb)))
}

// directions reads what encoders have made of memes, as one row for each: the vectors of
// its modalities behind one another, each of length 1, so that none outweighs the others by
// its scale, and zero where the meme has none.
type directions struct {
	*caches
	width int
}

// openDirections opens the caches of the served version's pack, or of the workspace's.
func (w *Workbench) openDirections(ctx context.Context, p Report) (directions, error) {
	pack, err := w.Pack()
	if err != nil {
		return directions{}, err
	}
	served, err := w.store.Served()
	if err != nil {
		return directions{}, err
	}
	if served != "" {
		v, err := w.store.Version(served)
		if err != nil {
			return directions{}, err
		}
		pack = v.Pack
	}
	d := directions{}
	if d.caches, err = w.caches(ctx, pack, p); err != nil {
		return d, err
	}
	for _, in := range d.inputs {
		d.width += in.Width
	}
	return d, nil
}

// read fills a row, and reports whether anything of the meme is encoded.
func (d directions) read(row []float32, m *labels.Meme) (any bool) {
	for i, in := range d.inputs {
		part := row[:in.Width]
		row = row[in.Width:]
		if d.caches.read(part, i, m) && unit(part) {
			any = true
		} else {
			clear(part)
		}
	}
	return any
}

// directions returns a row for each meme, nil for one of which nothing is encoded.
func (w *Workbench) directions(ctx context.Context, seqs []uint64, p Report) ([][]float32, error) {
	d, err := w.openDirections(ctx, p)
	if err != nil {
		return nil, err
	}
	defer d.releaseMemory()
	out := make([][]float32, len(seqs))
	for i, seq := range seqs {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		m, err := w.store.MemeAt(seq)
		if err != nil {
			return nil, err
		}
		if row := make([]float32, d.width); d.read(row, &m) {
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
