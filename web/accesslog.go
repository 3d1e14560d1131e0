package web

import (
	"bytes"
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
	"github.com/callfloor/callfloor/sheet"
)

// AccessQuery chooses lines of the access log.
type AccessQuery struct {
	Actor  string   `query:"actor" maxLength:"80" doc:"who, such as user:boss; with * at the end: what begins so"`
	Action []string `query:"action" maxItems:"40" doc:"what was done: any of these, with a comma between them, such as log_in,log_out; with * at the end: what begins so; each at most 60 characters long" example:"[\"log_in\",\"customer_*\"]"`
	Object []string `query:"object" maxItems:"40" doc:"to what, such as service:orders: any of these, with a comma between them; with * at the end: what begins so; each at most 120 bytes long" example:"[\"service:orders\",\"agent:*\"]"`
	Search string   `query:"q" maxLength:"100" doc:"a text in the detail"`
	// What the ids of the log stand for; it is asked for, and logged, by these ids.
	Customer string `query:"customer" maxLength:"100" doc:"to whom: what the search of customers takes (a name or its beginning, a number, last digits), for 40 of them at most. With object or ticket: to any of these. Who was deleted is found by object alone" example:"김하나"`
	Ticket   string `query:"ticket" maxLength:"40" doc:"to the call that has this ticket. With object or customer: to any of these" example:"20261128-00001"`

	From time.Time `query:"from"`
	To   time.Time `query:"to"`
}

// find puts the ids of who and what is meant by customer and ticket to the objects that
// are asked for: names are not logged. Where all of that is nobody, nobody is true.
func (s *Server) find(ctx context.Context, q *AccessQuery) (nobody bool, err error) {
	if q.Customer == "" && q.Ticket == "" {
		return false, nil
	}
	if q.Customer != "" {
		search := desk.SearchOf(q.Customer, s.cfg.Desk.region())
		search.Limit = mostFound
		list, next, err := s.Desk.Customers(ctx, search)
		if err != nil {
			return false, err
		}
		if next != "" {
			return false, fault.New(fault.Invalid, "more than %d customers are found so: write more of the name or number", mostFound)
		}
		for _, c := range list {
			q.Object = append(q.Object, "customer:"+c.ID)
		}
	}
	if q.Ticket != "" {
		call, err := s.Desk.CallOfTicket(ctx, strings.TrimSpace(q.Ticket))
		if err != nil {
			return false, err
		}
		if call != "" {
			q.Object = append(q.Object, "call:"+call)
		}
	}
	return len(q.Object) == 0, nil
}

func (q AccessQuery) filter() (people.AccessFilter, error) {
	f := people.AccessFilter{Actor: q.Actor, Actions: q.Action, Targets: q.Object, Search: q.Search}
	for _, one := range q.Action {
		if one == "" || len(one) > longestAction {
			return f, fault.New(fault.Invalid, "an action is 1 to %d characters long: write them like log_in,log_out", longestAction)
		}
	}
	if err := checkTargets(q.Object); err != nil {
		return f, err
	}
	if !q.From.IsZero() {
		f.From = q.From.UnixMilli()
	}
	if !q.To.IsZero() {
		f.To = q.To.UnixMilli()
	}
	if f.From != 0 && f.To != 0 && f.To <= f.From {
		return f, fault.New(fault.Invalid, "to must be after from")
	}
	return f, nil
}

// longestTarget bounds a thing that is asked for, in bytes.
const longestTarget = 120

func checkTargets(list []string) error {
	for _, one := range list {
		if one == "" || len(one) > longestTarget {
			return fault.New(fault.Invalid, "what it was done to is 1 to %d characters long: write it like service:orders,agent:kim", longestTarget)
		}
	}
	return nil
}

// longestAction bounds an action that is asked for, in bytes.
const longestAction = 60

// mostFound is how many customers a search of the access log is about at most.
const mostFound = 40

// accessLog is the access log as the target of its own lines.
const accessLog = "access_log"

// namedAtOnce is of how many lines of an export names are looked up at once.
const namedAtOnce = 500

// mostExported is how many lines one export has at most.
const mostExported = 100_000

func (s *Server) accessLogRoutes(tag []string) {
	register(s, huma.Operation{OperationID: "access-log", Method: http.MethodGet, Path: "/access-log", Tags: tag,
		Summary: "Who did what to whom, newest first: the lines as they are kept, and what their ids stand for now"}, s.viewAccess)
	register(s, huma.Operation{OperationID: "access-log-verify", Method: http.MethodGet, Path: "/access-log/verify", Tags: tag,
		Summary: "Check that no line of the access log was altered, taken out or put in"}, func(ctx context.Context, _ *struct{}) (*struct{ Body people.Chain }, error) {
		c, err := s.People.CheckAccess(ctx)
		return &struct{ Body people.Chain }{c}, err
	})
	register(s, huma.Operation{OperationID: "access-log-export", Method: http.MethodGet, Path: "/access-log/export", Tags: tag,
		Summary: "The access log as a table, newest first, at most 100,000 lines"}, s.exportAccess)
}

func (s *Server) viewAccess(ctx context.Context, in *struct {
	AccessQuery
	Before int64 `query:"before" minimum:"0" doc:"seq of the last line of the page before"`
	Limit  int   `query:"limit" minimum:"1" maximum:"500" default:"100"`
}) (*struct{ Body []AccessLine }, error) {
	list, err := s.askAccess(ctx, &in.AccessQuery, "access_log_viewed", "", func(f *people.AccessFilter) { f.BeforeSeq, f.Limit = in.Before, in.Limit })
	if err != nil {
		return nil, err
	}
	n, err := s.naming(ctx)
	if err != nil {
		return nil, err
	}
	lines, err := n.lines(ctx, list)
	return &struct{ Body []AccessLine }{lines}, err
}

// askAccess reads lines of the access log, once it is in the log that they are asked for.
func (s *Server) askAccess(ctx context.Context, q *AccessQuery, action, why string, more func(*people.AccessFilter)) ([]people.Access, error) {
	if _, err := q.filter(); err != nil { // before anything is looked up
		return nil, err
	}
	nobody, err := s.find(ctx, q)
	if err != nil {
		return nil, err
	}
	f, err := q.filter()
	if err != nil {
		return nil, err
	}
	more(&f)
	asked := q.text()
	if nobody {
		asked = strings.TrimSpace(asked + " 0 found")
	}
	if err := s.logAccess(ctx, action, accessLog, strings.TrimSpace(why+" "+asked)); err != nil || nobody {
		return nil, err
	}
	return s.People.AccessLog(ctx, f)
}

// text says what was asked for, for the access log itself.
func (q AccessQuery) text() string {
	var parts []string
	add := func(name, v string) {
		if v != "" {
			parts = append(parts, name+"="+v)
		}
	}
	add("actor", q.Actor)
	add("action", strings.Join(q.Action, ","))
	add("object", strings.Join(q.Object, ","))
	add("q", q.Search)
	if !q.From.IsZero() {
		add("from", q.From.UTC().Format(time.RFC3339))
	}
	if !q.To.IsZero() {
		add("to", q.To.UTC().Format(time.RFC3339))
	}
	return strings.Join(parts, " ")
}

type fileOut struct {
	Type        string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        []byte
}

// file is an answer that a browser keeps.
func file(name, format string, data []byte) *fileOut {
	kind := "text/csv; charset=utf-8"
	if format == "xlsx" {
		kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	return &fileOut{kind, `attachment; filename="` + name + "." + format + `"`, data}
}

func (s *Server) exportAccess(ctx context.Context, in *struct {
	AccessQuery
	Format string `query:"format" enum:"csv,xlsx" default:"csv"`
	Reason string `query:"reason" required:"true" minLength:"2" maxLength:"200" doc:"why it is needed; stands in the access log"`
}) (*fileOut, error) {
	list, err := s.askAccess(ctx, &in.AccessQuery, "access_log_exported", in.Reason, func(f *people.AccessFilter) { f.Limit = mostExported })
	if err != nil {
		return nil, err
	}
	n, err := s.naming(ctx)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	w := sheet.NewWriter(in.Format, (&exportNames{language: n.viewer.Language}).word(accessLogSaid, ""), &b)
	zone, err := time.LoadLocation(s.Centre.Profile().TimeZone)
	if err != nil {
		zone = time.UTC
	}
	if err := w.Row("seq", "at", "actor", "actor_name", "role", "address", "action", "object", "object_name", "detail", "detail_names"); err != nil {
		return nil, err
	}
	for some := range slices.Chunk(list, namedAtOnce) {
		lines, err := n.lines(ctx, some)
		if err != nil {
			return nil, err
		}
		for _, a := range lines {
			object, others := n.texts(a, zone)
			if err := w.Row(a.Seq, a.At.In(zone).Format(time.RFC3339), a.Actor, a.ActorName, string(a.Role), a.Address, a.Action, a.Target, object, a.Detail, others); err != nil {
				return nil, err
			}
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return file("access-log-"+time.Now().In(zone).Format("20060102-1504"), in.Format, b.Bytes()), nil
}
