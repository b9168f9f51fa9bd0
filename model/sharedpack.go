package model

import (
	"context"
	"sync"

	"memebench/model/encoder"
)

// sharedPacks are the packs that predictors have open, by name: a version that is opened
// beside another one costs a head, and not the encoders once more.
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
	name  string
	users int // guarded by of.mu
}

// sharePack opens a pack, or returns the one that is open.
func (w *Workbench) sharePack(ctx context.Context, name string) (*sharedPack, error) {
	s := &w.shared
	if err := s.opening.acquire(ctx); err != nil {
		return nil, err
	}
	defer s.opening.release()
	if p := s.use(name); p != nil {
		return p, nil
	}
	pack, err := w.openPack(ctx, name)
	if err != nil {
		return nil, err
	}
	p := &sharedPack{Pack: pack, of: s, name: name, users: 1}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open[name] = p
	return p, nil
}

// use returns the open pack of this name, nil for none.
func (s *sharedPacks) use(name string) *sharedPack {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.open[name]
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
		delete(p.of.open, p.name)
	}
	p.of.mu.Unlock()
	if !last {
		return nil
	}
	return p.Pack.Close()
}
