//go:build !race

// So many pictures the race detector would make ten times as slow, on ways on which it looks in
// other tests: they are tried without.

package network_test

import (
	"image"
	"math"
	"testing"

	"memebench/labels/starter"
	"memebench/model/encoder"
	"memebench/model/encoder/network"
	"memebench/model/ort"
	"memebench/model/ort/orttest"
)

// The table of ranges is what every fifth starter picture gives, decoded and
// encoded here.
func TestLiteRanges(t *testing.T) {
	model, names, err := network.ProbeLite(network.LiteWeights(t))
	if err != nil {
		t.Fatal(err)
	}
	if len(names) != network.LiteRanges {
		t.Errorf("%d activations are not bounded, the table has %d", len(names), network.LiteRanges)
	}
	s := orttest.Open(t, model, ort.Options{Threads: 2})
	memes, err := starter.Memes()
	if err != nil {
		t.Fatal(err)
	}
	sums, count := make([]float64, 2*len(names)), 0.0
	for i := 0; i < len(memes); i += 5 {
		m := memes[i]
		f, err := starter.Pictures.Open(m.Picture)
		if err != nil {
			t.Fatal(err)
		}
		img, _, err := image.Decode(f)
		if err != nil {
			t.Fatal(m.Picture, err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		out := make([]ort.Tensor, len(sums)+1) // the features come last
		if err := s.Run(t.Context(), []ort.Tensor{ort.Floats(encoder.LitePreprocess.Apply(img), encoder.LitePreprocess.Shape(1)...)}, out); err != nil {
			t.Fatal(err)
		}
		for i := range sums {
			sums[i] += float64(out[i].Float32[0])
		}
		count++
	}
	for i, name := range names {
		low, high := sums[2*i]/count, sums[2*i+1]/count
		least, most, _ := network.LiteRange(name)
		if off := max(math.Abs(low-least), math.Abs(high-most)) / (most - least); !(off < 0.002) {
			t.Errorf("%s: the table has [%.4g %.4g], the pictures give [%.4g %.4g]: ends differ by %.4f of the range, want less than 0.002", name, least, most, low, high, off)
		}
	}
}
