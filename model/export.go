package model

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
	// Rows gives every meme with where it stands, in the order of import.
	Rows(yield func(labels.Meme, labels.State) error) error
}

// exportStep is how many memes are written between two looks at the context.
const exportStep = 500

// Export writes every meme of a workspace to w, in the order of import, as one of
// two formats: memotion, a table with all imported columns and overall_sentiment
// from gold (labels.MemotionWriter), or jsonl, a line for each meme with
// everybody's labels (labels.JSONLWriter). When it returns an error, what w has got
// is not whole.
func Export(ctx context.Context, store ExportStore, format string, w io.Writer, p Progress) error {
	datasets, err := store.Datasets()
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	total, err := store.MemeCount()
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	var out interface {
		Write(labels.Meme, labels.State) error
		Flush() error
	}
	switch format {
	case "memotion":
		out, err = labels.NewMemotionWriter(w, datasets)
	case "jsonl":
		out, err = labels.NewJSONLWriter(w, datasets)
	default:
		return fmt.Errorf("export: format %q: want memotion or jsonl", labels.Printable(format))
	}
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	done := 0
	tell := func() {
		p.tell(Step{Phase: "export", Done: int64(done), Total: int64(max(total, done)), Unit: "memes"})
	}
	err = store.Rows(func(m labels.Meme, s labels.State) error {
		if done%exportStep == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
			tell()
		}
		done++
		return out.Write(m, s)
	})
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	tell()
	return nil
}
