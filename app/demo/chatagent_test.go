package demo

import (
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// Who asked for an agent and wrote nothing is asked what it is about, but not before there was
// time to write; what was written to the bot is answered.
func TestChatAgentAsks(t *testing.T) {
	for name, c := range map[string]struct {
		age  time.Duration
		list string
		want string
	}{
		"nothing written": {time.Minute, `[{"seq":1,"by":"system","body":"안녕하세요"}]`, opener},
		"to the bot":      {time.Minute, `[{"seq":1,"by":"customer","body":"` + stories[0].lines[0].asks + `"}]`, stories[0].lines[0].answer},
		"just received":   {0, `[]`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var said string
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				switch {
				case r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/messages"):
					w.Write([]byte(c.list))
				case r.Method == http.MethodGet:
					json.NewEncoder(w).Encode([]map[string]any{{"id": "r1", "status": "received", "agent": "agent02", "seq": 1, "last_at": time.Now().Add(-c.age).UnixMilli()}})
				case strings.HasSuffix(r.URL.Path, "/messages"):
					var m struct{ Body string }
					json.NewDecoder(r.Body).Decode(&m)
					said = m.Body
				}
			}))
			defer s.Close()
			d := &chatDesk{Chats: &Chats{cfg: ChatsConfig{URL: s.URL, Pace: 1000}}, id: "agent02", client: s.Client(), r: rand.New(rand.NewPCG(1, 2)), turn: map[string]int{}, bye: map[string]time.Time{}}
			if c.age == 0 {
				d.cfg.Pace = 1
			}
			if err := d.work(t.Context()); err != nil || said != c.want {
				t.Errorf("%v: %q was said, not %q", err, said, c.want)
			}
		})
	}
}
