package head

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"memebench/eval"
	"memebench/labels"
	"memebench/model/tape"
)

// describe lays out the head on a tape and returns its logits.
func describe(c eval.Config, inputs []eval.Input) (*tape.Tape, tape.Node, error) {
	l, err := layOut(c, inputs)
	if err != nil {
		return nil, tape.Node{}, err
	}
	return l.tape, l.logits, nil
}

// layout is a head on a tape, with the distributions that its parameters are
// drawn from.
type layout struct {
	tape    *tape.Tape
	logits  tape.Node
	initial []distribution // of each parameter
	dropout bool
}

// distribution is uniform in ±bound, or normal with that deviation around 0, or
// else a value.
type distribution struct{ bound, deviation, value float64 }

func layOut(c eval.Config, inputs []eval.Input) (*layout, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	if err := checkInputs(inputs); err != nil {
		return nil, err
	}
	l := &layout{tape: &tape.Tape{}, dropout: c.Dropout > 0}
	t := l.tape
	pathways := make([]tape.Node, len(inputs))
	for i, in := range inputs {
		x := t.Features(in.Modality, in.Width)
		pathways[i] = t.Mask(t.Relu(l.linear(x, "pathway/"+in.Modality, c.Width)), in.Modality)
	}
	x := l.fuse(c, pathways)
	for i := range c.Depth {
		name := "hidden"
		if i > 0 {
			name += strconv.Itoa(i + 1)
		}
		x = t.Relu(l.linear(x, name, c.Hidden))
	}
	l.logits = l.linear(x, "output", labels.Levels)
	// In float64, where the product of the bounds above cannot overflow.
	size := 0.0
	for _, p := range t.Params() {
		n := 1.0
		for _, d := range p.Shape {
			n *= float64(d)
		}
		size += n
	}
	if size > maxParams {
		return nil, fmt.Errorf("the head would have %.0f parameters: want at most %d", size, maxParams)
	}
	return l, nil
}

func (l *layout) fuse(c eval.Config, pathways []tape.Node) tape.Node {
	switch {
	case c.Fusion == eval.Attention:
		return l.attend(c.Width, pathways)
	case c.Fusion == eval.Gated && len(pathways) > 1:
		side := l.tape.Concat(pathways...)
		return l.tape.Gate(l.linear(side, "gate", (len(pathways)-1)*c.Width), side)
	case len(pathways) == 1: // nothing to fuse it with
		return pathways[0]
	}
	return l.tape.Concat(pathways...)
}

// attentionLayers is the depth of the transformer encoder of an attention fusion.
const attentionLayers = 2

// attend is torch.nn.TransformerEncoder over [CLS] and the pathways.
func (l *layout) attend(width int, pathways []tape.Node) tape.Node {
	t := l.tape
	x := t.Tokens(l.param("cls", distribution{deviation: 0.02}, width), pathways...)
	for i := range attentionLayers {
		name := "encoder" + strconv.Itoa(i+1) + "/"
		// torch.nn.MultiheadAttention draws in_proj as Xavier's uniform distribution
		// over its whole matrix, and sets both biases to 0.
		xavier := distribution{bound: math.Sqrt(6 / float64(width+3*width))}
		qkv := t.Gemm(x, l.param(name+"in_proj/weight", xavier, width, 3*width), l.param(name+"in_proj/bias", distribution{}, 3*width))
		a := t.Attention(qkv, eval.AttentionHeads, l.dropout)
		out := t.Gemm(a, l.param(name+"out_proj/weight", kaiming(width), width, width), l.param(name+"out_proj/bias", distribution{}, width))
		x = l.norm(t.Add(x, l.drop(out)), name+"norm1")
		f := l.drop(t.Relu(l.linear(x, name+"linear1", 2*width)))
		x = l.norm(t.Add(x, l.drop(l.linear(f, name+"linear2", width))), name+"norm2")
	}
	return t.First(x)
}

func (l *layout) param(name string, initial distribution, shape ...int) tape.Param {
	l.initial = append(l.initial, initial)
	return l.tape.Param(name, shape...)
}

// kaiming is what torch.nn.Linear draws its weight and its bias from: uniform in
// ±1/√in (Kaiming uniform with a = √5).
func kaiming(in int) distribution { return distribution{bound: 1 / math.Sqrt(float64(in))} }

func (l *layout) linear(x tape.Node, name string, out int) tape.Node {
	initial := kaiming(x.Width)
	return l.tape.Gemm(x, l.param(name+"/weight", initial, x.Width, out), l.param(name+"/bias", initial, out))
}

func (l *layout) norm(x tape.Node, name string) tape.Node {
	return l.tape.LayerNorm(x, l.param(name+"/scale", distribution{value: 1}, x.Width), l.param(name+"/shift", distribution{}, x.Width))
}

func (l *layout) drop(x tape.Node) tape.Node {
	if !l.dropout {
		return x
	}
	return l.tape.Dropout(x)
}

// New returns an untrained head. Its parameters are drawn from the
// distributions from which PyTorch draws those of its modules; [CLS] is normal with
// a deviation of 0.02, as in BERT. Unlike torch.nn.TransformerEncoder, which copies
// its first layer, each layer has draws of its own.
func New(c eval.Config, inputs []eval.Input) (*Head, error) {
	l, err := layOut(c, inputs)
	if err != nil {
		return nil, err
	}
	h := &Head{Config: c, Inputs: slices.Clone(inputs), Params: make([]float32, l.tape.Size())}
	uniform, normal := eval.NewStream(c.Seed, eval.ForInit), eval.NewStream(c.Seed, eval.ForInit, 1)
	for k, p := range l.tape.Params() {
		d := l.initial[k]
		for i := p.Offset; i < p.Offset+p.Size(); i++ {
			switch {
			case d.bound > 0:
				h.Params[i] = float32(d.bound * (2*uniform.Uniform(uint64(i)) - 1))
			case d.deviation > 0:
				h.Params[i] = float32(d.deviation * normal.Normal(uint64(i)))
			default:
				h.Params[i] = float32(d.value)
			}
		}
	}
	return h, nil
}
