package web

import (
	"cmp"
	"context"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/chat/board"
	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/people"
)

// ChatNames is what pages and lists of chats call agents, people, categories and sites, as they are
// configured. It does not change.
type ChatNames struct {
	agents     map[acd.AgentID]board.Names
	charge     map[acd.AgentID]string // log-in of who is responsible
	consults   map[acd.AgentID]string // managers and administrators who answer themselves, by name
	users      map[chat.UserID]string
	chief      string
	categories map[chat.CategoryID]centre.ChatCategory
	sites      map[string]board.Names
}

// NamesOfChats makes them.
func NamesOfChats(agents []centre.Agent, users []people.User, categories []centre.ChatCategory, sites []centre.ChatSite) *ChatNames {
	n := &ChatNames{
		agents: map[acd.AgentID]board.Names{}, charge: map[acd.AgentID]string{}, consults: map[acd.AgentID]string{}, users: map[chat.UserID]string{},
		categories: map[chat.CategoryID]centre.ChatCategory{}, sites: map[string]board.Names{},
	}
	for i := range agents {
		a := &agents[i]
		n.agents[acd.AgentID(a.ID)] = board.Names{Ko: a.Name, En: cmp.Or(a.NameEn, a.Name)}
		n.charge[acd.AgentID(a.ID)] = a.Manager
	}
	first := time.Time{}
	for _, u := range users {
		name := cmp.Or(u.Name, u.Login)
		n.users[chat.UserID(u.Login)] = name
		if u.Role == people.Administrator && !u.Disabled && (first.IsZero() || u.Created.Before(first)) {
			first, n.chief = u.Created, name
		}
		if u.Role != people.AgentRole && u.AgentID != "" {
			n.consults[acd.AgentID(u.AgentID)] = name
		}
	}
	for _, c := range categories {
		n.categories[chat.CategoryID(c.ID)] = c
	}
	for i := range sites {
		n.sites[sites[i].ID] = board.Names(sites[i].Name)
	}
	return n
}

// Agent returns an agent's name; false: they are not configured any more.
func (n *ChatNames) Agent(id acd.AgentID) (board.Names, bool) {
	name, there := n.agents[id]
	return name, there
}

// Manager is who is responsible for an agent, by name; of one who consults beside managing it is
// themselves (C53), and for rooms that nobody has the first administrator (C16). kept is the log-in
// that is known of an agent who is gone.
func (n *ChatNames) Manager(id acd.AgentID, kept string) string {
	if id == chat.Robot {
		return n.chief
	}
	if charge, there := n.charge[id]; there {
		kept = charge
	}
	return cmp.Or(n.consults[id], n.users[chat.UserID(kept)], kept)
}

// SameManagers reports whether rooms stand under the same names of managers in both.
func (n *ChatNames) SameManagers(o *ChatNames) bool {
	same := func(id acd.AgentID) bool { return n.Manager(id, "") == o.Manager(id, "") }
	if len(n.agents) != len(o.agents) || !same(chat.Robot) {
		return false
	}
	for id := range n.agents {
		if _, there := o.agents[id]; !there || !same(id) {
			return false
		}
	}
	return true
}

// User returns the name of a person who logs in.
func (n *ChatNames) User(login chat.UserID) string { return cmp.Or(n.users[login], string(login)) }

// Category returns a category as it is configured; false: it is not any more.
func (n *ChatNames) Category(id chat.CategoryID) (centre.ChatCategory, bool) {
	c, there := n.categories[id]
	return c, there
}

// Site is what a site is called; nil: it is none, or not configured any more.
func (n *ChatNames) Site(id string) *board.Names {
	if name, there := n.sites[id]; there {
		return &name
	}
	return nil
}

// chatNames are ChatNames in the language of who reads them.
type chatNames struct {
	*ChatNames
	language string
}

func (s *Server) chatNames(ctx context.Context) (*chatNames, error) {
	agents, err := s.Centre.Agents(ctx)
	if err != nil {
		return nil, err
	}
	users, err := s.People.Users(ctx)
	if err != nil {
		return nil, err
	}
	return &chatNames{NamesOfChats(agents, users, s.Centre.ChatCategories(), s.Centre.ChatSites()), who(ctx).Language}, nil
}

// siteNamed is what one of few sites is called; nil: it is none of them.
func siteNamed(sites []centre.ChatSite, id string) *board.Names {
	for i := range sites {
		if sites[i].ID == id {
			name := board.Names(sites[i].Name)
			return &name
		}
	}
	return nil
}

func (n *chatNames) in(name board.Names) string { return desk.Label(name).In(n.language) }

// agent names who has a room, with whoever is responsible.
func (n *chatNames) agent(l chat.AgentLabel) chat.AgentLabel {
	if name, there := n.Agent(l.ID); there {
		l.Name = n.in(name)
	}
	l.Manager = n.Manager(l.ID, l.Manager)
	return l
}

func (n *chatNames) category(c chat.NamedCategory) ChatLabel {
	name := c.Name
	if now, there := n.Category(c.ID); there {
		name = n.in(board.Names(now.Name))
	}
	return ChatLabel{c.ID, name, c.Unused}
}

// site is what a site is called, by its id where it has no name.
func (n *chatNames) site(id string) string {
	if name := n.Site(id); name != nil {
		return cmp.Or(n.in(*name), id)
	}
	return id
}
