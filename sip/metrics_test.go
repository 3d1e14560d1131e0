package sip

import (
	"testing"

	"github.com/prometheus/client_golang/prometheus"
)

// The series that are sure to come are there from the start, at zero.
func TestMetricsBeginAtZero(t *testing.T) {
	reg := prometheus.NewRegistry()
	if _, err := newMetrics(reg); err != nil {
		t.Fatal(err)
	}
	families, err := reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	series := map[string]int{}
	for _, f := range families {
		series[f.GetName()] = len(f.GetMetric())
		for _, m := range f.GetMetric() {
			if m.GetCounter().GetValue() != 0 || m.GetHistogram().GetSampleCount() != 0 {
				t.Errorf("%s %v does not begin at 0", f.GetName(), m.GetLabel())
			}
		}
	}
	for name, want := range map[string]int{
		"callfloor_sip_requests_total": 30, "callfloor_sip_rejected_total": 14, "callfloor_sip_far_calls_ended_total": 1, "callfloor_sip_auth_failures_total": 3,
		"callfloor_sip_parse_errors_total": 1, "callfloor_sip_dialogs": 1, "callfloor_sip_registrations": 2,
		"callfloor_sip_call_setup_seconds": 2, "callfloor_sip_transaction_duration_seconds": 4,
		"callfloor_rtp_packets_total": 2, "callfloor_rtp_packets_lost_total": 2, "callfloor_rtp_jitter_seconds": 2,
	} {
		if series[name] != want {
			t.Errorf("%s: %d series, want %d", name, series[name], want)
		}
	}
}
