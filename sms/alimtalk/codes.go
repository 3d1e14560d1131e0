package alimtalk

import (
	"github.com/callfloor/callfloor/sms"
	"github.com/callfloor/callfloor/sms/nhn"
	"github.com/callfloor/callfloor/sms/nhn/cloud"
)

// codes are what the API answers with, and what becomes of messages.
var codes = cloud.Codes{Requests: results, Deliveries: deliveries}

// repeated is the code of a request whose key was used within ten minutes. It does not say
// what became of the request that had it first.
const repeated = -1005

// allFailed is the code of a request whose recipients all failed, each with a code of its
// own.
const allFailed = -1031

// nothingToCancel is the code of a cancellation that found nothing that waits.
const nothingToCancel = -2029

// results are the codes of the API that our requests can meet (error-code.md of the
// vendor).
var results = map[int]cloud.Result{
	4:         cloud.Never("요청 값이 올바르지 않습니다", "a value of the request is not valid"),
	-1000:     cloud.OfAccount("유효하지 않은 앱키입니다", "the app key is not valid"),
	-1001:     cloud.OfAccount("유효하지 않은 비밀 키입니다", "the secret key is not valid"),
	-1002:     cloud.OfAccount("대체 발송에 쓸 SMS 앱키가 올바르지 않습니다", "the app key of SMS, for what is sent instead, is not valid"),
	-1003:     cloud.Never("대체 발송의 발신 번호가 SMS에 등록되어 있지 않습니다", "the sender's number, for what is sent instead, is not registered for SMS"),
	repeated:  cloud.Unknown("10분 안에 같은 요청을 보냈습니다. 보냈는지 조회해서 확인합니다", "the same request was made within ten minutes: what was sent is looked for"),
	-1006:     cloud.OfAccount("발신 프로필에 발신 키가 없습니다", "the channel has no sender key"),
	-1016:     cloud.Never("메시지를 찾을 수 없습니다", "there is no such message"),
	-1019:     cloud.Never("대체 발송의 080 번호가 올바르지 않습니다", "the number to opt out, for what is sent instead, is not valid"),
	-1020:     cloud.Never("유효하지 않은 UUID입니다", "the UUID is not valid"),
	-1024:     cloud.OfAccount("발신 프로필 그룹으로는 보낼 수 없습니다", "a group of channels cannot send"),
	-1027:     cloud.OfAccount("차단된 발신 프로필입니다", "the channel is blocked"),
	-1028:     cloud.Never("템플릿 변수 값이 너무 깁니다(최초 사용자 제한)", "a value of the template is too long for a new user of the service"),
	-1030:     cloud.OfAccount("본인 인증을 받지 않았습니다", "the identity of the account was not proved"),
	allFailed: cloud.Never("모든 수신자에게 보내지 못했습니다", "all recipients failed"),
	-2000:     cloud.Never("너무 긴 값이 있습니다", "a value is too long"),
	-2001:     cloud.Never("비어 있는 값이 있습니다", "a value is empty"),
	-2002:     cloud.Never("빠진 값이 있습니다", "a value is missing"),
	-2003:     cloud.Never("값이 범위를 벗어났습니다", "a value is out of range"),
	-2004:     cloud.Never("값이 범위를 벗어났습니다", "a value is out of range"),
	-2005:     cloud.Never("값이 범위를 벗어났습니다", "a value is out of range"),
	-2017:     cloud.OfAccount("없는 발신 프로필입니다. 설정의 sender_key를 확인해 주세요", "there is no such channel: check sender_key of the configuration"),
	-2018:     cloud.Never("버튼 값이 올바르지 않습니다", "a value of a button is not valid"),
	-2019:     cloud.Never("내용이 1,300자를 넘습니다", "the text has more than 1,300 characters"),
	-2025:     cloud.Never("예약 시간이 이미 지났습니다", "the time to send it at has passed"),
	-2026:     cloud.Never("예약 시간이 너무 멉니다", "the time to send it at is too far ahead"),
	-2027:     cloud.Never("날짜 형식이 올바르지 않습니다", "a date is not valid"),
	-2028:     cloud.Never("요청 아이디가 올바르지 않습니다", "the identifier of the request is not valid"),

	nothingToCancel: cloud.Never("취소할 수 있는 메시지가 없습니다", "there is nothing to cancel"),

	-2032: cloud.Never("템플릿 제목이 50자를 넘습니다", "the title of the template has more than 50 characters"),
	-2035: cloud.Never("템플릿 헤더가 16자를 넘습니다", "the header of the template has more than 16 characters"),
	-2502: cloud.Never("콘솔에서 대체 발송을 먼저 설정해 주세요", "what is sent instead is to be set up in the console first"),
	-3002: cloud.Never("요청을 읽을 수 없다고 합니다", "the request cannot be read, they say"),
	-3003: cloud.Never("없는 템플릿입니다", "there is no such template"),
	-3004: cloud.Never("템플릿 변수가 맞지 않습니다", "the values do not fit the template"),
	-3005: cloud.Never("승인되지 않은 템플릿입니다", "the template is not approved"),
	-3010: cloud.Never("내용이 템플릿과 다릅니다", "the text differs from the template"),
	-3011: cloud.Never("버튼이 템플릿과 다릅니다", "the buttons differ from the template"),
	-3033: cloud.Never("템플릿에 없는 버튼입니다", "the template has no such button"),
	-3042: cloud.Never("헤더가 템플릿과 다릅니다", "the header differs from the template"),
	-3043: cloud.Never("아이템이 템플릿과 다릅니다", "an item differs from the template"),
	-3046: cloud.Never("대표 링크가 템플릿과 다릅니다", "the link differs from the template"),
	-3048: cloud.Never("템플릿 변수가 1,300자를 넘습니다", "the values have more than 1,300 characters"),
	-3049: cloud.Never("템플릿 변수가 맞지 않습니다", "the values do not fit the template"),
	-4017: cloud.Never("90일보다 오래된 메시지입니다", "messages of more than 90 days ago cannot be searched"),
	-4019: cloud.Never("수신 번호가 올바르지 않습니다", "the recipient's number is not valid"),
	-4104: cloud.Never("요청 아이디가 없습니다", "the identifier of the request is missing"),
	-4200: cloud.Never("대체 발송 내용이 올바르지 않습니다", "what is to be sent instead is not valid"),
	-8008: cloud.Never("금칙어가 있습니다", "the text has a banned word"),
	-9999: cloud.Unknown("발송사 시스템 오류입니다. 보냈는지 조회해서 확인합니다", "a system error of the provider: what was sent is looked for"),
}

// Codes of deliveries with a meaning of their own.
const (
	delivered   = "1000"
	unconfirmed = "3005" // sent, and nobody knows; it may arrive within three days
)

// deliveries are the codes of what became of a message (발송 결과 코드).
var deliveries = map[string]sms.Saying{
	delivered:   {Ko: "성공", En: "delivered"},
	"1001":      {Ko: "요청이 JSON이 아닙니다", En: "the request is not JSON"},
	"1002":      {Ko: "허브 파트너 키가 유효하지 않습니다", En: "the key of the partner is not valid"},
	"1003":      {Ko: "발신 프로필 키가 유효하지 않습니다", En: "the sender key is not valid"},
	"1006":      {Ko: "삭제된 발신 프로필", En: "the channel was deleted"},
	"1007":      {Ko: "차단된 발신 프로필", En: "the channel is blocked"},
	"1011":      {Ko: "계약 정보를 찾을 수 없습니다", En: "there is no contract"},
	"1020":      {Ko: "전화번호가 유효하지 않습니다", En: "the number is not valid"},
	"1021":      {Ko: "차단된 카카오톡 채널", En: "the KakaoTalk channel is blocked"},
	"1022":      {Ko: "닫힌 카카오톡 채널", En: "the KakaoTalk channel is closed"},
	"1023":      {Ko: "삭제된 카카오톡 채널", En: "the KakaoTalk channel was deleted"},
	"1024":      {Ko: "삭제 대기 중인 카카오톡 채널", En: "the KakaoTalk channel is about to be deleted"},
	"1025":      {Ko: "제재 중인 카카오톡 채널", En: "the KakaoTalk channel is under sanctions"},
	"1027":      {Ko: "메시지 제재 중인 카카오톡 채널", En: "messages of the KakaoTalk channel are under sanctions"},
	"1030":      {Ko: "잘못된 값이 있습니다", En: "a value is not valid"},
	"2001":      {Ko: "예기치 않은 오류", En: "an unexpected failure"},
	"2003":      {Ko: "채널을 추가하지 않은 사용자", En: "the recipient has not added the channel"},
	"3000":      {Ko: "예기치 않은 오류", En: "an unexpected failure"},
	unconfirmed: {Ko: "보냈지만 받았는지 확인되지 않았습니다(3일 안에 받을 수 있음)", En: "sent and not confirmed: it may arrive within three days"},
	"3006":      {Ko: "카카오 내부 오류", En: "an internal failure of Kakao"},
	"3008":      {Ko: "전화번호 오류", En: "the number is not valid"},
	"3010":      {Ko: "예기치 않은 오류", En: "an unexpected failure"},
	"3011":      {Ko: "메시지가 없습니다", En: "there is no such message"},
	"3012":      {Ko: "카카오 통신 실패", En: "Kakao could not be reached"},
	"3013":      {Ko: "메시지가 비어 있습니다", En: "the message is empty"},
	"3014":      {Ko: "메시지가 너무 깁니다", En: "the message is too long"},
	"3015":      {Ko: "템플릿을 찾을 수 없습니다", En: "there is no such template"},
	"3016":      {Ko: "내용이 템플릿과 다릅니다", En: "the text differs from the template"},
	"3018":      {Ko: "받을 수 없는 사용자(비활성, 번호 불일치, 제재)", En: "the recipient cannot receive it: not active, another number or under sanctions"},
	"3019":      {Ko: "카카오톡 사용자가 아닙니다", En: "the recipient does not use KakaoTalk"},
	"3020":      {Ko: "알림톡 수신 차단", En: "the recipient has blocked Alimtalk"},
	"3021":      {Ko: "카카오톡 버전이 너무 낮습니다", En: "the recipient's KakaoTalk is too old"},
	"3022":      {Ko: "보낼 수 있는 시간이 아닙니다", En: "it may not be sent at that hour"},
	"3023":      {Ko: "메시지 형식 오류", En: "the form of the message is not valid"},
	"3025":      {Ko: "변수 글자 수 초과", En: "a value is too long"},
	"3027":      {Ko: "버튼이 템플릿과 다릅니다", En: "the buttons differ from the template"},
	"3028":      {Ko: "강조 제목이 템플릿과 다릅니다", En: "the title differs from the template"},
	"4000":      {Ko: "전송 결과를 찾을 수 없습니다", En: "there is no result"},
	"4001":      {Ko: "알 수 없는 상태", En: "the state is not known"},
	"4131":      {Ko: "중복된 요청", En: "the request was a double"},
	"4133":      {Ko: "중단된 템플릿", En: "the template is out of use"},
	"4134":      {Ko: "변경된 템플릿", En: "the template was changed"},
	"4143":      {Ko: "만료된 요청", En: "the request was too old"},
	"4156":      {Ko: "최대 발송 수 초과", En: "the most that may be sent is reached"},
	"9998":      {Ko: "카카오 시스템 문제", En: "Kakao's system has a problem"},
	"9999":      {Ko: "카카오 시스템 문제", En: "Kakao's system has a problem"},
	resentOK:    {Ko: "알림톡 대신 문자로 보냈습니다", En: "an SMS was sent instead"},
	resentBad:   {Ko: "알림톡도 대체 문자도 보내지 못했습니다", En: "neither Alimtalk nor the SMS instead arrived"},
}

// Explain implements sms.Explainer.
func (p *Provider) Explain(code string) (sms.Saying, bool) { return codes.Explain(code) }

// smsText says a code of the SMS that was sent instead.
func smsText(code string) string {
	if s, ok := nhn.Explain(code); ok {
		return s.En
	}
	return deliveries[resentBad].En
}
