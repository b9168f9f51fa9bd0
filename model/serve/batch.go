package serve

import (
	"context"
	"slices"
	"sync"

	"memebench/labels"
	"memebench/labels/workers"
)

// mostInBatch bounds how many memes go through the head at once; beyond some hundreds a
// larger batch gains nothing.
const mostInBatch = 256

// batcher classifies memes of many requests in few runs of the head: while one run is
// under way, what is encoded meanwhile gathers for the next. A meme that comes alone is
// classified alone, and at once.
type batcher struct {
	classify func(ctx context.Context, memes [][][]float32) ([]labels.Prediction, error)
	observe  func(rows int) // is told how many memes each run had

	mu      sync.Mutex
	waiting []*waiter
	running bool
}

// waiter is a meme that waits for its prediction.
type waiter struct {
	features [][]float32
	done     chan struct{} // closed when what follows is set
	p        labels.Prediction
	err      error
}

// predict classifies one meme from its features. When ctx ends before the meme is in a run, it
// returns ctx.Err(); the end of a run, of a millisecond, it waits for: the version may be closed
// after that.
func (b *batcher) predict(ctx context.Context, features [][]float32) (labels.Prediction, error) {
	w := &waiter{features: features, done: make(chan struct{})}
	b.mu.Lock()
	b.waiting = append(b.waiting, w)
	if !b.running {
		b.running = true
		go b.run()
	}
	b.mu.Unlock()
	select {
	case <-w.done:
		return w.p, w.err
	case <-ctx.Done():
	}
	b.mu.Lock()
	at := slices.Index(b.waiting, w)
	if at >= 0 {
		b.waiting = slices.Delete(b.waiting, at, at+1)
	}
	b.mu.Unlock()
	if at < 0 { // it is in a run, or has been
		<-w.done
	}
	return labels.Prediction{}, ctx.Err()
}

// run classifies what waits until nothing does.
func (b *batcher) run() {
	for {
		b.mu.Lock()
		batch := b.waiting[:min(len(b.waiting), mostInBatch)]
		b.waiting = b.waiting[len(batch):]
		if len(batch) == 0 {
			b.waiting, b.running = nil, false
			b.mu.Unlock()
			return
		}
		b.mu.Unlock()
		b.observe(len(batch))
		memes := make([][][]float32, len(batch))
		for i, w := range batch {
			memes[i] = w.features
		}
		var ps []labels.Prediction
		var err error
		if fault := workers.Catch(func() { ps, err = b.classify(context.Background(), memes) }); fault != nil {
			err = fault
		}
		for i, w := range batch {
			if w.err = err; err == nil {
				w.p = ps[i]
			}
			close(w.done)
		}
	}
}
