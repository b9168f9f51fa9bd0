package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"memebench/labels"
	"memebench/model"
)

// logWanted says which events of the log are wanted.
type logWanted struct {
	meme      string // "" for all
	annotator string // "" for everybody
	seq       uint64
	time      time.Time
}

func newLog(o *options) *cobra.Command {
	var from string
	var wanted logWanted
	cmd := &cobra.Command{
		Use:   "log [--meme MEME] [--annotator NAME] [--from SEQ|DATE]",
		Short: "List what was said, by whom and when, the newest last",
		Long: `log lists the events of the log in order: levels, skips, flags, notes, captions,
adjudications, and what takes one of them back. Each has a number, which stays. With --json
they are an array of the objects that export --format memebench writes (labels/README.md).
Without --annotator everybody's are listed, whatever MEMEBENCH_ANNOTATOR says.`,
		Example: `  memebench log --meme meme_001.png`,
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if cmd.Flags().Changed("annotator") {
				if err := labels.CheckAnnotator(o.annotator); err != nil {
					return usageError{err}
				}
				wanted.annotator = o.annotator
			}
			if err := wanted.parseFrom(from); err != nil {
				return err
			}
			return o.run(cmd.Context(), toRead, func(ctx context.Context, w *workspace, _ model.Report) (answer, error) {
				return answer{}, o.writeLog(ctx, w, wanted)
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&wanted.meme, "meme", "", "only of this `MEME`: an id, #number or name")
	f.StringVar(&from, "from", "", "only from an event's number on, or from a `DATE` on: 2026-11-26, or with a time as 2026-11-26T14:00:00Z")
	return cmd
}

// parseFrom reads --from: a number or a date.
func (l *logWanted) parseFrom(s string) (err error) {
	if s == "" {
		return nil
	}
	if l.seq, l.time, err = parseMoment(s); err != nil {
		return usagef("--from %s: %v", labels.Quoted(s), err)
	}
	return nil
}

// parseMoment reads a place in the log: an event's number, or a time.
func parseMoment(s string) (seq uint64, at time.Time, err error) {
	if seq, err = strconv.ParseUint(s, 10, 64); err == nil {
		return seq, at, nil
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04", time.DateOnly} {
		if at, err = time.ParseInLocation(layout, s, time.Local); err == nil {
			return 0, at, nil
		}
	}
	return 0, at, errors.New("want an event's number, or a date such as 2026-11-26")
}

// wants reports whether an event is wanted.
func (l *logWanted) wants(e labels.Event) bool {
	return e.Seq >= l.seq && !e.Time.Before(l.time) && (l.annotator == "" || e.Annotator == l.annotator)
}

// writeLog writes the wanted events as they are read.
func (o *options) writeLog(ctx context.Context, w *workspace, wanted logWanted) error {
	each, end := o.writeEvents(w)
	if err := o.sayUnknown(w, wanted.annotator); err != nil {
		return err
	}
	some := func(e labels.Event) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		if !wanted.wants(e) {
			return nil
		}
		return each(e)
	}
	if wanted.meme == "" {
		if err := w.store.Log(wanted.seq, some); err != nil {
			return err
		}
		return end()
	}
	m, err := w.store.FindMeme(wanted.meme)
	if err != nil {
		return err
	}
	events, err := w.store.Events(m.ID)
	if err != nil {
		return err
	}
	for _, e := range events {
		if err := some(e); err != nil {
			return err
		}
	}
	return end()
}

// writeEvents returns what writes one event, and what ends the output.
func (o *options) writeEvents(w *workspace) (each func(labels.Event) error, end func() error) {
	if o.json {
		array := newJSONArray(o.stdout(asJSON))
		return func(e labels.Event) error { return array.add(e) }, array.end
	}
	out := bufio.NewWriter(o.people())
	each = func(e labels.Event) error {
		m, err := w.store.Meme(e.Meme)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(out, "%6d  %s  %-6s  %s  #%d %s: %s\n",
			e.Seq, e.Time.Local().Format(time.DateTime), e.Source, labels.Printable(e.Annotator), m.Seq, labels.Printable(m.Title()), said(e))
		return err
	}
	return each, out.Flush
}
