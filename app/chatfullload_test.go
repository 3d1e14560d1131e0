package app

import (
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"regexp"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/callfloor/callfloor/people"
	"github.com/callfloor/callfloor/store"
)

// The full house of BenchmarkChats: agents take what waits (hybrid), so that each of them is told
// of everybody who waits; managers' pages are told of their agents' rooms too; and what agents
// write is looked through for prohibited words. A page of many rooms has a frame each 250 ms.
const (
	chatWaiting  = 1000 // customers who wait: all agents have as many as they may
	waitingWrite = 10   // one of them writes with every so many messages of the others
	chatManagers = 20
	badWords     = 500
	chatWideSoon = 250*time.Millisecond + chatSoon
)

var agentLine = regexp.MustCompile(`\{id: a(\d+),`)

// withManagers gives the agents of a configuration their managers, in turn.
func withManagers(text []byte) []byte {
	return agentLine.ReplaceAllFunc(text, func(line []byte) []byte {
		n, _ := strconv.Atoi(string(agentLine.FindSubmatch(line)[1]))
		return fmt.Appendf(nil, "%s manager: m%d,", line, n%chatManagers)
	})
}

// logInManagers makes managers who are logged in.
func logInManagers(b *testing.B, data string, tokens []string) {
	b.Helper()
	db, err := store.Open(b.Context(), data, "", filepath.Join(data, "callfloor.key"))
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	now := time.Now()
	for i := range tokens {
		u := people.User{ID: people.NewID(), Login: fmt.Sprintf("m%d", i), Name: fmt.Sprintf("Manager %d", i), Role: people.Manager, Language: "ko", Created: now}
		if err := db.CreateUser(b.Context(), u); err != nil {
			b.Fatal(err)
		}
		var hash string
		tokens[i], hash = people.NewToken()
		if err := db.CreateLogin(b.Context(), people.Login{TokenHash: hash, UserID: u.ID, Created: now, Seen: now, Active: now, Method: people.ByPassword, Address: "127.0.0.1"}); err != nil {
			b.Fatal(err)
		}
	}
}

// fill makes the house full, with the crowd that it has.
func (c *chatCrowd) fill(managers []string) {
	c.set("PUT", "/settings/chat.method", `{"value":"hybrid"}`)
	for i := range badWords {
		c.set("PUT", "/chat/words", fmt.Sprintf(`{"word":"금지어%03d","effect":"mask"}`, i))
	}
	c.atOnce(len(managers), func(i int) { c.openManager(managers[i]) })
	from := chatRooms + halfOpen
	c.begin(from, from+chatWaiting)
	for i := from; i < from+chatWaiting; i++ {
		c.waiting = append(c.waiting, i)
	}
	var counts struct{ Waiting int }
	for end := time.Now().Add(30 * time.Second); counts.Waiting != chatWaiting; time.Sleep(100 * time.Millisecond) {
		if time.Now().After(end) || c.b.Failed() {
			c.b.Fatalf("%d customers wait, not %d", counts.Waiting, chatWaiting)
		}
		_, data := c.l.api("GET", "/chat/counts", "")
		if err := json.Unmarshal(data, &counts); err != nil {
			c.b.Fatalf("%s: %v", data, err)
		}
	}
}

func (c *chatCrowd) set(method, path, body string) {
	if st, data := c.l.api(method, path, body); st >= 300 {
		c.b.Fatalf("%s: %d %s", path, st, data)
	}
}

// writesOn has a customer who waits write again.
func (c *chatCrowd) writesOn(i, k int) {
	if err := c.widgets[i].send(map[string]any{"type": "post", "client": fmt.Sprintf("waits-%08d", k), "room": *c.rooms[i].Load(), "body": "아직 기다립니다"}); err != nil {
		c.b.Error(err)
	}
}

// openManager opens a manager's page, and notes how soon the latest message of a room stands on
// it.
func (c *chatCrowd) openManager(token string) {
	conn, _, err := websocket.DefaultDialer.Dial("ws://"+c.l.http+"/api/v1/live?topics=chats,chat_agents", http.Header{"Cookie": {"callfloor=" + token}, "Origin": {"http://" + c.l.http}})
	if err != nil {
		c.b.Error(err)
		return
	}
	var reads sync.WaitGroup
	reads.Go(func() {
		shown := map[string]string{} // by room: a row comes again for other changes
		for {
			_, data, err := conn.ReadMessage()
			if err != nil {
				return
			}
			var f struct {
				Rows []struct {
					ID     string
					Latest *struct{ Body string }
				}
			}
			if json.Unmarshal(data, &f) != nil {
				continue
			}
			for _, r := range f.Rows {
				if r.Latest != nil && shown[r.ID] != r.Latest.Body {
					shown[r.ID] = r.Latest.Body
					c.took(r.Latest.Body, &c.toManager)
				}
			}
		}
	})
	c.b.Cleanup(func() {
		conn.Close()
		reads.Wait()
	})
}
