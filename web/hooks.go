package web

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/callfloor/callfloor/cti"
	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/outward"
	"github.com/callfloor/callfloor/people"
)

// Hooks is what the web needs of webhooks.
type Hooks interface {
	Hooks(ctx context.Context) ([]cti.Hook, error)
	// PutHook adds a webhook or changes one whose version is the one named ("": any),
	// with the record of the change, where that has an action. A change without a
	// secret keeps the one that is there.
	PutHook(ctx context.Context, h cti.Hook, create bool, version string, c people.Change) error
	DeleteHook(ctx context.Context, id string, c people.Change) error
	// UndoHook takes a recorded change back; it fails with fault.Conflict where the
	// webhook was changed since.
	UndoHook(ctx context.Context, e people.Edit, c people.Change) error
	// HookStands reports whether a webhook is still what an edit made of it: else UndoHook
	// refuses.
	HookStands(ctx context.Context, e people.Edit) (bool, error)
	Deliveries(ctx context.Context, hook, state string, before time.Time, limit int) ([]cti.Delivery, error)
	// Replay posts what is over between two times again, and returns how many.
	Replay(ctx context.Context, hook string, from, to time.Time) (int64, error)
	// Try posts a test event at once.
	Try(ctx context.Context, h cti.Hook) (status int, err error)
}

// HookView is a webhook; its secret is shown when it is made or renewed.
type HookView struct {
	cti.Hook
	Versioned
	Secret string `json:"secret,omitempty" doc:"only in the answer that makes it: the key of the signature"`
}

func hookView(h cti.Hook, secret string) HookView {
	if h.Types == nil {
		h.Types = []string{}
	}
	return HookView{Hook: h, Versioned: Versioned{h.Version()}, Secret: secret}
}

// HookInput is what is set of a webhook.
type HookInput struct {
	URL    string   `json:"url" minLength:"8" maxLength:"500" doc:"where events are posted to" example:"https://crm.example.com/callfloor"`
	Types  []string `json:"types,omitempty" maxItems:"40" doc:"which events; left out: all of them" example:"[\"call.offered\",\"call.ended\"]"`
	Masked *bool    `json:"masked,omitempty" doc:"mask callers' numbers; left out: yes"`
	Active *bool    `json:"active,omitempty" doc:"left out: yes"`
	Versioned
}

func (in HookInput) apply(h *cti.Hook) error {
	if err := outward.Check(in.URL); err != nil {
		return fields(desk.FieldErrors{{Field: "url", Code: "not_a_url", Message: err.Error()}})
	}
	for _, t := range in.Types {
		if !slices.Contains(cti.Types, t) {
			return fault.New(fault.Invalid, "there is no type of event %q: see docs/cti.md", t)
		}
	}
	h.Types = []string{} // in the order of the documentation: another order is no other choice
	for _, t := range cti.Types {
		if slices.Contains(in.Types, t) {
			h.Types = append(h.Types, t)
		}
	}
	h.URL, h.Masked, h.Active = in.URL, in.Masked == nil || *in.Masked, in.Active == nil || *in.Active
	return nil
}

// mostHooks bounds how many there are: each event is written down for each of them.
const mostHooks = 20

func (s *Server) hookRoutes() {
	tag := []string{"Webhooks"}
	register(s, huma.Operation{OperationID: "webhooks-list", Method: http.MethodGet, Path: "/webhooks", Tags: tag,
		Summary: "To whom events are posted"}, func(ctx context.Context, _ *struct{}) (*struct{ Body []HookView }, error) {
		list, err := s.Hooks.Hooks(ctx)
		out := []HookView{}
		for _, h := range list {
			out = append(out, hookView(h, ""))
		}
		return &struct{ Body []HookView }{out}, err
	})
	register(s, huma.Operation{OperationID: "webhook-create", Method: http.MethodPost, Path: "/webhooks", Tags: tag, DefaultStatus: http.StatusCreated,
		Summary: "Post events to an address from now on; the key of the signature is shown once"}, func(ctx context.Context, in *struct{ Body HookInput }) (*struct{ Body HookView }, error) {
		list, err := s.Hooks.Hooks(ctx)
		if err != nil {
			return nil, err
		}
		if len(list) >= mostHooks {
			return nil, fault.New(fault.Conflict, "there are %d webhooks already: remove one first", len(list))
		}
		secret, _ := people.NewToken()
		h := cti.Hook{ID: people.NewID(), Secret: secret, Created: time.Now().UTC(), By: who(ctx).Actor()}
		if err := in.Body.apply(&h); err != nil {
			return nil, err
		}
		return &struct{ Body HookView }{hookView(h, secret)}, s.Hooks.PutHook(ctx, h, true, "", people.NewChange(author(ctx), "webhook_created", "webhook:"+h.ID))
	})
	register(s, huma.Operation{OperationID: "webhook-put", Method: http.MethodPut, Path: "/webhooks/{id}", Tags: tag,
		Summary: "Change a webhook; its key stays"}, func(ctx context.Context, in *struct {
		ThingPath
		Body HookInput
	}) (*struct{ Body HookView }, error) {
		h, err := s.hook(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		if err := in.Body.apply(&h); err != nil {
			return nil, err
		}
		h.Secret = "" // it stays as it is then, whatever it is by now
		return &struct{ Body HookView }{hookView(h, "")}, s.Hooks.PutHook(ctx, h, false, in.Body.Version, people.NewChange(author(ctx), "webhook_changed", "webhook:"+h.ID))
	})
	register(s, huma.Operation{OperationID: "webhook-secret", Method: http.MethodPost, Path: "/webhooks/{id}/secret", Tags: tag,
		Summary: "Renew the key of a webhook's signature; it is shown once, and the old one is no good from now on"}, func(ctx context.Context, in *ThingPath) (*struct{ Body HookView }, error) {
		h, err := s.hook(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		h.Secret, _ = people.NewToken()
		if err := s.logAccess(ctx, "webhook_secret", "webhook:"+h.ID, ""); err != nil {
			return nil, err
		}
		// No record: a key that was renewed is no good any more, and cannot come back.
		return &struct{ Body HookView }{hookView(h, h.Secret)}, s.Hooks.PutHook(ctx, h, false, h.Version(), people.Change{})
	})
	register(s, huma.Operation{OperationID: "webhook-delete", Method: http.MethodDelete, Path: "/webhooks/{id}", Tags: tag, DefaultStatus: http.StatusNoContent,
		Summary: "Remove a webhook with everything that waits for it"}, func(ctx context.Context, in *ThingPath) (*struct{}, error) {
		return nil, s.Hooks.DeleteHook(ctx, in.ID, people.NewChange(author(ctx), "webhook_deleted", "webhook:"+in.ID))
	})
	register(s, huma.Operation{OperationID: "webhook-test", Method: http.MethodPost, Path: "/webhooks/{id}/test", Tags: tag,
		Summary: "Post a test event at once, and say what came of it"}, func(ctx context.Context, in *ThingPath) (*struct{ Body HookTest }, error) {
		h, err := s.hook(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		v := HookTest{}
		if v.Status, err = s.Hooks.Try(ctx, h); err != nil {
			v.Error = err.Error()
		}
		v.Delivered = err == nil
		return &struct{ Body HookTest }{v}, nil
	})
	register(s, huma.Operation{OperationID: "webhook-deliveries", Method: http.MethodGet, Path: "/webhooks/{id}/deliveries", Tags: tag,
		Summary: "What was posted, or waits to be, newest first; kept for seven days"}, func(ctx context.Context, in *struct {
		ThingPath
		State  string    `query:"state" enum:"queued,delivered,failed"`
		Before time.Time `query:"before" doc:"deliveries of events before this time; left out: now"`
		Limit  int       `query:"limit" minimum:"1" maximum:"500" default:"100"`
	}) (*struct{ Body []cti.Delivery }, error) {
		if _, err := s.hook(ctx, in.ID); err != nil {
			return nil, err
		}
		if in.Before.IsZero() {
			in.Before = time.Now().Add(time.Minute)
		}
		list, err := s.Hooks.Deliveries(ctx, in.ID, in.State, in.Before, in.Limit)
		return &struct{ Body []cti.Delivery }{list}, err
	})
	register(s, huma.Operation{OperationID: "webhook-replay", Method: http.MethodPost, Path: "/webhooks/{id}/replay", Tags: tag,
		Summary: "Post the events of a time again, with the ids that they had"}, func(ctx context.Context, in *struct {
		ThingPath
		Body struct {
			From time.Time `json:"from"`
			To   time.Time `json:"to"`
		}
	}) (*struct {
		Body struct {
			Events int64 `json:"events" doc:"how many are posted again"`
		}
	}, error) {
		if _, err := s.hook(ctx, in.ID); err != nil {
			return nil, err
		}
		if !in.Body.From.Before(in.Body.To) {
			return nil, fault.New(fault.Invalid, "from must be before to")
		}
		if err := s.logAccess(ctx, "webhook_replayed", "webhook:"+in.ID, in.Body.From.UTC().Format(time.RFC3339)+" to "+in.Body.To.UTC().Format(time.RFC3339)); err != nil {
			return nil, err
		}
		out := &struct {
			Body struct {
				Events int64 `json:"events" doc:"how many are posted again"`
			}
		}{}
		var err error
		out.Body.Events, err = s.Hooks.Replay(ctx, in.ID, in.Body.From, in.Body.To)
		return out, err
	})
}

// HookTest is what came of a test event.
type HookTest struct {
	Delivered bool   `json:"delivered"`
	Status    int    `json:"status,omitempty" doc:"that the receiver gave"`
	Error     string `json:"error,omitempty"`
}

// undoHook takes a change of a webhook back. One that was removed has the id and the
// key that it had; what waited for it stays gone.
func (s *Server) undoHook(ctx context.Context, c people.Change) error {
	if c.Edits[0].After == nil {
		list, err := s.Hooks.Hooks(ctx)
		if err != nil {
			return err
		}
		if len(list) >= mostHooks {
			return fault.New(fault.Conflict, "there are %d webhooks already: remove one first", len(list))
		}
	}
	return s.Hooks.UndoHook(ctx, c.Edits[0], undoing(ctx, c))
}

func (s *Server) hook(ctx context.Context, id string) (cti.Hook, error) {
	list, err := s.Hooks.Hooks(ctx)
	if err != nil {
		return cti.Hook{}, err
	}
	for _, h := range list {
		if h.ID == id {
			return h, nil
		}
	}
	return cti.Hook{}, fault.New(fault.NotFound, "there is no webhook %q", id)
}
