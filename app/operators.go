package app

import (
	"context"
	"fmt"
	"net/http"
	"net/http/pprof"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/callfloor/callfloor/app/config"
)

// startOperators opens the listener for operators: metrics, health and profiles.
// It is never the public one.
func (a *App) startOperators(ctx context.Context) error {
	a.reg.MustRegister(
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "callfloor_build_info", Help: "Version of the program; always 1.",
			ConstLabels: prometheus.Labels{"version": Version(), "revision": Revision()},
		}, func() float64 { return 1 }),
	)
	started := prometheus.NewGauge(prometheus.GaugeOpts{Name: "callfloor_start_time_seconds", Help: "Unix time of the start."})
	started.SetToCurrentTime()
	a.reg.MustRegister(started)
	if a.cfg.Metrics.Listen == config.Off {
		return nil
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(a.reg, promhttp.HandlerOpts{Registry: a.reg}))
	mux.HandleFunc("GET /healthz", a.healthz)
	mux.HandleFunc("GET /readyz", a.readyz)
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	ln, err := listen(ctx, a.cfg.Metrics.Listen, "metrics.listen")
	if err != nil {
		return err
	}
	a.metricsAddr = ln.Addr().String()
	srv := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second, MaxHeaderBytes: 16 << 10, ErrorLog: stdLog(a.log)}
	a.serve(srv, ln, "", "")
	a.onClose("the operators' listener", srv.Shutdown)
	return nil
}

// healthz says whether the program is alive: the owner of the floor turns. A
// supervisor may restart it when this fails.
func (a *App) healthz(w http.ResponseWriter, _ *http.Request) {
	if f := a.floorNow(); f != nil {
		if d := time.Since(f.Health().Beat); d > 10*time.Second {
			http.Error(w, fmt.Sprintf("the floor has not turned for %s", d.Round(time.Second)), http.StatusServiceUnavailable)
			return
		}
	}
	fmt.Fprintln(w, "ok")
}

// readyz says whether new work may be sent here.
func (a *App) readyz(w http.ResponseWriter, r *http.Request) {
	err := a.ready.err()
	if f := a.floorNow(); err == nil && f != nil {
		h := f.Health()
		switch {
		case time.Since(h.Beat) > 5*time.Second:
			err = fmt.Errorf("the floor does not turn")
		case h.JournalErr != "":
			err = fmt.Errorf("the journal cannot be written: %s", h.JournalErr)
		case h.RefusingNew != "":
			err = fmt.Errorf("new calls are refused: %s lags", h.RefusingNew)
		}
	}
	if err == nil && a.ready.isStarted() {
		ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
		defer cancel()
		err = a.db.Ping(ctx)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
		return
	}
	fmt.Fprintln(w, "ok")
}
