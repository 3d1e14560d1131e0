package web

import (
	"bytes"
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
	"github.com/callfloor/callfloor/sheet"
)

// AccessQuery chooses lines of the access log.
type AccessQuery struct {
	Actor  string    `query:"actor" maxLength:"80" doc:"who, such as user:boss; with * at the end: what begins so"`
	Action []string  `query:"action" maxItems:"40" doc:"what was done: any of these, with a comma between them, such as log_in,log_out; with * at the end: what begins so; each at most 60 characters long" example:"[\"log_in\",\"customer_*\"]"`
	Object []string  `query:"object" maxItems:"40" doc:"to what, such as service:orders: any of these, with a comma between them; with * at the end: what begins so; each at most 120 bytes long" example:"[\"service:orders\",\"agent:*\"]"`
	Search string    `query:"q" maxLength:"100" doc:"a text in the detail"`
	From   time.Time `query:"from"`
	To     time.Time `query:"to"`
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

// mostExported is how many lines one export has at most.
const mostExported = 100_000

func (s *Server) accessLogRoutes(tag []string) {
	register(s, huma.Operation{OperationID: "access-log", Method: http.MethodGet, Path: "/access-log", Tags: tag,
		Summary: "Who did what, newest first"}, func(ctx context.Context, in *struct {
		AccessQuery
		Before int64 `query:"before" minimum:"0" doc:"seq of the last line of the page before"`
		Limit  int   `query:"limit" minimum:"1" maximum:"500" default:"100"`
	}) (*struct{ Body []people.Access }, error) {
		f, err := in.filter()
		if err != nil {
			return nil, err
		}
		f.BeforeSeq, f.Limit = in.Before, in.Limit
		if err := s.logAccess(ctx, "access_log_viewed", "access_log", in.text()); err != nil {
			return nil, err
		}
		list, err := s.People.AccessLog(ctx, f)
		return &struct{ Body []people.Access }{append([]people.Access{}, list...)}, err
	})
	register(s, huma.Operation{OperationID: "access-log-verify", Method: http.MethodGet, Path: "/access-log/verify", Tags: tag,
		Summary: "Check that no line of the access log was altered, taken out or put in"}, func(ctx context.Context, _ *struct{}) (*struct{ Body people.Chain }, error) {
		c, err := s.People.CheckAccess(ctx)
		return &struct{ Body people.Chain }{c}, err
	})
	register(s, huma.Operation{OperationID: "access-log-export", Method: http.MethodGet, Path: "/access-log/export", Tags: tag,
		Summary: "The access log as a table, newest first, at most 100,000 lines"}, s.exportAccess)
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
	f, err := in.filter()
	if err != nil {
		return nil, err
	}
	f.Limit = mostExported
	if err := s.logAccess(ctx, "access_log_exported", "access_log", in.Reason+" "+in.text()); err != nil {
		return nil, err
	}
	list, err := s.People.AccessLog(ctx, f)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	w := sheet.NewWriter(in.Format, &b)
	zone, err := time.LoadLocation(s.Centre.Profile().TimeZone)
	if err != nil {
		zone = time.UTC
	}
	if err := w.Row("seq", "at", "actor", "role", "address", "action", "object", "detail"); err != nil {
		return nil, err
	}
	for _, a := range list {
		if err := w.Row(a.Seq, a.At.In(zone).Format(time.RFC3339), a.Actor, string(a.Role), a.Address, a.Action, a.Target, a.Detail); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return file("access-log-"+time.Now().In(zone).Format("20060102-1504"), in.Format, b.Bytes()), nil
}
