package kernel

import (
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"memebench/labels/workers"
)

// team is goroutines that do one thing after another together. What there is to
// do is cut into units that anybody may take, and the caller takes part: a
// member that the system is slow to wake costs its help, not the time until it
// comes.
type team struct {
	now     atomic.Pointer[phase]
	members []*member
	stopped sync.WaitGroup
	yielded time.Time // when the caller did last
}

// phase is one thing to do: units calls of do.
type phase struct {
	do       func(unit, who int)
	units    int64
	taken    atomic.Int64
	finished atomic.Int64
	fault    atomic.Pointer[workers.Panic] // of a unit
	over     chan struct{}                 // closed when all units are finished
}

type member struct {
	asleep atomic.Bool
	wake   chan struct{}
}

// spins is how often a waiting goroutine checks before it goes to sleep: some
// tens of microseconds, about what a sleep and its end cost. Longer would take
// the processor from others on a busy machine.
const spins = 200

// newTeam returns a team of so many, the caller included, who is number 0.
func newTeam(size int) *team {
	t := &team{}
	t.now.Store(&phase{})
	for i := 1; i < size; i++ {
		m := &member{wake: make(chan struct{}, 1)}
		t.members = append(t.members, m)
		first := t.now.Load()
		t.stopped.Go(func() { t.work(m, i, first) })
	}
	return t
}

// run calls do for every unit and returns when all calls have. A panic of one of
// them, on whatever goroutine, is run's.
func (t *team) run(units int, do func(unit, who int)) {
	p := &phase{do: do, units: int64(units), over: make(chan struct{})}
	t.announce(p)
	p.work(0)
	t.yielded = yield(t.yielded)
	p.wait()
	if fault := p.fault.Load(); fault != nil {
		panic(fault)
	}
}

// wait returns when all units are finished.
func (p *phase) wait() {
	for range spins {
		if p.finished.Load() == p.units {
			return
		}
		pause()
	}
	<-p.over
}

// close ends the team, which must not be running anything.
func (t *team) close() {
	t.announce(nil)
	t.stopped.Wait()
}

func (t *team) announce(p *phase) {
	t.now.Store(p)
	for _, m := range t.members {
		if m.asleep.CompareAndSwap(true, false) {
			m.wake <- struct{}{}
		}
	}
}

// work is the life of a member, until there is no phase any more.
func (t *team) work(m *member, who int, last *phase) {
	yielded := time.Now()
	for {
		p := t.next(m, last)
		if p == nil {
			return
		}
		p.work(who)
		last = p
		yielded = yield(yielded)
	}
}

// turn is how long a goroutine goes on before whoever draws the screen or reads
// the keyboard gets a turn; the scheduler by itself would let it go on for 10 ms
// and more. Each turn given can mean that another thread takes over, and on a busy
// machine that this one has to wait for a processor, so it is not given between
// any two phases.
const turn = 4 * time.Millisecond

// yield gives others a turn if it is time, and returns when the last was given.
func yield(last time.Time) time.Time {
	now := time.Now()
	if now.Sub(last) < turn {
		return last
	}
	runtime.Gosched()
	return now
}

// next waits for another phase than the last.
func (t *team) next(m *member, last *phase) *phase {
	for {
		for range spins {
			if p := t.now.Load(); p != last {
				return p
			}
			pause()
		}
		m.asleep.Store(true)
		if t.now.Load() == last || !m.asleep.CompareAndSwap(true, false) {
			// Asleep, or announced to in the very moment: either way it is woken.
			<-m.wake
		}
	}
}

// work takes units until there are none left. A unit that panics is finished, too.
func (p *phase) work(who int) {
	for {
		fault := workers.Catch(func() { p.take(who) })
		if fault == nil {
			return
		}
		p.fault.CompareAndSwap(nil, fault)
		p.finish()
	}
}

// take does units until there are none left.
func (p *phase) take(who int) {
	for {
		unit := p.taken.Add(1) - 1
		if unit >= p.units {
			return
		}
		p.do(int(unit), who)
		p.finish()
	}
}

func (p *phase) finish() {
	if p.finished.Add(1) == p.units {
		close(p.over)
	}
}
