package encoder

import (
	"context"
	"fmt"
	"io"
	"math"
	"slices"

	"memebench/labels/plainfile"
	"memebench/model/onnx"
)

// networks are the architectures whose weights come as a PyTorch state dict and
// which are built into ONNX here, by the name that an encoder's spec gives them.
var networks = map[string]func(stateDict, Spec) ([]byte, error){
	"efficientnet-lite0": func(d stateDict, _ Spec) ([]byte, error) { return buildEfficientNetLite0(d, nil) },
	"efficientnet-lite0-int8": func(d stateDict, _ Spec) ([]byte, error) {
		return buildEfficientNetLite0(d, newQuantizer(liteRanges))
	},
	"resnet18":  residual(resNet18),
	"resnet34":  residual(resNet34),
	"resnet50":  residual(resNet50),
	"resnet101": residual(resNet101),
	"resnet152": residual(resNet152),
	"bert":      func(d stateDict, s Spec) ([]byte, error) { return buildBERT(d, s.Heads) },
}

func residual(r resNet) func(stateDict, Spec) ([]byte, error) {
	return func(d stateDict, _ Spec) ([]byte, error) { return buildResNet(d, r) }
}

// writeNetwork turns the state dict in a .pth file into the ONNX model of the
// spec's network.
func writeNetwork(ctx context.Context, w io.Writer, path string, spec Spec) error {
	f, st, err := plainfile.Open(path)
	if err != nil {
		return named(path, err)
	}
	defer f.Close() // only read from
	d, err := readStateDict(cancellable{ctx, f}, st.Size())
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		return err
	}
	model, err := networks[spec.Network](d, spec)
	if err != nil {
		return err
	}
	_, err = w.Write(model)
	return err
}

// cancellable reads until its context ends: a large state dict takes seconds.
type cancellable struct {
	ctx context.Context
	io.ReaderAt
}

func (c cancellable) ReadAt(p []byte, at int64) (int, error) {
	if c.ctx.Err() != nil {
		return 0, c.ctx.Err()
	}
	return c.ReaderAt.ReadAt(p, at)
}

// network builds an ONNX graph from a state dict. After the first mistake its
// methods do nothing, and err says what it was.
type network struct {
	weights stateDict
	graph   *onnx.Graph
	int8    *quantizer // nil: in floats
	err     error
}

// tensor takes a tensor, which must have this shape, out of the state dict, so
// that the weights of a large network are not in memory twice for longer than
// they must be.
func (n *network) tensor(name string, shape ...int) []float32 {
	if n.err != nil {
		return nil
	}
	w, ok := n.weights[name]
	switch {
	case !ok:
		n.err = fmt.Errorf("the state dict has no %s: is it another network?", name)
	case !slices.Equal(w.shape, shape):
		n.err = fmt.Errorf("%s has the shape %v, want %v: is it another network?", name, w.shape, shape)
	}
	delete(n.weights, name)
	return w.data
}

// op adds a node, unless there has been a mistake.
func (n *network) op(kind string, inputs []string, attrs ...onnx.Attr) string {
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
func (n *network) conv(x, name, norm string, c convShape, epsilon float64, before, after int) string {
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
func (n *network) pooled(x string, width int) ([]byte, error) {
	if n.err != nil {
		return nil, n.err
	}
	x = n.graph.Op("GlobalAveragePool", []string{x})
	n.graph.Node("Flatten", []string{x}, []string{"features"}, onnx.Int("axis", 1))
	n.graph.Output("features", onnx.Float32, onnx.Any("batch"), onnx.Size(width))
	return n.graph.Marshal()
}
