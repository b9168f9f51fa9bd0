package serve

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"

	"memebench/labels"
)

// Routes adds the protocol's paths.
func (s *Server) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /v2", s.serverMetadata)
	mux.HandleFunc("GET /v2/{$}", s.serverMetadata)
	mux.HandleFunc("GET /v2/health/live", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("GET /v2/health/ready", s.ready)
	for _, path := range []string{"/v2/models/{model}", "/v2/models/{model}/versions/{version}"} {
		mux.HandleFunc("GET "+path, s.ofModel(s.modelMetadata))
		mux.HandleFunc("GET "+path+"/ready", s.ofModel(s.ready))
		mux.HandleFunc("POST "+path+"/infer", s.ofModel(s.infer))
	}
}

// ofModel refuses other models than the one there is.
func (s *Server) ofModel(h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if name := r.PathValue("model"); name != ModelName {
			s.fail(w, r, unknownModel(name))
			return
		}
		h(w, r)
	}
}

// unknownModel is the name of a model that is not there.
type unknownModel string

func (u unknownModel) Error() string {
	return "model " + quoted(string(u)) + " is not there: want " + ModelName
}

func (s *Server) serverMetadata(w http.ResponseWriter, _ *http.Request) {
	WriteJSON(w, http.StatusOK, serverMetadata{ModelName, s.version, []string{"binary_tensor_data"}})
}

// ready answers whether a version can predict now; one that is asked for by its id is
// opened for that.
func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	v, err := s.versions.acquire(r.Context(), r.PathValue("version"))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.versions.release(v)
}

func (s *Server) modelMetadata(w http.ResponseWriter, r *http.Request) {
	ids, err := s.Versions()
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if id := r.PathValue("version"); id != "" {
		if !slices.Contains(ids, id) {
			s.fail(w, r, unknownVersion(id))
			return
		}
		ids = []string{id}
	}
	WriteJSON(w, http.StatusOK, describe(append([]string{}, ids...)))
}

func (s *Server) infer(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), s.limits.Time)
	defer cancel()
	header, err := jsonLength(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	body, done, err := s.admit.body(ctx, w, r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	defer done()
	asked, err := decodeRequest(body, header, s.limits.Rows)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	ps, err := s.Predict(ctx, r.PathValue("version"), asked.memes)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	body, header, err = encodeResponse(asked.id, ps[0].Version, asked.outputs, ps)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if header >= 0 {
		w.Header().Set("Content-Type", "application/octet-stream")
		w.Header().Set(headerLength, strconv.Itoa(header))
	} else {
		w.Header().Set("Content-Type", "application/json")
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = w.Write(body) // whom it cannot reach is gone
}

// jsonLength reads how much of the body is JSON, -1 for all.
func jsonLength(r *http.Request) (int, error) {
	if coding := r.Header.Get("Content-Encoding"); coding != "" && coding != "identity" {
		return 0, errCompressed
	}
	text := r.Header.Get(headerLength)
	if text == "" {
		return -1, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return 0, refuse("%s is %s: want a number of bytes", headerLength, quoted(text))
	}
	return n, nil
}

var errCompressed = errors.New("the request is compressed: send it as it is")

// statusLeft is what metrics and the log have of a request whose client has left before it was
// answered, as nginx calls it: none that the server could not answer.
const statusLeft = 499

// fail answers with an error in the protocol's form.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	status := statusOf(err)
	if errors.Is(err, context.Canceled) && r.Context().Err() != nil && !errors.Is(context.Cause(r.Context()), errStopped) {
		status = statusLeft
	}
	if status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "1")
	}
	text := err.Error()
	if errors.Is(err, context.Canceled) {
		text = "the request ended before it was answered"
	}
	switch status {
	case http.StatusGatewayTimeout:
		text = "the request took longer than " + s.limits.Time.String() + ": send fewer memes at a time"
	case http.StatusRequestEntityTooLarge:
		text += ": want at most " + strconv.FormatInt(s.limits.Body>>20, 10) + " MB"
	case http.StatusInternalServerError:
		s.log.Error("cannot answer", "path", labels.Printable(r.URL.Path), "error", labels.Printable(text))
	}
	WriteJSON(w, status, errorResponse{labels.Printable(text)})
}

// statusOf is the HTTP status of an error.
func statusOf(err error) int {
	var bad badRequest
	var meme *MemeError
	var version unknownVersion
	var model unknownModel
	switch {
	case errors.As(err, &bad), errors.As(err, &meme):
		return http.StatusBadRequest
	case errors.As(err, &version), errors.As(err, &model):
		return http.StatusNotFound
	case errors.Is(err, errTooLarge):
		return http.StatusRequestEntityTooLarge
	case errors.Is(err, errSlow):
		return http.StatusRequestTimeout
	case errors.Is(err, errCompressed):
		return http.StatusUnsupportedMediaType
	case errors.Is(err, context.DeadlineExceeded):
		return http.StatusGatewayTimeout
	case errors.Is(err, errBusy), errors.Is(err, errStopped), errors.Is(err, errLoading), errors.Is(err, errNotLoaded), errors.Is(err, errNoModel), errors.Is(err, context.Canceled):
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}
