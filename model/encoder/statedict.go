package encoder

import (
	"context"
	"io"

	"memebench/labels/plainfile"
	"memebench/model/encoder/network"
	"memebench/model/encoder/tensorflow"
	"memebench/model/encoder/torch"
	"memebench/model/onnx"
)

// writeNetwork turns the weights in a .pth file, or in a zip file with a SavedModel of
// TensorFlow, into the ONNX model of the spec's network.
func writeNetwork(ctx context.Context, w io.Writer, path string, spec Spec) error {
	f, st, err := plainfile.Open(path)
	if err != nil {
		return named(path, err)
	}
	defer f.Close() // only read from
	graph, err := readNetwork(cancellable{ctx, f}, st.Size(), spec)
	if err == nil {
		err = graph.Write(w)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

func readNetwork(r io.ReaderAt, size int64, spec Spec) (*onnx.Graph, error) {
	if tensorflow.Within(r, size) {
		b, err := tensorflow.Read(r, size)
		if err != nil {
			return nil, err
		}
		return network.BuildBundle(spec.Network, b, spec.Heads)
	}
	d, err := torch.Read(r, size)
	if err != nil {
		return nil, err
	}
	return network.Build(spec.Network, d, spec.Heads)
}

// cancellable reads until its context ends: a large state dict takes seconds.
type cancellable struct {
	ctx context.Context
	io.ReaderAt
}

func (c cancellable) ReadAt(p []byte, at int64) (int, error) {
	if c.ctx.Err() != nil {
		return 0, c.ctx.Err()
	}
	return c.ReaderAt.ReadAt(p, at)
}
