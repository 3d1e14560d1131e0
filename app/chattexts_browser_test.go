package app

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// A customer's text message is a chat on the agent's page; what the agent writes there goes out as a
// text message. A supervisor looks on (S6), and what the agent sees of the chat stays as it was (S4).
func TestTextMessagesInABrowser(t *testing.T) {
	r, vendor := startTexting(t)
	r.textChats(t)
	r.api("POST", "/users", `{"login":"boss","name":"한관리","role":"administrator","password":"`+goodPassword+`"}`, nil)
	b := browser(t)
	kim := visitor(t, b, "http://"+r.httpAddr)
	kim.open("/login?lang=ko&next=%2Fchat")
	kim.logIn("hana", "Blue-river-77")
	kim.holds(`location.pathname === "/chat" && document.querySelector(".mest")`)
	writes := func(text string) {
		t.Helper()
		until(t, "the provider takes what the customer writes", func() bool { return vendor.Write("01012345678", "15880001", text) == nil })
	}
	writes("배송이 언제 되나요?")
	kim.in(".cv-go", "배송이 언제 되나요?")
	kim.holds(`document.querySelector(".m.customer p")?.textContent === "배송이 언제 되나요?"`)
	if head := kim.text(".cvh"); head == "" {
		t.Error("the chat has no head")
	}
	kim.do(chromedp.SendKeys(chromedp.CSS("#write-0"), "내일 도착합니다."+kb.Enter))
	kim.holds(`[...document.querySelectorAll(".m.me:not(.out) p")].some((p) => p.textContent === "내일 도착합니다.")`)
	untilIn(t, 10*time.Second, "the answer goes out", func() bool {
		lines, unread := r.lines(t)
		return vendor.Report(10).Taken == 1 && slices.Equal(lines, []string{">내일 도착합니다.", "<배송이 언제 되나요?"}) && unread == 0
	})

	boss := visitor(t, b, "http://"+r.httpAddr)
	boss.open("/login?lang=en&next=%2Fsupervise")
	boss.logIn("boss", goodPassword)
	boss.holds(`location.pathname === "/supervise"`)
	boss.open("/supervise?lang=en")
	boss.holds(`document.querySelector(".inter .bino") && document.querySelector("[role=switch]:not(:disabled)")`)
	talk := func() string {
		text, err := eval[string](kim, `[document.title, ...[".cvh", ".strip-line", ".m p"].flatMap((one) => [...document.querySelectorAll(one)].map((el) => el.textContent))].join("\n")`)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	before := talk()
	boss.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("[role=switch]").click()`))
	boss.holds(`document.querySelector(".inter .bino").getAttribute("aria-disabled") === "false"`)
	boss.do(chromedp.Evaluate[chromedp.Void](`document.querySelector(".inter .bino").click()`))
	boss.holds(`["배송이 언제 되나요?", "내일 도착합니다."].every((text) => [...document.querySelectorAll(".m p")].some((p) => p.textContent === text))`)
	if after := talk(); after != before {
		t.Errorf("the agent saw before:\n%s\nand after:\n%s", before, after)
	}
	if room := r.textRooms(t)[0]; fmt.Sprint(room.Channel) != "sms" {
		t.Errorf("the room is %+v", room)
	}
	writes("감사합니다")
	boss.holds(`[...document.querySelectorAll(".m p")].some((p) => p.textContent === "감사합니다")`)
	kim.holds(`[...document.querySelectorAll(".m.customer p")].some((p) => p.textContent === "감사합니다")`)
}
