package web

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/sheet"
)

// exportWithin is how long a download may take, whatever other answers may.
const exportWithin = 15 * time.Minute

// exportCustomers streams every customer that a search finds.
func (s *Server) exportCustomers(ctx context.Context, in *struct {
	Q      string `query:"q" maxLength:"100" doc:"as in the search; left out: everybody"`
	Format string `query:"format" enum:"xlsx,csv" default:"xlsx"`
	Reason string `query:"reason" required:"true" minLength:"2" maxLength:"200" doc:"why the data leaves the building, for the access log"`
	Unmasking
}) (*huma.StreamResponse, error) {
	id, err := in.viewer(ctx)
	if err != nil {
		return nil, err
	}
	search := desk.SearchOf(in.Q, s.cfg.Desk.region())
	if err := s.logAccess(ctx, "customers_exported", "customers", in.detail(fmt.Sprintf("%s by %s: %s", in.Format, search.Kind(), in.Reason))); err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		name := "customers-" + time.Now().In(s.zone()).Format("20060102-1504") + "." + in.Format
		_, raw := humago.Unwrap(hc)
		http.NewResponseController(raw).SetWriteDeadline(time.Now().Add(exportWithin)) //nolint:errcheck // a writer without deadlines has none to move
		hc.SetHeader("Content-Type", sheet.ContentType(in.Format))
		hc.SetHeader("Content-Disposition", `attachment; filename="`+name+`"`)
		if err := s.writeCustomers(ctx, sheet.NewWriter(in.Format, (&exportNames{language: id.Language}).word(customersSaid, ""), hc.BodyWriter()), id, search); err != nil {
			s.Log.Error().Err(fault.WithCause(err)).Msg("an export of customers failed half-way")
			panic(http.ErrAbortHandler) // the client sees a broken download, not a short one
		}
	}}, nil
}

func (s *Server) writeCustomers(ctx context.Context, w sheet.Writer, id Identity, search desk.Search) error {
	head := []any{"id", "name", "numbers", "email", "birth_date", "claim", "memo", "blacklist", "blacklist_reason", "fields", "created_at", "updated_at"}
	if id.Language == "ko" {
		head = []any{"번호", "이름", "전화번호", "이메일", "생년월일", "클레임", "메모", "블랙리스트", "블랙리스트 사유", "기타", "등록", "수정"}
	}
	if err := w.Row(head...); err != nil {
		return err
	}
	zone := s.zone()
	err := s.Desk.ExportCustomers(ctx, search, func(c desk.Customer) error {
		v := s.customerView(id, c)
		numbers := make([]string, len(v.Phones))
		for i, p := range v.Phones {
			numbers[i] = p.Number
		}
		effect, reason := "", ""
		if v.Blacklist != nil {
			effect, reason = string(v.Blacklist.Effect), v.Blacklist.Reason
		}
		return w.Row(v.ID, v.Name, strings.Join(numbers, ", "), v.Email, v.BirthDate, v.Claim, v.Memo, effect, reason, pairs(v.Fields), v.Created.In(zone), v.Updated.In(zone))
	})
	if err != nil {
		return err
	}
	return w.Close()
}

// pairs writes fields as one text, in the order of their names.
func pairs(fields map[string]string) string {
	parts := make([]string, 0, len(fields))
	for _, k := range slices.Sorted(maps.Keys(fields)) {
		parts = append(parts, k+": "+fields[k])
	}
	return strings.Join(parts, "; ")
}
