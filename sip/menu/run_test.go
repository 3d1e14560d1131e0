package menu

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// shop is a menu of three levels with every way out.
func shop() Menu {
	deeper := &Question{Prompt: "sound:deeper", Keys: map[byte]Way{'1': {To: ToService, Service: "returns", Name: "교환"}, '*': {To: ToRepeat}}}
	second := &Question{Prompt: "sound:second", Tries: 2, Wait: 3 * time.Second, Nothing: Way{To: ToService, Service: "help"}, Keys: map[byte]Way{
		'1': {To: ToMenu, Menu: deeper, Name: "더"}, '2': {To: ToNumber, Number: "0215", Prompt: "sound:outside"},
	}}
	return Menu{Language: "ko", Greeting: "sound:hello", Question: &Question{Prompt: "sound:first", Keys: map[byte]Way{
		'1': {To: ToService, Service: "orders", Name: "주문"}, '2': {To: ToMenu, Menu: second}, '3': {To: ToMessage, Prompt: "sound:where"},
		'4': {To: ToCallback, Service: "orders", Name: "콜백"}, '5': {To: ToVoicemail, Service: "help"}, '8': {To: ToMenu, Language: "en"}, '0': {To: ToRepeat},
	}}}
}

// say renders what is to be done.
func say(all []Do) string {
	var b []string
	for _, d := range all {
		switch d := d.(type) {
		case Play:
			b = append(b, d.Language+": "+strings.Join(d.Prompts, " "))
		case Listen:
			b = append(b, "listen "+d.For.String())
		case Record:
			b = append(b, "record "+d.Most.String())
		case Take:
			b = append(b, fmt.Sprintf("take %q for %q voice %t route %q", d.Number, d.Service, d.Voice, d.Route))
		case End:
			b = append(b, strings.Join(strings.Fields(fmt.Sprintf("end %s %s%s taken %t", d.Way.To, d.Way.Service, d.Way.Number, d.Taken)), " "))
		}
	}
	return strings.Join(b, "; ")
}

// TestRun walks conversations: what the caller does, and all that follows.
func TestRun(t *testing.T) {
	recorded := shop()
	recorded.Recorded = true
	plain := Menu{Language: "en", Greeting: "sound:hi", Recorded: true, Then: Way{To: ToService, Service: "main"}}
	at := func(w Way, waiting bool) func(string) (*Run, []Do) {
		return func(caller string) (*Run, []Do) { return BeginWay(w, "ko", caller, waiting, nil) }
	}
	of := func(m Menu) func(string) (*Run, []Do) {
		return func(caller string) (*Run, []Do) { return Begin(m, caller, nil) }
	}
	for _, c := range []struct {
		name   string
		begin  func(string) (*Run, []Do)
		caller string
		steps  string // p played, d due, keys, +outcome kept, r recorded, n nothing recorded
		want   []string
	}{
		{"a key after the question", of(shop()), "0101", "p p 1", []string{"ko: sound:hello", "ko: sound:first", "listen 5s", "end service orders taken false"}},
		{"a key in the greeting", of(shop()), "0101", "1", []string{"ko: sound:hello", "end service orders taken false"}},
		{"a greeting that must be heard keeps the key", of(recorded), "0101", "1 p", []string{"ko: sound:hello say:recorded", "", "end service orders taken false"}},
		{"no menu", of(plain), "0101", "1 p", []string{"en: sound:hi say:recorded", "", "end service main taken false"}},
		{"wrong, then nothing, then right", of(shop()), "0101", "p 9 p d p 3 p", []string{"ko: sound:hello", "ko: sound:first", "ko: say:wrong_key sound:first", "listen 5s", "ko: say:no_key sound:first", "listen 5s", "ko: sound:where", "end hangup taken false"}},
		{"never a key", of(shop()), "0101", "p p d p d p d p", []string{"ko: sound:hello", "ko: sound:first", "listen 5s", "ko: say:no_key sound:first", "listen 5s", "ko: say:no_key sound:first", "listen 5s", "ko: say:goodbye", "end hangup taken false"}},
		{"two tries, three seconds, then a service", of(shop()), "0101", "p 2 p d p d", []string{"ko: sound:hello", "ko: sound:first", "ko: sound:second", "listen 3s", "ko: say:no_key sound:second", "listen 3s", "end service help taken false"}},
		{"three levels down", of(shop()), "0101", "p 2 1 1", []string{"ko: sound:hello", "ko: sound:first", "ko: sound:second", "ko: sound:deeper", "end service returns taken false"}},
		{"again as often as one likes", of(shop()), "0101", "p 0 0 0 p", []string{"ko: sound:hello", "ko: sound:first", "ko: sound:first", "ko: sound:first", "ko: sound:first", "listen 5s"}},
		{"outside, after a word", of(shop()), "0101", "p 2 2 p", []string{"ko: sound:hello", "ko: sound:first", "ko: sound:second", "ko: sound:outside", "end number 0215 taken false"}},
		{"callback at this number", of(shop()), "01012345678", "p 4 p 1 +promised p", []string{"ko: sound:hello", "ko: sound:first", "ko: say:callback_this_number", "listen 5s", `take "01012345678" for "orders" voice false route "4 콜백"`, "ko: say:callback_promised", "end hangup taken true"}},
		{"callback at another, mistyped once", at(Way{To: ToCallback, Service: "s"}, false), "0101", "2 p 0 2 * p 0 2 1 2 3 4 5 6 7 # p 2 0 2 1 2 3 4 5 6 d 1 +taken p", []string{
			"ko: say:callback_this_number", "ko: say:callback_type", "listen 10s", "listen 5s", "listen 5s", "ko: say:callback_type", "listen 10s",
			"listen 5s", "listen 5s", "listen 5s", "listen 5s", "listen 5s", "listen 5s", "listen 5s", "listen 5s", "listen 5s",
			"ko: say:callback_typed say:digit_0 say:digit_2 say:digit_1 say:digit_2 say:digit_3 say:digit_4 say:digit_5 say:digit_6 say:digit_7 say:callback_typed_end", "listen 5s", "ko: say:callback_type",
			"listen 5s", "listen 5s", "listen 5s", "listen 5s", "listen 5s", "listen 5s", "listen 5s", "listen 5s",
			"ko: say:callback_typed say:digit_0 say:digit_2 say:digit_1 say:digit_2 say:digit_3 say:digit_4 say:digit_5 say:digit_6 say:callback_typed_end",
			`take "02123456" for "s" voice false route ""`, "ko: say:callback_taken", "end hangup taken true",
		}},
		{"hidden number types one; too short is no number", at(Way{To: ToCallback}, true), "", "p 1 2 # p d d", []string{
			"ko: say:callback_type", "listen 10s", "listen 5s", "listen 5s", "ko: say:callback_bad_number say:callback_type", "listen 10s", "ko: say:no_key say:callback_type", "end waiting taken false",
		}},
		{"who waits goes on waiting", at(Way{To: ToCallback}, true), "0101", "*", []string{"ko: say:callback_this_number", "end waiting taken false"}},
		{"a number that is not called: another, else back", at(Way{To: ToCallback}, true), "0101", "1 +not_this 0 0 8 2 1 2 3 4 d 1 +not_this 0 0 8 2 1 2 3 4 d 1 +not_this p", []string{
			"ko: say:callback_this_number", `take "0101" for "" voice false route ""`, "ko: say:callback_refused say:callback_type",
			"listen 5s", "listen 5s", "listen 5s", "listen 5s", "listen 5s", "listen 5s", "listen 5s", "listen 5s", "ko: say:callback_typed say:digit_0 say:digit_0 say:digit_8 say:digit_2 say:digit_1 say:digit_2 say:digit_3 say:digit_4 say:callback_typed_end", `take "00821234" for "" voice false route ""`, "ko: say:callback_refused say:callback_type",
			"listen 5s", "listen 5s", "listen 5s", "listen 5s", "listen 5s", "listen 5s", "listen 5s", "listen 5s", "ko: say:callback_typed say:digit_0 say:digit_0 say:digit_8 say:digit_2 say:digit_1 say:digit_2 say:digit_3 say:digit_4 say:callback_typed_end", `take "00821234" for "" voice false route ""`, "ko: say:callback_refused", "end waiting taken false",
		}},
		{"could not be kept", at(Way{To: ToCallback}, false), "0101", "1 +not_now p", []string{"ko: say:callback_this_number", `take "0101" for "" voice false route ""`, "ko: say:callback_failed", "end hangup taken false"}},
		{"voicemail", of(shop()), "0101", "p 5 p r +taken p", []string{"ko: sound:hello", "ko: sound:first", "ko: say:voicemail say:tone", "record 2m0s", `take "0101" for "help" voice true route "5"`, "ko: say:voicemail_taken", "end hangup taken true"}},
		{"a voicemail of a hidden number asks for one", at(Way{To: ToVoicemail, Service: "s"}, false), "", "p r p 0 2 1 2 3 4 5 d 1 +taken p", []string{
			"ko: say:voicemail say:tone", "record 2m0s", "ko: say:callback_type", "listen 10s", "listen 5s", "listen 5s", "listen 5s", "listen 5s", "listen 5s", "listen 5s", "listen 5s",
			"ko: say:callback_typed say:digit_0 say:digit_2 say:digit_1 say:digit_2 say:digit_3 say:digit_4 say:digit_5 say:callback_typed_end", `take "0212345" for "s" voice true route ""`, "ko: say:voicemail_taken", "end hangup taken true",
		}},
		{"a voicemail of a hidden number that types none is kept", at(Way{To: ToVoicemail, Service: "s"}, false), "", "p r p d d d +taken p", []string{
			"ko: say:voicemail say:tone", "record 2m0s", "ko: say:callback_type", "listen 10s", "ko: say:no_key say:callback_type", "ko: say:no_key say:callback_type", `take "" for "s" voice true route ""`, "ko: say:voicemail_taken", "end hangup taken true",
		}},
		{"an empty voicemail", of(shop()), "0101", "p 5 p n p", []string{"ko: sound:hello", "ko: sound:first", "ko: say:voicemail say:tone", "record 2m0s", "ko: say:voicemail_empty", "end hangup taken false"}},
		{"language alone", of(shop()), "0101", "p 8", []string{"ko: sound:hello", "ko: sound:first", "en: sound:first"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, first := c.begin(c.caller)
			got := []string{say(first)}
			for _, s := range strings.Fields(c.steps) {
				got = append(got, say(step(r, s)))
			}
			if a, b := strings.Join(got, "\n"), strings.Join(c.want, "\n"); a != b {
				t.Errorf("got:\n%s\nwant:\n%s", a, b)
			}
			if strings.HasPrefix(got[len(got)-1], "end") != r.Over() {
				t.Errorf("over: %t after %s", r.Over(), got[len(got)-1])
			}
		})
	}
}

// Where nothing is kept now, nobody is asked for a number or lets a message be recorded: the
// caller hears so at once, and the call ends or goes on waiting. What leads elsewhere does.
func TestNothingIsKept(t *testing.T) {
	kept := false
	keeps := func() bool { return kept }
	for _, c := range []struct {
		name  string
		begin func() (*Run, []Do)
		steps string
		want  string
	}{
		{"a key to a callback", func() (*Run, []Do) { return Begin(shop(), "0101", keeps) }, "p 4 p", "ko: say:callback_failed; end hangup taken false"},
		{"a key to voicemail", func() (*Run, []Do) { return Begin(shop(), "", keeps) }, "p 5 p", "ko: say:callback_failed; end hangup taken false"},
		{"a menu that is a voicemail", func() (*Run, []Do) {
			return Begin(Menu{Language: "en", Then: Way{To: ToVoicemail, Service: "s", Prompt: "sound:speak"}}, "0101", keeps)
		}, "p", "en: say:callback_failed; end hangup taken false"},
		{"who waits and would be called", func() (*Run, []Do) {
			return BeginWay(Way{To: ToCallback, Prompt: "sound:ask"}, "ko", "0101", true, keeps)
		}, "p", "ko: say:callback_failed; end waiting taken false"},
		{"who waits and would speak", func() (*Run, []Do) { return BeginWay(Way{To: ToVoicemail}, "ko", "0101", true, keeps) }, "p", "ko: say:callback_failed; end waiting taken false"},
		{"elsewhere", func() (*Run, []Do) { return Begin(shop(), "0101", keeps) }, "p 3 p", "ko: sound:where; end hangup taken false"},
	} {
		r, first := c.begin()
		said := []string{say(first)}
		for _, s := range strings.Fields(c.steps) {
			said = append(said, say(step(r, s)))
		}
		if got := strings.Join(said[len(said)-2:], "; "); got != c.want || !r.Over() {
			t.Errorf("%s: %s", c.name, got)
		}
		if _, left := r.Message(); left {
			t.Errorf("%s: there is a message", c.name)
		}
	}
	kept = true
	if _, first := BeginWay(Way{To: ToVoicemail}, "ko", "0101", false, keeps); say(first) != "ko: say:voicemail say:tone" {
		t.Errorf("kept again: %s", say(first))
	}
}

// Whoever hangs up after speaking has left a message, with the number as far as it is
// known; who has not spoken has left none.
func TestMessage(t *testing.T) {
	for _, c := range []struct{ caller, steps, want string }{
		{"0101", "p", "0101"}, {"", "p", ""}, {"", "p r", ""}, {"", "p r 0 2 1", ""}, {"", "p r 0 2 1 2 3 4 5 #", "0212345"}, {"0101", "p r", "0101"}, {"", "p r d d d", ""},
		{"0101", "", "none"}, {"0101", "p n", "none"}, {"0101", "p r +taken", "none"},
	} {
		r, _ := BeginWay(Way{To: ToVoicemail, Service: "s"}, "ko", c.caller, false, nil)
		for _, s := range strings.Fields(c.steps) {
			step(r, s)
		}
		got, ok := r.Message()
		if ok != (c.want != "none") || ok && (got.Number != c.want || !got.Voice || got.Service != "s") {
			t.Errorf("%q after %q: %+v %v", c.caller, c.steps, got, ok)
		}
	}
	r, _ := BeginWay(Way{To: ToCallback}, "ko", "", false, nil)
	if _, ok := r.Message(); ok {
		t.Error("who types a number for a callback has left a message")
	}
}

// Whoever begins to type a number again and again, by star or because what was read back is
// not right, waits in the line again after some times.
func TestNumberIsNotTypedForEver(t *testing.T) {
	for _, again := range []string{"*", "0 1 0 1 2 3 4 5 # 2"} {
		r, _ := BeginWay(Way{To: ToCallback}, "ko", "", true, nil)
		var last string
		for n := 0; n < 20 && !strings.HasPrefix(last, "end"); n++ {
			for _, k := range strings.Fields(again) {
				last = say(step(r, k))
			}
		}
		if last != "end waiting taken false" {
			t.Errorf("%s: %s", again, last)
		}
	}
}

func step(r *Run, s string) []Do {
	switch {
	case s == "p":
		return r.Played()
	case s == "d":
		return r.Due()
	case s == "r", s == "n":
		return r.Recorded(s == "r")
	case s[0] == '+':
		return r.Kept(Outcome(s[1:]))
	}
	return r.Key(s[0])
}

// TestEveryRunEnds: whatever the caller does, a conversation in which the edge goes on as
// it should ends within a bounded number of steps, with one End and nothing after it; what
// it asks for is always answerable, and "taken" follows a kept request only.
func TestEveryRunEnds(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	ends := map[Kind]int{}
	for n := range 20_000 {
		var r *Run
		var next []Do
		switch n % 3 {
		case 0:
			r, next = Begin(shop(), []string{"", "0101234567"}[rng.IntN(2)], nil)
		case 1:
			r, next = BeginWay(Way{To: ToCallback}, "en", "0101234567", n%2 == 0, nil)
		default:
			r, next = BeginWay(Way{To: ToVoicemail}, "ko", "", false, nil)
		}
		kept := false
		for steps := 0; ; steps++ {
			if steps > 1000 {
				t.Fatalf("no end after %d steps", steps)
			}
			if len(next) > 1 {
				t.Fatalf("several things at once: %s", say(next))
			}
			if len(next) == 1 {
				if e, ok := next[0].(End); ok {
					if e.Taken != kept {
						t.Fatalf("taken is %t, kept %t", e.Taken, kept)
					}
					ends[e.Way.To]++
					break
				}
			}
			next = react(rng, r, next, &kept)
		}
		for _, s := range []string{"p", "d", "r", "1", "+taken"} {
			if more := step(r, s); more != nil {
				t.Fatalf("after the end: %s", say(more))
			}
		}
	}
	for _, k := range []Kind{ToService, ToNumber, ToHangUp, ToWaiting} {
		if ends[k] == 0 {
			t.Errorf("no run ended as %s: %v", k, ends)
		}
	}
}

// react is what an edge and a caller may say to what is to be done; last is what is under
// way where nothing new came.
func react(rng *rand.Rand, r *Run, next []Do, kept *bool) []Do {
	var d Do
	if len(next) == 1 {
		d = next[0]
	}
	switch d.(type) {
	case Take:
		o := []Outcome{Promised, Taken, Have, NotThis, NotNow}[rng.IntN(5)]
		*kept = *kept || o == Promised || o == Taken || o == Have
		return r.Kept(o)
	case Record:
		return r.Recorded(rng.IntN(3) > 0)
	}
	if rng.IntN(2) == 0 {
		return r.Key("0123456789*#"[rng.IntN(12)])
	}
	if _, ok := d.(Listen); ok {
		return r.Due()
	}
	return r.Played()
}

// TestSaying: positions and waits as people say them, at the limits.
func TestSaying(t *testing.T) {
	for _, c := range []struct {
		got  []string
		want string
	}{
		{Position(0), SayNext}, {Position(1), SayPositionIs + " say:number_02 " + SayPositionEnd}, {Position(29), SayPositionIs + " say:number_30 " + SayPositionEnd}, {Position(30), SayPositionFar},
		{Wait(0), SayWaitShort}, {Wait(time.Minute), SayWaitShort}, {Wait(time.Minute + 1), SayWaitIs + " say:number_02 " + SayWaitEnd}, {Wait(30 * time.Minute), SayWaitIs + " say:number_30 " + SayWaitEnd}, {Wait(30*time.Minute + 1), SayWaitLong},
		{Digits("+82 2-1*"), "say:digit_8 say:digit_2 say:digit_2 say:digit_1"},
	} {
		if got := strings.Join(c.got, " "); got != c.want {
			t.Errorf("%s, want %s", got, c.want)
		}
	}
}

// TestRepeatCostsNoTry: a key that asks again, or changes the language, is no failed try, and
// still nobody is asked for ever.
func TestRepeatCostsNoTry(t *testing.T) {
	m := Menu{Language: "ko", Question: &Question{Prompt: "sound:first", Tries: 1, Keys: map[byte]Way{'9': {To: ToRepeat, Language: "en"}, '1': {To: ToMessage, Prompt: "sound:where"}}}}
	r, _ := Begin(m, "0101", nil)
	if got := say(r.Key('9')); got != "en: sound:first" {
		t.Fatal(got)
	}
	if got := say(r.Key('1')); got != "en: sound:where" || !r.Served() {
		t.Errorf("%s, served %t", got, r.Served())
	}
	r, _ = Begin(m, "0101", nil)
	for range maxAsked {
		r.Key('9')
	}
	if got := say(append(r.Played(), r.Played()...)); got != "end hangup taken false" {
		t.Errorf("asked for ever: %s", got)
	}
}
