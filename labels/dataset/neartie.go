package dataset

import (
	"cmp"
	"context"
	"encoding/hex"
	"slices"

	"memebench/labels"
	"memebench/labels/near"
)

// A pair are the places of two pictures that look alike, the later imported first.
type pair struct{ later, earlier int32 }

// tieBatch is how many ties are stored in one transaction: who labels meanwhile waits for it.
const tieBatch = 100

// tie searches what the pictures that were in no search yet look like, and ties their memes.
// One tie is made for each two groups of pictures that were not connected before.
func (f *nearSearch) tie(ctx context.Context) error {
	pairs, err := f.pairs(ctx)
	if err != nil {
		return err
	}
	connected := newConnected(len(f.pictures))
	for i := range f.pictures {
		for _, other := range f.pictures[i].near {
			connected.join(int32(i), other)
		}
	}
	for _, p := range pairs {
		if connected.join(p.later, p.earlier) {
			of := &f.pictures[p.later]
			of.near = append(of.near, p.earlier)
		}
	}
	for batch := range slices.Chunk(f.ties(), tieBatch) {
		if err := ctx.Err(); err != nil {
			return err
		}
		done, err := f.store.TieNear(batch)
		if err != nil {
			return err
		}
		f.report.Add(done)
	}
	return f.keepTied()
}

// pairs returns the pairs of which one was in no search yet, in the order of import.
func (f *nearSearch) pairs(ctx context.Context) ([]pair, error) {
	n := 0
	for i := range f.pictures {
		n += len(f.pictures[i].prints)
	}
	prints, owners := make([]labels.Print, 0, n), make([]int32, 0, n)
	var fresh []int32 // places in prints
	pictures := 0     // that these are of
	for i := range f.pictures {
		of := &f.pictures[i]
		isFresh := of.known && !of.tied
		if isFresh {
			pictures++
		}
		for _, p := range of.prints {
			if isFresh {
				fresh = append(fresh, int32(len(prints)))
			}
			prints, owners = append(prints, p), append(owners, int32(i))
		}
	}
	seen := map[pair]bool{}
	most := max(mostPairs, 2*len(f.pictures))
	if err := near.Find(prints, fresh, func(done, total int) error {
		f.tell(labels.Step{Phase: "look for near duplicates", Done: int64(done) * int64(pictures) / int64(total), Total: int64(pictures), Unit: "pictures"})
		return ctx.Err()
	}, func(place, other int32) {
		if a, b := owners[place], owners[other]; a != b {
			seen[pair{max(a, b), min(a, b)}] = true
		}
		if len(seen) > most {
			seen = f.needed(seen)
		}
	}); err != nil {
		return nil, err
	}
	return inOrder(seen), nil
}

// mostPairs is how many pairs are kept at least before those that are not needed are dropped:
// among pictures that all look alike, such as blank ones, there are as many as their square.
const mostPairs = 1 << 20

// needed returns, of pairs, those that connect what the ones before them in the order of import
// do not: whatever pairs are added, no other one makes a tie.
func (f *nearSearch) needed(pairs map[pair]bool) map[pair]bool {
	needed, connected := map[pair]bool{}, newConnected(len(f.pictures))
	for _, p := range inOrder(pairs) {
		if connected.join(p.later, p.earlier) {
			needed[p] = true
		}
	}
	return needed
}

// inOrder sorts pairs in the order of import.
func inOrder(seen map[pair]bool) []pair {
	pairs := make([]pair, 0, len(seen))
	for p := range seen {
		pairs = append(pairs, p)
	}
	slices.SortFunc(pairs, func(a, b pair) int {
		return cmp.Or(cmp.Compare(a.later, b.later), cmp.Compare(a.earlier, b.earlier))
	})
	return pairs
}

// ties lists those that memes lack: each is to be tied to all that its picture is tied to.
func (f *nearSearch) ties() (ties []labels.NearTie) {
	for i := range f.pictures {
		of := &f.pictures[i]
		for k, seq := range of.seqs {
			if int(of.part[k]) == len(of.near)+of.absent {
				continue
			}
			for _, other := range of.near {
				digest := f.pictures[other].digest
				ties = append(ties, labels.NearTie{Seq: seq, Picture: hex.EncodeToString(digest[:])})
			}
		}
	}
	return ties
}

// keepTied notes that the pictures were in a search.
func (f *nearSearch) keepTied() error {
	var done []labels.PicturePrints
	for i := range f.pictures {
		if of := &f.pictures[i]; of.known && !of.tied {
			done = append(done, labels.PicturePrints{Picture: of.digest, Prints: of.prints, Tied: true})
		}
	}
	for batch := range slices.Chunk(done, textBatch) {
		if err := f.store.PutPrints(batch); err != nil {
			return err
		}
	}
	return nil
}

// connected are disjoint sets of pictures.
type connected []int32

func newConnected(n int) connected {
	c := make(connected, n)
	for i := range c {
		c[i] = int32(i)
	}
	return c
}

// first returns the first of the set that i is in, and shortens the way there.
func (c connected) first(i int32) int32 {
	for c[i] != i {
		c[i] = c[c[i]]
		i = c[i]
	}
	return i
}

// join makes one set of two, and reports whether they were two.
func (c connected) join(i, j int32) bool {
	i, j = c.first(i), c.first(j)
	c[max(i, j)] = min(i, j)
	return i != j
}
