package web

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
	"github.com/callfloor/callfloor/sms"
)

// The live topic sms tells that something has become of messages, or that a customer wrote,
// and how many conversations wait for somebody to look: for the badge. Each frame is the
// whole of it. Who wants the history asks again, under the one rule of what may be seen.

// SMSNews is the row sms of that topic.
type SMSNews struct {
	ID      string `json:"id"` // sms
	Changed int64  `json:"changed_at"`
	Used    bool   `json:"used"`   // false: text messages are not in use
	Unread  int    `json:"unread"` // conversations that the viewer sees, with something that nobody has looked at
}

// smsStream is one open page.
type smsStream struct {
	s     *Server
	id    Identity
	hears *desk.Watcher
	sent  time.Time // the last frame; zero: none
	woken time.Time // when it last heard of a change, or began to hear
}

func (s *Server) openTexts(id Identity) *smsStream {
	return &smsStream{s: s, id: id, hears: s.SMSFeed.Watch(), woken: time.Now()}
}

// Next implements LiveStream.
func (c *smsStream) Next(ctx context.Context) (*websocket.PreparedMessage, error) {
	if !c.sent.IsZero() {
		if _, err := c.hears.Wait(ctx); err != nil {
			return nil, err
		}
		c.woken = time.Now()
		if err := rest(ctx, time.Until(c.sent.Add(reservedPause))); err != nil { // several changes are one frame
			return nil, err
		}
	}
	for {
		m, err := c.frame(ctx)
		if err == nil {
			c.sent = time.Now()
			return m, nil
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		c.s.Log.Error().Err(fault.WithCause(err)).Msg("a page cannot be told what has become of messages: it is tried again")
		if err := rest(ctx, deskAgain); err != nil {
			return nil, err
		}
	}
}

// Close implements LiveStream.
func (c *smsStream) Close() { c.hears.Close() }

func (c *smsStream) frame(ctx context.Context) (*websocket.PreparedMessage, error) {
	ctx, cancel := context.WithTimeout(ctx, deskWithin)
	defer cancel()
	now := time.Now().UnixMilli()
	row := SMSNews{ID: "sms", Changed: now, Used: c.s.smsUsed()}
	if row.Used {
		var err error
		if row.Unread, err = c.unread(ctx); err != nil {
			return nil, err
		}
	}
	data, err := json.Marshal(deskFrame{Type: "snapshot", Topic: "sms", At: now, Rows: []any{row}})
	if err != nil {
		return nil, fmt.Errorf("encode what has become of messages: %w", err)
	}
	return websocket.NewPreparedMessage(websocket.TextMessage, data)
}

// unread counts the conversations with something new that the viewer sees, as
// listConversations has it.
func (c *smsStream) unread(ctx context.Context) (n int, _ error) {
	all, err := c.s.unread.read(ctx, c.s.SMS, c.woken)
	if err != nil || len(all) == 0 {
		return 0, err
	}
	owners, err := c.s.owners(ctx)
	if err != nil {
		return 0, err
	}
	if owners == nil {
		for _, more := range all {
			n += more
		}
		return n, nil
	}
	for _, o := range owners {
		n += all[o]
	}
	if c.id.Role == people.Manager {
		n += all[""]
	}
	return n, nil
}

// sharedUnread is read once for all pages that hear of one change.
type sharedUnread struct {
	mu  sync.Mutex
	at  time.Time      // when reading it began
	all map[string]int // by owner, "" nobody's; replaced and never changed
}

// read returns them, read after a time: what was read before may lack the change that
// somebody heard of then.
func (c *sharedUnread) read(ctx context.Context, from SMS, after time.Time) (map[string]int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.at.After(after) {
		began := time.Now()
		all, err := from.UnreadSMS(ctx)
		if err != nil {
			return nil, err
		}
		c.at, c.all = began, all
	}
	return c.all, nil
}

// smsUsed reports whether text messages are in use here (T1).
func (s *Server) smsUsed() bool { return s.Centre.Setting(centre.SetSMS) != "false" }

// smsOn fails where text messages are not in use. What the provider tells is kept all the
// same, and what was sent before goes on.
func (s *Server) smsOn(context.Context) error {
	if s.smsUsed() {
		return nil
	}
	return fault.New(fault.Denied, "text messages are not in use here: the setting sms.enabled switches them on")
}

// maySMS reports whether somebody sees text messages at all.
func (s *Server) maySMS(id Identity) bool { return s.smsUsed() && texters.allow(id, "sms") == nil }

// texted tells open pages that something of messages has changed, of an owner ("": of
// nobody, or of several).
func (s *Server) texted(owner string) {
	if s.SMSFeed != nil {
		s.SMSFeed.Reserved(owner)
	}
}

// textedBy is texted by whoever asks.
func (s *Server) textedBy(ctx context.Context) {
	s.texted(sms.Owner(string(who(ctx).Agent), who(ctx).Actor()))
}
