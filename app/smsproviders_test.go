package app

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	nhnsim "github.com/callfloor/callfloor/sms/nhn/simulate"
	smppsim "github.com/callfloor/callfloor/sms/smpp/simulate"

	"github.com/callfloor/callfloor/sms"
)

// startWithSMS starts the program with a section sms in its configuration.
func startWithSMS(t *testing.T, section string) *rig {
	t.Helper()
	dir := t.TempDir()
	text := fmt.Sprintf(testFile, filepath.Join(dir, "data"), ports()) + "\n" + section
	if err := os.WriteFile(filepath.Join(dir, "callfloor.yaml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return start(t, dir)
}

// states are those of the messages of a send.
func (r *rig) states(id string) sms.Counts {
	var sent struct{ States sms.Counts }
	r.api("GET", "/sms/sends/"+id, "", &sent)
	return sent.States
}

// Messages go out by NHN's API: what is refused says why, what arrives is told by the
// webhook at an address that nobody guesses, and an answer that got lost is no second
// message.
func TestMessagesByNHN(t *testing.T) {
	var hook string
	var mu sync.Mutex
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) { // what the vendor posts to, before the program has its port
		mu.Lock()
		to := hook
		mu.Unlock()
		out, err := http.NewRequestWithContext(req.Context(), req.Method, to, req.Body)
		if err != nil || to == "" {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		out.Header = req.Header
		res, err := http.DefaultClient.Do(out)
		if err != nil {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		res.Body.Close() //nolint:errcheck // its status is all
		w.WriteHeader(res.StatusCode)
	}))
	defer front.Close()
	vendor, err := nhnsim.New(nhnsim.Options{AppKey: "k", SecretKey: "s", Senders: []string{"15880001"}, Delay: 50 * time.Millisecond, Hold: 5 * time.Second, Webhook: front.URL, Signature: "typed into the console"})
	if err != nil {
		t.Fatal(err)
	}
	defer vendor.Close()
	api := httptest.NewServer(vendor)
	defer api.Close()
	r := startWithSMS(t, `sms:
  provider: nhn
  nhn: {url: "`+api.URL+`", app_key: k, secret_key: s, timeout: 1s, allow: [127.0.0.1], webhook: {token: abcdefghijklmnopqrstuvwx, signature: typed into the console}}
`)
	mu.Lock()
	hook = "http://" + r.httpAddr + "/hooks/sms/nhn/abcdefghijklmnopqrstuvwx"
	mu.Unlock()
	var senders struct{ Items []sms.Sender }
	if st := r.api("GET", "/sms/senders", "", &senders); st != 200 {
		t.Errorf("senders: %d", st)
	}
	var sent struct {
		ID       string
		Delivers bool
	}
	if st := r.api("POST", "/sms/sends", `{"sender":"15880001","body":"안녕하세요","recipients":[{"number":"010-1234-5678"},{"number":"01000000031"},{"number":"01000000022"}]}`, &sent); st != 201 || !sent.Delivers {
		t.Fatalf("%d %+v", st, sent)
	}
	until(t, "one arrives, one fails and one is refused", func() bool {
		c := r.states(sent.ID)
		return c[sms.Arrived] == 1 && c[sms.Undone] == 1 && c[sms.Refused] == 1
	})
	if st := r.api("POST", "/sms/sends", `{"sender":"15880001","body":"답이 사라집니다","recipients":[{"number":"01000000001"}]}`, &sent); st != 201 {
		t.Fatalf("%d", st)
	}
	until(t, "what was taken is found, though its answer got lost", func() bool { return r.states(sent.ID)[sms.Arrived] == 1 })
	if report := vendor.Report(10); report.Taken != 3 || report.Doubles != 0 {
		t.Errorf("%+v", report)
	}
	res, err := http.Post("http://"+r.httpAddr+"/hooks/sms/nhn/abcdefghijklmnopqrstuvwy", "application/json", strings.NewReader("{}"))
	if err != nil || res.StatusCode != http.StatusNotFound {
		t.Errorf("another address is answered: %v %v", res, err)
	}
	if res != nil {
		res.Body.Close() //nolint:errcheck // it was looked at
	}
	if log := r.said.String(); strings.Contains(log, "안녕하세요") || strings.Contains(log, "12345678") || strings.Contains(log, "abcdefghijklmnopqrstuvwx") {
		t.Errorf("the log tells texts, numbers or the address (W-20):\n%s", log)
	}
}

// Messages go out and customers' come in over SMPP; a receipt is the message's end.
func TestMessagesBySMPP(t *testing.T) {
	vendor, err := smppsim.New(smppsim.Options{SystemID: "callfloor", Password: "secret", Delay: 50 * time.Millisecond, Tag: 0x1500})
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var serving sync.WaitGroup
	serving.Go(func() { vendor.Serve(ctx, l) }) //nolint:errcheck // it ends with the test
	t.Cleanup(func() { cancel(); vendor.Close(); serving.Wait() })
	r := startWithSMS(t, `sms:
  provider: smpp
  smpp: {address: "`+l.Addr().String()+`", system_id: callfloor, password: secret, reference: 0x1500}
  senders: [{number: "15880001", name: 대표번호}]
`)
	var sent struct{ ID string }
	if st := r.api("POST", "/sms/sends", `{"sender":"15880001","body":"안녕하세요","recipients":[{"number":"010-1234-5678"},{"number":"01000000031"}]}`, &sent); st != 201 {
		t.Fatalf("%d", st)
	}
	until(t, "one arrives and one fails", func() bool {
		c := r.states(sent.ID)
		return c[sms.Arrived] == 1 && c[sms.Undone] == 1
	})
	if err := vendor.Write("01012345678", "15880001", "네, 알겠습니다"); err != nil {
		t.Fatal(err)
	}
	var talks struct {
		Items []struct {
			Ours   string
			Unread int
		}
	}
	until(t, "the customer's answer is a conversation", func() bool {
		r.api("GET", "/sms/conversations", "", &talks)
		return len(talks.Items) == 1 && talks.Items[0].Unread == 1 && talks.Items[0].Ours == "15880001"
	})
	if report := vendor.Report(10); report.Taken != 2 || report.Doubles != 0 {
		t.Errorf("%+v", report)
	}
}
