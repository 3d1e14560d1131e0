// Package webhook hands messages to a program that somebody wrote for a provider that this
// one does not speak to: JSON over HTTP, signed, described in docs/sms-providers.md.
//
//	POST url            Send    a batch; the answer says of each message whether it was taken
//	GET  url?id=&id=    Find    what became of messages, where the configuration says lookup
//	POST (to us)        ServeHTTP   what became of messages, and messages of customers
//
// Posts carry an identifier of the request, the same whenever the same messages are posted
// again, by which the receiver knows a double.
package webhook

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"

	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/cti"
	"github.com/callfloor/callfloor/outward"
	"github.com/callfloor/callfloor/sms"
	"github.com/callfloor/callfloor/sms/wire"
)

// Config is the receiver of messages.
type Config struct {
	URL        string          `yaml:"url" doc:"where batches of messages are posted, such as https://gateway.example.com/messages"`
	Secret     string          `yaml:"secret" doc:"that posts of either side are signed with, 20 characters at least; this, secret_file or secret_env"`
	SecretFile string          `yaml:"secret_file" doc:"file that holds the secret"`
	SecretEnv  string          `yaml:"secret_env" doc:"environment variable that holds the secret"`
	Kinds      []string        `yaml:"kinds" doc:"kinds of messages that it takes: sms, mms, alimtalk; none: sms" enum:"sms,mms,alimtalk"`
	Lookup     bool            `yaml:"lookup" doc:"true: it answers GET with what became of messages; without it a person decides on what is in doubt"`
	Unique     bool            `yaml:"unique" doc:"true: it takes no message of the same id a second time, so that what is in doubt is posted again"`
	Settle     centre.Duration `yaml:"settle" doc:"how long after a post that was not answered its not_there is not believed: the post may still be on its way" default:"2m"`
	Timeout    centre.Duration `yaml:"timeout" doc:"how long one answer may take" default:"5s"`
	Batch      int             `yaml:"batch" doc:"messages of one post at most" default:"50"`
	PerSecond  int             `yaml:"per_second" doc:"messages a second at most; 0: as many as it takes" default:"0"`
	Allow      []string        `yaml:"allow" doc:"addresses or networks that are not of the public internet and may be posted to all the same"`
	Token      string          `yaml:"token" doc:"end of the address that the receiver posts results and customers' messages to, https://HOST/hooks/sms/webhook/TOKEN; 20 characters at least, such as from: openssl rand -hex 20. Left out: it tells nothing"`
}

// Bounds.
const (
	mostAnswer  = 64 << 10
	mostBatch   = 100 // whose answer fits, and whose identifiers fit into a URL
	mostID      = 100
	leastSecret = 20
)

// Fill sets what is left out to what stands for it.
func (c *Config) Fill() {
	if len(c.Kinds) == 0 {
		c.Kinds = []string{string(sms.SMS)}
	}
	if c.Settle == 0 {
		c.Settle = centre.Duration(2 * time.Minute)
	}
	if c.Timeout == 0 {
		c.Timeout = centre.Duration(5 * time.Second)
	}
	if c.Batch == 0 {
		c.Batch = 50
	}
}

// Check returns what is wrong with c, which is filled; at is its path in the configuration.
func (c Config) Check(at string) (list []centre.Problem) {
	bad := func(key, format string, args ...any) {
		list = append(list, centre.Problem{Path: at + "." + key, Message: fmt.Sprintf(format, args...)})
	}
	if c.URL == "" {
		bad("url", "is missing: where messages are posted")
	} else if err := outward.Check(c.URL); err != nil {
		bad("url", "%v", err)
	} else if strings.Contains(c.URL, "?") {
		bad("url", "must end with its path: what is looked for stands behind it")
	}
	switch n := wire.Places(c.Secret, c.SecretFile, c.SecretEnv); {
	case n == 0:
		bad("secret", "is missing: this, secret_file or secret_env; such as from: openssl rand -hex 24")
	case n > 1:
		bad("secret", "stands beside secret_file or secret_env: one of them")
	case c.Secret != "" && len(c.Secret) < leastSecret:
		bad("secret", "is too short: at least %d characters, such as from: openssl rand -hex 24", leastSecret)
	}
	for i, k := range c.Kinds {
		if !slices.Contains([]sms.Kind{sms.SMS, sms.MMS, sms.Alimtalk}, sms.Kind(k)) {
			bad(fmt.Sprintf("kinds[%d]", i), "%q is not known: allowed is sms, mms, alimtalk", k)
		}
	}
	for _, v := range []struct {
		key         string
		n, lo, most int
	}{{"batch", c.Batch, 1, mostBatch}, {"per_second", c.PerSecond, 0, 10_000}} {
		if v.n < v.lo || v.n > v.most {
			bad(v.key, "%d is out of range: allowed is %d to %d", v.n, v.lo, v.most)
		}
	}
	if p := centre.Within(at+".timeout", c.Timeout, time.Second, time.Minute); p != nil {
		list = append(list, *p)
	}
	if p := centre.Within(at+".settle", c.Settle, time.Minute, 24*time.Hour); p != nil {
		list = append(list, *p)
	}
	for i, a := range c.Allow {
		if _, err := centre.ParseSource(a); err != nil {
			bad(fmt.Sprintf("allow[%d]", i), "%v", err)
		}
	}
	if c.Token != "" && !wire.GoodToken(c.Token) {
		bad("token", "must be 20 to 100 letters, digits, - and _, such as from: openssl rand -hex 20")
	}
	return list
}

// Provider is the receiver. Any goroutine may use it.
type Provider struct {
	c      Config
	secret string
	client *wire.Client
	log    zerolog.Logger
	now    func() time.Time
	sink   atomic.Pointer[sms.Sink]
}

// New returns the provider; it connects to nobody.
func New(c Config, a sms.Around) (*Provider, error) {
	c.Fill()
	if list := c.Check(Name); len(list) > 0 {
		return nil, fmt.Errorf("%s: %s", list[0].Path, list[0].Message)
	}
	secret, err := wire.Secret(c.Secret, c.SecretFile, c.SecretEnv)
	if err != nil {
		return nil, fmt.Errorf("webhook.secret: %w", err)
	}
	if len(secret) < leastSecret {
		return nil, errors.New("webhook.secret: is too short: at least 20 characters")
	}
	var allow []netip.Prefix
	for _, s := range c.Allow {
		p, err := centre.ParseSource(s)
		if err != nil {
			return nil, err
		}
		allow = append(allow, p)
	}
	client, err := wire.New(wire.Options{Base: c.URL, Allow: allow, Within: c.Timeout.D(), Most: mostAnswer})
	if err != nil {
		return nil, fmt.Errorf("webhook.url: %w", err)
	}
	return &Provider{c: c, secret: secret, client: client, log: a.Log.With().Str("provider", Name).Logger(), now: a.Clock()}, nil
}

// Name is the provider's, for rows and metrics.
const Name = "webhook"

// Name implements sms.Provider.
func (p *Provider) Name() string { return Name }

// Able implements sms.Provider.
func (p *Provider) Able() sms.Abilities {
	a := sms.Abilities{Recipients: p.c.Batch, PerSecond: float64(p.c.PerSecond), Unique: p.c.Unique}
	for _, k := range p.c.Kinds {
		a.Kinds = append(a.Kinds, sms.Kind(k))
	}
	return a
}

// Close implements sms.Provider.
func (p *Provider) Close() error {
	p.client.Close()
	return nil
}

// Post is what is posted: a batch.
type Post struct {
	Request  string    `json:"request"` // identifier of the post, as in the header
	Batch    string    `json:"batch"`
	Kind     sms.Kind  `json:"kind"`
	Advert   bool      `json:"advert"`
	Sender   string    `json:"sender"`
	Title    string    `json:"title,omitempty"`
	Body     string    `json:"body,omitempty"`
	Images   []Image   `json:"images,omitempty"`
	Template string    `json:"template,omitempty"`
	FallBack bool      `json:"fall_back,omitempty"`
	Messages []Message `json:"messages"`
}

// Image is a picture of an MMS.
type Image struct {
	Name string `json:"name"`
	Type string `json:"type"`
	Data []byte `json:"data"` // base64
}

// Message is one message of a Post.
type Message struct {
	ID     string            `json:"id"`
	To     string            `json:"to"`
	Fields map[string]string `json:"fields,omitempty"`
}

// Result is what the receiver says of a message.
type Result struct {
	ID     string     `json:"id"`
	Ref    string     `json:"ref,omitempty"` // the receiver's own identifier
	Status sms.Status `json:"status"`
	Code   string     `json:"code,omitempty"`
	Text   string     `json:"text,omitempty"`
	At     time.Time  `json:"at,omitzero"`
	Parts  int        `json:"parts,omitempty"`
}

// HeaderRequest carries the identifier of a post.
const HeaderRequest = "Callfloor-Request-Id"

// Send implements sms.Provider. Messages that the answer leaves out are looked for.
func (p *Provider) Send(ctx context.Context, b sms.Batch) ([]sms.Answer, error) {
	switch {
	case !slices.Contains(p.Able().Kinds, b.Kind):
		return nil, wire.Refuse("kind")
	case len(b.Messages) > p.c.Batch:
		return nil, wire.Refuse("too_many")
	case b.ID == "" || len(b.ID) > mostID || slices.ContainsFunc(b.Messages, func(m sms.Outgoing) bool { return m.ID == "" || len(m.ID) > mostID }):
		return nil, wire.Refuse("id")
	}
	body, err := json.Marshal(postOf(b))
	if err != nil {
		return nil, wire.Refuse("request")
	}
	reply, err := p.client.Do(ctx, wire.Request{Method: http.MethodPost, Body: json.RawMessage(body), Header: http.Header{
		HeaderRequest: {requestOf(b)}, cti.HeaderSignature: {cti.Sign(p.secret, p.now(), body)},
	}})
	if err != nil {
		return nil, err
	}
	return p.results(reply, b, sms.Accepted, sms.Rejected, sms.Delivered, sms.Failed)
}

func postOf(b sms.Batch) Post {
	out := Post{Request: requestOf(b), Batch: b.ID, Kind: b.Kind, Advert: b.Advert, Sender: b.Sender, Title: b.Title, Body: b.Body, Template: b.Template, FallBack: b.FallBack, Messages: []Message{}}
	for _, img := range b.Images {
		out.Images = append(out.Images, Image{img.Name, "image/jpeg", img.Data})
	}
	for _, m := range b.Messages {
		out.Messages = append(out.Messages, Message{m.ID, m.Recipient, m.Fields})
	}
	return out
}

// requestOf is the identifier of a post: the same for the same messages.
func requestOf(b sms.Batch) string {
	h := sha256.New()
	fmt.Fprintf(h, "%s\n", b.ID)
	for _, m := range b.Messages {
		fmt.Fprintf(h, "%s\n", m.ID)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// results reads an answer. Of each message only one of some statuses counts.
func (p *Provider) results(reply *wire.Reply, b sms.Batch, said ...sms.Status) ([]sms.Answer, error) {
	var out struct {
		Results []Result `json:"results"`
		Code    string   `json:"code"`
		Text    string   `json:"text"`
	}
	err := json.Unmarshal(reply.Body, &out)
	if f := reply.Fault(); f != nil {
		if err == nil && out.Code != "" {
			f.Code, f.Text = wire.Text(out.Code), wire.Text(out.Text)
		}
		return nil, f
	}
	if err != nil {
		return nil, &sms.Fault{Class: sms.Unknown, Code: "answer", Text: "the provider's answer cannot be read"}
	}
	ours := map[string]bool{}
	for _, m := range b.Messages {
		ours[m.ID] = true
	}
	var answers []sms.Answer
	for _, r := range out.Results {
		if ours[r.ID] && slices.Contains(said, r.Status) {
			delete(ours, r.ID)
			answers = append(answers, p.answer(r))
		}
	}
	return answers, nil
}

func (p *Provider) answer(r Result) sms.Answer {
	if r.At.IsZero() {
		r.At = p.now()
	}
	return sms.Answer{ID: r.ID, Ref: sms.Ref{Request: cut(r.Ref)}, Status: r.Status, Code: wire.Text(cut(r.Code)), Text: wire.Text(r.Text), At: r.At, Parts: r.Parts}
}

// cut bounds an identifier or a code, between two characters.
func cut(s string) string { return strings.ToValidUTF8(s[:min(len(s), mostID)], "") }

// Find implements sms.Provider. What the receiver says counts, but for not_there within
// Config.Settle after the post; one that it does not speak of is Undecided. A receiver
// without lookup cannot be asked.
func (p *Provider) Find(ctx context.Context, b sms.Batch, sent time.Time) ([]sms.Answer, error) {
	by := map[string]sms.Answer{}
	absent := wire.Say("", sms.CannotTell, "cannot_say")
	if p.c.Lookup {
		absent = wire.Say("", sms.Undecided, "looking")
		q := url.Values{}
		for _, m := range b.Messages {
			q.Add("id", m.ID)
		}
		now := p.now()
		reply, err := p.client.Do(ctx, wire.Request{Method: http.MethodGet, Query: q, Header: http.Header{cti.HeaderSignature: {cti.Sign(p.secret, now, []byte(q.Encode()))}}})
		if err != nil {
			return nil, err
		}
		list, err := p.results(reply, b, sms.Accepted, sms.Rejected, sms.Delivered, sms.Failed, sms.TakenBack, sms.NotThere, sms.Undecided, sms.CannotTell)
		if err != nil {
			return nil, err
		}
		for _, a := range list {
			if a.Status == sms.NotThere && now.Sub(sent) < p.c.Settle.D() {
				a = wire.Say(a.ID, sms.Undecided, "looking")
			}
			by[a.ID] = a
		}
	}
	answers := make([]sms.Answer, 0, len(b.Messages))
	for _, m := range b.Messages {
		a, ok := by[m.ID]
		if !ok {
			a = absent
			a.ID = m.ID
		}
		answers = append(answers, a)
	}
	return answers, nil
}

// Explain implements sms.Explainer: the codes of the receiver are its own.
func (p *Provider) Explain(code string) (sms.Saying, bool) { return wire.Explain(code) }

var (
	_ sms.Provider  = (*Provider)(nil)
	_ sms.Receipts  = (*Provider)(nil)
	_ sms.Called    = (*Provider)(nil)
	_ sms.Explainer = (*Provider)(nil)
)
