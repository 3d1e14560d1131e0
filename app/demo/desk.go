package demo

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"

	"github.com/callfloor/callfloor/callback"
	"github.com/callfloor/callfloor/desk"
)

// knownCallers is how many people the demo's centre knows by number.
const knownCallers = 400

var (
	surnames = strings.Fields("김 이 박 최 정 강 조 윤 장 임 한 오 서 신 권 황 안 송 류 전 홍 고 문 양 손 배 백 허 유 남 심 노")
	given    = strings.Fields(`서준 도윤 시우 하준 지호 예준 주원 지훈 준서 건우 서연 서윤 지우 하윤 서현 하은 민서 지유 윤서 채원
		수아 지민 은우 유준 민준 현우 선우 연우 정우 승우 미경 영숙 정희 순자 영호 상철 동현 성민 재영 은정`)
	claims = []string{"배송 지연으로 두 차례 항의", "환불 처리 지연 불만 접수", "상담사 응대 불만 이력 있음"}
	memos  = []string{"통화는 오후를 선호", "문자 안내를 원함", "정기 구매 고객", "법인 고객, 세금계산서 발행", "배송지 변경이 잦음"}
)

// numberOf is the number of a person whom the centre knows.
func numberOf(i int) string { return fmt.Sprintf("+8210%08d", (i*48_271+2_000_003)%100_000_000) }

// caller is who calls next: mostly somebody known, as the number is sent by a
// carrier of the country.
func caller(r *rand.Rand) string {
	if r.IntN(5) < 3 {
		return "0" + strings.TrimPrefix(numberOf(r.IntN(knownCallers)), "+82")
	}
	return fmt.Sprintf("010%08d", r.IntN(100_000_000))
}

// Customers are the people whom the demo's centre knows.
func Customers() []desk.Customer {
	r := rand.New(rand.NewPCG(7, 7)) //nolint:gosec // a play, not a secret
	var list []desk.Customer
	for i := range knownCallers {
		c := desk.Customer{
			ID: fmt.Sprintf("demo-customer-%03d", i), Name: surnames[r.IntN(len(surnames))] + given[r.IntN(len(given))],
			Phones: []desk.Phone{{Number: numberOf(i), Label: "휴대폰"}}, Fields: map[string]string{"등급": []string{"일반", "일반", "실버", "골드", "VIP"}[r.IntN(5)]},
		}
		if r.IntN(3) == 0 {
			c.Phones = append(c.Phones, desk.Phone{Number: fmt.Sprintf("+822%08d", 20_000_000+i*137), Label: "집"})
		}
		if r.IntN(2) == 0 {
			c.Email = fmt.Sprintf("customer%03d@example.com", i)
		}
		if r.IntN(2) == 0 {
			c.BirthDate = fmt.Sprintf("%d-%02d-%02d", 1955+r.IntN(50), 1+r.IntN(12), 1+r.IntN(28))
		}
		if r.IntN(5) == 0 {
			c.Memo = memos[r.IntN(len(memos))]
		}
		if r.IntN(20) == 0 {
			c.Claim = claims[r.IntN(len(claims))]
		}
		list = append(list, c)
	}
	return list
}

// Blacklisted are the people of Customers on the blacklist, by id.
func Blacklisted() map[string]desk.Blacklist {
	return map[string]desk.Blacklist{
		"demo-customer-013": {Effect: desk.LowPriority, Reason: "반복 문의", Memo: "같은 내용으로 하루 수십 차례 통화"},
		"demo-customer-113": {Effect: desk.Message, Reason: "폭언", Memo: "상담사에게 폭언, 두 차례 경고함"},
	}
}

// Dispositions are what calls of the demo are about.
func Dispositions() desk.Dispositions {
	group := func(code, ko, en string, below ...string) desk.Disposition {
		d := desk.Disposition{Code: code, Name: desk.Label{Ko: ko, En: en}}
		for i := 0; i+1 < len(below); i += 2 {
			d.Children = append(d.Children, desk.SubClass{Code: fmt.Sprintf("%s_%d", code, i/2+1), Name: desk.Label{Ko: below[i], En: below[i+1]}})
		}
		return d
	}
	return desk.Dispositions{Items: []desk.Disposition{
		group("delivery", "배송", "Delivery", "배송 지연", "Late", "분실·파손", "Lost or damaged", "배송지 변경", "Change of address", "배송 조회", "Tracking"),
		group("order", "주문·결제", "Orders", "주문 변경", "Change", "주문 취소", "Cancel", "결제 오류", "Payment failed", "영수증", "Receipt"),
		group("return", "교환·반품", "Returns", "교환", "Exchange", "반품", "Return", "환불 일정", "Refund date"),
		group("product", "상품", "Products", "재고", "Stock", "사용법", "How to use", "불량", "Faulty"),
		group("other", "기타", "Other", "칭찬", "Praise", "불만", "Complaint", "오접속", "Wrong number"),
	}}
}

// Form is what agents of the demo fill in.
func Form() desk.Form {
	return desk.Form{DispositionRequired: true, Fields: []desk.Field{
		{Key: "order_no", Label: desk.Label{Ko: "주문번호", En: "Order number"}, Type: desk.FieldText, MaxLength: 30},
		{Key: "result", Label: desk.Label{Ko: "처리 결과", En: "Result"}, Type: desk.FieldSelect, Required: true, Options: []desk.Option{
			{Value: "done", Label: desk.Label{Ko: "완료", En: "Done"}}, {Value: "forwarded", Label: desk.Label{Ko: "이관", En: "Forwarded"}}, {Value: "callback", Label: desk.Label{Ko: "재통화", En: "To call back"}},
		}},
		{Key: "refund", Label: desk.Label{Ko: "환불 금액", En: "Refund"}, Type: desk.FieldNumber},
		{Key: "visit", Label: desk.Label{Ko: "방문 예정일", En: "Visit on"}, Type: desk.FieldDate},
		{Key: "guided", Label: desk.Label{Ko: "개인정보 안내 완료", En: "Told about personal data"}, Type: desk.FieldCheckbox},
	}}
}

// Templates are the answers that the demo's agents read from.
func Templates() []desk.Template {
	list := []desk.Template{
		{Question: "배송은 얼마나 걸리나요?", Answer: "결제 완료 후 영업일 기준 1~2일 안에 출고되며, 출고 다음 날 받아 보실 수 있습니다.\n도서·산간 지역은 하루에서 이틀이 더 걸립니다.", Keywords: "택배 기간 도착", Service: "delivery"},
		{Question: "배송지를 바꾸고 싶어요", Answer: "출고 전이면 바로 변경해 드릴 수 있습니다. 출고된 뒤에는 택배사에 직접 요청하셔야 합니다.", Keywords: "주소 변경", Service: "delivery"},
		{Question: "상품이 파손되어 왔어요", Answer: "불편을 드려 죄송합니다. 파손된 상태의 사진을 보내 주시면 확인 즉시 새 상품을 보내 드립니다.", Keywords: "깨짐 불량", Service: "delivery"},
		{Question: "주문을 취소하고 싶어요", Answer: "배송 준비 전이면 마이페이지에서 바로 취소하실 수 있고, 그 뒤에는 반품으로 도와드립니다.", Keywords: "취소", Service: "orders"},
		{Question: "영수증·세금계산서를 받을 수 있나요?", Answer: "마이페이지 > 주문 내역에서 현금영수증과 세금계산서를 발급하실 수 있습니다.", Keywords: "현금영수증 증빙", Service: "orders"},
		{Question: "카드 결제가 두 번 되었어요", Answer: "승인 번호를 알려 주시면 확인 후 중복 결제를 취소해 드립니다. 카드사에 따라 3~5영업일이 걸립니다.", Keywords: "중복 결제", Service: "orders"},
		{Question: "환불은 언제 되나요?", Answer: "반품 상품이 도착해 검수를 마친 날부터 3영업일 안에 처리됩니다.", Keywords: "환불 기간", Service: "returns"},
		{Question: "교환 배송비는 누가 내나요?", Answer: "상품에 하자가 있으면 저희가, 단순 변심이면 고객님께서 왕복 6,000원을 부담하십니다.", Keywords: "배송비", Service: "returns"},
		{Question: "A/S는 어떻게 접수하나요?", Answer: "제품 뒷면의 일련번호를 알려 주시면 바로 접수해 드립니다. 보증 기간은 구입일부터 1년입니다.", Keywords: "수리 고장", Service: "service"},
		{Question: "상담 시간이 어떻게 되나요?", Answer: "평일 09:00~18:00이며 점심시간은 12:00~13:00입니다.", Keywords: "영업시간 운영시간"},
		{Question: "개인정보를 삭제하고 싶어요", Answer: "본인 확인 후 관리자에게 전달해 모든 정보를 삭제해 드립니다. 처리 결과는 문자로 안내됩니다.", Keywords: "탈퇴 삭제"},
		{Question: "회원 등급은 어떻게 정해지나요?", Answer: "최근 6개월 구매 금액으로 매월 1일에 정해집니다.", Keywords: "등급 VIP 골드"},
	}
	for i := range list {
		list[i].ID = fmt.Sprintf("demo-template-%02d", i)
	}
	return list
}

// Consultations are the notes of the weeks before today, which begins at midnight,
// oldest first. Today's are of the calls that the floor counts.
func Consultations(midnight time.Time) []desk.Consultation {
	r := rand.New(rand.NewPCG(8, 8)) //nolint:gosec // a play, not a secret
	tree, people, agents, services := Dispositions(), Customers(), Agents(), Services()
	notes := []string{"문의 내용 안내 후 종료", "택배사 확인 후 재안내하기로 함", "반품 접수 완료, 회수 기사 방문 예정", "결제 오류 확인, 재결제 안내", "주문번호 확인 후 상태 안내", "불만 접수, 팀장에게 이관"}
	var list []desk.Consultation
	for i := range 900 {
		at := midnight.Add(-6*time.Hour - time.Duration(900-i)*2*time.Minute) // yesterday afternoon
		if i < 750 {
			at = midnight.Add(-12*time.Hour - time.Duration(750-i)*90*time.Minute) // the weeks before
		}
		group := tree.Items[r.IntN(len(tree.Items))]
		class := group.Children[r.IntN(len(group.Children))]
		name, _ := tree.Find(class.Code)
		c := people[r.IntN(len(people))]
		k := desk.Consultation{
			ID: fmt.Sprintf("demo-note-%03d", i), Call: fmt.Sprintf("demo-call-%03d", i), Ticket: desk.TicketName(at.Format("2006-01-02"), int64(90_000+i)),
			Agent: agents[r.IntN(len(agents))].ID, Service: services[r.IntN(len(services))].ID, Channel: desk.In, Customer: c.ID, Number: c.Phones[0].Number,
			Disposition: class.Code, DispositionName: &name, Text: notes[r.IntN(len(notes))], Fields: map[string]string{"result": []string{"done", "done", "forwarded", "callback"}[r.IntN(4)]}, Saved: at,
		}
		if r.IntN(4) == 0 {
			k.Channel = desk.Out
		}
		list = append(list, k)
	}
	return list
}

// Reservations are those of every agent for today: some past, one due in a minute,
// some later.
func Reservations(now time.Time) []desk.Reservation {
	r := rand.New(rand.NewPCG(9, 9)) //nolint:gosec // a play, not a secret
	people := Customers()
	var list []desk.Reservation
	for i, a := range Agents() {
		for j, after := range []time.Duration{-10 * time.Minute, time.Minute, 40 * time.Minute, 100 * time.Minute, 5 * time.Hour} {
			c := people[r.IntN(len(people))]
			kind := []desk.ReservationType{desk.Direct, desk.Bulk}[r.IntN(2)]
			list = append(list, desk.Reservation{
				ID: fmt.Sprintf("demo-reservation-%02d-%d", i, j), Type: kind, State: desk.Open, Agent: a.ID, Due: now.Add(after + time.Duration(r.IntN(600))*time.Second).Truncate(time.Minute),
				Number: c.Phones[0].Number, Customer: c.ID, Name: c.Name, Memo: []string{"환불 결과 안내", "재입고 안내", "배송 확인 후 회신", "만족도 확인", ""}[r.IntN(5)],
			})
		}
	}
	for i := range 6 { // nobody's yet: managers assign
		c := people[r.IntN(len(people))]
		list = append(list, desk.Reservation{ID: fmt.Sprintf("demo-reservation-open-%d", i), Type: desk.Bulk, State: desk.Open, Due: now.Add(time.Duration(30+i*15) * time.Minute).Truncate(time.Minute),
			Number: c.Phones[0].Number, Customer: c.ID, Name: c.Name, Memo: "만기 안내"})
	}
	return list
}

// Callbacks are those of the last hours: some of every agent's, some of nobody.
func Callbacks(now time.Time, zone *time.Location) []callback.Request {
	r := rand.New(rand.NewPCG(10, 10)) //nolint:gosec // a play, not a secret
	people, services, agents := Customers(), Services(), Agents()
	var list []callback.Request
	for i := range 2*len(agents) + 9 {
		c, at := people[i], now.Add(-time.Duration(5+i*4+r.IntN(4))*time.Minute).Truncate(time.Second)
		v := callback.Request{
			ID: fmt.Sprintf("demo-callback-%02d", i), Number: c.Phones[0].Number, Customer: c.ID, Name: c.Name, Service: services[r.IntN(len(services))].ID, State: callback.Registered,
			Source: []callback.Source{callback.VoiceMenu, callback.VoiceMenu, callback.Web, callback.Hand}[r.IntN(4)], Memo: []string{"환불 일정 문의", "배송 위치 확인", "교환 접수 문의", ""}[r.IntN(4)],
			Language: "ko", CreatedBy: "demo", Created: at, Due: at, Expires: at.Add(callback.Defaults.Expire), Day: at.In(zone).Format(time.DateOnly), Version: 1,
		}
		if v.Source == callback.VoiceMenu {
			v.Route, v.Memo, v.CreatedBy = fmt.Sprintf("%d>%d", 1+r.IntN(3), 1+r.IntN(4)), "", "voice menu"
		}
		if i >= 9 {
			v.State, v.Agent, v.Distributor, v.AssignedAt = callback.Assigned, agents[i%len(agents)].ID, "user:"+Lead, at.Add(time.Minute)
		}
		list = append(list, v)
	}
	return list
}

// Shop is the server of a shop, as docs/shop.md describes it: every number has two
// orders of its own, every order number one.
func Shop() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if req.Method != http.MethodGet || req.URL.Path != "/orders" {
			http.NotFound(w, req)
			return
		}
		q := req.URL.Query()
		orders := []desk.Order{}
		if n := q.Get("number"); n != "" {
			orders = append(orders, orderOf(n, n))
		}
		for _, p := range q["phone"] {
			for k := range 2 {
				r := r0(uint64(k), p)
				orders = append(orders, orderOf(fmt.Sprintf("OM%08d", r.IntN(100_000_000)), p))
			}
		}
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(map[string]any{"orders": orders}) //nolint:errcheck // the client is gone
	})
}

func orderOf(number, seed string) desk.Order {
	r := r0(11, number+seed)
	goods := []desk.OrderItem{{Name: "온마루 유기농 현미 10kg", Price: "₩42,000"}, {Name: "스테인리스 텀블러 500ml", Price: "₩18,900"}, {Name: "극세사 이불 세트", Price: "₩69,000"}, {Name: "무선 청소기 필터", Price: "₩12,500"}}
	item := goods[r.IntN(len(goods))]
	item.Quantity = 1 + r.IntN(3)
	return desk.Order{
		Number: number, State: []string{"결제 완료", "상품 준비중", "배송중", "배송 완료", "반품 접수"}[r.IntN(5)], Placed: time.Now().Add(-time.Duration(r.IntN(20*24)) * time.Hour).Truncate(time.Hour),
		Total: item.Price, Tracking: fmt.Sprint(600_000_000_000 + r.Int64N(99_999_999_999)), Items: []desk.OrderItem{item},
	}
}
