package model

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"memebench/eval"
	"memebench/labels"
)

// SweepOptions say what to train.
type SweepOptions struct {
	Name    string        // of the sweep: versions are called by it
	Configs []eval.Config // the first is the base that the others are compared with
	Repeats int           // seeds of each: the config's own and those after it
	Threads int           // to train on; 0 means all that Go uses
}

// ErrOtherSweep means that versions of a sweep's name are there that were made of other labels
// or configs.
var ErrOtherSweep = errors.New("made of other labels or with another config")

// Sweep trains a version of each config with each seed, names them ([eval.SweepVersion]) so that
// none is pruned, evaluates all on val and compares the configs. None is served because of it,
// but that a workspace's first version is. Versions of the name that are there already, with the same
// config, encoders and labels, are not trained again: a sweep that was interrupted goes
// on where it was. Those with others are [ErrOtherSweep].
//
// Cancelled, it returns ctx.Err() beside how many heads it has trained, which are kept.
func (w *Workbench) Sweep(ctx context.Context, o SweepOptions, p Report) (eval.Sweep, error) {
	var out eval.Sweep
	if err := checkSweep(o); err != nil {
		return out, err
	}
	encoded, err := w.Encode(ctx, p)
	if err != nil {
		return out, err
	}
	c, err := w.caches(ctx, encoded.Pack, p)
	if err != nil {
		return out, err
	}
	g, err := w.gather(ctx, c, usedInTraining)
	if err != nil {
		return out, err
	}
	defer spareHeap(g.bytes())()
	if len(g.Val) == 0 {
		return out, fmt.Errorf("val: %w", ErrNothingToEvaluate)
	}
	all := len(o.Configs) * o.Repeats
	there, err := w.swept(o, g.fingerprint, encoded.Pack)
	if err != nil {
		return out, err
	}
	heads := make([]eval.SweepRows, len(o.Configs))
	for i := range heads {
		heads[i].Config = o.Configs[i]
		for repeat := range o.Repeats {
			name, at := eval.SweepVersion(o.Name, i, repeat), i*o.Repeats+repeat
			id, known := there[name]
			if known {
				out.Kept++
			} else {
				t, err := w.trainLocked(ctx, TrainOptions{Config: o.config(i, repeat), Name: name, Threads: o.Threads}, p.within(at, all, name))
				if t.ID != "" {
					out.Trained++
					for _, n := range t.Notices {
						if !slices.Contains(out.Notices, n) { // each head says it
							out.Notices = append(out.Notices, n)
						}
					}
				}
				if err != nil {
					return out, err
				}
				id = t.ID
				if t.Fingerprint != g.fingerprint {
					return out, fmt.Errorf("%s: labels have changed while the sweep was running: give it another name, and label later", name)
				}
			}
			onnx, err := w.store.Head(id)
			if err != nil {
				return out, err
			}
			rows, err := evaluateRows(ctx, onnx, g, g.Val)
			if err != nil {
				return out, err
			}
			heads[i].Versions, heads[i].Rows = append(heads[i].Versions, id), append(heads[i].Rows, rows)
		}
	}
	made := out
	if out, err = eval.NewSweep(o.Name, heads); err != nil {
		return made, err
	}
	out.Fingerprint, out.Trained, out.Kept, out.Notices = g.fingerprint, made.Trained, made.Kept, made.Notices
	return out, nil
}

// config is the config of the i-th head's repeat.
func (o SweepOptions) config(i, repeat int) eval.Config {
	cfg := o.Configs[i]
	cfg.Seed += uint64(repeat)
	return cfg
}

// checkSweep refuses a sweep that no version could be trained or named for.
func checkSweep(o SweepOptions) error {
	if len(o.Configs) == 0 || o.Repeats < 1 {
		return errors.New("sweep: no config, or no seed: want at least one of each")
	}
	if err := eval.CheckName(o.Name); err != nil {
		return err
	}
	if err := eval.CheckName(eval.SweepVersion(o.Name, len(o.Configs)-1, o.Repeats-1)); err != nil {
		return fmt.Errorf("name %q: with the numbers of configs and seeds it is too long: want a shorter one", labels.Printable(o.Name))
	}
	for i, cfg := range o.Configs {
		if err := cfg.Validate(); err != nil {
			return fmt.Errorf("config %d: %w", i+1, err)
		}
	}
	return nil
}

// swept returns the versions of the sweep that are there already, by name.
func (w *Workbench) swept(o SweepOptions, fingerprint, pack string) (map[string]string, error) {
	versions, err := w.store.Versions()
	if err != nil {
		return nil, err
	}
	wanted := map[string]eval.Config{}
	for i := range o.Configs {
		for repeat := range o.Repeats {
			wanted[eval.SweepVersion(o.Name, i, repeat)] = o.config(i, repeat)
		}
	}
	there := map[string]string{}
	for _, v := range versions {
		cfg, ok := wanted[v.Name]
		if !ok {
			continue
		}
		if v.Config != cfg || v.Fingerprint != fingerprint || v.Pack != pack || v.Parent != "" || v.Origin != nil {
			return nil, fmt.Errorf("%s (%s) is there, %w: give the sweep another name, or delete those of this one", v.Name, v.ID, ErrOtherSweep)
		}
		there[v.Name] = v.ID
	}
	return there, nil
}

// within tells the steps of a head as what is done of n heads.
func (r Report) within(at, n int, name string) Report {
	if r == nil {
		return nil
	}
	return func(s Step) {
		if s.Total > 0 {
			s.Note = fmt.Sprintf("%s, head %d of %d", name, at+1, n)
		}
		r(s)
	}
}
