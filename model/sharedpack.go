package model

import (
	"context"
	"fmt"
	"sync"

	"memebench/eval"
	"memebench/model/encoder"
)

// sharedPacks are the packs that predictors have open, by name and by what versions read: a version
// that is opened beside another one costs a head, and not the encoders once more, unless the pack was
// added again with others since.
type sharedPacks struct {
	processors chan struct{} // as many as captions and pictures are encoded at a time
	opening    lock          // held while one is opened, which takes half a second
	mu         sync.Mutex    // guards what follows
	open       map[string]*sharedPack
}

// sharedPack is a pack that several predictors read.
type sharedPack struct {
	*encoder.Pack
	of    *sharedPacks
	key   string
	users int // guarded by of.mu
}

// sharePack opens a pack for a version that reads these inputs, or returns the one that is open.
func (w *Workbench) sharePack(ctx context.Context, name string, reads []eval.Input) (*sharedPack, error) {
	s, key := &w.shared, fmt.Sprint(name, reads)
	if err := s.opening.acquire(ctx); err != nil {
		return nil, err
	}
	defer s.opening.release()
	if p := s.use(key); p != nil {
		return p, nil
	}
	pack, err := w.openPack(ctx, name)
	if err != nil {
		return nil, err
	}
	p := &sharedPack{Pack: pack, of: s, key: key, users: 1}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open[key] = p
	return p, nil
}

// use returns the open pack of this key, nil for none.
func (s *sharedPacks) use(key string) *sharedPack {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.open[key]
	if p != nil {
		p.users++
	}
	return p
}

// Close closes the pack when its last user does.
func (p *sharedPack) Close() error {
	p.of.mu.Lock()
	p.users--
	last := p.users == 0
	if last {
		delete(p.of.open, p.key)
	}
	p.of.mu.Unlock()
	if !last {
		return nil
	}
	return p.Pack.Close()
}
