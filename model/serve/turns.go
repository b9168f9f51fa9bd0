package serve

import (
	"context"
	"slices"
	"sync"
)

// turns says whose meme is encoded next when more are asked for than can be encoded at
// once: one of the request with the fewest left, of several the one that came first. So
// the requests of a crowd are answered one after the other, not all too late, and a
// request with one meme waits for none with many.
type turns struct {
	mu      sync.Mutex
	free    int // how many memes may be encoded besides those that are; none waits while it is above 0
	asked   uint64
	waiting []*turn
}

// asking is a request's place among the others.
type asking struct {
	left  int    // memes that are not encoded yet
	order uint64 // when it came
}

// turn is a meme that waits for its turn.
type turn struct {
	of  *asking
	has chan struct{} // closed when it has it
}

// begin takes in a request of some memes.
func (t *turns) begin(memes int) *asking {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.asked++
	return &asking{left: memes, order: t.asked}
}

// take waits until a meme of the request may be encoded; without an error, give is to be
// called afterwards. The error is that of ctx.
func (t *turns) take(ctx context.Context, a *asking) error {
	t.mu.Lock()
	if t.free > 0 {
		t.free--
		t.mu.Unlock()
		return nil
	}
	w := &turn{of: a, has: make(chan struct{})}
	t.waiting = append(t.waiting, w)
	t.mu.Unlock()
	select {
	case <-w.has:
		return nil
	case <-ctx.Done():
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if i := slices.Index(t.waiting, w); i >= 0 {
		t.waiting = slices.Delete(t.waiting, i, i+1)
		return ctx.Err()
	}
	return nil // it has got its turn meanwhile
}

// give ends the turn of a meme, and lets the next one have it.
func (t *turns) give(a *asking) {
	t.mu.Lock()
	defer t.mu.Unlock()
	a.left--
	if len(t.waiting) == 0 {
		t.free++
		return
	}
	next := 0
	for i, w := range t.waiting {
		if first := t.waiting[next].of; w.of.left < first.left || w.of.left == first.left && w.of.order < first.order {
			next = i
		}
	}
	close(t.waiting[next].has)
	t.waiting = slices.Delete(t.waiting, next, next+1)
}
