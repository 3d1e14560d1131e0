package sms

import "testing"

// Every code of ours is told in both languages; of the others the provider is asked.
func TestCodesAreExplained(t *testing.T) {
	e := NewEngine(Options{Provider: Local{}})
	for _, code := range []string{CodeOptedOut, CodeGivenUp, CodeLate, CodeExpired, CodeNight, CodeDeleted, CodeResent, CodeClosed, "local", "no_result", "undecided", "other_provider", "timeout", "stopped", "database"} {
		if s, ok := e.Explain(code); !ok || s.Ko == "" || s.En == "" {
			t.Errorf("%s: %+v", code, s)
		}
	}
	for _, code := range []string{"", "1000"} {
		if s, ok := e.Explain(code); ok {
			t.Errorf("%q: %+v", code, s)
		}
	}
	e = NewEngine(Options{Provider: explaining{}})
	if s, ok := e.Explain("1000"); !ok || s.En != "success" {
		t.Errorf("%+v", s)
	}
}

type explaining struct{ Local }

func (explaining) Explain(code string) (Saying, bool) {
	return Saying{"성공", "success"}, code == "1000"
}
