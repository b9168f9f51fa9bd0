package model

import (
	"runtime/debug"
	"sync"
)

// largeFeatures is the size of features, in bytes, from which on the collector is set
// for them.
const largeFeatures = 64 << 20

// sparePercent is runtime/debug's SetGCPercent while features that large are in
// use. They stay as they are, so the collector finds little to do however often
// it comes; at its usual 100 it would let the heap grow to twice their size first.
const sparePercent = 20

// spare holds how many uses of large features are going on and the percentage
// that was set before the first: there is one collector for all of them.
var spare struct {
	sync.Mutex
	uses   int
	before int
}

// spareHeap keeps the heap close to features of this many bytes while they are
// in use. The function that it returns ends the use and gives what they have
// taken back to the system at once: the collector by itself would keep it for
// minutes, while the screens stand idle.
func spareHeap(size int) (end func()) {
	if size < largeFeatures {
		return func() {}
	}
	spare.Lock()
	defer spare.Unlock()
	if spare.uses++; spare.uses == 1 {
		spare.before = debug.SetGCPercent(sparePercent)
		if 0 <= spare.before && spare.before < sparePercent {
			debug.SetGCPercent(spare.before) // somebody wants it smaller still
		}
	}
	return func() {
		spare.Lock()
		defer spare.Unlock()
		if spare.uses--; spare.uses == 0 {
			debug.SetGCPercent(spare.before)
		}
		debug.FreeOSMemory()
	}
}
