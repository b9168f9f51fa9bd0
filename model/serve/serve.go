package serve

import (
	"context"
	"errors"
	"log/slog"
	"runtime"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"memebench/labels"
)

// Models are the versions of a workspace's model. The methods but Served may be called
// from any goroutine.
type Models interface {
	// Served returns the id of the version to answer with, "" while there is none. Run alone
	// calls it, several times a second.
	Served() (string, error)
	// Versions lists the ids of those that can be opened, the oldest first.
	Versions() ([]string, error)
	// Open makes a version ready, which may take long.
	Open(ctx context.Context, version string) (Predictor, error)
}

// Predictor is an open version. The methods may be called from several goroutines at
// once, but for Close, which is called when no other is.
type Predictor interface {
	Version() string
	// Encode returns what the head reads of one meme, when a processor is free for it. What
	// is wrong with the meme itself, and not with the program, is a [*MemeError].
	Encode(ctx context.Context, image []byte, caption string) ([][]float32, error)
	// Classify predicts memes from what Encode has returned for each.
	Classify(ctx context.Context, memes [][][]float32) ([]labels.Prediction, error)
	Close() error
}

// Limits bound what a server takes on.
type Limits struct {
	Rows     int           // of one request
	Body     int64         // bytes of one request
	Bodies   int64         // bytes of all requests at a time, at least Body
	Requests int           // at a time, those that wait included
	Time     time.Duration // that a request may take, from its first byte read
}

// DefaultLimits are for a server that some dozens of clients use.
var DefaultLimits = Limits{Rows: 256, Body: 64 << 20, Bodies: 256 << 20, Requests: 256, Time: time.Minute}

// Options say what a server serves.
type Options struct {
	Models  Models
	Version string // of the program, for the metadata
	Log     *slog.Logger
	Metrics prometheus.Registerer
	Limits  Limits
}

// Server predicts memes. Its methods may be called from any goroutine.
type Server struct {
	version  string
	log      *slog.Logger
	limits   Limits
	metrics  *metrics
	versions *versions
	admit    *admission
	turns    turns
}

// New returns a server, which can predict once Run has opened a version.
func New(o Options) *Server {
	m := newMetrics(o.Metrics)
	return &Server{
		version: o.Version, log: o.Log, limits: o.Limits, metrics: m,
		versions: newVersions(o.Models, o.Log, m),
		admit:    newAdmission(o.Limits),
		turns:    turns{free: runtime.GOMAXPROCS(0)},
	}
}

// How often Run looks which version is served, and how long it waits before it tries again
// to open one that could not be.
const (
	lookEvery  = 200 * time.Millisecond
	retryAfter = 10 * time.Second
)

// Run keeps the served version open until ctx ends, and closes all versions when the
// requests that use them have ended. The error is one of closing.
func (s *Server) Run(ctx context.Context) error {
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	for ctx.Err() == nil {
		wait := look.C
		if err := s.versions.renew(ctx); err != nil {
			wait = time.After(retryAfter)
		}
		select {
		case <-wait:
		case <-ctx.Done():
		}
	}
	return s.versions.close()
}

// Served returns the id of the version that answers now. Without one the error says why,
// in one sentence.
func (s *Server) Served() (string, error) {
	v, err := s.versions.acquire(context.Background(), "")
	if err != nil {
		return "", err
	}
	defer s.versions.release(v)
	return v.Version(), nil
}

// Versions lists the ids of the versions that can be asked for.
func (s *Server) Versions() ([]string, error) { return s.versions.models.Versions() }

// Why nothing is predicted.
var (
	errNoModel   = errors.New("no model has been trained in this workspace yet: label some memes and train one")
	errLoading   = errors.New("the model is being loaded: try again in some seconds")
	errNotLoaded = errors.New("the model cannot be loaded")
	errBusy      = errors.New("too many requests are under way: try again later, or send fewer at a time")
	errStopped   = errors.New("the server is being stopped")
)
