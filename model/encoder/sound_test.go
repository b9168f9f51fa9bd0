package encoder

import (
	"encoding/json"
	"errors"
	"math"
	"os"
	"slices"
	"testing"

	"memebench/model/assets/assetstest"
)

// openSpeech opens the encoder of sounds.
func openSpeech(tb testing.TB) *soundEncoder {
	tb.Helper()
	files := assetstest.Cache(tb, RuntimeAsset, speech.mel, speech.embedding)
	if err := NewPacks(files, "").StartRuntime(); err != nil {
		tb.Fatal(err)
	}
	e, err := openSound(tb.Context(), speech, files)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := e.Close(); err != nil {
			tb.Error(err)
		}
	})
	return e
}

// noise and triangle are those of testdata/sounds/gen.py.
func noiseSound(n int, seed uint32) []int {
	x := make([]int, n)
	for i := range x {
		seed = seed*1664525 + 1013904223
		x[i] = int(seed>>18) - 1<<13
	}
	return x
}

func triangleSound(n, period, height int) []int {
	x := make([]int, n)
	for i := range x {
		phase := i % period
		x[i] = floorDiv(height*(4*min(phase, period-phase)-period), period)
	}
	return x
}

// floorDiv is the // of Python.
func floorDiv(a, b int) int { return int(math.Floor(float64(a) / float64(b))) }

func sounds() map[string][]int {
	n := 3 * SoundRate
	mixed := triangleSound(n, 80, 6000)
	for i, x := range noiseSound(n, 3) {
		mixed[i] += floorDiv(x, 8)
	}
	return map[string][]int{
		"silence":       make([]int, 2*SoundRate),
		"noise":         noiseSound(n, 7),
		"tone":          triangleSound(n, 36, 9000),
		"tone in noise": mixed,
		"short":         triangleSound(SoundRate/4, 50, 12000),
		"one window":    noiseSound(windowLeast, 1),
	}
}

func samplesOf(x []int) []int16 {
	s := make([]int16, len(x))
	for i, v := range x {
		s[i] = int16(v)
	}
	return s
}

// Sounds have the features that onnxruntime has in Python.
func TestSoundFeatures(t *testing.T) {
	b, err := os.ReadFile("testdata/sounds/features.json")
	if err != nil {
		t.Fatal(err)
	}
	var want map[string][]float64
	if err := json.Unmarshal(b, &want); err != nil {
		t.Fatal(err)
	}
	e, all := openSpeech(t), sounds()
	if len(want) != len(all) {
		t.Fatalf("%d sounds are expected, and %d made", len(want), len(all))
	}
	for name, x := range all {
		got, err := e.EncodeSound(t.Context(), samplesOf(x))
		if err != nil || len(got) != e.Width() || len(want[name]) != e.Width() {
			t.Fatalf("%s: %d features, want %d: %v", name, len(got), len(want[name]), err)
		}
		for k, v := range got {
			// The embedding's features go up to about 90.
			if d := math.Abs(float64(v) - want[name][k]); d > 1e-3*max(1, math.Abs(want[name][k])) {
				t.Errorf("%s: feature %d is %v, want %v", name, k, v, want[name][k])
				break
			}
		}
	}
}

// What is beyond a minute does not count, and no sound is none.
func TestSoundLength(t *testing.T) {
	e := openSpeech(t)
	long := samplesOf(noiseSound(MaxSound+SoundRate, 5))
	whole, err := e.EncodeSound(t.Context(), long)
	if err != nil {
		t.Fatal(err)
	}
	minute, err := e.EncodeSound(t.Context(), long[:MaxSound])
	if err != nil || !slices.Equal(whole, minute) {
		t.Errorf("a minute and a second differ from the minute: %v", err)
	}
	if _, err := e.EncodeSound(t.Context(), nil); !errors.Is(err, errNoSound) {
		t.Errorf("no samples: %v", err)
	}
}

func BenchmarkEncodeSound(b *testing.B) {
	e := openSpeech(b)
	x := samplesOf(noiseSound(10*SoundRate, 5))
	for b.Loop() {
		if _, err := e.EncodeSound(b.Context(), x); err != nil {
			b.Fatal(err)
		}
	}
}
