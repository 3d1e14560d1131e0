package app

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/callfloor/callfloor/cti"
	"github.com/callfloor/callfloor/outward"
)

// W-14 of webhooks: nothing inside the house is posted to, however it is written;
// redirects are not followed; a post takes five seconds at most; of an answer no more
// than 64 KiB is read, and nothing of it is told.
func TestPostsAreBounded(t *testing.T) {
	stop := make(chan struct{})
	var followed, written atomic.Int64
	const secret = "SECRET-OF-THE-HOUSE"
	mux := http.NewServeMux()
	mux.HandleFunc("/redirect", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/inside", http.StatusFound) })
	mux.HandleFunc("/inside", func(http.ResponseWriter, *http.Request) { followed.Add(1) })
	mux.HandleFunc("/refused", func(w http.ResponseWriter, _ *http.Request) { http.Error(w, secret, http.StatusTeapot) })
	mux.HandleFunc("/slow", func(http.ResponseWriter, *http.Request) { <-stop })
	mux.HandleFunc("/headers", func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("X", strings.Repeat(secret, 8<<10)) })
	mux.HandleFunc("/long", func(w http.ResponseWriter, _ *http.Request) {
		for range 4096 {
			n, err := w.Write(make([]byte, 16<<10))
			if written.Add(int64(n)); err != nil {
				return
			}
		}
	})
	s := httptest.NewServer(mux)
	defer func() { close(stop); s.Close() }()
	port := s.URL[strings.LastIndexByte(s.URL, ':'):]
	p := &poster{client: outward.Client(outward.Options{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Within: hookWithin, Headers: longestReply, AtOnce: 4})}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	for path, want := range map[string]string{"redirect": "it answered 302", "refused": "it answered 418", "headers": "not reached", "slow": "no answer within 5s", "long": ""} {
		began := time.Now()
		_, err := p.post(ctx, cti.Hook{URL: s.URL + "/" + path}, cti.Delivery{Body: []byte("{}")})
		said := ""
		if err != nil {
			said = err.Error()
		}
		if !strings.HasPrefix(said, want) || (said == "") != (want == "") || strings.Contains(said, secret) || strings.Contains(said, s.URL) {
			t.Errorf("%s: %q", path, said)
		}
		if d := time.Since(began); d > hookWithin+2*time.Second {
			t.Errorf("%s took %s", path, d)
		}
	}
	if followed.Load() != 0 {
		t.Error("a redirect was followed")
	}
	if n := written.Load(); n > 16<<20 { // what fits into the buffers between
		t.Errorf("%d bytes of an answer were taken", n)
	}
	strict := &poster{client: outward.Client(outward.Options{Within: hookWithin, Headers: longestReply, AtOnce: 4})}
	for _, host := range []string{"127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433", "0x7f000001", "0", "127.1"} {
		if _, err := strict.post(ctx, cti.Hook{URL: "http://" + host + port + "/inside"}, cti.Delivery{}); err == nil {
			t.Errorf("%s is reached", host)
		}
	}
	if followed.Load() != 0 {
		t.Error("something inside was reached")
	}
}
