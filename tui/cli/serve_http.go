package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"regexp"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/spf13/pflag"
	"golang.org/x/sync/errgroup"

	"memebench/db"
	"memebench/labels"
	"memebench/model"
	"memebench/model/serve"
	"memebench/tui/jobs"
)

// httpTokenVariable is the environment's variable with the server's token.
const httpTokenVariable = "MEMEBENCH_HTTP_TOKEN"

// liveHeap is what is left of the heap after a collection, beside what Go's collector has
// always told: how much memory is in use, without what is only not collected yet.
var liveHeap = collectors.GoRuntimeMetricsRule{Matcher: regexp.MustCompile(`^/gc/heap/live:bytes$`)}

// httpFlags are the flags of the service over HTTP.
type httpFlags struct {
	address     string
	tokenFile   string
	labelStudio labelStudioFlags
}

func (h *httpFlags) add(f *pflag.FlagSet) {
	f.StringVar(&h.address, "http", "", "answer predictions over HTTP at `ADDRESS`")
	f.StringVar(&h.tokenFile, "http-token-file", "", "`FILE` with the token that requests must carry (default: env "+httpTokenVariable+", or none)")
	h.labelStudio.add(f)
}

// httpService answers over HTTP.
type httpService struct {
	server   *serve.Server
	listener net.Listener
	handler  http.Handler

	labelStudio *labelStudio // nil for none
}

func newHTTPService(w *workspace, f *httpFlags, runner *jobs.Runner, gauges []prometheus.Collector, log *slog.Logger) (*httpService, error) {
	token, err := secret("http-token-file", f.tokenFile, httpTokenVariable)
	if err != nil {
		return nil, err
	}
	metrics := prometheus.NewRegistry()
	metrics.MustRegister(gauges...)
	metrics.MustRegister(collectors.NewGoCollector(collectors.WithGoCollectorRuntimeMetrics(liveHeap)), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	s := serve.New(serve.Options{Models: &servedModels{w: w}, Version: versionText(), Log: log, Metrics: metrics, Limits: serve.DefaultLimits})
	mux := http.NewServeMux()
	s.Routes(mux)
	mux.Handle("GET /metrics", promhttp.HandlerFor(metrics, promhttp.HandlerOpts{}))
	h := &httpService{server: s}
	if f.labelStudio.url != "" {
		if h.labelStudio, err = newLabelStudio(w, &f.labelStudio, s, runner, log); err != nil {
			return nil, err
		}
		h.labelStudio.routes(mux)
	}
	l, err := listen("--http", f.address)
	if err != nil {
		return nil, err
	}
	own := isLoopback(l.Addr())
	url := "http://" + l.Addr().String()
	switch {
	case own:
		log.Info("listening for this machine alone", "url", url, "token", token != "")
	case token == "":
		log.Warn("listening for other machines, and whoever reaches it may use it: set a token", "url", url)
	default:
		log.Info("listening for other machines", "url", url, "token", true)
	}
	h.listener, h.handler = l, s.Handler(mux, serve.Access{Token: token, Loopback: own})
	return h, nil
}

// run serves until ctx ends. The versions are closed after the last request.
func (h *httpService) run(ctx context.Context) error {
	open, closeVersions := context.WithCancel(context.WithoutCancel(ctx))
	var group errgroup.Group
	group.Go(func() error { return h.server.Run(open) })
	err := h.server.Listen(ctx, h.listener, h.handler)
	if h.labelStudio != nil {
		h.labelStudio.pictures.Close()
	}
	closeVersions()
	return errors.Join(err, group.Wait())
}

// servedModels are the versions of a workspace, as the server has them.
type servedModels struct {
	w *workspace

	// What Served was answered with last. Only one goroutine calls it.
	asked          bool
	stored, served string
}

// Served asks the workbench, which looks at the encoders' files, only when the store says
// something else than before: it is called several times a second.
func (s *servedModels) Served() (string, error) {
	stored, err := s.w.store.Served()
	if err != nil || s.asked && stored == s.stored {
		return s.served, err
	}
	served, err := s.w.bench.Served()
	if err != nil {
		return "", err
	}
	if stored, err = s.w.store.Served(); err == nil { // which the workbench may have changed
		s.asked, s.stored, s.served = true, stored, served
	}
	return served, err
}

func (s *servedModels) Versions() ([]string, error) {
	all, err := s.w.store.Versions()
	if err != nil {
		return nil, err
	}
	ids := []string{}
	for _, v := range all {
		if !v.Headless() {
			ids = append(ids, v.ID)
		}
	}
	return ids, nil
}

func (s *servedModels) Open(ctx context.Context, version string) (serve.Predictor, error) {
	p, err := s.w.bench.Predictor(ctx, version, nil)
	switch {
	case errors.Is(err, db.ErrNotFound):
		return nil, fmt.Errorf("version %s is not there any more", labels.Quoted(version))
	case err != nil:
		return nil, err
	}
	return predictor{p}, nil
}

// predictor is an open version, as the server has it.
type predictor struct{ *model.Predictor }

func (p predictor) Encode(ctx context.Context, image []byte, caption string) ([][]float32, error) {
	x, err := p.Predictor.Encode(ctx, image, caption)
	if model.OfMeme(err) {
		err = &serve.MemeError{Err: err}
	}
	return x, err
}
