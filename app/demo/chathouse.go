package demo

import (
	"slices"

	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/chat"
)

// chatSite is the site on whose pages the demo's customers write, as /chat/sample shows it;
// chatSecret signs who has logged in there.
const (
	chatSite   = "demo"
	chatSecret = "demo-secret-of-the-shop"
)

// smalls are small categories, which agents type.
var smalls = []string{"부천 허브", "카드 결제", "무상 점검", "재문의", "앱 주문", "선물 포장"}

// ChatCategories are what chats of the demo are about.
func ChatCategories() []centre.ChatCategory {
	var list []centre.ChatCategory
	large := func(id, ko, en string) {
		list = append(list, centre.ChatCategory{ID: id, Name: centre.Names{Ko: ko, En: en}, Order: len(list)})
	}
	middle := func(parent, id, ko, en, answer string) {
		list = append(list, centre.ChatCategory{ID: id, Parent: parent, Name: centre.Names{Ko: ko, En: en}, Order: len(list), Answer: centre.ChatText{Ko: answer}})
	}
	large("delivery", "배송", "Delivery")
	middle("delivery", "delivery-late", "배송 지연", "Late", "결제 후 영업일 1~2일 안에 출고되고, 출고 다음 날 도착합니다. 도서·산간 지역은 하루에서 이틀이 더 걸립니다.")
	middle("delivery", "delivery-address", "배송지 변경", "Change of address", "출고 전이면 마이페이지 › 주문 상세에서 바로 바꿀 수 있습니다.")
	middle("delivery", "delivery-damage", "분실·파손", "Lost or damaged", "")
	large("order", "주문·결제", "Orders")
	middle("order", "orders", "주문 변경·취소", "Change or cancel", "")
	middle("order", "payment", "결제 오류", "Payment failed", "")
	middle("order", "receipt", "영수증·증빙", "Receipt", "마이페이지 › 증빙 서류에서 카드 전표와 현금영수증을 받을 수 있습니다.")
	large("return", "교환·반품", "Returns")
	middle("return", "exchange", "교환", "Exchange", "")
	middle("return", "returns", "반품·환불", "Return", "반품은 받으신 날부터 7일 안에 신청할 수 있습니다. 회수 후 검수가 끝나면 3일 안에 환불됩니다.")
	large("product", "상품", "Products")
	middle("product", "how-to", "사용 방법", "How to use", "상품 페이지 아래 ‘사용 설명서’에서 동영상 안내를 볼 수 있습니다.")
	middle("product", "stock", "재입고", "Stock", "상품 페이지의 ‘입고 알림’을 누르면 입고될 때 문자로 알려 드립니다.")
	for i := range list {
		list[i].Fill()
	}
	return list
}

// ChatSite is the site of the demo.
func ChatSite() centre.ChatSite {
	s := centre.ChatSite{
		ID: chatSite, Name: centre.Names{Ko: "온마루 상담", En: "Onmaru support"}, Origins: []string{SitePage}, Category: "delivery-late", Secret: chatSecret, Asks: []string{"name", "phone"},
		Welcome:  centre.ChatText{Ko: "안녕하세요, 온마루입니다. 무엇을 도와드릴까요? 아래에서 골라 주세요.", En: "Hello, this is Onmaru. How can we help you? Please choose below."},
		Greeting: centre.ChatText{Ko: "안녕하세요, 온마루 [agent_name]입니다. [category_name] › [division_name] 문의를 도와드리겠습니다.", En: "Hello, this is [agent_name] of Onmaru. I will help you with [category_name]: [division_name]."},
		Title:    centre.ChatText{Ko: "[category_name] › [division_name]", En: "[category_name]: [division_name]"},
		Closing:  centre.ChatText{Ko: "상담이 종료되었습니다. 온마루를 이용해 주셔서 감사합니다.", En: "This chat has ended. Thank you for writing to Onmaru."},
		Away:     centre.ChatText{Ko: "지금은 모든 상담원이 상담 중입니다. 순서대로 답변드리겠습니다.", En: "Every agent is busy just now. We will answer in order."},
	}
	s.Fill()
	return s
}

// ChatTemplates are texts that agents of the demo fill in.
func ChatTemplates() []chat.Template {
	list := []chat.Template{
		{Shortcut: "확인", Name: "확인 중 안내", Body: "확인해 보겠습니다. 잠시만 기다려 주세요."},
		{Shortcut: "사과", Name: "지연 사과", Body: "기다리시게 하여 죄송합니다. 바로 확인하겠습니다."},
		{Shortcut: "주문번호", Name: "주문번호 요청", Body: "주문번호를 알려 주시면 바로 확인하겠습니다."},
		{Shortcut: "출고", Category: "delivery-late", Name: "출고 안내", Body: "오늘 출고되었고, 내일 도착할 예정입니다. 배송 기사가 배정되면 문자로 알려 드립니다."},
		{Shortcut: "환불", Category: "returns", Name: "환불 일정", Body: "검수가 끝나 환불을 요청했습니다. 카드는 영업일 3~5일 안에 취소됩니다."},
		{Shortcut: "마침", Name: "마침 인사", Body: "더 궁금하신 점은 언제든지 남겨 주세요. 좋은 하루 보내십시오."},
	}
	for i := range list {
		list[i].ID, list[i].By = "demo-chat-"+chatNumber(i), "demo"
	}
	return list
}

// TakeChats says how the demo's agents take chats: some few at once, so that customers wait
// now and then, and one not at all.
func TakeChats(list []centre.Agent) {
	for i := range list {
		switch id := list[i].ID; {
		case id == list[len(list)-1].ID:
			list[i].Chat = &centre.AgentChat{Excluded: true}
		case slices.Contains(chatAgents, id):
			list[i].Chat = &centre.AgentChat{Cap: 2, AutoReply: "기다려 주셔서 감사합니다. 남겨 주신 내용을 확인하고 있습니다."}
		}
	}
}
