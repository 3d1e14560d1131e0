package web

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/callfloor/callfloor/callback"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/sheet"
)

func (s *Server) callbackReportRoutes(tag string) {
	register(s, op(tag, "callbacks-export", http.MethodGet, "/callbacks/export", "Every callback that a search finds, as XLSX or CSV; masked without unmasked=true; needs the permission report too"), s.exportCallbacks)
	register(s, op(tag, "callbacks-report", http.MethodGet, "/callbacks/report", "What became of callbacks, by month or day, in all and by agent (콜백 처리현황)"), s.callbackReport)
	register(s, op(tag, "callbacks-report-export", http.MethodGet, "/callbacks/report/export", "The same as a table"), s.exportCallbackReport)
}

// ExportWhy says why data leaves the building, and how it is written.
type ExportWhy struct {
	Format string `query:"format" enum:"xlsx,csv" default:"xlsx"`
	Reason string `query:"reason" required:"true" minLength:"2" maxLength:"200" doc:"why the data leaves the building, for the access log"`
}

// exportCallbacks streams every callback that a search finds (B11).
func (s *Server) exportCallbacks(ctx context.Context, in *struct {
	CallbackSearch
	ExportWhy
	Unmasking
}) (*huma.StreamResponse, error) {
	viewer, err := in.viewer(ctx)
	if err != nil {
		return nil, err
	}
	f, err := s.callbackFilter(ctx, in.CallbackSearch)
	if err != nil {
		return nil, err
	}
	names, err := s.exportNames(ctx, viewer.Language, true)
	if err != nil {
		return nil, err
	}
	if err := s.logAccess(ctx, "callbacks_exported", "callbacks", in.detail(in.Format+": "+in.Reason)); err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		_, raw := humago.Unwrap(hc)
		http.NewResponseController(raw).SetWriteDeadline(time.Now().Add(exportWithin)) //nolint:errcheck // a writer without deadlines has none to move
		hc.SetHeader("Content-Type", sheet.ContentType(in.Format))
		hc.SetHeader("Content-Disposition", `attachment; filename="callbacks-`+time.Now().In(s.zone()).Format("20060102-1504")+"."+in.Format+`"`)
		if err := s.writeCallbacks(ctx, sheet.NewWriter(in.Format, names.word(callbacksSaid, ""), hc.BodyWriter()), viewer, names, f); err != nil {
			s.Log.Error().Err(fault.WithCause(err)).Msg("an export of callbacks failed half-way")
			panic(http.ErrAbortHandler) // the client sees a broken download, not a short one
		}
	}}, nil
}

func (s *Server) writeCallbacks(ctx context.Context, w sheet.Writer, id Identity, names *exportNames, f callback.Filter) error {
	head := []any{"id", "registered", "state", "name", "number", "service", "source", "route", "wanted_from", "wanted_to", "agent", "distributor", "assigned", "calls", "last_result", "memo", "result", "result_code", "ended", "ended_by"}
	if names.language == "ko" {
		head = []any{"콜백 ID", "접수", "상태", "고객", "전화번호", "서비스", "경로", "ARS 경로", "희망 시작", "희망 끝", "담당자", "분배자", "할당", "통화 시도", "마지막 결과", "메모", "처리 내용", "처리 코드", "종료", "종료한 사람"}
	}
	if err := w.Row(head...); err != nil {
		return err
	}
	zone := s.zone()
	at := func(t time.Time) time.Time {
		if t.IsZero() {
			return t
		}
		return t.In(zone)
	}
	err := s.Callbacks.EachCallback(ctx, f, func(r callback.Request) error {
		return w.Row(r.ID, at(r.Created), names.word(callbackStateSaid[r.State], string(r.State)), r.Name, s.shown(id, r.Number), names.service(r.Service), names.word(callbackSourceSaid[r.Source], string(r.Source)),
			r.Route, at(r.From), at(r.To), names.agent(r.Agent), names.person(r.Distributor), at(r.AssignedAt), r.Attempts, names.word(callbackResultSaid[r.LastResult], string(r.LastResult)),
			s.shownText(id, r.Memo), s.shownText(id, r.Result), names.code(r.Service, r.Code), at(r.EndedAt), names.person(r.EndedBy))
	})
	if err != nil {
		return err
	}
	return w.Close()
}

// CallbackFigures are what became of some callbacks: by when they were registered, as
// they are now.
type CallbackFigures struct {
	Registered  int      `json:"registered" doc:"that were registered in the time; of an agent: those that are the agent's"`
	Assigned    int      `json:"assigned" doc:"of those, given to an agent, whatever became of them"`
	Completed   int      `json:"completed"`
	Unprocessed int      `json:"unprocessed" doc:"not done yet, given to somebody (미처리) or not (미할당)"`
	Unassigned  int      `json:"unassigned" doc:"of those, given to nobody (미할당); the rest is 미처리"`
	Cancelled   int      `json:"cancelled"`
	Expired     int      `json:"expired"`
	Unreached   int      `json:"unreached" doc:"부재 종료"`
	Rate        *float64 `json:"rate" doc:"처리율: completed / registered x 100; null where none was registered"`
}

func (f *CallbackFigures) add(v callback.Tally) {
	f.Registered += v.N
	if v.Agent != "" {
		f.Assigned += v.N
	}
	switch v.State {
	case callback.Completed:
		f.Completed += v.N
	case callback.Cancelled:
		f.Cancelled += v.N
	case callback.Expired:
		f.Expired += v.N
	case callback.Unreached:
		f.Unreached += v.N
	default:
		f.Unprocessed += v.N
		if v.State == callback.Registered {
			f.Unassigned += v.N
		}
	}
	rate := float64(f.Completed) * 100 / float64(f.Registered)
	f.Rate = &rate
}

// CallbackPeriod is a month or a day of the report.
type CallbackPeriod struct {
	Period string                  `json:"period" doc:"such as 2026-11, or 2026-11-28" example:"2026-11"`
	Total  CallbackFigures         `json:"total"`
	Agents []CallbackAgentsFigures `json:"agents"`
}

// CallbackAgentsFigures are the figures of one agent.
type CallbackAgentsFigures struct {
	Agent string `json:"agent"`
	Name  string `json:"name,omitempty" doc:"absent: the agent is gone"`
	CallbackFigures
}

// CallbackReport is what became of callbacks in a time.
type CallbackReport struct {
	From    string                  `json:"from" example:"2026-11-01"`
	To      string                  `json:"to" example:"2026-11-30"`
	By      string                  `json:"by" enum:"month,day"`
	Total   CallbackFigures         `json:"total"`
	Agents  []CallbackAgentsFigures `json:"agents" doc:"over the whole time, by name"`
	Periods []CallbackPeriod        `json:"periods" doc:"those in which something was registered, the first one first"`
}

// CallbackReportQuery says which report.
type CallbackReportQuery struct {
	From string `query:"from" required:"true" pattern:"^[0-9]{4}-[0-9]{2}-[0-9]{2}$" patternDescription:"a day such as 2026-11-28" doc:"first day, in the centre's time zone" example:"2026-11-01"`
	To   string `query:"to" required:"true" pattern:"^[0-9]{4}-[0-9]{2}-[0-9]{2}$" patternDescription:"a day such as 2026-11-28" doc:"last day" example:"2026-11-30"`
	By   string `query:"by" enum:"month,day" default:"day" doc:"월/일; 92 days at most by day, 366 by month"`
}

// mostDays bound the time of a report.
var mostDays = map[string]int{"day": 92, "month": 366}

func (s *Server) reportOf(ctx context.Context, q CallbackReportQuery) (*CallbackReport, error) {
	if err := s.callbacksOn(ctx); err != nil {
		return nil, err
	}
	from, err1 := time.Parse(time.DateOnly, q.From)
	to, err2 := time.Parse(time.DateOnly, q.To)
	switch {
	case err1 != nil || err2 != nil:
		return nil, fault.New(fault.Invalid, "from and to are days such as 2026-11-28")
	case to.Before(from):
		return nil, fault.New(fault.Invalid, "to must not be before from")
	case int(to.Sub(from).Hours()/24)+1 > mostDays[q.By]:
		return nil, fault.New(fault.Invalid, "a report by %s is of %d days at most", q.By, mostDays[q.By])
	}
	list, err := s.Callbacks.CallbackTallies(ctx, q.From, q.To)
	if err != nil {
		return nil, err
	}
	agents, err := s.Centre.Agents(ctx)
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	for _, a := range agents {
		names[a.ID] = a.Name
	}
	r := &CallbackReport{From: q.From, To: q.To, By: q.By, Periods: []CallbackPeriod{}}
	whole, periods := map[string]CallbackFigures{}, map[string]map[string]CallbackFigures{}
	for _, v := range list {
		name := v.Day
		if q.By == "month" {
			name = v.Day[:len("2026-11")]
		}
		if periods[name] == nil {
			periods[name] = map[string]CallbackFigures{}
			r.Periods = append(r.Periods, CallbackPeriod{Period: name})
		}
		r.Total.add(v)
		r.Periods[len(r.Periods)-1].Total.add(v)
		if v.Agent == "" {
			continue
		}
		for _, of := range []map[string]CallbackFigures{whole, periods[name]} {
			f := of[v.Agent]
			f.add(v)
			of[v.Agent] = f
		}
	}
	r.Agents = byName(whole, names)
	for i := range r.Periods {
		r.Periods[i].Agents = byName(periods[r.Periods[i].Period], names)
	}
	return r, nil
}

func byName(of map[string]CallbackFigures, names map[string]string) []CallbackAgentsFigures {
	list := []CallbackAgentsFigures{}
	for _, id := range slices.Sorted(maps.Keys(of)) {
		list = append(list, CallbackAgentsFigures{Agent: id, Name: names[id], CallbackFigures: of[id]})
	}
	slices.SortStableFunc(list, func(a, b CallbackAgentsFigures) int { return cmp.Compare(a.Name, b.Name) })
	return list
}

func (s *Server) callbackReport(ctx context.Context, in *CallbackReportQuery) (*struct{ Body CallbackReport }, error) {
	r, err := s.reportOf(ctx, *in)
	if err != nil {
		return nil, err
	}
	return &struct{ Body CallbackReport }{*r}, nil
}

func (s *Server) exportCallbackReport(ctx context.Context, in *struct {
	CallbackReportQuery
	ExportWhy
}) (*fileOut, error) {
	r, err := s.reportOf(ctx, in.CallbackReportQuery)
	if err != nil {
		return nil, err
	}
	names, err := s.exportNames(ctx, who(ctx).Language, false)
	if err != nil {
		return nil, err
	}
	if err := s.logAccess(ctx, "callbacks_report_exported", "callbacks", fmt.Sprintf("%s %s to %s: %s", in.Format, in.CallbackReportQuery.From, in.CallbackReportQuery.To, in.Reason)); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	w := sheet.NewWriter(in.Format, names.word(callbackReportSaid, ""), &b)
	head, all := []any{"period", "agent_id", "name", "registered", "assigned", "completed", "unassigned", "to_do", "cancelled", "expired", "unreached", "rate"}, "total"
	if names.language == "ko" {
		head, all = []any{"기간", "상담사 ID", "이름", "접수", "할당", "완료", "미할당", "미처리", "취소", "만료", "부재 종료", "처리율(%)"}, "합계"
	}
	row := func(period, agent, name string, f CallbackFigures) error {
		var rate any = ""
		if f.Rate != nil {
			rate = float64(int(*f.Rate*10+0.5)) / 10
		}
		return w.Row(period, agent, name, f.Registered, f.Assigned, f.Completed, f.Unassigned, f.Unprocessed-f.Unassigned, f.Cancelled, f.Expired, f.Unreached, rate)
	}
	err = w.Row(head...)
	for _, p := range r.Periods {
		for _, a := range p.Agents {
			if err == nil {
				err = row(p.Period, a.Agent, names.agent(a.Agent), a.CallbackFigures)
			}
		}
		if err == nil {
			err = row(p.Period, "", all, p.Total)
		}
	}
	if err == nil {
		err = row(all, "", all, r.Total)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return nil, err
	}
	return file("callback-report-"+in.CallbackReportQuery.From+"-"+in.CallbackReportQuery.To, in.Format, b.Bytes()), nil
}
