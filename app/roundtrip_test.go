package app

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/callfloor/callfloor/people"
)

// What a GET shows, a PUT of the same thing takes, for everything in the API that has
// both: itself, or as one of a list. A new one needs a line here.
func TestWhatIsShownIsTakenBack(t *testing.T) {
	r := start(t, t.TempDir())
	must := func(method, path, body string) map[string]any {
		t.Helper()
		var out map[string]any
		var to any
		if body != "" {
			to = &out
		}
		if st := r.api(method, path, body, to); st/100 != 2 {
			t.Fatalf("%s %s: %d %v", method, path, st, out)
		}
		return out
	}
	must("POST", "/teams", `{"id":"t","name":{"ko":"팀"}}`)
	must("POST", "/opening-hours", `{"id":"h","name":{"ko":"시간"},"holidays":true,"week":[{"days":["mon"],"from":"09:00","to":"18:00"}],"exceptions":[{"date":"2026-12-24","spans":[{"from":"09:00","to":"12:00"}]}]}`)
	must("POST", "/users", `{"login":"m1","name":"관리자","role":"manager","password":"Correct horse 9"}`)
	must("POST", "/webhooks", `{"url":"https://crm.example.com/in","types":["call.ended"]}`)
	must("POST", "/templates", `{"question":"왜?","answer":"그래서"}`)
	must("PUT", "/dispositions", `{"items":[{"code":"a","name":{"ko":"가"},"children":[{"code":"b","name":{"ko":"나"}}]}],"version":0}`)
	must("PUT", "/services/-/form", `{"fields":[{"key":"k","label":{"ko":"칸"},"type":"text"}],"version":0}`)
	customer := must("POST", "/customers", `{"name":"김하나","phones":[{"number":"01012345678"}],"memo":"x"}`)["id"].(string)
	reservation := must("POST", "/reservations", `{"due_at":"`+time.Now().Add(time.Hour).Format(time.RFC3339)+`","customer":"`+customer+`","agent":"kim"}`)["id"].(string)
	if st := r.api("PUT", "/holidays", `[{"date":"2027-01-01","name":{"ko":"새해"}}]`, nil); st != 200 {
		t.Fatal(st)
	}
	if st := r.api("PUT", "/numbers/15880002", `{"service":"orders","priority":3}`, nil); st != 200 {
		t.Fatal(st)
	}

	must("PUT", "/settings/oidc.client_secret", `{"value":"geheim"}`)
	must("PUT", "/settings/callbacks.enabled", `{"value":"true"}`)
	callback := must("POST", "/callbacks", `{"number":"010-1111-2222","service":"orders","memo":"x"}`)["id"].(string)
	must("POST", "/menus", `{"id":"main","name":{"ko":"안내"},"questions":[{"id":"q","prompt":"say:closed","keys":[{"key":"1","do":"service","service":"orders"}]}]}`)
	must("POST", "/chat-categories", `{"id":"delivery","name":{"ko":"배송"}}`)
	must("POST", "/chat-categories", `{"id":"late","parent":"delivery","name":{"ko":"지연"},"answer":{"ko":"오늘 도착합니다."}}`)
	must("POST", "/chat-sites", `{"id":"shop","name":{"ko":"온마루"},"origins":["https://shop.example.com"],"secret":"s3cret-of-the-shop","category":"late","asks":["name"]}`)
	must("PUT", "/chat/agents/kim/schedule", `{"working":false,"breaks":[{"from":"15:00","to":"15:20"}],"meal":{"from":"12:00","to":"13:00"},"days_off":[{"date":"2026-12-25","note":"연차"}]}`)
	must("PUT", "/settings/chat.enabled", `{"value":"true"}`)
	visitor, _ := r.newVisitor(t)
	ready := must("POST", "/chat/templates", `{"name":"지연 안내","body":"이틀 안에 도착합니다.","shortcut":"지연","category":"late"}`)["id"].(string)
	above := must("POST", "/sms/categories", `{"name":"배송","used":true,"editable":true}`)["id"].(string)
	below := must("POST", "/sms/categories", `{"parent":"`+above+`","name":"안내","used":true,"editable":true}`)["id"].(string)
	text := must("POST", "/sms/templates", `{"category":"`+below+`","name":"도착","kind":"sms","body":"{이름}님, 오늘 도착합니다.","used":true,"editable":true}`)["id"].(string)

	places := map[string]string{ // path of the API -> of one
		"/agents/{id}": "kim", "/services/{id}": "orders", "/services/{id}/form": "-", "/trunks/{id}": "carrier", "/teams/{id}": "t", "/opening-hours/{id}": "h",
		"/customers/{id}": customer, "/reservations/{id}": reservation, "/users/{login}": "m1", "/numbers/{number}": "15880002",
		"/callbacks/{id}": callback, "/menus/{id}": "main", "/chat-categories/{id}": "late", "/chat-sites/{id}": "shop", "/chat/visitors/{id}": visitor, "/chat/templates/{id}": ready, "/chat/agents/{id}/schedule": "kim", "/sms/categories/{id}": below, "/sms/templates/{id}": text,
		"/templates/{id}": "", "/webhooks/{id}": "", "/settings/{key}": "dialing.per_day", "/centre": "", "/dispositions": "", "/holidays": "", "/notice": "", "/reasons": "", "/skills": "",
	}
	elsewhere := map[string]bool{
		"/chat/words":         true, // one of the list goes in
		"/chat/supervisor":    true, // a person's own
		"/chat/me":            true, // an agent's own
		"/sounds/{id}":        true, // a file goes in
		"/consultations/{id}": true, // only its agent changes it: see package web
	}
	var api struct {
		Paths map[string]map[string]json.RawMessage
	}
	if st := r.api("GET", "/openapi.json", "", &api); st != 200 {
		t.Fatal(st)
	}
	var paths []string
	for path, item := range api.Paths {
		list := api.Paths[path[:strings.LastIndexByte(path, '/')]]
		if item["put"] != nil && (item["get"] != nil || strings.HasSuffix(path, "}") && list["get"] != nil) {
			paths = append(paths, strings.TrimPrefix(path, "/api/v1"))
		}
	}
	sort.Strings(paths)
	if len(paths) < 20 {
		t.Fatalf("only %q are looked at", paths)
	}
	if err := r.roundTrip("/settings/{key}", "oidc.client_secret", true); err != nil || r.centre.Setting("oidc.client_secret") != "geheim" {
		t.Errorf("a secret that was shown as set is %q now (%v)", r.centre.Setting("oidc.client_secret"), err)
	}
	for _, path := range paths {
		id, known := places[path]
		if elsewhere[path] {
			continue
		}
		if !known {
			t.Errorf("%s has no line in this test", path)
			continue
		}
		if err := r.roundTrip(path, id, api.Paths["/api/v1"+path]["get"] == nil); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// roundTrip gets a thing and puts it as it is; listed: it stands in a list.
func (r *rig) roundTrip(path, id string, listed bool) error {
	parts := strings.SplitN(path, "{", 2)
	from, to := path, path
	if len(parts) == 2 {
		_, rest, _ := strings.Cut(parts[1], "}")
		to = parts[0] + id + rest
		if from = to; listed {
			from = strings.TrimSuffix(parts[0], "/")
		}
	}
	var got json.RawMessage
	if st := r.api("GET", from, "", &got); st != http.StatusOK {
		return fmt.Errorf("GET %s: %d %s", from, st, got)
	}
	if listed {
		var page struct{ Items []json.RawMessage }
		list := []json.RawMessage{}
		if json.Unmarshal(got, &list) != nil {
			if err := json.Unmarshal(got, &page); err != nil {
				return err
			}
			list = page.Items
		}
		got = nil
		for _, one := range list {
			if id == "" || strings.Contains(string(one), `"`+id+`"`) {
				got = one
			}
		}
		if got == nil {
			return fmt.Errorf("%q is not in the list %s", id, list)
		}
		if id == "" {
			var has struct{ ID string }
			if err := json.Unmarshal(got, &has); err != nil {
				return err
			}
			to = parts[0] + has.ID
		}
	}
	var answer json.RawMessage
	if st := r.api("PUT", to, string(got), &answer); st != http.StatusOK {
		return fmt.Errorf("PUT of what GET has shown, %s: %d %s", got, st, answer)
	}
	return nil
}

// Of two who change the same thing the later one is told, and nothing is lost: for what
// administrators change most, whether it is got by itself or in a list.
func TestLostUpdatesAreRefused(t *testing.T) {
	r := start(t, t.TempDir())
	for _, body := range []string{`/teams {"id":"t","name":{"ko":"팀"}}`, `/opening-hours {"id":"h","name":{"ko":"시간"},"week":[],"holidays":true}`} {
		path, data, _ := strings.Cut(body, " ")
		if st := r.api("POST", path, data, nil); st != 201 {
			t.Fatalf("%s: %d", path, st)
		}
	}
	for _, c := range []struct{ list, id, field, value string }{
		{"/services", "orders", "target", "77"}, {"/agents", "kim", "dial", `"premium"`}, {"/trunks", "carrier", "limit", "5"},
		{"/teams", "t", "manager", `""`}, {"/opening-hours", "h", "holidays", "false"},
	} {
		load := func() (one map[string]json.RawMessage) {
			t.Helper()
			var list []map[string]json.RawMessage
			if st := r.api("GET", c.list, "", &list); st != 200 {
				t.Fatalf("%s: %d", c.list, st)
			}
			for _, v := range list {
				if string(v["id"]) == `"`+c.id+`"` || string(v["name"]) == `"`+c.id+`"` {
					return v
				}
			}
			t.Fatalf("no %s in %s", c.id, c.list)
			return nil
		}
		put := func(v map[string]json.RawMessage) (int, string) {
			t.Helper()
			body, err := json.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			var answer struct{ Detail string }
			return r.api("PUT", c.list+"/"+c.id, string(body), &answer), answer.Detail
		}
		mine, theirs := load(), load()
		if len(mine["version"]) < 10 {
			t.Errorf("%s has no version: %s", c.list, mine["version"])
		}
		if c.list == "/teams" {
			theirs["name"] = json.RawMessage(`{"ko":"다른 팀"}`)
		} else {
			theirs[c.field] = json.RawMessage(c.value)
		}
		if st, detail := put(theirs); st != 200 {
			t.Errorf("%s: %d %s", c.list, st, detail)
		}
		if st, detail := put(mine); st != 409 || !strings.Contains(detail, "changed meanwhile: load it again") {
			t.Errorf("%s: what was loaded before a change of somebody else is taken: %d %q", c.list, st, detail)
		}
		if st, detail := put(load()); st != 200 { // loaded again
			t.Errorf("%s: %d %s", c.list, st, detail)
		}
		delete(mine, "version")
		if st, detail := put(mine); st != 200 { // who does not ask is not refused
			t.Errorf("%s: %d %s", c.list, st, detail)
		}
	}
	// A version says nothing of a password, not even that it is another one.
	before := r.centre.Version("agents", "kim")
	if st := r.api("PUT", "/agents/kim", `{"name":"김하나","extension":"1001","dial":"domestic","services":{"orders":{"level":1}},"sip_password":"s3cret-kim-0009"}`, nil); st != 200 || r.centre.Version("agents", "kim") != before {
		t.Errorf("%d: the version was %s and is %s", st, before, r.centre.Version("agents", "kim"))
	}
}

// What agents fill in, choose and read, and keys and displays, are changes that can be
// undone by the API as any other is.
func TestUndoOfEverything(t *testing.T) {
	r := start(t, t.TempDir())
	last := func(target string) (c struct{ ID, Action string }) {
		t.Helper()
		var list []struct{ ID, Action string }
		if st := r.api("GET", "/changes?limit=1&target="+target, "", &list); st != 200 || len(list) != 1 {
			t.Fatalf("changes of %s: %d %v", target, st, list)
		}
		return list[0]
	}
	undo := func(id string, want int) {
		t.Helper()
		if st := r.api("POST", "/changes/"+id+"/undo", "", nil); st != want {
			t.Errorf("undo: %d, want %d", st, want)
		}
	}
	var made struct{ ID, Key, Token string }
	put := func(path, body string) {
		t.Helper()
		if st := r.api("PUT", path, body, nil); st != 200 {
			t.Fatalf("%s: %d", path, st)
		}
	}
	put("/dispositions", `{"items":[{"code":"a","name":{"ko":"가"}}],"version":0}`)
	put("/services/orders/form", `{"fields":[],"note_required":true,"version":0}`)
	for _, target := range []string{"dispositions:-", "form:orders"} {
		c := last(target)
		undo(c.ID, 204)
		undo(c.ID, 409)
	}
	var d struct{ Items []any }
	if r.api("GET", "/dispositions", "", &d); len(d.Items) != 0 {
		t.Errorf("%+v", d)
	}
	if st := r.api("POST", "/templates", `{"question":"왜?","answer":"그래서"}`, &made); st != 201 {
		t.Fatal(st)
	}
	undo(last("template:"+made.ID).ID, 204)
	if st := r.api("DELETE", "/templates/"+made.ID, "", nil); st != 404 {
		t.Errorf("it is there still: %d", st)
	}

	works := func(secret string) bool {
		_, key := r.db.APIKeyByHash(t.Context(), people.HashToken(secret))
		_, display := r.db.DisplayTokenByHash(t.Context(), people.HashToken(secret))
		return key == nil || display == nil
	}
	for path, body := range map[string]string{"/api-keys": `{"name":"crm","role":"agent"}`, "/displays": `{"name":"벽"}`} {
		target := map[string]string{"/api-keys": "key:", "/displays": "display:"}[path]
		if st := r.api("POST", path, body, &made); st != 201 {
			t.Fatal(st)
		}
		secret := made.Key + made.Token
		if !works(secret) {
			t.Fatalf("%s: it does not work", path)
		}
		if st := r.api("DELETE", path+"/"+made.ID, "", nil); st != 204 || works(secret) {
			t.Errorf("%s: revoked, %d", path, st)
		}
		undo(last(target+made.ID).ID, 204) // by mistake
		if !works(secret) {
			t.Errorf("%s: it is not valid again", path)
		}
		undo(last(target+made.ID).ID, 204) // the undo
		if works(secret) {
			t.Errorf("%s: it is valid still", path)
		}
		made.Key, made.Token = "", ""
	}
}

// The list says of each change whether an undo would be refused, and that is what the
// undo then does: also for what a change of another thing changed, which a list of one
// thing does not have.
func TestChangesSayWhatCanBeUndone(t *testing.T) {
	r := start(t, t.TempDir())
	boss := r.person("boss", "administrator", "")
	say := func(c *http.Client, target string) (ids, why []string) {
		t.Helper()
		st, data, _ := r.send(c, "GET", "/api/v1/changes?target="+target, "", nil)
		var list []change
		if err := json.Unmarshal(data, &list); st != 200 || err != nil {
			t.Fatalf("%s: %d %s", target, st, data)
		}
		for _, one := range list {
			ids, why = append(ids, one.ID), append(why, one.NoUndo)
		}
		return ids, why
	}
	check := func(target string, want ...string) {
		t.Helper()
		ids, why := say(boss, target)
		if !slices.Equal(why, want) {
			t.Fatalf("%s: %q, want %q", target, why, want)
		}
		for i := range ids {
			if why[i] == "" {
				continue
			}
			if st, data, _ := r.send(boss, "POST", "/api/v1/changes/"+ids[i]+"/undo", "", nil); st != 409 {
				t.Errorf("%s, %q, is undone: %d %s", target, why[i], st, data)
			}
		}
	}
	undo := func(target string, i int) {
		t.Helper()
		ids, _ := say(boss, target)
		if st, data, _ := r.send(boss, "POST", "/api/v1/changes/"+ids[i]+"/undo", "", nil); st != 204 {
			t.Errorf("%s: %d %s", target, st, data)
		}
	}
	call := func(want int, method, path, body string, into any) {
		t.Helper()
		if st := r.api(method, path, body, into); st != want {
			t.Fatalf("%s %s: %d", method, path, st)
		}
	}
	kim := func(name string) string {
		return `{"name":"` + name + `","extension":"1001","dial":"domestic","services":{"orders":{"level":1}}}`
	}
	call(200, "PUT", "/agents/kim", kim("김하니"), nil)
	check("agent:kim", "")
	if st, data, _ := r.send(nil, "POST", "/api/v1/agents/import", "application/octet-stream", []byte("id,name,extension\nkim,김하루,1001\n")); st != 200 {
		t.Fatalf("%d %s", st, data)
	}
	check("agent:kim", "later") // by the import, which is a change of agents
	undo("agents", 0)
	check("agent:kim", "")
	undo("agent:kim", 0)
	check("agent:kim", "", "undone")

	call(200, "PUT", "/dispositions", `{"items":[{"code":"a","name":{"ko":"가"}}],"version":0}`, nil)
	call(200, "PUT", "/dispositions", `{"items":[{"code":"b","name":{"ko":"나"}}],"version":1}`, nil)
	check("dispositions:-", "", "later")
	undo("dispositions:-", 0)
	check("dispositions:-", "", "undone", "")

	var made struct{ ID, URL string }
	call(201, "POST", "/webhooks", `{"url":"http://127.0.0.1:9/a"}`, &made)
	check("webhook:"+made.ID, "")
	call(200, "PUT", "/webhooks/"+made.ID, `{"url":"http://127.0.0.1:9/b"}`, nil)
	check("webhook:"+made.ID, "", "later")
	call(204, "DELETE", "/webhooks/"+made.ID, "", nil)
	check("webhook:"+made.ID, "", "later", "later")

	for path, body := range map[string]string{"/api-keys": `{"name":"crm","role":"agent"}`, "/displays": `{"name":"벽"}`} {
		target := map[string]string{"/api-keys": "key:", "/displays": "display:"}[path]
		call(201, "POST", path, body, &made)
		check(target+made.ID, "")
		call(204, "DELETE", path+"/"+made.ID, "", nil)
		check(target+made.ID, "", "later")
	}

	check("user:boss", "own")
	if _, why := say(nil, "user:boss"); why[0] != "" { // another may
		t.Errorf("%q", why)
	}
	call(201, "POST", "/users", `{"login":"m7","name":"m7","role":"manager","password":"Blue-river-77"}`, nil)
	check("user:m7", "")
	undo("user:m7", 0)
	check("user:m7", "", "undone")
}
