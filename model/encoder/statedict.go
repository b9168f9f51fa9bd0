package encoder

import (
	"context"
	"io"

	"memebench/labels/plainfile"
	"memebench/model/encoder/network"
	"memebench/model/encoder/torch"
)

// writeNetwork turns the state dict in a .pth file into the ONNX model of the
// spec's network.
func writeNetwork(ctx context.Context, w io.Writer, path string, spec Spec) error {
	f, st, err := plainfile.Open(path)
	if err != nil {
		return named(path, err)
	}
	defer f.Close() // only read from
	d, err := torch.Read(cancellable{ctx, f}, st.Size())
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		return err
	}
	model, err := network.Build(spec.Network, d, spec.Heads)
	if err != nil {
		return err
	}
	_, err = w.Write(model)
	return err
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
