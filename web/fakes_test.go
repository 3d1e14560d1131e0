package web

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/gorilla/websocket"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/callback"
	"github.com/callfloor/callfloor/calls"
	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/cti"
	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
	"github.com/callfloor/callfloor/signon"
	"github.com/callfloor/callfloor/store"
)

// fakePeople keeps people in memory.
type fakePeople struct {
	mu     sync.Mutex
	users  map[string]people.User // by log-in name
	logins map[string]people.Login
	keys   map[string]people.APIKey
	boards map[string]people.DisplayToken
	log    []people.Access
	asked  people.AccessFilter // last of the access log
	broken bool                // nothing can be written
	named  [][]string          // whose names were asked for, by log-in name
	mute   bool                // names cannot be read
	fakeFactors

	beforeLogin, afterLogin func() // around CreateLogin, if set; taken once
	beforePut               func() // before PutUser, if set
}

func newFakePeople() *fakePeople {
	return &fakePeople{
		users: map[string]people.User{}, logins: map[string]people.Login{},
		keys: map[string]people.APIKey{}, boards: map[string]people.DisplayToken{},
	}
}

func (f *fakePeople) HasAdministrator(context.Context) (bool, error) { return len(f.users) > 0, nil }

func (f *fakePeople) CreateFirstUser(ctx context.Context, u people.User, _ people.Change) error {
	if ok, _ := f.HasAdministrator(ctx); ok {
		return fault.New(fault.Conflict, "there is an administrator")
	}
	return f.CreateUser(ctx, u)
}

func (f *fakePeople) CreateUser(_ context.Context, u people.User) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, ok := f.users[u.Login]; ok {
		return fault.New(fault.Conflict, "taken")
	}
	f.users[u.Login] = u
	return nil
}

func (f *fakePeople) UpdateUser(_ context.Context, u people.User) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	was := f.users[u.Login]
	if u.PasswordHash == "" && !u.MustChangeSaid {
		u.MustChange = was.MustChange
	}
	if u.PasswordHash == "" {
		u.PasswordHash = was.PasswordHash
	}
	u.MustChangeSaid = false
	f.users[u.Login] = u
	return nil
}

func (f *fakePeople) SetPassword(_ context.Context, id, old, hash string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	for login, u := range f.users {
		if u.ID == id && u.PasswordHash == old {
			u.PasswordHash, u.MustChange = hash, false
			f.users[login] = u
			return nil
		}
	}
	return fault.New(fault.Conflict, "changed meanwhile")
}

func (f *fakePeople) Users(context.Context) ([]people.User, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Collect(maps.Values(f.users)), nil
}

func (f *fakePeople) UserNames(_ context.Context, logins []string) (map[string]string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.named = append(f.named, logins)
	if f.mute {
		return nil, errors.New("the store is away")
	}
	names := map[string]string{}
	for _, login := range logins {
		if u, ok := f.users[login]; ok {
			names[login] = u.Name
		}
	}
	return names, nil
}

func (f *fakePeople) UserByLogin(_ context.Context, login string) (people.User, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	u, ok := f.users[login]
	if !ok {
		return u, fault.New(fault.NotFound, "nobody")
	}
	return u, nil
}

func (f *fakePeople) CreateLogin(_ context.Context, l people.Login) error {
	f.mu.Lock()
	before, after := f.beforeLogin, f.afterLogin
	f.beforeLogin, f.afterLogin = nil, nil
	f.mu.Unlock()
	if before != nil {
		before()
	}
	f.mu.Lock()
	l.Seen = l.Created
	f.logins[l.TokenHash] = l
	f.mu.Unlock()
	if after != nil {
		after()
	}
	return nil
}

func (f *fakePeople) LoginUser(_ context.Context, hash string) (people.Login, people.User, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	l, ok := f.logins[hash]
	if !ok {
		return l, people.User{}, fault.New(fault.NotFound, "no log-in")
	}
	for _, u := range f.users {
		if u.ID == l.UserID {
			return l, u, nil
		}
	}
	return l, people.User{}, fault.New(fault.NotFound, "no user")
}

func (f *fakePeople) TouchLogin(_ context.Context, hash string, at time.Time) error {
	if f.broken {
		return errors.New("disk full")
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if l, ok := f.logins[hash]; ok {
		l.Seen = at
		f.logins[hash] = l
	}
	return nil
}

func (f *fakePeople) DeleteLogin(_ context.Context, hash string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.logins, hash)
	return nil
}

func (f *fakePeople) DeleteLogins(_ context.Context, user, but string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	for h, l := range f.logins {
		if l.UserID == user && h != but {
			delete(f.logins, h)
		}
	}
	return nil
}

func (f *fakePeople) APIKeyByHash(_ context.Context, hash string) (people.APIKey, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	k, ok := f.keys[hash]
	if !ok {
		return k, fault.New(fault.NotFound, "no key")
	}
	return k, nil
}

func (f *fakePeople) CreateDisplayToken(ctx context.Context, d people.DisplayToken, c people.Change) error {
	if err := f.record(ctx, c); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.boards[d.Hash] = d
	return nil
}
func (f *fakePeople) DisplayTokens(context.Context) ([]people.DisplayToken, error) { return nil, nil }

func (f *fakePeople) DisplayTokenByHash(_ context.Context, hash string) (people.DisplayToken, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	d, ok := f.boards[hash]
	if !ok {
		return d, fault.New(fault.NotFound, "no display")
	}
	return d, nil
}

func (f *fakePeople) RevokeDisplayToken(ctx context.Context, id string, c people.Change) error {
	f.mu.Lock()
	for h, d := range f.boards {
		if d.ID == id {
			delete(f.boards, h)
			f.mu.Unlock()
			return f.record(ctx, c)
		}
	}
	f.mu.Unlock()
	return fault.New(fault.NotFound, "no display")
}

func (f *fakePeople) RestoreDisplayToken(context.Context, string, time.Time, people.Change) error {
	return fault.New(fault.Conflict, "too late")
}

// record keeps a change with its line of the access log.
func (f *fakePeople) record(ctx context.Context, c people.Change) error {
	f.mu.Lock()
	f.changes = append(f.changes, c)
	f.mu.Unlock()
	return f.LogAccess(ctx, people.Access{Action: c.Action, Target: c.Target, Actor: c.Author.Actor, Detail: c.Detail()})
}

func (f *fakePeople) LogAccess(_ context.Context, a people.Access) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.broken {
		return errors.New("disk full")
	}
	f.log = append(f.log, a)
	return nil
}

func (f *fakePeople) NoteAccess(ctx context.Context, a people.Access) error {
	return f.LogAccess(ctx, a)
}

func (f *fakePeople) AccessLog(_ context.Context, asked people.AccessFilter) ([]people.Access, error) {
	f.asked = asked
	return f.log, nil
}

// fakeCentre has two services and three agents of two managers.
type fakeCentre struct {
	profile Profile // zero: a Korean one
	mu      sync.Mutex
	agents  []centre.Agent
	teams   []centre.Team
	set     []Profile         // what SetProfile was asked for
	changed []string          // agents: by whom, and which
	values  map[string]string // settings
	trunks  []centre.Trunk
	sites   []centre.ChatSite
	named   []string                // what the file names: kind and id
	called  map[string]centre.Names // services, by id; absent: by nothing
	topics  []centre.ChatCategory
	bare    bool // no service is configured

	beforeChange func() // when the turn has come, if set
}

func newFakeCentre() *fakeCentre {
	return &fakeCentre{agents: []centre.Agent{
		{ID: "kim", Name: "김하나", Extension: "1001", Manager: "m1", Services: map[string]centre.Membership{"orders": {Level: 1}}},
		{ID: "lee", Name: "이두리", Extension: "1002", Manager: "m2", Services: map[string]centre.Membership{"returns": {Level: 1}}},
		{ID: "park", Name: "박세나", Extension: "1003", Services: map[string]centre.Membership{"orders": {Level: 1}}},
	}, values: map[string]string{centre.SetCallbacks: "true", centre.SetForm: "true"}}
}

func (f *fakeCentre) Services(context.Context) ([]centre.Service, error) {
	if f.bare {
		return nil, nil
	}
	return []centre.Service{{ID: "orders", Name: f.called["orders"], Callback: &centre.Callback{Form: true}}, {ID: "returns", Name: f.called["returns"]}}, nil
}

func (f *fakeCentre) PutService(_ context.Context, _ people.Author, s centre.Service, _ bool, _ string) (centre.Service, error) {
	return s, nil
}
func (f *fakeCentre) DeleteService(context.Context, people.Author, string) error { return nil }
func (f *fakeCentre) Agents(context.Context) ([]centre.Agent, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.agents), nil
}

func (f *fakeCentre) Agent(ctx context.Context, id string) (centre.Agent, bool, error) {
	list, err := f.Agents(ctx)
	for _, a := range list {
		if a.ID == id {
			return a, true, err
		}
	}
	return centre.Agent{}, false, err
}

func (f *fakeCentre) PutAgent(_ context.Context, by people.Author, a centre.Agent, _ bool, _ string) (centre.Agent, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.changed = append(f.changed, by.Actor+" "+a.ID)
	if i := slices.IndexFunc(f.agents, func(one centre.Agent) bool { return one.ID == a.ID }); i >= 0 {
		f.agents = slices.Clone(f.agents)
		f.agents[i] = a
	}
	return a, nil
}
func (f *fakeCentre) DeleteAgent(context.Context, people.Author, string) error { return nil }
func (f *fakeCentre) Trunks(context.Context) ([]centre.Trunk, error)           { return f.trunks, nil }
func (f *fakeCentre) Reload(context.Context) error                             { return nil }
func (f *fakeCentre) Profile() Profile {
	if f.profile.Name != "" {
		return f.profile
	}
	return Profile{Name: "센터", TimeZone: "Asia/Seoul", Language: "ko"}
}

func (f *fakeCentre) SetProfile(_ context.Context, _ people.Author, p Profile) error {
	f.set = append(f.set, p)
	return nil
}

// fakeFloor is a real core.
type fakeFloor struct {
	mu     sync.Mutex
	core   *acd.Floor
	now    acd.Time
	forgot []string // callers
}

func newFakeFloor(c *fakeCentre) *fakeFloor {
	f := &fakeFloor{core: acd.New(1), now: 1_000_000}
	rule := acd.Rule{Do: acd.RuleMessage}
	f.core.Step(f.now, acd.StartDay{Day: "2026-11-20"})
	for _, id := range []acd.ServiceID{"orders", "returns"} {
		f.core.Step(f.now, acd.PutService{Service: acd.Service{
			ID: id, Strategy: acd.LongestIdle, ServiceLevel: 20 * time.Second, Ring: 15 * time.Second, Misses: 1, Target: 80,
			Full: rule, ClosedDo: rule, Nobody: acd.Rule{Do: acd.RuleWait}, TooLong: rule,
		}})
	}
	for i := range c.agents {
		f.core.Step(f.now, acd.PutAgent{Agent: c.agents[i].Core()})
		f.core.Step(f.now, acd.PhoneReachable{Agent: acd.AgentID(c.agents[i].ID)})
	}
	return f
}

func (f *fakeFloor) Do(_ context.Context, cmds ...acd.Command) ([]acd.Event, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []acd.Event
	for _, c := range cmds {
		f.now += 1000
		if v, ok := c.(acd.ForgetCaller); ok {
			f.forgot = append(f.forgot, v.Callers...)
		}
		out = append(out, f.core.Step(f.now, c)...)
	}
	return out, nil
}

func (f *fakeFloor) Agent(_ context.Context, id acd.AgentID) (acd.AgentStatus, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	a, _ := f.core.Agent(id)
	return a, nil
}

func (f *fakeFloor) State(context.Context) (acd.State, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.core.State(), nil
}

func (f *fakeFloor) Explain(_ context.Context, c acd.CallID, a acd.AgentID) (acd.WhyNot, string, *acd.Explanation, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	w, d := f.core.Explain(c, a)
	return w, d, nil, nil
}

type fakeHistory struct{ list []calls.Call }

func (f fakeHistory) Calls(_ context.Context, q calls.Filter) ([]calls.Call, error) {
	out := []calls.Call{}
	for _, c := range f.list {
		if q.Agents == nil || slices.Contains(q.Agents, c.Agent) {
			out = append(out, c)
		}
	}
	return out, nil
}

func (f fakeHistory) Segments(_ context.Context, id acd.CallID) ([]calls.Segment, error) {
	for _, c := range f.list {
		if c.ID == id {
			return []calls.Segment{{Call: id, Kind: calls.SegTalk, Agent: c.Agent}}, nil
		}
	}
	return nil, nil
}

func (f fakeHistory) Quality(context.Context, acd.CallID) ([]calls.Quality, error) {
	return []calls.Quality{}, nil
}

type fakePhones struct{}

func (fakePhones) Registrations() []Registration {
	return []Registration{{Agent: "kim", Contact: "sip:1001@127.0.0.1"}, {Agent: "lee"}}
}
func (fakePhones) Trunks() []TrunkState                                      { return nil }
func (fakePhones) Hold(context.Context, acd.CallID, acd.AgentID, bool) error { return nil }

func (fakePhones) SendKeys(context.Context, acd.CallID, acd.AgentID, string) error { return nil }

func (fakePhones) Emergency(number string) bool                          { return acd.Emergency(number) }
func (fakePhones) DialEmergency(acd.AgentID, string) (acd.CallID, error) { return "aside", nil }

func (fakePhones) NewCallID() acd.CallID                                 { return "second" }
func (fakePhones) MayJoin(context.Context, acd.CallID) error             { return nil }
func (fakePhones) Answer(context.Context, acd.CallID, acd.AgentID) error { return nil }
func (fakePhones) Answerable(context.Context, acd.CallID, acd.AgentID) (bool, error) {
	return false, context.DeadlineExceeded // it never said anything
}
func (fakePhones) ServiceOf(number string) acd.ServiceID {
	if number == "1588-0001" {
		return "orders"
	}
	return ""
}

func (fakePhones) MayDial(agent, number, service string) (acd.Dial, error) {
	return acd.Dial{Call: "d1", Agent: acd.AgentID(agent), Number: number, Show: service}, nil
}

// fakeLive sends one frame that names its scope and then waits.
type fakeLive struct{}

type fakeStream struct {
	first *websocket.PreparedMessage
	sent  bool
}

func (fakeLive) Subscribe(topics []string, sc acd.Scope) (LiveStream, error) {
	text := strings.Join(topics, ",") + "|" + sc.Manager + "|" + string(sc.Agent)
	for _, s := range sc.Services {
		text += "|" + string(s)
	}
	m, err := websocket.NewPreparedMessage(websocket.TextMessage, []byte(text))
	return &fakeStream{first: m}, err
}

func (fakeLive) First(_ context.Context, topics []string, sc acd.Scope) ([]json.RawMessage, error) {
	data, err := json.Marshal(map[string]any{"topics": topics, "services": sc.Services, "manager": sc.Manager, "agent": sc.Agent, "name": "</script><b>"})
	return []json.RawMessage{data}, err
}

func (f *fakeStream) Next(ctx context.Context) (*websocket.PreparedMessage, error) {
	if !f.sent {
		f.sent = true
		return f.first, nil
	}
	<-ctx.Done()
	return nil, ctx.Err()
}
func (f *fakeStream) Close() {}

// site is a server with everybody in it.
type site struct {
	events *cti.Log
	*httptest.Server
	web    *Server
	people *fakePeople
	floor  *fakeFloor
	tokens map[string]string // identity -> cookie or key
	db     *store.DB         // the desk's
	orders *fakeOrders
	texter *fakeTexter
	blocks atomic.Int64 // how often the blacklist was told on
	house  *fakeHouse
	news   chan callback.News // of callbacks; what nobody reads is dropped
}

// fakeHouse is what is configured, for callbacks.
type fakeHouse struct {
	centre  *fakeCentre
	blocked string
}

func (h *fakeHouse) Enabled() bool {
	return h.centre.Setting(centre.SetCallbacks) == "true"
}
func (h *fakeHouse) Region() string       { return "KR" }
func (h *fakeHouse) Zone() *time.Location { return time.FixedZone("KST", 9*3600) }
func (h *fakeHouse) Rules(service string) (callback.Rules, bool) {
	return callback.Defaults, service == "orders" || service == "returns"
}
func (h *fakeHouse) Open(string, time.Time) bool { return true }
func (h *fakeHouse) Blocked(number string) bool  { return number == h.blocked }
func (h *fakeHouse) Own(number string) bool      { return number == "+8225550000" }

// fakeOrders is a shop that is linked to one service.
type fakeOrders struct{ asked desk.OrderQuery }

func (f *fakeOrders) Linked(service string) bool { return service == "orders" }

func (f *fakeOrders) Orders(_ context.Context, q desk.OrderQuery) ([]desk.Order, bool, error) {
	f.asked = q
	return []desk.Order{{Number: "A-1", State: "배송중"}}, slices.Contains(q.Services, "gifts"), nil
}

// identities of the site: name, role, agent.
var cast = []struct {
	name  string
	role  people.Role
	agent string
}{
	{"boss", people.Administrator, ""}, {"m1", people.Manager, ""}, {"m2", people.Manager, ""},
	{"kim", people.AgentRole, "kim"}, {"lee", people.AgentRole, "lee"},
}

func newSite(t *testing.T) *site {
	t.Helper()
	p, c := newFakePeople(), newFakeCentre()
	s := &site{people: p, floor: newFakeFloor(c), tokens: map[string]string{}}
	for i, who := range cast {
		u := people.User{ID: who.name + "-id", Login: who.name, Name: who.name, Role: who.role, AgentID: who.agent, Language: "ko"}
		if i == 0 {
			u.PasswordHash = people.HashPassword("Correct horse 9")
		}
		p.users[who.name] = u
		token, hash := people.NewToken()
		p.logins[hash] = people.Login{TokenHash: hash, UserID: u.ID, Created: time.Now(), Seen: time.Now()}
		s.tokens[who.name] = token
	}
	key, hash := people.NewToken()
	p.keys[hash] = people.APIKey{ID: "k", Name: "rig", Hash: hash, Role: people.Administrator}
	s.tokens["key"] = key
	display, hash := people.NewToken()
	p.boards[hash] = people.DisplayToken{ID: "d", Name: "wall", Hash: hash, Services: []string{"orders"}}
	s.tokens["display"] = display
	db, err := store.Open(t.Context(), t.TempDir(), "", filepath.Join(t.TempDir(), "callfloor.key"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	s.db, s.orders, s.events, s.texter = db, &fakeOrders{}, cti.NewLog(100, 0), &fakeTexter{db: db}
	voices, err := callback.OpenVoices(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { voices.Close() })
	feed := &desk.Feed{}
	s.house, s.news = &fakeHouse{centre: c}, make(chan callback.News, 1000)
	book := callback.NewBook(db, s.house, func(n callback.News) {
		feed.Reserved(n.Agents...)
		select {
		case s.news <- n:
		default:
		}
	}, time.Now, people.NewID)
	s.web = New(Config{Build: "test", SetupCode: ""}, Deps{
		Floor: s.floor, Centre: c, People: p, Phones: fakePhones{}, Live: fakeLive{}, Notices: &fakeNotices{now: Notice{Place: "top"}},
		History:  fakeHistory{[]calls.Call{{ID: "old1", Agent: "kim", Caller: "01012345678"}, {ID: "old2", Agent: "lee", Caller: "01012345678"}}},
		UI:       fstest.MapFS{"home.html": {Data: []byte("<!doctype html>")}, "wallboard.html": {Data: []byte("<!doctype html>")}},
		EventLog: s.events, Hooks: &fakeHooks{}, Tell: func(cti.Event) {},
		SMS: db, Texter: s.texter,
		Desk: db, Feed: &desk.Feed{}, Orders: s.orders, Reblock: func(context.Context) error { s.blocks.Add(1); return nil },
		System: func(context.Context) (SystemState, error) { return SystemState{}, nil }, Backup: func(context.Context, string) error { return nil },
		SignOn:    signon.New(time.Now),
		Callbacks: db, Book: book, Voices: voices, CallbackFeed: feed, SMSFeed: &desk.Feed{},
		Log: zerolog.Nop(), Metrics: prometheus.NewRegistry(), Ready: func() error { return nil },
	})
	s.Server = httptest.NewServer(s.web)
	t.Cleanup(func() { s.web.Shutdown(); s.Close() })
	return s
}

// as makes a request of an identity ("" for nobody).
func (s *site) as(t *testing.T, who, method, path, body string, change ...func(*http.Request)) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	s.sign(req, who)
	for _, c := range change {
		c(req)
	}
	res, err := (&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(data)
}

func (s *site) sign(req *http.Request, who string) {
	switch who {
	case "":
	case "key":
		req.Header.Set("Authorization", "Bearer "+s.tokens[who])
	case "display":
		req.AddCookie(&http.Cookie{Name: displayCookie(false), Value: s.tokens[who]})
	default:
		req.AddCookie(&http.Cookie{Name: cookieName(false), Value: s.tokens[who]})
	}
}

// header is how an identity shows itself.
func (s *site) header(who string) http.Header {
	req := &http.Request{Header: http.Header{}}
	s.sign(req, who)
	return req.Header
}

// fakeHooks keeps webhooks in memory.
type fakeHooks struct {
	mu   sync.Mutex
	list []cti.Hook
}

func (f *fakeHooks) Hooks(context.Context) ([]cti.Hook, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.list), nil
}

func (f *fakeHooks) PutHook(_ context.Context, h cti.Hook, create bool, version string, _ people.Change) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	i := slices.IndexFunc(f.list, func(o cti.Hook) bool { return o.ID == h.ID })
	if !create && version != "" && f.list[i].Version() != version {
		return desk.ErrChanged("webhook")
	}
	f.list = append(slices.DeleteFunc(f.list, func(o cti.Hook) bool { return o.ID == h.ID }), h)
	return nil
}

func (f *fakeHooks) DeleteHook(_ context.Context, id string, _ people.Change) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.list = slices.DeleteFunc(f.list, func(o cti.Hook) bool { return o.ID == id })
	return nil
}

func (f *fakeHooks) HookStands(context.Context, people.Edit) (bool, error) { return true, nil }

func (f *fakeHooks) UndoHook(context.Context, people.Edit, people.Change) error { return nil }

func (f *fakeHooks) Deliveries(context.Context, string, string, time.Time, int) ([]cti.Delivery, error) {
	return nil, nil
}
func (f *fakeHooks) Replay(context.Context, string, time.Time, time.Time) (int64, error) {
	return 0, nil
}
func (f *fakeHooks) Try(context.Context, cti.Hook) (int, error) { return 204, nil }
