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
}

// loose are references that lead nowhere.
func (d Directory) loose() (list []centre.Problem) {
	hours, sounds := map[string]bool{}, map[string]bool{}
	for _, h := range d.Hours {
		hours[h.ID] = true
	}
	for _, s := range d.Sounds {
		sounds[centre.SoundPrefix+s.ID] = true
	}
	for i := range d.Services {
		s := &d.Services[i]
		at := "service " + s.ID
		if s.Hours != "" && !hours[s.Hours] {
			list = append(list, centre.Problem{Path: at + ".hours", Message: fmt.Sprintf("there are no hours %q", s.Hours)})
		}
		for _, name := range s.Sounds() {
			if strings.HasPrefix(name, centre.SoundPrefix) && !sounds[name] {
				list = append(list, centre.Problem{Path: at, Message: fmt.Sprintf("there is no sound %q", strings.TrimPrefix(name, centre.SoundPrefix))})
			}
		}
	}
	for _, key := range []string{centre.SetAbusiveSound, centre.SetBarredSound} {
		if name := d.setting(key); name != "" && !sounds[name] {
			list = append(list, centre.Problem{Path: key, Message: fmt.Sprintf("there is no sound %q", strings.TrimPrefix(name, centre.SoundPrefix))})
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
