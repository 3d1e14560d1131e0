package cti

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/callfloor/callfloor/acd"
)

// Hook is an address that events are posted to.
type Hook struct {
	ID      string    `json:"id"`
	URL     string    `json:"url"`
	Secret  string    `json:"-"`
	Types   []string  `json:"types" doc:"which events; empty: all of them"`
	Masked  bool      `json:"masked" doc:"callers' numbers are masked"`
	Active  bool      `json:"active"`
	Created time.Time `json:"created_at"`
	By      string    `json:"created_by"`
}

// Wants reports whether a type of event is posted to h.
func (h *Hook) Wants(kind string) bool {
	return h.Active && (len(h.Types) == 0 || slices.Contains(h.Types, kind))
}

// Version names h as it is set, without its secret: it is another one as soon as
// somebody changes it.
func (h *Hook) Version() string {
	b, _ := json.Marshal([]any{h.URL, append([]string{}, h.Types...), h.Masked, h.Active}) // texts and flags: it cannot fail
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:8])
}

// Body is what is posted to h of an event.
func (h *Hook) Body(e Event) ([]byte, error) {
	if h.Masked {
		e = e.Masked()
	}
	b, err := json.Marshal(e)
	if err != nil {
		return nil, fmt.Errorf("event %s: %w", e.ID, err)
	}
	return b, nil
}

// The headers of a post.
const (
	HeaderSignature = "Callfloor-Signature"
	HeaderEvent     = "Callfloor-Event"
	HeaderEventID   = "Callfloor-Event-Id"
)

// Sign is the signature of a body posted at a time: "t=SECONDS,v1=HEX", the HMAC with
// SHA-256 of the seconds, a full stop and the body.
func Sign(secret string, at time.Time, body []byte) string {
	t := strconv.FormatInt(at.Unix(), 10)
	return "t=" + t + ",v1=" + hex.EncodeToString(digest(secret, t, body))
}

func digest(secret, t string, body []byte) []byte {
	m := hmac.New(sha256.New, []byte(secret))
	m.Write([]byte(t + "."))
	m.Write(body)
	return m.Sum(nil)
}

// MostSkew is how old a signature may be, or how far ahead: a post that somebody has
// listened to is no good later.
const MostSkew = 5 * time.Minute

// Verify reports whether a signature is of a body, and fresh. Receivers use it.
func Verify(secret, signature string, now time.Time, body []byte) bool {
	var t, v string
	for _, part := range strings.Split(signature, ",") {
		k, x, _ := strings.Cut(part, "=")
		switch k {
		case "t":
			t = x
		case "v1":
			v = x
		}
	}
	sec, err := strconv.ParseInt(t, 10, 64)
	if err != nil {
		return false
	}
	if d := now.Sub(time.Unix(sec, 0)); d > MostSkew || d < -MostSkew {
		return false
	}
	got, err := hex.DecodeString(v)
	return err == nil && hmac.Equal(got, digest(secret, t, body))
}

// The states of a delivery.
const (
	Queued    = "queued"
	Delivered = "delivered"
	Failed    = "failed" // given up; it can be replayed
)

// Delivery is one event on its way to one hook.
type Delivery struct {
	Hook     string     `json:"hook"`
	EventID  string     `json:"event_id"`
	Type     string     `json:"type"`
	At       time.Time  `json:"at" doc:"of the event"`
	Call     acd.CallID `json:"call,omitempty"`
	Body     []byte     `json:"-"`
	State    string     `json:"state" enum:"queued,delivered,failed"`
	Attempts int        `json:"attempts"`
	Next     time.Time  `json:"next_at,omitzero" doc:"of the next attempt"`
	Status   int        `json:"status,omitempty" doc:"that the receiver gave last"`
	Error    string     `json:"error,omitempty"`
}

// pauses are those between the attempts; after the last one it is given up.
var pauses = []time.Duration{
	5 * time.Second, 30 * time.Second, 2 * time.Minute, 10 * time.Minute, time.Hour, 3 * time.Hour, 6 * time.Hour, 12 * time.Hour,
}

// Failed notes an attempt that did not work.
func (d *Delivery) Failed(now time.Time, status int, reason string) {
	d.Attempts++
	d.Status, d.Error = status, reason
	if d.Attempts > len(pauses) {
		d.State, d.Next = Failed, time.Time{}
		return
	}
	d.State, d.Next = Queued, now.Add(pauses[d.Attempts-1])
}

// Done notes an attempt that worked.
func (d *Delivery) Done(status int) {
	d.Attempts++
	d.State, d.Status, d.Error, d.Next = Delivered, status, "", time.Time{}
}
