package app

import (
	"context"
	"fmt"

	"github.com/chromedp/chromedp"
)

// guideChats are the customers who write: name, large and middle category, what they write and
// what the agent answers ("": nothing yet).
var guideChats = []struct {
	name, large, middle string
	asks, answers       []string
}{
	{"윤소희", "delivery", "late", []string{"주문한 지 사흘째인데 아직 배송 준비중이에요", "주문번호는 20261128-0417 입니다"}, []string{"안녕하세요, 온마루 김서연입니다. 주문번호를 알려 주시겠어요?", "확인했습니다. 오늘 출고되어 내일 도착합니다."}},
	{"남기훈", "return", "refund", []string{"환불은 언제 들어오나요?"}, nil},
	{"배지원", "delivery", "lost", []string{"상자가 찢어진 채로 왔어요"}, []string{"불편을 드려 죄송합니다. 사진을 보내 주시겠어요?"}},
	{"최아름", "delivery", "late", []string{"오늘 받을 수 있을까요?"}, nil},
}

// chats takes a customer's chat, an agent's page, monitoring and supervision.
func (s *shots) chats(r *rig, b context.Context) {
	for _, one := range [][2]string{
		{"/chat-categories", `{"id":"delivery","name":{"ko":"배송","en":"Delivery"}}`}, {"/chat-categories", `{"id":"late","parent":"delivery","name":{"ko":"배송 지연","en":"Late"}}`}, {"/chat-categories", `{"id":"lost","parent":"delivery","name":{"ko":"분실·파손","en":"Lost or damaged"}}`},
		{"/chat-categories", `{"id":"return","name":{"ko":"교환·반품","en":"Returns"}}`}, {"/chat-categories", `{"id":"refund","parent":"return","name":{"ko":"환불 일정","en":"Refund date"}}`},
		{"/chat-sites", `{"id":"shop","name":{"ko":"온마루","en":"Onmaru"},"origins":["https://shop.example.com"]}`},
	} {
		r.ask("POST", one[0], one[1], nil)
	}
	r.ask("PUT", "/settings/chat.enabled", `{"value":"true"}`, nil)
	r.ask("PUT", "/settings/chat.per_address", `{"value":"20"}`, nil) // all of them are here
	kim := s.session(r, "kim")
	kim.ask(200, "PUT", "/chat/me", `{"signed_in":true}`, nil)
	for i, one := range guideChats {
		if i == 2 { // the first two are kim's
			s.session(r, "lee").ask(200, "PUT", "/chat/me", `{"signed_in":true}`, nil)
		}
		c := r.visitor(s.t)
		begin := fmt.Sprint("start-000", i)
		c.send(map[string]any{"type": "start", "client": begin})
		room := c.acks(begin)["room"].(string)
		for n, category := range []string{one.large, one.middle} {
			id := fmt.Sprint("choose-00", n)
			c.send(map[string]any{"type": "choose", "client": id, "room": room, "category": category})
			c.acks(id)
		}
		c.hears("status", func(f map[string]any) bool { return f["room"].(map[string]any)["status"] == "received" })
		var is struct {
			Version int
			Agent   string
		}
		r.ask("GET", "/chat/visitors/"+c.id, "", &is)
		r.ask("PUT", "/chat/visitors/"+c.id, fmt.Sprintf(`{"name":%q,"grade":%q,"version":%d}`, one.name, []string{"VIP", "", "골드", ""}[i], is.Version), nil)
		r.ask("GET", "/chat/rooms/"+room, "", &is)
		agent := s.session(r, is.Agent)
		for n := range max(len(one.asks), len(one.answers)) {
			if n < len(one.answers) && n > 0 || n < len(one.asks) {
				id := fmt.Sprint("post-0000", n)
				c.send(map[string]any{"type": "post", "client": id, "room": room, "body": one.asks[n]})
				c.acks(id)
			}
			if n < len(one.answers) {
				agent.ask(201, "POST", "/chat/rooms/"+room+"/messages", fmt.Sprintf(`{"client":"answer-%04d","body":%q}`, n, one.answers[n]), nil)
			}
		}
	}
	for _, lang := range languages {
		p := visitor(s.t, b, "http://"+r.httpAddr).window()
		p.open("/chat/sample?lang=" + lang)
		p.holds(`globalThis.CallfloorChat?.open`)
		p.do(chromedp.Evaluate[chromedp.Void](`CallfloorChat.open()`))
		p.holds(`document.querySelector("callfloor-chat").shadowRoot.querySelectorAll("button").length > 6`) // what the bot offers
		s.take(p, "chat-widget", lang)

		p = s.enter(r, visitor(s.t, b, "http://"+r.httpAddr), "kim", "%2Fchat")
		p.open("/chat?lang=" + lang)
		p.in(".line .name, .lines b, .list-pane b, b", guideChats[0].name)
		p.holds(`document.querySelectorAll(".m").length >= 4`)
		s.take(p, "chat", lang)

		p = s.enter(r, visitor(s.t, b, "http://"+r.httpAddr), "boss", "%2Fmonitor")
		p.open("/monitor?lang=" + lang)
		p.holds(`document.body.innerText.includes("` + guideChats[1].name + `")`)
		s.take(p, "chat-monitor", lang)
		p.open("/supervise?lang=" + lang)
		watched := `[...document.querySelectorAll(".inter [data-row]")].find((row) => row.textContent.includes("` + guideChats[0].name + `"))?.querySelector(".bino")`
		p.holds(watched + ` && document.querySelector("[role=switch]:not(:disabled)")`)
		p.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("[role=switch]:not(:checked)")?.click()`)) // another page of the same person may have
		p.holds(watched + `?.getAttribute("aria-disabled") === "false"`)
		p.do(chromedp.Evaluate[chromedp.Void](watched + `.click()`))
		p.holds(`document.querySelectorAll(".m").length >= 4`)
		s.take(p, "chat-supervise", lang)
		p.do(chromedp.Evaluate[chromedp.Void](`document.querySelector(".stop").click()`)) // one supervisor at a time
		p.holds(`!document.querySelector(".stop")`)
	}
}

// session is somebody's log-in without a browser.
func (s *shots) session(r *rig, login string) *person { return r.enters(s.t, login, goodPassword) }
