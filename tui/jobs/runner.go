package jobs

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"memebench/labels/workers"
)

// ErrBusy is returned by Start when a job of that kind is running.
var ErrBusy = errors.New("is running already")

// ErrShutdown is returned by Start after Shutdown.
var ErrShutdown = errors.New("no new jobs: shutting down")

// kept is how many ended jobs a runner remembers. A listener would have to
// sleep through that many endings to miss one.
const kept = 64

// Func is the work of a job. It should return soon after ctx is done, with an
// error that wraps ctx.Err. It may call report as often as it likes, from any
// goroutine, but not after it returned.
type Func func(ctx context.Context, report func(Progress)) (result any, err error)

// Runner runs jobs. Its methods may be called from any goroutine.
type Runner struct {
	now       func() time.Time
	keepTrace func(*workers.Panic) string
	base      context.Context
	stop      context.CancelFunc

	mu      sync.Mutex
	closed  bool
	lastID  uint64
	version uint64
	changed chan struct{} // closed, and replaced, at every change
	idle    chan struct{} // closed while nothing runs
	active  map[string]*job
	ended   []Snapshot // oldest first, at most kept
}

type job struct {
	snap   Snapshot
	rate   rate
	cancel context.CancelFunc
}

// New returns a runner that takes the time from now (time.Now if nil). keepTrace is given
// each panic of a job and says where its trace is kept, for the job's error; nil keeps
// none.
func New(now func() time.Time, keepTrace func(*workers.Panic) string) *Runner {
	if now == nil {
		now = time.Now
	}
	idle := make(chan struct{})
	close(idle)
	r := &Runner{now: now, keepTrace: keepTrace, changed: make(chan struct{}), idle: idle, active: map[string]*job{}}
	r.base, r.stop = context.WithCancel(context.Background())
	return r
}

// Start runs f in a goroutine of its own. It returns the first snapshot, or an
// error that wraps ErrBusy while a job of this kind runs, or ErrShutdown.
func (r *Runner) Start(kind string, f Func) (Snapshot, error) { return r.StartBy("", kind, f) }

// StartBy is Start for somebody, of whom the snapshots tell.
func (r *Runner) StartBy(who, kind string, f Func) (Snapshot, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return Snapshot{}, ErrShutdown
	}
	if _, busy := r.active[kind]; busy {
		return Snapshot{}, fmt.Errorf("%s %w", kind, ErrBusy)
	}
	ctx, cancel := context.WithCancel(r.base)
	r.lastID++
	j := &job{cancel: cancel, snap: Snapshot{ID: r.lastID, Kind: kind, By: who, State: Running, Started: r.now()}}
	// The job counts from here on, not from when its goroutine gets a turn:
	// a Wait that follows this Start must wait for it.
	if len(r.active) == 0 {
		r.idle = make(chan struct{})
	}
	r.active[kind] = j
	r.touch(j)
	go r.run(ctx, j, f)
	return j.snap, nil
}

// run calls f and records how it ended, whatever f does: return, panic, or end
// its goroutine.
func (r *Runner) run(ctx context.Context, j *job, f Func) {
	var result any
	var fault *workers.Panic
	err := errors.New("ended without a result")
	defer func() { r.end(ctx, j, result, err, fault != nil) }()
	if fault = workers.Catch(func() { result, err = f(ctx, func(p Progress) { r.report(j, p) }) }); fault != nil {
		err = fmt.Errorf("stopped by a fault in the program: %w", fault)
		if r.keepTrace != nil {
			err = fmt.Errorf("%w; %s", err, r.keepTrace(fault))
		}
	}
}

func (r *Runner) report(j *job, p Progress) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !j.snap.Active() {
		return
	}
	if p.Phase != j.snap.Phase || p.Unit != j.snap.Unit {
		j.rate = rate{}
	}
	j.snap.Progress = p
	j.snap.Rate = j.rate.add(r.now(), p.Done)
	j.snap.ETA = eta(p.Done, p.Total, j.snap.Rate)
	r.touch(j)
}

func (r *Runner) end(ctx context.Context, j *job, result any, err error, panicked bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := &j.snap
	switch {
	case err == nil:
		s.State, s.Result = Done, result
	case ctx.Err() != nil && !panicked:
		s.State, s.Err = Cancelled, err
	default:
		s.State, s.Err = Failed, err
	}
	s.Ended, s.ETA = r.now(), 0
	j.cancel()
	r.touch(j)
	delete(r.active, s.Kind)
	r.ended = append(r.ended, *s)
	if len(r.ended) > kept {
		r.ended = slices.Delete(r.ended, 0, len(r.ended)-kept)
	}
	if len(r.active) == 0 {
		close(r.idle)
	}
}

// touch records that j changed and wakes who waits for that; r.mu is held.
func (r *Runner) touch(j *job) {
	r.version++
	j.snap.version = r.version
	close(r.changed)
	r.changed = make(chan struct{})
}

// Next blocks until something has changed after version since (0: anything at
// all) and returns the newest state of every job that did, in the order of
// change, with the version to ask with next. Each ending is among them once,
// also when another job of that kind has been started since. The error is that
// of ctx.
func (r *Runner) Next(ctx context.Context, since uint64) ([]Snapshot, uint64, error) {
	for {
		r.mu.Lock()
		news, version, changed := r.after(since), r.version, r.changed
		r.mu.Unlock()
		if len(news) > 0 {
			return news, version, nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return nil, since, ctx.Err()
		}
	}
}

func (r *Runner) after(since uint64) []Snapshot {
	var news []Snapshot
	for _, s := range r.ended {
		if s.version > since {
			news = append(news, s)
		}
	}
	for _, j := range r.active {
		if j.snap.version > since {
			news = append(news, j.snap)
		}
	}
	slices.SortFunc(news, func(a, b Snapshot) int { return cmp.Compare(a.version, b.version) })
	return news
}

// Active returns the jobs that run, in the order they were started.
func (r *Runner) Active() []Snapshot {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.running()
}

// running is Active; r.mu is held.
func (r *Runner) running() []Snapshot {
	var all []Snapshot
	for _, j := range r.active {
		all = append(all, j.snap)
	}
	slices.SortFunc(all, func(a, b Snapshot) int { return cmp.Compare(a.ID, b.ID) })
	return all
}

// Seen returns the version to ask Next with for what happens from now on, and the jobs
// that run, in the order they were started.
func (r *Runner) Seen() (version uint64, active []Snapshot) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.version, r.running()
}

// Cancel asks the running job of this kind to stop and reports whether there is
// one. It does not wait; the job's end is news like any other.
func (r *Runner) Cancel(kind string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	j, ok := r.active[kind]
	if ok {
		j.cancel()
	}
	return ok
}

// Wait blocks until no job runs, or ctx is done: then its error names the jobs
// that still run.
func (r *Runner) Wait(ctx context.Context) error {
	for {
		r.mu.Lock()
		idle := r.idle
		r.mu.Unlock()
		select {
		case <-idle:
			return nil
		default:
		}
		select {
		case <-idle:
		case <-ctx.Done():
			var kinds []string
			for _, s := range r.Active() {
				kinds = append(kinds, s.Kind)
			}
			if len(kinds) == 0 {
				return nil
			}
			return fmt.Errorf("waiting for %s to stop: %w", strings.Join(kinds, ", "), ctx.Err())
		}
	}
}

// Shutdown refuses new jobs, cancels those that run and waits for them like
// Wait. It may be called more than once.
func (r *Runner) Shutdown(ctx context.Context) error {
	r.mu.Lock()
	r.closed = true
	r.stop()
	r.mu.Unlock()
	return r.Wait(ctx)
}
