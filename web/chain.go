package web

import (
	"context"
	"net/http"
	"net/netip"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
)

// A live connection counts as use of a log-in (people.LoginUnused).
const (
	touchInterval = time.Minute
	touchWithin   = 500 * time.Millisecond
	touchPause    = 10 * time.Second
)

// widgetPath is the script of the customers' chat, which is served as pages are.
const widgetPath = "/chat/widget.js"

// csp lets pages load our own files only. The wallboard's and charts' styles are
// set through the CSSOM, which needs no exception.
const csp = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

func cookieName(secure bool) string {
	if secure {
		return "__Host-callfloor"
	}
	return "callfloor"
}

func displayCookie(secure bool) string { return cookieName(secure) + "-display" }

// chain wraps the routes: recover, headers, cross-origin protection, identity,
// metrics.
func (s *Server) chain(h http.Handler) http.Handler {
	h = s.measure(h)
	h = s.identify(h)
	cross := http.NewCrossOriginProtection()
	cross.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		writeProblem(w, fault.New(fault.Denied, "this request comes from another site"))
	}))
	h = cross.Handler(h)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if p := recover(); p != nil {
				if p == http.ErrAbortHandler { //nolint:errorlint // the documented sentinel
					panic(p)
				}
				s.Log.Error().Interface("panic", p).Bytes("stack", debug.Stack()).Str("path", r.URL.Path).Msg("a request made the program panic")
				writeProblem(w, fault.New(fault.Internal, "panic"))
			}
		}()
		hd := w.Header()
		hd.Set("Content-Security-Policy", csp)
		hd.Set("X-Content-Type-Options", "nosniff")
		hd.Set("Referrer-Policy", "same-origin")
		hd.Set("Cross-Origin-Opener-Policy", "same-origin")
		hd.Set("Cross-Origin-Resource-Policy", "same-origin")
		if s.cfg.Secure {
			hd.Set("Strict-Transport-Security", "max-age=31536000")
		}
		if s.Visitors != nil && strings.HasPrefix(r.URL.Path, "/chat/") && r.URL.Path != widgetPath && r.URL.Path != SamplePath {
			s.Visitors.ServeHTTP(w, r)
			return
		}
		if strings.HasPrefix(r.URL.Path, "/api/") {
			hd.Set("Cache-Control", "no-store")
		}
		h.ServeHTTP(w, r)
	})
}

// identify finds out who a request is from. A key or cookie that is not valid is
// nobody's.
func (s *Server) identify(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/ui/") {
			h.ServeHTTP(w, r)
			return
		}
		id, err := s.identity(r)
		if err != nil {
			s.Log.Error().Err(fault.WithCause(err)).Msg("a request could not be told whose it is")
			writeProblem(w, fault.New(fault.Overloaded, "the database does not answer: try again in some seconds"))
			return
		}
		ctx := context.WithValue(r.Context(), identityKey{}, id)
		ctx = context.WithValue(ctx, addressKey{}, s.address(r))
		ctx = context.WithValue(ctx, baseKey{}, s.base(r))
		ctx = context.WithValue(ctx, arrivalKey{}, time.Now())
		h.ServeHTTP(w, r.WithContext(ctx))
	})
}

type (
	addressKey struct{}
	baseKey    struct{}
	arrivalKey struct{}
)

// arrival is when a request came, before its body was read: the time from which the
// server counts how long its answer may take. Now, for what is not from a request.
func arrival(ctx context.Context) time.Time {
	if at, ok := ctx.Value(arrivalKey{}).(time.Time); ok {
		return at
	}
	return time.Now()
}

// base is where browsers reach us: public_url, else as this request did.
func (s *Server) base(r *http.Request) string {
	switch {
	case s.cfg.PublicURL != "":
		return s.cfg.PublicURL
	case r.TLS != nil:
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

func from(ctx context.Context) string {
	a, _ := ctx.Value(addressKey{}).(string)
	return a
}

// Address is where a request comes from, behind trusted proxies too.
func (s *Server) Address(r *http.Request) string { return s.address(r) }

// address returns where a request comes from. Behind trusted proxies that is the
// last address of X-Forwarded-For that is not one of theirs.
func (s *Server) address(r *http.Request) string {
	ap, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	addr := ap.Addr().Unmap()
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && s.proxy(addr); i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		addr = hop.Unmap()
	}
	return addr.String()
}

func (s *Server) proxy(a netip.Addr) bool {
	return slices.ContainsFunc(s.cfg.Proxies, func(p netip.Prefix) bool { return p.Contains(a) })
}

// pageLanguage is the header in which our pages say what language they are read in. Accept-Language
// is none: it also comes from browsers that are set to one language, with what they open by
// themselves.
const pageLanguage = "Callfloor-Language"

func (s *Server) identity(r *http.Request) (Identity, error) {
	ctx := r.Context()
	if h := r.Header.Get("Authorization"); h != "" {
		token, ok := strings.CutPrefix(h, "Bearer ")
		if !ok {
			return Identity{}, nil
		}
		return s.keyIdentity(ctx, token)
	}
	for _, c := range named(r, cookieName(s.cfg.Secure)) {
		id, err := s.userIdentity(ctx, people.HashToken(c.Value), useOf(r))
		if err != nil || id.Kind != "" {
			if read := r.Header.Get(pageLanguage); read == "ko" || read == "en" {
				id.Language = read
			}
			return id, err
		}
	}
	for _, c := range named(r, displayCookie(s.cfg.Secure)) {
		if id, err := s.displayIdentity(ctx, people.HashToken(c.Value)); err != nil || id.Kind != "" {
			return id, err
		}
	}
	return Identity{}, nil
}

// named are the cookies of a name: two where frames were allowed for one and not for the
// other. One of them may name nobody any more.
func named(r *http.Request, name string) []*http.Cookie {
	list := r.CookiesNamed(name)
	return list[:min(len(list), 2)]
}

// absent turns "there is no such row" into nobody.
func absent(err error) error {
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	return err
}

func (s *Server) keyIdentity(ctx context.Context, token string) (Identity, error) {
	k, err := s.People.APIKeyByHash(ctx, people.HashToken(token))
	if err != nil {
		return Identity{}, absent(err)
	}
	id := Identity{Kind: "key", ID: k.ID, Login: k.Name, Name: k.Name, Role: k.Role, Permissions: k.Permissions, Manager: k.Manager, TokenHash: k.Hash}
	if k.Role == people.Administrator {
		id.Permissions = people.Permissions
	}
	return id, nil
}

// use is what a request says of the person whose log-in it comes with.
type use int

const (
	asks  use = iota // what open pages ask by themselves, again and again: nothing
	looks            // something reads: the log-in is in use
	acts             // the person does something: changes something, or POST /me/active, which pages send for keys and mouse
)

func useOf(r *http.Request) use {
	switch {
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		return acts
	case slices.Contains(askedByPages, r.URL.Path):
		return asks
	}
	return looks
}

// askedByPages is what open pages ask by themselves, also when nobody is there: how long
// it is until the lock, whether the trunks that are checked have answered, how the
// program does.
var askedByPages = []string{"/api/v1/me", "/api/v1/trunks", "/api/v1/system"}

// userIdentity finds out whose a log-in is, and notes how it is used.
func (s *Server) userIdentity(ctx context.Context, hash string, how use) (Identity, error) {
	l, u, err := s.People.LoginUser(ctx, hash)
	if err != nil {
		return Identity{}, absent(err)
	}
	now := time.Now()
	if u.Disabled || now.Sub(l.Created) > people.LoginLasts || now.Sub(l.Seen) > people.LoginUnused {
		return Identity{}, s.People.DeleteLogin(ctx, hash)
	}
	id := Identity{
		Kind: "user", ID: u.ID, Login: u.Login, Name: u.Name, Role: u.Role, Permissions: u.Permissions,
		Agent: acd.AgentID(u.AgentID), Language: u.Language, Own: u.Language, TokenHash: hash,
	}
	seen, active := l, how == acts
	if s.serves(ctx, l, u, now) {
		active, seen.Active = true, now
	}
	if id.Confined, err = s.confined(ctx, seen, u, now); err != nil {
		return Identity{}, err
	}
	if active = active && id.Confined == free; active {
		seen.Active = now
	}
	id.Active = seen.Active
	switch {
	case active && now.Sub(l.Active) > touchInterval/4:
		s.touch(ctx, now, func(ctx context.Context) error { return s.People.ActiveLogin(ctx, hash, now) })
	case how != asks && now.Sub(l.Seen) > touchInterval:
		s.touch(ctx, now, func(ctx context.Context) error { return s.People.TouchLogin(ctx, hash, now) })
	}
	return id, nil
}

// touch notes that a log-in is in use. A database that cannot be written must not
// keep out who is in: the note is then left out, and not tried again for a while.
func (s *Server) touch(ctx context.Context, now time.Time, note func(context.Context) error) {
	if now.UnixMilli() < s.touchAfter.Load() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, touchWithin)
	defer cancel()
	if err := note(ctx); err != nil {
		s.touchAfter.Store(now.Add(touchPause).UnixMilli())
		s.Log.Error().Err(fault.WithCause(err)).Msg("it cannot be noted that a log-in is in use")
	}
}

func (s *Server) displayIdentity(ctx context.Context, hash string) (Identity, error) {
	d, err := s.People.DisplayTokenByHash(ctx, hash)
	if err != nil {
		return Identity{}, absent(err)
	}
	id := Identity{Kind: "display", ID: d.ID, Login: d.Name, Name: d.Name, Role: people.Display, TokenHash: hash}
	for _, sv := range d.Services {
		id.Services = append(id.Services, acd.ServiceID(sv))
	}
	return id, nil
}

// logAccess writes the access log; where that fails the request fails too.
func (s *Server) logAccess(ctx context.Context, action, target, detail string) error {
	return s.People.LogAccess(ctx, access(ctx, action, target, detail))
}

// noteAccess writes the access log about what the floor has done already: it does
// not fail with the database.
func (s *Server) noteAccess(ctx context.Context, action, target, detail string) error {
	return s.People.NoteAccess(ctx, access(ctx, action, target, detail))
}

func access(ctx context.Context, action, target, detail string) people.Access {
	id := who(ctx)
	return people.Access{
		ID: people.NewID(), At: time.Now(), Actor: id.Actor(), Role: id.Role, Address: from(ctx),
		Action: action, Target: target, Detail: detail,
	}
}
