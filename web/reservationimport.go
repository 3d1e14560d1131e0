package web

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
	"github.com/callfloor/callfloor/sheet"
)

// Bounds of an import (W-13).
const (
	importBytes   = 5 << 20
	importRows    = 5000
	importPreview = 20
)

// ImportReport says what an import found, and kept.
type ImportReport struct {
	Rows     int               `json:"rows" doc:"rows with data"`
	Good     int               `json:"good" doc:"rows that are reservations"`
	Bad      []desk.BadRow     `json:"bad" doc:"rows that are not, with line and reason: one for each thing that is wrong"`
	BadCount int               `json:"bad_count"`
	Imported int               `json:"imported" doc:"0 in a dry run, and where a row is bad and skip_bad was not asked for"`
	Preview  []ReservationView `json:"preview" doc:"the first good rows"`
}

type importIn struct {
	DryRun  bool   `query:"dry_run" doc:"only look: nothing is kept"`
	SkipBad bool   `query:"skip_bad" doc:"keep the good rows though others are bad; without it nothing is kept then"`
	Agent   string `query:"agent" maxLength:"40" doc:"who is to call where a row names nobody"`
	Service string `query:"service" maxLength:"40" doc:"where a row names none"`
	RawBody []byte `contentType:"application/octet-stream" doc:"a CSV (UTF-8 or EUC-KR) or XLSX file of up to 5 MiB and 5,000 rows. The first row names the columns: number (전화번호), due_at (예약시간), name (이름), agent (상담사: extension, else id, else log-in, else name where one alone has it), service (서비스), memo (메모)"`
}

func (s *Server) importReservations(ctx context.Context, in *importIn) (*struct{ Body ImportReport }, error) {
	rows, err := sheet.Read(in.RawBody, sheet.Limits{Rows: importRows + 1, Columns: 30})
	if err != nil {
		return nil, err
	}
	rules, err := s.importRules(ctx, in)
	if err != nil {
		return nil, err
	}
	found, err := desk.ReadReservations(deskRows(rows), rules)
	if err != nil {
		return nil, err
	}
	if err := s.linkImported(ctx, found.Good); err != nil {
		return nil, err
	}
	rep := ImportReport{Rows: found.Rows, Good: len(found.Good), Bad: found.Bad, BadCount: found.BadCount, Preview: []ReservationView{}}
	for _, r := range found.Good[:min(len(found.Good), importPreview)] {
		rep.Preview = append(rep.Preview, s.reservationView(listed(ctx), r))
	}
	if in.DryRun || len(found.Good) == 0 || rep.BadCount > 0 && !in.SkipBad {
		return &struct{ Body ImportReport }{rep}, nil
	}
	if err := s.logAccess(ctx, "reservations_imported", "reservations", fmt.Sprintf("%d rows, %d bad", rep.Good, rep.BadCount)); err != nil {
		return nil, err
	}
	var agents []string
	for i := range found.Good {
		r := &found.Good[i]
		r.ID, r.Created, r.CreatedBy = people.NewID(), time.Now(), who(ctx).Actor()
		if !slices.Contains(agents, r.Agent) {
			agents = append(agents, r.Agent)
		}
	}
	if err := s.Desk.CreateReservations(ctx, found.Good, who(ctx).Actor()); err != nil {
		return nil, err
	}
	rep.Imported = rep.Good
	s.reserved(agents...)
	return &struct{ Body ImportReport }{rep}, nil
}

// linkImported finds the customers of reservations by their numbers.
func (s *Server) linkImported(ctx context.Context, list []desk.Reservation) error {
	numbers := make([]string, len(list))
	for i, r := range list {
		numbers[i] = r.Number
	}
	known, err := s.Desk.CustomersOf(ctx, numbers)
	for i, r := range list {
		if c, ok := known[r.Number]; ok {
			list[i].Customer = c.ID
			if r.Name == "" {
				list[i].Name = c.Name
			}
		}
	}
	return err
}

func deskRows(rows []sheet.Row) []desk.Row {
	out := make([]desk.Row, len(rows))
	for i, r := range rows {
		out[i] = desk.Row(r)
	}
	return out
}

// callAgents puts into r what agents may be called in a file: by extension, else id,
// else the log-in of who may log in, else the name. What comes first counts alone, so
// that nobody's log-in takes an extension or id away. Of agents whom the caller does
// not see only extension and id count: a manager does not learn who logs in elsewhere.
func (s *Server) callAgents(ctx context.Context, r *desk.ImportRules) error {
	agents, err := s.Centre.Agents(ctx)
	if err != nil {
		return err
	}
	persons, err := s.People.Users(ctx)
	if err != nil {
		return err
	}
	logins := map[string][]string{}
	for _, u := range persons {
		if !u.Disabled {
			logins[u.AgentID] = append(logins[u.AgentID], u.Login)
		}
	}
	own, others := partAgents(who(ctx), agents)
	callAll(r, own, others, func(a centre.Agent) []string { return []string{a.Extension} })
	callAll(r, own, others, func(a centre.Agent) []string { return []string{a.ID} })
	callAll(r, own, nil, func(a centre.Agent) []string { return logins[a.ID] })
	callAll(r, own, nil, func(a centre.Agent) []string { return []string{a.Name} })
	return nil
}

// partAgents parts agents into those whom id sees and the others.
func partAgents(id Identity, agents []centre.Agent) (own, others []centre.Agent) {
	for _, a := range agents {
		if id.SeesAgent(a.Core()) {
			own = append(own, a)
		} else {
			others = append(others, a)
		}
	}
	return own, others
}

// callAll puts into r what agents are called in one way, where nobody is called so in a
// way before.
func callAll(r *desk.ImportRules, own, others []centre.Agent, called func(centre.Agent) []string) {
	found := map[string]string{}
	for _, a := range own {
		for _, name := range called(a) {
			key := desk.Fold(name)
			if other, twice := found[key]; twice && other != a.ID { // the extension tells them apart
				found[key] = ""
				continue
			}
			found[key] = a.ID
		}
	}
	for key, id := range found {
		if _, taken := r.Agents[key]; !taken && !r.Others[key] {
			r.Agents[key] = id
		}
	}
	for _, a := range others {
		for _, name := range called(a) {
			r.Others[desk.Fold(name)] = true
		}
	}
}

// importRules are what rows are checked by: the caller's agents, the services.
func (s *Server) importRules(ctx context.Context, in *importIn) (desk.ImportRules, error) {
	r := desk.ImportRules{
		Region: s.cfg.Desk.region(), Zone: s.zone(), Now: time.Now(), Agent: in.Agent, Service: in.Service,
		Agents: map[string]string{}, Others: map[string]bool{}, Services: map[string]string{},
	}
	if in.Agent != "" {
		if _, err := s.agentOf(ctx, in.Agent); err != nil {
			return r, err
		}
	}
	if err := s.serviceKnown(ctx, in.Service); err != nil {
		return r, err
	}
	if err := s.callAgents(ctx, &r); err != nil {
		return r, err
	}
	services, err := s.Centre.Services(ctx)
	if err != nil {
		return r, err
	}
	for _, v := range services {
		for _, name := range []string{v.Name.En, v.Name.Ko, v.ID} {
			if name != "" {
				r.Services[desk.Fold(name)] = v.ID
			}
		}
	}
	if len(in.RawBody) == 0 {
		return r, fault.New(fault.Invalid, "send the file as the body")
	}
	return r, nil
}
