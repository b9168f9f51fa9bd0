package tui

import (
	"errors"
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/labels"
)

// item is a meme as it stands on the screen.
type item struct {
	stop
	state labels.State
	pred  labels.Prediction
	known bool // pred is a prediction
}

// load reads what is said of the meme at a stop.
func (d Deps) load(s stop) (item, error) {
	it := item{stop: s}
	var err error
	if it.state, err = d.Memes.State(s.meme.ID); err != nil {
		return it, err
	}
	it.pred, it.known, err = d.prediction(s.meme.ID)
	return it, err
}

// triedVersions is how many versions are asked for a prediction. Those before
// have had theirs dropped or are of no interest.
const triedVersions = 8

// prediction returns what the served version says of a meme, or while it has
// not said anything yet, the newest version that has.
func (d Deps) prediction(id labels.MemeID) (labels.Prediction, bool, error) {
	served, err := d.Versions.Served()
	if err != nil || served == "" {
		return labels.Prediction{}, false, err
	}
	if p, ok, err := d.Memes.Prediction(served, id); err != nil || ok {
		return p, ok, err
	}
	versions, err := d.Versions.Versions()
	if err != nil {
		return labels.Prediction{}, false, err
	}
	for i := len(versions) - 1; i >= max(0, len(versions)-triedVersions); i-- {
		if p, ok, err := d.Memes.Prediction(versions[i].ID, id); err != nil || ok {
			return p, ok, err
		}
	}
	return labels.Prediction{}, false, nil
}

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
	last   bool // the course has ended: the same meme again
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
	meme  labels.MemeID
	pred  labels.Prediction
	known bool
	err   error
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
func startCmd(d Deps, op uint64) tea.Cmd {
	return func() tea.Msg {
		at := stop{}
		id, ok, err := d.Settings.Setting(cursorKey(d.Annotator))
		if err == nil && ok {
			if m, err := d.Memes.Meme(labels.MemeID(id)); err == nil {
				at = stop{m, queueResume, int(m.Seq)}
			}
			// A meme that is gone is no reason not to start.
		}
		if at.meme.ID == "" && err == nil {
			at, ok, err = importOrder{}.after(d, labels.Meme{})
			if err != nil || !ok {
				return openedMsg{op: op, err: err}
			}
		}
		if err != nil {
			return openedMsg{op: op, err: err}
		}
		it, err := d.load(at)
		return openedMsg{op: op, item: it, found: true, err: err}
	}
}

// stepCmd goes to the meme next to m.
func stepCmd(d Deps, c course, op uint64, m labels.Meme, by int) tea.Cmd {
	return func() tea.Msg {
		at, ok, err := c.step(d, m, by)
		if err != nil || !ok {
			return openedMsg{op: op, err: err}
		}
		it, err := d.load(at)
		return openedMsg{op: op, item: it, found: true, err: err}
	}
}

// saveCmd appends events, of which the last is new and of the meme on the screen, and
// then, when they are on disk, goes on. One command does both, so that what comes
// next is chosen after the label counts.
func saveCmd(d Deps, c course, op uint64, events []labels.Event, of item) tea.Cmd {
	return func() tea.Msg {
		last := len(events) - 1
		msg := savedMsg{op: op, event: events[last], kept: last, of: of}
		saved, err := d.Log.Append(events...)
		if err == nil && len(saved) != len(events) {
			err = fmt.Errorf("the store took %d of %s", len(saved), count(len(events), "event"))
		}
		if err != nil {
			msg.err = err
			return msg
		}
		msg.event = saved[last]
		at, ok, err := c.after(d, of.meme)
		if err == nil && !ok {
			at, msg.last = of.stop, true
		}
		msg.opened = openedMsg{op: op, found: true, err: err}
		if err == nil {
			msg.opened.item, msg.opened.err = d.load(at)
		}
		msg.now = d.summarise()
		msg.opened.err = errors.Join(msg.opened.err, msg.now.err)
		return msg
	}
}

// undoCmd takes back the newest event and opens its meme.
func undoCmd(d Deps, c course, op uint64) tea.Cmd {
	return func() tea.Msg {
		e, ok, err := d.Log.Undo(d.Annotator)
		msg := undoneMsg{op: op, event: e, found: ok, err: err}
		if err != nil || !ok {
			return msg
		}
		m, err := d.Memes.Meme(e.Meme)
		msg.opened = openedMsg{op: op, found: true, err: err}
		if err == nil {
			msg.opened.item, msg.opened.err = d.load(stop{m, queueUndo, c.at(m)})
		}
		msg.now = d.summarise()
		msg.opened.err = errors.Join(msg.opened.err, msg.now.err)
		return msg
	}
}

// predictCmd reads anew what the served version says of a meme.
func predictCmd(d Deps, id labels.MemeID) tea.Cmd {
	return func() tea.Msg {
		p, ok, err := d.prediction(id)
		return predictedMsg{id, p, ok, err}
	}
}

// aheadCmd finds the memes whose pictures are worth having ready: the next two
// and the one before. What cannot be found is found when it is needed.
func aheadCmd(d Deps, c course, m labels.Meme) tea.Cmd {
	return func() tea.Msg {
		msg := aheadMsg{of: m.ID}
		from := m
		for range 2 {
			at, ok, err := c.after(d, from)
			if err != nil || !ok {
				break
			}
			msg.memes = append(msg.memes, at.meme)
			from = at.meme
		}
		if at, ok, err := c.step(d, m, -1); err == nil && ok {
			msg.memes = append(msg.memes, at.meme)
		}
		if at, ok, err := c.step(d, m, 1); err == nil && ok {
			msg.memes = append(msg.memes, at.meme)
		}
		return msg
	}
}

// cursorKey is the setting that remembers where an annotator is.
func cursorKey(annotator string) string { return "cursor/" + annotator }
