package tui

import (
	"errors"
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/labels"
)

// openedMsg brings the meme that a label screen shall show.
type openedMsg struct {
	op    uint64
	item  item
	found bool // false: there is none that way
	err   error
}

// savedMsg says that an event is on disk, and brings what comes then.
type savedMsg struct {
	op     uint64
	event  labels.Event
	kept   int   // events from before that are on disk with it
	err    error // it is not on disk
	of     item  // what it was said of
	opened openedMsg
	last   bool // the queue has ended: the same meme again
	now    summarised
}

// undoneMsg says what was taken back and brings its meme.
type undoneMsg struct {
	op     uint64
	event  labels.Event
	found  bool // false: there was nothing to take back
	err    error
	opened openedMsg
	now    summarised
}

// predictedMsg brings the prediction for a meme that is on the screen already.
type predictedMsg struct {
	meme      labels.MemeID
	pred      labels.Prediction
	predicted bool
	err       error
}

// aheadMsg brings the memes that are likely to come after the one on the screen.
type aheadMsg struct {
	of    labels.MemeID
	memes []labels.Meme
}

// slowMsg says that an operation has taken longer than one notices.
type slowMsg struct{ op uint64 }

// stepCmd goes to the item so many places from m.
func stepCmd(d Deps, q queue, op uint64, m labels.Meme, by int) tea.Cmd {
	return openCmd(d, q, op, func(r Reader) (item, bool, error) { return q.step(r, m, by) })
}

// openCmd opens the item that choose returns.
func openCmd(d Deps, q queue, op uint64, choose func(Reader) (item, bool, error)) tea.Cmd {
	return func() tea.Msg {
		msg := openedMsg{op: op}
		msg.err = d.Read(func(r Reader) (err error) {
			if msg.item, msg.found, err = choose(r); err != nil || !msg.found {
				return err
			}
			summary, err := r.Summary(d.Annotator)
			if err != nil {
				return err
			}
			msg.item, err = openItem(r, q, summary, msg.item)
			return err
		})
		return msg
	}
}

// saveCmd appends events, of which the last is new and of the meme on the screen, and
// then, when they are on disk, goes on. One command does both, so that what comes
// next is chosen after the label counts.
func saveCmd(d Deps, q queue, op uint64, events []labels.Event, of item) tea.Cmd {
	return func() tea.Msg {
		last := len(events) - 1
		msg := savedMsg{op: op, event: events[last], kept: last, of: of}
		stored, err := d.Log.Append(events...)
		if err == nil && len(stored) != len(events) {
			err = fmt.Errorf("the store took %d of %s", len(stored), count(len(events), "event"))
		}
		if err != nil {
			msg.err = err
			return msg
		}
		msg.event = stored[last]
		msg.now, msg.opened = reopen(d, q, op, func(r Reader) (item, error) {
			next, ok, err := q.after(r, of.meme)
			if err == nil && !ok {
				next, msg.last = of, true
			}
			return next, err
		})
		return msg
	}
}

// undoCmd takes back the newest event and opens its meme.
func undoCmd(d Deps, q queue, op uint64) tea.Cmd {
	return func() tea.Msg {
		undone, err := d.Log.Undo(d.Annotator)
		msg := undoneMsg{op: op, found: len(undone) > 0, err: err}
		if err != nil || !msg.found {
			return msg
		}
		msg.event = undone[0]
		msg.now, msg.opened = reopen(d, q, op, func(r Reader) (item, error) {
			m, err := r.Meme(msg.event.Meme)
			return item{meme: m, queue: queueUndo, place: q.at(m), again: msg.event.ReAsk}, err
		})
		return msg
	}
}

// reopen reads, after a change of the log, the summary, and the item that is shown next
// with what is said of it: all of it at once.
func reopen(d Deps, q queue, op uint64, choose func(Reader) (item, error)) (now summarised, opened openedMsg) {
	opened = openedMsg{op: op, found: true}
	now.err = d.Read(func(r Reader) (err error) {
		if now.summary, err = r.Summary(d.Annotator); err != nil {
			return err
		}
		if opened.item, opened.err = choose(r); opened.err == nil {
			opened.item, opened.err = openItem(r, q, now.summary, opened.item)
		}
		return nil
	})
	opened.err = errors.Join(opened.err, now.err)
	return now, opened
}

// predictCmd reads anew what the model says of a meme of the queue.
func predictCmd(d Deps, q queue, id labels.MemeID) tea.Cmd {
	return func() tea.Msg {
		msg := predictedMsg{meme: id}
		msg.err = d.Read(func(r Reader) error {
			summary, err := r.Summary(d.Annotator)
			if err == nil {
				msg.pred, msg.predicted, err = q.prediction(r, summary, id)
			}
			return err
		})
		return msg
	}
}

// aheadCmd finds the memes whose pictures are worth having ready: the next two
// and the one before. What cannot be found is found when it is needed.
func aheadCmd(d Deps, q queue, m labels.Meme) tea.Cmd {
	return func() tea.Msg {
		msg := aheadMsg{of: m.ID}
		_ = d.Read(func(r Reader) error {
			from := m
			for range 2 {
				it, ok, err := q.after(r, from)
				if err != nil || !ok {
					break
				}
				msg.memes = append(msg.memes, it.meme)
				from = it.meme
			}
			for _, by := range []int{-1, 1} {
				if it, ok, err := q.step(r, m, by); err == nil && ok {
					msg.memes = append(msg.memes, it.meme)
				}
			}
			return nil
		})
		return msg
	}
}

// spoken is what an event says, in a sentence on it.
func spoken(e labels.Event) string {
	if e.Action == labels.Skip {
		return "skip"
	}
	return levelName(e.Level)
}

// kept is what an event is, for a sentence that it is not on disk.
func kept(e labels.Event) string {
	if e.Action == labels.Skip {
		return "skip"
	}
	return "label " + levelName(e.Level)
}

// cursorKey is the setting that remembers where an annotator is.
func cursorKey(annotator string) string { return "cursor/" + annotator }
