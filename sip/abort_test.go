package sip

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/acd/floor"
	"github.com/callfloor/callfloor/sip/phone"
)

// leapClock is a clock that a test sets ahead, so that what takes minutes is over.
type leapClock struct {
	*floor.MonotonicClock
	by atomic.Int64 // ms
}

func (c *leapClock) Now() acd.Time { return c.MonotonicClock.Now() + acd.Time(c.by.Load()) }

// stage is a call in some phase, with the ends of it that there are, by who they are:
// caller, kim, lee, other (a number outside), and kim's second line.
type stage struct {
	*four
	clock *leapClock
	banks map[string]*phone.Bank
	ends  map[string]*phone.Call

	before int // decisions
}

// newStage is set with agents on TCP and every party on a socket of its own.
func newStage(t *testing.T) *stage {
	t.Helper()
	c := &leapClock{MonotonicClock: floor.NewClock(0)}
	f := newFourAt(t, options{tcp: true, clock: c, cfg: Config{MediaFirst: 400 * time.Millisecond, MediaLater: 400 * time.Millisecond, MediaDead: time.Minute},
		service: acd.Service{ID: "orders", Ring: 20 * time.Second}})
	s := &stage{four: f, clock: c, ends: map[string]*phone.Call{}}
	outsideAt := f.newBank()
	f.other = outsideAt.NewPhone(phone.Account{User: elsewhere, Registrar: f.srv.UDPAddr()})
	f.other.Say(otherHz)
	f.other.SetAnswering(phone.Answering{Manual: true})
	f.dir.Trunks[0].Target = "sip:" + outsideAt.Addr().String()
	f.reload()
	f.voices.agent.SetAnswering(phone.Answering{Manual: true})
	s.banks = map[string]*phone.Bank{"caller": f.line, "kim": f.desks, "lee": f.leeAt, "other": outsideAt}
	return s
}

// The phases, each as it is brought about.
var phases = []struct {
	name string
	set  func(*stage)
}{
	{"waiting", func(s *stage) { s.calls() }},
	{"ringing", func(s *stage) { s.calls(); s.readyTo("kim") }},
	{"talking", func(s *stage) { s.talks() }},
	{"held by the agent", func(s *stage) { s.talks(); s.holds("kim") }},
	{"held by the phone", func(s *stage) { s.talks(); s.phoneHolds() }},
	{"consulted agent rings", func(s *stage) { s.talks(); s.asks(acd.Consult{Agent: "lee"}, "lee") }},
	{"consulted agent talks", func(s *stage) { s.talks(); s.asks(acd.Consult{Agent: "lee"}, "lee"); s.picksUp("lee") }},
	{"three with the consulted agent", func(s *stage) { s.talks(); s.asks(acd.Consult{Agent: "lee"}, "lee"); s.picksUp("lee"); s.join() }},
	{"back at the caller, the agent waits", func(s *stage) { s.talks(); s.asks(acd.Consult{Agent: "lee"}, "lee"); s.picksUp("lee"); s.swap() }},
	{"consulted number rings", func(s *stage) { s.talks(); s.asks(acd.Consult{Number: elsewhere}, "other") }},
	{"consulted number talks", func(s *stage) { s.talks(); s.asks(acd.Consult{Number: elsewhere}, "other"); s.picksUp("other") }},
	{"three with the consulted number", func(s *stage) {
		s.talks()
		s.asks(acd.Consult{Number: elsewhere}, "other")
		s.picksUp("other")
		s.join()
	}},
	{"back at the caller, the number waits", func(s *stage) {
		s.talks()
		s.asks(acd.Consult{Number: elsewhere}, "other")
		s.picksUp("other")
		s.swap()
	}},
	{"consulted service waits", func(s *stage) { s.talks(); s.consult(acd.Consult{To: s.help()}) }},
	{"consulted service rings", func(s *stage) { s.talks(); s.consult(acd.Consult{To: s.help()}); s.readyTo("lee") }},
	{"consulted service talks", func(s *stage) { s.talks(); s.consult(acd.Consult{To: s.help()}); s.readyTo("lee"); s.picksUp("lee") }},
	{"three with the consulted service", func(s *stage) {
		s.talks()
		s.consult(acd.Consult{To: s.help()})
		s.readyTo("lee")
		s.picksUp("lee")
		s.join()
	}},
	{"the phone consults, it rings", func(s *stage) { s.talks(); s.phoneHolds(); s.dials("1002", "second"); s.rang("lee") }},
	{"the phone consults, they talk", func(s *stage) { s.talks(); s.phoneHolds(); s.dials("1002", "second"); s.rang("lee"); s.picksUp("lee") }},
	{"three after the phone consulted", func(s *stage) {
		s.talks()
		s.phoneHolds()
		s.dials("1002", "second")
		s.rang("lee")
		s.picksUp("lee")
		s.join()
	}},
	{"given to a service, it waits", func(s *stage) { s.talks(); s.gives(acd.Transfer{To: s.help()}) }},
	{"given to a service, it rings", func(s *stage) { s.talks(); s.gives(acd.Transfer{To: s.help()}); s.readyTo("lee") }},
	{"given to an agent, it rings", func(s *stage) {
		s.talks()
		s.do(acd.SetState{Agent: "lee", State: acd.Ready})
		s.gives(acd.Transfer{Agent: "lee"})
		s.rang("lee")
	}},
	{"given to a number, it rings", func(s *stage) { s.talks(); s.gives(acd.Transfer{Number: elsewhere}); s.rang("other") }},
	{"given to a number, they talk", func(s *stage) {
		s.talks()
		s.gives(acd.Transfer{Number: elsewhere})
		s.rang("other")
		s.picksUp("other")
	}},
	{"click, the own phone rings", func(s *stage) { s.rest("kim"); s.clicks(elsewhere); s.rang("kim") }},
	{"click, the number rings", func(s *stage) { s.rest("kim"); s.clicks(elsewhere); s.rang("kim"); s.answers("kim"); s.rang("other") }},
	{"click, they talk", func(s *stage) {
		s.rest("kim")
		s.clicks(elsewhere)
		s.rang("kim")
		s.answers("kim")
		s.rang("other")
		s.picksUp("other")
	}},
	{"dialled, the number rings", func(s *stage) { s.rest("kim"); s.dials(elsewhere, "kim"); s.rang("other") }},
	{"dialled, they talk", func(s *stage) { s.rest("kim"); s.dials(elsewhere, "kim"); s.rang("other"); s.picksUp("other") }},
	{"extension, it rings", func(s *stage) { s.rest("kim"); s.dials("1002", "kim"); s.rang("lee") }},
	{"extension, they talk", func(s *stage) { s.rest("kim"); s.dials("1002", "kim"); s.rang("lee"); s.picksUp("lee") }},
	{"extension by click, they talk", func(s *stage) {
		s.rest("kim")
		s.clicks("1002")
		s.rang("kim")
		s.answers("kim")
		s.rang("lee")
		s.picksUp("lee")
	}},
}

var parties = []string{"caller", "kim", "second", "lee", "other"}

// means are how somebody goes away. may says where that can be.
var means = []struct {
	name string
	may  func(s *stage, who string) bool
	act  func(s *stage, who string)
}{
	{"hangs up", func(s *stage, who string) bool { return s.ends[who].State() == phone.Talking }, func(s *stage, who string) { s.ends[who].Hangup() }},
	{"cancels", func(s *stage, who string) bool {
		return s.ends[who].Outgoing() && s.ends[who].State() < phone.Talking
	}, func(s *stage, who string) { s.ends[who].Hangup() }},
	{"rejects", ringsAt, func(s *stage, who string) { s.ends[who].Reject(486) }},
	{"does not answer", ringsAt, func(s *stage, _ string) { s.leap() }},
	{"loses the connection", func(*stage, string) bool { return true }, func(s *stage, who string) {
		if who == "second" {
			who = "kim"
		}
		unanswered := s.ends[who].State() < phone.Talking
		s.banks[who].Close()
		if unanswered { // nothing tells but the time
			defer s.leap()
		}
		delete(s.ends, who)
		if who == "kim" {
			delete(s.ends, "second")
		}
	}},
	{"is released", func(_ *stage, who string) bool { return who == "kim" || who == "lee" }, func(s *stage, who string) {
		s.do(acd.ReleaseAgent{Agent: acd.AgentID(who)})
	}},
}

// leap goes ahead by more than any ring or dial may take.
func (s *stage) leap() {
	s.Helper()
	s.clock.by.Add(210_000)
	s.do(acd.Tick{})
}

func ringsAt(s *stage, who string) bool {
	return !s.ends[who].Outgoing() && s.ends[who].State() == phone.Ringing
}

// Whoever goes away, whenever and however: every call has one outcome, nobody is left
// in one, and who is still there hears what is right. The cells are the product of who
// is there, the phases and the ways to go; left out are only those that cannot be.
func TestAbortMatrix(t *testing.T) {
	var cells atomic.Int32
	t.Run("cells", func(t *testing.T) {
		for _, p := range phases {
			cell := func(name string, act func(*stage)) {
				cells.Add(1)
				t.Run(p.name+"/"+name, func(t *testing.T) {
					t.Parallel()
					s := newStage(t)
					p.set(s)
					s.before = s.decisions()
					act(s)
					s.settled()
					s.finish()
				})
			}
			type way struct{ who, how int }
			var ways []way
			t.Run(p.name, func(t *testing.T) { // who is there, and how may they go?
				s := newStage(t)
				p.set(s)
				for i, who := range parties {
					for j, m := range means {
						if s.ends[who] != nil && m.may(s, who) {
							ways = append(ways, way{i, j})
						}
					}
				}
				s.finish()
			})
			for _, w := range ways {
				who, m := parties[w.who], means[w.how]
				cell(who+" "+m.name, func(s *stage) { m.act(s, who) })
			}
			cell("the call is ended", func(s *stage) { s.do(acd.HangUp{Call: s.live(), By: acd.BySystem, Cause: acd.CauseReleased}) })
			cell("the floor starts again", func(s *stage) { s.do(acd.Restart{}) })
		}
	})
	t.Logf("%d cells", cells.Load())
	if cells.Load() < 200 {
		t.Errorf("only %d cells", cells.Load())
	}
}

// live is the call that is not a consultation.
func (s *stage) live() acd.CallID {
	s.Helper()
	for _, c := range s.floorCalls() {
		if c.About == "" {
			return c.ID
		}
	}
	s.Fatal("no call")
	return ""
}

func (s *stage) floorCalls() (list []acd.CallState) {
	s.Helper()
	_ = s.floor.Query(s.Context(), func(fl *acd.Floor) { list = fl.State().Calls })
	return list
}

func (s *stage) rest(id acd.AgentID) {
	s.Helper()
	s.do(acd.SetState{Agent: id, State: acd.NotReady, Reason: acd.Rest})
}

// help is a service of lee's alone.
func (s *stage) help() acd.ServiceID {
	s.Helper()
	s.do(acd.PutService{Service: acd.Service{ID: "help", Strategy: acd.LongestIdle, Ring: 20 * time.Second, ServiceLevel: 20 * time.Second, Misses: 1}},
		acd.PutAgent{Agent: acd.Agent{ID: "lee", Services: []acd.Membership{{Service: "help", Level: 1}}}})
	return "help"
}

func (s *stage) calls() {
	s.Helper()
	s.ends["caller"] = s.dial()
	s.hears("the waiting caller", s.ends["caller"], musicHz)
	s.id = event[acd.CallQueued](s.edge, 1).Call
}

func (s *stage) rang(who string) {
	s.Helper()
	p := map[string]*phone.Phone{"kim": s.voices.agent, "lee": s.lee, "other": s.other}[who]
	s.ends[who] = s.rings(p)
}

func (s *stage) readyTo(id acd.AgentID) {
	s.Helper()
	s.do(acd.SetState{Agent: id, State: acd.Ready})
	s.rang(string(id))
}

func (s *stage) answers(who string) {
	s.Helper()
	s.ends[who].Answer()
	s.eventually("the ACK", func() bool { return s.ends[who].State() == phone.Talking })
}

// picksUp answers, and waits until the floor knows.
func (s *stage) picksUp(who string) {
	s.Helper()
	s.answers(who)
	s.eventually("the floor has connected them", func() bool {
		for _, c := range s.floorCalls() {
			if c.Phase == acd.Waiting || c.Phase == acd.Offered || c.Phase == acd.Connecting || c.Phase == acd.DialingOut {
				return false
			}
		}
		return true
	})
}

func (s *stage) talks() {
	s.Helper()
	s.calls()
	s.readyTo("kim")
	s.picksUp("kim")
	s.rest("kim") // a caller who comes back waits
	s.hears("the caller", s.ends["caller"], agentHz)
}

func (s *stage) holds(id acd.AgentID) {
	s.Helper()
	ctx, cancel := contextWith(patience)
	defer cancel()
	if err := s.srv.Hold(ctx, s.id, id, true); err != nil {
		s.Fatal(err)
	}
}

func (s *stage) phoneHolds() {
	s.Helper()
	ctx, cancel := contextWith(patience)
	defer cancel()
	if err := s.ends["kim"].Hold(ctx); err != nil {
		s.Fatal(err)
	}
}

func (s *stage) asks(cmd acd.Consult, who string) { s.Helper(); s.consult(cmd); s.rang(who) }

func (s *stage) join() { s.Helper(); s.do(acd.Join{Call: s.id, Joined: true}) }

func (s *stage) swap() {
	s.Helper()
	ctx, cancel := contextWith(patience)
	defer cancel()
	if err := s.srv.Hold(ctx, s.id, "kim", false); err != nil {
		s.Fatal(err)
	}
}

func (s *stage) gives(cmd acd.Transfer) {
	s.Helper()
	cmd.Call = s.id
	s.do(cmd)
	s.over("kim", s.ends["kim"])
	delete(s.ends, "kim")
}

func (s *stage) clicks(number string) { s.Helper(); s.id = s.click(number) }

func (s *stage) dials(number, line string) {
	s.Helper()
	c, err := s.voices.agent.Dial(number, phone.DialOptions{})
	if err != nil {
		s.Fatal(err)
	}
	s.ends[line] = c
}

// settled waits until the floor has decided and checks that everybody hears whom the
// floor has together now.
func (s *stage) settled() {
	s.Helper()
	s.eventually("the floor has decided", func() bool {
		return s.decisions() > s.before && s.still()
	})
	tones := map[string]float64{"caller": callerHz, "kim": agentHz, "second": agentHz, "lee": leeHz, "other": otherHz}
	in := map[string]bool{}
	for _, c := range s.floorCalls() {
		if c.About != "" {
			continue
		}
		in["caller"] = s.ends["caller"] != nil
		switch {
		case c.Phase == acd.Waiting || c.Phase == acd.Offered:
			s.hears("the caller", s.ends["caller"], musicHz)
		case c.Agent != "" && c.Second == "" && len(c.HeldBy) == 0 && (c.Phase == acd.Connected || c.Phase == acd.TalkingOut):
			near := string(c.Agent)
			in[near] = true
			far := "caller"
			if c.Caller == "" || s.ends["caller"] == nil {
				far = "other"
			}
			s.hears(near, s.ends[near], tones[far])
			s.hears(far, s.ends[far], tones[near])
			in[far] = true
		case c.Second != "":
			in[string(c.Agent)] = true
			s.hears("the caller", s.ends["caller"], musicHz)
			s.hears("who consults", s.ends[string(c.Agent)], musicHz)
		case c.Agent != "":
			in[string(c.Agent)] = true
		case c.Diverted != "" && c.Phase == acd.TalkingOut:
			s.hears("the caller", s.ends["caller"], otherHz)
			s.hears("the other", s.ends["other"], callerHz)
			in["other"] = true
		}
	}
	for who, c := range s.ends {
		if !in[who] && who != "second" {
			s.over(who, c)
		}
	}
}

// decisions counts what the floor has decided about somebody who went away.
func (s *stage) decisions() int {
	n := count[acd.CallEnded](s.edge) + count[acd.CallReturned](s.edge) + count[acd.ConsultEnded](s.edge) + count[acd.CallTaken](s.edge)
	s.seen.mu.Lock()
	defer s.seen.mu.Unlock()
	for _, ev := range s.seen.list {
		if e, ok := ev.(acd.OfferEnded); ok && e.Result != acd.OfferAnswered {
			n++
		}
	}
	return n
}

// still reports whether nothing on the floor is on its way: no consultation but one
// that waits, nothing that is dialled.
func (s *stage) still() bool {
	for _, c := range s.floorCalls() {
		waits := c.Service != "" && c.Phase == acd.Waiting // also a consultation, which its service may yet answer
		if c.About != "" && !waits || c.Phase == acd.DialingOut || c.Phase == acd.Connecting {
			return false
		}
	}
	return true
}

// outcomes are the calls that have begun, and how often each has ended.
func (s *stage) outcomes() (begun map[acd.CallID]bool, ended map[acd.CallID]int) {
	begun, ended = map[acd.CallID]bool{}, map[acd.CallID]int{}
	s.seen.mu.Lock()
	defer s.seen.mu.Unlock()
	for _, ev := range s.seen.list {
		switch e := ev.(type) {
		case acd.CallQueued:
			begun[e.Call] = true
		case acd.CallDialled:
			begun[e.Call] = true
		case acd.CallEnded:
			ended[e.Call]++
		}
	}
	return begun, ended
}

// finish lets everybody go who is left; then every call has one outcome and nobody is
// in one.
func (s *stage) finish() {
	s.Helper()
	for _, id := range []acd.AgentID{"kim", "lee"} {
		s.rest(id)
	}
	for _, c := range s.ends {
		c.Hangup()
	}
	for who, c := range s.ends {
		s.over(who, c)
	}
	if s.ends["caller"] == nil { // whose phone has vanished is asked in vain, then let go
		s.eventually("the floor is empty", func() bool { return len(s.floorCalls()) == 0 })
	}
	s.calm()
	var begun map[acd.CallID]bool
	var ended map[acd.CallID]int
	s.eventually("every call has an outcome", func() bool { // events come after what they tell
		begun, ended = s.outcomes()
		return len(begun) == len(ended)
	})
	for id := range begun {
		if ended[id] != 1 {
			s.Errorf("call %s has %d outcomes: %s", id, ended[id], s.history())
		}
	}
	if len(s.floorCalls()) != 0 {
		s.Errorf("calls are left: %+v", s.floorCalls())
	}
	for _, id := range []acd.AgentID{"kim", "lee"} {
		if a := s.state(id); a.State != acd.NotReady && a.State != acd.LoggedOut && a.State != acd.WrapUp {
			s.Errorf("%s is %s", id, a.State)
		}
	}
}
