package cli

import (
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"memebench/eval"
	"memebench/model"
)

// listedVersion is a version as models prints it with --json.
type listedVersion struct {
	eval.Version
	Served      bool `json:"served"`
	OtherSplits bool `json:"other_splits"` // the memes were dealt anew since
}

func newModels(o *options) *cobra.Command {
	list := func(cmd *cobra.Command, _ []string) error {
		return o.run(cmd.Context(), mustExist, func(_ context.Context, w *workspace, _ model.Progress) (answer, error) {
			return w.versions()
		})
	}
	cmd := &cobra.Command{
		Use:   "models",
		Short: "List the versions of the model, serve another one, roll back",
		Args:  noArgs,
		RunE:  list,
	}
	cmd.AddCommand(&cobra.Command{
		Use: "list", Short: "List the versions, oldest first", Args: noArgs, RunE: list,
	}, &cobra.Command{
		Use: "promote ID", Short: "Serve this version", Args: exactArgs(1, "a version's id"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.run(cmd.Context(), mustExist, func(ctx context.Context, w *workspace, p model.Progress) (answer, error) {
				return w.served(w.bench.Promote(ctx, args[0], p))
			})
		},
	}, &cobra.Command{
		Use: "rollback", Short: "Serve again what was served before the last promotion", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return o.run(cmd.Context(), mustExist, func(ctx context.Context, w *workspace, p model.Progress) (answer, error) {
				_, err := w.bench.Rollback(ctx, p)
				return w.served(err)
			})
		},
	})
	return cmd
}

// versions lists the workspace's versions.
func (w *workspace) versions() (answer, error) {
	versions, err := w.store.Versions()
	if err != nil {
		return answer{}, err
	}
	served, err := w.store.Served()
	if err != nil {
		return answer{}, err
	}
	resplits, err := w.store.Resplits()
	if err != nil {
		return answer{}, err
	}
	listed := make([]listedVersion, len(versions))
	for i, v := range versions {
		listed[i] = listedVersion{v, v.ID == served, v.Resplits < resplits}
	}
	return answer{json: listed, text: func(out io.Writer) error {
		if len(listed) == 0 {
			_, err := fmt.Fprintln(out, model.ErrNoVersion)
			return err
		}
		t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(t, "version\tlabels\tval macro-F1\tval QWK\tencoders\ttrained\t")
		for _, v := range listed {
			var marks []string
			if v.Served {
				marks = append(marks, "served")
			}
			if v.OtherSplits {
				marks = append(marks, "other splits")
			}
			fmt.Fprintf(t, "%s\t%d\t%s\t%s\t%s\t%s\t%s\n", v.ID, v.Labels, v.Val.MacroF1, v.Val.QWK, v.Pack, v.Created.Local().Format("2 Jan 15:04"), strings.Join(marks, ", "))
		}
		return t.Flush()
	}}, nil
}

// served answers a change of the served version, or its failure.
func (w *workspace) served(err error) (answer, error) {
	if err != nil {
		return answer{}, err
	}
	id, err := w.store.Served()
	return answer{json: map[string]string{"served": id}, text: func(out io.Writer) error {
		_, err := fmt.Fprintf(out, "%s is served\n", id)
		return err
	}}, err
}
