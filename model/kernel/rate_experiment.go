//go:build experiment

package kernel

// SetRate sets Adam's learning rate for the steps to come.
func (n *Network) SetRate(rate float64) { n.rate = rate }
