package serve

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/goleak"

	"memebench/labels"
)

// No goroutine outlives the tests' servers.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// fakeModels are versions that need no encoders.
type fakeModels struct {
	mu     sync.Mutex
	served string
	ids    []string
	fault  error // of opening
	opened []*fakePredictor

	before   func(ctx context.Context, version string) error // opening; nil for nothing
	encode   func(ctx context.Context, caption string) error // nil for nothing
	classify func(rows int)                                  // nil for nothing
}

func (f *fakeModels) Served() (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.served, nil
}

func (f *fakeModels) Versions() ([]string, error) { return f.ids, nil }

func (f *fakeModels) promote(id string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.served = id
}

func (f *fakeModels) Open(ctx context.Context, version string) (Predictor, error) {
	if f.before != nil {
		if err := f.before(ctx, version); err != nil {
			return nil, err
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.fault != nil {
		return nil, f.fault
	}
	p := &fakePredictor{of: f, version: version}
	f.opened = append(f.opened, p)
	return p, nil
}

// unclosed counts the versions that are open, of this id, or of any for "".
func (f *fakeModels) unclosed(id string) (n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, p := range f.opened {
		if (id == "" || p.version == id) && !p.closed.Load() {
			n++
		}
	}
	return n
}

// fakePredictor says a level by the length of the caption, and a higher one by that of a
// picture; the picture "bad" cannot be read.
type fakePredictor struct {
	of      *fakeModels
	version string
	closed  atomic.Bool
}

var errBadPicture = errors.New("not a picture: the file begins like text")

func (p *fakePredictor) Version() string { return p.version }

func (p *fakePredictor) Encode(ctx context.Context, image []byte, caption string) ([][]float32, error) {
	switch {
	case p.closed.Load():
		return nil, errors.New("the version is closed")
	case string(image) == "bad":
		return nil, &MemeError{errBadPicture}
	case string(image) == "no disk":
		return nil, errors.New("a file for the video: no space left on device")
	case caption == "panic":
		panic("a fault")
	case p.of.encode != nil:
		if err := p.of.encode(ctx, caption); err != nil {
			return nil, err
		}
	}
	return [][]float32{{float32(len(caption))}, {float32(len(image))}}, nil
}

func (p *fakePredictor) Classify(_ context.Context, memes [][][]float32) ([]labels.Prediction, error) {
	if p.of.classify != nil {
		p.of.classify(len(memes))
	}
	out := make([]labels.Prediction, len(memes))
	for i, m := range memes {
		out[i] = labels.Prediction{Version: p.version, Probs: fakeProbs(int(m[0][0]), int(m[1][0]))}
	}
	return out, nil
}

// fakeProbs are the probabilities for a caption and a picture of these lengths.
func fakeProbs(caption, image int) (probs [labels.Levels]float32) {
	for l := range probs {
		probs[l] = 0.125
	}
	probs[(caption+image)%labels.Levels] = 0.5
	return probs
}

func (p *fakePredictor) Close() error {
	if p.closed.Swap(true) {
		return errors.New("closed twice")
	}
	return nil
}

// rig is a server with its handler, which Run keeps going until the test ends.
type rig struct {
	*Server
	models  *fakeModels
	metrics *prometheus.Registry
	handler http.Handler
	mux     *http.ServeMux
}

// someLimits are small, for tests that run into them.
var someLimits = Limits{Rows: 8, Body: 4 << 10, Bodies: 8 << 10, Requests: 32, Time: time.Minute}

func newRig(t *testing.T, m *fakeModels, l Limits, a Access) *rig {
	t.Helper()
	r := &rig{models: m, metrics: prometheus.NewRegistry(), mux: http.NewServeMux()}
	r.Server = New(Options{Models: m, Version: "1.2", Log: slog.New(slog.DiscardHandler), Metrics: r.metrics, Limits: l})
	r.Routes(r.mux)
	r.handler = r.Handler(r.mux, a)
	return r
}

// started is a rig whose version is open; all are closed again when the test ends.
func started(t *testing.T, m *fakeModels) *rig {
	t.Helper()
	if m.ids == nil {
		m.served, m.ids = "v1", []string{"v1", "v2", "v3"}
	}
	r := newRig(t, m, someLimits, Access{})
	if err := r.versions.renew(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.versions.close(); err != nil {
			t.Error(err)
		}
		if n := m.unclosed(""); n != 0 {
			t.Errorf("%d versions were not closed", n)
		}
	})
	return r
}

// ask sends a request, and returns the answer with its body.
func (r *rig) ask(t testing.TB, method, path string, body []byte, header ...string) (*http.Response, []byte) {
	t.Helper()
	q := httptest.NewRequest(method, "http://localhost"+path, bytes.NewReader(body))
	for i := 0; i < len(header); i += 2 {
		q.Header.Set(header[i], header[i+1])
	}
	if host := q.Header.Get("Host"); host != "" {
		q.Host = host
	}
	w := httptest.NewRecorder()
	r.handler.ServeHTTP(w, q)
	answer := w.Result()
	b, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, b
}

// captions is the body of a request to predict captions.
func captions(t testing.TB, all ...string) []byte {
	t.Helper()
	data, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(inferRequest{Inputs: []tensor{{Name: captionInput, Datatype: typeBytes, Shape: []int64{int64(len(all))}, Data: data}}})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// answered reads an answer in JSON.
func answered(t testing.TB, b []byte) (version string, probs []float32, levels []string) {
	t.Helper()
	var r inferResponse
	if err := json.Unmarshal(b, &r); err != nil {
		t.Fatalf("%v in %s", err, b)
	}
	for _, o := range r.Outputs {
		var err error
		if o.Name == levelOutput {
			err = json.Unmarshal(o.Data, &levels)
		} else {
			err = json.Unmarshal(o.Data, &probs)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return r.ModelVersion, probs, slices.Clip(levels)
}

// sentence is the error of an answer.
func sentence(t testing.TB, b []byte) string {
	t.Helper()
	var e errorResponse
	if err := json.Unmarshal(b, &e); err != nil || e.Error == "" {
		t.Fatalf("%v in %s", err, b)
	}
	return e.Error
}
