package labels

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
)

// Split says what a meme's gold level is used for. It is given once, at import,
// and stored: nothing moves later by itself.
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

// Shares says how newcomers are dealt to the splits: the fractions of groups
// that go to train and to val; the rest goes to test. The shares hold for
// groups, and only on average, because a group's split depends on nothing but
// its key.
type Shares struct{ Train, Val float64 }

// The shares in use. DefaultShares deals 70/10/20, TrainValShares 90/10/0, and
// the others put every newcomer in one split.
var (
	DefaultShares  = Shares{Train: 0.7, Val: 0.1}
	TrainValShares = Shares{Train: 0.9, Val: 0.1}
	AllTrain       = Shares{Train: 1}
	AllVal         = Shares{Val: 1}
	AllTest        = Shares{}
)

// Deal returns the split of the group with this key: the first eight bytes of
// its SHA-256 as a number in [0,1), compared with the shares. It does not
// depend on what else is there, so a group keeps its split when data is added.
func (s Shares) Deal(groupKey string) Split {
	sum := sha256.Sum256([]byte(groupKey))
	u := float64(binary.BigEndian.Uint64(sum[:8])>>11) / (1 << 53)
	switch {
	case u < s.Train:
		return Train
	case u < s.Train+s.Val || s.Train+s.Val >= 1:
		return Val
	}
	return Test
}
