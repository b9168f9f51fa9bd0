package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"memebench/db"
	"memebench/labels"
	"memebench/labels/plainfile"
	"memebench/model/serve"
)

// tokenVariable names the token of clients where no file does.
const tokenVariable = "MEMEBENCH_TOKEN"

// How long an HTTP client may take to send the head of a request, and all of it; and how long
// requests that are under way may take when the server stops.
const (
	headWithin = 10 * time.Second
	bodyWithin = time.Minute
	stopHTTP   = 3 * time.Second
)

// predictions is the service that answers predictions over HTTP.
func (s *serving) predictions(w *workspace, log *slog.Logger) (service, error) {
	token, err := s.token()
	if err != nil {
		return service{}, err
	}
	listener, err := net.Listen("tcp", s.http)
	if err != nil {
		return service{}, fmt.Errorf("listening for HTTP: %w", err)
	}
	metrics, exposed := serve.NewRegistry()
	answers := serve.New(serve.Options{
		Source: versionSource{w}, Token: token, Name: versionText(), Logger: log, Metrics: metrics,
	})
	mux := http.NewServeMux()
	mux.Handle("/v2", answers)
	mux.Handle("/v2/", answers)
	mux.Handle("GET /metrics", exposed)
	server := &http.Server{
		Handler: mux, ReadHeaderTimeout: headWithin, ReadTimeout: bodyWithin, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 64 << 10, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	if !isLoopback(listener.Addr()) {
		log.Warn("others than this machine can connect", "http", listener.Addr().String(), "token", token != "")
	}
	run := func(ctx context.Context) (err error) {
		defer func() { err = errors.Join(err, answers.Close()) }()
		warm := make(chan struct{})
		go func() {
			defer close(warm)
			if err := answers.Warm(ctx); err != nil && ctx.Err() == nil && !errors.Is(err, serve.ErrNoVersion) {
				log.Error("the served version cannot be opened yet", "error", labels.Printable(err.Error()))
			}
		}()
		defer func() { <-warm }()
		served := make(chan error, 1)
		go func() { served <- server.Serve(listener) }()
		select {
		case err := <-served:
			return fmt.Errorf("serving HTTP: %w", err)
		case <-ctx.Done():
		}
		end, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopHTTP)
		defer cancel()
		if server.Shutdown(end) != nil {
			return server.Close()
		}
		return nil
	}
	return service{run: run, told: []any{"http", listener.Addr().String()}}, nil
}

// token reads the token that clients must send, "" for none.
func (s *serving) token() (string, error) {
	token := os.Getenv(tokenVariable)
	if s.tokenFile != "" {
		b, err := plainfile.Read(s.tokenFile, 4096)
		if err != nil {
			return "", fmt.Errorf("--token-file %s: %w", labels.Printable(s.tokenFile), plainfile.Cause(err))
		}
		if token = strings.TrimSpace(string(b)); token == "" {
			return "", fmt.Errorf("--token-file %s: it is empty: want a token", labels.Printable(s.tokenFile))
		}
	}
	if strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return "", errors.New("the token has spaces or other characters that a header cannot have: want letters, digits and signs")
	}
	return token, nil
}

// versionSource gives the versions of a workspace to who serves them.
type versionSource struct{ w *workspace }

func (v versionSource) Served() (string, error) { return v.w.store.Served() }

func (v versionSource) Versions() ([]string, error) {
	s, err := v.w.store.Summary("")
	ids := []string{}
	for _, one := range s.Versions {
		if !one.Headless() {
			ids = append(ids, one.ID)
		}
	}
	return ids, err
}

func (v versionSource) Open(ctx context.Context, version string) (serve.Predictor, error) {
	p, err := v.w.bench.Predictor(ctx, version, nil)
	if errors.Is(err, db.ErrNotFound) {
		return nil, fmt.Errorf("%w: %w", serve.ErrNoVersion, err)
	}
	if err != nil {
		return nil, err
	}
	return p, nil
}
