package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"memebench/eval"
	"memebench/eval/report"
	"memebench/model"
)

// noVersion is what describe calls the absence of a version.
const noVersion = "none"

func newDescribe(o *options) *cobra.Command {
	var version string
	var to *reports
	cmd := &cobra.Command{
		Use:   "describe [--version latest|served|ID|none]",
		Short: "What the memes and labels are, and if the labels can be learned",
		Long: `describe counts gold levels by split and levels by annotator, what memes lack, how long
captions are, and memes that share a picture or a caption. Then it says in a paragraph
that can be quoted whether the labels can be learned: how far they agree where something
was labelled twice (by several people, by one asked again, or as duplicates), what a
model finds in them, cross-validated, beside the same with labels permuted, and what a
model that knew the truth would reach. All figures have 95% intervals.

Cross-validating takes some seconds, and memes that are new are encoded first. The
version is the newest that was trained here, unless --version says another one; with
"--version none" no model is asked. The keys of --json are described in eval/README.md.`,
		Example: `  memebench describe`,
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if version == "" {
				return usagef(`--version "": want latest, served, none, or a version's id or name, which memebench models lists`)
			}
			how := toAsk
			if version == noVersion {
				how = toRead
			}
			if err := to.check(o); err != nil {
				return err
			}
			return o.run(cmd.Context(), how, func(ctx context.Context, w *workspace, p model.Report) (answer, error) {
				d, err := w.describe(ctx, version, cmd.Flags().Changed("version"), p)
				if err != nil {
					return answer{}, err
				}
				return to.answer(o, w, answer{json: d, text: d.WriteText}, describedContent(d))
			})
		},
	}
	cmd.Flags().StringVar(&version, "version", "latest", "`VERSION` whose config is cross-validated: latest, served, an id or a name, or none")
	to = o.reportFlags(cmd)
	return cmd
}

// describedContent is what the report of a description is filled from.
func describedContent(d eval.Description) content {
	f := content{
		voices: true,
		seeds:  []report.Seed{resamplesSeed()},
		fill:   func(from report.Origin) (report.Document, error) { return report.Description(d, from), nil },
	}
	if m := d.Learnable.Model; m != nil {
		f.versions, f.folds = []string{m.Version}, true
	}
	return f
}

// describe describes the workspace. A version that was asked for must be there, and must be able
// to answer; where none was, the description says why none could be.
func (w *workspace) describe(ctx context.Context, version string, asked bool, p model.Report) (eval.Description, error) {
	var m *eval.Evaluation
	why := "memebench describe --version latest asks one"
	if version != noVersion {
		var err error
		if m, why, err = w.crossValidated(ctx, version, asked, p); err != nil {
			return eval.Description{}, err
		}
	}
	return w.describeBeside(ctx, m, why, "")
}

// describeBeside describes the workspace beside what a model was found to make of it, and what has changed
// since; nil for none, and why.
func (w *workspace) describeBeside(ctx context.Context, m *eval.Evaluation, why, since string) (eval.Description, error) {
	a, err := w.agreement(ctx, "", nil)
	if err != nil {
		return eval.Description{}, err
	}
	return eval.Describe(ctx, eval.DescribeInput{Rows: w.store.Rows, Agreement: a, Model: m, Unasked: why, Since: since})
}

// crossValidated evaluates a version's config, unless none was asked for and none is there
// that was trained here: then it says why.
func (w *workspace) crossValidated(ctx context.Context, version string, asked bool, p model.Report) (*eval.Evaluation, string, error) {
	if !asked {
		all, err := w.store.Versions()
		if err != nil {
			return nil, "", err
		}
		version = ""
		for _, v := range all {
			if !v.Starter() && v.Origin == nil {
				version = v.ID
			}
		}
		if version == "" {
			return nil, "none was trained here yet (memebench train)", nil
		}
	}
	e, _, err := w.bench.Evaluate(ctx, version, eval.CVRows, p)
	if err == nil && e.Given { // it says nothing of what can be learnt from these labels
		return nil, "", fmt.Errorf("%s is predictions from elsewhere, with no config to cross-validate: name a version that was trained, or none", e.Version)
	}
	if !asked && errors.Is(err, model.ErrNothingToEvaluate) {
		return nil, "no meme of train and val has a gold level", nil
	}
	if !asked && errors.Is(err, model.ErrOneGroup) {
		return nil, "all labelled memes of train and val are of one group", nil
	}
	return &e, "", err
}
