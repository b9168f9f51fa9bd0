package dataset

import (
	"context"
	"fmt"
	"io"

	"memebench/labels"
)

// ExportStore is what an export needs of a workspace's store.
type ExportStore interface {
	Datasets() ([]labels.Dataset, error)
	MemeCount() (int, error)
	// Rows gives every meme with its state, in the order of import.
	Rows(yield func(labels.Meme, labels.State) error) error
	Events(id labels.MemeID) ([]labels.Event, error) // of a meme, in the order of the log
	Log(from uint64, yield func(labels.Event) error) error
	LastSeq() (uint64, error)
	Settings() ([]labels.Setting, error)
	Resplits() (uint64, error)
}

// exportStep is how many rows are written between two looks at the context.
const exportStep = 500

// Export writes a workspace to w, with every meme in the order of import, in one of
// the [ExportFormats]: memotion, a table with all imported columns and
// overall_sentiment from gold ([MemotionWriter]); jsonl, a line for each meme with
// everybody's labels ([JSONLWriter]); or memebench, everything from which [Rebuild]
// makes the workspace again ([RecordWriter]). When it returns an error, what w has got
// is not whole.
func Export(ctx context.Context, store ExportStore, format string, w io.Writer, p labels.Report) error {
	e := exporting{ctx: ctx, store: store, progress: p}
	f, ok := named(exportFormats, format)
	if !ok {
		return fmt.Errorf("export: format %q: want %s", labels.Printable(format), OneOf(ExportFormats()...))
	}
	err := f.write(&e, w)
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	return nil
}

// exporting is one export under way.
type exporting struct {
	ctx      context.Context
	store    ExportStore
	progress labels.Report

	done, total int
	unit        string
}

// begin counts from 0 up to total.
func (e *exporting) begin(unit string, total int) { e.done, e.total, e.unit = 0, total, unit }

// step is called before each row and after the last.
func (e *exporting) step() error {
	if e.done%exportStep == 0 || e.done == e.total {
		e.progress.Tell(labels.Step{Phase: "export", Done: int64(e.done), Total: int64(max(e.total, e.done)), Unit: e.unit})
		return e.ctx.Err()
	}
	return nil
}

// rows calls yield with every meme and its state.
func (e *exporting) rows(yield func(labels.Meme, labels.State) error) error {
	total, err := e.store.MemeCount()
	if err != nil {
		return err
	}
	e.begin("memes", total)
	err = e.store.Rows(func(m labels.Meme, s labels.State) error {
		if err := e.step(); err != nil {
			return err
		}
		e.done++
		return yield(m, s)
	})
	if err != nil {
		return err
	}
	return e.step()
}
