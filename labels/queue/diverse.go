package queue

import (
	"context"
	"fmt"
	"math"
	"runtime"

	"memebench/labels/workers"
)

const (
	// Pool is how many of the memes that wait Diverse chooses from.
	Pool = 5000
	// Batch is how many it chooses: several pages, and few enough for the first to be
	// there within two seconds.
	Batch = 128
	// Centres is how many of the memes that people have labelled are looked at, at random.
	Centres = 256
)

// diverse chooses the memes least like those that are labelled, and returns them with all
// others behind them. The memes come in random order.
func (m *maker) diverse(train []candidate, centres []uint64) ([]Item, error) {
	pool := train[:min(Pool, len(train))]
	chosen, err := m.spread(pool, centres)
	if err != nil {
		return nil, err
	}
	out := make([]Item, 0, len(train))
	in := make(map[int]bool, len(chosen))
	for _, i := range chosen {
		in[i] = true
		out = append(out, NewItem(uint64(pool[i].seq), ByName))
	}
	for i, c := range train {
		if !in[i] {
			out = append(out, NewItem(uint64(c.seq), ByLot))
		}
	}
	return out, nil
}

// spread chooses a batch of the pool.
func (m *maker) spread(pool []candidate, labelled []uint64) (chosen []int, err error) {
	if len(pool) == 0 || m.Features == nil {
		return nil, nil
	}
	known := make([]Item, len(labelled))
	for i, seq := range labelled {
		known[i] = NewItem(seq, ByName)
	}
	m.byLot(known)
	known = known[:min(Centres, len(known))]
	seqs := make([]uint64, 0, len(pool)+len(known))
	for _, c := range pool {
		seqs = append(seqs, uint64(c.seq))
	}
	for _, it := range known {
		seqs = append(seqs, it.Seq())
	}
	x, err := m.Features(m.ctx, seqs)
	if err != nil {
		return nil, err
	}
	if len(x) != len(seqs) {
		return nil, fmt.Errorf("%d rows of features for %d memes", len(x), len(seqs))
	}
	var rows, centres [][]float32
	var place []int // in the pool
	for i, row := range x {
		switch {
		case row == nil:
		case i < len(pool):
			rows, place = append(rows, row), append(place, i)
		default:
			centres = append(centres, row)
		}
	}
	picked, err := kCentre(m.ctx, rows, centres, Batch)
	for _, i := range picked {
		chosen = append(chosen, place[i])
	}
	return chosen, err
}

// kCentre chooses n of the rows, all of them if there are fewer: each time the one whose
// nearest centre is farthest away, which then is a centre itself. Without centres, row 0
// is the first. Of equally far rows the first is taken.
func kCentre(ctx context.Context, rows, centres [][]float32, n int) ([]int, error) {
	n = min(n, len(rows))
	if n == 0 {
		return nil, nil
	}
	var chosen []int
	// Of each row, the squared distance to the nearest centre; −1 once it is chosen.
	nearest := make([]float32, len(rows))
	for i := range nearest {
		nearest[i] = math.MaxFloat32
	}
	choose := func(i int) []float32 {
		chosen = append(chosen, i)
		nearest[i] = -1
		return rows[i]
	}
	if len(centres) == 0 {
		centres = [][]float32{choose(0)}
	}
	for _, c := range centres {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		farther(rows, nearest, c)
	}
	for len(chosen) < n {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		far := 0
		for i, d := range nearest {
			if d > nearest[far] {
				far = i
			}
		}
		farther(rows, nearest, choose(far))
	}
	return chosen, nil
}

// farther takes another centre into account.
func farther(rows [][]float32, nearest, centre []float32) {
	n := max(1, min(len(rows)/512, runtime.NumCPU(), 4)) // small ones are not worth a goroutine
	var all workers.Group
	for k := range n {
		from, to := k*len(rows)/n, (k+1)*len(rows)/n
		work := func() {
			for i := from; i < to; i++ {
				if nearest[i] >= 0 {
					nearest[i] = min(nearest[i], distance(rows[i], centre))
				}
			}
		}
		if k == n-1 {
			work()
		} else {
			all.Go(work)
		}
	}
	all.Wait()
}

// distance is the squared Euclidean distance. Four sums at a time keep the processor busy.
func distance(a, b []float32) float32 {
	var s0, s1, s2, s3 float32
	b = b[:len(a)]
	i := 0
	for ; i+4 <= len(a); i += 4 {
		x, y := a[i:i+4:i+4], b[i:i+4:i+4]
		d0, d1, d2, d3 := x[0]-y[0], x[1]-y[1], x[2]-y[2], x[3]-y[3]
		s0, s1, s2, s3 = s0+d0*d0, s1+d1*d1, s2+d2*d2, s3+d3*d3
	}
	for ; i < len(a); i++ {
		d := a[i] - b[i]
		s0 += d * d
	}
	return s0 + s1 + s2 + s3
}
