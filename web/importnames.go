package web

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/people"
)

// Files of agents name services and teams by identifier or by what people call them,
// and bring log-ins.

// folded is a name as it is compared: whatever its capitals, spaces and Unicode form.
func folded(name string) string {
	return strings.ToLower(strings.Join(strings.Fields(norm.NFC.String(name)), " "))
}

// called are the identifiers of what a file means by a text: the one that has it for its
// identifier, else all that have it for a name.
func called[T any](list []T, text string, of func(T) (id string, name centre.Names)) (ids []string) {
	for _, v := range list {
		id, name := of(v)
		if id == text {
			return []string{id}
		}
		if want := folded(text); want != "" && (folded(name.Ko) == want || folded(name.En) == want) {
			ids = append(ids, id)
		}
	}
	return ids
}

func serviceCalled(s centre.Service) (string, centre.Names) { return s.ID, s.Name }
func teamCalled(t centre.Team) (string, centre.Names)       { return t.ID, t.Name }

// named is the agent of a row with the identifiers of what the row names, and what is
// wrong with it. What there is not stays as it stands in the file.
func (r imported) named(services []centre.Service, teams []centre.Team) (a centre.Agent, wrong []string) {
	a = r.Agent
	switch ids := called(teams, a.Team, teamCalled); {
	case len(ids) == 1:
		a.Team = ids[0]
	case len(ids) > 1:
		wrong = append(wrong, fmt.Sprintf("team %q is the name of %s: write the identifier", a.Team, strings.Join(ids, ", ")))
		a.Team = ""
	}
	if r.skills == "" {
		return a, wrong
	}
	a.Services = map[string]centre.Membership{}
	for _, part := range strings.Split(r.skills, ";") {
		name, level := strings.TrimSpace(part), 1
		ids := called(services, name, serviceCalled) // a name may have a colon in it
		if at := strings.LastIndex(name, ":"); at >= 0 && len(ids) == 0 {
			n, err := strconv.Atoi(strings.TrimSpace(name[at+1:]))
			if err != nil {
				wrong = append(wrong, fmt.Sprintf("services: %q is not a level", part))
				continue
			}
			name, level = strings.TrimSpace(name[:at]), n
			ids = called(services, name, serviceCalled)
		}
		switch {
		case name == "":
			continue
		case len(ids) > 1:
			wrong = append(wrong, fmt.Sprintf("services %q is the name of %s: write the identifier", name, strings.Join(ids, ", ")))
			continue
		case len(ids) == 1:
			name = ids[0]
		}
		a.Services[name] = centre.Membership{Level: level}
	}
	return a, wrong
}

// importedLogins are who can log in, beside those that the rows bring.
type importedLogins struct {
	persons map[string]people.User // by log-in
	agents  map[string]string      // the log-in of an agent
	lines   map[string]int         // where a log-in stands in the file
}

func newImportedLogins(all []people.User) importedLogins {
	l := importedLogins{persons: map[string]people.User{}, agents: map[string]string{}, lines: map[string]int{}}
	for _, u := range slices.Backward(all) { // the first one where an agent has several
		l.persons[u.Login] = u
		if u.AgentID != "" {
			l.agents[u.AgentID] = u.Login
		}
	}
	return l
}

// of is who is made with a row, without a password; nil for nobody.
func (l importedLogins) of(r imported, line int, a centre.Agent, language string) (_ *people.User, wrong []string) {
	if r.Login == "" {
		if r.Password != "" {
			wrong = append(wrong, "password goes with a log-in name (login) only")
		}
		return nil, wrong
	}
	if first, twice := l.lines[r.Login]; twice {
		return nil, []string{fmt.Sprintf("login %q stands in line %d too", r.Login, first)}
	}
	l.lines[r.Login] = line
	u, there := l.persons[r.Login]
	switch has := l.agents[a.ID]; {
	case there && u.AgentID == a.ID:
		return nil, nil // and keeps the password
	case there:
		return nil, []string{fmt.Sprintf("login %q is that of somebody else: choose another", r.Login)}
	case has != "":
		return nil, []string{fmt.Sprintf("login the agent logs in as %q already", has)}
	}
	switch {
	case !loginLike.MatchString(r.Login):
		wrong = append(wrong, fmt.Sprintf("login %q is not allowed: use 2 to 60 letters A to Z, digits, '.', '_', '@' and '-'", r.Login))
	case strings.ContainsRune("@-", rune(r.Login[0])): // the sheet of passwords would show it with a mark before it
		wrong = append(wrong, fmt.Sprintf("login %q begins with '@' or '-', as formulas do: choose another", r.Login))
	}
	if r.Password != "" {
		if err := people.CheckNewPassword(r.Login, r.Password); err != nil {
			wrong = append(wrong, "password "+err.Error())
		}
	}
	name := a.Name
	if name == "" {
		name = r.Login
	}
	return &people.User{
		ID: people.NewID(), Login: r.Login, Name: name, Role: people.AgentRole, Permissions: []people.Permission{people.Phone},
		AgentID: a.ID, Language: language, MustChange: true,
	}, wrong
}
