package web

import (
	"cmp"
	"context"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/people"
)

// AccessLine is a line of the access log, which keeps ids, with what they stand for as it
// is now. Names are in no line that is kept: who was deleted stays so.
type AccessLine struct {
	people.Access
	ActorName string    `json:"actor_name,omitempty" doc:"what the person is called now whom actor names"`
	About     []Subject `json:"about,omitempty" doc:"what target, and after it detail, name by an id: as it is now. What is not there any more is left out, but for customers"`
}

// Subject is what an id of the access log stands for.
type Subject struct {
	Kind     string     `json:"kind" enum:"customer,call,reservation,callback,agent,user,service,team,opening-hours,menu,sound"`
	ID       string     `json:"id" doc:"as target or detail has it; of a user the log-in name"`
	Name     string     `json:"name,omitempty" doc:"what it is called; of a call, a reservation or a callback the person that it is linked to"`
	NameEn   string     `json:"name_en,omitempty" doc:"of what has one: the name on English screens"`
	Number   string     `json:"number,omitempty" doc:"the first of a customer, the other side's of a call, the one to call of a reservation or a callback; always masked" example:"010-****-5678"`
	Customer string     `json:"customer,omitempty" doc:"of a call, a reservation or a callback: id of the customer that it is linked to"`
	Ticket   string     `json:"ticket,omitempty" doc:"of a call that was offered to an agent"`
	Service  string     `json:"service,omitempty" doc:"id of the service of a call, a reservation or a callback"`
	At       *time.Time `json:"at,omitempty" doc:"when a call came in, or a reservation or a callback is due"`
	Deleted  bool       `json:"deleted,omitempty" doc:"there is no such customer any more: deleted, or merged into another; nothing else is said then"`
}

// subjectID names one thing: of a kind as targets have it.
type subjectID struct{ kind, id string }

// idList is ids as details write them: "a b c ...", maybe with "(unmasked)" behind.
const idList = `(.*?)(?: ?\(unmasked\))?$`

// idsIn is the kind of ids and where they stand in a detail.
type idsIn struct {
	kind    string
	pattern *regexp.Regexp
}

// oneCallback is the detail of what was done with a callback of a customer.
var oneCallback = idsIn{"callback", regexp.MustCompile(`^callback (\S+)`)}

// told says which ids the detail of an action has, where the program alone writes it.
var told = map[string]idsIn{
	"customers_searched":     {"customer", regexp.MustCompile(`^by [a-z ]+: ` + idList)},
	"consultations_searched": {"customer", regexp.MustCompile(`^\d+ found: ` + idList)},
	"reservations_searched":  {"customer", regexp.MustCompile(`^\d+ found: ` + idList)},
	"drafts_viewed":          {"customer", regexp.MustCompile(`^\d+ found: ` + idList)},
	"card_viewed":            {"customer", regexp.MustCompile(`^ticket \S+ ` + idList)},
	"customers_merged":       {"customer", regexp.MustCompile(`^from customer:([^\s:]+)`)},
	"reservation_viewed":     {"reservation", regexp.MustCompile(`^reservation (\S+)$`)},
	"reservation_created":    {"reservation", regexp.MustCompile(`^reservation (\S+)$`)},
	"reservation_changed":    {"reservation", regexp.MustCompile(`^reservation (\S+)$`)},
	"reservations_assigned":  {"agent", regexp.MustCompile(`^\d+ to \[(.*)\]$`)},
	"callbacks_searched":     {"customer", regexp.MustCompile(`^\d+ found: ` + idList)},
	"callbacks_assigned":     {"agent", regexp.MustCompile(`^\d+ to \[(.*)\]$`)},
	"callback_viewed":        oneCallback,
	"callback_changed":       oneCallback,
	"callback_completed":     oneCallback,
	"callback_cancelled":     oneCallback,
	"callback_called":        oneCallback,
	"callback_heard":         oneCallback,
}

// asked is what the log itself was asked for.
var asked = regexp.MustCompile(`\bobject=(\S+)`)

// subjects are the ids that a line names, its target first.
func subjects(a people.Access) (list []subjectID) {
	add := func(kind, id string) {
		if one := (subjectID{kind, id}); id != "" && !strings.HasSuffix(id, "*") && !slices.Contains(list, one) {
			list = append(list, one)
		}
	}
	kind, id, _ := strings.Cut(a.Target, ":")
	add(kind, id)
	if t, ok := told[a.Action]; ok {
		if m := t.pattern.FindStringSubmatch(a.Detail); m != nil {
			for _, id := range strings.Fields(m[1]) {
				if id != "..." {
					add(t.kind, id)
				}
			}
		}
	}
	if a.Target == accessLog {
		if m := asked.FindStringSubmatch(a.Detail); m != nil {
			for _, one := range strings.Split(m[1], ",") {
				kind, id, _ := strings.Cut(one, ":")
				add(kind, id)
			}
		}
	}
	return list
}

// naming finds what the ids of lines stand for, for one viewer: what was found for lines
// before is kept.
type naming struct {
	s      *Server
	viewer Identity
	known  desk.Known
	asked  map[subjectID]bool // of what is in the database
	set    map[subjectID]Subject
}

// actorNames are what people are called now, by the actor that their changes have; a
// program is not in it. Names go with an answer whose change may be kept already, so that
// it does not fail for want of them: then they are left out.
func (s *Server) actorNames(ctx context.Context, actors ...string) map[string]string {
	var logins []string
	for _, actor := range actors {
		if login, ok := strings.CutPrefix(actor, "user:"); ok && !slices.Contains(logins, login) {
			logins = append(logins, login)
		}
	}
	if len(logins) == 0 {
		return nil
	}
	found, err := s.People.UserNames(ctx, logins)
	if err != nil {
		s.Log.Error().Err(err).Msg("names of people are left out of an answer")
		return nil
	}
	names := make(map[string]string, len(found))
	for login, name := range found {
		names["user:"+login] = name
	}
	return names
}

// naming reads what is configured and who there is, which is little; the rest is read
// when lines name it.
func (s *Server) naming(ctx context.Context) (*naming, error) {
	n := &naming{s: s, viewer: listed(ctx), asked: map[subjectID]bool{}, set: map[subjectID]Subject{},
		known: desk.Known{Customers: map[string]desk.Brief{}, Calls: map[string]desk.Ticket{}, Reservations: map[string]desk.Reservation{}, Callbacks: map[string]desk.Reservation{}}}
	if n.viewer.Language == "" { // a program
		n.viewer.Language = s.Centre.Profile().Language
	}
	add := func(kind, id, name, english string) {
		n.set[subjectID{kind, id}] = Subject{Kind: kind, ID: id, Name: name, NameEn: english}
	}
	users, err := s.People.Users(ctx)
	if err != nil {
		return nil, err
	}
	for _, u := range users {
		add("user", u.Login, u.Name, "")
	}
	agents, err := s.Centre.Agents(ctx)
	if err != nil {
		return nil, err
	}
	for _, a := range agents {
		add("agent", a.ID, a.Name, a.NameEn)
	}
	services, err := s.Centre.Services(ctx)
	if err != nil {
		return nil, err
	}
	for _, v := range services {
		add("service", v.ID, v.Name.Ko, v.Name.En)
	}
	for _, v := range s.Centre.Teams() {
		add("team", v.ID, v.Name.Ko, v.Name.En)
	}
	for _, v := range s.Centre.Menus() {
		add("menu", v.ID, v.Name.Ko, v.Name.En)
	}
	for _, v := range s.Centre.ChatCategories() {
		add("chat-category", v.ID, v.Name.Ko, v.Name.En)
	}
	for _, v := range s.Centre.ChatSites() {
		add("chat-site", v.ID, v.Name.Ko, v.Name.En)
	}
	for _, v := range s.Centre.Hours() {
		add("opening-hours", v.ID, v.Name.Ko, v.Name.En)
	}
	for _, v := range s.Centre.Sounds() {
		add("sound", v.ID, v.Name, "")
	}
	return n, nil
}

// read looks up what lines name, all of it at once.
func (n *naming) read(ctx context.Context, lines []people.Access) error {
	var ids desk.IDs
	for _, a := range lines {
		for _, one := range subjects(a) {
			if n.asked[one] {
				continue
			}
			n.asked[one] = true
			switch one.kind {
			case "customer":
				ids.Customers = append(ids.Customers, one.id)
			case "call":
				ids.Calls = append(ids.Calls, one.id)
			case "reservation":
				ids.Reservations = append(ids.Reservations, one.id)
			case "callback":
				ids.Callbacks = append(ids.Callbacks, one.id)
			}
		}
	}
	if len(ids.Customers)+len(ids.Calls)+len(ids.Reservations)+len(ids.Callbacks) == 0 {
		return nil
	}
	k, err := n.s.Desk.Known(ctx, ids)
	if err != nil {
		return err
	}
	for id, v := range k.Customers {
		n.known.Customers[id] = v
	}
	for id, v := range k.Calls {
		n.known.Calls[id] = v
	}
	for id, v := range k.Reservations {
		n.known.Reservations[id] = v
	}
	for id, v := range k.Callbacks {
		n.known.Callbacks[id] = v
	}
	return nil
}

// lines are lines with what they name.
func (n *naming) lines(ctx context.Context, list []people.Access) ([]AccessLine, error) {
	if err := n.read(ctx, list); err != nil {
		return nil, err
	}
	out := make([]AccessLine, 0, len(list))
	for _, a := range list {
		line := AccessLine{Access: a}
		if login, ok := strings.CutPrefix(a.Actor, "user:"); ok {
			line.ActorName = n.set[subjectID{"user", login}].Name
		}
		for _, one := range subjects(a) {
			if v, ok := n.subject(one, a); ok {
				line.About = append(line.About, v)
			}
		}
		out = append(out, line)
	}
	return out, nil
}

// subject is what an id stands for; false where nothing is known of it.
func (n *naming) subject(one subjectID, a people.Access) (Subject, bool) {
	v := Subject{Kind: one.kind, ID: one.id}
	switch one.kind {
	case "customer":
		c, ok := n.known.Customers[one.id]
		if !ok {
			v.Deleted = true
			return v, a.Target != accessLog // anything may have been asked for
		}
		v.Name = c.Name
		if len(c.Numbers) > 0 {
			v.Number = n.s.shown(n.viewer, c.Numbers[0])
		}
		return v, true
	case "call":
		c, ok := n.known.Calls[one.id]
		v.Ticket, v.Service, v.Number = c.Ticket, c.Service, n.s.shown(n.viewer, c.Number)
		v.link(c.Customer, n.known.Customers)
		v.at(c.Created)
		return v, ok
	case "reservation", "callback":
		of := n.known.Reservations
		if one.kind == "callback" {
			of = n.known.Callbacks
		}
		r, ok := of[one.id]
		v.Name, v.Service, v.Number = r.Name, r.Service, n.s.shown(n.viewer, r.Number)
		v.link(r.Customer, n.known.Customers)
		v.at(r.Due)
		return v, ok
	}
	v, ok := n.set[one]
	return v, ok
}

// link says whose a call or a reservation is, where that customer is there.
func (v *Subject) link(customer string, all map[string]desk.Brief) {
	if c, ok := all[customer]; ok {
		v.Customer, v.Name = c.ID, c.Name
	}
}

func (v *Subject) at(t time.Time) {
	if !t.IsZero() {
		v.At = &t
	}
}

// name is what a subject is called in the viewer's language.
func (n *naming) name(v Subject) string {
	if n.viewer.Language != "ko" && v.NameEn != "" {
		return v.NameEn
	}
	return v.Name
}

// text is a subject in one line, as an export has it.
func (n *naming) text(v Subject, zone *time.Location) string {
	if v.Deleted {
		if n.viewer.Language == "ko" {
			return "삭제된 고객"
		}
		return "deleted customer"
	}
	var parts []string
	add := func(text string) {
		if text != "" {
			parts = append(parts, text)
		}
	}
	add(v.Ticket)
	if v.At != nil && v.Ticket == "" {
		add(v.At.In(zone).Format("2006-01-02 15:04"))
	}
	add(cmp.Or(n.name(n.set[subjectID{"service", v.Service}]), v.Service))
	add(n.name(v))
	add(v.Number)
	return strings.Join(parts, " ")
}

// texts are what the target of a line is called, and those that its detail names.
func (n *naming) texts(a AccessLine, zone *time.Location) (target, others string) {
	var list []string
	for _, v := range a.About {
		text := n.text(v, zone)
		if v.Kind+":"+v.ID == a.Target {
			target = text
			continue
		}
		list = append(list, text)
	}
	return target, strings.Join(list, "; ")
}
