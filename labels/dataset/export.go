package dataset

import (
	"context"
	"fmt"
	"io"
	"slices"

	"memebench/labels"
)

// ExportStore is what an export needs of a workspace's store.
type ExportStore interface {
	Datasets() ([]labels.Dataset, error)
	MemeCount() (int, error)
	// Rows gives every meme with where it stands, in the order of import.
	Rows(yield func(labels.Meme, labels.State) error) error
	Events(id labels.MemeID) ([]labels.Event, error) // of a meme, in the order of the log
	Log(from uint64, yield func(labels.Event) error) error
	LastSeq() (uint64, error)
	Settings() ([]labels.Setting, error)
	Resplits() (uint64, error)
}

// The formats of an export.
const (
	FormatMemotion = "memotion"
	FormatJSONL    = "jsonl"
	FormatRecords  = "memebench"
)

// exportStep is how many rows are written between two looks at the context.
const exportStep = 500

// Export writes a workspace to w, with every meme in the order of import, in one of
// three formats: memotion, a table with all imported columns and overall_sentiment
// from gold (labels.MemotionWriter); jsonl, a line for each meme with everybody's
// labels (labels.JSONLWriter); or memebench, everything from which [Rebuild] makes
// the workspace anew (labels.RecordWriter). When it returns an error, what w has got
// is not whole.
func Export(ctx context.Context, store ExportStore, format string, w io.Writer, p labels.Report) error {
	e := exporting{ctx: ctx, store: store, progress: p}
	var err error
	switch format {
	case FormatMemotion:
		err = e.memotion(w)
	case FormatJSONL:
		err = e.jsonl(w)
	case FormatRecords:
		err = e.records(w)
	default:
		err = fmt.Errorf("format %q: want memotion, jsonl or memebench", labels.Printable(format))
	}
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

// begin counts anew, up to total.
func (e *exporting) begin(unit string, total int) { e.done, e.total, e.unit = 0, total, unit }

// step is called before each row and after the last.
func (e *exporting) step() error {
	if e.done%exportStep == 0 || e.done == e.total {
		e.progress.Tell(labels.Step{Phase: "export", Done: int64(e.done), Total: int64(max(e.total, e.done)), Unit: e.unit})
		return e.ctx.Err()
	}
	return nil
}

// rows calls yield with every meme and where it stands.
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

func (e *exporting) memotion(w io.Writer) error {
	datasets, err := e.store.Datasets()
	if err != nil {
		return err
	}
	out, err := NewMemotionWriter(w, datasets)
	if err != nil {
		return err
	}
	if err := e.rows(out.Write); err != nil {
		return err
	}
	return out.Flush()
}

func (e *exporting) jsonl(w io.Writer) error {
	datasets, err := e.store.Datasets()
	if err != nil {
		return err
	}
	out, err := NewJSONLWriter(w, datasets)
	if err != nil {
		return err
	}
	err = e.rows(func(m labels.Meme, s labels.State) error {
		var events []labels.Event
		// Of what was imported the log says no more than where the meme stands.
		if slices.ContainsFunc(s.Current, func(st labels.CurrentLabel) bool { return st.Source != labels.Import }) {
			var err error
			if events, err = e.store.Events(m.ID); err != nil {
				return err
			}
		}
		return out.Write(m, s, events)
	})
	if err != nil {
		return err
	}
	return out.Flush()
}

func (e *exporting) records(w io.Writer) error {
	resplits, err := e.store.Resplits()
	if err != nil {
		return err
	}
	datasets, err := e.store.Datasets()
	if err != nil {
		return err
	}
	settings, err := e.store.Settings()
	if err != nil {
		return err
	}
	out, err := NewRecordWriter(w, resplits)
	if err != nil {
		return err
	}
	for _, d := range datasets {
		if err := out.Dataset(d); err != nil {
			return err
		}
	}
	for _, s := range settings {
		if err := out.Setting(s); err != nil {
			return err
		}
	}
	if err := e.rows(func(m labels.Meme, _ labels.State) error { return out.Meme(m) }); err != nil {
		return err
	}
	last, err := e.store.LastSeq()
	if err != nil {
		return err
	}
	e.begin("labels", int(last))
	err = e.store.Log(1, func(event labels.Event) error {
		if err := e.step(); err != nil {
			return err
		}
		e.done++
		return out.Event(event)
	})
	if err == nil {
		err = e.step()
	}
	if err != nil {
		return err
	}
	return out.Close()
}
