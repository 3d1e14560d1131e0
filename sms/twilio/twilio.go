// Package twilio takes messages of customers in the way of Twilio's webhooks, which other
// providers copy. It sends nothing: it stands beside a provider that does.
//
// Source: twilio.com/docs/messaging/guides/webhook-request and
// twilio.com/docs/usage/webhooks/webhooks-security. The vendor adds parameters without
// notice: the signature is over all that come.
package twilio

import (
	"context"
	"crypto/hmac"
	"crypto/sha1" // the vendor's signature is made with it
	"encoding/base64"
	"errors"
	"fmt"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"

	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/outward"
	"github.com/callfloor/callfloor/sms"
	"github.com/callfloor/callfloor/sms/wire"
)

// Config is the account whose messages are taken.
type Config struct {
	AccountSID    string `yaml:"account_sid" doc:"account whose messages are taken"`
	AuthToken     string `yaml:"auth_token" doc:"that posts are signed with; this, auth_token_file or auth_token_env"`
	AuthTokenFile string `yaml:"auth_token_file" doc:"file that holds the token"`
	AuthTokenEnv  string `yaml:"auth_token_env" doc:"environment variable that holds the token"`
	PublicURL     string `yaml:"public_url" doc:"what stands before /hooks in the address that was typed into the provider's console, such as https://centre.example.com; left out: http.public_url. The signature is over the whole address"`
	Token         string `yaml:"token" doc:"end of that address, https://HOST/hooks/sms/twilio/TOKEN, for messages and for the status of messages; 20 characters at least, such as from: openssl rand -hex 20. Left out: nothing is taken"`
}

// Check returns what is wrong; at is the path of c in the configuration.
func (c Config) Check(at string) (list []centre.Problem) {
	bad := func(key, format string, args ...any) {
		list = append(list, centre.Problem{Path: at + "." + key, Message: fmt.Sprintf(format, args...)})
	}
	if c.AccountSID == "" {
		bad("account_sid", "is missing: the provider's console shows it")
	}
	switch n := wire.Places(c.AuthToken, c.AuthTokenFile, c.AuthTokenEnv); {
	case n == 0:
		bad("auth_token", "is missing: this, auth_token_file or auth_token_env")
	case n > 1:
		bad("auth_token", "stands beside auth_token_file or auth_token_env: one of them")
	}
	if c.PublicURL == "" {
		bad("public_url", "is missing, and so is http.public_url: behind a proxy nobody else knows the address that the signature is over")
	} else if err := outward.Check(c.PublicURL); err != nil {
		bad("public_url", "%v", err)
	}
	if !wire.GoodToken(c.Token) {
		bad("token", "must be 20 to 100 letters, digits, - and _, such as from: openssl rand -hex 20")
	}
	return list
}

// Provider takes messages. Any goroutine may use it.
type Provider struct {
	c     Config
	token string
	log   zerolog.Logger
	now   func() time.Time
	sink  atomic.Pointer[sms.Sink]
}

// New returns the provider.
func New(c Config, a sms.Around) (*Provider, error) {
	if list := c.Check(Name); len(list) > 0 {
		return nil, fmt.Errorf("%s: %s", list[0].Path, list[0].Message)
	}
	token, err := wire.Secret(c.AuthToken, c.AuthTokenFile, c.AuthTokenEnv)
	if err != nil {
		return nil, fmt.Errorf("twilio.auth_token: %w", err)
	}
	if token == "" {
		return nil, errors.New("twilio.auth_token: is empty")
	}
	return &Provider{c: c, token: token, log: a.Log.With().Str("provider", Name).Logger(), now: a.Clock()}, nil
}

// Name is the provider's, for rows and metrics.
const Name = "twilio"

// Name implements sms.Provider.
func (p *Provider) Name() string { return Name }

// Able implements sms.Provider: it sends no kind of message.
func (p *Provider) Able() sms.Abilities { return sms.Abilities{Recipients: 1} }

// Send implements sms.Provider, and refuses.
func (p *Provider) Send(context.Context, sms.Batch) ([]sms.Answer, error) {
	return nil, wire.Refuse("kind")
}

// Find implements sms.Provider: nothing was ever sent.
func (p *Provider) Find(_ context.Context, b sms.Batch, _ time.Time) (answers []sms.Answer, err error) {
	for _, m := range b.Messages {
		answers = append(answers, wire.Say(m.ID, sms.NotThere, "not_found"))
	}
	return answers, nil
}

// Close implements sms.Provider.
func (p *Provider) Close() error { return nil }

// Receive implements sms.Receipts.
func (p *Provider) Receive(s sms.Sink) { p.sink.Store(&s) }

// Path implements sms.Called.
func (p *Provider) Path() string { return "/hooks/sms/" + Name + "/" + p.c.Token }

// HeaderSignature carries the signature of a post.
const HeaderSignature = "X-Twilio-Signature"

// Sign is the signature of a post: of the whole address and, in the order of their names,
// each parameter's name and value behind it. Values of one name are in order and each once.
func Sign(token, address string, form url.Values) string {
	mac := hmac.New(sha1.New, []byte(token))
	mac.Write([]byte(address)) //nolint:errcheck // it returns none
	for _, name := range slices.Sorted(maps.Keys(form)) {
		values := slices.Compact(slices.Sorted(slices.Values(form[name])))
		for _, v := range values {
			mac.Write([]byte(name + v)) //nolint:errcheck // as above
		}
	}
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// reply is what a post is answered with: no message goes back by this way.
const reply = `<?xml version="1.0" encoding="UTF-8"?><Response></Response>`

// ServeHTTP implements sms.Called.
func (p *Provider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	data, ok := wire.Body(w, r)
	if !ok {
		return
	}
	form, err := url.ParseQuery(string(data))
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" {
		http.Error(w, "not a form", http.StatusBadRequest)
		return
	}
	address := strings.TrimSuffix(p.c.PublicURL, "/") + p.Path()
	if r.URL.RawQuery != "" {
		address += "?" + r.URL.RawQuery
	}
	if !hmac.Equal([]byte(r.Header.Get(HeaderSignature)), []byte(Sign(p.token, address, form))) {
		p.log.Warn().Msg("a post is refused: its signature is none of our token and address; check auth_token and public_url")
		http.Error(w, "signature", http.StatusForbidden)
		return
	}
	if form.Get("AccountSid") != p.c.AccountSID {
		p.log.Warn().Msg("a post is refused: it is of another account")
		http.Error(w, "another account", http.StatusForbidden)
		return
	}
	sink := p.sink.Load()
	if sink == nil {
		http.Error(w, "starting", http.StatusServiceUnavailable)
		return
	}
	if form.Has("MessageStatus") {
		err = p.status(r.Context(), *sink, form)
	} else {
		err = p.message(r.Context(), *sink, form)
	}
	switch {
	case fault.Is(err, fault.Invalid):
		http.Error(w, err.Error(), http.StatusUnprocessableEntity)
		return
	case err != nil:
		p.log.Error().Err(fault.WithCause(err)).Msg("what a provider told cannot be kept: it is told again")
		http.Error(w, "not kept", http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "text/xml; charset=utf-8")
	w.Write([]byte(reply)) //nolint:errcheck // who asked has gone
}

// sid is the identifier of a message, under one of its three names.
func sid(form url.Values) string {
	for _, name := range []string{"MessageSid", "SmsMessageSid", "SmsSid"} {
		if v := form.Get(name); v != "" {
			return v
		}
	}
	return ""
}

// mostMedia bounds the addresses of what came with a message.
const mostMedia = 10

// message keeps a message of a customer. The vendor's identifier makes that it is one,
// however often it comes.
func (p *Provider) message(ctx context.Context, sink sms.Sink, form url.Values) error {
	m := sms.Incoming{Provider: Name, ID: sid(form), From: form.Get("From"), To: form.Get("To"), Body: form.Get("Body"), At: p.now()}
	if m.ID == "" || m.From == "" || m.To == "" {
		return fault.New(fault.Invalid, "a message needs MessageSid, From and To")
	}
	n, _ := strconv.Atoi(form.Get("NumMedia")) // 0 where there is none
	for i := range min(max(n, 0), mostMedia) {
		if u := form.Get("MediaUrl" + strconv.Itoa(i)); u != "" {
			m.Media = append(m.Media, u)
		}
	}
	return sink.CameIn(ctx, m)
}

// statuses are what became of a message (MessageStatus); others say that it is on its way.
var statuses = map[string]sms.Status{"delivered": sms.Delivered, "read": sms.Delivered, "undelivered": sms.Failed, "failed": sms.Failed, "canceled": sms.TakenBack}

// status keeps what became of a message that somebody sent through the account: the
// provider beside this one, where it names messages by the same identifiers.
func (p *Provider) status(ctx context.Context, sink sms.Sink, form url.Values) error {
	a := sms.Answer{Ref: sms.Ref{Request: sid(form)}, Status: sms.Accepted, Code: wire.Text(form.Get("MessageStatus")), At: p.now(), Stray: true}
	if a.Ref.Request == "" {
		return fault.New(fault.Invalid, "a status needs MessageSid")
	}
	if s, ok := statuses[form.Get("MessageStatus")]; ok {
		a.Status = s
	}
	if code := form.Get("ErrorCode"); a.Status == sms.Failed && code != "" {
		a.Code, a.Text = wire.Text(code), wire.Text("error "+code+" of the provider")
	}
	return sink.Answered(ctx, Name, []sms.Answer{a})
}

var (
	_ sms.Provider = (*Provider)(nil)
	_ sms.Receipts = (*Provider)(nil)
	_ sms.Called   = (*Provider)(nil)
)
