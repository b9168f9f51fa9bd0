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
	return &admission{limits: l, requests: make(chan struct{}, l.Requests), bytes: semaphore.NewWeighted(max(l.Body+1, l.Bodies))}
}

// errTooLarge is of a body beyond the limit.
var errTooLarge = errors.New("the request is too large")

// freeRoom is how many bytes of a body take no room: no more than a connection costs anyway.
const freeRoom = 4 << 10

// body reads a request's body. It takes room as its bytes come, and counts as a request when
// it is there: clients who say that theirs is long, and send it slowly or never, take no
// other's place. done is to be called when the body is not needed any more.
func (a *admission) body(ctx context.Context, w http.ResponseWriter, r *http.Request) (b []byte, done func(), err error) {
	if r.ContentLength > a.limits.Body {
		return nil, nil, errTooLarge
	}
	all := r.ContentLength
	if all < 0 { // it does not say: a byte more shows that it is too long
		all = a.limits.Body + 1
	}
	in := http.MaxBytesReader(w, r.Body, a.limits.Body)
	b = make([]byte, 0, min(freeRoom, all))
	free := int64(cap(b))
	for err == nil && int64(len(b)) < all {
		if len(b) == cap(b) {
			more := min(int64(cap(b)), all-int64(cap(b)))
			if !a.bytes.TryAcquire(more) {
				err = errBusy
				break
			}
			b = append(make([]byte, 0, int64(cap(b))+more), b...)
		}
		var n int
		n, err = in.Read(b[len(b):cap(b)])
		b = b[:len(b)+n]
	}
	room := int64(cap(b)) - free
	if int64(len(b)) == r.ContentLength || errors.Is(err, io.EOF) && r.ContentLength < 0 {
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
	case errors.As(err, &long):
		return nil, nil, errTooLarge
	case ctx.Err() != nil:
		return nil, nil, ctx.Err()
	case errors.Is(err, errBusy):
		return nil, nil, err
	}
	return nil, nil, refuse("the request ended before its body did")
}
