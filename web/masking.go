package web

import (
	"context"
	"regexp"

	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
)

// Unmasking asks a list for whole numbers. In lists they are masked for everybody (P-04);
// who is shown one customer, call card, consultation or reservation, which the access
// log names, sees them whole with the permission.
type Unmasking struct {
	Unmasked bool `query:"unmasked" doc:"whole numbers: needs the permission unmask, and the access log says so. Without it a list is masked for everybody"`
}

// viewer is who looks at the list: without the permission unmask, unless it is asked
// for.
func (u Unmasking) viewer(ctx context.Context) (Identity, error) {
	id := who(ctx)
	if u.Unmasked && !id.May(people.Unmask) {
		return id, fault.New(fault.Denied, "whole numbers need the permission %q", people.Unmask)
	}
	id.Masking = !u.Unmasked
	return id, nil
}

// detail adds to the line of the access log that whole numbers were shown.
func (u Unmasking) detail(text string) string {
	switch {
	case !u.Unmasked:
		return text
	case text == "":
		return "unmasked"
	}
	return text + " (unmasked)"
}

// numbersIn finds what may be telephone numbers of people in what somebody writes: those of
// companies (1588-0001) are shorter.
var numbersIn = regexp.MustCompile(`\+?\d(?:[ .()-]{0,2}\d){8,14}`)

// shownText is what somebody wrote as a list shows it: telephone numbers in it are masked for
// who is not shown whole ones.
func (s *Server) shownText(viewer Identity, text string) string {
	if viewer.May(people.Unmask) {
		return text
	}
	return numbersIn.ReplaceAllStringFunc(text, func(found string) string {
		if n := s.keptNumber(found); desk.KindOf(n, s.cfg.Desk.region()) != desk.NoSubscriber {
			return s.shown(viewer, n)
		}
		return found
	})
}

// listed is who looks at a list that is never whole.
func listed(ctx context.Context) Identity {
	id := who(ctx)
	id.Masking = true
	return id
}
