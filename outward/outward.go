// Package outward makes HTTP clients for addresses that somebody configured: shops,
// webhooks. What an address resolves to is checked at the connection itself, so that
// nothing inside the house can be reached by a name that points there: no private,
// loopback or link-local address unless it is allowed, no redirects, no proxy, and an
// end to everything (W-14).
package outward

import (
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"syscall"
	"time"
)

// Options bound a client.
type Options struct {
	Allow   []netip.Prefix // addresses that are not of the public internet and allowed all the same
	Within  time.Duration  // for everything of one request
	Headers int64          // of the answer, in bytes
	AtOnce  int            // connections to one host
	Idle    time.Duration  // how long one that nobody uses stays open; 0: a minute
}

// Client is an HTTP client that connects to allowed addresses only, and follows
// nothing.
func Client(o Options) *http.Client {
	if o.Idle == 0 {
		o.Idle = time.Minute
	}
	dialer := &net.Dialer{Timeout: o.Within, Control: func(network, address string, _ syscall.RawConn) error { return permit(o.Allow, network, address) }}
	return &http.Client{
		Timeout:       o.Within,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DialContext: dialer.DialContext, TLSHandshakeTimeout: o.Within, ResponseHeaderTimeout: o.Within,
			MaxResponseHeaderBytes: o.Headers, MaxConnsPerHost: o.AtOnce, IdleConnTimeout: o.Idle, ForceAttemptHTTP2: true,
		},
	}
}

// Check says what is wrong with a URL.
func Check(raw string) error {
	u, err := url.Parse(raw)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		return errors.New("is not a URL: write it like https://crm.example.com/callfloor")
	case u.User != nil:
		return errors.New("must not hold a password")
	case u.Fragment != "":
		return errors.New("must end with its path or query")
	}
	return nil
}

// special are networks that are not of the public internet and that netip has no
// word for (RFC 6890 and later registries).
var special = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"), netip.MustParsePrefix("192.0.2.0/24"),
	netip.MustParsePrefix("192.88.99.0/24"), netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("198.51.100.0/24"), netip.MustParsePrefix("203.0.113.0/24"),
	netip.MustParsePrefix("240.0.0.0/4"), netip.MustParsePrefix("64:ff9b::/96"), netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("100::/64"),
	netip.MustParsePrefix("2001::/23"), netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("2002::/16"), netip.MustParsePrefix("fec0::/10"),
}

// ErrBlocked says that an address must not be connected to.
var ErrBlocked = errors.New("the address is not of the public internet, and is not on the list of those allowed")

// permit is asked with the address that a name resolved to, right before the
// connection is made.
func permit(allow []netip.Prefix, network, address string) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil || !strings.HasPrefix(network, "tcp") {
		return ErrBlocked
	}
	ip := at.Addr().Unmap().WithZone("")
	holds := func(p netip.Prefix) bool { return p.Contains(ip) }
	switch {
	case slices.ContainsFunc(allow, holds):
		return nil
	case !ip.IsGlobalUnicast() || ip.IsPrivate() || ip.IsLoopback() || slices.ContainsFunc(special, holds):
		return ErrBlocked
	}
	return nil
}
