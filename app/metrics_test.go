package app

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"net"
	"net/http"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/callfloor/callfloor/sip/phone"
)

// specified are the metrics that operators are promised, by area.
var specified = map[string]string{
	"process": "build_info start_time_seconds",
	"SIP": `sip_requests_total sip_responses_total sip_dialogs sip_registrations sip_transaction_duration_seconds
		sip_call_setup_seconds sip_rejected_total sip_auth_failures_total sip_trunk_up sip_parse_errors_total`,
	"RTP": "rtp_packets_total rtp_packets_lost_total rtp_jitter_seconds",
	"ACD": `queue_calls_offered_total queue_calls_answered_total queue_calls_answered_in_threshold_total queue_calls_abandoned_total
		queue_calls_left_total queue_calls_waiting queue_oldest_wait_seconds queue_wait_seconds queue_service_level_threshold_seconds offers_total`,
	"agents":    "agents agent_state_seconds_total",
	"calls":     "calls_active calls_total call_talk_seconds call_hold_seconds call_acw_seconds",
	"SMS":       "sms_messages_total sms_limited_total sms_scheduled sms_provider_request_seconds sms_provider_errors_total",
	"live UI":   "ws_connections ws_dropped_total snapshot_age_seconds",
	"jobs":      "job_runs_total job_last_success_timestamp_seconds",
	"callbacks": "callbacks callbacks_total callback_oldest_seconds callback_open",
	"chat":      "chat_rooms chat_messages_total chat_assignments_total chat_wait_seconds chat_ended_total chat_monitor_sessions chat_widget_connections chat_oldest_wait_seconds chat_open chat_up",
	"HTTP/DB":   "http_request_duration_seconds db_query_seconds db_errors_total",
	"floor":     "journal_up journal_backlog_commands floor_beat_timestamp_seconds floor_refusing_calls clock_offset_seconds",
}

// busyDay makes everything that is counted happen once: an answered call, an
// abandoned one, one that found the service closed, a wrong password, a message
// that is no SIP, a live connection.
func busyDay(t *testing.T) *rig {
	t.Helper()
	r := start(t, t.TempDir())
	conn, _, err := websocket.DefaultDialer.Dial("ws://"+r.httpAddr+"/api/v1/live?topics=services", http.Header{"Authorization": {"Bearer " + testKey}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	r.agent("1001", "s3cret-kim-0001", 440, phone.Answering{After: 20 * time.Millisecond})
	r.ready("kim")
	c := r.dial("01012345678")
	r.talks("kim")
	ctx := t.Context()
	if err := c.WaitTone(ctx, 440); err != nil {
		t.Fatal(err)
	}
	c.Hangup()
	until(t, "wrap-up has ended", func() bool { return r.state("kim") == "ready" })
	r.api("PUT", "/agents/kim/state", `{"state":"not_ready","reason":"meal"}`, nil)
	c2 := r.dial("01087654321")
	until(t, "one waits", func() bool { return r.figures().Waiting == 1 })
	c2.Hangup()
	until(t, "abandoned", func() bool { return r.figures().Abandoned == 1 })
	if st := r.api("PUT", "/services/orders", `{"name":{"ko":"주문"},"numbers":[{"number":"15880001"}],"closed":true}`, nil); st != 200 {
		t.Fatalf("close the service: %d", st)
	}
	r.wait(r.dial("01087654322"), phone.Ended) // closed
	wrong := r.bank.NewPhone(phone.Account{User: "1002", Password: "wrong", Registrar: r.sip.UDPAddr()})
	if err := wrong.Register(ctx); err == nil {
		t.Fatal("a wrong password registers")
	}
	send(t, r, "INVITE sip:15880001@127.0.0.1 SIP/2.0\r\nVia: ;;;\r\nCSeq: one\r\n\r\n", "\x00\x01\x02 no SIP at all")
	until(t, "a row job has run", func() bool {
		return strings.Contains(r.metrics(), `callfloor_job_last_success_timestamp_seconds{job="rows"}`)
	})
	return r
}

func send(t *testing.T, r *rig, messages ...string) {
	t.Helper()
	c, err := net.Dial("udp", r.sip.UDPAddr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for _, m := range messages {
		if _, err := c.Write([]byte(m)); err != nil {
			t.Fatal(err)
		}
	}
}

// series returns the series of a scrape with their labels, without values.
func series(scrape string) map[string]bool {
	out := map[string]bool{}
	for line := range strings.Lines(scrape) {
		if !strings.HasPrefix(line, "#") {
			out[strings.TrimSpace(line[:strings.LastIndexByte(line, ' ')])] = true
		}
	}
	return out
}

// families returns the names of a scrape.
func families(scrape string) map[string]bool {
	out := map[string]bool{}
	for line := range strings.Lines(scrape) {
		if rest, ok := strings.CutPrefix(line, "# TYPE "); ok {
			name, _, _ := strings.Cut(rest, " ")
			out[name] = true
		}
	}
	return out
}

// promtool runs Prometheus' own checker; scripts/install-tools installs it.
func promtool(t *testing.T, stdin string, args ...string) {
	t.Helper()
	cmd := exec.Command("promtool", args...)
	cmd.Stdin = strings.NewReader(stdin)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("promtool %s: %v (installed by scripts/install-tools)\n%s", strings.Join(args, " "), err, out)
	}
	if args[1] == "metrics" && len(out) > 0 {
		t.Errorf("promtool has something to say:\n%s", out)
	}
}

// longNumber is what a phone number or an identifier looks like.
var longNumber = regexp.MustCompile(`[0-9]{5,}|[0-9a-f]{8}-`)

// Every metric that operators are promised is there, promtool finds nothing to
// say, what is shipped for Prometheus and Grafana fits, and strangers cannot add series: methods, user agents and numbers of
// their choice add none, and no label holds a number or an identifier.
func TestMetrics(t *testing.T) {
	r := busyDay(t)
	scrape := r.metrics()
	promtool(t, scrape, "check", "metrics")
	have := families(scrape)
	for area, names := range specified {
		for _, name := range strings.Fields(names) {
			if !have["callfloor_"+name] {
				t.Errorf("%s: callfloor_%s is missing", area, name)
			}
		}
	}
	for name := range have {
		if !strings.HasPrefix(name, "callfloor_") && !strings.HasPrefix(name, "go_") && !strings.HasPrefix(name, "process_") && !strings.HasPrefix(name, "promhttp_") {
			t.Errorf("%s has no prefix of ours", name)
		}
	}
	deployed(t, scrape)

	noise := func(n int) {
		for range n {
			x := rand.Uint64()
			number := fmt.Sprintf("010%08d", x%1e8)
			send(t, r, fmt.Sprintf("ZQ%X sip:%s@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bK%x\r\nMax-Forwards: 70\r\n"+
				"From: <sip:%s@zq>;tag=%x\r\nTo: <sip:%s@127.0.0.1>\r\nCall-ID: %x\r\nCSeq: 1 ZQ%X\r\nUser-Agent: zq%x\r\nContent-Length: 0\r\n\r\n",
				x, number, x, number, x, number, x, x, x))
			if n > 1000 && x%64 == 0 {
				get(t, fmt.Sprintf("http://%s/zq%x", r.httpAddr, x))
			}
		}
	}
	noise(500)
	before := series(r.metrics())
	noise(9500)
	after := series(r.metrics())
	added := 0
	for s := range after {
		if !before[s] {
			added++
		}
		for _, label := range strings.Split(s, `"`)[1:] {
			if strings.Contains(strings.ToLower(label), "zq") || !strings.HasPrefix(s, "callfloor_build_info") && longNumber.MatchString(label) {
				t.Errorf("a stranger's text, a number or an id in a label: %s", s)
			}
		}
	}
	if added > 20 { // a route's histogram, a new reason
		t.Errorf("10,000 messages of strangers added %d series to %d:\n%s", added, len(before), strings.Join(newOf(before, after), "\n"))
	}
	if len(after) > 1500 {
		t.Errorf("%d series for one service", len(after))
	}
	promtool(t, r.metrics(), "check", "metrics")
	seen := value(t, r.metrics(), `callfloor_sip_requests_total{direction="in",method="UNKNOWN"}`)
	if t.Logf("%d series, %d of them new, %v messages counted", len(after), added, seen); seen < 5000 {
		t.Errorf("only %v messages reached the program: the test shows nothing", seen)
	}
}

// value returns the value of one series, 0 where it is not there.
func value(t testing.TB, scrape, name string) float64 {
	t.Helper()
	for line := range strings.Lines(scrape) {
		if rest, ok := strings.CutPrefix(line, name+" "); ok {
			v, err := strconv.ParseFloat(strings.TrimSpace(rest), 64)
			if err != nil {
				t.Fatal(err)
			}
			return v
		}
	}
	return 0
}

func newOf(before, after map[string]bool) []string {
	var list []string
	for _, s := range slices.Sorted(maps.Keys(after)) {
		if !before[s] {
			list = append(list, s)
		}
	}
	return list
}

func get(t *testing.T, url string) {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
}
