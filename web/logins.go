package web

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
)

// LoginView is a log-in of a person: a browser somewhere.
type LoginView struct {
	ID      string             `json:"id"`
	Client  string             `json:"client" doc:"what the browser says it is"`
	Address string             `json:"address" doc:"from where"`
	Method  people.LoginMethod `json:"method" enum:"password,single_sign_on,password_to_enrol,password_to_choose"`
	Since   time.Time          `json:"since"`
	Last    time.Time          `json:"last" doc:"last request, to the minute"`
	Locked  bool               `json:"locked" doc:"waits for the password"`
	Current bool               `json:"current" doc:"the one that asks"`
}

// LockedView says who a locked log-in waits for.
type LockedView struct {
	Login string `json:"login"`
	Name  string `json:"name"`
}

func (s *Server) loginViews(ctx context.Context, userID string) ([]LoginView, error) {
	list, err := s.People.Logins(ctx, userID)
	out := []LoginView{}
	now := time.Now()
	for _, l := range list {
		if now.Sub(l.Created) > people.LoginLasts || now.Sub(l.Seen) > people.LoginUnused {
			continue // over, and swept soon
		}
		out = append(out, LoginView{
			ID: l.ID(), Client: l.Client, Address: l.Address, Method: l.Method, Since: l.Created.UTC(), Last: l.Seen.UTC(),
			Locked: !l.Locked.IsZero(), Current: l.TokenHash == who(ctx).TokenHash,
		})
	}
	return out, err
}

func (s *Server) loginRoutes() {
	tag, admin := []string{"Account"}, []string{"People"}
	type listOut struct{ Body []LoginView }
	register(s, huma.Operation{OperationID: "my-logins", Method: http.MethodGet, Path: "/me/logins", Tags: tag,
		Summary: "Where one is logged in"}, func(ctx context.Context, _ *struct{}) (*listOut, error) {
		list, err := s.loginViews(ctx, who(ctx).ID)
		return &listOut{list}, err
	})
	register(s, huma.Operation{OperationID: "my-login-end", Method: http.MethodDelete, Path: "/me/logins/{id}", Tags: tag,
		Summary: "End one of one's log-ins", DefaultStatus: http.StatusNoContent}, func(ctx context.Context, in *ThingPath) (*struct{}, error) {
		return nil, s.endLogin(ctx, people.User{ID: who(ctx).ID, Login: who(ctx).Login}, in.ID)
	})
	register(s, huma.Operation{OperationID: "my-logins-end", Method: http.MethodDelete, Path: "/me/logins", Tags: tag,
		Summary: "End all of one's log-ins but this one", DefaultStatus: http.StatusNoContent}, func(ctx context.Context, _ *struct{}) (*struct{}, error) {
		id := who(ctx)
		if err := s.logAccess(ctx, "log_ins_ended", "user:"+id.Login, "others"); err != nil {
			return nil, err
		}
		if err := s.People.DeleteLogins(ctx, id.ID, id.TokenHash); err != nil {
			return nil, err
		}
		s.sockets.end(func(o Identity) bool { return o.Kind == "user" && o.ID == id.ID && o.TokenHash != id.TokenHash })
		return nil, nil
	})
	register(s, huma.Operation{OperationID: "user-logins", Method: http.MethodGet, Path: "/users/{login}/logins", Tags: admin,
		Summary: "Where a person is logged in"}, func(ctx context.Context, in *struct {
		Login string `path:"login" maxLength:"60"`
	}) (*listOut, error) {
		u, err := s.People.UserByLogin(ctx, in.Login)
		if err != nil {
			return nil, err
		}
		list, err := s.loginViews(ctx, u.ID)
		return &listOut{list}, err
	})
	register(s, huma.Operation{OperationID: "user-login-end", Method: http.MethodDelete, Path: "/users/{login}/logins/{id}", Tags: admin,
		Summary: "End a log-in of a person", DefaultStatus: http.StatusNoContent}, func(ctx context.Context, in *struct {
		Login string `path:"login" maxLength:"60"`
		ThingPath
	}) (*struct{}, error) {
		u, err := s.People.UserByLogin(ctx, in.Login)
		if err != nil {
			return nil, err
		}
		return nil, s.endLogin(ctx, u, in.ID)
	})
	register(s, huma.Operation{OperationID: "user-logins-end", Method: http.MethodDelete, Path: "/users/{login}/logins", Tags: admin,
		Summary: "End every log-in of a person", DefaultStatus: http.StatusNoContent}, func(ctx context.Context, in *struct {
		Login string `path:"login" maxLength:"60"`
	}) (*struct{}, error) {
		u, err := s.People.UserByLogin(ctx, in.Login)
		if err != nil {
			return nil, err
		}
		if err := s.logAccess(ctx, "log_ins_ended", "user:"+u.Login, "all"); err != nil {
			return nil, err
		}
		return nil, s.endLogins(ctx, u.ID)
	})
	register(s, huma.Operation{OperationID: "lock", Method: http.MethodPost, Path: "/lock", Tags: tag,
		Summary: "Lock this log-in until the password is entered again", DefaultStatus: http.StatusNoContent}, func(ctx context.Context, _ *struct{}) (*struct{}, error) {
		id := who(ctx)
		if id.Kind != "user" {
			return nil, fault.New(fault.Invalid, "only a person's log-in can be locked")
		}
		if err := s.logAccess(ctx, "locked", "user:"+id.Login, ""); err != nil {
			return nil, err
		}
		if err := s.People.LockLogin(ctx, id.TokenHash, time.Now()); err != nil {
			return nil, err
		}
		s.sockets.endWith(errLocked, func(o Identity) bool { return o.TokenHash == id.TokenHash })
		return nil, nil
	})
	register(s, huma.Operation{OperationID: "unlock", Method: http.MethodPost, Path: "/unlock", Tags: tag,
		Summary: "Go on with a locked log-in; its cookie is a new one", DefaultStatus: http.StatusNoContent}, s.unlock)
	register(s, huma.Operation{OperationID: "unlock-whose", Method: http.MethodGet, Path: "/unlock", Tags: tag,
		Summary: "Whose log-in this is, also while it is locked"}, func(ctx context.Context, _ *struct{}) (*struct{ Body LockedView }, error) {
		return &struct{ Body LockedView }{LockedView{Login: who(ctx).Login, Name: who(ctx).Name}}, nil
	})
	register(s, huma.Operation{OperationID: "active", Method: http.MethodPost, Path: "/me/active", Tags: tag,
		Summary: "Say that the person is at work; pages send it at most once a minute while keys or the mouse are used, also where nothing locks: a log-in ends that is not used", DefaultStatus: http.StatusNoContent},
		func(context.Context, *struct{}) (*struct{}, error) { return nil, nil }) // any request that changes something says so (userIdentity)
}

// endLogin ends one log-in of u.
func (s *Server) endLogin(ctx context.Context, u people.User, id string) error {
	list, err := s.People.Logins(ctx, u.ID)
	if err != nil {
		return err
	}
	for _, l := range list {
		if l.ID() != id {
			continue
		}
		if err := s.logAccess(ctx, "log_in_ended", "user:"+u.Login, l.Address); err != nil {
			return err
		}
		if err := s.People.DeleteLogin(ctx, l.TokenHash); err != nil {
			return err
		}
		s.sockets.end(func(o Identity) bool { return o.TokenHash == l.TokenHash })
		return nil
	}
	return fault.New(fault.NotFound, "there is no such log-in")
}

// endLogins ends every log-in of a person.
func (s *Server) endLogins(ctx context.Context, userID string) error {
	if err := s.People.DeleteLogins(ctx, userID, ""); err != nil {
		return err
	}
	s.sockets.end(func(o Identity) bool { return o.Kind == "user" && o.ID == userID })
	return nil
}

func (s *Server) unlock(ctx context.Context, in *struct {
	Body struct {
		Password string `json:"password" minLength:"1" maxLength:"128"`
	}
}) (*cookieOut, error) {
	id := who(ctx)
	if id.Kind != "user" {
		return nil, fault.New(fault.Invalid, "only a person's log-in can be unlocked")
	}
	u, err := s.ownPassword(ctx, in.Body.Password)
	if err != nil {
		return nil, err
	}
	if err := s.logAccess(ctx, "unlocked", "user:"+u.Login, ""); err != nil {
		return nil, err
	}
	c, err := s.renew(ctx, id.TokenHash, false)
	return &cookieOut{SetCookie: c}, err
}

// renew gives a log-in that may do more from now on a new token: who knew the old
// one does not gain by it (W-05). It began when it began, and ends with that. One that
// is only there to choose a password or to set up a second factor (enrolled) stays so
// until that is done.
func (s *Server) renew(ctx context.Context, hash string, enrolled bool) ([]http.Cookie, error) {
	l, u, err := s.People.LoginUser(ctx, hash)
	if err != nil {
		return nil, err
	}
	now := time.Now()
	token, fresh := people.NewToken()
	l.TokenHash, l.Locked = fresh, time.Time{}
	switch {
	case enrolled && l.Method == people.ToEnrol:
		l.Method = people.ByPassword
	case l.Method == people.ToChoose && !u.MustChange:
		if l.Method, err = s.byPassword(ctx, u); err != nil {
			return nil, err
		}
	}
	if err := s.People.CreateLogin(ctx, l); err != nil {
		return nil, err
	}
	if err := s.People.ActiveLogin(ctx, fresh, now); err != nil {
		return nil, err
	}
	if err := s.People.DeleteLogin(ctx, hash); err != nil {
		return nil, err
	}
	s.sockets.end(func(o Identity) bool { return o.TokenHash == hash })
	return s.cookies(cookieName(s.cfg.Secure), token, people.LoginLasts-now.Sub(l.Created)), nil
}

// ownPassword lets a person go on who shows the own password again; fault.Denied
// and a line in the access log where it is wrong.
func (s *Server) ownPassword(ctx context.Context, password string) (people.User, error) {
	id := who(ctx)
	if id.Kind != "user" {
		return people.User{}, fault.New(fault.Invalid, "only a person has a password")
	}
	u, err := s.People.UserByLogin(ctx, id.Login)
	if err != nil {
		return u, err
	}
	if u.PasswordHash == "" {
		return u, fault.New(fault.Conflict, "you have no password here: log out and log in again with single sign-on")
	}
	ok, err := s.guess(ctx, id.Login, func() (bool, error) { return s.checkPassword(ctx, u.PasswordHash, password) })
	if err != nil {
		return u, err
	}
	if !ok {
		if err := s.logAccess(ctx, "password_failed", "user:"+u.Login, ""); err != nil {
			return u, err
		}
		return u, fault.New(fault.Denied, "the password is wrong")
	}
	return u, nil
}

// onlyDesk ends the other log-ins of an agent where the centre wants one desk only.
func (s *Server) onlyDesk(ctx context.Context, u people.User, hash string) error {
	if u.AgentID == "" || s.Centre.Setting(centre.SetOneDesk) != "true" {
		return nil
	}
	others, err := s.People.Logins(ctx, u.ID)
	if err != nil || len(others) < 2 {
		return err
	}
	if err := s.People.DeleteLogins(ctx, u.ID, hash); err != nil {
		return err
	}
	s.sockets.endWith(errElsewhere, func(o Identity) bool { return o.Kind == "user" && o.ID == u.ID && o.TokenHash != hash })
	return s.logAccess(ctx, "log_ins_ended", "user:"+u.Login, "logged in at another desk")
}
