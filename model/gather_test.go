package model

import (
	"runtime"
	"testing"
)

// What a training has gathered is gone from the process when it returns.
func TestGiveBack(t *testing.T) {
	resident := func() uint64 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapSys - m.HeapReleased
	}
	runtime.GC()
	before := resident()
	func() {
		g := &gathered{Data: Data{X: [][]float32{make([]float32, heavy/2)}}}
		defer giveBack(g.weight())
		if g.weight() != 2*heavy {
			t.Errorf("%d bytes, want %d", g.weight(), 2*heavy)
		}
	}()
	if after := resident(); after > before+heavy {
		t.Errorf("%d bytes are held, were %d", after, before)
	}
}
