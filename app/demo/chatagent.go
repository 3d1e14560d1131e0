package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"slices"
	"time"
)

// takeAfter is how long a customer waits before an agent takes the room who has enough
// already: nobody waits for ever, and the person at the desk has time to take it.
const takeAfter = 40 * time.Second

// greetAfter is how long a customer who was received writes nothing before the agent asks: who
// writes by then is answered as all are.
const greetAfter = 25 * time.Second

// quiet is how long nobody writes after a goodbye before the agent ends the room, and silence
// after any other answer: that customer has gone.
const (
	quiet   = 12 * time.Second
	silence = 8 * time.Minute
)

// signAgain is how often an agent says that chats are taken: who has no page open is signed
// out after a while.
const signAgain = 30 * time.Second

// chatDesk is an agent who answers, logged in as at the desk.
type chatDesk struct {
	*Chats
	id     string
	client *http.Client
	r      *rand.Rand
	sent   int
	turn   map[string]int       // answers in a room
	bye    map[string]time.Time // when goodbye was said in a room
}

// chatRoom is what an agent's page reads of a room.
type chatRoom struct {
	ID         string
	Status     string
	Agent      string
	Category   string
	Seq        int
	WaitSince  int64 `json:"wait_since"`
	LastAt     int64 `json:"last_at"`
	Unanswered int64 `json:"unanswered_since"`
}

// answer is an agent's day: signed in to chats, one answer after another, now and then a break.
func (c *Chats) answer(ctx context.Context, id string, i int) {
	jar, _ := cookiejar.New(nil) // without options it does not fail
	d := &chatDesk{Chats: c, id: id, client: &http.Client{Jar: jar, Timeout: 10 * time.Second}, r: r0(c.cfg.Seed, "answers "+id), turn: map[string]int{}, bye: map[string]time.Time{}}
	defer d.client.CloseIdleConnections()
	rests, signed := time.Now().Add(c.pace(time.Duration(i+2)*time.Minute)), time.Time{}
	for in := false; ; {
		var err error
		switch {
		case !in:
			err = d.logIn(ctx)
		case time.Since(signed) > signAgain:
			signed = time.Now()
			err = d.present(ctx, false)
		case time.Now().After(rests):
			rests = time.Now().Add(c.pace(between(d.r, 4*time.Minute, 9*time.Minute)))
			err = d.rest(ctx)
		default:
			err = d.work(ctx)
		}
		if in = err == nil; !in && ctx.Err() == nil {
			c.cfg.Log.Warn().Err(err).Str("agent", id).Msg("demo: an agent could not answer chats")
		}
		if !c.pause(ctx, d.r, time.Second, 3*time.Second) || !in && !sleep(ctx, time.Second) {
			return
		}
	}
}

func (d *chatDesk) logIn(ctx context.Context) error {
	return d.ask(ctx, http.MethodPost, "/login", map[string]any{"login": d.id, "password": Password}, nil)
}

// present says that chats are taken, but for new ones in a break.
func (d *chatDesk) present(ctx context.Context, resting bool) error {
	return d.ask(ctx, http.MethodPut, "/chat/me", map[string]any{"signed_in": true, "resting": resting}, nil)
}

// rest is a short break.
func (d *chatDesk) rest(ctx context.Context) error {
	if err := d.present(ctx, true); err != nil {
		return err
	}
	d.pause(ctx, d.r, 15*time.Second, 40*time.Second)
	return d.present(ctx, false)
}

// work does the next thing that there is to do.
func (d *chatDesk) work(ctx context.Context) error {
	var rooms []chatRoom
	if err := d.ask(ctx, http.MethodGet, "/chat/rooms", nil, &rooms); err != nil {
		return err
	}
	mine := slices.DeleteFunc(slices.Clone(rooms), func(r chatRoom) bool { return r.Agent != d.id })
	d.forget(mine)
	slices.SortFunc(mine, func(a, b chatRoom) int { return int(a.Unanswered - b.Unanswered) })
	for _, r := range mine {
		said, done := d.bye[r.ID]
		switch {
		case r.Unanswered > 0 || r.Status == "received" && time.Since(time.UnixMilli(r.LastAt)) > d.pace(greetAfter):
			return d.reply(ctx, r)
		case done && time.Since(said) > d.pace(quiet) || r.Status == "in_progress" && time.Since(time.UnixMilli(r.LastAt)) > d.pace(silence):
			return d.end(ctx, r)
		}
	}
	for _, r := range rooms {
		if r.Status == "waiting" && time.Since(time.UnixMilli(r.WaitSince)) > d.pace(takeAfter) {
			return d.change(ctx, r, "take", nil)
		}
	}
	return nil
}

// forget lets go of rooms that the agent has no more.
func (d *chatDesk) forget(mine []chatRoom) {
	has := func(id string) bool { return slices.ContainsFunc(mine, func(r chatRoom) bool { return r.ID == id }) }
	for id := range d.turn {
		if !has(id) {
			delete(d.turn, id)
			delete(d.bye, id)
		}
	}
}

// reply reads what the customer wrote and answers it; who wrote nothing is asked.
func (d *chatDesk) reply(ctx context.Context, r chatRoom) error {
	var list []struct {
		Seq      int
		By, Body string
	}
	if err := d.ask(ctx, http.MethodGet, fmt.Sprintf("/chat/rooms/%s/messages?before=%d&limit=5", r.ID, r.Seq+1), nil, &list); err != nil {
		return err
	}
	text := ""
	for _, m := range list {
		if m.By == "customer" {
			text = m.Body
		}
	}
	if !d.pause(ctx, d.r, 3*time.Second, 9*time.Second) {
		return nil
	}
	if err := d.change(ctx, r, "read", map[string]any{"seq": r.Seq}); err != nil {
		return err
	}
	answer, ends := answerTo(text, d.turn[r.ID])
	if text == "" {
		answer, ends = opener, false
	}
	if err := d.change(ctx, r, "typing", map[string]any{"on": true}); err != nil || !sleep(ctx, d.pace(typing(answer))) {
		return err
	}
	d.sent++
	if err := d.change(ctx, r, "messages", map[string]any{"client": fmt.Sprintf("demo-%06d", d.sent), "body": answer}); err != nil {
		return err
	}
	if d.turn[r.ID]++; ends {
		d.bye[r.ID] = time.Now()
	}
	return nil
}

// end says what the room was about, now and then with tags, and ends it.
func (d *chatDesk) end(ctx context.Context, r chatRoom) error {
	i := slices.IndexFunc(stories, func(s story) bool { return s.middle == r.Category })
	if i >= 0 && d.r.IntN(2) == 0 {
		if err := d.ask(ctx, http.MethodPut, "/chat/rooms/"+r.ID+"/tags", map[string]any{"tags": stories[i].tags}, nil); err != nil {
			return err
		}
	}
	if err := d.ask(ctx, http.MethodPut, "/chat/rooms/"+r.ID+"/category", map[string]any{"category": r.Category, "small": smalls[d.r.IntN(len(smalls))]}, nil); err != nil {
		return err
	}
	return d.change(ctx, r, "end", nil)
}

// change does something with a room; that somebody else was first is all right.
func (d *chatDesk) change(ctx context.Context, r chatRoom, what string, body any) error {
	return d.ask(ctx, http.MethodPost, "/chat/rooms/"+r.ID+"/"+what, body, nil)
}

// ask asks the API. What cannot be done any more, because the room is over or another agent
// has it, is no error.
func (d *chatDesk) ask(ctx context.Context, method, path string, body, to any) error {
	var b bytes.Buffer
	if body != nil {
		if err := json.NewEncoder(&b).Encode(body); err != nil {
			return err
		}
	}
	req, err := http.NewRequestWithContext(ctx, method, d.cfg.URL+"/api/v1"+path, &b)
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := d.client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	switch {
	case res.StatusCode == http.StatusConflict || res.StatusCode == http.StatusNotFound:
		return nil
	case res.StatusCode >= 300:
		text, _ := io.ReadAll(io.LimitReader(res.Body, 500)) // for the log
		return fmt.Errorf("%s %s: %s %s", method, path, res.Status, text)
	case to == nil:
		return nil
	}
	return json.NewDecoder(res.Body).Decode(to)
}
