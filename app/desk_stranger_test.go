package app

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/callfloor/callfloor/sip/phone"
	"github.com/callfloor/callfloor/web"
)

// card is what the desk of an agent shows of the one live call; its text is never to
// hold the whole number of who calls.
func (p *person) card(r *rig, whole string) web.Card {
	p.t.Helper()
	var live []struct{ ID string }
	r.api("GET", "/calls", "", &live)
	if len(live) != 1 {
		p.t.Fatalf("live calls: %+v", live)
	}
	var card web.Card
	text := p.ask(200, "GET", "/calls/"+live[0].ID+"/card", "", &card)
	if strings.Contains(text, whole) {
		p.t.Errorf("the number is not masked: %s", text)
	}
	return card
}

// A stranger who is saved during the call is known on the next call from the same
// number, though the agent never sees that number whole (D16, D37); and a call to them
// can be reserved in the call (D9).
func TestAStrangerIsKnownFromTheNextCallOn(t *testing.T) {
	const number, whole = "01077778888", "77778888"
	r := start(t, t.TempDir())
	r.agent("1001", "s3cret-kim-0001", 440, phone.Answering{After: 10 * time.Millisecond})
	hana := r.logIn(t, "hana", "kim")
	r.ready("kim")
	c := r.dial(number)
	r.wait(c, phone.Talking)
	card := hana.card(r, whole)
	if card.Customer != nil || card.Number != "010-****-8888" {
		t.Fatalf("a stranger: %+v", card)
	}

	due := time.Now().Add(time.Hour).Format(time.RFC3339)
	hana.ask(422, "POST", "/reservations", fmt.Sprintf(`{"due_at":%q,"number":%q}`, due, card.Number), nil)
	var booked web.ReservationView
	text := hana.ask(201, "POST", "/reservations", fmt.Sprintf(`{"due_at":%q,"call":%q,"agent":"kim"}`, due, card.Call), &booked)
	if booked.Number != "010-****-8888" || strings.Contains(text, whole) {
		t.Errorf("reserved: %s", text)
	}
	if kept, err := r.db.Reservation(t.Context(), booked.ID); err != nil || kept.Number != "+821077778888" {
		t.Errorf("reserved: %+v, %v", kept, err)
	}

	var saved web.CustomerView
	text = hana.ask(201, "POST", "/customers", fmt.Sprintf(`{"name":"최새롬","phones":[{"number":"02-123-4567"}],"call":%q}`, card.Call), &saved)
	if len(saved.Phones) != 2 || saved.Phones[0].Number != "010-****-8888" || strings.Contains(text, whole) {
		t.Errorf("saved: %s", text)
	}
	hana.ask(204, "PUT", "/calls/"+card.Call+"/customer", fmt.Sprintf(`{"customer":%q}`, saved.ID), nil)
	c.Hangup()
	until(t, "ready again", func() bool { return r.state("kim") == "ready" })

	c = r.dial("+82" + number[1:]) // as another carrier writes it
	r.wait(c, phone.Talking)
	again := hana.card(r, whole)
	if again.Call == card.Call || again.Customer == nil || again.Customer.ID != saved.ID {
		t.Errorf("on the next call: %+v", again)
	}
	c.Hangup()
}
