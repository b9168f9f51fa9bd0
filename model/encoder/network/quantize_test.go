package network

import (
	"errors"
	"fmt"
	_ "image/png"
	"math"
	"slices"
	"strings"
	"testing"

	"memebench/model/encoder/encodertest"
	"memebench/model/encoder/torch"
	"memebench/model/onnx"
	"memebench/model/ort"
	"memebench/model/ort/orttest"
)

// One convolution of each kind on noise: what comes out is the convolution in
// doubles, but for the rounding of weights and of the result. The padding is 0
// after the zero point is taken off, and a channel without weights has its bias.
func TestConvInt8(t *testing.T) {
	const in, size = 6, 4
	for _, c := range []convShape{
		{in: in, out: 5, kernel: 1, stride: 1}, {in: in, out: 4, kernel: 3, stride: 1}, {in: in, out: in, kernel: 3, stride: 1, depthwise: true},
	} {
		t.Run(fmt.Sprintf("%+v", c), func(t *testing.T) {
			const zero, step, low, high, epsilon = 100, 1.0 / 64, -6.0, 6.0, 1e-3
			per := in
			if c.depthwise {
				per = 1
			}
			d := torch.StateDict{}
			put := func(name string, least float32, shape ...int) []float32 {
				n := 1
				for _, s := range shape {
					n *= s
				}
				w := encodertest.Noise(name, n)
				for i := range w {
					w[i] += least + 1
				}
				d[name] = torch.Tensor{Shape: shape, Data: w}
				return w
			}
			w := put("c.weight", -1, c.out, per, c.kernel, c.kernel)
			rows := len(w) / c.out
			clear(w[:rows])
			beta, gamma := put("n.bias", -1, c.out), put("n.weight", 0.1, c.out)
			mean, variance := put("n.running_mean", -1, c.out), put("n.running_var", 0.5, c.out)

			n := &builder{weights: stateDict(d), graph: onnx.New("one"), int8: newQuantizer(nil)}
			pad := c.kernel / 2
			x := n.samples(n.graph.Input("x", onnx.Float32, onnx.Size(1), onnx.Size(in), onnx.Size(size), onnx.Size(size)), zero, step)
			y := n.quantize(n.conv(x, "c", "n", c, epsilon, pad, pad), span{low, high})
			n.graph.Node("Identity", []string{y}, []string{"y"})
			n.graph.Output("y", onnx.Float32, onnx.Size(1), onnx.Size(c.out), onnx.Size(size), onnx.Size(size))
			model, err := n.graph.Marshal()
			if err = errors.Join(n.err, err); err != nil {
				t.Fatal(err)
			}
			picture := encodertest.Noise("picture", in*size*size)
			for i, v := range picture {
				picture[i] = float32(math.Round(float64(v)*127 + 128))
			}
			out := make([]ort.Tensor, 1)
			if err := orttest.Open(t, model, ort.Options{}).Run(t.Context(), []ort.Tensor{ort.Floats(picture, 1, in, size, size)}, out); err != nil {
				t.Fatal(err)
			}

			for o := range c.out {
				s := float64(gamma[o]) / math.Sqrt(float64(variance[o])+epsilon)
				row := make([]float32, rows)
				for i := range row {
					row[i] = float32(float64(w[o*rows+i]) * s)
				}
				scale := weightScale(row, c.depthwise)
				for place := range size * size {
					want, seen := float64(beta[o])-float64(mean[o])*s, 0.0
					for i, v := range row {
						channel, at := i/(c.kernel*c.kernel), i%(c.kernel*c.kernel)
						if c.depthwise {
							channel = o
						}
						r, k := place/size+at/c.kernel-pad, place%size+at%c.kernel-pad
						if r >= 0 && r < size && k >= 0 && k < size {
							value := (float64(picture[(channel*size+r)*size+k]) - zero) * step
							want, seen = want+float64(v)*value, seen+math.Abs(value)
						}
					}
					weightError := 0.5
					if c.depthwise {
						weightError = 1
					}
					bound := (high-low)/255/2 + seen*scale*weightError + 1e-5
					got := float64(out[0].Float32[o*size*size+place])
					if off := math.Abs(got - min(max(want, low), high)); !(off <= bound) {
						t.Fatalf("channel %d at %d: %v, want %v within %v", o, place, got, want, bound)
					}
				}
			}
		})
	}
}

// Weights in integers: within their limits, as near as rounding can be, and a
// depthwise filter has the sum it had.
func TestRoundWeights(t *testing.T) {
	for _, n := range []int{1, 2, 9, 25, 96} {
		for _, depthwise := range []bool{false, true} {
			for k := range 200 {
				w := encodertest.Noise(fmt.Sprint(n, k), n)
				if k%3 == 0 { // of one sign, which is the worst
					for i := range w {
						w[i] = float32(math.Abs(float64(w[i])))
					}
				}
				scale := weightScale(w, depthwise)
				q := make([]int8, n)
				roundWeights(q, w, scale, depthwise)
				sum, exact := 0.0, 0.0
				for i, v := range q {
					sum, exact = sum+float64(v), exact+float64(w[i])/scale
					if off := math.Abs(float64(v) - float64(w[i])/scale); off > 1 || off > 0.5+1e-9 && !depthwise {
						t.Fatalf("%v becomes %d at scale %v", w[i], v, scale)
					}
				}
				slices.Sort(q)
				switch {
				case q[0] < -weightLimit:
					t.Fatalf("weights %v", q)
				case depthwise && math.Abs(sum-exact) > 1.5: // 0.5, and 1 where a weight is at its limit
					t.Fatalf("a filter's sum %v becomes %v", exact, sum)
				case !depthwise && n > 1 && (int(q[0])+int(q[1]) < -pairLimit || int(q[n-1])+int(q[n-2]) > pairLimit):
					t.Fatalf("pairs of %v are above %d", q, pairLimit)
				}
			}
		}
	}
}

// The mean of a clipped normal distribution, by SciPy 1.17:
// quad(lambda x: x*norm.pdf(x, m, s), 0, 6)[0] + 6*norm.sf(6, m, s).
func TestClippedMean(t *testing.T) {
	c := channelStats{mean: []float64{0, -3, 2, 9, 7, -1}, std: []float64{1, 2, 5, 1, 0, 0}}
	want := []float64{0.39894228024, 0.0586121991011, 2.55115801526, 5.99961784568, 6, 0}
	got := c.clipped(0, 6).mean
	for i := range want {
		if math.Abs(got[i]-want[i]) > 1e-10 {
			t.Errorf("mean %v, deviation %v: %v, want %v", c.mean[i], c.std[i], got[i], want[i])
		}
	}
}

// Weights that are not finite numbers are refused, since integers cannot hold them.
func TestConvInt8RefusesWhatIsNoNumber(t *testing.T) {
	for _, name := range []string{"c.weight", "n.bias", "n.running_var"} {
		d := torch.StateDict{"c.weight": {Shape: []int{2, 1, 1, 1}, Data: []float32{1, 2}}}
		for _, part := range []string{"n.weight", "n.bias", "n.running_mean", "n.running_var"} {
			d[part] = torch.Tensor{Shape: []int{2}, Data: []float32{1, 1}}
		}
		d[name].Data[1] = float32(math.NaN())
		n := &builder{weights: stateDict(d), graph: onnx.New("one"), int8: newQuantizer(nil)}
		x := n.samples(n.graph.Input("x", onnx.Float32, onnx.Size(1), onnx.Size(1), onnx.Size(1), onnx.Size(1)), 0, 1)
		y := n.quantize(n.conv(x, "c", "n", convShape{in: 1, out: 2, kernel: 1, stride: 1}, 1e-3, 0, 0), span{0, 6})
		if y != "" || n.err == nil || !strings.Contains(n.err.Error(), "not finite numbers") {
			t.Errorf("%s: %v", name, n.err)
		}
	}
}

// One picture through the network, on one thread.
func BenchmarkLiteNetwork(b *testing.B) {
	for name, network := range map[string]string{"float": "efficientnet-lite0", "int8": "efficientnet-lite0-int8"} {
		b.Run(name, func(b *testing.B) {
			s := orttest.Open(b, marshalled(b)(Build(network, LiteWeights(b), 0)), ort.Options{})
			x, out := encodertest.Noise("picture", 3*liteSize*liteSize), make([]float32, LiteWidth)
			for b.Loop() {
				if err := s.Run(b.Context(), []ort.Tensor{ort.Floats(x, 1, 3, liteSize, liteSize)}, []ort.Tensor{ort.Floats(out, 1, LiteWidth)}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
