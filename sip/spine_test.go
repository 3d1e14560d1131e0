package sip

import (
	"strings"
	"testing"

	sipmsg "github.com/emiago/sipgo/sip"

	"github.com/callfloor/callfloor/acd"
)

// A call from a trunk waits with music, rings the agent's phone with caller and
// service shown, is answered, connected, and ends with the caller's BYE.
func TestSpine(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim"}})
	phone, caller := newPeer(e, "kim"), newPeer(e, "01012345678")
	phone.register(password+"kim", "SHA-256")
	event[acd.AgentPhoneChanged](e, 1)

	inv := caller.call("15880001")
	caller.response(inv, 100)
	ok := caller.response(inv, 200)
	caller.ack(inv, ok, "")
	event[acd.CallQueued](e, 1)

	e.ready("kim")
	ring := phone.request("INVITE")
	for _, want := range []string{`"01012345678 (주문)" <sip:01012345678@`, "X-Callfloor-Service: orders", "P-Asserted-Identity: ", "Alert-Info: "} {
		if !strings.Contains(ring.raw, want) {
			t.Errorf("the INVITE lacks %q:\n%s", want, ring.raw)
		}
	}
	phone.answer(ring, 180, "p1", "")
	phone.answer(ring, 200, "p1", phone.sdp())
	phone.request("ACK")
	con := event[acd.CallConnected](e, 1)
	if con.Agent != "kim" {
		t.Fatalf("connected to %s", con.Agent)
	}

	bye := caller.send(caller.dialogReq("BYE", inv, ok))
	caller.response(bye, 200)
	phone.answer(phone.request("BYE"), 200, "", "")
	if end := event[acd.CallEnded](e, 1); end.Outcome != acd.Completed || end.By != acd.ByCaller {
		t.Fatalf("ended %+v", end)
	}
	e.calm()
	e.eventually("no dialog stays stored", func() bool { d, _ := e.regs.Dialogs(t.Context()); return len(d) == 0 })
}

// The agent's BYE ends the caller's leg with a reason (RFC 3326).
func TestAgentHangsUp(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim"}})
	c := e.talk("kim")
	c.phone.send(c.phone.inCall("BYE", c.ring, "p1", 1))
	bye := c.caller.request("BYE")
	if !strings.Contains(bye.raw, "Reason: Q.850;cause=16") {
		t.Errorf("no reason in\n%s", bye.raw)
	}
	c.caller.answer(bye, 200, "", "")
	if end := event[acd.CallEnded](e, 1); end.Outcome != acd.Completed || end.By != acd.ByAgent {
		t.Fatalf("ended %+v", end)
	}
	e.calm()
}

// talking is a connected call.
type talking struct {
	caller, phone *peer
	inv           *req
	ok            *sipmsg.Response
	ring          received
}

// talk brings a call up between a fresh caller and a fresh phone of agent.
func (e *edge) talk(agent string) *talking {
	e.Helper()
	n := count[acd.CallConnected](e)
	c := &talking{caller: newPeer(e, "01012345678"), phone: newPeer(e, agent)}
	c.phone.register(password+agent, "MD5")
	e.ready(agent)
	c.inv = c.caller.call("15880001")
	c.ok = c.caller.response(c.inv, 200)
	c.caller.ack(c.inv, c.ok, "")
	c.ring = c.phone.request("INVITE")
	c.phone.answer(c.ring, 180, "p1", "")
	c.phone.answer(c.ring, 200, "p1", c.phone.sdp())
	c.phone.request("ACK")
	event[acd.CallConnected](e, n+1)
	return c
}

// hangUp ends a connected call from the caller's side.
func (c *talking) hangUp() {
	c.caller.Helper()
	c.caller.response(c.caller.send(c.caller.dialogReq("BYE", c.inv, c.ok)), 200)
	c.phone.answer(c.phone.request("BYE"), 200, "", "")
}
