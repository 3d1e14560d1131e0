package app

import (
	"context"
	"fmt"
	"slices"

	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/chat/channel"
	"github.com/callfloor/callfloor/people"
)

// openChannels starts what is between rooms and channels: text messages.
func (a *App) openChannels(context.Context) error {
	h := channel.Start(a.channelOptions(textChannel{a}))
	a.channels.Store(h)
	a.onClose("the channels of chats", func(context.Context) error { h.Close(); return nil })
	return nil
}

// channelOptions are those of a hub of some channels.
func (a *App) channelOptions(list ...channel.Channel) channel.Options {
	return channel.Options{
		Live: a.chat.live, Store: a.db, Channels: list, Log: a.log, NewID: people.NewID, Now: a.clock,
		Takes: a.takesChats, Offered: a.offersCategory, Keys: a.botKeys, Undelivered: a.undelivered,
	}
}

// takesChats reports whether rooms begin by a channel now. Text messages have a setting of
// their own; of the others each account is a site.
func (a *App) takesChats(kind chat.ChannelKind, account string) bool {
	d := a.centre.directory()
	switch {
	case d.setting(centre.SetChat) != "true":
		return false
	case kind == chat.SMS:
		return d.setting(centre.SetChatSMS) == "true"
	}
	i := slices.IndexFunc(d.ChatSites, func(s centre.ChatSite) bool { return s.ID == account })
	return i >= 0 && !d.ChatSites[i].Closed
}

// offersCategory reports whether a category, large or middle, can be asked for.
func (a *App) offersCategory(id chat.CategoryID) bool {
	return slices.ContainsFunc(centre.ChatTree(a.centre.directory().ChatCategories), func(c chat.Category) bool { return c.ID == id && !c.Unused })
}

// botKeys are the buttons below a message of the bot, as the widget shows them.
func (a *App) botKeys(m chat.Message, language string) (keys []channel.Key) {
	agent := channel.Key{Label: both(language, "상담원 연결", "Talk to an agent"), Agent: true}
	back := channel.Key{Label: both(language, "처음으로", "Back to the start")}
	for _, large := range a.centre.directory().chatMenu() {
		switch m.Auto {
		case chat.BotGreeting, chat.BotUnknown:
			keys = append(keys, channel.Key{Label: both(language, large.Name.Ko, large.Name.En), Category: large.ID})
		case chat.BotChoose:
			for _, c := range large.Categories {
				if large.ID == m.Category {
					keys = append(keys, channel.Key{Label: both(language, c.Name.Ko, c.Name.En), Category: c.ID})
				}
			}
		}
	}
	switch m.Auto {
	case chat.BotGreeting, chat.BotUnknown:
		return append(keys, agent)
	case chat.BotChoose, chat.BotAnswer:
		return append(keys, agent, back)
	}
	return nil
}

// undelivered is what agents read in a room whose customer does not get a message.
func (a *App) undelivered(m chat.Message, code string) string {
	text := []rune(m.Body)
	if len(text) > 40 {
		text = append(text[:39:39], '…')
	}
	return fmt.Sprintf(both(a.centre.Profile().Language, "고객에게 전달되지 않은 메시지가 있습니다: “%s” (%s)", "The customer does not get this message: “%s” (%s)"), string(text), code)
}
