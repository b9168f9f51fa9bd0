package encoder

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"image"
	_ "image/png"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"memebench/labels/starter"
	"memebench/model/assets/assetstest"
	"memebench/model/onnx"
	"memebench/model/ort"
	"memebench/model/ort/orttest"
)

// liteWeights reads the state dict of the default image encoder.
func liteWeights(tb testing.TB) stateDict {
	tb.Helper()
	b, err := os.ReadFile(assetstest.Path(tb, liteZero.File))
	if err != nil {
		tb.Fatal(err)
	}
	d, err := readDict(b)
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

// The features in integers are compared with PyTorch's fake quantisation in
// TestImagesEqualReference; here they are compared with those in floats. These
// pictures, with noise and flat colours, are harder than photographs.
func TestInt8IsNearFloat(t *testing.T) {
	pack, names := openPack(t, "default-int8"), pictureNames(t)
	least, mean := 2.0, 0.0
	for i, want := range vectors(t, "lite.f16", liteWidth) {
		got, err := pack.Image.EncodeImage(t.Context(), openFixture(t, "pictures/"+names[i]))
		if err != nil {
			t.Fatal(err)
		}
		c := cosine(got, want)
		least, mean = min(least, c), mean+c/float64(len(names))
	}
	t.Logf("cosine: least %.4f, mean %.4f", least, mean)
	if least < 0.97 || mean < 0.988 {
		t.Errorf("cosine with the features in floats: least %.4f, mean %.4f, want 0.97 and 0.988", least, mean)
	}
}

// The model is the same on every machine. Whoever changes how it is built or its
// ranges changes the features of liteZeroInt8 with it, and the number in the name
// of the file that is built, so that neither features nor a file made before are
// taken for those made after.
func TestInt8ModelIsPinned(t *testing.T) {
	model, err := buildEfficientNetLite0(liteWeights(t), newQuantizer(liteRanges))
	if err != nil {
		t.Fatal(err)
	}
	const want = "05fc81dc6981feb097cfd056ff52194580cdfeefd93f9a782e6051cadd442109"
	if got := fmt.Sprintf("%x", sha256.Sum256(model)); got != want {
		t.Errorf("the model of %q has the SHA-256 %s, want %s", liteZeroInt8.features, got, want)
	}
}

// The table of ranges is what every fifth starter picture gives, decoded and
// encoded here.
func TestLiteRanges(t *testing.T) {
	b := newLiteBuilder(liteWeights(t), nil)
	var names []string
	b.bound = func(x, name string) string {
		for _, op := range []string{"ReduceMin", "ReduceMax"} {
			b.graph.Node(op, []string{x}, []string{name + op}, onnx.Ints("axes", 1, 2, 3), onnx.Int("keepdims", 0))
			b.graph.Output(name+op, onnx.Float32, onnx.Any("batch"))
		}
		names = append(names, name)
		return x
	}
	model, err := b.build()
	if err != nil {
		t.Fatal(err)
	}
	if len(names) != len(liteRanges) {
		t.Errorf("%d activations are not bounded, the table has %d", len(names), len(liteRanges))
	}
	s := orttest.Open(t, model, ort.Options{Threads: 2})
	memes, err := starter.Memes()
	if err != nil {
		t.Fatal(err)
	}
	sums, count := make([]float64, 2*len(names)), 0.0
	for i := 0; i < len(memes); i += 5 {
		m := memes[i]
		f, err := starter.Pictures.Open(m.Picture)
		if err != nil {
			t.Fatal(err)
		}
		img, _, err := image.Decode(f)
		if err != nil {
			t.Fatal(m.Picture, err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		out := make([]ort.Tensor, len(sums)+1) // the features come last
		if err := s.Run(t.Context(), []ort.Tensor{ort.Floats(LitePreprocess.Apply(img), LitePreprocess.Shape(1)...)}, out); err != nil {
			t.Fatal(err)
		}
		for i := range sums {
			sums[i] += float64(out[i].Float32[0])
		}
		count++
	}
	for i, name := range names {
		low, high := sums[2*i]/count, sums[2*i+1]/count
		r := liteRanges[name]
		if off := max(math.Abs(low-r.low), math.Abs(high-r.high)) / (r.high - r.low); !(off < 0.002) {
			t.Errorf("%s: the table has %v, the pictures give [%.4g %.4g]: ends differ by %.4f of the range, want less than 0.002", name, r, low, high, off)
		}
	}
}

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
			d := stateDict{}
			put := func(name string, least float32, shape ...int) []float32 {
				n := 1
				for _, s := range shape {
					n *= s
				}
				w := noise(name, n)
				for i := range w {
					w[i] += least + 1
				}
				d[name] = weights{shape: shape, data: w}
				return w
			}
			w := put("c.weight", -1, c.out, per, c.kernel, c.kernel)
			rows := len(w) / c.out
			clear(w[:rows])
			beta, gamma := put("n.bias", -1, c.out), put("n.weight", 0.1, c.out)
			mean, variance := put("n.running_mean", -1, c.out), put("n.running_var", 0.5, c.out)

			n := &network{weights: d, graph: onnx.New("one"), int8: newQuantizer(nil)}
			pad := c.kernel / 2
			x := n.samples(n.graph.Input("x", onnx.Float32, onnx.Size(1), onnx.Size(in), onnx.Size(size), onnx.Size(size)), zero, step)
			y := n.quantize(n.conv(x, "c", "n", c, epsilon, pad, pad), span{low, high})
			n.graph.Node("Identity", []string{y}, []string{"y"})
			n.graph.Output("y", onnx.Float32, onnx.Size(1), onnx.Size(c.out), onnx.Size(size), onnx.Size(size))
			model, err := n.graph.Marshal()
			if err = errors.Join(n.err, err); err != nil {
				t.Fatal(err)
			}
			picture := noise("picture", in*size*size)
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
				w := noise(fmt.Sprint(n, k), n)
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

// Weights that are no numbers are refused, since integers cannot hold them.
func TestConvInt8RefusesWhatIsNoNumber(t *testing.T) {
	for _, name := range []string{"c.weight", "n.bias", "n.running_var"} {
		d := stateDict{"c.weight": {shape: []int{2, 1, 1, 1}, data: []float32{1, 2}}}
		for _, part := range []string{"n.weight", "n.bias", "n.running_mean", "n.running_var"} {
			d[part] = weights{shape: []int{2}, data: []float32{1, 1}}
		}
		d[name].data[1] = float32(math.NaN())
		n := &network{weights: d, graph: onnx.New("one"), int8: newQuantizer(nil)}
		x := n.samples(n.graph.Input("x", onnx.Float32, onnx.Size(1), onnx.Size(1), onnx.Size(1), onnx.Size(1)), 0, 1)
		y := n.quantize(n.conv(x, "c", "n", convShape{in: 1, out: 2, kernel: 1, stride: 1}, 1e-3, 0, 0), span{0, 6})
		if y != "" || n.err == nil || !strings.Contains(n.err.Error(), "no numbers") {
			t.Errorf("%s: %v", name, n.err)
		}
	}
}

// One picture through the network, decoded and resized before, on one thread.
func BenchmarkLiteNetwork(b *testing.B) {
	for _, c := range []struct {
		name string
		q    *quantizer
	}{{"float", nil}, {"int8", newQuantizer(liteRanges)}} {
		b.Run(c.name, func(b *testing.B) {
			model, err := buildEfficientNetLite0(liteWeights(b), c.q)
			if err != nil {
				b.Fatal(err)
			}
			s := orttest.Open(b, model, ort.Options{})
			x, out := LitePreprocess.Apply(openFixture(b, "pictures/00.jpg")), make([]float32, liteWidth)
			for b.Loop() {
				if err := s.Run(b.Context(), []ort.Tensor{ort.Floats(x, LitePreprocess.Shape(1)...)}, []ort.Tensor{ort.Floats(out, 1, liteWidth)}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
