package sms

import (
	"context"
	"time"
)

// Local is a provider that delivers nowhere: what is sent stays in the outbox, to try
// everything out. Whoever shows its messages says so.
type Local struct{}

// Name implements Provider.
func (Local) Name() string { return "local" }

// Able implements Provider.
func (Local) Able() Abilities {
	return Abilities{Kinds: []Kind{SMS, MMS}, Recipients: MostRecipients}
}

// Send takes everything.
func (Local) Send(_ context.Context, b Batch) ([]Answer, error) {
	list := make([]Answer, len(b.Messages))
	for i, m := range b.Messages {
		list[i] = Answer{ID: m.ID, Ref: Ref{Request: m.ID}, Status: Accepted, Code: "local", Text: "kept in the outbox: nothing is delivered"}
	}
	return list, nil
}

// Find has nothing: nothing is delivered, so nothing can be sent twice.
func (Local) Find(_ context.Context, b Batch, _ time.Time) ([]Answer, error) {
	list := make([]Answer, len(b.Messages))
	for i, m := range b.Messages {
		list[i] = Answer{ID: m.ID, Status: NotThere}
	}
	return list, nil
}

// Close implements Provider.
func (Local) Close() error { return nil }
