package jobs_test

import (
	"context"
	"fmt"

	"memebench/tui/jobs"
)

// A listener asks for what is newer than it has seen, until the job has ended.
func Example() {
	r := jobs.New(nil, nil)
	r.Start("encode", func(ctx context.Context, report func(jobs.Progress)) (any, error) {
		for n := range int64(3) {
			report(jobs.Progress{Phase: "encode", Done: n + 1, Total: 3, Unit: "memes"})
		}
		return "3 memes", nil
	})
	for seen := uint64(0); ; {
		news, version, err := r.Next(context.Background(), seen)
		if err != nil {
			fmt.Println(err)
			return
		}
		seen = version
		if s := news[len(news)-1]; !s.Active() {
			fmt.Println(s.Kind, s.State, s.Result)
			break
		}
	}
	// Output: encode done 3 memes
}
