package network

import (
	"strconv"

	"memebench/model/onnx"
)

// EfficientNet-Lite0 (Tan and Le, 2019; the Lite variant of 2020 without squeeze
// and excitation and with ReLU6): a stem, sixteen inverted residual blocks in
// seven stages, and a head of 1280 channels.
const (
	liteSize  = 224  // pixels, height and width
	LiteWidth = 1280 // pooled features
	liteStem  = 32
	// liteEpsilon is the batch norms' epsilon, TensorFlow's default of 1e-3; the
	// state dict does not hold it.
	liteEpsilon = 1e-3
)

// liteStages are the seven stages: blocks, kernel, stride of the first block,
// expansion, channels out.
var liteStages = []struct{ blocks, kernel, stride, expand, out int }{
	{1, 3, 1, 1, 16}, {2, 3, 2, 6, 24}, {2, 5, 2, 6, 40}, {3, 3, 2, 6, 80},
	{3, 5, 1, 6, 112}, {4, 5, 2, 6, 192}, {1, 3, 1, 6, 320},
}

// buildEfficientNetLite0 turns weights into an ONNX model with the input
// "image" [batch,3,224,224] float32, RGB from 0 to 255, and the output "features"
// [batch,1280], the pooled activations before the classifier. Each batch norm is
// folded into the convolution before it. The scaling of the pixels, (x-127)/128,
// is part of the model. With a quantizer the convolutions are in integers.
func buildEfficientNetLite0(w weights, q *quantizer) (*onnx.Graph, error) {
	return newLiteBuilder(w, q).build()
}

// liteBuilder adds the network's parts to a graph. What differs between floats
// and integers is what is done to the picture, to the activations that ReLU6
// bounds, and to those that nothing bounds, which have a name.
type liteBuilder struct {
	builder
	size  int // height and width of the activations so far
	scale func(x string) string
	clip  func(x string) string
	bound func(x, name string) string
}

func newLiteBuilder(w weights, q *quantizer) *liteBuilder {
	b := &liteBuilder{builder: builder{weights: w, graph: onnx.New("efficientnet-lite0"), int8: q}, size: liteSize}
	if q != nil {
		b.scale = func(x string) string { return b.samples(x, 127, 1.0/128) }
		b.clip = func(x string) string { return b.clipped(x, 0, 6) }
		b.bound = func(x, name string) string { return b.quantize(x, q.ranges[name]) }
		return b
	}
	g := b.graph
	mean, scale := g.Floats("pixel_mean", []float32{127}), g.Floats("pixel_scale", []float32{1.0 / 128})
	zero, six := g.Floats("zero", []float32{0}), g.Floats("six", []float32{6})
	b.scale = func(x string) string { return g.Op("Mul", []string{g.Op("Sub", []string{x, mean}), scale}) }
	b.clip = func(x string) string { return b.op("Clip", []string{x, zero, six}) }
	b.bound = func(x, _ string) string { return x }
	return b
}

func (b *liteBuilder) build() (*onnx.Graph, error) {
	x := b.scale(b.graph.Input("image", onnx.Float32, onnx.Any("batch"), onnx.Size(3), onnx.Size(liteSize), onnx.Size(liteSize)))
	x = b.clip(b.conv(x, "_conv_stem", "_bn0", convShape{in: 3, out: liteStem, kernel: 3, stride: 2}))
	in, block := liteStem, 0
	for _, s := range liteStages {
		for i := range s.blocks {
			stride := 1
			if i == 0 {
				stride = s.stride
			}
			x = b.block(x, "_blocks."+strconv.Itoa(block)+".", in, s.out, s.kernel, stride, s.expand)
			in = s.out
			block++
		}
	}
	x = b.clip(b.conv(x, "_conv_head", "_bn1", convShape{in: in, out: LiteWidth, kernel: 1, stride: 1}))
	return b.pooled(x, LiteWidth)
}

// block is an inverted residual block: expand, filter each channel, project, and
// add the input where the shapes allow.
func (b *liteBuilder) block(x, name string, in, out, kernel, stride, expand int) string {
	start, wide := x, in*expand
	if expand > 1 {
		x = b.clip(b.conv(x, name+"_expand_conv", name+"_bn0", convShape{in: in, out: wide, kernel: 1, stride: 1}))
	}
	x = b.clip(b.conv(x, name+"_depthwise_conv", name+"_bn1", convShape{in: wide, out: wide, kernel: kernel, stride: stride, depthwise: true}))
	x = b.bound(b.conv(x, name+"_project_conv", name+"_bn2", convShape{in: wide, out: out, kernel: 1, stride: 1}), name+"_project_conv")
	if stride == 1 && in == out {
		x = b.bound(b.add(x, start), name+"sum")
	}
	return x
}

// conv adds a convolution with its batch norm. Padding is TensorFlow's "SAME":
// the odd pixel goes to the right and to the bottom.
func (b *liteBuilder) conv(x, name, norm string, c convShape) string {
	size := (b.size + c.stride - 1) / c.stride
	pad := max((size-1)*c.stride+c.kernel-b.size, 0)
	b.size = size
	return b.builder.conv(x, name, norm, c, liteEpsilon, pad/2, pad-pad/2)
}
