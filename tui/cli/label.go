package cli

import (
	"context"
	"fmt"
	"io"
	"strconv"

	"github.com/spf13/cobra"

	"memebench/labels"
	"memebench/model"
)

func newLabel(o *options) *cobra.Command {
	return &cobra.Command{
		Use:   "label MEME LEVEL",
		Short: "Give a meme a level",
		Long: `label gives a meme a level, as a key does on the screen. MEME is its id (or how that
begins), its #NUMBER in the order of import, or the name of its picture. The number may
be without its # unless another meme is called so. LEVEL is a name (very_negative …
very_positive) or its key, 1 to 5.`,
		Example: `  memebench label meme_001.png positive`,
		Args:    exactArgs(2, "MEME and LEVEL"),
		RunE: func(cmd *cobra.Command, args []string) error {
			level, err := parseKeyOrLevel(args[1])
			if err != nil {
				return usageError{err}
			}
			who, err := o.who()
			if err != nil {
				return err
			}
			return o.run(cmd.Context(), mustExist, func(_ context.Context, w *workspace, _ model.Report) (answer, error) {
				return w.label(args[0], level, who)
			})
		},
	}
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

func (w *workspace) label(meme string, level labels.Level, who string) (answer, error) {
	m, err := w.store.FindMeme(meme)
	if err != nil {
		return answer{}, err
	}
	_, digest, err := w.guide()
	if err != nil {
		return answer{}, err
	}
	e, err := w.store.Append(labels.Event{
		Meme: m.ID, Annotator: who, Source: labels.CLI, Action: labels.SetLevel, Level: level, Shown: labels.ShownNo, Guide: digest,
	})
	if err != nil {
		return answer{}, err
	}
	s, err := w.store.State(m.ID)
	if err != nil {
		return answer{}, err
	}
	result := labelled{m.ID, level, who, e[0].Seq, s.Kind, nil}
	if s.Gold.Valid() {
		result.Gold = &s.Gold
	}
	return answer{did: true, json: result, text: func(out io.Writer) error {
		state := string(s.Kind)
		if s.Kind == labels.Disputed {
			state = "disputed: its annotators differ, and no level has a majority of three or more"
		}
		_, err := fmt.Fprintf(out, "saved: %s is %s by %s; the meme is %s\n", labels.Printable(m.Title()), level.Title(), who, state)
		return err
	}}, nil
}

func parseKeyOrLevel(s string) (labels.Level, error) {
	if n, err := strconv.Atoi(s); err == nil {
		if l := labels.Level(n - 1); n >= 1 && n <= labels.Levels {
			return l, nil
		}
		return labels.NoLevel, fmt.Errorf("level %d: want 1 to 5 or a name", n)
	}
	return labels.ParseLevel(s)
}
