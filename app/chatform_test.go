package app

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
)

// The profile form asks once, and only for what is not known: who has filled it in, or whom the
// shop's page names, goes to an agent without it.
func TestTheFormAsksForWhatIsNotKnown(t *testing.T) {
	r := start(t, t.TempDir())
	r.chatSite(t)
	if st := r.api("PUT", "/chat-sites/shop", `{"id":"shop","name":{"ko":"온마루"},"origins":["https://shop.example.com"],"secret":"a-secret-of-the-site-0001","asks":["name","phone"]}`, nil); st != 200 {
		t.Fatal(st)
	}
	n := 0
	request := func(c *customer) (room string) {
		t.Helper()
		n++
		c.send(map[string]any{"type": "start", "client": fmt.Sprintf("start-%04d", n)})
		room = c.acks(fmt.Sprintf("start-%04d", n))["room"].(string)
		c.send(map[string]any{"type": "request_agent", "client": fmt.Sprintf("agent-%04d", n), "room": room})
		c.acks(fmt.Sprintf("agent-%04d", n))
		return room
	}
	fields := func(c *customer) (keys string) {
		t.Helper()
		for _, f := range c.says("연결하기 전에 알려 주세요")["form"].(map[string]any)["fields"].([]any) {
			keys += f.(map[string]any)["key"].(string) + " "
		}
		return strings.TrimSpace(keys)
	}
	ends := func(c *customer, room string) {
		t.Helper()
		c.send(map[string]any{"type": "end", "client": "end-" + room, "room": room})
		c.acks("end-" + room)
		c.heard = nil
	}

	c := r.visitor(t)
	room := request(c)
	if got := fields(c); got != "name phone" {
		t.Errorf("somebody new is asked for %q", got)
	}
	c.send(map[string]any{"type": "profile", "client": "form-00001", "room": room, "fields": map[string]string{"name": "박고객"}})
	c.acks("form-00001")
	ends(c, room)
	room = request(c)
	if got := fields(c); got != "phone" {
		t.Errorf("who has given the name is asked for %q", got)
	}
	c.send(map[string]any{"type": "profile", "client": "form-00002", "room": room, "fields": map[string]string{"phone": "010-1234-5678"}})
	c.acks("form-00002")
	ends(c, room)
	room = request(c)
	if v := r.stands(t, room); v.Status != "waiting" {
		t.Errorf("who has filled it in: %+v", v)
	}
	if got := strings.Join(r.bodies(t, room), "\n"); strings.Contains(got, "알려 주세요") {
		t.Errorf("is asked again:\n%s", got)
	}

	named := r.visitor(t)
	mac := hmac.New(sha256.New, []byte("a-secret-of-the-site-0001"))
	mac.Write([]byte("u-7"))
	named.send(map[string]any{"type": "identify", "identify": map[string]any{"user": "u-7", "signature": hex.EncodeToString(mac.Sum(nil)), "name": "회원칠", "phone": "010-7777-7777"}})
	if v := r.stands(t, request(named)); v.Status != "waiting" {
		t.Errorf("whom the page names: %+v", v)
	}
}
