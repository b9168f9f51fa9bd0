package cli

import (
	"context"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"memebench/eval"
	"memebench/labels"
	"memebench/labels/queue"
	"memebench/model"
)

func newStats(o *options) *cobra.Command {
	return &cobra.Command{
		Use:   "stats [--annotator NAME]",
		Short: "Who has labelled how much, how fast, and how far all agree",
		Long: `stats says of each annotator how many memes have a level, by level and by day, how
long a meme takes, what waits and how long that will take, and how far the annotator
agrees: with the same annotator asked again, with the model where its answer was in sight
and where it was hidden, and with others on the memes that both have labelled. Of each
queue it says how many labels differ from what the model had said: if active queues find
what the model does not know, more do than in random ones.

Shares have their 95% interval by Wilson, kappas theirs by resampling the memes. What was
taken back does not count, and a re-ask counts only as an answer beside the first one.
With others, as in agreement, an adjudication does not count, but what its annotator had
said before it.
Without --annotator it is about everybody, whatever MEMEBENCH_ANNOTATOR says. The keys of
--json are described in eval/README.md.`,
		Example: `  memebench stats`,
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			who := ""
			if cmd.Flags().Changed("annotator") {
				who = o.annotator
				if err := labels.CheckAnnotator(who); err != nil {
					return usageError{err}
				}
			}
			return o.run(cmd.Context(), toRead, func(ctx context.Context, w *workspace, _ model.Report) (answer, error) {
				if err := o.sayUnknown(w, who); err != nil {
					return answer{}, err
				}
				s, err := w.stats(ctx, who)
				return answer{json: s, text: func(out io.Writer) error { return s.WriteText(out, queue.RecordedTitle) }}, err
			})
		},
	}
}

// sayUnknown says that an annotator who is asked for, "" for nobody, has given no level, as where the name is written otherwise.
func (o *options) sayUnknown(w *workspace, annotator string) error {
	if annotator == "" {
		return nil
	}
	all, err := w.store.Annotators()
	if err != nil || slices.Contains(all, annotator) {
		return err
	}
	said := "nobody has"
	if len(all) > 0 {
		said = "who has: " + labels.Printable(strings.Join(all, ", "))
	}
	o.say("note: %s has given no level here; %s", labels.Quoted(annotator), said)
	return nil
}

// stats makes the statistics of an annotator, "" for everybody.
func (w *workspace) stats(ctx context.Context, annotator string) (eval.Stats, error) {
	return eval.MakeStats(ctx, eval.StatsInput{
		Log:  w.store.LogByPlace,
		Said: w.store.PredictedLevels,
		Waiting: func(annotator string) (int, error) {
			s, err := w.store.Summary(annotator)
			return s.Counts.Waiting, err
		},
		Now:       time.Now(),
		Annotator: annotator,
	})
}
