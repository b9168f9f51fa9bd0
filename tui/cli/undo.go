package cli

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"memebench/labels"
	"memebench/model"
)

func newUndo(o *options) *cobra.Command {
	return &cobra.Command{
		Use:   "undo [--annotator NAME]",
		Short: "Take back what you said last",
		Long: `undo takes back what you said last and has not been taken back, wherever it was said: a
level, skip, flag, note, caption or adjudication; what one key did to many memes goes back
as one. Called again it goes further back, without limit. Nothing leaves the log.`,
		Example: `  memebench undo`,
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return o.taking(cmd.Context(), "took back", "nothing left to undo", func(w *workspace, who string) ([]labels.Event, error) { return w.store.Undo(who) })
		},
	}
}

func newRedo(o *options) *cobra.Command {
	return &cobra.Command{
		Use:   "redo [--annotator NAME]",
		Short: "Say again what undo took back",
		Long: `redo says again what your last undo took back, and called again what those before it did,
as long as you have said nothing else since.`,
		Example: `  memebench redo`,
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return o.taking(cmd.Context(), "again", "nothing left to redo", func(w *workspace, who string) ([]labels.Event, error) { return w.store.Redo(who) })
		},
	}
}

// taking undoes or redoes, and says of which events, the newest first.
func (o *options) taking(ctx context.Context, did, nothing string, do func(*workspace, string) ([]labels.Event, error)) error {
	who, err := o.who()
	if err != nil {
		return err
	}
	return o.run(ctx, mustExist, func(_ context.Context, w *workspace, _ model.Report) (answer, error) {
		events, err := do(w, who)
		if err != nil {
			return answer{}, err
		}
		titles := make([]string, len(events))
		for i, e := range events {
			m, err := w.store.Meme(e.Meme)
			if err != nil {
				return answer{}, err
			}
			titles[i] = labels.Printable(m.Title())
		}
		return answer{did: len(events) > 0, json: append([]labels.Event{}, events...), text: func(out io.Writer) error {
			if len(events) == 0 {
				_, err := fmt.Fprintln(out, nothing)
				return err
			}
			for i, e := range events {
				if _, err := fmt.Fprintf(out, "%s: %s: %s\n", did, titles[i], said(e)); err != nil {
					return err
				}
			}
			return nil
		}}, nil
	})
}
