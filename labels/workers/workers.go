// Package workers runs goroutines whose panics reach whoever waits for them. A panic
// on a goroutine of its own would end the process at once: the terminal would stay
// raw, and no one above could say what was lost. With a [Group] it goes on where
// Wait was called, where a job, a command or a test has its recover. A [Pool] shares
// numbered work among such goroutines.
package workers

import (
	"fmt"
	"runtime/debug"
	"sync"
)

// Group is goroutines that are waited for together. The zero value is ready; it
// must not be copied after use.
type Group struct {
	wg    sync.WaitGroup
	mu    sync.Mutex
	fault *Panic // the first
}

// Go runs f on a goroutine of its own.
func (g *Group) Go(f func()) {
	g.wg.Go(func() {
		if p := Catch(f); p != nil {
			g.mu.Lock()
			defer g.mu.Unlock()
			if g.fault == nil {
				g.fault = p
			}
		}
	})
}

// Wait returns when all goroutines have ended. If one has panicked, Wait panics
// with the first one's *Panic.
func (g *Group) Wait() {
	g.wg.Wait()
	if g.fault != nil {
		panic(g.fault)
	}
}

// Panic is a panic that has been caught on another goroutine.
type Panic struct {
	Value any    // what the goroutine panicked with
	trace []byte // of that goroutine
}

// Error returns what the goroutine panicked with, as text.
func (p *Panic) Error() string { return fmt.Sprint(p.Value) }

// Stack returns the trace of the goroutine that panicked.
func (p *Panic) Stack() []byte { return p.trace }

// Catch calls f and returns its panic, nil if it returned. A panic that was caught
// and has gone on is returned as it was, with its first trace.
func Catch(f func()) (p *Panic) {
	defer func() {
		switch v := recover().(type) {
		case nil:
		case *Panic:
			p = v
		default:
			p = &Panic{v, debug.Stack()}
		}
	}()
	f()
	return nil
}
