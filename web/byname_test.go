package web

import (
	"strings"
	"testing"
)

// Every name that the API tells of who did something is described by one sentence: a
// log-in is always the same person's, so what it leaves open is only why none is told.
func TestNamesOfAuthorsAreDescribed(t *testing.T) {
	s := newSite(t)
	seen := 0
	for schema, one := range s.web.api.OpenAPI().Components.Schemas.Map() {
		for name, p := range one.Properties {
			if name != "by_name" && !strings.HasSuffix(name, "_by_name") {
				continue
			}
			seen++
			of := strings.TrimSuffix(name, "_name")
			if want := "what the person is called now whom " + of + " names; absent: it was a program, or the name could not be read"; p.Description != want {
				t.Errorf("%s.%s: %q, want %q", schema, name, p.Description, want)
			}
		}
	}
	if seen < 6 {
		t.Errorf("only %d names were found", seen)
	}
}
