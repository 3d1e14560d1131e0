package webhook

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/callfloor/callfloor/cti"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/sms"
	"github.com/callfloor/callfloor/sms/wire"
)

// Told is what the receiver posts to us.
type Told struct {
	Results  []Result   `json:"results"`
	Incoming []Incoming `json:"incoming"`
}

// Incoming is a message of a customer.
type Incoming struct {
	ID    string    `json:"id"` // unique: the same one twice is one message; "" where At is there
	From  string    `json:"from"`
	To    string    `json:"to"`
	Body  string    `json:"body"`
	Media []string  `json:"media,omitempty"` // addresses, which are not fetched
	At    time.Time `json:"at,omitzero"`
}

// name is the identifier of a message without one: one number does not write the same twice
// at one moment. Without the moment nothing tells a message that is posted again from one
// that was written again, and the sink refuses it.
func (m *Incoming) name() string {
	h := sha256.New()
	for _, s := range append([]string{m.From, m.To, m.Body, m.At.UTC().Format(time.RFC3339Nano)}, m.Media...) {
		fmt.Fprintf(h, "%d:%s", len(s), s)
	}
	return "same-" + hex.EncodeToString(h.Sum(nil)[:16])
}

// Bounds of what is told at once.
const (
	mostTold  = 1000
	mostMedia = 10
)

// Receive implements sms.Receipts.
func (p *Provider) Receive(s sms.Sink) { p.sink.Store(&s) }

// Path implements sms.Called.
func (p *Provider) Path() string {
	if p.c.Token == "" {
		return ""
	}
	return "/hooks/sms/" + Name + "/" + p.c.Token
}

// ServeHTTP implements sms.Called. A post is signed as ours are, within five minutes; it is
// answered with 200 when all of it is kept, and posted again otherwise.
func (p *Provider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if p.c.Token == "" {
		http.NotFound(w, r)
		return
	}
	data, ok := wire.Body(w, r)
	if !ok {
		return
	}
	if !cti.Verify(p.secret, r.Header.Get(cti.HeaderSignature), p.now(), data) {
		p.log.Warn().Msg("a post is refused: its signature is none of our secret, or more than five minutes off")
		http.Error(w, "signature", http.StatusForbidden)
		return
	}
	var in Told
	if err := json.Unmarshal(data, &in); err != nil || len(in.Results)+len(in.Incoming) > mostTold {
		http.Error(w, "not the JSON of docs/sms-providers.md, or more than 1,000 at once", http.StatusBadRequest)
		return
	}
	sink := p.sink.Load()
	if sink == nil {
		http.Error(w, "starting", http.StatusServiceUnavailable)
		return
	}
	for _, m := range in.Incoming {
		if m.ID == "" && !m.At.IsZero() {
			m.ID = m.name()
		}
		if m.At.IsZero() {
			m.At = p.now()
		}
		err := (*sink).CameIn(r.Context(), sms.Incoming{Provider: Name, ID: m.ID, From: m.From, To: m.To, Body: m.Body, Media: m.Media[:min(len(m.Media), mostMedia)], At: m.At})
		if p.refused(w, err) {
			return
		}
	}
	said := []sms.Status{sms.Accepted, sms.Rejected, sms.Delivered, sms.Failed, sms.TakenBack}
	var list []sms.Answer
	for _, r := range in.Results {
		if slices.Contains(said, r.Status) && (r.ID != "" || r.Ref != "") {
			r.ID = cut(r.ID)
			list = append(list, p.answer(r))
		}
	}
	if len(list) > 0 && p.refused(w, (*sink).Answered(r.Context(), Name, list)) {
		return
	}
	w.WriteHeader(http.StatusOK)
}

// refused answers where something could not be kept.
func (p *Provider) refused(w http.ResponseWriter, err error) bool {
	switch {
	case err == nil:
		return false
	case fault.Is(err, fault.Invalid):
		http.Error(w, err.Error(), http.StatusUnprocessableEntity)
		return true
	}
	p.log.Error().Err(fault.WithCause(err)).Msg("what a provider told cannot be kept: it is told again")
	http.Error(w, "not kept", http.StatusServiceUnavailable)
	return true
}
