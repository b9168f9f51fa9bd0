package model

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"memebench/labels"
	"memebench/model/encoder"
	"memebench/model/features"
)

// Neighbours is how many memes are like one, with itself.
const Neighbours = 30

// Like is a meme, by its place in the order of import, and how much it is like another: the
// cosine between their features (see directions), in [-1,1].
type Like struct {
	Seq    uint64
	Cosine float32
}

// Near returns the memes that are most like one, itself first, of those that a search finds.
// near is what a query names, see labels.ParseNear.
func (w *Workbench) Near(ctx context.Context, near string, s labels.Search, p Report) ([]uint64, error) {
	name, by := labels.ParseNear(near)
	m, err := w.store.FindMeme(name)
	if err != nil {
		return nil, err
	}
	var among []uint64
	err = w.store.Facts(ctx, s, func(f *labels.Facts) error {
		among = append(among, f.Seq)
		return nil
	})
	if err != nil {
		return nil, err
	}
	all, err := w.likest(ctx, m, name, among, by, Neighbours-1, p)
	if err != nil {
		return nil, err
	}
	seqs := []uint64{m.Seq}
	for _, l := range all {
		seqs = append(seqs, l.Seq)
	}
	return seqs, nil
}

// Likest returns those of some memes that have features, the likest to a meme first, without
// that one, and at most so many unless most is 0. All are named by their places in the order
// of import. It fails where the meme has no features by which they are to be alike.
//
// It compares with all of them: the first time that a meme is asked for it is looked up in
// the store, and later only its features are read.
func (w *Workbench) Likest(ctx context.Context, meme uint64, among []uint64, by labels.Likeness, most int, p Report) ([]Like, error) {
	m, err := w.store.MemeAt(meme)
	if err != nil {
		return nil, err
	}
	return w.likest(ctx, m, fmt.Sprintf("#%d", meme), among, by, most, p)
}

// likest is Likest for a meme that is called so. Of equally like ones the first in the order
// of import comes first.
func (w *Workbench) likest(ctx context.Context, m labels.Meme, called string, among []uint64, by labels.Likeness, most int, p Report) ([]Like, error) {
	d, err := w.openDirections(ctx, p)
	if err != nil {
		return nil, err
	}
	defer d.releaseMemory()
	for {
		all, err := w.likeness(ctx, d, m, called, among, by)
		if errors.Is(err, features.ErrMoved) {
			continue // which is rare: damage was found, and mended
		}
		return firstLikes(all, most), err
	}
}

// likeness returns how much a meme is like those of some that have features.
func (w *Workbench) likeness(ctx context.Context, d directions, m labels.Meme, called string, among []uint64, by labels.Likeness) ([]Like, error) {
	places, err := d.places.of(ctx, w.store, d.caches, among)
	if err != nil {
		return nil, err
	}
	sums, parts := make([]float64, len(among)), make([]int8, len(among))
	own := 0 // parts of the meme itself
	for i, in := range d.inputs {
		if by != labels.AlikeInAll && in.Modality != modalityOf[by] {
			continue
		}
		q := make([]float32, in.Width)
		has := d.caches.read(q, i, &m) && unit(q)
		if !has {
			q[0] = 1 // which of the others have the part is still to be known
		}
		cosines, err := d.features[i].Cosines(ctx, q, places.rows[i], places.moved[i])
		if err != nil {
			return nil, err
		}
		for k, c := range cosines {
			switch {
			case math.IsNaN(float64(c)):
				continue
			case has:
				sums[k] += float64(c)
			}
			parts[k]++
		}
		if has {
			own++
		}
	}
	if own == 0 {
		what := "features"
		if by != labels.AlikeInAll {
			what = string(by) + " features"
		}
		return nil, fmt.Errorf("near %s: the meme has no %s yet: memebench encode makes them", labels.Quoted(called), what)
	}
	var all []Like
	for k, seq := range among {
		if parts[k] > 0 && seq != m.Seq {
			// The parts have length 1 each, and the rows the root of how many they have.
			all = append(all, Like{seq, float32(sums[k] / math.Sqrt(float64(own)*float64(parts[k])))})
		}
	}
	return all, nil
}

// modalityOf is what an encoder reads for memes to be alike in it.
var modalityOf = map[labels.Likeness]string{labels.AlikeInText: encoder.TextModality, labels.AlikeInImage: encoder.ImageModality}

// compareLikes puts the likest first, and of equally like ones the first in the order of import.
func compareLikes(a, b Like) int {
	return cmp.Or(cmp.Compare(b.Cosine, a.Cosine), cmp.Compare(a.Seq, b.Seq))
}

// firstLikes returns the likest in order: so many at most, all of them if that is 0.
func firstLikes(all []Like, most int) []Like {
	if most == 0 || most >= len(all) {
		slices.SortFunc(all, compareLikes)
		return all
	}
	var best []Like
	for _, l := range all {
		if len(best) == most {
			if compareLikes(l, best[most-1]) > 0 {
				continue
			}
			best = best[:most-1]
		}
		at, _ := slices.BinarySearchFunc(best, l, compareLikes)
		best = slices.Insert(best, at, l)
	}
	return best
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
