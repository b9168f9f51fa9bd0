package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"memebench/db"
	"memebench/eval"
	"memebench/labels"
	"memebench/labels/dataset"
	"memebench/labels/queue"
	"memebench/labels/workers"
	"memebench/model"
	"memebench/model/settings"
	"memebench/tui"
)

// runWorkbench opens the screens on the workspace and closes everything after
// them: tui.Run has cancelled its jobs and waited for them when it returns.
func runWorkbench(ctx context.Context, o *options) (err error) {
	who, err := o.who()
	if err != nil {
		return err
	}
	keys, err := readKeys()
	if err != nil {
		return err
	}
	// A path that is mistyped would be an empty workspace.
	w, err := o.open(ctx, mustExist)
	if err != nil {
		return err
	}
	release := func() {}
	defer func() {
		err = w.end(o, err) // on a disk that hangs it does not return: the last words say what was rescued
		release()
	}()
	deps, err := w.deps(who)
	if err != nil {
		return err
	}
	deps.Keys = keys
	if err := w.beginWith(o.queue, &deps); err != nil {
		return err
	}
	mouse, err := settings.Mouse.Read(w.store)
	if err != nil {
		return err
	}
	deps.Rescue = func(events []labels.Event, why error) error {
		return o.ends.rescue(func() error { return w.rescue(events, why) })
	}
	deps.Unfinished = func(of, text string) {
		fmt.Fprintf(o.err, "memebench: %s was being written, and is not kept. It read:\n%s\n", labels.Quoted(of), labels.PrintableLines(text))
	}
	// Asked last: what is typed before the answers is not lost, but not shown.
	t, err := o.terminal(ctx, mouse == settings.MouseOn)
	if err != nil {
		return err
	}
	release = o.ends.hold(w.lastWords(o, t.Terminal.Restore))
	moreProcessors()
	err = tui.Run(ctx, deps, t)
	err = errors.Join(w.rescueLost(o), err)
	var fault *workers.Panic
	switch {
	case errors.As(err, &fault):
		o.ends.fault(fault)
	case errors.Is(err, tui.ErrUnderWay): // the store must not be closed under it
		o.ends.now()
	}
	return err
}

// beginWith has labelling begin with a queue, if one is named.
func (w *workspace) beginWith(queue string, d *tui.Deps) error {
	if queue == "" {
		return nil
	}
	if err := w.bench.CheckQueue(queue); err != nil {
		return usageError{err}
	}
	d.Queue = queue
	return nil
}

// lastWords gives the terminal back and says what was rescued, where the process ends
// without an error that says it.
func (w *workspace) lastWords(o *options, restore func()) func() {
	return func() {
		restore()
		if said := w.rescued.error(); said != nil {
			o.say("%v", said)
		}
	}
}

// moreProcessors lets the screens go on while every processor computes. A thread
// inside ONNX Runtime holds one of Go's processors until the runtime's monitor
// takes it back, which it looks for only every 10 ms when nothing else happens: a
// key would wait for that at each step of its way to the screen. Two processors
// more than the machine's are always free for it. It is called when the workspace is
// open, which has counted by then on how many threads it encodes and trains.
func moreProcessors() { runtime.GOMAXPROCS(runtime.GOMAXPROCS(0) + 2) }

// deps gives the screens what they need of this workspace.
func (w *workspace) deps(who string) (tui.Deps, error) {
	blind, err := w.blind()
	if err != nil {
		return tui.Deps{}, err
	}
	retrain, err := settings.RetrainEvery.Read(w.store)
	if err != nil {
		return tui.Deps{}, err
	}
	policy, err := w.bench.Policy()
	if err != nil {
		return tui.Deps{}, err
	}
	text, digest, err := w.guide()
	if err != nil {
		return tui.Deps{}, err
	}
	columns, err := w.bench.Columns()
	if err != nil {
		return tui.Deps{}, err
	}
	datasets, err := w.datasets()
	if err != nil {
		return tui.Deps{}, err
	}
	here, err := os.Getwd()
	if err != nil {
		here = w.dir // it has been removed since
	}
	return tui.Deps{
		Read: func(f func(tui.Reader) error) error { return w.store.Read(func(r *db.Reader) error { return f(r) }) },
		Log:  w.store, Versions: w.store, Settings: w.store,

		Prepare: func(ctx context.Context, p model.Report) ([]string, error) {
			// First, as it may move memes between the splits, from which a version learns. The
			// starter set, whose pictures are all different, is not looked through.
			has, err := w.hasOthers()
			if err == nil && has {
				_, err = dataset.FindNear(ctx, w.store, p.Plain())
			}
			if err != nil {
				return nil, err
			}
			return w.bench.Prepare(ctx, p)
		},
		Train:     w.bench.Retrain,
		Backup:    w.backUp,
		Evaluate:  w.evaluateSliced,
		Compare:   w.bench.CompareToServe,
		MakeQueue: w.queuesOf(who, false),
		Search: func(ctx context.Context, s labels.Search) (labels.Hits, error) {
			return w.search(ctx, s, nil)
		},
		Likest: func(ctx context.Context, meme uint64, among []uint64, by labels.Likeness, most int) ([]model.Like, error) {
			return w.bench.Likest(ctx, meme, among, by, most, nil)
		},
		Annotators: w.store.Annotators,
		SavedQueries: func() ([]labels.SavedQuery, error) {
			all, err := w.store.Settings()
			return labels.SavedQueries(all), err
		},
		Stats: func(ctx context.Context) (eval.Stats, error) {
			return readAtOnce(w, func(at *workspace) (eval.Stats, error) { return at.stats(ctx, "") })
		},
		Agreement: func(ctx context.Context) (eval.Agreement, error) {
			return readAtOnce(w, func(at *workspace) (eval.Agreement, error) { return at.agreement(ctx, "", nil) })
		},
		Describe: func(ctx context.Context, m *eval.Evaluation, since string) (eval.Description, error) {
			return readAtOnce(w, func(at *workspace) (eval.Description, error) {
				return at.describeBeside(ctx, m, "Evaluate cross-validates one (view cv)", since)
			})
		},
		Check: func(ctx context.Context, version string, kind eval.CheckKind, p model.Report) (eval.Check, error) {
			return w.bench.CheckLabels(ctx, version, kind, eval.ByLoss, p)
		},
		LookAt:   w.bench.LookAt,
		FindMeme: w.store.FindMeme,
		Promote:  w.bench.Promote,
		Rollback: func(ctx context.Context) (string, error) { return w.bench.Rollback(ctx, nil) },

		Frames:   w.frames,
		OpenFile: openFile, KeepTrace: keepTrace,
		ReportPlace: func(name string) (string, bool, error) { return w.reportPlace(here, name) },
		WriteReport: w.writeReport,

		Columns: columns, Datasets: datasets, Workspace: filepath.Base(w.dir), Folder: shortPath(w.dir), Here: here, Annotator: who,
		Guide: text, GuideDigest: digest, ReadGuide: w.readGuide,
		Blind: blind, Retrain: retrain, Policy: policy, Now: time.Now,
	}, nil
}

// shortPath is the path of a folder as one would type it here: relative to the
// working directory when that is shorter.
func shortPath(dir string) string {
	wd, err := os.Getwd()
	if err != nil {
		return dir
	}
	if rel, err := filepath.Rel(wd, dir); err == nil && len(rel) < len(dir) {
		return rel
	}
	return dir
}

// queuesOf makes the queues of an annotator, alone or not as in [labels.Search].
func (w *workspace) queuesOf(who string, alone bool) func(context.Context, string, model.Report) (queue.List, error) {
	return func(ctx context.Context, name string, p model.Report) (queue.List, error) {
		return w.bench.Queue(ctx, name, who, alone, p)
	}
}
