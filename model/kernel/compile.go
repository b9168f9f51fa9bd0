package kernel

import (
	"errors"
	"fmt"

	"memebench/model/tape"
)

// ErrUnsupported means that a network, or the processor, is not one that this
// package is made for.
var ErrUnsupported = errors.New("not for the assembly kernel")

// layer is one fully connected layer with what follows it at once: a ReLU, and
// masks.
type layer struct {
	in, out int // inputs and outputs of the tape's Gemm

	features int      // the input that it reads, or -1
	parts    []*layer // the layers whose outputs it reads, side by side

	relu    bool
	mask    int // -1: none
	dropout int // -1: none

	weight, bias tape.Param

	*memory
}

// first reports whether the layer reads features.
func (l *layer) first() bool { return l.features >= 0 }

// source is what a node of the tape holds: the features of an input, or the
// outputs of layers side by side.
type source struct {
	features int
	parts    []*layer
}

// compile reads the tape into layers, in an order in which each comes after those
// that it reads; the last makes the logits.
func compile(t *tape.Tape, logits tape.Node) ([]*layer, error) {
	if err := t.Err(); err != nil {
		return nil, err
	}
	refuse := func(format string, args ...any) ([]*layer, error) {
		return nil, fmt.Errorf("%w: %s", ErrUnsupported, fmt.Sprintf(format, args...))
	}
	made := map[tape.Node]source{}
	for i, n := range t.Inputs() {
		made[n] = source{features: i}
	}
	var layers []*layer
	params := map[string]bool{}
	masks, dropouts := 0, 0
	for _, o := range t.Operations() {
		// Taking a node away when it is read sees to it that it is read once: then
		// its gradient has one part.
		var from []source
		for _, in := range o.Inputs {
			s, ok := made[in]
			if !ok || in == logits {
				return refuse("a node is read twice")
			}
			delete(made, in)
			from = append(from, s)
		}
		to := source{features: -1}
		switch o.Kind {
		case tape.Gemm:
			if params[o.Weight.Name] || params[o.Bias.Name] {
				return refuse("the parameter %q is used twice", o.Weight.Name)
			}
			params[o.Weight.Name], params[o.Bias.Name] = true, true
			l := &layer{
				in: o.Inputs[0].Width, out: o.Output.Width, features: from[0].features, parts: from[0].parts,
				mask: -1, dropout: -1, weight: o.Weight, bias: o.Bias,
			}
			layers = append(layers, l)
			to.parts = []*layer{l}
		case tape.Relu, tape.Mask, tape.Dropout:
			if len(from[0].parts) != 1 {
				return refuse("a ReLU or a mask is not of a layer's output")
			}
			l := from[0].parts[0]
			switch {
			case o.Kind == tape.Relu && !l.relu && l.mask < 0 && l.dropout < 0:
				l.relu = true
			case o.Kind == tape.Mask && l.mask < 0 && l.dropout < 0:
				l.mask = o.Index
				masks++
			case o.Kind == tape.Dropout && l.mask < 0 && l.dropout < 0:
				l.dropout = o.Index
				dropouts++
			default:
				return refuse("a layer is followed by something else than a ReLU and then a mask")
			}
			to = from[0]
		case tape.Concat:
			for _, s := range from {
				if s.features >= 0 {
					return refuse("features are concatenated")
				}
				to.parts = append(to.parts, s.parts...)
			}
		default:
			return refuse("it has more than fully connected layers")
		}
		made[o.Output] = to
	}
	last, ok := made[logits]
	if !ok || len(layers) == 0 || len(last.parts) != 1 || last.parts[0] != layers[len(layers)-1] {
		return refuse("the logits are not the last layer's output")
	}
	if l := last.parts[0]; l.relu || l.mask >= 0 || l.dropout >= 0 {
		return refuse("something follows the last layer")
	}
	if len(made) > 1 || len(params) != len(t.Params()) || masks != len(t.Masks()) || dropouts != len(t.Dropouts()) {
		return refuse("the logits do not depend on all of it")
	}
	return layers, nil
}
