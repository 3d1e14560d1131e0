package web

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

type metrics struct {
	http    *prometheus.HistogramVec
	sockets *prometheus.GaugeVec
	dropped *prometheus.CounterVec
}

func newMetrics(reg prometheus.Registerer) *metrics {
	m := &metrics{
		http: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "callfloor_http_request_duration_seconds", Help: "Time to answer an HTTP request, by route pattern.",
			Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5},
		}, []string{"route", "method", "code"}),
		sockets: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "callfloor_ws_connections", Help: "Open live connections.",
		}, []string{"client"}),
		dropped: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "callfloor_ws_dropped_total", Help: "Live connections that were ended by us.",
		}, []string{"reason"}),
	}
	reg.MustRegister(m.http, m.sockets, m.dropped)
	for _, client := range []string{"user", "key", "display"} {
		m.sockets.WithLabelValues(client)
	}
	for _, reason := range []string{"ended", "restart", "services", "noisy", "slow", "write"} {
		m.dropped.WithLabelValues(reason)
	}
	return m
}

var methods = map[string]bool{"GET": true, "HEAD": true, "POST": true, "PUT": true, "PATCH": true, "DELETE": true, "OPTIONS": true}

// lasting are the connections that last as long as a page or program listens: they are
// hijacked, and no sign that a person does something.
var lasting = map[string]bool{"/api/v1/live": true, "/api/v1/events": true}

// measure counts requests by the pattern of their route, never by their path.
func (s *Server) measure(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, pattern := s.mux.Handler(r)
		if _, route, ok := strings.Cut(pattern, " "); ok {
			pattern = route
		}
		if pattern == "" {
			pattern = "none"
		}
		if lasting[pattern] {
			h.ServeHTTP(w, r) // hijacked: it lasts as long as the page
			return
		}
		method := r.Method
		if !methods[method] {
			method = "UNKNOWN"
		}
		start := time.Now()
		sw := &statusWriter{ResponseWriter: w, code: http.StatusOK}
		h.ServeHTTP(sw, r)
		s.metrics.http.WithLabelValues(pattern, method, strconv.Itoa(sw.code)).Observe(time.Since(start).Seconds())
	})
}

type statusWriter struct {
	http.ResponseWriter
	code int
}

func (w *statusWriter) WriteHeader(code int) {
	w.code = code
	w.ResponseWriter.WriteHeader(code)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
