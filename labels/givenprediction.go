package labels

import (
	"errors"
	"fmt"
	"math"
)

// GivenPredictions are predictions that were made elsewhere, as a file has them.
type GivenPredictions struct {
	File   string // its name, without folders
	Digest string // SHA-256 of the file, in hex
	Column string // name of its column that says which meme is meant
	Rows   []GivenPrediction

	Failed        []RowReason // rows that cannot be used, by row
	OmittedFailed int         // how many more there were
}

// Fail puts a row among those that cannot be used, for a reason.
func (g *GivenPredictions) Fail(row int, reason string) {
	g.Failed = AppendReason(g.Failed, &g.OmittedFailed, RowReason{Row: row, Reason: fmt.Sprintf("%s:%d: %s", Printable(g.File), row, reason)})
}

// GivenPrediction is one of them.
type GivenPrediction struct {
	Row      int
	Meme     string // id, #number or name of the meme, the path of its picture, or what it has in a column called as Column
	Level    Level  // NoLevel where there is none
	HasProbs bool
	Probs    [Levels]float64
}

// sumSlack is how far from 1 given probabilities may sum: five that are rounded to two
// digits are off by 0.025 at most. More is a mistake, or no probabilities.
const sumSlack = 0.026

// Prediction checks a given prediction, and makes a prediction of no meme and no version of
// it. Probabilities are in [0,1]; their sum, which rounding may put beside 1 by up to 0.026,
// is brought to 1. A level beside them must be the most probable one, or one of several that
// are equally so, which then is. The error is the end of a sentence on the row.
func (g GivenPrediction) Prediction() (Prediction, error) {
	var p Prediction
	if !g.HasProbs {
		if !g.Level.Valid() {
			return p, errors.New("neither a level nor probabilities")
		}
		p.LevelOnly, p.Probs[g.Level] = true, 1
		return p, nil
	}
	sum, most := 0.0, 0.0
	for l, x := range g.Probs {
		if !(x >= 0 && x <= 1) { // false for NaN too
			return p, fmt.Errorf("the probability of %s is %g: want 0 to 1", Level(l).Title(), x)
		}
		sum += x
		most = max(most, x)
	}
	if math.Abs(sum-1) > sumSlack {
		return p, fmt.Errorf("the probabilities sum to %.4g: want 1", sum)
	}
	for l, x := range g.Probs {
		p.Probs[l] = float32(x / sum)
	}
	switch top := p.Level(); {
	case !g.Level.Valid() || g.Level == top:
	case g.Probs[g.Level] < most:
		return p, fmt.Errorf("the level is %s, but the probabilities are highest for %s: want one of the two, or both to agree", g.Level.Title(), top.Title())
	default: // by a hair: the least that tells it from the others
		p.Probs[g.Level] = math.Nextafter32(p.Probs[top], 2)
	}
	return p, nil
}
