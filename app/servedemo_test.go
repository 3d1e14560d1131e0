package app

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/callfloor/callfloor/app/demo"
)

// The demo has passwords that everybody knows: whatever the file says, it listens
// on loopback only, prints where, and its link opens the wall.
func TestDemoStaysOnLoopback(t *testing.T) {
	file := filepath.Join(t.TempDir(), "callfloor.yaml")
	text := `http: {listen: "0.0.0.0:0", public_url: "https://centre.example.com"}
metrics: {listen: "0.0.0.0:0"}
sip: {udp: "0.0.0.0:0", tcp: "0.0.0.0:0", advertise: 203.0.113.50}
media: {address: 0.0.0.0, advertise: 203.0.113.50, ports: ` + ports() + `}
`
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	out, signals, ended := &safeBuffer{}, make(chan os.Signal, 1), make(chan error, 1)
	go func() {
		ended <- Serve(t.Context(), ServeOptions{File: file, Demo: true, Out: out, Log: io.Discard, Signals: signals})
	}()
	for !strings.Contains(out.String(), "Log in as boss") {
		select {
		case err := <-ended:
			t.Fatalf("the demo does not start: %v", err)
		case <-time.After(20 * time.Millisecond):
		}
	}
	said := out.String()
	for _, bad := range []string{"0.0.0.0", "[::]", "centre.example.com", "203.0.113.50", ":0 "} {
		if strings.Contains(said, bad) {
			t.Errorf("%q is printed:\n%s", bad, said)
		}
	}
	if m := regexp.MustCompile(`SIP +127\.0\.0\.1:[1-9]\d+ \(UDP\), 127\.0\.0\.1:[1-9]\d+ \(TCP\)`); !m.MatchString(said) {
		t.Errorf("the SIP addresses are not printed:\n%s", said)
	}
	link := regexp.MustCompile(`http://127\.0\.0\.1:\d+/wallboard\?token=\S+`).FindString(said)
	res, err := (&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Get(link)
	if err != nil {
		t.Fatalf("the link %q: %v", link, err)
	}
	res.Body.Close()
	if c := res.Cookies(); len(c) != 1 || c[0].Secure {
		t.Errorf("the link of the wall: %d, cookies %v", res.StatusCode, c)
	}
	if !strings.Contains(said, "lead (manager of 인바운드 1팀)") {
		t.Errorf("the manager's log-in is not printed:\n%s", said)
	}
	leads(t, link[:strings.Index(link, "/wallboard")])
	signals <- syscall.SIGTERM
	if err := <-ended; err != nil {
		t.Errorf("the end: %v", err)
	}
}

// leads tries the guide of managers: the manager of the demo logs in with the printed
// password and sees the own team, the agent of the log-in desk among them, and no other.
func leads(t *testing.T, url string) {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	c := &http.Client{Jar: jar}
	res, err := c.Post(url+"/api/v1/login", "application/json", strings.NewReader(`{"login":"lead","password":"Callfloor-demo-1"}`))
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusOK {
		t.Fatalf("the manager's log-in: %d", res.StatusCode)
	}
	if res, err = c.Get(url + "/api/v1/agents"); err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var list []struct{ ID, Team string }
	if err := json.NewDecoder(res.Body).Decode(&list); err != nil {
		t.Fatal(err)
	}
	desk := false
	for _, a := range list {
		desk = desk || a.ID == demo.Person
		if a.Team != demo.Teams()[0].ID {
			t.Errorf("the manager sees %s of %q", a.ID, a.Team)
		}
	}
	if n := len(demo.Agents()) / len(demo.Teams()); len(list) != n || !desk {
		t.Errorf("the manager sees %d agents of %d, the desk's %v", len(list), n, desk)
	}
}
