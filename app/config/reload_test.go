package config

import (
	"slices"
	"strings"
	"testing"

	"github.com/callfloor/callfloor/centre"
)

// A file read again changes the four lists; the rest stays, and is named where it
// differs, down to the key.
func TestReloaded(t *testing.T) {
	was := &Config{Data: "a", HTTP: HTTP{Listen: "x"}, SIP: SIP{Realm: "r"}, Agents: []centre.Agent{{ID: "kim"}}}
	read := &Config{
		Data: "b", HTTP: HTTP{Listen: "y"}, SIP: SIP{Realm: "r"}, Media: Media{Ports: Ports{1, 2}}, APIKeys: []APIKey{{Name: "k"}},
		Agents: []centre.Agent{{ID: "lee"}}, Services: []centre.Service{{ID: "s"}}, Trunks: []centre.Trunk{{Name: "t"}}, VIPs: []VIP{{Caller: "1"}},
	}
	got, fixed := was.Reloaded(read)
	if want := "data http.listen media.ports api_keys"; strings.Join(fixed, " ") != want {
		t.Errorf("takes a restart: %v, want %s", fixed, want)
	}
	if got.Data != "a" || got.HTTP.Listen != "x" || got.Media.Ports.High != 0 || len(got.APIKeys) != 0 {
		t.Errorf("what takes a restart counts at once: %+v", got)
	}
	if got.Agents[0].ID != "lee" || len(got.Services) != 1 || len(got.Trunks) != 1 || len(got.VIPs) != 1 {
		t.Errorf("a list was not read again: %+v", got)
	}
	if !slices.EqualFunc(was.Agents, []centre.Agent{{ID: "kim"}}, func(a, b centre.Agent) bool { return a.ID == b.ID }) {
		t.Errorf("the old one was changed: %+v", was)
	}
	if _, fixed := was.Reloaded(was); len(fixed) > 0 {
		t.Errorf("nothing changed, and yet %v", fixed)
	}
}
