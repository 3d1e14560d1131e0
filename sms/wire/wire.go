// Package wire is what providers that are asked over HTTP share: one request with bounds,
// and what its failure means for what was sent.
//
// The line is drawn at the connection. Before a byte of a request was written nothing was
// taken, and it may be asked again. From then on nobody can tell without an answer, and what
// was sent is looked for (F-90).
package wire

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/callfloor/callfloor/outward"
	"github.com/callfloor/callfloor/sms"
)

// Bounds of every request.
const (
	atOnce      = 16
	longestHead = 64 << 10
	idle        = 10 * time.Second // shorter than servers': they close theirs while a request is on its way
	longestText = 200
	mostAfter   = time.Hour
)

// Options are of one provider.
type Options struct {
	Base   string         // URL that paths are put behind
	Allow  []netip.Prefix // addresses that are not of the public internet and may be asked all the same (W-14)
	Within time.Duration  // for the whole of one request
	Header http.Header    // of every request: keys
	Most   int64          // bytes of an answer
}

// Client asks one provider. Any goroutine may use it.
type Client struct {
	o    Options
	base string
	http *http.Client
}

// New returns a client; it connects to nobody.
func New(o Options) (*Client, error) {
	if err := outward.Check(o.Base); err != nil {
		return nil, err
	}
	return &Client{
		o: o, base: strings.TrimSuffix(o.Base, "/"),
		http: outward.Client(outward.Options{Allow: o.Allow, Within: o.Within, Headers: longestHead, AtOnce: atOnce, Idle: idle}),
	}, nil
}

// Close ends connections that nobody uses; requests that are under way end by themselves.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// Request is one question.
type Request struct {
	Method, Path string
	Query        url.Values
	Body         any         // made JSON; nil: none; json.RawMessage: as it is
	Header       http.Header // beside that of every request
}

// Reply is what came back, whatever its status.
type Reply struct {
	Status int
	Header http.Header
	Body   []byte
	At     time.Time // by the provider's clock; zero where it did not say
}

// Do asks. An error is a *sms.Fault and says that no whole answer came; an answer of
// whatever status is none. Neither addresses nor bodies are part of an error (W-20).
func (c *Client) Do(ctx context.Context, r Request) (*Reply, error) {
	var body io.Reader
	if r.Body != nil {
		b, ready := r.Body.(json.RawMessage)
		if !ready {
			var err error
			if b, err = json.Marshal(r.Body); err != nil {
				return nil, &sms.Fault{Class: sms.Never, Code: "request", Text: "the request cannot be written", Err: err}
			}
		}
		body = bytes.NewReader(b)
	}
	at := c.base + r.Path
	if len(r.Query) > 0 {
		at += "?" + r.Query.Encode()
	}
	var written atomic.Bool
	traced := httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		WroteHeaderField: func(string, []string) { written.Store(true) },
		WroteHeaders:     func() { written.Store(true) },
		WroteRequest:     func(httptrace.WroteRequestInfo) { written.Store(true) },
	})
	req, err := http.NewRequestWithContext(traced, r.Method, at, body)
	if err != nil {
		return nil, &sms.Fault{Class: sms.Never, Code: "request", Text: "the address of the provider is not usable", Err: plain(err)}
	}
	for _, h := range []http.Header{c.o.Header, r.Header} {
		for k, v := range h {
			req.Header[k] = v
		}
	}
	req.Header.Set("User-Agent", "callfloor")
	req.Header.Set("Accept", "application/json")
	if r.Body != nil {
		req.Header.Set("Content-Type", "application/json;charset=UTF-8")
	}
	res, err := c.http.Do(req)
	if err != nil {
		return nil, lost(err, written.Load())
	}
	defer res.Body.Close()
	data, err := io.ReadAll(io.LimitReader(res.Body, c.o.Most+1))
	if err != nil {
		return nil, lost(err, true)
	}
	if int64(len(data)) > c.o.Most {
		return nil, &sms.Fault{Class: sms.Unknown, Code: "too_long", Text: fmt.Sprintf("the provider's answer is longer than %d bytes", c.o.Most)}
	}
	out := &Reply{Status: res.StatusCode, Header: res.Header, Body: data}
	out.At, _ = http.ParseTime(res.Header.Get("Date")) // zero where it is none
	return out, nil
}

// lost says what it means that no answer came.
func lost(err error, written bool) *sms.Fault {
	f := &sms.Fault{Class: sms.Again, Code: "unreachable", Text: "the provider cannot be reached", Err: plain(err)}
	var u *url.Error
	timedOut := errors.Is(err, context.DeadlineExceeded) || errors.As(err, &u) && u.Timeout()
	switch {
	case errors.Is(err, outward.ErrBlocked):
		f.Class, f.Code, f.Text = sms.Account, "blocked", "the address of the provider is not of the public internet, and allow of the configuration does not name it"
	case written && timedOut:
		f.Class, f.Code, f.Text = sms.Unknown, "timeout", "the provider has not answered in time"
	case written:
		f.Class, f.Code, f.Text = sms.Unknown, "cut", "the connection to the provider broke before it had answered"
	case timedOut:
		f.Code, f.Text = "unreachable_timeout", "the provider could not be reached in time"
	}
	return f
}

// plain leaves the address that was asked out of an error: it may hold keys.
func plain(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}

// Fault says what a status means, for who has nothing better to say of it; nil of a 2xx.
func (r *Reply) Fault() *sms.Fault {
	f := &sms.Fault{Class: sms.Unknown, Code: "http_" + strconv.Itoa(r.Status), Text: fmt.Sprintf("the provider answered with the HTTP status %d", r.Status)}
	switch s := r.Status; {
	case s >= 200 && s < 300:
		return nil
	case s == http.StatusTooManyRequests, s == http.StatusServiceUnavailable:
		f.Class, f.After = sms.Again, r.after()
	case s == http.StatusUnauthorized, s == http.StatusForbidden:
		f.Class, f.Text = sms.Account, "the provider refuses our key or our address"
	case s == http.StatusNotFound:
		f.Class, f.Text = sms.Account, "there is nothing at the provider's address: check url of the configuration"
	case s >= 300 && s < 400:
		f.Class, f.Text = sms.Account, "the provider's address leads elsewhere, which is not followed: set the one it leads to"
	case s == http.StatusRequestTimeout, s == http.StatusConflict, s == 425: // perhaps taken: too late, twice, too early
	case s >= 400 && s < 500, s == http.StatusNotImplemented, s == http.StatusHTTPVersionNotSupported:
		f.Class = sms.Never
	}
	return f
}

// after reads Retry-After: seconds or a date.
func (r *Reply) after() time.Duration {
	v := strings.TrimSpace(r.Header.Get("Retry-After"))
	d := time.Duration(0)
	if sec, err := strconv.Atoi(v); err == nil && sec < int(mostAfter/time.Second) {
		d = time.Duration(sec) * time.Second
	} else if err == nil {
		d = mostAfter
	} else if at, err := http.ParseTime(v); err == nil && !r.At.IsZero() {
		d = at.Sub(r.At)
	}
	return min(max(d, 0), mostAfter)
}

// Text makes one short line of a provider's words.
func Text(s string) string {
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f || r == '\u2028' || r == '\u2029' }), " ")
	if r := []rune(s); len(r) > longestText {
		return string(r[:longestText])
	}
	return strings.ToValidUTF8(s, "")
}
