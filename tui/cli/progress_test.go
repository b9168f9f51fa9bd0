package cli

import (
	"testing"
	"time"

	"memebench/labels"
	"memebench/model"
)

func TestStepLine(t *testing.T) {
	for _, c := range []struct {
		step  labels.Step
		since time.Duration
		want  string
	}{
		{labels.Step{Phase: "read captions", Done: 12, Total: 240, Unit: "pictures"}, 2 * time.Second, "read captions 12/240 pictures · 6.0/s · 38s left"},
		{labels.Step{Phase: "encode", Done: 120, Total: 500, Unit: "features"}, 3 * time.Second, "encode 120/500 features · 40/s · 10s left"},
		{labels.Step{Phase: "train", Done: 2, Total: 40, Unit: "epochs"}, 2 * time.Second, "train 2/40 epochs · 38s left"},
		{labels.Step{Phase: "fetch", Done: 1_000_000, Total: 2_000_000, Unit: "bytes"}, 2 * time.Second, "fetch 1.0/2.0 MB · 0.5 MB/s · 2s left"},
	} {
		if got := stepLine(model.Step{Step: c.step}, c.since); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
