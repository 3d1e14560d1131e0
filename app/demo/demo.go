// Package demo makes a living contact centre: phones that register, answer, do
// not answer and take breaks, and callers who call, wait and hang up, over real
// SIP and RTP on loopback. The program under it is the ordinary one.
package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/sip/media"
	"github.com/callfloor/callfloor/sip/phone"
)

// Floor is what the demo asks of the program: agents' states and their calls to the
// outside, as its API does.
type Floor interface {
	SetState(ctx context.Context, agent string, state acd.AgentState, reason acd.Reason) error
	Dial(ctx context.Context, agent, number string) error
	// CallBack calls the next of an agent's callbacks, and completes those that were reached.
	// It reports false where there is none to call.
	CallBack(ctx context.Context, agent string) (bool, error)
}

// Config is where the program listens.
type Config struct {
	SIP   netip.AddrPort
	Lines netip.AddrPort // the carrier's: what the trunk's target names
	Media *media.Engine  // of the phones
	Floor Floor
	Texts Texts // nil: nobody writes
	Log   zerolog.Logger
	Seed  uint64

	// Who is simulated; left out: Services and Agents of the demo.
	Services []centre.Service
	Agents   []centre.Agent
	// Pace is how many times as often callers call as in the demo; 0: as often.
	Pace float64
}

// Demo is the simulated people. Stop ends them.
type Demo struct {
	cfg    Config
	phones *phone.Bank // of the agents
	lines  *phone.Bank // of the callers
	cancel context.CancelFunc
	wg     sync.WaitGroup
}

// Services and agents of the demo.
func Services() []centre.Service {
	wrap := func(s time.Duration) *centre.Duration { d := centre.Duration(s); return &d }
	list := []centre.Service{
		{ID: "main", Name: centre.Names{Ko: "대표상담", En: "Main line"}, WrapUp: wrap(6 * time.Second)},
		{ID: "orders", Name: centre.Names{Ko: "주문·결제", En: "Orders"}, WrapUp: wrap(8 * time.Second)},
		{ID: "delivery", Name: centre.Names{Ko: "배송문의", En: "Delivery"}, WrapUp: wrap(5 * time.Second)},
		{ID: "returns", Name: centre.Names{Ko: "교환·반품", En: "Returns"}, WrapUp: wrap(10 * time.Second)},
		{ID: "service", Name: centre.Names{Ko: "A/S 접수", En: "Repairs"}, WrapUp: wrap(8 * time.Second)},
		{ID: "vip", Name: centre.Names{Ko: "VIP 전담", En: "VIP desk"}, WrapUp: wrap(5 * time.Second), Strategy: acd.SkillFirst},
	}
	for i := range list {
		list[i].Numbers = []centre.Number{{Number: fmt.Sprintf("1588%04d", i+1)}}
		list[i].ServiceLevel = centre.Duration(10 * time.Second)
		list[i].Ring = centre.Duration(8 * time.Second)
		list[i].Fill()
	}
	return list
}

var names = []struct{ ko, en string }{
	{"김서연", "Seoyeon Kim"}, {"이도윤", "Doyun Lee"}, {"박하은", "Haeun Park"}, {"최지호", "Jiho Choi"}, {"정수아", "Sua Jung"},
	{"강민준", "Minjun Kang"}, {"조은우", "Eunwoo Cho"}, {"윤채원", "Chaewon Yoon"}, {"장시우", "Siwoo Jang"}, {"임나윤", "Nayun Lim"},
	{"한예준", "Yejun Han"}, {"오지안", "Jian Oh"}, {"서유진", "Yujin Seo"}, {"신하율", "Hayul Shin"}, {"권도현", "Dohyun Kwon"},
	{"황소율", "Soyul Hwang"}, {"안건우", "Gunwoo An"}, {"송다은", "Daeun Song"}, {"류준서", "Junseo Ryu"}, {"홍아린", "Arin Hong"},
	{"고태윤", "Taeyun Ko"}, {"문세아", "Sea Moon"}, {"양주원", "Juwon Yang"}, {"손리아", "Ria Son"},
}

// Person is the agent of the log-in desk: its phone answers by itself, and everything
// else is left to whoever has logged in.
const Person = "agent01"

// Lead is the log-in of the manager of the first team.
const Lead = "lead"

// Teams of the demo: every other agent belongs to the first.
func Teams() []centre.Team {
	return []centre.Team{
		{ID: "inbound-1", Name: centre.Names{Ko: "인바운드 1팀", En: "Inbound 1"}, Manager: Lead},
		{ID: "inbound-2", Name: centre.Names{Ko: "인바운드 2팀", En: "Inbound 2"}},
	}
}

// password of a demo phone: it only ever listens on loopback.
func password(i int) string { return fmt.Sprintf("demo-phone-secret-%04d", i) }

// Agents are the agents of the demo.
func Agents() []centre.Agent {
	services, teams := Services(), Teams()
	var list []centre.Agent
	for i, n := range names {
		a := centre.Agent{
			ID: fmt.Sprintf("agent%02d", i+1), Name: n.ko, NameEn: n.en, Extension: fmt.Sprint(2001 + i), SIPPassword: password(i),
			Team: teams[i%len(teams)].ID,
			Services: map[string]centre.Membership{
				services[i%len(services)].ID:     {Level: 1},
				services[(i+1)%len(services)].ID: {Level: 2},
			},
		}
		if i%4 == 0 {
			a.Services["vip"] = centre.Membership{Level: 1}
		}
		a.Fill()
		list = append(list, a)
	}
	return list
}

// Trunk lets the callers in, and agents' calls out to lines.
func Trunk(lines netip.AddrPort) centre.Trunk {
	t := centre.Trunk{Name: "demo", Sources: []string{"127.0.0.0/8"}, Target: "sip:" + lines.String()}
	t.Fill()
	return t
}

// Start registers the phones and begins to call.
func Start(ctx context.Context, cfg Config) (*Demo, error) {
	if cfg.Services == nil {
		cfg.Services, cfg.Agents = Services(), Agents()
	}
	if cfg.Pace == 0 {
		cfg.Pace = 1
	}
	run, cancel := context.WithCancel(context.Background())
	d := &Demo{cfg: cfg, cancel: cancel}
	local := netip.AddrPortFrom(cfg.SIP.Addr(), 0)
	var err error
	if d.phones, err = phone.NewBank(phone.Config{Listen: local, Media: cfg.Media, Log: cfg.Log}); err == nil {
		d.lines, err = phone.NewBank(phone.Config{Listen: cfg.Lines, Media: cfg.Media, Log: cfg.Log})
	}
	if err != nil {
		d.Stop()
		return nil, fmt.Errorf("demo: %w", err)
	}
	for i, a := range cfg.Agents {
		p := d.phones.NewPhone(phone.Account{User: a.Extension, Password: a.SIPPassword, Registrar: cfg.SIP})
		if err := p.Register(ctx); err != nil {
			d.Stop()
			return nil, fmt.Errorf("demo: register %s: %w", a.Extension, err)
		}
		d.wg.Go(func() { d.work(run, a, p, i) })
	}
	for i, s := range cfg.Services {
		d.wg.Go(func() { d.callers(run, s, i) })
	}
	if cfg.Texts != nil {
		d.wg.Go(func() { d.write(run) })
	}
	d.world(run)
	return d, nil
}

// world takes the calls of agents to the outside: most are answered, some are busy.
func (d *Demo) world(ctx context.Context) {
	p := d.lines.NewPhone(phone.Account{User: phone.Anybody, Registrar: d.cfg.SIP})
	p.Say(620)
	p.SetAnswering(phone.Answering{Manual: true})
	p.OnCall(func(c *phone.Call) {
		d.wg.Go(func() {
			r := r0(d.cfg.Seed, c.ID())
			if !sleep(ctx, between(r, time.Second, 8*time.Second)) {
				return
			}
			if r.IntN(6) == 0 {
				c.Reject(486)
				return
			}
			c.Answer()
			d.end(ctx, c, between(r, 15*time.Second, 60*time.Second))
		})
	})
}

// Stop ends everybody.
func (d *Demo) Stop() {
	d.cancel()
	d.wg.Wait()
	for _, b := range []*phone.Bank{d.phones, d.lines} {
		if b != nil {
			b.Close()
		}
	}
}

func (d *Demo) random(salt int) *rand.Rand { return rand.New(rand.NewPCG(d.cfg.Seed, uint64(salt))) } //nolint:gosec // a play, not a secret

// work is one agent's day: ready, calls, now and then a call not answered or
// rejected, breaks.
func (d *Demo) work(ctx context.Context, a centre.Agent, p *phone.Phone, i int) {
	r := d.random(i)
	p.Say(300 + 20*float64(i%len(names)))
	if a.ID == Person {
		p.SetAnswering(phone.Answering{After: 2 * time.Second})
		d.set(ctx, a.ID, acd.Ready, "")
		return // the rest is for who sits at the desk
	}
	p.OnCall(func(c *phone.Call) {
		d.wg.Go(func() { d.talk(ctx, p, c) })
	})
	breaks := []acd.Reason{acd.Rest, acd.Rest, acd.Meal, acd.Meeting, acd.Training, acd.Away, acd.OtherWork}
	if i%8 == 7 { // some begin the day elsewhere
		d.set(ctx, a.ID, acd.NotReady, breaks[r.IntN(len(breaks))])
		if !sleep(ctx, between(r, 10*time.Second, 40*time.Second)) {
			return
		}
	}
	for {
		answer := phone.Answering{After: between(r, 800*time.Millisecond, 4*time.Second)}
		switch n := r.IntN(30); {
		case n == 0:
			answer = phone.Answering{Never: true}
		case n == 1:
			answer = phone.Answering{After: time.Second, Reject: 486}
		}
		p.SetAnswering(answer)
		d.set(ctx, a.ID, acd.Ready, "")
		if !sleep(ctx, between(r, 40*time.Second, 4*time.Minute)) {
			return
		}
		if r.IntN(3) == 0 { // a call back, of who is not in a call just now
			if called, _ := d.cfg.Floor.CallBack(ctx, a.ID); !called {
				_ = d.cfg.Floor.Dial(ctx, a.ID, caller(r))
			}
			if !sleep(ctx, between(r, 20*time.Second, 60*time.Second)) {
				return
			}
		}
		if r.IntN(2) == 0 {
			d.set(ctx, a.ID, acd.NotReady, breaks[r.IntN(len(breaks))])
			if !sleep(ctx, between(r, 10*time.Second, 50*time.Second)) {
				return
			}
		}
	}
}

// talk is an agent's side of a call: now and then the customer is put on hold, given
// to another service, or waits while a colleague is asked, who may take over.
func (d *Demo) talk(ctx context.Context, p *phone.Phone, c *phone.Call) {
	r := r0(d.cfg.Seed, c.ID())
	talk := between(r, 15*time.Second, 70*time.Second)
	if c.Header("X-Callfloor-Service") == "" { // a colleague or a call of one's own
		d.end(ctx, c, talk)
		return
	}
	if c.Wait(ctx, phone.Talking) != nil || !sleep(ctx, talk/2) {
		return
	}
	switch r.IntN(10) {
	case 0, 1:
		if c.Hold(ctx) == nil {
			sleep(ctx, between(r, 3*time.Second, 9*time.Second))
			_ = c.Resume(ctx) // or it was hung up
		}
	case 2:
		if s := d.cfg.Services; c.Refer(ctx, s[r.IntN(len(s))].Numbers[0].Number) == nil {
			return
		}
	case 3:
		if d.ask(ctx, p, c, r) {
			return
		}
	}
	if sleep(ctx, talk/2) {
		c.Hangup()
	}
}

// ask calls a colleague while c is on hold, and reports whether the colleague has
// taken the call over.
func (d *Demo) ask(ctx context.Context, p *phone.Phone, c *phone.Call, r *rand.Rand) bool {
	if c.Hold(ctx) != nil {
		return false
	}
	defer func() { _ = c.Resume(ctx) }() // one that was given away is over
	other, err := p.Dial(d.cfg.Agents[r.IntN(len(d.cfg.Agents))].Extension, phone.DialOptions{})
	if err != nil {
		return false
	}
	defer other.Hangup()
	patient, done := context.WithTimeout(ctx, 12*time.Second)
	defer done()
	if other.Wait(patient, phone.Talking) != nil || !sleep(ctx, between(r, 4*time.Second, 12*time.Second)) {
		return false
	}
	if r.IntN(2) == 0 || c.ReferTo(ctx, other) != nil {
		return false
	}
	taken, stop := context.WithTimeout(ctx, 5*time.Second)
	defer stop()
	return c.Wait(taken, phone.Ended) == nil
}

// end hangs an agent's call up after a while, where the caller has not.
func (d *Demo) end(ctx context.Context, c *phone.Call, talk time.Duration) {
	if c.Wait(ctx, phone.Talking) != nil || !sleep(ctx, talk) {
		return
	}
	c.Hangup()
}

func (d *Demo) set(ctx context.Context, agent string, state acd.AgentState, reason acd.Reason) {
	if err := d.cfg.Floor.SetState(ctx, agent, state, reason); err != nil && ctx.Err() == nil {
		d.cfg.Log.Warn().Err(err).Str("agent", agent).Msg("demo: the state was not taken")
	}
}

// callers keeps calling one service, in waves.
func (d *Demo) callers(ctx context.Context, s centre.Service, i int) {
	r := d.random(1000 + i)
	line := d.lines.NewPhone(phone.Account{User: "line" + s.ID, Registrar: d.cfg.SIP})
	line.Say(500 + 30*float64(i))
	mean := []float64{17, 19, 13, 22, 26, 40}[i%6] / d.cfg.Pace
	for n := 0; ; n++ {
		pause := time.Duration(r.ExpFloat64() * mean * float64(time.Second))
		if n < 2 { // the wall lives within seconds
			pause = time.Duration(r.IntN(3000)) * time.Millisecond
		}
		if !sleep(ctx, min(pause, time.Minute)) {
			return
		}
		from := caller(r)
		c, err := line.Dial(s.Numbers[0].Number, phone.DialOptions{From: from})
		if err != nil {
			d.cfg.Log.Warn().Err(err).Msg("demo: a call was not made")
			continue
		}
		patience, talk := between(r, 12*time.Second, 90*time.Second), between(r, 10*time.Second, 80*time.Second)
		d.wg.Go(func() { d.caller(ctx, c, patience, talk) })
		if keys := d.random(n*len(d.cfg.Services) + i); s.Menu != "" {
			d.wg.Go(func() { d.choose(ctx, c, keys) })
		} else if s.Announce != nil && keys.IntN(6) == 0 {
			d.wg.Go(func() {
				if c.Wait(ctx, phone.Talking) == nil && sleep(ctx, 15*time.Second) {
					d.promise(ctx, c, "1")
				}
			})
		}
	}
}

// caller waits as long as patience lasts, talks and hangs up. Waiting callers
// hear music, so the answer is told by the agent's tone.
func (d *Demo) caller(ctx context.Context, c *phone.Call, patience, talk time.Duration) {
	if c.Wait(ctx, phone.Talking) != nil {
		return
	}
	if !sleep(ctx, patience) {
		return
	}
	if r0(d.cfg.Seed, c.ID()).IntN(8) != 0 { // most stay on
		if !sleep(ctx, talk) {
			return
		}
	}
	c.Hangup()
}

// r0 is a random source that follows from a name.
func r0(seed uint64, name string) *rand.Rand {
	h := seed
	for _, b := range []byte(name) {
		h = h*1099511628211 + uint64(b)
	}
	return rand.New(rand.NewPCG(seed, h)) //nolint:gosec // a play, not a secret
}

func between(r *rand.Rand, lo, hi time.Duration) time.Duration {
	return lo + time.Duration(r.Int64N(int64(hi-lo)))
}

// sleep waits; false when ctx ended.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
