package tui

import (
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/labels"
)

// answer is a label or a skip of this session, and what the model had said of the meme.
type answer struct {
	seq     uint64 // of its event
	meme    labels.Meme
	level   labels.Level // NoLevel for a skip
	at      time.Time
	model   labels.Level // NoLevel where it had said nothing, or is never shown
	share   float64      // the probability of that
	version string
}

// answers are the newest of this session, the last one at the end.
type answers struct {
	all    []answer
	agreed int // with the model
	asked  int // of how many of which the model had said something
}

// keptAnswers is more than any window shows.
const keptAnswers = 100

func (a *answers) add(e labels.Event, of item, blind labels.Blind) {
	n := answer{seq: e.Seq, meme: of.meme, level: e.Level, at: e.Time, model: labels.NoLevel}
	if of.predicted && blind != labels.BlindNever {
		n.model, n.version = of.pred.Level(), of.pred.Version
		n.share = float64(of.pred.Probs[n.model])
	}
	a.count(n, 1)
	if a.all = append(a.all, n); len(a.all) > keptAnswers {
		a.all = slices.Delete(a.all, 0, len(a.all)-keptAnswers)
	}
}

// takeBack forgets the newest answer to a meme.
func (a *answers) takeBack(id labels.MemeID) {
	for i := len(a.all) - 1; i >= 0; i-- {
		if a.all[i].meme.ID == id {
			a.count(a.all[i], -1)
			a.all = slices.Delete(slices.Clone(a.all), i, i+1)
			return
		}
	}
}

func (a *answers) count(n answer, by int) {
	if n.level.Valid() && n.model.Valid() {
		a.asked += by
		if n.level == n.model {
			a.agreed += by
		}
	}
}

// last returns the i-th newest answer, from 0.
func (a *answers) last(i int) (answer, bool) {
	if i >= len(a.all) {
		return answer{}, false
	}
	return a.all[len(a.all)-1-i], true
}

// recall puts answers of earlier sessions before those of this one.
func (a *answers) recall(earlier []answer) {
	if len(a.all) > 0 {
		earlier = slices.DeleteFunc(earlier, func(n answer) bool { return n.seq >= a.all[0].seq })
	}
	for _, n := range earlier {
		a.count(n, 1)
	}
	a.all = append(slices.Clone(earlier), a.all...)
}

// recalledMsg brings the newest answers of earlier sessions.
type recalledMsg struct{ answers []answer }

// recalledEvents is how many of the newest events are looked at for them.
const recalledEvents = 60

// recallCmd reads what the annotator has said last, so that a session goes on where the
// one before ended. What cannot be read is not missed.
func recallCmd(d Deps, q queue) tea.Cmd {
	return func() tea.Msg {
		last, err := d.Log.LastSeq()
		if err != nil {
			return nil
		}
		var events []labels.Event
		from := uint64(1)
		if last > recalledEvents {
			from = last - recalledEvents
		}
		err = d.Log.Log(from, func(e labels.Event) error {
			switch {
			case e.Annotator != d.Annotator || e.Source == labels.Import:
			case e.Action == labels.Retract:
				events = slices.DeleteFunc(events, func(o labels.Event) bool { return o.Seq == e.Retracts })
			case e.Level.Valid() || e.Action == labels.Skip:
				events = append(events, e)
			}
			return nil
		})
		if err != nil || events == nil {
			return nil
		}
		var msg recalledMsg
		_ = d.Read(func(r Reader) error {
			summary, err := r.Summary(d.Annotator)
			if err != nil {
				return err
			}
			var given answers
			for _, e := range events {
				var of item
				if of.meme, err = r.Meme(e.Meme); err != nil {
					continue // it is not there any more
				}
				of.pred, of.predicted, err = r.Prediction(e.Version, e.Meme)
				if e.Version == "" || err != nil || !of.predicted {
					of.pred, of.predicted, _ = q.prediction(r, summary, e.Meme)
				}
				given.add(e, of, d.Blind)
			}
			msg.answers = given.all
			return nil
		})
		return msg
	}
}
