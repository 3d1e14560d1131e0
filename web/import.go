package web

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/unicode/norm"

	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
	"github.com/callfloor/callfloor/sheet"
)

// mostImported is how many agents one file may have.
const mostImported = 2000

// ImportRow is what becomes of a row of the file.
type ImportRow struct {
	Line   int      `json:"line" doc:"line in the file, the head is 1"`
	ID     string   `json:"id"`
	Name   string   `json:"name"`
	Does   string   `json:"does" enum:"add,change,keep" doc:"what it does, or would do"`
	Fields []string `json:"fields,omitempty" doc:"the columns in which an agent changes"`
	Errors []string `json:"errors,omitempty" doc:"why it cannot be taken"`
}

// AgentImport is what an import did, or would do.
type AgentImport struct {
	DryRun    bool        `json:"dry_run"`
	Taken     bool        `json:"taken" doc:"the agents are there now; false for a dry run and where any row is wrong"`
	Added     int         `json:"added"`
	Changed   int         `json:"changed"`
	Kept      int         `json:"kept"`
	Wrong     int         `json:"wrong" doc:"rows with errors"`
	Rows      []ImportRow `json:"rows"`
	Passwords string      `json:"passwords,omitempty" doc:"CSV of the phones' passwords that were made; shown once"`
}

// importColumns are the columns of the file, by their names.
var importColumns = []string{"id", "name", "name_en", "extension", "team", "manager", "dial", "services", "sip_password"}

// importHeads are the columns as Korean files name them.
var importHeads = map[string]string{
	"아이디": "id", "이름": "name", "영문 이름": "name_en", "내선": "extension", "팀": "team", "담당 매니저": "manager",
	"발신 범위": "dial", "서비스": "services", "전화기 비밀번호": "sip_password",
}

func (s *Server) importRoutes(tag []string) {
	register(s, huma.Operation{OperationID: "agents-import", Method: http.MethodPost, Path: "/agents/import", Tags: tag,
		Summary: "Add and change agents from a CSV file; with dry_run only say what would happen",
		Description: "The first line names the columns: " + strings.Join(importColumns, ", ") + "; id and extension are needed. " +
			"In Korean they are 아이디, 이름, 영문 이름, 내선, 팀, 담당 매니저, 발신 범위, 서비스, 전화기 비밀번호. " +
			"services is like orders:1;returns:2. UTF-8, or what Korean Excel writes (CP949). A new agent without sip_password gets one. " +
			"All rows are taken or, where any is wrong, none.",
		MaxBodyBytes: 4 << 20, BodyReadTimeout: 30 * time.Second},
		func(ctx context.Context, in *struct {
			DryRun  bool   `query:"dry_run"`
			RawBody []byte `contentType:"text/csv"`
		}) (*struct{ Body AgentImport }, error) {
			r, err := s.importAgents(ctx, in.RawBody, in.DryRun)
			return &struct{ Body AgentImport }{r}, err
		})
}

func (s *Server) importAgents(ctx context.Context, data []byte, dry bool) (AgentImport, error) {
	rep := AgentImport{DryRun: dry, Rows: []ImportRow{}}
	list, rows, columns, err := readAgents(data)
	if err != nil {
		return rep, err
	}
	rep.Rows = rows
	made := map[string]string{} // passwords, by id
	stop := errors.New("a row is wrong")
	build := func() ([]Edit, error) {
		edits, err := s.importEdits(ctx, &rep, list, columns, made)
		if err == nil && (dry || rep.Wrong > 0) {
			err = stop
		}
		return edits, err
	}
	if dry { // no turn is needed to look
		if _, err := build(); err != nil && !errors.Is(err, stop) {
			return rep, err
		}
		return rep, nil
	}
	switch err := s.Centre.Change(ctx, author(ctx), "agents_imported", "agents", build); {
	case errors.Is(err, stop):
		return rep, nil
	case err != nil:
		return rep, err
	}
	rep.Taken = true
	rep.Passwords, err = passwordSheet(list, made)
	return rep, err
}

// importEdits works out what each row does, and what is wrong with it among the
// others and those that are there.
func (s *Server) importEdits(ctx context.Context, rep *AgentImport, list []centre.Agent, columns []string, made map[string]string) ([]Edit, error) {
	services, err := s.Centre.Services(ctx)
	if err != nil {
		return nil, err
	}
	present, err := s.Centre.Agents(ctx)
	if err != nil {
		return nil, err
	}
	known := func(id string) bool {
		return slices.ContainsFunc(services, func(sv centre.Service) bool { return sv.ID == id })
	}
	may := map[string]bool{} // be in charge
	all, err := s.People.Users(ctx)
	if err != nil {
		return nil, err
	}
	for _, u := range all {
		may[u.Login] = u.Role != people.AgentRole && !u.Disabled
	}
	teams := s.Centre.Teams()
	users := map[string]string{} // who has a phone's user name, beside those in the file
	by := map[string]centre.Agent{}
	for _, a := range present {
		by[a.ID] = a
		users[a.ID], users[a.Extension] = a.ID, a.ID
	}
	var edits []Edit
	for i := range list {
		a, row := &list[i], &rep.Rows[i]
		before, there := by[a.ID]
		if there {
			keepOthers(a, before, columns)
		}
		a.Fill()
		row.Name = a.Name
		if a.Team != "" && a.Team != before.Team && !slices.ContainsFunc(teams, func(t centre.Team) bool { return t.ID == a.Team }) {
			row.Errors = append(row.Errors, fmt.Sprintf("team there is no team %q", a.Team))
		}
		if a.Manager != "" && a.Manager != before.Manager && !may[a.Manager] {
			row.Errors = append(row.Errors, fmt.Sprintf("manager %q is not a manager", a.Manager))
		}
		for _, u := range []string{a.ID, a.Extension} {
			if owner, taken := users[u]; taken && owner != a.ID && u != "" {
				row.Errors = append(row.Errors, fmt.Sprintf("%s: a phone already logs in under this name, that of %s", u, owner))
				continue // it stays the owner's, whose row is not to blame
			}
			users[u] = a.ID
		}
		for _, p := range a.Check("agent", known) {
			row.Errors = append(row.Errors, strings.TrimPrefix(p.Path, "agent.")+" "+p.Message)
		}
		switch {
		case !there:
			row.Does = "add"
		case same(before, *a):
			row.Does = "keep"
		default:
			row.Does = "change"
			row.Fields = differing(before, *a, columns)
		}
		if len(row.Errors) > 0 {
			rep.Wrong++
			continue
		}
		switch row.Does {
		case "add":
			rep.Added++
		case "change":
			rep.Changed++
		default:
			rep.Kept++
			continue
		}
		if a.SIPPassword == "" && (!there || before.Extension != a.Extension) {
			a.SIPPassword = people.NewSIPPassword()
			made[a.ID] = a.SIPPassword
		}
		data, err := json.Marshal(a)
		if err != nil {
			return nil, err
		}
		edits = append(edits, Edit{Kind: KindAgents, ID: a.ID, After: data})
	}
	return edits, nil
}

// differing are the columns of a file in which an agent would change.
func differing(before, after centre.Agent, columns []string) (list []string) {
	was, is := map[string]json.RawMessage{}, map[string]json.RawMessage{}
	for a, into := range map[*centre.Agent]*map[string]json.RawMessage{&before: &was, &after: &is} {
		data, err := json.Marshal(a)
		if err != nil || json.Unmarshal(data, into) != nil {
			return nil
		}
	}
	for _, c := range columns {
		if !bytes.Equal(was[c], is[c]) {
			list = append(list, c)
		}
	}
	return list
}

// keepOthers leaves an agent what the file has no column for.
func keepOthers(a *centre.Agent, before centre.Agent, columns []string) {
	row := *a
	*a = before
	a.ID, a.Extension, a.SIPPassword = row.ID, row.Extension, row.SIPPassword
	for _, c := range columns {
		switch c {
		case "name":
			a.Name = row.Name
		case "name_en":
			a.NameEn = row.NameEn
		case "team":
			a.Team = row.Team
		case "manager":
			a.Manager = row.Manager
		case "dial":
			a.Dial = row.Dial
		case "services":
			a.Services = map[string]centre.Membership{}
			for id, m := range row.Services {
				was := before.Services[id]
				a.Services[id] = centre.Membership{Level: m.Level, Order: was.Order, Weight: was.Weight}
			}
		}
	}
}

// same reports whether a row changes nothing.
func same(before, after centre.Agent) bool {
	if after.SIPPassword != "" {
		return false
	}
	after.Manager, before.Manager = "", "" // may follow from the team
	x, err1 := json.Marshal(before)
	y, err2 := json.Marshal(after)
	return err1 == nil && err2 == nil && bytes.Equal(x, y)
}

// passwordSheet are the phones' passwords as a table.
func passwordSheet(list []centre.Agent, made map[string]string) (string, error) {
	if len(made) == 0 {
		return "", nil
	}
	var b bytes.Buffer
	w := sheet.NewWriter(sheet.CSV, &b)
	if err := w.Row("id", "name", "extension", "sip_password"); err != nil {
		return "", err
	}
	for _, a := range list {
		if p, ok := made[a.ID]; ok {
			if err := w.Row(a.ID, a.Name, a.Extension, p); err != nil {
				return "", err
			}
		}
	}
	if err := w.Close(); err != nil { // only now is everything in b
		return "", err
	}
	return b.String(), nil
}

// readAgents reads the file. What is wrong with the whole of it is an error, what
// is wrong with a row stands in the row.
func readAgents(data []byte) ([]centre.Agent, []ImportRow, []string, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if !utf8.Valid(data) {
		out, err := korean.EUCKR.NewDecoder().Bytes(data)
		if err != nil || bytes.ContainsRune(out, utf8.RuneError) {
			return nil, nil, nil, fault.New(fault.Invalid, "the file is neither UTF-8 nor CP949: save it as CSV UTF-8")
		}
		data = out
	}
	if bytes.IndexByte(data, 0) >= 0 {
		return nil, nil, nil, fault.New(fault.Invalid, "this is not a CSV file")
	}
	r := csv.NewReader(bytes.NewReader(data))
	r.FieldsPerRecord = -1
	r.TrimLeadingSpace = true
	head, err := r.Read()
	if err != nil {
		return nil, nil, nil, fault.New(fault.Invalid, "the file has no first line with the names of the columns: %s", strings.Join(importColumns, ", "))
	}
	for i, h := range head {
		head[i] = strings.ToLower(strings.TrimSpace(norm.NFC.String(h)))
		if name, ok := importHeads[head[i]]; ok {
			head[i] = name
		}
		if !slices.Contains(importColumns, head[i]) {
			return nil, nil, nil, fault.New(fault.Invalid, "there is no column %q: the columns are %s", h, strings.Join(importColumns, ", "))
		}
		if slices.Contains(head[:i], head[i]) {
			return nil, nil, nil, fault.New(fault.Invalid, "the column %q stands there twice", h)
		}
	}
	for _, need := range []string{"id", "extension"} {
		if !slices.Contains(head, need) {
			return nil, nil, nil, fault.New(fault.Invalid, "the column %q is missing", need)
		}
	}
	var list []centre.Agent
	var rows []ImportRow
	seen := map[string]int{}
	for {
		rec, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, nil, nil, fault.New(fault.Invalid, "the file cannot be read: %s", err)
		}
		if len(rec) == 1 && strings.TrimSpace(rec[0]) == "" {
			continue
		}
		if len(list) >= mostImported {
			return nil, nil, nil, fault.New(fault.Invalid, "the file has more than %d agents: split it", mostImported)
		}
		line, _ := r.FieldPos(0)
		a, wrong := readAgent(head, rec)
		if first, twice := seen[a.ID]; twice {
			wrong = append(wrong, fmt.Sprintf("id %q stands in line %d too", a.ID, first))
		}
		seen[a.ID] = line
		list = append(list, a)
		rows = append(rows, ImportRow{Line: line, ID: a.ID, Name: a.Name, Errors: wrong})
	}
	if len(list) == 0 {
		return nil, nil, nil, fault.New(fault.Invalid, "the file has no agents")
	}
	return list, rows, head, nil
}

func readAgent(head, rec []string) (a centre.Agent, wrong []string) {
	if len(rec) != len(head) {
		wrong = append(wrong, fmt.Sprintf("has %d cells, the first line has %d", len(rec), len(head)))
	}
	for i, h := range head {
		if i >= len(rec) {
			break
		}
		v := strings.TrimSpace(rec[i])
		switch h {
		case "id":
			a.ID = v
		case "name":
			a.Name = v
		case "name_en":
			a.NameEn = v
		case "extension":
			a.Extension = v
		case "team":
			a.Team = v
		case "manager":
			a.Manager = v
		case "dial":
			a.Dial = v
		case "sip_password":
			a.SIPPassword = v
		case "services":
			var err error
			if a.Services, err = readSkills(v); err != nil {
				wrong = append(wrong, err.Error())
			}
		}
	}
	return a, wrong
}

// readSkills reads services such as orders:1;returns:2.
func readSkills(v string) (map[string]centre.Membership, error) {
	if v == "" {
		return nil, nil
	}
	out := map[string]centre.Membership{}
	for _, part := range strings.Split(v, ";") {
		id, level, has := strings.Cut(strings.TrimSpace(part), ":")
		if id == "" {
			continue
		}
		m := centre.Membership{Level: 1}
		if has {
			n, err := strconv.Atoi(strings.TrimSpace(level))
			if err != nil {
				return nil, fmt.Errorf("services: %q is not a level", part)
			}
			m.Level = n
		}
		out[strings.TrimSpace(id)] = m
	}
	return out, nil
}
