package web

import (
	"context"
	"math"
	"net/http"
	"time"

	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
)

// A password takes 19 MiB and tens of milliseconds of a core to hash, so few are
// hashed at once: a flood of log-ins must not end the calls.
const (
	mostHashing = 2
	hashWait    = 3 * time.Second // how long a request waits for its turn
)

// turnToHash waits for the right to hash one password; the caller gives it back.
func (s *Server) turnToHash(ctx context.Context) (back func(), err error) {
	t := time.NewTimer(hashWait)
	defer t.Stop()
	select {
	case s.hashing <- struct{}{}:
		return func() { <-s.hashing }, nil
	case <-t.C:
	case <-ctx.Done():
	}
	return nil, fault.New(fault.Overloaded, "too many people log in at once: try again in some seconds")
}

// checkPassword is people.CheckPassword in its turn.
func (s *Server) checkPassword(ctx context.Context, hash, password string) (bool, error) {
	back, err := s.turnToHash(ctx)
	if err != nil {
		return false, err
	}
	defer back()
	return people.CheckPassword(hash, password), nil
}

// hashPassword is people.HashPassword in its turn.
func (s *Server) hashPassword(ctx context.Context, password string) (string, error) {
	back, err := s.turnToHash(ctx)
	if err != nil {
		return "", err
	}
	defer back()
	return people.HashPassword(password), nil
}

// guess lets a request try a secret of an account. The try counts before it is
// checked; one too many is refused with 429.
func (s *Server) guess(ctx context.Context, account string, check func() (bool, error)) (bool, error) {
	return s.guessFrom(account, from(ctx), check)
}

func (s *Server) guessFrom(account, addr string, check func() (bool, error)) (bool, error) {
	o := unchecked
	if d := s.logins.begin(account, addr); d > 0 {
		d = time.Duration(math.Ceil(d.Seconds())) * time.Second
		return false, &Problem{
			Title: "Too Many Requests", Status: http.StatusTooManyRequests, Code: fault.Overloaded,
			Detail: "too many failed tries: wait " + d.String(), retry: d,
		}
	}
	defer func() { s.logins.end(account, addr, o) }()
	ok, err := check()
	if err != nil {
		return false, err
	}
	if o = wrong; ok {
		o = right
	}
	return ok, nil
}
