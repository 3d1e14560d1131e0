package web

import (
	"context"
	"crypto/subtle"
	"net/http"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
)

// setupCode is the one-time code of the first-run link.
type setupCode struct {
	mu   sync.Mutex
	code string
}

func (s *setupCode) set(code string) {
	s.mu.Lock()
	s.code = code
	s.mu.Unlock()
}

func (s *setupCode) is(code string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.code != "" && subtle.ConstantTimeCompare([]byte(s.code), []byte(code)) == 1
}

// Account is the person, key or display that a request is from.
type Account struct {
	Kind        string              `json:"kind" enum:"user,key,display"`
	ID          string              `json:"id"`
	Login       string              `json:"login"`
	Name        string              `json:"name"`
	Role        people.Role         `json:"role" enum:"administrator,manager,agent,display"`
	Permissions []people.Permission `json:"permissions"`
	AgentID     string              `json:"agent_id,omitempty" doc:"the agent this person is"`
	Team        *TeamName           `json:"team,omitempty" doc:"that of the agent"`
	Dial        string              `json:"dial,omitempty" enum:"none,domestic,international,premium" doc:"numbers that the agent may call; colleagues, 112 and 119 always"`
	Language    string              `json:"lang" enum:"ko,en"`
	Centre      Profile             `json:"centre"`
	Connected   bool                `json:"cti" doc:"whether the wallboard may be looked at: see wallboard"`
	Confined    confinement         `json:"confined,omitempty" enum:"choosing,enrolling" doc:"choosing: somebody else gave the password, and another must be chosen before anything else (PUT /me/password); enrolling: a second factor must be set up before anything else"`
	IdleLock    int                 `json:"idle_lock_minutes,omitempty" doc:"after how long without doing anything the log-in locks; left out: never"`
	Callbacks   bool                `json:"callbacks,omitempty" doc:"callbacks are in use here, and this person may see some"`
	SMS         bool                `json:"sms,omitempty" doc:"text messages are in use here, and this person may see some"`
	Chat        bool                `json:"chat,omitempty" doc:"chats are in use here, and this person may see some"`
	ChatMonitor bool                `json:"chat_monitor,omitempty" doc:"and may monitor those of agents"`
	ChatBegin   bool                `json:"chat_begin,omitempty" doc:"administrators: no page has the chat yet, because there is no chat site"`
	LocksIn     int64               `json:"idle_lock_in_ms,omitempty" doc:"in how many milliseconds it locks where nobody does anything meanwhile; left out: never. Asking is not doing something"`
}

// TeamName is what a team is called.
type TeamName struct {
	ID   string       `json:"id"`
	Name centre.Names `json:"name"`
}

// ofAgent returns the team of an agent, nil without one, and what the agent may call.
func (s *Server) ofAgent(ctx context.Context, agent string) (team *TeamName, dial string) {
	a, known, err := s.Centre.Agent(ctx, agent)
	if err != nil || !known {
		return nil, ""
	}
	for _, t := range s.Centre.Teams() {
		if t.ID == a.Team {
			team = &TeamName{ID: t.ID, Name: t.Name}
		}
	}
	return team, a.Dial
}

func (s *Server) account(ctx context.Context, id Identity) Account {
	p := s.Centre.Profile()
	lang := id.Own
	if lang == "" {
		lang = p.Language
	}
	team, dial := s.ofAgent(ctx, string(id.Agent))
	return Account{
		Kind: id.Kind, ID: id.ID, Login: id.Login, Name: id.Name, Role: id.Role,
		Permissions: append([]people.Permission{}, id.Permissions...), AgentID: string(id.Agent), Team: team, Dial: dial,
		Language: lang, Centre: p, Connected: s.connected(ctx, id) == nil, Confined: id.Confined,
		IdleLock: int(s.idleLock().Minutes()), LocksIn: s.locksIn(id, time.Now()).Milliseconds(), Callbacks: s.callbacksUsed() && callers.allow(id, "callbacks") == nil, SMS: s.maySMS(id),
		Chat: s.mayChat(id), ChatMonitor: s.mayChat(id) && mayWatch(id) && s.supervises(),
		ChatBegin: s.Rooms != nil && id.Role == people.Administrator && len(s.Centre.ChatSites()) == 0,
	}
}

// mayChat reports whether chats are in use and somebody sees some: who answers customers, and
// who manages.
func (s *Server) mayChat(id Identity) bool {
	return s.Rooms != nil && s.Centre.Setting(centre.SetChat) == "true" && (id.Agent != "" || id.Role == people.Administrator || id.Role == people.Manager)
}

type accountOut struct {
	SetCookie []http.Cookie `header:"Set-Cookie"`
	Body      struct {
		User Account `json:"user"`
	}
}

type loginIn struct {
	UserAgent string `header:"User-Agent" hidden:"true"`
	Body      struct {
		Login    string `json:"login" minLength:"1" maxLength:"60"`
		Password string `json:"password" minLength:"1" maxLength:"128"`
		Code     string `json:"code,omitempty" maxLength:"40" doc:"of the second factor, or a recovery code; sent once the answer has the code second_factor"`
	}
}

type cookieOut struct {
	SetCookie []http.Cookie `header:"Set-Cookie"`
}

func (s *Server) accountRoutes() {
	register(s, huma.Operation{OperationID: "log-in", Method: http.MethodPost, Path: "/login", Tags: []string{"Account"},
		Summary: "Log in with name and password; sets a cookie"}, s.logIn)
	register(s, huma.Operation{OperationID: "log-out", Method: http.MethodPost, Path: "/logout", Tags: []string{"Account"},
		Summary: "End this log-in", DefaultStatus: http.StatusNoContent}, s.logOut)
	register(s, huma.Operation{OperationID: "me", Method: http.MethodGet, Path: "/me", Tags: []string{"Account"},
		Summary: "Who the request is from"}, func(ctx context.Context, _ *struct{}) (*accountOut, error) {
		out := &accountOut{}
		out.Body.User = s.account(ctx, who(ctx))
		return out, nil
	})
	register(s, huma.Operation{OperationID: "password", Method: http.MethodPut, Path: "/me/password", Tags: []string{"Account"},
		Summary:     "Change one's password; ends one's other log-ins",
		Description: "The one operation, beside me and log-out, of a log-in that has to choose a password (confined is choosing): its cookie is a new one then.", DefaultStatus: http.StatusNoContent}, s.changePassword)
	register(s, huma.Operation{OperationID: "setup-state", Method: http.MethodGet, Path: "/setup", Tags: []string{"Account"},
		Summary:     "Where the first-run set-up stands: the administrator is to be made by the link, or who was made by it goes on",
		Description: "Needs the one-time code of the link, or the log-in of the administrator whom it made. 403: it is not finished, and somebody else is logged in. 410: it is over, or nobody is logged in."}, s.setupState)
	register(s, huma.Operation{OperationID: "setup", Method: http.MethodPost, Path: "/setup", Tags: []string{"Account"},
		Summary: "Make the first administrator, by the one-time link printed at the start"}, s.setUp)
}

func (s *Server) logIn(ctx context.Context, in *loginIn) (*accountOut, error) {
	var u people.User
	ok, err := s.guess(ctx, in.Body.Login, func() (_ bool, err error) {
		if u, err = s.People.UserByLogin(ctx, in.Body.Login); err != nil && !fault.Is(err, fault.NotFound) {
			return false, err
		}
		ok, err := s.checkPassword(ctx, u.PasswordHash, in.Body.Password)
		return ok && !u.Disabled, err
	})
	if err != nil {
		return nil, err
	}
	if !ok {
		if err := s.logAccess(ctx, "log_in_failed", "user:"+in.Body.Login, ""); err != nil {
			return nil, err
		}
		return nil, fault.New(unauthenticated, "the name or the password is wrong")
	}
	if err := s.secondFactor(ctx, u, in.Body.Code); err != nil {
		return nil, err
	}
	return s.open(ctx, u, in.UserAgent, people.ByPassword)
}

// open begins a log-in of u and returns its cookie. A password that changes
// meanwhile refuses it: who changes one writes it and then ends the log-ins that
// exist, so one that exists and reads the old password will be ended, and one that
// reads another, or is gone, ends here.
func (s *Server) open(ctx context.Context, u people.User, client string, how people.LoginMethod) (*accountOut, error) {
	token, hash := people.NewToken()
	if how == people.ByPassword {
		var err error
		if how, err = s.byPassword(ctx, u); err != nil {
			return nil, err
		}
	}
	if len(client) > 200 {
		client = client[:200]
	}
	if err := s.People.CreateLogin(ctx, people.Login{TokenHash: hash, UserID: u.ID, Created: time.Now(), Address: from(ctx), Client: client, Method: how}); err != nil {
		return nil, err
	}
	switch _, now, err := s.People.LoginUser(ctx, hash); {
	case fault.Is(err, fault.NotFound) || err == nil && now.PasswordHash != u.PasswordHash:
		if err := s.People.DeleteLogin(ctx, hash); err != nil {
			return nil, err
		}
		return nil, fault.New(unauthenticated, "the password has been changed meanwhile: log in with the new one")
	case err != nil:
		return nil, err
	}
	id, err := s.userIdentity(ctx, hash, acts)
	if err != nil {
		return nil, err
	}
	ctx = context.WithValue(ctx, identityKey{}, id)
	if err := s.logAccess(ctx, "log_in", "user:"+u.Login, string(how)); err != nil {
		return nil, err
	}
	if err := s.onlyDesk(ctx, u, hash); err != nil {
		return nil, err
	}
	out := &accountOut{SetCookie: s.cookies(cookieName(s.cfg.Secure), token, people.LoginLasts)}
	out.Body.User = s.account(ctx, id)
	return out, nil
}

func (s *Server) cookie(name, value string, life time.Duration) http.Cookie {
	c := http.Cookie{
		Name: name, Value: value, Path: "/", HttpOnly: true, Secure: s.cfg.Secure,
		SameSite: http.SameSiteLaxMode, MaxAge: int(life.Seconds()),
	}
	if s.cfg.Secure && len(s.origins(centre.SetFrameOrigins)) > 0 {
		// In a frame of another site a browser sends no other cookie. Requests of other
		// sites are refused by their origin all the same (chain), and the cookie is kept
		// apart for each site that shows the frame.
		c.SameSite, c.Partitioned = http.SameSiteNoneMode, true
	}
	return c
}

// cookies are a cookie (life < 0: its end) and, over TLS, the end of the one of this name
// that was set while frames were allowed and now are not, or the other way round: a
// browser keeps both.
func (s *Server) cookies(name, value string, life time.Duration) []http.Cookie {
	c := s.cookie(name, value, life)
	if !s.cfg.Secure {
		return []http.Cookie{c}
	}
	other := c
	other.Value, other.MaxAge = "", -1
	if other.Partitioned = !c.Partitioned; other.Partitioned {
		other.SameSite = http.SameSiteNoneMode
	} else {
		other.SameSite = http.SameSiteLaxMode
	}
	return []http.Cookie{c, other}
}

func (s *Server) logOut(ctx context.Context, _ *struct{}) (*cookieOut, error) {
	id := who(ctx)
	if id.Kind == "user" {
		if err := s.People.DeleteLogin(ctx, id.TokenHash); err != nil {
			return nil, err
		}
		s.sockets.end(func(o Identity) bool { return o.TokenHash == id.TokenHash })
		s.superviseNoMore(ctx)
		if err := s.logAccess(ctx, "log_out", "user:"+id.Login, ""); err != nil {
			return nil, err
		}
	}
	return &cookieOut{SetCookie: s.cookies(cookieName(s.cfg.Secure), "", -time.Second)}, nil
}

type passwordIn struct {
	Body struct {
		Old string `json:"old" maxLength:"128"`
		New string `json:"new" maxLength:"128"`
	}
}

func (s *Server) changePassword(ctx context.Context, in *passwordIn) (*cookieOut, error) {
	id := who(ctx)
	u, err := s.ownPassword(ctx, in.Body.Old)
	if err != nil {
		return nil, err
	}
	if in.Body.New == in.Body.Old {
		return nil, fault.New(fault.Invalid, "the new password is the one that you have: choose another")
	}
	if err := people.CheckNewPassword(u.Login, in.Body.New); err != nil {
		return nil, err
	}
	hash, err := s.hashPassword(ctx, in.Body.New)
	if err != nil {
		return nil, err
	}
	if err := s.People.SetPassword(ctx, u.ID, u.PasswordHash, hash); err != nil {
		return nil, err
	}
	if err := s.People.DeleteLogins(ctx, u.ID, id.TokenHash); err != nil {
		return nil, err
	}
	s.sockets.end(func(o Identity) bool { return o.ID == u.ID && o.TokenHash != id.TokenHash })
	if err := s.logAccess(ctx, "password_changed", "user:"+u.Login, ""); err != nil {
		return nil, err
	}
	if id.Confined != choosing {
		return &cookieOut{}, nil
	}
	c, err := s.renew(ctx, id.TokenHash, false)
	return &cookieOut{SetCookie: c}, err
}

type setupStateIn struct {
	Code string `query:"code" maxLength:"100"`
}

type setupStateOut struct {
	Body struct {
		SetupBegun
		Centre Profile `json:"centre"`
		Key    string  `json:"key_file" doc:"file of the key that numbers and secrets in the database are sealed with; they are lost without it"`
		Beside bool    `json:"key_beside_data" doc:"it lies in the data folder: who takes that disk has both"`
	}
}

// open reports whether the administrator is still to be made.
func (s *setupCode) open() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.code != ""
}

// refuse is what a first-run link gives that does not open the set-up: the set-up is
// done, or the link is not the one that the last start printed.
func (s *setupCode) refuse() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.code != "" {
		return fault.New(fault.NotFound, "this set-up link is not the one that the program printed last: open that one as it stands, or start the program again for a new one")
	}
	return &Problem{Title: "Gone", Status: http.StatusGone, Code: fault.NotFound, Detail: "the administrator is made: log in, and who began the set-up goes on"}
}

type setupIn struct {
	UserAgent string `header:"User-Agent" hidden:"true"`
	Body      struct {
		Code     string `json:"code" maxLength:"100"`
		Login    string `json:"login" minLength:"2" maxLength:"60" pattern:"^[A-Za-z0-9._@-]+$"`
		Name     string `json:"name" minLength:"1" maxLength:"60"`
		Password string `json:"password" maxLength:"128"`
		Centre   string `json:"centre" minLength:"1" maxLength:"60" doc:"the centre's name"`
		TimeZone string `json:"time_zone" maxLength:"60"`
		Language string `json:"language" enum:"ko,en"`
	}
}

func (s *Server) setUp(ctx context.Context, in *setupIn) (*accountOut, error) {
	ok, err := s.guess(ctx, "set-up", func() (bool, error) { return s.setup.is(in.Body.Code), nil })
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, s.setup.refuse()
	}
	if err := people.CheckNewPassword(in.Body.Login, in.Body.Password); err != nil {
		return nil, err
	}
	p := Profile{Name: in.Body.Centre, TimeZone: in.Body.TimeZone, Language: in.Body.Language}
	if err := p.Check(); err != nil {
		return nil, err
	}
	hash, err := s.hashPassword(ctx, in.Body.Password)
	if err != nil {
		return nil, err
	}
	u := people.User{
		ID: people.NewID(), Login: in.Body.Login, Name: in.Body.Name, Role: people.Administrator,
		Language: in.Body.Language, PasswordHash: hash,
	}
	by := people.Author{Actor: "user:" + u.Login, Role: u.Role, Address: from(ctx)} // nobody else is there
	if err := s.People.CreateFirstUser(ctx, u, people.NewChange(by, "user_created", "user:"+u.Login, userEdit(nil, &u))); err != nil {
		return nil, err
	}
	s.setup.set("")
	if err := s.Centre.SetProfile(ctx, author(ctx), p); err != nil { // the administrator who is there now can set it again
		s.Log.Error().Err(fault.WithCause(err)).Msg("the centre's name, time zone and language could not be stored at set-up")
	}
	return s.open(ctx, u, in.UserAgent, people.ByPassword)
}
