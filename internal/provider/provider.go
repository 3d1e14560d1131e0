// Package provider is a small provider of single sign-on for tests: OpenID Connect
// with discovery, signing keys, the code flow, PKCE and UserInfo, as real ones have it. Tests
// may make its tokens wrong.
package provider

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// Provider is a running provider. Its fields may be changed between log-ins.
type Provider struct {
	*httptest.Server
	ClientID, Secret string

	mu     sync.Mutex
	claims map[string]any              // of whoever logs in next
	change func(claims map[string]any) // makes the next tokens wrong; nil: right
	key    *rsa.PrivateKey             // that tokens are signed with
	shown  *rsa.PrivateKey             // that is in the key set
	codes  map[string]grant
	info   http.HandlerFunc // UserInfo; nil: there is none
	asked  int              // how often UserInfo was
	Used   int              // codes that were traded
}

// Access is the access token that every log-in gets.
const Access = "an access token"

type grant struct{ nonce, challenge, redirect string }

// Start starts a provider, until the test ends.
func Start(t *testing.T) *Provider {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	p := &Provider{ClientID: "callfloor", Secret: "a secret of the client", key: key, shown: key, codes: map[string]grant{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", p.discovery)
	mux.HandleFunc("GET /keys", p.keys)
	mux.HandleFunc("GET /authorize", p.authorize)
	mux.HandleFunc("POST /token", p.token)
	mux.HandleFunc("GET /userinfo", p.userInfo)
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	return p
}

// As sets who logs in next.
func (p *Provider) As(claims map[string]any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.claims, p.change, p.key = claims, nil, p.shown
}

// Wrong makes the tokens that follow wrong.
func (p *Provider) Wrong(change func(claims map[string]any)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.change = change
}

// Forge signs the tokens that follow with a key that is not the provider's.
func (p *Provider) Forge(t *testing.T) {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.key = key
}

// Info makes h the UserInfo of the provider. Clients see from its description whether
// there is one: set it before the first log-in.
func (p *Provider) Info(h http.HandlerFunc) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.info, p.asked = h, 0
}

// Tell is a UserInfo that says claims.
func Tell(claims map[string]any) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { answer(w, claims) }
}

// Asked is how often UserInfo was asked since Info.
func (p *Provider) Asked() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.asked
}

func (p *Provider) userInfo(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	h := p.info
	p.asked++
	p.mu.Unlock()
	if r.Header.Get("Authorization") != "Bearer "+Access || h == nil {
		http.Error(w, "a wrong access token", http.StatusUnauthorized)
		return
	}
	h(w, r)
}

func (p *Provider) discovery(w http.ResponseWriter, _ *http.Request) {
	p.mu.Lock()
	has := p.info != nil
	p.mu.Unlock()
	says := map[string]any{
		"issuer": p.URL, "authorization_endpoint": p.URL + "/authorize", "token_endpoint": p.URL + "/token", "jwks_uri": p.URL + "/keys",
		"response_types_supported": []string{"code"}, "subject_types_supported": []string{"public"},
		"id_token_signing_alg_values_supported": []string{"RS256"}, "code_challenge_methods_supported": []string{"S256"},
	}
	if has {
		says["userinfo_endpoint"] = p.URL + "/userinfo"
	}
	answer(w, says)
}

func (p *Provider) keys(w http.ResponseWriter, _ *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	answer(w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: &p.shown.PublicKey, KeyID: "1", Algorithm: "RS256", Use: "sig"}}})
}

// authorize lets whoever is next in, without asking.
func (p *Provider) authorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	back, err := url.Parse(q.Get("redirect_uri"))
	if err != nil || q.Get("client_id") != p.ClientID || q.Get("response_type") != "code" || q.Get("code_challenge_method") != "S256" || q.Get("nonce") == "" {
		http.Error(w, "a wrong request", http.StatusBadRequest)
		return
	}
	b := make([]byte, 16)
	rand.Read(b) //nolint:errcheck // it never fails (crypto/rand)
	code := base64.RawURLEncoding.EncodeToString(b)
	p.mu.Lock()
	p.codes[code] = grant{q.Get("nonce"), q.Get("code_challenge"), q.Get("redirect_uri")}
	p.mu.Unlock()
	out := back.Query()
	out.Set("code", code)
	out.Set("state", q.Get("state"))
	back.RawQuery = out.Encode()
	http.Redirect(w, r, back.String(), http.StatusFound)
}

func (p *Provider) token(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	id, secret, ok := r.BasicAuth()
	if !ok {
		id, secret = r.PostFormValue("client_id"), r.PostFormValue("client_secret")
	}
	code := r.PostFormValue("code")
	g, known := p.codes[code]
	delete(p.codes, code)
	sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	if id != p.ClientID || secret != url.QueryEscape(p.Secret) && secret != p.Secret || !known || g.redirect != r.PostFormValue("redirect_uri") ||
		g.challenge != base64.RawURLEncoding.EncodeToString(sum[:]) || r.PostFormValue("grant_type") != "authorization_code" {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusBadRequest)
		w.Write([]byte(`{"error":"invalid_grant"}`)) //nolint:errcheck // the client is gone
		return
	}
	p.Used++
	now := time.Now()
	claims := map[string]any{"iss": p.URL, "aud": p.ClientID, "exp": now.Add(5 * time.Minute).Unix(), "iat": now.Unix(), "nonce": g.nonce}
	for k, v := range p.claims {
		claims[k] = v
	}
	if p.change != nil {
		p.change(claims)
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: p.key, KeyID: "1"}}, nil)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	raw, err := jwt.Signed(signer).Claims(claims).Serialize()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	answer(w, map[string]any{"access_token": Access, "token_type": "Bearer", "expires_in": 300, "id_token": raw})
}

func answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(v) //nolint:errcheck // the client is gone
}
