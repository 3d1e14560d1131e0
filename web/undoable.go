package web

import (
	"bytes"
	"context"
	"time"

	"github.com/callfloor/callfloor/people"
)

// Why an undo would be refused.
const (
	undoneAlready = "undone"
	changedLater  = "later"
	ownRights     = "own"
	revokedBefore = "revoked"
)

// present is what changes are held against while they are listed: what is there now of
// persons, keys and displays, read once.
type present struct {
	s        *Server
	users    map[string]people.User // by log-in
	keys     map[string]bool        // that are valid
	displays map[string]bool
}

// noUndo says why an undo of the change would be refused, as undo and what it calls do
// when it is asked for; "" where nothing is known that stands in its way.
func (p *present) noUndo(ctx context.Context, c people.Change) (string, error) {
	if c.UndoneBy != "" {
		return undoneAlready, nil
	}
	for _, e := range c.Edits {
		why, err := p.against(ctx, c, e)
		if why != "" || err != nil {
			return why, err
		}
	}
	return "", nil
}

func (p *present) against(ctx context.Context, c people.Change, e people.Edit) (string, error) {
	stands, err := true, error(nil)
	switch e.Kind {
	case KindUsers:
		return p.person(ctx, e)
	case KindKeys:
		err = p.readKeys(ctx)
		return revocable(p.keys, c, e), err
	case KindDisplays:
		err = p.readDisplays(ctx)
		return revocable(p.displays, c, e), err
	case KindForms, KindDispositions, KindTemplates:
		stands, err = p.s.Desk.StandsDesk(ctx, e)
	case KindSMSCategories, KindSMSTemplates:
		stands, err = p.s.SMS.StandsSMS(ctx, e)
	case KindChatTemplates, KindChatWords:
		stands, err = p.s.Chats.StandsChat(ctx, e)
	case KindHooks:
		stands, err = p.s.Hooks.HookStands(ctx, e)
	default:
		stands = p.s.Centre.Stands(e)
	}
	if !stands {
		return changedLater, err
	}
	return "", err
}

// person is noUndo for a change of a person.
func (p *present) person(ctx context.Context, e people.Edit) (string, error) {
	if p.users == nil {
		list, err := p.s.People.Users(ctx)
		if err != nil {
			return "", err
		}
		p.users = map[string]people.User{}
		for _, u := range list {
			p.users[u.Login] = u
		}
	}
	u, there := p.users[e.ID]
	if !there || !bytes.Equal(userEdit(&u, &u).After, e.After) {
		return changedLater, nil
	}
	was, err := userBefore(u, e)
	if err == nil && ownUndo(ctx, u, was) {
		return ownRights, nil
	}
	return "", err
}

// revocable is noUndo for the making or revoking of a key or display token.
func revocable(valid map[string]bool, c people.Change, e people.Edit) string {
	switch {
	case valid[e.ID] != (e.After != nil):
		return changedLater
	case e.After == nil && time.Since(c.At) > revokedFor:
		return revokedBefore
	}
	return ""
}

func (p *present) readKeys(ctx context.Context) error {
	if p.keys != nil {
		return nil
	}
	list, err := p.s.People.APIKeys(ctx)
	p.keys = map[string]bool{}
	for _, k := range list {
		p.keys[k.ID] = true
	}
	return err
}

func (p *present) readDisplays(ctx context.Context) error {
	if p.displays != nil {
		return nil
	}
	list, err := p.s.People.DisplayTokens(ctx)
	p.displays = map[string]bool{}
	for _, d := range list {
		p.displays[d.ID] = true
	}
	return err
}
