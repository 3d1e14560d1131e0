package sms_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
	"github.com/callfloor/callfloor/sms"
	"github.com/callfloor/callfloor/sms/joint"
)

// due makes a send for a time of the test's clock.
func due(c *clock, in time.Duration, change ...func(*sms.Make)) func(*sms.Make) {
	return func(m *sms.Make) {
		now := c.now()
		at := now.Add(in)
		m.Send.Created, m.Send.Due = now, &at
		for _, f := range change {
			f(m)
		}
	}
}

// zoned is a clock at a time of day in the centre's zone.
func zoned(t *testing.T, c *clock, zone, at string) *time.Location {
	t.Helper()
	l, err := time.LoadLocation(zone)
	must(t, err)
	v, err := time.ParseInLocation("2006-01-02T15:04:05", at, l)
	must(t, err)
	c.set(v)
	return l
}

// A scheduled message goes at its time, to the second, and not before; a program that was down
// sends it up to ten minutes late, and after that it is missed, never sent (F-06).
func TestScheduledMessages(t *testing.T) {
	o, g := newOffice(t), newGateway()
	var c clock
	at := func(opt *sms.Options) { opt.Now = c.now }
	e := o.engine(g, at)
	var asked time.Time // by the clock of the test
	g.send = func(int, sms.Batch) act { asked = c.now(); return act{take: -1} }
	soon := o.order(2, 10, due(&c, 1500*time.Millisecond))
	when := *o.messages(soon)[0].Due
	e.Wake()
	o.becomes(soon, sms.Counts{sms.Taken: 2})
	g.mu.Lock()
	if late := asked.Sub(when); late < 0 || late > 10*time.Second { // to the second, where the machine is not busy
		t.Errorf("it went %v after its time", late)
	}
	g.mu.Unlock()
	late, missed, expired := o.order(2, 10, due(&c, 35*time.Minute)), o.order(2, 10, due(&c, 30*time.Minute-2*time.Second)), o.order(1, 10, due(&c, 35*time.Minute, func(m *sms.Make) {
		at := m.Send.Due.Add(3 * time.Minute)
		m.Send.Expires = &at
	}))
	e.Wake()
	time.Sleep(30 * time.Millisecond)
	if got := o.states(late); got[sms.Queued] != 2 {
		t.Errorf("before its time: %v", got)
	}
	must(t, e.Stop(ctx))
	c.add(40 * time.Minute) // it is down at the time: five minutes late, and more than ten
	e = o.engine(g, at)
	o.becomes(missed, sms.Counts{sms.Missed: 2})
	o.becomes(late, sms.Counts{sms.Taken: 2})
	o.becomes(expired, sms.Counts{sms.Missed: 1})
	if m := o.messages(missed)[0]; m.Code != sms.CodeLate || m.Ended == nil {
		t.Errorf("%+v", m)
	}
	if m := o.messages(expired)[0]; m.Code != sms.CodeExpired {
		t.Errorf("%+v", m)
	}
	for id, n := range g.taken() {
		if n != 1 || strings.HasPrefix(id, missed) {
			t.Errorf("%s was taken %d times", id, n)
		}
	}
	_ = e
}

// A scheduled message that had its turn when the program was killed is missed like one that
// had not, where the program comes back too late; so is what was split off another one (F-06).
func TestScheduledAtTheKill(t *testing.T) {
	o, g := newOffice(t), newGateway()
	var c clock
	long, short := o.order(3, 10, due(&c, time.Hour)), o.order(1, 1, due(&c, time.Hour+55*time.Minute))
	c.add(time.Hour + 55*time.Minute)
	p := sms.Policy{Now: c.now().Add(-55 * time.Minute), Zone: time.UTC, Most: 2}
	release := func() []sms.Turn {
		t.Helper()
		_, _, err := o.db.ReleaseSMS(ctx, p)
		must(t, err)
		list, err := o.db.SMSTurns(ctx, false, p.Now, 10, "")
		must(t, err)
		return list
	}
	list := release()
	claimed, err := o.db.ClaimSMS(ctx, list[0].ID, "test", p)
	if must(t, err); len(claimed.Batch.Messages) != 2 {
		t.Fatalf("%+v", claimed)
	}
	for _, m := range claimed.Batch.Messages { // these are found
		g.took[m.ID]++
	}
	p.Now = c.now()
	if len(release()) != 2 {
		t.Fatal("both have their turn")
	}
	o.engine(g, func(opt *sms.Options) { opt.Now = c.now })
	o.becomes(long, sms.Counts{sms.Taken: 2, sms.Missed: 1})
	o.becomes(short, sms.Counts{sms.Taken: 1})
}

// Advertising that was put off when it was to be sent was not asked for: where the program is
// down at the time to which it was put off it is missed like everything else (F-06).
func TestPutOffIsMissedToo(t *testing.T) {
	o, g := newOffice(t), newGateway()
	var c clock
	zone := zoned(t, &c, "Asia/Seoul", "2026-10-24T20:00:00")
	id := o.order(2, 10, due(&c, 55*time.Minute, func(m *sms.Make) { m.Send.Ad = true }))
	p := sms.Policy{Zone: zone, Morning: true, Most: 100}
	release := func(at string) sms.Turn {
		t.Helper()
		zoned(t, &c, "Asia/Seoul", at)
		p.Now = c.now()
		_, _, err := o.db.ReleaseSMS(ctx, p)
		must(t, err)
		list, err := o.db.SMSTurns(ctx, false, p.Now, 10, "")
		if must(t, err); len(list) != 1 {
			t.Fatalf("%+v", list)
		}
		return list[0]
	}
	turn := release("2026-10-24T20:56:00")
	zoned(t, &c, "Asia/Seoul", "2026-10-24T21:01:00") // behind others it had its turn at night only
	p.Now = c.now()
	if claimed, err := o.db.ClaimSMS(ctx, turn.ID, "test", p); err != nil || claimed.OK {
		t.Fatalf("%+v %v", claimed, err)
	}
	release("2026-10-25T08:00:01")
	zoned(t, &c, "Asia/Seoul", "2026-10-25T12:00:00")
	o.engine(g, func(opt *sms.Options) {
		opt.Now, opt.Zone, opt.Policy = c.now, func() *time.Location { return zone }, func() sms.Policy { return sms.Policy{Morning: true} }
	})
	o.becomes(id, sms.Counts{sms.Missed: 2})
}

// A wall clock that jumps makes nothing go twice, and nothing wait too long (F-50).
func TestClockJumps(t *testing.T) {
	o, g := newOffice(t), newGateway()
	var c clock
	fails := 1
	var mu sync.Mutex
	g.send = func(int, sms.Batch) act {
		mu.Lock()
		defer mu.Unlock()
		if fails > 0 {
			fails--
			return act{fault: &sms.Fault{Class: sms.Again, Code: "http_503", After: 50 * time.Millisecond}}
		}
		return act{take: -1}
	}
	e := o.engine(g, func(opt *sms.Options) { opt.Now = c.now })
	c.add(time.Hour) // forward
	first := o.order(1, 10, func(m *sms.Make) { m.Send.Created = c.now() })
	later := o.order(1, 10, due(&c, 40*time.Minute))
	e.Wake()
	until(t, "it was tried", 5*time.Second, func() bool { mu.Lock(); defer mu.Unlock(); return fails == 0 })
	c.add(-time.Hour) // back: its next turn would be in an hour
	o.becomes(first, sms.Counts{sms.Taken: 1})
	c.add(time.Hour + 45*time.Minute) // forward over the time of the other: it goes once
	o.becomes(later, sms.Counts{sms.Taken: 1})
	c.add(-10 * time.Minute)
	e.Wake()
	c.add(10 * time.Minute)
	e.Wake()
	time.Sleep(50 * time.Millisecond)
	for id, n := range g.taken() {
		if n != 1 {
			t.Errorf("%s was taken %d times", id, n)
		}
	}
}

// Advertising that comes to its turn at night is missed, or put off to the morning; what else
// is due goes at night too. A day of 25 hours has one 02:30 too many and one send (F-51).
func TestNightsOfAdvertising(t *testing.T) {
	for _, morning := range []bool{false, true} {
		o, g := newOffice(t), newGateway()
		var c clock
		zone := zoned(t, &c, "Europe/Berlin", "2026-10-24T20:50:00")
		e := o.engine(g, func(opt *sms.Options) {
			opt.Now, opt.Zone, opt.Policy = c.now, func() *time.Location { return zone }, func() sms.Policy { return sms.Policy{Morning: morning} }
		})
		ad := o.order(1, 10, due(&c, 9*time.Minute+58*time.Second, func(m *sms.Make) { m.Send.Ad = true }))
		plain := o.order(1, 10, due(&c, 5*time.Hour+40*time.Minute)) // 02:30, the first of two
		c.add(10 * time.Minute)                                      // 21:00: just late
		e.Wake()
		if !morning {
			o.becomes(ad, sms.Counts{sms.Missed: 1})
			if m := o.messages(ad)[0]; m.Code != sms.CodeNight {
				t.Errorf("%+v", m)
			}
		} else {
			until(t, "it is put off", 5*time.Second, func() bool {
				m := o.messages(ad)[0]
				return m.State == sms.Queued && m.Due != nil && m.Due.In(zone).Format("2006-01-02 15:04") == "2026-10-25 08:00"
			})
		}
		c.add(5*time.Hour + 31*time.Minute) // 02:31
		o.becomes(plain, sms.Counts{sms.Taken: 1})
		c.add(time.Hour) // 02:31 again
		e.Wake()
		time.Sleep(30 * time.Millisecond)
		c.add(5*time.Hour + 30*time.Minute) // 08:01 by the clock of the centre
		e.Wake()
		if morning {
			o.becomes(ad, sms.Counts{sms.Taken: 1})
		}
		for id, n := range g.taken() {
			if n != 1 {
				t.Errorf("%s was taken %d times", id, n)
			}
		}
	}
}

// Who has refused messages gets none, also where that came after the message was written.
func TestOptedOutAreLeftOut(t *testing.T) {
	for _, ads := range []bool{false, true} {
		o, g := newOffice(t), newGateway()
		var c clock
		e := o.engine(g, func(opt *sms.Options) {
			opt.Now, opt.Policy = c.now, func() sms.Policy { return sms.Policy{RefuseAd: ads, Morning: true} }
			opt.Zone = func() *time.Location {
				return time.FixedZone("noon", int((12*time.Hour-time.Duration(time.Now().UTC().Hour())*time.Hour)/time.Second))
			}
		})
		plain := o.order(3, 10, due(&c, time.Hour))
		ad := o.order(3, 10, due(&c, time.Hour, func(m *sms.Make) { m.Send.Ad = true }))
		_, err := o.db.AddOptOut(ctx, sms.OptOut{ID: people.NewID(), Number: "+821010000001", Source: sms.ByPerson, At: time.Now()})
		must(t, err)
		c.add(time.Hour)
		e.Wake()
		o.becomes(ad, sms.Counts{sms.Taken: 2, sms.Refused: 1})
		want := sms.Counts{sms.Taken: 2, sms.Refused: 1}
		if ads {
			want = sms.Counts{sms.Taken: 3}
		}
		o.becomes(plain, want)
	}
}

// What was not sent can be taken back, all of it or one message; while it is being sent the
// two race, and each message is either taken back or sent, never both (T22).
func TestCancelRacesWithSending(t *testing.T) { bothOffices(t, cancelRacesWithSending) }

func cancelRacesWithSending(t *testing.T, o *office) {
	g := newGateway()
	var c clock
	g.able.Recipients = 5
	e := o.engine(g, func(opt *sms.Options) { opt.Now = c.now })
	id := o.order(10, 5, due(&c, time.Hour))
	list := o.messages(id)
	w, err := e.Cancel(ctx, sms.Cancel{Send: id, Message: list[3].ID, By: "user:kim", Now: c.now()})
	if must(t, err); w != (sms.Withdrawn{Back: 1}) {
		t.Errorf("%+v", w)
	}
	m, _, _, err := o.db.SMSMessage(ctx, list[3].ID)
	if must(t, err); m.State != sms.Cancelled || m.EndedBy != "user:kim" {
		t.Errorf("%+v", m)
	}
	c.add(time.Hour)
	e.Wake()
	o.becomes(id, sms.Counts{sms.Cancelled: 1, sms.Taken: 9})
	if w, err := e.Cancel(ctx, sms.Cancel{Send: id, By: "user:kim", Now: c.now()}); err != nil || w.Back != 0 {
		t.Errorf("after it has gone: %+v %v", w, err)
	}
	cancelled, sent := 0, 0
	for round := range 15 {
		id := o.order(20, 5, func(m *sms.Make) { m.Send.Created = c.now() })
		e.Wake()
		time.Sleep(time.Duration(round%8) * time.Millisecond)
		w, err := e.Cancel(ctx, sms.Cancel{Send: id, By: "user:kim", Now: c.now()})
		must(t, err)
		n := w.Back
		o.becomes(id, without(sms.Counts{sms.Cancelled: n, sms.Taken: 20 - n}))
		took := 0
		for m := range g.taken() {
			if strings.HasPrefix(m, id) {
				took++
			}
		}
		if took != 20-n {
			t.Errorf("round %d: %d were taken back and %d taken", round, n, took)
		}
		cancelled, sent = cancelled+n, sent+20-n
	}
	t.Logf("%d taken back, %d sent", cancelled, sent)
}

// without leaves states that nothing is in out.
func without(c sms.Counts) sms.Counts {
	for s, n := range c {
		if n == 0 {
			delete(c, s)
		}
	}
	return c
}

// keeper is a provider that keeps messages until their time.
type keeper struct {
	*gateway
	kept  map[string]time.Time
	tries int
	down  int // so often it does not answer
}

func (k *keeper) Send(ctx context.Context, b sms.Batch) ([]sms.Answer, error) {
	list, err := k.gateway.Send(ctx, b)
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, m := range b.Messages {
		k.kept[m.ID] = b.At
	}
	return list, err
}

func (k *keeper) Cancel(_ context.Context, b sms.Batch, refs []sms.Ref) (list []sms.Answer, _ error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.tries++; k.tries <= k.down {
		return nil, &sms.Fault{Class: sms.Again, Code: "http_503"}
	}
	for i, r := range refs {
		a := sms.Answer{Ref: r, Status: sms.TakenBack}
		if i == 0 {
			a.Status = sms.Accepted // it had gone already
		}
		list = append(list, a)
	}
	return list, nil
}

// A provider that keeps schedules has them at once, with their time; taking back is compared
// with what it gave back. One that does not answer is asked again, also by the next program.
func TestProviderKeepsSchedules(t *testing.T) {
	o := newOffice(t)
	k := &keeper{gateway: newGateway(), kept: map[string]time.Time{}, down: 1}
	var c clock
	e := o.engine(k, func(opt *sms.Options) { opt.Now = c.now })
	if !e.Condition().Keeps {
		t.Fatal("it keeps schedules")
	}
	id := o.order(4, 10, due(&c, time.Hour, func(m *sms.Make) { m.Remote = true }))
	e.Wake()
	o.becomes(id, sms.Counts{sms.Taken: 4})
	for m, at := range k.kept {
		if d := at.Sub(c.now()); d < 59*time.Minute || d > time.Hour {
			t.Errorf("%s goes in %v", m, d)
		}
	}
	w, err := e.Cancel(ctx, sms.Cancel{Send: id, By: "user:kim", Now: c.now()})
	if must(t, err); w != (sms.Withdrawn{Left: 4}) {
		t.Errorf("%+v", w)
	}
	must(t, e.Stop(ctx))
	o.engine(k, func(opt *sms.Options) { opt.Now = c.now })
	o.becomes(id, sms.Counts{sms.Taken: 1, sms.Cancelled: 3})
	for _, m := range o.messages(id) {
		if (m.State == sms.Cancelled) != (m.EndedBy == "user:kim") {
			t.Errorf("%+v", m)
		}
	}
	// What cannot be handed over before its time goes by our own schedule.
	short := o.order(1, 10, due(&c, 30*time.Second, func(m *sms.Make) { m.Remote = true }))
	c.add(31 * time.Second)
	o.becomes(short, sms.Counts{sms.Taken: 1})
	for m, at := range k.kept {
		if strings.HasPrefix(m, short) && !at.IsZero() {
			t.Errorf("%s was handed over for %v", m, at)
		}
	}
}

// What is taken back is counted for who asked: not what others asked for before.
func TestCancelCountsItsOwn(t *testing.T) {
	o := newOffice(t)
	k := &keeper{gateway: newGateway(), kept: map[string]time.Time{}, down: 1}
	var c clock
	e := o.engine(k, func(opt *sms.Options) { opt.Now = c.now })
	first, second := o.order(3, 10, due(&c, time.Hour, func(m *sms.Make) { m.Remote = true })), o.order(1, 1, due(&c, 2*time.Hour, func(m *sms.Make) { m.Remote = true }))
	e.Wake()
	o.becomes(first, sms.Counts{sms.Taken: 3})
	o.becomes(second, sms.Counts{sms.Taken: 1})
	for _, want := range []struct {
		send    string
		n, left int
	}{{first, 0, 3}, {second, 0, 1}} { // the provider does not answer; then it gives two of the first back, and the second had gone
		if w, err := e.Cancel(ctx, sms.Cancel{Send: want.send, By: "user:kim", Now: c.now()}); err != nil || w != (sms.Withdrawn{Back: want.n, Left: want.left}) {
			t.Errorf("%+v %v, want %d and %d", w, err, want.n, want.left)
		}
	}
	o.becomes(first, sms.Counts{sms.Taken: 1, sms.Cancelled: 2})
}

// asker is a provider that is asked for results.
type asker struct {
	*gateway
	answers []sms.Answer
	late    []sms.Answer // as answers, once it is asked for the last hour
	fails   int
}

func (a *asker) Results(_ context.Context, from, to time.Time) ([]sms.Answer, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.polled = append(a.polled, [2]time.Time{from, to})
	if a.fails > 0 {
		a.fails--
		return nil, &sms.Fault{Class: sms.Again, Code: "http_500"}
	}
	list := a.answers
	a.answers = nil
	if len(a.late) > 0 && to.Sub(from) < 23*time.Hour {
		list, a.late = append(list, a.late...), nil
	}
	return list, nil
}

// A provider that has to be asked for results is, while messages wait for one: in steps of a
// day at most, and from where the last answer was kept.
func TestResultsAreAskedFor(t *testing.T) {
	o := newOffice(t)
	a := &asker{gateway: newGateway(), fails: 2}
	var c clock
	e := o.engine(a, func(opt *sms.Options) { opt.Now = c.now })
	time.Sleep(20 * time.Millisecond)
	if len(a.polled) != 0 {
		t.Errorf("nothing waits, and it was asked %d times", len(a.polled))
	}
	id := o.order(2, 10, func(m *sms.Make) { m.Send.Created = c.now() })
	e.Wake()
	o.becomes(id, sms.Counts{sms.Taken: 2})
	must(t, e.Stop(ctx))
	c.add(60 * time.Hour) // it was down for days
	list := o.messages(id)
	a.mu.Lock()
	a.polled, a.answers = nil, []sms.Answer{{ID: list[0].ID, Status: sms.Delivered, Code: "1000"}, {Ref: list[1].Ref, Status: sms.Failed, Code: "2003"}}
	a.mu.Unlock()
	e = o.engine(a, func(opt *sms.Options) { opt.Now = c.now })
	o.becomes(id, sms.Counts{sms.Arrived: 1, sms.Undone: 1})
	must(t, e.Stop(ctx))
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, p := range a.polled {
		if d := p[1].Sub(p[0]); d <= 0 || d > 24*time.Hour {
			t.Errorf("it was asked for %v", d)
		}
	}
	if len(a.polled) < 3 || a.polled[0][0].After(*list[0].Handed) {
		t.Errorf("it was asked for %v", a.polled)
	}
}

// What customers write is kept once, continues a conversation, and a word of refusal puts the
// number on the list; whatever they write, it is kept within bounds.
func TestWhatComesIn(t *testing.T) {
	o := newOffice(t)
	var arrived []sms.Arrival
	e := o.engine(newGateway(), func(opt *sms.Options) {
		opt.Keep = func(n string) string {
			if n == "" {
				return ""
			}
			return "+82" + strings.TrimPrefix(n, "0")
		}
		opt.Arrived = func(a sms.Arrival) { arrived = append(arrived, a) }
	})
	id := o.order(1, 1)
	e.Wake()
	o.becomes(id, sms.Counts{sms.Taken: 1})
	in := sms.Incoming{Provider: "test", ID: "1", From: "01010000000", To: "1588-0000", Body: "언제 오나요?\x00\x1b[31m", Media: []string{"https://example.com/a.jpg"}, At: time.Now().Add(time.Hour)}
	for range 3 {
		must(t, e.CameIn(ctx, in))
	}
	in.ID = "1\x00" // what no database takes is not there
	must(t, e.CameIn(ctx, in))
	in.ID, in.Body, in.At = "2", strings.Repeat("가", 5000), time.Now()
	must(t, e.CameIn(ctx, in))
	if len(arrived) != 2 || arrived[0].Conversation != arrived[1].Conversation || arrived[0].Owner != "kim" {
		t.Fatalf("%+v", arrived)
	}
	conv, err := o.db.Conversation(ctx, arrived[0].Conversation)
	must(t, err)
	if conv.Number != "+821010000000" || conv.Ours != "15880000" || conv.Unread != 2 || conv.Last.After(time.Now()) {
		t.Errorf("%+v", conv)
	}
	lines, next, err := o.db.Lines(ctx, conv, "", 2)
	if must(t, err); len(lines) != 2 || next == "" || len([]rune(lines[0].Body)) > 4000 || !lines[0].In || lines[1].Body != "언제 오나요?[31m" || len(lines[1].Media) != 1 {
		t.Errorf("%+v", lines)
	}
	rest, next, err := o.db.Lines(ctx, conv, next, 2)
	if must(t, err); len(rest) != 1 || next != "" || rest[0].In || rest[0].Message != o.messages(id)[0].ID || rest[0].State != sms.Taken {
		t.Errorf("%+v", rest)
	}
	in.ID, in.Body = "3", "수신거부"
	must(t, e.CameIn(ctx, in))
	if out, err := o.db.OptedOutSMS(ctx, []string{"+821010000000", "+821010000001"}); err != nil || len(out) != 1 || !out["+821010000000"] {
		t.Errorf("%v %v", out, err)
	}
	must(t, e.OptedOut(ctx, "test", "01010000002", time.Time{}))
	if list, _, err := o.db.OptOuts(ctx, "", "", 10); err != nil || len(list) != 2 || list[0].Source != sms.ByProvider || list[1].Source != sms.ByMessage {
		t.Errorf("%+v %v", list, err)
	}
	for _, bad := range []sms.Incoming{{Provider: "test", From: "01012345678", To: "15880000"}, {Provider: "test", ID: "4", To: "15880000"}, {Provider: "test", ID: "5", From: "01012345678", To: "nowhere"}} {
		if err := e.CameIn(ctx, bad); !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v was taken", bad)
		}
	}
}

// However many messages wait, they stay in the database: the memory of the program does not
// grow with them, and they drain (F-91). Ten thousand here, a hundred thousand at night.
func TestManyWait(t *testing.T) {
	total := 10_000
	if os.Getenv("CALLFLOOR_NIGHTLY") != "" {
		total = 100_000
	}
	o, g := newOffice(t), newGateway()
	g.able.Recipients = 1000
	g.took = nil // what it took is not kept: it is counted
	count := &counter{gateway: g}
	heap := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before, began := heap(), time.Now()
	for left := total; left > 0; left -= 1000 {
		o.order(min(left, 1000), 1000)
	}
	made := time.Since(began)
	queued := heap()
	began = time.Now()
	e := o.engine(count, func(opt *sms.Options) { opt.Timing.Request = time.Minute })
	most := uint64(0)
	for end := time.Now().Add(8 * time.Minute); ; time.Sleep(20 * time.Millisecond) {
		most = max(most, heap())
		st, err := o.db.SMSStats(ctx)
		must(t, err)
		if st.Queued == 0 && st.Sending == 0 {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("%+v", st)
		}
	}
	took := time.Since(began)
	must(t, e.Stop(ctx))
	if count.n != total {
		t.Errorf("%d of %d were taken", count.n, total)
	}
	if grown := int64(most) - int64(before); grown > 64<<20 {
		t.Errorf("the heap grew by %d MiB", grown>>20)
	}
	t.Logf("%d messages: kept in %v, heap %.1f MiB before, %.1f with all waiting, %.1f at most while they went; drained in %v (%.0f a second)",
		total, made.Round(time.Millisecond), mib(before), mib(queued), mib(most), took.Round(time.Millisecond), float64(total)/took.Seconds())
}

func mib(n uint64) float64 { return float64(n) / (1 << 20) }

// counter takes everything and remembers nothing but how much.
type counter struct {
	*gateway
	n int
}

func (c *counter) Send(_ context.Context, b sms.Batch) ([]sms.Answer, error) {
	c.mu.Lock()
	c.n += len(b.Messages)
	c.mu.Unlock()
	list := make([]sms.Answer, len(b.Messages))
	for i, m := range b.Messages {
		list[i] = sms.Answer{ID: m.ID, Ref: sms.Ref{Request: b.ID, Seq: fmt.Sprint(i)}, Status: sms.Accepted}
	}
	return list, nil
}

// farStore is a store that is far away: of what a provider told it keeps so much in the time
// that one try has.
type farStore struct {
	sms.Outbox
	most int
}

func (f *farStore) TellSMS(ctx context.Context, provider string, list []sms.Answer, now time.Time) (sms.Moves, error) {
	m, err := f.Outbox.TellSMS(ctx, provider, list[:min(len(list), f.most)], now)
	if err == nil && len(list) > f.most {
		err = context.DeadlineExceeded
	}
	return m, err
}

// tally counts what is counted.
type tally struct {
	mu sync.Mutex
	m  sms.Moves
}

func (c *tally) Moved(_ string, m sms.Moves)                { c.mu.Lock(); defer c.mu.Unlock(); c.m.Join(m) }
func (c *tally) Asked(string, string, time.Duration, error) {}

func (c *tally) of(s sms.State) int { c.mu.Lock(); defer c.mu.Unlock(); return c.m.Of(s) }

// However many results come at once, after a campaign or a night without the program, they are
// kept in parts, the place moves on, and each is counted once: also those that were kept
// before a try failed.
func TestManyResultsAtOnce(t *testing.T) {
	o := newOffice(t)
	a := &asker{gateway: newGateway()}
	a.able.Recipients = 1000
	far, count := &farStore{o.db, 700}, &tally{}
	e := o.engine(a, func(opt *sms.Options) { opt.Outbox, opt.Meter, opt.Timing.Request = far, count, time.Minute })
	ids := []string{o.order(1000, 1000), o.order(1000, 1000)}
	e.Wake()
	for _, id := range ids {
		o.becomes(id, sms.Counts{sms.Taken: 1000})
	}
	place := func() time.Time {
		at, err := o.db.SMSPlace(ctx, "results:test")
		must(t, err)
		return at
	}
	var told []sms.Answer
	for _, id := range ids {
		for i := range 1000 {
			told = append(told, sms.Answer{ID: fmt.Sprintf("%s-%04d", id, i+1), Status: sms.Delivered})
		}
	}
	a.mu.Lock()
	before := place()
	a.answers = told
	a.mu.Unlock()
	for _, id := range ids {
		o.becomes(id, sms.Counts{sms.Arrived: 1000})
	}
	until(t, "the place moves on", 5*time.Second, func() bool { return place().After(before) })
	until(t, "each is counted", 5*time.Second, func() bool { return count.of(sms.Arrived) == 2000 })
	far.most = 3 // what is pushed to us is refused where not all of it is kept, and counted as far as it is
	id := o.order(5, 10)
	e.Wake()
	o.becomes(id, sms.Counts{sms.Taken: 5})
	var list []sms.Answer
	for i := range 5 {
		list = append(list, sms.Answer{ID: fmt.Sprintf("%s-%04d", id, i+1), Status: sms.Failed})
	}
	if err := e.Answered(ctx, "test", list); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
	if got := count.of(sms.Undone); got != 3 {
		t.Errorf("%d were counted of three that were kept", got)
	}
}

// A wait that a provider asks for is kept within an hour: what gives messages up is a day, and
// one answer must not use it up.
func TestWaitsAreBounded(t *testing.T) {
	o, g := newOffice(t), newGateway()
	g.send = func(int, sms.Batch) act {
		return act{fault: &sms.Fault{Class: sms.Again, Code: "http_429", After: 24 * time.Hour}}
	}
	e := o.engine(g)
	o.order(1, 1)
	e.Wake()
	until(t, "it was tried", 5*time.Second, func() bool { return e.Condition().Paused })
	var next time.Time
	until(t, "it waits", 5*time.Second, func() bool {
		var err error
		next, err = o.db.NextSMS(ctx, "")
		must(t, err)
		return time.Until(next) > time.Minute
	})
	if d := time.Until(next); d > time.Hour {
		t.Errorf("it waits for %v", d)
	}
}

// After another provider was configured, it is not asked for what the one before keeps.
func TestRecallsAreOfTheirProvider(t *testing.T) {
	o := newOffice(t)
	k := &keeper{gateway: newGateway(), kept: map[string]time.Time{}}
	var c clock
	e := o.engine(k, func(opt *sms.Options) { opt.Now = c.now })
	id := o.order(2, 10, due(&c, time.Hour, func(m *sms.Make) { m.Remote = true }))
	e.Wake()
	o.becomes(id, sms.Counts{sms.Taken: 2})
	must(t, e.Stop(ctx))
	other := &renamed{&keeper{gateway: newGateway(), kept: map[string]time.Time{}}}
	e = o.engine(other, func(opt *sms.Options) { opt.Now = c.now })
	w, err := e.Cancel(ctx, sms.Cancel{Send: id, By: "user:kim", Now: c.now()})
	if must(t, err); w != (sms.Withdrawn{Elsewhere: 2}) {
		t.Errorf("%+v", w)
	}
	time.Sleep(30 * time.Millisecond)
	must(t, e.Stop(ctx))
	if other.tries != 0 {
		t.Errorf("it was asked %d times for what another one keeps", other.tries)
	}
	o.engine(k, func(opt *sms.Options) { opt.Now = c.now }) // it is named again
	o.becomes(id, sms.Counts{sms.Taken: 1, sms.Cancelled: 1})
}

// renamed is another provider.
type renamed struct{ *keeper }

func (*renamed) Name() string { return "other" }

// How long the first message has waited for its turn is said since it was made, or since its
// time, however often it was tried: a provider that is away shows, also where little is sent.
func TestWaitingIsSeen(t *testing.T) {
	o, g := newOffice(t), newGateway()
	g.send = func(int, sms.Batch) act { return act{fault: &sms.Fault{Class: sms.Again, Code: "unreachable"}} }
	made := time.Now().Add(-2 * time.Hour).Truncate(time.Millisecond)
	at := made.Add(30 * time.Minute)
	oldest := func() time.Time {
		st, err := o.db.SMSStats(ctx)
		must(t, err)
		return st.Oldest
	}
	e := o.engine(g, func(opt *sms.Options) { opt.Timing.Retry, opt.Timing.MostWait = time.Hour, time.Hour })
	o.order(1, 1, func(m *sms.Make) { m.Send.Created = made })
	e.Wake()
	until(t, "it was tried", 5*time.Second, func() bool { return e.Condition().Fails > 0 })
	until(t, "it waits", 5*time.Second, func() bool { st, err := o.db.SMSStats(ctx); must(t, err); return st.Queued == 1 })
	if got := oldest(); !got.Equal(made) {
		t.Errorf("the first waits since %v, not since %v", got, made)
	}
	_, _, _, err := o.db.CancelSMS(ctx, sms.Cancel{Send: o.sends()[0], By: "t", Now: time.Now()})
	must(t, err)
	if got := oldest(); !got.IsZero() {
		t.Errorf("nothing waits, and the first since %v", got)
	}
	// A scheduled one waits since its time; one that the provider is to keep since it was made.
	scheduled := o.order(1, 1, func(m *sms.Make) { m.Send.Created, m.Send.Due = made, &at })
	if got := oldest(); !got.IsZero() {
		t.Errorf("before it has its turn the first waits since %v", got)
	}
	_, _, err = o.db.ReleaseSMS(ctx, sms.Policy{Now: at, Zone: time.UTC})
	must(t, err)
	if got := oldest(); !got.Equal(at) {
		t.Errorf("a scheduled one waits since %v, not since %v", got, at)
	}
	_, _, _, err = o.db.CancelSMS(ctx, sms.Cancel{Send: scheduled, By: "t", Now: time.Now()})
	must(t, err)
	later := time.Now().Add(time.Hour)
	o.order(1, 1, func(m *sms.Make) { m.Send.Created, m.Send.Due, m.Remote = made, &later, true })
	if got := oldest(); !got.Equal(made) {
		t.Errorf("one that the provider keeps waits since %v, not since %v", got, made)
	}
}

// sends are the sends that there are, the newest first.
func (o *office) sends() (ids []string) {
	o.t.Helper()
	list, _, err := o.db.SMSSends(ctx, sms.Filter{Limit: 100})
	must(o.t, err)
	for _, s := range list {
		ids = append(ids, s.ID)
	}
	return ids
}

// A restart makes nothing late: what had its turn while the program ran goes after a short
// one, however long it has waited for its provider. What the program was down for too long is
// missed (F-06).
func TestRestartMissesNothing(t *testing.T) {
	for down, want := range map[time.Duration]sms.State{30 * time.Second: sms.Taken, 20 * time.Minute: sms.Missed} {
		o, g := newOffice(t), newGateway()
		var c clock
		var mu sync.Mutex
		away := true
		g.send = func(int, sms.Batch) act {
			mu.Lock()
			defer mu.Unlock()
			if away {
				return act{fault: &sms.Fault{Class: sms.Again, Code: "unreachable"}}
			}
			return act{take: -1}
		}
		at := func(opt *sms.Options) {
			opt.Now, opt.Window, opt.Timing.Retry, opt.Timing.MostWait = c.now, 1, time.Hour, time.Hour
		}
		e := o.engine(g, at)
		id := o.order(5, 1, due(&c, time.Hour))
		c.add(time.Hour + time.Second) // one of them is tried; the others wait for their turn
		e.Wake()
		until(t, "it was tried", 5*time.Second, func() bool { return e.Condition().Fails > 0 && o.states(id)[sms.Queued] == 5 })
		c.add(2 * time.Hour)
		e.Wake()
		must(t, e.Stop(ctx))
		c.add(down)
		mu.Lock()
		away = false
		mu.Unlock()
		o.engine(g, at)
		if want == sms.Taken {
			o.becomes(id, sms.Counts{sms.Taken: 5})
		} else { // the one that was tried had its chance in time
			o.becomes(id, sms.Counts{sms.Taken: 1, sms.Missed: 4})
		}
	}
}

// beside is a provider beside the one that sends SMS.
type beside struct{ *asker }

func (*beside) Name() string { return "beside" }

// One provider of several that does not answer hides no result of the others: each is asked
// from where its own last answer was kept.
func TestOutageHidesNoResultsOfOthers(t *testing.T) {
	o := newOffice(t)
	text, kakao := &asker{gateway: newGateway()}, &beside{&asker{gateway: newGateway(), fails: 1 << 30}}
	kakao.able.Kinds = []sms.Kind{sms.Alimtalk}
	var c clock
	at := func(opt *sms.Options) { opt.Now = c.now }
	for name, p := range map[string]sms.Provider{"the first is away": joint.New(kakao, text), "the second is away": joint.New(text, kakao)} {
		t.Run(name, func(t *testing.T) {
			e := o.engine(p, at)
			id := o.order(2, 10, func(m *sms.Make) { m.Send.Created = c.now() })
			e.Wake()
			o.becomes(id, sms.Counts{sms.Taken: 2})
			must(t, e.Stop(ctx))
			c.add(60 * time.Hour) // days of results, which are asked for day by day
			text.mu.Lock()
			text.polled, text.late = nil, []sms.Answer{{ID: id + "-0001", Status: sms.Delivered}, {ID: id + "-0002", Status: sms.Failed}}
			text.mu.Unlock()
			began := c.now()
			e = o.engine(p, at)
			o.becomes(id, sms.Counts{sms.Arrived: 1, sms.Undone: 1})
			must(t, e.Stop(ctx))
			kakao.mu.Lock()
			defer kakao.mu.Unlock()
			if last := kakao.polled[len(kakao.polled)-1]; began.Sub(last[0]) < 60*time.Hour {
				t.Errorf("it has not answered for days, and is asked from %v on", last[0])
			}
			text.mu.Lock()
			defer text.mu.Unlock()
			if n := len(text.polled); n > 20 {
				t.Errorf("who answers was asked %d times", n)
			}
		})
	}
}

// A refused account of Alimtalk pauses Alimtalk, and nothing else: one try at a time asks
// whether it works again, whatever waits, and then everything goes.
func TestAlimtalkAccountIsRefused(t *testing.T) {
	o, g := newOffice(t), newGateway()
	g.able.Kinds = append(g.able.Kinds, sms.Alimtalk)
	var mu sync.Mutex
	wrong, tried, began := true, 0, time.Now()
	g.send = func(_ int, b sms.Batch) act {
		mu.Lock()
		defer mu.Unlock()
		if b.Kind == sms.Alimtalk {
			if tried++; wrong {
				return act{fault: &sms.Fault{Class: sms.Account, Code: "http_401", Text: "the provider refuses our key"}, wait: 5 * time.Millisecond}
			}
		}
		return act{take: -1}
	}
	e := o.engine(g, func(opt *sms.Options) { opt.Timing.Retry, opt.Timing.MostWait = 2*time.Second, 2*time.Second })
	kakao := o.order(200, 1, func(m *sms.Make) { m.Send.Kind = sms.Alimtalk })
	text := o.order(50, 1)
	e.Wake()
	o.becomes(text, sms.Counts{sms.Taken: 50}) // they stand behind
	until(t, "it was tried", 5*time.Second, func() bool { mu.Lock(); defer mu.Unlock(); return tried > 0 })
	until(t, "it is refused", 5*time.Second, func() bool { return e.Condition().Alimtalk.Paused })
	more := o.order(1, 1, func(m *sms.Make) { m.Send.Kind = sms.Alimtalk }) // what is new waits too
	e.Wake()
	time.Sleep(50 * time.Millisecond)
	mu.Lock()
	// Four at once may have been under way when the first was refused. After that each try waits a
	// second at least (half of MostWait) after the one before.
	if most := 4 + 1 + int(time.Since(began)/time.Second); tried > most {
		t.Errorf("it was tried %d times while it is refused, %d at most", tried, most)
	}
	tried, began = 0, time.Now()
	mu.Unlock()
	if c := e.Condition(); c.Alimtalk.Fails == 0 || !c.Alimtalk.Paused || c.Alimtalk.Code != "http_401" || c.Alimtalk.At.IsZero() || c.Paused || c.Fails != 0 {
		t.Errorf("%+v", c)
	}
	until(t, "it is tried again", 20*time.Second, func() bool { mu.Lock(); defer mu.Unlock(); return tried >= 2 })
	mu.Lock()
	if most := 1 + int(time.Since(began)/time.Second); tried > most {
		t.Errorf("it was tried %d times one after the other, %d at most", tried, most)
	}
	wrong = false
	mu.Unlock()
	o.becomes(kakao, sms.Counts{sms.Taken: 200})
	o.becomes(more, sms.Counts{sms.Taken: 1})
	until(t, "it works again", 5*time.Second, func() bool { c := e.Condition(); return c.Alimtalk.Fails == 0 && !c.Alimtalk.Paused })
}
