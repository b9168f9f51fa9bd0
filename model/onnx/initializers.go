package onnx

import (
	"encoding/binary"
	"fmt"
	"math"
	"strconv"

	"google.golang.org/protobuf/encoding/protowire"
)

// Tensor is an initializer of float32 values, in row-major order.
type Tensor struct {
	Dims []int
	Data []float32
}

// Floats reads the float32 initializers of a model by name, those whose values
// are kept as raw bytes, as [Graph.Floats] writes them. Other initializers are
// stepped over. The result shares no memory with the model and takes no more
// than the model does. A shape that the values do not fill, and two initializers
// of one name, are errors.
func Floats(model []byte) (map[string]Tensor, error) {
	tensors := map[string]Tensor{}
	for f, err := range fields(model) {
		if err != nil {
			return nil, err
		}
		if !f.isMessage(modelGraph) {
			continue
		}
		for g, err := range fields(f.bytes) {
			if err != nil {
				return nil, err
			}
			if !g.isMessage(graphInitializer) {
				continue
			}
			name, t, ok, err := parseFloats(g.bytes)
			if err != nil {
				return nil, err
			}
			if !ok {
				continue
			}
			if _, twice := tensors[name]; twice {
				return nil, fmt.Errorf("%w: it has two initializers %s", ErrFormat, strconv.Quote(name))
			}
			tensors[name] = t
		}
	}
	return tensors, nil
}

// parseFloats reads an initializer; ok is false when it is not one of raw
// float32 values.
func parseFloats(message []byte) (name string, t Tensor, ok bool, err error) {
	var raw []byte
	elem, size, filled := Elem(0), 1, false
	for f, err := range fields(message) {
		switch {
		case err != nil:
			return "", t, false, err
		case f.number == tensorDims && f.varint():
			if size, err = times(size, f.value); err != nil {
				return "", t, false, err
			}
			t.Dims = append(t.Dims, int(f.value))
		case f.number == tensorType && f.varint():
			elem = Elem(f.value)
		case f.isMessage(tensorName):
			name = string(f.bytes)
		case f.isMessage(tensorRaw):
			raw, filled = f.bytes, true
		}
	}
	if elem != Float32 || !filled {
		return name, t, false, nil
	}
	if len(raw)%4 != 0 || len(raw)/4 != size {
		return "", t, false, fmt.Errorf("%w: initializer %s has %d bytes, which do not fill the shape %v", ErrFormat, strconv.Quote(name), len(raw), t.Dims)
	}
	t.Data = make([]float32, size)
	for i := range t.Data {
		t.Data[i] = math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:]))
	}
	return name, t, true, nil
}

// times multiplies the size of a shape by one more dimension. A product within int32
// cannot overflow, whatever the model claims.
func times(size int, dim uint64) (int, error) {
	if dim > math.MaxInt32 || dim > 0 && size > math.MaxInt32/int(dim) {
		return 0, fmt.Errorf("%w: the shape of an initializer is out of range", ErrFormat)
	}
	return size * int(dim), nil
}

// numbers are the values of an initializer of float32, int8 or uint8.
type numbers struct {
	elem Elem
	dims []int
	data []float32
}

// readNumbers reads an initializer whose values are raw bytes or a list of numbers, as
// onnx.proto has it for their type. Of another type it has no values, and neither of
// one that does not fill its shape.
func readNumbers(message []byte) (n numbers, err error) {
	size := 1
	for f, err := range fields(message) {
		switch {
		case err != nil:
			return numbers{}, err
		case f.number == tensorDims && f.varint():
			if size, err = times(size, f.value); err != nil {
				return numbers{}, err
			}
			n.dims = append(n.dims, int(f.value))
		case f.number == tensorType && f.varint():
			n.elem = Elem(f.value)
		}
	}
	for f, err := range fields(message) {
		if err != nil {
			return numbers{}, err
		}
		switch {
		case f.isMessage(tensorRaw) && n.elem == Int8:
			n.data = make([]float32, len(f.bytes))
			for i, b := range f.bytes {
				n.data[i] = float32(int8(b))
			}
		case f.isMessage(tensorRaw) && n.elem == Uint8:
			n.data = make([]float32, len(f.bytes))
			for i, b := range f.bytes {
				n.data[i] = float32(b)
			}
		case (f.isMessage(tensorRaw) || f.isMessage(tensorFloats)) && n.elem == Float32 && len(f.bytes)%4 == 0:
			for b := f.bytes; len(b) > 0; b = b[4:] {
				n.data = append(n.data, math.Float32frombits(binary.LittleEndian.Uint32(b)))
			}
		case f.isMessage(tensorInt32s) && (n.elem == Int8 || n.elem == Uint8):
			for b := f.bytes; len(b) > 0; {
				v, size := protowire.ConsumeVarint(b)
				if size < 0 {
					return numbers{}, fmt.Errorf("%w: %w in an initializer", ErrFormat, protowire.ParseError(size))
				}
				n.data, b = append(n.data, float32(int32(v))), b[size:]
			}
		}
	}
	if len(n.data) != size || size == 0 {
		return numbers{}, nil
	}
	return n, nil
}
