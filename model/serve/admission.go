package serve

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os"

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

// errSlow is of a body that the server has stopped to wait for.
var errSlow = errors.New("the request's body did not come in time")

// body reads a request's body, as far as there is room for it. A request counts when its body
// is there, so that clients who send theirs slowly, or never, take no other's place. done
// is to be called when the body is not needed any more.
func (a *admission) body(ctx context.Context, w http.ResponseWriter, r *http.Request) (b []byte, done func(), err error) {
	if r.ContentLength > a.limits.Body {
		return nil, nil, errTooLarge
	}
	b, err = a.read(http.MaxBytesReader(w, r.Body, a.limits.Body), r.ContentLength)
	room := int64(cap(b))
	if err == nil {
		select {
		case a.requests <- struct{}{}:
			return b, func() { a.bytes.Release(room); <-a.requests }, nil
		default:
			err = errBusy
		}
	}
	a.bytes.Release(room)
	var long *http.MaxBytesError
	switch {
	case errors.Is(err, errBusy):
		return nil, nil, errBusy
	case errors.As(err, &long):
		return nil, nil, errTooLarge
	case errors.Is(err, os.ErrDeadlineExceeded):
		return nil, nil, errSlow
	case ctx.Err() != nil:
		return nil, nil, ctx.Err()
	}
	return nil, nil, refuse("the request ended before its body did")
}

// firstRoom is what a body takes before any of it has come.
const firstRoom = 16 << 10

// read reads a body of the announced length, -1 for one that does not say. It takes room for
// what has come, not for what is announced: who announces much and sends nothing would
// otherwise keep all others out. The capacity of b is the room that it has taken, after an
// error as well.
func (a *admission) read(body io.Reader, announced int64) (b []byte, err error) {
	if announced < 0 {
		announced = a.limits.Body + 1 // which is one byte more than it gives
	}
	for {
		if len(b) == cap(b) && int64(len(b)) < announced {
			more := min(max(firstRoom, int64(cap(b))), announced-int64(cap(b)))
			if !a.bytes.TryAcquire(more) { // to wait with what it has would keep others waiting
				return b, errBusy
			}
			larger := make([]byte, len(b), int64(cap(b))+more)
			copy(larger, b)
			b = larger
		}
		if int64(len(b)) == announced {
			return b, nil
		}
		n, err := body.Read(b[len(b):cap(b)])
		b = b[:len(b)+n]
		switch {
		case errors.Is(err, io.EOF) && (announced > a.limits.Body || int64(len(b)) == announced):
			return b, nil
		case err != nil:
			return b, err
		}
	}
}
