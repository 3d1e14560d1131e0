package board

import (
	"encoding/json"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/chat"
)

// Names is what something is called in both languages.
type Names = centre.Names

// Category is a large or middle category as a row shows it. Unused ones are marked (C79).
type Category struct {
	ID     chat.CategoryID `json:"id"`
	Name   Names           `json:"name"`
	Unused bool            `json:"unused,omitempty"`
}

// Latest is the latest message of a room that is not a note, as chat.Preview shortens it.
type Latest struct {
	By    chat.Author `json:"by"`
	Body  string      `json:"body"`
	At    acd.Time    `json:"at"`
	Files int         `json:"files,omitempty"`
}

// Room is a room as people of the centre see it.
type Room struct {
	ID           chat.RoomID      `json:"id"`
	Channel      chat.ChannelKind `json:"channel" enum:"web,web_v1,sms,kakao,talktalk"`
	Site         string           `json:"site,omitempty" doc:"id of the site, or the account of the channel"`
	SiteName     *Names           `json:"site_name,omitempty" doc:"absent: it is no site, or not configured any more"`
	Status       chat.Status      `json:"status" enum:"bot,bot_ended,waiting,received,in_progress,ended"`
	Cause        chat.WaitCause   `json:"cause,omitempty" doc:"why it waits, or waited last"`
	Agent        acd.AgentID      `json:"agent,omitempty" doc:"who has it; absent: nobody (로봇)"`
	Customer     string           `json:"customer,omitempty" doc:"the customer's name"`
	Visitor      chat.VisitorID   `json:"visitor"`
	Category     chat.CategoryID  `json:"category,omitempty" doc:"middle category"`
	Small        string           `json:"small,omitempty" doc:"small category, typed"`
	Opened       acd.Time         `json:"opened_at" doc:"in Unix milliseconds, like every time here"`
	Requested    acd.Time         `json:"requested_at,omitempty"`
	WaitSince    acd.Time         `json:"wait_since,omitempty"`
	Assigned     acd.Time         `json:"assigned_at,omitempty"`
	Answered     acd.Time         `json:"answered_at,omitempty"`
	Ended        acd.Time         `json:"ended_at,omitempty"`
	EndType      chat.EndType     `json:"end_type,omitempty" enum:"agent,customer,manager,idle,undistributed,refused,bot"`
	Held         bool             `json:"held,omitempty" doc:"does not end by itself (종료보류)"`
	Seq          int              `json:"seq" doc:"of the last message"`
	Unread       int              `json:"unread,omitempty" doc:"messages of the customer that the agent has not seen"`
	LastAt       acd.Time         `json:"last_at"`
	LastBy       chat.Author      `json:"last_by,omitempty" enum:"customer,agent"`
	CustomerAt   acd.Time         `json:"customer_at,omitempty" doc:"the customer's last message"`
	Unanswered   acd.Time         `json:"unanswered_since,omitempty" doc:"since when the customer waits for an answer"`
	CustomerRead int              `json:"customer_read,omitempty" doc:"up to which message the customer has read"`
	Position     int              `json:"position,omitempty" doc:"among those that wait"`
}

// RoomOf is how people of the centre see a room of a customer of some name, on a site of some name.
func RoomOf(r chat.Room, customer string, site *Names) Room {
	return Room{
		ID: r.ID, Channel: r.Channel, Site: r.Account, SiteName: site, Status: r.Status, Cause: r.Cause, Agent: r.Agent, Customer: customer, Visitor: r.Visitor, Category: r.Category, Small: r.Small,
		Opened: r.Opened, Requested: r.Requested, WaitSince: r.WaitSince, Assigned: r.Assigned, Answered: r.Answered, Ended: r.EndedAt, EndType: r.EndType, Held: r.Held,
		Seq: r.Seq, Unread: r.Unread, LastAt: r.LastAt, LastBy: r.LastBy, CustomerAt: r.CustomerAt, Unanswered: r.Unanswered, CustomerRead: r.CustomerRead,
	}
}

// Row is a room in the topic chats.
type Row struct {
	Room
	Kind      string      `json:"kind"` // room
	Title     string      `json:"title,omitempty"`
	AgentName *Names      `json:"agent_name,omitempty"`
	Manager   string      `json:"manager,omitempty"` // who is responsible for the agent (C53)
	Grade     string      `json:"grade,omitempty"`
	External  string      `json:"external,omitempty"` // 고객식별번호 (C55)
	Given     bool        `json:"given,omitempty"`
	Blocked   bool        `json:"blocked,omitempty"`
	Large     *Category   `json:"large,omitempty"`
	Middle    *Category   `json:"middle,omitempty"`
	Latest    *Latest     `json:"latest,omitempty"`
	Typing    bool        `json:"typing,omitempty"`  // the customer writes
	Watcher   chat.UserID `json:"watcher,omitempty"` // who monitors, to viewers who may (S4, S11)
	WatchName string      `json:"watcher_name,omitempty"`
}

// Message is a message in the frames of the agent who has its room.
type Message struct {
	Room   chat.RoomID `json:"room"`
	Seq    int         `json:"seq"`
	By     chat.Author `json:"by"`
	Agent  acd.AgentID `json:"agent,omitempty"`
	At     acd.Time    `json:"at"`
	Client string      `json:"client,omitempty"`
	Body   string      `json:"body"`
	Files  []chat.File `json:"files,omitempty"`
}

// Count is rooms of an agent by where they stand.
type Count struct {
	Received int `json:"received"`
	Running  int `json:"running"`
	Ended    int `json:"ended"`
}

// AgentRow is an agent in the topic chat_agents.
type AgentRow struct {
	ID           acd.AgentID `json:"id"`
	Name         Names       `json:"name"`
	Manager      string      `json:"manager,omitempty"`
	Cap          int         `json:"cap"`
	SignedIn     bool        `json:"signed_in"`
	Resting      bool        `json:"resting,omitempty"`
	Duty         chat.Duty   `json:"duty"`
	OnCall       bool        `json:"on_call,omitempty"`
	Excluded     bool        `json:"excluded,omitempty"`
	State        chat.State  `json:"state"`
	Since        acd.Time    `json:"since"` // in State
	Received     int         `json:"received"`
	Running      int         `json:"running"`
	Today        Count       `json:"today"` // of rooms that were opened today (M13 to M16)
	Month        Count       `json:"month"` // of open rooms that were opened within a month (C66); Ended is 0
	AutoComplete bool        `json:"auto_complete"`
}

// Me is the row of the viewer in the topic chats.
type Me struct {
	ID      string      `json:"id"`   // me
	Kind    string      `json:"kind"` // me
	Used    bool        `json:"used"` // false: chats are off
	Agent   *AgentRow   `json:"agent,omitempty"`
	Method  chat.Method `json:"method"`
	ByLogin bool        `json:"by_login"` // among who is logged in: names carry it (C65)
	Backlog bool        `json:"backlog"`  // C29
	// Monitor: supervision is in use, and the viewer may (S1). Who may not is told nothing of it.
	Monitor bool `json:"monitor,omitempty"`
	// Asked are the requests that the viewer is to answer (상담원 요청사항); Answered is when one
	// of the viewer's own was answered last.
	Asked    int      `json:"asked,omitempty"`
	Answered acd.Time `json:"answered,omitempty"`
}

// Frame is what a viewer is sent.
type Frame struct {
	Type     string            `json:"type"` // snapshot, delta
	Topic    string            `json:"topic"`
	At       acd.Time          `json:"at"`
	Rows     []json.RawMessage `json:"rows,omitempty"`
	Gone     []string          `json:"gone,omitempty"`
	Messages []Message         `json:"messages,omitempty"`
}
