package onnx

import (
	"encoding/binary"
	"fmt"
	"math"
	"strconv"
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
			// A product within int32 cannot overflow, whatever the model claims.
			if f.value > math.MaxInt32 || f.value > 0 && size > math.MaxInt32/int(f.value) {
				return "", t, false, fmt.Errorf("%w: the shape of an initializer is out of range", ErrFormat)
			}
			size *= int(f.value)
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
