package app

import (
	"context"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/people"
)

// putNames keeps what agents and categories are called: lists are sorted by it, and rooms
// of agents and categories that are no more keep their names (C78, C79).
func (w *chatWork) putNames(ctx context.Context, d Directory) error {
	users, err := w.app.db.Users(ctx)
	if err != nil {
		return err
	}
	agents, err := w.app.db.ChatAgents(ctx)
	if err != nil {
		return err
	}
	if news := d.agentLabels(barred(users), agents); len(news) > 0 {
		if err := w.app.db.ChatPutAgents(ctx, news); err != nil {
			return err
		}
	}
	categories, err := w.app.db.ChatCategories(ctx)
	if err != nil {
		return err
	}
	if news := d.namedCategories(categories); len(news) > 0 {
		return w.app.db.ChatPutCategories(ctx, news)
	}
	return nil
}

// rename keeps the names of what is configured now, because people are others.
func (w *chatWork) rename(ctx context.Context) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, editWithin)
	defer cancel()
	return w.putNames(ctx, w.app.centre.directory())
}

// barred are the agents whose log-ins are all disabled (인증해제).
func barred(users []people.User) map[acd.AgentID]bool {
	out := map[acd.AgentID]bool{}
	for _, u := range users {
		if id := acd.AgentID(u.AgentID); id != "" {
			was, known := out[id]
			out[id] = u.Disabled && (was || !known)
		}
	}
	for id, is := range out {
		if !is {
			delete(out, id)
		}
	}
	return out
}

// agentLabels are the labels that are other than kept ones.
func (d Directory) agentLabels(barred map[acd.AgentID]bool, kept []chat.AgentLabel) (news []chat.AgentLabel) {
	before := make(map[acd.AgentID]chat.AgentLabel, len(kept))
	for _, l := range kept {
		before[l.ID] = l
	}
	for i := range d.Agents {
		a := &d.Agents[i]
		l := chat.AgentLabel{ID: acd.AgentID(a.ID), Name: a.Name, NameEn: a.NameEn, Manager: a.Manager}
		if barred[l.ID] {
			l.State = chat.AgentDeauthorised
		}
		if was, known := before[l.ID]; !known || was != l {
			news = append(news, l)
		}
		delete(before, l.ID)
	}
	for _, l := range kept {
		if _, gone := before[l.ID]; gone && l.State != chat.AgentDeleted {
			l.State = chat.AgentDeleted
			news = append(news, l)
		}
	}
	return news
}

// namedCategories are the categories that are other than kept ones. Those that are no more are
// not used any more.
func (d Directory) namedCategories(kept []chat.NamedCategory) (news []chat.NamedCategory) {
	before := make(map[chat.CategoryID]chat.NamedCategory, len(kept))
	for _, c := range kept {
		before[c.ID] = c
	}
	names := make(map[chat.CategoryID]centre.Names, len(d.ChatCategories))
	for _, c := range d.ChatCategories {
		names[chat.CategoryID(c.ID)] = c.Name
	}
	for i, c := range centre.ChatTree(d.ChatCategories) {
		one := chat.NamedCategory{Category: c, Name: names[c.ID].Ko, NameEn: names[c.ID].En, Position: i}
		if was, known := before[c.ID]; !known || was != one {
			news = append(news, one)
		}
		delete(before, c.ID)
	}
	for _, c := range kept {
		if _, gone := before[c.ID]; gone && !c.Unused {
			c.Unused = true
			news = append(news, c)
		}
	}
	return news
}
