package cli

import (
	"context"

	"github.com/spf13/cobra"

	"memebench/eval"
	"memebench/eval/report"
	"memebench/model"
)

func newAgreement(o *options) *cobra.Command {
	var version string
	var to *reports
	cmd := &cobra.Command{
		Use:   "agreement [--version served|latest|ID]",
		Short: "How far people agree: with each other, gold, themselves and the model",
		Long: `agreement prints Cohen's kappa (plain, linear and quadratic) of each two who have labelled
the same memes, Krippendorff's alpha (nominal, ordinal and interval) of all together, and
the kappas of each annotator with gold, with the same annotator asked again, and with the
model where its answer was in sight and where it was hidden. Intervals are at 95% and come
from resampling the memes.

Only levels that were given by themselves count: an adjudication, which is made with the
others' answers in sight, counts only as gold. Gold is what it would be without the
annotator who is compared with it. Levels of tables are voices of their own.

With --version the annotators are also weighed by CROWDLAB, beside what a model of that
version's config says of memes that it has not learned from (cross-validated on train and
val, which takes some seconds; test is left out). These are figures to find whose labels
to look at, and no gold rule: gold that is made from a model's answers would flatter that
model.`,
		Example: `  memebench agreement`,
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			how := toRead
			if cmd.Flags().Changed("version") {
				how = toAsk
				if err := checkVersion(version); err != nil {
					return err
				}
			}
			if err := to.check(o); err != nil {
				return err
			}
			return o.run(cmd.Context(), how, func(ctx context.Context, w *workspace, p model.Report) (answer, error) {
				a, err := w.agreement(ctx, version, p)
				if err != nil {
					return answer{}, err
				}
				return to.answer(o, w, answer{json: a, text: a.WriteText}, agreementContent(a))
			})
		},
	}
	cmd.Flags().StringVar(&version, "version", "", "`VERSION`: served, latest, or an id or a name: weigh the annotators beside it")
	to = o.reportFlags(cmd)
	return cmd
}

// agreementContent is what the report of how far people agree is filled from.
func agreementContent(a eval.Agreement) content {
	f := content{
		voices: true,
		seeds:  []report.Seed{resamplesSeed()},
		fill:   func(from report.Origin) (report.Document, error) { return report.Agreement(a, from), nil },
	}
	if a.Crowd != nil {
		f.versions, f.folds = []string{a.Crowd.Version}, !a.Crowd.Given
	}
	return f
}

// agreement compares all who have labelled; with a version, "" for none, also beside what its
// config makes of the memes.
func (w *workspace) agreement(ctx context.Context, version string, p model.Report) (eval.Agreement, error) {
	in := eval.AgreementInput{Log: w.store.LogByPlace, Said: w.store.PredictedLevels}
	if version != "" {
		v, said, err := w.bench.OutOfFold(ctx, version, p)
		if err != nil {
			return eval.Agreement{}, err
		}
		in.Version, in.Given, in.Predicted = v.ID, v.Headless(), said
	}
	return eval.MakeAgreement(ctx, in)
}
