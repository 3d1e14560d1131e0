package app

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/app/config"
	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/sip"
	"github.com/callfloor/callfloor/web"
)

// openSIP builds and starts the SIP edge.
func (a *App) openSIP(ctx context.Context) error {
	sc := sip.Config{
		UDP: addressOr(a.cfg.SIP.UDP), TCP: addressOr(a.cfg.SIP.TCP), Realm: a.cfg.SIP.Realm, Agent: "callfloor",
		MediaDead: a.cfg.Media.Timeout.D(), MaxCalls: a.cfg.Limits.Calls,
	}
	if a.cfg.SIP.Advertise != "" {
		addr, err := netip.ParseAddr(a.cfg.SIP.Advertise)
		if err != nil {
			return fmt.Errorf("sip.advertise: %w", err)
		}
		sc.Advertise = addr
	}
	dir := a.centre.directory()
	a.loadMusic(dir)
	s, err := sip.New(sc, sip.Deps{
		Floor: sip.OfFloor(a.floor), Media: a.media, Registrations: registrations{a.db}, Dialogs: dialogs{a.db},
		Log: a.log, Metrics: a.reg, Music: a.music.of, Leg: a.leg, Prompt: a.music.prompt, Say: a.music.say, Take: a.takeRequest, Keeps: callbackHouse{a}.Enabled, Wait: a.board.waits.wait(a.floor.Now), Bar: a.bar,
		Rang:    func(call acd.CallID) { a.callbacks.book.Rang(string(call)) },
		Dialled: a.dialled, Aside: func(c sip.Aside) { a.rows.besideFloor(c, a.centre.directory().zone()) },
	}, sipDirectory(dir))
	if err != nil {
		if errors.Is(err, sip.ErrConfig) {
			return fmt.Errorf("what is configured, in the file and in the database together: %w", err)
		}
		return fmt.Errorf("sip: %w%s", err, listenHint(err))
	}
	if err := s.Start(ctx); err != nil {
		return errors.Join(err, closeSIP(s))
	}
	a.sip = s
	a.callbacks.newCall = s.NewCallID
	a.onClose("SIP", func(context.Context) error { return closeSIP(s) })
	a.centre.onChange(a.reloadSIP)
	a.whileOpen("lines of callbacks", a.callbacks.keepLines)
	return nil
}

// leg implements sip.Deps.Leg.
func (a *App) leg(r sip.LegReport) {
	a.rows.leg(r)
	a.callbacks.leg(r)
}

// dialled tells whom agents have called since a time, once the rows of before the start
// are written.
func (a *App) dialled(ctx context.Context, since time.Time) ([]sip.Dialled, error) {
	if err := a.rows.caughtUp(ctx); err != nil {
		return nil, err
	}
	list, err := a.db.Dialled(ctx, since)
	out := make([]sip.Dialled, len(list))
	for i, c := range list {
		out[i] = sip.Dialled{Agent: c.Agent, Number: c.Called}
		if c.Started > 0 {
			out[i].At = c.Started.Std()
		}
		if c.Answered > 0 {
			out[i].From, out[i].To = c.Answered.Std(), c.Ended.Std()
		}
	}
	return out, err
}

func closeSIP(s *sip.Server) error { s.Close(); return nil }

func addressOr(v string) string {
	if v == config.Off {
		return ""
	}
	return v
}

// sipAddresses are those that the edge listens on.
func (a *App) sipAddresses() string {
	var list []string
	if v := a.sip.UDPAddr(); v.IsValid() {
		list = append(list, v.String()+" (UDP)")
	}
	if v := a.sip.TCPAddr(); v.IsValid() {
		list = append(list, v.String()+" (TCP)")
	}
	return strings.Join(list, ", ")
}

// reloadSIP tells the edge what is configured now.
func (a *App) reloadSIP(d Directory) error {
	a.loadMusic(d)
	return a.sip.Reload(sipDirectory(d))
}

// loadMusic reads what callers hear. A file that is not there any more is no reason
// to leave them without a telephone.
func (a *App) loadMusic(d Directory) {
	if err := a.music.load(d); err != nil {
		a.log.Error().Err(err).Msg("sound files cannot be read: the house's tune is played for hold music, and no announcement")
	}
}

// sipDirectory is the directory as the edge needs it.
func sipDirectory(d Directory) sip.Directory {
	out := sip.Directory{Callers: map[string]int{}, Dial: d.dialLimits()}
	for _, a := range d.Agents {
		v := sip.Agent{ID: acd.AgentID(a.ID), Name: a.Name, Enabled: true, Show: d.shown(a.Agent), Service: d.behalf(a.Agent), AutoAnswer: a.AutoAnswer}
		for i, right := range centre.DialRights {
			if a.Dial == right {
				v.Dial = sip.DialRight(i)
			}
		}
		for _, c := range a.Credentials {
			v.Credentials = append(v.Credentials, sip.Credential{User: c.User, MD5: c.MD5, SHA256: c.SHA256})
		}
		out.Agents = append(out.Agents, v)
	}
	for _, t := range d.Trunks {
		v := sip.Trunk{Name: t.Name, Target: t.Target, TrustIdentity: t.Trust, Options: t.Options.D(), MaxCalls: t.Limit,
			NoDial: t.InboundOnly, Prefixes: t.Prefixes, Show: t.CallerID, User: t.User, Password: t.Password, Realm: t.Realm}
		for _, s := range t.Sources {
			if p, err := centre.ParseSource(s); err == nil { // checked before it was stored
				v.Sources = append(v.Sources, p)
			}
		}
		out.Trunks = append(out.Trunks, v)
	}
	for i := range d.Services {
		s := &d.Services[i]
		core := s.Core()
		out.Services = append(out.Services, sip.Service{
			ID: core.ID, Name: core.Name, Numbers: core.Numbers, Show: s.Shown(), Early: s.Answer == centre.AnswerEarly, Closed: closedPrompt(s),
			Language: s.Language, Menu: d.menuFor(s.Menu, s), Menus: d.menusOf(s), Announce: announce(s.Announce), Whisper: s.Whisper,
		})
	}
	for _, v := range d.VIPs {
		out.Callers[v.Caller] = v.Priority
	}
	return out
}

// closedPrompt is the announcement of a closed service.
func closedPrompt(s *centre.Service) string {
	if s.WhenClosed == nil {
		return ""
	}
	return s.WhenClosed.Prompt
}

// shown is the number that calls of an agent to the outside show: that of the first
// service in the best level.
func (d Directory) shown(a centre.Agent) string {
	best, number := 0, ""
	for i := range d.Services {
		s := &d.Services[i]
		if m, serves := a.Services[s.ID]; serves && s.Shown() != "" && (number == "" || m.Level < best) {
			best, number = m.Level, s.Shown()
		}
	}
	return number
}

// dialLimits are the limits of calls out.
func (d Directory) dialLimits() sip.DialLimits {
	l := sip.DialLimits{Minute: d.number(centre.SetDialMinute), AtOnce: d.number(centre.SetDialAtOnce), Day: d.number(centre.SetDialDay), Far: d.number(centre.SetDialFar)}
	minutes := func(key string) time.Duration { return time.Duration(d.number(key)) * time.Minute }
	l.Talk, l.FarTalk, l.AllFar = minutes(centre.SetDialTalk), minutes(centre.SetDialFarTalk), minutes(centre.SetDialAllFar)
	for i, key := range []string{centre.SetNightFrom, centre.SetNightTo} {
		if at, err := time.Parse("15:04", d.setting(key)); err == nil {
			l.Night[i] = time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute
		}
	}
	l.Location = d.zone()
	return l
}

// zone is the centre's.
func (d Directory) zone() *time.Location {
	if zone, err := time.LoadLocation(d.Profile.TimeZone); err == nil {
		return zone
	}
	return time.UTC // Profile.Check refuses it before
}

// setting is the value of a setting, or its default.
func (d Directory) setting(key string) string {
	if v, ok := d.Set[key]; ok {
		return v
	}
	s, _ := centre.SettingOf(key)
	return s.Default
}

func (d Directory) number(key string) int {
	n, _ := strconv.Atoi(d.setting(key)) // it was checked when it was set
	return n
}

// behalf is the service for which an agent calls when nothing else is said: the first
// one in the best level.
func (d Directory) behalf(a centre.Agent) (id acd.ServiceID) {
	best := 0
	for i := range d.Services {
		s := &d.Services[i]
		if m, serves := a.Services[s.ID]; serves && (id == "" || m.Level < best) {
			best, id = m.Level, acd.ServiceID(s.ID)
		}
	}
	return id
}

// phones tells the web about phones and trunks.
type phones struct{ a *App }

// Registrations implements web.Phones.
func (p phones) Registrations() []web.Registration {
	var out []web.Registration
	for _, r := range p.a.sip.Registrations() {
		out = append(out, web.Registration{
			Agent: string(r.Agent), Contact: r.Contact, Transport: r.Network, UserAgent: r.Software,
			Expires: r.Expires.UTC(), Reachable: r.Reachable,
		})
	}
	return out
}

// Trunks implements web.Phones.
func (p phones) Trunks() []web.TrunkState {
	var out []web.TrunkState
	for _, t := range p.a.sip.Trunks() {
		out = append(out, web.TrunkState{Name: t.Name, Up: t.Up, State: web.TrunkHealth(t.State), Calls: t.Calls, Since: t.Since})
	}
	return out
}

// ServiceOf implements web.Phones.
func (p phones) ServiceOf(number string) acd.ServiceID { return p.a.sip.ServiceOf(number) }

// MayDial implements web.Phones.
func (p phones) MayDial(agent, number, service string) (acd.Dial, error) {
	id := acd.AgentID(agent)
	cmd := acd.Dial{Call: p.a.sip.NewCallID(), Agent: id, Show: p.a.sip.Shown(id)}
	dir := p.a.centre.directory()
	if i := slices.IndexFunc(dir.Agents, func(a centre.StoredAgent) bool { return a.ID == agent }); i >= 0 {
		cmd.Service = dir.behalf(dir.Agents[i].Agent)
	}
	if service != "" {
		i := slices.IndexFunc(dir.Services, func(s centre.Service) bool { return s.ID == service })
		if i < 0 {
			return cmd, fault.New(fault.NotFound, "there is no service %q", service)
		}
		cmd.Service = acd.ServiceID(service)
		if show := dir.Services[i].Shown(); show != "" {
			cmd.Show = show
		}
	}
	if !slices.ContainsFunc(p.a.sip.Registrations(), func(r sip.Registration) bool { return r.Agent == id && r.Reachable }) {
		return cmd, fault.New(fault.Conflict, "the agent's phone is not registered, so it cannot ring")
	}
	n, to, err := p.a.sip.MayDial(id, number)
	cmd.Number, cmd.To = n, to
	if to != "" {
		cmd.Service = ""
	}
	return cmd, dialFault(agent, number, err)
}

// dialFault is what people read of a call that is not made.
func dialFault(agent, number string, err error) error {
	switch {
	case errors.Is(err, sip.ErrNoAgent):
		return fault.New(fault.NotFound, "there is no agent %q", agent)
	case errors.Is(err, sip.ErrDial):
		return fault.New(fault.Denied, "the agent may not call such numbers: see dial of the agent")
	case errors.Is(err, sip.ErrAtOnce):
		return fault.New(fault.Conflict, "%w", err) // waiting alone does not help
	case errors.Is(err, sip.ErrOften), errors.Is(err, sip.ErrDraining):
		return fault.New(fault.Overloaded, "%w", err)
	case err != nil:
		return fault.New(fault.Invalid, "%q: %w", acd.MaskNumber(number), err) // who calls a customer may see no more of it
	}
	return nil
}

// Emergency implements web.Phones.
func (p phones) Emergency(number string) bool { return sip.Emergency(number) }

// DialEmergency implements web.Phones.
func (p phones) DialEmergency(agent acd.AgentID, number string) (acd.CallID, error) {
	call, err := p.a.sip.DialEmergency(agent, number)
	return call, dialFault(string(agent), number, err)
}

// NewCallID implements web.Phones.
func (p phones) NewCallID() acd.CallID { return p.a.sip.NewCallID() }

// MayJoin implements web.Phones.
func (p phones) MayJoin(ctx context.Context, call acd.CallID) error {
	return controlled(p.a.sip.MayJoin(ctx, call))
}

// Answer implements web.Phones.
func (p phones) Answer(ctx context.Context, call acd.CallID, agent acd.AgentID) error {
	return controlled(p.a.sip.Answer(ctx, call, agent))
}

// Answerable implements web.Phones.
func (p phones) Answerable(ctx context.Context, call acd.CallID, agent acd.AgentID) (bool, error) {
	can, err := p.a.sip.Answerable(ctx, call, agent)
	return can, controlled(err)
}

// Hold implements web.Phones.
func (p phones) Hold(ctx context.Context, call acd.CallID, agent acd.AgentID, hold bool) error {
	return controlled(p.a.sip.Hold(ctx, call, agent, hold))
}

// SendKeys implements web.Phones.
func (p phones) SendKeys(ctx context.Context, call acd.CallID, agent acd.AgentID, keys string) error {
	return controlled(p.a.sip.SendDigits(ctx, call, agent, keys))
}

// controlled is an error of the edge as people get it.
func controlled(err error) error {
	switch {
	case errors.Is(err, sip.ErrNoCall):
		return fault.New(fault.NotFound, "%w", err)
	case errors.Is(err, sip.ErrNotTalking), errors.Is(err, sip.ErrCodec), errors.Is(err, sip.ErrCannotAnswer), errors.Is(err, sip.ErrJoined), errors.Is(err, sip.ErrPhoneHolds):
		return fault.New(fault.Conflict, "%w", err)
	case errors.Is(err, sip.ErrDigits):
		return fault.New(fault.Invalid, "%w", err)
	}
	return err
}
