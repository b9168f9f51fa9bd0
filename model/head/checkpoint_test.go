package head

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"memebench/eval"
	"memebench/labels"
	"memebench/model/ort/orttest"
)

// keeping returns a checkpoint after every epoch, and what it gave notice of.
func keeping(t *testing.T) (Checkpoint, *[]string) {
	notices := new([]string)
	return Checkpoint{Path: filepath.Join(t.TempDir(), "checkpoint"), Notice: func(s string) { *notices = append(*notices, s) }}, notices
}

// interrupt trains until so many epochs have ended.
func interrupt(t *testing.T, d *Data, c eval.Config, o FitOptions, epochs int) {
	t.Helper()
	orttest.Start(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	o.Progress = func(e eval.Epoch, _, _ int) {
		if e.Epoch == epochs {
			cancel()
		}
	}
	if _, _, err := Fit(ctx, d, c, o); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
}

func withoutSeconds(history []eval.Epoch) []eval.Epoch {
	history = slices.Clone(history)
	for i := range history {
		history[i].Seconds = 0
	}
	return history
}

// A training that goes on from a checkpoint, however often, ends with the bits of
// one that was never interrupted.
func TestFitGoesOn(t *testing.T) {
	d := planted(300, 40, 60)
	cold := smallConfig()
	cold.Epochs = 9
	patient := cold
	patient.Epochs, patient.Patience = 60, 3
	first, _ := fit(t, d, cold, FitOptions{})
	for what, c := range map[string]struct {
		cfg eval.Config
		o   FitOptions
	}{
		"all epochs":        {cold, FitOptions{Threads: 2}},
		"early stopping":    {patient, FitOptions{}},
		"from another head": {patient, FitOptions{Warm: first}},
	} {
		want, history := fit(t, d, c.cfg, c.o)
		var notices *[]string
		c.o.Checkpoint, notices = keeping(t)
		interrupt(t, d, c.cfg, c.o, 4)
		interrupt(t, d, c.cfg, c.o, 7)
		got, again := fit(t, d, c.cfg, c.o)
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: another head", what)
		}
		if !slices.Equal(withoutSeconds(again), withoutSeconds(history)) {
			t.Errorf("%s: history %v, want %v", what, again, history)
		}
		for _, e := range again {
			if e.Seconds <= 0 {
				t.Errorf("%s: epoch %d took %v seconds", what, e.Epoch, e.Seconds)
			}
		}
		if want := []string{"an interrupted training went on after its epoch 4", "an interrupted training went on after its epoch 7"}; !slices.Equal(*notices, want) {
			t.Errorf("%s: notices %q, want %q", what, *notices, want)
		}
		// Once more, from where it ended: nothing is left to do.
		if once, _ := fit(t, d, c.cfg, c.o); !reflect.DeepEqual(once, want) {
			t.Errorf("%s: another head from the last epoch", what)
		}
	}
}

// The runtime's engine can be stopped and gone on with as well.
func TestRuntimeEngineGoesOn(t *testing.T) {
	orttest.Start(t)
	d := planted(100, 20, 12)
	h, err := New(smallConfig(), d.Inputs)
	if err != nil {
		t.Fatal(err)
	}
	for name, open := range engines {
		run := func(interrupted bool) *trainingState {
			s := &trainingState{params: make([]float32, len(h.Params)), m: make([]float32, len(h.Params)), v: make([]float32, len(h.Params))}
			var tr *trainer
			for step := range 6 {
				if step == 0 || interrupted && step == 3 {
					if tr != nil {
						tr.engine.save(s)
						if err := tr.close(); err != nil {
							t.Fatal(err)
						}
					}
					if tr, err = newTrainer(d, h, nil, 1, open); err != nil {
						t.Fatal(err)
					}
					if step > 0 {
						tr.engine.restore(s)
					}
				}
				if _, err := tr.step(t.Context(), d.Train[:20], 1, step); err != nil {
					t.Fatal(err)
				}
			}
			tr.engine.save(s)
			if err := tr.close(); err != nil {
				t.Fatal(err)
			}
			return s
		}
		if !reflect.DeepEqual(run(true), run(false)) {
			t.Errorf("%s: another state after an interruption", name)
		}
	}
}

func TestCheckpointOfSomethingElse(t *testing.T) {
	d := planted(200, 20)
	c := smallConfig()
	c.Epochs = 6
	for what, change := range map[string]func(d *Data, c *eval.Config, path string){
		"other labels":   func(d *Data, _ *eval.Config, _ string) { d.Level[0] = (d.Level[0] + 1) % labels.Levels },
		"other features": func(d *Data, _ *eval.Config, _ string) { d.X[0][3] += 0.5 },
		"another seed":   func(_ *Data, c *eval.Config, _ string) { c.Seed++ },
		"damaged": func(_ *Data, _ *eval.Config, path string) {
			alter(t, path, func(b []byte) []byte { b[500] ^= 1; return b })
		},
		"cut short": func(_ *Data, _ *eval.Config, path string) { alter(t, path, func(b []byte) []byte { return b[:300] }) },
		"empty":     func(_ *Data, _ *eval.Config, path string) { alter(t, path, func([]byte) []byte { return nil }) },
		"something else": func(_ *Data, _ *eval.Config, path string) {
			alter(t, path, func([]byte) []byte { return make([]byte, 999) })
		},
		"too long": func(_ *Data, _ *eval.Config, path string) {
			alter(t, path, func(b []byte) []byte { return append(b, make([]byte, 2<<20)...) })
		},
		"not finite": func(_ *Data, _ *eval.Config, path string) {
			alter(t, path, func(b []byte) []byte {
				return resum(slices.Concat(b[:len(b)-36], []byte{0, 0, 0xc0, 0x7f}, make([]byte, 32)))
			})
		},
		"parts that don't": func(_ *Data, _ *eval.Config, path string) {
			alter(t, path, func(b []byte) []byte { return resum(append(b, 0, 0, 0, 0)) })
		},
	} {
		var o FitOptions
		var notices *[]string
		o.Checkpoint, notices = keeping(t)
		interrupt(t, d, c, o, 3)
		*notices = nil
		other, cfg := planted(200, 20), c
		change(other, &cfg, o.Checkpoint.Path)
		want, _ := fit(t, other, cfg, FitOptions{})
		got, history := fit(t, other, cfg, o)
		if !reflect.DeepEqual(got, want) || len(history) != 6 {
			t.Errorf("%s: another head, after %d epochs", what, len(history))
		}
		if len(*notices) != 1 || !strings.HasPrefix((*notices)[0], "an interrupted training was thrown away: ") {
			t.Errorf("%s: notices %q", what, *notices)
		}
	}
}

func alter(t *testing.T, path string, change func([]byte) []byte) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err == nil {
		err = os.WriteFile(path, change(b), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// A training does not fail because it cannot be kept, and one that is short keeps
// nothing.
func TestCheckpointsAreNotNeeded(t *testing.T) {
	d := planted(100, 20)
	c := smallConfig()
	c.Epochs = 3
	o := FitOptions{}
	var notices *[]string
	o.Checkpoint, notices = keeping(t)
	o.Checkpoint.Every = time.Hour
	fit(t, d, c, o)
	if _, err := os.Stat(o.Checkpoint.Path); !errors.Is(err, os.ErrNotExist) || len(*notices) != 0 {
		t.Errorf("a short training: %v, notices %q", err, *notices)
	}
	o.Checkpoint.Path, o.Checkpoint.Every = filepath.Join(t.TempDir(), "gone", "checkpoint"), 0
	if fit(t, d, c, o); len(*notices) != 1 || !strings.Contains((*notices)[0], "cannot be kept") {
		t.Errorf("no folder: notices %q", *notices)
	}
}

func FuzzCheckpoint(f *testing.F) {
	f.Add([]byte(`{"training":"x","steps":1,"kept":1,"history":[{"epoch":1}]}`), []byte{1, 2, 3, 4})
	f.Fuzz(func(t *testing.T, description, rest []byte) {
		b := append([]byte(checkpointMagic), byte(len(description)), byte(len(description)>>8), 0, 0)
		b = append(append(append(b, description...), rest...), make([]byte, 32)...)
		k := newCheckpointer(Checkpoint{}, 1, func() string { return "x" })
		k.need()
		c, err := k.parse(resum(b), make([]float32, 1))
		if (c == nil) != (err != nil) {
			t.Errorf("%v, %v", c, err)
		}
		if c != nil && (c.kept < 1 || c.kept > len(c.history)) {
			t.Errorf("%+v", c)
		}
	})
}
