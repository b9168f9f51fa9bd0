package serve

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"

	"memebench/labels"
)

// mostOthers is how many versions beside the served one stay open after they were asked
// for by their ids. The encoders are shared: each is a head of some megabytes.
const mostOthers = 4

// versions are the open versions. One that is replaced stays open until the requests that
// it answers have ended.
type versions struct {
	models  Models
	log     *slog.Logger
	metrics *metrics
	opening chan struct{} // held while a version is opened

	mu     sync.Mutex
	served *openVersion
	why    error          // there is none
	others []*openVersion // the one asked for last comes first
	closed bool
	users  sync.WaitGroup // of all versions
}

// openVersion is an open version with what gathers its memes.
type openVersion struct {
	Predictor
	batch batcher
	users int  // guarded by versions.mu
	old   bool // it is closed by its last user
}

func newVersions(m Models, log *slog.Logger, metrics *metrics) *versions {
	return &versions{models: m, log: log, metrics: metrics, opening: make(chan struct{}, 1), why: errLoading}
}

// open opens a version.
func (v *versions) open(ctx context.Context, id string) (*openVersion, error) {
	p, err := v.models.Open(ctx, id)
	if err != nil {
		return nil, err
	}
	o := &openVersion{Predictor: p}
	o.batch.classify, o.batch.observe = p.Classify, v.metrics.batch
	return o, nil
}

// renew opens the version that is to be served, if it is another one than now, and has it
// answer from then on. While it cannot be opened the one before goes on.
func (v *versions) renew(ctx context.Context) error {
	id, err := v.models.Served()
	if err == nil && id == "" {
		v.cannot(errNoModel)
		return nil
	}
	v.mu.Lock()
	same := v.served != nil && v.served.Version() == id
	v.mu.Unlock()
	if same {
		return nil
	}
	var o *openVersion
	if err == nil {
		o, err = v.open(ctx, id)
	}
	if err != nil {
		if ctx.Err() == nil {
			v.log.Error("cannot open the served version", "version", id, "error", labels.Printable(err.Error()))
			v.cannot(fmt.Errorf("%w: %w", errNotLoaded, err))
		}
		return err
	}
	v.mu.Lock()
	before := v.served
	v.served, v.why = o, nil
	v.mu.Unlock()
	v.metrics.serve(o.Version())
	v.log.Info("version served", "version", o.Version())
	v.retire(before)
	return nil
}

// cannot notes why no version answers, if none does.
func (v *versions) cannot(why error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.why = why
}

// acquire returns an open version, the served one for "", to be released after use.
func (v *versions) acquire(ctx context.Context, id string) (*openVersion, error) {
	if o, err := v.find(id); o != nil || err != nil {
		return o, err
	}
	known, err := v.models.Versions()
	if err != nil {
		return nil, err
	}
	if !slices.Contains(known, id) {
		return nil, unknownVersion(id)
	}
	select {
	case v.opening <- struct{}{}:
		defer func() { <-v.opening }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if o, err := v.find(id); o != nil || err != nil { // somebody was faster
		return o, err
	}
	o, err := v.open(ctx, id)
	if err != nil {
		return nil, err
	}
	v.mu.Lock()
	if v.closed {
		v.mu.Unlock()
		return nil, errors.Join(errStopped, o.Close())
	}
	v.use(o)
	v.others = append([]*openVersion{o}, v.others...)
	var last *openVersion
	if len(v.others) > mostOthers {
		last, v.others = v.others[mostOthers], v.others[:mostOthers]
	}
	v.mu.Unlock()
	v.retire(last)
	return o, nil
}

// find returns an open version for use, nil for one that is not open.
func (v *versions) find(id string) (*openVersion, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	switch {
	case v.closed:
		return nil, errStopped
	case id == "" && v.served == nil:
		return nil, v.why
	case id == "" || v.served != nil && v.served.Version() == id:
		return v.use(v.served), nil
	}
	i := slices.IndexFunc(v.others, func(o *openVersion) bool { return o.Version() == id })
	if i < 0 {
		return nil, nil
	}
	o := v.others[i]
	v.others = slices.Insert(slices.Delete(v.others, i, i+1), 0, o)
	return v.use(o), nil
}

// use counts a user; v.mu is held.
func (v *versions) use(o *openVersion) *openVersion {
	o.users++
	v.users.Add(1)
	return o
}

// release ends a use.
func (v *versions) release(o *openVersion) {
	defer v.users.Done()
	v.mu.Lock()
	o.users--
	last := o.old && o.users == 0
	v.mu.Unlock()
	if last {
		v.closeVersion(o)
	}
}

func (v *versions) closeVersion(o *openVersion) {
	if err := o.Close(); err != nil {
		v.log.Error("cannot close a version", "version", o.Version(), "error", err)
	}
}

// retire has a version, nil for none, closed as soon as nobody uses it.
func (v *versions) retire(o *openVersion) {
	if o == nil {
		return
	}
	v.mu.Lock()
	o.old = true
	idle := o.users == 0
	v.mu.Unlock()
	if idle {
		v.closeVersion(o)
	}
}

// close closes all versions after their last use; none is given out from then on.
func (v *versions) close() error {
	v.mu.Lock()
	all := v.others
	if v.served != nil {
		all = append(all, v.served)
	}
	v.served, v.others, v.closed = nil, nil, true
	v.mu.Unlock()
	v.users.Wait()
	var err error
	for _, o := range all {
		err = errors.Join(err, o.Close())
	}
	return err
}

// unknownVersion is the id of a version that is not there.
type unknownVersion string

func (u unknownVersion) Error() string {
	return fmt.Sprintf("version %s is not there: GET /v2/models/%s lists those that are", quoted(string(u)), ModelName)
}
