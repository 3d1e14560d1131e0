package demo

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/gorilla/websocket"

	"github.com/callfloor/callfloor/desk"
)

// SitePage is the origin of the pages of the demo's shop, which reach nobody.
const SitePage = "https://www.onmaru.example"

// chatFrame is what the widget reads of a frame of the server (docs/chat-wire.md).
type chatFrame struct {
	Type   string          `json:"type"`
	Client string          `json:"client"`
	Room   json.RawMessage `json:"room"` // an id, or the room
	Seq    int             `json:"seq"`
	By     string          `json:"by"`
	Form   json.RawMessage `json:"form"`
}

// chatWire is the connection of a customer.
type chatWire struct {
	conn   *websocket.Conn
	frames chan chatFrame // closed when the connection is gone
	name   string         // of the talk: clients begin with it
	sent   int
	room   string
	form   bool // the bot has asked for the profile
}

// chatAddress is where a customer writes from: one of the addresses that documents use.
func chatAddress(customer int) string { return fmt.Sprintf("203.0.113.%d", customer+1) }

// visitor makes a customer known to the site, where they are not yet.
func (c *Chats) visitor(ctx context.Context, customer int) (string, error) {
	if token := c.token(customer); token != "" {
		return token, nil
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.cfg.URL+"/chat/visitors", strings.NewReader(`{"site":"`+chatSite+`","language":"ko"}`))
	if err != nil {
		return "", err
	}
	for k, v := range chatHeaders(customer) {
		req.Header[k] = v
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	var made struct{ Token string }
	if err := json.NewDecoder(res.Body).Decode(&made); err != nil || res.StatusCode != http.StatusCreated {
		return "", fmt.Errorf("a new visitor: %s, %w", res.Status, err)
	}
	c.keep(customer, made.Token)
	return made.Token, nil
}

func chatHeaders(customer int) http.Header {
	return http.Header{"Origin": {SitePage}, "X-Forwarded-For": {chatAddress(customer)}, "Content-Type": {"application/json"}}
}

// connect says hello from a page of the shop.
func (c *Chats) connect(ctx context.Context, n int, t talk) (*chatWire, error) {
	token, err := c.visitor(ctx, t.customer)
	if err != nil {
		return nil, err
	}
	dialer := websocket.Dialer{Subprotocols: []string{"callfloor.chat.1"}, HandshakeTimeout: 10 * time.Second}
	conn, res, err := dialer.DialContext(ctx, "ws"+strings.TrimPrefix(c.cfg.URL, "http")+"/chat/live", chatHeaders(t.customer))
	if err != nil {
		return nil, err
	}
	res.Body.Close()
	w := &chatWire{conn: conn, frames: make(chan chatFrame, 64), name: "demo-" + chatNumber(n)}
	person := Customers()[t.customer]
	page := map[string]any{"url": SitePage + "/orders", "title": "온마루", "referrer": SitePage + "/"}
	if t.story.order != "" {
		page["parameters"] = map[string]string{"order": t.story.order, "tier": person.Fields["등급"]}
	}
	hello := map[string]any{"type": "hello", "token": token, "site": chatSite, "language": "ko", "page": page}
	if t.known {
		hello["identify"] = identity(person)
	}
	if err := conn.WriteJSON(hello); err != nil {
		conn.Close()
		return nil, err
	}
	return w, nil
}

// identity is what the shop's server says of somebody who has logged in there.
func identity(person desk.Customer) map[string]any {
	m := hmac.New(sha256.New, []byte(chatSecret))
	m.Write([]byte(person.ID))
	return map[string]any{"user": person.ID, "signature": hex.EncodeToString(m.Sum(nil)), "name": person.Name, "email": person.Email, "phone": person.Phones[0].Number}
}

// listen reads frames until the connection is gone. Nobody reads them when ctx is over.
func (w *chatWire) listen(ctx context.Context) {
	defer close(w.frames)
	for {
		_, b, err := w.conn.ReadMessage()
		if err != nil {
			return
		}
		var f chatFrame
		if json.Unmarshal(b, &f) != nil {
			continue
		}
		select {
		case w.frames <- f:
		case <-ctx.Done():
			return
		}
	}
}

// send sends a frame that acts.
func (w *chatWire) send(kind string, more map[string]any) error {
	w.sent++
	return w.tell(kind, more, map[string]any{"client": fmt.Sprintf("%s-%d", w.name, w.sent)})
}

// tell sends a frame.
func (w *chatWire) tell(kind string, more ...map[string]any) error {
	f := map[string]any{"type": kind}
	if w.room != "" {
		f["room"] = w.room
	}
	for _, m := range more {
		for k, v := range m {
			f[k] = v
		}
	}
	return w.conn.WriteJSON(f)
}

// until reads frames until one is what is waited for, at most for a while; what agents and the
// bot wrote is marked as read. It reports false where nothing came, or nothing will.
func (w *chatWire) until(ctx context.Context, within time.Duration, is func(chatFrame) bool) bool {
	t := time.NewTimer(within)
	defer t.Stop()
	for {
		select {
		case f, ok := <-w.frames:
			if !ok {
				return false
			}
			if f.Type == "ack" && len(f.Room) > 0 {
				w.room = string(bytes.Trim(f.Room, `"`))
			}
			w.form = w.form || len(f.Form) > 0
			if f.Type == "message" && f.By != "customer" {
				_ = w.tell("read", map[string]any{"seq": f.Seq}) // it is gone; the next frame says so
			}
			if found := is(f); found || f.Type == "ended" {
				return found
			}
		case <-t.C:
			return false
		case <-ctx.Done():
			return false
		}
	}
}

func chatNumber(n int) string { return fmt.Sprintf("%06d", n) }
