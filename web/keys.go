package web

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
)

// KeyView is a key for programs; the key itself is shown once, when it is made.
type KeyView struct {
	ID          string              `json:"id"`
	Name        string              `json:"name" doc:"name in the access log"`
	Role        people.Role         `json:"role" doc:"what it may do"`
	Permissions []people.Permission `json:"permissions" doc:"what it may do beside its role; an administrator's may everything"`
	Manager     string              `json:"manager,omitempty" doc:"log-in of the manager whose agents a manager's key sees; left out: the one with the key's name"`
	FromFile    bool                `json:"from_file" doc:"it stands in the configuration file and is revoked there"`
	By          string              `json:"created_by,omitempty"`
	Created     time.Time           `json:"created_at"`
	Key         string              `json:"key,omitempty" doc:"only in the answer that makes it"`
}

func keyView(k people.APIKey) KeyView {
	v := KeyView{ID: k.ID, Name: k.Name, Role: k.Role, Permissions: k.Permissions, Manager: k.Manager, FromFile: k.FromFile, By: k.By, Created: k.Created.UTC()}
	if k.Role == people.Administrator {
		v.Permissions = people.Permissions
	}
	v.Permissions = append([]people.Permission{}, v.Permissions...)
	return v
}

func (s *Server) keyRoutes(tag []string) {
	register(s, huma.Operation{OperationID: "api-keys-list", Method: http.MethodGet, Path: "/api-keys", Tags: tag,
		Summary: "Keys for programs"}, func(ctx context.Context, _ *struct{}) (*struct{ Body []KeyView }, error) {
		list, err := s.People.APIKeys(ctx)
		out := []KeyView{}
		for _, k := range list {
			out = append(out, keyView(k))
		}
		return &struct{ Body []KeyView }{out}, err
	})
	register(s, huma.Operation{OperationID: "api-key-create", Method: http.MethodPost, Path: "/api-keys", Tags: tag,
		Summary: "Make a key for a program; it is shown once", DefaultStatus: http.StatusCreated}, s.makeKey)
	register(s, huma.Operation{OperationID: "api-key-revoke", Method: http.MethodDelete, Path: "/api-keys/{id}", Tags: tag,
		Summary: "Revoke a key; requests with it fail at once and its live connections end", DefaultStatus: http.StatusNoContent}, func(ctx context.Context, in *ThingPath) (*struct{}, error) {
		if err := s.People.RevokeAPIKey(ctx, in.ID, people.NewChange(author(ctx), "api_key_revoked", "key:"+in.ID)); err != nil {
			return nil, err
		}
		s.sockets.end(func(o Identity) bool { return o.Kind == "key" && o.ID == in.ID })
		return nil, nil
	})
}

type keyIn struct {
	Body struct {
		Name        string              `json:"name" minLength:"2" maxLength:"60" pattern:"^[A-Za-z0-9._-]+$" doc:"which program it is for"`
		Role        people.Role         `json:"role" enum:"administrator,manager,agent"`
		Permissions []people.Permission `json:"permissions,omitempty" maxItems:"20" enum:"phone,callback_assign,sms,sms_bulk,sms_all,chat_monitor,call_monitor,recordings,unmask,report" doc:"what it may do beside its role; left out: nothing. An administrator's key may everything"`
		Manager     string              `json:"manager,omitempty" maxLength:"60" doc:"role manager: log-in of the manager whose agents it sees; left out: the one with the key's name"`
	}
}

// checkKey makes sure that a manager's key is of a manager: else it would see nobody,
// and nothing would say why.
func (s *Server) checkKey(ctx context.Context, k people.APIKey) error {
	if k.Role != people.Manager {
		return nil
	}
	u, err := s.People.UserByLogin(ctx, cmp.Or(k.Manager, k.Name))
	switch missing := fault.Is(err, fault.NotFound); {
	case missing && k.Manager != "":
		return fault.New(fault.Invalid, "manager: there is nobody with the log-in %q", k.Manager)
	case missing, err == nil && k.Manager == "" && u.Role == people.AgentRole:
		return fault.New(fault.Invalid, "manager: left out, and no manager's log-in is %q, the key's name: name the manager whose agents the key sees", k.Name)
	case err != nil:
		return err
	}
	if err := leads(u); err != nil {
		return fault.New(fault.Invalid, "manager: %w", err)
	}
	return nil
}

// leads makes sure that somebody can be in charge of agents: of a team, of those that an
// import names and of those that a key sees.
func leads(u people.User) error {
	switch {
	case u.Role != people.Manager && u.Role != people.Administrator:
		return fault.New(fault.Invalid, "%q is not a manager: name somebody whose role is manager", u.Login)
	case u.Disabled:
		return fault.New(fault.Invalid, "%q is disabled and cannot be in charge: name another manager", u.Login)
	}
	return nil
}

func (s *Server) makeKey(ctx context.Context, in *keyIn) (*struct{ Body KeyView }, error) {
	key, hash := people.NewToken()
	k := people.APIKey{
		ID: people.NewID(), Name: in.Body.Name, Hash: hash, Role: in.Body.Role, Permissions: in.Body.Permissions, Manager: in.Body.Manager,
		By: who(ctx).Actor(), Created: time.Now(),
	}
	slices.Sort(k.Permissions)
	k.Permissions = slices.Compact(k.Permissions)
	if err := k.Check(); err != nil {
		return nil, err
	}
	if err := s.checkKey(ctx, k); err != nil {
		return nil, inField("manager", err)
	}
	if err := s.People.CreateAPIKey(ctx, k, people.NewChange(author(ctx), "api_key_created", "key:"+k.ID)); err != nil {
		return nil, err
	}
	v := keyView(k)
	v.Key = key
	return &struct{ Body KeyView }{v}, nil
}
