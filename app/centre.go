package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/app/config"
	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/store"
	"github.com/callfloor/callfloor/web"
)

// Settings of the centre that are edited on screen.
const (
	settingName     = "centre.name"
	settingTimeZone = "centre.time_zone"
	settingLanguage = "centre.language"
	settingFile     = "centre.file" // version of the file's three that was applied last
)

// Centre holds what is configured: rows in the store, the file that they come
// from, and the parts of the program that must know when they change. A change
// is checked as a whole, stored, and then told to the floor and the SIP edge.
type Centre struct {
	db    *store.DB
	log   zerolog.Logger
	file  string                                               // "" without one
	music *music                                               // the sound files that services name
	state func(ctx context.Context) (acd.State, error)         // the floor
	apply func(ctx context.Context, cmds ...acd.Command) error // the floor
	told  []func(Directory) error                              // the SIP edge, the web

	noOpenChats func(ctx context.Context, site string) error // fails where a chat site has some; nil: there are no chats

	unsettled chan struct{} // capacity 1, full when the floor may not be what is configured
	settling  sync.WaitGroup

	turn chan struct{}  // capacity 1, full while something is changed: one change at a time
	cfg  *config.Config // of whose turn it is

	mu  sync.RWMutex // guards the rest, which only a change may alter; never held while the database is asked
	dir Directory

	clock func() time.Time // of opening hours
	wake  chan struct{}    // capacity 1: opening hours may have changed
}

// editWithin bounds how long a change waits for its turn and for the database.
const editWithin = 4 * time.Second

// begin waits for the turn to change something. It returns the context of the
// change and what ends the turn.
func (c *Centre) begin(ctx context.Context) (context.Context, func(), error) {
	ctx, cancel := context.WithTimeout(ctx, editWithin)
	select {
	case c.turn <- struct{}{}:
		return ctx, func() { <-c.turn; cancel() }, nil
	case <-ctx.Done():
		cancel()
		return ctx, nil, fault.New(fault.Overloaded, "another change is waiting for the database: try again in some seconds")
	}
}

// become makes d the directory and tells who asked for it. What the SIP edge does
// not take was not checked well enough before: that is a fault of ours.
func (c *Centre) become(d Directory) error {
	c.mu.Lock()
	c.dir = d
	c.mu.Unlock()
	c.music.know(d.Sounds)
	c.rouse()
	var errs []error
	for _, told := range c.told {
		errs = append(errs, told(d))
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("the change is stored, but not everywhere in effect: %w", err)
	}
	return nil
}

// Directory is everything configured at one moment. It is never changed: a
// change makes a new one.
type Directory struct {
	Services       []centre.Service
	Menus          []centre.Menu
	Agents         []centre.StoredAgent
	Trunks         []centre.Trunk
	VIPs           []config.VIP
	Teams          []centre.Team
	Hours          []centre.Hours
	Sounds         []centre.Sound
	ChatCategories []centre.ChatCategory
	ChatSites      []centre.ChatSite
	ChatSchedules  []centre.ChatSchedule
	Holidays       []centre.Holiday
	Reasons        []centre.Reason   // filled
	Set            map[string]string // settings that were set, by key
	Profile        web.Profile

	calendars map[string]*centre.Calendar     // of Hours, by id
	duties    map[string]*centre.DutyCalendar // of ChatSchedules, by agent
	named     map[store.Kind][]string         // ids of what the configuration file names
	owned     map[string]bool                 // while a change is made: lists that are its own copies, by kind
}

// openCentre reads the store and brings it up to the file. Where both together
// cannot be, it fails and leaves the store as it was.
func openCentre(ctx context.Context, db *store.DB, cfg *config.Config, file string, music *music, log zerolog.Logger) (*Centre, error) {
	c := &Centre{
		db: db, log: log, file: file, cfg: cfg, music: music, turn: make(chan struct{}, 1), unsettled: make(chan struct{}, 1),
		apply: func(context.Context, ...acd.Command) error { return nil }, clock: time.Now, wake: make(chan struct{}, 1),
	}
	if err := c.readProfile(ctx); err != nil {
		return nil, err
	}
	m, err := c.merge(ctx, cfg)
	if err != nil {
		return nil, err
	}
	if err := db.PutEntities(ctx, m.changed); err != nil {
		return nil, err
	}
	c.dir = m.dir
	c.sayLeft(m)
	return c, nil
}

func (c *Centre) readProfile(ctx context.Context) error {
	p := web.Profile{Name: c.cfg.Name, TimeZone: c.cfg.TimeZone, Language: c.cfg.Language}
	hash, err := hashOf(p)
	if err != nil {
		return err
	}
	applied, err := c.db.Setting(ctx, settingFile)
	if err != nil {
		return err
	}
	if hash != applied { // the file changed: it counts again
		for name, v := range map[string]string{settingName: "", settingTimeZone: "", settingLanguage: "", settingFile: hash} {
			if err := c.db.SetSetting(ctx, name, v); err != nil {
				return err
			}
		}
	}
	for name, to := range map[string]*string{settingName: &p.Name, settingTimeZone: &p.TimeZone, settingLanguage: &p.Language} {
		v, err := c.db.Setting(ctx, name)
		if err != nil {
			return err
		}
		if v != "" {
			*to = v
		}
	}
	c.dir.Profile = p
	return nil
}

// connect tells the floor what is configured, now and after every change. state
// returns the floor as it is. The caller calls stop before the floor ends.
func (c *Centre) connect(ctx context.Context, state func(context.Context) (acd.State, error), apply func(context.Context, ...acd.Command) error) (stop func(), err error) {
	c.state, c.apply = state, apply
	if err := c.settle(ctx); err != nil {
		return nil, fmt.Errorf("tell the floor what is configured: %w", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	c.settling.Go(func() { c.keepSettled(ctx) })
	return func() { cancel(); c.settling.Wait() }, nil
}

// settle makes the floor what is configured.
func (c *Centre) settle(ctx context.Context) error {
	st, err := c.state(ctx)
	if err != nil {
		return err
	}
	return c.apply(ctx, differences(st, c.directory(), c.clock())...)
}

// settleAgain is the time between two tries to make the floor what is configured.
const settleAgain = time.Second

// keepSettled makes the floor what is configured after a change that the floor, or
// the database, took only in part.
func (c *Centre) keepSettled(ctx context.Context) {
	for {
		select {
		case <-c.unsettled:
		case <-ctx.Done():
			return
		}
		for failed := false; ; failed = true {
			tctx, end, err := c.begin(ctx)
			if err == nil {
				err = c.settle(tctx)
				end()
			}
			if err == nil {
				c.log.Info().Msg("the floor is what is configured again")
				break
			}
			if !failed && ctx.Err() == nil {
				c.log.Error().Err(fault.WithCause(err)).Msg("the floor is not what is configured: it is tried again until it is")
			}
			select {
			case <-time.After(settleAgain):
			case <-ctx.Done():
				return
			}
		}
	}
}

// part notes that a change may have been taken only in part.
func (c *Centre) part() {
	select {
	case c.unsettled <- struct{}{}:
	default: // noted already
	}
}

// follow tells the floor of a change that is stored. A floor that has no room now
// follows later.
func (c *Centre) follow(ctx context.Context, cmds ...acd.Command) error {
	err := c.apply(context.WithoutCancel(ctx), cmds...)
	if fault.Is(err, fault.Overloaded) {
		c.part()
		return nil
	}
	return err
}

// onChange has a part of the program told what is configured after every change.
// Parts ask for it at the start, before anything can change.
func (c *Centre) onChange(told func(Directory) error) {
	c.told = append(c.told, told)
}

// directory returns what is configured.
func (c *Centre) directory() Directory {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.dir
}

// differences are the commands that make the floor's configuration that of d.
func differences(state acd.State, d Directory, now time.Time) []acd.Command {
	var cmds []acd.Command
	services := map[acd.ServiceID]string{}
	for _, s := range state.Services {
		services[s.Service.ID] = asJSON(s.Service)
	}
	agents := map[acd.AgentID]string{}
	for _, a := range state.Agents {
		agents[a.Agent.ID] = asJSON(a.Agent)
	}
	for i := range d.Services {
		if s := d.core(&d.Services[i], now); services[s.ID] != asJSON(s) {
			cmds = append(cmds, acd.PutService{Service: s})
		}
		delete(services, acd.ServiceID(d.Services[i].ID))
	}
	for i := range d.Agents {
		if a := d.Agents[i].Core(); agents[a.ID] != asJSON(a) {
			cmds = append(cmds, acd.PutAgent{Agent: a})
		}
		delete(agents, acd.AgentID(d.Agents[i].ID))
	}
	for _, a := range state.Agents {
		if _, left := agents[a.Agent.ID]; left {
			cmds = append(cmds, acd.SetState{Agent: a.Agent.ID, State: acd.LoggedOut, By: "configuration"}, acd.DeleteAgent{Agent: a.Agent.ID})
		}
	}
	for _, s := range state.Services {
		if _, left := services[s.Service.ID]; left {
			cmds = append(cmds, acd.DeleteService{Service: s.Service.ID})
		}
	}
	return cmds
}

func asJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// Named implements web.Centre.
func (c *Centre) Named(kind, id string) bool {
	return slices.Contains(c.directory().named[store.Kind(kind)], id)
}

// Services implements web.Centre.
func (c *Centre) Services(context.Context) ([]centre.Service, error) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return slices.Clone(c.dir.Services), nil
}

// Agents implements web.Centre.
func (c *Centre) Agents(context.Context) ([]centre.Agent, error) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	list := make([]centre.Agent, len(c.dir.Agents))
	for i, a := range c.dir.Agents {
		list[i] = a.Agent
	}
	return list, nil
}

// Agent implements web.Centre.
func (c *Centre) Agent(_ context.Context, id string) (centre.Agent, bool, error) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	for _, a := range c.dir.Agents {
		if a.ID == id {
			return a.Agent, true, nil
		}
	}
	return centre.Agent{}, false, nil
}

// Trunks implements web.Centre.
func (c *Centre) Trunks(context.Context) ([]centre.Trunk, error) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return slices.Clone(c.dir.Trunks), nil
}

// invalid turns problems into an error for people.
func invalid(list []centre.Problem) error {
	if len(list) == 0 {
		return nil
	}
	lines := make([]string, len(list))
	for i, p := range list {
		lines[i] = strings.TrimPrefix(p.Path, ".") + " " + p.Text(p.First)
	}
	return fault.New(fault.Invalid, "%s", strings.Join(lines, "; "))
}

func serviceID(s centre.Service) string   { return s.ID }
func agentID(a centre.StoredAgent) string { return a.ID }
func trunkName(t centre.Trunk) string     { return t.Name }
func menuID(m centre.Menu) string         { return m.ID }

// problems looks at a whole directory, so that nothing is doubled and every
// reference leads somewhere.
func (d Directory) problems() []centre.Problem {
	agents := make([]centre.Agent, len(d.Agents))
	for i, a := range d.Agents {
		agents[i] = a.Agent
	}
	list := centre.Unique(d.Services, agents, d.Trunks)
	known := func(id string) bool {
		return slices.ContainsFunc(d.Services, func(s centre.Service) bool { return s.ID == id })
	}
	for i := range d.Services {
		list = append(list, d.Services[i].Check("service "+d.Services[i].ID, known)...)
	}
	for i := range d.Menus {
		list = append(list, d.Menus[i].Check("menu "+d.Menus[i].ID, known)...)
	}
	for i := range d.Agents {
		list = append(list, d.Agents[i].Check("agent "+d.Agents[i].ID, known)...)
	}
	for i := range d.Trunks {
		list = append(list, d.Trunks[i].Check("trunk "+d.Trunks[i].Name)...)
	}
	for i := range d.Teams {
		list = append(list, d.Teams[i].Check("team "+d.Teams[i].ID)...)
	}
	for i := range d.Hours {
		list = append(list, d.Hours[i].Check("hours "+d.Hours[i].ID)...)
	}
	for i := range d.Sounds {
		list = append(list, d.Sounds[i].Check("sound "+d.Sounds[i].ID)...)
	}
	for i := range d.ChatCategories {
		list = append(list, d.ChatCategories[i].Check("chat category "+d.ChatCategories[i].ID)...)
	}
	for i := range d.ChatSites {
		list = append(list, d.ChatSites[i].Check("chat site "+d.ChatSites[i].ID)...)
	}
	for i := range d.ChatSchedules {
		list = append(list, d.ChatSchedules[i].Check("chat schedule "+d.ChatSchedules[i].ID)...)
	}
	list = append(list, centre.CheckChat(d.ChatCategories, d.ChatSites, agents)...)
	list = append(list, centre.CheckOutside(d.Services, d.Menus, func(i int) string { return "service " + d.Services[i].ID }, func(i int) string { return "menu " + d.Menus[i].ID })...)
	list = append(list, centre.CheckHolidays(d.Holidays)...)
	list = append(list, centre.CheckReasons(d.Reasons)...)
	return append(list, d.loose()...)
}

// asState is the floor's view of a directory, for differences.
func (d Directory) asState(now time.Time) acd.State {
	var st acd.State
	for i := range d.Services {
		st.Services = append(st.Services, acd.ServiceState{Service: d.core(&d.Services[i], now)})
	}
	for i := range d.Agents {
		st.Agents = append(st.Agents, acd.AgentStatus{Agent: d.Agents[i].Core()})
	}
	return st
}

// Profile implements web.Centre.
func (c *Centre) Profile() web.Profile { return c.directory().Profile }
