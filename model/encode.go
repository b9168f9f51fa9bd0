package model

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"memebench/labels"
	"memebench/labels/workers"
	"memebench/model/encoder"
)

// Encoded says what an encoding did. A caption or picture that several memes
// share counts once.
type Encoded struct {
	Memes    int                `json:"memes"`   // in the workspace
	Encoded  int                `json:"encoded"` // captions and pictures encoded now
	Cached   int                `json:"cached"`  // captions and pictures that were there
	Seconds  float64            `json:"seconds"`
	Pack     string             `json:"pack"`
	Warnings []labels.RowReason `json:"warnings"`          // pictures that could not be read, by row
	Notices  []string           `json:"notices,omitempty"` // what had to be mended or replaced
}

// flushEvery bounds how much encoding work a kill -9 can cost.
const flushEvery = 2 * time.Second

// Encode reads captions in the pictures of memes without, see [Workbench.ReadCaptions], and
// computes the features that the workspace's memes lack, or that are damaged,
// on all threads, and appends them to the feature caches. Where captions cannot be read, a
// notice says why, and the pictures are encoded alone. A picture that cannot be read, or is no
// longer the one that was imported, is a warning; its meme goes on with its
// caption alone. Cancelled, it returns ctx.Err() and what was encoded stays.
func (w *Workbench) Encode(ctx context.Context, p Report) (Encoded, error) {
	return w.encodeUsed(ctx, w.encodeHere, p)
}

// encodeUsed encodes for the pack that the workspace uses.
func (w *Workbench) encodeUsed(ctx context.Context, all encodeFunc, p Report) (Encoded, error) {
	pack, err := w.Pack()
	if err != nil {
		return Encoded{}, err
	}
	unread, err := w.readFirst(ctx, p)
	if err != nil {
		return Encoded{}, err
	}
	report, err := w.encodePack(ctx, pack, all, p)
	report.Notices = append(unread, w.Notices()...)
	return report, err
}

// encode is Encode for a given pack: a version may read another one than the
// workspace uses now.
func (w *Workbench) encode(ctx context.Context, pack string, p Report) (Encoded, error) {
	return w.encodePack(ctx, pack, w.encodeHere, p)
}

// An encodeFunc encodes what lacks features, keeps them in the caches and counts them in
// the report.
type encodeFunc func(ctx context.Context, c *caches, work []Item, report *Encoded, p Report) error

func (w *Workbench) encodePack(ctx context.Context, pack string, all encodeFunc, p Report) (Encoded, error) {
	if err := w.encoding.acquire(ctx); err != nil {
		return Encoded{}, err
	}
	defer w.encoding.release()
	start := time.Now()
	report := Encoded{Pack: pack, Warnings: []labels.RowReason{}}
	c, err := w.caches(ctx, pack, p)
	if err != nil {
		return report, err
	}
	if err := w.mend(ctx, c); err != nil {
		return report, err
	}
	work, err := w.lacking(ctx, c, &report)
	if err == nil && len(work) > 0 {
		err = all(ctx, c, work, &report, p)
		slices.SortStableFunc(report.Warnings, func(a, b labels.RowReason) int { return cmp.Compare(a.Row, b.Row) })
	}
	report.Seconds = time.Since(start).Seconds()
	return report, err
}

// lacking lists what has no features yet, and counts the rest.
func (w *Workbench) lacking(ctx context.Context, c *caches, report *Encoded) (work []Item, err error) {
	seen := make([]map[[32]byte]bool, len(c.inputs))
	for i := range seen {
		seen[i] = map[[32]byte]bool{}
	}
	err = w.store.Rows(func(m labels.Meme, _ labels.State) error {
		report.Memes++
		for i, in := range c.inputs {
			key, ok := featureKey(in.Modality, &m)
			if !ok || seen[i][key] {
				continue
			}
			seen[i][key] = true
			if c.features[i].Has(key) {
				report.Cached++
				continue
			}
			work = append(work, Item{
				Meme: report.Memes - 1, Row: m.Row, Name: m.Name(), Input: i, Modality: in.Modality,
				Key: key, Caption: m.Caption, Path: fileOf(in.Modality, &m),
			})
		}
		return ctx.Err()
	})
	return work, err
}

// encodeHere spreads the work over the threads. Each worker encodes one caption or
// picture at a time: the sessions use one thread each, so that the machine's
// cores are shared by memes and not by the insides of one matrix product. Who
// labels meanwhile goes first.
func (w *Workbench) encodeHere(ctx context.Context, c *caches, work []Item, report *Encoded, p Report) (err error) {
	var (
		done    atomic.Int64
		mu      sync.Mutex // guards report and flushed
		flushed = time.Now()
		tell    = p.Plain().Throttled(100 * time.Millisecond)
		total   = int64(len(work))
		pack    *encoder.Pack
	)
	// The encoders take half a second to load, so they are loaded when there is
	// something to give them: a picture that cannot be read comes up every time.
	open := sync.OnceValues(func() (*encoder.Pack, error) {
		tell(labels.Step{Phase: "load encoders", Done: done.Load(), Total: total, Unit: "features"})
		var err error
		if pack, err = w.openPack(ctx, report.Pack); err == nil && !slices.Equal(pack.Inputs(), c.inputs) {
			err = w.addedAnew(report.Pack)
		}
		return pack, err
	})
	defer func() {
		if pack != nil {
			err = errors.Join(err, pack.Close())
		}
	}()
	one := func(ctx context.Context, t Item) error {
		x, err := encodeItem(ctx, open, w.videos, t)
		if err == nil {
			err = c.features[t.Input].Append(t.Key, x)
		}
		var bad *encoder.ItemError
		mu.Lock()
		defer mu.Unlock()
		switch {
		case errors.As(err, &bad):
			report.Warnings = append(report.Warnings, t.unreadable(bad.Err.Error()))
		case err != nil:
			return err
		default:
			report.Encoded++
		}
		if time.Since(flushed) > flushEvery {
			flushed = time.Now()
			return c.flush()
		}
		return nil
	}
	err = w.onThreads().Each(ctx, len(work), func(ctx context.Context, i int) error {
		if err := one(ctx, work[i]); err != nil {
			return err
		}
		tell(labels.Step{Phase: "encode", Done: done.Add(1), Total: total, Unit: "features"})
		return nil
	})
	return cmp.Or(err, c.flush())
}

// onThreads are the goroutines that share work on memes, behind who labels.
func (w *Workbench) onThreads() workers.Pool {
	return workers.Pool{Goroutines: w.threads, Begin: background}
}
