package app

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/store"
	"github.com/callfloor/callfloor/web"
)

// kind is how things of one sort are found, changed and kept.
type kind struct {
	one    string // what one is called
	get    func(d *Directory, id string) json.RawMessage
	put    func(c *Centre, d *Directory, id string, after json.RawMessage) (json.RawMessage, error) // nil: taken away; returns what is kept
	store  func(to *store.Commit, id string, after json.RawMessage)
	drop   func(id string) acd.Command // what takes it off the floor; nil: nothing
	normal func(c *Centre, id string, data json.RawMessage) json.RawMessage

	version func(d *Directory, id string) string // names it as it is, without its secrets; "" where it is not
}

var kinds map[string]kind

func init() { // it refers to itself
	kinds = map[string]kind{
		string(store.Services): listed("service", store.Services, func(d *Directory) *[]centre.Service { return &d.Services }, serviceID, (*centre.Service).Fill, keepService, nil,
			func(id string) acd.Command { return acd.DeleteService{Service: acd.ServiceID(id)} }),
		string(store.Menus): listed("menu", store.Menus, func(d *Directory) *[]centre.Menu { return &d.Menus }, func(m centre.Menu) string { return m.ID },
			(*centre.Menu).Fill, keepMenu, nil, nil),
		string(store.Agents): listed("agent", store.Agents, func(d *Directory) *[]centre.StoredAgent { return &d.Agents }, agentID, (*centre.StoredAgent).Fill, keepAgent, func(a centre.StoredAgent) any { return a.Agent },
			func(id string) acd.Command { return acd.DeleteAgent{Agent: acd.AgentID(id)} }),
		string(store.Trunks): listed("trunk", store.Trunks, func(d *Directory) *[]centre.Trunk { return &d.Trunks }, trunkName, (*centre.Trunk).Fill, keepTrunk,
			func(t centre.Trunk) any { t.Password = ""; return t }, nil),
		string(store.Teams): listed("team", store.Teams, func(d *Directory) *[]centre.Team { return &d.Teams }, func(t centre.Team) string { return t.ID },
			(*centre.Team).Fill, keepTeam, nil, nil),
		string(store.Hours): listed("opening hours", store.Hours, func(d *Directory) *[]centre.Hours { return &d.Hours }, func(h centre.Hours) string { return h.ID },
			(*centre.Hours).Fill, nil, nil, nil),
		string(store.Sounds): listed("sound", store.Sounds, func(d *Directory) *[]centre.Sound { return &d.Sounds }, func(s centre.Sound) string { return s.ID },
			func(*centre.Sound) {}, nil, nil, nil),
		string(store.ChatCategories): listed("chat category", store.ChatCategories, func(d *Directory) *[]centre.ChatCategory { return &d.ChatCategories },
			func(c centre.ChatCategory) string { return c.ID }, (*centre.ChatCategory).Fill, nil, nil, nil),
		string(store.ChatSites): listed("chat site", store.ChatSites, func(d *Directory) *[]centre.ChatSite { return &d.ChatSites },
			func(s centre.ChatSite) string { return s.ID }, (*centre.ChatSite).Fill, keepSite, func(s centre.ChatSite) any { s.Secret = ""; return s }, nil),
		string(store.ChatSchedules): listed("chat schedule", store.ChatSchedules, func(d *Directory) *[]centre.ChatSchedule { return &d.ChatSchedules },
			func(s centre.ChatSchedule) string { return s.ID }, (*centre.ChatSchedule).Fill, nil, nil, nil),
		web.KindSettings: settingKind(),
	}
}

// listed is a kind that stands in a list of the directory, by id. keep may change
// or refuse a thing before it is checked, with the one of before (nil for none). bare
// is a thing without its secrets; nil where it has none.
func listed[T any](one string, k store.Kind, list func(*Directory) *[]T, id func(T) string, fill func(*T),
	keep func(c *Centre, d *Directory, v *T, before *T) error, bare func(T) any, drop func(string) acd.Command,
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
		version: func(d *Directory, key string) string {
			v := find(d, key)
			switch {
			case v == nil:
				return ""
			case bare != nil:
				return digest(bare(*v))
			}
			return digest(*v)
		},
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
	return c.music.check([]centre.Service{*v}, nil, known...)
}

// keepMenu does the same for a menu.
func keepMenu(c *Centre, _ *Directory, v, before *centre.Menu) error {
	if v == nil {
		return nil
	}
	var known []string
	if before != nil {
		known = before.Sounds()
	}
	return c.music.check(nil, []centre.Menu{*v}, known...)
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

// keepSite keeps the secret that was left out, and refuses to take away a site with open chats.
func keepSite(c *Centre, _ *Directory, v, before *centre.ChatSite) error {
	if v == nil && before != nil && c.noOpenChats != nil {
		ctx, cancel := context.WithTimeout(context.Background(), editWithin)
		defer cancel()
		return c.noOpenChats(ctx, before.ID)
	}
	if v != nil && before != nil && v.Secret == "" {
		v.Secret = before.Secret
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

// digest names a thing by what it says.
func digest(v any) string {
	h := sha256.Sum256([]byte(asJSON(v)))
	return hex.EncodeToString(h[:8])
}
