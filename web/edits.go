package web

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
)

// The kinds of things that a change can be of.
const (
	KindServices       = "services"
	KindAgents         = "agents"
	KindTrunks         = "trunks"
	KindTeams          = "teams"
	KindHours          = "hours"
	KindSounds         = "sounds"
	KindMenus          = "menus"
	KindChatCategories = "chat_topics"
	KindChatSites      = "chat_sites"
	KindSettings       = "settings" // of the registry, and the three that follow

	// Changed and undone here, not by Centre.
	KindUsers        = "users"
	KindForms        = "forms"
	KindDispositions = "dispositions"
	KindTemplates    = "templates"
	KindKeys         = "api-keys"
	KindDisplays     = "displays"
	KindHooks        = "webhooks"
)

// Settings that are not of the registry.
const (
	SettingProfile  = "centre.profile"
	SettingHolidays = "centre.holidays"
	SettingReasons  = "centre.reasons"
)

// Must says what an edit takes for granted.
type Must int

// What an edit takes for granted.
const (
	MustNothing Must = iota
	MustExist
	MustNotExist
)

// Edit makes one thing what After says; without After it goes.
type Edit struct {
	Kind    string
	ID      string
	After   json.RawMessage
	Must    Must
	Version string // that it must have, as Centre.Version names it; "" is any

	// Person is somebody who is added with the other things, in the same transaction and
	// with a record of their own (KindUsers, After is what the record says); nil for a thing.
	Person *people.User
}

// Versioned is what can be changed by several people: its version goes out with it
// and comes back with the change.
type Versioned struct {
	Version string `json:"version,omitempty" maxLength:"64" doc:"of what was loaded: a change that sends it is refused (409) where somebody else has changed the thing since; left out: whatever it is" example:"5d0c6dbe0e0aa1f3"`
}

// May refuses an edit of a thing that is not as was taken for granted. version is that
// of the thing as it is.
func (e Edit) May(exists bool, version func() string) error {
	switch {
	case exists && e.Version != "" && e.Version != version():
		return desk.ErrChanged(singular(e.Kind))
	case e.Must == MustExist && !exists:
		return fault.New(fault.NotFound, "there is no %s %q", singular(e.Kind), e.ID)
	case e.Must == MustNotExist && exists:
		return fault.New(fault.Conflict, "the %s %q exists already", singular(e.Kind), e.ID)
	}
	return nil
}

func singular(kind string) string {
	if kind == KindHours {
		return "opening hours"
	}
	return kind[:len(kind)-1]
}

// put is an edit of one thing, of which version was loaded.
func put(kind, id string, v any, must Must, version string) func() ([]Edit, error) {
	return func() ([]Edit, error) {
		data, err := json.Marshal(v)
		if err != nil {
			return nil, err
		}
		return []Edit{{Kind: kind, ID: id, After: data, Must: must, Version: version}}, nil
	}
}

// away takes one thing away.
func away(kind, id string) func() ([]Edit, error) {
	return func() ([]Edit, error) { return []Edit{{Kind: kind, ID: id, Must: MustExist}}, nil }
}

// author is who a request is from, for records of changes.
func author(ctx context.Context) people.Author {
	id := who(ctx)
	return people.Author{Actor: id.Actor(), Role: id.Role, Address: from(ctx)}
}

// ChangeView is a change of what is configured, as administrators see it.
type ChangeView struct {
	ID       string        `json:"id"`
	Seq      int64         `json:"seq" doc:"ascending; send the last one as before for the next page"`
	At       time.Time     `json:"at"`
	Actor    string        `json:"actor"`
	Role     people.Role   `json:"role"`
	Address  string        `json:"address"`
	Action   string        `json:"action"`
	Target   string        `json:"target"`
	Edits    []people.Edit `json:"edits" doc:"what was before and after, without secrets and without the values in the query of an address"`
	Undoes   string        `json:"undoes,omitempty" doc:"the change that this one took back"`
	UndoneBy string        `json:"undone_by,omitempty" doc:"the change that took this one back"`
	NoUndo   string        `json:"no_undo,omitempty" enum:"undone,later,own,revoked" doc:"why an undo would be refused now: undone already; changed again later, also by a change of another thing or by the configuration file; it would disable who asks or change their role; revoked over an hour ago. Absent: nothing of this stands in the way, but what was before may not fit what is now"`
}

func changeView(c people.Change) ChangeView {
	v := ChangeView{
		ID: c.ID, Seq: c.Seq, At: c.At.UTC(), Actor: c.Author.Actor, Role: c.Author.Role, Address: c.Author.Address,
		Action: c.Action, Target: c.Target, Edits: []people.Edit{}, Undoes: c.Undoes, UndoneBy: c.UndoneBy,
	}
	for _, e := range c.Edits {
		v.Edits = append(v.Edits, people.Edit{Kind: e.Kind, ID: e.ID, Before: people.Shown(e.Before), After: people.Shown(e.After)})
	}
	return v
}

func (s *Server) changeRoutes(tag []string) {
	register(s, huma.Operation{OperationID: "changes-list", Method: http.MethodGet, Path: "/changes", Tags: tag,
		Summary: "Changes of what is configured, newest first, with before and after"}, func(ctx context.Context, in *struct {
		Target []string `query:"target" maxItems:"40" doc:"of some things only, such as service:orders, with a comma between them; with * at the end: of those that begin so; each at most 120 bytes long" example:"[\"service:orders\",\"agent:*\"]"`
		Before int64    `query:"before" minimum:"0" doc:"seq of the last one of the page before"`
		Limit  int      `query:"limit" minimum:"1" maximum:"200" default:"50"`
	}) (*struct{ Body []ChangeView }, error) {
		if err := checkTargets(in.Target); err != nil {
			return nil, err
		}
		list, err := s.Centre.Changes(ctx, in.Target, in.Before, in.Limit)
		if err != nil {
			return nil, err
		}
		out, now := []ChangeView{}, present{s: s}
		for _, c := range list {
			v := changeView(c)
			if v.NoUndo, err = now.noUndo(ctx, c); err != nil {
				return nil, err
			}
			out = append(out, v)
		}
		return &struct{ Body []ChangeView }{out}, nil
	})
	register(s, huma.Operation{OperationID: "change-undo", Method: http.MethodPost, Path: "/changes/{id}/undo", Tags: tag,
		Summary: "Take a change back; refused with the reason where something newer stands in the way", DefaultStatus: http.StatusNoContent},
		func(ctx context.Context, in *struct {
			ID string `path:"id" maxLength:"40"`
		}) (*struct{}, error) {
			c, err := s.Centre.ChangeOf(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			return nil, s.undo(ctx, c)
		})
}

// undo takes a change back.
func (s *Server) undo(ctx context.Context, c people.Change) error {
	kind := ""
	if len(c.Edits) > 0 {
		kind = c.Edits[0].Kind
	}
	if c.UndoneBy != "" {
		return fault.New(fault.Conflict, "the change has been undone already")
	}
	switch kind {
	case KindUsers:
		return s.undoUser(ctx, c)
	case KindForms, KindDispositions, KindTemplates:
		return s.Desk.UndoDesk(ctx, c.Edits[0], undoing(ctx, c))
	case KindSMSCategories, KindSMSTemplates:
		return s.SMS.UndoSMS(ctx, c.Edits, undoing(ctx, c))
	case KindChatTemplates, KindChatWords:
		defer s.words.forget()
		return s.Chats.UndoChat(ctx, c.Edits[0], undoing(ctx, c))
	case KindHooks:
		return s.undoHook(ctx, c)
	case KindKeys:
		return s.undoToken(ctx, c, "key", s.People.RevokeAPIKey, s.People.RestoreAPIKey)
	case KindDisplays:
		return s.undoToken(ctx, c, "display", s.People.RevokeDisplayToken, s.People.RestoreDisplayToken)
	}
	return s.Centre.Undo(ctx, author(ctx), c.ID)
}

// undoing begins the record of taking a change back.
func undoing(ctx context.Context, c people.Change) people.Change {
	rec := people.NewChange(author(ctx), "undone", c.Target)
	rec.Undoes = c.ID
	return rec
}

// revokedFor is how long the revoking of a key or display token can be undone. Who
// revoked one by mistake sees it soon; later, nobody knows who has it.
const revokedFor = time.Hour

// undoToken takes back that a key or display token was made, which revokes it, or that
// it was revoked. kind is that of its requests.
func (s *Server) undoToken(ctx context.Context, c people.Change, kind string,
	revoke func(context.Context, string, people.Change) error, restore func(context.Context, string, time.Time, people.Change) error,
) error {
	e := c.Edits[0]
	if e.After == nil {
		return restore(ctx, e.ID, time.Now().Add(-revokedFor), undoing(ctx, c))
	}
	err := revoke(ctx, e.ID, undoing(ctx, c))
	if fault.Is(err, fault.NotFound) {
		return fault.New(fault.Conflict, "it has been revoked already")
	}
	if err == nil {
		s.sockets.end(func(o Identity) bool { return o.Kind == kind && o.ID == e.ID })
	}
	return err
}
