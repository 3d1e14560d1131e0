package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/callback"
	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
)

// Callbacks is what the web reads of the store about callbacks; what is done with them
// goes by Book. Lists are pages as those of Desk.
type Callbacks interface {
	Callback(ctx context.Context, id string) (callback.Request, error)
	Callbacks(ctx context.Context, f callback.Filter) ([]callback.Request, string, error)
	// EachCallback calls fn with every request that a filter finds.
	EachCallback(ctx context.Context, f callback.Filter, fn func(callback.Request) error) error
	CallbackHistory(ctx context.Context, id string) ([]callback.Event, error)
	CallbackAttempts(ctx context.Context, id string) ([]callback.Attempt, error)
	// EarlierVoices are the spoken messages of a callback but the last, newest first.
	EarlierVoices(ctx context.Context, id string) ([]callback.Earlier, error)
	// CallbackAgents tells whose each of some requests is, "" for nobody's; those that
	// are not there are left out.
	CallbackAgents(ctx context.Context, ids []string) (map[string]string, error)
	CountCallbacks(ctx context.Context, s callback.Scope, own, day string) (callback.Totals, error)
	// LastCallback is the request that was registered last, or the open one that was given
	// to an agent last; without an id there is none.
	LastCallback(ctx context.Context, agent string) (callback.Request, error)
	// OverdueCallbacks counts the registered requests of a scope, and of a service unless
	// that is "", that were to be called by a time.
	OverdueCallbacks(ctx context.Context, s callback.Scope, service string, by time.Time) (callback.Overdue, error)
	CallbackLoads(ctx context.Context) (map[string]callback.Load, error)
	// CallbackTallies counts the requests of the days from one to another.
	CallbackTallies(ctx context.Context, from, to string) ([]callback.Tally, error)
	Barred(ctx context.Context, number, after string, limit int) ([]callback.Barred, string, error)
	Unbar(ctx context.Context, id string) (callback.Barred, error)
}

// CallbackView is a callback as the caller may see it.
type CallbackView struct {
	callback.Request
	Masked          bool          `json:"masked,omitempty" doc:"number is masked: POST /callbacks/{id}/connect calls it all the same"`
	Most            int           `json:"max_attempts" doc:"how often the number is called at most"`
	ServiceName     *centre.Names `json:"service_name,omitempty" doc:"what the service is called: also of one that the caller does not serve; absent: it is gone"`
	CannotCall      callback.Why  `json:"cannot_call,omitempty" enum:"not_a_phone,international,premium,emergency,own,blocked,do_not_call" doc:"why the number is not called: POST /callbacks/{id}/connect refuses it; absent: it may be called, or the callback is done"`
	VoiceMs         int64         `json:"voice_ms,omitempty" doc:"how long the spoken message is: GET /callbacks/{id}/voice; absent: there is none"`
	DistributorName string        `json:"distributor_name,omitempty" doc:"what the person is called now whom distributor names"`
}

// CallbackDetail is a callback with all that happened to it.
type CallbackDetail struct {
	CallbackView
	ResultName *desk.Label        `json:"result_name,omitempty" doc:"what result_code is called: the disposition of the service, or a word of the program; absent: it has no name"`
	History    []CallbackEvent    `json:"history" doc:"oldest first, the last 200 things"`
	Calls      []callback.Attempt `json:"calls" doc:"the calls that were made, oldest first"`
	Earlier    []EarlierVoice     `json:"earlier_voices,omitempty" doc:"spoken messages but the last, newest first, the last 20"`
}

// CallbackEvent is one line of a callback's history.
type CallbackEvent struct {
	callback.Event
	ResultName *desk.Label `json:"result_name,omitempty" doc:"of the end, what its code is called, which detail is"`
}

// EarlierVoice is a spoken message that another one has followed.
type EarlierVoice struct {
	N        int       `json:"n" doc:"GET /callbacks/{id}/voice?earlier=n plays it"`
	VoiceMs  int64     `json:"voice_ms" doc:"how long it is"`
	Followed time.Time `json:"followed_at" doc:"when the next one was spoken"`
}

// CallbackPage is one page of callbacks.
type CallbackPage struct {
	Items []CallbackView `json:"items"`
	Next  string         `json:"next,omitempty" doc:"cursor of the next page; absent on the last"`
}

// CallbackPath names a callback in a path.
type CallbackPath struct {
	ID string `path:"id" maxLength:"40"`
}

type callbackOut struct {
	Status int
	Body   CallbackView
}

func (s *Server) callbackRoutes() {
	const tag = "Callbacks"
	register(s, op(tag, "callbacks-list", http.MethodGet, "/callbacks", "Callbacks (agents: their own; managers: of their agents, and of nobody; who gives them to agents: every open one too)"), s.listCallbacks)
	register(s, op(tag, "callbacks-counts", http.MethodGet, "/callbacks/counts", "How many callbacks wait, how many are the caller's own, and what became of today's"), s.countCallbacks)
	create := op(tag, "callback-create", http.MethodPost, "/callbacks", "Register a callback; a number has one open callback, and who asks again is answered with that one (200)")
	create.DefaultStatus = http.StatusCreated
	register(s, create, s.createCallback)
	register(s, op(tag, "callback-get", http.MethodGet, "/callbacks/{id}", "One callback with its history and the calls that were made for it"), s.getCallback)
	register(s, op(tag, "callback-put", http.MethodPut, "/callbacks/{id}", "Change what is written about an open callback, and when the customer wants to be called"), s.putCallback)
	register(s, op(tag, "callback-complete", http.MethodPost, "/callbacks/{id}/complete", "The promise is kept (완료), with a call or without one"), s.endCallback(callback.Completed))
	register(s, op(tag, "callback-cancel", http.MethodPost, "/callbacks/{id}/cancel", "Nobody needs to be called any more (취소)"), s.endCallback(callback.Cancelled))
	connect := op(tag, "callback-connect", http.MethodPost, "/callbacks/{id}/connect", "Let the agent of this log-in, who is logged in to the floor, call the number, which may be masked (연결)")
	connect.DefaultStatus = http.StatusCreated
	register(s, connect, s.connectCallback)
	note := op(tag, "callback-history", http.MethodPost, "/callbacks/{id}/history", "Save a note about the customer under a ticket of its own, whatever becomes of the callback (이력 등록)")
	note.DefaultStatus = http.StatusCreated
	register(s, note, s.noteOfCallback)
	register(s, op(tag, "callback-voice", http.MethodGet, "/callbacks/{id}/voice", "The spoken message of a callback, as a WAV file"), s.callbackVoice)
	s.callbackAssignRoutes(tag)
	s.callbackReportRoutes(tag)
	s.doNotCallRoutes(tag)
	s.callbackFormRoutes(tag)
}

// callbacksOn fails where callbacks are not in use (B1). Who may use them stands in
// rights.go; on the desk, among reservations, it is asked here (B2).
func (s *Server) callbacksOn(ctx context.Context) error {
	if !s.callbacksUsed() {
		return &callback.Refused{Why: callback.Off}
	}
	return callers.allow(who(ctx), "callbacks")
}

func (s *Server) callbacksUsed() bool { return s.Centre.Setting(centre.SetCallbacks) == "true" }

// callbackScope is whose callbacks the caller sees.
func (s *Server) callbackScope(ctx context.Context) (callback.Scope, error) {
	if err := s.callbacksOn(ctx); err != nil {
		return callback.Scope{}, err
	}
	names, err := s.agentNames(ctx)
	switch {
	case err != nil:
		return callback.Scope{}, err
	case names == nil:
		return callback.Scope{All: true}, nil
	case who(ctx).Role == people.Manager:
		return callback.Scope{Agents: append(names, "")}, nil
	}
	return callback.Scope{Agents: names, Open: who(ctx).May(people.CallbackAssign)}, nil
}

// callbackOf returns a callback that the caller may see.
func (s *Server) callbackOf(ctx context.Context, id string) (callback.Request, error) {
	scope, err := s.callbackScope(ctx)
	if err != nil {
		return callback.Request{}, err
	}
	r, err := s.Callbacks.Callback(ctx, id)
	if err == nil && !scope.Sees(r) {
		return callback.Request{}, fault.New(fault.NotFound, "there is no callback %q", id)
	}
	return r, err
}

// workOn returns a callback that the caller may end or change: the own one, for managers
// those that they see.
func (s *Server) workOn(ctx context.Context, id string) (callback.Request, error) {
	r, err := s.callbackOf(ctx, id)
	if err == nil && who(ctx).Role == people.AgentRole && (r.Agent == "" || r.Agent != string(who(ctx).Agent)) {
		return r, fault.New(fault.Denied, "this callback is not given to you: who has it, or a manager, says what became of it")
	}
	return r, err
}

// callbackView is a callback as somebody may see it, of a service as it is configured; nil: it
// is gone.
func (s *Server) callbackView(id Identity, r callback.Request, sv *centre.Service) CallbackView {
	v := CallbackView{Request: r, Masked: !id.May(people.Unmask), Most: callback.Defaults.Attempts}
	if sv != nil {
		v.Most, v.ServiceName = sv.Callbacks().Attempts, &sv.Name
	}
	v.Number = s.shown(id, r.Number)
	if r.Caller != callback.Anonymous {
		v.Caller = s.shown(id, r.Caller)
	}
	if r.Voice != nil {
		v.VoiceMs = max(r.Voice.Length.Milliseconds(), 1)
	}
	return v
}

// servicesByID are the services as they are configured, by id.
func (s *Server) servicesByID() map[string]*centre.Service {
	list, err := s.Centre.Services(context.Background()) // what is configured is in memory
	if err != nil {
		return nil
	}
	out := make(map[string]*centre.Service, len(list))
	for i := range list {
		out[list[i].ID] = &list[i]
	}
	return out
}

// callbackOut is a single callback as it is answered.
func (s *Server) callbackOut(ctx context.Context, r callback.Request) CallbackView {
	list := s.callbackViews(ctx, who(ctx), []callback.Request{r})
	return list[0]
}

// callbackViews are callbacks with what is asked for all of them at once.
func (s *Server) callbackViews(ctx context.Context, viewer Identity, list []callback.Request) []CallbackView {
	views, actors, numbers := make([]CallbackView, len(list)), make([]string, len(list)), []string{}
	services := s.servicesByID()
	for i, r := range list {
		views[i], actors[i] = s.callbackView(viewer, r, services[r.Service]), r.Distributor
		if r.State.Open() {
			numbers = append(numbers, r.Number)
		}
	}
	names := s.actorNames(ctx, actors...)
	refused, err := s.Book.Refusals(ctx, numbers)
	if err != nil { // who calls is told
		s.Log.Error().Err(fault.WithCause(err)).Msg("which numbers of callbacks may be called cannot be read: they are shown without it")
	}
	for i, r := range list {
		views[i].DistributorName = names[r.Distributor]
		if r.State.Open() {
			views[i].CannotCall = refused[r.Number]
		}
	}
	return views
}

// ofCallback is whom a line of the access log is about, and which callback.
func ofCallback(r callback.Request) (target, detail string) {
	if r.Customer != "" {
		return "customer:" + r.Customer, "callback " + r.ID
	}
	return "callback:" + r.ID, ""
}

// logCallback writes a line of the access log about a callback.
func (s *Server) logCallback(ctx context.Context, action string, r callback.Request) error {
	target, detail := ofCallback(r)
	return s.logAccess(ctx, action, target, detail)
}

// callbackFault turns what stands in the way of a callback into what clients get.
func callbackFault(err error) error {
	var no *callback.Refused
	var gone *callback.Gone
	switch {
	case errors.As(err, &no) && no.Why != callback.Off:
		return &Problem{Title: http.StatusText(http.StatusUnprocessableEntity), Status: http.StatusUnprocessableEntity, Detail: "number: " + no.Error(), Code: fault.Invalid,
			Errors: []*huma.ErrorDetail{{Location: "body.number", Message: string(no.Why) + ": " + no.Error()}}}
	case errors.As(err, &gone):
		p := &Problem{Title: http.StatusText(http.StatusConflict), Status: http.StatusConflict, Detail: gone.Error(), Code: fault.Conflict}
		for _, id := range gone.IDs {
			p.Errors = append(p.Errors, &huma.ErrorDetail{Location: "body.ids", Message: "gone", Value: id})
		}
		return p
	}
	return fields(err)
}

// CallbackSearch chooses callbacks (B23).
type CallbackSearch struct {
	From        time.Time        `query:"from" doc:"registered at or after"`
	To          time.Time        `query:"to" doc:"registered before"`
	Route       string           `query:"route" maxLength:"200" doc:"keys pressed in the voice menu: what begins so" example:"1>2"`
	State       []callback.State `query:"state" maxItems:"6" enum:"registered,assigned,completed,cancelled,expired,unreached" doc:"any of these, with a comma between them; left out: every state"`
	Q           string           `query:"q" maxLength:"40" doc:"a telephone number in any spelling, or its last digits" example:"5678"`
	Distributor string           `query:"distributor" maxLength:"80" doc:"who gave them to agents (분배자), such as user:boss"`
	Agent       string           `query:"agent" maxLength:"40" doc:"whose they are (담당자); - is nobody. An agent's own is fixed"`
	Mine        bool             `query:"mine" doc:"only those of the agent of this log-in"`
	Source      callback.Source  `query:"source" enum:"ars,virtual_hold,voicemail,web,api,hand" doc:"left out: every way"`
	Service     string           `query:"service" maxLength:"40"`
	Customer    string           `query:"customer" maxLength:"40"`
	Retried     bool             `query:"retried" doc:"only those whose number was called already"`
	Late        bool             `query:"late" doc:"only those that were to be called two hours ago or earlier: since they were registered, or since the time that was wanted"`
	Sort        callback.Sort    `query:"sort" enum:"-created,created,due,-due" default:"-created" doc:"by when it was registered, or when to call: then those that are not done alone; - is the latest first"`
}

// filter is what is searched, within what the caller sees.
func (s *Server) callbackFilter(ctx context.Context, in CallbackSearch) (f callback.Filter, err error) {
	if f.Scope, err = s.callbackScope(ctx); err != nil {
		return f, err
	}
	if !in.From.IsZero() && !in.To.IsZero() && !in.To.After(in.From) {
		return f, fault.New(fault.Invalid, "to must be after from")
	}
	f.From, f.To, f.Route, f.States, f.Distributor = in.From, in.To, in.Route, in.State, in.Distributor
	f.Source, f.Service, f.Customer, f.Retried, f.Sort = in.Source, in.Service, in.Customer, in.Retried, in.Sort
	if in.Late {
		f.DueBy = time.Now().Add(-callback.Late)
	}
	if in.Q != "" {
		q := desk.SearchOf(in.Q, s.cfg.Desk.region())
		if f.Number, f.Last = q.Number, q.Last; f.Number == "" && f.Last == "" {
			return f, fault.New(fault.Invalid, "q is a telephone number, or its last digits")
		}
	}
	switch {
	case in.Mine:
		own, err := ownAgent(ctx)
		if err != nil {
			return f, err
		}
		f.Agents = []string{own}
	case in.Agent == "-":
		f.Agents = []string{""}
	case in.Agent != "":
		if !f.Scope.All && !f.Scope.Open && !slices.Contains(f.Scope.Agents, in.Agent) {
			return f, fault.New(fault.NotFound, "there is no agent %q", in.Agent)
		}
		f.Agents = []string{in.Agent}
	}
	return f, nil
}

func (s *Server) listCallbacks(ctx context.Context, in *struct {
	CallbackSearch
	Unmasking
	Page
}) (*struct{ Body CallbackPage }, error) {
	viewer, err := in.viewer(ctx)
	if err != nil {
		return nil, err
	}
	f, err := s.callbackFilter(ctx, in.CallbackSearch)
	if err != nil {
		return nil, err
	}
	f.After, f.Limit = in.Cursor, in.Limit
	list, next, err := s.Callbacks.Callbacks(ctx, f)
	if err != nil {
		return nil, err
	}
	page, who, shown := CallbackPage{Items: s.callbackViews(ctx, viewer, list), Next: next}, []desk.Brief{}, []string{}
	for _, r := range list {
		shown = append(shown, r.ID)
		if r.Customer != "" {
			who = append(who, desk.Brief{ID: r.Customer})
		}
	}
	return &struct{ Body CallbackPage }{page}, s.logFound(ctx, "callbacks_searched", "callbacks", fmt.Sprintf("%d found: %s", len(list), ids(who)), in.CallbackSearch, in.Unmasking, shown)
}

func (s *Server) getCallback(ctx context.Context, in *CallbackPath) (*struct{ Body CallbackDetail }, error) {
	r, err := s.callbackOf(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	target, detail := ofCallback(r)
	if err := s.logShown(ctx, "callback_viewed", target, detail, r.ID); err != nil {
		return nil, err
	}
	d := CallbackDetail{CallbackView: s.callbackOut(ctx, r)}
	names, err := s.codeNames(ctx, r.Service)
	if err != nil {
		return nil, err
	}
	d.ResultName = names.of(r.Service, r.Code)
	history, err := s.Callbacks.CallbackHistory(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	d.History = make([]CallbackEvent, len(history))
	for i, e := range history {
		d.History[i].Event = e
		if e.What.Ends() {
			d.History[i].ResultName = names.of(r.Service, e.Detail)
		}
	}
	if d.Calls, err = s.Callbacks.CallbackAttempts(ctx, r.ID); err != nil {
		return nil, err
	}
	list, err := s.Callbacks.EarlierVoices(ctx, r.ID)
	for i, v := range list {
		d.Earlier = append(d.Earlier, EarlierVoice{N: i + 1, VoiceMs: max(v.Length.Milliseconds(), 1), Followed: v.Followed})
	}
	return &struct{ Body CallbackDetail }{d}, err
}

// CallbackInput is what people and programs write of a callback.
type CallbackInput struct {
	Number   string    `json:"number,omitempty" doc:"in any spelling; left out: the customer's first" maxLength:"40" example:"010-1234-5678"`
	Customer string    `json:"customer,omitempty" doc:"id; left out: found by the number where exactly one customer has it" maxLength:"40"`
	Name     string    `json:"name,omitempty" doc:"whom to ask for; left out: the customer's name" maxLength:"100"`
	Service  string    `json:"service,omitempty" maxLength:"40" doc:"whose customer it is, whose number the call shows"`
	Memo     string    `json:"memo,omitempty" maxLength:"1000"`
	From     time.Time `json:"wanted_from,omitzero" doc:"when it suits; left out: as soon as possible" example:"2026-11-28T15:00:00+09:00"`
	To       time.Time `json:"wanted_to,omitzero" example:"2026-11-28T16:00:00+09:00"`
	Route    string    `json:"route,omitempty" maxLength:"200" doc:"keys pressed in a voice menu of somebody else's" example:"1>2"`
	Language string    `json:"language,omitempty" enum:"ko,en"`
}

func (s *Server) createCallback(ctx context.Context, in *struct {
	Key  string `header:"Idempotency-Key" maxLength:"100" doc:"of the client's choice: sent again within two days with the same body it gets the same answer, and nothing is registered twice"`
	Body CallbackInput
}) (*callbackOut, error) {
	if err := s.callbacksOn(ctx); err != nil {
		return nil, err
	}
	b, id := in.Body, who(ctx)
	var key *callback.Key
	if in.Key != "" {
		var err error
		if key, err = idempotency(id.Actor(), in.Key, b); err != nil {
			return nil, err
		}
		before, again, err := s.Book.TakenBefore(ctx, *key) // whatever else holds by now
		if err != nil {
			return nil, callbackFault(err)
		}
		if again {
			target, detail := ofCallback(before.Request)
			if err := s.logAccess(ctx, "callback_created", target, detail); err != nil {
				return nil, err
			}
			return s.callbackTaken(ctx, before)
		}
	}
	r := callback.Request{
		Number: b.Number, Customer: b.Customer, Name: b.Name, Service: b.Service, Memo: b.Memo, From: b.From, To: b.To, Route: b.Route, Language: b.Language,
		Source: callback.Hand, CreatedBy: id.Actor(),
	}
	if id.Kind == "key" {
		r.Source = callback.API
	}
	if b.Customer != "" {
		c, err := s.Desk.Customer(ctx, b.Customer)
		if err != nil {
			return nil, err
		}
		if r.Number == "" && len(c.Phones) > 0 {
			r.Number = c.Phones[0].Number
		}
		if r.Name == "" {
			r.Name = c.Name
		}
	}
	number, err := s.Book.May(ctx, r.Number)
	if err != nil {
		return nil, callbackFault(err)
	}
	target := "number:" + acd.MaskNumber(number)
	if r.Customer != "" {
		target = "customer:" + r.Customer
	}
	if err := s.logAccess(ctx, "callback_created", target, ""); err != nil {
		return nil, err
	}
	t, err := s.Book.TakeOnce(ctx, r, key)
	if err != nil {
		return nil, callbackFault(err)
	}
	return s.callbackTaken(ctx, t)
}

// callbackTaken is the answer to who registers a callback.
func (s *Server) callbackTaken(ctx context.Context, t callback.Taken) (*callbackOut, error) {
	if scope, err := s.callbackScope(ctx); err != nil {
		return nil, err
	} else if !scope.Sees(t.Request) { // what was registered is told, and nothing that others wrote
		q := t.Request
		t.Request = callback.Request{ID: q.ID, Number: q.Number, Service: q.Service, Source: q.Source, State: q.State, Due: q.Due, Expires: q.Expires, Version: q.Version, Created: q.Created, CreatedBy: q.CreatedBy, Updated: q.Updated}
	}
	out := &callbackOut{Status: http.StatusCreated, Body: s.callbackOut(ctx, t.Request)}
	if t.Known {
		out.Status = http.StatusOK
	}
	return out, nil
}

// idempotency names a request by who sends it and what they call it; what is asked for
// stands beside it as a hash.
func idempotency(actor, key string, body any) (*callback.Key, error) {
	data, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	hash := func(b []byte) string { h := sha256.Sum256(b); return hex.EncodeToString(h[:]) }
	return &callback.Key{ID: hash([]byte("callback\n" + actor + "\n" + key)), Body: hash(data)}, nil
}

// CallbackChange is what may be changed of a callback.
type CallbackChange struct {
	Name    *string    `json:"name,omitempty" maxLength:"100" doc:"this and the others: left out, they stay as they are"`
	Memo    *string    `json:"memo,omitempty" maxLength:"1000"`
	Service *string    `json:"service,omitempty" maxLength:"40"`
	From    *time.Time `json:"wanted_from,omitempty" example:"2026-11-28T15:00:00+09:00"`
	To      *time.Time `json:"wanted_to,omitempty" example:"2026-11-28T16:00:00+09:00"`
	Soon    bool       `json:"as_soon_as_possible,omitempty" doc:"there is no wanted time any more"`
	Version int64      `json:"version,omitempty" minimum:"0" doc:"of what was loaded; left out: whatever it is"`
}

func (s *Server) putCallback(ctx context.Context, in *struct {
	CallbackPath
	Body CallbackChange
}) (*callbackOut, error) {
	r, err := s.callbackOf(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if id := who(ctx); id.Role == people.AgentRole && r.Agent != string(id.Agent) && !id.May(people.CallbackAssign) {
		return nil, fault.New(fault.NotFound, "there is no callback %q", in.ID)
	}
	b := in.Body
	if err := s.logCallback(ctx, "callback_changed", r); err != nil {
		return nil, err
	}
	e := callback.Edit{Name: b.Name, Memo: b.Memo, Service: b.Service, From: b.From, To: b.To, Version: b.Version}
	if b.Soon {
		e.From, e.To = &time.Time{}, &time.Time{}
	}
	r, err = s.Book.Edit(ctx, r.ID, who(ctx).Actor(), e)
	if err != nil {
		return nil, callbackFault(err)
	}
	return &callbackOut{Status: http.StatusOK, Body: s.callbackOut(ctx, r)}, nil
}

func (s *Server) countCallbacks(ctx context.Context, in *struct {
	Service string `query:"service" maxLength:"40" doc:"late and late_at are of this service alone; left out: of all"`
}) (*struct{ Body callback.Totals }, error) {
	scope, err := s.callbackScope(ctx)
	if err != nil {
		return nil, err
	}
	n, err := s.Callbacks.CountCallbacks(ctx, scope, string(who(ctx).Agent), s.today())
	if err != nil || !who(ctx).May(people.CallbackAssign) {
		return &struct{ Body callback.Totals }{n}, err
	}
	late, err := s.Callbacks.OverdueCallbacks(ctx, scope, in.Service, time.Now().Add(-callback.Late))
	n.Late = &late.N
	if !late.Next.IsZero() {
		n.LateAt = late.Next.Add(callback.Late)
	}
	return &struct{ Body callback.Totals }{n}, err
}

// today is the day in the centre's time zone.
func (s *Server) today() string { return time.Now().In(s.zone()).Format(time.DateOnly) }

// words joins what is there.
func words(list ...string) string {
	return strings.Join(slices.DeleteFunc(list, func(v string) bool { return v == "" }), " ")
}
