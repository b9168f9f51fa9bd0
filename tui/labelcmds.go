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

// startCmd opens the meme at which the annotator's last session ended, or the
// first that waits.
func startCmd(d Deps, q queue, op uint64) tea.Cmd {
	return openCmd(d, q, op, func() (item, bool, error) {
		id, ok, err := d.Settings.Setting(cursorKey(d.Annotator))
		if err != nil {
			return item{}, false, err
		}
		if ok {
			if m, err := d.Memes.Meme(labels.MemeID(id)); err == nil {
				return item{meme: m, queue: queueResume, place: q.at(m)}, true, nil
			}
			// A meme that is deleted is no reason not to start.
		}
		return q.after(d, labels.Meme{})
	})
}

// stepCmd goes to the item so many places from m.
func stepCmd(d Deps, q queue, op uint64, m labels.Meme, by int) tea.Cmd {
	return openCmd(d, q, op, func() (item, bool, error) { return q.step(d, m, by) })
}

// openCmd opens the item that choose returns.
func openCmd(d Deps, q queue, op uint64, choose func() (item, bool, error)) tea.Cmd {
	return func() tea.Msg {
		it, ok, err := choose()
		if err != nil || !ok {
			return openedMsg{op: op, err: err}
		}
		now := d.summarise()
		if now.err == nil {
			it, now.err = openItem(d, q, now.summary, it)
		}
		return openedMsg{op: op, item: it, found: true, err: now.err}
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
		next, ok, err := q.after(d, of.meme)
		if err == nil && !ok {
			next, msg.last = of, true
		}
		msg.now, msg.opened = reopen(d, q, op, next, err)
		return msg
	}
}

// undoCmd takes back the newest event and opens its meme.
func undoCmd(d Deps, q queue, op uint64) tea.Cmd {
	return func() tea.Msg {
		e, ok, err := d.Log.Undo(d.Annotator)
		msg := undoneMsg{op: op, event: e, found: ok, err: err}
		if err != nil || !ok {
			return msg
		}
		m, err := d.Memes.Meme(e.Meme)
		msg.now, msg.opened = reopen(d, q, op, item{meme: m, queue: queueUndo, place: q.at(m)}, err)
		return msg
	}
}

// reopen reads, after a change of the log, the summary and with it what is said of the
// item that is shown next, unless choosing it has failed.
func reopen(d Deps, q queue, op uint64, it item, err error) (summarised, openedMsg) {
	now := d.summarise()
	if err == nil {
		it, err = openItem(d, q, now.summary, it)
	}
	return now, openedMsg{op: op, item: it, found: true, err: errors.Join(err, now.err)}
}

// predictCmd reads anew what the model says of a meme of the queue.
func predictCmd(d Deps, q queue, id labels.MemeID) tea.Cmd {
	return func() tea.Msg {
		now := d.summarise()
		if now.err != nil {
			return predictedMsg{meme: id, err: now.err}
		}
		p, ok, err := q.prediction(d, now.summary, id)
		return predictedMsg{id, p, ok, err}
	}
}

// aheadCmd finds the memes whose pictures are worth having ready: the next two
// and the one before. What cannot be found is found when it is needed.
func aheadCmd(d Deps, q queue, m labels.Meme) tea.Cmd {
	return func() tea.Msg {
		msg := aheadMsg{of: m.ID}
		from := m
		for range 2 {
			it, ok, err := q.after(d, from)
			if err != nil || !ok {
				break
			}
			msg.memes = append(msg.memes, it.meme)
			from = it.meme
		}
		for _, by := range []int{-1, 1} {
			if it, ok, err := q.step(d, m, by); err == nil && ok {
				msg.memes = append(msg.memes, it.meme)
			}
		}
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

// cursorKey is the setting that remembers where an annotator is.
func cursorKey(annotator string) string { return "cursor/" + annotator }
