package serve

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics are what Prometheus reads of a server.
type Metrics struct {
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	memes    prometheus.Histogram
}

// NewMetrics registers the metrics of a server.
func NewMetrics(r prometheus.Registerer) *Metrics {
	m := &Metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "memebench_http_requests_total", Help: "Requests by what was asked for and the status of the answer.",
		}, []string{"request", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "memebench_http_request_seconds", Help: "How long requests took.",
			Buckets: []float64{.005, .01, .02, .05, .1, .2, .5, 1, 2, 5, 10, 30},
		}, []string{"request"}),
		memes: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "memebench_predicted_memes", Help: "Memes predicted by a request.",
			Buckets: prometheus.ExponentialBuckets(1, 2, 11),
		}),
	}
	r.MustRegister(m.requests, m.seconds, m.memes)
	return m
}

// request counts one. Without metrics it does nothing.
func (m *Metrics) request(pattern string, status int, took time.Duration) {
	if m != nil {
		m.requests.WithLabelValues(pattern, strconv.Itoa(status)).Inc()
		m.seconds.WithLabelValues(pattern).Observe(took.Seconds())
	}
}

// predicted counts the memes of a request.
func (m *Metrics) predicted(memes int) {
	if m != nil {
		m.memes.Observe(float64(memes))
	}
}

// NewRegistry returns the metrics of a server, and the handler that Prometheus reads: with those
// of the process and of Go's runtime.
func NewRegistry() (*Metrics, http.Handler) {
	r := prometheus.NewRegistry()
	r.MustRegister(collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), collectors.NewGoCollector())
	return NewMetrics(r), promhttp.HandlerFor(r, promhttp.HandlerOpts{})
}
