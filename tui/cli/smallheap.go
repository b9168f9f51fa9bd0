package cli

import "runtime/debug"

// smallPercent is runtime/debug's SetGCPercent while a command goes over all memes. What it
// holds of a million is little beside what it makes and drops again on the way: the collector
// costs a few percent of the time, and at its usual 100 it would let the heap grow to
// twice as much as is held.
const smallPercent = 50

// smallHeap keeps the heap close to what is held until end is called.
func smallHeap() (end func()) {
	before := debug.SetGCPercent(smallPercent)
	if 0 <= before && before < smallPercent {
		debug.SetGCPercent(before) // somebody wants it smaller still
	}
	return func() { debug.SetGCPercent(before) }
}
