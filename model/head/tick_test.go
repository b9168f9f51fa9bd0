package head

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"memebench/eval"
)

// BenchmarkTick says how late a timer is that wants to go off every 4 ms, as the
// screen's do, while a head is trained on so many threads; 0 is without a
// training, which is how late the machine itself makes it. An operation is one
// tick:
//
//	go test -run '^$' -bench Tick -benchtime 2000x ./model/head
func BenchmarkTick(b *testing.B) {
	d := planted(1000, 384, 1280)
	for _, batch := range []int{64, 256} {
		for _, threads := range []int{0, 1, 2, 3} {
			b.Run(fmt.Sprintf("batch=%d/threads=%d", batch, threads), func(b *testing.B) {
				if threads > 0 {
					defer trainUntil(b, d, batch, threads)()
				}
				const period = 4 * time.Millisecond
				late := make([]float64, 0, b.N)
				for b.Loop() {
					start := time.Now()
					<-time.After(period)
					late = append(late, float64(time.Since(start)-period)/1e6)
				}
				slices.Sort(late)
				b.ReportMetric(late[len(late)*50/100], "p50-ms")
				b.ReportMetric(late[len(late)*99/100], "p99-ms")
				b.ReportMetric(late[len(late)-1], "max-ms")
			})
		}
	}
}

// trainUntil trains on a goroutine until the function that it returns is called.
func trainUntil(b *testing.B, d *Data, batch, threads int) (end func()) {
	b.Helper()
	h, err := New(eval.Default(), d.Inputs)
	if err != nil {
		b.Fatal(err)
	}
	h.Config.Batch = batch
	t, err := newTrainer(d, h, measureScaling(d), FitOptions{Threads: threads}, newEngine)
	if err != nil {
		b.Fatal(err)
	}
	stop, stopped := make(chan struct{}), make(chan error)
	go func() {
		for epoch := 1; ; epoch++ {
			for s := 0; s < len(d.Train); s += batch {
				select {
				case <-stop:
					stopped <- t.close()
					return
				default:
				}
				if _, err := t.step(b.Context(), d.Train[s:min(s+batch, len(d.Train))], epoch, s); err != nil {
					b.Error(err)
				}
			}
		}
	}()
	return func() {
		close(stop)
		if err := <-stopped; err != nil {
			b.Error(err)
		}
	}
}
