package demo

import (
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
)

// chatDays is how many days of chats there are before today.
const chatDays = 13

// ChatHistory is what was written in the days before, oldest first.
type ChatHistory struct {
	Visitors []chat.Visitor
	Days     []chat.Batch
	Ratings  []chat.Rating
	Tags     map[chat.RoomID][]string
	Customer map[chat.VisitorID][]string // tags of customers
}

// PastChats makes up the chats of the last two weeks, up to some minutes before now. The same
// seed and time make the same chats.
func PastChats(seed uint64, now time.Time, zone *time.Location) ChatHistory {
	p := past{r: r0(seed, "chats of before"), why: r0(seed, "whom chats were given to"), now: now.Add(-10 * time.Minute), ChatHistory: ChatHistory{Tags: map[chat.RoomID][]string{}, Customer: map[chat.VisitorID][]string{}}}
	y, m, d := now.In(zone).Date()
	first := time.Date(y, m, d-chatDays, 0, 0, 0, 0, zone)
	p.people(first)
	for back := chatDays; back >= 0; back-- {
		p.day(time.Date(y, m, d-back, 0, 0, 0, 0, zone))
	}
	return p.ChatHistory
}

// past is a history while it is made up.
type past struct {
	ChatHistory
	r     *rand.Rand
	why   *rand.Rand // of what others did when a room was given
	now   time.Time
	batch chat.Batch
	rooms int
	free  map[int]time.Time // until when a customer has a room, of the present day
}

// pastPeople is how many of the customers wrote before.
const pastPeople = 45

// visitorOf is the browser of a customer who wrote before.
func visitorOf(customer int) chat.VisitorID {
	return chat.VisitorID(fmt.Sprintf("v_demo_%03d", customer))
}

// tokenOf is what that browser keeps. It is known to everybody, as everything of the demo is.
func tokenOf(customer int) string {
	sum := sha256.Sum256([]byte("demo " + string(visitorOf(customer))))
	return base64.RawURLEncoding.EncodeToString(sum[:16])
}

// ChatTokens are the browsers of the customers of PastChats, by number: they come again.
func ChatTokens() map[int]string {
	out := map[int]string{}
	for i := range pastPeople {
		out[i] = tokenOf(i)
	}
	return out
}

func (p *past) people(first time.Time) {
	list := Customers()
	for i := range pastPeople {
		sum := sha256.Sum256([]byte(tokenOf(i)))
		v := chat.Visitor{ID: visitorOf(i), Channel: chat.Web, Account: chatSite, Secret: hex.EncodeToString(sum[:]), Created: acd.At(first), Seen: acd.At(first)}
		if c := list[i]; p.r.IntN(5) > 0 {
			v.Name, v.Number, v.Email, v.Birth, v.Given, v.Customer, v.Grade = c.Name, c.Phones[0].Number, c.Email, c.BirthDate, true, c.ID, c.Fields["등급"]
		}
		switch p.r.IntN(8) {
		case 0:
			p.Customer[v.ID] = []string{"단골"}
		case 1:
			p.Customer[v.ID] = []string{"반복 문의"}
		}
		p.Visitors = append(p.Visitors, v)
	}
}

// day makes the chats of one day, between nine and six.
func (p *past) day(midnight time.Time) {
	n := 14 + p.r.IntN(8)
	if w := midnight.Weekday(); w == time.Saturday || w == time.Sunday {
		n = 5
	}
	p.batch, p.free = chat.Batch{}, map[int]time.Time{}
	at := make([]time.Duration, n)
	for i := range at {
		at[i] = 9*time.Hour + time.Duration(p.r.Int64N(int64(9*time.Hour)))
	}
	slices.Sort(at)
	for _, a := range at {
		p.room(midnight.Add(a))
	}
	b := p.batch
	slices.SortStableFunc(b.Messages, func(x, y chat.Message) int { return cmp.Compare(x.At, y.At) })
	if len(b.Rooms) > 0 {
		p.Days = append(p.Days, b)
	}
}

// room makes one room that was opened at a time; none where it would not be over by now, or the
// customer has another.
func (p *past) room(opened time.Time) {
	t, customer := planTalk(p.r.Uint64(), p.rooms), p.r.IntN(pastPeople)
	w := &pastRoom{past: p, talk: t, at: opened}
	w.customer = customer
	w.write()
	if w.at.After(p.now) || opened.Before(p.free[customer]) {
		return
	}
	p.rooms++
	p.free[customer] = w.at
	p.batch.Rooms = append(p.batch.Rooms, w.room)
	p.batch.Messages = append(p.batch.Messages, w.messages...)
	p.batch.Entries = append(p.batch.Entries, w.entries...)
	p.batch.Titles = append(p.batch.Titles, chat.Titling{Room: w.room.ID, Title: w.title()})
	o := chat.Origin{Room: w.room.ID, URL: SitePage + "/orders", Referrer: SitePage + "/"}
	if t.story.order != "" {
		o.Params = map[string]string{"order": t.story.order}
	}
	p.batch.Origins = append(p.batch.Origins, o)
	if w.room.Answered != 0 && t.stars > 0 {
		p.Ratings = append(p.Ratings, chat.Rating{Room: w.room.ID, Score: t.stars, Comment: comments[t.stars], At: w.room.EndedAt.Add(20 * time.Second), Client: "demo-" + chatNumber(p.rooms)})
	}
	if w.room.Answered != 0 && p.r.IntN(2) == 0 {
		p.Tags[w.room.ID] = t.story.tags
	}
}

// pastRoom is a room while it is made up.
type pastRoom struct {
	*past
	talk
	at       time.Time
	agent    acd.AgentID
	room     chat.Room
	messages []chat.Message
	entries  []chat.Entry
}

// pastAgents are those who took chats in the days before.
func pastAgents() []string { return append([]string{Person, "agent07", "agent08"}, chatAgents...) }

func (w *pastRoom) write() {
	agents := pastAgents()
	w.agent = acd.AgentID(agents[w.r.IntN(len(agents))])
	category := chat.CategoryID(w.story.middle)
	w.room = chat.Room{
		ID: chat.RoomID("r_demo_" + chatNumber(w.rooms)), Channel: chat.Web, Account: chatSite, Visitor: visitorOf(w.customer), Language: "ko",
		Status: chat.Ended, Category: category, Titled: category, Opened: acd.At(w.at), Bot: chat.BotState{Step: chat.BotAsked, Large: chat.CategoryID(w.story.large)},
	}
	w.entry(chat.Entry{Kind: "opened"})
	w.bot()
	if w.leaves == atBot {
		w.room.Status, w.room.Bot.Step = chat.BotEnded, chat.BotAnswered
		w.end(chat.EndByCustomer)
		return
	}
	w.asks()
	if w.leaves == inLine {
		w.says(w.story.lines[0].asks)
		w.end(chat.EndByCustomer)
		return
	}
	w.assigned()
	w.talks()
	w.end(w.ending())
}

// after lets some time pass.
func (w *pastRoom) after(lo, hi time.Duration) { w.at = w.at.Add(between(w.r, lo, hi)) }

func (w *pastRoom) entry(e chat.Entry) {
	e.Room, e.At, e.Part = w.room.ID, acd.At(w.at), len(w.entries)
	w.entries = append(w.entries, e)
}

func (w *pastRoom) message(m chat.Message) {
	w.room.Seq++
	m.Room, m.Seq, m.At = w.room.ID, w.room.Seq, acd.At(w.at)
	w.room.LastAt = m.At
	w.messages = append(w.messages, m)
}

// bot is what the bot said, and what was chosen.
func (w *pastRoom) bot() {
	site := ChatSite()
	w.message(chat.Message{By: chat.ByBot, Auto: chat.BotGreeting, Body: site.Welcome.Ko})
	w.after(3*time.Second, 12*time.Second)
	large, middle := w.names()
	w.message(chat.Message{By: chat.ByChoice, Auto: chat.ChoseCategory, Category: chat.CategoryID(w.story.large), Body: large})
	w.message(chat.Message{By: chat.ByBot, Auto: chat.BotChoose, Category: chat.CategoryID(w.story.large), Body: "어떤 내용인가요?"})
	w.after(3*time.Second, 12*time.Second)
	w.message(chat.Message{By: chat.ByChoice, Auto: chat.ChoseCategory, Category: chat.CategoryID(w.story.middle), Body: middle})
	for _, c := range ChatCategories() {
		if c.ID == w.story.middle && c.Answer.Ko != "" {
			w.message(chat.Message{By: chat.ByBot, Auto: chat.BotAnswer, Category: chat.CategoryID(c.ID), Body: c.Answer.Ko})
			w.after(8*time.Second, 30*time.Second)
		}
	}
}

// asks is the request for an agent.
func (w *pastRoom) asks() {
	w.room.Profile = chat.ProfileEmpty
	if w.given {
		w.room.Profile = chat.ProfileGiven
	}
	w.message(chat.Message{By: chat.ByChoice, Auto: chat.ChoseAgent, Body: "상담원 연결"})
	w.room.Requested, w.room.WaitSince = acd.At(w.at), acd.At(w.at)
	w.entry(chat.Entry{Kind: "asked"})
}

// assigned is how the room came to its agent: most at once.
func (w *pastRoom) assigned() {
	how := chat.ByRequest
	if w.r.IntN(4) == 0 {
		w.room.Cause = chat.CauseOverLimit
		w.entry(chat.Entry{Kind: "waits", How: string(chat.CauseOverLimit), More: w.reasons(func(v *chat.Verdict) { v.Against = chat.AgainstFull })})
		w.after(20*time.Second, 6*time.Minute)
		how = []chat.How{chat.ByBacklog, chat.ByTake, chat.ByGive}[w.r.IntN(3)]
	}
	w.room.Agent, w.room.Last, w.room.Assigned = w.agent, w.agent, acd.At(w.at)
	by, more := chat.UserID(""), ""
	switch how {
	case chat.ByTake:
		by = chat.UserID(w.login())
	case chat.ByGive:
		by = Lead
	case chat.ByBacklog: // somebody had room again
		more = w.reasons(func(v *chat.Verdict) { v.Against = chat.AgainstFull })
	default:
		more = w.reasons(w.behind)
	}
	w.entry(chat.Entry{Kind: "assigned", To: w.agent, How: string(how), User: by, More: more})
	name := ""
	for _, a := range Agents() {
		if a.ID == string(w.agent) {
			name = a.Name
		}
	}
	large, middle := w.names()
	greeting := strings.NewReplacer("[agent_name]", name, "[category_name]", large, "[division_name]", middle).Replace(ChatSite().Greeting.Ko)
	w.message(chat.Message{By: chat.BySystem, Auto: chat.Greeting, Body: greeting})
}

// reasons are what the timeline keeps of a decision: for the room's agent, once the room has one, and of the
// others what is said of them.
func (w *pastRoom) reasons(other func(*chat.Verdict)) string {
	var x chat.Explanation
	for _, id := range pastAgents() {
		v := chat.Verdict{Agent: acd.AgentID(id), NewAt: acd.At(w.at.Add(-between(w.why, 15*time.Minute, 40*time.Minute)))}
		if v.Agent != w.room.Agent {
			other(&v)
		}
		if v.Against == chat.AgainstFull {
			v.Open = 2
		}
		x.Agents = append(x.Agents, v)
	}
	b, _ := json.Marshal(x.Decided()) // of strings and numbers: it does not fail
	return string(b)
}

// behind is an agent who comes behind the one who gets a room: who may not take it, has another one open, or
// got one later.
func (w *pastRoom) behind(v *chat.Verdict) {
	switch w.why.IntN(4) {
	case 0:
		v.Against = chat.AgainstFull
	case 1:
		v.Against = chat.AgainstResting
	case 2:
		v.Open = 1
	default:
		v.NewAt = acd.At(w.at.Add(-between(w.why, time.Minute, 12*time.Minute)))
	}
}

// login is the log-in of the room's agent.
func (w *pastRoom) login() string {
	if w.agent == Person {
		return "desk"
	}
	return string(w.agent)
}

func (w *pastRoom) names() (large, middle string) {
	for _, c := range ChatCategories() {
		switch c.ID {
		case w.story.large:
			large = c.Name.Ko
		case w.story.middle:
			middle = c.Name.Ko
		}
	}
	return large, middle
}

func (w *pastRoom) title() string {
	large, middle := w.names()
	return large + " › " + middle
}

// talks is what was written.
func (w *pastRoom) talks() {
	for _, l := range w.story.lines {
		w.says(l.asks)
		w.answers(l.answer)
	}
	w.says(thanks[w.r.IntN(len(thanks))])
	if !w.ends {
		w.answers(goodbyes[w.r.IntN(len(goodbyes))])
	}
}

func (w *pastRoom) says(text string) {
	w.after(6*time.Second, 80*time.Second)
	w.message(chat.Message{By: chat.ByCustomer, Body: text})
	w.room.CustomerAt, w.room.LastBy = w.room.LastAt, chat.ByCustomer
	if w.room.Unread++; w.room.Unanswered == 0 {
		w.room.Unanswered = w.room.LastAt
	}
}

func (w *pastRoom) answers(text string) {
	w.after(8*time.Second, 70*time.Second)
	w.message(chat.Message{By: chat.ByAgent, User: chat.UserID(w.login()), Agent: w.agent, Body: text})
	w.room.AgentAt, w.room.LastBy, w.room.Unread, w.room.Unanswered = w.room.LastAt, chat.ByAgent, 0, 0
	w.room.AgentRead, w.room.CustomerRead = w.room.Seq, w.room.Seq
	if w.room.Answered == 0 {
		w.room.Answered = w.room.LastAt
		w.entry(chat.Entry{Kind: "answered", To: w.agent})
	}
}

// ending is how the room ended that an agent had.
func (w *pastRoom) ending() chat.EndType {
	switch n := w.r.IntN(20); {
	case w.ends:
		return chat.EndByCustomer
	case n == 0:
		return chat.EndByManager
	case n == 1:
		return chat.EndIdle
	}
	return chat.EndByAgent
}

func (w *pastRoom) end(t chat.EndType) {
	w.after(10*time.Second, 90*time.Second)
	by := chat.UserID("")
	switch t {
	case chat.EndByAgent:
		by = chat.UserID(w.login())
	case chat.EndByManager:
		by = Lead
	}
	if t != chat.EndByCustomer {
		w.message(chat.Message{By: chat.BySystem, Auto: chat.EndNotice, Body: ChatSite().Closing.Ko})
	}
	if w.room.Answered != 0 && w.r.IntN(3) > 0 {
		w.room.Small = smalls[w.r.IntN(len(smalls))]
	}
	w.room.EndedAt, w.room.EndType = acd.At(w.at), t
	w.entry(chat.Entry{Kind: "ended", User: by, How: string(t)})
}
