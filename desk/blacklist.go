package desk

import (
	"strings"
	"sync/atomic"
	"time"
)

// Effect is what the blacklist does with calls of somebody.
type Effect string

// The effects, the weakest first.
const (
	LowPriority Effect = "low_priority" // the call waits behind every other
	Message     Effect = "message"      // an announcement, then the call ends
	Refuse      Effect = "refuse"       // 603: not answered at all
)

// Stronger reports whether a is stronger than b; "" is weaker than any.
func Stronger(a, b Effect) bool {
	rank := map[Effect]int{LowPriority: 1, Message: 2, Refuse: 3}
	return rank[a] > rank[b]
}

// Blacklist is why and how somebody is on the blacklist.
type Blacklist struct {
	Effect Effect    `json:"effect" enum:"message,low_priority,refuse" doc:"message: the announcement of calls.blacklist_sound, else the service's closed one, else a tone, then the call ends; low_priority: the call waits behind every other; refuse: the call is refused (603)"`
	Reason string    `json:"reason" minLength:"1" maxLength:"200" example:"폭언"`
	Memo   string    `json:"memo,omitempty" maxLength:"2000"`
	By     string    `json:"by,omitempty" readOnly:"true"`
	ByName string    `json:"by_name,omitempty" readOnly:"true" doc:"what the person is called now whom by names; absent: it was a program, or the name could not be read"` // never kept
	At     time.Time `json:"at" readOnly:"true"`
}

// Clean checks what somebody wrote.
func (b *Blacklist) Clean() error {
	var bad FieldErrors
	b.Reason, b.Memo = strings.TrimSpace(b.Reason), lines(b.Memo)
	if b.Reason == "" {
		bad.add("reason", "required", "is missing: say why")
	}
	if b.Effect != Message && b.Effect != LowPriority && b.Effect != Refuse {
		bad.add("effect", "not_an_option", "is message, low_priority or refuse")
	}
	bad.text("reason", b.Reason, 200, false)
	bad.text("memo", b.Memo, 2000, true)
	return bad.Err()
}

// Memo is one entry of the memos of a customer (관리메모, D40): written whenever
// somebody puts the customer on the blacklist, changes that or takes it back, and
// when two records became one.
type Memo struct {
	ID     string    `json:"id"`
	Kind   string    `json:"kind" enum:"blacklisted,unblacklisted,merged"`
	Effect Effect    `json:"effect,omitempty"`
	Reason string    `json:"reason,omitempty"`
	Memo   string    `json:"memo,omitempty"`
	By     string    `json:"by"`
	ByName string    `json:"by_name,omitempty" doc:"what the person is called now whom by names; absent: it was a program, or the name could not be read"` // never kept
	At     time.Time `json:"at"`
}

// Blocked is a number whose calls the blacklist concerns.
type Blocked struct {
	Number string // as kept
	Effect Effect
}

// Blocks are the numbers on the blacklist, for who takes calls: asked for each call
// of a trunk, replaced whole after each change. The zero value is an empty list.
// Any goroutine may use it.
type Blocks struct {
	by atomic.Pointer[map[string]Effect]
}

// Replace makes the list exactly list; of two effects for one number the stronger
// counts.
func (b *Blocks) Replace(list []Blocked) {
	m := make(map[string]Effect, len(list))
	for _, v := range list {
		if Stronger(v.Effect, m[v.Number]) {
			m[v.Number] = v.Effect
		}
	}
	b.by.Store(&m)
}

// Of returns what happens to a call of a number as a trunk sends it, "" for nothing.
func (b *Blocks) Of(number, region string) Effect {
	m := b.by.Load()
	if m == nil || len(*m) == 0 {
		return ""
	}
	return (*m)[Number(number, region)]
}
