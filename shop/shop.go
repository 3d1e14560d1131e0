// Package shop asks the servers of shops for orders (D41): one GET over HTTP with a
// key, described in docs/shop.md.
//
// A shop's address is what somebody configured, so what it resolves to is checked at
// the connection itself: no private, loopback or link-local address unless it is on
// the list of that shop, no redirects, no proxy, five seconds, 64 KiB (W-14).
package shop

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/outward"
)

// Bounds of one question.
const (
	within      = 5 * time.Second
	longest     = 64 << 10
	mostOrders  = 50
	mostItems   = 100
	longestText = 200
	atOnce      = 20 // questions to all shops; more are refused
)

// Config is one shop.
type Config struct {
	Services []string       // that it belongs to; empty: every service without a shop of its own
	URL      string         // what /orders is put behind
	Key      string         // sent as Authorization: Bearer
	Allow    []netip.Prefix // addresses that are not of the public internet and allowed all the same
}

// Check says what is wrong with the URL of a shop.
func Check(raw string) error {
	u, err := url.Parse(raw)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		return errors.New("is not a URL: write it like https://shop.example.com/callfloor")
	case u.User != nil:
		return errors.New("must not hold a password: use key, key_file or key_env")
	case u.RawQuery != "" || u.Fragment != "":
		return errors.New("must end with its path")
	}
	return nil
}

// Shops are the configured shops. Any goroutine may use them.
type Shops struct {
	list  []*shop
	turns chan struct{} // holds one for each question that is being asked
}

type shop struct {
	Config
	client *http.Client
}

// New returns the shops; it connects to none.
func New(list []Config) (*Shops, error) {
	s := &Shops{turns: make(chan struct{}, atOnce)}
	for _, c := range list {
		if err := Check(c.URL); err != nil {
			return nil, fmt.Errorf("shop %q: %w", c.URL, err)
		}
		s.list = append(s.list, &shop{Config: c, client: outward.Client(outward.Options{Allow: c.Allow, Within: within, Headers: longest, AtOnce: atOnce})})
	}
	return s, nil
}

// of returns the shop of a service, nil where there is none.
func (s *Shops) of(service string) *shop {
	var every *shop
	for _, v := range s.list {
		if len(v.Services) == 0 {
			every = v
		} else if slices.Contains(v.Services, service) {
			return v
		}
	}
	return every
}

// Linked reports whether a service has a shop.
func (s *Shops) Linked(service string) bool { return s.of(service) != nil }

// ofAll returns the shops of services, each once.
func (s *Shops) ofAll(services []string) (list []*shop) {
	if len(services) == 0 {
		services = []string{""}
	}
	for _, service := range services {
		if v := s.of(service); v != nil && !slices.Contains(list, v) {
			list = append(list, v)
		}
	}
	return list
}

// Orders asks the shops of services, all at once, and returns what they have, the
// newest first. One that fails is an error only where no other has an order: what is
// found counts, and partial says that it is not all. What a shop says is never part of
// an error.
func (s *Shops) Orders(ctx context.Context, q desk.OrderQuery) (list []desk.Order, partial bool, err error) {
	shops := s.ofAll(q.Services)
	if len(shops) == 0 {
		return nil, false, fault.New(fault.NotFound, "no shop is linked to the services %q", q.Services)
	}
	found, failed := make([][]desk.Order, len(shops)), make([]error, len(shops))
	var asked sync.WaitGroup
	for i, v := range shops {
		asked.Go(func() { found[i], failed[i] = s.ask(ctx, v, q) })
	}
	asked.Wait()
	all := slices.Concat(found...)
	if i := slices.IndexFunc(failed, func(err error) bool { return err != nil }); i >= 0 {
		if len(all) == 0 {
			return nil, false, failed[i]
		}
		partial = true
	}
	if len(shops) > 1 {
		slices.SortStableFunc(all, func(a, b desk.Order) int { return b.Placed.Compare(a.Placed) })
	}
	return append([]desk.Order{}, all[:min(len(all), mostOrders)]...), partial, nil
}

// ask asks one shop, if it is its turn.
func (s *Shops) ask(ctx context.Context, v *shop, q desk.OrderQuery) ([]desk.Order, error) {
	select {
	case s.turns <- struct{}{}:
		defer func() { <-s.turns }()
	default:
		return nil, fault.New(fault.Overloaded, "too many questions to the shop at once: try again in some seconds")
	}
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	list, err := v.ask(ctx, q)
	if err != nil && fault.Of(err) == fault.Internal {
		return nil, &fault.Error{Code: fault.Overloaded, Message: "the shop does not answer as it should: try again later, and tell the administrator when it stays so", Err: err}
	}
	return list, err
}

func (s *shop) ask(ctx context.Context, q desk.OrderQuery) ([]desk.Order, error) {
	args := url.Values{}
	if q.Number != "" {
		args.Set("number", q.Number)
	}
	for _, p := range q.Phones {
		args.Add("phone", p)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(s.URL, "/")+"/orders?"+args.Encode(), nil)
	if err != nil {
		return nil, fmt.Errorf("ask the shop: %w", err)
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "callfloor")
	if s.Key != "" {
		req.Header.Set("Authorization", "Bearer "+s.Key)
	}
	res, err := s.client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("ask the shop: %w", plain(err))
	}
	defer res.Body.Close()
	switch {
	case res.StatusCode == http.StatusNotFound:
		return []desk.Order{}, nil
	case res.StatusCode != http.StatusOK:
		return nil, fmt.Errorf("ask the shop: it answered %d", res.StatusCode)
	}
	data, err := io.ReadAll(io.LimitReader(res.Body, longest+1))
	if err != nil {
		return nil, fmt.Errorf("read the shop's answer: %w", plain(err))
	}
	if len(data) > longest {
		return nil, fmt.Errorf("the shop's answer is longer than %d bytes", longest)
	}
	var body struct {
		Orders []desk.Order `json:"orders"`
	}
	if json.Unmarshal(data, &body) != nil { // its error would quote the answer
		return nil, errors.New("the shop's answer is not the JSON of docs/shop.md")
	}
	return tidy(body.Orders), nil
}

// plain leaves the address that was asked, with its numbers, out of an error.
func plain(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}

// tidy bounds what the shop said.
func tidy(list []desk.Order) []desk.Order {
	out := []desk.Order{}
	for _, o := range list[:min(len(list), mostOrders)] {
		o.Number, o.State, o.Total, o.Receiver, o.Tracking = text(o.Number), text(o.State), text(o.Total), text(o.Receiver), text(o.Tracking)
		o.Items = o.Items[:min(len(o.Items), mostItems)]
		for i := range o.Items {
			o.Items[i].Name, o.Items[i].Price = text(o.Items[i].Name), text(o.Items[i].Price)
		}
		out = append(out, o)
	}
	return out
}

// text makes one short line of a text.
func text(s string) string {
	r := []rune(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s))
	return string(r[:min(len(r), longestText)])
}
