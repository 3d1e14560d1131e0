package wire

import (
	"strings"

	"github.com/callfloor/callfloor/sms"
)

// own are the codes of this package.
var own = map[string]sms.Saying{
	"timeout":             {Ko: "발송사가 제때 답하지 않았습니다. 보냈는지 조회해서 확인합니다.", En: "the provider has not answered in time: what was sent is looked for"},
	"cut":                 {Ko: "발송사가 답하기 전에 연결이 끊겼습니다. 보냈는지 조회해서 확인합니다.", En: "the connection to the provider broke before it had answered: what was sent is looked for"},
	"unreachable":         {Ko: "발송사에 연결할 수 없습니다. 다시 시도합니다.", En: "the provider cannot be reached: it is tried again"},
	"unreachable_timeout": {Ko: "발송사에 제때 연결하지 못했습니다. 다시 시도합니다.", En: "the provider could not be reached in time: it is tried again"},
	"blocked":             {Ko: "발송사 주소가 인터넷 주소가 아니고 설정의 allow에도 없습니다.", En: "the address of the provider is not of the public internet, and allow of the configuration does not name it"},
	"too_long":            {Ko: "발송사의 답이 너무 깁니다.", En: "the provider's answer is too long"},
	"answer":              {Ko: "발송사의 답을 읽을 수 없습니다.", En: "the provider's answer cannot be read"},
	"request":             {Ko: "발송 요청을 만들 수 없습니다.", En: "the request cannot be written"},
	"recipient":           {Ko: "수신 번호가 올바르지 않습니다.", En: "the recipient's number is not usable"},
	"abroad":              {Ko: "MMS는 해외로 보낼 수 없습니다.", En: "an MMS cannot go abroad"},
	"kind":                {Ko: "이 발송사로는 보낼 수 없는 종류입니다.", En: "this provider does not send messages of this kind"},
	"id":                  {Ko: "메시지 번호가 너무 깁니다.", En: "the identifier of the message is too long"},
	"sender":              {Ko: "발신 번호가 올바르지 않습니다.", En: "the sender's number is not usable"},
	"text":                {Ko: "내용이 없거나 너무 깁니다.", En: "the text is empty or too long"},
	"images":              {Ko: "이미지가 너무 많거나 크거나 JPEG가 아닙니다.", En: "the images are too many, too large or not JPEG"},
	"too_many":            {Ko: "한 번에 보낼 수 있는 수신자보다 많습니다.", En: "these are more recipients than go at once"},
	"template":            {Ko: "알림톡 템플릿이 올바르지 않습니다.", En: "the template of Alimtalk is not usable"},
	"time":                {Ko: "예약 시간이 올바르지 않습니다.", En: "the time to send it at is not usable"},
	"not_found":           {Ko: "발송사에 이 메시지가 없습니다.", En: "the provider has no such message"},
	"looking":             {Ko: "발송사가 아직 말할 수 없습니다. 다시 조회합니다.", En: "the provider cannot say yet: it is asked again"},
	"cannot_say":          {Ko: "발송사에 물어볼 수 없습니다. 사람이 정해야 합니다.", En: "the provider cannot be asked: a person decides"},
	"two":                 {Ko: "발송사에 이 메시지가 두 번 있습니다.", En: "the provider has this message twice"},
	"http_401":            {Ko: "발송사가 우리 키를 받아들이지 않습니다.", En: "the provider refuses our key"},
	"http_403":            {Ko: "발송사가 우리 키나 주소를 받아들이지 않습니다.", En: "the provider refuses our key or our address"},
	"http_429":            {Ko: "발송사에 너무 빨리 보냈습니다. 잠시 뒤 다시 시도합니다.", En: "too much at once for the provider: it is tried again later"},
	"http_503":            {Ko: "발송사가 지금 받지 않습니다. 잠시 뒤 다시 시도합니다.", En: "the provider takes nothing now: it is tried again later"},
}

// Explain says what the codes of this package mean, and those of its kind.
func Explain(code string) (sms.Saying, bool) {
	if s, ok := own[code]; ok {
		return s, true
	}
	if status, ok := strings.CutPrefix(code, "http_"); ok {
		return sms.Saying{Ko: "발송사가 HTTP 상태 " + status + "(으)로 답했습니다.", En: "the provider answered with the HTTP status " + status}, true
	}
	return sms.Saying{}, false
}

// Refuse returns a fault of ours before anything was sent.
func Refuse(code string) *sms.Fault {
	return &sms.Fault{Class: sms.Never, Code: code, Text: own[code].En}
}

// Say returns an answer of a message with a code of ours.
func Say(id string, s sms.Status, code string) sms.Answer {
	return sms.Answer{ID: id, Status: s, Code: code, Text: own[code].En}
}
