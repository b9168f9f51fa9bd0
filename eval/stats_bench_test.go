package eval

import (
	"context"
	"runtime"
	"testing"
	"time"

	"memebench/labels"
)

// BenchmarkMakeStats counts a million events of three annotators, one in twenty of which
// is taken back and one in ten a re-ask. Held is what the counter needs of them.
func BenchmarkMakeStats(b *testing.B) {
	const events = 1_000_000
	log := func(_ uint64, yield func(uint64, labels.Event) error) error {
		for i := range events {
			e := labels.Event{
				Seq: uint64(i + 1), Time: statsNow.Add(-time.Duration(events-i) * time.Second), Annotator: [3]string{"ada", "ben", "eve"}[i%3],
				Source: labels.Key, Action: labels.SetLevel, Level: labels.Level(i * 7 % labels.Levels), ElapsedMS: int64(i * 31 % 9000),
				Queue: "random", Shown: labels.ShownAfter, Version: "m", ReAsk: i%10 == 9,
			}
			if i%20 == 19 {
				e.Action, e.Retracts, e.Level = labels.Retract, e.Seq-3, labels.NoLevel
			}
			if err := yield(uint64(i/3%(events/3)+1), e); err != nil {
				return err
			}
		}
		return nil
	}
	var before, now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	held := 0.0
	for b.Loop() {
		_, err := MakeStats(context.Background(), StatsInput{
			Log: log,
			Said: func(_ string, memes []uint64) ([]labels.Level, error) {
				return make([]labels.Level, len(memes)), nil
			},
			Waiting: func(string) (int, error) {
				runtime.GC()
				runtime.ReadMemStats(&now)
				held = max(held, float64(int64(now.HeapAlloc)-int64(before.HeapAlloc))/1e6)
				return 0, nil
			},
			Now: statsNow,
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(held, "MB-held")
}
