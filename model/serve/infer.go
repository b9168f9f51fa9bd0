package serve

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"

	"memebench/labels"
)

// infer predicts the memes of a request.
func (s *Server) infer(w http.ResponseWriter, r *http.Request) error {
	select {
	case s.room <- struct{}{}:
		defer func() { <-s.room }()
	default:
		w.Header().Set("Retry-After", "1")
		return failure{http.StatusServiceUnavailable, fmt.Errorf("%d requests wait already: come again in a moment", s.o.Waiting)}
	}
	q, items, err := readRequest(r, s.o.MaxItems)
	if err != nil {
		return err
	}
	v, err := s.versions.use(r.Context(), r.PathValue("version"))
	if err != nil {
		return err
	}
	defer v.done()
	ps, err := s.predict(r.Context(), v, items)
	if err != nil {
		return err
	}
	s.o.Metrics.predicted(len(ps))
	return writeAnswer(w, &q, v.Version(), ps)
}

// predict predicts memes side by side, on as many processors as are free. The error is that of
// the first meme that cannot be predicted.
func (s *Server) predict(ctx context.Context, p Predictor, items []item) ([]labels.Prediction, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ps, errs := make([]labels.Prediction, len(items)), make([]error, len(items))
	var all sync.WaitGroup
	for i := range items {
		select {
		case s.slots <- struct{}{}:
		case <-ctx.Done():
			all.Wait()
			return nil, errors.Join(firstOf(errs), ctx.Err())
		}
		all.Go(func() {
			defer func() { <-s.slots }()
			if ps[i], errs[i] = predictOne(ctx, p, items[i]); errs[i] != nil {
				errs[i] = ofMeme(i, errs[i])
				cancel()
			}
		})
	}
	all.Wait()
	if err := firstOf(errs); err != nil {
		return nil, err
	}
	return ps, nil
}

// predictOne predicts a meme. What is wrong with it is the client's fault.
func predictOne(ctx context.Context, p Predictor, it item) (labels.Prediction, error) {
	if len(it.image) == 0 && strings.TrimSpace(it.caption) == "" {
		return labels.Prediction{}, badRequest("neither a caption nor a picture: give at least one")
	}
	pred, err := p.PredictRead(ctx, it.image, it.caption)
	if err != nil && ctx.Err() == nil && len(it.image) > 0 {
		return pred, badRequest("its picture: %w", err)
	}
	return pred, err
}

// ofMeme says which meme an error is of.
func ofMeme(i int, err error) error {
	var f failure
	if errors.As(err, &f) {
		return failure{f.status, fmt.Errorf("meme %d: %w", i, f.error)}
	}
	return fmt.Errorf("meme %d: %w", i, err)
}

// firstOf is the first error that is not the consequence of another.
func firstOf(errs []error) (first error) {
	for _, err := range errs {
		if err != nil && (first == nil || errors.Is(first, context.Canceled)) {
			first = err
		}
	}
	return first
}
