package app

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/store"
)

// Names in the store of what is no thing of a kind.
const (
	settingHolidays = "centre.holidays"
	settingReasons  = "centre.reasons"
	settingPrefix   = "set." // of the registry's
)

// readMore reads what only people configure, never the file.
func (c *Centre) readMore(ctx context.Context, d *Directory) error {
	var err error
	if d.Teams, err = entities(ctx, c.db, store.Teams, (*centre.Team).Fill); err != nil {
		return err
	}
	if d.Hours, err = entities(ctx, c.db, store.Hours, (*centre.Hours).Fill); err != nil {
		return err
	}
	if d.Sounds, err = entities(ctx, c.db, store.Sounds, func(*centre.Sound) {}); err != nil {
		return err
	}
	if d.ChatCategories, err = entities(ctx, c.db, store.ChatCategories, (*centre.ChatCategory).Fill); err != nil {
		return err
	}
	if d.ChatSites, err = entities(ctx, c.db, store.ChatSites, (*centre.ChatSite).Fill); err != nil {
		return err
	}
	if d.ChatSchedules, err = entities(ctx, c.db, store.ChatSchedules, (*centre.ChatSchedule).Fill); err != nil {
		return err
	}
	for name, to := range map[string]any{settingHolidays: &d.Holidays, settingReasons: &d.Reasons} {
		v, err := c.db.Setting(ctx, name)
		if err != nil {
			return err
		}
		if v == "" {
			continue
		}
		if err := json.Unmarshal([]byte(v), to); err != nil {
			return fmt.Errorf("setting %s in the database is not readable: %w", name, err)
		}
	}
	d.Reasons = centre.FillReasons(d.Reasons)
	stored, err := c.db.SettingsOf(ctx, settingPrefix)
	if err != nil {
		return err
	}
	d.Set = map[string]string{}
	for name, v := range stored {
		if key := strings.TrimPrefix(name, settingPrefix); v != "" {
			d.Set[key] = v
		}
	}
	return nil
}

func entities[T any](ctx context.Context, db *store.DB, k store.Kind, fill func(*T)) ([]T, error) {
	stored, err := db.Entities(ctx, k)
	if err != nil {
		return nil, err
	}
	list := make([]T, 0, len(stored))
	for _, e := range stored {
		var v T
		if err := json.Unmarshal(e.Data, &v); err != nil {
			return nil, fmt.Errorf("%s %q in the database is not readable: %w", k, e.ID, err)
		}
		fill(&v)
		list = append(list, v)
	}
	return list, nil
}

// resolve works out what follows from several things together: the manager of an
// agent who belongs to a team, and the calendars of opening hours.
func (d *Directory) resolve() {
	managers := map[string]string{}
	for _, t := range d.Teams {
		managers[t.ID] = t.Manager
	}
	var agents []centre.StoredAgent
	for i := range d.Agents {
		m, known := managers[d.Agents[i].Team]
		if !known || d.Agents[i].Manager == m {
			continue
		}
		if agents == nil {
			agents = slices.Clone(d.Agents)
		}
		agents[i].Manager = m
	}
	if agents != nil {
		d.Agents = agents
	}
	zone := d.zone()
	d.calendars = make(map[string]*centre.Calendar, len(d.Hours))
	for _, h := range d.Hours {
		d.calendars[h.ID] = centre.NewCalendar(h, d.Holidays, zone)
	}
	d.duties = make(map[string]*centre.DutyCalendar, len(d.ChatSchedules))
	for i := range d.ChatSchedules {
		d.duties[d.ChatSchedules[i].ID] = d.ChatSchedules[i].Calendar(zone)
	}
}

// loose are references that lead nowhere.
func (d Directory) loose() []centre.Problem {
	list := d.looseAt(func(i int) string { return "service " + d.Services[i].ID }, func(i int) string { return "menu " + d.Menus[i].ID })
	for _, key := range []string{centre.SetAbusiveSound, centre.SetBarredSound} {
		name := d.setting(key)
		if name != "" && !slices.ContainsFunc(d.Sounds, func(s centre.Sound) bool { return centre.SoundPrefix+s.ID == name }) {
			list = append(list, centre.Problem{Path: key, Message: fmt.Sprintf("there is no sound %q", strings.TrimPrefix(name, centre.SoundPrefix))})
		}
	}
	return list
}

// looseAt are those of services and menus, whose paths begin as they are told.
func (d Directory) looseAt(service, menu func(i int) string) (list []centre.Problem) {
	hours, sounds, menus := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for i := range d.Menus {
		menus[d.Menus[i].ID] = true
	}
	for _, h := range d.Hours {
		hours[h.ID] = true
	}
	for _, s := range d.Sounds {
		sounds[centre.SoundPrefix+s.ID] = true
	}
	for i := range d.Services {
		s := &d.Services[i]
		at := service(i)
		if s.Hours != "" && !hours[s.Hours] {
			list = append(list, centre.Problem{Path: at + ".hours", Message: fmt.Sprintf("there are no hours %q", s.Hours)})
		}
		if s.Menu != "" && !menus[s.Menu] {
			list = append(list, centre.Problem{Path: at + ".menu", Message: fmt.Sprintf("there is no menu %q", s.Menu)})
		}
		for i, n := range s.Numbers {
			if n.Menu != "" && !menus[n.Menu] {
				list = append(list, centre.Problem{Path: fmt.Sprintf("%s.numbers[%d].menu", at, i), Message: fmt.Sprintf("there is no menu %q", n.Menu)})
			}
		}
		list = append(list, missing(s.SoundsAt(at), sounds)...)
	}
	for i := range d.Menus {
		list = append(list, missing(d.Menus[i].SoundsAt(menu(i)), sounds)...)
	}
	return list
}

// missing are the uploaded sounds that something names and that are not there.
func missing(named []centre.Spoken, sounds map[string]bool) (list []centre.Problem) {
	for _, s := range named {
		if id, uploaded := strings.CutPrefix(s.Name, centre.SoundPrefix); uploaded && !sounds[s.Name] {
			list = append(list, centre.Problem{Path: s.Path, Message: fmt.Sprintf("there is no sound %q", id)})
		}
	}
	return list
}

// core is a service as the floor has it at a moment: closed outside its hours.
func (d Directory) core(s *centre.Service, now time.Time) acd.Service {
	out := s.Core()
	if cal := d.calendars[s.Hours]; cal != nil && !cal.Open(now) {
		out.Closed = true
	}
	return out
}

// Teams implements web.Centre.
func (c *Centre) Teams() []centre.Team { return slices.Clone(c.directory().Teams) }

// ChatCategories implements web.Centre.
func (c *Centre) ChatCategories() []centre.ChatCategory {
	return slices.Clone(c.directory().ChatCategories)
}

// ChatSites implements web.Centre.
func (c *Centre) ChatSites() []centre.ChatSite { return slices.Clone(c.directory().ChatSites) }

// Menus implements web.Centre.
func (c *Centre) Menus() []centre.Menu { return slices.Clone(c.directory().Menus) }

// Hours implements web.Centre.
func (c *Centre) Hours() []centre.Hours { return slices.Clone(c.directory().Hours) }

// Sounds implements web.Centre.
func (c *Centre) Sounds() []centre.Sound { return slices.Clone(c.directory().Sounds) }

// Holidays implements web.Centre.
func (c *Centre) Holidays() []centre.Holiday { return slices.Clone(c.directory().Holidays) }

// Reasons implements web.Centre.
func (c *Centre) Reasons() []centre.Reason { return slices.Clone(c.directory().Reasons) }

// OpenNow implements web.Centre.
func (c *Centre) OpenNow(id string) (open bool, next time.Time) {
	d, now := c.directory(), c.clock()
	cal := d.calendars[id]
	if cal == nil {
		return false, time.Time{}
	}
	return cal.Open(now), cal.Next(now)
}
