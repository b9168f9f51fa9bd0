package onnx

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math"

	"google.golang.org/protobuf/encoding/protowire"
)

// initializer is an encoded field of GraphProto, which the elements of a tensor follow
// where they are read as late as they are written.
type initializer struct {
	encoded []byte
	name    string
	floats  int
	read    func() ([]float32, error) // nil: encoded is all
}

func (i initializer) size() int { return len(i.encoded) + 4*i.floats }

// FloatsLater is Floats for weights that are too many to have all of them in memory:
// read is called while the model is written, once for each time that it is, and what it
// returns, as many values as fill the shape, is let go before the next read.
func (g *Graph) FloatsLater(name string, read func() ([]float32, error), dims ...int) string {
	g.define(name, "initializer")
	n, ok := g.elements(name, dims)
	if !ok {
		return name
	}
	t := appendTensor(nil, name, Float32, dims)
	t = protowire.AppendVarint(protowire.AppendTag(t, tensorRaw, protowire.BytesType), uint64(4*n))
	encoded := protowire.AppendTag(nil, graphInitializer, protowire.BytesType)
	encoded = protowire.AppendVarint(encoded, uint64(len(t)+4*n))
	g.inits = append(g.inits, initializer{append(encoded, t...), name, n, read})
	return name
}

// Marshal returns the model as the bytes of an .onnx file, or the first mistake
// made while building it.
func (g *Graph) Marshal() ([]byte, error) {
	var b bytes.Buffer
	b.Grow(g.size() + len(g.metadata) + 64)
	if err := g.Write(&b); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// Write is Marshal for a model that is not to be in memory as a whole.
func (g *Graph) Write(to io.Writer) error {
	if err := g.whole(); err != nil {
		return err
	}
	w := bufio.NewWriterSize(to, 1<<16)
	head := appendInt(nil, modelIR, irVersion)
	head = appendString(head, modelProducer, "memebench")
	head = protowire.AppendTag(head, modelGraph, protowire.BytesType)
	w.Write(protowire.AppendVarint(head, uint64(g.size()))) // Flush returns the first error
	if err := g.write(w); err != nil {
		return err
	}
	opset := appendString(nil, opsetDomain, "")
	opset = appendInt(opset, opsetVersion, opsetNumber)
	w.Write(appendMessage(nil, modelOpset, opset))
	w.Write(g.metadata)
	return w.Flush()
}

// encode returns the graph as a GraphProto.
func (g *Graph) encode() ([]byte, error) {
	if err := g.whole(); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	w := bufio.NewWriter(&b)
	if err := g.write(w); err != nil {
		return nil, err
	}
	err := w.Flush()
	return b.Bytes(), err
}

// whole returns the first mistake made while building the graph.
func (g *Graph) whole() error {
	if g.ends == 0 {
		g.fail("no output is declared")
	}
	if g.err != nil {
		return fmt.Errorf("onnx graph %q: %w", g.name, g.err)
	}
	return nil
}

// size is how many bytes write writes.
func (g *Graph) size() int {
	n := len(g.nodes) + len(appendString(nil, graphName, g.name)) + len(g.ins) + len(g.outs)
	for _, i := range g.inits {
		n += i.size()
	}
	return n
}

// write writes the graph as a GraphProto. It returns errors of reading weights; those of
// writing are for Flush.
func (g *Graph) write(w *bufio.Writer) error {
	w.Write(g.nodes)
	w.Write(appendString(nil, graphName, g.name))
	for _, i := range g.inits {
		w.Write(i.encoded)
		if i.read == nil {
			continue
		}
		data, err := i.read()
		if err != nil {
			return err
		}
		if len(data) != i.floats {
			return fmt.Errorf("onnx graph %q: initializer %q: %d values where %d were announced", g.name, i.name, len(data), i.floats)
		}
		for _, v := range data {
			w.Write(binary.LittleEndian.AppendUint32(w.AvailableBuffer(), math.Float32bits(v)))
		}
	}
	w.Write(g.ins)
	w.Write(g.outs)
	return nil
}
