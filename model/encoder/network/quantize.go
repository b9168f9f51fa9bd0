package network

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"memebench/model/onnx"
)

// Static quantisation of a network: convolutions in integers of eight bits, as
// ONNX describes them, by pairs of QuantizeLinear and DequantizeLinear around
// operators on floats ("QDQ"), which ONNX Runtime turns into operators on
// integers. A value is (q - zero)·scale. An activation has one scale and is
// uint8; weights are int8 with one scale per channel that they make and zero 0;
// biases are int32 with the product of both scales (Jacob et al., "Quantization
// and training of neural networks for efficient integer-arithmetic-only
// inference", 2018).
//
// Sums of products must be exact, or features would depend on the processor:
// ONNX Runtime lets x64 processors without VNNI add products of uint8 and int8
// pairwise in sixteen bits, with saturation (uint8 by uint8 is exact, and no
// faster than floats). So no two weights of one sign in a sum are together larger
// than pairLimit: 255·128 = 32640 < 32767. The usual way out, weights of seven
// bits (reduce_range of ONNX Runtime's quantiser), costs more. Depthwise
// convolutions are added in thirty-two bits and have all eight.
//
// Features are the same bits, then, on x64 processors with AVX2, with and without
// VNNI. On others the sums of two activations, which are scaled in floats, may
// round another way: without AVX2 that changed one picture's features of fifty,
// to a cosine of 0.99996. ARM was not tried.
//
// What rounding the weights does to the mean of a channel is known without a
// picture, since the batch norms say how inputs are distributed; it is taken off
// the bias (Nagel et al., "Data-free quantization through weight equalization and
// bias correction", 2019, section 4.2). With it and with the sums of depthwise
// filters kept, EfficientNet-Lite0's features of memes have a cosine of 0.996
// with those in floats; without, of 0.986.
const (
	weightLimit = 127     // largest integer of a weight
	pairLimit   = 128     // largest sum of two
	biasLimit   = 1 << 30 // leaves room for the sum of products
	leastScale  = 1e-30   // of weights that are all 0
	// meanStep is what expected means are rounded to: the last bit of another
	// processor's exponential must not reach the model.
	meanStep = 1.0 / 1024
)

// span is the range of an activation. It holds 0, so that padding is exact.
type span struct{ low, high float64 }

// quantizer is what a network needs beside its weights to be built in integers.
type quantizer struct {
	ranges   map[string]span         // of activations, by the names that the network gives them
	scales   map[string]float32      // of tensors that are quantised already
	channels map[string]channelStats // of tensors
}

// channelStats are the mean and the standard deviation of each channel of an
// activation, as the batch norm before it has learnt them.
type channelStats struct{ mean, std []float64 }

// statsOf returns what a batch norm with this shift and scale puts out.
func statsOf(beta, gamma []float32) channelStats {
	c := channelStats{make([]float64, len(beta)), make([]float64, len(beta))}
	for i := range beta {
		c.mean[i], c.std[i] = float64(beta[i]), math.Abs(float64(gamma[i]))
	}
	return c
}

func newQuantizer(r map[string]span) *quantizer {
	return &quantizer{ranges: r, scales: map[string]float32{}, channels: map[string]channelStats{}}
}

// quantize puts an activation into uint8 and back. Values outside of the range
// become its ends.
func (n *builder) quantize(x string, r span) string {
	if n.err != nil {
		return ""
	}
	scale := float32((r.high - r.low) / 255)
	zero := uint8(math.RoundToEven(-r.low / float64(scale)))
	g := n.graph
	by := []string{g.Floats(x+".scale", []float32{scale}), g.Uint8s(x+".zero", []uint8{zero})}
	y := g.Op("QuantizeLinear", append([]string{x}, by...))
	y = g.Op("DequantizeLinear", append([]string{y}, by...))
	n.int8.scales[y], n.int8.channels[y] = scale, n.int8.channels[x]
	return y
}

// clipped is quantize for an activation that is clipped to a range: integers have
// no values beyond.
func (n *builder) clipped(x string, low, high float64) string {
	y := n.quantize(x, span{low, high})
	if n.err == nil {
		n.int8.channels[y] = n.int8.channels[y].clipped(low, high)
	}
	return y
}

// add is the sum of two activations.
func (n *builder) add(x, y string) string {
	sum := n.op("Add", []string{x, y})
	if n.err == nil && n.int8 != nil {
		n.int8.channels[sum] = n.int8.channels[x].plus(n.int8.channels[y])
	}
	return sum
}

// samples takes an input of whole numbers from 0 to 255 into integers as they
// are, and reads them as (x-zero)·scale.
func (n *builder) samples(x string, zero uint8, scale float32) string {
	g := n.graph
	y := g.Op("QuantizeLinear", []string{x, g.Floats("pixel", []float32{1}), g.Uint8s("black", []uint8{0})})
	y = g.Op("DequantizeLinear", []string{y, g.Floats("pixel_scale", []float32{scale}), g.Uint8s("pixel_mean", []uint8{zero})})
	n.int8.scales[y] = scale
	return y
}

// convInt8 adds a convolution of a quantised input with weights w [out, in/groups,
// kernel, kernel] and bias [out], batch norm folded in. stats are those of its
// output.
func (n *builder) convInt8(x, name string, w, bias []float32, c convShape, stats channelStats, attrs []onnx.Attr) string {
	if hasNonFinite(w) || hasNonFinite(bias) {
		n.err = fmt.Errorf("%s has weights or a batch norm that are not finite numbers", name)
		return ""
	}
	per, kernel := len(w)/c.out, c.kernel*c.kernel
	step := n.int8.scales[x]
	weights, biases := make([]int8, len(w)), make([]int32, c.out)
	scales, biasScales := make([]float32, c.out), make([]float32, c.out)
	for o := range c.out {
		row, q := w[o*per:(o+1)*per], weights[o*per:(o+1)*per]
		scale := max(weightScale(row, c.depthwise), math.Abs(float64(bias[o]))/(biasLimit*float64(step)), leastScale)
		scales[o] = float32(scale)
		biasScales[o] = step * scales[o]
		roundWeights(q, row, float64(scales[o]), c.depthwise)
		shift := 0.0
		if mean := n.int8.channels[x].mean; mean != nil { // nothing is known of the picture
			for i := range row {
				channel := i / kernel
				if c.depthwise {
					channel = o
				}
				shift += (float64(q[i])*float64(scales[o]) - float64(row[i])) * math.RoundToEven(mean[channel]/meanStep) * meanStep
			}
		}
		b := math.RoundToEven((float64(bias[o]) - shift) / float64(biasScales[o]))
		biases[o] = int32(min(max(b, -biasLimit), biasLimit))
	}
	g := n.graph
	wide := g.Op("DequantizeLinear", []string{
		g.Int8s(name+".weight", weights, c.out, per/kernel, c.kernel, c.kernel), g.Floats(name+".weight.scale", scales, c.out),
		g.Int8s(name+".weight.zero", make([]int8, c.out), c.out),
	}, onnx.Int("axis", 0))
	added := g.Op("DequantizeLinear", []string{
		g.Int32s(name+".bias", biases, c.out), g.Floats(name+".bias.scale", biasScales, c.out),
	}, onnx.Int("axis", 0))
	y := g.Op("Conv", []string{x, wide, added}, attrs...)
	n.int8.channels[y] = stats
	return y
}

// weightScale is the smallest scale at which weights stay within the limits.
func weightScale(w []float32, depthwise bool) float64 {
	// The two largest weights of each sign.
	var largest [2][2]float64
	for _, v := range w {
		sign := 0
		if v < 0 {
			sign = 1
		}
		two, v := &largest[sign], math.Abs(float64(v))
		if v > two[0] {
			two[0], two[1] = v, two[0]
		} else if v > two[1] {
			two[1] = v
		}
	}
	scale := max(largest[0][0], largest[1][0]) / weightLimit
	if depthwise {
		return scale
	}
	// Rounding may add a half to each of the two.
	const pair = pairLimit - 0.5
	return max(scale, (largest[0][0]+largest[0][1])/pair, (largest[1][0]+largest[1][1])/pair)
}

// roundWeights puts weights into integers. Those of a depthwise filter keep their
// sum, as nearly as integers can: neighbouring pixels are alike, so what a filter
// makes of them is off by about its sum's error. The weights that go to their
// second nearest integer for it are those that lose least.
func roundWeights(q []int8, w []float32, scale float64, depthwise bool) {
	rest := make([]float64, len(w)) // what rounding adds
	sum := 0.0
	for i, v := range w {
		exact := float64(v) / scale
		whole := math.RoundToEven(exact)
		rest[i] = whole - exact
		sum += rest[i]
		q[i] = int8(min(max(whole, -weightLimit), weightLimit))
	}
	if !depthwise {
		return
	}
	order := make([]int, len(w))
	for i := range order {
		order[i] = i
	}
	sign := 1
	if sum < 0 {
		sign = -1
	}
	slices.SortStableFunc(order, func(a, b int) int { return sign * cmp.Compare(rest[b], rest[a]) })
	for _, i := range order[:int(math.RoundToEven(math.Abs(sum)))] {
		q[i] = int8(min(max(int(q[i])-sign, -weightLimit), weightLimit))
	}
}

// clipped returns the mean of each channel between two bounds, where values are
// distributed normally.
func (c channelStats) clipped(low, high float64) channelStats {
	density := func(z float64) float64 { return math.Exp(-z*z/2) / math.Sqrt(2*math.Pi) }
	below := func(z float64) float64 { return math.Erfc(-z/math.Sqrt2) / 2 }
	out := channelStats{mean: make([]float64, len(c.mean))}
	for i, m := range c.mean {
		s := c.std[i]
		if s == 0 {
			out.mean[i] = min(max(m, low), high)
			continue
		}
		a, b := (low-m)/s, (high-m)/s
		out.mean[i] = low*below(a) + high*below(-b) + m*(below(b)-below(a)) + s*(density(a)-density(b))
	}
	return out
}

// plus returns the mean of each channel of a sum.
func (c channelStats) plus(d channelStats) channelStats {
	out := channelStats{mean: slices.Clone(c.mean)}
	for i := range out.mean {
		out.mean[i] += d.mean[i]
	}
	return out
}

// hasNonFinite reports whether an infinity or a NaN is among the values.
func hasNonFinite(values []float32) bool {
	return slices.ContainsFunc(values, func(v float32) bool { return v-v != 0 })
}
