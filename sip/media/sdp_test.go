package media

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"github.com/pion/sdp/v3"
)

// head is the session part of the descriptions below.
const head = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n"

var testRules = Rules{
	Local: netip.MustParseAddr("192.0.2.9"),
	Own:   func(a netip.AddrPort) bool { return a == netip.MustParseAddrPort("192.0.2.9:20000") },
}

func testLocal() *Local {
	return &Local{Addr: netip.MustParseAddr("192.0.2.9"), Port: 20000, ID: 42}
}

func mustParse(t *testing.T, body string) *Description {
	t.Helper()
	d, err := Parse([]byte(body), testRules)
	if err != nil {
		t.Fatalf("%v in\n%s", err, body)
	}
	return d
}

// What phones send and what attackers send: each is taken, or refused with the
// right kind of error (reliability S-18, S-23).
func TestParse(t *testing.T) {
	const pcma = "m=audio 4000 RTP/AVP 8\r\n"
	for _, c := range []struct {
		name, body string
		want       error
		rtp        string
	}{
		{"plain", head + pcma, nil, "192.0.2.1:4000"},
		{"no final line end", head + "m=audio 4000 RTP/AVP 8", nil, "192.0.2.1:4000"},
		{"lines end with LF", strings.ReplaceAll(head+pcma, "\r\n", "\n"), nil, "192.0.2.1:4000"},
		{"b= without colon", head + "b=AS\r\n" + pcma, nil, "192.0.2.1:4000"},
		{"b= unknown", head + pcma + "b=XX:64\r\n", nil, "192.0.2.1:4000"},
		{"c= in the media", head + pcma + "c=IN IP4 192.0.2.7\r\n", nil, "192.0.2.7:4000"},
		{"fax beside", head + pcma + "m=image 5000 udptl t38\r\n", nil, "192.0.2.1:4000"},
		{"first audio refused", head + "m=audio 0 RTP/AVP 8\r\nm=audio 4004 RTP/AVP 0\r\n", nil, "192.0.2.1:4004"},
		{"secure audio first", head + "m=audio 4002 RTP/SAVP 8\r\nm=audio 4004 RTP/AVP 0\r\n", nil, "192.0.2.1:4004"},
		{"unknown transport first", head + "m=audio 4002 X/Y 8\r\nm=audio 4004 RTP/AVP 0\r\n", nil, "192.0.2.1:4004"},
		{"hold as of old", head + pcma + "c=IN IP4 0.0.0.0\r\n", nil, "0.0.0.0:4000"},

		{"empty", "", ErrMalformed, ""},
		{"no m=", head, ErrNotAcceptable, ""},
		{"video only", head + "m=video 4000 RTP/AVP 96\r\n", ErrNotAcceptable, ""},
		{"port 0", head + "m=audio 0 RTP/AVP 8\r\n", ErrNotAcceptable, ""},
		{"port 70000", head + "m=audio 70000 RTP/AVP 8\r\n", ErrMalformed, ""},
		{"port negative", head + "m=audio -1 RTP/AVP 8\r\n", ErrMalformed, ""},
		{"no c=", strings.ReplaceAll(head, "c=IN IP4 192.0.2.1\r\n", "") + pcma, ErrNotAcceptable, ""},
		{"host name", head + pcma + "c=IN IP4 phone.example\r\n", ErrNotAcceptable, ""},
		{"IPv6", head + pcma + "c=IN IP6 2001:db8::1\r\n", ErrNotAcceptable, ""},
		{"multicast with TTL", head + pcma + "c=IN IP4 224.2.1.1/127\r\n", ErrNotAcceptable, ""},
		{"multicast", head + pcma + "c=IN IP4 224.2.1.1\r\n", ErrNotAcceptable, ""},
		{"broadcast", head + pcma + "c=IN IP4 255.255.255.255\r\n", ErrNotAcceptable, ""},
		{"ourselves", head + "m=audio 20000 RTP/AVP 8\r\nc=IN IP4 192.0.2.9\r\n", ErrNotAcceptable, ""},
		{"no codec known", head + "m=audio 4000 RTP/AVP 77\r\n", ErrNotAcceptable, ""},
		{"events alone", head + "m=audio 4000 RTP/AVP 101\r\na=rtpmap:101 telephone-event/8000\r\n", ErrNotAcceptable, ""},
		{"no format", head + "m=audio 4000 RTP/AVP\r\n", ErrMalformed, ""},
		{"not SDP", "hello\r\n", ErrMalformed, ""},
		{"NUL", head + pcma + "a=x\x00y\r\n", ErrMalformed, ""},
		{"too long", head + pcma + strings.Repeat("a=x:0123456789\r\n", 600), ErrMalformed, ""},
		{"nine lines", head + strings.Repeat(pcma, 9), ErrMalformed, ""},
	} {
		d, err := Parse([]byte(c.body), testRules)
		if !errors.Is(err, c.want) || (err == nil) != (c.want == nil) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		} else if err == nil && d.RTP.String() != c.rtp {
			t.Errorf("%s: %s, want %s", c.name, d.RTP, c.rtp)
		}
	}
}

// Codecs are read in the sender's order, each once; rtpmap overrides nothing that
// was not said, comfort noise is no speech.
func TestParseCodecs(t *testing.T) {
	d := mustParse(t, head+"m=audio 4000 RTP/AVP 96 0 8 8 97 13 101 100 200 x\r\n"+
		"a=rtpmap:96 opus/48000/2\r\na=fmtp:96 useinbandfec=1\r\na=rtpmap:97 pcma/8000\r\na=rtpmap:13 CN/8000\r\n"+
		"a=rtpmap:101 telephone-event/8000\r\na=rtpmap:100 TELEPHONE-EVENT/48000\r\na=fmtp:101 0-16\r\na=ptime:30\r\n"+
		"a=rtcp:4010 IN IP4 192.0.2.66\r\na=rtcp-mux\r\n")
	got := fmt.Sprint(d.Codecs, d.Events, d.PTime, d.RTCP, d.Mux)
	want := "[{opus 96 48000 2 useinbandfec=1} {PCMU 0 8000 1 } {PCMA 8 8000 1 }]" +
		" [{telephone-event 101 8000 1 0-16} {TELEPHONE-EVENT 100 48000 1 }] 30 192.0.2.1:4010 true"
	if got != want {
		t.Fatalf("got  %s\nwant %s", got, want)
	}
}

// The table of RFC 3264 section 6.1, and hold in both fashions (lessons S14).
func TestAnswerDirection(t *testing.T) {
	for _, c := range []struct {
		line   string
		want   Direction
		answer Direction
		hold   bool
	}{
		{"", SendRecv, SendRecv, false},
		{"a=sendrecv", SendRecv, SendRecv, false},
		{"a=sendonly", SendRecv, RecvOnly, true},
		{"a=recvonly", SendRecv, SendOnly, false},
		{"a=inactive", SendRecv, Inactive, true},
		{"a=sendrecv", SendOnly, SendOnly, false},
		{"a=sendonly", SendOnly, Inactive, true},
		{"a=recvonly", SendOnly, SendOnly, false},
		{"a=sendrecv", RecvOnly, RecvOnly, false},
		{"a=recvonly", RecvOnly, Inactive, false},
		{"a=sendrecv", Inactive, Inactive, false},
		{"c=IN IP4 0.0.0.0", SendRecv, RecvOnly, true},
		{"c=IN IP4 0.0.0.0\r\na=inactive", SendRecv, Inactive, true},
	} {
		d := mustParse(t, head+"m=audio 4000 RTP/AVP 8\r\n"+c.line+"\r\n")
		body, n, err := testLocal().Answer(d, AnswerOptions{Direction: c.want})
		if err != nil {
			t.Fatal(err)
		}
		if n.Direction != c.answer || n.RemoteHold != c.hold || !bytes.Contains(body, []byte("a="+c.answer.String()+"\r\n")) {
			t.Errorf("%q, wanting %s: %s, hold %v; want %s, %v", c.line, c.want, n.Direction, n.RemoteHold, c.answer, c.hold)
		}
	}
}

// A direction of the session holds for its lines, and a line's own overrides it.
func TestSessionDirection(t *testing.T) {
	d := mustParse(t, strings.Replace(head, "t=0 0\r\n", "t=0 0\r\na=sendonly\r\n", 1)+"m=audio 4000 RTP/AVP 8\r\n")
	if d.Direction != SendOnly {
		t.Fatal(d.Direction)
	}
	d = mustParse(t, strings.Replace(head, "t=0 0\r\n", "t=0 0\r\na=sendonly\r\n", 1)+"m=audio 4000 RTP/AVP 8\r\na=recvonly\r\n")
	if d.Direction != RecvOnly {
		t.Fatal(d.Direction)
	}
}

// The answer has a line for every line of the offer, in order, those not taken
// with port 0 (RFC 3264 section 6), and stays so in a later offer of ours.
func TestAnswerKeepsLines(t *testing.T) {
	d := mustParse(t, head+"m=video 5000 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\nm=audio 0 RTP/AVP 8\r\n"+
		"m=audio 4000 RTP/AVPF 8 101\r\na=rtpmap:101 telephone-event/8000\r\nm=image 6000 udptl t38\r\n")
	l := testLocal()
	body, _, err := l.Answer(d, AnswerOptions{Direction: SendRecv})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"m=video 0 RTP/AVP 96", "m=audio 0 RTP/AVP 8", "m=audio 20000 RTP/AVPF 8 101", "m=image 0 udptl t38"}
	if got := mediaLines(body); strings.Join(got, "|") != strings.Join(want, "|") {
		t.Fatalf("got %q", got)
	}
	if got := mediaLines(l.Offer(OfferOptions{Direction: SendOnly})); len(got) != 4 || got[2] != "m=audio 20000 RTP/AVPF 8 0 101" {
		t.Fatalf("later offer: %q", got)
	}
}

func mediaLines(body []byte) (lines []string) {
	for l := range strings.Lines(string(body)) {
		if strings.HasPrefix(l, "m=") {
			lines = append(lines, strings.TrimSpace(l))
		}
	}
	return lines
}

// The version of o= rises by one when the text changes and only then; the state
// survives storing (RFC 3264 section 8).
func TestVersion(t *testing.T) {
	l := testLocal()
	version := func(body []byte) uint64 {
		var s sdp.SessionDescription
		if err := s.Unmarshal(body); err != nil {
			t.Fatal(err)
		}
		if s.Origin.SessionID != 42 {
			t.Fatalf("session id %d", s.Origin.SessionID)
		}
		return s.Origin.SessionVersion
	}
	want := uint64(1)
	for i, dir := range []Direction{SendRecv, SendRecv, SendOnly, SendOnly, SendRecv} {
		if i == 2 || i == 4 {
			want++
		}
		if got := version(l.Offer(OfferOptions{Direction: dir})); got != want {
			t.Fatalf("offer %d: version %d, want %d", i, got, want)
		}
		stored, err := json.Marshal(l)
		if err != nil {
			t.Fatal(err)
		}
		l = &Local{}
		if err := json.Unmarshal(stored, l); err != nil {
			t.Fatal(err)
		}
	}
}

// Which codec an answer names, and the telephone-event of its clock rate.
func TestAnswerCodecs(t *testing.T) {
	const offer = head + "m=audio 4000 RTP/AVP 111 18 0 8 110 101\r\na=rtpmap:111 opus/48000/2\r\na=fmtp:111 useinbandfec=1\r\n" +
		"a=rtpmap:110 telephone-event/48000\r\na=rtpmap:101 telephone-event/8000\r\n"
	opus := Codec{Name: "OPUS", PT: 96, Rate: 48000, Channels: 2}
	for _, c := range []struct {
		accept []Codec
		want   string
	}{
		{nil, "m=audio 20000 RTP/AVP 0 8 101"},
		{[]Codec{PCMA}, "m=audio 20000 RTP/AVP 8 101"},
		{[]Codec{opus}, "m=audio 20000 RTP/AVP 111 110"},
		{[]Codec{staticCodecs[18], PCMA}, "m=audio 20000 RTP/AVP 18 101"},
	} {
		body, n, err := testLocal().Answer(mustParse(t, offer), AnswerOptions{Codecs: c.accept, Direction: SendRecv})
		if err != nil {
			t.Fatal(err)
		}
		if got := mediaLines(body)[0]; got != c.want {
			t.Errorf("accepting %v: %s, want %s", c.accept, got, c.want)
		}
		if n.Event.Rate != n.Codec().Rate {
			t.Errorf("accepting %v: events of %d Hz", c.accept, n.Event.Rate)
		}
	}
	if _, _, err := testLocal().Answer(mustParse(t, offer), AnswerOptions{Codecs: []Codec{staticCodecs[9]}}); !errors.Is(err, ErrNotAcceptable) {
		t.Fatal(err)
	}
}

// Offering one leg's codecs on another leg: payload types are kept where free, no
// two formats share one, and events come for each clock rate.
func TestOfferNumbers(t *testing.T) {
	opus := Codec{Name: "opus", PT: 101, Rate: 48000, Channels: 2, Fmtp: "useinbandfec=1"}
	odd := Codec{Name: "PCMA", PT: 97, Rate: 8000, Channels: 1}
	body := testLocal().Offer(OfferOptions{
		Codecs:    []Codec{opus, odd, {Name: "x", PT: 101, Rate: 8000, Channels: 1}},
		Events:    []Codec{{Name: eventName, PT: 101, Rate: 8000, Channels: 1}},
		Direction: SendRecv,
	})
	if got := mediaLines(body)[0]; got != "m=audio 20000 RTP/AVP 101 8 96 102 103" {
		t.Fatalf("%s", body)
	}
	d := mustParse(t, strings.ReplaceAll(string(body), "192.0.2.9", "192.0.2.1"))
	if got := fmt.Sprint(d.Codecs[0], d.Events); got != "{opus 101 48000 2 useinbandfec=1} [{telephone-event 102 48000 1 0-15} {telephone-event 103 8000 1 }]" {
		t.Fatal(got)
	}
}

// The answerer may renumber: we send under its numbers and receive under ours
// (RFC 3264 section 6.1).
func TestApplyAnswer(t *testing.T) {
	offer := testLocal().Offer(OfferOptions{Direction: SendRecv})
	answer := head + "m=audio 4000 RTP/AVP 96 0 100\r\na=rtpmap:96 PCMA/8000\r\na=rtpmap:100 telephone-event/8000\r\na=sendonly\r\n"
	n, err := ApplyAnswer(offer, []byte(answer), testRules)
	if err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprint(n.Codecs, n.Event, n.Direction, n.RemoteHold, n.RTP)
	want := "[{{PCMA 96 8000 1 } 8} {{PCMU 0 8000 1 } 0}] {{telephone-event 100 8000 1 } 101} recvonly true 192.0.2.1:4000"
	if got != want {
		t.Fatalf("got  %s\nwant %s", got, want)
	}
	codecs, events := n.Offerable()
	if got := fmt.Sprint(codecs[0].PT, codecs[1].PT, events[0].PT); got != "8 0 101" {
		t.Fatal(got)
	}
	for _, bad := range []string{
		head + "m=audio 0 RTP/AVP 8\r\n",                                    // refused
		head + "m=audio 4000 RTP/AVP 9\r\n",                                 // not offered
		head + "m=audio 4000 RTP/AVP 8\r\nm=audio 4000 RTP/AVP 8\r\n",       // a line too many
		head + "m=video 0 RTP/AVP 96\r\nm=audio 4000 RTP/AVP 8\r\n",         // other order
		head + "m=audio 20000 RTP/AVP 8\r\nc=IN IP4 192.0.2.9\r\na=x:y\r\n", // ourselves
	} {
		if _, err := ApplyAnswer(offer, []byte(bad), testRules); !errors.Is(err, ErrNotAcceptable) {
			t.Errorf("%v for\n%s", err, bad)
		}
	}
}

// Whatever comes in, parsing neither panics nor lets a bad address through, and
// what was accepted can be answered with a description that we accept ourselves.
func FuzzParse(f *testing.F) {
	f.Add([]byte(head + "m=audio 4000 RTP/AVP 8 0 101\r\na=rtpmap:101 telephone-event/8000\r\n"))
	f.Add([]byte(head + "m=image 1 udptl t38\r\nm=audio 4000 RTP/AVP 96\r\na=rtpmap:96 opus/48000/2\r\na=fmtp:96 x\r\n"))
	f.Add([]byte(head + "m=audio 4000 RTP/AVP 8\r\nc=IN IP4 0.0.0.0\r\na=inactive\r\nb=AS"))
	f.Fuzz(func(t *testing.T, body []byte) {
		d, err := Parse(body, testRules)
		if err != nil {
			return
		}
		if a := d.RTP.Addr(); a.IsMulticast() || !a.Is4() || d.RTP.Port() == 0 || testRules.Own(d.RTP) {
			t.Fatalf("accepted %s", d.RTP)
		}
		l := testLocal()
		answer, n, err := l.Answer(d, AnswerOptions{Codecs: d.Codecs, Direction: SendRecv})
		if err != nil {
			t.Fatalf("cannot answer with its own codecs: %v", err)
		}
		back, err := Parse(answer, Rules{})
		if err != nil {
			t.Fatalf("our answer: %v\n%s", err, answer)
		}
		if len(back.Lines) != len(d.Lines) || back.Audio != d.Audio || !back.Codecs[0].Same(n.Codec()) {
			t.Fatalf("answer does not match\n%s", answer)
		}
	})
}
