package chat

import "github.com/callfloor/callfloor/acd"

// Template is a text that agents fill in by its shortcut.
type Template struct {
	ID       string      `json:"id"`
	Category CategoryID  `json:"category,omitempty"` // "": of any
	Owner    acd.AgentID `json:"owner,omitempty"`    // "": everybody's
	Shortcut string      `json:"shortcut,omitempty"`
	Name     string      `json:"name"`
	Body     string      `json:"body"`
	Unused   bool        `json:"unused,omitempty"`
	Version  int         `json:"version"` // 0: new; see DB.ChatPutTemplate
	Updated  acd.Time    `json:"updated"`
	By       UserID      `json:"by"`
}

// Word is a prohibited word (금지어).
type Word struct {
	Word    string     `json:"word"`
	Instead string     `json:"instead,omitempty"` // of WordMask: what is written in its place
	Effect  WordEffect `json:"effect"`
	Added   acd.Time   `json:"added"`
	By      UserID     `json:"by"`
}

// WordEffect is what a prohibited word does.
type WordEffect string

// The effects.
const (
	WordRefuse WordEffect = "refuse" // a message with it is not sent
	WordMask   WordEffect = "mask"   // it is replaced
)

// Request is what an agent asks of the manager (상담원 요청사항).
type Request struct {
	ID      string       `json:"id"`
	Room    RoomID       `json:"room,omitempty"`
	Agent   acd.AgentID  `json:"agent"`
	Manager UserID       `json:"manager"` // "": any
	State   RequestState `json:"state"`
	Body    string       `json:"body"`
	Answer  string       `json:"answer,omitempty"`
	Asked   acd.Time     `json:"asked"`
	Done    acd.Time     `json:"done,omitempty"`
	By      UserID       `json:"by,omitempty"` // who answered
}

// Asked is how an agent's requests stand.
type Asked struct {
	Open     int      // not answered
	Answered acd.Time // when the last answer came; 0: none lately
}

// RequestState is where a request stands.
type RequestState string

// The states.
const (
	RequestOpen    RequestState = "open"
	RequestDone    RequestState = "done"
	RequestRefused RequestState = "refused"
)

// RequestFilter is a list of requests, newest first.
type RequestFilter struct {
	Agents []acd.AgentID // who asked; nil: anybody
	State  RequestState  // "": any
	After  string
	Limit  int
}
