// Package signon lets people log in through a provider of single sign-on: OpenID
// Connect Core 1.0, the code flow (section 3.1) with PKCE (RFC 7636), state and
// nonce. It says who the provider vouches for; which person of the centre that is,
// is the caller's to decide.
package signon

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/callfloor/callfloor/fault"
)

// Config is what the centre has agreed with its provider.
type Config struct {
	Issuer    string
	ClientID  string
	Secret    string
	Scopes    []string // to ask for beside openid, email and profile
	Domains   []string // of e-mail addresses that are let in; none: all
	Login     string   // name of the claim that finds the person; "" for email
	RoleClaim string   // name of the claim that holds roles; "" for none
}

// Flow is a log-in that is away at the provider. It is good once.
type Flow struct {
	State    string
	Nonce    string
	Verifier string // PKCE (RFC 7636)
	Redirect string // where the provider sends the browser back to
}

// Person is who the provider vouches for.
type Person struct {
	Issuer   string
	Subject  string // the provider's name for the person, for good
	Email    string // "" where the provider has not verified it
	Username string // preferred_username
	UPN      string
	Name     string
	Roles    []string // of Config.RoleClaim
}

// Client talks to providers. Its methods may be called from any goroutine.
type Client struct {
	http *http.Client
	now  func() time.Time

	mu       sync.Mutex // guards the rest; never held while a provider is asked
	issuer   string
	provider *oidc.Provider
}

const (
	providerWithin = 5 * time.Second
	mostAnswer     = 1 << 20 // bytes of an answer of a provider
)

// New makes a client that reads the time from now.
func New(now func() time.Time) *Client {
	return &Client{now: now, http: &http.Client{
		Timeout: providerWithin, Transport: bounded{http.DefaultTransport},
		CheckRedirect: func(*http.Request, []*http.Request) error { return errors.New("the provider redirects") },
	}}
}

// bounded lets no answer be longer than mostAnswer.
type bounded struct{ http.RoundTripper }

// RoundTrip implements http.RoundTripper.
func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := b.RoundTripper.RoundTrip(r)
	if err == nil {
		res.Body = http.MaxBytesReader(nil, res.Body, mostAnswer)
	}
	return res, err
}

// discover reads what the provider says of itself (OpenID Connect Discovery 1.0),
// once for each issuer. The signing keys are read again when an unknown one comes.
func (c *Client) discover(ctx context.Context, issuer string) (*oidc.Provider, error) {
	c.mu.Lock()
	p := c.provider
	if c.issuer != issuer {
		p = nil
	}
	c.mu.Unlock()
	if p != nil {
		return p, nil
	}
	p, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), c.http), issuer)
	if err != nil {
		return nil, fault.New(fault.Overloaded, "the provider of single sign-on does not answer as it should: %w", err)
	}
	c.mu.Lock()
	c.issuer, c.provider = issuer, p
	c.mu.Unlock()
	return p, nil
}

func (cfg Config) oauth(p *oidc.Provider, redirect string) *oauth2.Config {
	scopes := []string{oidc.ScopeOpenID, "email", "profile"}
	for _, s := range cfg.Scopes {
		if !slices.Contains(scopes, s) {
			scopes = append(scopes, s)
		}
	}
	return &oauth2.Config{ClientID: cfg.ClientID, ClientSecret: cfg.Secret, Endpoint: p.Endpoint(), RedirectURL: redirect, Scopes: scopes}
}

// Begin begins a log-in and returns where the browser is to go.
func (c *Client) Begin(ctx context.Context, cfg Config, redirect string) (Flow, string, error) {
	p, err := c.discover(ctx, cfg.Issuer)
	if err != nil {
		return Flow{}, "", err
	}
	f := Flow{State: random(), Nonce: random(), Verifier: oauth2.GenerateVerifier(), Redirect: redirect}
	return f, cfg.oauth(p, redirect).AuthCodeURL(f.State, oidc.Nonce(f.Nonce), oauth2.S256ChallengeOption(f.Verifier)), nil
}

func random() string {
	b := make([]byte, 24)
	rand.Read(b) //nolint:errcheck // it never fails (crypto/rand)
	return base64.RawURLEncoding.EncodeToString(b)
}

// Finish trades the code that the browser brought back for the person whom the
// provider vouches for. The token must be signed by a key of the provider's, for
// this centre, not expired, and carry the nonce of this flow (Core section
// 3.1.3.7); fault.Denied otherwise. Claims that are needed and not in the token are
// asked of UserInfo.
func (c *Client) Finish(ctx context.Context, cfg Config, f Flow, code string) (Person, error) {
	p, err := c.discover(ctx, cfg.Issuer)
	if err != nil {
		return Person{}, err
	}
	octx := oidc.ClientContext(ctx, c.http)
	tok, err := cfg.oauth(p, f.Redirect).Exchange(octx, code, oauth2.VerifierOption(f.Verifier))
	if err != nil {
		return Person{}, fault.New(fault.Denied, "the provider did not accept the log-in: %w", err)
	}
	raw, ok := tok.Extra("id_token").(string)
	if !ok {
		return Person{}, fault.New(fault.Denied, "the provider sent no identity")
	}
	id, err := p.VerifierContext(octx, &oidc.Config{ClientID: cfg.ClientID, Now: c.now}).Verify(octx, raw)
	if err != nil {
		return Person{}, fault.New(fault.Denied, "the provider's identity is not valid: %w", err)
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(f.Nonce)) != 1 {
		return Person{}, fault.New(fault.Denied, "the provider's identity is of another log-in")
	}
	claims, err := cfg.claims(id)
	if err != nil {
		return Person{}, err
	}
	if err := c.complete(octx, p, cfg, tok, id, claims); err != nil {
		return Person{}, err
	}
	return cfg.person(id, claims)
}

// claims reads the claims of a verified token.
func (cfg Config) claims(id *oidc.IDToken) (map[string]any, error) {
	claims := map[string]any{}
	if err := id.Claims(&claims); err != nil {
		return nil, fault.New(fault.Denied, "the provider's identity is not readable: %w", err)
	}
	azp := claims["azp"]
	if azp != nil && azp != any(cfg.ClientID) || azp == nil && len(id.Audience) > 1 {
		return nil, fault.New(fault.Denied, "the provider's identity is for another program")
	}
	return claims, nil
}

// person makes a person of the claims of id.
func (cfg Config) person(id *oidc.IDToken, claims map[string]any) (Person, error) {
	p := Person{
		Issuer: id.Issuer, Subject: id.Subject,
		Username: text(claims["preferred_username"]), UPN: text(claims["upn"]), Name: text(claims["name"]),
	}
	if v := claims["email_verified"]; v == true || v == "true" { // some providers write a text
		p.Email = text(claims["email"])
	}
	if len(cfg.Domains) > 0 {
		_, domain, _ := strings.Cut(p.Email, "@")
		if domain == "" || !slices.ContainsFunc(cfg.Domains, func(d string) bool { return strings.EqualFold(d, domain) }) {
			return Person{}, fault.New(fault.Denied, "only people with a verified e-mail address of %s may log in here", strings.Join(cfg.Domains, ", "))
		}
	}
	if cfg.RoleClaim != "" {
		p.Roles = texts(claims[cfg.RoleClaim])
	}
	return p, nil
}

// text returns a claim that is a text, "" for any other.
func text(v any) string {
	s, _ := v.(string)
	return s
}

// texts returns a claim that is a text or a list of texts.
func texts(v any) (list []string) {
	switch x := v.(type) {
	case string:
		return []string{x}
	case []any:
		for _, e := range x {
			if s, ok := e.(string); ok {
				list = append(list, s)
			}
		}
	}
	return list
}

// Check asks a provider anew what it says of itself.
func (c *Client) Check(ctx context.Context, cfg Config) error {
	c.mu.Lock()
	c.issuer, c.provider = "", nil
	c.mu.Unlock()
	_, err := c.discover(ctx, cfg.Issuer)
	return err
}
