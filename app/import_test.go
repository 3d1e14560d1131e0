package app

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"testing"

	"github.com/callfloor/callfloor/people"
	"github.com/callfloor/callfloor/web"
)

// imports sends a file of agents with a key.
func (r *rig) imports(query, body string) (rep web.AgentImport) {
	r.t.Helper()
	st, data, _ := r.send(nil, "POST", "/api/v1/agents/import"+query, "text/csv", []byte(body))
	if err := json.Unmarshal(data, &rep); err != nil || st != 200 {
		r.t.Fatalf("%d %s %v", st, data, err)
	}
	return rep
}

// A file brings log-ins with its agents, all of them or none: with the password that it
// gives or one that is made and told once, for an agent's role, to be changed at the first
// log-in.
func TestImportedLogins(t *testing.T) {
	r := start(t, t.TempDir())
	r.ask("POST", "/users", `{"login":"lee.d","name":"이두리","role":"agent","agent_id":"lee","password":"Blue-river-77"}`, nil)
	file := "아이디,이름,내선,서비스,로그인 아이디,첫 비밀번호\nseo,서보라,1031,orders,seo.b,Given-river-5\nnam,남도일,1032,orders,nam,\nkim,김하나,1001,orders:1,kim.h,\nlee,이두리,1002,orders:2,lee.d,Ignored-river-9\n"
	users := func() (out map[string]people.User) {
		t.Helper()
		list, err := r.db.Users(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		out = map[string]people.User{}
		for _, u := range list {
			out[u.Login] = u
		}
		return out
	}
	before := users()
	dry := r.imports("?dry_run=true", file)
	if dry.Wrong != 0 || dry.Logins != 3 || dry.Added != 2 || dry.Rows[0].Login != "seo.b" || dry.Rows[3].Login != "" || len(users()) != len(before) {
		t.Fatalf("dry run: %+v", dry)
	}
	if row := dry.Rows[2]; row.Does != "change" || strings.Join(row.Fields, ",") != "login" {
		t.Errorf("an agent who gets a log-in and is else as before: %+v", row)
	}

	// One wrong row: nobody is made.
	bad := r.imports("", "id,extension,login,password\nyun,1041,yun.x,\nmun,1042,yun.x,\noh,1043,lee.d,\nlee,1002,other,\nbae,1044,배,\nan,1045,an,short\nha,1046,,Given-river-5\n")
	want := []string{"", "stands in line 2 too", "somebody else", `logs in as "lee.d" already`, "is not allowed", "too simple", "goes with a log-in name"}
	for i, w := range want {
		if got := strings.Join(bad.Rows[i].Errors, "; "); !strings.Contains(got, w) || (w == "") != (got == "") {
			t.Errorf("row %d: %q, want %q", i, got, w)
		}
	}
	if bad.Taken || bad.Wrong != 6 || len(users()) != len(before) {
		t.Fatalf("a wrong file made persons: %+v", bad)
	}

	rep := r.imports("", file)
	if !rep.Taken || rep.Logins != 3 || rep.Added != 2 || rep.Wrong != 0 {
		t.Fatalf("%+v", rep)
	}
	now := users()
	for login, agent := range map[string]string{"seo.b": "seo", "nam": "nam", "kim.h": "kim"} {
		u := now[login]
		if u.Role != people.AgentRole || u.AgentID != agent || !u.MustChange || !u.May(people.Phone) || u.May(people.Unmask) || u.Language != "ko" {
			t.Errorf("%s: %+v", login, u)
		}
	}
	if now["lee.d"].PasswordHash != before["lee.d"].PasswordHash {
		t.Error("the password of somebody who is there was changed")
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(rep.Passwords, "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 4 || strings.Join(rows[0], ",") != "id,name,extension,sip_password,login,password" {
		t.Fatalf("%v %q", err, rep.Passwords)
	}
	words := map[string]string{}
	for _, row := range rows[1:] {
		words[row[4]] = row[5]
	}
	if len(words[""]) != 0 || len(words["nam"]) != 12 || len(words["kim.h"]) != 12 || strings.Contains(rep.Passwords, "seo.b") {
		t.Fatalf("the sheet has what was made, and of seo, whose password the file gave, the phone's: %q", rep.Passwords)
	}
	delete(words, "")
	words["seo.b"] = "Given-river-5"
	for login, word := range words {
		jar, err := cookiejar.New(nil)
		if err != nil {
			t.Fatal(err)
		}
		client := &http.Client{Jar: jar}
		st, data, _ := r.send(client, "POST", "/api/v1/login", "application/json", []byte(`{"login":"`+login+`","password":"`+word+`"}`))
		if st != 200 || !strings.Contains(string(data), `"confined":"choosing"`) {
			t.Errorf("%s: %d %s", login, st, data)
		}
	}
	c := r.changes("user:seo.b")
	if len(c) != 1 || c[0].Action != "user_created" || strings.Contains(string(c[0].Edits[0].After), "argon2") {
		t.Errorf("the record of a person: %+v", c)
	}
	formulas := r.imports("", "id,extension,login,password\nhan,1051,han,=Blue-river-77\ngo,1052,go,-Blue-river-77\n")
	if !formulas.Taken || strings.Contains(formulas.Passwords, "Blue") {
		t.Errorf("passwords that look like formulas: %+v", formulas)
	}
	if st, data, _ := r.send(&http.Client{}, "POST", "/api/v1/login", "application/json", []byte(`{"login":"han","password":"=Blue-river-77"}`)); st != 200 {
		t.Errorf("%d %s", st, data)
	}
	for _, login := range []string{"-han", "@han"} {
		rep := r.imports("", "id,extension,login\nyu,1061,"+login+"\n")
		if rep.Taken || len(rep.Rows[0].Errors) != 1 || !strings.Contains(rep.Rows[0].Errors[0], "as formulas do") {
			t.Errorf("%s: %+v", login, rep)
		}
	}
	if again := r.imports("", file); again.Logins != 0 || again.Kept != 4 || again.Passwords != "" {
		t.Errorf("the same file again: %+v", again)
	}
}

// A file brings so many log-ins that their passwords are made before the answer must be
// out; one more is refused as a whole.
func TestTooManyImportedLogins(t *testing.T) {
	r := start(t, t.TempDir())
	var b strings.Builder
	b.WriteString("id,extension,login\n")
	for i := range 301 {
		fmt.Fprintf(&b, "a%03d,%d,a%03d\n", i, 20000+i, i)
	}
	st, data, _ := r.send(nil, "POST", "/api/v1/agents/import", "text/csv", []byte(b.String()))
	if st != 422 || !strings.Contains(string(data), "a file brings 300 log-ins at most") {
		t.Errorf("%d %s", st, data)
	}
	if list, err := r.db.Users(t.Context()); err != nil || len(list) != 0 {
		t.Errorf("%d persons, %v", len(list), err)
	}
}

// Services and teams may be named as people call them, and the right to call as the
// screen says it; a name that two have is a mistake of the row.
func TestImportedNames(t *testing.T) {
	r := start(t, t.TempDir())
	for _, body := range []string{`{"id":"a","name":{"ko":"1팀","en":"Team One"}}`, `{"id":"b","name":{"ko":"야간","en":"Night"}}`, `{"id":"c","name":{"ko":"야간","en":"Late"}}`} {
		r.ask("POST", "/teams", body, nil)
	}
	r.ask("POST", "/services", `{"id":"vip","name":{"ko":"VIP: 상담","en":"VIP"}}`, nil)
	r.ask("POST", "/services", `{"id":"s1","name":{"ko":"반품","en":"Returns"}}`, nil)
	r.ask("POST", "/services", `{"id":"s2","name":{"ko":"교환","en":"returns"}}`, nil)
	rep := r.imports("", "id,extension,team,services,dial\nseo,1031,1팀,VIP: 상담:3;교환,국제\nnam,1032,team one,vip:2,발신 안 함\nha,1033,c,orders;반품:4,Premium too\n")
	if !rep.Taken {
		t.Fatalf("%+v", rep)
	}
	for id, want := range map[string]string{"seo": "a international s2:1 vip:3", "nam": "a none vip:2", "ha": "c premium orders:1 s1:4"} {
		a, _, err := r.centre.Agent(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		got := a.Team + " " + a.Dial
		for _, s := range []string{"orders", "s1", "s2", "vip"} {
			if m, ok := a.Services[s]; ok {
				got += " " + s + ":" + string(rune('0'+m.Level))
			}
		}
		if got != want {
			t.Errorf("%s: %s, want %s", id, got, want)
		}
	}
	bad := r.imports("", "id,extension,team,services,dial\nyu,1041,야간,orders,\nmo,1042,,Returns:2;orders:x,\nje,1043,없음,없음:1,아무데나\n")
	want := [][]string{{`team "야간" is the name of b, c`}, {`services "Returns" is the name of s1, s2`, `is not a level`}, {`team there is no team "없음"`, `there is no service "없음"`, "dial "}}
	for i, all := range want {
		got := strings.Join(bad.Rows[i].Errors, "; ")
		for _, w := range all {
			if !strings.Contains(got, w) {
				t.Errorf("row %d: %q, want %q", i, got, w)
			}
		}
		if len(bad.Rows[i].Errors) != len(all) {
			t.Errorf("row %d: %q", i, got)
		}
	}
}

// Who is disabled is put in charge nowhere: not of a team, not by an import, not of a
// key. A team whose manager was disabled since can be changed all the same.
func TestDisabledManagersLeadNobody(t *testing.T) {
	r := start(t, t.TempDir())
	r.person("m1", "manager", "")
	r.ask("POST", "/teams", `{"id":"a","name":{"ko":"1팀"},"manager":"m1"}`, nil)
	r.ask("PUT", "/users/m1", `{"login":"m1","name":"m1","role":"manager","disabled":true}`, nil)
	for path, body := range map[string]string{"/teams": `{"id":"b","name":{"ko":"2팀"},"manager":"m1"}`, "/api-keys": `{"name":"crm","role":"manager","manager":"m1"}`} {
		if st, why := r.problem("POST", path, body); st != 422 || !strings.Contains(why, `"m1" is disabled`) {
			t.Errorf("%s: %d %s", path, st, why)
		}
	}
	if st, why := r.problem("POST", "/api-keys", `{"name":"m1","role":"manager"}`); st != 422 || !strings.Contains(why, `"m1" is disabled`) {
		t.Errorf("a key with the name: %d %s", st, why)
	}
	if rep := r.imports("", "id,extension,manager\nkim,1001,m1\n"); rep.Taken || !strings.Contains(strings.Join(rep.Rows[0].Errors, "; "), `manager "m1" is disabled`) {
		t.Errorf("an import: %+v", rep)
	}
	if st := r.api("PUT", "/teams/a", `{"name":{"ko":"첫째 팀"},"manager":"m1"}`, nil); st != 200 {
		t.Errorf("the team that has the manager since before: %d", st)
	}
}
