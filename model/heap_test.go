package model

import (
	"runtime"
	"runtime/debug"
	"testing"

	"memebench/model/head"
)

// percent reads the collector's setting.
func percent() int {
	p := debug.SetGCPercent(100)
	debug.SetGCPercent(p)
	return p
}

// What a training has gathered is gone from the process when it returns, and the
// heap stays close to it meanwhile.
func TestSpareHeap(t *testing.T) {
	resident := func() uint64 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapSys - m.HeapReleased
	}
	runtime.GC()
	before, usual := resident(), percent()
	func() {
		g := &trainingSet{Data: head.Data{X: [][]float32{make([]float32, largeFeatures/2)}}}
		defer spareHeap(g.bytes())()
		if g.bytes() != 2*largeFeatures {
			t.Errorf("%d bytes, want %d", g.bytes(), 2*largeFeatures)
		}
		if p := percent(); p > sparePercent {
			t.Errorf("the collector waits for %d %%, want %d", p, sparePercent)
		}
		runtime.KeepAlive(g)
	}()
	if after := resident(); after > before+largeFeatures {
		t.Errorf("%d bytes are held, were %d", after, before)
	}
	if p := percent(); p != usual {
		t.Errorf("the collector waits for %d %% afterwards, want %d", p, usual)
	}
}

// Several uses at a time share the collector, and the last restores it, in
// whatever order they end.
func TestSpareHeapTwice(t *testing.T) {
	usual := percent()
	first, second := spareHeap(largeFeatures), spareHeap(largeFeatures)
	first()
	if p := percent(); p > sparePercent {
		t.Errorf("the collector waits for %d %% while one use goes on, want %d", p, sparePercent)
	}
	second()
	if p := percent(); p != usual {
		t.Errorf("the collector waits for %d %% afterwards, want %d", p, usual)
	}
	spareHeap(largeFeatures - 1)()
	if p := percent(); p != usual {
		t.Errorf("the collector waits for %d %% after a small use, want %d", p, usual)
	}
}
