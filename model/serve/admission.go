package serve

import (
	"context"
	"errors"
	"io"
	"net/http"

	"golang.org/x/sync/semaphore"
)

// admission bounds how many requests are under way, and what their bodies take.
type admission struct {
	limits   Limits
	requests chan struct{}
	bytes    *semaphore.Weighted
}

func newAdmission(l Limits) *admission {
	return &admission{limits: l, requests: make(chan struct{}, l.Requests), bytes: semaphore.NewWeighted(max(l.Body, l.Bodies))}
}

// errTooLarge is of a body beyond the limit.
var errTooLarge = errors.New("the request is too large")

// body reads a request's body, once there is room for it. A request counts when its body
// is there, so that clients who send theirs slowly, or never, take no other's place. done
// is to be called when the body is not needed any more.
func (a *admission) body(ctx context.Context, w http.ResponseWriter, r *http.Request) (b []byte, done func(), err error) {
	if r.ContentLength > a.limits.Body {
		return nil, nil, errTooLarge
	}
	room := r.ContentLength
	if room < 0 { // it does not say
		room = a.limits.Body
	}
	if err := a.bytes.Acquire(ctx, room); err != nil {
		return nil, nil, err
	}
	if r.ContentLength > 0 {
		b = make([]byte, r.ContentLength)
		_, err = io.ReadFull(r.Body, b)
	} else {
		b, err = io.ReadAll(http.MaxBytesReader(w, r.Body, a.limits.Body))
	}
	if err == nil {
		select {
		case a.requests <- struct{}{}:
			return b, func() { a.bytes.Release(room); <-a.requests }, nil
		default:
			a.bytes.Release(room)
			return nil, nil, errBusy
		}
	}
	a.bytes.Release(room)
	var long *http.MaxBytesError
	switch {
	case errors.As(err, &long):
		return nil, nil, errTooLarge
	case ctx.Err() != nil:
		return nil, nil, ctx.Err()
	}
	return nil, nil, refuse("the request ended before its body did")
}
