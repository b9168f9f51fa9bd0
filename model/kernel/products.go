package kernel

// sumLanes is in how many lanes Products sums: value k counts in lane k modulo this.
const sumLanes = 32

// Products returns the sums of q·x and of x·x over the values of two vectors of one
// length. The bits are the same on every processor: each sum is made of as many sums as
// there are lanes, which are added in pairs.
func Products(q, x []float32) (qx, xx float32) {
	x = x[:len(q)]
	var sums [2][sumLanes]float32
	for k := products(q, x, &sums); k < len(q); k++ {
		// The conversions keep the compiler from rounding product and sum at once.
		sums[0][k%sumLanes] += float32(q[k] * x[k])
		sums[1][k%sumLanes] += float32(x[k] * x[k])
	}
	for half := sumLanes / 2; half > 0; half /= 2 {
		for i := range half {
			sums[0][i] += sums[0][i+half]
			sums[1][i] += sums[1][i+half]
		}
	}
	return sums[0][0], sums[1][0]
}
