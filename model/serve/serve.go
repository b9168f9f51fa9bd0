// Package serve answers predictions over HTTP in the Open Inference Protocol (KServe V2), which
// Triton's clients and others speak: https://kserve.github.io, "Open Inference Protocol".
//
//	GET  /v2                                     name, version and extensions of the server
//	GET  /v2/health/live, /v2/health/ready       200 once it can predict
//	GET  /v2/models/memebench[/versions/V]       names, types and shapes of inputs and outputs
//	GET  /v2/models/memebench[/versions/V]/ready
//	POST /v2/models/memebench[/versions/V]/infer
//
// The inputs are caption and image, BYTES [n] each: texts in UTF-8, and files of pictures. One
// of the two may be left out; an empty element is one that is not there. The outputs are
// probabilities, FP32 [n, 5], of the levels from very negative to very positive, and level,
// BYTES [n], the name of the most probable. Tensors are JSON (where a picture is base64, with
// the parameter content_type "base64") or follow it as bytes (the binary_tensor_data extension).
//
// A request that names no version is answered by the served one; the answer says which that
// was. When another version is served, it is opened beside the old one, which answers until
// then: there is no gap (versions.go).
//
// Captions and pictures are encoded one at a time, as everywhere in memebench: batches would be
// padded, and encoders that round their activations would make features depend on what else is
// in the batch. So what a meme's answer is does not depend on the load. Elements are predicted
// side by side on as many processors as there are; more requests wait, and are refused with 503
// when too many do.
package serve

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"strings"
	"time"

	"memebench/labels"
)

// ModelName is what the model is called in the protocol.
const ModelName = "memebench"

// Predictor predicts memes by one version. Predict may be called from several goroutines.
type Predictor interface {
	Version() string
	// PredictRead predicts from the file of a picture, empty for none, and a caption, blank
	// for none.
	PredictRead(ctx context.Context, file []byte, caption string) (labels.Prediction, error)
	Close() error
}

// Source is where versions come from.
type Source interface {
	// Served is the id of the served version, "" for none yet.
	Served() (string, error)
	// Versions are the ids of all that can predict, the oldest first.
	Versions() ([]string, error)
	// Open opens one of them, by id or name. The error matches ErrNoVersion where there is none.
	Open(ctx context.Context, version string) (Predictor, error)
}

// ErrNoVersion says that there is no such version.
var ErrNoVersion = errors.New("no such version")

// Options say what is served to whom.
type Options struct {
	Source  Source
	Token   string // that clients must send as a bearer token; "": none
	Name    string // of the program with its version, for /v2
	Logger  *slog.Logger
	Metrics *Metrics // nil: none are taken

	// Limits; 0 is the default.
	MaxBody  int64         // bytes of a request: 64 MB
	MaxItems int           // memes of a request: 1,024
	Timeout  time.Duration // of a request: a minute
	Waiting  int           // requests that may wait for a processor: 256
	Workers  int           // memes predicted at a time: as many as there are processors
}

func (o *Options) setDefaults() {
	if o.MaxBody == 0 {
		o.MaxBody = 64 << 20
	}
	if o.MaxItems == 0 {
		o.MaxItems = 1024
	}
	if o.Timeout == 0 {
		o.Timeout = time.Minute
	}
	if o.Waiting == 0 {
		o.Waiting = 256
	}
	if o.Workers == 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
}

// Server is the handler of the protocol.
type Server struct {
	o        Options
	mux      *http.ServeMux
	versions *versions
	slots    chan struct{} // held while a meme is predicted
	room     chan struct{} // held by a request from its beginning to its end
}

// New returns a server that has opened nothing yet. Close it when no request runs.
func New(o Options) *Server {
	o.setDefaults()
	s := &Server{
		o: o, mux: http.NewServeMux(), versions: newVersions(o.Source),
		slots: make(chan struct{}, o.Workers), room: make(chan struct{}, o.Waiting+o.Workers),
	}
	for pattern, handle := range map[string]func(http.ResponseWriter, *http.Request) error{
		"GET /v2":                                          s.metadata,
		"GET /v2/health/live":                              func(http.ResponseWriter, *http.Request) error { return nil },
		"GET /v2/health/ready":                             s.ready,
		"GET /v2/models/{model}":                           s.model,
		"GET /v2/models/{model}/ready":                     s.ready,
		"GET /v2/models/{model}/versions/{version}":        s.model,
		"GET /v2/models/{model}/versions/{version}/ready":  s.ready,
		"POST /v2/models/{model}/infer":                    s.infer,
		"POST /v2/models/{model}/versions/{version}/infer": s.infer,
	} {
		s.mux.HandleFunc(pattern, s.guarded(pattern, handle))
	}
	return s
}

// Close closes the versions that are open.
func (s *Server) Close() error { return s.versions.close() }

// Warm opens the served version, so that the first request need not wait for it.
func (s *Server) Warm(ctx context.Context) error {
	v, err := s.versions.use(ctx, "")
	if err == nil {
		v.done()
	}
	return err
}

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// failure is an error with its status.
type failure struct {
	status int
	error
}

func (f failure) Unwrap() error { return f.error }

func badRequest(format string, args ...any) error {
	return failure{http.StatusBadRequest, fmt.Errorf(format, args...)}
}

// guarded asks for the token, bounds a request in size and time, and answers errors as the
// protocol has it: {"error": "…"}.
func (s *Server) guarded(pattern string, handle func(http.ResponseWriter, *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		var err error
		switch {
		case !s.allowed(r):
			w.Header().Set("WWW-Authenticate", "Bearer")
			err = failure{http.StatusUnauthorized, errors.New("a token is wanted: send Authorization: Bearer TOKEN")}
		case r.PathValue("model") != "" && r.PathValue("model") != ModelName:
			err = failure{http.StatusNotFound, fmt.Errorf("no model is called %s: want %s", labels.Quoted(r.PathValue("model")), ModelName)}
		default:
			ctx, cancel := context.WithTimeout(r.Context(), s.o.Timeout)
			defer cancel()
			r.Body = http.MaxBytesReader(w, r.Body, s.o.MaxBody)
			err = handle(w, r.WithContext(ctx))
		}
		status := http.StatusOK
		if err != nil {
			status = statusOf(err)
			if r.Context().Err() == nil {
				writeJSON(w, status, map[string]string{"error": labels.Printable(err.Error())})
			}
			if status >= http.StatusInternalServerError {
				s.o.Logger.Error("not answered", "request", pattern, "error", labels.Printable(err.Error()))
			}
		}
		s.o.Metrics.request(pattern, status, time.Since(began))
	}
}

// statusOf is the status of an error.
func statusOf(err error) int {
	var f failure
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return http.StatusRequestEntityTooLarge
	case errors.As(err, &f):
		return f.status
	case errors.Is(err, ErrNoVersion):
		return http.StatusNotFound
	case errors.Is(err, context.DeadlineExceeded):
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// allowed reports whether a request has the token.
func (s *Server) allowed(r *http.Request) bool {
	if s.o.Token == "" {
		return true
	}
	kind, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	return strings.EqualFold(kind, "Bearer") && subtle.ConstantTimeCompare([]byte(token), []byte(s.o.Token)) == 1
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // who does not read it is gone
}

// metadata is what the server says of itself.
func (s *Server) metadata(w http.ResponseWriter, _ *http.Request) error {
	writeJSON(w, http.StatusOK, map[string]any{"name": ModelName, "version": s.o.Name, "extensions": []string{"binary_tensor_data"}})
	return nil
}

// ready is 200 where the version can predict.
func (s *Server) ready(_ http.ResponseWriter, r *http.Request) error {
	v, err := s.versions.use(r.Context(), r.PathValue("version"))
	if err != nil {
		if errors.Is(err, ErrNoVersion) && r.PathValue("version") == "" {
			return failure{http.StatusServiceUnavailable, err}
		}
		return err
	}
	v.done()
	return nil
}

// model is what the protocol calls the metadata of a model.
func (s *Server) model(w http.ResponseWriter, r *http.Request) error {
	all, err := s.o.Source.Versions()
	if err != nil {
		return err
	}
	if version := r.PathValue("version"); version != "" {
		v, err := s.versions.use(r.Context(), version)
		if err != nil {
			return err
		}
		v.done()
	}
	writeJSON(w, http.StatusOK, map[string]any{
		"name": ModelName, "versions": all, "platform": "onnxruntime_onnx",
		"inputs":  []tensor{{Name: "caption", Datatype: "BYTES", Shape: []int64{-1}}, {Name: "image", Datatype: "BYTES", Shape: []int64{-1}}},
		"outputs": []tensor{{Name: "probabilities", Datatype: "FP32", Shape: []int64{-1, labels.Levels}}, {Name: "level", Datatype: "BYTES", Shape: []int64{-1}}},
	})
	return nil
}
