package desk

import (
	"context"
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
)

// The figures of a desk follow from the floor's facts: own times with the running
// state, counts beside those of the best agent or of all, the mean over who was
// logged in today (D21 to D30).
func TestFigures(t *testing.T) {
	sec := time.Second
	at := func(s int) acd.Time { return acd.Time(1_000_000 + s*1000) }
	st := acd.State{Now: at(100), Day: "2026-11-28",
		Services: []acd.ServiceState{{Service: acd.Service{ID: "orders"}, Waiting: 3}, {Service: acd.Service{ID: "returns"}, Waiting: 5}},
		Agents: []acd.AgentStatus{
			{Agent: acd.Agent{ID: "kim", Services: []acd.Membership{{Service: "orders"}}}, State: acd.Talking, Since: at(90),
				Today: acd.AgentFigures{Answered: 3, Outbound: 1, Talks: 2, Talk: 50 * sec, TalkOut: 10 * sec, Ready: 20 * sec, Wrap: 5 * sec, NotReady: 7 * sec, Away: 2 * sec, Login: 92 * sec}},
			{Agent: acd.Agent{ID: "lee"}, State: acd.NotReady, Reason: acd.Away, Since: at(60), Today: acd.AgentFigures{Answered: 5, Outbound: 2, NotReady: sec, Login: sec}},
			{Agent: acd.Agent{ID: "meets"}, State: acd.NotReady, Reason: acd.Meeting, Since: at(60)},
			{Agent: acd.Agent{ID: "park"}, State: acd.LoggedOut, Today: acd.AgentFigures{Answered: 1, Login: sec}},
			{Agent: acd.Agent{ID: "away"}, State: acd.LoggedOut},
		},
	}
	f, ok := FiguresOf(st, "kim", CompareAll)
	if !ok || f.Waiting != 3 || f.TalkMs != 70_000 || f.MeanTalkMs != 30_000 || f.ReadyMs != 20_000 || f.WrapMs != 5_000 || f.AwayMs != 2_000 || f.NotReadyMs != 7_000 ||
		f.Own != (CallCounts{3, 1}) || f.Compared != (CallCounts{9, 3}) || f.Mean != (MeanCounts{2.3, 0.8}) || f.CompareLabel.Ko != "전체콜" || f.Day != "2026-11-28" {
		t.Errorf("%+v", f)
	}
	f, _ = FiguresOf(st, "lee", CompareBest)
	if f.Compared != (CallCounts{5, 2}) || f.CompareLabel.Ko != "최고콜" || f.AwayMs != 40_000 || f.NotReadyMs != 41_000 || f.MeanTalkMs != 0 || f.Waiting != 0 {
		t.Errorf("%+v", f)
	}
	if f, _ := FiguresOf(st, "meets", CompareAll); f.AwayMs != 0 || f.NotReadyMs != 40_000 { // a meeting is not away (D26, D33)
		t.Errorf("%+v", f)
	}
	if _, ok := FiguresOf(st, "nobody", CompareAll); ok {
		t.Error("figures of nobody")
	}
	if f, _ := FiguresOf(acd.State{Agents: st.Agents[4:]}, "away", CompareAll); f.Mean != (MeanCounts{}) || f.MeanTalkMs != 0 {
		t.Errorf("%+v", f)
	}
	if m := mean(7, 3); m != 2.3 {
		t.Errorf("7 over 3 is %v", m)
	}
}

// However often something changes, a desk hears of it once; a closed one no more.
func TestFeed(t *testing.T) {
	var f Feed
	kim, lee := f.Listen("kim"), f.Listen("lee")
	for range 1000 {
		f.Changed(Lists, "kim", "nobody")
	}
	f.Changed(Drafts, "kim")
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if what, err := kim.Wait(ctx); err != nil || what != Lists|Drafts {
		t.Fatal(what, err)
	}
	for _, l := range []*Listener{kim, lee} {
		if what, err := l.Wait(ctx); err == nil {
			t.Errorf("heard of %b, which did not change", what)
		}
	}
	f.All()
	if what, err := lee.Wait(t.Context()); err != nil || what != Lists {
		t.Error(what, err)
	}
	kim.Close()
	lee.Close()
	f.Changed(Lists, "kim")
	if len(f.desk) != 0 {
		t.Errorf("left over: %v", f.desk)
	}
}

// A call of two customers with the same number counts with the stronger effect.
func TestBlocks(t *testing.T) {
	var b Blocks
	if b.Of("01012345678", "KR") != "" {
		t.Error("an empty list blocks")
	}
	b.Replace([]Blocked{{"+821012345678", Refuse}, {"+821012345678", LowPriority}, {"+821011112222", Message}})
	for n, want := range map[string]Effect{"01012345678": Refuse, "+82 10 1234 5678": Refuse, "821011112222": Message, "01000000000": "", "anonymous": ""} {
		if got := b.Of(n, "KR"); got != want {
			t.Errorf("%s: %q, want %q", n, got, want)
		}
	}
}

// A ticket names who has to do with a live call.
func TestTicketOf(t *testing.T) {
	in, parts := TicketOf(acd.CallState{ID: "c", Phase: acd.Offered, Service: "orders", Caller: "01012345678", Offers: []acd.OfferState{{Agent: "kim"}, {Agent: "lee"}}}, "KR")
	if in.Channel != In || in.Number != "+821012345678" || len(parts) != 2 || !parts[0].Answered.IsZero() {
		t.Errorf("%+v %+v", in, parts)
	}
	if _, parts := TicketOf(acd.CallState{Phase: acd.Waiting}, "KR"); len(parts) != 0 {
		t.Errorf("%+v", parts)
	}
	out, parts := TicketOf(acd.CallState{Phase: acd.DialingOut, Called: "021234567", Agent: "kim", Started: 5}, "KR")
	if out.Channel != Out || out.Number != "+8221234567" || len(parts) != 1 || parts[0].Answered.IsZero() {
		t.Errorf("%+v %+v", out, parts)
	}
	about := acd.CallState{ID: "d", Phase: acd.Offered, Service: "returns", About: "c", Offers: []acd.OfferState{{Agent: "park"}}}
	if k, parts := TicketOf(about, "KR"); k.Call != "c" || k.Service != "" || len(parts) != 1 || parts[0] != (Part{Call: "c", Agent: "park"}) {
		t.Errorf("a consultation: %+v %+v", k, parts)
	}
	promised := acd.CallState{ID: "p", Phase: acd.Offered, Service: "orders", Caller: "01012345678", Callback: true, Offers: []acd.OfferState{{Agent: "kim"}}}
	if k, parts := TicketOf(promised, "KR"); k.Channel != Out || k.Number != "+821012345678" || len(parts) != 1 {
		t.Errorf("a callback that rings at an agent: %+v %+v", k, parts)
	}
	promised.Phase, promised.CustomerFirst, promised.Agent, promised.Offers = acd.DialingOut, true, "kim", nil
	if _, parts := TicketOf(promised, "KR"); len(parts) != 0 {
		t.Errorf("an agent is kept for a callback: %+v", parts)
	}
	if _, parts := TicketOf(acd.CallState{ID: "e", Phase: acd.DialingOut, Agent: "kim", To: "lee", Offers: []acd.OfferState{{Agent: "lee"}}}, "KR"); len(parts) != 0 {
		t.Errorf("a call between colleagues: %+v", parts)
	}
	live := []acd.CallState{{ID: "c", Agent: "kim"}, about}
	for agent, want := range map[string]bool{"kim": true, "park": true, "lee": false} {
		if InCall(live, "c", agent) != want {
			t.Errorf("%s is in the call: %v", agent, !want)
		}
	}
	if TicketName("2026-11-28", 42) != "20261128-00042" || !IsTicket("20261128-") || !IsTicket("20261128-00042") || IsTicket("2026") {
		t.Error("tickets are not as people write them")
	}
}
