package web

import (
	"fmt"
	"testing"

	"github.com/callfloor/callfloor/centre"
)

// A trunk that was just saved, of which the SIP edge knows nothing yet, is being checked
// where it has a target, and is not asked where it has none.
func TestSavedTrunks(t *testing.T) {
	s := newSite(t)
	s.settings().trunks = []centre.Trunk{{Name: "carrier", Target: "sip:127.0.0.1:5060"}, {Name: "inward"}}
	var list []TrunkView
	s.want(t, 200, "boss", "GET", "/trunks", "", &list)
	if len(list) != 2 || list[0].State != TrunkChecking || list[1].State != TrunkUnasked || !list[1].Up {
		t.Errorf("%+v", list)
	}
}

// Wherever the API tells how a trunk does, it lists the same four words.
func TestTrunkHealthIsDescribed(t *testing.T) {
	s := newSite(t)
	schemas := s.web.api.OpenAPI().Components.Schemas.Map()
	for _, name := range []string{"TrunkView", "TrunkState"} {
		state := schemas[name].Properties["state"]
		if got := fmt.Sprint(state.Type, state.Enum); got != "string[checking up down unasked]" || state.Description == "" {
			t.Errorf("%s: %s %q", name, got, state.Description)
		}
	}
}
