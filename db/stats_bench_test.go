package db

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"memebench/eval"
	"memebench/labels"
)

// BenchmarkStats makes the statistics of a label by each of two annotators of every second
// meme, beside what the model had said: in the order of import, and in no order, as queues
// give them. The memory is what the counting allocates, not what it holds:
//
//	go test -run '^$' -bench '^BenchmarkStats$' -benchtime 1x ./db
func BenchmarkStats(b *testing.B) {
	for _, n := range sizesOf(100_000, 1_000_000) {
		for _, order := range []string{"import", "random"} {
			d := textStore(b, n, false, true)
			d.bolt.NoSync = true
			ids := make([]labels.MemeID, 0, n)
			if err := d.Rows(func(m labels.Meme, _ labels.State) error { ids = append(ids, m.ID); return nil }); err != nil {
				b.Fatal(err)
			}
			if order == "random" {
				rng := rand.New(rand.NewPCG(5, 6))
				rng.Shuffle(n, func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
			}
			var batch []labels.Event
			for i, id := range ids[:n/2] {
				for _, who := range []string{"ann", "ben"} {
					e := level(id, who, labels.Level(i%labels.Levels))
					e.Version, e.Shown, e.Queue = "v1", labels.ShownAfter, "random"
					batch = append(batch, e)
				}
				if len(batch) == 10_000 || i == n/2-1 {
					if _, err := d.Append(batch...); err != nil {
						b.Fatal(err)
					}
					batch = batch[:0]
				}
			}
			b.Run(fmt.Sprintf("labels=%d/order=%s", n, order), func(b *testing.B) {
				for b.Loop() {
					if _, err := eval.MakeStats(context.Background(), eval.StatsInput{
						Log: d.LogByPlace, Said: d.PredictedLevels, Now: time.Now(),
						Waiting: func(annotator string) (int, error) {
							s, err := d.Summary(annotator)
							return s.Counts.Waiting, err
						},
					}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
