package sip

import (
	"context"
	"strings"
	"testing"
	"time"

	sipmsg "github.com/emiago/sipgo/sip"
	"github.com/icholy/digest"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/sip/phone"
)

// S-11: the trunk's own challenge is answered, once and for its realm alone; another
// realm, and a second challenge, get nothing.
func TestTrunkChallenge(t *testing.T) {
	for name, tc := range map[string]struct {
		challenges []string
		proxy      bool
		answers    bool
	}{
		"its realm":            {challenges: []string{`Digest realm="carrier", nonce="n1", algorithm=MD5, qop="auth"`}, answers: true},
		"by a proxy":           {challenges: []string{`Digest realm="carrier", nonce="n1", qop="auth"`}, proxy: true, answers: true},
		"SHA-256 before MD5":   {challenges: []string{`Digest realm="carrier", nonce="n1", algorithm=MD5, qop="auth"`, `Digest realm="carrier", nonce="n2", algorithm=SHA-256, qop="auth"`}, answers: true},
		"another realm":        {challenges: []string{`Digest realm="evil", nonce="n1", algorithm=MD5, qop="auth"`}},
		"an unknown algorithm": {challenges: []string{`Digest realm="carrier", nonce="n1", algorithm=X, qop="auth"`}},
	} {
		t.Run(name, func(t *testing.T) {
			v := outward(t, DialDomestic, options{})
			c := newPeerAt(v.edge, "carrier", "127.0.0.1")
			v.dir.Trunks[0].Target = "sip:" + c.addr()
			v.dir.Trunks[0].User, v.dir.Trunks[0].Password, v.dir.Trunks[0].Realm = "centre", "geheim", "carrier"
			v.reload()
			if _, err := v.agent.Dial(outside, phone.DialOptions{}); err != nil {
				t.Fatal(err)
			}
			first := c.request("INVITE")
			field := "WWW-Authenticate"
			code := 401
			if tc.proxy {
				field, code = "Proxy-Authenticate", 407
			}
			var hs []string
			for _, x := range tc.challenges {
				hs = append(hs, field+": "+x)
			}
			c.answer(first, code, "t1", "", hs...)
			if !tc.answers {
				if end := event[acd.CallEnded](v.edge, 1); end.Outcome != acd.Failed {
					t.Errorf("ended: %+v", end)
				}
				v.calm()
				return
			}
			second := c.request("INVITE").msg.(*sipmsg.Request)
			h := second.GetHeader(strings.Replace(field, "WWW-Authenticate", "Authorization", 1))
			if tc.proxy {
				h = second.GetHeader("Proxy-Authorization")
			}
			if h == nil || second.CSeq().SeqNo <= first.msg.(*sipmsg.Request).CSeq().SeqNo {
				t.Fatalf("no proof, or no new number: %v", second)
			}
			got, err := digest.ParseCredentials(h.Value())
			if err != nil {
				t.Fatal(err)
			}
			want, err := digest.Digest(&digest.Challenge{Realm: "carrier", Nonce: got.Nonce, Algorithm: got.Algorithm, QOP: []string{"auth"}},
				digest.Options{Method: "INVITE", URI: got.URI, Username: "centre", Password: "geheim", Cnonce: got.Cnonce, Count: got.Nc})
			if err != nil || want.Response != got.Response {
				t.Errorf("proof %q, want %q (%v)", got.Response, want.Response, err)
			}
			if name == "SHA-256 before MD5" && got.Algorithm != "SHA-256" {
				t.Errorf("answered with %s", got.Algorithm)
			}
			c.answer(received{msg: second, from: first.from}, code, "t2", "", hs...) // again: it was wrong
			event[acd.CallEnded](v.edge, 1)
			v.calm()
		})
	}
}

// A trunk that asks for a proof within the dialog too gets one: for a refresh, for
// one whose nonce was too old, and for the BYE; and a nonce of before a 422 is renewed.
func TestTrunkChallengesWithinTheCall(t *testing.T) {
	for _, method := range []string{"INVITE", "UPDATE"} {
		t.Run(method, func(t *testing.T) {
			v := outward(t, DialDomestic, options{cfg: Config{SessionExpires: 2 * time.Second, SessionMin: time.Second}})
			c := newPeerAt(v.edge, "carrier", "127.0.0.1")
			v.dir.Trunks[0].Target = "sip:" + c.addr()
			v.dir.Trunks[0].User, v.dir.Trunks[0].Password, v.dir.Trunks[0].Realm = "centre", "geheim", "carrier"
			v.reload()
			call, err := v.agent.Dial(outside, phone.DialOptions{})
			if err != nil {
				t.Fatal(err)
			}
			last := 0
			// asked answers what comes with a challenge for nonce, and returns the request
			// that follows, which has to prove who sends it.
			asked := func(m received, nonce, more string) received {
				t.Helper()
				c.answer(m, 401, "t1", "", `WWW-Authenticate: Digest realm="carrier", nonce="`+nonce+`", algorithm=SHA-256, qop="auth"`+more)
				req := m.msg.(*sipmsg.Request)
				next := c.request(string(req.Method))
				proves(t, next.msg.(*sipmsg.Request), nonce)
				if n := int(next.msg.(*sipmsg.Request).CSeq().SeqNo); n <= last || n <= int(req.CSeq().SeqNo) {
					t.Errorf("%s has number %d after %d", req.Method, n, last)
				} else {
					last = n
				}
				return next
			}
			m := asked(c.request("INVITE"), "n1", "")
			c.answer(m, 422, "t1", "", "Min-SE: 3")
			m = c.request("INVITE")
			proves(t, m.msg.(*sipmsg.Request), "n1")
			m = asked(m, "n2", ", stale=true")
			c.answer(m, 200, "t2", c.sdp(), "Allow: INVITE, ACK, BYE, "+method, "Session-Expires: 3;refresher=uac", "Supported: timer")
			c.request("ACK")
			again := c.request(method)
			if again.header("authorization") != "" {
				t.Errorf("a proof that nobody asked for: %v", again.msg)
			}
			again = asked(asked(again, "n3", ""), "n4", ", stale=true")
			c.answer(again, 200, "", c.sdp(), "Session-Expires: 3;refresher=uac", "Supported: timer")
			if method == "INVITE" {
				c.request("ACK")
			}
			call.Hangup()
			bye := asked(c.request("BYE"), "n5", "")
			c.answer(bye, 401, "", "", `WWW-Authenticate: Digest realm="carrier", nonce="n6", algorithm=SHA-256, qop="auth"`) // it was wrong
			c.none("a third BYE", 300*time.Millisecond, func(m received) bool {
				return isRequest("BYE")(m) && int(m.msg.(*sipmsg.Request).CSeq().SeqNo) > last
			})
			v.calm()
		})
	}
}

// proves checks that a request carries the proof for a nonce of the realm carrier.
func proves(t *testing.T, req *sipmsg.Request, nonce string) {
	t.Helper()
	hs := req.GetHeaders("Authorization")
	if len(hs) != 1 {
		t.Fatalf("%d proofs: %v", len(hs), req)
	}
	got, err := digest.ParseCredentials(hs[0].Value())
	if err != nil {
		t.Fatal(err)
	}
	want, err := digest.Digest(&digest.Challenge{Realm: "carrier", Nonce: nonce, Algorithm: got.Algorithm, QOP: []string{"auth"}},
		digest.Options{Method: string(req.Method), URI: got.URI, Username: "centre", Password: "geheim", Cnonce: got.Cnonce, Count: got.Nc})
	if err != nil || want.Response != got.Response || got.Nonce != nonce {
		t.Errorf("proof %q for %q, want %q for %q (%v)", got.Response, got.Nonce, want.Response, nonce, err)
	}
}

// S-09: a day has so many calls, fewer to other countries; at night there are none of
// those. 119 and colleagues always.
func TestDialLimits(t *testing.T) {
	v := outward(t, DialPremium, options{})
	v.dir.Dial = DialLimits{Minute: 1000, Day: 5, Far: 2, Night: [2]time.Duration{22 * time.Hour, 7 * time.Hour}, Location: time.FixedZone("KST", 9*3600)}
	v.reload()
	at := time.Date(2026, 3, 2, 12, 0, 0, 0, v.dir.Dial.Location)
	v.srv.now = func() time.Time { return at }
	may := func(number string, want error) {
		t.Helper()
		if _, _, err := v.srv.MayDial("kim", number); err != want {
			t.Errorf("%s at %s: %v, want %v", number, at.Format("15:04"), err, want)
		}
	}
	call := func(number string) { // that the floor lets through
		t.Helper()
		may(number, nil)
		v.srv.countDialled(acd.CallDialled{Agent: "kim", Number: number})
	}
	for range 10 { // refused by the floor, or never begun
		may("0012125551234", nil)
	}
	call("0012125551234")
	call("0601234567")
	may("0012125551234", ErrFar)
	call("119")
	v.srv.countDialled(acd.CallDialled{Agent: "kim", Number: "1002", To: "lee"}) // a colleague
	call(outside)
	call(outside)
	may(outside, nil)
	v.srv.countDialled(acd.CallDiverted{From: "kim", Number: outside})
	may(outside, ErrDaily)
	may("119", nil)
	at = at.Add(12 * time.Hour) // 00:00 of the next day: night
	may("0012125551234", ErrNight)
	may(outside, nil)
	at = at.Add(6*time.Hour + 59*time.Minute)
	may("+12125551234", ErrNight)
	at = at.Add(time.Minute)
	call("+12125551234")
	at = at.Add(14*time.Hour + 59*time.Minute)
	may("+12125551234", nil)
	at = at.Add(time.Minute) // 22:00
	may("+12125551234", ErrNight)
}

// A call counts against the limits of a day when the floor has let it through, and no
// other does; what was made before a start counts too, emergency calls never.
func TestDialsAreCountedWhenLetThrough(t *testing.T) {
	var since time.Time
	v := outward(t, DialPremium, options{dialled: func(_ context.Context, from time.Time) ([]Dialled, error) {
		since = from
		return []Dialled{{Agent: "kim", Number: outside, At: from}, {Agent: "kim", Number: "0012125551234", At: from}, {Agent: "kim", Number: "119", At: from}, {Agent: "lee", Number: outside, At: from}, {Agent: "kim", Number: outside, At: from.Add(-1)}}, nil
	}})
	if h := time.Since(since); h < 0 || h > 24*time.Hour || since.UTC().Truncate(24*time.Hour) != since.UTC() {
		t.Errorf("asked since %s", since)
	}
	v.dir.Dial = DialLimits{Minute: 1000, Day: 3}
	v.reload()
	v.do(acd.SetState{Agent: "kim", State: acd.LoggedOut})
	for range 5 {
		if _, _, err := v.srv.MayDial("kim", outside); err != nil {
			t.Fatal(err)
		}
		r, err := v.floor.Do(t.Context(), acd.Dial{Call: v.srv.NewCallID(), Agent: "kim", Number: outside})
		if _, refused := r.Refused(); err != nil || !refused {
			t.Fatalf("%+v %v", r, err)
		}
	}
	v.do(acd.SetState{Agent: "kim", State: acd.Ready})
	id := v.click(outside)
	v.eventually("it counts", func() bool { _, _, err := v.srv.MayDial("kim", outside); return err == ErrDaily })
	v.do(acd.HangUp{Call: id, By: acd.ByAgent})
}

// A test of a trunk answers its challenge as any call does, once and for its realm
// alone.
func TestProbeOfATrunkWithAPassword(t *testing.T) {
	for realm, answers := range map[string]bool{"carrier": true, "evil": false} {
		v := outward(t, DialDomestic, options{})
		c := newPeerAt(v.edge, "carrier", "127.0.0.1")
		v.dir.Trunks[0].Target = "sip:" + c.addr()
		v.dir.Trunks[0].User, v.dir.Trunks[0].Password, v.dir.Trunks[0].Realm = "centre", "geheim", "carrier"
		v.reload()
		found := make(chan Probe, 1)
		go func() {
			p, err := v.edge.srv.ProbeTrunk(t.Context(), v.dir.Trunks[0].Name, outside)
			if err != nil {
				t.Error(err)
			}
			found <- p
		}()
		c.answer(c.request("INVITE"), 401, "t1", "", `WWW-Authenticate: Digest realm="`+realm+`", nonce="n1", algorithm=MD5, qop="auth"`)
		if answers {
			second := c.request("INVITE")
			if h := second.msg.(*sipmsg.Request).GetHeader("Authorization"); h == nil || !strings.Contains(h.Value(), `username="centre"`) || strings.Contains(h.Value(), "geheim") {
				t.Errorf("the challenge is answered with %v", h)
			}
			c.answer(second, 486, "t2", "")
		}
		want := 401
		if answers {
			want = 486
		}
		select {
		case p := <-found:
			if p.Status != want {
				t.Errorf("%s: %+v", realm, p)
			}
		case <-time.After(10 * time.Second):
			t.Errorf("%s: the test does not end", realm)
		}
	}
}
