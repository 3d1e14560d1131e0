package web

import (
	"context"
	"encoding/base64"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/skip2/go-qrcode"

	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
)

// SecondFactorView is how a person's second factor stands.
type SecondFactorView struct {
	On       bool `json:"on" doc:"log-ins need a code"`
	Required bool `json:"required" doc:"the centre wants one for this role"`
	Recovery int  `json:"recovery_codes" doc:"recovery codes that are left"`
}

// NewSecondFactor is what an authenticator app is given, once.
type NewSecondFactor struct {
	Secret string `json:"secret" doc:"to type in by hand, base32"`
	URI    string `json:"uri" doc:"otpauth://..."`
	QR     string `json:"qr" doc:"the URI as a picture, data:image/png;base64,..."`
}

// RecoveryCodes are shown once.
type RecoveryCodes struct {
	Codes []string `json:"codes" doc:"each good for one log-in; shown once"`
}

type confirmOut struct {
	SetCookie []http.Cookie `header:"Set-Cookie"`
	Body      RecoveryCodes
}

type passwordBody struct {
	Body struct {
		Password string `json:"password" maxLength:"128" doc:"one's own password again"`
	}
}

func (s *Server) secondFactorRoutes() {
	tag := []string{"Account"}
	register(s, huma.Operation{OperationID: "second-factor-get", Method: http.MethodGet, Path: "/me/second-factor", Tags: tag,
		Summary: "How one's second factor stands"}, func(ctx context.Context, _ *struct{}) (*struct{ Body SecondFactorView }, error) {
		id := who(ctx)
		v := SecondFactorView{Required: s.mustHaveFactor(id.Role)}
		f, err := s.People.SecondFactor(ctx, id.ID)
		if fault.Is(err, fault.NotFound) {
			err = nil
		} else if f.On() {
			v.On, v.Recovery = true, f.Recovery
		}
		return &struct{ Body SecondFactorView }{v}, err
	})
	register(s, huma.Operation{OperationID: "second-factor-begin", Method: http.MethodPost, Path: "/me/second-factor", Tags: tag,
		Summary: "Begin to set up a second factor (TOTP): a secret for an authenticator app"}, s.beginFactor)
	register(s, huma.Operation{OperationID: "second-factor-confirm", Method: http.MethodPost, Path: "/me/second-factor/confirm", Tags: tag,
		Summary: "Show a first code; from then on log-ins need one. The answer has the recovery codes"}, s.confirmFactor)
	register(s, huma.Operation{OperationID: "second-factor-recovery", Method: http.MethodPost, Path: "/me/second-factor/recovery", Tags: tag,
		Summary: "New recovery codes; the old ones are void"}, func(ctx context.Context, in *passwordBody) (*struct{ Body RecoveryCodes }, error) {
		u, err := s.ownPassword(ctx, in.Body.Password)
		if err != nil {
			return nil, err
		}
		if f, err := s.People.SecondFactor(ctx, u.ID); err != nil || !f.On() {
			return nil, fault.New(fault.Conflict, "there is no second factor")
		}
		if err := s.logAccess(ctx, "recovery_codes_made", "user:"+u.Login, ""); err != nil {
			return nil, err
		}
		codes, hashes := people.NewRecoveryCodes(u.ID)
		return &struct{ Body RecoveryCodes }{RecoveryCodes{codes}}, s.People.PutRecoveryCodes(ctx, u.ID, hashes)
	})
	register(s, huma.Operation{OperationID: "second-factor-remove", Method: http.MethodPost, Path: "/me/second-factor/remove", Tags: tag,
		Summary: "Take one's second factor away; not where the role needs one", DefaultStatus: http.StatusNoContent}, func(ctx context.Context, in *passwordBody) (*struct{}, error) {
		if s.mustHaveFactor(who(ctx).Role) {
			return nil, fault.New(fault.Conflict, "your role needs a second factor: an administrator can reset it")
		}
		u, err := s.ownPassword(ctx, in.Body.Password)
		if err != nil {
			return nil, err
		}
		if err := s.logAccess(ctx, "second_factor_removed", "user:"+u.Login, ""); err != nil {
			return nil, err
		}
		return nil, s.People.DeleteSecondFactor(ctx, u.ID)
	})
	register(s, huma.Operation{OperationID: "user-second-factor-reset", Method: http.MethodDelete, Path: "/users/{login}/second-factor", Tags: []string{"People"},
		Summary: "Take a person's second factor away (a lost telephone); ends the person's log-ins", DefaultStatus: http.StatusNoContent},
		func(ctx context.Context, in *struct {
			Login string `path:"login" maxLength:"60"`
		}) (*struct{}, error) {
			u, err := s.People.UserByLogin(ctx, in.Login)
			if err != nil {
				return nil, err
			}
			if err := s.logAccess(ctx, "second_factor_reset", "user:"+u.Login, ""); err != nil {
				return nil, err
			}
			if err := s.People.DeleteSecondFactor(ctx, u.ID); err != nil {
				return nil, err
			}
			return nil, s.endLogins(ctx, u.ID)
		})
}

func (s *Server) beginFactor(ctx context.Context, in *passwordBody) (*struct{ Body NewSecondFactor }, error) {
	u, err := s.ownPassword(ctx, in.Body.Password)
	if err != nil {
		return nil, err
	}
	f, uri, err := people.NewSecondFactor(s.Centre.Profile().Name, u)
	if err != nil {
		return nil, err
	}
	qr, err := qrPNG(uri)
	if err != nil {
		return nil, err
	}
	if err := s.logAccess(ctx, "second_factor_begun", "user:"+u.Login, ""); err != nil {
		return nil, err
	}
	if err := s.People.PutSecondFactor(ctx, f); err != nil {
		return nil, err
	}
	return &struct{ Body NewSecondFactor }{NewSecondFactor{f.Secret, uri, qr}}, nil
}

// qrPNG is a text as a picture for an <img>.
func qrPNG(text string) (string, error) {
	png, err := qrcode.Encode(text, qrcode.Medium, 288)
	if err != nil {
		return "", err
	}
	return "data:image/png;base64," + base64.StdEncoding.EncodeToString(png), nil
}

func (s *Server) confirmFactor(ctx context.Context, in *struct {
	Body struct {
		Code string `json:"code" minLength:"6" maxLength:"20"`
	}
}) (*confirmOut, error) {
	id := who(ctx)
	f, err := s.People.SecondFactor(ctx, id.ID)
	if fault.Is(err, fault.NotFound) || err == nil && f.On() {
		return nil, fault.New(fault.Conflict, "there is no second factor that waits for its first code")
	}
	if err != nil {
		return nil, err
	}
	var step int64
	ok, err := s.guessCode(ctx, id.Login, func() (bool, error) {
		step, err = f.Step(in.Body.Code, time.Now())
		return err == nil, nil
	})
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, fault.New(fault.Denied, "the code is wrong: is the clock of the telephone right?")
	}
	if err := s.logAccess(ctx, "second_factor_set_up", "user:"+id.Login, ""); err != nil {
		return nil, err
	}
	codes, hashes := people.NewRecoveryCodes(id.ID)
	if err := s.People.ConfirmSecondFactor(ctx, id.ID, step, hashes); err != nil {
		return nil, err
	}
	out := &confirmOut{Body: RecoveryCodes{codes}}
	if id.Confined == enrolling {
		out.SetCookie, err = s.renew(ctx, id.TokenHash, true)
	}
	return out, err
}

// guessCode lets somebody who has shown the password try a code. The tries are of
// the account, from wherever: who has the password is no stranger who could lock
// people out, and an attacker with the password must not try from many addresses.
func (s *Server) guessCode(ctx context.Context, login string, check func() (bool, error)) (bool, error) {
	return s.guessFrom("code\x00"+login, "any\x00"+login, check)
}

// secondFactor checks the code of a log-in whose password was right. It asks for
// one where there is none yet.
func (s *Server) secondFactor(ctx context.Context, u people.User, code string) error {
	f, err := s.People.SecondFactor(ctx, u.ID)
	if fault.Is(err, fault.NotFound) || err == nil && !f.On() {
		return nil // where the role needs one, the log-in is confined to setting it up
	}
	if err != nil {
		return err
	}
	if code == "" {
		return fault.New(codeSecondFactor, "enter the code of your authenticator app")
	}
	recovery := people.LooksLikeRecovery(code)
	ok, err := s.guessCode(ctx, u.Login, func() (bool, error) {
		var err error
		if recovery {
			err = s.People.UseRecoveryCode(ctx, u.ID, people.HashRecoveryCode(u.ID, code))
		} else {
			var step int64
			if step, err = f.Step(code, time.Now()); err == nil {
				err = s.People.UseStep(ctx, u.ID, step)
			}
		}
		if fault.Is(err, fault.Denied) {
			return false, nil
		}
		return err == nil, err
	})
	if err != nil {
		return err
	}
	if !ok {
		if err := s.logAccess(ctx, "second_factor_failed", "user:"+u.Login, ""); err != nil {
			return err
		}
		return fault.New(codeSecondFactor, "the code is wrong or was used: wait for the next one")
	}
	if recovery {
		return s.logAccess(ctx, "recovery_code_used", "user:"+u.Login, "")
	}
	return nil
}
