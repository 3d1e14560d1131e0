package app

import (
	"context"
	"maps"
	"sync/atomic"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/chat"
	chatboard "github.com/callfloor/callfloor/chat/board"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/web"
)

// chatNames is what pages of chats call agents, people and categories. It is made anew when
// the centre is configured, and now and then, because people are changed beside that.
type chatNames struct {
	app *App
	now atomic.Pointer[namesNow]
}

type namesNow struct {
	names  *web.ChatNames
	byHand map[acd.AgentID]bool // whose auto-complete is off (M17)
	barred map[acd.AgentID]bool // whose log-ins are disabled (C78)
	used   bool
	zone   *time.Location
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
	agents := make([]centre.Agent, len(d.Agents))
	for i := range d.Agents {
		agents[i] = d.Agents[i].Agent
	}
	now := &namesNow{
		names: web.NamesOfChats(agents, list, d.ChatCategories, d.ChatSites), byHand: byHand, barred: barred(list),
		used: d.setting(centre.SetChat) == "true", zone: d.zone(),
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
		case !before.names.SameManagers(now.names): // names of supervisors are written with each row
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
	name, there := now.names.Agent(id)
	if !there {
		return chatboard.Names{Ko: string(id), En: string(id)}, "", false
	}
	return name, now.names.Manager(id, ""), !now.byHand[id]
}

// Chief implements board.Directory.
func (n *chatNames) Chief() string { return n.now.Load().names.Manager(chat.Robot, "") }

// User implements board.Directory.
func (n *chatNames) User(login chat.UserID) string { return n.now.Load().names.User(login) }

// Site implements board.Directory.
func (n *chatNames) Site(id string) *chatboard.Names { return n.now.Load().names.Site(id) }

// Category implements board.Directory.
func (n *chatNames) Category(id chat.CategoryID) (name chatboard.Names, large chat.CategoryID, unused, there bool) {
	c, there := n.now.Load().names.Category(id)
	return chatboard.Names(c.Name), chat.CategoryID(c.Parent), c.Unused, there
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
