package model

import (
	"math"
	"math/bits"
)

// stream is a counter-based random generator: the i-th value depends on nothing
// but the stream and i, so that draws can be made in any order, by any number of
// goroutines, and a training can be repeated from any step. Values are those of
// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number
// generators", OOPSLA 2014) started from the stream's key.
type stream struct{ key uint64 }

// The purposes that random numbers serve; each has streams of its own.
const (
	streamInit = iota
	streamOrder
	streamDropout
	streamModality
	streamProbe
	streamFolds
	streamStop
)

// gamma is SplitMix64's increment, the odd integer closest to 2⁶⁴ over the
// golden ratio.
const gamma = 0x9e3779b97f4a7c15

// newStream returns the stream of this seed for this purpose and place: an
// epoch, a step, a fold.
func newStream(seed, purpose uint64, place ...uint64) stream {
	key := mix(seed + gamma)
	for _, p := range append([]uint64{purpose}, place...) {
		key = mix(key ^ mix(p+gamma))
	}
	return stream{key}
}

// at returns the i-th value, uniform over all 64-bit integers.
func (s stream) at(i uint64) uint64 { return mix(s.key + (i+1)*gamma) }

// uniform returns the i-th value as a number in [0,1).
func (s stream) uniform(i uint64) float64 { return float64(s.at(i)>>11) * 0x1p-53 }

// normal returns a number from the standard normal distribution, made of the values
// 2i and 2i+1 (Box and Muller, 1958).
func (s stream) normal(i uint64) float64 {
	r := math.Sqrt(-2 * math.Log(1-s.uniform(2*i)))
	return r * math.Cos(2*math.Pi*s.uniform(2*i+1))
}

// below returns the i-th value as an integer in [0,n). The deviation from
// uniform is below n/2⁶⁴.
func (s stream) below(i uint64, n int) int {
	high, _ := bits.Mul64(s.at(i), uint64(n))
	return int(high)
}

// shuffle puts the rows into random order (Fisher and Yates).
func (s stream) shuffle(rows []int) {
	for i := len(rows) - 1; i > 0; i-- {
		j := s.below(uint64(i), i+1)
		rows[i], rows[j] = rows[j], rows[i]
	}
}

// mix is SplitMix64's output function.
func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
