package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/rs/zerolog"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/app/config"
	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
	"github.com/callfloor/callfloor/sip/phone"
	"github.com/callfloor/callfloor/store"
	"github.com/callfloor/callfloor/web"
)

// What the check of a trunk lets through, the SIP edge takes: otherwise every later
// edit would be refused by it, and the next start would fail.
func TestTargetsThatTheEdgeTakes(t *testing.T) {
	r := start(t, t.TempDir())
	good := map[string]bool{
		"": true, "sip:127.0.0.1": true, "sip:127.0.0.1:5090": true, "sip:sbc.example.net": true, "sip:callfloor@sbc.example.net:5070": true,
		"sip:[::1]:5060": true, "sip:127.0.0.1:5060;transport=tcp": true,
		"sips:127.0.0.1": false, "SIP:127.0.0.1": false, "sip:": false, "sip:@": false, "sip::5060": false, "sip:host:": false, "sip:host:0": false,
		"sip:host:99999": false, "tel:+8210": false, "sip:a b": false, "sip:host?x=y": false, "sip:host\r\nX: y": false, "<sip:host>": false,
	}
	for target, want := range good {
		tr := centre.Trunk{Name: "t", Sources: []string{"127.0.0.9"}, Target: target}
		tr.Fill()
		if problems := tr.Check("t"); (len(problems) == 0) != want {
			t.Errorf("%q: %v", target, problems)
		}
		d := r.centre.directory()
		d.Trunks = []centre.Trunk{tr}
		if err := r.sip.Reload(sipDirectory(d)); err != nil && want {
			t.Errorf("the edge does not take %q: %v", target, err)
		}
	}
}

// Where the edge does not take a change, who asked for it is told.
func TestEdgeThatRefuses(t *testing.T) {
	r := start(t, t.TempDir())
	r.centre.onChange(func(Directory) error { return errors.New("no") })
	if st := r.api("PUT", "/services/orders", `{"name":{"ko":"주문"},"numbers":[{"number":"15880001"}],"target":90}`, nil); st != 500 {
		t.Errorf("put: %d", st)
	}
	edit(t, r.file, "target: 80", "target: 70")
	if st := r.api("POST", "/configuration/reload", "", nil); st != 500 {
		t.Errorf("reload: %d", st)
	}
}

// A floor that has no room for a change, or a database that fails after the floor
// took it, leaves them apart for a moment only.
func TestFloorFollowsTheStore(t *testing.T) {
	db, err := store.Open(t.Context(), t.TempDir(), "", filepath.Join(t.TempDir(), "callfloor.key"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	cfg, err := config.Parse("f.yaml", fmt.Appendf(nil, testFile, "data", ports()))
	if err != nil {
		t.Fatal(err)
	}
	c, err := openCentre(t.Context(), db, cfg, "", newMusic(t.TempDir()), zerolog.Nop())
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	core, full, after := acd.New(1), 0, func() {} // full: so often there is no room
	core.Step(1, acd.StartDay{Day: "2026-11-20"})
	stop, err := c.connect(t.Context(), func(context.Context) (acd.State, error) {
		mu.Lock()
		defer mu.Unlock()
		return core.State(), nil
	}, func(_ context.Context, cmds ...acd.Command) error {
		mu.Lock()
		defer mu.Unlock()
		if full > 0 {
			full--
			return fault.New(fault.Overloaded, "no room")
		}
		for _, cmd := range cmds {
			core.Step(2, cmd)
		}
		after()
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	on := func(agent string) bool {
		mu.Lock()
		defer mu.Unlock()
		return slices.ContainsFunc(core.State().Agents, func(a acd.AgentStatus) bool { return string(a.Agent.ID) == agent })
	}
	if !on("kim") || on("choi") {
		t.Fatal("the floor does not begin as it is configured")
	}
	full = 2
	choi := centre.Agent{ID: "choi", Extension: "1009", SIPPassword: "s3cret-choi-0009"}
	if _, err := c.PutAgent(t.Context(), people.Author{Actor: "test"}, choi, true, ""); err != nil {
		t.Errorf("a full floor refuses what is stored: %v", err)
	}
	until(t, "choi is on the floor", func() bool { return on("choi") })

	ctx, cancel := context.WithCancel(t.Context())
	after = cancel // the database fails when the floor has done its part
	if err := c.DeleteAgent(ctx, people.Author{Actor: "test"}, "choi"); err == nil {
		t.Error("the delete did not fail")
	}
	until(t, "choi is on the floor again", func() bool { return on("choi") })
	if list, err := c.Agents(t.Context()); err != nil || len(list) != 3 {
		t.Errorf("configured: %v %v", list, err)
	}
	if err := c.DeleteAgent(t.Context(), people.Author{Actor: "test"}, "choi"); err != nil || on("choi") {
		t.Errorf("the delete at last: %v", err)
	}
}

// A reload keeps the realm that the edge was started with: phones go on to
// register, with new passwords too, and the log asks for the restart.
func TestReloadKeepsTheRealm(t *testing.T) {
	r := start(t, t.TempDir())
	edit(t, r.file, "realm: callfloor", "realm: elsewhere")
	edit(t, r.file, "s3cret-lee-0002", "s3cret-lee-0003")
	if st := r.api("POST", "/configuration/reload", "", nil); st != 204 {
		t.Fatalf("reload: %d", st)
	}
	r.agent("1001", "s3cret-kim-0001", 440, phone.Answering{})
	r.agent("1002", "s3cret-lee-0003", 440, phone.Answering{})
	if !strings.Contains(r.said.String(), `"keys":["sip.realm"]`) || !strings.Contains(r.said.String(), "takes a restart") {
		t.Error("the log does not ask for a restart")
	}
	dir := filepath.Dir(r.file)
	r.stopNow()
	g := start(t, dir) // and now it counts
	g.agent("1001", "s3cret-kim-0001", 440, phone.Answering{})
}

// What the file brought is what the file names now, not what has no record: agents of
// an import are of nobody's file, and one whom the file names no more is not either.
func TestNamedByTheFile(t *testing.T) {
	r := start(t, t.TempDir())
	c := r.centre
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+r.httpAddr+"/api/v1/agents/import", strings.NewReader("id,name,extension,services\nyun,윤,1044,orders:1\n"))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+testKey)
	req.Header.Set("Content-Type", "text/csv")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if st := r.api("GET", "/agents/yun", "", nil); st != 200 {
		t.Fatalf("the import: %d, yun: %d", res.StatusCode, st)
	}
	said := func() string {
		return fmt.Sprint(c.Named(web.KindServices, "orders"), c.Named(web.KindAgents, "kim"), c.Named(web.KindAgents, "lee"), c.Named(web.KindAgents, "yun"), c.Named(web.KindServices, "kim"))
	}
	if got := said(); got != "true true true false false" {
		t.Errorf("at the start: %s", got)
	}
	edit(t, r.file, "{id: lee,", "{id: min,")
	edit(t, r.file, "1002", "1022")
	if st := r.api("POST", "/configuration/reload", "", nil); st != 204 {
		t.Fatalf("reload: %d", st)
	}
	if got := said(); got != "true true false false false" || !c.Named(web.KindAgents, "min") {
		t.Errorf("after lee has left the file: %s", got)
	}
}

// What the file names no more: a trunk goes, so that its sources are strangers from
// then on; an agent and a service stay, which the log says once. A trunk that comes
// back counts again, and so does an agent who was deleted meanwhile.
func TestFileNamesLess(t *testing.T) {
	r := start(t, t.TempDir())
	whole, err := os.ReadFile(r.file)
	if err != nil {
		t.Fatal(err)
	}
	reload := func(text string) {
		t.Helper()
		if err := os.WriteFile(r.file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if st := r.api("POST", "/configuration/reload", "", nil); st != 204 {
			t.Fatalf("reload: %d", st)
		}
	}
	trunks := func() int {
		t.Helper()
		var list []struct{ Name string }
		if st := r.api("GET", "/trunks", "", &list); st != 200 {
			t.Fatalf("trunks: %d", st)
		}
		return len(list)
	}
	if trunks() != 1 {
		t.Fatal("the file's trunk is not there")
	}
	var less []string
	for _, line := range strings.Split(string(whole), "\n") {
		if !strings.HasPrefix(line, "trunks:") && !strings.Contains(line, "name: carrier") && !strings.Contains(line, "{id: lee,") {
			less = append(less, line)
		}
	}
	kept := func() int { return strings.Count(r.said.String(), `"kept":["agents lee"]`) }
	reload(strings.Join(less, "\n"))
	if n := trunks(); n != 0 {
		t.Errorf("%d trunks that the file does not name", n)
	}
	if st := r.api("GET", "/agents/lee", "", nil); st != 200 || kept() != 1 {
		t.Errorf("an agent whom the file names no more: %d, said %d times", st, kept())
	}
	reload(strings.Join(less, "\n"))
	if kept() != 1 {
		t.Errorf("the log says %d times that lee stays", kept())
	}
	if st := r.api("DELETE", "/agents/lee", "", nil); st != 204 {
		t.Fatalf("delete: %d", st)
	}
	reload(string(whole))
	if st := r.api("GET", "/agents/lee", "", nil); st != 200 || trunks() != 1 {
		t.Errorf("named again: agent %d, %d trunks", st, trunks())
	}
}

// A file that contradicts what was edited on screen is refused and leaves nothing
// behind: put back, it starts again (docs/operate.md, "Starting and stopping").
func TestConflictingFile(t *testing.T) {
	dir := t.TempDir()
	r := start(t, dir)
	if st := r.api("POST", "/agents", `{"id":"choi","extension":"1009","sip_password":"s3cret-choi-0009","services":{"orders":{"level":1}}}`, nil); st != 201 {
		t.Fatalf("create: %d", st)
	}
	good, err := os.ReadFile(r.file)
	if err != nil {
		t.Fatal(err)
	}
	lee := `  - {id: lee,`
	edit(t, r.file, lee, `  - {id: park, extension: "1009", sip_password: "s3cret-park-0009", services: {orders: 1}}`+"\n"+lee)
	edit(t, r.file, "target: 80", "target: 60")
	var p struct{ Detail string }
	if st := r.api("POST", "/configuration/reload", "", &p); st != 422 || !strings.Contains(p.Detail, "1009") {
		t.Errorf("reload: %d %q", st, p.Detail)
	}
	untouched := func(r *rig) {
		t.Helper()
		var sv struct{ Target int }
		if r.api("GET", "/services/orders", "", &sv); sv.Target != 80 {
			t.Errorf("a refused file changed a service: %+v", sv)
		}
		if st := r.api("GET", "/agents/park", "", nil); st != 404 {
			t.Errorf("a refused file made an agent: %d", st)
		}
		if st := r.api("GET", "/agents/choi", "", nil); st != 200 {
			t.Errorf("the agent made on screen is gone: %d", st)
		}
	}
	untouched(r)
	r.stopNow()

	cfg, err := config.Load(r.file)
	if err != nil {
		t.Fatal(err)
	}
	a, err := Start(t.Context(), Options{Config: cfg, File: r.file, Log: testLog{t}, Out: &safeBuffer{}})
	if err == nil {
		t.Error("the program starts with two phones of one extension")
		(&rig{App: a, t: t}).stopNow()
	} else if !strings.Contains(err.Error(), "1009") {
		t.Errorf("the refused start does not say why: %v", err)
	}
	if err := os.WriteFile(r.file, good, 0o600); err != nil {
		t.Fatal(err)
	}
	untouched(start(t, dir))
}

// A number that a newer program keeps for the police does not stop it where it is
// somebody's extension already; nobody gets it any more.
func TestStoredEmergencyExtension(t *testing.T) {
	dir := t.TempDir()
	db, err := store.Open(t.Context(), dir, "", filepath.Join(dir, "callfloor.key"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	cfg, err := config.Parse("f.yaml", fmt.Appendf(nil, testFile, "data", ports()))
	if err != nil {
		t.Fatal(err)
	}
	old := centre.StoredAgent{Agent: centre.Agent{ID: "old", Extension: "119"}}
	old.Fill()
	commit := store.Commit{Kinds: map[store.Kind]store.Changes{}}
	kinds[web.KindAgents].store(&commit, "old", json.RawMessage(asJSON(old)))
	if err := db.Commit(t.Context(), commit); err != nil {
		t.Fatal(err)
	}
	var said safeBuffer
	c, err := openCentre(t.Context(), db, cfg, "", newMusic(dir), zerolog.New(&said))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(said.String(), "emergency number") {
		t.Errorf("nobody is told: %s", said.String())
	}
	at := func(id, ext string) error {
		return invalid(centre.NewProblems(c.dir.problems(), Directory{Services: c.dir.Services, Agents: append(slices.Clone(c.dir.Agents), centre.StoredAgent{Agent: centre.Agent{ID: id, Extension: ext}})}.problems()))
	}
	if err := at("new", "112"); err == nil || !strings.Contains(err.Error(), "emergency") {
		t.Errorf("a new one: %v", err)
	}
}
