package labels

import (
	"crypto/sha256"
	"encoding/binary"
	"math"
)

// A SplitTally counts memes of one level by their splits: train, val, test.
type SplitTally [3]int

// splitOrder are the splits in the order of a SplitTally.
var splitOrder = [3]Split{Train, Val, Test}

// Count adds so many memes of a split.
func (t *SplitTally) Count(s Split, memes int) {
	for i := range splitOrder {
		if splitOrder[i] == s {
			t[i] += memes
		}
	}
}

// all is the number of memes.
func (t *SplitTally) all() int { return t[0] + t[1] + t[2] }

// parts are the shares in the order of a SplitTally.
func (s Shares) parts() [3]float64 {
	return [3]float64{s.Train, s.Val, max(0, 1-s.Train-s.Val)}
}

// Balance returns the split of a new group with this key, whose first meme has a level of
// which so many memes of its dataset are there. It fills blocks of memes of a level, in each of which the
// shares hold: with 70/10/20, of every ten memes seven go to train, one to val and two to
// test, and which ones, the key draws (permuted blocks; M. Zelen, "The randomization and
// stratification of patients to clinical trials", Journal of Chronic Diseases 27, 1974).
// Where groups or splits of the memes' own have brought a level out of balance, what
// comes later mends it. It depends on what is there, and moves nothing.
func (s Shares) Balance(groupKey string, there SplitTally) Split {
	block := s.block()
	end := (there.all()/block + 1) * block
	return draw(groupKey, s.lacking(end, there))
}

// block is the smallest number of memes, at most 100, of which the shares are whole numbers.
func (s Shares) block() int {
	for n := 1; n < 100; n++ {
		whole := true
		for _, part := range s.parts() {
			x := part * float64(n)
			whole = whole && math.Abs(x-math.Round(x)) < 1e-6
		}
		if whole {
			return n
		}
	}
	return 100
}

// quotas are how many of n memes each split gets: the shares, rounded by largest remainders,
// so that they add up to n. What rounding has taken from one set of memes is carried to the
// next one, and begins as nothing.
func (s Shares) quotas(n int, carried *[3]float64) (q [3]int) {
	const exact = 1e-9
	left := n
	for i, part := range s.parts() {
		carried[i] += part * float64(n)
		q[i] = max(0, int(carried[i]+exact))
		carried[i] -= float64(q[i])
		left -= q[i]
	}
	for ; left > 0; left-- {
		most := 0
		for i := range carried {
			if carried[i] > carried[most]+exact {
				most = i
			}
		}
		q[most]++
		carried[most]--
	}
	return q
}

// lacking is how many memes each split lacks when there are to be n; the sum is above 0
// where n is above what is there.
func (s Shares) lacking(n int, there SplitTally) (lack [3]int) {
	for i, q := range s.quotas(n, &[3]float64{}) {
		lack[i] = max(0, q-there[i])
	}
	return lack
}

// draw chooses a split by a key, in proportion to what each lacks.
func draw(key string, lack [3]int) Split {
	at := int(unit(key) * float64(lack[0]+lack[1]+lack[2]))
	for i, n := range lack {
		if at < n {
			return splitOrder[i]
		}
		at -= n
	}
	return Train // nothing is lacking anywhere
}

// unit is the first eight bytes of a key's SHA-256 as a number in [0,1).
func unit(key string) float64 {
	sum := sha256.Sum256([]byte(key))
	return float64(binary.BigEndian.Uint64(sum[:8])>>11) / (1 << 53)
}
