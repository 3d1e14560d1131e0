package demo

import (
	"slices"
	"strings"
)

// story is what a customer has on the mind: a middle category, below its large one, and what
// is written about it, each line with what an agent says to it.
type story struct {
	large, middle string
	order         string // what the shop's page knows of it
	lines         []exchange
	tags          []string
}

// exchange is a line of a customer, and the answer to it.
type exchange struct{ asks, answer string }

// stories are what is written about in the demo.
var stories = []story{
	{"delivery", "delivery-late", "20261127-00412", []exchange{
		{"주문한 지 사흘이 지났는데 아직 배송 준비 중으로만 나옵니다.", "기다리시게 하여 죄송합니다. 주문번호를 알려 주시면 바로 확인하겠습니다."},
		{"20261127-00412 입니다.", "확인했습니다. 오늘 오전 부천 물류센터에서 출고되었고, 내일 도착할 예정입니다."},
		{"내일 몇 시쯤 받을 수 있을까요?", "배송 기사가 배정되면 오전 중에 예상 시간을 문자로 보내 드립니다."},
	}, []string{"지연", "출고 확인"}},
	{"delivery", "delivery-address", "20261128-00097", []exchange{
		{"이사를 해서 배송지를 바꾸고 싶습니다.", "네, 출고 전이면 바로 바꿔 드릴 수 있습니다. 새 주소를 남겨 주시겠습니까?"},
		{"성남시 분당구 느티로 16, 302동 1104호입니다.", "변경했습니다. 받으시는 분 연락처는 그대로 두면 될까요?"},
		{"네, 연락처는 그대로입니다.", "처리되었습니다. 변경된 주소로 모레 도착할 예정입니다."},
	}, []string{"주소 변경"}},
	{"delivery", "delivery-damage", "20261125-00731", []exchange{
		{"조명 유리가 깨진 채로 왔어요.", "놀라셨겠습니다. 다치신 곳은 없으신지요? 새 상품으로 바로 교환해 드리겠습니다."},
		{"다친 곳은 없습니다. 교환은 얼마나 걸리나요?", "내일 새 상품을 보내 드리고, 기사님이 파손된 상품을 함께 회수합니다."},
		{"포장은 버렸는데 괜찮을까요?", "괜찮습니다. 유리 조각만 종이로 한 번 싸 주시면 됩니다."},
	}, []string{"파손", "교환"}},
	{"order", "orders", "20261129-00220", []exchange{
		{"색상을 잘못 골랐는데 바꿀 수 있나요?", "아직 출고 전이라 바꿀 수 있습니다. 어떤 색상으로 바꿔 드릴까요?"},
		{"화이트 말고 우드로 부탁드립니다.", "우드로 변경했습니다. 가격은 같습니다."},
		{"도착일도 그대로인가요?", "네, 그대로 이번 주 목요일에 도착합니다."},
	}, []string{"옵션 변경"}},
	{"order", "payment", "20261129-00318", []exchange{
		{"결제가 두 번 된 것 같아요.", "확인해 보겠습니다. 결제하신 카드사와 시간을 알려 주시겠습니까?"},
		{"온누리카드이고 오늘 오전 10시쯤입니다.", "두 번째 결제는 승인 후 자동으로 취소되었습니다. 카드사에는 3일 안에 반영됩니다."},
		{"문자로도 알려 주시나요?", "네, 취소가 반영되면 문자로 안내해 드립니다."},
	}, []string{"중복 결제"}},
	{"order", "receipt", "20261126-00054", []exchange{
		{"현금영수증을 사업자용으로 바꿔 주세요.", "네, 사업자등록번호를 남겨 주시면 변경해 드리겠습니다."},
		{"214-88-00000입니다.", "변경했습니다. 내일부터 홈택스에서 확인하실 수 있습니다."},
	}, []string{"증빙"}},
	{"return", "exchange", "20261124-00615", []exchange{
		{"러그 크기가 생각보다 작아서 큰 것으로 교환하고 싶습니다.", "가능합니다. 상품을 펼쳐만 보셨고 사용하지 않으셨을까요?"},
		{"네, 펼쳐만 봤습니다.", "그럼 200×300으로 교환을 접수하겠습니다. 차액은 38,000원입니다."},
		{"차액은 어떻게 결제하나요?", "결제 링크를 문자로 보내 드립니다. 결제되면 다음 날 출고합니다."},
	}, []string{"교환", "차액"}},
	{"return", "returns", "20261122-00870", []exchange{
		{"반품한 상품의 환불이 아직 안 됐어요.", "불편을 드려 죄송합니다. 회수된 날짜를 확인하겠습니다. 잠시만 기다려 주세요."},
		{"화요일에 기사님이 가져가셨어요.", "어제 검수가 끝나 환불을 요청했습니다. 카드는 영업일 3~5일 안에 취소됩니다."},
		{"배송비도 함께 환불되나요?", "상품 불량으로 접수되어 배송비까지 모두 환불됩니다."},
	}, []string{"환불"}},
	{"product", "how-to", "", []exchange{
		{"스탠드 밝기 조절이 안 됩니다.", "터치 부분을 3초 이상 누르시면 단계가 바뀝니다. 한번 해 보시겠습니까?"},
		{"해 봤는데 계속 같은 밝기예요.", "전원을 뽑고 10초 뒤 다시 꽂은 다음 눌러 보시겠습니까?"},
		{"오, 이제 됩니다!", "다행입니다. 같은 증상이 또 생기면 무상으로 점검해 드립니다."},
	}, []string{"사용법"}},
	{"product", "stock", "", []exchange{
		{"북유럽 원형 테이블은 언제 다시 들어오나요?", "12월 둘째 주에 입고될 예정입니다. 입고 알림을 신청해 드릴까요?"},
		{"네, 신청해 주세요.", "신청했습니다. 입고되면 문자로 먼저 알려 드립니다."},
	}, []string{"재입고"}},
}

// thanks are how customers say that all is well, and goodbyes what agents say to it.
var (
	thanks   = []string{"네, 알겠습니다. 감사합니다.", "친절한 안내 감사합니다.", "확인했습니다. 수고하세요!", "감사합니다. 좋은 하루 보내세요."}
	goodbyes = []string{"감사합니다. 더 궁금하신 점은 언제든지 남겨 주세요.", "도움이 되었기를 바랍니다. 좋은 하루 보내십시오.", "이용해 주셔서 감사합니다. 편안한 하루 되십시오."}
	nudges   = []string{"아직 확인 중이신가요?", "혹시 제 메시지 보셨나요?"}
	// opener is what agents say to who asked for one and wrote nothing.
	opener = "안녕하세요. 무엇을 도와드릴까요? 문의하실 내용을 남겨 주세요."
	// toOthers is what agents say to what is of no story: somebody tries the chat out.
	toOthers = []string{"네, 말씀하신 내용을 확인하고 있습니다. 잠시만 기다려 주세요.", "확인해 보니 담당 부서의 답변이 필요합니다. 오늘 안에 안내해 드리겠습니다.", "네, 그렇게 처리하겠습니다. 더 궁금하신 점이 있으신가요?"}
)

// comments are what some customers say beside their stars, by the number of stars.
var comments = map[int]string{5: "빠르고 친절했습니다.", 3: "답변이 조금 늦었어요.", 1: "해결되지 않았습니다."}

// answerTo is what an agent says to what a customer wrote; ends says that the customer has no
// further question. turn chooses among answers that do.
func answerTo(text string, turn int) (answer string, ends bool) {
	for _, s := range stories {
		for _, l := range s.lines {
			if l.asks == text {
				return l.answer, false
			}
		}
	}
	for _, l := range answers { // by text message
		if l.asks == text && l.answer != "" {
			return l.answer, true
		} else if l.asks == text {
			return goodbyes[turn%len(goodbyes)], true
		}
	}
	switch {
	case slices.Contains(thanks, text) || strings.HasPrefix(text, "감사"):
		return goodbyes[turn%len(goodbyes)], true
	case slices.Contains(nudges, text):
		return toOthers[0], false
	}
	return toOthers[turn%len(toOthers)], false
}
