package app

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/chat/channel"
)

// days is a program that lives through some days: it is stopped, and started at another time.
type days struct {
	*rig
	dir   string
	clock *wallClock
	all   *chatPage // an administrator's console
	kim   *person   // an agent who is signed in to chats
	mine  *chatPage // kim's console
}

func newDays(t *testing.T, hour, minute int) *days {
	t.Helper()
	d := &days{dir: t.TempDir(), clock: new(wallClock)}
	d.clock.ahead.Store(-int64(10 * 24 * time.Hour)) // what happens is over by now: lists show no days to come
	d.clock.to(hour, minute)
	d.rig = startBy(t, d.dir, d.clock.now)
	d.chatSite(t)
	d.come(t)
	return d
}

// begin starts the program again; its people come.
func (d *days) begin(t *testing.T) {
	t.Helper()
	d.rig = startBy(t, d.dir, d.clock.now)
	d.come(t)
}

// come logs people in as in the morning.
func (d *days) come(t *testing.T) {
	t.Helper()
	d.all = d.staff(t, "chief", "administrator").chatPage("chats")
	d.kim = d.logIn(t, "hana", "kim")
	d.kim.ask(200, "PUT", "/chat/me", `{"signed_in":true,"auto_reply":"기다려 주셔서 감사합니다."}`, nil)
	d.mine = d.kim.chatPage("chats")
}

// later stops the program, lets time pass, and starts it again.
func (d *days) later(t *testing.T, by time.Duration) {
	t.Helper()
	d.stopNow()
	d.clock.ahead.Add(int64(by))
	d.begin(t)
}

// just is later up to some seconds before a time of the day.
func (d *days) just(t *testing.T, before time.Duration, hour, minute int) {
	t.Helper()
	d.stopNow()
	d.clock.to(hour, minute)
	d.clock.ahead.Add(-int64(before))
	d.begin(t)
}

// room is how a room is kept.
func (d *days) room(t *testing.T, id string) chat.Room {
	t.Helper()
	r, err := d.db.ChatRoom(t.Context(), chat.RoomID(id))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// waits has the consoles show that a room waits: the administrator's, and not kim's.
func (d *days) waits(t *testing.T, room string) {
	t.Helper()
	d.all.shows(room, func(row map[string]any) bool { return row["status"] == "waiting" })
	if row, there := d.mine.rows[room]; there {
		t.Errorf("kim's console shows a room that waits: %v", row)
	}
}

// back connects a customer to the program that was started anew and returns the room's status,
// and what the customer has read.
func (d *days) back(c *customer) (status string, read []string) {
	c.t.Helper()
	c.r = d.rig
	f := c.connect()
	if room, there := f["room"].(map[string]any); there {
		status = room["status"].(string)
	}
	for _, m := range f["messages"].([]any) {
		read = append(read, m.(map[string]any)["body"].(string))
	}
	return status, read
}

// seoul is a time of the day there.
func seoul(at acd.Time) string {
	return at.Std().In(time.FixedZone("", 9*3600)).Format(time.TimeOnly)
}

// From nine with a delay of an hour: what came overnight waits through a restart, through nine and
// what is asked after it, and is given from ten on, in the order of the requests (C33).
func TestWhatCameOvernightIsGivenFromTen(t *testing.T) {
	d := newDays(t, 20, 0)
	if st := d.api("POST", "/opening-hours", `{"id":"day","name":{"ko":"낮"},"holidays":false,"week":[{"days":["mon","tue","wed","thu","fri","sat","sun"],"from":"09:00","to":"18:00"}]}`, nil); st != 201 {
		t.Fatal(st)
	}
	d.put(t, map[string]string{"chat.hours": "day", "chat.backlog_delay_minutes": "60", "chat.bot": "false"})
	night := []*customer{d.visitor(t), d.visitor(t)}
	var rooms []string
	for _, c := range night {
		rooms = append(rooms, c.begins("post-00001"))
		d.waits(t, rooms[len(rooms)-1])
	}

	d.just(t, 4*time.Second, 9, 0)
	for i, c := range night {
		if status, _ := d.back(c); status != "waiting" {
			t.Errorf("room %d is %s before nine", i, status)
		}
	}
	night[0].hears("closed", func(f map[string]any) bool { return f["why"] == "" && f["hours"].(map[string]any)["open"] == true })
	fresh := d.visitor(t).begins("post-00001")
	d.mine.shows(fresh, func(row map[string]any) bool { return row["status"] == "received" })
	for _, room := range rooms {
		d.waits(t, room)
	}

	d.just(t, 4*time.Second, 10, 0)
	for i, c := range night {
		if status, _ := d.back(c); status != "waiting" {
			t.Errorf("room %d is %s before ten", i, status)
		}
	}
	for i, c := range night {
		d.mine.shows(rooms[i], func(row map[string]any) bool { return row["status"] == "received" })
		c.says("기다려 주셔서 감사합니다.")
	}
	var given []acd.Time
	for _, room := range rooms {
		r := d.room(t, room)
		if given = append(given, r.Assigned); r.Agent != "kim" || seoul(r.Assigned) < "10:00:00" || seoul(r.Assigned) > "10:00:30" {
			t.Errorf("%s was given to %q at %s", room, r.Agent, seoul(r.Assigned))
		}
	}
	if !slices.IsSorted(given) {
		t.Errorf("given at %v", given)
	}
}

// In the manual method what nobody takes ends after the days of the setting, across restarts, and
// without a word: the customer is told that it is over and reads nothing new. Where a bot led it,
// it is among those of the bot, else among the ended ones (C37 to C39). A shorter time counts at once.
func TestWhatNobodyTakesEndsInSilence(t *testing.T) {
	d := newDays(t, 14, 0)
	d.put(t, map[string]string{"chat.method": "manual", "chat.undistributed_days": "7"})
	c := d.visitor(t)
	c.send(map[string]any{"type": "start", "client": "start-0001"})
	old := c.acks("start-0001")["room"].(string)
	c.send(map[string]any{"type": "request_agent", "client": "agent-0001", "room": old})
	c.acks("agent-0001")
	d.mine.shows(old, func(row map[string]any) bool { return row["status"] == "waiting" })

	d.later(t, 3*24*time.Hour)
	status, before := d.back(c)
	if status != "waiting" || len(before) == 0 {
		t.Fatalf("after three days it is %s, the customer reads %q", status, before)
	}
	d.put(t, map[string]string{"chat.bot": "false"})
	second := d.visitor(t)
	young := second.begins("post-00001")
	d.mine.shows(young, func(row map[string]any) bool { return row["status"] == "waiting" })

	due := d.room(t, old).WaitSince.Add(7 * 24 * time.Hour)
	d.later(t, due.Std().Sub(d.clock.now())-4*time.Second)
	d.back(c)
	_, own := d.back(second)
	d.endsInSilence(t, c, old, before, "bot_ended")
	if r := d.room(t, old); r.EndedAt < due || r.EndedAt > due.Add(30*time.Second) {
		t.Errorf("due at %s, it ended at %s", due.Std(), r.EndedAt.Std())
	}
	d.mine.shows(young, func(row map[string]any) bool { return row["status"] == "waiting" })
	d.put(t, map[string]string{"chat.undistributed_days": "1"})
	d.endsInSilence(t, second, young, own, "ended")
}

// endsInSilence waits until a customer is told that the room is over: they have read what they had
// read before, no console shows the room, and it is in a list of those that are over.
func (d *days) endsInSilence(t *testing.T, c *customer, room string, read []string, list string) {
	t.Helper()
	c.hears("ended", nil)
	if slices.ContainsFunc(c.heard, func(f map[string]any) bool { return f["type"] == "message" }) {
		t.Errorf("the customer was told %v", c.heard)
	}
	for _, p := range []*chatPage{d.all, d.mine} {
		if p.rows[room] != nil {
			p.until("the end", func(map[string]any) bool { return p.rows[room] == nil })
		}
	}
	messages, err := d.db.ChatMessages(t.Context(), chat.RoomID(room), 0, 0, 50)
	if err != nil {
		t.Fatal(err)
	}
	var kept []string
	for _, m := range messages {
		kept = append(kept, m.Body)
	}
	if !slices.Equal(kept, read) {
		t.Errorf("in the room stands %q, before %q", kept, read)
	}
	var page struct {
		Items []struct {
			Room struct {
				ID      string
				EndType chat.EndType `json:"end_type"`
			}
		}
	}
	d.api("GET", "/chat/list?status="+list, "", &page)
	for _, one := range page.Items {
		if one.Room.ID == room && one.Room.EndType == chat.EndUndistributed {
			return
		}
	}
	t.Errorf("%s is not in the list %s: %+v", room, list, page.Items)
}

// What falls due while the program is down ends when it is back, by a messenger as silently as in
// the web (C38). What an agent has taken stays, and so does what is kept open (C69).
func TestWhatIsDueWhileTheProgramIsDownEndsInSilence(t *testing.T) {
	d := newDays(t, 9, 0)
	d.put(t, map[string]string{"chat.method": "manual", "chat.undistributed_days": "1", "chat.bot": "false", "chat.answer_within_seconds": "0", "chat.idle_minutes": "0"})
	c, taken, held := d.visitor(t), d.visitor(t), d.visitor(t).begins("post-00001")
	left, kims := c.begins("post-00001"), taken.begins("post-00001")
	m, hub := d.messenger(t, chat.Kakao)
	takes(t, hub, chat.Kakao, channel.Inbound{ID: "m-1", Text: "카카오에서 문의합니다"})
	kakao := string(d.row(t, chat.Kakao).Room.ID)
	for _, room := range []string{kims, held} {
		d.kim.ask(200, "POST", "/chat/rooms/"+room+"/take", "", nil)
	}
	d.kim.ask(200, "PUT", "/chat/rooms/"+held+"/held", `{"held":true}`, nil)
	d.kim.ask(200, "POST", "/chat/rooms/"+held+"/put-back", "", nil)
	until(t, "the messenger has what was said", func() bool { return len(m.texts()) > 0 })
	sent := m.texts()
	hub.Close()
	_, read := d.back(c)

	d.later(t, 25*time.Hour)
	hub = d.connects(t, m)
	if status, now := d.back(c); status != "ended" || !slices.Equal(now, read) {
		t.Errorf("it is %s, the customer reads %q, before %q", status, now, read)
	}
	for room, want := range map[string]chat.Status{left: chat.Ended, kakao: chat.Ended, kims: chat.Received, held: chat.Waiting} {
		if r := d.room(t, room); r.Status != want || want == chat.Ended && (r.EndType != chat.EndUndistributed || r.Agent != chat.Robot) {
			t.Errorf("%s is %s (%s), with %q, want %s", room, r.Status, r.EndType, r.Agent, want)
		}
	}
	d.mine.shows(kims, func(row map[string]any) bool { return row["status"] == "received" })
	d.mine.shows(held, func(row map[string]any) bool { return row["status"] == "waiting" })
	for _, room := range []string{left, kakao} {
		if d.mine.rows[room] != nil || d.all.rows[room] != nil {
			t.Errorf("consoles show %s", room)
		}
	}
	takes(t, hub, chat.Kakao, channel.Inbound{ID: "m-2", Text: "다시 문의합니다"}) // behind it the outbox is empty
	until(t, "the messenger has what is said to the second request", func() bool { return len(m.texts()) > len(sent) })
	if got := m.texts(); len(got) != len(sent)+1 || slices.ContainsFunc(got, func(text string) bool { return strings.Contains(text, "종료") }) {
		t.Errorf("the messenger was sent %q, before the end it was %q", got, sent)
	}
}

// In the meal time of all, requests wait with their cause, through a restart, and are given when it
// is over; with the setting they go to an agent in it (C19).
func TestTheMealTimeOfAll(t *testing.T) {
	d := newDays(t, 12, 10)
	d.put(t, map[string]string{"chat.meal_from": "12:00", "chat.meal_to": "13:00", "chat.bot": "false"})
	c := d.visitor(t)
	room := c.begins("post-00001")
	d.waits(t, room)
	if v := d.stands(t, room); v.Cause != string(chat.CauseMealTime) {
		t.Errorf("it waits for %q", v.Cause)
	}
	d.later(t, 20*time.Minute)
	if status, _ := d.back(c); status != "waiting" {
		t.Errorf("after the restart it is %s", status)
	}
	d.waits(t, room)
	d.clock.to(13, 0)
	d.mine.shows(room, func(row map[string]any) bool { return row["status"] == "received" })
	c.says("기다려 주셔서 감사합니다.")
	d.put(t, map[string]string{"chat.meal_to": "14:00", "chat.in_meal_time": "assign"})
	in := d.visitor(t).begins("post-00001")
	d.mine.shows(in, func(row map[string]any) bool { return row["status"] == "received" })
	d.put(t, map[string]string{"chat.in_meal_time": "queue"})
	d.waits(t, d.visitor(t).begins("post-00001"))
}
