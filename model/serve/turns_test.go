package serve

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"memebench/labels/workers"
)

// waits returns when so many memes wait for their turn.
func (t *turns) waits(n int) {
	for {
		t.mu.Lock()
		have := len(t.waiting)
		t.mu.Unlock()
		if have == n {
			return
		}
		runtime.Gosched()
	}
}

// Of requests that are there at once, that with the fewest memes left is answered first,
// and of two like ones that which came first.
func TestRequestsTakeTurns(t *testing.T) {
	turns := turns{free: 1}
	held := turns.begin(1)
	if err := turns.take(t.Context(), held); err != nil {
		t.Fatal(err)
	}
	const memes = 4
	first, second, small := turns.begin(memes), turns.begin(memes), turns.begin(1)
	has := make(chan *asking)
	waiting := 0
	for _, a := range []*asking{second, first, small} {
		for range a.left {
			go func() {
				if err := turns.take(t.Context(), a); err != nil {
					t.Error(err)
				}
				has <- a
			}()
			waiting++
			turns.waits(waiting) // so that the small one comes last, and the first not first
		}
	}
	var order []*asking
	for last := held; len(order) < waiting; order = append(order, last) {
		turns.give(last)
		last = <-has
	}
	want := slices.Concat([]*asking{small}, slices.Repeat([]*asking{first}, memes), slices.Repeat([]*asking{second}, memes))
	if !slices.Equal(order, want) {
		t.Errorf("small, first and second are %p, %p and %p: they have turns as %v", small, first, second, order)
	}
}

// The memes of requests over HTTP take their turns, too.
func TestRequestsOverHTTPTakeTurns(t *testing.T) {
	const memes = 8
	var order []string // of one slot: no two at once
	held, release := make(chan struct{}), make(chan struct{})
	m := &fakeModels{encode: func(_ context.Context, caption string) error {
		if order = append(order, caption); len(order) == 1 {
			close(held)
			<-release
		}
		return nil
	}}
	r := started(t, m)
	r.turns.free = 1
	var all workers.Group
	ask := func(said ...string) {
		all.Go(func() {
			if answer, b := r.ask(t, "POST", inferPath, captions(t, said...)); answer.StatusCode != 200 {
				t.Errorf("%s: %d %s", said, answer.StatusCode, b)
			}
		})
	}
	each := min(memes, runtime.GOMAXPROCS(0)) // of a request wait at once
	ask("held")
	<-held
	ask(slices.Repeat([]string{"large"}, memes)...)
	r.turns.waits(each)
	ask("small")
	r.turns.waits(each + 1)
	close(release)
	all.Wait()
	if want := []string{"held", "small", "large"}; len(order) != memes+2 || !slices.Equal(order[:3], want) {
		t.Errorf("encoded are %v", order)
	}
}

// Whoever waits no longer, as its request has taken too long, keeps no turn.
func TestTurnsOfWhoHasLeft(t *testing.T) {
	turns := turns{free: 1}
	a, b := turns.begin(1), turns.begin(1)
	if err := turns.take(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	left := make(chan error)
	go func() { left <- turns.take(ctx, b) }()
	turns.waits(1)
	cancel()
	if err := <-left; !errors.Is(err, context.Canceled) {
		t.Errorf("who has left is told %v", err)
	}
	turns.give(a)
	if turns.free != 1 || len(turns.waiting) != 0 {
		t.Errorf("%d are free and %d wait, want 1 and 0", turns.free, len(turns.waiting))
	}
}

// slowBody is a body of which nothing comes until it is released.
type slowBody struct{ read, release chan struct{} }

func (s *slowBody) Read([]byte) (int, error) {
	s.read <- struct{}{}
	<-s.release
	return 0, io.ErrUnexpectedEOF
}

// Clients whose bodies do not come take no place of those whose bodies are there, however
// many they are, and however much they announce.
func TestSlowBodies(t *testing.T) {
	r := started(t, &fakeModels{})
	r.limits.Body = 4 * firstRoom
	r.limits.Bodies = 2*int64(r.limits.Requests)*firstRoom + r.limits.Body
	r.admit = newAdmission(r.limits)
	for _, announced := range []int64{100, r.limits.Body, -1} {
		t.Run(fmt.Sprint(announced), func(t *testing.T) { r.trySlowBodies(t, announced) })
	}
}

func (r *rig) trySlowBodies(t *testing.T, announced int64) {
	slow := &slowBody{make(chan struct{}), make(chan struct{})}
	var all sync.WaitGroup
	for range 2 * someLimits.Requests {
		all.Go(func() {
			q := httptest.NewRequest("POST", "http://localhost"+inferPath, slow)
			q.ContentLength = announced
			w := httptest.NewRecorder()
			r.handler.ServeHTTP(w, q)
			if w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), "ended before its body did") {
				t.Errorf("a body that does not come: %d %s", w.Code, w.Body)
			}
		})
	}
	for range 2 * someLimits.Requests {
		<-slow.read
	}
	if answer, b := r.ask(t, "POST", inferPath, captions(t, "a")); answer.StatusCode != 200 {
		t.Errorf("beside them: %d %s", answer.StatusCode, b)
	}
	close(slow.release)
	all.Wait()
}

// Bodies that would take more than there is are told so at once, and give back what they had.
func TestRoomForBodies(t *testing.T) {
	a := newAdmission(Limits{Body: 3 * firstRoom, Bodies: 4*firstRoom + 1, Requests: 9})
	send := func(n int, announced int64) (done func(), err error) {
		q := httptest.NewRequest("POST", "/", bytes.NewReader(bytes.Repeat([]byte("a"), n)))
		q.ContentLength = announced
		b, done, err := a.body(t.Context(), httptest.NewRecorder(), q)
		if err == nil && len(b) != n {
			t.Errorf("%d bytes of %d are read", len(b), n)
		}
		return done, err
	}
	const most = 3 * firstRoom
	for _, announced := range []int64{most, -1} {
		done, err := send(most, announced)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := send(most, announced); !errors.Is(err, errBusy) {
			t.Errorf("where three of four parts are taken, another three: %v", err)
		}
		other, err := send(firstRoom, firstRoom)
		if err != nil {
			t.Fatalf("where three of four parts are taken, another one: %v", err)
		}
		other()
		done()
	}
	if _, err := send(most+1, -1); !errors.Is(err, errTooLarge) {
		t.Errorf("a byte too many: %v", err)
	}
	if _, err := send(most-1, most); err == nil {
		t.Error("a byte too few is taken")
	}
	q := httptest.NewRequest("POST", "/", iotest.ErrReader(&net.OpError{Err: os.ErrDeadlineExceeded}))
	q.ContentLength = 9
	if _, _, err := a.body(t.Context(), httptest.NewRecorder(), q); !errors.Is(err, errSlow) || statusOf(err) != 408 {
		t.Errorf("a body that does not come: %v", err)
	}
	if !a.bytes.TryAcquire(4*firstRoom + 1) {
		t.Error("not all is given back")
	}
}
