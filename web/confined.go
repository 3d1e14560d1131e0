package web

import (
	"context"
	"strconv"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
)

// confinement is why a log-in may do next to nothing.
type confinement string

const (
	free      confinement = ""
	locked    confinement = "locked"    // waits for the password again
	choosing  confinement = "choosing"  // must choose a password of one's own first
	enrolling confinement = "enrolling" // must set up a second factor first
)

// Codes of problems that pages act on.
const (
	codeLocked       fault.Code = "locked"
	codeSecondFactor fault.Code = "second_factor"
	codeChoose       fault.Code = "choose_password"
	codeEnrol        fault.Code = "enrol"
)

// whileConfined are the operations that a confined log-in may call, beside those
// that are open to anybody.
var whileConfined = map[confinement][]string{
	locked:    {"unlock", "unlock-whose", "log-out"},
	choosing:  {"me", "log-out", "password"},
	enrolling: {"me", "log-out", "second-factor-get", "second-factor-begin", "second-factor-confirm"},
}

// allow says why a confined log-in may not call an operation.
func (c confinement) allow(operation string) error {
	if c == free {
		return nil
	}
	for _, o := range whileConfined[c] {
		if o == operation {
			return nil
		}
	}
	switch c {
	case locked:
		return fault.New(codeLocked, "this log-in is locked: enter the password to go on (POST /unlock), or log out")
	case choosing:
		return fault.New(codeChoose, "somebody else gave you this password: choose your own first (PUT /me/password), or log out")
	}
	return fault.New(codeEnrol, "your role needs a second factor: set one up first (POST /me/second-factor)")
}

// confined says whether a log-in is locked, now locks it where it has been idle
// for too long, or must choose a password or set up a second factor. Whether it must
// was settled when it was opened (byPassword).
func (s *Server) confined(ctx context.Context, l people.Login, u people.User, now time.Time) (confinement, error) {
	if !l.Locked.IsZero() {
		return locked, nil
	}
	if d := s.idleLock(); d > 0 && now.Sub(l.Active) > d {
		if err := s.People.LockLogin(ctx, l.TokenHash, now); err != nil {
			return locked, err
		}
		return locked, s.People.NoteAccess(ctx, people.Access{
			ID: people.NewID(), At: now, Actor: "user:" + u.Login, Role: u.Role, Address: l.Address, Action: "locked", Target: "user:" + u.Login, Detail: "idle",
		})
	}
	if l.Method == people.ToChoose && u.MustChange {
		return choosing, nil
	}
	if l.Method == people.ToEnrol || l.Method == people.ToChoose {
		if lacks, err := s.lacksFactor(ctx, u); err != nil || lacks {
			return enrolling, err
		}
	}
	return free, nil
}

// byPassword is what a log-in with a password is for: who has one of somebody else
// chooses another first, who lacks a second factor sets it up. Who is logged in when
// that comes to be asked goes on until the next log-in: nobody is cut off in a call.
// Who comes by single sign-on has shown no password of ours, and is asked neither.
func (s *Server) byPassword(ctx context.Context, u people.User) (people.LoginMethod, error) {
	if u.MustChange {
		return people.ToChoose, nil
	}
	if lacks, err := s.lacksFactor(ctx, u); err != nil || lacks {
		return people.ToEnrol, err
	}
	return people.ByPassword, nil
}

// lacksFactor reports whether a person has no second factor though the role needs one.
func (s *Server) lacksFactor(ctx context.Context, u people.User) (bool, error) {
	if !s.mustHaveFactor(u.Role) {
		return false, nil
	}
	f, err := s.People.SecondFactor(ctx, u.ID)
	if fault.Is(err, fault.NotFound) {
		return true, nil
	}
	return !f.On(), err
}

// idleLock is after how long a log-in locks; 0 is never.
func (s *Server) idleLock() time.Duration {
	n, err := strconv.Atoi(s.Centre.Setting(centre.SetIdleLock))
	if err != nil {
		return 0
	}
	return time.Duration(n) * time.Minute
}

// lockWarning is how long before a log-in locks its pages say so.
const lockWarning = time.Minute

// serves reports whether a log-in that is about to lock is of somebody who serves callers.
// That is being at work: it is noted as such, so that the time counts anew from the end of
// it and nobody is locked out without the warning.
func (s *Server) serves(ctx context.Context, l people.Login, u people.User, now time.Time) bool {
	d := s.idleLock()
	return d > 0 && l.Locked.IsZero() && now.Sub(l.Active) > d-lockWarning && s.onDuty(ctx, u)
}

// locksIn is how long it is until a log-in locks where nobody does anything; 0 is
// never. What remains is told, not when: browsers' clocks are what they are.
func (s *Server) locksIn(id Identity, now time.Time) time.Duration {
	d := s.idleLock()
	if d == 0 || id.Kind != "user" || id.Confined == locked {
		return 0
	}
	return max(d-now.Sub(id.Active), time.Millisecond)
}

// mustHaveFactor reports whether a role needs a second factor.
func (s *Server) mustHaveFactor(r people.Role) bool {
	for _, v := range centre.SplitList(s.Centre.Setting(centre.SetSecondFactor)) {
		if people.Role(v) == r {
			return true
		}
	}
	return false
}

// onDuty reports whether the agent that a person is has a call or gets the next one:
// somebody who talks or waits for a call and touches nothing is at work, and a locked desk
// would not tell of the call.
func (s *Server) onDuty(ctx context.Context, u people.User) bool {
	if u.AgentID == "" {
		return false
	}
	a, err := s.Floor.Agent(ctx, acd.AgentID(u.AgentID))
	if err != nil {
		return true // in doubt nobody is locked out of a call
	}
	switch a.State {
	case acd.NotReady, acd.LoggedOut:
		return false
	}
	return true
}
