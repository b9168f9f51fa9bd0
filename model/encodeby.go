package model

import (
	"context"
	"errors"
	"runtime"

	"memebench/eval"
	"memebench/labels"
	"memebench/labels/workers"
	"memebench/model/encoder"
)

// Fleet encodes on other machines, as package fleet does.
type Fleet interface {
	// Encode has the items encoded by encoders that have these inputs, of which Item.Input is
	// an index. It gives keep what has come of them, in portions and in any order, each item
	// at least once: what keep has taken is on the disk here. keep is not called again while
	// it runs. Encode returns when all items have been kept; what keep or ctx fails with is
	// its error, and what was kept stays.
	Encode(ctx context.Context, inputs []eval.Input, items []Item, keep func([]Encoding) error, p Report) error
}

// Encoding is what has come of an item: its features, or why its picture cannot be read.
type Encoding struct {
	Item     int       // an index of the items that were to be encoded
	Features []float32 // as wide as the item's input says; nil with a fault
	Fault    string    // one sentence; "" with features
}

// EncodeBy is [Workbench.Encode] on other machines: they make the features, and only this
// one writes them to the caches. Captions are read in pictures here, before.
func (w *Workbench) EncodeBy(ctx context.Context, f Fleet, p Report) (Encoded, error) {
	return w.encodeUsed(ctx, func(ctx context.Context, c *caches, work []Item, report *Encoded, p Report) error {
		done := make([]bool, len(work))
		keep := func(portion []Encoding) error {
			for _, e := range portion {
				t := work[e.Item]
				if done[e.Item] {
					continue
				}
				if e.Fault != "" {
					report.Warnings = append(report.Warnings, t.unreadable(labels.Printable(e.Fault)))
				} else if err := c.features[t.Input].Append(t.Key, e.Features); err != nil {
					return err
				} else {
					report.Encoded++
				}
				done[e.Item] = true
			}
			return c.flush()
		}
		return f.Encode(ctx, c.inputs, work, keep, p)
	}, p)
}

// Encoders are the encoders of a pack, without a workspace: a machine that encodes for
// others has no more. Their methods may be called from several goroutines.
type Encoders struct {
	Videos  Videos // nil: videos and sounds are not read
	pack    *encoder.Pack
	inputs  []eval.Input
	threads int
}

// OpenEncoders opens the encoders of a pack, fetching what is missing. They use every
// processor that Go uses.
func OpenEncoders(ctx context.Context, packs *encoder.Packs, fetch Fetch, pack string, p Report) (*Encoders, error) {
	if err := startRuntime(ctx, packs, fetch, pack, p); err != nil {
		return nil, err
	}
	inputs, err := packs.Inputs(pack)
	if err != nil {
		return nil, err
	}
	p.tell(labels.Step{Phase: "load encoders"})
	opened, err := packs.Open(ctx, pack)
	if err != nil {
		return nil, err
	}
	return &Encoders{pack: opened, inputs: inputs, threads: runtime.GOMAXPROCS(0)}, nil
}

// Inputs describes the features that the encoders make.
func (e *Encoders) Inputs() []eval.Input { return e.inputs }

// Encode encodes the items, each by the encoder that its Input
// names, on all threads: one Encoding for each item, in their order. It makes of an item, bit for
// bit, what [Workbench.Encode] makes of it on the same kind of processor.
func (e *Encoders) Encode(ctx context.Context, items []Item) ([]Encoding, error) {
	out := make([]Encoding, len(items))
	open := func() (*encoder.Pack, error) { return e.pack, nil }
	pool := workers.Pool{Goroutines: e.threads, Begin: background}
	err := pool.Each(ctx, len(items), func(ctx context.Context, i int) error {
		x, err := encodeItem(ctx, open, e.Videos, items[i])
		out[i] = Encoding{Item: i, Features: x}
		var bad *encoder.ItemError
		if errors.As(err, &bad) {
			out[i].Fault, err = bad.Err.Error(), nil
		}
		return err
	})
	return out, err
}

// Close closes the encoders.
func (e *Encoders) Close() error { return e.pack.Close() }
