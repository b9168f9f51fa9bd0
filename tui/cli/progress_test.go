package cli

import (
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"memebench/eval"
	"memebench/labels"
	"memebench/model"
)

// What is said while a line of progress is shown takes its place.
func TestSayWipesProgress(t *testing.T) {
	f, err := os.Create(filepath.Join(t.TempDir(), "err"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	o := &options{out: f, err: f, ends: &ends{}}
	if err := o.answer(func(model.Report) (answer, error) {
		if o.wipe == nil {
			t.Error("there is nothing to wipe the progress with")
		}
		line := &progressLine{f: f, width: 80}
		o.wipe = line.wipe
		line.show(model.Step{Step: labels.Step{Phase: "import", Done: 1, Total: 2, Unit: "memes"}})
		o.say("1 row is in")
		return answer{}, nil
	}); err != nil {
		t.Fatal(err)
	}
	if o.wipe != nil {
		t.Error("it is wiped after the end")
	}
	got, err := os.ReadFile(f.Name())
	if want := "\rimport 1/2 memes\x1b[K\r\x1b[Kmemebench: 1 row is in\n"; err != nil || string(got) != want {
		t.Errorf("%q, want %q, %v", got, want, err)
	}
}

func TestStepLine(t *testing.T) {
	none := eval.Metric(math.NaN())
	for _, c := range []struct {
		step  labels.Step
		epoch *eval.Epoch
		since time.Duration
		want  string
	}{
		{labels.Step{Phase: "read captions", Done: 12, Total: 240, Unit: "pictures"}, nil, 2 * time.Second, "read captions 12/240 pictures · 6.0/s · 38s left"},
		{labels.Step{Phase: "encode", Done: 120, Total: 500, Unit: "features"}, nil, 3 * time.Second, "encode 120/500 features · 40/s · 10s left"},
		{labels.Step{Phase: "train", Done: 2, Total: 40, Unit: "epochs"}, nil, 2 * time.Second, "train 2/40 epochs · 38s left"},
		{labels.Step{Phase: "fetch", Done: 1_000_000, Total: 2_000_000, Unit: "bytes"}, nil, 2 * time.Second, "fetch 1.0/2.0 MB · 0.5 MB/s · 2s left"},
		{labels.Step{Phase: "train"}, &eval.Epoch{Epoch: 1, TrainLoss: 1.5, ValLoss: 1.25, ValMacroF1: .3}, 0, "train · loss 1.500 · val 1.250 · val macro-F1 0.300"},
		{labels.Step{Phase: "train"}, &eval.Epoch{Epoch: 1, TrainLoss: 1.5, ValLoss: none, ValMacroF1: none}, 0, "train · loss 1.500"},
	} {
		if got := stepLine(model.Step{Step: c.step, Epoch: c.epoch}, c.since); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
