package labelstudio

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"os"
	"sync"

	"memebench/labels"
	"memebench/labels/dataset"
	"memebench/model/serve"
)

// Predictor predicts memes; a [serve.Server] does.
type Predictor interface {
	// Served is the id of the version that answers; without one the error says why.
	Served() (string, error)
	Versions() ([]string, error)
	Predict(ctx context.Context, version string, memes []serve.Meme) ([]labels.Prediction, error)
}

// Store keeps what people annotate.
type Store interface {
	Meme(id labels.MemeID) (labels.Meme, error)
	FindMeme(name string) (labels.Meme, error) // also by its picture's name
	Events(id labels.MemeID) ([]labels.Event, error)
	Log(from uint64, yield func(labels.Event) error) error
	Append(events ...labels.Event) ([]labels.Event, error)
}

// Options say what a backend works with.
type Options struct {
	Predictor Predictor
	Store     Store
	Choices   dataset.Choices
	Pictures  *Pictures
	Guide     func() string         // digest of the guide in force, for the labels
	Train     func() (started bool) // begins a training, unless one is under way
	Log       *slog.Logger
}

// Backend answers Label Studio.
type Backend struct {
	Options
	writing sync.Mutex    // held while an annotation is compared with the log and written
	told    told          // guarded by writing
	large   chan struct{} // has one for each large request under way
}

// New returns a backend.
func New(o Options) *Backend {
	return &Backend{Options: o, told: told{}, large: make(chan struct{}, mostLarge)}
}

// Routes adds the backend's paths.
func (b *Backend) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /health", b.health)
	mux.HandleFunc("POST /setup", b.setup)
	mux.HandleFunc("POST /validate", b.validate)
	mux.HandleFunc("GET /versions", b.versions)
	mux.HandleFunc("POST /predict", b.predict)
	mux.HandleFunc("POST /webhook", b.webhook)
}

// modelClass is what Label Studio calls the kind of a backend.
const modelClass = serve.ModelName

// health answers at once: Label Studio waits a second.
func (b *Backend) health(w http.ResponseWriter, _ *http.Request) {
	serve.WriteJSON(w, http.StatusOK, map[string]string{"status": "UP", "model_class": modelClass})
}

// setup takes on a project whose labelling interface has levels. It does not wait for a
// model that is being loaded: Label Studio waits three seconds, and asks again before each
// prediction.
func (b *Backend) setup(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Schema string `json:"schema"`
	}
	done, ok := b.read(w, r, &in)
	defer done()
	if !ok {
		return
	}
	if in.Schema != "" {
		if _, err := readConfig(in.Schema, b.Choices); err != nil {
			fail(w, http.StatusBadRequest, err)
			return
		}
	}
	serve.WriteJSON(w, http.StatusOK, map[string]string{"model_version": b.version()})
}

// version is the version that answers now, "" while none does.
func (b *Backend) version() string {
	version, err := b.Predictor.Served()
	if err != nil {
		return ""
	}
	return version
}

func (b *Backend) validate(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Config string `json:"config"`
	}
	done, ok := b.read(w, r, &in)
	defer done()
	if !ok {
		return
	}
	if _, err := readConfig(in.Config, b.Choices); err != nil {
		fail(w, http.StatusBadRequest, err)
		return
	}
	serve.WriteJSON(w, http.StatusOK, map[string]string{"status": "ok"})
}

func (b *Backend) versions(w http.ResponseWriter, _ *http.Request) {
	all, err := b.Predictor.Versions()
	if err != nil {
		b.Log.Error("cannot list the versions", "error", labels.Printable(err.Error()))
		fail(w, http.StatusInternalServerError, errors.New("the versions cannot be listed; the server's log has more"))
		return
	}
	serve.WriteJSON(w, http.StatusOK, map[string][]string{"versions": append([]string{}, all...)})
}

// Bounds of what Label Studio may send: tasks without their pictures. A request of more than
// smallBody bytes waits while mostLarge such are under way: each takes several times its length
// of memory. Smaller ones never wait, as webhooks, which Label Studio does not send again: one that tells
// of many annotations made at once is the only kind that can be large.
const (
	maxBody   = 32 << 20
	smallBody = 1 << 20
	mostLarge = 4
)

// read reads a request's JSON; where it cannot, it answers why. Only JSON is read: a web
// page cannot make a browser send that to another site unasked. done is to be called when the
// request is answered.
func (b *Backend) read(w http.ResponseWriter, r *http.Request, into any) (done func(), ok bool) {
	done = func() {}
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" {
		fail(w, http.StatusUnsupportedMediaType, errors.New("want the Content-Type application/json"))
		return done, false
	}
	from := http.MaxBytesReader(w, r.Body, maxBody)
	body, err := io.ReadAll(io.LimitReader(from, smallBody))
	if err == nil && len(body) == smallBody {
		select {
		case b.large <- struct{}{}:
			done = func() { <-b.large }
		case <-r.Context().Done():
			return done, false // nobody waits for an answer
		}
		var rest []byte
		rest, err = io.ReadAll(from)
		body = append(body, rest...)
	}
	if err == nil {
		err = json.Unmarshal(body, into)
	}
	var long *http.MaxBytesError
	switch {
	case errors.As(err, &long):
		fail(w, http.StatusRequestEntityTooLarge, errors.New("the request is too large: want at most 32 MB"))
	case errors.Is(err, os.ErrDeadlineExceeded):
		fail(w, http.StatusRequestTimeout, errors.New("the request's body could not be read in time"))
	case err != nil:
		fail(w, http.StatusBadRequest, errors.New("the request cannot be read: "+jsonFault(err, "an object")))
	}
	return done, err == nil
}

// jsonFault says what is wrong with JSON of which want is expected, without the names that its
// parts have in this program.
func jsonFault(err error, want string) string {
	var kind *json.UnmarshalTypeError
	switch {
	case !errors.As(err, &kind):
		return err.Error()
	case kind.Field == "":
		return "it is of the kind " + kind.Value + ": want " + want
	}
	return labels.Quoted(kind.Field) + " is of the kind " + kind.Value
}

// fail answers with one sentence.
func fail(w http.ResponseWriter, status int, err error) {
	serve.WriteJSON(w, status, map[string]string{"error": labels.Printable(err.Error())})
}
