package model

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"memebench/labels"
	"memebench/model/picture"
)

// EncodeReport says what an encoding did.
type EncodeReport struct {
	Memes    int         `json:"memes"`   // in the workspace
	Encoded  int         `json:"encoded"` // captions and pictures encoded now
	Cached   int         `json:"cached"`  // captions and pictures that were there
	Seconds  float64     `json:"seconds"`
	Pack     string      `json:"pack"`
	Warnings []RowReason `json:"warnings"` // pictures that could not be decoded
}

// flushEvery bounds how much encoding work a kill -9 can cost.
const flushEvery = 2 * time.Second

// todo is one caption or picture that lacks features.
type todo struct {
	input   int // which modality
	row     int
	name    string // of the meme, for messages
	key     [32]byte
	caption string
	path    string // of the picture
}

// Encode computes the features that the workspace's memes lack, on all threads,
// and appends them to the feature caches. A picture that cannot be decoded is a
// warning; its meme goes on with its caption alone. Cancelled, it returns
// ctx.Err() and what was encoded stays.
func (w *Workbench) Encode(ctx context.Context, p Progress) (EncodeReport, error) {
	pack, err := w.Pack()
	if err != nil {
		return EncodeReport{}, err
	}
	return w.encode(ctx, pack, p)
}

// encode is Encode for a given pack: a version may read another one than the
// workspace uses now.
func (w *Workbench) encode(ctx context.Context, pack string, p Progress) (EncodeReport, error) {
	if err := w.encoding.take(ctx); err != nil {
		return EncodeReport{}, err
	}
	defer w.encoding.give()
	start := time.Now()
	report := EncodeReport{Pack: pack, Warnings: []RowReason{}}
	c, err := w.caches(ctx, pack, p)
	if err != nil {
		return report, err
	}

	var work []todo
	queued := map[[32]byte]bool{}
	err = w.store.Rows(func(m labels.Meme, _ labels.State) error {
		report.Memes++
		for i, in := range c.inputs {
			key, ok := featureKey(in.Modality, &m)
			if !ok || queued[key] {
				continue
			}
			queued[key] = true
			if c.features[i].has(key) {
				report.Cached++
				continue
			}
			work = append(work, todo{input: i, row: m.Row, name: m.Name(), key: key, caption: m.Caption, path: m.Image.Path})
		}
		return ctx.Err()
	})
	if err != nil || len(work) == 0 {
		report.Seconds = time.Since(start).Seconds()
		return report, err
	}
	p.tell(Step{Phase: "load encoders", Total: int64(len(work)), Unit: "items"})
	enc, err := OpenPack(pack, w.files)
	if err != nil {
		return report, err
	}
	defer enc.Close()
	err = w.encodeAll(ctx, enc, c, work, &report, p)
	report.Seconds = time.Since(start).Seconds()
	return report, err
}

// encodeAll spreads the work over the threads. Each worker encodes one caption or
// picture at a time: the sessions use one thread each, so that the machine's
// cores are shared by memes and not by the insides of one matrix product.
func (w *Workbench) encodeAll(ctx context.Context, enc *Pack, c *caches, work []todo, report *EncodeReport, p Progress) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var (
		next, done atomic.Int64
		wg         sync.WaitGroup
		mu         sync.Mutex // guards report and flushed
		flushed    = time.Now()
		tell       = throttle(p, 100*time.Millisecond)
	)
	worker := func() error {
		for ctx.Err() == nil {
			i := next.Add(1) - 1
			if i >= int64(len(work)) {
				return nil
			}
			t := work[i]
			err := encodeOne(ctx, enc, c, t)
			var bad *pictureError
			mu.Lock()
			switch {
			case errors.As(err, &bad):
				report.Warnings = append(report.Warnings, RowReason{Row: t.row, Reason: fmt.Sprintf("%s: %v", labels.Printable(t.name), bad.err)})
				err = nil
			case err == nil:
				report.Encoded++
			}
			if err == nil && time.Since(flushed) > flushEvery {
				err = c.flush()
				flushed = time.Now()
			}
			mu.Unlock()
			if err != nil {
				return err
			}
			tell(Step{Phase: "encode", Done: done.Add(1), Total: int64(len(work)), Unit: "items"})
		}
		return nil
	}
	for range w.threads {
		wg.Go(func() {
			if err := worker(); err != nil {
				cancel(err)
			}
		})
	}
	wg.Wait()
	err := context.Cause(ctx)
	return errors.Join(err, c.flush())
}

// pictureError marks an error that belongs to one picture and not to the job.
type pictureError struct{ err error }

func (e *pictureError) Error() string { return e.err.Error() }

func encodeOne(ctx context.Context, enc *Pack, c *caches, t todo) error {
	var x []float32
	var err error
	switch c.inputs[t.input].Modality {
	case TextModality:
		x, err = enc.Text.EncodeText(t.caption)
	case ImageModality:
		img, _, oerr := picture.Open(ctx, t.path)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if oerr != nil {
			return &pictureError{oerr}
		}
		x, err = enc.Image.EncodeImage(img)
	}
	if err != nil {
		return fmt.Errorf("encode %s: %w", labels.Printable(t.name), err)
	}
	return c.features[t.input].Append(t.key, x)
}

// throttle passes on a step at most once per interval, so that a fast loop does
// not spend its time telling; the last step of a phase always passes.
func throttle(p Progress, every time.Duration) Progress {
	var mu sync.Mutex
	var last time.Time
	return func(s Step) {
		mu.Lock()
		defer mu.Unlock()
		if now := time.Now(); s.Done == s.Total || now.Sub(last) >= every {
			last = now
			p.tell(s)
		}
	}
}
