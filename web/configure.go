package web

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/fault"
)

// ThingPath names a configured thing in a path.
type ThingPath struct {
	ID string `path:"id" maxLength:"40"`
}

// crud adds the routes of a kind that has nothing of its own: list, create,
// replace and delete, each change recorded and able to be undone.
func crud[T any](s *Server, one, many, kind string, tag []string, list func() []T, id func(*T) *string, version func(*T) string, check func(context.Context, *T) error) {
	type listOut struct{ Body []T }
	type out struct{ Body T }
	find := func(key string) (T, error) {
		for _, v := range list() {
			if *id(&v) == key {
				return v, nil
			}
		}
		var none T
		return none, fault.New(fault.NotFound, "there is no %s %q", singular(kind), key)
	}
	save := func(ctx context.Context, v T, must Must) (*out, error) {
		if check != nil {
			if err := check(ctx, &v); err != nil {
				return nil, err
			}
		}
		key := *id(&v)
		if err := s.Centre.Change(ctx, author(ctx), one+"_changed", one+":"+key, put(kind, key, v, must, version(&v))); err != nil {
			return nil, err
		}
		v, err := find(key)
		return &out{v}, err
	}
	register(s, huma.Operation{OperationID: many + "-list", Method: http.MethodGet, Path: "/" + many, Tags: tag,
		Summary: "All " + many}, func(context.Context, *struct{}) (*listOut, error) {
		return &listOut{append([]T{}, list()...)}, nil
	})
	register(s, huma.Operation{OperationID: one + "-create", Method: http.MethodPost, Path: "/" + many, Tags: tag,
		Summary: "Add a " + one, DefaultStatus: http.StatusCreated}, func(ctx context.Context, in *struct{ Body T }) (*out, error) {
		return save(ctx, in.Body, MustNotExist)
	})
	register(s, huma.Operation{OperationID: one + "-put", Method: http.MethodPut, Path: "/" + many + "/{id}", Tags: tag,
		Summary: "Change a " + one + "; takes effect at once"}, func(ctx context.Context, in *struct {
		ThingPath
		Body T
	}) (*out, error) {
		key := id(&in.Body)
		if *key != "" && *key != in.ID {
			return nil, fault.New(fault.Invalid, "the id in the body (%q) is not the one in the path: ids cannot be changed", *key)
		}
		*key = in.ID
		return save(ctx, in.Body, MustExist)
	})
	register(s, huma.Operation{OperationID: one + "-delete", Method: http.MethodDelete, Path: "/" + many + "/{id}", Tags: tag,
		Summary: "Remove a " + one + " that is not in use", DefaultStatus: http.StatusNoContent}, func(ctx context.Context, in *ThingPath) (*struct{}, error) {
		return nil, s.Centre.Change(ctx, author(ctx), one+"_deleted", one+":"+in.ID, away(kind, in.ID))
	})
}

func (s *Server) configureRoutes() {
	tag := []string{"Administration"}
	crud(s, "team", "teams", KindTeams, tag, s.teamViews, func(t *TeamView) *string { return &t.ID }, func(t *TeamView) string { return t.Version }, s.checkTeam)
	crud(s, "opening-hours", "opening-hours", KindHours, tag, s.hoursViews, func(h *HoursView) *string { return &h.ID }, func(h *HoursView) string { return h.Version }, nil)
	crud(s, "menu", "menus", KindMenus, tag, s.menuViews, func(m *MenuView) *string { return &m.ID }, func(m *MenuView) string { return m.Version }, nil)
	s.chatConfigurationRoutes(tag)
	register(s, huma.Operation{OperationID: "opening-hours-now", Method: http.MethodGet, Path: "/opening-hours/{id}/now", Tags: tag,
		Summary: "Whether hours are open now, and when that may change"}, s.openNow)
	s.holidayRoutes(tag)
	s.reasonRoutes(tag)
	s.trunkRoutes(tag)
	s.numberRoutes(tag)
	s.skillRoutes(tag)
	s.settingRoutes(tag)
	s.soundRoutes(tag)
	s.promptRoutes(tag)
	s.changeRoutes(tag)
	s.keyRoutes(tag)
	s.accessLogRoutes(tag)
	s.systemRoutes(tag)
	s.importRoutes(tag)
	s.phoneRoutes(tag)
}

// TeamView is a team with its version.
type TeamView struct {
	centre.Team
	Versioned
}

func (s *Server) teamViews() (list []TeamView) {
	for _, t := range s.Centre.Teams() {
		list = append(list, TeamView{t, Versioned{s.Centre.Version(KindTeams, t.ID)}})
	}
	return list
}

// HoursView are opening hours with their version.
type HoursView struct {
	centre.Hours
	Versioned
}

func (s *Server) hoursViews() (list []HoursView) {
	for _, h := range s.Centre.Hours() {
		list = append(list, HoursView{h, Versioned{s.Centre.Version(KindHours, h.ID)}})
	}
	return list
}

// MenuView is a menu with its version.
type MenuView struct {
	centre.Menu
	Versioned
}

func (s *Server) menuViews() (list []MenuView) {
	for _, m := range s.Centre.Menus() {
		list = append(list, MenuView{m, Versioned{s.Centre.Version(KindMenus, m.ID)}})
	}
	return list
}

// checkTeam makes sure that the manager of a team can be in charge. One who was named
// before stays: else a team whose manager is disabled could not be changed at all.
func (s *Server) checkTeam(ctx context.Context, t *TeamView) error {
	if t.Manager == "" || slices.ContainsFunc(s.Centre.Teams(), func(was centre.Team) bool { return was.ID == t.ID && was.Manager == t.Manager }) {
		return nil
	}
	u, err := s.People.UserByLogin(ctx, t.Manager)
	switch {
	case fault.Is(err, fault.NotFound):
		return fault.New(fault.Invalid, "%q is not a manager: name somebody whose role is manager", t.Manager)
	case err != nil:
		return err
	}
	return leads(u)
}

// OpenNow says whether hours are open.
type OpenNow struct {
	Open bool      `json:"open"`
	Next time.Time `json:"next" doc:"nothing opens or closes before"`
}

func (s *Server) openNow(_ context.Context, in *ThingPath) (*struct{ Body OpenNow }, error) {
	open, next := s.Centre.OpenNow(in.ID)
	if next.IsZero() {
		return nil, fault.New(fault.NotFound, "there are no opening hours %q", in.ID)
	}
	return &struct{ Body OpenNow }{OpenNow{open, next.UTC()}}, nil
}

func (s *Server) holidayRoutes(tag []string) {
	type body struct {
		Body []centre.Holiday `maxItems:"1000"`
	}
	list := func() *body { return &body{append([]centre.Holiday{}, s.Centre.Holidays()...)} }
	register(s, huma.Operation{OperationID: "holidays-get", Method: http.MethodGet, Path: "/holidays", Tags: tag,
		Summary: "The centre's holidays, by day"}, func(context.Context, *struct{}) (*body, error) { return list(), nil })
	register(s, huma.Operation{OperationID: "holidays-put", Method: http.MethodPut, Path: "/holidays", Tags: tag,
		Summary: "Set the centre's holidays; hours that follow them close on those days"}, func(ctx context.Context, in *body) (*body, error) {
		if err := s.Centre.Change(ctx, author(ctx), "holidays_changed", "holidays", put(KindSettings, SettingHolidays, in.Body, MustNothing, "")); err != nil {
			return nil, err
		}
		return list(), nil
	})
}

func (s *Server) reasonRoutes(tag []string) {
	type body struct {
		Body []centre.Reason `maxItems:"20"`
	}
	register(s, huma.Operation{OperationID: "reasons-get", Method: http.MethodGet, Path: "/reasons", Tags: tag,
		Summary: "Not-ready reasons in the order of screens"}, func(context.Context, *struct{}) (*body, error) {
		return &body{s.Centre.Reasons()}, nil
	})
	register(s, huma.Operation{OperationID: "reasons-put", Method: http.MethodPut, Path: "/reasons", Tags: tag,
		Summary: "Name, order and use of the not-ready reasons; which there are is fixed"}, func(ctx context.Context, in *body) (*body, error) {
		if err := s.Centre.Change(ctx, author(ctx), "reasons_changed", "reasons", put(KindSettings, SettingReasons, in.Body, MustNothing, "")); err != nil {
			return nil, err
		}
		return &body{s.Centre.Reasons()}, nil
	})
}

// usedReason refuses a reason that the centre has taken out of use.
func (s *Server) usedReason(id string) error {
	for _, r := range s.Centre.Reasons() {
		if string(r.ID) == id && !r.Used {
			return fault.New(fault.Invalid, "the reason %q is not in use here: see GET /reasons", id)
		}
	}
	return nil
}

// TrunkView is a trunk as it is configured and as it is.
type TrunkView struct {
	centre.Trunk
	Versioned
	Up    bool        `json:"up" readOnly:"true" required:"false" doc:"false while it does not answer OPTIONS; true where it is not asked, and before its first answer"`
	State TrunkHealth `json:"state" readOnly:"true" required:"false" doc:"checking: it is asked and has not answered yet; unasked: it has no target"`
	Calls int         `json:"calls" readOnly:"true" required:"false" doc:"live calls"`
	Since time.Time   `json:"since" readOnly:"true" required:"false" doc:"since when it is up or not"`
}

func (s *Server) trunkRoutes(tag []string) {
	view := func(ctx context.Context, name string) (TrunkView, error) {
		all, err := s.trunks(ctx)
		if err != nil {
			return TrunkView{}, err
		}
		for _, t := range all {
			if t.Trunk.Name == name {
				return t, nil
			}
		}
		return TrunkView{}, fault.New(fault.NotFound, "there is no trunk %q", name)
	}
	save := func(ctx context.Context, t TrunkView, must Must) (*struct{ Body TrunkView }, error) {
		if err := s.Centre.Change(ctx, author(ctx), "trunk_changed", "trunk:"+t.Name, put(KindTrunks, t.Name, t.Trunk, must, t.Version)); err != nil {
			return nil, err
		}
		v, err := view(ctx, t.Name)
		return &struct{ Body TrunkView }{v}, err
	}
	register(s, huma.Operation{OperationID: "trunk-get", Method: http.MethodGet, Path: "/trunks/{id}", Tags: tag,
		Summary: "One trunk"}, func(ctx context.Context, in *ThingPath) (*struct{ Body TrunkView }, error) {
		v, err := view(ctx, in.ID)
		return &struct{ Body TrunkView }{v}, err
	})
	register(s, huma.Operation{OperationID: "trunk-create", Method: http.MethodPost, Path: "/trunks", Tags: tag,
		Summary: "Add a trunk; calls from its addresses are taken at once", DefaultStatus: http.StatusCreated}, func(ctx context.Context, in *struct{ Body TrunkView }) (*struct{ Body TrunkView }, error) {
		return save(ctx, in.Body, MustNotExist)
	})
	register(s, huma.Operation{OperationID: "trunk-put", Method: http.MethodPut, Path: "/trunks/{id}", Tags: tag,
		Summary: "Change a trunk; calls in progress go on"}, func(ctx context.Context, in *struct {
		ThingPath
		Body TrunkView
	}) (*struct{ Body TrunkView }, error) {
		if in.Body.Name != in.ID {
			return nil, fault.New(fault.Invalid, "the name in the body (%q) is not the one in the path: names cannot be changed", in.Body.Name)
		}
		return save(ctx, in.Body, MustExist)
	})
	register(s, huma.Operation{OperationID: "trunk-delete", Method: http.MethodDelete, Path: "/trunks/{id}", Tags: tag,
		Summary: "Remove a trunk; calls in progress go on", DefaultStatus: http.StatusNoContent}, func(ctx context.Context, in *ThingPath) (*struct{}, error) {
		return nil, s.Centre.Change(ctx, author(ctx), "trunk_deleted", "trunk:"+in.ID, away(KindTrunks, in.ID))
	})
	s.trunkTestRoutes(tag)
}

// trunks joins what is configured with what is live.
func (s *Server) trunks(ctx context.Context) ([]TrunkView, error) {
	all, err := s.Centre.Trunks(ctx)
	if err != nil {
		return nil, err
	}
	live := map[string]TrunkState{}
	for _, t := range s.Phones.Trunks() {
		live[t.Name] = t
	}
	out := []TrunkView{}
	for _, t := range all {
		l, ok := live[t.Name]
		if !ok {
			l = TrunkState{Up: true, State: TrunkChecking, Since: time.Now()} // it was just saved
			if t.Target == "" {
				l.State = TrunkUnasked
			}
		}
		t.Password = ""
		out = append(out, TrunkView{Trunk: t, Versioned: Versioned{s.Centre.Version(KindTrunks, t.Name)}, Up: l.Up, State: l.State, Calls: l.Calls, Since: l.Since.UTC()})
	}
	return out, nil
}

// NumberView is a called number and where it leads.
type NumberView struct {
	Number   string       `json:"number" maxLength:"32" example:"15880001"`
	Service  string       `json:"service" maxLength:"40" doc:"the service that its calls enter"`
	Priority int          `json:"priority,omitempty" minimum:"0" maximum:"100" doc:"priority of its calls, higher first"`
	Menu     string       `json:"menu,omitempty" readOnly:"true" doc:"what its callers hear first; left out: the service's menu"`
	Name     centre.Names `json:"service_name" readOnly:"true" required:"false"`
}

// NumberPath names a called number in a path.
type NumberPath struct {
	Number string `path:"number" maxLength:"32" example:"15880001"`
}

func (s *Server) numberRoutes(tag []string) {
	list := func(ctx context.Context) ([]NumberView, error) {
		all, err := s.Centre.Services(ctx)
		out := []NumberView{}
		for _, sv := range all {
			for _, n := range sv.Numbers {
				out = append(out, NumberView{Number: n.Number, Service: sv.ID, Priority: n.Priority, Menu: n.Menu, Name: sv.Name})
			}
		}
		slices.SortFunc(out, func(a, b NumberView) int { return cmp.Compare(a.Number, b.Number) })
		return out, err
	}
	register(s, huma.Operation{OperationID: "numbers-list", Method: http.MethodGet, Path: "/numbers", Tags: tag,
		Summary: "Called numbers and the services that they lead to"}, func(ctx context.Context, _ *struct{}) (*struct{ Body []NumberView }, error) {
		out, err := list(ctx)
		return &struct{ Body []NumberView }{out}, err
	})
	register(s, huma.Operation{OperationID: "number-put", Method: http.MethodPut, Path: "/numbers/{number}", Tags: tag,
		Summary: "Lead a number to a service, from wherever it led before, in one change"}, func(ctx context.Context, in *struct {
		NumberPath
		Body struct {
			Service  string  `json:"service" maxLength:"40"`
			Priority int     `json:"priority,omitempty" minimum:"0" maximum:"100"`
			Menu     *string `json:"menu,omitempty" maxLength:"40" doc:"what its callers hear first, empty for the service's; left out: as it was"`
			From     *string `json:"from,omitempty" maxLength:"40" doc:"the service that it leads to as far as you know, empty for none: where it leads elsewhere, nothing changes and the answer is 409"`
		}
	}) (*struct{ Body []NumberView }, error) {
		err := s.Centre.Change(ctx, author(ctx), "number_changed", "number:"+in.Number, func() ([]Edit, error) {
			if from := in.Body.From; from != nil {
				if err := s.leadsTo(ctx, in.Number, *from); err != nil {
					return nil, err
				}
			}
			return s.moveNumber(ctx, in.Number, in.Body.Service, in.Body.Priority, in.Body.Menu)
		})
		if err != nil {
			return nil, err
		}
		out, err := list(ctx)
		return &struct{ Body []NumberView }{out}, err
	})
	register(s, huma.Operation{OperationID: "number-delete", Method: http.MethodDelete, Path: "/numbers/{number}", Tags: tag,
		Summary: "Take a number away; its calls are refused", DefaultStatus: http.StatusNoContent}, func(ctx context.Context, in *NumberPath) (*struct{}, error) {
		return nil, s.Centre.Change(ctx, author(ctx), "number_deleted", "number:"+in.Number, func() ([]Edit, error) {
			return s.moveNumber(ctx, in.Number, "", 0, nil)
		})
	})
}

// leadsTo refuses a change of a number that leads elsewhere than its caller thinks
// ("": to no service).
func (s *Server) leadsTo(ctx context.Context, number, service string) error {
	all, err := s.Centre.Services(ctx)
	if err != nil {
		return err
	}
	now := ""
	for _, sv := range all {
		if slices.ContainsFunc(sv.Numbers, func(n centre.Number) bool { return n.Number == number }) {
			now = sv.ID
		}
	}
	switch {
	case now == service:
		return nil
	case now == "":
		return fault.New(fault.Conflict, "the number %q leads to no service now", number)
	}
	return fault.New(fault.Conflict, "the number %q leads to the service %q now", number, now)
}

// moveNumber are the edits that lead a number to a service ("" to none).
func (s *Server) moveNumber(ctx context.Context, number, to string, priority int, menu *string) ([]Edit, error) {
	all, err := s.Centre.Services(ctx)
	if err != nil {
		return nil, err
	}
	var edits []Edit
	found, had := to == "", false
	if menu == nil { // it goes with the number
		for _, sv := range all {
			if i := slices.IndexFunc(sv.Numbers, func(n centre.Number) bool { return n.Number == number }); i >= 0 {
				menu = &sv.Numbers[i].Menu
			}
		}
	}
	now := centre.Number{Number: number, Priority: priority}
	if menu != nil {
		now.Menu = *menu
	}
	for _, sv := range all {
		i := slices.IndexFunc(sv.Numbers, func(n centre.Number) bool { return n.Number == number })
		if i < 0 && sv.ID != to {
			continue
		}
		had = had || i >= 0
		sv.Numbers = slices.Clone(sv.Numbers)
		switch {
		case sv.ID != to:
			sv.Numbers = slices.Delete(sv.Numbers, i, i+1)
		case i >= 0:
			found, sv.Numbers[i] = true, now
		default:
			found, sv.Numbers = true, append(sv.Numbers, now)
		}
		data, err := json.Marshal(sv)
		if err != nil {
			return nil, err
		}
		edits = append(edits, Edit{Kind: KindServices, ID: sv.ID, After: data, Must: MustExist})
	}
	if !found {
		return nil, fault.New(fault.Invalid, "there is no service %q", to)
	}
	if to == "" && !had {
		return nil, fault.New(fault.NotFound, "there is no number %q", number)
	}
	return edits, nil
}

// Skills is the grid of agents and services.
type Skills struct {
	Services []SkillService `json:"services" readOnly:"true"`
	Agents   []SkillAgent   `json:"agents"`
}

// SkillService is a column.
type SkillService struct {
	ID   string       `json:"id"`
	Name centre.Names `json:"name"`
}

// SkillAgent is a row.
type SkillAgent struct {
	ID     string         `json:"id" maxLength:"40"`
	Name   string         `json:"name" readOnly:"true" required:"false"`
	Team   string         `json:"team,omitempty" readOnly:"true"`
	Levels map[string]int `json:"levels" doc:"level by service, 1 is best; a service that is not named is not served"`
}

type skillsOut struct {
	ETag string `header:"ETag"`
	Body Skills
}

func (s *Server) skillRoutes(tag []string) {
	register(s, huma.Operation{OperationID: "skills-get", Method: http.MethodGet, Path: "/skills", Tags: tag,
		Summary: "Agents and services with the levels, as a grid"}, func(ctx context.Context, _ *struct{}) (*skillsOut, error) { return s.skills(ctx) })
	register(s, huma.Operation{OperationID: "skills-put", Method: http.MethodPut, Path: "/skills", Tags: tag,
		Summary: "Change rows of the grid, all of them or none; with If-Match only where nobody changed it meanwhile"}, s.putSkills)
}

func (s *Server) skills(ctx context.Context) (*skillsOut, error) {
	services, err := s.Centre.Services(ctx)
	if err != nil {
		return nil, err
	}
	agents, err := s.Centre.Agents(ctx)
	if err != nil {
		return nil, err
	}
	out := &skillsOut{Body: Skills{Services: []SkillService{}, Agents: []SkillAgent{}}}
	for _, sv := range services {
		out.Body.Services = append(out.Body.Services, SkillService{sv.ID, sv.Name})
	}
	for _, a := range agents {
		row := SkillAgent{ID: a.ID, Name: a.Name, Team: a.Team, Levels: map[string]int{}}
		for id, m := range a.Services {
			row.Levels[id] = m.Level
		}
		out.Body.Agents = append(out.Body.Agents, row)
	}
	data, err := json.Marshal(out.Body)
	if err != nil {
		return nil, err
	}
	h := sha256.Sum256(data)
	out.ETag = `"` + hex.EncodeToString(h[:12]) + `"`
	return out, nil
}

func (s *Server) putSkills(ctx context.Context, in *struct {
	IfMatch string `header:"If-Match" maxLength:"100"`
	Body    struct {
		Agents []SkillAgent `json:"agents" minItems:"1" maxItems:"10000" doc:"the rows that change"`
	}
}) (*skillsOut, error) {
	err := s.Centre.Change(ctx, author(ctx), "skills_changed", "skills", func() ([]Edit, error) {
		now, err := s.skills(ctx)
		if err != nil {
			return nil, err
		}
		if in.IfMatch != "" && in.IfMatch != "*" && in.IfMatch != now.ETag {
			return nil, &Problem{Title: "Precondition Failed", Status: http.StatusPreconditionFailed, Code: fault.Conflict,
				Detail: "somebody else has changed the grid meanwhile: load it again"}
		}
		var edits []Edit
		for _, row := range in.Body.Agents {
			a, known, err := s.Centre.Agent(ctx, row.ID)
			if err != nil {
				return nil, err
			}
			if !known {
				return nil, fault.New(fault.Invalid, "there is no agent %q", row.ID)
			}
			served := map[string]centre.Membership{}
			for id, level := range row.Levels {
				m := a.Services[id] // order and weight stay
				m.Level = level
				if level < 1 || level > 9 {
					return nil, fault.New(fault.Invalid, "agent %s: level %d in %q: allowed is 1 to 9", row.ID, level, id)
				}
				served[id] = m
			}
			if maps.Equal(served, a.Services) {
				continue
			}
			a.Services = served
			data, err := json.Marshal(a)
			if err != nil {
				return nil, err
			}
			edits = append(edits, Edit{Kind: KindAgents, ID: a.ID, After: data, Must: MustExist})
		}
		return edits, nil
	})
	if err != nil {
		return nil, err
	}
	return s.skills(ctx)
}
