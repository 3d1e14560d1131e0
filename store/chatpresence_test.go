package store

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/people"
)

// How agents stood with chats comes back as it was kept last; who is no more is forgotten. More
// than one chunk at once is kept whole.
func TestChatPresences(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		many := make([]chat.Presence, chunk+2)
		for i := range many {
			many[i] = chat.Presence{Agent: acd.AgentID(fmt.Sprintf("a%03d", i)), SignedIn: true, Resting: i%2 == 0, NewAt: 5, State: chat.Resting, Since: 6}
		}
		must(t, db.ChatKeep(ctx, chat.Batch{Presences: many}))
		many[1].SignedIn, many[1].NewAt, many[1].State, many[1].Since = false, 7, chat.Working, 8
		must(t, db.ChatKeep(ctx, chat.Batch{Presences: many[1:2], Gone: []acd.AgentID{"a000", "nobody"}}))
		must(t, db.Close())
		db = reopen()
		got, err := db.ChatPresences(ctx)
		if must(t, err); !reflect.DeepEqual(got, many[1:]) {
			t.Errorf("%+v", got)
		}
	})
}

// An agent is logged in while a log-in of theirs has not ended; one that is locked counts, one of
// somebody who is disabled does not.
func TestAgentsLoggedIn(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		now := time.Now()
		for i, one := range []struct {
			agent         string
			created, seen time.Duration // ago
			off           bool
		}{{"kim", time.Hour, time.Minute, false}, {"old", 13 * time.Hour, 0, false}, {"unused", time.Hour, 31 * time.Minute, false}, {"off", time.Hour, 0, true}, {"", 0, 0, false}} {
			u := people.User{ID: fmt.Sprint(i), Login: fmt.Sprint("u", i), Role: people.AgentRole, AgentID: one.agent, Disabled: one.off}
			must(t, db.CreateUser(ctx, u))
			must(t, db.CreateLogin(ctx, people.Login{TokenHash: u.ID, UserID: u.ID, Created: now.Add(-one.created)}))
			must(t, db.TouchLogin(ctx, u.ID, now.Add(-one.seen)))
		}
		must(t, db.LockLogin(ctx, "0", now))
		got, err := db.AgentsLoggedIn(ctx, now.Add(-12*time.Hour), now.Add(-30*time.Minute))
		if must(t, err); !slices.Equal(got, []acd.AgentID{"kim"}) {
			t.Errorf("logged in: %v", got)
		}
	})
}
