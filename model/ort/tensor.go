package ort

import "memebench/model/onnx"

// Tensor is a view of a caller's slice as a row-major tensor. Making one costs
// nothing and copies nothing: Run reads inputs from the slice and writes outputs
// into it. The zero Tensor, given as an output, asks Run to allocate what the
// model produces, for outputs whose size is not known before.
//
// Scalars have the shape [1]; tensors without dimensions are not supported. A
// dimension may be 0.
type Tensor struct {
	Shape   []int64
	Float32 []float32 // set for a float32 tensor
	Int64   []int64   // set for an int64 tensor; as an input, for an int32 one too
	int32   []int32
}

// Floats returns a float32 tensor over data, which must fill the shape exactly.
func Floats(data []float32, shape ...int64) Tensor {
	return Tensor{Shape: shape, Float32: data}
}

// Ints returns an int64 tensor over data, which must fill the shape exactly.
func Ints(data []int64, shape ...int64) Tensor {
	return Tensor{Shape: shape, Int64: data}
}

// Options are the choices a session leaves open.
type Options struct {
	// Threads is how many threads work on one operator, the calling one
	// included; 0 means 1. Several sessions with one thread each do more than
	// one session with several when there is enough to do.
	Threads int
}

// Value describes an input or output of a session.
type Value = onnx.Value
