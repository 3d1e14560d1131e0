package wire

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/callfloor/callfloor/sms"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var loopback = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}

func client(t *testing.T, base string, allow []netip.Prefix) *Client {
	t.Helper()
	c, err := New(Options{Base: base, Allow: allow, Within: 500 * time.Millisecond, Header: http.Header{"X-Key": {"k"}}, Most: 100})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func classed(err error) string {
	var f *sms.Fault
	if !errors.As(err, &f) {
		return fmt.Sprint(err)
	}
	return fmt.Sprintf("%s %s", f.Class, f.Code)
}

// The line is at the connection: without one nothing was sent; with one nobody can tell
// without a whole answer. No error has the address, which may hold a key.
func TestLost(t *testing.T) {
	answer := func(f func(net.Conn)) string {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { l.Close() }) //nolint:errcheck // it is over
		go func() {
			for {
				conn, err := l.Accept()
				if err != nil {
					return
				}
				f(conn)
			}
		}()
		return "http://" + l.Addr().String() + "/key-in-path"
	}
	cut := answer(func(c net.Conn) { c.Read(make([]byte, 1000)); c.Close() }) //nolint:errcheck // it is cut
	half := answer(func(c net.Conn) {
		c.Read(make([]byte, 1000))
		fmt.Fprint(c, "HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\nhalf")
		c.Close()
	}) //nolint:errcheck // as above
	long := answer(func(c net.Conn) {
		c.Read(make([]byte, 1000))                                                                   //nolint:errcheck // as above
		fmt.Fprintf(c, "HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n%s", strings.Repeat("x", 101)) //nolint:errcheck // as above
		c.Close()                                                                                    //nolint:errcheck // as above
	})
	held := make(chan net.Conn, 10)
	silent := answer(func(c net.Conn) { held <- c })
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	for _, c := range []struct{ base, want string }{
		{cut, "unknown cut"}, {half, "unknown cut"}, {long, "unknown too_long"}, {silent, "unknown timeout"}, {gone.URL + "/key-in-path", "again unreachable"},
	} {
		_, err := client(t, c.base, loopback).Do(t.Context(), Request{Method: http.MethodPost, Path: "/x", Body: map[string]string{"body": "secret words"}})
		if classed(err) != c.want {
			t.Errorf("%s: %v, want %s", c.base, classed(err), c.want)
		}
		var f *sms.Fault
		if errors.As(err, &f) && (strings.Contains(fmt.Sprint(f, f.Err), "key-in-path") || strings.Contains(fmt.Sprint(f, f.Err), "secret words")) {
			t.Errorf("%v %v", f, f.Err)
		}
	}
	if _, err := client(t, cut, nil).Do(t.Context(), Request{Method: http.MethodGet}); classed(err) != "account blocked" {
		t.Errorf("%s", classed(err))
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := client(t, silent, loopback).Do(ctx, Request{Method: http.MethodGet}); sms.ClassOf(err) != sms.Again {
		t.Errorf("before it began: %s", classed(err))
	}
	for len(held) > 0 {
		(<-held).Close() //nolint:errcheck // it is over
	}
}

// What a status means for who has nothing better to say of it.
func TestStatuses(t *testing.T) {
	for status, want := range map[int]string{
		200: "<nil>", 204: "<nil>", 302: "account http_302", 400: "never http_400", 401: "account http_401", 403: "account http_403", 404: "account http_404", 408: "unknown http_408", 409: "unknown http_409",
		422: "never http_422", 429: "again http_429", 500: "unknown http_500", 501: "never http_501", 502: "unknown http_502", 503: "again http_503", 504: "unknown http_504", 599: "unknown http_599",
	} {
		r := &Reply{Status: status}
		got := "<nil>"
		if f := r.Fault(); f != nil {
			got = classed(f)
			if s, ok := Explain(f.Code); !ok || s.Ko == "" || s.En == "" {
				t.Errorf("%s is not explained", f.Code)
			}
		}
		if got != want {
			t.Errorf("%d: %s", status, got)
		}
	}
	at := time.Date(2026, 11, 20, 1, 0, 0, 0, time.UTC)
	for v, want := range map[string]time.Duration{"": 0, "7": 7 * time.Second, "-1": 0, "999999999": time.Hour, "x": 0, at.Add(time.Minute).Format(http.TimeFormat): time.Minute, at.Add(-time.Minute).Format(http.TimeFormat): 0} {
		r := &Reply{Status: 503, Header: http.Header{"Retry-After": {v}}, At: at}
		if got := r.Fault().After; got != want {
			t.Errorf("Retry-After %q: %s", v, got)
		}
	}
}

// A request carries its keys, its query and its body as they are.
func TestDo(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/away" {
			http.Redirect(w, r, "/base/x", http.StatusFound)
			return
		}
		var body json.RawMessage
		json.NewDecoder(r.Body).Decode(&body) //nolint:errcheck // the test sees it
		fmt.Fprintf(w, "%s %s %s %s %s", r.Method, r.URL, r.Header.Get("X-Key"), r.Header.Get("X-More"), body)
	}))
	defer srv.Close()
	c := client(t, srv.URL+"/base/", loopback)
	reply, err := c.Do(t.Context(), Request{Method: http.MethodPost, Path: "/x", Query: url.Values{"a": {"1 2"}}, Body: json.RawMessage(`{"b":"<>"}`), Header: http.Header{"X-More": {"m"}}})
	if err != nil || string(reply.Body) != `POST /base/x?a=1+2 k m {"b":"<>"}` || reply.At.IsZero() {
		t.Errorf("%s %v", reply.Body, err)
	}
	away := client(t, srv.URL, loopback)
	if reply, err := away.Do(t.Context(), Request{Method: http.MethodGet, Path: "/away"}); err != nil || classed(reply.Fault()) != "account http_302" {
		t.Errorf("a redirect is followed: %v", err)
	}
	for _, bad := range []string{"", "x", "ftp://x", "http://u:p@x", "http://x#y"} {
		if _, err := New(Options{Base: bad}); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}

// Texts of providers are one short line; what some write as numbers is read.
func TestTexts(t *testing.T) {
	if got := Text("a\nb\t" + strings.Repeat("가", 300) + "\xff"); got != "a b "+strings.Repeat("가", 196) {
		t.Errorf("%q", got)
	}
	var v struct{ A, B, C, D Loose }
	if err := json.Unmarshal([]byte(`{"A":"x","B":1,"C":null,"D":true}`), &v); err != nil || v.A != "x" || v.B != "1" || v.C != "" || v.D != "true" {
		t.Errorf("%+v %v", v, err)
	}
	if err := json.Unmarshal([]byte(`{"A":{}}`), &v); err == nil {
		t.Error("a group is a text")
	}
	for code, s := range own {
		if s.Ko == "" || s.En == "" {
			t.Errorf("%s", code)
		}
	}
}

// A secret stands in one place; two that differ anywhere are not the same.
func TestSecrets(t *testing.T) {
	file := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(file, []byte("in a file\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("WIRE_SECRET", "in the environment")
	for _, c := range []struct{ value, file, env, want string }{{"v", "", "", "v"}, {"", file, "", "in a file"}, {"", "", "WIRE_SECRET", "in the environment"}, {"", "", "", ""}} {
		if got, err := Secret(c.value, c.file, c.env); err != nil || got != c.want {
			t.Errorf("%+v: %q %v", c, got, err)
		}
	}
	if _, err := Secret("", file+"x", ""); err == nil {
		t.Error("a file that is not there")
	}
	if _, err := Secret("", "", "WIRE_NO_SECRET"); err == nil {
		t.Error("a variable that is not set")
	}
	if Same("a", "b") || Same("a", "") || !Same("a", "a") {
		t.Error("secrets are compared otherwise")
	}
	for s, good := range map[string]bool{"abcdefghij0123456789": true, "abcdefghij012345678": false, "abcdefghij012345678/": false, strings.Repeat("a", 101): false} {
		if GoodToken(s) != good {
			t.Errorf("%q", s)
		}
	}
}
