package onnx

import (
	"errors"
	"fmt"
	"io"

	"google.golang.org/protobuf/encoding/protowire"
)

// maxOutline bounds an outline. Those of real models have some hundred kilobytes.
const maxOutline = 64 << 20

// Outline reads a model of this many bytes without its weights: what it returns has
// the same inputs, outputs, nodes and metadata, and initializers with names and no
// values. That is all that [Describe] and [Quantized] look at, and the weights of a
// model may be a hundred times as much.
func Outline(model io.ReaderAt, size int64) ([]byte, error) {
	o := &outliner{model: model, window: make([]byte, 0, 64<<10)}
	return o.message(inModel, 0, size)
}

// place is which message is being read.
type place int

const (
	inModel place = iota
	inGraph
	inSparse
	inTensor
)

// inner says in which messages there may be weights.
var inner = map[place]map[protowire.Number]place{
	inModel:  {modelGraph: inGraph},
	inGraph:  {graphInitializer: inTensor, graphSparse: inSparse},
	inSparse: {sparseValues: inTensor},
}

// valueFields are the fields of a TensorProto that hold values, of one type each, and
// as raw bytes.
var valueFields = map[protowire.Number]bool{tensorFloats: true, tensorInt32s: true, 6: true, 7: true, tensorRaw: true, 10: true, 11: true}

var errOutline = fmt.Errorf("%w: it has more than %d MB beside its weights", ErrFormat, maxOutline>>20)

type outliner struct {
	model   io.ReaderAt
	window  []byte // of the model, for its small fields
	at      int64  // where the window begins
	written int
}

// message returns the outline of the message between two places.
func (o *outliner) message(in place, from, to int64) ([]byte, error) {
	var out []byte
	for from < to {
		head, err := o.read(from, min(to-from, 2*maxVarint))
		if err != nil {
			return nil, err
		}
		number, kind, n := protowire.ConsumeTag(head)
		if n < 0 {
			return nil, fmt.Errorf("%w: %w at byte %d", ErrFormat, protowire.ParseError(n), from)
		}
		if kind != protowire.BytesType {
			size := protowire.ConsumeFieldValue(number, kind, head[n:])
			if size < 0 {
				return nil, fmt.Errorf("%w: %w at byte %d", ErrFormat, protowire.ParseError(size), from)
			}
			out = append(out, head[:n+size]...)
			from += int64(n + size)
			continue
		}
		length, size := protowire.ConsumeVarint(head[n:])
		start := from + int64(n+size)
		if size < 0 || length > uint64(to-start) {
			return nil, fmt.Errorf("%w: a field at byte %d is longer than what it lies in", ErrFormat, from)
		}
		from = start + int64(length)
		if in == inTensor && valueFields[number] {
			continue
		}
		var content []byte
		if deeper, ok := inner[in][number]; ok {
			content, err = o.message(deeper, start, from)
		} else {
			content, err = o.read(start, int64(length))
			o.written += len(content)
		}
		if err == nil && o.written > maxOutline {
			err = errOutline
		}
		if err != nil {
			return nil, err
		}
		out = appendMessage(out, number, content)
	}
	return out, nil
}

// maxVarint is how many bytes a number or a tag may have.
const maxVarint = 10

// read returns bytes of the model, which are valid until the next call.
func (o *outliner) read(from, size int64) ([]byte, error) {
	if size > maxOutline {
		return nil, errOutline
	}
	if from < o.at || from+size > o.at+int64(len(o.window)) {
		o.window = o.window[:cap(o.window)]
		if int64(cap(o.window)) < size {
			o.window = make([]byte, size)
		}
		n, err := o.model.ReadAt(o.window, from)
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		o.at, o.window = from, o.window[:n]
		if int64(n) < size {
			return nil, fmt.Errorf("%w: it ends after %d bytes", ErrFormat, from+int64(n))
		}
	}
	return o.window[from-o.at:][:size], nil
}
