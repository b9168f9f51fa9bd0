// Package network writes the architectures whose weights come as a PyTorch state dict or a
// TensorFlow bundle, which have no network in them, as ONNX models: BERT, torchvision's
// ResNets and EfficientNet-Lite0, the last also in integers of eight bits. Batch norms are
// folded into the convolutions before them.
//
// network.go has their names and what they share, weights.go where the weights come from;
// bert.go, resnet.go and efficientnet.go have one architecture each, quantize.go the
// integers.
package network

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"memebench/labels"
	"memebench/model/encoder/tensorflow"
	"memebench/model/encoder/torch"
	"memebench/model/onnx"
)

// A buildFunc makes a network, from its weights and the number of attention heads, which
// bert alone reads. One that reads captions has inputs, int64 [batch, tokens], by names
// that a BERT's usually have (input_ids, attention_mask, token_type_ids) and one output,
// float32 [batch, tokens, features]. One that reads pictures has one input, float32
// [batch, 3, height, width], and the output features, float32 [batch, n]. Features are
// kept under a digest of the weights, not of what is built of them. So who changes a
// network changes three things in package encoder, or the caches keep what it gave before:
// the number at the end of the built file's name (built in found.go), the features of the
// specs in pack.go that use it, and, for specs that users have added, what taken says
// (pack_spec.go).
type buildFunc func(w weights, heads int) (*onnx.Graph, error)

// The networks by name, those that read captions and those that read pictures. What a
// spec may name, its errors and the help of encoders add come from here.
var (
	captionNetworks = map[string]buildFunc{
		BERT: buildBERT,
	}
	pictureNetworks = map[string]buildFunc{
		"efficientnet-lite0": func(w weights, _ int) (*onnx.Graph, error) { return buildEfficientNetLite0(w, nil) },
		// With ranges of activations that were measured with the weights of the default
		// pack: other weights lose by them.
		"efficientnet-lite0-int8": func(w weights, _ int) (*onnx.Graph, error) {
			return buildEfficientNetLite0(w, newQuantizer(liteRanges))
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
	return func(w weights, _ int) (*onnx.Graph, error) { return buildResNet(w, r) }
}

// ForCaptions returns the networks that read captions, in alphabetical order.
func ForCaptions() []string { return slices.Sorted(maps.Keys(captionNetworks)) }

// ForPictures returns the networks that read pictures, in alphabetical order.
func ForPictures() []string { return slices.Sorted(maps.Keys(pictureNetworks)) }

// Build returns the network of this name with the weights of a state dict. It takes the
// tensors out of the dict, now or when the graph is written, once, so that the weights of
// a large network are not in memory twice. heads is the number of attention heads of a
// [BERT], 0 for one per 64 hidden features; other networks do not read it.
func Build(name string, d torch.StateDict, heads int) (*onnx.Graph, error) {
	return build(name, stateDict(d), heads)
}

// BuildBundle is Build with the weights of a TensorFlow bundle, which is read while the
// graph is written. Google's checkpoints of a [BERT] come so, by themselves or inside a
// model of TF Hub ("module/bert/…"); no other network's are known.
func BuildBundle(name string, b *tensorflow.Bundle, heads int) (*onnx.Graph, error) {
	if name != BERT {
		return nil, fmt.Errorf("network %s: a TensorFlow bundle is read for %s alone", labels.Quoted(name), BERT)
	}
	return build(name, bundle{b, bertNames(b)}, heads)
}

func build(name string, w weights, heads int) (*onnx.Graph, error) {
	build := captionNetworks[name]
	if build == nil {
		build = pictureNetworks[name]
	}
	if build == nil {
		return nil, fmt.Errorf("network %s: want one of %s", labels.Quoted(name), strings.Join(slices.Concat(ForCaptions(), ForPictures()), ", "))
	}
	return build(w, heads)
}

// builder builds an ONNX graph from weights. After the first mistake its
// methods do nothing, and err says what it was.
type builder struct {
	weights weights
	graph   *onnx.Graph
	int8    *quantizer // nil: in floats
	err     error
}

// has reports whether there is a tensor of this name and shape. That there is none is a
// mistake.
func (n *builder) has(name string, shape ...int) bool {
	if n.err != nil {
		return false
	}
	is, ok := n.weights.shape(name)
	switch {
	case !ok:
		n.err = fmt.Errorf("the %s has no %s: is it another network?", n.weights, name)
	case !slices.Equal(is, shape):
		n.err = fmt.Errorf("%s has the shape %v, want %v: is it another network?", name, is, shape)
	}
	return n.err == nil
}

// tensor takes a tensor, which must have this shape, out of the weights, so
// that those of a large network are not in memory twice for longer than they must be.
func (n *builder) tensor(name string, shape ...int) (data []float32) {
	if n.has(name, shape...) {
		data, n.err = n.weights.take(name)
	}
	return data
}

// initializer adds a tensor, which must have this shape, under its name as an
// initializer. It is taken out of the weights when the graph is written.
func (n *builder) initializer(name string, shape ...int) string {
	if !n.has(name, shape...) {
		return ""
	}
	return n.graph.FloatsLater(name, func() ([]float32, error) { return n.weights.take(name) }, shape...)
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
func (n *builder) pooled(x string, width int) (*onnx.Graph, error) {
	if n.err != nil {
		return nil, n.err
	}
	x = n.graph.Op("GlobalAveragePool", []string{x})
	n.graph.Node("Flatten", []string{x}, []string{"features"}, onnx.Int("axis", 1))
	n.graph.Output("features", onnx.Float32, onnx.Any("batch"), onnx.Size(width))
	return n.graph, nil
}
