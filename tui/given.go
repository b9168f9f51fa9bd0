package tui

import (
	"slices"
	"time"

	"memebench/labels"
)

// answer is a label or a skip of this session, and what the model had said of the meme.
type answer struct {
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
	n := answer{meme: of.meme, level: e.Level, at: e.Time, model: labels.NoLevel}
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
