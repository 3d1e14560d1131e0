// Package alimtalk sends KakaoTalk Alimtalk through NHN Cloud, API v2.3.
//
// A message is a template that Kakao has approved, filled in: nobody writes freely. Where it
// does not arrive the vendor sends an SMS or LMS instead, if the batch says so (FallBack).
//
// Every request has an idempotency key of its batch and messages, by which the vendor
// refuses the same one for ten minutes. That alone does not make sending again safe, as the
// refusal does not say what became of the first: what was perhaps sent is looked for by our
// identifiers, as with SMS.
//
//	POST   messages                     Send
//	GET    messages                     Find            by registration time and grouping key
//	DELETE messages/{requestId}         Cancel
//	GET    message-results              Results         by the vendor's identifiers only
//	GET    senders/{key}/templates      KakaoTemplates
//	POST   (to us)                      ServeHTTP       results as they come
//
// Source: the vendor's documentation, github.com/TOAST-DOCS/Alimtalk,
// ko/alimtalk-api-guide.md, error-code.md and webhook-api-guide.md.
package alimtalk

import (
	"fmt"
	"time"

	"github.com/rs/zerolog"

	"github.com/callfloor/callfloor/sms"
	"github.com/callfloor/callfloor/sms/nhn/cloud"
)

// Bounds of the API, beside those of package cloud.
const (
	mostSenderKey = 40
	mostTemplate  = 20
	mostNumber    = 15
	mostSMS       = 90               // bytes of what is sent instead by SMS; longer ones go as LMS
	idempotent    = 10 * time.Minute // how long a key is remembered
)

// Provider is Alimtalk. Any goroutine may use it.
type Provider struct {
	*cloud.Hook
	c         cloud.Account
	senderKey string
	api       cloud.API
	log       zerolog.Logger
	now       func() time.Time
}

// New returns the provider; it connects to nobody.
func New(c Config, a sms.Around) (*Provider, error) {
	c.Fill()
	if list := c.Check(Name); len(list) > 0 {
		return nil, fmt.Errorf("%s: %s", list[0].Path, list[0].Message)
	}
	p := &Provider{c: c.account(), senderKey: c.SenderKey, log: a.Log.With().Str("provider", Name).Logger(), now: a.Clock()}
	var err error
	if p.api, p.Hook, err = p.c.Open(Name, "/alimtalk/v2.3/appkeys/", codes); err != nil {
		return nil, err
	}
	p.Log, p.Keep = p.log, p.keep
	return p, nil
}

// Name is the provider's, for rows and metrics.
const Name = "alimtalk"

// Name implements sms.Provider.
func (p *Provider) Name() string { return Name }

// Able implements sms.Provider.
func (p *Provider) Able() sms.Abilities {
	return sms.Abilities{Kinds: []sms.Kind{sms.Alimtalk}, Recipients: cloud.MostRecipients, PerSecond: float64(p.c.PerSecond)}
}

// Close implements sms.Provider.
func (p *Provider) Close() error {
	p.api.Client.Close()
	return nil
}

var (
	_ sms.Provider       = (*Provider)(nil)
	_ sms.Results        = (*Provider)(nil)
	_ sms.Receipts       = (*Provider)(nil)
	_ sms.Scheduler      = (*Provider)(nil)
	_ sms.Called         = (*Provider)(nil)
	_ sms.Explainer      = (*Provider)(nil)
	_ sms.KakaoTemplates = (*Provider)(nil)
)
