package app

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/callback"
	"github.com/callfloor/callfloor/sip/phone"
)

// allDay lets the program call at any hour: these tests run at any.
const allDay = `"from":"00:00","to":"24:00"`

// key presses a key in a call.
func (r *rig) key(c *phone.Call, k byte) {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.t.Context(), 5*time.Second)
	defer cancel()
	if err := c.Wait(ctx, phone.Talking); err != nil { // the floor knows it before the phone does
		r.t.Fatal(err)
	}
	if err := c.Info(ctx, k); err != nil {
		r.t.Fatal(err)
	}
}

// begin makes an agent ready, who may be busy at once.
func (r *rig) begin(agent string) {
	r.t.Helper()
	if st := r.api("PUT", "/agents/"+agent+"/state", `{"state":"ready"}`, nil); st != 200 {
		r.t.Fatalf("%s is not ready: %d", agent, st)
	}
}

// only is the one callback that there is.
func (r *rig) only() (id string) {
	r.t.Helper()
	var list struct{ Items []struct{ ID string } }
	if st := r.api("GET", "/callbacks", "", &list); st != 200 || len(list.Items) != 1 {
		r.t.Fatalf("%d callbacks: %d", len(list.Items), st)
	}
	return list.Items[0].ID
}

// A caller who waits presses a key, keeps the place, hangs up, and is called when the turn
// comes, before who came later: with the real program, phones and sound, agent first and
// customer first. The request is done with what came of the call; nothing counts as
// abandoned.
func TestVirtualHold(t *testing.T) {
	for _, mode := range []string{"agent_first", "customer_first"} {
		t.Run(mode, func(t *testing.T) {
			r := start(t, t.TempDir())
			customer := r.outside("01098765432")
			kim := r.agent("1001", "s3cret-kim-0001", 440, phone.Answering{After: 50 * time.Millisecond})
			r.useCallbacks()
			body := fmt.Sprintf(`{"name":{"ko":"주문"},"numbers":[{"number":"15880001"}],"wrap_up":"0s","announce":{"keys":[{"key":"1","do":"callback"}]},"callback":{"mode":%q,%s}}`, mode, allDay)
			if st := r.api("PUT", "/services/orders", body, nil); st != 200 {
				t.Fatalf("service: %d", st)
			}
			c, err := customer.Dial("15880001", phone.DialOptions{})
			if err != nil {
				t.Fatal(err)
			}
			until(t, "it waits", func() bool { return r.figures().Waiting == 1 })
			r.key(c, '1')
			time.Sleep(200 * time.Millisecond)
			r.key(c, '1')
			until(t, "the callback was taken", func() bool { return r.figures().Waiting == 0 })
			id := r.only()
			if d := r.callbackOf(id); d.Source != callback.VirtualHold || !d.Automatic || d.State != callback.Registered {
				t.Fatalf("%+v", d)
			}
			r.wait(c, phone.Ended) // the thanks are heard to their end
			until(t, "it stands in line", func() bool { return r.callbackOf(id).Promised != "" })
			later := r.dial("01000000001")
			until(t, "another waits", func() bool { return r.figures().Waiting == 1 })
			customer.SetAnswering(phone.Answering{After: 20 * time.Millisecond})
			customer.Say(620)
			r.begin("kim")
			until(t, "they talk", func() bool { return strings.HasPrefix(r.state("kim"), "talking") })
			until(t, "the agent's call", func() bool { return len(kim.Calls()) == 1 })
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			if err := kim.Calls()[0].WaitTone(ctx, 620); err != nil {
				t.Errorf("the agent does not hear the customer: %v", err)
			}
			if f := r.figures(); f.Offered != 2 || f.Left != 1 || f.Abandoned != 0 || f.Waiting != 1 {
				t.Errorf("%+v", f)
			}
			kim.Calls()[0].Hangup()
			until(t, "it is done", func() bool { return r.callbackOf(id).State == callback.Completed })
			d := r.callbackOf(id)
			if len(d.Calls) != 1 || d.Calls[0].Result != callback.Connected || d.Calls[0].Agent != "kim" || d.Attempts != 1 {
				t.Errorf("%+v", d)
			}
			later.Hangup()
		})
	}
}

// A customer who is not there is called again after the spacing, and given up after so
// many times; the attempts are kept. A place outlives the program.
func TestVirtualHoldInVain(t *testing.T) {
	dir := t.TempDir()
	r := start(t, dir)
	customer := r.outside("01098765432")
	r.useCallbacks()
	body := `{"name":{"ko":"주문"},"numbers":[{"number":"15880001"}],"wrap_up":"0s","announce":{"keys":[{"key":"1","do":"callback"}]},"callback":{"attempts":2,"spacing":"1m",` + allDay + `}}`
	if st := r.api("PUT", "/services/orders", body, nil); st != 200 {
		t.Fatalf("service: %d", st)
	}
	c, err := customer.Dial("15880001", phone.DialOptions{})
	if err != nil {
		t.Fatal(err)
	}
	until(t, "it waits", func() bool { return r.figures().Waiting == 1 })
	r.key(c, '1')
	time.Sleep(200 * time.Millisecond)
	r.key(c, '1')
	until(t, "the callback was taken", func() bool { return r.figures().Waiting == 0 })
	id := r.only()
	r.wait(c, phone.Ended)
	until(t, "it stands in line", func() bool { return r.callbackOf(id).Promised != "" })
	customer.SetAnswering(phone.Answering{Reject: 486})
	r.agent("1001", "s3cret-kim-0001", 440, phone.Answering{After: 50 * time.Millisecond})
	r.begin("kim")
	until(t, "it was called in vain", func() bool { return r.callbackOf(id).LastResult == callback.Busy })
	if d := r.callbackOf(id); d.State != callback.Registered || d.Attempts != 1 || d.Promised != "" || d.Next.Before(time.Now().Add(30*time.Second)) {
		t.Errorf("%+v", d)
	}
}

// The longest way through menus is kept: its end, as long as a request allows.
func TestALongWayIsCut(t *testing.T) {
	if got := lastOf("1 주문", callback.LongestRoute); got != "1 주문" {
		t.Error(got)
	}
	long := strings.Repeat("1 주문과 배송 > ", 100) + "9 끝"
	if got := lastOf(long, callback.LongestRoute); len([]rune(got)) != callback.LongestRoute || !strings.HasPrefix(got, "…") || !strings.HasSuffix(got, " > 9 끝") {
		t.Errorf("%q", got)
	}
}

// With the setting calls.outbound_ticket off a callback that the program makes has its
// ticket when the customer answers, and none where nobody does, though an agent's phone
// has rung for it.
func TestTicketOfAPromise(t *testing.T) {
	for _, early := range []bool{true, false} {
		for _, answers := range []bool{true, false} {
			m := made{early: func() bool { return early }, about: map[acd.CallID]acd.CallID{}, later: map[acd.CallID]dialled{}, out: map[acd.CallID]bool{}}
			m.apply(acd.CallOffered{Call: "c", Service: "orders", Agent: "kim", Caller: "01011112222", Callback: true}, "KR")
			m.apply(acd.CallDialled{Call: "c", Service: "orders", Agent: "kim", Number: "01011112222", Callback: true}, "KR")
			if answers {
				m.apply(acd.DialConnected{Call: "c", Agent: "kim"}, "KR")
			}
			m.apply(acd.CallEnded{Call: "c"}, "KR")
			if got := len(m.tickets) > 0; got != (early || answers) || len(m.later) != 0 {
				t.Errorf("early %t, answers %t: %+v %+v", early, answers, m.tickets, m.later)
			}
		}
	}
}

// While the program waits for talks to end before it stops, nobody is called any more who
// was promised that: the places leave the lines and are there after the start.
func TestNobodyIsCalledWhileStopping(t *testing.T) {
	r := start(t, t.TempDir())
	customer := r.outside("01098765432")
	r.useCallbacks()
	r.agent("1001", "s3cret-kim-0001", 440, phone.Answering{After: 50 * time.Millisecond})
	body := `{"name":{"ko":"주문"},"numbers":[{"number":"15880001"}],"wrap_up":"0s","announce":{"keys":[{"key":"1","do":"callback"}]},"callback":{` + allDay + `}}`
	if st := r.api("PUT", "/services/orders", body, nil); st != 200 {
		t.Fatalf("service: %d", st)
	}
	r.begin("kim")
	talk := r.dial("01000000001")
	until(t, "kim talks", func() bool { return strings.HasPrefix(r.state("kim"), "talking") })
	r.keepPlace(customer, "15880001")
	id := r.only()
	customer.SetAnswering(phone.Answering{After: 20 * time.Millisecond})
	now, stopped := make(chan struct{}), make(chan error, 1)
	go func() { stopped <- r.Stop(context.Background(), now) }()
	until(t, "nobody stands in line", func() bool { return len(r.places()) == 0 })
	lee := r.agent("1002", "s3cret-lee-0002", 480, phone.Answering{After: 50 * time.Millisecond})
	r.begin("lee") // beside kim, who still talks
	time.Sleep(2*lineEvery + 200*time.Millisecond)
	if d := r.callbackOf(id); len(r.places()) != 0 || len(customer.Calls()) != 0 || len(lee.Calls()) != 0 || d.Attempts != 0 || d.State != callback.Registered || !d.Automatic {
		t.Errorf("called while the program stops: %+v", d)
	}
	if !strings.HasPrefix(r.state("kim"), "talking") {
		t.Errorf("kim is %s", r.state("kim"))
	}
	talk.Hangup()
	if err := <-stopped; err != nil {
		t.Error(err)
	}
}

// wallClock is a clock on the wall that goes and that a test sets.
type wallClock struct{ ahead atomic.Int64 }

func (w *wallClock) now() time.Time { return time.Now().Add(time.Duration(w.ahead.Load())) }

// to sets it to the next time that it shows so many minutes of the day in Seoul.
func (w *wallClock) to(hour, minute int) {
	at := w.now().In(time.FixedZone("", 9*3600))
	then := time.Date(at.Year(), at.Month(), at.Day(), hour, minute, 0, 0, at.Location())
	if !then.After(at) {
		then = then.AddDate(0, 0, 1)
	}
	w.ahead.Add(int64(then.Sub(at)))
}

// place is where a call that was promised stands.
type place struct {
	priority int
	entered  acd.Time
}

// places are those of the calls that were promised, by who is to be called.
func (r *rig) places() map[string]place {
	r.t.Helper()
	st, _, err := r.floor.Snapshot(r.t.Context())
	if err != nil {
		r.t.Fatal(err)
	}
	list := map[string]place{}
	for _, c := range st.Calls {
		if c.Promised() {
			list[c.Caller] = place{c.Priority, c.Entered}
		}
	}
	return list
}

// keepPlace lets a customer wait and take a callback.
func (r *rig) keepPlace(p *phone.Phone, called string) {
	r.t.Helper()
	n := len(r.places())
	c, err := p.Dial(called, phone.DialOptions{})
	if err != nil {
		r.t.Fatal(err)
	}
	until(r.t, "it waits", func() bool { return r.figures().Waiting == 1 })
	r.key(c, '1') // call me back
	time.Sleep(200 * time.Millisecond)
	r.key(c, '1') // at this number
	r.wait(c, phone.Ended)
	until(r.t, "it stands in line", func() bool { return len(r.places()) > n })
}

// Who keeps a place in the evening is not rung after 21:00, whoever is ready and whether the
// program is started anew meanwhile or not. In the morning each has the place, the priority
// and the order that it had, before who calls then, and is called in that order. The hours
// of the service count in the same way. A place that was left is no attempt.
func TestPlacesOverTheNight(t *testing.T) {
	dir, clock := t.TempDir(), new(wallClock)
	clock.to(20, 50)
	r := startBy(t, dir, clock.now)
	customers := r.outsides("01098765432", "01098765433", "01098765434")
	for _, c := range customers {
		c.SetAnswering(phone.Answering{After: 20 * time.Millisecond})
	}
	r.useCallbacks()
	const body = `{"name":{"ko":"주문"},"numbers":[{"number":"15880001"},{"number":"15880002","priority":7}],"wrap_up":"0s","announce":{"keys":[{"key":"1","do":"callback"}]}%s}`
	if st := r.api("PUT", "/services/orders", fmt.Sprintf(body, ""), nil); st != 200 {
		t.Fatalf("service: %d", st)
	}
	r.keepPlace(customers[0], "15880001")
	r.keepPlace(customers[1], "15880001")
	r.keepPlace(customers[2], "15880002") // last, and first in line
	evening := r.places()
	if len(evening) != 3 || evening["01098765434"].priority != 7 || evening["01098765432"].entered >= evening["01098765433"].entered {
		t.Fatalf("the line: %+v", evening)
	}
	asIn := func(when string) {
		t.Helper()
		until(t, "all are in line "+when, func() bool { return len(r.places()) == 3 })
		now := r.places()
		for who, p := range evening {
			if now[who] != p {
				t.Errorf("%s: %s has the place %+v, before %+v", when, who, now[who], p)
			}
		}
	}
	nobody := func(when string) {
		t.Helper()
		until(t, "nobody is in line "+when, func() bool { return len(r.places()) == 0 })
		time.Sleep(2*lineEvery + 200*time.Millisecond)
		if n := len(r.places()); n != 0 {
			t.Errorf("%s: %d stand in line", when, n)
		}
		for _, c := range customers {
			if len(c.Calls()) != 0 {
				t.Errorf("%s: somebody is rung", when)
			}
		}
	}
	clock.to(20, 59)
	time.Sleep(lineEvery + 200*time.Millisecond)
	asIn("at 20:59")
	clock.to(21, 0)
	nobody("at 21:00")
	if f := r.figures(); f.Waiting != 0 || f.Abandoned != 0 || f.Offered != 3 {
		t.Errorf("at night: %+v", f)
	}
	kim := r.agent("1001", "s3cret-kim-0001", 440, phone.Answering{After: 50 * time.Millisecond})
	r.begin("kim") // who works at night and is ready
	clock.to(23, 0)
	nobody("at 23:00 with an agent who is ready")
	if st := r.api("PUT", "/agents/kim/state", `{"state":"not_ready","reason":"meal"}`, nil); st != 200 {
		t.Fatal(st)
	}

	gone := func(p *phone.Phone) { // or it would be rung beside the next
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		if err := p.Unregister(ctx); err != nil {
			t.Fatal(err)
		}
	}
	restart := func() {
		t.Helper()
		gone(kim)
		r.stopNow()
		r = startBy(t, dir, clock.now)
		kim = r.agent("1001", "s3cret-kim-0001", 440, phone.Answering{After: 50 * time.Millisecond})
	}
	restart()
	nobody("after a start at night")
	clock.to(8, 59)
	nobody("at 8:59")
	clock.to(9, 0)
	asIn("at 9:00")

	// They stand in line when the program stops, and it is evening when it starts again.
	clock.to(20, 59)
	asIn("in the second evening")
	gone(kim)
	r.stopNow()
	clock.to(21, 30)
	r = startBy(t, dir, clock.now)
	nobody("after a start at 21:30")
	kim = r.agent("1001", "s3cret-kim-0001", 440, phone.Answering{After: 50 * time.Millisecond})

	// The service closes at 18:00 of the third day.
	clock.to(10, 0)
	asIn("in the third morning")
	hours := `{"id":"office","name":{"ko":"x"},"week":[{"days":["mon","tue","wed","thu","fri","sat","sun"],"from":"09:30","to":"18:00"}],"holidays":false}`
	if st := r.api("POST", "/opening-hours", hours, nil); st != 201 {
		t.Fatal(st)
	}
	if st := r.api("PUT", "/services/orders", fmt.Sprintf(body, `,"hours":"office"`), nil); st != 200 {
		t.Fatal(st)
	}
	time.Sleep(lineEvery + 200*time.Millisecond)
	asIn("with hours")
	clock.to(18, 0)
	nobody("after closing time")
	clock.to(9, 10)
	nobody("before the service opens")
	clock.to(9, 30)
	asIn("when the service has opened")

	late := r.dial("01000000001")
	until(t, "another waits", func() bool { return r.figures().Waiting == 1 })
	var order []string
	r.begin("kim")
	for range 3 {
		until(t, "kim talks", func() bool { return strings.HasPrefix(r.state("kim"), "talking") && len(kim.Calls()) == 1 })
		for i, c := range customers {
			if len(c.Calls()) == 1 {
				order = append(order, fmt.Sprint(i))
			}
		}
		kim.Calls()[0].Hangup()
		n := len(order)
		until(t, "the next", func() bool {
			for i, c := range customers {
				if len(c.Calls()) == 1 && order[n-1] == fmt.Sprint(i) {
					return false
				}
			}
			return true
		})
	}
	if got := strings.Join(order, " "); got != "2 0 1" {
		t.Errorf("called in the order %s, want 2 0 1", got)
	}
	until(t, "who came last is served last", func() bool { return strings.HasPrefix(r.state("kim"), "talking") && r.figures().Waiting == 0 })
	late.Hangup()
	var list struct{ Items []struct{ ID string } }
	if st := r.api("GET", "/callbacks", "", &list); st != 200 || len(list.Items) != 3 {
		t.Fatalf("%d callbacks: %d", len(list.Items), st)
	}
	for _, one := range list.Items {
		until(t, "it is done", func() bool { return r.callbackOf(one.ID).State == callback.Completed })
		if d := r.callbackOf(one.ID); d.Attempts != 1 || len(d.Calls) != 1 || d.Calls[0].Result != callback.Connected {
			t.Errorf("%+v", d)
		}
	}
}
