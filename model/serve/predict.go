package serve

import (
	"context"
	"fmt"
	"runtime"

	"memebench/labels"
	"memebench/labels/workers"
)

// MemeError is what is wrong with a meme that was sent, in one sentence: whoever sent it can
// mend it.
type MemeError struct{ Err error }

func (e *MemeError) Error() string { return e.Err.Error() }
func (e *MemeError) Unwrap() error { return e.Err }

// rowError says for which meme of a request something went wrong.
type rowError struct {
	row, of int
	err     error
}

func (e *rowError) Error() string {
	return labels.Printable(fmt.Sprintf("row %d of %d cannot be predicted: %v", e.row+1, e.of, e.err))
}

func (e *rowError) Unwrap() error { return e.err }

// Predict predicts memes with the version of this id, the served one for "": a prediction
// for each, all by the same version. Where a meme cannot be read, the error says which in
// one sentence, and none is predicted.
func (s *Server) Predict(ctx context.Context, version string, memes []Meme) ([]labels.Prediction, error) {
	v, err := s.versions.acquire(ctx, version)
	if err != nil {
		return nil, err
	}
	defer s.versions.release(v)
	return s.predict(ctx, v, memes)
}

// predict predicts memes with an open version. A request has no more goroutines than there
// are processors, and takes turns with the others.
func (s *Server) predict(ctx context.Context, v *openVersion, memes []Meme) ([]labels.Prediction, error) {
	out := make([]labels.Prediction, len(memes))
	asked := s.turns.begin(len(memes))
	err := workers.Pool{Goroutines: runtime.GOMAXPROCS(0)}.Each(ctx, len(memes), func(ctx context.Context, i int) error {
		x, err := s.encode(ctx, v, asked, memes[i])
		if err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			return &rowError{i, len(memes), err}
		}
		out[i], err = v.batch.predict(ctx, x)
		return err
	})
	if err != nil {
		return nil, err
	}
	s.metrics.predicted(len(memes))
	return out, nil
}

// encode encodes a meme of a request when it is its turn.
func (s *Server) encode(ctx context.Context, v *openVersion, asked *asking, m Meme) ([][]float32, error) {
	if err := s.turns.take(ctx, asked); err != nil {
		return nil, err
	}
	defer s.turns.give(asked)
	return v.Encode(ctx, m.Image, m.Caption)
}
