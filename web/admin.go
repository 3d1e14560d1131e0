package web

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
)

// UserView is a person as administrators see them.
type UserView struct {
	ID          string              `json:"id"`
	Login       string              `json:"login"`
	Name        string              `json:"name"`
	Role        people.Role         `json:"role"`
	Permissions []people.Permission `json:"permissions"`
	AgentID     string              `json:"agent_id,omitempty"`
	Language    string              `json:"lang"`
	Email       string              `json:"email,omitempty"`
	MustChange  bool                `json:"must_change,omitempty" doc:"somebody else gave the password: the person chooses another at the next log-in"`
	Disabled    bool                `json:"disabled"`
	Created     time.Time           `json:"created_at"`
}

// UserInput is what an administrator sets of a person.
type UserInput struct {
	Login       string              `json:"login" minLength:"2" maxLength:"60" pattern:"^[A-Za-z0-9._@-]+$"`
	Name        string              `json:"name" minLength:"1" maxLength:"60"`
	Role        people.Role         `json:"role" enum:"administrator,manager,agent"`
	Permissions []people.Permission `json:"permissions,omitempty" enum:"phone,callback_assign,sms,sms_bulk,sms_all,chat_monitor,call_monitor,recordings,unmask,report"`
	AgentID     string              `json:"agent_id,omitempty" maxLength:"40" doc:"the agent this person is"`
	Language    string              `json:"lang,omitempty" enum:"ko,en" doc:"left out: the centre's"`
	Email       string              `json:"email,omitempty" maxLength:"254" doc:"for single sign-on"`
	Password    string              `json:"password,omitempty" maxLength:"128" doc:"needed for a new person; left out: unchanged"`
	MustChange  *bool               `json:"must_change,omitempty" doc:"the person must choose another password at the next log-in (not where that is by single sign-on); left out: true where a person gives somebody else a password, false where a key or the person does, and without a password as it was"`
	Disabled    bool                `json:"disabled,omitempty"`
}

func userView(u people.User) UserView {
	return UserView{
		ID: u.ID, Login: u.Login, Name: u.Name, Role: u.Role, Permissions: append([]people.Permission{}, u.Permissions...),
		AgentID: u.AgentID, Language: u.Language, Email: u.Email, MustChange: u.MustChange, Disabled: u.Disabled, Created: u.Created.UTC(),
	}
}

type userOut struct{ Body UserView }

func (s *Server) adminRoutes() {
	s.userRoutes()
	s.displayRoutes()
	s.noticeRoutes()
	tag := []string{"Administration"}
	register(s, huma.Operation{OperationID: "trunks-list", Method: http.MethodGet, Path: "/trunks", Tags: tag,
		Summary: "Trunks as they are now; administrators see how they are configured"}, func(ctx context.Context, _ *struct{}) (*struct{ Body []TrunkView }, error) {
		list, err := s.trunks(ctx)
		if who(ctx).Role != people.Administrator {
			for i, t := range list {
				list[i].Trunk, list[i].Versioned = centre.Trunk{Name: t.Name}, Versioned{}
			}
		}
		return &struct{ Body []TrunkView }{list}, err
	})
	register(s, huma.Operation{OperationID: "phones-list", Method: http.MethodGet, Path: "/phones", Tags: tag,
		Summary: "Registered phones (managers: of their own agents)"}, func(ctx context.Context, _ *struct{}) (*struct{ Body []Registration }, error) {
		own, err := s.ownAgents(ctx)
		if err != nil {
			return nil, err
		}
		list := []Registration{}
		for _, r := range s.Phones.Registrations() {
			if slices.Contains(own, acd.AgentID(r.Agent)) {
				list = append(list, r)
			}
		}
		return &struct{ Body []Registration }{list}, nil
	})
	register(s, huma.Operation{OperationID: "centre-get", Method: http.MethodGet, Path: "/centre", Tags: tag,
		Summary: "The centre's name, time zone and language"}, func(context.Context, *struct{}) (*struct{ Body Profile }, error) {
		return &struct{ Body Profile }{s.Centre.Profile()}, nil
	})
	register(s, huma.Operation{OperationID: "centre-put", Method: http.MethodPut, Path: "/centre", Tags: tag,
		Summary: "Change the centre's name, time zone and language"}, func(ctx context.Context, in *struct{ Body Profile }) (*struct{ Body Profile }, error) {
		err := s.Centre.SetProfile(ctx, author(ctx), in.Body)
		return &struct{ Body Profile }{s.Centre.Profile()}, err
	})
	register(s, huma.Operation{OperationID: "configuration-reload", Method: http.MethodPost, Path: "/configuration/reload", Tags: tag,
		Summary: "Read the configuration file again, as SIGHUP does; drops no call", DefaultStatus: http.StatusNoContent},
		func(ctx context.Context, _ *struct{}) (*struct{}, error) {
			if err := s.Centre.Reload(ctx); err != nil {
				return nil, err
			}
			return nil, s.logAccess(ctx, "configuration_reloaded", "configuration", "")
		})
}

func (s *Server) userRoutes() {
	tag := []string{"People"}
	register(s, huma.Operation{OperationID: "users-list", Method: http.MethodGet, Path: "/users", Tags: tag,
		Summary: "People who may log in"}, func(ctx context.Context, _ *struct{}) (*struct{ Body []UserView }, error) {
		list, err := s.People.Users(ctx)
		out := []UserView{}
		for _, u := range list {
			out = append(out, userView(u))
		}
		return &struct{ Body []UserView }{out}, err
	})
	register(s, huma.Operation{OperationID: "user-create", Method: http.MethodPost, Path: "/users", Tags: tag,
		Summary: "Add a person", DefaultStatus: http.StatusCreated}, func(ctx context.Context, in *struct{ Body UserInput }) (*userOut, error) {
		if in.Body.Password == "" {
			return nil, inField("password", fault.New(fault.Invalid, "a new person needs a password: it must not be empty"))
		}
		if err := people.CheckNewPassword(in.Body.Login, in.Body.Password); err != nil {
			return nil, inField("password", err)
		}
		u := people.User{ID: people.NewID(), Login: in.Body.Login}
		if err := s.fill(ctx, &u, in.Body); err != nil {
			return nil, err
		}
		c := people.NewChange(author(ctx), "user_created", "user:"+u.Login, userEdit(nil, &u))
		if err := s.People.PutUser(ctx, u, true, c); err != nil {
			return nil, err
		}
		u.Created = time.Now()
		return &userOut{userView(u)}, nil
	})
	register(s, huma.Operation{OperationID: "user-put", Method: http.MethodPut, Path: "/users/{login}", Tags: tag,
		Summary: "Change a person; ends their log-ins when role, rights or password change"}, s.putUser)
}

// loginLike is a name to log in with.
var loginLike = regexp.MustCompile(`^[A-Za-z0-9._@-]{2,60}$`)

// emailLike is an address as people have one, in one line.
var emailLike = regexp.MustCompile(`^[^\s@<>"]{1,64}@[A-Za-z0-9.-]{1,189}$`)

func (s *Server) fill(ctx context.Context, u *people.User, in UserInput) error {
	for _, p := range in.Permissions {
		if !slices.Contains(people.Permissions, p) {
			return fault.New(fault.Invalid, "there is no permission %q", p)
		}
	}
	if in.AgentID != "" {
		conf, err := s.Centre.Agents(ctx)
		if err != nil {
			return err
		}
		known := false
		for _, a := range conf {
			known = known || a.ID == in.AgentID
		}
		if !known {
			return inField("agent_id", fault.New(fault.Invalid, "there is no agent %q", in.AgentID))
		}
	}
	u.Name, u.Role, u.Permissions, u.AgentID, u.Disabled, u.Email = in.Name, in.Role, in.Permissions, in.AgentID, in.Disabled, in.Email
	if in.Email != "" && !emailLike.MatchString(in.Email) {
		return inField("email", fault.New(fault.Invalid, "%q is not an e-mail address", in.Email))
	}
	if u.Language = in.Language; u.Language == "" {
		u.Language = s.Centre.Profile().Language
	}
	if in.Password != "" {
		hash, err := s.hashPassword(ctx, in.Password)
		if err != nil {
			return err
		}
		u.PasswordHash = hash
		u.MustChange = who(ctx).Kind == "user" && who(ctx).ID != u.ID // a program sets what the person chose elsewhere
	}
	if in.MustChange != nil {
		u.MustChange, u.MustChangeSaid = *in.MustChange, true
	}
	return nil
}

func (s *Server) putUser(ctx context.Context, in *struct {
	Login string `path:"login" maxLength:"60"`
	Body  UserInput
}) (*userOut, error) {
	u, err := s.People.UserByLogin(ctx, in.Login)
	if err != nil {
		return nil, err
	}
	if in.Body.Login != u.Login {
		return nil, fault.New(fault.Invalid, "the log-in name cannot be changed")
	}
	if in.Body.Password != "" {
		if err := people.CheckNewPassword(u.Login, in.Body.Password); err != nil {
			return nil, inField("password", err)
		}
	}
	if who(ctx).ID == u.ID && (in.Body.Disabled || in.Body.Role != u.Role) {
		return nil, fault.New(fault.Conflict, "nobody can disable themselves or change their own role: ask another administrator")
	}
	before := u
	u.PasswordHash = "" // stays as it is then, whatever it is by now
	if err := s.fill(ctx, &u, in.Body); err != nil {
		return nil, err
	}
	c := people.NewChange(author(ctx), "user_changed", "user:"+u.Login, userEdit(&before, &u))
	return &userOut{userView(u)}, s.saveUser(ctx, before, u, c)
}

// saveUser changes a person, and ends the log-ins where the rights changed.
func (s *Server) saveUser(ctx context.Context, before, u people.User, c people.Change) error {
	if err := s.People.PutUser(ctx, u, false, c); err != nil {
		return err
	}
	if u.Role != before.Role || u.Disabled || u.PasswordHash != "" || !slices.Equal(u.Permissions, before.Permissions) || u.AgentID != before.AgentID {
		return s.endLogins(ctx, u.ID)
	}
	return nil
}

// userEdit is a person before and after, for the record of a change.
func userEdit(before, after *people.User) people.Edit {
	e := people.Edit{Kind: KindUsers}
	encode := func(u *people.User) json.RawMessage {
		if u == nil {
			return nil
		}
		e.ID = u.Login
		v := userView(*u)
		v.Created, v.MustChange = time.Time{}, false // a password of one's own stands in the way of no undo
		b, err := json.Marshal(v)
		if err != nil {
			return nil // texts and flags: it cannot fail
		}
		return b
	}
	e.Before, e.After = encode(before), encode(after)
	return e
}

// undoUser takes a change of a person back; the password stays as it is. Who was
// added is disabled.
func (s *Server) undoUser(ctx context.Context, c people.Change) error {
	e := c.Edits[0]
	u, err := s.People.UserByLogin(ctx, e.ID)
	if err != nil {
		return err
	}
	was, err := userBefore(u, e)
	if err != nil {
		return err
	}
	if now := userEdit(&u, &u); !bytes.Equal(now.After, e.After) {
		return fault.New(fault.Conflict, "the person %q was changed since: undo that first", e.ID)
	}
	if ownUndo(ctx, u, was) {
		return fault.New(fault.Conflict, "nobody can disable themselves or change their own role: ask another administrator")
	}
	before := u
	u.PasswordHash = ""
	if err := s.fill(ctx, &u, UserInput{
		Login: u.Login, Name: was.Name, Role: was.Role, Permissions: was.Permissions, AgentID: was.AgentID, Language: was.Language, Email: was.Email, Disabled: was.Disabled,
	}); err != nil {
		return fault.New(fault.Conflict, "what was before does not fit what is now: %s", err)
	}
	rec := undoing(ctx, c)
	rec.Edits = []people.Edit{userEdit(&before, &u)}
	return s.saveUser(ctx, before, u, rec)
}

// userBefore is what an undo makes of a person.
func userBefore(u people.User, e people.Edit) (was UserView, err error) {
	if e.Before == nil {
		was = userView(u)
		was.Disabled = true
		return was, nil
	}
	err = json.Unmarshal(e.Before, &was)
	return was, err
}

// ownUndo reports whether somebody would disable themselves, or change their own role.
func ownUndo(ctx context.Context, u people.User, was UserView) bool {
	return who(ctx).ID == u.ID && (was.Disabled || was.Role != u.Role)
}

// DisplayView is a display token; the token itself is shown once, when it is made.
type DisplayView struct {
	ID        string    `json:"id"`
	Name      string    `json:"name"`
	Services  []string  `json:"services" doc:"empty: all"`
	CreatedBy string    `json:"created_by"`
	Created   time.Time `json:"created_at"`
	Token     string    `json:"token,omitempty" doc:"only in the answer that makes it"`
	Link      string    `json:"link,omitempty" doc:"open this on the display; only in the answer that makes it"`
}

func (s *Server) displayRoutes() {
	tag := []string{"Displays"}
	register(s, huma.Operation{OperationID: "displays-list", Method: http.MethodGet, Path: "/displays", Tags: tag,
		Summary: "Display tokens: read-only rights to one wallboard"}, func(ctx context.Context, _ *struct{}) (*struct{ Body []DisplayView }, error) {
		list, err := s.People.DisplayTokens(ctx)
		out := []DisplayView{}
		for _, d := range list {
			out = append(out, displayView(d))
		}
		return &struct{ Body []DisplayView }{out}, err
	})
	register(s, huma.Operation{OperationID: "display-create", Method: http.MethodPost, Path: "/displays", Tags: tag,
		Summary: "Make a display token", DefaultStatus: http.StatusCreated}, s.createDisplay)
	register(s, huma.Operation{OperationID: "display-revoke", Method: http.MethodDelete, Path: "/displays/{id}", Tags: tag,
		Summary: "Revoke a display token; its displays go dark within five seconds", DefaultStatus: http.StatusNoContent},
		func(ctx context.Context, in *struct {
			ID string `path:"id" maxLength:"40"`
		}) (*struct{}, error) {
			if err := s.People.RevokeDisplayToken(ctx, in.ID, people.NewChange(author(ctx), "display_revoked", "display:"+in.ID)); err != nil {
				return nil, err
			}
			s.sockets.end(func(o Identity) bool { return o.Kind == "display" && o.ID == in.ID })
			return nil, nil
		})
}

func displayView(d people.DisplayToken) DisplayView {
	return DisplayView{ID: d.ID, Name: d.Name, Services: append([]string{}, d.Services...), CreatedBy: d.CreatedBy, Created: d.Created.UTC()}
}

func (s *Server) createDisplay(ctx context.Context, in *struct {
	Body struct {
		Name     string   `json:"name" minLength:"1" maxLength:"60" doc:"where the display hangs"`
		Services []string `json:"services,omitempty" doc:"left out: all"`
	}
}) (*struct{ Body DisplayView }, error) {
	all, err := s.Centre.Services(ctx)
	if err != nil {
		return nil, err
	}
	for _, id := range in.Body.Services {
		known := false
		for _, sv := range all {
			known = known || sv.ID == id
		}
		if !known {
			return nil, fault.New(fault.Invalid, "there is no service %q", id)
		}
	}
	token, hash := people.NewToken()
	d := people.DisplayToken{
		ID: people.NewID(), Name: in.Body.Name, Hash: hash, Services: in.Body.Services,
		CreatedBy: who(ctx).Actor(), Created: time.Now(),
	}
	if err := s.People.CreateDisplayToken(ctx, d, people.NewChange(author(ctx), "display_created", "display:"+d.ID)); err != nil {
		return nil, err
	}
	v := displayView(d)
	base, _ := ctx.Value(baseKey{}).(string)
	v.Token, v.Link = token, base+"/wallboard?token="+token
	return &struct{ Body DisplayView }{v}, nil
}
