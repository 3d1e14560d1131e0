package web

import (
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/callfloor/callfloor/fault"
)

// Problem is an error as clients get it: problem+json (RFC 9457) with our code.
type Problem struct {
	Title  string              `json:"title" example:"Not Found"`
	Status int                 `json:"status" example:"404"`
	Detail string              `json:"detail" doc:"what is wrong and what to do, for people"`
	Code   fault.Code          `json:"code" enum:"not_found,conflict,invalid,denied,unauthenticated,overloaded,internal,locked,second_factor,enrol,choose_password"`
	Errors []*huma.ErrorDetail `json:"errors,omitempty" doc:"which fields are wrong"`

	// Of chats.
	Watcher     string   `json:"watcher,omitempty" doc:"log-in name of who monitors the room already"`
	WatcherName string   `json:"watcher_name,omitempty"`
	Words       []string `json:"words,omitempty" doc:"prohibited words for which a message was not sent"`
	Reason      string   `json:"reason,omitempty" doc:"lists of chats: what of the days or the order is not allowed (open_window, ended_window, visitor_tag_window, room_tag_window, backwards, sort, status); monitoring: why not (watched, not_available, wrong_status, own)"`
	Most        int      `json:"most,omitempty" doc:"beside reason: how many days are allowed, or years of ended_window and room_tag_window"`

	retry time.Duration // Retry-After of 429 and 503; 0: retryAfter
}

// retryAfter is when a client that was refused for load should come back.
const retryAfter = 5 * time.Second

// unauthenticated is the code of a request that does not say who it is from.
const unauthenticated fault.Code = "unauthenticated"

// Error implements error.
func (p *Problem) Error() string { return p.Detail }

// GetStatus implements huma.StatusError.
func (p *Problem) GetStatus() int { return p.Status }

// GetHeaders implements huma.HeadersError: Retry-After where the client may come
// back (RFC 9110 section 10.2.3).
func (p *Problem) GetHeaders() http.Header {
	if p.Status != http.StatusTooManyRequests && p.Status != http.StatusServiceUnavailable {
		return nil
	}
	d := p.retry
	if d == 0 {
		d = retryAfter
	}
	return http.Header{"Retry-After": {strconv.Itoa(int(d.Seconds()))}}
}

// ContentType implements huma.ContentTypeFilter.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

func init() {
	huma.NewError = func(status int, msg string, errs ...error) huma.StatusError {
		p := &Problem{Title: http.StatusText(status), Status: status, Detail: msg, Code: codeOf(status)}
		for _, err := range errs {
			var d huma.ErrorDetailer
			if errors.As(err, &d) {
				e := d.ErrorDetail()
				if strings.HasPrefix(e.Message, "invalid date/time for format") { // that of Go, which nobody else knows
					e.Message = "must be a time such as 2026-11-23T09:00:00+09:00 or 2026-11-23T00:00:00Z"
				}
				p.Errors = append(p.Errors, e)
			} else if err != nil {
				p.Errors = append(p.Errors, &huma.ErrorDetail{Message: err.Error()})
			}
		}
		switch {
		case status == http.StatusUnsupportedMediaType:
			p.Detail = "send the body with the header Content-Type: application/json"
		case msg == "validation failed" && len(p.Errors) > 0: // that says nothing to those who read only the detail
			p.Detail = strings.TrimPrefix(p.Errors[0].Location+": "+p.Errors[0].Message, ": ")
		}
		return p
	}
}

// inField says in which field of the body the mistake is that err tells.
func inField(name string, err error) error {
	if err == nil || fault.Of(err) != fault.Invalid {
		return err
	}
	p := problem(err)
	p.Errors = []*huma.ErrorDetail{{Location: "body." + name, Message: p.Detail}}
	return p
}

func codeOf(status int) fault.Code {
	switch {
	case status == http.StatusNotFound:
		return fault.NotFound
	case status == http.StatusConflict:
		return fault.Conflict
	case status == http.StatusUnauthorized:
		return unauthenticated
	case status == http.StatusForbidden:
		return fault.Denied
	case status == http.StatusServiceUnavailable || status == http.StatusTooManyRequests:
		return fault.Overloaded
	case status >= 500:
		return fault.Internal
	}
	return fault.Invalid
}

func statusOf(code fault.Code) int {
	switch code {
	case fault.NotFound:
		return http.StatusNotFound
	case fault.Conflict:
		return http.StatusConflict
	case fault.Invalid:
		return http.StatusUnprocessableEntity
	case fault.Denied:
		return http.StatusForbidden
	case unauthenticated, codeSecondFactor:
		return http.StatusUnauthorized
	case codeLocked:
		return http.StatusLocked
	case codeEnrol, codeChoose:
		return http.StatusForbidden
	case fault.Overloaded:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// problem maps an error to what the client gets.
func problem(err error) *Problem {
	var p *Problem
	if errors.As(err, &p) {
		return p
	}
	code := fault.Of(err)
	status := statusOf(code)
	detail := err.Error()
	if code == fault.Internal {
		detail = "something failed on our side; it has been logged"
	}
	return &Problem{Title: http.StatusText(status), Status: status, Detail: detail, Code: code}
}

// internal logs an error whose cause people must not see.
func (s *Server) internal(operation string, err error) error {
	var p *Problem
	cause := fault.WithCause(err)
	if !errors.As(err, &p) && (fault.Of(err) == fault.Internal || cause.Error() != err.Error()) {
		s.Log.Error().Err(cause).Str("operation", operation).Msg("a request failed")
	}
	return err
}

func writeProblem(w http.ResponseWriter, err error) {
	p := problem(err)
	w.Header().Set("Content-Type", "application/problem+json")
	if p.Status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", `Bearer realm="callfloor"`)
	}
	maps.Copy(w.Header(), p.GetHeaders())
	w.WriteHeader(p.Status)
	json.NewEncoder(w).Encode(p) //nolint:errcheck // the client is gone
}
