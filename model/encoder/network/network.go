// Package network writes the architectures whose weights come as a PyTorch state dict,
// which has no network in it, as ONNX models: BERT, torchvision's ResNets and
// EfficientNet-Lite0, the last also in integers of eight bits. Batch norms are folded
// into the convolutions before them.
//
// network.go has their names and what they share; bert.go, resnet.go and
// efficientnet.go one architecture each, quantize.go the integers.
package network

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"memebench/labels"
	"memebench/model/encoder/torch"
	"memebench/model/onnx"
)

// A buildFunc makes a network, from a state dict and the number of attention heads, which
// bert alone reads. One that reads captions has inputs, int64 [batch, tokens], by names
// that a BERT's usually have (input_ids, attention_mask, token_type_ids) and one output,
// float32 [batch, tokens, features]. One that reads pictures has one input, float32
// [batch, 3, height, width], and the output features, float32 [batch, n]. Features are
// kept under a digest of the weights, not of what is built of them. So who changes a
// network changes three things in package encoder, or the caches keep what it gave before:
// the number at the end of the built file's name (built in found.go), the features of the
// specs in pack.go that use it, and, for specs that users have added, what taken says
// (pack_spec.go).
type buildFunc func(d torch.StateDict, heads int) ([]byte, error)

// The networks by name, those that read captions and those that read pictures. What a
// spec may name, its errors and the help of encoders add come from here.
var (
	captionNetworks = map[string]buildFunc{
		BERT: buildBERT,
	}
	pictureNetworks = map[string]buildFunc{
		"efficientnet-lite0": func(d torch.StateDict, _ int) ([]byte, error) { return buildEfficientNetLite0(d, nil) },
		// With ranges of activations that were measured with the weights of the default
		// pack: other weights lose by them.
		"efficientnet-lite0-int8": func(d torch.StateDict, _ int) ([]byte, error) {
			return buildEfficientNetLite0(d, newQuantizer(liteRanges))
		},
		"resnet18":  residual(resNet18),
		"resnet34":  residual(resNet34),
		"resnet50":  residual(resNet50),
		"resnet101": residual(resNet101),
		"resnet152": residual(resNet152),
	}
)

// BERT is the network whose number of attention heads is not told by its weights.
const BERT = "bert"

func residual(r resNet) buildFunc {
	return func(d torch.StateDict, _ int) ([]byte, error) { return buildResNet(d, r) }
}

// ForCaptions returns the networks that read captions, in alphabetical order.
func ForCaptions() []string { return slices.Sorted(maps.Keys(captionNetworks)) }

// ForPictures returns the networks that read pictures, in alphabetical order.
func ForPictures() []string { return slices.Sorted(maps.Keys(pictureNetworks)) }

// Build returns the network of this name with the weights of a state dict as an ONNX
// model. It takes the tensors out of the dict, so that the weights of a large network
// are not in memory twice. heads is the number of attention heads of a [BERT], 0 for
// one per 64 hidden features; other networks do not read it.
func Build(name string, d torch.StateDict, heads int) ([]byte, error) {
	build := captionNetworks[name]
	if build == nil {
		build = pictureNetworks[name]
	}
	if build == nil {
		return nil, fmt.Errorf("network %s: want one of %s", labels.Quoted(name), strings.Join(slices.Concat(ForCaptions(), ForPictures()), ", "))
	}
	return build(d, heads)
}

// builder builds an ONNX graph from a state dict. After the first mistake its
// methods do nothing, and err says what it was.
type builder struct {
	weights torch.StateDict
	graph   *onnx.Graph
	int8    *quantizer // nil: in floats
	err     error
}

// tensor takes a tensor, which must have this shape, out of the state dict, so
// that the weights of a large network are not in memory twice for longer than
// they must be.
func (n *builder) tensor(name string, shape ...int) []float32 {
	if n.err != nil {
		return nil
	}
	w, ok := n.weights[name]
	switch {
	case !ok:
		n.err = fmt.Errorf("the state dict has no %s: is it another network?", name)
	case !slices.Equal(w.Shape, shape):
		n.err = fmt.Errorf("%s has the shape %v, want %v: is it another network?", name, w.Shape, shape)
	}
	delete(n.weights, name)
	return w.Data
}

// op adds a node, unless there has been a mistake.
func (n *builder) op(kind string, inputs []string, attrs ...onnx.Attr) string {
	if n.err != nil {
		return ""
	}
	return n.graph.Op(kind, inputs, attrs...)
}

// convShape is that of a convolution's weights [out, in/groups, kernel, kernel].
type convShape struct {
	in, out, kernel, stride int
	depthwise               bool
}

// conv adds a convolution with the batch norm that follows it folded in: with
// s = γ/√(σ²+ε), the weights are multiplied by s and the bias is β-μs. before and
// after are the rows and columns of zeros at the top and left and at the bottom
// and right.
func (n *builder) conv(x, name, norm string, c convShape, epsilon float64, before, after int) string {
	groups, inPerGroup := 1, c.in
	if c.depthwise {
		groups, inPerGroup = c.in, 1
	}
	w := n.tensor(name+".weight", c.out, inPerGroup, c.kernel, c.kernel)
	gamma, beta := n.tensor(norm+".weight", c.out), n.tensor(norm+".bias", c.out)
	mean, variance := n.tensor(norm+".running_mean", c.out), n.tensor(norm+".running_var", c.out)
	if n.err != nil {
		return ""
	}
	folded, bias := slices.Clone(w), make([]float32, c.out)
	per := len(w) / c.out
	for o := range c.out {
		s := float64(gamma[o]) / math.Sqrt(float64(variance[o])+epsilon)
		bias[o] = float32(float64(beta[o]) - float64(mean[o])*s)
		for i := o * per; i < (o+1)*per; i++ {
			folded[i] = float32(float64(folded[i]) * s)
		}
	}
	attrs := []onnx.Attr{
		onnx.Ints("kernel_shape", c.kernel, c.kernel), onnx.Ints("strides", c.stride, c.stride),
		onnx.Ints("pads", before, before, after, after), onnx.Int("group", groups),
	}
	if n.int8 != nil {
		return n.convInt8(x, name, folded, bias, c, statsOf(beta, gamma), attrs)
	}
	g := n.graph
	return g.Op("Conv", []string{
		x, g.Floats(name+".weight", folded, c.out, inPerGroup, c.kernel, c.kernel), g.Floats(name+".bias", bias, c.out),
	}, attrs...)
}

// pooled declares the mean of x over height and width as the model's output.
func (n *builder) pooled(x string, width int) ([]byte, error) {
	if n.err != nil {
		return nil, n.err
	}
	x = n.graph.Op("GlobalAveragePool", []string{x})
	n.graph.Node("Flatten", []string{x}, []string{"features"}, onnx.Int("axis", 1))
	n.graph.Output("features", onnx.Float32, onnx.Any("batch"), onnx.Size(width))
	return n.graph.Marshal()
}
