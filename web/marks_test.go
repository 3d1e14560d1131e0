package web

import (
	"regexp"
	"testing"
)

// The description of the API is for people outside: no mark of a list of ours stands in it.
func TestNoMarksInTheDescription(t *testing.T) {
	s := newSite(t)
	_, text := s.as(t, "boss", "GET", "/api/v1/openapi.json", "")
	if len(text) < 100_000 {
		t.Fatalf("the description has %d bytes", len(text))
	}
	for _, at := range regexp.MustCompile(`.{40}[( ,][BDT][0-9]{1,2}[),;].{10}`).FindAllString(text, -1) {
		t.Errorf("%s", at)
	}
}
