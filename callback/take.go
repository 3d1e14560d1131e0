package callback

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/fault"
)

// Take keeps a promise to call somebody back, and says so once it is kept. r says what
// is known: Number in any spelling, Source, CreatedBy, and what else there is. It
// fails with *Refused where such a number is not called back, and with
// desk.FieldErrors where something is written wrongly. A spoken message is kept of
// whomever, with the number as it was heard, perhaps none: nobody calls it where it is
// not called back.
//
// A number has one open request; who has none asks anew each time. Who asks again is answered with that one, which gets
// a line in its history; where the program would dial the new one, it is dialled in the
// place of the new one, for its service and at its time, unless an agent has it already
// or it was called as often as is allowed: Taken.Placed says which. A message that is
// spoken then is the one that is heard first from there on.
func (b *Book) Take(ctx context.Context, r Request) (Taken, error) { return b.TakeOnce(ctx, r, nil) }

// TakeOnce is Take for who sends the same request again where the answer was lost: with
// the same key it is taken once. A nil key is none.
func (b *Book) TakeOnce(ctx context.Context, r Request, key *Key) (Taken, error) {
	now := b.clock()
	if err := b.fill(ctx, &r, now); err != nil {
		if no := (*Refused)(nil); errors.As(err, &no) {
			b.notify(News{What: WasRefused, Source: r.Source, By: r.CreatedBy})
		}
		return Taken{}, err
	}
	b.taking.Lock()
	t, err := b.store.TakeCallback(ctx, r, key, func(open *Request) Event { return b.askedAgain(open, r, now) })
	b.taking.Unlock()
	t.Placed = err == nil && b.placed(t.Request, r)
	if err != nil {
		return t, err
	}
	switch {
	case t.Request.ID == r.ID:
		b.tell(WasRegistered, t.Request, r.CreatedBy)
	case t.Known:
		if t.Placed && t.Request.Promised != "" { // of the old place
			b.leave(t.Request.ID)
		}
		b.tell(AskedAgain, t.Request, r.CreatedBy)
	}
	return t, nil
}

// TakenBefore is what TakeOnce answered under a key; again is false where nothing was taken
// under it. It fails with fault.Conflict where something else was.
func (b *Book) TakenBefore(ctx context.Context, key Key) (t Taken, again bool, err error) {
	t, err = b.store.TakenBefore(ctx, key)
	return t, t.Request.ID != "", err
}

// May says whether a number may be called back, in any spelling, and how it is kept.
func (b *Book) May(ctx context.Context, number string) (string, error) {
	if !b.centre.Enabled() {
		return "", &Refused{Off}
	}
	n := desk.Number(number, b.centre.Region())
	why, err := b.Refusals(ctx, []string{n})
	if no := why[n]; err == nil && no != "" {
		err = &Refused{no}
	}
	return n, err
}

// Refusals says of some numbers, as they are kept, why they may not be called back; those
// that may are left out. Whether callbacks are in use is not asked.
func (b *Book) Refusals(ctx context.Context, numbers []string) (map[string]Why, error) {
	out, rest := map[string]Why{}, []string{}
	for _, n := range numbers {
		if why := b.refuses(n); why != "" {
			out[n] = why
		} else {
			rest = append(rest, n)
		}
	}
	barred, err := b.store.BarredAmong(ctx, rest)
	if err != nil {
		return nil, err
	}
	for n := range barred {
		out[n] = DoNotCall
	}
	return out, nil
}

// refuses is what a number itself has against being called; "" for nothing.
func (b *Book) refuses(n string) Why {
	switch desk.KindOf(n, b.centre.Region()) {
	case desk.NoSubscriber:
		return NotANumber
	case desk.Foreign:
		return International
	case desk.Costly:
		return Premium
	case desk.Police:
		return Emergency
	}
	switch {
	case b.centre.Own(n):
		return Own
	case b.centre.Blocked(n):
		return Blocked
	}
	return ""
}

// fill checks a new request and finds what was left out.
func (b *Book) fill(ctx context.Context, r *Request, now time.Time) (err error) {
	heard := r.Number
	if r.Number, err = b.May(ctx, heard); err != nil {
		if no := (*Refused)(nil); r.Voice == nil || !errors.As(err, &no) || no.Why == Off {
			return err
		}
		r.Automatic = false // somebody has spoken: people hear it, whoever that is
		if r.Number == "" {
			r.Number = asHeard(heard)
		}
	}
	if _, ok := b.centre.Rules(r.Service); !ok && r.Service != "" {
		return fault.New(fault.NotFound, "there is no service %q", r.Service)
	}
	if err := r.clean(now); err != nil {
		return err
	}
	if err := b.typed(ctx, r, now); err != nil {
		return err
	}
	if r.Language != "ko" && r.Language != "en" {
		r.Language = ""
	}
	if r.Customer == "" && r.Number != "" {
		of, err := b.store.CustomersOf(ctx, []string{r.Number})
		if err != nil {
			return err
		}
		if c, ok := of[r.Number]; ok {
			r.Customer = c.ID
			if r.Name == "" {
				r.Name = c.Name
			}
		}
	}
	r.ID, r.State, r.Version = b.newID(), Registered, 1
	r.Created, r.Updated, r.Day = now, now, now.In(b.centre.Zone()).Format(time.DateOnly)
	r.Due, r.Expires = r.due(), r.deadline(b.rules(r.Service))
	if r.Automatic && r.Entered.IsZero() {
		r.Entered = r.Due
	}
	return nil
}

// askedAgain is what becomes of an open request whose number asks again.
func (b *Book) askedAgain(r *Request, again Request, now time.Time) Event {
	if again.Automatic && b.mayPlace(r, again.Service) {
		r.place(again)
	}
	if again.Voice != nil { // what was said last; the store keeps what was said before
		r.Voice = again.Voice
	}
	if again.Caller != "" {
		r.Caller = again.Caller
	}
	detail := string(again.Source)
	if !again.From.IsZero() {
		detail += " " + again.From.UTC().Format(time.RFC3339)
	}
	return Event{At: now, By: again.CreatedBy, What: AskedAgain, Detail: detail}
}

// Anonymous is Request.Caller of who hides the number.
const Anonymous = "anonymous"

// typed notes who asked on the phone for another number to be called, and refuses it where
// that was often enough within a day: a caller has the own number called as often as
// others allow, and other people's no more often than the form does. Those who hide their
// number are counted together. A spoken message somebody hears first.
func (b *Book) typed(ctx context.Context, r *Request, now time.Time) error {
	if r.Source != VoiceMenu && r.Source != VirtualHold && r.Source != Voicemail {
		r.Caller = ""
		return nil
	}
	most := MostTyped
	if r.Caller == "" {
		r.Caller, most = Anonymous, MostTypedHidden
	} else if n := desk.Number(r.Caller, b.centre.Region()); n != "" {
		r.Caller = n
	}
	if r.Caller == r.Number || r.Number == "" {
		r.Caller = ""
		return nil
	}
	if r.Voice != nil {
		return nil
	}
	n, err := b.store.AskedBy(ctx, r.Caller, now.Add(-24*time.Hour))
	if err == nil && n >= most {
		err = &Refused{TooOften}
	}
	return err
}

// MostTyped is for how many other numbers one caller may ask within 24 hours, and
// MostTypedHidden for how many all of those who hide theirs.
const (
	MostTyped       = 3
	MostTypedHidden = 50
)

// longestHeard is how much is kept of what a call has for a number, in characters.
const longestHeard = 32

// asHeard is what a call has for a number, as far as it can be shown.
func asHeard(text string) string {
	list := []rune(strings.ToValidUTF8(strings.TrimSpace(text), ""))
	list = slices.DeleteFunc(list, func(r rune) bool { return !unicode.IsPrint(r) })
	return string(list[:min(len(list), longestHeard)])
}

// mayPlace reports whether the program can dial an open request for a service.
func (b *Book) mayPlace(r *Request, service string) bool {
	return r.State == Registered && r.Call == "" && r.Attempts < b.rules(service).Attempts
}

// place gives an open request the place of a new one. Who had one in the same line keeps
// the better of the two.
func (r *Request) place(again Request) {
	if r.Automatic && r.Service == again.Service {
		again.Priority = max(again.Priority, r.Priority)
		if r.Entered.Before(again.Entered) {
			again.Entered = r.Entered
		}
	}
	r.Automatic, r.Service, r.Priority, r.Entered = true, again.Service, again.Priority, again.Entered
	r.From, r.To, r.Due, r.Next, r.Expires = again.From, again.To, again.Due, again.Next, again.Expires
	r.Reminded = time.Time{}
}

// PutBack gives a request that somebody has asked for again its old place, time and service
// back (Taken.Before): who asked is served meanwhile. What was changed since stays. taken is
// what Take answered.
func (b *Book) PutBack(ctx context.Context, taken Taken) error {
	left := false
	r, err := b.change(ctx, taken.Request.ID, func(r *Request) (Change, error) {
		now, was := taken.Request, taken.Before
		left = false
		if !r.State.Open() || r.Call != "" || r.Automatic != now.Automatic || r.Service != now.Service || !r.Due.Equal(now.Due) || !r.Entered.Equal(now.Entered) || r.Priority != now.Priority {
			return Change{}, nil
		}
		left = r.Promised != ""
		r.Automatic, r.Service, r.Priority, r.Entered = was.Automatic, was.Service, was.Priority, was.Entered
		r.From, r.To, r.Due, r.Next, r.Expires = was.From, was.To, was.Due, was.Next, was.Expires
		return Change{Events: []Event{{At: b.clock(), By: System, What: WasChanged}}}, nil
	})
	if err != nil {
		return err
	}
	if left {
		b.leave(r.ID)
	}
	b.tell(WasChanged, r, System)
	return nil
}

// placed reports whether the program dials what is kept in the place that was asked for.
func (b *Book) placed(kept, asked Request) bool {
	return asked.Automatic && kept.Automatic && kept.Service == asked.Service && !kept.Due.After(asked.Due) && b.mayPlace(&kept, kept.Service)
}

// StillOnThePhone is Request.Next of who asks on the phone: so long nobody is called
// who has not hung up (HungUp).
const StillOnThePhone = 30 * time.Second

// HungUp notes that who asked for a callback on the phone has hung up: the program may
// call from now on.
func (b *Book) HungUp(ctx context.Context, id string) error {
	now := b.clock()
	_, err := b.change(ctx, id, func(r *Request) (Change, error) {
		if wait := r.Next.Sub(now); r.State != Registered || !r.Automatic || wait <= 0 || wait > StillOnThePhone {
			return Change{}, nil
		}
		r.Next = time.Time{}
		return Change{Quiet: true}, nil
	})
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	return err
}

// cleanTexts checks what is written, and not the window.
func (r *Request) cleanTexts() error {
	from, to := r.From, r.To
	r.From, r.To = time.Time{}, time.Time{}
	err := r.clean(time.Time{})
	r.From, r.To = from, to
	return err
}
