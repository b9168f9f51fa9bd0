package eval

import (
	"math"
	"math/bits"
)

// Stream is a counter-based random generator: the i-th value depends on nothing
// but the stream and i, so that draws can be made in any order, by any number of
// goroutines, and a training can be repeated from any step. Values are those of
// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number
// generators", OOPSLA 2014) started from the stream's key.
type Stream struct{ key uint64 }

// Purpose is what random numbers serve. Each purpose has streams of its own, so
// that numbers which one of them takes, or does not take, change nothing elsewhere.
// The values are part of what makes a training repeatable: new ones come at the end.
type Purpose uint64

const (
	ForInit     Purpose = iota // a head's first parameters
	ForOrder                   // of the rows of an epoch
	ForDropout                 // the units of a step that are dropped
	ForModality                // the modalities of a step that are dropped
	ForProbe                   // made-up rows to try a head with
	ForFolds                   // in which fold a row is evaluated
	ForStop                    // which rows the heads of a fold stop on
	ForQueue                   // in which order memes are shown to an annotator
	ForChance                  // which labels a permutation gives the rows
	ForRepeat                  // the seeds of a cross-validation that is repeated, and which repeats a resample draws
	ForSubset                  // which labels a learning curve of fewer learns from
)

// gamma is SplitMix64's increment, the odd integer closest to 2⁶⁴ over the
// golden ratio.
const gamma = 0x9e3779b97f4a7c15

// NewStream returns the stream of this seed for this purpose and place: an epoch, a
// step, a fold.
func NewStream(seed uint64, purpose Purpose, place ...uint64) Stream {
	s := derive(seed, uint64(purpose))
	for _, p := range place {
		s = s.derive(p)
	}
	return s
}

// derive returns the stream of a seed at a place.
func derive(seed, place uint64) Stream { return Stream{mix(seed + gamma)}.derive(place) }

func (s Stream) derive(place uint64) Stream { return Stream{mix(s.key ^ mix(place+gamma))} }

// At returns the i-th value, uniform over all 64-bit integers.
func (s Stream) At(i uint64) uint64 { return mix(s.key + (i+1)*gamma) }

// Uniform returns the i-th value as a number in [0,1).
func (s Stream) Uniform(i uint64) float64 { return float64(s.At(i)>>11) * 0x1p-53 }

// Normal returns a number from the standard normal distribution, made of the values
// 2i and 2i+1 (Box and Muller, 1958).
func (s Stream) Normal(i uint64) float64 {
	r := math.Sqrt(-2 * math.Log(1-s.Uniform(2*i)))
	return r * math.Cos(2*math.Pi*s.Uniform(2*i+1))
}

// Below returns the i-th value as an integer in [0,n). The deviation from
// Uniform is below n/2⁶⁴.
func (s Stream) Below(i uint64, n int) int {
	high, _ := bits.Mul64(s.At(i), uint64(n))
	return int(high)
}

// Shuffle puts the rows into random order (Fisher and Yates).
func (s Stream) Shuffle(rows []int) {
	for i := len(rows) - 1; i > 0; i-- {
		j := s.Below(uint64(i), i+1)
		rows[i], rows[j] = rows[j], rows[i]
	}
}

// mix is SplitMix64's output function.
func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
