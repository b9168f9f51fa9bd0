package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"memebench/labels"
	"memebench/model"
)

func newSkip(o *options) *cobra.Command {
	return &cobra.Command{
		Use:   "skip MEME",
		Short: "Pass a meme over: it waits for you no longer",
		Long: `skip passes a meme over, as the key s does on the screen; list state:skipped has it
then.
` + whichMeme,
		Example: `  memebench skip meme_003.png`,
		Args:    exactArgs(1, "one MEME"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.saying(cmd.Context(), args[0], labels.Skip, "", "skipped", newEvent)
		},
	}
}

func newFlag(o *options) *cobra.Command {
	return &cobra.Command{
		Use:   "flag MEME [REASON]",
		Short: "Mark a meme as unfit: it leaves training and evaluation",
		Long: `flag marks a meme as unfit. It waits for nobody then and has no gold level, until you give
it a level, undo takes the flag back, or an adjudication decides.
` + whichMeme,
		Example: `  memebench flag meme_004.png 'the picture is cut off'`,
		Args:    atLeastArgs(1, "MEME and perhaps a REASON"),
		RunE: func(cmd *cobra.Command, args []string) error {
			reason := strings.Join(args[1:], " ")
			return o.saying(cmd.Context(), args[0], labels.Flag, reason, said(labels.Event{Action: labels.Flag, Text: reason}), newEvent)
		},
	}
}

func newNote(o *options) *cobra.Command {
	return &cobra.Command{
		Use:   "note MEME TEXT",
		Short: "Write a note on a meme",
		Long: `note writes a note on a meme. An empty TEXT takes your notes on it away. list state:noted
has the memes with notes.
` + whichMeme,
		Example: `  memebench note meme_005.png 'is this irony?'`,
		Args:    atLeastArgs(2, "MEME and TEXT"),
		RunE: func(cmd *cobra.Command, args []string) error {
			text := strings.Join(args[1:], " ")
			if strings.TrimSpace(text) == "" {
				return o.saying(cmd.Context(), args[0], labels.Retract, "", "note taken away", ownNotes)
			}
			return o.saying(cmd.Context(), args[0], labels.Note, text, "note kept", newEvent)
		},
	}
}

func newCaption(o *options) *cobra.Command {
	original := false
	cmd := &cobra.Command{
		Use:   "caption MEME TEXT | caption MEME --original",
		Short: "Mend the caption of a meme",
		Long: `caption gives a meme another caption; an empty TEXT takes it away where there is a picture.
The imported one is kept, and --original brings it back; one that was read in the picture (see
memebench ocr) goes then, too. Features and predictions of the meme
follow when memes are encoded next; its group and split stay.
` + whichMeme,
		Example: `  memebench caption meme_006.png 'what a nice little surprise'`,
		Args: func(cmd *cobra.Command, args []string) error {
			if original {
				return exactArgs(1, "one MEME and no TEXT with --original")(cmd, args)
			}
			return atLeastArgs(2, "MEME and TEXT")(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if original {
				return o.saying(cmd.Context(), args[0], labels.Retract, "", "caption as it was imported", captions)
			}
			text := strings.Join(args[1:], " ")
			if strings.TrimSpace(text) == "" {
				return o.saying(cmd.Context(), args[0], labels.Caption, "", "caption taken away", noCaption)
			}
			return o.saying(cmd.Context(), args[0], labels.Caption, text, "caption changed", newEvent)
		},
	}
	cmd.Flags().BoolVar(&original, "original", false, "bring the imported caption back")
	return cmd
}

func atLeastArgs(n int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) < n {
			return usagef("%s: want %s", cmd.CommandPath(), what)
		}
		return nil
	}
}

// saidNow is what the commands that say something of a meme print with --json.
type saidNow struct {
	Meme      labels.MemeID `json:"meme"`
	Action    labels.Action `json:"action"`
	Text      string        `json:"text"`
	Annotator string        `json:"annotator"`
	Seq       uint64        `json:"seq"` // of the event in the log, the last of several
	State     labels.Kind   `json:"state"`
	Gold      *labels.Level `json:"gold"` // null without a gold level
}

// eventsFunc returns the events that a command appends for one that it means, given the
// meme and what was said of it so far.
type eventsFunc func(meant labels.Event, m labels.Meme, before []labels.Event) ([]labels.Event, error)

func newEvent(meant labels.Event, _ labels.Meme, _ []labels.Event) ([]labels.Event, error) {
	return []labels.Event{meant}, nil
}

// noCaption takes the caption away.
func noCaption(meant labels.Event, m labels.Meme, _ []labels.Event) ([]labels.Event, error) {
	if !m.HasImage() {
		return nil, errors.New("without a caption there would be nothing left of this meme, which has no picture that can be shown")
	}
	return []labels.Event{meant}, nil
}

// ownNotes takes the annotator's notes away.
func ownNotes(meant labels.Event, _ labels.Meme, before []labels.Event) ([]labels.Event, error) {
	return retractions(meant, before, "there is no note of yours on it",
		func(e labels.Event) bool { return e.Action == labels.Note && e.Annotator == meant.Annotator })
}

// captions takes all edits of the caption back.
func captions(meant labels.Event, _ labels.Meme, before []labels.Event) ([]labels.Event, error) {
	return retractions(meant, before, "its caption is the imported one", func(e labels.Event) bool { return e.Action == labels.Caption })
}

// retractions takes back those of the events that stand, as one act, the newest first.
func retractions(meant labels.Event, before []labels.Event, none string, which func(labels.Event) bool) (all []labels.Event, err error) {
	gone := labels.Retracted(before)
	for i := len(before) - 1; i >= 0; i-- {
		if e := before[i]; which(e) && !gone[e.Seq] {
			meant.Retracts, meant.Batch = e.Seq, len(all)
			all = append(all, meant)
		}
	}
	if all == nil {
		return nil, errors.New(none)
	}
	return all, nil
}

// saying appends what a command says of a meme, and prints it, in words, and what the
// meme is then.
func (o *options) saying(ctx context.Context, meme string, action labels.Action, text, words string, make eventsFunc) error {
	who, err := o.who()
	if err != nil {
		return err
	}
	return o.run(ctx, mustExist, func(_ context.Context, w *workspace, _ model.Report) (answer, error) {
		m, err := w.store.FindMeme(meme)
		if err != nil {
			return answer{}, err
		}
		before, err := w.store.Events(m.ID)
		if err != nil {
			return answer{}, err
		}
		events, err := make(labels.Event{Meme: m.ID, Annotator: who, Source: labels.CLI, Action: action, Text: text}, m, before)
		if err != nil {
			return answer{}, fmt.Errorf("%s: %w", labels.Printable(m.Title()), err)
		}
		if events, err = w.store.Append(events...); err != nil {
			return answer{}, err
		}
		if was, takes := labels.Unsays(before, events[0]); takes {
			name := "flag"
			if was.Level.Valid() {
				name = was.Level.Title()
			}
			words += ", without the " + name + " of before (undo brings that back)"
		}
		s, err := w.store.State(m.ID)
		if err != nil {
			return answer{}, err
		}
		last := events[len(events)-1]
		return answer{did: true, json: saidNow{m.ID, action, text, who, last.Seq, s.Kind, goldOf(s)}, text: func(out io.Writer) error {
			_, err := fmt.Fprintf(out, "saved: %s: %s, by %s; the meme is %s\n", labels.Printable(m.Title()), words, who, kindText(s))
			return err
		}}, nil
	})
}

// said is an event in a few words.
func said(e labels.Event) string {
	switch e.Action {
	case labels.SetLevel:
		text := e.Level.Title()
		if e.Accepted {
			text += ", as the model says"
		}
		if e.ReAsk {
			text += ", asked again"
		}
		return text
	case labels.Adjudicate:
		return e.Level.Title() + ", decided"
	case labels.Skip:
		if e.ReAsk {
			return "skipped, asked again"
		}
		return "skipped"
	case labels.Flag:
		if e.Text == "" {
			return "flagged"
		}
		return "flagged: " + labels.Printable(e.Text)
	case labels.Note:
		return "note: " + labels.Printable(e.Text)
	case labels.Caption:
		return "caption: " + labels.Printable(e.Text)
	}
	return fmt.Sprintf("event %d taken back", e.Retracts)
}
