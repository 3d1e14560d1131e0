package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
	"github.com/callfloor/callfloor/store"
	"github.com/callfloor/callfloor/web"
)

// Change implements web.Centre.
func (c *Centre) Change(ctx context.Context, by people.Author, action, target string, build func() ([]web.Edit, error)) error {
	ctx, end, err := c.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	edits, err := build()
	if err != nil || len(edits) == 0 {
		return err
	}
	return c.edit(ctx, people.NewChange(by, action, target), edits)
}

// edit carries out a change in whose turn it is: it is checked as a whole, taken
// off the floor where something goes, stored with its record, and then told.
func (c *Centre) edit(ctx context.Context, rec people.Change, edits []web.Edit) error {
	next := c.dir
	next.owned = map[string]bool{}
	commit := store.Commit{Kinds: map[store.Kind]store.Changes{}, Settings: map[string]string{}}
	var drops []acd.Command
	for _, e := range edits {
		if e.Person != nil {
			commit.Create = append(commit.Create, *e.Person)
			commit.Also = append(commit.Also, people.NewChange(rec.Author, "user_created", "user:"+e.ID, people.Edit{Kind: e.Kind, ID: e.ID, After: e.After}))
			continue
		}
		k, ok := kinds[e.Kind]
		if !ok {
			return fault.New(fault.Invalid, "there is no kind of thing %q", e.Kind)
		}
		before := k.get(&next, e.ID)
		if err := e.May(before != nil, func() string { return k.version(&next, e.ID) }); err != nil {
			return err
		}
		if e.After == nil && before == nil {
			return fault.New(fault.NotFound, "there is no %s %q", k.one, e.ID)
		}
		after, err := k.put(c, &next, e.ID, e.After)
		if err != nil {
			return err
		}
		if bytes.Equal(before, after) && after != nil {
			continue
		}
		rec.Edits = append(rec.Edits, people.Edit{Kind: e.Kind, ID: e.ID, Before: before, After: after})
		if after == nil && k.drop != nil {
			drops = append(drops, k.drop(e.ID))
		}
		k.store(&commit, e.ID, after)
	}
	if len(rec.Edits) == 0 && len(commit.Create) == 0 {
		return nil // nothing is other than it was
	}
	next.owned = nil
	next.resolve()
	if wrong := centre.NewProblems(c.dir.problems(), next.problems()); len(wrong) > 0 {
		return c.inUse(rec, next, wrong)
	}
	if wrong := centre.NewProblems(centre.CheckSettings(c.dir.setting), centre.CheckSettings(next.setting)); len(wrong) > 0 {
		return invalid(wrong)
	}
	if len(rec.Edits) > 0 {
		commit.Change = rec
	}
	if err := c.takeOff(ctx, drops); err != nil {
		return err
	}
	if err := c.db.Commit(ctx, commit); err != nil {
		if len(drops) > 0 {
			c.part()
		}
		return err
	}
	now := c.clock()
	puts := slices.DeleteFunc(differences(c.dir.asState(now), next, now), func(cmd acd.Command) bool {
		switch cmd.(type) {
		case acd.PutService, acd.PutAgent:
			return false
		}
		return true
	})
	return errors.Join(c.become(next), c.follow(ctx, puts...)) // it is stored: now it must come true
}

// takeOff takes things off the floor, which may refuse.
func (c *Centre) takeOff(ctx context.Context, cmds []acd.Command) error {
	for i, cmd := range cmds {
		err := c.apply(ctx, cmd)
		if err == nil {
			continue
		}
		if i > 0 || !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.Invalid) { // those the floor refused
			c.part()
		}
		return err
	}
	return nil
}

// inUse turns what is wrong after something was taken away into what people
// understand.
func (c *Centre) inUse(rec people.Change, next Directory, wrong []centre.Problem) error {
	for _, e := range rec.Edits {
		if e.After != nil {
			continue
		}
		if e.Kind == string(store.Services) {
			var serve []string
			for _, a := range next.Agents {
				if _, ok := a.Services[e.ID]; ok {
					serve = append(serve, a.ID)
				}
			}
			if len(serve) > 0 {
				return fault.New(fault.Conflict, "the service %q is still served: take it from %s first", e.ID, strings.Join(serve, ", "))
			}
		}
		var where []string
		for _, p := range wrong {
			if at := strings.TrimPrefix(p.Path, "."); !slices.Contains(where, at) {
				where = append(where, at)
			}
		}
		return fault.New(fault.Conflict, "the %s %q is still in use: %s", kinds[e.Kind].one, e.ID, strings.Join(where, "; "))
	}
	return invalid(wrong)
}

// Undo implements web.Centre.
func (c *Centre) Undo(ctx context.Context, by people.Author, id string) error {
	ctx, end, err := c.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	ch, err := c.db.Change(ctx, id)
	if err != nil {
		return err
	}
	if ch.UndoneBy != "" {
		return fault.New(fault.Conflict, "the change has been undone already")
	}
	var edits []web.Edit
	for _, e := range slices.Backward(ch.Edits) {
		k, ok := kinds[e.Kind]
		if !ok {
			return fault.New(fault.Conflict, "a change of %s cannot be undone here", e.Kind)
		}
		if !c.stands(&c.dir, k, e) {
			return c.newer(ctx, k.one, e)
		}
		edits = append(edits, web.Edit{Kind: e.Kind, ID: e.ID, After: e.Before})
	}
	rec := people.NewChange(by, "undone", ch.Target)
	rec.Undoes = ch.ID
	err = c.edit(ctx, rec, edits)
	if fault.Is(err, fault.Invalid) {
		return fault.New(fault.Conflict, "what was before does not fit what is now: %s", err)
	}
	return err
}

// Stands implements web.Centre.
func (c *Centre) Stands(e people.Edit) bool {
	k, ok := kinds[e.Kind]
	d := c.directory()
	return ok && c.stands(&d, k, e)
}

// stands reports whether a thing is still what an edit made of it.
func (c *Centre) stands(d *Directory, k kind, e people.Edit) bool {
	return bytes.Equal(k.get(d, e.ID), k.normal(c, e.ID, e.After))
}

// newer says what stands in the way of an undo.
func (c *Centre) newer(ctx context.Context, one string, e people.Edit) error {
	list, err := c.db.ChangeLog(ctx, nil, 0, 1000)
	if err != nil {
		return err
	}
	for _, ch := range list {
		if slices.ContainsFunc(ch.Edits, func(o people.Edit) bool { return o.Kind == e.Kind && o.ID == e.ID }) {
			return fault.New(fault.Conflict, "the %s %q was changed since, by %s at %s: undo that first", one, e.ID, ch.Author.Actor, ch.At.In(c.directory().zone()).Format("2006-01-02 15:04"))
		}
	}
	return fault.New(fault.Conflict, "the %s %q was changed since, by the configuration file", one, e.ID)
}

// Version implements web.Centre.
func (c *Centre) Version(kind, id string) string {
	k, ok := kinds[kind]
	if !ok {
		return ""
	}
	d := c.directory()
	return k.version(&d, id)
}

// Changes implements web.Centre.
func (c *Centre) Changes(ctx context.Context, targets []string, before int64, limit int) ([]people.Change, error) {
	return c.db.ChangeLog(ctx, targets, before, limit)
}

// ChangeOf implements web.Centre.
func (c *Centre) ChangeOf(ctx context.Context, id string) (people.Change, error) {
	return c.db.Change(ctx, id)
}

// PutService implements web.Centre.
func (c *Centre) PutService(ctx context.Context, by people.Author, s centre.Service, create bool, version string) (centre.Service, error) {
	s.Fill()
	err := c.Change(ctx, by, "service_changed", "service:"+s.ID, one(web.KindServices, s.ID, s, create, version))
	return s, err
}

// PutAgent implements web.Centre.
func (c *Centre) PutAgent(ctx context.Context, by people.Author, a centre.Agent, create bool, version string) (centre.Agent, error) {
	a.Fill()
	err := c.Change(ctx, by, "agent_changed", "agent:"+a.ID, one(web.KindAgents, a.ID, a, create, version))
	a.SIPPassword = ""
	return a, err
}

// DeleteService implements web.Centre.
func (c *Centre) DeleteService(ctx context.Context, by people.Author, id string) error {
	return c.Change(ctx, by, "service_deleted", "service:"+id, gone(web.KindServices, id))
}

// DeleteAgent implements web.Centre.
func (c *Centre) DeleteAgent(ctx context.Context, by people.Author, id string) error {
	return c.Change(ctx, by, "agent_deleted", "agent:"+id, func() ([]web.Edit, error) {
		edits := []web.Edit{{Kind: web.KindAgents, ID: id, Must: web.MustExist}}
		if _, has := c.dir.duties[id]; has { // who is added under this id later is somebody else
			edits = append(edits, web.Edit{Kind: web.KindChatSchedules, ID: id})
		}
		return edits, nil
	})
}

// one is a change of one thing, of which version was loaded.
func one(kind, id string, v any, create bool, version string) func() ([]web.Edit, error) {
	return func() ([]web.Edit, error) {
		must := web.MustExist
		if create {
			must = web.MustNotExist
		}
		return []web.Edit{{Kind: kind, ID: id, After: json.RawMessage(asJSON(v)), Must: must, Version: version}}, nil
	}
}

func gone(kind, id string) func() ([]web.Edit, error) {
	return func() ([]web.Edit, error) { return []web.Edit{{Kind: kind, ID: id, Must: web.MustExist}}, nil }
}
