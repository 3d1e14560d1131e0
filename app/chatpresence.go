package app

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/chat"
	chatlive "github.com/callfloor/callfloor/chat/live"
	"github.com/callfloor/callfloor/people"
)

// chatPages is which agents have pages of chats open. The zero value is ready.
type chatPages struct {
	mu    sync.Mutex
	open  map[acd.AgentID]int       // pages
	since map[acd.AgentID]time.Time // since when who is signed in has none
}

// seen notes that a page of an agent came or went.
func (p *chatPages) seen(agent acd.AgentID, connected bool, now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.open == nil {
		p.open, p.since = map[acd.AgentID]int{}, map[acd.AgentID]time.Time{}
	}
	if connected {
		p.open[agent]++
		delete(p.since, agent)
		return
	}
	if p.open[agent]--; p.open[agent] <= 0 {
		delete(p.open, agent)
		p.since[agent] = now
	}
}

// gone returns who of those signed in has had no page for so long. Who never had one since
// the program began counts from when that is asked first.
func (p *chatPages) gone(signedIn []acd.AgentID, after time.Duration, now time.Time) (list []acd.AgentID) {
	p.mu.Lock()
	defer p.mu.Unlock()
	next := make(map[acd.AgentID]time.Time, len(signedIn))
	for _, id := range signedIn {
		if p.open[id] > 0 {
			continue
		}
		since, known := p.since[id]
		if !known || now.Before(since) { // the clock was set back
			since = now
		}
		if now.Sub(since) >= after && after > 0 {
			list = append(list, id)
			continue
		}
		next[id] = since
	}
	p.since = next
	return list
}

// Seen notes that a page of an agent with live chats came (connected) or went: each page that
// came goes once. It answers at once.
func (w *chatWork) Seen(agent acd.AgentID, connected bool) {
	w.pages.seen(agent, connected, w.app.clock())
}

// keepPresence signs agents out of chats whose pages are gone or who are logged out, for as
// long as ctx lives.
func (w *chatWork) keepPresence(ctx context.Context) {
	t := time.NewTicker(chatPace)
	defer t.Stop()
	failed := false
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
		err := w.signOutGone(ctx)
		if err != nil && !failed && ctx.Err() == nil {
			w.app.log.Error().Err(err).Msg("chats: it is not known which agents are still there; trying again")
		}
		failed = err != nil
	}
}

// signOutGone looks once.
func (w *chatWork) signOutGone(ctx context.Context) error {
	var in []acd.AgentID
	if err := w.live.Look(ctx, func(h *chat.House) {
		for _, a := range h.Agents() {
			if a.SignedIn {
				in = append(in, a.Agent.ID)
			}
		}
	}); err != nil {
		return err
	}
	minutes := w.app.centre.directory().number(centre.SetChatGone)
	for _, id := range w.pages.gone(in, time.Duration(minutes)*time.Minute, w.app.clock()) {
		if err := w.signOut(ctx, id, "its pages are gone"); err != nil {
			return err
		}
	}
	if len(in) == 0 {
		return nil
	}
	now := time.Now() // as the web reads it
	there, err := w.app.db.AgentsLoggedIn(ctx, now.Add(-people.LoginLasts), now.Add(-people.LoginUnused))
	if err != nil {
		return err
	}
	for _, id := range in {
		if !slices.Contains(there, id) {
			if err := w.signOut(ctx, id, "it is logged out"); err != nil {
				return err
			}
		}
	}
	return nil
}

// signOut signs an agent out; that somebody else was first is a refusal, and all right.
func (w *chatWork) signOut(ctx context.Context, id acd.AgentID, why string) error {
	_, err := w.live.Do(ctx, chatlive.Act{Command: chat.SignOut{Agent: id}})
	if err == nil {
		w.app.log.Info().Str("agent", string(id)).Str("why", why).Msg("signed out of chats")
	}
	return err
}
