package chat

import (
	"time"

	"github.com/callfloor/callfloor/acd"
)

// RateWithin is how long after the end of a room its customer may say how it was (만족도).
const RateWithin = 24 * time.Hour

// LowestScore and HighestScore bound Rating.Score; MostComment is how many characters a comment
// has at most.
const (
	LowestScore, HighestScore = 1, 5
	MostComment               = 500
)

// Rating is how a customer found it: a row, once a room.
type Rating struct {
	Room    RoomID   `json:"room"`
	Score   int      `json:"score"` // 1: very bad, 5: very good
	Comment string   `json:"comment,omitempty"`
	At      acd.Time `json:"at"`
	Client  string   `json:"-"` // the customer's own name of it, as Message.Client
}

// MayRate reports whether the customer of r may say now how it was: it is over for a day at
// most, and an agent has answered.
func (r Room) MayRate(now acd.Time) bool {
	return r.Status == Ended && !r.Blocked && r.Answered != 0 && now.Sub(r.EndedAt) <= RateWithin
}
