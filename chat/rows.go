package chat

import "github.com/callfloor/callfloor/acd"

// Message is one message of a room with its text: a row. Seq is given by the House; Client
// by who wrote it, so that a repeated one is found again (unique within room and author).
type Message struct {
	Room     RoomID      `json:"room"`
	Seq      int         `json:"seq"`
	By       Author      `json:"by"`
	User     UserID      `json:"user,omitempty"`
	Agent    acd.AgentID `json:"agent,omitempty"`
	Auto     Auto        `json:"auto,omitempty"`
	Category CategoryID  `json:"category,omitempty"` // what an automatic one speaks of
	At       acd.Time    `json:"at"`
	Client   string      `json:"client,omitempty"`
	Body     string      `json:"body"`
	Files    []File      `json:"files,omitempty"`
}

// File is what a message carries; its content is kept apart.
type File struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Type   string `json:"type"` // by content: image/jpeg, image/png, application/pdf, ...
	Size   int    `json:"size"` // bytes
	Width  int    `json:"width,omitempty"`
	Height int    `json:"height,omitempty"`
}

// Entry is one line of a room's timeline: what happened beside messages. Kind is the
// event's name (assigned, waits, ended, monitor_began, ...).
type Entry struct {
	Room RoomID      `json:"room"`
	At   acd.Time    `json:"at"`
	Kind string      `json:"kind"`
	User UserID      `json:"user,omitempty"` // who did it; "" for the House
	From acd.AgentID `json:"from,omitempty"`
	To   acd.AgentID `json:"to,omitempty"`
	How  string      `json:"how,omitempty"`  // How, WaitCause, EndType or why, by Kind
	More string      `json:"more,omitempty"` // JSON: an Explanation, categories
	Part int         `json:"-"`              // its place among those of its room and moment
}

// Batch is what one commit keeps: rooms as they are now, and what was added. The same batch
// may come twice.
type Batch struct {
	Rooms    []Room
	Messages []Message
	Came     []Came
	Entries  []Entry
	Titles   []Titling
	Origins  []Origin

	Presences []Presence    // of agents, where something of it changed; each once
	Gone      []acd.AgentID // agents who are no more
}

// Empty reports whether there is nothing to keep.
func (b Batch) Empty() bool {
	return len(b.Rooms)+len(b.Messages)+len(b.Came)+len(b.Entries)+len(b.Titles)+len(b.Origins)+len(b.Presences)+len(b.Gone) == 0
}

// Presence is what outlives a restart of how an agent stands with chats. Duty is the
// schedule's, a call the floor's: both are told anew.
type Presence struct {
	Agent    acd.AgentID
	SignedIn bool
	Resting  bool
	NewAt    acd.Time // last new room: fairness goes on
	State    State    // with Since: how long it has lasted, where it is still so
	Since    acd.Time
}

// Presence returns what outlives a restart.
func (a AgentStatus) Presence() Presence {
	return Presence{Agent: a.Agent.ID, SignedIn: a.SignedIn, Resting: a.Resting, NewAt: a.NewAt, State: a.State, Since: a.Since}
}

// Resume takes over what outlived one.
func (a *AgentStatus) Resume(p Presence) {
	a.SignedIn, a.Resting, a.NewAt, a.State, a.Since = p.SignedIn, p.Resting, p.NewAt, p.State, p.Since
}

// Titling is the title of a room as lists show it (상담제목), filled from its template
// (C57 to C59).
type Titling struct {
	Room  RoomID
	Title string
}

// Origin is where a room was opened: the page, and the parameters that it gave (C76).
type Origin struct {
	Room     RoomID            `json:"room"`
	Params   map[string]string `json:"params,omitempty"`
	URL      string            `json:"url,omitempty"`
	Referrer string            `json:"referrer,omitempty"`
}

// MessageKey is what a message that is posted again is found by: Client is the author's own.
type MessageKey struct {
	Room   RoomID
	By     Author
	Client string
}
