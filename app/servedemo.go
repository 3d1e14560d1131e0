package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/app/config"
	"github.com/callfloor/callfloor/app/demo"
	"github.com/callfloor/callfloor/callback"
	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/people"
	"github.com/callfloor/callfloor/sip/media"
	"github.com/callfloor/callfloor/sms"
	nhnsim "github.com/callfloor/callfloor/sms/nhn/simulate"
	"github.com/callfloor/callfloor/store"
	"github.com/callfloor/callfloor/web"
)

// serveDemo runs the program with simulated people, in a data folder that goes
// with it.
func serveDemo(ctx context.Context, cfg *config.Config, o ServeOptions) error {
	dir, err := os.MkdirTemp("", "callfloor-demo-")
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	defer os.RemoveAll(dir)
	forDemo(cfg, dir)
	out := &reader{to: o.Out, gone: make(chan struct{})}
	o.Out = out
	closeShop, err := openShop(ctx, cfg)
	if err != nil {
		return err
	}
	defer closeShop()
	closeVendor, err := openVendor(ctx, cfg, dir)
	if err != nil {
		return err
	}
	defer closeVendor()
	if o.File == "" {
		cfg.Log.Level = "warn"
	}
	a, err := Start(ctx, Options{Config: cfg, Log: o.Log, Out: o.Out, Demo: true})
	if err != nil {
		return err
	}
	var d *running
	if err = errors.Join(a.makeTeams(ctx), a.fillDesk(ctx, time.Now()), a.fillChats(ctx, time.Now())); err == nil { // before anybody calls
		d, err = a.startDemo(ctx)
	}
	if err != nil {
		now := make(chan struct{})
		close(now)
		return errors.Join(err, a.Stop(ctx, now))
	}
	if err := a.demoBanner(ctx); err != nil {
		a.log.Error().Err(err).Msg("the display's link was not made")
	}
	chats := demo.StartChats(demo.ChatsConfig{URL: "http://" + a.httpAddr, Log: a.log, Seed: uint64(a.floor.Now()), Tokens: demo.ChatTokens()})
	select {
	case <-o.Signals:
	case <-out.gone:
	case <-ctx.Done():
	}
	fmt.Fprintln(o.Out, "  Stopping: the simulated people hang up.")
	chats.Stop()
	d.Stop()
	now := make(chan struct{})
	close(now)
	err = a.Stop(context.WithoutCancel(ctx), now)
	d.close()
	return err
}

// forDemo makes a configuration one of the demo. Its passwords are known to
// everybody, so it listens on loopback whatever the file says.
func forDemo(cfg *config.Config, dir string) {
	cfg.Data, cfg.Database, cfg.Encryption, cfg.Name = dir, "", config.Encryption{}, "온마루 고객센터"
	cfg.Services, cfg.Agents, cfg.Trunks, cfg.APIKeys = demo.Services(), demo.Agents(), nil, nil
	demo.Hear(cfg.Services)
	demo.TakeChats(cfg.Agents)
	cfg.Menus = []centre.Menu{demo.Menu(filepath.Join(dir, "question.wav"))}
	cfg.Log.Format = "text"
	cfg.HTTP = config.HTTP{Listen: onLoopback(cfg.HTTP.Listen, "tcp"), Proxies: []string{"127.0.0.1"}} // its customers say where they write from
	cfg.Metrics.Listen = onLoopback(cfg.Metrics.Listen, "tcp")
	if cfg.SIP.UDP == config.Off { // the demo's people call over UDP
		cfg.SIP.UDP = config.Default().SIP.UDP
	}
	cfg.SIP.UDP, cfg.SIP.TCP, cfg.SIP.Advertise = onLoopback(cfg.SIP.UDP, "udp"), onLoopback(cfg.SIP.TCP, "tcp"), ""
	cfg.Media.Address, cfg.Media.Advertise = "127.0.0.1", ""
	cfg.Trunks = []centre.Trunk{demo.Trunk(freeUDP("127.0.0.1:5090"))}
}

// onLoopback returns the port of addr on 127.0.0.1, or any free one when it is taken.
func onLoopback(addr, network string) string {
	if addr == config.Off {
		return addr
	}
	_, port, err := net.SplitHostPort(addr)
	if err != nil {
		port = "0" // checked before
	}
	addr = net.JoinHostPort("127.0.0.1", port)
	if network == "udp" {
		c, err := net.ListenPacket("udp", addr)
		if err == nil {
			c.Close()
			return addr
		}
	} else if l, err := net.Listen("tcp", addr); err == nil {
		l.Close()
		return addr
	}
	return "127.0.0.1:0"
}

// freeUDP returns addr, or the address of any port of loopback that is free now.
func freeUDP(addr string) netip.AddrPort {
	at := netip.MustParseAddrPort(addr)
	for _, try := range []string{addr, "127.0.0.1:0"} {
		if c, err := net.ListenPacket("udp", try); err == nil {
			at = c.LocalAddr().(*net.UDPAddr).AddrPort()
			c.Close()
			break
		}
	}
	return at
}

// openShop runs the demo's shop on a free port of loopback, and lets the centre ask
// it for orders.
func openShop(ctx context.Context, cfg *config.Config) (end func(), _ error) {
	ln, err := listen(ctx, "127.0.0.1:0", "demo")
	if err != nil {
		return nil, err
	}
	srv := &http.Server{Handler: demo.Shop(), ReadHeaderTimeout: 5 * time.Second, MaxHeaderBytes: 16 << 10}
	var running sync.WaitGroup
	running.Go(func() { _ = srv.Serve(ln) }) // until it is closed
	cfg.Shops = []config.Shop{{URL: "http://" + ln.Addr().String(), Allow: []string{"127.0.0.1"}}}
	return func() {
		srv.Close()
		running.Wait()
	}, nil
}

// openVendor runs a simulated NHN Cloud on a free port of loopback, and lets the centre send
// its messages by it: they reach nobody, and everything becomes of them.
func openVendor(ctx context.Context, cfg *config.Config, dir string) (end func(), _ error) {
	if err := os.WriteFile(filepath.Join(dir, "question.wav"), demo.Question, 0o600); err != nil {
		return nil, fmt.Errorf("demo: %w", err)
	}
	const key = "simulated"
	o := nhnsim.Options{AppKey: key, SecretKey: key, SenderKey: strings.Repeat("0", 40), Delay: 3 * time.Second, Seed: 1, Faults: map[string]float64{nhnsim.Late: 0.1}, Keep: 10_000}
	for _, s := range cfg.Services {
		o.Senders = append(o.Senders, s.Numbers[0].Number)
	}
	v, err := nhnsim.New(o)
	if err != nil {
		return nil, fmt.Errorf("demo: %w", err)
	}
	ln, err := listen(ctx, "127.0.0.1:0", "demo")
	if err != nil {
		v.Close()
		return nil, err
	}
	run, stop := context.WithCancel(context.WithoutCancel(ctx))
	var running sync.WaitGroup
	running.Go(func() { _ = v.Serve(run, ln) }) // until it is closed
	at, loopback := "http://"+ln.Addr().String(), []string{"127.0.0.1"}
	cfg.SMS = config.Default().SMS
	cfg.SMS.Provider = "nhn"
	cfg.SMS.NHN.URL, cfg.SMS.NHN.AppKey, cfg.SMS.NHN.SecretKey, cfg.SMS.NHN.Allow = at, key, key, loopback
	cfg.SMS.Alimtalk.URL, cfg.SMS.Alimtalk.AppKey, cfg.SMS.Alimtalk.SecretKey, cfg.SMS.Alimtalk.SenderKey, cfg.SMS.Alimtalk.Allow = at, key, key, o.SenderKey, loopback
	return func() {
		stop()
		v.Close()
		running.Wait()
	}, nil
}

// makeTeams makes the demo's teams, which no file can name.
func (a *App) makeTeams(ctx context.Context) error {
	return a.centre.Change(ctx, people.Author{Actor: "demo", Role: people.Administrator}, "team_changed", "teams", func() ([]web.Edit, error) {
		var edits []web.Edit
		for _, t := range demo.Teams() {
			data, err := json.Marshal(t)
			if err != nil {
				return nil, err
			}
			edits = append(edits, web.Edit{Kind: string(store.Teams), ID: t.ID, After: data, Must: web.MustNotExist})
		}
		return edits, nil
	})
}

// fillDesk makes what the demo's agents know.
func (a *App) fillDesk(ctx context.Context, now time.Time) error {
	const by = "demo"
	if err := a.db.CreateCustomers(ctx, demo.Customers(), by); err != nil {
		return err
	}
	for id, b := range demo.Blacklisted() {
		if err := a.db.SetBlacklist(ctx, id, &b, "", by); err != nil {
			return err
		}
	}
	if _, err := a.db.PutDispositions(ctx, demo.Dispositions(), people.Change{}); err != nil {
		return err
	}
	if _, err := a.db.PutForm(ctx, demo.Form(), people.Change{}); err != nil {
		return err
	}
	for _, t := range demo.Templates() {
		if _, err := a.db.PutTemplate(ctx, t, true, people.Change{}); err != nil {
			return err
		}
	}
	if err := a.db.AddConsultations(ctx, demo.Consultations(midnight(now.In(a.centre.directory().zone()))), by); err != nil {
		return err
	}
	if err := a.db.CreateReservations(ctx, demo.Reservations(now), by); err != nil {
		return err
	}
	if err := a.db.AddCallbacks(ctx, demo.Callbacks(now, a.centre.directory().zone())); err != nil {
		return err
	}
	if err := a.use(ctx, centre.SetCallbacks); err != nil {
		return err
	}
	if err := a.fillMessages(ctx, now); err != nil {
		return err
	}
	return a.desk.reblock(ctx)
}

// fillMessages makes templates of messages, and what was just sent.
func (a *App) fillMessages(ctx context.Context, now time.Time) error {
	for _, c := range demo.SMSCategories() {
		if _, err := a.db.PutSMSCategory(ctx, c, true, people.Change{}); err != nil {
			return err
		}
	}
	for _, t := range demo.SMSTemplates() {
		if _, err := a.db.PutSMSTemplate(ctx, t, true, people.Change{}); err != nil {
			return err
		}
	}
	for _, m := range demo.Sends(now) {
		if err := (demoTexts{a}).Send(ctx, m); err != nil {
			return err
		}
	}
	return nil
}

// use switches settings on.
func (a *App) use(ctx context.Context, keys ...string) error {
	return a.centre.Change(ctx, people.Author{Actor: "demo", Role: people.Administrator}, "settings_changed", "settings", func() (edits []web.Edit, _ error) {
		for _, key := range keys {
			d, _ := centre.SettingOf(key)
			edits = append(edits, web.Edit{Kind: web.KindSettings, ID: key, After: json.RawMessage(d.Encode("true"))})
		}
		return edits, nil
	})
}

// midnight is when the day of t began, in its time zone.
func midnight(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location())
}

// reader is where the demo writes to; it tells when nobody reads there any more.
type reader struct {
	to   io.Writer
	once sync.Once
	gone chan struct{} // closed when a write failed
}

func (r *reader) Write(b []byte) (int, error) {
	n, err := r.to.Write(b)
	if err != nil {
		r.once.Do(func() { close(r.gone) })
	}
	return n, err
}

// running is the demo with the sound of its phones.
type running struct {
	*demo.Demo
	sound *media.Engine
}

func (r *running) close() { r.sound.Close() }

func (a *App) startDemo(ctx context.Context) (*running, error) {
	addr := a.sip.UDPAddr()
	lines, err := netip.ParseAddrPort(strings.TrimPrefix(a.cfg.Trunks[0].Target, "sip:"))
	if err != nil {
		return nil, fmt.Errorf("demo: %w", err)
	}
	lo := a.cfg.Media.Ports.High + 1
	if lo > 60000 {
		lo = 30000
	}
	sound, err := media.New(media.Config{
		Addr: netip.AddrFrom4([4]byte{127, 0, 0, 1}), PortMin: uint16(lo), PortMax: uint16(min(lo+4000, 65535)), Quarantine: 1,
	}, a.log)
	if err != nil {
		return nil, fmt.Errorf("demo: %w", err)
	}
	d, err := demo.Start(ctx, demo.Config{SIP: addr, Lines: lines, Media: sound, Floor: demoFloor{a}, Texts: demoTexts{a}, Services: a.cfg.Services, Agents: a.cfg.Agents, Log: a.log, Seed: uint64(a.floor.Now())})
	if err != nil {
		sound.Close()
		return nil, err
	}
	return &running{d, sound}, nil
}

// demoBanner makes a display's link and the log-ins of the demo, and prints them.
func (a *App) demoBanner(ctx context.Context) error {
	token, secret := people.NewToken()
	if err := a.db.CreateDisplayToken(ctx, people.DisplayToken{ID: people.NewID(), Name: "demo", Hash: secret, CreatedBy: "demo"}, people.Change{}); err != nil {
		return err
	}
	agent := demo.Agents()[0]
	team := demo.Teams()[0]
	boss, lead, clerk, led := "한정민", "장예린", agent.Name, team.Name.Ko
	if a.cfg.Language == "en" { // a person who logs in has one name
		boss, lead, clerk, led = "Jungmin Han", "Yerin Jang", agent.NameEn, team.Name.En
	}
	users := []people.User{
		{Login: "boss", Name: boss, Role: people.Administrator},
		{Login: demo.Lead, Name: lead, Role: people.Manager, Permissions: []people.Permission{people.ChatMonitor}},
		{Login: "desk", Name: clerk, Role: people.AgentRole, AgentID: agent.ID, Permissions: []people.Permission{people.Phone, people.SMS}},
	}
	for _, c := range demo.Agents()[1:] { // whose phones are simulated people's
		name := c.Name
		if a.cfg.Language == "en" {
			name = c.NameEn
		}
		users = append(users, people.User{Login: c.ID, Name: name, Role: people.AgentRole, AgentID: c.ID, Permissions: []people.Permission{people.Phone, people.SMS}})
	}
	hash := people.HashPassword(demo.Password) // of all, as it is known to everybody
	for _, u := range users {
		u.ID, u.Language, u.PasswordHash = people.NewID(), a.cfg.Language, hash
		if err := a.db.CreateUser(ctx, u); err != nil {
			return err
		}
	}
	fmt.Fprintf(a.out, "  Demo: %d phones, callers on %d numbers. Look at the wall without logging in:\n  http://%s/wallboard?token=%s\n", len(demo.Agents()), len(demo.Services()), a.httpAddr, token)
	fmt.Fprintf(a.out, "  Customers write chats; write one yourself:\n  http://%s%s\n", a.httpAddr, web.SamplePath)
	fmt.Fprintf(a.out, "  Log in as boss (administrator), %s (manager of %s) or desk (agent %s), password %s\n\n", demo.Lead, led, clerk, demo.Password)
	return nil
}

// demoFloor sets agents' states, and lets them call, as the API does.
type demoFloor struct{ a *App }

// Dial implements demo.Floor.
func (d demoFloor) Dial(ctx context.Context, agent, number string) error {
	cmd, err := phones(d).MayDial(agent, number, "")
	if err != nil {
		return err
	}
	return d.do(ctx, cmd)
}

func (d demoFloor) do(ctx context.Context, cmd acd.Command) error {
	r, err := d.a.floor.Do(ctx, cmd)
	if err != nil {
		return err
	}
	if ref, ok := r.Refused(); ok {
		return fmt.Errorf("refused: %s", ref.Code)
	}
	return nil
}

// CallBack implements demo.Floor, as the page of callbacks does.
func (d demoFloor) CallBack(ctx context.Context, agent string) (bool, error) {
	list, _, err := d.a.db.Callbacks(ctx, callback.Filter{Scope: callback.Scope{Agents: []string{agent}}, States: []callback.State{callback.Assigned}, Sort: callback.Oldest, Limit: 10})
	if err != nil {
		return false, err
	}
	by := "user:" + agent
	for _, r := range list {
		switch {
		case r.Call != "":
		case !r.Answered.IsZero():
			if _, err := d.a.callbacks.book.Complete(ctx, r.ID, by, callback.Outcome{Text: "안내 완료"}); err != nil {
				return false, err
			}
		default:
			_, err := d.a.callbacks.book.Connect(ctx, r.ID, callback.Caller{Agent: agent, By: by}, demoDialler{d})
			return err == nil, err
		}
	}
	return false, nil
}

// demoDialler makes the calls of the demo's agents.
type demoDialler struct{ d demoFloor }

// Prepare implements callback.Dialler.
func (c demoDialler) Prepare(_ context.Context, agent, number, service string) (acd.Dial, error) {
	return phones{c.d.a}.MayDial(agent, desk.Dial(number, c.d.a.cfg.Desk.Region), service)
}

// Dial implements callback.Dialler.
func (c demoDialler) Dial(ctx context.Context, cmd acd.Dial) error { return c.d.do(ctx, cmd) }

// demoTexts sends messages and takes answers as the program does.
type demoTexts struct{ a *App }

// Send implements demo.Texts.
func (d demoTexts) Send(ctx context.Context, m sms.Make) error {
	_, _, err := d.a.db.CreateSMS(ctx, m)
	d.a.sms.Wake()
	return err
}

// CameIn implements demo.Texts.
func (d demoTexts) CameIn(ctx context.Context, m sms.Incoming) error { return d.a.sms.CameIn(ctx, m) }

// SetState implements demo.Floor.
func (d demoFloor) SetState(ctx context.Context, agent string, state acd.AgentState, reason acd.Reason) error {
	return d.do(ctx, acd.SetState{Agent: acd.AgentID(agent), State: state, Reason: reason, By: "demo"})
}
