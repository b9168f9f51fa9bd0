package cli

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"runtime/pprof"
	"sync"
	"syscall"
	"time"

	"golang.org/x/term"

	"memebench/labels"
	"memebench/labels/workers"
)

// How long the program takes at most to end in order after it was told to; after
// that, or when it is told once more, it ends at once. Whoever presses ctrl+c can
// press it again. Whoever sends SIGTERM or hangs up cannot, and expects an end within
// a second: that is enough for a label to reach the disk, for what runs to be
// cancelled and for caches to be flushed, on a disk that is not stuck.
const (
	interruptGrace = 5 * time.Second
	terminateGrace = 800 * time.Millisecond
)

// echo is how soon after a signal another one is no second wish: timeout(1) sends its own to
// the program and then to the group that the program is in, and systemd hangs up with SIGTERM.
// Nobody presses a key twice as fast.
var echo = 100 * time.Millisecond // a variable for the tests

// farewell bounds each thing that is done in a process that ends at once: a terminal
// or a pipe that takes nothing must not keep it.
const farewell = 100 * time.Millisecond

// How long giving the terminal back may take, on a line that still takes a frame: longer
// for whoever asks for the traces of all goroutines, and wants to read them there.
const (
	restoreWithin    = 3 * farewell
	restoreForTraces = 3 * time.Second
)

// ends ends the process. A command runs under a context that ends at the first
// signal (interrupt, SIGTERM, SIGHUP). Most commands return soon then. What cannot be
// cancelled, a read from a pipe, a system call, an operator of a model, is not waited
// for: after the grace, or at the next signal, the process ends where it stands.
// Nothing is torn by that: the store is as its last transaction left it, files appear
// whole or not at all, and the package clients that were started are ended, too.
//
// A panic ends the process in the same way, with one sentence and its trace in a file.
type ends struct {
	err   *os.File
	grace map[os.Signal]time.Duration

	cancel context.CancelFunc
	told   chan os.Signal
	once   sync.Once

	mu       sync.Mutex
	rescues  int            // under way: they may take more than the grace
	last     []func()       // to be done in a process that ends at once
	restores map[int]func() // that give the terminal back
	holds    int
}

// newEnds catches the signals from here on. The functions of last are called when the
// process ends at once; they must be quick and may be called at any time.
func newEnds(stderr *os.File, last ...func()) (*ends, context.Context) {
	ctx, cancel := context.WithCancel(context.Background())
	e := &ends{
		err: stderr, cancel: cancel, last: last, restores: map[int]func(){},
		told: make(chan os.Signal, 8),
		grace: map[os.Signal]time.Duration{
			os.Interrupt: interruptGrace, syscall.SIGTERM: terminateGrace, syscall.SIGHUP: terminateGrace,
		},
	}
	for s := range e.grace {
		// nohup has the program go on without its terminal.
		if s != syscall.SIGHUP || !signal.Ignored(s) {
			signal.Notify(e.told, s)
		}
	}
	notifyQuit(e.told)
	go e.watch()
	return e, ctx
}

// patient gives SIGTERM and SIGHUP as much time as an interrupt: others are served, and are to
// be told.
func (e *ends) patient() {
	e.mu.Lock()
	defer e.mu.Unlock()
	for s := range e.grace {
		e.grace[s] = interruptGrace
	}
}

// graceOf is how long an orderly end may take after a signal.
func (e *ends) graceOf(s os.Signal) time.Duration {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.grace[s]
}

// watch waits for signals.
func (e *ends) watch() {
	var late <-chan time.Time
	var at time.Time
	for {
		select {
		case s := <-e.told:
			switch {
			case isQuit(s): // a wish for the traces of all goroutines, on a terminal that shows them
				e.leave(restoreForTraces)
				e.trace(s)
			case late == nil:
				at, late = time.Now(), time.After(e.graceOf(s))
				e.cancel()
			case time.Since(at) >= echo:
				e.now()
			}
		case <-late:
			if !e.rescuing() {
				e.now()
			}
			late = time.After(farewell)
		}
	}
}

// rescue calls f, for which the grace is prolonged: what it writes elsewhere exists
// only in this process. Another signal ends the process all the same.
func (e *ends) rescue(f func() error) error {
	e.count(1)
	defer e.count(-1)
	return f()
}

func (e *ends) count(n int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.rescues += n
}

func (e *ends) rescuing() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.rescues > 0
}

// hold has restore called should the process end at once: it gives the terminal back
// and may be called from any goroutine, at any time. It is called no more after
// release.
func (e *ends) hold(restore func()) (release func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	n := e.holds
	e.holds++
	e.restores[n] = restore
	return func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		delete(e.restores, n)
	}
}

// now ends the process where it stands.
func (e *ends) now() {
	e.die("memebench: ended at once; what was saved before is kept", exitInterrupted)
}

// die ends the process with a last sentence. It does not return.
func (e *ends) die(sentence string, status int) {
	e.once.Do(func() {
		e.leave(restoreWithin)
		briefly(func() { e.say(sentence) })
		os.Exit(status)
	})
}

// leave gives the terminal back, for which it waits so long at most, and ends what was
// started.
func (e *ends) leave(patience time.Duration) {
	e.mu.Lock()
	restores := e.restores
	e.restores = map[int]func(){}
	e.mu.Unlock()
	for _, f := range restores {
		within(patience, f)
	}
	for _, f := range e.last {
		briefly(f)
	}
}

// trace ends the process with the traces of all goroutines, as the Go runtime does at this signal by itself. They
// are taken while no goroutine runs: the runtime's own handler walks the stacks of those that run, and at times
// crashes there. It is left to it where a goroutine cannot be stopped.
func (e *ends) trace(s os.Signal) {
	within(restoreForTraces, func() {
		fmt.Fprintf(e.err, "%s\n\n", signalName(s))
		_ = pprof.Lookup("goroutine").WriteTo(e.err, allStacks)
		os.Exit(statusTraced)
	})
	byDefault(s)
}

// What the traces of goroutines are asked for by, and the status of the Go runtime after them.
const (
	allStacks    = 2
	statusTraced = 2
)

// say writes a sentence on a line of its own.
func (e *ends) say(sentence string) {
	if term.IsTerminal(int(e.err.Fd())) {
		sentence = "\r\x1b[K" + sentence // over a progress line
	}
	fmt.Fprintln(e.err, sentence)
}

// guard calls f. A panic of f ends the process at once, before what lies above is
// closed: whatever panicked may hold locks for which closing would wait for ever.
func (e *ends) guard(f func()) {
	if p := workers.Catch(f); p != nil {
		e.fault(p)
	}
}

// fault ends the process after a panic.
func (e *ends) fault(p *workers.Panic) {
	e.die(labels.Printable(fmt.Sprintf("memebench: a fault in the program ended it: %v; what was saved is kept; %s", p, keepTrace(p))), exitFailed)
}

// briefly waits for f no longer than the farewell.
func briefly(f func()) { within(farewell, f) }

// within waits for f no longer than d. A panic of f is of no more interest.
func within(d time.Duration, f func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		workers.Catch(f)
	}()
	select {
	case <-done:
	case <-time.After(d):
	}
}
