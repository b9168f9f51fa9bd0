package tui

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/eval"
	"memebench/labels"
)

// saying is what shall be said of the marked memes, or of the selected one.
type saying struct {
	do    action        // doLabel, doAgree, doSkip, doFlag or doNote
	level labels.Level  // to agree: what the model said of the selected meme, NoLevel where memes are marked
	was   labels.Level  // on Check, the label that is looked at
	text  string        // of the note, or why they are unfit
	asked time.Duration // how long each meme had been asked
}

// gridItemsMsg brings memes of the list, as they were at an age.
type gridItemsMsg struct {
	list  *memeList
	age   int
	items []item
	err   error
}

func gridItemsCmd(d Deps, summary eval.Summary, list *memeList, age int, seqs []uint64) tea.Cmd {
	return func() tea.Msg {
		msg := gridItemsMsg{list: list, age: age}
		msg.items, msg.err = readItems(d, summary, seqs)
		return msg
	}
}

// targetsMsg brings the memes that something is to be said of.
type targetsMsg struct {
	op    uint64
	what  saying
	items []item
	err   error
}

// saysOther reports whether the model says something else by now than what is to be agreed with, and what.
func (msg *targetsMsg) saysOther() (labels.Level, bool) {
	if msg.what.do != doAgree || !msg.what.level.Valid() || !msg.items[0].predicted {
		return labels.NoLevel, false
	}
	now := msg.items[0].pred.Level()
	return now, now != msg.what.level
}

func targetsCmd(d Deps, summary eval.Summary, op uint64, what saying, list *memeList, seqs []uint64) tea.Cmd {
	return func() tea.Msg {
		msg := targetsMsg{op: op, what: what}
		msg.items, msg.err = readItems(d, summary, seqs)
		for i := range msg.items {
			it := &msg.items[i]
			it.queue, it.place = list.queueOf(it.meme.Seq), list.places[it.meme.Seq]
		}
		return msg
	}
}

// gridSavedMsg says that events are on disk.
type gridSavedMsg struct {
	op     uint64
	what   saying
	events []labels.Event
	of     []item // what they were said of
	left   int    // memes that nothing was said of
	kept   int    // events from before that are on disk with them
	now    summarised
	enough *labels.EnoughError // what was not wanted: it is not among them
	over   string              // what somebody else had decided, or had flagged, and stands no more

	captions bool  // with one of them, or of those from before, a caption has become another
	err      error // they are not on disk
}

// isFlagging reports whether memes were flagged, and isReason whether it was said why.
func (msg *gridSavedMsg) isFlagging() bool {
	return msg.events[0].Action == labels.Flag && !msg.isReason()
}
func (msg *gridSavedMsg) isReason() bool { return msg.what.do == doFlag && msg.what.text != "" }

// gridSaveCmd appends events in one transaction, of which the last are new.
func gridSaveCmd(d Deps, msg gridSavedMsg, events []labels.Event) tea.Cmd {
	return func() tea.Msg {
		stored, err := d.Log.Append(events...)
		if errors.As(err, &msg.enough) {
			events = msg.without(events)
			stored, err = nil, nil
			if len(events) > 0 {
				stored, err = d.Log.Append(events...)
			}
		}
		if err == nil && len(stored) != len(events) {
			err = fmt.Errorf("the store took %d of %s", len(stored), count(len(events), "event"))
		}
		if msg.err = err; err != nil {
			return msg
		}
		msg.events, msg.captions = stored[msg.kept:], aboutCaptions(stored)
		msg.over = d.overruled(msg.events)
		msg.now = d.summarise()
		return msg
	}
}

// overruled is what there is to say of decisions that stand in place of somebody else's, or lift somebody
// else's flags; "" if none does.
func (d Deps) overruled(events []labels.Event) (says string) {
	n := 0
	_ = d.Read(func(r Reader) error {
		for _, e := range events {
			if e.Action != labels.Adjudicate {
				continue
			}
			said, err := r.Events(e.Meme)
			if err != nil {
				return err // what cannot be read is not missed
			}
			if over := overrules(said, e); over != "" {
				says = over
				n++
			}
		}
		return nil
	})
	if n > 0 && len(events) > 1 {
		return "others had decided otherwise on " + thousands(n) + " of them, or flagged them"
	}
	return says
}

// without leaves out what was not wanted, of the events and of what they were said of.
func (msg *gridSavedMsg) without(events []labels.Event) (rest []labels.Event) {
	kept, of := msg.kept, msg.of
	msg.kept, msg.of = 0, nil
	for i, e := range events {
		switch {
		case refused(msg.enough, e):
			continue
		case i < kept:
			msg.kept++
		default:
			e.Batch = len(msg.of)
			msg.of = append(msg.of, of[i-kept])
		}
		rest = append(rest, e)
	}
	return rest
}

// goldStays is what there is to say of levels that leave other gold; "" for nothing.
func (msg *gridSavedMsg) goldStays() (says string) {
	n := 0
	for i, e := range msg.events {
		if stays := staysGold(msg.of[i], e); stays != "" {
			says = stays
			n++
		}
	}
	if n > 0 && len(msg.events) > 1 {
		return "gold of " + thousands(n) + " stays, which was decided"
	}
	return says
}

// gridUndoneMsg says what was taken back, or is said again.
type gridUndoneMsg struct {
	op     uint64
	redo   bool
	events []labels.Event
	first  labels.Meme         // of the first of them in the order in which they were said
	unread error               // why that could not be read
	left   *labels.EnoughError // what is not said again with them, as it is not wanted any more
	now    summarised
	err    error // nothing was taken back
}

// says is what was taken back, or is said again, and what is not.
func (msg gridUndoneMsg) says() []string {
	said := takenBack(msg.events, msg.redo)
	if msg.unread == nil && !slices.ContainsFunc(msg.events, func(e labels.Event) bool { return e.Meme != msg.first.ID }) {
		said += fmt.Sprintf(", #%04d", msg.first.Seq)
	}
	return andLeft(said, msg.left)
}

// andLeft is what is said again, and what is not, if anything.
func andLeft(said string, left *labels.EnoughError) []string {
	if left == nil {
		return []string{said}
	}
	return []string{said, left.Error()}
}

func gridUndoCmd(d Deps, op uint64, redo bool) tea.Cmd {
	return func() tea.Msg {
		msg := gridUndoneMsg{op: op, redo: redo}
		if msg.events, msg.left, msg.err = d.takeBack(redo); len(msg.events) == 0 {
			return msg
		}
		msg.now = d.summarise()
		msg.unread = d.Read(func(r Reader) (err error) {
			msg.first, err = r.Meme(msg.events[len(msg.events)-1].Meme)
			return err
		})
		return msg
	}
}

// waitingMsg brings the place of the next meme of the list that waits, from 0, -1 for none.
type waitingMsg struct {
	op    uint64
	place int
	err   error
}

// waitingCmd finds the next meme of the list behind a place that is among those that a
// search finds, going round at its end.
func waitingCmd(ctx context.Context, d Deps, op uint64, list *memeList, from int, s labels.Search) tea.Cmd {
	return func() tea.Msg {
		msg := waitingMsg{op: op, place: -1}
		hits, err := d.Search(ctx, s)
		if err != nil {
			msg.err = err
			return msg
		}
		n, best := len(list.seqs), 0
		for _, seq := range hits.Seqs {
			place := list.places[seq]
			if place == 0 {
				continue
			}
			if by := (place - 1 - from - 1 + n) % n; msg.place < 0 || by < best {
				msg.place, best = place-1, by
			}
		}
		return msg
	}
}
