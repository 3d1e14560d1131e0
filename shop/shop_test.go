package shop

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/outward"
)

// sample is a shop's server as docs/shop.md describes it.
func sample(t *testing.T) (*httptest.Server, *atomic.Pointer[http.Request]) {
	t.Helper()
	var last atomic.Pointer[http.Request]
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		last.Store(r)
		if r.Header.Get("Authorization") != "Bearer shop-key" {
			http.Error(w, "who are you", http.StatusUnauthorized)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		q := r.URL.Query()
		if q.Get("number") == "none" {
			http.NotFound(w, r)
			return
		}
		if q.Get("number") != "" || q.Get("phone") == "+821012345678" {
			fmt.Fprint(w, `{"orders":[{"number":"A-1","state":"배송중","placed_at":"2026-11-20T10:00:00+09:00","total":"₩32,000","receiver":"김하나","tracking":"123","items":[{"name":"컵","quantity":2,"price":"₩16,000"}],"secret":"x"}]}`)
			return
		}
		fmt.Fprint(w, `{"orders":[]}`)
	}))
	t.Cleanup(srv.Close)
	return srv, &last
}

var loopback = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}

func shops(t *testing.T, list ...Config) *Shops {
	t.Helper()
	s, err := New(list)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Orders are found by number and by the customer's numbers; the key goes along; a
// service has its own shop, or the one for every service.
func TestOrders(t *testing.T) {
	srv, last := sample(t)
	s := shops(t, Config{Services: []string{"orders"}, URL: srv.URL + "/api/", Key: "shop-key", Allow: loopback})
	if !s.Linked("orders") || s.Linked("returns") {
		t.Error("the wrong services are linked")
	}
	list, _, err := s.Orders(t.Context(), desk.OrderQuery{Number: "A-1&phone=x", Services: []string{"orders"}})
	if err != nil || len(list) != 1 || list[0].State != "배송중" || list[0].Items[0].Quantity != 2 || list[0].Placed.UTC() != time.Date(2026, 11, 20, 1, 0, 0, 0, time.UTC) {
		t.Errorf("%+v %v", list, err)
	}
	if r := last.Load(); r.URL.Path != "/api/orders" || r.URL.Query().Get("number") != "A-1&phone=x" || r.URL.Query().Has("phone") {
		t.Errorf("asked for %s", r.URL)
	}
	for q, want := range map[string]int{"+821012345678": 1, "+821099999999": 0} {
		if list, _, err := s.Orders(t.Context(), desk.OrderQuery{Phones: []string{q}, Services: []string{"orders"}}); err != nil || len(list) != want || list == nil {
			t.Errorf("%s: %v %v", q, list, err)
		}
	}
	if list, _, err := s.Orders(t.Context(), desk.OrderQuery{Number: "none", Services: []string{"orders"}}); err != nil || len(list) != 0 {
		t.Errorf("%v %v", list, err)
	}
	if _, _, err := s.Orders(t.Context(), desk.OrderQuery{Number: "A-1", Services: []string{"returns"}}); !fault.Is(err, fault.NotFound) {
		t.Errorf("%v", err)
	}
}

// Services that have several shops ask each of them, and a shared one once; what one
// has counts, though another fails.
func TestOrdersOfSeveralServices(t *testing.T) {
	var asked atomic.Int64
	shop := func(body string) string {
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			asked.Add(1)
			if body == "" {
				http.Error(w, "secret", http.StatusInternalServerError)
				return
			}
			fmt.Fprint(w, body)
		}))
		t.Cleanup(srv.Close)
		return srv.URL
	}
	s := shops(t, Config{Services: []string{"orders", "gifts"}, URL: shop(`{"orders":[{"number":"A-1","state":"x","placed_at":"2026-11-19T10:00:00+09:00"}]}`), Allow: loopback},
		Config{Services: []string{"returns"}, URL: shop(`{"orders":[{"number":"R-1","state":"x","placed_at":"2026-11-20T10:00:00+09:00"}]}`), Allow: loopback},
		Config{Services: []string{"broken"}, URL: shop(""), Allow: loopback}, Config{Services: []string{"empty"}, URL: shop(`{"orders":[]}`), Allow: loopback})
	for _, c := range []struct{ services, want string }{{"orders gifts", "A-1 1"}, {"orders gifts returns none", "R-1 A-1 2"}, {"orders broken", "A-1 2"}, {"empty", " 1"}} {
		asked.Store(0)
		list, partial, err := s.Orders(t.Context(), desk.OrderQuery{Number: "1", Services: strings.Fields(c.services)})
		var numbers []string
		for _, o := range list {
			numbers = append(numbers, o.Number)
		}
		if got := fmt.Sprint(strings.Join(numbers, " "), " ", asked.Load()); err != nil || list == nil || got != c.want || partial != strings.Contains(c.services, "broken") {
			t.Errorf("%s: %s, %v, partial %t; want %s", c.services, got, err, partial, c.want)
		}
	}
	if _, _, err := s.Orders(t.Context(), desk.OrderQuery{Number: "1", Services: []string{"empty", "broken"}}); !fault.Is(err, fault.Overloaded) || strings.Contains(err.Error(), "secret") {
		t.Errorf("one has none and one fails: %v", err)
	}
}

// The check is at the connection: names and odd spellings that lead to this machine
// are refused, and the person learns nothing of the answer.
func TestLocalServersAreNotReached(t *testing.T) {
	srv, last := sample(t)
	port := srv.URL[strings.LastIndex(srv.URL, ":"):]
	for _, host := range []string{"127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433", "0x7f000001", "0", "127.1"} {
		s := shops(t, Config{URL: "http://" + host + port, Key: "shop-key"})
		_, _, err := s.Orders(t.Context(), desk.OrderQuery{Number: "A-1"})
		if !fault.Is(err, fault.Overloaded) || strings.Contains(err.Error(), "127") || strings.Contains(err.Error(), "A-1") {
			t.Errorf("%s: %v", host, err)
		}
		if host == "127.0.0.1" && !errors.Is(err, outward.ErrBlocked) {
			t.Errorf("%s was refused for another reason: %v", host, fault.WithCause(err))
		}
	}
	if last.Load() != nil {
		t.Error("a local server was asked")
	}
}

// Redirects are not followed; long, slow, broken and refusing answers are errors
// that do not quote them.
func TestAnswersAreBounded(t *testing.T) {
	target, reached := sample(t)
	stop := make(chan struct{})
	answer := map[string]http.HandlerFunc{
		"redirect": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, target.URL+"/orders?number=A-1", http.StatusFound)
		},
		"long": func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, `{"orders":[{"number":"`+strings.Repeat("secret", 20_000)+`"}]}`)
		},
		"endless": func(w http.ResponseWriter, _ *http.Request) {
			for i := 0; i < 1<<20; i++ {
				if _, err := w.Write(make([]byte, 1<<10)); err != nil {
					return
				}
			}
		},
		"slow":    func(http.ResponseWriter, *http.Request) { <-stop },
		"broken":  func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `secret`) },
		"refused": func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "secret", http.StatusInternalServerError) },
	}
	for name, h := range answer {
		t.Run(name, func(t *testing.T) {
			srv := httptest.NewServer(h)
			ctx := t.Context()
			if name == "slow" {
				c, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
				defer cancel()
				ctx = c
			}
			s := shops(t, Config{URL: srv.URL, Key: "shop-key", Allow: loopback})
			_, _, err := s.Orders(ctx, desk.OrderQuery{Number: "A-1"})
			if !fault.Is(err, fault.Overloaded) || strings.Contains(fault.WithCause(err).Error(), "secret") {
				t.Errorf("%v", fault.WithCause(err))
			}
			if name == "slow" {
				close(stop)
			}
			srv.Close()
		})
	}
	if reached.Load() != nil {
		t.Error("a redirect was followed")
	}
	if within != 5*time.Second {
		t.Errorf("an answer may take %v", within)
	}
}

// A shop that does not answer holds up twenty questions and no more.
func TestQuestionsAreBounded(t *testing.T) {
	s := shops(t, Config{URL: "http://shop.example"})
	for range atOnce {
		s.turns <- struct{}{}
	}
	if _, _, err := s.Orders(t.Context(), desk.OrderQuery{Number: "A-1"}); !fault.Is(err, fault.Overloaded) {
		t.Errorf("%v", err)
	}
}

// URLs that are none, or hold secrets, are refused at the start.
func TestCheck(t *testing.T) {
	for _, u := range []string{"", "shop", "ftp://shop.example", "https://", "https://a:b@shop.example", "https://shop.example?x=1", "file:///etc/passwd"} {
		if _, err := New([]Config{{URL: u}}); err == nil {
			t.Errorf("%q is taken", u)
		}
	}
	if err := Check("https://shop.example/callfloor"); err != nil {
		t.Error(err)
	}
}
