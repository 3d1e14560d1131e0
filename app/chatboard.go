package app

import (
	"cmp"
	"context"
	"maps"
	"sync/atomic"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/chat"
	chatboard "github.com/callfloor/callfloor/chat/board"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
)

// chatNames is what pages of chats call agents, people and categories. It is made anew when
// the centre is configured, and now and then, because people are changed beside that.
type chatNames struct {
	app *App
	now atomic.Pointer[namesNow]
}

type namesNow struct {
	agents     map[acd.AgentID]centre.StoredAgent
	managers   map[acd.AgentID]string // who is responsible, by name (C53)
	users      map[chat.UserID]string
	chief      string // the first administrator: rooms that nobody has are under them (C16)
	categories map[chat.CategoryID]centre.ChatCategory
	byHand     map[acd.AgentID]bool // whose auto-complete is off (M17)
	barred     map[acd.AgentID]bool // whose log-ins are disabled (C78)
	used       bool
	zone       *time.Location
}

// namesEvery is how often people are read again.
const namesEvery = 5 * time.Second

// read makes the names anew.
func (n *chatNames) read(ctx context.Context) error {
	d := n.app.centre.directory()
	list, err := n.app.db.Users(ctx)
	if err != nil {
		return err
	}
	byHand, err := n.app.db.ChatNoAutoComplete(ctx)
	if err != nil {
		return err
	}
	now := &namesNow{
		agents: map[acd.AgentID]centre.StoredAgent{}, managers: map[acd.AgentID]string{}, users: map[chat.UserID]string{}, categories: map[chat.CategoryID]centre.ChatCategory{},
		byHand: byHand, barred: barred(list), used: d.setting(centre.SetChat) == "true", zone: d.zone(),
	}
	first := time.Time{}
	itself := map[string]string{} // managers who consult, by their agent
	for _, u := range list {
		now.users[chat.UserID(u.Login)] = cmp.Or(u.Name, u.Login)
		if u.Role == people.Administrator && !u.Disabled && (first.IsZero() || u.Created.Before(first)) {
			first, now.chief = u.Created, cmp.Or(u.Name, u.Login)
		}
		if u.Role != people.AgentRole && u.AgentID != "" {
			itself[u.AgentID] = cmp.Or(u.Name, u.Login)
		}
	}
	for _, a := range d.Agents {
		now.agents[acd.AgentID(a.ID)] = a
		now.managers[acd.AgentID(a.ID)] = cmp.Or(itself[a.ID], now.users[chat.UserID(a.Manager)], a.Manager)
	}
	for _, c := range d.ChatCategories {
		now.categories[chat.CategoryID(c.ID)] = c
	}
	n.now.Store(now)
	return nil
}

// keep reads people again, for as long as ctx lives, and has the pages show what is news.
func (n *chatNames) keep(ctx context.Context) {
	var kept map[acd.AgentID]bool // whom lists show as disabled
	for pause(ctx, namesEvery) {
		before := n.now.Load()
		if err := n.read(ctx); err != nil && ctx.Err() == nil {
			n.app.log.Warn().Err(fault.WithCause(err)).Msg("names of people cannot be read for chats: those of before are shown")
		}
		now := n.now.Load()
		switch {
		case !maps.Equal(before.managers, now.managers) || before.chief != now.chief: // names of supervisors are written with each row
			n.app.chat.board.Renamed()
		case !maps.Equal(before.byHand, now.byHand):
			n.app.chat.board.Recount()
		}
		if now := n.now.Load(); !maps.Equal(kept, now.barred) && n.app.chat.rename(ctx) == nil {
			kept = now.barred
		}
	}
}

// Agent implements board.Directory.
func (n *chatNames) Agent(id acd.AgentID) (name chatboard.Names, manager string, autoComplete bool) {
	now := n.now.Load()
	a, there := now.agents[id]
	if !there {
		return chatboard.Names{Ko: string(id), En: string(id)}, "", false
	}
	return chatboard.Names{Ko: a.Name, En: cmp.Or(a.NameEn, a.Name)}, now.managers[id], !now.byHand[id]
}

// Chief implements board.Directory.
func (n *chatNames) Chief() string { return n.now.Load().chief }

// User implements board.Directory.
func (n *chatNames) User(login chat.UserID) string {
	return cmp.Or(n.now.Load().users[login], string(login))
}

// Category implements board.Directory.
func (n *chatNames) Category(id chat.CategoryID) (name chatboard.Names, large chat.CategoryID, unused, there bool) {
	c, there := n.now.Load().categories[id]
	return chatboard.Names{Ko: c.Name.Ko, En: c.Name.En}, chat.CategoryID(c.Parent), c.Unused, there
}

// Used implements board.Directory.
func (n *chatNames) Used() bool { return n.now.Load().used }

// Zone implements board.Directory.
func (n *chatNames) Zone() *time.Location { return n.now.Load().zone }

// openChatBoard makes what the pages of chats show.
func (a *App) openChatBoard(ctx context.Context) error {
	names := &chatNames{app: a}
	if err := names.read(ctx); err != nil {
		return err
	}
	b := chatboard.New(chatboard.Options{
		Live: a.chat.live, Store: a.db, Directory: names, Now: a.chat.clock.Now, Log: a.log,
		Mask: func(channel chat.ChannelKind, text string) string { return a.web.MaskedOfChat(channel, text) },
	})
	a.chat.board = b
	a.whileOpen("names on the pages of chats", names.keep)
	a.centre.onChange(func(d Directory) error {
		err := names.read(context.Background())
		b.Reconfigured(d.chatPolicy())
		return err
	})
	return nil
}
