// Package nhn sends SMS, LMS and MMS through NHN Cloud Notification SMS, API v3.0.
//
// The API has no idempotency key. Our identifiers go along as grouping keys, the batch's as
// senderGroupingKey and the message's as recipientGroupingKey, and what was perhaps sent is
// looked for by them (Find) before anything else happens.
//
//	POST sender/sms|mms|ad-sms|ad-mms    Send        the two with ad are of adverts
//	POST attachfile/binaryUpload         images      before an MMS that has some
//	GET  sender/sms|mms                  Find        by registration time and grouping key
//	GET  reservations                    Find        of a scheduled one, which may show there alone
//	PUT  reservations/cancel             Cancel
//	GET  message-results                 Results     what changed in a time of a day at most
//	GET  sendNos                         Senders
//	POST (to us)                         ServeHTTP   results and opt-outs, as they come
//
// Source: the vendor's documentation, github.com/TOAST-DOCS/SMS, ko/api-guide.md,
// error-code.md and webhook.md. Where those contradict themselves both readings are taken:
// see results.go and hook.go.
package nhn

import (
	"fmt"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"

	"github.com/callfloor/callfloor/sms"
	"github.com/callfloor/callfloor/sms/nhn/cloud"
)

// Bounds of the API, beside those of package cloud.
const (
	mostSender = 13
	mostSMS    = 255 // characters that are kept; those that arrive are counted by who fills the batch
	mostMMS    = 4000
	mostTitle  = 120
)

// Provider is NHN Cloud SMS. Any goroutine may use it.
type Provider struct {
	*cloud.Hook
	c   cloud.Account
	api cloud.API
	log zerolog.Logger
	now func() time.Time

	// oldDates is set once message-results has refused the names of the table of its
	// documentation and taken those of its example.
	oldDates atomic.Bool
}

// New returns the provider; it connects to nobody.
func New(c Config, a sms.Around) (*Provider, error) {
	c.Fill()
	if list := c.Check(Name); len(list) > 0 {
		return nil, fmt.Errorf("%s: %s", list[0].Path, list[0].Message)
	}
	p := &Provider{c: c.account(), log: a.Log.With().Str("provider", Name).Logger(), now: a.Clock()}
	var err error
	if p.api, p.Hook, err = p.c.Open(Name, "/sms/v3.0/appKeys/", codes); err != nil {
		return nil, err
	}
	p.Log, p.Keep = p.log, p.keep
	return p, nil
}

// Name is the provider's, for rows and metrics.
const Name = "nhn"

// Name implements sms.Provider.
func (p *Provider) Name() string { return Name }

// Able implements sms.Provider.
func (p *Provider) Able() sms.Abilities {
	return sms.Abilities{Kinds: []sms.Kind{sms.SMS, sms.MMS}, Recipients: cloud.MostRecipients, PerSecond: float64(p.c.PerSecond)}
}

// Close implements sms.Provider.
func (p *Provider) Close() error {
	p.api.Client.Close()
	return nil
}

var (
	_ sms.Provider  = (*Provider)(nil)
	_ sms.Results   = (*Provider)(nil)
	_ sms.Receipts  = (*Provider)(nil)
	_ sms.Senders   = (*Provider)(nil)
	_ sms.Scheduler = (*Provider)(nil)
	_ sms.Called    = (*Provider)(nil)
	_ sms.Explainer = (*Provider)(nil)
)
