package web

import (
	"context"
	"crypto/subtle"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
	"github.com/callfloor/callfloor/signon"
)

// SignOn talks to the provider of single sign-on.
type SignOn interface {
	Begin(ctx context.Context, cfg signon.Config, redirect string) (signon.Flow, string, error)
	Finish(ctx context.Context, cfg signon.Config, f signon.Flow, code string) (signon.Person, error)
	Check(ctx context.Context, cfg signon.Config) error
}

const (
	flowLife  = 10 * time.Minute
	mostFlows = 10_000
)

// flows are log-ins that are away at the provider, by state. Each is good once.
type flows struct {
	mu sync.Mutex
	by map[string]awayFlow
}

type awayFlow struct {
	signon.Flow
	next  string
	until time.Time
}

func (f *flows) put(fl signon.Flow, next string, now time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.by == nil {
		f.by = map[string]awayFlow{}
	}
	if len(f.by) >= mostFlows {
		for k, v := range f.by {
			if now.After(v.until) {
				delete(f.by, k)
			}
		}
		if len(f.by) >= mostFlows { // the oldest gives way: whoever asks for ever keeps nobody out
			oldest := ""
			for k, v := range f.by {
				if oldest == "" || v.until.Before(f.by[oldest].until) {
					oldest = k
				}
			}
			delete(f.by, oldest)
		}
	}
	f.by[fl.State] = awayFlow{fl, next, now.Add(flowLife)}
}

func (f *flows) take(state string, now time.Time) (awayFlow, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	fl, ok := f.by[state]
	delete(f.by, state)
	return fl, ok && now.Before(fl.until)
}

// SignOnView says whether single sign-on is offered.
type SignOnView struct {
	Offered bool   `json:"offered"`
	Name    string `json:"name,omitempty" doc:"of the provider, for the button"`
}

// SignOnCheck is what a check of the provider found.
type SignOnCheck struct {
	OK       bool   `json:"ok"`
	Words    string `json:"words,omitempty" doc:"what is wrong"`
	Redirect string `json:"redirect" doc:"the address to register with the provider"`
}

// baseOf is where browsers reach us.
func baseOf(ctx context.Context) string {
	base, _ := ctx.Value(baseKey{}).(string)
	return base
}

func (s *Server) signOnConfig() (signon.Config, bool) {
	get := s.Centre.Setting
	cfg := signon.Config{
		Issuer: get(centre.SetOIDCIssuer), ClientID: get(centre.SetOIDCClient), Secret: get(centre.SetOIDCSecret),
		Scopes: strings.Fields(get(centre.SetOIDCScopes)), Domains: centre.SplitList(get(centre.SetOIDCDomains)),
		Login: get(centre.SetOIDCClaim), RoleClaim: get(centre.SetOIDCRoleClaim),
	}
	return cfg, cfg.Issuer != "" && cfg.ClientID != "" && s.SignOn != nil
}

func (s *Server) signOnRoutes() {
	register(s, huma.Operation{OperationID: "sign-on", Method: http.MethodGet, Path: "/sign-on", Tags: []string{"Account"},
		Summary: "Whether single sign-on is offered; begin it by opening /api/v1/sign-on/begin"}, func(context.Context, *struct{}) (*struct{ Body SignOnView }, error) {
		_, ok := s.signOnConfig()
		v := SignOnView{Offered: ok}
		if ok {
			v.Name = s.Centre.Setting(centre.SetOIDCName)
		}
		return &struct{ Body SignOnView }{v}, nil
	})
	register(s, huma.Operation{OperationID: "sign-on-check", Method: http.MethodPost, Path: "/sign-on/check", Tags: []string{"Administration"},
		Summary: "Ask the provider of single sign-on for its description, as a log-in would"}, func(ctx context.Context, _ *struct{}) (*struct{ Body SignOnCheck }, error) {
		cfg, ok := s.signOnConfig()
		v := SignOnCheck{Redirect: baseOf(ctx) + "/api/v1/sign-on/callback"}
		if !ok {
			v.Words = "no provider is set: see oidc.issuer and oidc.client_id"
		} else if err := s.SignOn.Check(ctx, cfg); err != nil {
			v.Words = fault.WithCause(err).Error()
		} else {
			v.OK = true
		}
		return &struct{ Body SignOnCheck }{v}, nil
	})
	s.handle("GET /api/v1/sign-on/begin", "sign-on-begin", s.beginSignOn)
	s.handle("GET /api/v1/sign-on/callback", "sign-on-end", s.endSignOn)
}

func flowCookie(secure bool) string { return cookieName(secure) + "-sign-on" }

// localPath is a path of this site only (W-02).
var localPath = regexp.MustCompile(`^/([^/\\\x00-\x1f][^\\\x00-\x1f]*)?$`)

func (s *Server) beginSignOn(w http.ResponseWriter, r *http.Request) {
	cfg, ok := s.signOnConfig()
	if !ok {
		s.signOnFailed(w, r, "off")
		return
	}
	f, to, err := s.SignOn.Begin(r.Context(), cfg, s.base(r)+"/api/v1/sign-on/callback")
	if err == nil {
		next := r.URL.Query().Get("next")
		if !localPath.MatchString(next) {
			next = "/"
		}
		s.flows.put(f, next, time.Now())
	}
	if err != nil {
		s.Log.Error().Err(fault.WithCause(err)).Msg("single sign-on could not begin")
		s.signOnFailed(w, r, "provider")
		return
	}
	c := s.cookie(flowCookie(s.cfg.Secure), f.State, flowLife) // the answer must come by the same browser
	http.SetCookie(w, &c)
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// signOnFailed sends the browser back to the log-in page, which says why in words.
func (s *Server) signOnFailed(w http.ResponseWriter, r *http.Request, why string) {
	http.Redirect(w, r, "/login?sign_on="+url.QueryEscape(why), http.StatusSeeOther)
}

func (s *Server) endSignOn(w http.ResponseWriter, r *http.Request) {
	q, ctx := r.URL.Query(), r.Context()
	gone := s.cookie(flowCookie(s.cfg.Secure), "", -time.Second)
	http.SetCookie(w, &gone)
	own, err := r.Cookie(flowCookie(s.cfg.Secure))
	if err != nil || subtle.ConstantTimeCompare([]byte(own.Value), []byte(q.Get("state"))) != 1 {
		s.signOnFailed(w, r, "state")
		return
	}
	f, ok := s.flows.take(q.Get("state"), time.Now())
	cfg, on := s.signOnConfig()
	if !ok || !on {
		s.signOnFailed(w, r, "state")
		return
	}
	if q.Get("error") != "" {
		s.signOnFailed(w, r, "refused")
		return
	}
	p, err := s.SignOn.Finish(ctx, cfg, f.Flow, q.Get("code"))
	if err != nil {
		s.refuseSignOn(w, r, err, "identity", "")
		return
	}
	u, err := s.personOf(ctx, p)
	if err != nil {
		s.refuseSignOn(w, r, err, "person", p.Subject)
		return
	}
	out, err := s.open(ctx, u, r.UserAgent(), people.BySignOn)
	if err != nil {
		s.refuseSignOn(w, r, err, "person", p.Subject)
		return
	}
	for _, c := range out.SetCookie {
		http.SetCookie(w, &c)
	}
	http.Redirect(w, r, f.next, http.StatusSeeOther)
}

// refuseSignOn notes a log-in that failed.
func (s *Server) refuseSignOn(w http.ResponseWriter, r *http.Request, err error, why, subject string) {
	if fault.Of(err) == fault.Internal || fault.Of(err) == fault.Overloaded {
		s.Log.Error().Err(fault.WithCause(err)).Msg("single sign-on failed")
		s.signOnFailed(w, r, "provider")
		return
	}
	s.Log.Warn().Err(fault.WithCause(err)).Msg("single sign-on was refused")
	if lerr := s.logAccess(r.Context(), "log_in_failed", "sign_on:"+subject, err.Error()); lerr != nil {
		why = "provider"
	}
	s.signOnFailed(w, r, why)
}

// personOf finds the person of the centre that the provider vouches for, links the
// two, and follows the provider's role where that is set up. Nobody is added, and
// nobody becomes an administrator.
func (s *Server) personOf(ctx context.Context, p signon.Person) (people.User, error) {
	u, err := s.People.UserBySubject(ctx, p.Issuer, p.Subject)
	if fault.Is(err, fault.NotFound) {
		u, err = s.linkPerson(ctx, p)
	}
	if err != nil {
		return u, err
	}
	if u.Disabled {
		return u, fault.New(fault.Denied, "%s may not log in", u.Login)
	}
	return s.followRole(ctx, u, p)
}

// linkPerson finds a person by the claim that the centre has chosen, once.
func (s *Server) linkPerson(ctx context.Context, p signon.Person) (people.User, error) {
	var u people.User
	var err error
	byEmail := false
	switch s.Centre.Setting(centre.SetOIDCClaim) {
	case "preferred_username":
		u, err = s.userByClaim(ctx, p.Username)
	case "upn":
		u, err = s.userByClaim(ctx, p.UPN)
	default:
		if p.Email == "" {
			return u, fault.New(fault.Denied, "the provider has not verified an e-mail address")
		}
		if u, err = s.People.UserByEmail(ctx, p.Email); err == nil {
			byEmail = true
		} else if fault.Is(err, fault.NotFound) {
			u, err = s.userByClaim(ctx, p.Email)
		}
	}
	if fault.Is(err, fault.NotFound) {
		return u, fault.New(fault.Denied, "nobody here belongs to that account: an administrator has to add the person first")
	}
	if err != nil {
		return u, err
	}
	if u.Role == people.Administrator && !byEmail {
		return u, fault.New(fault.Denied, "an administrator is linked by the e-mail address that stands with the person, and by nothing else")
	}
	if err := s.logAccess(ctx, "sign_on_linked", "user:"+u.Login, p.Issuer+" "+p.Subject); err != nil {
		return u, err
	}
	return u, s.People.LinkSubject(ctx, u.ID, p.Issuer, p.Subject)
}

func (s *Server) userByClaim(ctx context.Context, login string) (people.User, error) {
	if login == "" {
		return people.User{}, fault.New(fault.NotFound, "the provider sends no such value")
	}
	return s.People.UserByLogin(ctx, login)
}

// followRole makes the role of a person what the provider says.
func (s *Server) followRole(ctx context.Context, u people.User, p signon.Person) (people.User, error) {
	role := u.Role
	has := func(key string) bool {
		return slices.ContainsFunc(centre.SplitList(s.Centre.Setting(key)), func(v string) bool { return slices.Contains(p.Roles, v) })
	}
	switch {
	case u.Role == people.Administrator: // made and unmade here only
	case has(centre.SetOIDCManagers):
		role = people.Manager
	case has(centre.SetOIDCAgents):
		role = people.AgentRole
	}
	if role == u.Role {
		return u, nil
	}
	before := u
	u.Role = role
	by := people.Author{Actor: "sign_on:" + p.Issuer, Address: from(ctx)}
	c := people.NewChange(by, "user_changed", "user:"+u.Login, userEdit(&before, &u))
	write := u
	write.PasswordHash = "" // stays as it is
	if err := s.People.PutUser(ctx, write, false, c); err != nil {
		return u, err
	}
	return u, s.endLogins(ctx, u.ID)
}
