package serve

import (
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// metrics are what Prometheus is told.
type metrics struct {
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	memes    prometheus.Counter
	batches  prometheus.Histogram
	version  *prometheus.GaugeVec
}

func newMetrics(to prometheus.Registerer) *metrics {
	m := &metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "memebench_http_requests_total", Help: "Requests answered, by route and HTTP status."}, []string{"route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "memebench_http_request_seconds", Help: "Time from a request's header to the end of its answer, by route.", Buckets: prometheus.ExponentialBuckets(0.001, 2, 16),
		}, []string{"route"}),
		memes:   prometheus.NewCounter(prometheus.CounterOpts{Name: "memebench_predicted_memes_total", Help: "Memes predicted."}),
		batches: prometheus.NewHistogram(prometheus.HistogramOpts{Name: "memebench_batch_memes", Help: "Memes that went through the head at once.", Buckets: prometheus.ExponentialBuckets(1, 2, 9)}),
		version: prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "memebench_served_version", Help: "1 for the version that is served."}, []string{"version"}),
	}
	to.MustRegister(m.requests, m.seconds, m.memes, m.batches, m.version)
	return m
}

func (m *metrics) answered(route string, status int, took time.Duration) {
	m.requests.WithLabelValues(route, strconv.Itoa(status)).Inc()
	m.seconds.WithLabelValues(route).Observe(took.Seconds())
}

func (m *metrics) predicted(memes int) { m.memes.Add(float64(memes)) }

func (m *metrics) batch(rows int) { m.batches.Observe(float64(rows)) }

func (m *metrics) serve(version string) {
	m.version.Reset()
	m.version.WithLabelValues(version).Set(1)
}
