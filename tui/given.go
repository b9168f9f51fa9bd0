package tui

import (
	"cmp"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/labels"
)

// answer is a label, a skip or a flag of this session, and what the model had said of the
// meme.
type answer struct {
	seq     uint64 // of its event
	meme    labels.Meme
	level   labels.Level // NoLevel for a skip or a flag
	flagged bool         // it is a flag
	at      time.Time
	model   labels.Level // NoLevel where it had said nothing, or is never shown
	share   string       // the probability of that, in words; "" where it gave none
	version string
}

// word says what an answer without a level is.
func (n answer) word() string {
	if n.flagged {
		return "flagged"
	}
	return "skipped"
}

// answers are the newest, of this session and of those before, the last one at the end.
type answers struct {
	all  []answer // in the order of their events
	back []answer // that were taken back, the last one at the end
}

// keptAnswers is more than any window shows, and of how many it is counted where they agree
// with the model: a session begins with as many as the one before has ended with.
const keptAnswers = 100

// add takes in what was said of a meme, if it is an answer. The reason of a flag belongs to
// the flag before it.
func (a *answers) add(e labels.Event, of item, blind labels.Blind) {
	if !e.Action.Answers() || e.Action == labels.Flag && e.Batch > 0 && e.Text != "" {
		return
	}
	n := answer{seq: e.Seq, meme: of.meme, level: e.Level, flagged: e.Action == labels.Flag, at: e.Time, model: labels.NoLevel}
	// Of what was skipped the model stays hidden where it was: it may come back.
	said, apart := e.Beside()
	known := of.predicted && (said.Valid() || !apart) // on Check other heads have spoken, and what they said is not kept
	if known && blind != labels.BlindNever && (e.Level.Valid() || e.Shown == labels.ShownBefore) {
		n.model, n.version = of.pred.Level(), of.pred.Version
		if !of.pred.LevelOnly {
			n.share = percent(float64(of.pred.Probs[n.model]))
		}
	}
	a.insert(n)
}

// insert puts an answer in its place.
func (a *answers) insert(n answer) {
	at, _ := a.place(n.seq)
	a.all = newestAnswers(slices.Insert(slices.Clone(a.all), at, n))
}

// newestAnswers are as many as are kept.
func newestAnswers(all []answer) []answer {
	return slices.Delete(all, 0, max(0, len(all)-keptAnswers))
}

// takeBack forgets the answer of an event, until it is given again.
func (a *answers) takeBack(seq uint64) {
	i, ok := a.place(seq)
	if !ok {
		return
	}
	a.back = newestAnswers(append(a.back, a.all[i]))
	a.all = slices.Delete(slices.Clone(a.all), i, i+1)
}

// again takes in that an answer which was taken back stands again.
func (a *answers) again(seq uint64) {
	i := slices.IndexFunc(a.back, func(n answer) bool { return n.seq == seq })
	if i < 0 {
		return
	}
	a.insert(a.back[i])
	a.back = slices.Delete(a.back, i, i+1)
}

// place is where the answer of an event is, or would be, and whether it is there.
func (a *answers) place(seq uint64) (int, bool) {
	return slices.BinarySearchFunc(a.all, seq, func(n answer, seq uint64) int { return cmp.Compare(n.seq, seq) })
}

// agreement counts the memes whose newest answer is the model's, and those of which the model
// had said something.
func (a *answers) agreement() (agreed, asked int) {
	counted := map[labels.MemeID]bool{}
	for _, n := range slices.Backward(a.all) {
		if counted[n.meme.ID] {
			continue
		}
		counted[n.meme.ID] = true
		if n.level.Valid() && n.model.Valid() {
			asked++
			if n.level == n.model {
				agreed++
			}
		}
	}
	return agreed, asked
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
	a.all = newestAnswers(append(slices.Clone(earlier), a.all...))
}

// recalledMsg brings the newest answers of earlier sessions, and the guide that was in
// force when the newest of them was given, "" where that is not known.
type recalledMsg struct {
	answers []answer
	guide   string
}

// The log is read from its end, in steps that double until so many answers were found:
// others may have said much since, or a table may have brought many levels.
const (
	recalledEvents = 64
	recalledMost   = 1 << 18
)

// recallCmd reads what the annotator has said last, so that a session goes on where the
// one before ended. What cannot be read is not missed.
func recallCmd(d Deps) tea.Cmd {
	return func() tea.Msg {
		last, err := d.Log.LastSeq()
		if err != nil {
			return nil
		}
		var events []labels.Event
		for n := uint64(recalledEvents); ; n *= 8 {
			from := uint64(1)
			if last > n {
				from = last - n
			}
			if events, err = ownAnswers(d, from); err != nil {
				return nil
			}
			if len(events) >= keptAnswers || from == 1 || n >= recalledMost {
				break
			}
		}
		if len(events) == 0 {
			return nil
		}
		msg := recalledMsg{guide: events[len(events)-1].Guide}
		_ = d.Read(func(r Reader) (err error) {
			var given answers
			for _, e := range events {
				var of item
				if of.meme, err = r.Meme(e.Meme); err != nil {
					continue // it is not there any more
				}
				of.pred, of.predicted = besideAnswer(r, &e)
				given.add(e, of, d.Blind)
			}
			msg.answers = given.all
			return nil
		})
		return msg
	}
}

// besideAnswer is what the model said where an answer of an earlier session was given, as far as that
// is kept: a later version may have learnt from the answer, the same one may have learnt what the
// meme is before a cell had others say, and may have read another caption since.
func besideAnswer(r Reader, e *labels.Event) (p labels.Prediction, ok bool) {
	if said, ok := e.Beside(); ok {
		if !said.Valid() {
			return p, false
		}
		p = labels.Prediction{Meme: e.Meme, Version: e.Version, LevelOnly: true}
		p.Probs[said] = 1
		return p, true
	}
	if e.Version == "" {
		return p, false
	}
	said, err := r.Events(e.Meme)
	var captions labels.CaptionChanges
	if err != nil || slices.ContainsFunc(said, func(o labels.Event) bool { return captions.Change(&o) && o.Seq > e.Seq }) {
		return p, false
	}
	p, ok, _ = r.Prediction(e.Version, e.Meme)
	return p, ok
}

// ownAnswers reads the answers that the annotator has given in events from a place in the
// log on, and that stand.
func ownAnswers(d Deps, from uint64) (own []labels.Event, err error) {
	err = d.Log.Log(from, func(e labels.Event) error {
		if e.Annotator == d.Annotator && e.Source != labels.Import && (e.Action.Answers() || e.Action == labels.Retract) {
			own = append(own, e)
		}
		return nil
	})
	retracted := labels.Retracted(own)
	return slices.DeleteFunc(own, func(e labels.Event) bool { return retracted[e.Seq] || e.Action == labels.Retract }), err
}
