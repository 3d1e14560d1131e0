package centre

import (
	"strings"
	"testing"
	"time"
)

// A service that says nothing of callbacks keeps the defaults, and stays as it was
// written; what is wrong is said by its key.
func TestCallbackSection(t *testing.T) {
	s := Service{ID: "orders"}
	s.Fill()
	if s.Callback != nil {
		t.Error("a section appears that nobody wrote")
	}
	c := s.Callbacks()
	if from, to := c.Daytime(); c.Mode != AgentFirst || c.Attempts != 3 || c.Spacing.D() != 10*time.Minute || c.Expire.D() != 72*time.Hour || from != 9*60 || to != 21*60 || c.Form {
		t.Errorf("defaults: %+v", c)
	}
	s.Callback = &Callback{Attempts: 5, To: "24:00"}
	s.Fill()
	if got := s.Callbacks(); got.Attempts != 5 || got.Mode != AgentFirst || got.From != "09:00" {
		t.Errorf("%+v", got)
	}
	known := func(string) bool { return true }
	if bad := s.Check("s", known); len(bad) != 0 {
		t.Errorf("%v", bad)
	}
	for key, wrong := range map[string]Callback{
		"mode": {Mode: "both"}, "attempts": {Attempts: 21}, "spacing": {Spacing: Duration(time.Second)}, "expire": {Expire: Duration(time.Minute)},
		"from": {From: "9"}, "to": {To: "25:00"}, "to ": {From: "22:00", To: "08:00"},
	} {
		s.Callback = &wrong
		s.Fill()
		bad := s.Check("s", known)
		if len(bad) != 1 || bad[0].Path != "s.callback."+strings.TrimSpace(key) {
			t.Errorf("%s: %v", key, bad)
		}
	}
}
