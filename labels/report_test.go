package labels_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"memebench/labels"
)

// A fast loop does not spend its time telling, and a count never goes back.
func TestThrottled(t *testing.T) {
	var got []string
	tell := labels.Report(func(s labels.Step) { got = append(got, fmt.Sprint(s.Phase, " ", s.Done)) }).Throttled(time.Hour)
	for _, s := range []labels.Step{
		{Phase: "load", Total: 3}, {Phase: "encode", Done: 1, Total: 3}, {Phase: "encode", Done: 2, Total: 3},
		{Phase: "encode", Done: 3, Total: 3}, {Phase: "encode", Done: 2, Total: 3}, {Phase: "predict", Done: 1, Total: 9},
	} {
		tell(s)
	}
	if want := []string{"load 0", "encode 1", "encode 3", "predict 1"}; !slices.Equal(got, want) {
		t.Errorf("told %q, want %q", got, want)
	}
}
