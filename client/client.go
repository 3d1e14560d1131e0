// Package client is Callfloor's API for programs in Go: agents, calls and their control,
// and the events of the floor as they become true. It knows what most programs need; for
// the rest see the description at /api/v1/openapi.json, and Do.
//
//	c := client.New("https://centre.example.com", key)
//	err := c.SetState(ctx, "kim", "ready", "")
//	err = c.Events(ctx, client.EventOptions{Types: []string{"call."}}, func(e cti.Event) error { ... })
package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gorilla/websocket"

	"github.com/callfloor/callfloor/cti"
)

// Client talks to one centre. Its methods may be called by any goroutine.
type Client struct {
	base string
	key  string
	http *http.Client
}

// New returns a client for the centre at base ("https://centre.example.com") with an
// API key.
func New(base, key string) *Client {
	return &Client{base: strings.TrimSuffix(base, "/"), key: key, http: &http.Client{Timeout: 30 * time.Second}}
}

// Error is what the API says of a request that it refuses (RFC 9457).
type Error struct {
	Status int    `json:"status"`
	Code   string `json:"code"` // not_found, conflict, invalid, denied, unauthenticated, overloaded, internal
	Detail string `json:"detail"`
}

func (e *Error) Error() string { return fmt.Sprintf("callfloor: %s (%s)", e.Detail, e.Code) }

// Do sends a request under /api/v1 and reads the answer into out, where it is not nil.
// What is refused is an *Error.
func (c *Client) Do(ctx context.Context, method, path string, body, out any) error {
	var r io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			return fmt.Errorf("%s %s: %w", method, path, err)
		}
		r = bytes.NewReader(b)
	}
	req, err := http.NewRequestWithContext(ctx, method, c.base+"/api/v1"+path, r)
	if err != nil {
		return fmt.Errorf("%s %s: %w", method, path, err)
	}
	req.Header.Set("Authorization", "Bearer "+c.key)
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	res, err := c.http.Do(req)
	if err != nil {
		return fmt.Errorf("%s %s: %w", method, path, err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(io.LimitReader(res.Body, 64<<20))
	if err != nil {
		return fmt.Errorf("%s %s: %w", method, path, err)
	}
	if res.StatusCode > 299 {
		e := &Error{Status: res.StatusCode, Code: "internal", Detail: res.Status}
		json.Unmarshal(data, e) //nolint:errcheck // what is no problem document stays what the status says
		return e
	}
	if out == nil || len(data) == 0 {
		return nil
	}
	if err := json.Unmarshal(data, out); err != nil {
		return fmt.Errorf("%s %s: %w", method, path, err)
	}
	return nil
}

// Agent is one agent as it is now.
type Agent struct {
	ID        string    `json:"id"`
	Name      string    `json:"name"`
	Extension string    `json:"extension"`
	State     string    `json:"state"`
	Reason    string    `json:"reason"`
	Since     time.Time `json:"since"`
	Reachable bool      `json:"reachable"`
	Next      string    `json:"next"`
}

// Agents returns the agents that the key may see.
func (c *Client) Agents(ctx context.Context) (list []Agent, err error) {
	return list, c.Do(ctx, http.MethodGet, "/agents", nil, &list)
}

// Call is a live call; its numbers are masked.
type Call struct {
	ID      string `json:"id"`
	Service string `json:"service"`
	Phase   string `json:"phase"`
	Agent   string `json:"agent"`
	Caller  string `json:"caller"`
	WaitMs  int64  `json:"wait_ms"`
}

// Snapshot is how things stand. Events go on behind Seq: pass it as After.
type Snapshot struct {
	Seq    uint64  `json:"seq"`
	Agents []Agent `json:"agents"`
	Calls  []Call  `json:"calls"`
}

// Snapshot returns how things stand: to begin with, and after events were lost.
func (c *Client) Snapshot(ctx context.Context) (s Snapshot, err error) {
	return s, c.Do(ctx, http.MethodGet, "/snapshot", nil, &s)
}

// Agent returns one agent.
func (c *Client) Agent(ctx context.Context, id string) (a Agent, err error) {
	return a, c.Do(ctx, http.MethodGet, "/agents/"+url.PathEscape(id), nil, &a)
}

// SetState asks for a state of an agent: ready, not_ready with a reason, logged_out.
func (c *Client) SetState(ctx context.Context, agent, state, reason string) error {
	body := map[string]string{"state": state}
	if reason != "" {
		body["reason"] = reason
	}
	return c.Do(ctx, http.MethodPut, "/agents/"+url.PathEscape(agent)+"/state", body, nil)
}

// ExtendWrapUp makes a running wrap-up longer; 0 is until it is ended.
func (c *Client) ExtendWrapUp(ctx context.Context, agent string, by time.Duration) error {
	return c.Do(ctx, http.MethodPost, "/agents/"+url.PathEscape(agent)+"/wrap-up", map[string]int{"seconds": int(by.Seconds())}, nil)
}

// Dial lets an agent call a number or a colleague's extension, on behalf of a service
// ("" is the agent's first one), and returns the call.
func (c *Client) Dial(ctx context.Context, agent, number, service string) (call string, err error) {
	body := map[string]string{"agent": agent, "number": number}
	if service != "" {
		body["service"] = service
	}
	var out struct{ Call string }
	return out.Call, c.Do(ctx, http.MethodPost, "/calls", body, &out)
}

// Target is whom a call goes to: exactly one of the three.
type Target struct {
	Agent   string `json:"agent,omitempty"`
	Service string `json:"service,omitempty"`
	Number  string `json:"number,omitempty"`
}

func (c *Client) call(ctx context.Context, method, call, what string, body any) error {
	return c.Do(ctx, method, "/calls/"+url.PathEscape(call)+what, body, nil)
}

// Answer asks the phone that rings to answer, where it can; Reject refuses the call.
func (c *Client) Answer(ctx context.Context, call string) error {
	return c.call(ctx, http.MethodPost, call, "/answer", nil)
}
func (c *Client) Reject(ctx context.Context, call string) error {
	return c.call(ctx, http.MethodPost, call, "/reject", nil)
}

// HangUp hangs up as the agent; Abusive ends an abusive call with a message.
func (c *Client) HangUp(ctx context.Context, call string) error {
	return c.call(ctx, http.MethodPost, call, "/hang-up", nil)
}
func (c *Client) Abusive(ctx context.Context, call string) error {
	return c.call(ctx, http.MethodPost, call, "/abusive", nil)
}

// Hold puts the other side on hold with music, or takes it back. Mute lets it hear
// silence in place of the agent.
func (c *Client) Hold(ctx context.Context, call string, held bool) error {
	return c.call(ctx, http.MethodPut, call, "/hold", map[string]bool{"held": held})
}
func (c *Client) Mute(ctx context.Context, call string, muted bool) error {
	return c.call(ctx, http.MethodPut, call, "/mute", map[string]bool{"muted": muted})
}

// SendKeys sends DTMF.
func (c *Client) SendKeys(ctx context.Context, call, keys string) error {
	return c.call(ctx, http.MethodPost, call, "/keys", map[string]string{"keys": keys})
}

// Transfer gives the call away; Consult begins a consultation, which Complete, Join and
// EndConsult decide.
func (c *Client) Transfer(ctx context.Context, call string, to Target) error {
	return c.call(ctx, http.MethodPost, call, "/transfer", to)
}
func (c *Client) Consult(ctx context.Context, call string, to Target) error {
	return c.call(ctx, http.MethodPost, call, "/consult", to)
}
func (c *Client) Complete(ctx context.Context, call string) error {
	return c.call(ctx, http.MethodPost, call, "/consult/complete", nil)
}
func (c *Client) Join(ctx context.Context, call string) error {
	return c.call(ctx, http.MethodPost, call, "/consult/join", nil)
}
func (c *Client) EndConsult(ctx context.Context, call string) error {
	return c.call(ctx, http.MethodDelete, call, "/consult", nil)
}

// TalkTo lets an agent who consults somebody talk with the customer or with who is
// consulted ("customer", "consulted"); the other one hears music.
func (c *Client) TalkTo(ctx context.Context, call, whom string) error {
	return c.call(ctx, http.MethodPut, call, "/consult", map[string]string{"talk_to": whom})
}

// EventOptions say which events are wanted.
type EventOptions struct {
	Types []string // types, or beginnings that end with a full stop; none: all
	After uint64   // seq behind which to begin; 0 is now

	// Lost is told that events were missed for good (too long away): take a Snapshot
	// anew. nil is not told.
	Lost func()
}

// Events hands fn the events of the floor, in order, until ctx ends or fn fails. It
// connects again by itself, for ever, and goes on behind the last event that it had.
func (c *Client) Events(ctx context.Context, o EventOptions, fn func(cti.Event) error) error {
	after, pause := o.After, time.Duration(0)
	for {
		err := c.events(ctx, o, &after, fn)
		var stop *stopped
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.As(err, &stop):
			return stop.err
		}
		pause = min(max(2*pause, 100*time.Millisecond), 15*time.Second)
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// stopped is an error that connecting again does not mend.
type stopped struct{ err error }

func (s *stopped) Error() string { return s.err.Error() }

// silence is how long the server may say nothing: it sends a beat every five seconds.
const silence = 12 * time.Second

func (c *Client) events(ctx context.Context, o EventOptions, after *uint64, fn func(cti.Event) error) error {
	q := url.Values{}
	if len(o.Types) > 0 {
		q.Set("types", strings.Join(o.Types, ","))
	}
	if *after > 0 {
		q.Set("after", strconv.FormatUint(*after, 10))
	}
	to := "ws" + strings.TrimPrefix(c.base, "http") + "/api/v1/events?" + q.Encode()
	conn, res, err := websocket.DefaultDialer.DialContext(ctx, to, http.Header{"Authorization": {"Bearer " + c.key}})
	if err != nil {
		if res != nil && res.StatusCode >= 400 && res.StatusCode < 500 {
			return &stopped{fmt.Errorf("callfloor: the events are refused: %s", res.Status)}
		}
		return err
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	for {
		if err := conn.SetReadDeadline(time.Now().Add(silence)); err != nil {
			return err
		}
		var f struct {
			Type   string
			Seq    uint64
			Events []cti.Event
		}
		if err := conn.ReadJSON(&f); err != nil {
			if websocket.IsCloseError(err, 4501, 4503) {
				return &stopped{fmt.Errorf("callfloor: %w", err)}
			}
			return err
		}
		if f.Type == "reset" && o.Lost != nil {
			o.Lost()
		}
		for _, e := range f.Events {
			if err := fn(e); err != nil {
				return &stopped{err}
			}
		}
		*after = f.Seq
	}
}
