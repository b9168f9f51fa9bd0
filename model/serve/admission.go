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

// body reads a request's body. A request counts when its body is there, and takes room as that
// comes, so that clients who send theirs slowly, or never, take no other's place. done is to be
// called when the body is not needed any more.
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
	case ctx.Err() != nil:
		return nil, nil, ctx.Err()
	}
	return nil, nil, refuse("the request ended before its body did")
}

// firstRoom is how many bytes there is room for before any have come.
const firstRoom = 512

// read reads a body of so many bytes, of any number up to the limit where that is negative. Room
// for the capacity of what it returns, also beside an error, has been taken: it is doubled each
// time that it is full.
func (a *admission) read(from io.Reader, length int64) (b []byte, err error) {
	most := length
	if length < 0 {
		most = a.limits.Body
	}
	for int64(len(b)) < most {
		if len(b) == cap(b) {
			more := min(max(firstRoom, int64(cap(b))), most-int64(cap(b)))
			if !a.bytes.TryAcquire(more) {
				return b, errBusy
			}
			b = append(make([]byte, 0, int64(cap(b))+more), b...)
		}
		n, err := from.Read(b[len(b):cap(b)])
		b = b[:len(b)+n]
		if length < 0 && err == io.EOF {
			return b, nil
		}
		if err != nil && int64(len(b)) < most {
			return b, err
		}
	}
	if length < 0 { // whether that was all
		if _, err := io.ReadFull(from, make([]byte, 1)); err != io.EOF {
			return b, err
		}
	}
	return b, nil
}
