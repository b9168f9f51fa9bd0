package labels

import (
	"fmt"
	"strconv"
	"strings"
)

// Split says what a meme's gold level is used for. It is given at import and stored. A resplit
// moves memes, and so does a picture that looks like others, to the split of these; each move is kept
// (Meme.Moves).
type Split string

// The splits. Train is learnt from, Val stops the training and decides between
// versions, Test is only shown by an evaluation.
const (
	Train Split = "train"
	Val   Split = "val"
	Test  Split = "test"
)

// ParseSplit reads the name of a split.
func ParseSplit(s string) (Split, error) {
	switch sp := Split(s); sp {
	case Train, Val, Test:
		return sp, nil
	}
	return "", fmt.Errorf("split %q: want train, val or test", Printable(s))
}

// Shares says how new memes are assigned to the splits: the fractions that go to train and
// to val; the rest goes to test. Of the memes of a level the shares hold as nearly as whole
// groups allow ([Shares.Balance]), of those without one on average ([Shares.Assign]).
type Shares struct{ Train, Val float64 }

// The shares in use. DefaultShares assigns 70/10/20, TrainValShares 90/10/0, and
// the others put every new meme in one split.
var (
	DefaultShares  = Shares{Train: 0.7, Val: 0.1}
	TrainValShares = Shares{Train: 0.9, Val: 0.1}
	AllTrain       = Shares{Train: 1}
	AllVal         = Shares{Val: 1}
	AllTest        = Shares{}
)

// ParseShares reads three whole percentages, train/val/test, that make up 100:
// 70/10/20.
func ParseShares(s string) (Shares, error) {
	parts := strings.Split(s, "/")
	percent, sum := [3]int{}, 0
	wrong := len(parts) != len(percent)
	for i := 0; i < len(parts) && !wrong; i++ {
		n, err := strconv.ParseUint(parts[i], 10, 8)
		wrong = err != nil
		percent[i] = int(n)
		sum += int(n)
	}
	if wrong || sum != 100 {
		return Shares{}, fmt.Errorf("shares %s: want the percentages of train, val and test, which make up 100, as in 70/10/20", Quoted(s))
	}
	shares := Shares{Train: float64(percent[0]) / 100, Val: float64(percent[1]) / 100}
	if percent[2] == 0 {
		shares.Val = 1 - shares.Train // the two hundredths may sum to a little less than 1
	}
	return shares, nil
}

// Assign returns the split of the group with this key: the first eight bytes of
// its SHA-256 as a number in [0,1), compared with the shares. It does not
// depend on what else is there, so a group keeps its split when data is added.
func (s Shares) Assign(groupKey string) Split {
	switch u := unit(groupKey); {
	case u < s.Train:
		return Train
	case u < s.Train+s.Val || s.Train+s.Val >= 1:
		return Val
	}
	return Test
}
