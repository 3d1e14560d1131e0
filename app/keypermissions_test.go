package app

import (
	"bytes"
	"encoding/json"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/callfloor/callfloor/app/config"
	"github.com/callfloor/callfloor/people"
	"github.com/callfloor/callfloor/sip/phone"
)

// A customer system calls with a key that may nothing else: role manager, the permission
// phone, and the agents of one manager. Other agents are not there for it, other work is
// denied; keys without the permission, and those of the role agent, call for nobody; an
// administrator's key may everything. A key of the file has what stands there.
func TestClickToCallByAKey(t *testing.T) {
	r := start(t, t.TempDir())
	const fileKey = "crm-of-the-file-0123456789abcdef01234"
	edit(t, r.file, "api_keys:\n", "api_keys:\n  - {name: oldcrm, key: \""+fileKey+"\", role: manager, permissions: [phone], manager: lead}\n")
	edit(t, r.file, `sources: ["127.0.0.0/8"]`, `sources: ["127.0.0.0/8"], options: 1h, target: "sip:127.0.0.1:9"`)
	r.stopNow()
	r = start(t, strings.TrimSuffix(r.file, "/callfloor.yaml"))
	for _, c := range [][2]string{
		{"/users", `{"login":"lead","name":"이팀장","role":"manager","password":"Correct horse 9 battery"}`},
		{"/agents", `{"id":"park","name":"박세찬","extension":"1003","sip_password":"s3cret-park-0003","services":{"orders":{"level":1}},"manager":"lead"}`},
		{"/agents", `{"id":"jung","name":"정넷","extension":"1004","sip_password":"s3cret-jung-0004","services":{"orders":{"level":1}},"manager":"other"}`},
	} {
		var p struct{ Detail string }
		if st := r.api("POST", c[0], c[1], &p); st != 201 {
			t.Fatalf("%s: %d %s", c[0], st, p.Detail)
		}
	}
	park := r.agent("1003", "s3cret-park-0003", 440, phone.Answering{After: 50 * time.Millisecond})
	if st := r.api("PUT", "/agents/park/state", `{"state":"not_ready","reason":"meal"}`, nil); st != 200 {
		t.Fatalf("state: %d", st)
	}
	made := func(body string) (key string) {
		t.Helper()
		var out struct {
			Key         string
			Permissions []people.Permission
		}
		if st := r.api("POST", "/api-keys", body, &out); st != 201 || out.Key == "" {
			t.Fatalf("%s: %d %+v", body, st, out)
		}
		return out.Key
	}
	ask := func(key, method, path, body string) (int, string) {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), method, "http://"+r.httpAddr+"/api/v1"+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+key)
		req.Header.Set("Content-Type", "application/json")
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		var b bytes.Buffer
		b.ReadFrom(res.Body) //nolint:errcheck // what came is compared
		return res.StatusCode, b.String()
	}
	dial := func(agent string) string { return `{"agent":"` + agent + `","number":"010-9876-5432"}` }
	crm := made(`{"name":"crm","role":"manager","permissions":["phone"],"manager":"lead"}`)
	for _, c := range []struct {
		name, key, method, path, body string
		want                          int
		says                          string
	}{
		{"another manager's agent", crm, "POST", "/calls", dial("jung"), 404, ""},
		{"an agent of nobody's team", crm, "POST", "/calls", dial("kim"), 404, ""},
		{"no agent", crm, "POST", "/calls", `{"number":"010-9876-5432"}`, 422, "agent is missing"},
		{"a permission it lacks", crm, "GET", "/customers/export?format=csv&reason=test-test", "", 403, "report"},
		{"an administrator's work", crm, "GET", "/api-keys", "", 403, ""},
		{"without the permission", made(`{"name":"lead","role":"manager"}`), "POST", "/calls", dial("park"), 403, "phone"},
		{"role agent", made(`{"name":"bot","role":"agent","permissions":["phone"]}`), "POST", "/calls", dial("park"), 404, ""},
	} {
		if st, body := ask(c.key, c.method, c.path, c.body); st != c.want || !strings.Contains(body, c.says) {
			t.Errorf("%s: %d %s, want %d %q", c.name, st, body, c.want, c.says)
		}
	}
	if st := r.api("POST", "/users", `{"login":"clerk","name":"최서기","role":"agent","password":"Correct horse 9 battery"}`, nil); st != 201 {
		t.Fatal(st)
	}
	for body, says := range map[string]string{
		`{"name":"x1","role":"administrator","permissions":["phone"]}`:       "administrator's key may everything",
		`{"name":"x2","role":"agent","manager":"lead"}`:                      "role manager",
		`{"name":"x3","role":"manager","manager":"nobody"}`:                  "nobody with the log-in",
		`{"name":"x3","role":"manager","manager":"clerk"}`:                   `"location":"body.manager"`,
		`{"name":"crm2","role":"manager"}`:                                   "name the manager whose agents the key sees",
		`{"name":"clerk","role":"manager"}`:                                  `"location":"body.manager"`,
		`{"name":"x4","role":"manager","permissions":["phone","telephone"]}`: "permissions",
	} {
		if st, got := ask(testKey, "POST", "/api-keys", body); st != 422 || !strings.Contains(got, says) {
			t.Errorf("%s: %d %s", body, st, got)
		}
	}
	if len(park.Calls()) != 0 {
		t.Fatal("a phone rings for a call that was refused")
	}
	for _, key := range []string{crm, fileKey, testKey} {
		st, body := ask(key, "POST", "/calls", dial("park"))
		if st != 201 {
			t.Fatalf("%d %s", st, body)
		}
		until(t, "the agent's phone is called", func() bool { return len(park.Calls()) == 1 })
		var out struct{ Call string }
		if err := json.Unmarshal([]byte(body), &out); err != nil {
			t.Fatal(err)
		}
		if st, body := ask(testKey, "DELETE", "/calls/"+out.Call, ""); st != 204 && st != 404 {
			t.Fatalf("end: %d %s", st, body)
		}
		until(t, "it is over", func() bool { return len(park.Calls()) == 0 && r.state("park") == "not_ready:meal" })
	}
	var list []struct {
		Name, Manager string
		Permissions   []people.Permission
	}
	if st := r.api("GET", "/api-keys", "", &list); st != 200 {
		t.Fatalf("list: %d", st)
	}
	for _, k := range list {
		switch want := []people.Permission{people.Phone}; {
		case k.Name == "rig" && len(k.Permissions) != len(people.Permissions), k.Name == "lead" && len(k.Permissions) != 0,
			(k.Name == "crm" || k.Name == "oldcrm") && (k.Manager != "lead" || !reflect.DeepEqual(k.Permissions, want)):
			t.Errorf("listed as %+v", k)
		}
	}
	if len(list) != 5 {
		t.Errorf("%d keys: %+v", len(list), list)
	}
}

// The configuration file knows every permission that there is.
func TestPermissionsOfTheFile(t *testing.T) {
	f, _ := reflect.TypeFor[config.APIKey]().FieldByName("Permissions")
	var want []string
	for _, p := range people.Permissions {
		want = append(want, string(p))
	}
	if got := f.Tag.Get("enum"); got != strings.Join(want, ",") {
		t.Errorf("%s, want %s", got, strings.Join(want, ","))
	}
}
