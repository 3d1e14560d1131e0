package demo

import (
	"context"
	"math/rand/v2"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

// How long customers wait.
const (
	chatSoon     = 10 * time.Second       // for what the program does by itself
	chatPatience = 150 * time.Second      // for an agent, before they ask again or leave
	chatHaste    = 40 * time.Second       // of who has none
	perCharacter = 120 * time.Millisecond // typing
	longestTyped = 9 * time.Second
)

// write is one talk, from the greeting of the bot to the end. What goes wrong ends it: the
// next customer comes soon.
func (c *Chats) write(ctx context.Context, r *rand.Rand, n int, t talk) {
	w, err := c.connect(ctx, n, t)
	if err != nil {
		if ctx.Err() == nil {
			c.cfg.Log.Warn().Err(err).Msg("demo: a customer could not write")
		}
		return
	}
	var listening sync.WaitGroup
	heard, stop := context.WithCancel(ctx)
	listening.Go(func() { w.listen(heard) })
	closing := context.AfterFunc(ctx, func() { w.conn.Close() })
	defer func() {
		closing()
		stop()
		w.conn.Close()
		listening.Wait()
	}()
	s := &shopper{Chats: c, chatWire: w, r: r, talk: t}
	if !s.begins(ctx) || !s.asks(ctx) {
		return
	}
	s.writes(ctx)
}

// shopper is a customer in a talk.
type shopper struct {
	*Chats
	*chatWire
	talk
	r *rand.Rand
}

func is(kind, by string) func(chatFrame) bool {
	return func(f chatFrame) bool { return f.Type == kind && (by == "" || f.By == by) }
}

// begins goes through the bot; false where its answer was enough.
func (s *shopper) begins(ctx context.Context) bool {
	if !s.until(ctx, chatSoon, is("snapshot", "")) || s.send("start", nil) != nil || !s.until(ctx, chatSoon, is("ack", "")) {
		return false
	}
	for _, category := range []string{s.story.large, s.story.middle} {
		if !s.pause(ctx, s.r, 3*time.Second, 9*time.Second) || s.send("choose", map[string]any{"category": category}) != nil || !s.until(ctx, chatSoon, is("ack", "")) {
			return false
		}
	}
	if s.leaves == atBot {
		if s.pause(ctx, s.r, 10*time.Second, 30*time.Second) {
			_ = s.send("end", nil) // or it has ended by itself
			s.until(ctx, chatSoon, is("ended", ""))
		}
		return false
	}
	return s.pause(ctx, s.r, 4*time.Second, 12*time.Second)
}

// asks asks for an agent, where the bot has not led on to one already, and fills in the form or
// leaves it empty.
func (s *shopper) asks(ctx context.Context) bool {
	answered := func(f chatFrame) bool { return f.Type == "ack" || f.Type == "refused" }
	if !s.form && (s.send("request_agent", nil) != nil || !s.until(ctx, chatSoon, answered)) {
		return false
	}
	if !s.form {
		return true
	}
	if !s.pause(ctx, s.r, 6*time.Second, 15*time.Second) {
		return false
	}
	person, fields := Customers()[s.customer], map[string]any{"skip": true}
	if s.given {
		fields = map[string]any{"fields": map[string]string{"name": person.Name, "phone": "0" + strings.TrimPrefix(person.Phones[0].Number, "+82")}}
	}
	return s.send("profile", fields) == nil && s.until(ctx, chatSoon, is("ack", ""))
}

// writes is the talk with the agent, and its end.
func (s *shopper) writes(ctx context.Context) {
	for _, l := range s.story.lines {
		if !s.says(ctx, l.asks) || !s.answered(ctx) {
			return
		}
	}
	if !s.says(ctx, thanks[s.r.IntN(len(thanks))]) {
		return
	}
	if s.over(ctx) && s.stars > 0 && s.pause(ctx, s.r, 3*time.Second, 10*time.Second) {
		_ = s.send("rate", map[string]any{"score": s.stars, "comment": comments[s.stars]})
		s.until(ctx, chatSoon, is("ack", ""))
	}
}

// over lets the agent end the room, or ends it.
func (s *shopper) over(ctx context.Context) bool {
	return !s.ends && s.until(ctx, s.pace(90*time.Second), is("ended", "")) ||
		s.pause(ctx, s.r, 4*time.Second, 12*time.Second) && s.send("end", nil) == nil && s.until(ctx, chatSoon, is("ended", ""))
}

// says types a line and sends it.
func (s *shopper) says(ctx context.Context, text string) bool {
	if !s.pause(ctx, s.r, 2*time.Second, 8*time.Second) {
		return false
	}
	_ = s.tell("typing", map[string]any{"on": true}) // the next frame says that it is gone
	if !sleep(ctx, s.pace(typing(text))) {
		return false
	}
	return s.send("post", map[string]any{"body": text}) == nil && s.until(ctx, chatSoon, is("ack", ""))
}

// answered waits for the agent, asks once more where there is patience, and leaves when nothing
// comes.
func (s *shopper) answered(ctx context.Context) bool {
	over := false
	came := func(f chatFrame) bool {
		over = over || f.Type == "ended"
		return is("message", "agent")(f)
	}
	patience, nudged := chatPatience, false
	if s.leaves == inLine {
		patience, nudged = chatHaste, true
	}
	for !s.until(ctx, s.pace(patience), came) {
		switch {
		case over || ctx.Err() != nil:
			return false
		case nudged:
			_ = s.send("end", nil) // or it is over
			return false
		case !s.says(ctx, nudges[s.r.IntN(len(nudges))]):
			return false
		}
		nudged = true
	}
	s.leaves = stays
	return true
}

// typing is how long it takes to type a text.
func typing(text string) time.Duration {
	return min(time.Duration(utf8.RuneCountInString(text))*perCharacter, longestTyped)
}
