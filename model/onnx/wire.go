package onnx

import (
	"errors"
	"fmt"
	"iter"

	"google.golang.org/protobuf/encoding/protowire"
)

// What Marshal states: IR version 8 came with operator set 17 (ONNX 1.12).
const (
	irVersion   = 8
	opsetNumber = 17
)

// Field numbers of onnx.proto. Messages are written in ascending order of their
// fields, as the reference implementation does.
const (
	modelIR       = protowire.Number(1) // ModelProto
	modelProducer = 2
	modelGraph    = 7
	modelOpset    = 8
	modelMetadata = 14
	modelFunction = 25

	functionNode = 7 // FunctionProto

	opsetDomain  = 1 // OperatorSetIdProto
	opsetVersion = 2

	entryKey   = 1 // StringStringEntryProto
	entryValue = 2

	graphNode        = 1 // GraphProto
	graphName        = 2
	graphInitializer = 5
	graphInput       = 11
	graphOutput      = 12
	graphValueInfo   = 13
	graphSparse      = 15

	nodeInput     = 1 // NodeProto
	nodeOutput    = 2
	nodeOp        = 4
	nodeAttribute = 5

	attributeName    = 1 // AttributeProto
	attributeFloat   = 2
	attributeInt     = 3
	attributeTensor  = 5
	attributeGraph   = 6
	attributeInts    = 8
	attributeTensors = 10
	attributeGraphs  = 11
	attributeType    = 20
	attributeSparse  = 22
	attributeSparses = 23

	tensorDims   = 1 // TensorProto
	tensorType   = 2
	tensorFloats = 4
	tensorInt32s = 5
	tensorName   = 8
	tensorRaw    = 9
	// Entries that say where the values lie, if not in the tensor.
	tensorExternal = 13

	sparseValues  = 1 // SparseTensorProto
	sparseIndices = 2

	valueName = 1 // ValueInfoProto
	valueType = 2

	typeTensor      = 1 // TypeProto
	tensorTypeElem  = 1 // TypeProto.Tensor
	tensorTypeShape = 2
	shapeDim        = 1 // TensorShapeProto
	dimSize         = 1 // TensorShapeProto.Dimension
	dimName         = 2
)

// ErrFormat means that bytes are not an ONNX model.
var ErrFormat = errors.New("not an ONNX model")

// field is one field of a protobuf message. Its parts are views into the
// message.
type field struct {
	number protowire.Number
	kind   protowire.Type
	value  uint64 // of a varint
	bytes  []byte // of a length-delimited field
	whole  []byte // the field with its tag
}

// fields walks the fields of a message. The last pair has an error when the
// message is broken; nothing follows it.
func fields(message []byte) iter.Seq2[field, error] {
	return func(yield func(field, error) bool) {
		for rest := message; len(rest) > 0; {
			number, kind, n := protowire.ConsumeTag(rest)
			if n < 0 {
				yield(field{}, fmt.Errorf("%w: %w at byte %d of a message", ErrFormat, protowire.ParseError(n), len(message)-len(rest)))
				return
			}
			f := field{number: number, kind: kind}
			size := 0
			switch kind {
			case protowire.VarintType:
				f.value, size = protowire.ConsumeVarint(rest[n:])
			case protowire.BytesType:
				f.bytes, size = protowire.ConsumeBytes(rest[n:])
			default:
				size = protowire.ConsumeFieldValue(number, kind, rest[n:])
			}
			if size < 0 {
				yield(field{}, fmt.Errorf("%w: %w in field %d at byte %d of a message", ErrFormat, protowire.ParseError(size), number, len(message)-len(rest)))
				return
			}
			f.whole, rest = rest[:n+size], rest[n+size:]
			if !yield(f, nil) {
				return
			}
		}
	}
}

// varint reports whether the field is a number.
func (f field) varint() bool { return f.kind == protowire.VarintType }

// isMessage reports whether the field is this one and length-delimited, as
// strings and messages are.
func (f field) isMessage(number protowire.Number) bool {
	return f.number == number && f.kind == protowire.BytesType
}

// stringField returns the last value of a string field of a message, as
// protobuf has it, or "".
func stringField(message []byte, number protowire.Number) (string, error) {
	var s []byte
	for f, err := range fields(message) {
		if err != nil {
			return "", err
		}
		if f.isMessage(number) {
			s = f.bytes
		}
	}
	return string(s), nil
}
