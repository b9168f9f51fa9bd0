package cli

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/charmbracelet/x/ansi"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"memebench/eval"
	"memebench/eval/report"
	"memebench/labels"
	"memebench/model"
)

// checkWanted says which labels are listed, and in which order.
type checkWanted struct {
	kind  string
	by    string
	limit int

	version string // whose config or predictions are gone by, "" for the served one
	table   output
}

func newCheck(o *options) *cobra.Command {
	var c checkWanted
	var to *reports
	cmd := &cobra.Command{
		Use:   "check [--kind errors|duplicates|reasks|far] [--by loss|margin|distance] [--version VERSION] [--limit N] [--csv FILE]",
		Short: "List labels that are likely wrong, or contradict each other",
		Long: `check lists labels to be looked at again, the worst first, each with a reason:

  errors      all labelled memes of train and val, by what models that have not seen
              them say: five folds by group, up to 5,000 memes three times with other
              folds, of which the mean counts; with the config of the served version.
              They are trained where labels or memes have changed since the last time
  duplicates  memes that share picture or caption with others, most of which have
              another level
  reasks      memes to which an annotator gave another level when asked again
  far         of errors, those whose level is two or more off from the model's

--by says what the worst is, for errors and far: the log loss of the level (loss), by how
much another level is more probable (margin), or how many levels off it is expected to be
(distance). A "!" marks the suspects: of errors and far, those of confident learning. What
was kept, changed or flagged on the screen Check, or in a cell of the matrix, is not listed
again; the last line says how often the list was right on Check.

--version cross-validates the config of another version, or goes by predictions from
elsewhere (memebench predictions); where one of these is a level only, by how many levels
off they are.

The --json answer is an array of {"meme", "label", "suggested", "score", "suspect",
"reason"}; --csv writes the same, with image_name after meme, as a table. The score is the
higher the worse: of duplicates and reasks, how many levels are between the two.
eval/README.md says how well it finds errors.`,
		Example: `  memebench check --limit 20
  memebench check --kind duplicates --json`,
		Args: func(cmd *cobra.Command, args []string) error {
			if err := noArgs(cmd, args); err != nil {
				return err
			}
			return c.check(cmd)
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			kind, how := eval.CheckKind(c.kind), toRead
			if kind.NeedsModel() {
				how = toAsk
			}
			if err := to.check(o); err != nil {
				return err
			}
			return o.run(cmd.Context(), how, func(ctx context.Context, w *workspace, p model.Report) (answer, error) {
				found, err := w.bench.CheckLabels(ctx, c.version, kind, eval.Suspicion(c.by), p)
				if err != nil {
					return answer{}, err
				}
				all := len(found.Doubts)
				listed := all
				if c.limit > 0 {
					listed = min(all, c.limit)
				}
				if found.Chance != "" {
					o.say("%s", found.Chance)
				}
				left := leftToCheck(found, kind, listed)
				found.Doubts = found.Doubts[:listed]
				a := answer{json: found.Doubts, text: func(out io.Writer) error { return o.writeCheck(out, w, found, left, kind) }}
				if !c.table.stdout() {
					a.status = c.table.file(o, asText, func(f io.Writer) error { return eval.WriteDoubts(ctx, f, found.Doubts, w.store.Meme) })
					if a.status == nil {
						o.say("%s written to %s", howMany(len(found.Doubts), "label"), c.table.title())
					}
				}
				return to.answer(o, w, a, w.checkedContent(found, kind, c.version, all))
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&c.kind, "kind", string(eval.CheckErrors), "`KIND`: "+labels.OneOf(eval.CheckKinds...))
	f.StringVar(&c.by, "by", string(eval.ByLoss), "`MEASURE` of errors and far: "+labels.OneOf(eval.Suspicions...))
	f.StringVar(&c.version, "version", "", "`VERSION` whose config is cross-validated, or predictions from elsewhere: served, latest, or an id or a name (default: served)")
	f.IntVar(&c.limit, "limit", 0, "at most `N` memes (default: all)")
	o.fileFlag(cmd, "csv", &c.table, "`FILE` to write, with a row for each label")
	to = o.reportFlags(cmd)
	return cmd
}

// checkedContent is what the report of labels to be looked at again is filled from, of which there
// are so many in all; version is the one that was named, "" for none.
func (w *workspace) checkedContent(found eval.Check, kind eval.CheckKind, version string, all int) content {
	f := content{fill: func(from report.Origin) (report.Document, error) {
		return report.Check(found, kind, all, w.store.Meme, from)
	}}
	if kind.NeedsModel() {
		f.folds = true
		if v, err := w.store.Version(cmp.Or(version, "served")); err == nil { // else the config is that of a first version
			f.versions = []string{v.ID}
		}
	}
	return f
}

// check refuses what does not go together.
func (c *checkWanted) check(cmd *cobra.Command) error {
	changed := cmd.Flags().Changed
	switch kind := eval.CheckKind(c.kind); {
	case !slices.Contains(eval.CheckKinds, kind):
		return usagef("--kind %s: want %s", labels.Quoted(c.kind), labels.OneOf(eval.CheckKinds...))
	case !slices.Contains(eval.Suspicions, eval.Suspicion(c.by)):
		return usagef("--by %s: want %s", labels.Quoted(c.by), labels.OneOf(eval.Suspicions...))
	case changed("by") && !kind.NeedsModel():
		return usagef("--by goes with --kind errors and far: %s are ordered by the levels between the two", kind)
	case c.version != "" && !kind.NeedsModel():
		return usagef("--version goes with --kind errors and far: no version is asked for %s", kind)
	case changed("csv") && c.table.stdout():
		return usagef("--csv %q: standard output has the list: name a file", c.table.path)
	case c.limit < 0 || changed("limit") && c.limit == 0:
		return usagef("--limit %d: want a number of memes, 1 or more", c.limit)
	}
	if changed("version") {
		return checkVersion(c.version)
	}
	return nil
}

// leftToCheck says how many labels there are to look at, of which so many are listed. Errors are
// all that are cross-validated, so that of them it is said how many are suspects.
func leftToCheck(c eval.Check, kind eval.CheckKind, listed int) string {
	number, of := howMany(len(c.Doubts), "label"), "them"
	if listed < len(c.Doubts) {
		number, of = fmt.Sprintf("%d of %s", listed, number), "the "+thousands(len(c.Doubts))
	}
	if n, known := c.Suspects(); known && kind == eval.CheckErrors {
		return fmt.Sprintf("%s, %s of %s %s (!)", number, thousands(n), of, oneOr(n, "is a suspect", "are suspects"))
	}
	return number + " to look at"
}

// writeCheck writes labels as a table, and how many are left in all.
func (o *options) writeCheck(w io.Writer, ws *workspace, c eval.Check, left string, kind eval.CheckKind) error {
	out := bufio.NewWriter(w)
	width := 0 // of a terminal, whose lines are not to wrap
	if term.IsTerminal(int(o.out.Fd())) {
		width, _, _ = term.GetSize(int(o.out.Fd()))
	}
	if len(c.Doubts) > 0 {
		fmt.Fprintln(out, "      #  label     score    caption")
	}
	for _, d := range c.Doubts {
		m, err := ws.store.Meme(d.Meme)
		if err != nil {
			return err
		}
		mark := " "
		if d.Suspect {
			mark = "!"
		}
		text := labels.Printable(m.Caption)
		if text == "" {
			text = labels.Printable(m.Title())
		}
		row := fmt.Sprintf("%7s  %d → %d %9.2f  %s %s (%s)", fmt.Sprintf("#%d", m.Seq), d.Label+1, d.Suggested+1, d.Score, mark, labels.Quoted(text), d.Reason)
		if width > 0 {
			row = ansi.Truncate(row, width, "…")
		}
		fmt.Fprintln(out, row)
	}
	fmt.Fprintf(out, "%s%s\n", left, reviewed(kind, c.Review))
	return out.Flush()
}

// reviewed says what became of labels that were looked at, "" where none was.
func reviewed(kind eval.CheckKind, r eval.Review) string {
	if r.Done() == 0 {
		return ""
	}
	said := fmt.Sprintf("; reviewed as %s: %d kept, %d changed, %d flagged", kind, r.Kept, r.Changed, r.Flagged)
	if p := r.Precision(); p.N > 0 {
		said += fmt.Sprintf("; %s of the list was wrong (95%% %s)", p.Share, p.CI95)
	}
	return said
}
