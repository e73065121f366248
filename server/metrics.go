package server

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics are what Prometheus reads at /metrics. Labels are patterns of pages, methods and statuses: their number is bounded whatever is asked.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	active   prometheus.Gauge
	refused  *prometheus.CounterVec
	panics   prometheus.Counter
}

func newMetrics(s *Server) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "jakstat_http_requests_total", Help: "Requests answered."}, []string{"page", "method", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "jakstat_http_request_seconds", Help: "Time to answer.",
			Buckets: []float64{0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60},
		}, []string{"page"}),
		active:  prometheus.NewGauge(prometheus.GaugeOpts{Name: "jakstat_http_requests_active", Help: "Requests under way."}),
		refused: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "jakstat_http_refused_total", Help: "Requests refused before a page was looked for."}, []string{"reason"}),
		panics:  prometheus.NewCounter(prometheus.CounterOpts{Name: "jakstat_http_panics_total", Help: "Requests that met a defect."}),
	}
	m.registry.MustRegister(m.requests, m.seconds, m.active, m.refused, m.panics, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "jakstat_computations_active", Help: "Computations under way."}, func() float64 { return float64(len(s.gate.slots)) }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "jakstat_computations_waiting", Help: "Computations that wait for a turn."},
			func() float64 { return float64(max(0, len(s.gate.queue)-len(s.gate.slots))) }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "jakstat_cache_bytes", Help: "Answers that are kept."}, func() float64 {
			s.cache.mu.Lock()
			defer s.cache.mu.Unlock()
			return float64(s.cache.bytes)
		}),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "jakstat_info", Help: "The product.", ConstLabels: prometheus.Labels{"product": s.conf.Product}}, func() float64 { return 1 }),
	)
	return m
}

// begin counts a request as under way until the function that it returns is called.
func (m *metrics) begin() func(v *visit, method string, d time.Duration) {
	m.active.Inc()
	return func(v *visit, method string, d time.Duration) {
		m.active.Dec()
		page := v.pattern
		if page == "" {
			page = "none"
		}
		m.requests.WithLabelValues(page, known(method), strconv.Itoa(v.status)).Inc()
		m.seconds.WithLabelValues(page).Observe(d.Seconds())
	}
}

// known keeps invented methods out of the labels.
func known(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodDelete, http.MethodOptions, http.MethodPut, http.MethodPatch:
		return method
	}
	return "other"
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}
