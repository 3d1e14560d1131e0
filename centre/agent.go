package centre

import (
	"crypto/md5" //nolint:gosec // RFC 3261 digest, offered after SHA-256
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"

	"github.com/callfloor/callfloor/acd"
)

// Membership makes an agent serve a service.
type Membership struct {
	Level  int `json:"level" yaml:"level" required:"false" doc:"1 is best" minimum:"1" maximum:"9" default:"1"`
	Order  int `json:"order,omitempty" yaml:"order" doc:"for fixed_order, ascending"`
	Weight int `json:"weight,omitempty" yaml:"weight" doc:"for weighted_random" minimum:"0" maximum:"1000"`
}

// UnmarshalYAML takes a level as well as {level: 1, order: 2, weight: 3}.
func (m *Membership) UnmarshalYAML(decode func(any) error) error {
	var level int
	if err := decode(&level); err == nil {
		*m = Membership{Level: level}
		return nil
	}
	type plain Membership
	return decode((*plain)(m))
}

// Agent is a person who takes calls on a phone.
type Agent struct {
	ID          string                `json:"id" yaml:"id" required:"false" doc:"identifier" maxLength:"40" example:"kim"`
	Name        string                `json:"name" yaml:"name" required:"false" doc:"what people read" maxLength:"60" example:"김하나"`
	NameEn      string                `json:"name_en,omitempty" yaml:"name_en" doc:"name in Latin letters for the English screens" maxLength:"60"`
	Extension   string                `json:"extension" yaml:"extension" doc:"extension; also the phone's SIP user name" example:"1001"`
	SIPPassword string                `json:"sip_password,omitempty" yaml:"sip_password" doc:"password of the phone, at least 12 characters; it is stored only as digests" writeOnly:"true"`
	Team        string                `json:"team,omitempty" yaml:"team" doc:"team" maxLength:"60"`
	Manager     string                `json:"manager,omitempty" yaml:"manager" doc:"log-in name of the responsible manager" maxLength:"60"`
	Services    map[string]Membership `json:"services,omitempty" yaml:"services" doc:"services that the agent serves, with the level in each"`
	AutoAnswer  bool                  `json:"auto_answer,omitempty" yaml:"auto_answer" doc:"ask the phone to answer calls by itself, where it can"`
	Dial        string                `json:"dial,omitempty" yaml:"dial" doc:"numbers that the agent may call, each with those before; 112 and 119 always" enum:"none,domestic,international,premium" default:"domestic"`
	Chat        *AgentChat            `json:"chat,omitempty" yaml:"chat" doc:"how the agent takes chats"`
}

// The rights to call out, each with those before it.
var DialRights = []string{"none", "domestic", "international", "premium"}

// StoredAgent is an agent as it is kept: with digests instead of a password.
type StoredAgent struct {
	Agent
	Realm       string       `json:"realm"`
	Credentials []Credential `json:"credentials"`
}

// Credential is a SIP user name with the HA1 digests of its password (RFC 3261
// section 22.4, RFC 8760), in hex.
type Credential struct {
	User   string `json:"user"`
	MD5    string `json:"md5"`
	SHA256 string `json:"sha256"`
}

// Store returns the agent as it is kept. A phone may log in as the extension or
// as the agent's id. An empty password leaves the digests of before.
func (a Agent) Store(realm string, before *StoredAgent) StoredAgent {
	out := StoredAgent{Agent: a, Realm: realm}
	out.SIPPassword = ""
	if a.SIPPassword == "" {
		if before != nil {
			out.Realm, out.Credentials = before.Realm, before.Credentials
		}
		return out
	}
	users := []string{a.Extension}
	if a.ID != a.Extension {
		users = append(users, a.ID)
	}
	for _, u := range users {
		secret := []byte(u + ":" + realm + ":" + a.SIPPassword)
		m, s := md5.Sum(secret), sha256.Sum256(secret) //nolint:gosec // as above
		out.Credentials = append(out.Credentials, Credential{User: u, MD5: hex.EncodeToString(m[:]), SHA256: hex.EncodeToString(s[:])})
	}
	return out
}

// Fill sets what was left out.
func (a *Agent) Fill() {
	if a.Name == "" {
		a.Name = a.ID
	}
	if a.Dial == "" {
		a.Dial = "domestic"
	}
	for id, m := range a.Services {
		if m.Level == 0 {
			m.Level = 1
			a.Services[id] = m
		}
	}
}

// Check returns what is wrong with a filled agent. known tells which services
// exist.
func (a *Agent) Check(path string, known func(id string) bool) []Problem {
	var p problems
	p.id(path+".id", a.ID)
	p.line(path+".name", a.Name, 60)
	p.line(path+".name_en", a.NameEn, 60)
	p.line(path+".team", a.Team, 60)
	p.line(path+".manager", a.Manager, 60)
	p.digits(path+".extension", a.Extension, 20)
	p.free(path+".extension", a.Extension)
	oneOf(&p, path+".dial", a.Dial, DialRights)
	if n := len(a.SIPPassword); n > 0 && n < 12 {
		p.add(path+".sip_password", "is too short: at least 12 characters (a phone remembers it for you)")
	} else if n > 128 {
		p.add(path+".sip_password", "is longer than 128 characters")
	}
	p.line(path+".sip_password", a.SIPPassword, 128)
	for _, id := range slices.Sorted(maps.Keys(a.Services)) {
		m, at := a.Services[id], path+".services."+id
		if !known(id) {
			p.add(at, "there is no service %q", id)
		}
		p.between(at+".level", m.Level, 1, acd.MaxLevel)
		p.between(at+".weight", m.Weight, 0, 1000)
		p.between(at+".order", m.Order, 0, 1_000_000)
	}
	if a.Chat != nil {
		p.list = append(p.list, a.Chat.check(path+".chat")...)
	}
	return p.list
}

// Core returns what the core needs.
func (a *Agent) Core() acd.Agent {
	out := acd.Agent{
		ID: acd.AgentID(a.ID), Name: a.Name, NameEn: a.NameEn,
		Extension: a.Extension, Team: a.Team, Manager: a.Manager,
	}
	for _, id := range slices.Sorted(maps.Keys(a.Services)) {
		m := a.Services[id]
		out.Services = append(out.Services, acd.Membership{Service: acd.ServiceID(id), Level: m.Level, Order: m.Order, Weight: m.Weight})
	}
	return out
}

// Unique returns the problems that several agents or services have together:
// doubled identifiers, extensions and numbers.
func Unique(services []Service, agents []Agent, trunks []Trunk) []Problem {
	var p problems
	seen := map[string]string{}
	once := func(kind, value, path string) bool {
		key := kind + "\x00" + value
		if first, ok := seen[key]; ok && value != "" {
			p.list = append(p.list, Problem{Path: path, Message: fmt.Sprintf("%q is used twice", value), First: first})
			return false
		}
		seen[key] = path
		return true
	}
	for i, s := range services {
		once("service", s.ID, fmt.Sprintf("services[%d].id", i))
		for j, n := range s.Numbers {
			once("number", n.Number, fmt.Sprintf("services[%d].numbers[%d]", i, j))
		}
	}
	for i, a := range agents {
		id := fmt.Sprintf("agents[%d].id", i)
		fresh := once("agent", a.ID, id)
		once("phone", a.Extension, fmt.Sprintf("agents[%d].extension", i))
		if fresh && a.ID != a.Extension {
			once("phone", a.ID, id) // a phone may log in under either
		}
	}
	for i, t := range trunks {
		once("trunk", t.Name, fmt.Sprintf("trunks[%d].name", i))
	}
	return p.list
}
