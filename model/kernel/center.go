package kernel

// Center writes (x - mean)·inverse, value by value, into to, which may be x. All
// have the length of to, at least. The bits are the same on every processor.
func Center(to, x, mean []float32, inverse float32) {
	x, mean = x[:len(to)], mean[:len(to)]
	for k := center(to, x, mean, inverse); k < len(to); k++ {
		to[k] = (x[k] - mean[k]) * inverse
	}
}
