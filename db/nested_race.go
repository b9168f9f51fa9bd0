//go:build race

package db

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
)

// nesting has the goroutines that read in a transaction. One that began a second read would wait for
// itself as soon as the file grows in between, which happens so seldom that no test would meet it: so
// tests under the race detector fail wherever one is begun.
type nesting struct {
	mu sync.Mutex
	on map[string]bool
}

// enter notes that this goroutine reads, until leave.
func (n *nesting) enter() (leave func()) {
	var start [32]byte // goroutine 7 [running]:
	id, _, _ := strings.Cut(string(start[:runtime.Stack(start[:], false)]), " [")
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.on[id] {
		nestedRead(fmt.Sprintf("a read of the store begins within another one: what is read within AtOnce, RowsAt, Read or view is to be read of the store, or with the reader, that these give\n%s", debug.Stack()))
		return func() {}
	}
	if n.on == nil {
		n.on = map[string]bool{}
	}
	n.on[id] = true
	return func() {
		n.mu.Lock()
		defer n.mu.Unlock()
		delete(n.on, id)
	}
}

// nestedRead ends the program. It panics where nothing recovers, as guard would take it for a damaged file.
var nestedRead = func(said string) {
	go panic(said)
	select {}
}
