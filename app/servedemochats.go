package app

import (
	"context"
	"encoding/json"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/app/demo"
	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/people"
	"github.com/callfloor/callfloor/web"
)

// fillChats sets chats up, with what was written in the days before.
func (a *App) fillChats(ctx context.Context, now time.Time) error {
	if err := a.makeChatHouse(ctx); err != nil {
		return err
	}
	past := demo.PastChats(1, now, a.centre.directory().zone())
	for _, v := range past.Visitors {
		if _, _, err := a.db.ChatAddVisitor(ctx, v); err != nil {
			return err
		}
	}
	for _, day := range past.Days {
		if err := a.db.ChatKeep(ctx, day); err != nil {
			return err
		}
	}
	for _, r := range past.Ratings {
		if _, err := a.db.ChatRate(ctx, r); err != nil {
			return err
		}
	}
	for room, tags := range past.Tags {
		if err := a.db.ChatTagRoom(ctx, room, tags); err != nil {
			return err
		}
	}
	for id, tags := range past.Customer {
		if err := a.db.ChatTagVisitor(ctx, id, tags); err != nil {
			return err
		}
	}
	for _, t := range demo.ChatTemplates() {
		t.Updated = acd.At(now)
		if _, err := a.db.ChatPutTemplate(ctx, t, people.Change{}); err != nil {
			return err
		}
	}
	return nil
}

// makeChatHouse makes the categories and the site, and switches chats on.
func (a *App) makeChatHouse(ctx context.Context) error {
	by := people.Author{Actor: "demo", Role: people.Administrator}
	return a.centre.Change(ctx, by, "chat-site_changed", "chat-site:demo", func() (edits []web.Edit, _ error) {
		add := func(kind, id string, v any) error {
			data, err := json.Marshal(v)
			edits = append(edits, web.Edit{Kind: kind, ID: id, After: data, Must: web.MustNotExist})
			return err
		}
		for _, c := range demo.ChatCategories() {
			if err := add(web.KindChatCategories, c.ID, c); err != nil {
				return nil, err
			}
		}
		site := demo.ChatSite()
		if err := add(web.KindChatSites, site.ID, site); err != nil {
			return nil, err
		}
		for key, value := range map[string]string{centre.SetChat: "true", centre.SetChatMethod: string(chat.Hybrid), centre.SetChatSatisfaction: "true", centre.SetChatSMS: "true"} {
			d, _ := centre.SettingOf(key)
			edits = append(edits, web.Edit{Kind: web.KindSettings, ID: key, After: json.RawMessage(d.Encode(value))})
		}
		return edits, nil
	})
}
