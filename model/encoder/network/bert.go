package network

import (
	"fmt"
	"math"
	"strconv"

	"memebench/model/onnx"
)

const (
	// bertHead is the width of an attention head in all of Google's BERT models,
	// base and large (Devlin et al., 2019); other models of the family say how many
	// heads they have in their spec.
	bertHead = 64
	// bertEpsilon is that of BERT's layer norms (layer_norm_eps in its
	// configuration); the state dict does not hold it.
	bertEpsilon = 1e-12
	maxLayers   = 100
)

// buildBERT turns the weights of a BERT encoder, as Hugging Face's
// transformers names its tensors (BertModel, or with the prefix "bert." a model
// with a head, which is left out), into an ONNX model. Inputs: input_ids,
// attention_mask and token_type_ids, int64 [batch, tokens]. Output:
// last_hidden_state, float32 [batch, tokens, hidden]. The activation is the exact
// GELU, x·Φ(x); layer norms come after the residual sum. heads is the number of
// attention heads, 0 for one per 64 hidden features.
func buildBERT(w weights, heads int) (*onnx.Graph, error) {
	b := &bert{builder: builder{weights: w, graph: onnx.New("bert")}}
	if b.rows("bert.embeddings.word_embeddings.weight") > 0 {
		b.prefix = "bert."
	}
	words, _ := w.shape(b.prefix + "embeddings.word_embeddings.weight")
	if len(words) != 2 || words[0] < 1 || words[1] < 1 {
		return nil, fmt.Errorf("the %s has no embeddings.word_embeddings.weight: is it another network?", w)
	}
	b.hidden = words[1]
	if b.heads = heads; heads == 0 {
		b.heads = max(b.hidden/bertHead, 1)
	}
	if b.heads < 1 || b.hidden%b.heads != 0 {
		return nil, fmt.Errorf("%d attention heads do not divide %d hidden features: say in the spec how many heads the model has", b.heads, b.hidden)
	}
	x, mask := b.embed()
	layers := 0
	for ; layers < maxLayers; layers++ {
		if _, ok := w.shape(b.layer(layers) + "attention.self.query.bias"); !ok {
			break
		}
		x = b.block(x, mask, b.layer(layers))
	}
	if b.err != nil {
		return nil, b.err
	}
	if layers == 0 {
		return nil, fmt.Errorf("the %s has no encoder.layer.0: is it another network?", w)
	}
	b.graph.Node("Identity", []string{x}, []string{"last_hidden_state"})
	b.graph.Output("last_hidden_state", onnx.Float32, onnx.Any("batch"), onnx.Any("tokens"), onnx.Size(b.hidden))
	return b.graph, nil
}

type bert struct {
	builder
	prefix        string
	hidden, heads int
	// Constants that all layers share.
	split, joined, half, one, root2 string
}

func (b *bert) layer(i int) string { return b.prefix + "encoder.layer." + strconv.Itoa(i) + "." }

// rows is the first dimension of a matrix, 0 where there is none of this name.
func (b *bert) rows(name string) int {
	if shape, _ := b.weights.shape(name); len(shape) == 2 {
		return shape[0]
	}
	return 0
}

// embed returns the sum of the three embeddings, normed, and the mask as a number
// to be added to the scores, [batch, 1, 1, tokens].
func (b *bert) embed() (x, mask string) {
	g := b.graph
	shape := []onnx.Dim{onnx.Any("batch"), onnx.Any("tokens")}
	ids := g.Input("input_ids", onnx.Int64, shape...)
	attend := g.Input("attention_mask", onnx.Int64, shape...)
	types := g.Input("token_type_ids", onnx.Int64, shape...)
	b.split = g.Ints("split", []int64{0, 0, int64(b.heads), int64(b.hidden / b.heads)}, 4)
	b.joined = g.Ints("joined", []int64{0, 0, int64(b.hidden)}, 3)
	b.half, b.one = g.Floats("half", []float32{0.5}), g.Floats("one", []float32{1})
	b.root2 = g.Floats("root2", []float32{math.Sqrt2})

	name := b.prefix + "embeddings."
	table := func(which string) string {
		name := name + which + ".weight"
		return b.initializer(name, b.rows(name), b.hidden)
	}
	x = b.op("Add", []string{
		b.op("Gather", []string{table("word_embeddings"), ids}),
		b.op("Gather", []string{table("token_type_embeddings"), types}),
	})
	// The first so many positions: [0 : tokens] of the table.
	zero, one := g.Ints("first", []int64{0}, 1), g.Ints("second", []int64{1}, 1)
	tokens := b.op("Gather", []string{b.op("Shape", []string{ids}), one})
	x = b.op("Add", []string{x, b.op("Slice", []string{table("position_embeddings"), zero, tokens, zero})})
	x = b.norm(x, name+"LayerNorm")

	mask = b.op("Cast", []string{attend}, onnx.Int("to", int(onnx.Float32)))
	mask = b.op("Mul", []string{b.op("Sub", []string{mask, b.one}), g.Floats("least", []float32{1e9})})
	mask = b.op("Unsqueeze", []string{mask, g.Ints("axes", []int64{1, 2}, 2)})
	return x, mask
}

// block is one layer: self-attention and a feed-forward network, each added to
// its input and normed.
func (b *bert) block(x, mask, name string) string {
	if b.err != nil {
		return ""
	}
	attention := b.attend(x, mask, name+"attention.self.")
	attention = b.linear(attention, name+"attention.output.dense", b.hidden, b.hidden)
	x = b.norm(b.op("Add", []string{attention, x}), name+"attention.output.LayerNorm")
	wide := 0
	if shape, _ := b.weights.shape(name + "intermediate.dense.bias"); len(shape) == 1 {
		wide = shape[0]
	}
	y := b.gelu(b.linear(x, name+"intermediate.dense", b.hidden, wide))
	y = b.linear(y, name+"output.dense", wide, b.hidden)
	return b.norm(b.op("Add", []string{y, x}), name+"output.LayerNorm")
}

// attend is multi-head attention: softmax(QKᵀ/√width of a head + mask)·V.
func (b *bert) attend(x, mask, name string) string {
	project := func(which string, perm ...int) string {
		y := b.op("Reshape", []string{b.linear(x, name+which, b.hidden, b.hidden), b.split})
		return b.op("Transpose", []string{y}, onnx.Ints("perm", perm...))
	}
	q, k, v := project("query", 0, 2, 1, 3), project("key", 0, 2, 3, 1), project("value", 0, 2, 1, 3)
	if b.err != nil {
		return ""
	}
	scale := b.graph.Floats(name+"scale", []float32{float32(1 / math.Sqrt(float64(b.hidden/b.heads)))})
	scores := b.op("Mul", []string{b.op("MatMul", []string{q, k}), scale})
	scores = b.op("Softmax", []string{b.op("Add", []string{scores, mask})}, onnx.Int("axis", -1))
	y := b.op("Transpose", []string{b.op("MatMul", []string{scores, v})}, onnx.Ints("perm", 0, 2, 1, 3))
	return b.op("Reshape", []string{y, b.joined})
}

// linear is x·Wᵀ + b with PyTorch's weights, W [out, in], or x·K + b with
// TensorFlow's kernel, K [in, out].
func (b *bert) linear(x, name string, in, out int) string {
	y := b.op("MatMul", []string{x, b.kernel(name, in, out)})
	return b.op("Add", []string{y, b.initializer(name+".bias", out)})
}

func (b *bert) kernel(name string, in, out int) string {
	if _, ok := b.weights.shape(name + ".kernel"); ok {
		return b.initializer(name+".kernel", in, out)
	}
	name += ".weight"
	if !b.has(name, out, in) {
		return ""
	}
	return b.graph.FloatsLater(name, func() ([]float32, error) {
		w, err := b.weights.take(name)
		if err != nil {
			return nil, err
		}
		turned := make([]float32, len(w))
		for o := range out {
			for i := range in {
				turned[i*out+o] = w[o*in+i]
			}
		}
		return turned, nil
	}, in, out)
}

// gelu is 0.5·x·(1 + erf(x/√2)).
func (b *bert) gelu(x string) string {
	y := b.op("Erf", []string{b.op("Div", []string{x, b.root2})})
	return b.op("Mul", []string{b.op("Mul", []string{x, b.half}), b.op("Add", []string{y, b.one})})
}

// norm is a layer norm over the hidden features. Weights that came from
// TensorFlow, bert-base-uncased's own among them, call the scale and the shift
// gamma and beta.
func (b *bert) norm(x, name string) string {
	scale, shift := name+".weight", name+".bias"
	if _, ok := b.weights.shape(name + ".gamma"); ok {
		scale, shift = name+".gamma", name+".beta"
	}
	return b.op("LayerNormalization", []string{x, b.initializer(scale, b.hidden), b.initializer(shift, b.hidden)},
		onnx.Int("axis", -1), onnx.Float("epsilon", bertEpsilon))
}
