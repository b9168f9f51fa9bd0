//go:build race

package db

import (
	"bytes"
	"fmt"
	"runtime"
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
	stack := make([]byte, 1<<14)
	stack = stack[:runtime.Stack(stack, false)]
	id, _, _ := bytes.Cut(stack, []byte(" [")) // goroutine 7 [running]:
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.on[string(id)] {
		nestedRead(fmt.Sprintf("a read of the store begins within another one: what is read within AtOnce, RowsAt, Read or view is to be read of the store, or with the reader, that these give\n%s", stack))
		return func() {}
	}
	if n.on == nil {
		n.on = map[string]bool{}
	}
	n.on[string(id)] = true
	return func() {
		n.mu.Lock()
		defer n.mu.Unlock()
		delete(n.on, string(id))
	}
}

// nestedRead ends the program. It panics where nothing recovers, as guard would take it for a damaged file.
var nestedRead = func(said string) {
	go panic(said)
	select {}
}
