package web

import (
	"context"
	"encoding/csv"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
)

const twoWithLogins = "id,extension,login\nseo,1031,seo.d\nnam,1032,nam.d\n"

// The sheet has the passwords of who was made, not of whom somebody else made between
// the look at the file and the turn to take it: that one's is another.
func TestImportTellsOnlyPasswordsOfWhoIsMade(t *testing.T) {
	s := newSite(t)
	s.settings().beforeChange = func() {
		if err := s.people.CreateUser(t.Context(), people.User{ID: "n", Login: "nam.d", Role: people.AgentRole, AgentID: "nam", PasswordHash: "another"}); err != nil {
			t.Error(err)
		}
	}
	rep, err := s.web.importAgents(t.Context(), []byte(twoWithLogins), false)
	if err != nil || !rep.Taken || rep.Logins != 1 {
		t.Fatalf("%+v %v", rep, err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(rep.Passwords, "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 3 {
		t.Fatalf("%v %q", err, rep.Passwords)
	}
	if seo, nam := rows[1], rows[2]; seo[4] != "seo.d" || len(seo[5]) != 12 || nam[3] == "" || nam[4] != "" || nam[5] != "" {
		t.Errorf("%q", rep.Passwords)
	}
}

// lateContext is that of a request whose arrival a test moves.
type lateContext struct {
	context.Context
	arrived time.Time
}

func (c *lateContext) Value(key any) any {
	if key == (arrivalKey{}) {
		return c.arrived
	}
	return c.Context.Value(key)
}

// What comes so late that its answer could miss the server's time is not taken: nobody
// is made whose password no one has seen. The time counts from the request's arrival,
// whether the file was slow to come or the turn.
func TestImportIsNotTakenTooLate(t *testing.T) {
	s := newSite(t)
	turns := 0
	s.settings().beforeChange = func() { turns++ }
	ctx := &lateContext{t.Context(), time.Now().Add(-hashWithin - time.Second)}
	if rep, err := s.web.importAgents(ctx, []byte(twoWithLogins), false); !fault.Is(err, fault.Overloaded) || rep.Taken || turns != 0 {
		t.Errorf("a file that took its time: %+v %v, %d turns", rep, err, turns)
	}
	ctx.arrived = time.Now()
	s.settings().beforeChange = func() { ctx.arrived = time.Now().Add(-takeWithin - time.Second) }
	if rep, err := s.web.importAgents(ctx, []byte(twoWithLogins), false); !fault.Is(err, fault.Overloaded) || rep.Taken || rep.Passwords != "" {
		t.Errorf("a turn that took its time: %+v %v", rep, err)
	}
	ctx.arrived = time.Now()
	if rep, err := s.web.importAgents(ctx, []byte("id,extension\nseo,1031\n"), false); err != nil || !rep.Taken {
		t.Errorf("without log-ins there is nothing that takes long: %+v %v", rep, err)
	}
}

// A request's arrival is one time, before its body is read.
func TestArrival(t *testing.T) {
	s := newSite(t)
	body, file := io.Pipe()
	var came time.Time
	h := s.web.identify(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		came = arrival(r.Context())
		go file.Close()
		io.Copy(io.Discard, r.Body) //nolint:errcheck // a pipe that is closed
		if !arrival(r.Context()).Equal(came) {
			t.Error("a request arrives twice")
		}
	}))
	begun := time.Now()
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/api/v1/agents/import", body))
	if came.Before(begun) || came.After(time.Now()) {
		t.Errorf("it came at %s, it was sent at %s", came, begun)
	}
}
