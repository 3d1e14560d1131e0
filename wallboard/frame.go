package wallboard

import (
	"encoding/json"
	"sync"

	"github.com/callfloor/callfloor/acd"
)

// Topic is a kind of rows that a viewer asks for.
type Topic string

const (
	Services Topic = "services"
	Agents   Topic = "agents"
	Calls    Topic = "calls"
	// Colleagues is every agent with state, for desks: the same for every viewer.
	Colleagues Topic = "colleagues"
)

// Topics lists every topic.
var Topics = []Topic{Services, Agents, Calls, Colleagues}

// Frame is one message to viewers, encoded once and shared by all who get it: one
// JSON object, or an array of those that belong together.
type Frame struct {
	JSON []byte

	once     sync.Once
	prepared any
	err      error
}

// Prepared returns what prepare makes of the frame's JSON, made once however
// many viewers ask: the place for a prepared WebSocket message.
func (f *Frame) Prepared(prepare func([]byte) (any, error)) (any, error) {
	f.once.Do(func() { f.prepared, f.err = prepare(f.JSON) })
	return f.prepared, f.err
}

// message is every kind of frame; Type says which.
type message struct {
	Type     string          `json:"type"` // hello, snapshot, delta, notice, callbacks, beat
	Topic    Topic           `json:"topic,omitempty"`
	Epoch    uint64          `json:"epoch"`
	Seq      uint64          `json:"seq"`           // of the last event that the frame knows of
	At       acd.Time        `json:"at"`            // up to which the figures are true
	Now      acd.Time        `json:"now,omitempty"` // the server's time, where At is behind it
	Build    string          `json:"build,omitempty"`
	TimeZone string          `json:"time_zone,omitempty"`
	Topics   []Topic         `json:"topics,omitempty"`
	Notice   *Notice         `json:"notice,omitempty"`    // in notice, and in a hello while there is one
	Waiting  *int            `json:"callbacks,omitempty"` // how many wait: in callbacks, and in a hello, where they are shown
	Rows     any             `json:"rows,omitempty"`
	Gone     []string        `json:"gone,omitempty"`
	Totals   json.RawMessage `json:"totals,omitempty"`
	Alerts   json.RawMessage `json:"alerts,omitempty"`
}

func encode(m message) *Frame { return &Frame{JSON: mustJSON(m)} }

// together returns the frame with others in it, in their order.
func together(frames []*Frame) *Frame {
	size := len(frames) + 1
	for _, f := range frames {
		size += len(f.JSON)
	}
	data := append(make([]byte, 0, size), '[')
	for i, f := range frames {
		if i > 0 {
			data = append(data, ',')
		}
		data = append(data, f.JSON...)
	}
	return &Frame{JSON: append(data, ']')}
}

// mustJSON encodes our own row types: plain data, for which encoding/json knows
// no error.
func mustJSON(v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		panic("wallboard: " + err.Error())
	}
	return data
}
