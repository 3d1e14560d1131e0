package cloud

import (
	"context"
	"encoding/json"
	"net/http"
	"sync/atomic"

	"github.com/rs/zerolog"

	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/sms"
	"github.com/callfloor/callfloor/sms/wire"
)

// Webhook is where NHN posts results to.
type Webhook struct {
	Token         string `yaml:"token" doc:"end of the address that is typed into the console, https://HOST/hooks/sms/NAME/TOKEN, where NAME is nhn or alimtalk; 20 characters at least, such as from: openssl rand -hex 20. Left out: no webhook"`
	Signature     string `yaml:"signature" doc:"signature that is typed into the console; this, signature_file or signature_env"`
	SignatureFile string `yaml:"signature_file" doc:"file that holds the signature"`
	SignatureEnv  string `yaml:"signature_env" doc:"environment variable that holds the signature"`
}

// Check returns what is wrong; at is the path of h in the configuration.
func (h Webhook) Check(at string) (list []centre.Problem) {
	bad := func(key, message string) {
		list = append(list, centre.Problem{Path: at + "." + key, Message: message})
	}
	n := wire.Places(h.Signature, h.SignatureFile, h.SignatureEnv)
	switch {
	case h.Token == "" && n > 0:
		bad("token", "is missing: it ends the address, 20 letters, digits, - and _ at least")
	case h.Token == "":
	case !wire.GoodToken(h.Token):
		bad("token", "must be 20 to 100 letters, digits, - and _, such as from: openssl rand -hex 20")
	case n == 0:
		bad("signature", "is missing: the console does not ask for one, but without it anybody who learns the address could tell results")
	}
	if n > 1 {
		bad("signature", "stands in more than one of signature, signature_file and signature_env")
	}
	return list
}

// HeaderSignature carries the signature of a post. It is the text that was typed into the
// console and nothing that is computed, so that it says who posts and not what.
const HeaderSignature = "X-Toast-Webhook-Signature"

// Events of webhooks.
const (
	EventResult        = "MESSAGE_RESULT_UPDATE"
	EventUnsubscribe   = "UNSUBSCRIBE"
	EventBlocked       = "CONVERSION_BLOCK"
	EventInternational = "INTERNATIONAL_DELIVERY_RECEIPT"
)

// Hooks is what a post says.
type Hooks struct {
	ID     string            `json:"hooksId"`
	AppKey string            `json:"appKey"`
	Event  string            `json:"event"`
	Hooks  []json.RawMessage `json:"hooks"`
}

// Hook answers posts, at an address that nobody can guess. What is told is kept before it is
// answered; what cannot be kept is told again, and what was told twice is one thing to who
// keeps it. It is part of a provider.
type Hook struct {
	Log  zerolog.Logger
	Keep func(ctx context.Context, sink sms.Sink, h Hooks) error

	name, appKey, token, signature string
	sink                           atomic.Pointer[sms.Sink]
}

// Receive implements sms.Receipts.
func (h *Hook) Receive(s sms.Sink) { h.sink.Store(&s) }

// Path implements sms.Called.
func (h *Hook) Path() string {
	if h.token == "" {
		return ""
	}
	return "/hooks/sms/" + h.name + "/" + h.token
}

// ServeHTTP implements sms.Called.
func (h *Hook) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if h.token == "" {
		http.NotFound(w, r)
		return
	}
	if h.signature == "" || !wire.Same(r.Header.Get(HeaderSignature), h.signature) {
		h.Log.Warn().Msg("a post of results is refused: its signature is not the one of the configuration")
		http.Error(w, "signature", http.StatusForbidden)
		return
	}
	data, ok := wire.Body(w, r)
	if !ok {
		return
	}
	var in Hooks
	if err := json.Unmarshal(data, &in); err != nil {
		h.Log.Warn().Msg("a post of results is refused: it is not the JSON of a webhook")
		http.Error(w, "not the JSON of a webhook", http.StatusBadRequest)
		return
	}
	if in.AppKey != h.appKey {
		h.Log.Warn().Msg("a post of results is refused: it is of another app key")
		http.Error(w, "another app key", http.StatusForbidden)
		return
	}
	sink := h.sink.Load()
	if sink == nil {
		http.Error(w, "starting", http.StatusServiceUnavailable)
		return
	}
	if err := h.Keep(r.Context(), *sink, in); err != nil {
		h.Log.Error().Err(fault.WithCause(err)).Str("event", wire.Text(in.Event)).Int("hooks", len(in.Hooks)).Msg("what a provider told cannot be kept: it is told again")
		http.Error(w, "not kept", http.StatusServiceUnavailable)
		return
	}
	w.WriteHeader(http.StatusOK)
}

// Each reads every hook of a post as a T, and gives it to take. One that cannot be read is
// left out: it would not be read the next time either.
func Each[T any](log zerolog.Logger, h Hooks, take func(T) bool) {
	for _, raw := range h.Hooks {
		var one T
		if json.Unmarshal(raw, &one) != nil || !take(one) {
			log.Warn().Str("event", wire.Text(h.Event)).Msg("a part of what the provider told cannot be read, and is left out")
		}
	}
}
