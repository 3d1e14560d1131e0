package web

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/callfloor/callfloor/callback"
	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/fault"
)

// The form on the web lets anybody ask to be called back. It takes no more than is
// needed for that, and tells nothing of who asked before.
const (
	formQuickest = 3 * time.Second // nobody has read and filled it in sooner: a program did
	formLongest  = 4 * time.Hour   // then the page asks for another mark
	formAhead    = 14              // days from which one may be chosen
	formMost     = 20_000          // addresses and numbers that are counted; beyond them the oldest go
	formMemo     = 300
)

// CallbackForm is what the page with the form needs to know.
type CallbackForm struct {
	Mark     string            `json:"mark" doc:"goes with what is sent: it says when the form was opened"`
	Services []FormService     `json:"services" doc:"from which one may be chosen; one: it is"`
	Consent  map[string]string `json:"consent" doc:"the sentence that is agreed to, by language; absent: the page's own"`
	Days     int               `json:"days" doc:"how many days ahead a time may be wanted"`
	Today    string            `json:"today" doc:"in the centre's time zone" example:"2026-11-28"`
	Now      string            `json:"now" doc:"the centre's clock" example:"14:05"`
	Zone     string            `json:"time_zone" example:"Asia/Seoul"`
}

// FormService is a service that the form offers.
type FormService struct {
	ID   string       `json:"id"`
	Name centre.Names `json:"name"`
	From string       `json:"from" doc:"nobody is called back before" example:"09:00"`
	To   string       `json:"to" doc:"or after" example:"21:00"`
}

// FormRequest is what the form sends.
type FormRequest struct {
	Mark     string `json:"mark" maxLength:"100"`
	Number   string `json:"number" minLength:"1" maxLength:"40" example:"010-1234-5678"`
	Name     string `json:"name,omitempty" maxLength:"50"`
	Service  string `json:"service,omitempty" maxLength:"40" doc:"left out where only one is offered"`
	Memo     string `json:"memo,omitempty" maxLength:"300" doc:"what it is about"`
	Day      string `json:"day,omitempty" pattern:"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$" doc:"when to call, with hour; left out: as soon as possible"`
	Hour     string `json:"hour,omitempty" pattern:"^([0-2][0-9]:[0-5][0-9])?$" doc:"the hour that begins then" example:"15:00"`
	Consent  bool   `json:"consent" doc:"to what the number is used for; without it nothing is taken"`
	Language string `json:"language,omitempty" enum:"ko,en"`
	Website  string `json:"website,omitempty" maxLength:"200" doc:"a field that nobody sees: who fills it in is a program"`
}

// FormTaken is what the form is answered.
type FormTaken struct {
	Taken bool `json:"taken" doc:"somebody will call; whether the number had asked before is not told"`
}

// form is the state of the form: a key for its marks and how often it was used.
type form struct {
	once sync.Once
	key  []byte
	uses uses
}

func (f *form) secret() []byte {
	f.once.Do(func() {
		f.key = make([]byte, 32)
		rand.Read(f.key) //nolint:errcheck // it never fails
	})
	return f.key
}

// mark says when a form was opened, so that only we can say it.
func (f *form) mark(at time.Time) string {
	b := binary.BigEndian.AppendUint64(nil, uint64(at.UnixMilli()))
	return base64.RawURLEncoding.EncodeToString(append(b, f.sum(b)...))
}

func (f *form) sum(b []byte) []byte {
	m := hmac.New(sha256.New, f.secret())
	m.Write(b)
	return m.Sum(nil)[:16]
}

// opened is when the form of a mark was opened; false: the mark is not ours.
func (f *form) opened(mark string) (time.Time, bool) {
	b, err := base64.RawURLEncoding.DecodeString(mark)
	if err != nil || len(b) != 24 || !hmac.Equal(b[8:], f.sum(b[:8])) {
		return time.Time{}, false
	}
	return time.UnixMilli(int64(binary.BigEndian.Uint64(b))), true
}

// uses counts how often something was done within a time, by whom. The zero value is
// ready; any goroutine may use it.
type uses struct {
	mu sync.Mutex
	by map[string][]time.Time
}

// take counts one use, or says how long it takes until there is room for it.
func (u *uses) take(who string, most int, within time.Duration, now time.Time) (wait time.Duration) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.by == nil {
		u.by = map[string][]time.Time{}
	}
	list := slices.DeleteFunc(u.by[who], func(t time.Time) bool { return now.Sub(t) >= within })
	if len(list) >= most {
		u.by[who] = list
		return list[0].Add(within).Sub(now)
	}
	if len(u.by) >= formMost {
		u.sweep(now)
	}
	u.by[who] = append(list, now)
	return 0
}

// sweep keeps the table bounded.
func (u *uses) sweep(now time.Time) {
	for k, list := range u.by {
		if now.Sub(list[len(list)-1]) > 24*time.Hour {
			delete(u.by, k)
		}
	}
	for k := range u.by { // any of them: room for a tenth, so that this is rare
		if len(u.by) < formMost*9/10 {
			break
		}
		delete(u.by, k)
	}
}

func (s *Server) callbackFormRoutes(tag string) {
	register(s, op(tag, "callback-form-get", http.MethodGet, "/callback-form", "What the page with the form for callbacks needs; open to everybody while the setting callbacks.form is on"), s.callbackForm)
	send := op(tag, "callback-form-send", http.MethodPost, "/callback-form", "Ask to be called back, from the form: open to everybody, limited by address and number")
	send.DefaultStatus, send.MaxBodyBytes = http.StatusCreated, 8<<10
	register(s, send, s.sendCallbackForm)
}

// formServices are those that the form offers.
func (s *Server) formServices(ctx context.Context) ([]centre.Service, error) {
	if !s.callbacksUsed() || s.Centre.Setting(centre.SetForm) != "true" {
		return nil, errNoForm()
	}
	list, err := s.Centre.Services(ctx)
	if err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(slices.Clone(list), func(v centre.Service) bool { return !v.Callbacks().Form })
	if len(list) == 0 {
		return nil, errNoForm()
	}
	return list, nil
}

func errNoForm() error {
	return fault.New(fault.NotFound, "callbacks cannot be asked for here")
}

func (s *Server) callbackForm(ctx context.Context, in *struct {
	Service string `query:"service" maxLength:"40" doc:"the one that the page is about; left out: every one that is offered"`
}) (*struct{ Body CallbackForm }, error) {
	list, err := s.formServices(ctx)
	if err != nil {
		return nil, err
	}
	now := time.Now()
	local := now.In(s.zone())
	f := CallbackForm{Mark: s.form.mark(now), Services: []FormService{}, Consent: map[string]string{}, Days: formAhead, Today: local.Format(time.DateOnly), Now: local.Format("15:04"), Zone: s.Centre.Profile().TimeZone}
	for _, v := range list {
		if in.Service != "" && v.ID != in.Service {
			continue
		}
		c := v.Callbacks()
		f.Services = append(f.Services, FormService{ID: v.ID, Name: v.Name, From: c.From, To: c.To})
	}
	if len(f.Services) == 0 {
		return nil, errNoForm()
	}
	for lang, key := range map[string]string{"ko": centre.SetConsentKo, "en": centre.SetConsentEn} {
		if v := s.Centre.Setting(key); v != "" {
			f.Consent[lang] = v
		}
	}
	return &struct{ Body CallbackForm }{f}, nil
}

func (s *Server) sendCallbackForm(ctx context.Context, in *struct{ Body FormRequest }) (*struct{ Body FormTaken }, error) {
	list, err := s.formServices(ctx)
	if err != nil {
		return nil, err
	}
	b, now, taken := in.Body, time.Now(), &struct{ Body FormTaken }{FormTaken{Taken: true}}
	if b.Website != "" {
		s.Log.Info().Str("address", from(ctx)).Msg("a program filled in the form for callbacks: nothing was taken")
		return taken, nil // it is to learn nothing
	}
	opened, ours := s.form.opened(b.Mark)
	switch {
	case !ours || now.Sub(opened) > formLongest:
		return nil, formFault("mark", "stale", "the form was open too long: send it once more")
	case now.Sub(opened) < formQuickest:
		return nil, formFault("mark", "too_fast", "that was very fast: wait a moment and send it once more")
	case !b.Consent:
		return nil, formFault("consent", "required", "is missing: without it nobody may call")
	}
	i := slices.IndexFunc(list, func(v centre.Service) bool { return v.ID == b.Service || b.Service == "" && len(list) == 1 })
	if i < 0 {
		return nil, formFault("service", "not_an_option", "is not one of those that are offered")
	}
	r := callback.Request{Number: b.Number, Name: strings.TrimSpace(b.Name), Service: list[i].ID, Memo: b.Memo, Source: callback.Web, CreatedBy: "web form", Language: b.Language}
	if r.From, r.To, err = s.formTime(list[i].Callbacks(), b.Day, b.Hour, now); err != nil {
		return nil, err
	}
	number, err := s.Book.May(ctx, b.Number)
	if no := (*callback.Refused)(nil); errors.As(err, &no) && no.Why == callback.NotANumber {
		return nil, publicFault(err) // a slip of the finger is no use of the form
	}
	_, whole := keysOf("", from(ctx)) // of an IPv6 address the network
	if err := s.formLimit("address"+whole, centre.SetFormHour, time.Hour, now); err != nil {
		return nil, err
	}
	if err != nil { // counted: else which numbers are on a list could be tried out
		return nil, publicFault(err)
	}
	if err := s.formLimit("number "+number, centre.SetFormNumber, 24*time.Hour, now); err != nil {
		return nil, err
	}
	if _, err := s.Book.Take(ctx, r); err != nil {
		return nil, publicFault(err)
	}
	return taken, nil
}

// formLimit bounds how often the form is used by somebody within a time (W-24).
func (s *Server) formLimit(who, key string, within time.Duration, now time.Time) error {
	most, err := strconv.Atoi(s.Centre.Setting(key))
	if err != nil {
		most = 1
	}
	wait := s.form.uses.take(who, most, within, now)
	if wait == 0 {
		return nil
	}
	return &Problem{Title: http.StatusText(http.StatusTooManyRequests), Status: http.StatusTooManyRequests, Code: fault.Overloaded, retry: wait,
		Detail: "so many callbacks were asked for from here already: try again later, or call"}
}

// formTime is the hour that somebody wants to be called in.
func (s *Server) formTime(c centre.Callback, day, hour string, now time.Time) (from, to time.Time, _ error) {
	if day == "" && hour == "" {
		return from, to, nil
	}
	from, err := time.ParseInLocation(time.DateOnly+" 15:04", day+" "+hour, s.zone())
	if err != nil {
		return from, to, formFault("day", "not_a_date", "is not a day with an hour")
	}
	to = from.Add(time.Hour)
	y, m, d := now.In(s.zone()).Date()
	last := time.Date(y, m, d+formAhead+1, 0, 0, 0, 0, s.zone())
	first, end := c.Daytime()
	begins := from.Hour()*60 + from.Minute()
	switch {
	case !to.After(now):
		return from, to, formFault("day", "out_of_range", "is past")
	case !from.Before(last):
		return from, to, formFault("day", "out_of_range", "is too far ahead")
	case begins < first || begins >= end:
		return from, to, formFault("hour", "out_of_range", "is an hour in which nobody is called back")
	}
	return from, to, nil
}

func formFault(field, code, message string) error {
	return fields(desk.FieldErrors{{Field: field, Code: code, Message: message}})
}

// publicFault tells anybody why a number is not called back, and nothing of why somebody
// is on a list.
func publicFault(err error) error {
	no, ok := err.(*callback.Refused) //nolint:errorlint // as the book gives it
	if !ok {
		return fields(err)
	}
	switch no.Why {
	case callback.Off:
		return errNoForm()
	case callback.NotANumber, callback.International, callback.Premium:
		return formFault("number", string(no.Why), no.Error())
	}
	return formFault("number", "refused", "is a number that is not called back: write another one")
}
