package app

import (
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"testing"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
)

// schedule is what the API says of one.
type schedule struct {
	Working bool
	Breaks  []struct{ From, To string }
	Meal    *struct{ From, To string }
	DaysOff []struct{ Date, Note string } `json:"days_off"`
	Today   string
	Duty    string
	Version string
}

// manager logs a manager in who answers for some agents.
func (r *rig) manager(t *testing.T, login string) *person {
	t.Helper()
	r.api("POST", "/users", fmt.Sprintf(`{"login":%q,"name":"매니저","role":"manager","password":"Blue-river-77"}`, login), nil)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	p := &person{Client: &http.Client{Jar: jar}, t: t, base: "http://" + r.httpAddr + "/api/v1"}
	p.ask(200, "POST", "/login", fmt.Sprintf(`{"login":%q,"password":"Blue-river-77"}`, login), nil)
	return p
}

// An agent is on a break, at the meal and off by their schedule on the minute, over midnight and
// across a restart; managers set it for their own agents, all but days off.
func TestChatSchedules(t *testing.T) {
	dir, clock := t.TempDir(), new(wallClock)
	clock.to(14, 50)
	r := startBy(t, dir, clock.now)
	stands := func(id acd.AgentID) (a chat.AgentStatus) {
		t.Helper()
		if err := r.chat.live.Look(t.Context(), func(h *chat.House) { a, _ = h.Agent(id) }); err != nil {
			t.Fatal(err)
		}
		return a
	}
	becomes := func(want chat.Duty) {
		t.Helper()
		until(t, "kim is not "+string(want), func() bool { return stands("kim").Duty == want })
		var s schedule
		if r.api("GET", "/chat/agents/kim/schedule", "", &s); s.Duty != string(want) {
			t.Errorf("the API says %s, want %s", s.Duty, want)
		}
	}
	r.api("POST", "/teams", `{"id":"t1","name":{"ko":"1팀"},"manager":"han"}`, nil)
	han, kim := r.manager(t, "han"), r.logIn(t, "hana", "kim")
	var agent map[string]any
	r.api("GET", "/agents/kim", "", &agent)
	agent["manager"] = "han"
	if st := r.api("PUT", "/agents/kim", mustJSON(t, agent), nil); st != 200 {
		t.Fatal(st)
	}
	tomorrow := clock.now().In(r.centre.directory().zone()).AddDate(0, 0, 1).Format("2006-01-02")
	var s schedule
	put := fmt.Sprintf(`{"working":true,"breaks":[{"from":"15:00","to":"15:20"},{"from":"23:50","to":"00:10"}],"meal":{"from":"15:10","to":"15:30"},"days_off":[{"date":%q,"note":"연차"}]}`, tomorrow)
	if st := r.api("PUT", "/chat/agents/kim/schedule", put, &s); st != 200 || !s.Working || s.Duty != "work" || len(s.Breaks) != 2 || len(s.DaysOff) != 1 {
		t.Fatalf("put: %d %+v", st, s)
	}
	if st := r.api("PUT", "/chat/agents/kim/schedule", `{"working":true,"breaks":[{"from":"15:00","to":"15:00"}]}`, nil); st != 422 {
		t.Errorf("a break of no length: %d", st)
	}
	becomes(chat.DutyWork)
	clock.to(15, 0)
	becomes(chat.DutyBreak)
	r.stopNow()
	r = startBy(t, dir, clock.now)
	if got := stands("kim").Duty; got != chat.DutyBreak {
		t.Errorf("after the restart it is %s", got)
	}
	clock.to(15, 20)
	becomes(chat.DutyMeal)
	clock.to(15, 30)
	becomes(chat.DutyWork)

	for _, p := range []*person{han, kim} {
		p.base = "http://" + r.httpAddr + "/api/v1"
	}
	kim.ask(200, "GET", "/chat/agents/kim/schedule", "", nil)
	kim.ask(404, "GET", "/chat/agents/lee/schedule", "", nil)
	kim.ask(403, "PUT", "/chat/agents/kim/schedule", `{"working":true,"breaks":[]}`, nil)
	han.ask(404, "PUT", "/chat/agents/lee/schedule", `{"working":false,"breaks":[]}`, nil)
	han.ask(200, "GET", "/chat/agents/kim/schedule", "", &s)
	if why := han.ask(403, "PUT", "/chat/agents/kim/schedule", `{"working":true,"breaks":[],"days_off":[]}`, nil); !strings.Contains(why, "days off") {
		t.Errorf("a manager's day off: %s", why)
	}
	han.ask(200, "PUT", "/chat/agents/kim/schedule", strings.Replace(put, `"working":true`, `"working":false`, 1), nil)
	han.ask(409, "PUT", "/chat/agents/kim/schedule", fmt.Sprintf(`{"working":true,"breaks":[],"version":%q}`, s.Version), nil)
	becomes(chat.DutyOff)
	s = schedule{}
	han.ask(200, "PUT", "/chat/agents/kim/schedule", `{"working":true,"breaks":[{"from":"23:50","to":"00:10"}]}`, &s)
	if len(s.DaysOff) != 1 || !s.Working || s.Meal != nil {
		t.Errorf("days off that were left out: %+v", s)
	}
	becomes(chat.DutyWork)
	clock.to(23, 50)
	becomes(chat.DutyBreak)
	clock.to(0, 0)
	becomes(chat.DutyOff)
	clock.to(23, 59)
	becomes(chat.DutyOff)
	clock.to(0, 5)
	becomes(chat.DutyBreak)
	clock.to(0, 10)
	becomes(chat.DutyWork)
}

// The work flag is of one day; who is added under the id of an agent who was deleted has no
// schedule, and an undone deletion has the one of before.
func TestChatScheduleGoesWithItsAgent(t *testing.T) {
	clock := new(wallClock)
	clock.to(23, 58)
	r := startBy(t, t.TempDir(), clock.now)
	var s schedule
	if st := r.api("PUT", "/chat/agents/lee/schedule", `{"working":false,"breaks":[{"from":"10:00","to":"10:10"}]}`, &s); st != 200 || s.Working || s.Duty != "off" {
		t.Fatalf("%d %+v", st, s)
	}
	clock.to(0, 0)
	if r.api("GET", "/chat/agents/lee/schedule", "", &s); !s.Working || s.Duty != "work" {
		t.Errorf("the day after: %+v", s)
	}
	var agent map[string]any
	r.api("GET", "/agents/lee", "", &agent)
	if st := r.api("DELETE", "/agents/lee", "", nil); st != 204 {
		t.Fatal(st)
	}
	var changes []struct{ ID, Action string }
	r.api("GET", "/changes?limit=1", "", &changes)
	agent["sip_password"] = "another long one"
	if st := r.api("POST", "/agents", mustJSON(t, agent), nil); st != 201 {
		t.Fatal(st)
	}
	if r.api("GET", "/chat/agents/lee/schedule", "", &s); len(s.Breaks) != 0 {
		t.Errorf("the new one has %+v", s)
	}
	if st := r.api("DELETE", "/agents/lee", "", nil); st != 204 {
		t.Fatal(st)
	}
	if st := r.api("POST", "/changes/"+changes[0].ID+"/undo", "", nil); st != 204 {
		t.Fatal(st)
	}
	if r.api("GET", "/chat/agents/lee/schedule", "", &s); len(s.Breaks) != 1 {
		t.Errorf("after the undo: %+v", s)
	}
}
