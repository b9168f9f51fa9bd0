package network

import (
	"strconv"

	"memebench/model/onnx"
)

// resNet describes one of torchvision's residual networks (He et al., "Deep
// residual learning for image recognition", 2016; torchvision.models.resnet, with
// the stride on the 3×3 convolution of a bottleneck): a stem and four stages of
// 64, 128, 256 and 512 channels.
type resNet struct {
	name   string
	blocks [4]int
	// expansion is how many times its inner channels a block puts out: 1 for the
	// basic block of two 3×3 convolutions, 4 for the bottleneck of 1×1, 3×3, 1×1.
	expansion int
}

var (
	resNet18  = resNet{"resnet18", [4]int{2, 2, 2, 2}, 1}
	resNet34  = resNet{"resnet34", [4]int{3, 4, 6, 3}, 1}
	resNet50  = resNet{"resnet50", [4]int{3, 4, 6, 3}, 4}
	resNet101 = resNet{"resnet101", [4]int{3, 4, 23, 3}, 4}
	resNet152 = resNet{"resnet152", [4]int{3, 8, 36, 3}, 4}
)

const (
	resNetSize = 224 // pixels, height and width
	// resNetEpsilon is the batch norms' epsilon, PyTorch's default; the state dict
	// does not hold it.
	resNetEpsilon = 1e-5
)

// buildResNet turns weights into an ONNX model with the input "image"
// [batch,3,224,224] float32, RGB, as ImageNetPreprocess makes it, and the output
// "features" [batch,512·expansion], the pooled activations before the classifier
// (torchvision's fc, which is left out). Each batch norm is folded into the
// convolution before it.
func buildResNet(w weights, r resNet) (*onnx.Graph, error) {
	n := &builder{weights: w, graph: onnx.New(r.name)}
	conv := func(x, name, norm string, c convShape) string {
		return n.conv(x, name, norm, c, resNetEpsilon, c.kernel/2, c.kernel/2)
	}
	relu := func(x string) string { return n.op("Relu", []string{x}) }
	x := n.graph.Input("image", onnx.Float32, onnx.Any("batch"), onnx.Size(3), onnx.Size(resNetSize), onnx.Size(resNetSize))
	x = relu(conv(x, "conv1", "bn1", convShape{in: 3, out: 64, kernel: 7, stride: 2}))
	x = n.op("MaxPool", []string{x}, onnx.Ints("kernel_shape", 3, 3), onnx.Ints("strides", 2, 2), onnx.Ints("pads", 1, 1, 1, 1))
	in := 64
	for stage, blocks := range r.blocks {
		inner := 64 << stage
		out := inner * r.expansion
		for i := range blocks {
			name := "layer" + strconv.Itoa(stage+1) + "." + strconv.Itoa(i) + "."
			stride := 1
			if i == 0 && stage > 0 {
				stride = 2
			}
			start := x
			if r.expansion == 1 {
				x = relu(conv(x, name+"conv1", name+"bn1", convShape{in: in, out: inner, kernel: 3, stride: stride}))
				x = conv(x, name+"conv2", name+"bn2", convShape{in: inner, out: out, kernel: 3, stride: 1})
			} else {
				x = relu(conv(x, name+"conv1", name+"bn1", convShape{in: in, out: inner, kernel: 1, stride: 1}))
				x = relu(conv(x, name+"conv2", name+"bn2", convShape{in: inner, out: inner, kernel: 3, stride: stride}))
				x = conv(x, name+"conv3", name+"bn3", convShape{in: inner, out: out, kernel: 1, stride: 1})
			}
			if stride > 1 || in != out {
				start = conv(start, name+"downsample.0", name+"downsample.1", convShape{in: in, out: out, kernel: 1, stride: stride})
			}
			x = relu(n.op("Add", []string{x, start}))
			in = out
		}
	}
	return n.pooled(x, in)
}
