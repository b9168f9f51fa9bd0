package model

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"memebench/eval"
	"memebench/labels"
	"memebench/model/head"
	"memebench/model/settings"
)

// SweepOptions say what to train.
type SweepOptions struct {
	Name    string        // of the sweep: versions are called by it
	Configs []eval.Config // the first is the base that the others are compared with
	Repeats int           // seeds of each: the config's own and those after it
	Threads int           // to train on, as in [TrainOptions]
}

// ErrOtherSweep means that versions of a sweep's name are there that were made of other labels
// or captions, by other encoders, or with other configs.
var ErrOtherSweep = errors.New("made of other labels or captions, or with another config, other encoders or on another number of threads")

// Sweep trains a version of each config with each seed, names them ([eval.SweepVersion]) so that
// none is pruned, and compares the configs. None is served because of it,
// but that a workspace's first version is. Versions of the name that are there already, with the same
// config, encoders, labels and captions, are not trained again: a sweep that was interrupted goes
// on where it was. Those with others are [ErrOtherSweep].
//
// The versions themselves are evaluated on val if that has at least 100 memes of at least 60
// groups. Elsewhere the configs are cross-validated on train and val, with as many repeats as there
// are seeds, the first of which is an evaluation on "cv" ([Workbench.CrossValidate]); these heads
// are not kept.
//
// Cancelled, it returns ctx.Err() beside how many versions it has trained, which are kept.
func (w *Workbench) Sweep(ctx context.Context, o SweepOptions, p Report) (eval.Sweep, error) {
	if err := checkSweep(o); err != nil {
		return eval.Sweep{}, err
	}
	encoded, err := w.Encode(ctx, p)
	if err != nil {
		return eval.Sweep{}, err
	}
	c, err := w.caches(ctx, encoded.Pack, p)
	if err != nil {
		return eval.Sweep{}, err
	}
	g, adjudicated, err := w.gatherTraining(ctx, c)
	if err != nil {
		return eval.Sweep{}, err
	}
	defer spareHeap(g.bytes())()
	if len(g.Train) == 0 {
		return eval.Sweep{}, head.ErrNoTrainingRows
	}
	var folds [][]fold // by repeat; none where val judges
	var foldsSeed *uint64
	if !g.valJudges() {
		seed, err := settings.FoldsSeed.Read(w.store)
		if err != nil {
			return eval.Sweep{}, err
		}
		folds, foldsSeed = make([][]fold, o.Repeats), &seed
		for repeat := range folds {
			if folds[repeat], err = g.folds(seed, repeat); err != nil {
				return eval.Sweep{}, err
			}
		}
	}
	heads, made, err := w.trainSwept(ctx, o, g, encoded.Pack, p)
	if err != nil {
		return made, err
	}
	split := string(labels.Val)
	if folds == nil {
		err = w.evaluateSwept(ctx, heads, g)
	} else {
		split, err = eval.CVRows, w.crossValidateSwept(ctx, o, heads, g, folds, p)
	}
	if err != nil {
		return made, err
	}
	out, err := eval.NewSweep(o.Name, split, heads)
	if err != nil {
		return made, err
	}
	was, err := w.goldUnreviewed(adjudicated, g.seq)
	if err != nil {
		return made, err
	}
	out.CountFollowed(heads, was)
	if out.Flagged, err = w.countFlagged(g, split); err != nil {
		return made, err
	}
	out.FoldsSeed = foldsSeed
	for i := range out.Configs {
		if c := out.Configs[i].Comparison; c != nil {
			c.FoldsSeed = foldsSeed
		}
	}
	out.Fingerprint, out.Trained, out.Kept, out.Notices = g.fingerprint, made.Trained, made.Kept, made.Notices
	return out, nil
}

// valJudges reports whether val has enough memes to tell configs apart by: as many as it takes to
// choose an epoch by, of as many groups as it takes to call a version better.
func (g *trainingSet) valJudges() bool {
	return len(g.Val) >= stoppingRows && len(g.byGroup(g.Val)) >= eval.DecidingGroups
}

// trainSwept trains the versions that are not there yet, and returns all of them, by config.
// How many there were, and what had to be mended, is said also beside an error.
func (w *Workbench) trainSwept(ctx context.Context, o SweepOptions, g *trainingSet, pack string, p Report) (heads []eval.SweepRows, made eval.Sweep, err error) {
	there, err := w.swept(ctx, o, g, pack)
	if err != nil {
		return nil, made, err
	}
	all := len(o.Configs) * o.Repeats
	for i, cfg := range o.Configs {
		h := eval.SweepRows{Config: cfg}
		for repeat := range o.Repeats {
			name, at := eval.SweepVersion(o.Name, i, repeat), i*o.Repeats+repeat
			if id, known := there[name]; known {
				made.Kept++
				h.Versions = append(h.Versions, id)
				continue
			}
			t, err := w.trainLocked(ctx, TrainOptions{Config: o.config(i, repeat), Name: name, Threads: o.Threads}, p.within(at, all, name))
			if t.ID != "" {
				made.Trained++
				for _, n := range t.Notices {
					if !slices.Contains(made.Notices, n) { // each head says it
						made.Notices = append(made.Notices, n)
					}
				}
			}
			if err != nil {
				return nil, made, err
			}
			if t.Fingerprint != g.fingerprint {
				return nil, made, fmt.Errorf("%s: labels have changed while the sweep was running: give it another name, and label later", name)
			}
			h.Versions = append(h.Versions, t.ID)
		}
		heads = append(heads, h)
	}
	return heads, made, nil
}

// evaluateSwept evaluates the versions on val.
func (w *Workbench) evaluateSwept(ctx context.Context, heads []eval.SweepRows, g *trainingSet) error {
	for i := range heads {
		h := &heads[i]
		for _, id := range h.Versions {
			onnx, err := w.store.Head(id)
			if err != nil {
				return err
			}
			rows, err := evaluateRows(ctx, onnx, g, g.Val)
			if err != nil {
				return err
			}
			h.Rows = append(h.Rows, rows)
		}
	}
	return nil
}

// crossValidateSwept evaluates what the versions were made from, their configs, as
// [Workbench.CrossValidate] does, so that both say the same of a config.
func (w *Workbench) crossValidateSwept(ctx context.Context, o SweepOptions, heads []eval.SweepRows, g *trainingSet, folds [][]fold, p Report) error {
	gold := g.withGold()
	for i := range heads {
		for repeat := range folds {
			rows, err := w.holdOutOnce(ctx, fused(g), inRepeat(o.Configs[i], repeat), folds[repeat], func(f int) {
				n := len(folds[repeat])
				p.tell(labels.Step{
					Phase: "cross-validate", Unit: "heads", Done: int64((i*len(folds)+repeat)*n + f), Total: int64(len(heads) * len(folds) * n),
					Note: fmt.Sprintf("as %s, fold %d of %d", eval.SweepVersion(o.Name, i, repeat), f+1, n),
				})
			})
			if err != nil {
				return err
			}
			heads[i].Rows = append(heads[i].Rows, pick(rows, gold))
		}
	}
	return nil
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
func (w *Workbench) swept(ctx context.Context, o SweepOptions, g *trainingSet, pack string) (map[string]string, error) {
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
		same := v.Config == cfg && v.Fingerprint == g.fingerprint && v.Pack == pack && slices.Equal(v.Encoders, g.Inputs) && v.Parent == "" && v.Origin == nil &&
			(v.Threads == 0 || v.Threads == head.RuntimeThreads(o.Threads))
		if same {
			captions, err := w.captionsSince(ctx, g, v.LabelSeq)
			if err != nil {
				return nil, err
			}
			same = captions == 0
		}
		if !same {
			return nil, fmt.Errorf("%s (%s) is there, %w: give the sweep another name, or delete those of this one", v.Name, v.ID, ErrOtherSweep)
		}
		there[v.Name] = v.ID
	}
	return there, nil
}

// captionsSince returns of how many memes of the training set the caption was another one when the log ended
// with the event seq.
func (w *Workbench) captionsSince(ctx context.Context, g *trainingSet, seq uint64) (int, error) {
	spoken, err := w.spokenOf(ctx, seq, g.seq)
	if err != nil {
		return 0, err
	}
	rows := make([]eval.Row, len(g.memes))
	for i, id := range g.memes {
		rows[i].Meme = id
	}
	_, captions, err := w.changedSince(rows, nil, spoken, seq, g.seq)
	return captions, err
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
