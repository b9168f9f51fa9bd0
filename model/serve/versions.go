package serve

import (
	"context"
	"errors"
	"sync"
)

// versions are those that are open. The served one stays open; others are closed again when
// more than a few are.
type versions struct {
	source Source

	mu     sync.Mutex
	open   map[string]*opened // by what was asked for: an id or a name
	latest *opened            // the served one that answers
	next   chan struct{}      // closed when the version that is being opened to be served is, nil for none
	uses   uint64
	closed bool
}

// opened is a version that is open, or is being opened.
type opened struct {
	Predictor
	all   *versions
	ready chan struct{} // closed when Predictor or err is set
	err   error
	users int
	used  uint64 // when it was used last
}

// mostOpen is how many versions stay open besides the served one.
const mostOpen = 2

func newVersions(s Source) *versions { return &versions{source: s, open: map[string]*opened{}} }

// done ends a use.
func (o *opened) done() {
	o.all.mu.Lock()
	defer o.all.mu.Unlock()
	o.users--
}

// use returns a version, "" for the served one, which is open until its use is done.
func (v *versions) use(ctx context.Context, version string) (*opened, error) {
	if version != "" {
		return v.useNamed(ctx, version)
	}
	served, err := v.source.Served()
	if err != nil {
		return nil, err
	}
	if served == "" {
		return nil, ErrNoVersion
	}
	v.mu.Lock()
	if v.latest != nil && (v.latest.Version() == served || v.next != nil) {
		defer v.mu.Unlock()
		return v.hold(v.latest), nil
	}
	if first := v.latest == nil; !first { // the old one answers until the new one can
		done := make(chan struct{})
		v.next = done
		old := v.hold(v.latest)
		v.mu.Unlock()
		go func() {
			defer close(done)
			v.change(context.WithoutCancel(ctx), served)
		}()
		return old, nil
	}
	v.mu.Unlock()
	o, err := v.useNamed(ctx, served)
	if err != nil {
		return nil, err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.latest == nil {
		v.latest = v.hold(o)
	}
	return o, nil
}

// change has another version served. Where it cannot be opened, the old one goes on, and the
// next request tries again.
func (v *versions) change(ctx context.Context, served string) {
	o, err := v.useNamed(ctx, served)
	v.mu.Lock()
	v.next = nil
	var before *opened
	if err == nil {
		before, v.latest = v.latest, o
	}
	v.mu.Unlock()
	if before != nil {
		before.done()
	}
	v.trim()
}

// hold counts a use; v.mu is held.
func (v *versions) hold(o *opened) *opened {
	v.uses++
	o.users++
	o.used = v.uses
	return o
}

// errClosed says that the server has stopped.
var errClosed = errors.New("the server has stopped")

// useNamed returns a version by id or name.
func (v *versions) useNamed(ctx context.Context, version string) (*opened, error) {
	v.mu.Lock()
	if v.closed {
		v.mu.Unlock()
		return nil, errClosed
	}
	o := v.open[version]
	first := o == nil
	if first {
		o = &opened{all: v, ready: make(chan struct{})}
		v.open[version] = o
	}
	v.hold(o)
	v.mu.Unlock()
	if first {
		o.Predictor, o.err = v.source.Open(context.WithoutCancel(ctx), version) // others may wait for it
		if o.err != nil {
			v.mu.Lock()
			delete(v.open, version)
			v.mu.Unlock()
		}
		close(o.ready)
		v.trim()
	}
	select {
	case <-o.ready:
	case <-ctx.Done():
		o.done()
		return nil, ctx.Err()
	}
	if o.err != nil {
		o.done()
		return nil, o.err
	}
	return o, nil
}

// trim closes versions that were not used for longest.
func (v *versions) trim() {
	v.mu.Lock()
	var idle []*opened
	for len(v.open) > mostOpen+1 {
		name, oldest := "", (*opened)(nil)
		for n, o := range v.open {
			if o != v.latest && o.users == 0 && (oldest == nil || o.used < oldest.used) {
				name, oldest = n, o
			}
		}
		if oldest == nil {
			break
		}
		delete(v.open, name)
		idle = append(idle, oldest)
	}
	v.mu.Unlock()
	for _, o := range idle {
		_ = o.Close()
	}
}

// close closes all that are open, once nobody uses them.
func (v *versions) close() (err error) {
	v.mu.Lock()
	next := v.next
	v.closed = true
	v.mu.Unlock()
	if next != nil {
		<-next
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	for name, o := range v.open {
		delete(v.open, name)
		if o.Predictor != nil {
			err = errors.Join(err, o.Close())
		}
	}
	v.latest = nil
	return err
}
