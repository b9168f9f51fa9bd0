package db

import (
	"testing"

	"memebench/eval"
	"memebench/labels"
)

// BenchmarkSummary takes the time to read a summary with many events and the most
// versions that are kept:
//
//	go test -run '^$' -bench Summary ./db
func BenchmarkSummary(b *testing.B) {
	for _, events := range []int{1_000, 100_000} {
		b.Run(map[int]string{1_000: "events=1000", 100_000: "events=100000"}[events], func(b *testing.B) {
			d, _ := benchStore(b, 1000)
			d.bolt.NoSync = true
			batch := make([]labels.Event, 0, 1000)
			for i := range events {
				m, err := d.MemeAt(uint64(1 + i%1000))
				if err != nil {
					b.Fatal(err)
				}
				if batch = append(batch, level(m.ID, "ann", labels.Level(i%5))); len(batch) == cap(batch) {
					if _, err := d.Append(batch...); err != nil {
						b.Fatal(err)
					}
					batch = batch[:0]
				}
			}
			for range 20 {
				v := eval.Version{Config: eval.Default(), History: make([]eval.Epoch, 40), LabelSeq: 1}
				if _, err := d.AddVersion(v, eval.Artifacts{Head: []byte("h"), Weights: []byte("w")}); err != nil {
					b.Fatal(err)
				}
			}
			for b.Loop() {
				if _, err := d.Summary("ann"); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
