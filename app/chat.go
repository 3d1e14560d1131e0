package app

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/acd/floor"
	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/chat"
	chatboard "github.com/callfloor/callfloor/chat/board"
	chatlive "github.com/callfloor/callfloor/chat/live"
	"github.com/callfloor/callfloor/chat/widget"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
)

// settingChatKey is where the key is kept that signs addresses of files and transcripts.
const settingChatKey = "chat.address_key"

// chatPace is how often calendars are looked at.
const chatPace = time.Second

// chatFailing is how long chats may fail before the program says that it is not ready.
const chatFailing = 5 * time.Second

// chatWork is all that has to do with chats.
type chatWork struct {
	app    *App
	live   *chatlive.Live
	clock  *floor.MonotonicClock // of the rooms: what is shown beside their times goes by it too
	board  *chatboard.Board
	widget *widget.Handler
	pages  chatPages
	met    *chatMetrics

	mu     sync.Mutex                // one who tells the House at a time
	behind bool                      // what is configured could not be told
	agents map[string]chat.Agent     // as it was told
	onDuty map[acd.AgentID]chat.Duty // as it was told
	told   calendarsSay              // likewise
}

// openChat starts the owner of rooms and what tells it of the centre.
func (a *App) openChat(ctx context.Context) error {
	w := &chatWork{app: a, agents: map[string]chat.Agent{}, onDuty: map[acd.AgentID]chat.Duty{}}
	d, now := a.centre.directory(), a.clock()
	begin := chat.HouseState{Policy: d.chatPolicy(), Categories: centre.ChatTree(d.ChatCategories), MealTime: d.chatMeal(now)}
	begin.Open, begin.Began = d.chatHours(now)
	for _, one := range d.chatAgents() {
		w.agents[string(one.ID)] = one
		w.onDuty[one.ID] = d.duty(string(one.ID), now)
		begin.Agents = append(begin.Agents, chat.AgentStatus{Agent: one, Duty: w.onDuty[one.ID]})
	}
	rooms, err := a.db.ChatOpenRooms(ctx)
	if err != nil {
		return err
	}
	if err := a.db.ChatEndMonitoring(ctx, acd.At(now)); err != nil {
		return err
	}
	w.met = newChatMetrics(w, rooms)
	w.clock = floor.NewClockBy(latest(rooms), runningFrom(a.clock))
	w.live, err = chatlive.Open(ctx, chatlive.Options{Store: a.db, Clock: w.clock, Words: chatWords{a.centre}, Log: a.log, Begin: begin, Kept: w.met.kept})
	if err != nil {
		return err
	}
	a.onClose("chats", w.live.Close)
	a.chat = w
	if err := w.putNames(ctx, d); err != nil {
		return err
	}
	a.centre.onChange(w.follow)
	a.centre.noOpenChats = w.noOpenChats
	a.whileOpen("whether chats are kept", w.keepLook)
	a.whileOpen("the hours of chats", w.keepHours)
	a.whileOpen("chats beside calls", w.keepCalls)
	a.whileOpen("who answers chats", w.keepPresence)
	return nil
}

// runningFrom is a wall clock that shows what the program's shows now, and goes on from there.
func runningFrom(clock func() time.Time) func() time.Time {
	ahead := time.Until(clock())
	return func() time.Time { return time.Now().Add(ahead) }
}

// latest is when something happened last in rooms: time goes on from there, also where the
// system's clock was set back meanwhile.
func latest(rooms []chat.Room) (at acd.Time) {
	for i := range rooms {
		r := &rooms[i]
		at = max(at, r.Opened, r.Requested, r.WaitSince, r.Assigned, r.Answered, r.LastAt, r.CustomerAt, r.AgentAt)
	}
	return at
}

// openWidget starts the customers' side. address tells where a request comes from.
func (w *chatWork) openWidget(key []byte, address func(*http.Request) string) {
	w.mu.Lock() // hours are told meanwhile
	defer w.mu.Unlock()
	w.widget = widget.New(widget.Options{
		Live: w.live, Store: w.app.db, Centre: chatHouse{w.app.centre}, Log: w.app.log, Key: key,
		Address: address, Public: w.app.cfg.HTTP.PublicURL, NewID: people.NewID, Now: w.app.clock, Changed: w.board.Changed,
	})
	w.met.register(w.app.reg)
}

// tellWidgets has the customers' browsers told what is other now; w.mu is held.
func (w *chatWork) tellWidgets() {
	if w.widget != nil {
		w.widget.TellHours()
	}
}

// chatKey reads the key of addresses, made at the first start.
func (a *App) chatKey(ctx context.Context) ([]byte, error) {
	v, err := a.db.Setting(ctx, settingChatKey)
	if err != nil {
		return nil, err
	}
	if key, err := hex.DecodeString(v); err == nil && len(key) == 32 {
		return key, nil
	}
	key := make([]byte, 32)
	rand.Read(key) //nolint:errcheck // it never fails
	if err := a.db.SetSetting(ctx, settingChatKey, hex.EncodeToString(key)); err != nil {
		return nil, fmt.Errorf("keep the key of chats: %w", err)
	}
	return key, nil
}

// follow tells the House what is configured now.
func (w *chatWork) follow(d Directory) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	acts := []chatlive.Act{{Command: chat.PutCategories{Categories: centre.ChatTree(d.ChatCategories)}}, {Command: chat.PutPolicy{Policy: d.chatPolicy()}}}
	next := map[string]chat.Agent{}
	for _, a := range d.chatAgents() {
		next[string(a.ID)] = a
		if was, known := w.agents[string(a.ID)]; !known || !sameAgent(was, a) {
			acts = append(acts, chatlive.Act{Command: chat.PutAgent{Agent: a}})
		}
	}
	for id := range w.agents {
		if _, still := next[id]; !still {
			acts = append(acts, chatlive.Act{Command: chat.DeleteAgent{Agent: acd.AgentID(id)}})
		}
	}
	now := w.app.clock()
	say := d.calendarsSay(now)
	acts = append(acts, say.acts()...)
	duties, onDuty := w.duties(d, now)
	acts = append(acts, duties...)
	ctx, cancel := context.WithTimeout(context.Background(), editWithin)
	defer cancel()
	w.behind = true
	res, err := w.live.Do(ctx, acts...)
	if err != nil {
		return err
	}
	w.agents, w.onDuty, w.told, w.behind = next, onDuty, say, false
	w.tellWidgets()
	if err := w.putNames(ctx, d); err != nil {
		return err
	}
	for _, ev := range res.Events {
		if no, is := ev.(chat.Refused); is && no.Reason != chat.Unchanged && no.Reason != chat.NoSuchAgent {
			return fault.New(fault.Internal, "chats do not take what is configured: %T is %s", no.Command, no.Reason)
		}
	}
	return nil
}

func sameAgent(a, b chat.Agent) bool {
	return a.Cap == b.Cap && a.Excluded == b.Excluded && a.AutoReply == b.AutoReply && slices.Equal(a.Categories, b.Categories)
}

func (w *chatWork) lags() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.behind
}

// look says at the readiness check where chats cannot be kept.
func (w *chatWork) look() {
	h := w.live.Health()
	if h.Error != "" && time.Since(h.Since) > chatFailing {
		w.app.ready.set("chats", fmt.Errorf("chats cannot be kept since %s: %s", h.Since.Format(time.TimeOnly), h.Error))
		return
	}
	w.app.ready.set("chats", nil)
}

// keepCalls tells the House which agents are on a call.
func (w *chatWork) keepCalls(ctx context.Context) {
	reader := w.app.floor.Reader("chats", floor.Cursor{}, false)
	for {
		st, at, err := w.app.floor.Snapshot(ctx)
		if err != nil {
			if !pause(ctx, time.Second) {
				return
			}
			continue
		}
		reader.Reset(at)
		for _, a := range st.Agents {
			w.call(ctx, a.Agent.ID, a.State)
		}
		for err == nil {
			var evs []floor.Stamped
			if evs, err = reader.Next(ctx); err == nil {
				for _, ev := range evs {
					if c, ok := ev.Event.(acd.AgentStateChanged); ok {
						w.call(ctx, c.Agent, c.To)
					}
				}
			}
		}
		if !errors.Is(err, floor.ErrLagged) {
			return
		}
	}
}

// call tells whether an agent is on a call: from the ringing on, until the wrap-up is over.
func (w *chatWork) call(ctx context.Context, agent acd.AgentID, s acd.AgentState) {
	on := s.Talks() || s == acd.Ringing || s == acd.Dialing || s == acd.WrapUp
	for {
		_, err := w.live.Do(ctx, chatlive.Act{Command: chat.SetOnCall{Agent: agent, OnCall: on}})
		if err == nil || errors.Is(err, chatlive.ErrClosed) || !pause(ctx, 100*time.Millisecond) {
			return
		}
	}
}

// chatPolicy is the policy that settings and categories make.
func (d Directory) chatPolicy() chat.Policy {
	p := centre.ChatPolicy(d.setting, d.ChatCategories)
	p.Bot.ProfileForm = slices.ContainsFunc(d.ChatSites, func(s centre.ChatSite) bool { return len(s.Asks) > 0 })
	return p
}

func (d Directory) chatAgents() (list []chat.Agent) {
	most := d.number(centre.SetChatCap)
	for i := range d.Agents {
		list = append(list, d.Agents[i].ForChat(most))
	}
	return list
}

func (d Directory) chatsUsed() bool { return d.setting(centre.SetChat) == "true" }

// chatHours says whether chats are answered now, and since when (start of work).
func (d Directory) chatHours(now time.Time) (open bool, began acd.Time) {
	id := d.setting(centre.SetChatHours)
	if id == "" {
		return true, 0 // always: no start of work to wait after
	}
	cal := d.calendars[id]
	if cal == nil || !cal.Open(now) {
		return false, 0
	}
	return true, acd.At(cal.Began(now))
}

// chatOpens is when chats are answered next; zero where they are now, or nothing says when.
func (d Directory) chatOpens(now time.Time) time.Time {
	cal := d.calendars[d.setting(centre.SetChatHours)]
	if cal == nil || cal.Open(now) {
		return time.Time{}
	}
	at, _ := cal.Opens(now)
	return at
}

// chatMeal says whether it is the meal time of all.
func (d Directory) chatMeal(now time.Time) bool {
	from, to, t := d.setting(centre.SetChatMealFrom), d.setting(centre.SetChatMealTo), now.In(d.zone()).Format("15:04")
	return from != "" && to != "" && from <= t && t < to
}

// chatHouse is what the widget needs of the configuration.
type chatHouse struct{ c *Centre }

// Site implements widget.Centre.
func (h chatHouse) Site(id string) (widget.Site, bool) {
	d := h.c.directory()
	i := slices.IndexFunc(d.ChatSites, func(s centre.ChatSite) bool { return s.ID == id })
	if i < 0 {
		return widget.Site{}, false
	}
	s, now := d.ChatSites[i], h.c.clock()
	open, _ := d.chatHours(now)
	hours := widget.Hours{Open: open, Takes: !s.Closed && d.chatsUsed() && (open || d.setting(centre.SetChatAfterHours) != string(chat.Refuse))}
	if at := d.chatOpens(now); !at.IsZero() && !s.Closed && d.chatsUsed() {
		hours.Opens = acd.At(at)
	}
	return widget.Site{
		ID: s.ID, Name: widget.Text{Ko: s.Name.Ko, En: s.Name.En}, Welcome: widget.Text(s.Welcome), Origins: s.Origins, Secret: s.Secret,
		Category: chat.CategoryID(s.Category), Closed: s.Closed, Off: !d.chatsUsed(), Asks: s.Asks, Bot: d.setting(centre.SetChatBot) == "true", Rates: d.setting(centre.SetChatSatisfaction) == "true", Categories: d.chatMenu(), Zone: d.zone(),
		Hours: hours,
	}, true
}

// AgentName implements widget.Centre.
func (h chatHouse) AgentName(id acd.AgentID, language string) string {
	d := h.c.directory()
	for i := range d.Agents {
		if d.Agents[i].ID == string(id) {
			if a := &d.Agents[i]; language == "en" && a.NameEn != "" {
				return a.NameEn
			}
			return d.Agents[i].Name
		}
	}
	return ""
}

// PerAddress implements widget.Centre.
func (h chatHouse) PerAddress() int { return h.c.directory().number(centre.SetChatAddress) }

// chatMenu are the categories that are offered.
func (d Directory) chatMenu() (list []widget.Category) {
	names := map[chat.CategoryID]widget.Text{}
	for _, c := range d.ChatCategories {
		names[chat.CategoryID(c.ID)] = widget.Text{Ko: c.Name.Ko, En: c.Name.En}
	}
	for _, c := range centre.ChatTree(d.ChatCategories) {
		one := widget.Category{ID: c.ID, Name: names[c.ID]}
		switch {
		case c.Unused:
		case c.Parent == "":
			list = append(list, one)
		default:
			last := &list[len(list)-1]
			last.Categories = append(last.Categories, one)
		}
	}
	return slices.DeleteFunc(list, func(c widget.Category) bool { return len(c.Categories) == 0 })
}
