package cloud

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/outward"
	"github.com/callfloor/callfloor/sms/wire"
)

// Account is how one product is reached, as its configuration says.
type Account struct {
	URL, AppKey                   string
	Secret, SecretFile, SecretEnv string
	Timeout, Settle               centre.Duration
	PerSecond                     int
	Allow                         []string
	Webhook                       Webhook
	Product                       string        // its name in the console
	LeastSettle                   time.Duration // that makes sense with it
}

// Times of an account that its configuration leaves out.
const Timeout = 20 * time.Second

// mostAnswer bounds an answer: a page of the longest texts.
const mostAnswer = 24 << 20

// Check returns what is wrong; at is the path of the account in the configuration.
func (a Account) Check(at string) (list []centre.Problem) {
	bad := func(key, format string, args ...any) {
		list = append(list, centre.Problem{Path: at + "." + key, Message: fmt.Sprintf(format, args...)})
	}
	if err := outward.Check(a.URL); err != nil {
		bad("url", "%v", err)
	}
	if a.AppKey == "" {
		bad("app_key", "is missing: the console of NHN Cloud shows it under %s, URL & Appkey", a.Product)
	}
	switch wire.Places(a.Secret, a.SecretFile, a.SecretEnv) {
	case 0:
		bad("secret_key", "is missing: this, secret_key_file or secret_key_env")
	case 1:
	default:
		bad("secret_key", "stands beside secret_key_file or secret_key_env: one of them")
	}
	if p := centre.Within(at+".timeout", a.Timeout, time.Second, 2*time.Minute); p != nil {
		list = append(list, *p)
	}
	if p := centre.Within(at+".settle", a.Settle, a.LeastSettle, 24*time.Hour); p != nil {
		list = append(list, *p)
	}
	if a.PerSecond < 0 || a.PerSecond > 10_000 {
		bad("per_second", "%d is out of range: allowed is 0 to 10000", a.PerSecond)
	}
	for i, s := range a.Allow {
		if _, err := centre.ParseSource(s); err != nil {
			bad(fmt.Sprintf("allow[%d]", i), "%v", err)
		}
	}
	return append(list, a.Webhook.Check(at+".webhook")...)
}

// Open returns the API of a product, which stands below path of the account's URL, and
// what answers its posts. It connects to nobody.
func (a Account) Open(name, path string, codes Codes) (API, *Hook, error) {
	secret, err := wire.Secret(a.Secret, a.SecretFile, a.SecretEnv)
	if err == nil && secret == "" {
		err = errors.New("is empty")
	}
	if err != nil {
		return API{}, nil, fmt.Errorf("%s.secret_key: %w", name, err)
	}
	allow, err := Sources(a.Allow)
	if err != nil {
		return API{}, nil, fmt.Errorf("%s.allow: %w", name, err)
	}
	client, err := wire.New(wire.Options{
		Base: strings.TrimSuffix(a.URL, "/") + path + url.PathEscape(a.AppKey), Allow: allow, Within: a.Timeout.D(), Header: Header(secret), Most: mostAnswer,
	})
	if err != nil {
		return API{}, nil, fmt.Errorf("%s.url: %w", name, err)
	}
	hook := &Hook{name: name, appKey: a.AppKey, token: a.Webhook.Token}
	if hook.token != "" {
		h := a.Webhook
		hook.signature, err = wire.Secret(h.Signature, h.SignatureFile, h.SignatureEnv)
		if err == nil && hook.signature == "" {
			err = errors.New("is empty")
		}
		if err != nil {
			return API{}, nil, fmt.Errorf("%s.webhook.signature: %w", name, err)
		}
	}
	return API{Client: client, Codes: codes}, hook, nil
}
