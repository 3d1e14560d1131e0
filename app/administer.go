package app

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
	"github.com/callfloor/callfloor/store"
	"github.com/callfloor/callfloor/web"
)

// Names in the store of what is no thing of a kind.
const (
	settingHolidays = "centre.holidays"
	settingReasons  = "centre.reasons"
	settingPrefix   = "set." // of the registry's
)

// readMore reads what only people configure, never the file.
func (c *Centre) readMore(ctx context.Context, d *Directory) error {
	var err error
	if d.Teams, err = entities(ctx, c.db, store.Teams, (*centre.Team).Fill); err != nil {
		return err
	}
	if d.Hours, err = entities(ctx, c.db, store.Hours, (*centre.Hours).Fill); err != nil {
		return err
	}
	if d.Sounds, err = entities(ctx, c.db, store.Sounds, func(*centre.Sound) {}); err != nil {
		return err
	}
	for name, to := range map[string]any{settingHolidays: &d.Holidays, settingReasons: &d.Reasons} {
		v, err := c.db.Setting(ctx, name)
		if err != nil {
			return err
		}
		if v == "" {
			continue
		}
		if err := json.Unmarshal([]byte(v), to); err != nil {
			return fmt.Errorf("setting %s in the database is not readable: %w", name, err)
		}
	}
	d.Reasons = centre.FillReasons(d.Reasons)
	stored, err := c.db.SettingsOf(ctx, settingPrefix)
	if err != nil {
		return err
	}
	d.Set = map[string]string{}
	for name, v := range stored {
		if key := strings.TrimPrefix(name, settingPrefix); v != "" {
			d.Set[key] = v
		}
	}
	return nil
}

func entities[T any](ctx context.Context, db *store.DB, k store.Kind, fill func(*T)) ([]T, error) {
	stored, err := db.Entities(ctx, k)
	if err != nil {
		return nil, err
	}
	list := make([]T, 0, len(stored))
	for _, e := range stored {
		var v T
		if err := json.Unmarshal(e.Data, &v); err != nil {
			return nil, fmt.Errorf("%s %q in the database is not readable: %w", k, e.ID, err)
		}
		fill(&v)
		list = append(list, v)
	}
	return list, nil
}

// resolve works out what follows from several things together: the manager of an
// agent who belongs to a team, and the calendars of opening hours.
func (d *Directory) resolve() {
	managers := map[string]string{}
	for _, t := range d.Teams {
		managers[t.ID] = t.Manager
	}
	var agents []centre.StoredAgent
	for i := range d.Agents {
		m, known := managers[d.Agents[i].Team]
		if !known || d.Agents[i].Manager == m {
			continue
		}
		if agents == nil {
			agents = slices.Clone(d.Agents)
		}
		agents[i].Manager = m
	}
	if agents != nil {
		d.Agents = agents
	}
	zone, err := time.LoadLocation(d.Profile.TimeZone)
	if err != nil {
		zone = time.UTC // Profile.Check refuses it before
	}
	d.calendars = make(map[string]*centre.Calendar, len(d.Hours))
	for _, h := range d.Hours {
		d.calendars[h.ID] = centre.NewCalendar(h, d.Holidays, zone)
	}
}

// loose are references that lead nowhere.
func (d Directory) loose() (list []centre.Problem) {
	hours, sounds := map[string]bool{}, map[string]bool{}
	for _, h := range d.Hours {
		hours[h.ID] = true
	}
	for _, s := range d.Sounds {
		sounds[centre.SoundPrefix+s.ID] = true
	}
	for i := range d.Services {
		s := &d.Services[i]
		at := "service " + s.ID
		if s.Hours != "" && !hours[s.Hours] {
			list = append(list, centre.Problem{Path: at + ".hours", Message: fmt.Sprintf("there are no hours %q", s.Hours)})
		}
		for _, name := range s.Sounds() {
			if strings.HasPrefix(name, centre.SoundPrefix) && !sounds[name] {
				list = append(list, centre.Problem{Path: at, Message: fmt.Sprintf("there is no sound %q", strings.TrimPrefix(name, centre.SoundPrefix))})
			}
		}
	}
	if name := d.setting(centre.SetAbusiveSound); name != "" && !sounds[name] {
		list = append(list, centre.Problem{Path: centre.SetAbusiveSound, Message: fmt.Sprintf("there is no sound %q", strings.TrimPrefix(name, centre.SoundPrefix))})
	}
	return list
}

// core is a service as the floor has it at a moment: closed outside its hours.
func (d Directory) core(s *centre.Service, now time.Time) acd.Service {
	out := s.Core()
	if cal := d.calendars[s.Hours]; cal != nil && !cal.Open(now) {
		out.Closed = true
	}
	return out
}

// Change implements web.Centre.
func (c *Centre) Change(ctx context.Context, by people.Author, action, target string, build func() ([]web.Edit, error)) error {
	ctx, end, err := c.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	edits, err := build()
	if err != nil || len(edits) == 0 {
		return err
	}
	return c.edit(ctx, people.NewChange(by, action, target), edits)
}

// edit carries out a change in whose turn it is: it is checked as a whole, taken
// off the floor where something goes, stored with its record, and then told.
func (c *Centre) edit(ctx context.Context, rec people.Change, edits []web.Edit) error {
	next := c.dir
	next.owned = map[string]bool{}
	commit := store.Commit{Kinds: map[store.Kind]store.Changes{}, Settings: map[string]string{}}
	var drops []acd.Command
	for _, e := range edits {
		k, ok := kinds[e.Kind]
		if !ok {
			return fault.New(fault.Invalid, "there is no kind of thing %q", e.Kind)
		}
		before := k.get(&next, e.ID)
		if err := e.May(before != nil); err != nil {
			return err
		}
		if e.After == nil && before == nil {
			return fault.New(fault.NotFound, "there is no %s %q", k.one, e.ID)
		}
		after, err := k.put(c, &next, e.ID, e.After)
		if err != nil {
			return err
		}
		if bytes.Equal(before, after) && after != nil {
			continue
		}
		rec.Edits = append(rec.Edits, people.Edit{Kind: e.Kind, ID: e.ID, Before: before, After: after})
		if after == nil && k.drop != nil {
			drops = append(drops, k.drop(e.ID))
		}
		k.store(&commit, e.ID, after)
	}
	if len(rec.Edits) == 0 {
		return nil // nothing is other than it was
	}
	next.owned = nil
	next.resolve()
	if err := next.check(); err != nil {
		return c.inUse(rec, next, err)
	}
	commit.Change = rec
	if err := c.takeOff(ctx, drops); err != nil {
		return err
	}
	if err := c.db.Commit(ctx, commit); err != nil {
		if len(drops) > 0 {
			c.part()
		}
		return err
	}
	now := c.clock()
	puts := slices.DeleteFunc(differences(c.dir.asState(now), next, now), func(cmd acd.Command) bool {
		switch cmd.(type) {
		case acd.PutService, acd.PutAgent:
			return false
		}
		return true
	})
	return errors.Join(c.become(next), c.follow(ctx, puts...)) // it is stored: now it must come true
}

// takeOff takes things off the floor, which may refuse.
func (c *Centre) takeOff(ctx context.Context, cmds []acd.Command) error {
	for i, cmd := range cmds {
		err := c.apply(ctx, cmd)
		if err == nil {
			continue
		}
		if i > 0 || !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.Invalid) { // those the floor refused
			c.part()
		}
		return err
	}
	return nil
}

// inUse turns what is wrong after something was taken away into what people
// understand.
func (c *Centre) inUse(rec people.Change, next Directory, err error) error {
	for _, e := range rec.Edits {
		if e.After != nil {
			continue
		}
		if e.Kind == string(store.Services) {
			var serve []string
			for _, a := range next.Agents {
				if _, ok := a.Services[e.ID]; ok {
					serve = append(serve, a.ID)
				}
			}
			if len(serve) > 0 {
				return fault.New(fault.Conflict, "the service %q is still served: take it from %s first", e.ID, strings.Join(serve, ", "))
			}
		}
		return fault.New(fault.Conflict, "the %s %q is still in use: %s", kinds[e.Kind].one, e.ID, err)
	}
	return err
}

// Undo implements web.Centre.
func (c *Centre) Undo(ctx context.Context, by people.Author, id string) error {
	ctx, end, err := c.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	ch, err := c.db.Change(ctx, id)
	if err != nil {
		return err
	}
	if ch.UndoneBy != "" {
		return fault.New(fault.Conflict, "the change has been undone already")
	}
	var edits []web.Edit
	for _, e := range slices.Backward(ch.Edits) {
		k, ok := kinds[e.Kind]
		if !ok {
			return fault.New(fault.Conflict, "a change of %s cannot be undone here", e.Kind)
		}
		if now := k.get(&c.dir, e.ID); !bytes.Equal(now, k.normal(c, e.ID, e.After)) {
			return c.newer(ctx, k.one, e)
		}
		edits = append(edits, web.Edit{Kind: e.Kind, ID: e.ID, After: e.Before})
	}
	rec := people.NewChange(by, "undone", ch.Target)
	rec.Undoes = ch.ID
	err = c.edit(ctx, rec, edits)
	if fault.Is(err, fault.Invalid) {
		return fault.New(fault.Conflict, "what was before does not fit what is now: %s", err)
	}
	return err
}

// newer says what stands in the way of an undo.
func (c *Centre) newer(ctx context.Context, one string, e people.Edit) error {
	list, err := c.db.ChangeLog(ctx, "", 0, 1000)
	if err != nil {
		return err
	}
	for _, ch := range list {
		if slices.ContainsFunc(ch.Edits, func(o people.Edit) bool { return o.Kind == e.Kind && o.ID == e.ID }) {
			return fault.New(fault.Conflict, "the %s %q was changed since, by %s at %s: undo that first", one, e.ID, ch.Author.Actor, ch.At.UTC().Format(time.RFC3339))
		}
	}
	return fault.New(fault.Conflict, "the %s %q was changed since, by the configuration file", one, e.ID)
}

// kind is how things of one sort are found, changed and kept.
type kind struct {
	one    string // what one is called
	get    func(d *Directory, id string) json.RawMessage
	put    func(c *Centre, d *Directory, id string, after json.RawMessage) (json.RawMessage, error) // nil: taken away; returns what is kept
	store  func(to *store.Commit, id string, after json.RawMessage)
	drop   func(id string) acd.Command // what takes it off the floor; nil: nothing
	normal func(c *Centre, id string, data json.RawMessage) json.RawMessage
}

var kinds map[string]kind

func init() { // it refers to itself
	kinds = map[string]kind{
		string(store.Services): listed("service", store.Services, func(d *Directory) *[]centre.Service { return &d.Services }, serviceID, (*centre.Service).Fill, keepService,
			func(id string) acd.Command { return acd.DeleteService{Service: acd.ServiceID(id)} }),
		string(store.Agents): listed("agent", store.Agents, func(d *Directory) *[]centre.StoredAgent { return &d.Agents }, agentID, (*centre.StoredAgent).Fill, keepAgent,
			func(id string) acd.Command { return acd.DeleteAgent{Agent: acd.AgentID(id)} }),
		string(store.Trunks): listed("trunk", store.Trunks, func(d *Directory) *[]centre.Trunk { return &d.Trunks }, trunkName, (*centre.Trunk).Fill, keepTrunk, nil),
		string(store.Teams): listed("team", store.Teams, func(d *Directory) *[]centre.Team { return &d.Teams }, func(t centre.Team) string { return t.ID },
			(*centre.Team).Fill, keepTeam, nil),
		string(store.Hours): listed("opening hours", store.Hours, func(d *Directory) *[]centre.Hours { return &d.Hours }, func(h centre.Hours) string { return h.ID },
			(*centre.Hours).Fill, nil, nil),
		string(store.Sounds): listed("sound", store.Sounds, func(d *Directory) *[]centre.Sound { return &d.Sounds }, func(s centre.Sound) string { return s.ID },
			func(*centre.Sound) {}, nil, nil),
		web.KindSettings: settingKind(),
	}
}

// listed is a kind that stands in a list of the directory, by id. keep may change
// or refuse a thing before it is checked, with the one of before (nil for none).
func listed[T any](one string, k store.Kind, list func(*Directory) *[]T, id func(T) string, fill func(*T),
	keep func(c *Centre, d *Directory, v *T, before *T) error, drop func(string) acd.Command,
) kind {
	find := func(d *Directory, key string) *T {
		i, ok := slices.BinarySearchFunc(*list(d), key, func(e T, want string) int { return cmp.Compare(id(e), want) })
		if !ok {
			return nil
		}
		return &(*list(d))[i]
	}
	return kind{
		one: one, drop: drop,
		get: func(d *Directory, key string) json.RawMessage {
			if v := find(d, key); v != nil {
				return json.RawMessage(asJSON(*v))
			}
			return nil
		},
		put: func(c *Centre, d *Directory, key string, after json.RawMessage) (json.RawMessage, error) {
			to := list(d)
			if !d.owned[string(k)] { // once a change: an import has thousands of edits
				*to = slices.Clone(*to)
				d.owned[string(k)] = true
			}
			before := find(d, key)
			if after == nil {
				if keep != nil {
					if err := keep(c, d, nil, before); err != nil {
						return nil, err
					}
				}
				*to = slices.DeleteFunc(*to, func(v T) bool { return id(v) == key })
				return nil, nil
			}
			var v T
			if err := json.Unmarshal(after, &v); err != nil {
				return nil, fault.New(fault.Invalid, "%s %q: %w", one, key, err)
			}
			fill(&v)
			if id(v) != key {
				return nil, fault.New(fault.Invalid, "the id in the body (%q) is not the one in the path: ids cannot be changed", id(v))
			}
			if keep != nil {
				if err := keep(c, d, &v, before); err != nil {
					return nil, err
				}
			}
			i, there := slices.BinarySearchFunc(*to, key, func(e T, want string) int { return cmp.Compare(id(e), want) })
			if there {
				(*to)[i] = v
			} else {
				*to = slices.Insert(*to, i, v)
			}
			return json.RawMessage(asJSON(v)), nil
		},
		store: func(to *store.Commit, key string, after json.RawMessage) {
			ch := to.Kinds[k]
			if after == nil {
				ch.Delete = append(ch.Delete, key)
			} else {
				ch.Put = append(ch.Put, store.Entity{ID: key, Data: after})
			}
			to.Kinds[k] = ch
		},
		normal: func(_ *Centre, _ string, data json.RawMessage) json.RawMessage {
			var v T
			if data == nil || json.Unmarshal(data, &v) != nil {
				return nil
			}
			fill(&v)
			return json.RawMessage(asJSON(v))
		},
	}
}

// keepService reads the sounds that a service names and did not name before: one
// that was lost since must not stand in the way of another change.
func keepService(c *Centre, _ *Directory, v, before *centre.Service) error {
	if v == nil {
		return nil
	}
	var known []string
	if before != nil {
		known = before.Sounds()
	}
	return c.music.check([]centre.Service{*v}, known...)
}

// keepAgent turns the password of a phone into its digests.
func keepAgent(c *Centre, _ *Directory, v, before *centre.StoredAgent) error {
	if v == nil {
		return nil
	}
	if v.SIPPassword == "" && len(v.Credentials) == 0 && (before == nil || before.Extension != v.Extension) {
		return fault.New(fault.Invalid, "sip_password is missing: a new agent or extension needs one of at least 12 characters")
	}
	if err := invalid(v.Check("agent "+v.ID, func(string) bool { return true })); err != nil {
		return err
	}
	if v.SIPPassword != "" || len(v.Credentials) == 0 {
		*v = v.Agent.Store(c.cfg.SIP.Realm, before)
	}
	return nil
}

// keepTrunk keeps the password that was left out, where it is asked for by the same
// realm of the same user.
func keepTrunk(_ *Centre, _ *Directory, v, before *centre.Trunk) error {
	if v != nil && before != nil && v.Password == "" && v.User == before.User && v.Realm == before.Realm {
		v.Password = before.Password
	}
	return nil
}

// keepTeam refuses to take away a team that has agents.
func keepTeam(_ *Centre, d *Directory, v, before *centre.Team) error {
	if v != nil || before == nil {
		return nil
	}
	var in []string
	for _, a := range d.Agents {
		if a.Team == before.ID {
			in = append(in, a.ID)
		}
	}
	if len(in) > 0 {
		return fault.New(fault.Conflict, "the team %q still has agents: %s", before.ID, strings.Join(in, ", "))
	}
	return nil
}

// settingKind are the settings of the registry, and what stands beside them: the
// profile, the holidays and the reasons.
func settingKind() kind {
	return kind{
		one: "setting",
		get: func(d *Directory, id string) json.RawMessage {
			switch id {
			case web.SettingProfile:
				return json.RawMessage(asJSON(d.Profile))
			case web.SettingHolidays:
				return json.RawMessage(asJSON(append([]centre.Holiday{}, d.Holidays...)))
			case web.SettingReasons:
				return json.RawMessage(asJSON(d.Reasons))
			}
			s, ok := centre.SettingOf(id)
			if !ok {
				return nil
			}
			return s.Encode(d.Set[id])
		},
		put: func(_ *Centre, d *Directory, id string, after json.RawMessage) (json.RawMessage, error) {
			return putSetting(d, id, after)
		},
		store: func(to *store.Commit, id string, after json.RawMessage) {
			switch id {
			case web.SettingProfile:
				var p web.Profile
				if json.Unmarshal(after, &p) == nil { // it was encoded a moment ago
					maps.Copy(to.Settings, map[string]string{settingName: p.Name, settingTimeZone: p.TimeZone, settingLanguage: p.Language})
				}
			case web.SettingHolidays:
				to.Settings[settingHolidays] = string(after)
			case web.SettingReasons:
				to.Settings[settingReasons] = string(after)
			default:
				s, _ := centre.SettingOf(id)
				to.Settings[settingPrefix+id] = s.Decode(after)
			}
		},
		normal: func(_ *Centre, id string, data json.RawMessage) json.RawMessage {
			var d Directory
			out, err := putSetting(&d, id, data)
			if err != nil {
				return nil
			}
			return out
		},
	}
}

func putSetting(d *Directory, id string, after json.RawMessage) (json.RawMessage, error) {
	decode := func(to any) error {
		if err := json.Unmarshal(after, to); err != nil {
			return fault.New(fault.Invalid, "%s: %w", id, err)
		}
		return nil
	}
	switch id {
	case web.SettingProfile:
		var p web.Profile
		if err := decode(&p); err != nil {
			return nil, err
		}
		d.Profile = p
		return json.RawMessage(asJSON(p)), p.Check()
	case web.SettingHolidays:
		list := []centre.Holiday{}
		if err := decode(&list); err != nil {
			return nil, err
		}
		slices.SortFunc(list, func(a, b centre.Holiday) int { return cmp.Compare(a.Date, b.Date) })
		for i := range list {
			list[i].Fill()
		}
		d.Holidays = list
		return json.RawMessage(asJSON(list)), nil
	case web.SettingReasons:
		var list []centre.Reason
		if err := decode(&list); err != nil {
			return nil, err
		}
		d.Reasons = centre.FillReasons(list)
		return json.RawMessage(asJSON(d.Reasons)), nil
	}
	s, ok := centre.SettingOf(id)
	if !ok {
		return nil, fault.New(fault.NotFound, "there is no setting %q", id)
	}
	v := s.Decode(after)
	if v != "" {
		var err error
		if v, err = s.Check(v); err != nil {
			return nil, fault.New(fault.Invalid, "%w", err)
		}
	}
	set := maps.Clone(d.Set)
	if set == nil {
		set = map[string]string{}
	}
	if v == "" {
		delete(set, id)
	} else {
		set[id] = v
	}
	d.Set = set
	return s.Encode(v), nil
}

// PutService implements web.Centre.
func (c *Centre) PutService(ctx context.Context, by people.Author, s centre.Service, create bool) (centre.Service, error) {
	s.Fill()
	err := c.Change(ctx, by, "service_changed", "service:"+s.ID, one(web.KindServices, s.ID, s, create))
	return s, err
}

// PutAgent implements web.Centre.
func (c *Centre) PutAgent(ctx context.Context, by people.Author, a centre.Agent, create bool) (centre.Agent, error) {
	a.Fill()
	err := c.Change(ctx, by, "agent_changed", "agent:"+a.ID, one(web.KindAgents, a.ID, a, create))
	a.SIPPassword = ""
	return a, err
}

// one is a change of one thing.
func one(kind, id string, v any, create bool) func() ([]web.Edit, error) {
	return func() ([]web.Edit, error) {
		must := web.MustExist
		if create {
			must = web.MustNotExist
		}
		return []web.Edit{{Kind: kind, ID: id, After: json.RawMessage(asJSON(v)), Must: must}}, nil
	}
}

// DeleteService implements web.Centre.
func (c *Centre) DeleteService(ctx context.Context, by people.Author, id string) error {
	return c.Change(ctx, by, "service_deleted", "service:"+id, gone(web.KindServices, id))
}

// DeleteAgent implements web.Centre.
func (c *Centre) DeleteAgent(ctx context.Context, by people.Author, id string) error {
	return c.Change(ctx, by, "agent_deleted", "agent:"+id, gone(web.KindAgents, id))
}

func gone(kind, id string) func() ([]web.Edit, error) {
	return func() ([]web.Edit, error) { return []web.Edit{{Kind: kind, ID: id, Must: web.MustExist}}, nil }
}

// SetProfile implements web.Centre. A new time zone moves opening hours at once,
// and the day of figures at the next start.
func (c *Centre) SetProfile(ctx context.Context, by people.Author, p web.Profile) error {
	return c.Change(ctx, by, "centre_changed", "centre", func() ([]web.Edit, error) {
		return []web.Edit{{Kind: web.KindSettings, ID: web.SettingProfile, After: json.RawMessage(asJSON(p))}}, nil
	})
}

// Teams implements web.Centre.
func (c *Centre) Teams() []centre.Team { return slices.Clone(c.directory().Teams) }

// Hours implements web.Centre.
func (c *Centre) Hours() []centre.Hours { return slices.Clone(c.directory().Hours) }

// Sounds implements web.Centre.
func (c *Centre) Sounds() []centre.Sound { return slices.Clone(c.directory().Sounds) }

// Holidays implements web.Centre.
func (c *Centre) Holidays() []centre.Holiday { return slices.Clone(c.directory().Holidays) }

// Reasons implements web.Centre.
func (c *Centre) Reasons() []centre.Reason { return slices.Clone(c.directory().Reasons) }

// Setting implements web.Centre.
func (c *Centre) Setting(key string) string {
	if v := c.directory().Set[key]; v != "" {
		return v
	}
	s, _ := centre.SettingOf(key)
	return s.Default
}

// OpenNow implements web.Centre.
func (c *Centre) OpenNow(id string) (open bool, next time.Time) {
	d, now := c.directory(), c.clock()
	cal := d.calendars[id]
	if cal == nil {
		return false, time.Time{}
	}
	return cal.Open(now), cal.Next(now)
}

// Changes implements web.Centre.
func (c *Centre) Changes(ctx context.Context, target string, before int64, limit int) ([]people.Change, error) {
	return c.db.ChangeLog(ctx, target, before, limit)
}

// ChangeOf implements web.Centre.
func (c *Centre) ChangeOf(ctx context.Context, id string) (people.Change, error) {
	return c.db.Change(ctx, id)
}
