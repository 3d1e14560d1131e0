package web

import (
	"context"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
)

// fakeFactors keeps second factors and links in memory.
type fakeFactors struct {
	factors  map[string]people.SecondFactor
	recovery map[string]bool   // by person and hash; true: not used
	subjects map[string]string // issuer and subject to person
	changes  []people.Change
}

func (f *fakePeople) PutUser(ctx context.Context, u people.User, create bool, c people.Change) error {
	if f.beforePut != nil {
		f.beforePut()
	}
	if err := f.record(ctx, c); err != nil {
		return err
	}
	if create {
		return f.CreateUser(ctx, u)
	}
	return f.UpdateUser(ctx, u)
}

func (f *fakePeople) Logins(_ context.Context, user string) ([]people.Login, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var list []people.Login
	for _, l := range f.logins {
		if l.UserID == user {
			list = append(list, l)
		}
	}
	return list, nil
}

func (f *fakePeople) ActiveLogin(_ context.Context, hash string, at time.Time) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	l, ok := f.logins[hash]
	if ok {
		l.Active, l.Seen = at, at
		f.logins[hash] = l
	}
	return nil
}

func (f *fakePeople) LockLogin(_ context.Context, hash string, since time.Time) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	l := f.logins[hash]
	if l.Locked = since; since.IsZero() {
		l.Active = time.Now()
	}
	f.logins[hash] = l
	return nil
}

func (f *fakePeople) SecondFactor(_ context.Context, user string) (people.SecondFactor, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	v, ok := f.factors[user]
	if !ok {
		return v, fault.New(fault.NotFound, "none")
	}
	for k, left := range f.recovery {
		if left && strings.HasPrefix(k, user+" ") {
			v.Recovery++
		}
	}
	return v, nil
}

func (f *fakePeople) PutSecondFactor(_ context.Context, v people.SecondFactor) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.factors == nil {
		f.factors, f.recovery = map[string]people.SecondFactor{}, map[string]bool{}
	}
	if f.factors[v.UserID].On() {
		return fault.New(fault.Conflict, "there is one")
	}
	f.factors[v.UserID] = v
	return nil
}

func (f *fakePeople) ConfirmSecondFactor(ctx context.Context, user string, step int64, hashes []string) error {
	f.mu.Lock()
	v := f.factors[user]
	v.Confirmed, v.LastStep = time.Now(), step
	f.factors[user] = v
	f.mu.Unlock()
	return f.PutRecoveryCodes(ctx, user, hashes)
}

func (f *fakePeople) PutRecoveryCodes(_ context.Context, user string, hashes []string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	for k := range f.recovery {
		if strings.HasPrefix(k, user+" ") {
			delete(f.recovery, k)
		}
	}
	for _, h := range hashes {
		f.recovery[user+" "+h] = true
	}
	return nil
}

func (f *fakePeople) UseStep(_ context.Context, user string, step int64) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	v := f.factors[user]
	if step <= v.LastStep {
		return fault.New(fault.Denied, "used")
	}
	v.LastStep = step
	f.factors[user] = v
	return nil
}

func (f *fakePeople) UseRecoveryCode(_ context.Context, user, hash string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.recovery[user+" "+hash] {
		return fault.New(fault.Denied, "used")
	}
	f.recovery[user+" "+hash] = false
	return nil
}

func (f *fakePeople) DeleteSecondFactor(_ context.Context, user string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, ok := f.factors[user]; !ok {
		return fault.New(fault.NotFound, "none")
	}
	delete(f.factors, user)
	return nil
}

func (f *fakePeople) UserBySubject(_ context.Context, issuer, subject string) (people.User, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, u := range f.users {
		if u.ID == f.subjects[issuer+" "+subject] {
			return u, nil
		}
	}
	return people.User{}, fault.New(fault.NotFound, "nobody")
}

func (f *fakePeople) UserByEmail(_ context.Context, email string) (people.User, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, u := range f.users {
		if strings.EqualFold(u.Email, email) && email != "" {
			return u, nil
		}
	}
	return people.User{}, fault.New(fault.NotFound, "nobody")
}

func (f *fakePeople) LinkSubject(_ context.Context, user, issuer, subject string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.subjects == nil {
		f.subjects = map[string]string{}
	}
	f.subjects[issuer+" "+subject] = user
	return nil
}

func (f *fakePeople) APIKeys(context.Context) ([]people.APIKey, error) { return nil, nil }

func (f *fakePeople) CreateAPIKey(ctx context.Context, k people.APIKey, c people.Change) error {
	if err := f.record(ctx, c); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.keys[k.Hash] = k
	return nil
}

func (f *fakePeople) RevokeAPIKey(ctx context.Context, id string, c people.Change) error {
	f.mu.Lock()
	for h, k := range f.keys {
		if k.ID == id {
			delete(f.keys, h)
			f.mu.Unlock()
			return f.record(ctx, c)
		}
	}
	f.mu.Unlock()
	return fault.New(fault.NotFound, "no key")
}

func (f *fakePeople) RestoreAPIKey(context.Context, string, time.Time, people.Change) error {
	return fault.New(fault.Conflict, "too late")
}

func (f *fakePeople) CheckAccess(context.Context) (people.Chain, error) {
	return people.Chain{Whole: true}, nil
}

func (f *fakeCentre) Teams() []centre.Team                  { return f.teams }
func (f *fakeCentre) Hours() []centre.Hours                 { return nil }
func (f *fakeCentre) Menus() []centre.Menu                  { return nil }
func (f *fakeCentre) ChatCategories() []centre.ChatCategory { return f.topics }
func (f *fakeCentre) ChatSites() []centre.ChatSite          { return f.sites }
func (f *fakeCentre) OpenNow(string) (bool, time.Time)      { return false, time.Time{} }
func (f *fakeCentre) Sounds() []centre.Sound                { return nil }
func (f *fakeCentre) PutSound(_ context.Context, _ people.Author, id, name string, _ io.Reader) (centre.Sound, error) {
	return centre.Sound{ID: id, Name: name}, nil
}
func (f *fakeCentre) Sound(string) ([]byte, error) { return nil, fault.New(fault.NotFound, "none") }
func (f *fakeCentre) Prompts() []Prompt            { return nil }
func (f *fakeCentre) Prompt(_, _ string) ([]byte, error) {
	return nil, fault.New(fault.NotFound, "none")
}
func (f *fakeCentre) Holidays() []centre.Holiday { return nil }
func (f *fakeCentre) Reasons() []centre.Reason   { return centre.DefaultReasons() }

func (f *fakeCentre) Setting(key string) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	if v, ok := f.values[key]; ok {
		return v
	}
	s, _ := centre.SettingOf(key)
	return s.Default
}

func (f *fakeCentre) put(key, value string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.values == nil {
		f.values = map[string]string{}
	}
	f.values[key] = value
}

func (f *fakeCentre) Change(_ context.Context, _ people.Author, _, _ string, build func() ([]Edit, error)) error {
	if f.beforeChange != nil {
		f.beforeChange()
	}
	edits, err := build()
	for _, e := range edits {
		if d, ok := centre.SettingOf(e.ID); ok && e.Kind == KindSettings {
			if v := d.Decode(e.After); v != "" {
				f.put(e.ID, v)
			} else {
				f.put(e.ID, d.Default)
			}
		}
	}
	return err
}

func (f *fakeCentre) Version(string, string) string { return "" }

func (f *fakeCentre) Named(kind, id string) bool { return slices.Contains(f.named, kind+" "+id) }

func (f *fakeCentre) Changes(context.Context, []string, int64, int) ([]people.Change, error) {
	return nil, nil
}

func (f *fakeCentre) ChangeOf(context.Context, string) (people.Change, error) {
	return people.Change{}, fault.New(fault.NotFound, "none")
}
func (f *fakeCentre) Stands(people.Edit) bool                           { return true }
func (f *fakeCentre) Undo(context.Context, people.Author, string) error { return nil }

func (fakePhones) TestTrunk(context.Context, string, string) (TestResult, error) {
	return TestResult{}, nil
}
func (fakePhones) TestPhone(context.Context, string) (TestResult, error) { return TestResult{}, nil }
func (fakePhones) PhoneServer() PhoneServer                              { return PhoneServer{Host: "127.0.0.1", UDP: 5060} }
