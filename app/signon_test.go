package app

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/zitadel/oidc/v3/example/server/exampleop"
	opstore "github.com/zitadel/oidc/v3/example/server/storage"
	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"

	"github.com/callfloor/callfloor/people"
)

// accounts are who has an account at the provider, by log-in name.
type accounts map[string]*opstore.User

// GetUserByID implements storage.UserStore.
func (a accounts) GetUserByID(id string) *opstore.User {
	for _, u := range a {
		if u.ID == id {
			return u
		}
	}
	return nil
}

// GetUserByUsername implements storage.UserStore.
func (a accounts) GetUserByUsername(name string) *opstore.User { return a[name] }

// ExampleClientID implements storage.UserStore.
func (accounts) ExampleClientID() string { return opstore.ServiceUserID }

// directory is the provider's storage. Its UserInfo tells groups to who asked for the
// scope that goes with them.
type directory struct {
	*opstore.Storage
	groups []string
}

// SetUserinfoFromToken implements op.Storage.
func (d directory) SetUserinfoFromToken(ctx context.Context, info *oidc.UserInfo, token, subject, origin string) error {
	err := d.Storage.SetUserinfoFromToken(ctx, info, token, subject, origin)
	if info.Claims[opstore.CustomClaim] != nil {
		info.AppendClaims("groups", d.groups)
	}
	return err
}

// realProvider is a provider that somebody else has written, with its own log-in page.
type realProvider struct {
	URL string

	mu      sync.Mutex
	asked   []string // paths, in order
	request url.Values
}

func (p *realProvider) takeAsked() (asked []string, request url.Values) {
	p.mu.Lock()
	defer p.mu.Unlock()
	asked, p.asked = p.asked, nil
	return asked, p.request
}

// newRealProvider starts one that knows the client callfloor at back, until the test ends.
func newRealProvider(t *testing.T, back string, who accounts, groups ...string) *realProvider {
	t.Helper()
	srv := httptest.NewUnstartedServer(nil)
	p := &realProvider{URL: "http://" + srv.Listener.Addr().String()}
	client := opstore.WebClient("callfloor", "a secret of the client", back)
	storage := directory{opstore.NewStorageWithClients(who, map[string]*opstore.Client{client.GetID(): client}), groups}
	provider := exampleop.SetupServer(p.URL, storage, nil, false, op.WithLogger(slog.New(slog.DiscardHandler)))
	srv.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		p.asked = append(p.asked, r.Method+" "+r.URL.Path)
		if r.URL.Query().Get("response_type") != "" {
			p.request = r.URL.Query()
		}
		p.mu.Unlock()
		provider.ServeHTTP(w, r)
	})
	srv.Start()
	t.Cleanup(srv.Close)
	return p
}

// hidden is a field of the log-in page of the provider that it must get back.
var hidden = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]+)">`)

// signOn goes by single sign-on as a browser does, filling in the form of the provider,
// and returns the browser and where it ends.
func (r *rig) signOn(name, password string) (*http.Client, string) {
	r.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		r.t.Fatal(err)
	}
	b := &http.Client{Jar: jar, CheckRedirect: func(req *http.Request, via []*http.Request) error {
		if req.URL.Host == r.httpAddr && !strings.HasPrefix(req.URL.Path, "/api/") || len(via) > 10 {
			return http.ErrUseLastResponse // where it ends
		}
		return nil
	}}
	res, err := b.Get("http://" + r.httpAddr + "/api/v1/sign-on/begin?next=/floor")
	if err != nil {
		r.t.Fatal(err)
	}
	page, err := io.ReadAll(res.Body)
	res.Body.Close()
	field := hidden.FindSubmatch(page)
	if err != nil || field == nil {
		r.t.Fatalf("%s shows %d %v %s", res.Request.URL, res.StatusCode, err, page)
	}
	res, err = b.PostForm(res.Request.URL.String(), url.Values{string(field[1]): {string(field[2])}, "username": {name}, "password": {password}})
	if err != nil {
		r.t.Fatal(err)
	}
	res.Body.Close()
	return b, res.Header.Get("Location")
}

// who is the person that b is logged in as.
func (r *rig) who(b *http.Client) (login string, role people.Role) {
	r.t.Helper()
	res, err := b.Get("http://" + r.httpAddr + "/api/v1/me")
	if err != nil {
		r.t.Fatal(err)
	}
	defer res.Body.Close()
	var me struct {
		User struct {
			Login string
			Role  people.Role
		}
	}
	if res.StatusCode == http.StatusUnauthorized {
		return "", ""
	}
	if err := json.NewDecoder(res.Body).Decode(&me); err != nil {
		r.t.Fatal(err)
	}
	return me.User.Login, me.User.Role
}

// People log in by a provider of single sign-on that is not ours, as certified ones
// are: its ID token holds no e-mail address and no groups, only its UserInfo does,
// and groups only for a scope of their own.
func TestSignOnWithARealProvider(t *testing.T) {
	r := start(t, t.TempDir())
	op := newRealProvider(t, "http://"+r.httpAddr+"/api/v1/sign-on/callback", accounts{
		"hana":     {ID: "1001", Username: "hana", Password: "at the provider", FirstName: "하나", LastName: "김", Email: "hana@example.com", EmailVerified: true},
		"stranger": {ID: "1002", Username: "stranger", Password: "at the provider", Email: "stranger@example.com", EmailVerified: true},
		"mallory":  {ID: "1003", Username: "mallory", Password: "at the provider", Email: "boss@example.com", EmailVerified: false},
	}, "everybody", "leads")
	for _, c := range [][2]string{
		{"/users", `{"login":"kim-hana","name":"김하나","role":"agent","agent_id":"kim","email":"hana@example.com","password":"Correct horse 9"}`},
		{"/users", `{"login":"boss-2","name":"Boss","role":"administrator","email":"boss@example.com","password":"Correct horse 9"}`},
	} {
		if st := r.api("POST", c[0], c[1], nil); st/100 != 2 {
			t.Fatalf("%s: %d", c[1], st)
		}
	}
	values, err := json.Marshal(map[string]any{"values": map[string]string{
		"oidc.issuer": op.URL, "oidc.client_id": "callfloor", "oidc.client_secret": "a secret of the client", "oidc.domains": "example.com",
		"oidc.role_claim": "groups", "oidc.manager_values": "leads", "oidc.scopes": opstore.CustomScope,
	}})
	if err != nil {
		t.Fatal(err)
	}
	var told json.RawMessage
	if st := r.api("PATCH", "/settings", string(values), &told); st != http.StatusOK {
		t.Fatalf("%d %s", st, told)
	}

	b, to := r.signOn("hana", "at the provider")
	if login, role := r.who(b); to != "/floor" || login != "kim-hana" || role != people.Manager {
		t.Errorf("hana ends at %s as %q, %s", to, login, role)
	}
	asked, request := op.takeAsked()
	if !slices.Contains(asked, "POST /oauth/token") || !slices.Contains(asked, "GET /userinfo") {
		t.Errorf("the provider was asked for %q", asked)
	}
	if request.Get("code_challenge_method") != "S256" || request.Get("nonce") == "" || request.Get("scope") != "openid email profile "+opstore.CustomScope {
		t.Errorf("the log-in began with %v", request)
	}
	var logins []struct{ Method people.LoginMethod }
	if st := r.api("GET", "/users/kim-hana/logins", "", &logins); st != http.StatusOK || len(logins) != 1 || logins[0].Method != people.BySignOn {
		t.Errorf("%d %+v", st, logins)
	}

	for name, why := range map[string]string{"stranger": "person", "mallory": "identity"} { // nobody here; an address that is not verified
		b, to := r.signOn(name, "at the provider")
		if login, _ := r.who(b); to != "/login?sign_on="+why || login != "" {
			t.Errorf("%s ends at %s as %q", name, to, login)
		}
	}
	if b, to := r.signOn("hana", "guessed"); to != "" { // the provider shows its form again
		login, _ := r.who(b)
		t.Errorf("a wrong password ends at %s as %q", to, login)
	}
	if st := r.api("PUT", "/settings/oidc.client_secret", `{"value":"another"}`, nil); st != http.StatusOK {
		t.Fatal(st)
	}
	b, to = r.signOn("hana", "at the provider")
	if login, _ := r.who(b); to != "/login?sign_on=identity" || login != "" {
		t.Errorf("with a wrong client secret hana ends at %s as %q", to, login)
	}
}
