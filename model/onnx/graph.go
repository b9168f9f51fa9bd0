package onnx

import (
	"encoding/binary"
	"fmt"
	"math"
	"strconv"

	"google.golang.org/protobuf/encoding/protowire"
)

// Elem is the type of a tensor's elements, numbered as in onnx.proto's
// TensorProto.DataType.
type Elem int32

// The element types that memebench writes. Float32 and Int64 are those that it
// feeds and reads; the others stay inside quantised models. Models from elsewhere
// may use more.
const (
	Float32 Elem = 1
	Uint8   Elem = 2
	Int8    Elem = 3
	Int32   Elem = 6
	Int64   Elem = 7
	Bool    Elem = 9 // the condition of a Loop
)

// String returns the name of the type, or its number for one that memebench
// does not use.
func (e Elem) String() string {
	switch e {
	case Float32:
		return "float32"
	case Uint8:
		return "uint8"
	case Int8:
		return "int8"
	case Int32:
		return "int32"
	case Int64:
		return "int64"
	case Bool:
		return "bool"
	}
	return "type " + strconv.Itoa(int(e))
}

// Dim is one dimension of an input's or output's shape. With a Name it is
// symbolic: its size is known only when the model runs, and equal within one
// run wherever the name is the same. A Dim with neither is unknown.
type Dim struct {
	Size int64
	Name string
}

// Any returns a symbolic dimension.
func Any(name string) Dim { return Dim{Name: name} }

// Size returns a fixed dimension.
func Size(n int) Dim { return Dim{Size: int64(n)} }

// Graph is a model under construction. It is not safe for concurrent use.
type Graph struct {
	name             string
	nodes, ins, outs []byte // encoded fields of GraphProto
	inits            []initializer
	metadata         []byte // encoded fields of ModelProto
	known            map[string]bool
	fresh            int // counter behind Fresh
	ends             int // outputs declared
	err              error
}

// New returns an empty graph. The name is for people.
func New(name string) *Graph {
	return &Graph{name: name, known: map[string]bool{}}
}

// Input declares a model input and returns its name.
func (g *Graph) Input(name string, elem Elem, dims ...Dim) string {
	g.define(name, "input")
	g.ins = appendMessage(g.ins, graphInput, valueInfo(name, elem, dims))
	return name
}

// Output declares that the tensor of this name, which a node must produce, is a
// model output.
func (g *Graph) Output(name string, elem Elem, dims ...Dim) {
	g.use(name, "output")
	g.outs = appendMessage(g.outs, graphOutput, valueInfo(name, elem, dims))
	g.ends++
}

// Floats adds a float32 initializer (a constant: weights) in row-major order and
// returns its name. Without dims it is a scalar. The data are copied.
func (g *Graph) Floats(name string, data []float32, dims ...int) string {
	return g.initializer(name, Float32, len(data), rawFloats(data), dims)
}

func rawFloats(data []float32) []byte {
	raw := make([]byte, 0, 4*len(data))
	for _, v := range data {
		raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(v))
	}
	return raw
}

// Ints is Floats for int64 data: axes, sizes, shapes.
func (g *Graph) Ints(name string, data []int64, dims ...int) string {
	raw := make([]byte, 0, 8*len(data))
	for _, v := range data {
		raw = binary.LittleEndian.AppendUint64(raw, uint64(v))
	}
	return g.initializer(name, Int64, len(data), raw, dims)
}

// Int32s is Floats for int32 data: the biases of quantised convolutions.
func (g *Graph) Int32s(name string, data []int32, dims ...int) string {
	raw := make([]byte, 0, 4*len(data))
	for _, v := range data {
		raw = binary.LittleEndian.AppendUint32(raw, uint32(v))
	}
	return g.initializer(name, Int32, len(data), raw, dims)
}

// Int8s is Floats for int8 data: quantised weights.
func (g *Graph) Int8s(name string, data []int8, dims ...int) string {
	raw := make([]byte, len(data))
	for i, v := range data {
		raw[i] = byte(v)
	}
	return g.initializer(name, Int8, len(data), raw, dims)
}

// Uint8s is Floats for uint8 data: the zero points of quantised activations.
func (g *Graph) Uint8s(name string, data []uint8, dims ...int) string {
	return g.initializer(name, Uint8, len(data), data, dims)
}

func (g *Graph) initializer(name string, elem Elem, n int, raw []byte, dims []int) string {
	g.define(name, "initializer")
	if want, ok := g.elements(name, dims); ok {
		if n != want {
			g.fail("initializer %q: %d values do not fill the shape %v", name, n, dims)
		}
		g.inits = append(g.inits, initializer{encoded: appendMessage(nil, graphInitializer, tensor(name, elem, raw, dims))})
	}
	return name
}

// elements returns how many elements an initializer of this shape has.
func (g *Graph) elements(name string, dims []int) (n int, ok bool) {
	n = 1
	for _, d := range dims {
		if d < 0 || d > 0 && n > math.MaxInt32/d {
			g.fail("initializer %q: shape %v is out of range", name, dims)
			return 0, false
		}
		n *= d
	}
	return n, true
}

// tensor encodes an initializer.
func tensor(name string, elem Elem, raw []byte, dims []int) []byte {
	t := make([]byte, 0, len(raw)+len(name)+64)
	return appendMessage(appendTensor(t, name, elem, dims), tensorRaw, raw)
}

// appendTensor encodes all of an initializer but its elements.
func appendTensor(t []byte, name string, elem Elem, dims []int) []byte {
	for _, d := range dims {
		t = appendInt(t, tensorDims, int64(d))
	}
	t = appendInt(t, tensorType, int64(elem))
	return appendString(t, tensorName, name)
}

// Op adds a node with one output under a fresh name and returns that name. An
// empty input name leaves an optional input out.
func (g *Graph) Op(op string, inputs []string, attrs ...Attr) string {
	out := g.Fresh(op)
	g.Node(op, inputs, []string{out}, attrs...)
	return out
}

// Fresh returns a name that is not in use, for a tensor or an initializer.
func (g *Graph) Fresh(stem string) string {
	for {
		g.fresh++
		if name := stem + "_" + strconv.Itoa(g.fresh); !g.known[name] {
			return name
		}
	}
}

// Node adds a node of the default operator set. Its inputs must exist already
// (ONNX wants nodes in topological order) and its outputs must be new names.
func (g *Graph) Node(op string, inputs, outputs []string, attrs ...Attr) {
	var n []byte
	for _, in := range inputs {
		if in != "" {
			g.use(in, op)
		}
		n = appendString(n, nodeInput, in)
	}
	for _, out := range outputs {
		g.define(out, op)
		n = appendString(n, nodeOutput, out)
	}
	n = appendString(n, nodeOp, op)
	for _, a := range attrs {
		n = appendMessage(n, nodeAttribute, a.encoded)
	}
	g.nodes = appendMessage(g.nodes, graphNode, n)
}

// Metadata adds one entry to the model's metadata_props.
func (g *Graph) Metadata(key, value string) {
	var e []byte
	e = appendString(e, entryKey, key)
	e = appendString(e, entryValue, value)
	g.metadata = appendMessage(g.metadata, modelMetadata, e)
}

func (g *Graph) define(name, by string) {
	switch {
	case name == "":
		g.fail("%s: a tensor needs a name", by)
	case g.known[name]:
		g.fail("%s: the name %q is taken", by, name)
	}
	g.known[name] = true
}

func (g *Graph) use(name, by string) {
	if !g.known[name] {
		g.fail("%s: nothing produces %q", by, name)
	}
}

func (g *Graph) fail(format string, args ...any) {
	if g.err == nil {
		g.err = fmt.Errorf(format, args...)
	}
}

func valueInfo(name string, elem Elem, dims []Dim) []byte {
	var shape []byte
	for _, d := range dims {
		var b []byte
		if d.Name != "" {
			b = appendString(b, dimName, d.Name)
		} else {
			b = appendInt(b, dimSize, d.Size)
		}
		shape = appendMessage(shape, shapeDim, b)
	}
	var tensor []byte
	tensor = appendInt(tensor, tensorTypeElem, int64(elem))
	tensor = appendMessage(tensor, tensorTypeShape, shape)
	v := appendString(nil, valueName, name)
	return appendMessage(v, valueType, appendMessage(nil, typeTensor, tensor))
}

func appendInt(b []byte, field protowire.Number, v int64) []byte {
	return protowire.AppendVarint(protowire.AppendTag(b, field, protowire.VarintType), uint64(v))
}

func appendString(b []byte, field protowire.Number, s string) []byte {
	return protowire.AppendString(protowire.AppendTag(b, field, protowire.BytesType), s)
}

func appendMessage(b []byte, field protowire.Number, m []byte) []byte {
	return protowire.AppendBytes(protowire.AppendTag(b, field, protowire.BytesType), m)
}
