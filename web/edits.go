package web

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
)

// The kinds of things that a change can be of.
const (
	KindServices = "services"
	KindAgents   = "agents"
	KindTrunks   = "trunks"
	KindTeams    = "teams"
	KindHours    = "hours"
	KindSounds   = "sounds"
	KindSettings = "settings" // of the registry, and the three that follow
	KindUsers    = "users"    // persons: changed and undone here, not by Centre
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
	Kind  string
	ID    string
	After json.RawMessage
	Must  Must
}

// May refuses an edit of a thing that is not as was taken for granted.
func (e Edit) May(exists bool) error {
	switch {
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

// put is an edit of one thing.
func put(kind, id string, v any, must Must) func() ([]Edit, error) {
	return func() ([]Edit, error) {
		data, err := json.Marshal(v)
		if err != nil {
			return nil, err
		}
		return []Edit{{Kind: kind, ID: id, After: data, Must: must}}, nil
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
	Edits    []people.Edit `json:"edits" doc:"what was before and after, without secrets"`
	Undoes   string        `json:"undoes,omitempty" doc:"the change that this one took back"`
	UndoneBy string        `json:"undone_by,omitempty" doc:"the change that took this one back"`
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
		Target string `query:"target" maxLength:"80" doc:"of one thing only, such as service:orders"`
		Before int64  `query:"before" minimum:"0" doc:"seq of the last one of the page before"`
		Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	}) (*struct{ Body []ChangeView }, error) {
		list, err := s.Centre.Changes(ctx, in.Target, in.Before, in.Limit)
		out := []ChangeView{}
		for _, c := range list {
			out = append(out, changeView(c))
		}
		return &struct{ Body []ChangeView }{out}, err
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
			if len(c.Edits) > 0 && c.Edits[0].Kind == KindUsers {
				return nil, s.undoUser(ctx, c)
			}
			return nil, s.Centre.Undo(ctx, author(ctx), in.ID)
		})
}
