package cli

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"memebench/labels"
	"memebench/model"
)

// whichMeme is how commands describe their MEME.
const whichMeme = `MEME is its id (or how that begins), its #NUMBER in the order of import, or the name of
its picture. The number may be without its # unless another meme is called so.`

func newLabel(o *options) *cobra.Command {
	adjudicate := false
	cmd := &cobra.Command{
		Use:   "label MEME LEVEL | label -",
		Short: "Give a meme a level, or many memes theirs",
		Long: `label gives a meme a level, as a key does on the screen.
` + whichMeme + `
LEVEL is a name (very_negative … very_positive) or its key, 1 to 5. With --adjudicate the
level decides: it is the gold level, whatever others say.

label - reads lines from standard input: MEME LEVEL, or a JSON object with meme, level
(a name, or 1 to 5) and perhaps adjudicate; others of its keys do not matter. It answers
each line with a line of JSON, in the same order and as soon as its label is on disk: line,
meme, level, seq, state and gold. A line that cannot be done is answered with line and
error, and reported on standard error; the others are still done, and the exit status is 3.`,
		Example: `  memebench label meme_001.png positive
  printf '%s\n' 'meme_002.png 4' '{"meme": "#4", "level": "neutral"}' | memebench label -`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 && args[0] == stdin {
				return nil
			}
			return exactArgs(2, "MEME and LEVEL, or - for lines of them")(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			who, err := o.who()
			if err != nil {
				return err
			}
			action := labels.SetLevel
			if adjudicate {
				action = labels.Adjudicate
			}
			if args[0] == stdin && len(args) == 1 {
				return o.run(cmd.Context(), mustExist, func(ctx context.Context, w *workspace, p model.Report) (answer, error) {
					return o.labelLines(ctx, w, who, action, p)
				})
			}
			level, err := labels.ParseDigitOrLevel(args[1])
			if err != nil {
				return usageError{err}
			}
			return o.run(cmd.Context(), mustExist, func(_ context.Context, w *workspace, _ model.Report) (answer, error) {
				return w.label(args[0], level, action, who)
			})
		},
	}
	cmd.Flags().BoolVar(&adjudicate, "adjudicate", false, "decide: the level is the gold level, whatever others say")
	return cmd
}

// labelled is what label prints with --json.
type labelled struct {
	Meme      labels.MemeID `json:"meme"`
	Level     labels.Level  `json:"level"`
	Annotator string        `json:"annotator"`
	Seq       uint64        `json:"seq"` // of the event in the log
	State     labels.Kind   `json:"state"`
	Gold      *labels.Level `json:"gold"` // null without a gold level
}

func (w *workspace) label(meme string, level labels.Level, action labels.Action, who string) (answer, error) {
	m, err := w.store.FindMeme(meme)
	if err != nil {
		return answer{}, err
	}
	_, digest, err := w.guide()
	if err != nil {
		return answer{}, err
	}
	e, err := w.store.Append(levelEvent(m.ID, level, action, who, digest))
	if err != nil {
		return answer{}, err
	}
	s, err := w.store.State(m.ID)
	if err != nil {
		return answer{}, err
	}
	return answer{did: true, json: labelled{m.ID, level, who, e[0].Seq, s.Kind, goldOf(s)}, text: func(out io.Writer) error {
		said := level.Title()
		if action == labels.Adjudicate {
			said += ", decided"
		} else if s.Adjudicated && s.Gold != level {
			said += " (gold stays " + s.Gold.Title() + ", which was decided: --adjudicate decides anew)"
		}
		_, err := fmt.Fprintf(out, "saved: %s is %s by %s; the meme is %s\n", labels.Printable(m.Title()), said, who, kindText(s))
		return err
	}}, nil
}

// levelEvent is the event of a level that was given by a command.
func levelEvent(meme labels.MemeID, level labels.Level, action labels.Action, who, guide string) labels.Event {
	return labels.Event{Meme: meme, Annotator: who, Source: labels.CLI, Action: action, Level: level, Shown: labels.ShownNo, Guide: guide}
}

// goldOf is the gold level of a state as JSON has it, null without one.
func goldOf(s labels.State) *labels.Level {
	if !s.Gold.Valid() {
		return nil
	}
	return &s.Gold
}

// kindText is what a meme is now, in words.
func kindText(s labels.State) string {
	if s.Kind == labels.Disputed {
		return "disputed: its annotators differ, and no level has a majority of three or more"
	}
	return string(s.Kind)
}
