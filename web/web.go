// Package web is the browser's and the programmer's side: routes, log-in and
// rights, the API under /api/v1 described by OpenAPI from the Go types, the live
// WebSocket, and the pages in web/ui.
//
//	request ──> limits ──> cross-origin ──> who is it ──> may it (rights.go) ──> handler
//
// Every route and every live topic has a line in rights.go; what has none is
// denied.
package web

import (
	"context"
	"io"
	"io/fs"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/callback"
	"github.com/callfloor/callfloor/calls"
	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/chat/live"
	"github.com/callfloor/callfloor/cti"
	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
)

// Floor is what the web needs of the floor.
type Floor interface {
	// Do carries out commands and returns what became true, once it is durable.
	Do(ctx context.Context, cmds ...acd.Command) ([]acd.Event, error)
	// State returns the whole floor.
	State(ctx context.Context) (acd.State, error)
	// Agent returns one agent; a zero AgentStatus where the floor knows of none.
	Agent(ctx context.Context, id acd.AgentID) (acd.AgentStatus, error)
	// Explain says why an agent has or has not been offered a call; the
	// explanation is of the last offer of this call to this agent, nil without one.
	Explain(ctx context.Context, call acd.CallID, agent acd.AgentID) (acd.WhyNot, string, *acd.Explanation, error)
}

// Centre edits what is configured. Changes are checked as a whole, stored, and
// then take effect without dropping a call. Errors carry fault codes.
type Centre interface {
	Services(ctx context.Context) ([]centre.Service, error)
	PutService(ctx context.Context, by people.Author, s centre.Service, create bool, version string) (centre.Service, error)
	DeleteService(ctx context.Context, by people.Author, id string) error
	Agents(ctx context.Context) ([]centre.Agent, error)
	// Agent returns one agent; false where there is none.
	Agent(ctx context.Context, id string) (centre.Agent, bool, error)
	PutAgent(ctx context.Context, by people.Author, a centre.Agent, create bool, version string) (centre.Agent, error)
	DeleteAgent(ctx context.Context, by people.Author, id string) error
	Trunks(ctx context.Context) ([]centre.Trunk, error)
	Teams() []centre.Team
	Hours() []centre.Hours
	Menus() []centre.Menu
	ChatCategories() []centre.ChatCategory
	ChatSites() []centre.ChatSite
	// OpenNow says whether hours are open and before when that does not change; a
	// zero time where there are none.
	OpenNow(id string) (open bool, next time.Time)
	Sounds() []centre.Sound
	PutSound(ctx context.Context, by people.Author, id, name string, wav io.Reader) (centre.Sound, error)
	// Sound returns an uploaded sound as a WAV file.
	Sound(id string) ([]byte, error)
	// Prompts are what the program says by itself; Prompt is one of them as a WAV file, by
	// its name with or without "say:".
	Prompts() []Prompt
	Prompt(language, name string) ([]byte, error)
	Holidays() []centre.Holiday
	Reasons() []centre.Reason
	// Setting returns the value of a setting of the registry.
	Setting(key string) string
	// Change carries out edits: all of them, with a record and a line of the access
	// log, or none. build is called when it is this change's turn, so that what it
	// looks at stays as it is.
	Change(ctx context.Context, by people.Author, action, target string, build func() ([]Edit, error)) error
	// Version names a thing of a kind as it is; it changes with every change but that
	// of a secret. "" where there is none.
	Version(kind, id string) string
	// Named reports whether the configuration file, as it counts now, names a service,
	// an agent or a trunk.
	Named(kind, id string) bool
	// Changes returns changes newest first, ChangeOf one of them.
	Changes(ctx context.Context, targets []string, before int64, limit int) ([]people.Change, error)
	ChangeOf(ctx context.Context, id string) (people.Change, error)
	// Stands reports whether a thing that it changes is still what an edit made of it: else
	// Undo refuses.
	Stands(e people.Edit) bool
	// Undo takes a change back, or says what stands in the way (fault.Conflict).
	Undo(ctx context.Context, by people.Author, id string) error
	Reload(ctx context.Context) error
	// Profile returns the centre's name, time zone and language.
	Profile() Profile
	SetProfile(ctx context.Context, by people.Author, p Profile) error
}

// Profile is what the centre is called and where it is.
type Profile struct {
	Name     string `json:"name" doc:"the centre's name on screens" maxLength:"60"`
	TimeZone string `json:"time_zone" doc:"IANA time zone, such as Asia/Seoul"`
	Language string `json:"language" doc:"language for who has not chosen one" enum:"ko,en"`
}

// Check returns fault.Invalid with what is wrong.
func (p Profile) Check() error {
	if _, err := time.LoadLocation(p.TimeZone); err != nil || p.TimeZone == "" || p.TimeZone == "Local" {
		return fault.New(fault.Invalid, "%q is not a time zone: write it like Asia/Seoul", p.TimeZone)
	}
	if strings.TrimSpace(p.Name) == "" || strings.ContainsFunc(p.Name, func(r rune) bool { return r < ' ' }) {
		return fault.New(fault.Invalid, "the centre needs a name of one line")
	}
	if p.Language != "ko" && p.Language != "en" {
		return fault.New(fault.Invalid, "the language is ko or en")
	}
	return nil
}

// People is what the web needs of the store for persons, keys and the access log.
type People interface {
	HasAdministrator(ctx context.Context) (bool, error)
	CreateFirstUser(ctx context.Context, u people.User, c people.Change) error
	CreateUser(ctx context.Context, u people.User) error
	UpdateUser(ctx context.Context, u people.User) error
	// PutUser adds or changes a person, with its record and line of the access log.
	PutUser(ctx context.Context, u people.User, create bool, c people.Change) error
	SetPassword(ctx context.Context, id, old, hash string) error
	Users(ctx context.Context) ([]people.User, error)
	// UserNames are what people are called, by log-in name, and nothing else of them.
	UserNames(ctx context.Context, logins []string) (map[string]string, error)
	UserByLogin(ctx context.Context, login string) (people.User, error)
	CreateLogin(ctx context.Context, l people.Login) error
	LoginUser(ctx context.Context, hash string) (people.Login, people.User, error)
	TouchLogin(ctx context.Context, hash string, at time.Time) error
	DeleteLogin(ctx context.Context, hash string) error
	DeleteLogins(ctx context.Context, userID, but string) error
	Logins(ctx context.Context, userID string) ([]people.Login, error)
	ActiveLogin(ctx context.Context, hash string, at time.Time) error
	LockLogin(ctx context.Context, hash string, since time.Time) error
	SecondFactor(ctx context.Context, userID string) (people.SecondFactor, error)
	PutSecondFactor(ctx context.Context, f people.SecondFactor) error
	ConfirmSecondFactor(ctx context.Context, userID string, step int64, hashes []string) error
	PutRecoveryCodes(ctx context.Context, userID string, hashes []string) error
	UseStep(ctx context.Context, userID string, step int64) error
	UseRecoveryCode(ctx context.Context, userID, hash string) error
	DeleteSecondFactor(ctx context.Context, userID string) error
	UserBySubject(ctx context.Context, issuer, subject string) (people.User, error)
	UserByEmail(ctx context.Context, email string) (people.User, error)
	LinkSubject(ctx context.Context, userID, issuer, subject string) error
	APIKeys(ctx context.Context) ([]people.APIKey, error)
	// Keys and display tokens are made, revoked and made valid again with the record of
	// the change; what was revoked not after a time stays so.
	CreateAPIKey(ctx context.Context, k people.APIKey, c people.Change) error
	RevokeAPIKey(ctx context.Context, id string, c people.Change) error
	RestoreAPIKey(ctx context.Context, id string, after time.Time, c people.Change) error
	APIKeyByHash(ctx context.Context, hash string) (people.APIKey, error)
	CreateDisplayToken(ctx context.Context, d people.DisplayToken, c people.Change) error
	DisplayTokens(ctx context.Context) ([]people.DisplayToken, error)
	DisplayTokenByHash(ctx context.Context, hash string) (people.DisplayToken, error)
	RevokeDisplayToken(ctx context.Context, id string, c people.Change) error
	RestoreDisplayToken(ctx context.Context, id string, after time.Time, c people.Change) error
	// LogAccess writes a line or fails.
	LogAccess(ctx context.Context, a people.Access) error
	// NoteAccess writes a line about what has happened already, later if need be.
	NoteAccess(ctx context.Context, a people.Access) error
	AccessLog(ctx context.Context, f people.AccessFilter) ([]people.Access, error)
	CheckAccess(ctx context.Context) (people.Chain, error)
}

// History is what the web needs of the store for calls that ended.
type History interface {
	Calls(ctx context.Context, f calls.Filter) ([]calls.Call, error)
	Segments(ctx context.Context, id acd.CallID) ([]calls.Segment, error)
	Quality(ctx context.Context, id acd.CallID) ([]calls.Quality, error)
}

// Phones tells what the SIP edge knows about phones and trunks.
type Phones interface {
	Registrations() []Registration
	Trunks() []TrunkState
	// MayDial says whether an agent may call a number, for a service whose number
	// is shown ("" for the agent's own), and what the floor is to be asked then.
	MayDial(agent, number, service string) (acd.Dial, error)
	// ServiceOf is the service that a number of the centre leads to; "": none.
	ServiceOf(number string) acd.ServiceID
	// Emergency says whether a number may be called by anybody at any time, and
	// DialEmergency calls it although the floor does not let the agent.
	Emergency(number string) bool
	DialEmergency(agent acd.AgentID, number string) (acd.CallID, error)
	// Hold lets the others in the call of an agent hear music, or takes them back.
	Hold(ctx context.Context, call acd.CallID, agent acd.AgentID, hold bool) error
	// NewCallID names a call that is about to be made.
	NewCallID() acd.CallID
	// MayJoin fails where the three of a call with a consultation cannot be mixed.
	MayJoin(ctx context.Context, call acd.CallID) error
	// Answer asks a ringing phone of an agent to answer.
	Answer(ctx context.Context, call acd.CallID, agent acd.AgentID) error
	Answerable(ctx context.Context, call acd.CallID, agent acd.AgentID) (bool, error) // waits until the phone has said so, or ctx ends
	// SendKeys sends DTMF keys to the other side of an agent's call.
	SendKeys(ctx context.Context, call acd.CallID, agent acd.AgentID, keys string) error
	// TestTrunk asks a trunk with OPTIONS and, where a number is named, calls it for
	// some seconds. TestPhone does so with an agent's phone.
	TestTrunk(ctx context.Context, name, number string) (TestResult, error)
	TestPhone(ctx context.Context, agent string) (TestResult, error)
	// PhoneServer is where phones register.
	PhoneServer() PhoneServer
}

// Registration is one registered contact of a phone.
type Registration struct {
	Agent     string    `json:"agent"`
	Contact   string    `json:"contact" doc:"where the phone is reached"`
	Transport string    `json:"transport"`
	UserAgent string    `json:"user_agent"`
	Expires   time.Time `json:"expires_at"`
	Reachable bool      `json:"reachable" doc:"answered the last OPTIONS"`
}

// TrunkState is one trunk as it is now.
type TrunkState struct {
	Name  string      `json:"name"`
	Up    bool        `json:"up" doc:"false while it does not answer OPTIONS; true where it is not asked, and before its first answer"`
	State TrunkHealth `json:"state" doc:"checking: it is asked and has not answered yet; unasked: it has no target"`
	Calls int         `json:"calls" doc:"live calls"`
	Since time.Time   `json:"since"`
}

// TrunkHealth is in a word what is known of a trunk; the words are those of the SIP edge.
type TrunkHealth string

// What is known of a trunk.
const (
	TrunkChecking TrunkHealth = "checking"
	TrunkUp       TrunkHealth = "up"
	TrunkDown     TrunkHealth = "down"
	TrunkUnasked  TrunkHealth = "unasked"
)

// Schema implements huma.SchemaProvider.
func (TrunkHealth) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Enum: []any{string(TrunkChecking), string(TrunkUp), string(TrunkDown), string(TrunkUnasked)}}
}

// Config is what the web is started with.
type Config struct {
	PublicURL string         // how browsers reach us; "" for as they ask
	Secure    bool           // browsers come over HTTPS
	Proxies   []netip.Prefix // whose X-Forwarded-For is believed
	Build     string
	SetupCode string // the one-time code of the first-run link; "" when it is done
	KeyFile   string // what the database is sealed with; set-up tells what that means
	KeyBeside bool   // it lies in the data folder
	Desk      DeskConfig
}

// Deps are the parts that the web works with.
type Deps struct {
	Floor   Floor
	Centre  Centre
	People  People
	History History
	Phones  Phones
	Live    Live
	Notices Notices
	UI      fs.FS
	Log     zerolog.Logger
	Metrics prometheus.Registerer
	Ready   func() error // why the program cannot serve; nil when it can

	EventLog *cti.Log
	Hooks    Hooks
	Tell     func(cti.Event) // an event from beside the floor

	SMS    SMS    // messages, as they are kept
	Texter Texter // who hands them over
	// Called answers what the provider of messages tells by itself, below /hooks/sms/; nothing
	// of the log-in stands before it. nil: the provider tells nothing.
	Called http.Handler
	// SMSFeed tells open pages that something has become of messages; nil: nobody.
	SMSFeed *desk.Feed

	Desk    Desk
	Feed    *desk.Feed                  // tells open desks what has changed; nil: nobody
	Orders  Orders                      // nil: no shop is linked
	Reblock func(context.Context) error // the blacklist has changed; nil: nobody is told
	Barred  func() BarredMessage        // what callers on the blacklist hear; nil: nobody knows
	System  func(context.Context) (SystemState, error)
	SignOn  SignOn                                       // single sign-on
	Backup  func(ctx context.Context, note string) error // notes that a backup was made

	// Visitors serves the customers of chats, below /chat/; nothing of the log-in stands before
	// it. nil: there are none.
	Visitors http.Handler
	Chats    Chats      // rooms and messages, as they are kept
	Rooms    *live.Live // who decides about them; nil: there are no chats
	// Schedules tells when agents take no chats; nil: there are no chats.
	Schedules ChatSchedules

	ChatBoard ChatBoard // what open pages of chats show
	// ChatSeen is told when the first page of an agent is open, and when the last one is gone.
	ChatSeen func(agent acd.AgentID, there bool)

	Callbacks    Callbacks
	Book         *callback.Book   // by which everything is done with callbacks
	Voices       *callback.Voices // their spoken messages
	CallbackFeed *desk.Feed       // tells open pages whose callbacks have changed
}

// Server answers HTTP.
type Server struct {
	cfg Config
	Deps
	api     huma.API
	mux     *http.ServeMux
	handler http.Handler
	setup   setupCode
	shownTo shownRows
	logins  *attempts
	hashing chan struct{} // holds one for each password that is being hashed
	imaging chan struct{} // holds one for each image that is being read
	metrics *metrics
	sockets sockets
	flows   flows    // log-ins that are away at a provider
	links   links    // settings of phones that wait to be fetched
	assets  sync.Map // name -> *asset
	joints  sync.Map // page -> func() join.Page
	form    form     // for callbacks
	shared  sharedCallbacks
	unread  sharedUnread
	seats   seats     // of people who answer chats
	words   wordsKept // prohibited in chats

	touchAfter atomic.Int64 // Unix milliseconds: no log-in is touched before
}

// New builds the server; it starts nothing.
func New(cfg Config, d Deps) *Server {
	s := &Server{cfg: cfg, Deps: d, mux: http.NewServeMux(), logins: newAttempts(time.Now), hashing: make(chan struct{}, mostHashing), imaging: make(chan struct{}, mostImaging)}
	s.setup.set(cfg.SetupCode)
	s.metrics = newMetrics(d.Metrics)
	hc := huma.DefaultConfig("Callfloor", cfg.Build)
	hc.OpenAPIPath, hc.DocsPath, hc.SchemasPath = "", "", "" // no routes of huma's own: they would have no line in rights.go
	hc.Info.Description = "Contact centre: agents, services, calls and live figures. Errors are application/problem+json with a code."
	hc.CreateHooks = nil
	hc.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"key":    {Type: "http", Scheme: "bearer", Description: "an API key"},
		"cookie": {Type: "apiKey", In: "cookie", Name: cookieName(cfg.Secure), Description: "a log-in"},
	}
	hc.Security = []map[string][]string{{"key": {}}, {"cookie": {}}}
	s.api = humago.New(s.mux, hc)
	s.routes()
	s.takeBack()
	s.addExamples()
	s.handler = s.chain(s.mux)
	return s
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// OpenAPI returns the description of the API as YAML.
func (s *Server) OpenAPI() ([]byte, error) { return s.api.OpenAPI().YAML() }

func (s *Server) routes() {
	s.accountRoutes()
	s.loginRoutes()
	s.secondFactorRoutes()
	s.signOnRoutes()
	s.agentRoutes()
	s.serviceRoutes()
	s.figureRoutes()
	s.callRoutes()
	s.adminRoutes()
	s.deskRoutes()
	s.callbackRoutes()
	s.configureRoutes()
	s.hookRoutes()
	s.smsRoutes()
	s.chatRoutes()
	s.chatScheduleRoutes()
	s.handleOr("GET /api/v1/live", "live", s.refuse, s.live)
	s.handleOr("GET /api/v1/events", "events", s.refuse, s.events)
	s.pages()
}

// handle adds a plain route with its line of rights.go.
func (s *Server) handle(pattern, operation string, h http.HandlerFunc) {
	s.handleOr(pattern, operation, func(w http.ResponseWriter, _ *http.Request, err error) { writeProblem(w, err) }, h)
}

// handleOr is handle with a manner of its own to refuse.
func (s *Server) handleOr(pattern, operation string, refuse func(http.ResponseWriter, *http.Request, error), h http.HandlerFunc) {
	rule, ok := rights[operation]
	if !ok {
		panic("web: no rights for " + operation) // found by any test that builds a server
	}
	s.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		if err := rule.allow(who(r.Context()), operation); err != nil {
			refuse(w, r, err)
			return
		}
		h(w, r)
	})
}

// register adds an operation of the API with its line of rights.go.
func register[I, O any](s *Server, op huma.Operation, h func(context.Context, *I) (*O, error)) {
	rule, ok := rights[op.OperationID]
	if !ok {
		panic("web: no rights for " + op.OperationID) // found by any test that builds a server
	}
	var on func(context.Context) error // fails where what the operation is of is not in use
	if strings.HasPrefix(op.OperationID, "sms-") {
		on = s.smsOn
	}
	if op.MaxBodyBytes == 0 {
		op.MaxBodyBytes = 1 << 20
	}
	op.RejectUnknownQueryParameters = true // a mistyped filter would show everything
	op.Errors = append(op.Errors, http.StatusUnauthorized, http.StatusForbidden)
	if op.Path[0] == '/' {
		op.Path = "/api/v1" + op.Path
	}
	op.Middlewares = append(op.Middlewares, func(ctx huma.Context, next func(huma.Context)) {
		if err := rule.allow(who(ctx.Context()), op.OperationID); err != nil { // before the input is looked at
			_, w := humago.Unwrap(ctx)
			writeProblem(w, err)
			return
		}
		if on != nil {
			if err := on(ctx.Context()); err != nil {
				_, w := humago.Unwrap(ctx)
				writeProblem(w, s.internal(op.OperationID, err))
				return
			}
		}
		next(ctx)
	})
	huma.Register(s.api, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := h(ctx, in)
		if err != nil {
			return nil, problem(s.internal(op.OperationID, err))
		}
		return out, nil
	})
}
