package web

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"golang.org/x/text/unicode/norm"

	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
	"github.com/callfloor/callfloor/sheet"
)

// mostImported is how many agents one file may have, mostLogins how many log-ins: a
// password takes its time to be hashed, and the answer, which alone has those that were
// made, must go out before the server gives up on it, a minute after the request came.
// The file itself may take half of that: both times count from the request's arrival.
const (
	mostImported = 2000
	mostLogins   = 300
	hashWithin   = 40 * time.Second
	takeWithin   = 50 * time.Second // after it nothing is taken: what is left is for the answer
)

// ImportRow is what becomes of a row of the file.
type ImportRow struct {
	Line   int      `json:"line" doc:"line in the file, the head is 1"`
	ID     string   `json:"id"`
	Name   string   `json:"name"`
	Login  string   `json:"login,omitempty" doc:"the log-in that is made for the agent"`
	Does   string   `json:"does" enum:"add,change,keep" doc:"what it does, or would do"`
	Fields []string `json:"fields,omitempty" doc:"the columns in which an agent changes; login: it gets one"`
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
	Logins    int         `json:"logins" doc:"log-ins that are made"`
	Rows      []ImportRow `json:"rows"`
	Passwords string      `json:"passwords,omitempty" doc:"CSV of the passwords that were made, of phones and of log-ins, without those that the file gave; shown once"`
}

// importColumns are the columns of the file, by their names.
var importColumns = []string{"id", "name", "name_en", "extension", "team", "manager", "dial", "services", "sip_password", "login", "password"}

// importHeads are the columns as Korean files name them.
var importHeads = map[string]string{
	"아이디": "id", "이름": "name", "영문 이름": "name_en", "내선": "extension", "팀": "team", "담당 매니저": "manager",
	"발신 범위": "dial", "서비스": "services", "전화기 비밀번호": "sip_password",
	"로그인 아이디": "login", "첫 비밀번호": "password",
}

// importDials are the rights to call as screens name them.
var importDials = map[string]string{
	"발신 안 함": "none", "nowhere": "none", "국내": "domestic", "in the country": "domestic", "국제": "international", "abroad too": "international",
	"유료 정보": "premium", "premium too": "premium",
}

// imported is an agent as a row of the file names it.
type imported struct {
	centre.Agent
	Login    string // that the agent is to have
	Password string // the first one of the log-in, where the row gives it

	skills string   // the services as the row names them
	wrong  []string // what is wrong with the row by itself
}

func (s *Server) importRoutes(tag []string) {
	register(s, huma.Operation{OperationID: "agents-import", Method: http.MethodPost, Path: "/agents/import", Tags: tag,
		Summary: "Add and change agents from a CSV or XLSX file; with dry_run only say what would happen",
		Description: "The first line names the columns: " + strings.Join(importColumns, ", ") + "; id and extension are needed. " +
			"In Korean they are 아이디, 이름, 영문 이름, 내선, 팀, 담당 매니저, 발신 범위, 서비스, 전화기 비밀번호, 로그인 아이디, 첫 비밀번호. " +
			"services is like orders:1;returns:2; services and the team are named by identifier or by name, Korean or English. " +
			"login makes a person with the role agent and the permission phone who logs in as the agent, with password or one that is made, and chooses another at the first log-in; " +
			"an agent who has that log-in keeps it as it is. CSV in UTF-8 or as Korean Excel writes it (CP949), or XLSX. A new agent without sip_password gets one. " +
			"All rows are taken or, where any is wrong, none.",
		MaxBodyBytes: 4 << 20, BodyReadTimeout: 30 * time.Second},
		func(ctx context.Context, in *struct {
			DryRun  bool   `query:"dry_run"`
			RawBody []byte `contentType:"application/octet-stream" doc:"a CSV or XLSX file of up to 4 MiB and 2,000 agents, of whom 300 get a log-in"`
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
	made := map[string]string{} // phones' passwords, by id
	look := func() ([]Edit, []people.User, error) { return s.importEdits(ctx, &rep, list, columns, made) }
	_, persons, err := look() // no turn is needed to look
	if err != nil || dry || rep.Wrong > 0 {
		return rep, err
	}
	words, err := s.firstPasswords(ctx, list, persons)
	if err != nil {
		return rep, err
	}
	rep = AgentImport{Rows: rows}
	clear(made)
	stop := errors.New("a row is wrong")
	build := func() (edits []Edit, err error) {
		if len(words) > 0 && time.Since(arrival(ctx)) > takeWithin { // the turn was long in coming
			return nil, errImportSlow
		}
		edits, persons, err = look()
		if err == nil && rep.Wrong > 0 {
			err = stop
		}
		for i := range persons {
			u := &persons[i]
			if u.PasswordHash = words[u.Login].hash; u.PasswordHash == "" && err == nil {
				err = fault.New(fault.Conflict, "persons have been changed meanwhile: try again")
			}
			edits = append(edits, Edit{Kind: KindUsers, ID: u.Login, After: userEdit(nil, u).After, Person: u})
		}
		return edits, err
	}
	switch err := s.Centre.Change(ctx, author(ctx), "agents_imported", "agents", build); {
	case errors.Is(err, stop):
		return rep, nil
	case err != nil:
		return rep, err
	}
	rep.Taken = true
	logins := map[string]string{} // of the persons who are there now: fewer, where somebody else made one meanwhile
	for _, u := range persons {
		logins[u.Login] = words[u.Login].made
	}
	rep.Passwords, err = passwordSheet(list, made, logins)
	return rep, err
}

// errImportSlow is when the passwords could come too late to be seen.
var errImportSlow = fault.New(fault.Overloaded, "making so many log-ins takes too long now: split the file")

// firstPassword is the first one of a log-in: what is kept of it, and it itself where we
// made it.
type firstPassword struct{ hash, made string }

// firstPasswords are those of the persons who are to be made, by log-in.
func (s *Server) firstPasswords(ctx context.Context, list []imported, persons []people.User) (map[string]firstPassword, error) {
	words := map[string]firstPassword{}
	for _, r := range list {
		if time.Since(arrival(ctx)) > hashWithin {
			return nil, errImportSlow
		}
		if !slices.ContainsFunc(persons, func(u people.User) bool { return u.Login == r.Login }) {
			continue
		}
		var w firstPassword
		if r.Password == "" {
			w.made = people.NewFirstPassword(r.Login)
		}
		var err error
		if w.hash, err = s.hashPassword(ctx, cmp.Or(w.made, r.Password)); err != nil {
			return nil, err
		}
		words[r.Login] = w
	}
	return words, nil
}

// importEdits works out what each row does and who is made with it, and what is wrong
// with it among the others and those that are there.
func (s *Server) importEdits(ctx context.Context, rep *AgentImport, from []imported, columns []string, made map[string]string) ([]Edit, []people.User, error) {
	services, err := s.Centre.Services(ctx)
	if err != nil {
		return nil, nil, err
	}
	present, err := s.Centre.Agents(ctx)
	if err != nil {
		return nil, nil, err
	}
	known := func(id string) bool {
		return slices.ContainsFunc(services, func(sv centre.Service) bool { return sv.ID == id })
	}
	all, err := s.People.Users(ctx)
	if err != nil {
		return nil, nil, err
	}
	teams := s.Centre.Teams()
	list := make([]centre.Agent, len(from)) // with what is named by name named by identifier
	wrong := make([][]string, len(from))
	for i, r := range from {
		list[i], wrong[i] = r.named(services, teams)
	}
	logins := newImportedLogins(all)
	users := map[string]string{} // who has a phone's user name, beside those in the file
	by := map[string]centre.Agent{}
	for _, a := range present {
		by[a.ID] = a
		users[a.ID], users[a.Extension] = a.ID, a.ID
	}
	for _, a := range list {
		if b, there := by[a.ID]; there && a.Extension != b.Extension && users[b.Extension] == a.ID && b.Extension != a.ID {
			delete(users, b.Extension) // the file gives it away
		}
	}
	var edits []Edit
	var persons []people.User
	for i := range list {
		a, row := &list[i], &rep.Rows[i]
		row.Fields, row.Errors = nil, append(slices.Clone(from[i].wrong), wrong[i]...)
		before, there := by[a.ID]
		if there {
			keepOthers(a, before, columns)
		}
		a.Fill()
		row.Name = a.Name
		if a.Team != "" && a.Team != before.Team && !slices.ContainsFunc(teams, func(t centre.Team) bool { return t.ID == a.Team }) {
			row.Errors = append(row.Errors, fmt.Sprintf("team there is no team %q", a.Team))
		}
		if a.Manager != "" && a.Manager != before.Manager {
			if u, there := logins.persons[a.Manager]; !there {
				row.Errors = append(row.Errors, fmt.Sprintf("manager %q is not a manager", a.Manager))
			} else if err := leads(u); err != nil {
				row.Errors = append(row.Errors, "manager "+err.Error())
			}
		}
		for _, u := range []string{a.ID, a.Extension} {
			if owner, taken := users[u]; taken && owner != a.ID && u != "" {
				row.Errors = append(row.Errors, fmt.Sprintf("%s: a phone already logs in under this name, that of %s", u, owner))
				continue // it stays the owner's, who is not to blame
			}
			users[u] = a.ID
		}
		for _, p := range a.Check("agent", known) {
			row.Errors = append(row.Errors, strings.TrimPrefix(p.Path, "agent.")+" "+p.Message)
		}
		u, why := logins.of(from[i], row.Line, *a, s.Centre.Profile().Language)
		row.Errors = append(row.Errors, why...)
		switch {
		case !there:
			row.Does = "add"
		case same(before, *a):
			row.Does = "keep"
		default:
			row.Does = "change"
			row.Fields = differing(before, *a, columns)
		}
		if row.Login = ""; u != nil {
			row.Login = u.Login
			if there {
				row.Fields = append(row.Fields, "login")
			}
		}
		if len(row.Errors) > 0 {
			rep.Wrong++
			continue
		}
		kept := row.Does == "keep"
		if u != nil {
			persons = append(persons, *u)
			rep.Logins++
			if kept {
				row.Does = "change"
			}
		}
		switch row.Does {
		case "add":
			rep.Added++
		case "change":
			rep.Changed++
		default:
			rep.Kept++
		}
		if kept {
			continue
		}
		if a.SIPPassword == "" && (!there || before.Extension != a.Extension) {
			a.SIPPassword = people.NewSIPPassword()
			made[a.ID] = a.SIPPassword
		}
		data, err := json.Marshal(a)
		if err != nil {
			return nil, nil, err
		}
		edits = append(edits, Edit{Kind: KindAgents, ID: a.ID, After: data})
	}
	if len(persons) > mostLogins {
		return nil, nil, fault.New(fault.Invalid, "a file brings %d log-ins at most: split it", mostLogins)
	}
	return edits, persons, nil
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

// passwordSheet are the passwords that were made as a table: of phones by agent, and of
// log-ins where there are any. What the file gave is not in it: who sends it has it, and
// a password that looks like a formula would stand there with a mark that is not its own.
func passwordSheet(list []imported, phones, logins map[string]string) (string, error) {
	words := slices.ContainsFunc(slices.Collect(maps.Values(logins)), func(word string) bool { return word != "" })
	if len(phones) == 0 && !words {
		return "", nil
	}
	var b bytes.Buffer
	w := sheet.NewWriter(sheet.CSV, "", &b)
	columns := 6
	if !words {
		columns = 4
	}
	row := func(cells ...any) error { return w.Row(cells[:columns]...) }
	if err := row("id", "name", "extension", "sip_password", "login", "password"); err != nil {
		return "", err
	}
	for _, a := range list {
		phone, login, word := phones[a.ID], "", logins[a.Login]
		if word != "" {
			login = a.Login
		}
		if phone == "" && word == "" {
			continue
		}
		if err := row(a.ID, a.Name, a.Extension, phone, login, word); err != nil {
			return "", err
		}
	}
	if err := w.Close(); err != nil { // only now is everything in b
		return "", err
	}
	return b.String(), nil
}

// readAgents reads the file. What is wrong with the whole of it is an error, what
// is wrong with a row stands in the row.
func readAgents(data []byte) ([]imported, []ImportRow, []string, error) {
	table, err := sheet.Read(data, sheet.Limits{Rows: mostImported + 1, Columns: 30})
	if err != nil {
		return nil, nil, nil, err
	}
	if len(table) == 0 {
		return nil, nil, nil, fault.New(fault.Invalid, "the file has no first line with the names of the columns: %s", strings.Join(importColumns, ", "))
	}
	head := table[0].Cells
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
	var list []imported
	var rows []ImportRow
	seen := map[string]int{}
	for _, r := range table[1:] {
		if strings.TrimSpace(strings.Join(r.Cells, "")) == "" {
			continue
		}
		a := readAgent(head, r.Cells)
		if first, twice := seen[a.ID]; twice {
			a.wrong = append(a.wrong, fmt.Sprintf("id %q stands in line %d too", a.ID, first))
		}
		seen[a.ID] = r.Line
		list = append(list, a)
		rows = append(rows, ImportRow{Line: r.Line, ID: a.ID, Name: a.Name})
	}
	if len(list) == 0 {
		return nil, nil, nil, fault.New(fault.Invalid, "the file has no agents")
	}
	return list, rows, head, nil
}

func readAgent(head, rec []string) (a imported) {
	if len(rec) > len(head) { // empty cells at the end may be left out
		a.wrong = append(a.wrong, fmt.Sprintf("has %d cells, the first line has %d", len(rec), len(head)))
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
			if a.Dial = v; importDials[folded(v)] != "" {
				a.Dial = importDials[folded(v)]
			}
		case "sip_password":
			a.SIPPassword = v
		case "login":
			a.Login = v
		case "password":
			a.Password = v
		case "services":
			a.skills = v
		}
	}
	return a
}
