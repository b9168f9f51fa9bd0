package serve

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"memebench/labels"
	"memebench/labels/workers"
)

// Access says who may use a server.
type Access struct {
	// Token is what requests must carry: Authorization: Bearer TOKEN, or Basic with the
	// token as the password. "" lets everybody in who can reach the server.
	Token string
	// Loopback says that the server listens on this machine alone. Without a token, only
	// names of this machine are then taken in Host: a web page whose host's name has been
	// made to lead here must not reach the server from the user's browser.
	Loopback bool
}

// open are paths that need no token: what tells that the server is there tells no more.
var open = []string{"/v2/health/live", "/v2/health/ready", "/health"}

// Handler puts around the paths of a mux what all of them need: access, metrics, the log,
// and an answer where a handler panics.
func (s *Server) Handler(mux *http.ServeMux, a Access) http.Handler {
	origin := http.NewCrossOriginProtection()
	origin.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		WriteJSON(w, http.StatusForbidden, errorResponse{"a web page of another place has sent this: the server answers programs, and pages of its own"})
	}))
	found, lost := origin.Handler(a.guard(mux)), origin.Handler(a.guard(unrouted(mux)))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		guarded := found
		_, route := mux.Handler(r)
		if route == "" {
			guarded, route = lost, "other"
		}
		out := &statusWriter{ResponseWriter: w}
		if fault := workers.Catch(func() { guarded.ServeHTTP(out, r) }); fault != nil {
			s.log.Error("a fault in the program ended a request", "path", labels.Printable(r.URL.Path), "fault", labels.Printable(fault.Error()), "trace", string(fault.Stack()))
			if out.status == 0 {
				WriteJSON(out, http.StatusInternalServerError, errorResponse{"a fault in the program ended the request; the server's log has more"})
			}
		}
		status := max(out.status, http.StatusOK)
		s.metrics.answered(route, status, time.Since(began))
		level := slog.LevelDebug
		if status >= http.StatusBadRequest {
			level = slog.LevelWarn
		}
		s.log.Log(r.Context(), level, "request", "method", labels.Printable(r.Method), "path", labels.Printable(r.URL.Path), "status", status, "from", r.RemoteAddr, "took", time.Since(began).Round(time.Microsecond))
	})
}

// unrouted answers what no path of a mux is for as all other errors are answered. Where the mux
// sends to another spelling of the path, it says so as it is.
func unrouted(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		own := &textless{ResponseWriter: w}
		mux.ServeHTTP(own, r)
		says := "there is nothing at " + quoted(r.URL.Path)
		if allowed := w.Header().Get("Allow"); own.status == http.StatusMethodNotAllowed {
			says = quoted(r.URL.Path) + " takes " + allowed + ", not " + quoted(r.Method)
		}
		if to := w.Header().Get("Location"); to != "" {
			says = "ask " + quoted(to)
		}
		WriteJSON(w, own.status, errorResponse{says})
	})
}

// textless takes the status of the mux's own answer, and none of its text.
type textless struct {
	http.ResponseWriter
	status int
}

func (w *textless) WriteHeader(status int) { w.status = status }

func (w *textless) Write(b []byte) (int, error) { return len(b), nil }

// statusWriter remembers the status of an answer.
type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *statusWriter) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(b)
}

// Unwrap is for http.ResponseController.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// guard lets in who has access.
func (a Access) guard(h http.Handler) http.Handler {
	want := sha256.Sum256([]byte(a.Token))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case a.Token == "" && a.Loopback && !(r.Host == "" && !r.ProtoAtLeast(1, 1)) && !namesThisMachine(r.Host): // a browser always names the host
			WriteJSON(w, http.StatusMisdirectedRequest, errorResponse{"the server listens on this machine alone, and was asked as " + quoted(r.Host) + ": ask localhost, or have it ask for a token"})
		case a.Token != "" && !slices.Contains(open, r.URL.Path) && !carries(r, want):
			w.Header().Set("WWW-Authenticate", `Bearer realm="memebench"`)
			WriteJSON(w, http.StatusUnauthorized, errorResponse{"the server's token is missing or wrong: want the header Authorization: Bearer TOKEN"})
		default:
			h.ServeHTTP(w, r)
		}
	})
}

// carries reports whether a request carries the token with this digest.
func carries(r *http.Request, want [sha256.Size]byte) bool {
	_, token, isBasic := r.BasicAuth()
	if scheme, rest, ok := strings.Cut(r.Header.Get("Authorization"), " "); ok && !isBasic && strings.EqualFold(scheme, "Bearer") {
		token = strings.TrimSpace(rest)
	}
	have := sha256.Sum256([]byte(token))
	return subtle.ConstantTimeCompare(have[:], want[:]) == 1
}

// namesThisMachine reports whether a Host header names the machine that it is sent on.
func namesThisMachine(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.ToLower(strings.TrimSuffix(strings.Trim(host, "[]"), "."))
	ip := net.ParseIP(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || ip != nil && ip.IsLoopback()
}

// WriteJSON answers with a value in JSON.
func WriteJSON(w http.ResponseWriter, status int, v any) {
	b, err := json.Marshal(v)
	if err != nil { // of what the program itself has made
		status, b = http.StatusInternalServerError, []byte(`{"error":"the answer cannot be written"}`)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(append(b, '\n')) // whom it cannot reach is gone
}

// How long clients may take, and how long requests have when the server is stopped.
const (
	headerTime = 10 * time.Second
	idleTime   = 2 * time.Minute
	stopTime   = 3 * time.Second
)

// Listen serves connections until ctx ends, and returns when the requests under way have
// ended or been cut off, which takes some seconds at most.
func (s *Server) Listen(ctx context.Context, l net.Listener, h http.Handler) error {
	requests, cutOff := context.WithCancelCause(context.WithoutCancel(ctx))
	defer cutOff(nil)
	server := &http.Server{
		Handler:           h,
		ReadHeaderTimeout: headerTime,
		ReadTimeout:       s.limits.Time,
		WriteTimeout:      2 * s.limits.Time,
		IdleTimeout:       idleTime,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
		BaseContext:       func(net.Listener) context.Context { return requests },
	}
	stopped := make(chan error, 1)
	stop := context.AfterFunc(ctx, func() {
		within, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
		defer cancel()
		err := server.Shutdown(within)
		if err != nil {
			cutOff(errStopped)
			err = server.Close()
		}
		stopped <- err
	})
	err := server.Serve(l)
	if stop() { // it has failed by itself
		return errors.Join(err, server.Close())
	}
	return <-stopped
}
