package sip

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"math"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/sip/media"
	"github.com/callfloor/callfloor/sip/menu"
	"github.com/callfloor/callfloor/sip/phone"
)

// promptTime is how long each prompt of these tests is.
const promptTime = 300 * time.Millisecond

// spoken gives every prompt a tone of its own, from 2,000 Hz up, so that a recording tells
// what was said.
type spoken struct {
	mu    sync.Mutex
	tones map[string]float64
	music map[string]*media.Music // the same each time, as the program's are
	asked []string                // "language name", in order
	long  map[string]time.Duration
}

// lasts makes a prompt longer, for what has to happen during it.
func (s *spoken) lasts(name string, d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.long = map[string]time.Duration{name: d}
}

func (s *spoken) say(language, name string) *media.Music {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.tones == nil {
		s.tones, s.music = map[string]float64{}, map[string]*media.Music{}
	}
	s.asked = append(s.asked, language+" "+name)
	if s.music[name] == nil {
		hz := 2000 + 50*float64(len(s.tones))
		s.tones[name] = hz
		s.music[name] = media.NewMusic(media.Tone(hz, cmp.Or(s.long[name], promptTime)))
	}
	return s.music[name]
}

// told is what a recording says, in words: prompts and the tones of the others, each with
// its length in tenths of a second. Under a tenth is nothing, silence is left out.
func (s *spoken) told(samples []int16) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	names := map[float64]string{musicHz: "music", callerHz: "caller", agentHz: "agent", otherHz: "other"}
	for name, hz := range s.tones {
		names[hz] = strings.TrimPrefix(name, "say:")
	}
	const window = 160 // 20 ms: 50 Hz apart
	var out []string
	last, run := "", 0
	flush := func() {
		if n := int(math.Round(float64(run) * 0.02 / 0.1)); last != "" && n > 0 {
			out = append(out, fmt.Sprintf("%s %d", last, n))
		}
	}
	for i := 0; i+window <= len(samples); i += window {
		name, best := "", 0.08
		for hz, n := range names {
			if l := media.Level(samples[i:i+window], hz); l > best {
				name, best = n, l
			}
		}
		if name != last {
			flush()
			last, run = name, 0
		}
		run++
	}
	flush()
	return strings.Join(out, ", ")
}

// keys presses keys as RFC 4733 events, or by INFO.
func press(t *testing.T, c *phone.Call, keys string) {
	t.Helper()
	for _, k := range keys {
		ctx, cancel := contextWith(patience)
		if err := c.Info(ctx, byte(k)); err != nil {
			t.Fatal(err)
		}
		cancel()
	}
}

// asking is voices whose number has a menu.
func asking(t *testing.T, m *menu.Menu, o options) (*voices, *spoken) {
	t.Helper()
	s := &spoken{}
	o.say = s.say
	v := newVoices(t, o)
	v.dir.Services[0].Menu, v.dir.Services[0].Language = m, "ko"
	v.reload()
	return v, s
}

// TestMenu: the caller hears greeting and question whole and once, presses a key, waits
// with music, and talks; all in one dialog.
func TestMenu(t *testing.T) {
	m := &menu.Menu{Language: "ko", Greeting: "sound:hello", Question: &menu.Question{Prompt: "sound:which", Keys: map[byte]menu.Way{
		'1': {To: menu.ToService, Service: "orders"}, '2': {To: menu.ToMessage, Prompt: "sound:where"},
	}}}
	v, s := asking(t, m, options{})
	v.agent.SetAnswering(phone.Answering{Manual: true})
	c := v.dial()
	c.Keep(time.Minute)
	arrived := event[acd.CallArrived](v.edge, 1)
	if arrived.Service != "orders" || arrived.Caller != "01012345678" || arrived.Called != "15880001" {
		t.Errorf("%+v", arrived)
	}
	time.Sleep(1200 * time.Millisecond) // the question is over, and a key is waited for
	press(t, c, "9")
	time.Sleep(800 * time.Millisecond)
	press(t, c, "1")
	queued := event[acd.CallQueued](v.edge, 1)
	v.hears("who waits", c, musicHz)
	v.ready("kim")
	event[acd.CallOffered](v.edge, 1)
	v.eventually("the phone rings", func() bool { return len(v.agent.Calls()) == 1 })
	v.agent.Calls()[0].Answer()
	v.hears("the caller", c, agentHz)
	v.hears("the agent", v.agent.Calls()[0], callerHz)
	heard := s.told(c.Kept())
	if !strings.HasPrefix(heard, "sound:hello 3, sound:which 3, wrong_key 3, sound:which 3, music ") || !strings.Contains(heard, ", agent ") {
		t.Errorf("the caller heard: %s", heard)
	}
	c.Hangup()
	if e := event[acd.CallEnded](v.edge, 1); e.Outcome != acd.Completed || e.Call != queued.Call || queued.Call != arrived.Call {
		t.Errorf("%+v", e)
	}
	v.calm()
}

// TestMenuEnds: a message and the end; hanging up in the menu; a key of no meaning while
// a greeting must be heard.
func TestMenuEnds(t *testing.T) {
	m := &menu.Menu{Language: "en", Greeting: "sound:hello", Recorded: true, Question: &menu.Question{Prompt: "sound:which", Keys: map[byte]menu.Way{
		'2': {To: menu.ToMessage, Prompt: "sound:where"},
	}}}
	t.Run("a message", func(t *testing.T) {
		v, s := asking(t, m, options{})
		c := v.dial()
		c.Keep(time.Minute)
		event[acd.CallArrived](v.edge, 1)
		time.Sleep(200 * time.Millisecond)
		press(t, c, "2") // it is kept until the notice has been heard
		e := event[acd.CallEnded](v.edge, 1)
		if e.Outcome != acd.SelfServed || e.Service != "orders" {
			t.Errorf("%+v", e)
		}
		if heard := s.told(c.Kept()); heard != "sound:hello 3, recorded 3, sound:where 3" {
			t.Errorf("heard: %s", heard)
		}
		v.calm()
	})
	t.Run("the caller hangs up during the message", func(t *testing.T) {
		v, s := asking(t, &menu.Menu{Language: "ko", Question: &menu.Question{Prompt: "sound:which", Keys: m.Question.Keys}}, options{})
		c := v.dial()
		v.hears("who calls", c, s.tone("sound:which"))
		press(t, c, "2")
		v.hears("who calls", c, s.tone("sound:where"))
		c.Hangup()
		if e := event[acd.CallEnded](v.edge, 1); e.Outcome != acd.SelfServed {
			t.Errorf("%+v", e)
		}
		v.calm()
	})
	t.Run("the caller hangs up", func(t *testing.T) {
		v, _ := asking(t, m, options{})
		c := v.dial()
		event[acd.CallArrived](v.edge, 1)
		time.Sleep(100 * time.Millisecond)
		c.Hangup()
		if e := event[acd.CallEnded](v.edge, 1); e.Outcome != acd.AbandonedIVR || e.By != acd.ByCaller {
			t.Errorf("%+v", e)
		}
		v.calm()
	})
}

// TestSameQuestionAgain: a question that is asked for again while it plays begins anew, and
// the wait for a key begins when it has come to its end.
func TestSameQuestionAgain(t *testing.T) {
	m := &menu.Menu{Language: "ko", Question: &menu.Question{Prompt: "sound:which", Tries: 1, Wait: 200 * time.Millisecond, Keys: map[byte]menu.Way{'0': {To: menu.ToRepeat}}}}
	v, s := asking(t, m, options{})
	c := v.dial()
	c.Keep(time.Minute)
	v.hears("who calls", c, s.tone("sound:which"))
	press(t, c, "0")
	again := time.Now()
	event[acd.CallEnded](v.edge, 1)
	if d := time.Since(again); d > 3*promptTime+800*time.Millisecond {
		t.Errorf("over after %s", d)
	}
	v.eventually("the end", func() bool { return c.State() == phone.Ended })
	var tenths int
	heard := s.told(c.Kept())
	if _, err := fmt.Sscanf(heard, "sound:which %d, goodbye 3", &tenths); err != nil || tenths < 4 {
		t.Errorf("heard: %s", heard)
	}
	v.calm()
}

// TestMenuToNumber: a key leads to a number outside, which is answered, or is not: then it
// is said so.
func TestMenuToNumber(t *testing.T) {
	m := &menu.Menu{Language: "ko", Question: &menu.Question{Prompt: "sound:which", Keys: map[byte]menu.Way{'3': {To: menu.ToNumber, Number: "0299998888"}}}}
	for _, answers := range []bool{true, false} {
		t.Run(fmt.Sprintf("answers %t", answers), func(t *testing.T) {
			v, s := asking(t, m, options{})
			other := v.newBank()
			shop := other.NewPhone(phone.Account{User: "0299998888", Registrar: v.srv.UDPAddr()})
			shop.Say(otherHz)
			shop.SetAnswering(phone.Answering{After: 10 * time.Millisecond})
			if !answers {
				shop.SetAnswering(phone.Answering{Reject: 486})
			}
			v.dir.Trunks[0].Target = "sip:" + other.Addr().String()
			v.reload()
			c := v.dial()
			c.Keep(time.Minute)
			event[acd.CallArrived](v.edge, 1)
			time.Sleep(100 * time.Millisecond)
			press(t, c, "3")
			if d := event[acd.CallDiverted](v.edge, 1); d.Number != "0299998888" || d.From != "" {
				t.Errorf("%+v", d)
			}
			if answers {
				v.hears("the caller", c, otherHz)
				v.hears("who is called", v.call(shop), callerHz)
				c.Hangup()
			}
			if e := event[acd.CallEnded](v.edge, 1); e.Outcome != acd.SelfServed || e.Outbound {
				t.Errorf("%+v", e)
			}
			v.eventually("the end", func() bool { return c.State() == phone.Ended })
			if heard := s.told(c.Kept()); answers != strings.Contains(heard, "other") || answers == strings.HasSuffix(heard, "not_reached 3") {
				t.Errorf("heard: %s", heard)
			}
			v.calm()
		})
	}
}

// requests keeps what callers ask for.
type requests struct {
	mu   sync.Mutex
	list []Request
	say  menu.Outcome

	begun, wait chan struct{} // where it takes a while
	dropped     chan Request
}

func (r *requests) take(_ context.Context, q Request) (menu.Outcome, func()) {
	if r.wait != nil {
		close(r.begun)
		<-r.wait
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.list = append(r.list, q)
	return r.say, func() { r.dropped <- q }
}

func (r *requests) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.list)
}

func (r *requests) only(t *testing.T) Request {
	t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.list) != 1 {
		t.Fatalf("%d requests were kept: %+v", len(r.list), r.list)
	}
	return r.list[0]
}

// TestVoicemail: what is said after the tone is kept whole, and is a request; the caller
// hears that it is. Silence is no message.
func TestVoicemail(t *testing.T) {
	m := &menu.Menu{Language: "ko", Then: menu.Way{To: menu.ToVoicemail, Service: "orders"}}
	for _, speaks := range []bool{true, false} {
		t.Run(fmt.Sprintf("speaks %t", speaks), func(t *testing.T) {
			kept := &requests{say: menu.Taken}
			v, s := asking(t, m, options{take: kept.take})
			if !speaks {
				v.caller.Say(0)
			}
			c := v.dial()
			c.Keep(time.Minute)
			event[acd.CallArrived](v.edge, 1)
			v.hears("the caller", c, s.tone("say:tone"))
			time.Sleep(1500 * time.Millisecond)
			press(t, c, "#")
			e := event[acd.CallEnded](v.edge, 1)
			v.eventually("the end", func() bool { return c.State() == phone.Ended })
			want, outcome := "voicemail 3, tone 3, voicemail_taken 3", acd.CallbackTaken
			if !speaks {
				want, outcome = "voicemail 3, tone 3, voicemail_empty 3", acd.SelfServed
			}
			if heard := s.told(c.Kept()); heard != want || e.Outcome != outcome {
				t.Errorf("heard: %s; %+v", heard, e)
			}
			v.calm()
			if !speaks {
				if len(kept.list) != 0 {
					t.Errorf("kept %+v", kept.list)
				}
				return
			}
			r := kept.only(t)
			if r.Number != "01012345678" || r.Service != "orders" || r.Call != e.Call || r.Spoken < 800*time.Millisecond || r.Spoken > 2*time.Second {
				t.Errorf("%+v", r)
			}
			sound, err := media.LoadMusic(bytes.NewReader(r.Voice))
			if err != nil || sound.Duration() < 800*time.Millisecond {
				t.Fatalf("%v, %v", sound, err)
			}
		})
	}
}

// TestVoicemailByHangUp: most callers hang up when they have spoken; the message is kept.
func TestVoicemailByHangUp(t *testing.T) {
	kept := &requests{say: menu.Taken}
	v, s := asking(t, &menu.Menu{Language: "ko", Then: menu.Way{To: menu.ToVoicemail, Service: "orders"}}, options{take: kept.take})
	c := v.dial()
	event[acd.CallArrived](v.edge, 1)
	v.hears("the caller", c, s.tone("say:tone"))
	time.Sleep(1500 * time.Millisecond)
	c.Hangup()
	if e := event[acd.CallEnded](v.edge, 1); e.Outcome != acd.CallbackTaken {
		t.Errorf("%+v", e)
	}
	if r := kept.only(t); r.Number != "01012345678" || r.Spoken < 800*time.Millisecond || len(r.Voice) == 0 {
		t.Errorf("%+v", r)
	}
	v.calm()
	silent := v.dial() // who hangs up before speaking has left none
	event[acd.CallArrived](v.edge, 2)
	v.hears("the caller", silent, s.tone("say:voicemail"))
	silent.Hangup()
	if e := event[acd.CallEnded](v.edge, 2); e.Outcome != acd.AbandonedIVR {
		t.Errorf("%+v", e)
	}
	kept.only(t)
	v.calm()
}

func (s *spoken) tone(name string) float64 {
	s.say("", name)
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.tones[name]
}

// TestCallbackWhileWaiting: position and wait are said from the live order; a key, the
// number confirmed, the place told; thanks are heard and the call has left, not abandoned.
func TestCallbackWhileWaiting(t *testing.T) {
	kept := &requests{say: menu.Promised}
	v, s := asking(t, nil, options{take: kept.take, wait: func(_ acd.ServiceID, ahead int) (time.Duration, bool) {
		return time.Duration(ahead+1) * 2 * time.Minute, true
	}})
	v.dir.Services[0].Announce = Announce{
		First: 300 * time.Millisecond, Every: 30 * time.Second, Position: true, Wait: true, Hint: '1',
		Keys: map[byte]menu.Way{'1': {To: menu.ToCallback}},
	}
	v.dir.Services[0].Numbers[0].Priority = 2
	v.reload()
	before := v.line.NewPhone(phone.Account{User: "0212345678", Registrar: v.srv.UDPAddr()})
	if _, err := before.Dial("15880001", phone.DialOptions{}); err != nil {
		t.Fatal(err)
	}
	first := event[acd.CallQueued](v.edge, 1)
	c := v.dial()
	c.Keep(time.Minute)
	queued := event[acd.CallQueued](v.edge, 2)
	v.hears("who waits", c, musicHz)
	v.hears("who waits", c, s.tone("say:key_end"))
	v.hears("who waits", c, musicHz)
	press(t, c, "1")
	v.hears("who is asked", c, s.tone("say:callback_this_number"))
	press(t, c, "1")
	left := event[acd.CallLeft](v.edge, 1)
	e := event[acd.CallEnded](v.edge, 1)
	if left.Reason != acd.LeftCallback || left.Call != queued.Call || e.Outcome != acd.CallbackTaken || first.Call == e.Call {
		t.Errorf("%+v, %+v", left, e)
	}
	v.eventually("the end", func() bool { return c.State() == phone.Ended })
	heard := s.told(c.Kept())
	want := ", position 3, number_02 3, position_end 3, wait 3, number_04 3, wait_end 3, key_callback 3, digit_1 3, key_end 3, music "
	if !strings.HasPrefix(heard, "music ") || !strings.Contains(heard, want) || !strings.HasSuffix(heard, ", callback_promised 3") {
		t.Errorf("heard: %s", heard)
	}
	r := kept.only(t)
	if r.Place == nil || r.Place.Entered != queued.At || r.Place.Priority != 2 || r.Place.Service != "orders" || r.Place.Ahead != 1 || r.Number != "01012345678" {
		t.Errorf("%+v, place %+v", r, r.Place)
	}
	before.Calls()[0].Hangup()
	v.calm()
}

// TestAnswerCutsTheQuestions: an agent who answers while the caller is asked for a number
// has the caller at once; nothing of the questions is heard any more.
func TestAnswerCutsTheQuestions(t *testing.T) {
	kept := &requests{say: menu.Promised}
	v, s := asking(t, nil, options{take: kept.take})
	v.dir.Services[0].Announce = Announce{Keys: map[byte]menu.Way{'*': {To: menu.ToCallback}}}
	v.reload()
	v.agent.SetAnswering(phone.Answering{After: 10 * time.Millisecond})
	c := v.dial()
	event[acd.CallQueued](v.edge, 1)
	v.hears("who waits", c, musicHz)
	press(t, c, "*")
	v.hears("who is asked", c, s.tone("say:callback_this_number"))
	v.ready("kim")
	event[acd.CallConnected](v.edge, 1)
	v.hears("the caller", c, agentHz)
	press(t, c, "1")
	time.Sleep(100 * time.Millisecond)
	if len(kept.list) != 0 || count[acd.CallLeft](v.edge) != 0 {
		t.Errorf("kept %+v", kept.list)
	}
	c.Hangup()
	v.calm()
}

// TestWhoIsAskedHasNotWaitedTooLong: max_wait does not end a caller who is just choosing.
func TestWhoIsAskedHasNotWaitedTooLong(t *testing.T) {
	kept := &requests{say: menu.Promised}
	v, s := asking(t, nil, options{take: kept.take, service: acd.Service{ID: "orders", Ring: 5 * time.Second, MaxWait: 3 * time.Second, TooLong: acd.Rule{Do: acd.RuleMessage}}})
	v.dir.Services[0].Announce = Announce{Keys: map[byte]menu.Way{'*': {To: menu.ToCallback}}}
	v.reload()
	c := v.dial()
	event[acd.CallQueued](v.edge, 1)
	v.hears("who waits", c, musicHz)
	press(t, c, "*")
	v.hears("who is asked", c, s.tone("say:callback_this_number"))
	time.Sleep(3500 * time.Millisecond) // longer than max_wait, shorter than a key is waited for
	press(t, c, "1")
	if e := event[acd.CallLeft](v.edge, 1); e.Reason != acd.LeftCallback {
		t.Errorf("%+v", e)
	}
	v.eventually("the end", func() bool { return c.State() == phone.Ended })
	if r := kept.only(t); r.Number != "01012345678" {
		t.Errorf("%+v", r)
	}
	v.calm()
}

// TestAnsweredWhileKept: an agent answers while a request of the caller is being kept: it is
// taken back, and where the caller has gone meanwhile the agent is not left with nobody. Who
// had gone before is called back.
func TestAnsweredWhileKept(t *testing.T) {
	for _, goes := range []string{"stays", "goes after the answer", "goes before"} {
		t.Run(goes, func(t *testing.T) {
			stays, before := goes == "stays", goes == "goes before"
			kept := &requests{say: menu.Promised, begun: make(chan struct{}), wait: make(chan struct{}), dropped: make(chan Request, 1)}
			v, s := asking(t, nil, options{take: kept.take})
			done := sync.OnceFunc(func() { close(kept.wait) })
			t.Cleanup(done)
			v.dir.Services[0].Announce = Announce{Keys: map[byte]menu.Way{'*': {To: menu.ToCallback}}}
			v.reload()
			v.agent.SetAnswering(phone.Answering{After: 10 * time.Millisecond})
			c := v.dial()
			event[acd.CallQueued](v.edge, 1)
			v.hears("who waits", c, musicHz)
			press(t, c, "*")
			v.hears("who is asked", c, s.tone("say:callback_this_number"))
			press(t, c, "1")
			<-kept.begun
			leave := func() {
				c.Hangup()
				v.eventually("the caller has gone", func() bool { return c.State() == phone.Ended })
			}
			if before {
				leave()
			}
			v.ready("kim")
			if before {
				if e := event[acd.CallEnded](v.edge, 1); e.By != acd.ByCaller {
					t.Errorf("%+v", e)
				}
				if n := count[acd.OfferEnded](v.edge); n != 1 || event[acd.OfferEnded](v.edge, 1).Result == acd.OfferNoAnswer {
					t.Errorf("%d offers, or the agent has missed a call of nobody", n)
				}
				done()
				time.Sleep(100 * time.Millisecond)
				if len(kept.dropped) != 0 {
					t.Error("the request of who had talked with nobody was taken back")
				}
				v.calm()
				return
			}
			event[acd.CallConnected](v.edge, 1)
			if !stays { // and the talk is over before the request is kept
				leave()
				event[acd.CallEnded](v.edge, 1)
			}
			done()
			if q := <-kept.dropped; q.Number != "01012345678" {
				t.Errorf("%+v", q)
			}
			if stays {
				v.hears("the caller", c, agentHz)
				v.call(v.agent).Hangup()
			}
			v.eventually("the end", func() bool { return c.State() == phone.Ended })
			if e := event[acd.CallEnded](v.edge, 1); e.Outcome != acd.Completed {
				t.Errorf("%+v", e)
			}
			if n := count[acd.CallLeft](v.edge); n != 0 {
				t.Errorf("left the line %d times", n)
			}
			v.calm()
		})
	}
}

// TestWhisper: the agent hears what is whispered, whole, before the caller; the answer
// counts since it came; a key ends it; either side may hang up during it.
func TestWhisper(t *testing.T) {
	begin := func(t *testing.T, long time.Duration) (*voices, *spoken, *phone.Call, *phone.Call) {
		v, s := asking(t, nil, options{})
		s.lasts("sound:whisper", long)
		v.dir.Services[0].Whisper = "sound:whisper"
		v.reload()
		v.agent.SetAnswering(phone.Answering{Manual: true})
		v.ready("kim")
		c := v.dial()
		c.Keep(time.Minute)
		event[acd.CallOffered](v.edge, 1)
		v.eventually("the phone rings", func() bool { return len(v.agent.Calls()) == 1 })
		a := v.agent.Calls()[0]
		a.Keep(time.Minute)
		a.Answer()
		return v, s, c, a
	}
	t.Run("heard", func(t *testing.T) {
		v, s, c, a := begin(t, promptTime)
		accepted, con := event[acd.OfferAccepted](v.edge, 1), event[acd.CallConnected](v.edge, 1)
		if d := con.At.Sub(accepted.At); d < promptTime-50*time.Millisecond || d > promptTime+3*time.Second {
			t.Errorf("connected %s after the answer", d)
		}
		if con.Wait > accepted.At.Sub(event[acd.CallQueued](v.edge, 1).At) {
			t.Errorf("waited %s", con.Wait)
		}
		v.hears("the agent", a, callerHz)
		v.hears("the caller", c, agentHz)
		if heard := s.told(a.Kept()); !strings.HasPrefix(heard, "sound:whisper 3, caller") {
			t.Errorf("the agent heard: %s", heard)
		}
		if heard := s.told(c.Kept()); strings.Contains(heard, "whisper") || !strings.Contains(heard, "music") {
			t.Errorf("the caller heard: %s", heard)
		}
		c.Hangup()
		v.calm()
	})
	t.Run("the agent's phone holds", func(t *testing.T) {
		v, _, c, a := begin(t, 2*time.Second)
		event[acd.OfferAccepted](v.edge, 1)
		ctx, cancel := contextWith(patience)
		defer cancel()
		if err := a.Hold(ctx); err != nil {
			t.Fatal(err)
		}
		if held, con := event[acd.CallHeld](v.edge, 1), event[acd.CallConnected](v.edge, 1); held.By != acd.ByAgent || held.At.Sub(con.At) > time.Second {
			t.Errorf("held by %s at %d, connected at %d", held.By, held.At, con.At)
		}
		v.hears("who is held", c, musicHz)
		if err := a.Resume(ctx); err != nil {
			t.Fatal(err)
		}
		v.hears("the caller", c, agentHz)
		c.Hangup()
		v.calm()
	})
	t.Run("the caller hangs up", func(t *testing.T) {
		v, _, c, a := begin(t, 2*time.Second)
		event[acd.OfferAccepted](v.edge, 1)
		c.Hangup()
		if e := event[acd.CallEnded](v.edge, 1); e.Outcome != acd.AbandonedRing {
			t.Errorf("%+v", e)
		}
		v.eventually("the agent is free", func() bool { return a.State() == phone.Ended && v.agentState() == acd.Ready })
		v.calm()
	})
	t.Run("the agent hangs up", func(t *testing.T) {
		v, _, c, a := begin(t, 2*time.Second)
		event[acd.OfferAccepted](v.edge, 1)
		a.Hangup()
		if back := event[acd.CallReturned](v.edge, 1); back.Recalled {
			t.Errorf("%+v", back)
		}
		v.hears("who waits again", c, musicHz)
		c.Hangup()
		v.calm()
	})
}

// TestPromisedCall: the turn comes, the agent answers, the customer is called and they
// talk; customer first, the other way round. Either may fail.
func TestPromisedCall(t *testing.T) {
	begin := func(t *testing.T, first bool) *voices {
		v, _ := asking(t, nil, options{})
		v.dir.Trunks[0].Target = "sip:" + v.line.Addr().String()
		v.reload()
		v.agent.SetAnswering(phone.Answering{After: 10 * time.Millisecond})
		v.caller.SetAnswering(phone.Answering{After: 10 * time.Millisecond})
		v.do(acd.Promise{Call: v.srv.NewCallID(), Service: "orders", Number: outside, Show: "15880001", CustomerFirst: first})
		return v
	}
	for _, first := range []bool{false, true} {
		t.Run(fmt.Sprintf("customer first %t", first), func(t *testing.T) {
			v := begin(t, first)
			v.ready("kim")
			if first {
				event[acd.CallConnected](v.edge, 1)
			} else {
				event[acd.DialConnected](v.edge, 1)
			}
			customer, agent := v.call(v.caller), v.call(v.agent)
			if from := customer.Header("From"); !strings.Contains(from, "15880001") {
				t.Errorf("the customer sees %s", from)
			}
			v.hears("the customer", customer, agentHz)
			v.hears("the agent", agent, callerHz)
			customer.Hangup()
			if e := event[acd.CallEnded](v.edge, 1); e.Outcome != acd.Completed || !e.Outbound || e.Agent != "kim" {
				t.Errorf("%+v", e)
			}
			if n := count[acd.CallQueued](v.edge); n != 0 {
				t.Errorf("%d calls were offered", n)
			}
			v.calm()
		})
		t.Run(fmt.Sprintf("the customer is busy, customer first %t", first), func(t *testing.T) {
			v := begin(t, first)
			v.caller.SetAnswering(phone.Answering{Reject: 486})
			v.ready("kim")
			if e := event[acd.CallEnded](v.edge, 1); e.Outcome != acd.Failed || e.Cause != acd.CauseBusy || !e.Outbound {
				t.Errorf("%+v", e)
			}
			v.eventually("the agent is free", func() bool { return v.agentState() == acd.Ready })
			v.calm()
		})
	}
	t.Run("the agent hangs up while it rings there", func(t *testing.T) {
		v := begin(t, false)
		v.caller.SetAnswering(phone.Answering{Manual: true})
		v.ready("kim")
		event[acd.CallDialled](v.edge, 1)
		customer, agent := v.call(v.caller), v.call(v.agent)
		v.eventually("it rings there", func() bool { return customer.State() == phone.Ringing })
		agent.Hangup()
		event[acd.CallEnded](v.edge, 1)
		v.eventually("nothing rings any more", func() bool { return customer.State() == phone.Ended })
		v.calm()
	})
	t.Run("customer first, the agent does not answer", func(t *testing.T) {
		v := begin(t, true)
		v.agent.SetAnswering(phone.Answering{Reject: 486})
		v.ready("kim")
		event[acd.CallReached](v.edge, 1)
		event[acd.CallReturned](v.edge, 1)
		customer := v.call(v.caller)
		v.hears("the customer waits", customer, musicHz)
		customer.Hangup()
		if e := event[acd.CallEnded](v.edge, 1); e.Outcome != acd.Failed || e.By != acd.ByCaller {
			t.Errorf("%+v", e)
		}
		v.calm()
	})
}

// TestRuleLeadsOn: a closed service leads to a number outside, to a callback, or says that
// it is closed.
func TestRuleLeadsOn(t *testing.T) {
	service := func(r acd.Rule) acd.Service {
		return acd.Service{ID: "orders", Ring: 5 * time.Second, Closed: true, ClosedDo: r}
	}
	t.Run("number", func(t *testing.T) {
		v, _ := asking(t, nil, options{service: service(acd.Rule{Do: acd.RuleNumber, Number: "0299998888"})})
		other := v.newBank()
		shop := other.NewPhone(phone.Account{User: "0299998888", Registrar: v.srv.UDPAddr()})
		shop.Say(otherHz)
		shop.SetAnswering(phone.Answering{After: 200 * time.Millisecond})
		v.dir.Trunks[0].Target = "sip:" + other.Addr().String()
		v.reload()
		c := v.dial()
		v.hears("the caller", c, otherHz)
		v.hears("who is called", v.call(shop), callerHz)
		c.Hangup()
		if e := event[acd.CallEnded](v.edge, 1); e.Outcome != acd.ClosedOutcome || e.Outbound {
			t.Errorf("%+v", e)
		}
		v.calm()
	})
	t.Run("number, with something to say first", func(t *testing.T) {
		v, s := asking(t, nil, options{service: service(acd.Rule{Do: acd.RuleNumber, Number: "0299998888", Prompt: "say:nobody"})})
		other := v.newBank()
		shop := other.NewPhone(phone.Account{User: "0299998888", Registrar: v.srv.UDPAddr()})
		shop.Say(otherHz)
		shop.SetAnswering(phone.Answering{}) // at once: the prompt is whole nevertheless
		v.dir.Trunks[0].Target = "sip:" + other.Addr().String()
		v.reload()
		c := v.dial()
		c.Keep(time.Minute)
		event[acd.CallDiverted](v.edge, 1)
		v.eventually("there is time to ring after the prompt", func() (yes bool) {
			_ = v.floor.Query(t.Context(), func(f *acd.Floor) {
				st := f.State()
				yes = len(st.Calls) == 1 && st.Calls[0].GiveUp.Sub(st.Calls[0].Phased) > acd.GivenLimit+promptTime
			})
			return yes
		})
		v.hears("who is called", v.call(shop), callerHz)
		v.hears("the caller", c, otherHz)
		c.Hangup()
		if heard := s.told(c.Kept()); !strings.HasPrefix(heard, "nobody 3") {
			t.Errorf("heard: %s", heard)
		}
		v.calm()
	})
	t.Run("number, and the caller hangs up before it is called", func(t *testing.T) {
		v, s := asking(t, nil, options{service: service(acd.Rule{Do: acd.RuleNumber, Number: "0299998888", Prompt: "say:nobody"})})
		s.lasts("say:nobody", 3*time.Second)
		other := v.newBank()
		shop := other.NewPhone(phone.Account{User: "0299998888", Registrar: v.srv.UDPAddr()})
		shop.SetAnswering(phone.Answering{Manual: true})
		v.dir.Trunks[0].Target = "sip:" + other.Addr().String()
		v.reload()
		c := v.dial()
		v.hears("the caller", c, s.tone("say:nobody"))
		c.Hangup()
		v.calm()
		for range 400 { // the prompt would be over
			if time.Sleep(10 * time.Millisecond); len(shop.Calls()) != 0 {
				t.Fatal("a number was called for nobody")
			}
		}
	})
	t.Run("callback", func(t *testing.T) {
		kept := &requests{say: menu.Taken}
		v, s := asking(t, nil, options{service: service(acd.Rule{Do: acd.RuleCallback, Prompt: "sound:closed"}), take: kept.take})
		c := v.dial()
		c.Keep(time.Minute)
		v.hears("the caller", c, s.tone("say:callback_this_number"))
		press(t, c, "1")
		if e := event[acd.CallEnded](v.edge, 1); e.Outcome != acd.CallbackTaken || e.Service != "orders" {
			t.Errorf("%+v", e)
		}
		v.eventually("the end", func() bool { return c.State() == phone.Ended })
		if heard := s.told(c.Kept()); !strings.HasPrefix(heard, "sound:closed 3, callback_this_number") || !strings.HasSuffix(heard, "callback_taken 3") {
			t.Errorf("heard: %s", heard)
		}
		if r := kept.only(t); r.Place != nil || r.Service != "orders" {
			t.Errorf("%+v", r)
		}
		v.calm()
	})
	t.Run("a message of our own", func(t *testing.T) {
		v, s := asking(t, nil, options{service: service(acd.Rule{Do: acd.RuleMessage}), prompt: func(string) *media.Music { return nil }})
		c := v.dial()
		c.Keep(time.Minute)
		if e := event[acd.CallEnded](v.edge, 1); e.Outcome != acd.ClosedOutcome {
			t.Errorf("%+v", e)
		}
		v.eventually("the end", func() bool { return c.State() == phone.Ended })
		if heard := s.told(c.Kept()); heard != "closed 3" {
			t.Errorf("heard: %s", heard)
		}
		v.calm()
	})
	t.Run("a message of our own that the rule names", func(t *testing.T) {
		v, s := asking(t, nil, options{service: service(acd.Rule{Do: acd.RuleMessage, Prompt: "say:nobody"}), prompt: func(string) *media.Music { return nil }})
		c := v.dial()
		c.Keep(time.Minute)
		event[acd.CallEnded](v.edge, 1)
		v.eventually("the end", func() bool { return c.State() == phone.Ended })
		if heard := s.told(c.Kept()); heard != "nobody 3" {
			t.Errorf("heard: %s", heard)
		}
		v.calm()
	})
}

// TestNothingIsKept: while callbacks are off, nobody is asked for a message or a number. A
// caller in a menu hears that nothing can be taken, and the call ends; who waits hears it,
// goes on waiting, and is not told of the key. Nothing is recorded or kept.
func TestNothingIsKept(t *testing.T) {
	off := func() bool { return false }
	t.Run("in a menu", func(t *testing.T) {
		kept := &requests{say: menu.Taken}
		v, s := asking(t, &menu.Menu{Language: "ko", Then: menu.Way{To: menu.ToVoicemail, Service: "orders"}}, options{take: kept.take, keeps: off})
		c := v.dial()
		c.Keep(time.Minute)
		e := event[acd.CallEnded](v.edge, 1)
		v.eventually("the end", func() bool { return c.State() == phone.Ended })
		if heard := s.told(c.Kept()); heard != "callback_failed 3" || e.Outcome != acd.SelfServed {
			t.Errorf("heard: %s; %+v", heard, e)
		}
		if n := kept.count(); n != 0 || !v.srv.keptNone.Load() {
			t.Errorf("%d requests were kept", n)
		}
		v.calm()
	})
	for _, to := range []menu.Kind{menu.ToVoicemail, menu.ToCallback} {
		t.Run("waiting, "+string(to), func(t *testing.T) {
			kept := &requests{say: menu.Taken}
			v, s := asking(t, nil, options{take: kept.take, keeps: off})
			v.dir.Services[0].Announce = Announce{First: 200 * time.Millisecond, Every: time.Second, Messages: []string{"sound:wait"}, Hint: '1', Keys: map[byte]menu.Way{'1': {To: to}}}
			v.reload()
			c := v.dial()
			c.Keep(time.Minute)
			event[acd.CallQueued](v.edge, 1)
			v.hears("who waits", c, s.tone("sound:wait"))
			v.hears("who waits", c, musicHz)
			s.lasts("say:callback_failed", time.Second)
			press(t, c, "1")
			v.hears("who waits", c, s.tone("say:callback_failed"))
			v.hears("who waits", c, musicHz)
			v.hears("who waits still", c, s.tone("sound:wait"))
			c.Hangup()
			if e := event[acd.CallEnded](v.edge, 1); e.Outcome != acd.AbandonedQueue {
				t.Errorf("%+v", e)
			}
			if heard := s.told(c.Kept()); strings.Contains(heard, "key_callback") || strings.Contains(heard, "tone") || kept.count() != 0 {
				t.Errorf("heard: %s, kept %d", heard, kept.count())
			}
			v.calm()
		})
	}
}
