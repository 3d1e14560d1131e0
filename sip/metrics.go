package sip

import (
	"strconv"

	sipmsg "github.com/emiago/sipgo/sip"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/callfloor/callfloor/sip/media"
)

// metrics are the SIP part of the exported figures. Labels are bounded: methods
// from a fixed list, codes 100 to 699, reasons and trunks from configuration.
type metrics struct {
	requests    *prometheus.CounterVec // direction, method
	responses   *prometheus.CounterVec // direction, method, code
	rejects     *prometheus.CounterVec // reason
	farEnded    prometheus.Counter
	authFails   *prometheus.CounterVec // reason
	parseErrors prometheus.Counter
	panics      prometheus.Counter
	dialogs     prometheus.Gauge
	regs        *prometheus.GaugeVec // state
	trunkUp     *prometheus.GaugeVec // trunk
	setup       *prometheus.HistogramVec
	duration    *prometheus.HistogramVec
	packets     *prometheus.CounterVec
	lost        *prometheus.CounterVec
	jitter      *prometheus.HistogramVec
}

func newMetrics(reg prometheus.Registerer) (*metrics, error) {
	if reg == nil {
		reg = prometheus.NewRegistry()
	}
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Name: "callfloor_" + name, Help: help}, labels)
	}
	m := &metrics{
		requests:  counter("sip_requests_total", "SIP requests.", "direction", "method"),
		responses: counter("sip_responses_total", "SIP responses.", "direction", "method", "code"),
		rejects:   counter("sip_rejected_total", "Messages and calls dropped or refused.", "reason"),
		farEnded: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "callfloor_sip_far_calls_ended_total", Help: "Calls to other countries and premium numbers that were ended: the minutes of the day were used up.",
		}),
		authFails: counter("sip_auth_failures_total", "Failed digest authentications.", "reason"),
		parseErrors: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "callfloor_sip_parse_errors_total", Help: "Messages that could not be parsed.",
		}),
		panics: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "callfloor_sip_panics_total", Help: "Panics caught in the SIP edge; each is a bug.",
		}),
		dialogs: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "callfloor_sip_dialogs", Help: "Live SIP dialogs (legs).",
		}),
		regs: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "callfloor_sip_registrations", Help: "Registered contacts by state.",
		}, []string{"state"}),
		trunkUp: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "callfloor_sip_trunk_up", Help: "1 while a trunk answers OPTIONS, before its first answer and where it is not asked; 0 while it does not answer.",
		}, []string{"trunk"}),
		setup: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "callfloor_sip_call_setup_seconds", Help: "INVITE to 2xx.",
			Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 20, 60},
		}, []string{"direction"}),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "callfloor_sip_transaction_duration_seconds", Help: "Request to final answer of requests of ours.",
			Buckets: []float64{.001, .005, .01, .05, .1, .5, 1, 2, 5, 10, 32},
		}, []string{"method"}),
		packets: counter("rtp_packets_total", "RTP packets of ended legs.", "direction"),
		lost:    counter("rtp_packets_lost_total", "RTP packets lost on ended legs.", "direction"),
		jitter: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "callfloor_rtp_jitter_seconds", Help: "Mean jitter of ended legs.",
			Buckets: []float64{.001, .002, .005, .01, .02, .05, .1, .2},
		}, []string{"direction"}),
	}
	for _, c := range []prometheus.Collector{
		m.requests, m.responses, m.rejects, m.farEnded, m.authFails, m.parseErrors, m.panics,
		m.dialogs, m.regs, m.trunkUp, m.setup, m.duration, m.packets, m.lost, m.jitter,
	} {
		if err := reg.Register(c); err != nil {
			return nil, err
		}
	}
	m.zero()
	return m, nil
}

// zero makes the series that are sure to come, so that the first event is an
// increase too and not a series that begins at 1. Codes of answers come as they do.
func (m *metrics) zero() {
	for _, d := range []string{"in", "out"} {
		for _, method := range append(peekMethods, "UNKNOWN") {
			m.requests.WithLabelValues(d, method)
		}
		m.setup.WithLabelValues(d)
		m.packets.WithLabelValues(d)
		m.lost.WithLabelValues(d)
		m.jitter.WithLabelValues(d)
	}
	for _, why := range refusals {
		m.rejects.WithLabelValues(string(why))
	}
	for _, why := range []string{authMalformed, authBlocked, authWrong} {
		m.authFails.WithLabelValues(why)
	}
	for _, method := range []string{"INVITE", "BYE", "CANCEL", "OPTIONS"} {
		m.duration.WithLabelValues(method)
	}
	for _, state := range []string{"reachable", "unreachable"} {
		m.regs.WithLabelValues(state)
	}
}

var knownMethods = func() map[string]bool {
	m := map[string]bool{}
	for _, s := range peekMethods {
		m[s] = true
	}
	return m
}()

func methodLabel(m string) string {
	if knownMethods[m] {
		return m
	}
	return "UNKNOWN"
}

func (m *metrics) request(direction, method string) {
	m.requests.WithLabelValues(direction, methodLabel(method)).Inc()
}

func (m *metrics) response(direction, method string, code int) {
	if code < 100 || code > 699 {
		return
	}
	m.responses.WithLabelValues(direction, methodLabel(method), strconv.Itoa(code)).Inc()
}

func (m *metrics) rejected(why refusal) { m.rejects.WithLabelValues(string(why)).Inc() }

func (m *metrics) received(msg sipmsg.Message) {
	switch v := msg.(type) {
	case *sipmsg.Request:
		m.request("in", string(v.Method))
	case *sipmsg.Response:
		if c := v.CSeq(); c != nil {
			m.response("in", string(c.MethodName), v.StatusCode)
		}
	}
}

// media adds the figures of an ended leg.
func (m *metrics) media(st media.Stats) {
	m.packets.WithLabelValues("in").Add(float64(st.Received))
	m.packets.WithLabelValues("out").Add(float64(st.Sent))
	m.lost.WithLabelValues("in").Add(float64(st.Lost))
	if st.Received > 0 {
		m.jitter.WithLabelValues("in").Observe(st.Jitter.Seconds())
	}
	if st.Reported {
		m.lost.WithLabelValues("out").Add(float64(st.RemoteLost))
		m.jitter.WithLabelValues("out").Observe(st.RemoteJitter.Seconds())
	}
}
