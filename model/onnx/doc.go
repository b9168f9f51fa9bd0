// Package onnx writes and edits models in the ONNX format: the protobuf
// messages of onnx.proto, IR version 8, default operator set 17, which every
// ONNX Runtime since 1.12 reads.
//
// A [Graph] is built front to back: declare inputs and initializers, add nodes,
// declare outputs, then [Graph.Marshal], or [Graph.Write] for what is too large to be in
// memory, with weights by [Graph.FloatsLater]. Mistakes (a name used twice, an input
// that nothing produces, an initializer whose data do not fill its shape) are
// remembered and returned by Marshal, so that building needs no error handling
// of its own. [Describe] reads back what a model asks for and gives, [Cut] turns an
// inner tensor into a model's output, and [Dequantize] takes products of matrices out
// of integers.
//
// Only the parts of the format that memebench needs are covered: tensors of
// float32, int64 and, for quantised models, uint8, int8 and int32, with raw data,
// and attributes of type int, ints, float and string. Reading is bounded and never
// trusts a length: bytes that are no ONNX model give an error that wraps [ErrFormat].
// [Outline] reads a model of any size without its weights.
package onnx
