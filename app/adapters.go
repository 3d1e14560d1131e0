package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/acd/floor"
	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/people"
	"github.com/callfloor/callfloor/sip"
	"github.com/callfloor/callfloor/store"
)

// webFloor is the floor as the web needs it.
type webFloor struct {
	f       *floor.Floor
	reasons *reasons
}

// Do implements web.Floor.
func (w webFloor) Do(ctx context.Context, cmds ...acd.Command) ([]acd.Event, error) {
	r, err := w.f.Do(ctx, cmds...)
	return r.Events, overloaded(err)
}

// State implements web.Floor.
func (w webFloor) State(ctx context.Context) (acd.State, error) {
	s, _, err := w.f.Snapshot(ctx)
	return s, overloaded(err)
}

// Agent implements web.Floor.
func (w webFloor) Agent(ctx context.Context, id acd.AgentID) (a acd.AgentStatus, err error) {
	err = w.f.Query(ctx, func(core *acd.Floor) { a, _ = core.Agent(id) })
	return a, overloaded(err)
}

// Explain implements web.Floor.
func (w webFloor) Explain(ctx context.Context, call acd.CallID, agent acd.AgentID) (why acd.WhyNot, detail string, offer *acd.Explanation, err error) {
	err = w.f.Query(ctx, func(core *acd.Floor) { why, detail = core.Explain(call, agent) })
	return why, detail, w.reasons.of(call, agent), overloaded(err)
}

// registrations keeps phones' bindings in the store.
type registrations struct{ db *store.DB }

func bindingID(agent acd.AgentID, contact string) string { return string(agent) + " " + contact }

// SaveBinding implements sip.Registrations.
func (r registrations) SaveBinding(ctx context.Context, b sip.Binding) error {
	data, err := json.Marshal(b)
	if err != nil {
		return fmt.Errorf("encode a binding: %w", err)
	}
	return r.db.PutRegistration(ctx, store.Stored{ID: bindingID(b.Agent, b.Contact), Owner: string(b.Agent), Data: data, Expires: b.Expires})
}

// DeleteBinding implements sip.Registrations.
func (r registrations) DeleteBinding(ctx context.Context, agent acd.AgentID, contact string) error {
	return r.db.DeleteRegistration(ctx, bindingID(agent, contact))
}

// Bindings implements sip.Registrations.
func (r registrations) Bindings(ctx context.Context) ([]sip.Binding, error) {
	list, err := r.db.Registrations(ctx)
	if err != nil {
		return nil, err
	}
	return decodeAll[sip.Binding](list)
}

// dialogs keeps live dialogs in the store.
type dialogs struct{ db *store.DB }

// WriteDialogs implements sip.Dialogs.
func (d dialogs) WriteDialogs(ctx context.Context, save []sip.Dialog, gone []string) error {
	put := make([]store.Stored, len(save))
	for i, v := range save {
		data, err := json.Marshal(v)
		if err != nil {
			return fmt.Errorf("encode a dialog: %w", err)
		}
		put[i] = store.Stored{ID: v.ID, Data: data}
	}
	return d.db.WriteDialogs(ctx, put, gone)
}

// Dialogs implements sip.Dialogs.
func (d dialogs) Dialogs(ctx context.Context) ([]sip.Dialog, error) {
	list, err := d.db.Dialogs(ctx)
	if err != nil {
		return nil, err
	}
	return decodeAll[sip.Dialog](list)
}

func decodeAll[T any](list []store.Stored) ([]T, error) {
	out := make([]T, 0, len(list))
	for _, s := range list {
		var v T
		if err := json.Unmarshal(s.Data, &v); err != nil {
			return nil, fmt.Errorf("row %q is not readable: %w", s.ID, err)
		}
		out = append(out, v)
	}
	return out, nil
}

// tidyPause is the time between two transactions of tidy, for everybody else.
const tidyPause = 50 * time.Millisecond

// tidyOnce deletes what is past its time: log-ins, rows of calls, lines of the
// access log, notes and drafts.
func (a *App) tidyOnce(ctx context.Context) error {
	now := time.Now()
	err := a.db.DeleteOldLogins(ctx, now.Add(-people.LoginLasts), now.Add(-people.LoginUnused))
	for _, old := range []struct {
		del  func(context.Context, time.Time) (more bool, err error)
		keep time.Duration
	}{{a.db.DeleteOldRows, a.keeps(centre.SetKeepRows, a.cfg.Limits.KeepRows)}, {a.db.DeleteOldAccess, a.keeps(centre.SetKeepAccess, a.cfg.Limits.KeepAccessLog)},
		{a.db.DeleteOldNotes, a.keeps(centre.SetKeepNotes, a.cfg.Limits.KeepNotes)}, {a.db.DeleteOldCallbacks, a.keeps(centre.SetKeepNotes, a.cfg.Limits.KeepNotes)}, {a.db.DeleteOldSMS, a.keeps(centre.SetKeepNotes, a.cfg.Limits.KeepNotes)}, {a.db.DeleteOldChats, a.keeps(centre.SetKeepChats, 0)}, {a.db.DeleteOldKeys, 0}, {a.db.DeleteOldDrafts, keepDrafts}} {
		for {
			more, derr := old.del(ctx, now.Add(-old.keep))
			if err = errors.Join(err, derr); derr != nil || !more {
				break
			}
			select {
			case <-time.After(tidyPause):
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	}
	return err
}

// keeps is how long something is kept: as set on screen, else as the file says.
func (a *App) keeps(key string, file centre.Duration) time.Duration {
	if days, err := strconv.Atoi(a.centre.Setting(key)); err == nil && days > 0 {
		return time.Duration(days) * 24 * time.Hour
	}
	return file.D()
}

// tidy runs tidyOnce again and again.
func (a *App) tidy(ctx context.Context) {
	t := time.NewTicker(tidyEvery)
	defer t.Stop()
	for {
		err := a.tidyOnce(ctx)
		if a.jobs.done(jobTidy, err); err != nil && ctx.Err() == nil {
			a.log.Error().Err(err).Msg("what is past its time could not be deleted")
		}
		select {
		case <-t.C:
		case <-ctx.Done():
			return
		}
	}
}
