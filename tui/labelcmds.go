package tui

import (
	"errors"
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/labels"
	queues "memebench/labels/queue"
)

// openedMsg brings the meme that a label screen shall show.
type openedMsg struct {
	op    uint64
	item  item
	found bool   // false: there is none that way
	says  string // of where it has come from, beside it
	err   error
}

// statement is what is said of the meme on the screen, on its way to disk: it is bound to
// that meme, whatever is there when it arrives.
type statement struct {
	events []labels.Event // one act; the last is what is spoken of
	of     item
	stays  bool   // the meme stays on the screen; else the next one comes
	ends   bool   // the queue ends with it, whatever is left
	news   string // what has happened when it is on disk
	from   string // of another caption, the one that was edited
}

// savedMsg says that what was said is on disk, and brings what comes then.
type savedMsg struct {
	op        uint64
	statement           // with its events as they are stored
	kept      int       // events from before that are on disk with it
	captions  bool      // with one of them a caption has become another
	err       error     // it is not on disk
	opened    openedMsg // after a label that was not wanted any more ([labels.EnoughError]), too
	last      bool      // the queue has ended: the same meme again
	overrules string    // whose decision, or caption, it stands in place of, as far as there is one
	now       summarised
}

// event is what is spoken of.
func (m savedMsg) event() labels.Event { return m.events[len(m.events)-1] }

// undoneMsg says what was taken back, or said again, and brings the meme of the newest.
type undoneMsg struct {
	op     uint64
	redo   bool                // it is said again
	events []labels.Event      // the newest first; none: there was nothing to take back
	left   *labels.EnoughError // what is not said again with them, as it is not wanted any more
	err    error
	opened openedMsg
	now    summarised
}

// predictedMsg brings the prediction for a meme that is on the screen already, and the
// meme as it is now.
type predictedMsg struct {
	meme      labels.MemeID
	now       labels.Meme
	events    []labels.Event
	pred      labels.Prediction
	predicted bool
	err       error
}

// aheadMsg brings the memes that are likely to come after the one on the screen.
type aheadMsg struct {
	of    labels.MemeID
	memes []labels.Meme
}

// stepCmd goes to the item so many places from m.
func stepCmd(d Deps, q queue, op uint64, m labels.Meme, by int) tea.Cmd {
	return openCmd(d, q, op, func(r Reader) (item, bool, error) { return d.step(r, q, m, by) })
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

// saveCmd appends events, of which the last are what is said now, and then, when they are
// on disk, goes on. One command does both, so that what comes next is chosen after the
// label counts.
func saveCmd(d Deps, q queue, op uint64, events []labels.Event, say statement) tea.Cmd {
	return func() tea.Msg {
		kept := len(events) - len(say.events)
		msg := savedMsg{op: op, statement: say, kept: kept}
		stored, err := d.Log.Append(events...)
		if err == nil && len(stored) != len(events) {
			err = fmt.Errorf("the store took %d of %s", len(stored), count(len(events), "event"))
		}
		if msg.err = err; err != nil && !notWanted(err, say.of.meme.ID) {
			return msg
		}
		if err == nil {
			msg.events, msg.captions = stored[kept:], aboutCaptions(stored)
		}
		msg.now, msg.opened = reopen(d, q, op, func(r Reader) (item, error) {
			if err == nil && (msg.event().Action == labels.Adjudicate || msg.event().Action == labels.Caption) {
				said, err := r.Events(say.of.meme.ID)
				if err != nil {
					return item{}, err
				}
				msg.overrules = overrules(said, msg.event()) + replaces(said, msg.event(), say.from)
			}
			if say.stays && err == nil {
				return sameItem(r, say.of)
			}
			next, ok, err := d.next(r, q, say.of.meme)
			if err == nil && !ok {
				next, msg.last, err = say.of, true, d.yield(r)
			}
			return next, err
		})
		return msg
	}
}

// sameItem is an item with its meme as it is now, to be opened anew.
func sameItem(r Reader, it item) (item, error) {
	m, err := r.Meme(it.meme.ID)
	return item{meme: m, queue: it.queue, place: it.place, again: it.again}, err
}

// rereadMsg brings the meme on the screen as it is now.
type rereadMsg openedMsg

func rereadCmd(d Deps, q queue, op uint64, it item) tea.Cmd {
	open := openCmd(d, q, op, func(r Reader) (item, bool, error) {
		same, err := sameItem(r, it)
		return same, err == nil, err
	})
	return func() tea.Msg { return rereadMsg(open().(openedMsg)) }
}

// heardMsg brings what is said by now of a meme that is on the screen.
type heardMsg struct {
	now item // its meme as it is, with the caption that somebody has written meanwhile
	err error
}

// heardCmd reads it: in a team others may have said something since the meme came.
func heardCmd(d Deps, meme labels.MemeID) tea.Cmd {
	return func() tea.Msg {
		var msg heardMsg
		msg.err = d.Read(func(r Reader) (err error) {
			msg.now, err = readSaid(r, meme)
			return err
		})
		return msg
	}
}

// onMsg brings what comes after a meme of which all is said. Where nothing comes, nothing
// was found.
type onMsg openedMsg

func onCmd(d Deps, q queue, op uint64, m labels.Meme) tea.Cmd {
	open := openCmd(d, q, op, func(r Reader) (item, bool, error) { return d.next(r, q, m) })
	return func() tea.Msg { return onMsg(open().(openedMsg)) }
}

// undoCmd takes back the newest act, or says again what was taken back, and opens its meme.
func undoCmd(d Deps, q queue, op uint64, redo bool) tea.Cmd {
	return func() tea.Msg {
		events, left, err := d.takeBack(redo)
		msg := undoneMsg{op: op, redo: redo, events: events, left: left, err: err}
		if len(events) == 0 {
			return msg
		}
		msg.now, msg.opened = reopen(d, q, op, func(r Reader) (item, error) {
			return d.undoneItem(r, q, events)
		})
		return msg
	}
}

// undoneItem is the meme of which something was taken back, or is said again.
func (d Deps) undoneItem(r Reader, q queue, events []labels.Event) (item, error) {
	m, err := r.Meme(events[0].Meme)
	if err == nil {
		err = d.claim(r, m)
	}
	return item{meme: m, queue: queues.Undone, place: q.at(m), again: events[0].ReAsk}, err
}

// takeBack takes back the newest act, or says again what was taken back last, but for what is not
// wanted any more: an error where that is all.
func (d Deps) takeBack(redo bool) (events []labels.Event, left *labels.EnoughError, err error) {
	if !redo {
		events, err = d.Log.Undo(d.Annotator)
		return events, nil, err
	}
	events, err = d.Log.Redo(d.Annotator)
	if len(events) > 0 && errors.As(err, &left) {
		err = nil
	}
	return events, left, err
}

// notFoundMsg says that no meme is called as was written.
type notFoundMsg struct {
	op   uint64
	text string
	err  error
}

// findCmd opens the meme that is called so.
func findCmd(d Deps, q queue, op uint64, text string) tea.Cmd {
	return func() tea.Msg {
		it, err := d.goneTo(q, text)
		if err != nil {
			return notFoundMsg{op, text, err}
		}
		return openCmd(d, q, op, func(r Reader) (item, bool, error) { return it, true, d.claim(r, it.meme) })()
	}
}

// goneTo is the meme that is called so. A number of a keyboard that writes wide digits is
// one, too.
func (d Deps) goneTo(q queue, text string) (item, error) {
	m, err := d.FindMeme(text)
	if plain := narrow(text); err != nil && plain != text {
		m, err = d.FindMeme(plain)
	}
	return item{meme: m, queue: queues.GoneTo, place: q.at(m)}, err
}

// aboutMsg brings what there is to know of the meme on the screen.
type aboutMsg struct {
	op  uint64
	set labels.Dataset // that it came with
	err error
}

// aboutCmd reads it.
func aboutCmd(d Deps, op uint64, of item) tea.Cmd {
	return func() tea.Msg {
		msg := aboutMsg{op: op}
		msg.err = d.Read(func(r Reader) (err error) {
			msg.set, _, err = r.Dataset(of.meme.Dataset)
			return err
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

// predictCmd reads anew what the model says of a meme of the queue, and what its caption
// is: that may have been read meanwhile.
func predictCmd(d Deps, q queue, id labels.MemeID) tea.Cmd {
	return func() tea.Msg {
		msg := predictedMsg{meme: id}
		msg.err = d.Read(func(r Reader) error {
			summary, err := r.Summary(d.Annotator)
			if err == nil {
				msg.pred, msg.predicted, err = q.prediction(r, summary, id)
			}
			if err == nil {
				msg.now, err = r.Meme(id)
			}
			if err == nil {
				msg.events, err = r.Events(id)
			}
			return err
		})
		return msg
	}
}

// aheadCmd finds the memes whose pictures are worth having ready: the next two
// and the one before, in a team of those that the annotator would be given. What cannot
// be found is found when it is needed.
func aheadCmd(d Deps, q queue, m labels.Meme) tea.Cmd {
	return func() tea.Msg {
		msg := aheadMsg{of: m.ID}
		_ = d.Read(func(r Reader) error {
			from := m
			for range 2 {
				it, ok, err := d.likely(r, q, from)
				if err != nil || !ok {
					break
				}
				msg.memes = append(msg.memes, it.meme)
				from = it.meme
			}
			for _, by := range []int{-1, 1} {
				it, ok, err := q.step(r, m, by)
				if err == nil && ok {
					ok, err = d.free(r, q, it.meme)
				}
				if err == nil && ok {
					msg.memes = append(msg.memes, it.meme)
				}
			}
			return nil
		})
		return msg
	}
}
