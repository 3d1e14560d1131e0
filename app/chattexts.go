package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/chat/channel"
	chatlive "github.com/callfloor/callfloor/chat/live"
	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
	"github.com/callfloor/callfloor/sms"
)

// textKey begins the key of a send that an answer in a room made: the same answer is one send.
const textKey = "chat "

// textChannel sends agents' answers as text messages, through the one outbox of those: it has
// the retries and the receipts.
type textChannel struct{ a *App }

// Kind implements channel.Channel.
func (textChannel) Kind() chat.ChannelKind { return chat.SMS }

// Send implements channel.Channel.
func (c textChannel) Send(ctx context.Context, m channel.Outbound) (string, error) {
	if len(m.Files) > 0 {
		return "", &channel.Fault{Never: true, Code: "files", Err: fault.New(fault.Invalid, "files do not go by text message")}
	}
	now := c.a.clock()
	plan, err := c.plan(ctx, m, now)
	if err != nil {
		return "", err
	}
	kept := desk.Number(plan.Messages[0].To.Number, c.a.cfg.Desk.Region)
	known, err := c.a.db.CustomersOf(ctx, []string{kept})
	if err != nil {
		return "", err
	}
	id := people.NewID()
	s, _, err := c.a.smsKept.CreateSMS(ctx, sms.Make{
		Send: sms.Send{ID: id, Kind: plan.Kind, Sender: m.Account, Body: plan.Order.Body, Recipients: 1, Agent: string(m.Agent), By: "user:" + string(m.User), Created: now.Round(0)},
		Batches: []sms.NewBatch{{ID: people.NewID(), Body: plan.Messages[0].Body, Messages: []sms.NewMessage{
			{ID: id + "-0001", Number: kept, Name: known[kept].Name, Customer: known[kept].ID},
		}}},
		RepeatKey: textKey + m.ID, RepeatHash: textKey + m.ID, Limits: c.limits(now),
	})
	if limit := (*sms.LimitError)(nil); errors.As(err, &limit) {
		return "", &channel.Fault{Code: limit.Reason, After: limit.After, Err: err}
	}
	if err != nil {
		return "", err
	}
	c.a.sms.Wake()
	if err := c.a.db.ReadConversationWith(ctx, m.Account, kept); err != nil {
		c.a.log.Error().Err(fault.WithCause(err)).Msg("a conversation that was answered in a room is still unread")
	}
	c.a.texts.Reserved(string(m.Agent))
	return s.ID + "-0001", nil
}

// plan checks what is to be sent, as the page of messages does.
func (c textChannel) plan(ctx context.Context, m channel.Outbound, now time.Time) (sms.Plan, error) {
	set := c.a.centre.Setting
	senders, err := texter{c.a.sms, c.a}.Senders(ctx)
	if err != nil {
		return sms.Plan{}, err
	}
	out := map[string]bool{}
	if set(centre.SetSMSOptOuts) != "advertising" {
		if out, err = c.a.db.OptedOutSMS(ctx, []string{m.Customer}); err != nil {
			return sms.Plan{}, err
		}
	}
	plan, err := sms.Rules{
		Now: now, Zone: c.a.zone(), Senders: senders, Kinds: c.a.sms.Condition().Able.Kinds, Reach: sms.Reach(cmp.Or(set(centre.SetSMSNumbers), string(sms.Mobiles))),
		Adverts:  sms.Adverts{Name: set(centre.SetSMSAdName), OptOut: set(centre.SetSMSAdOptOut)},
		OptedOut: func(sms.To) bool { return out[m.Customer] },
	}.Plan(sms.Order{Plain: true, Sender: m.Account, Body: m.Text, To: []sms.To{{Number: desk.Dial(m.Customer, c.a.cfg.Desk.Region)}}})
	var bad sms.Problems
	if errors.As(err, &bad) && len(bad) > 0 {
		return plan, &channel.Fault{Never: true, Code: bad[0].Code, Err: err}
	}
	return plan, err
}

// limits are what holds for an answer. A room is a conversation as a whole: limits of one number,
// which keep strangers from being bombed, are not for it.
func (c textChannel) limits(now time.Time) sms.Limits {
	d := c.a.centre.directory()
	return sms.Limits{Now: now, Day: midnight(now.In(c.a.zone())), Budget: d.number(centre.SetSMSDay)}
}

// takeText brings what a customer wrote into a room, where text messages are chats.
func (a *App) takeText(ctx context.Context, m sms.CameIn, at sms.Arrival) error {
	if a.centre.Setting(centre.SetChatSMS) != "true" { // but rooms of before go on
		if _, known, err := a.db.ChatVisitorOf(ctx, chat.SMS, m.Ours, m.Number); !known || err != nil {
			return err
		}
	}
	hub := a.channels.Load()
	if hub == nil {
		return fault.New(fault.Overloaded, "chats are not there yet: try again in some seconds")
	}
	talk, err := a.db.Conversation(ctx, at.Conversation)
	if err != nil {
		return err
	}
	in := channel.Inbound{ID: m.Provider + "/" + m.ID, Account: m.Ours, Customer: m.Number, Number: m.Number, Known: talk.Customer, Text: m.Body, Aside: m.OptOut}
	if talk.Customer != "" {
		c, err := a.db.Customer(ctx, talk.Customer)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		in.Name = c.Name
	}
	if n := len(m.Media); n > 0 {
		in.Text = strings.TrimSpace(in.Text + "\n" + fmt.Sprintf(both(a.centre.Profile().Language, "(첨부 %d개: 문자 화면에서 볼 수 있습니다)", "(%d attached: see the page of messages)"), n))
	}
	if strings.TrimSpace(in.Text) == "" {
		return nil
	}
	return hub.Take(ctx, chat.SMS, in)
}

// textedAside notes in an open room what was sent to its customer from elsewhere, so that who
// has the room knows. It is no more than a note: that it fails holds nothing up.
func (a *App) textedAside(ctx context.Context, m sms.Make) {
	if strings.HasPrefix(m.RepeatKey, textKey) || m.Send.Recipients != 1 || m.Send.Due != nil || a.centre.Setting(centre.SetChatSMS) != "true" {
		return
	}
	b := m.Batches[0]
	v, there, err := a.db.ChatVisitorOf(ctx, chat.SMS, m.Send.Sender, b.Messages[0].Number)
	if err == nil && there {
		err = a.noteText(ctx, v.ID, m, b.Body)
	}
	if err != nil {
		a.log.Error().Err(fault.WithCause(err)).Msg("a message that was sent beside a room is not noted in it")
	}
}

func (a *App) noteText(ctx context.Context, visitor chat.VisitorID, m sms.Make, text string) error {
	var room chat.Room
	open := false
	if err := a.chat.live.Look(ctx, func(h *chat.House) { room, open = h.RoomOf(visitor) }); err != nil || !open {
		return err
	}
	user, _ := strings.CutPrefix(m.Send.By, "user:")
	_, err := a.chat.live.Do(ctx, chatlive.Act{
		Command: chat.Post{Room: room.ID, By: chat.ByNote, Who: chat.Who{User: chat.UserID(user)}},
		Draft:   &chat.Message{Client: "sms-" + m.Send.ID, Body: both(a.centre.Profile().Language, "문자 화면에서 보냄: ", "Sent from the page of messages: ") + text},
	})
	return err
}
