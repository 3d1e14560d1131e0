package nhn

import (
	"github.com/callfloor/callfloor/sms"
	"github.com/callfloor/callfloor/sms/nhn/cloud"
)

// codes are what the API answers with, and what becomes of messages.
var codes = cloud.Codes{Requests: results, Deliveries: deliveries}

// results are the codes of the API that our requests can meet (error-code.md of the
// vendor). All of them say that nothing was taken but -9999: what failed there nobody
// knows.
var results = map[int]cloud.Result{
	4:     cloud.Never("요청 값이 올바르지 않습니다", "a value of the request is not valid"),
	-1000: cloud.OfAccount("유효하지 않은 앱키입니다", "the app key is not valid"),
	-1001: cloud.OfAccount("없는 앱키입니다", "there is no such app key"),
	-1002: cloud.OfAccount("사용이 끝난 앱키입니다", "the app key is out of use"),
	-1003: cloud.OfAccount("프로젝트에 속하지 않은 회원입니다", "the member is not of the project"),
	-1004: cloud.OfAccount("허용되지 않은 IP입니다. 콘솔에서 이 서버의 주소를 허용해 주세요", "our address is not allowed: allow it in the console"),
	-1005: cloud.Never("조회 조건이 올바르지 않습니다", "the search is not valid"),
	-1006: cloud.Never("발송 유형이 올바르지 않습니다", "the kind of message is not valid"),
	-1007: cloud.OfAccount("유효하지 않은 회원입니다", "the member is not valid"),
	-1008: cloud.OfAccount("차단된 프로젝트입니다. NHN Cloud에 문의해 주세요", "the project is blocked: ask NHN Cloud"),
	-2000: cloud.Never("날짜 형식이 올바르지 않습니다", "a date is not valid"),
	-2001: cloud.Never("수신자가 없습니다", "there is no recipient"),
	-2002: cloud.Never("첨부 파일 이름이 올바르지 않습니다", "the name of an image is not valid"),
	-2003: cloud.Never("첨부 파일이 jpg가 아닙니다", "an image is not a jpg"),
	-2004: cloud.Never("첨부 파일이 만료되었거나 없습니다", "an image is out of date or does not exist"),
	-2005: cloud.Never("첨부 파일이 300KB보다 큽니다", "an image is larger than 300 KB"),
	-2006: cloud.Never("템플릿과 발송 유형이 맞지 않습니다", "the template is of another kind of message"),
	-2008: cloud.Never("요청 아이디가 올바르지 않습니다", "the identifier of the request is not valid"),
	-2009: cloud.Again("첨부 파일을 올리지 못했습니다", "an image could not be uploaded"),
	-2010: cloud.Again("첨부 파일을 올리지 못했습니다(서버 오류)", "an image could not be uploaded (their server)"),
	-2011: cloud.Never("조회에 필요한 값이 없습니다", "the search lacks a value"),
	-2012: cloud.Never("상세 조회 값이 올바르지 않습니다", "the search of one message is not valid"),
	-2014: cloud.Never("제목이나 내용이 비어 있습니다", "the title or the text is empty"),
	-2015: cloud.Never("제목이나 내용이 너무 깁니다", "the title or the text is too long"),
	-2016: cloud.Never("수신자가 1,000명을 넘었습니다", "there are more than 1,000 recipients"),
	-2018: cloud.Never("수신 번호가 비어 있습니다", "the recipient's number is empty"),
	-2019: cloud.Never("수신 번호가 올바르지 않습니다", "the recipient's number is not valid"),
	-2021: cloud.Again("발송사가 접수하지 못했습니다(큐 저장 실패)", "it could not be queued at the provider"),
	-2022: cloud.Never("예약 시간이 이미 지났습니다", "the time to send it at has passed"),
	-2023: cloud.Never("보낼 수 없는 문자(이모지 등)가 있습니다", "the text has characters that cannot be sent, such as emoji"),
	-2024: cloud.Never("LMS와 MMS는 해외로 보낼 수 없습니다", "LMS and MMS cannot go abroad"),
	-2044: cloud.Never("보낼 수 없는 국가입니다", "nothing can be sent to that country"),
	-2045: cloud.Never("국제 발송이 막혀 있습니다", "sending abroad is blocked for this service"),
	-2046: cloud.Never("차단한 국가입니다", "that country is blocked for this service"),
	-2047: cloud.Never("차단 제한 건수를 넘었습니다", "a limit of blocked messages is reached"),
	-2048: cloud.Never("국제 발송 내용이 너무 깁니다", "the text is too long to go abroad"),
	-2052: cloud.OfAccount("이번 달 조직 발송 한도를 다 썼습니다. NHN Cloud에 한도를 올려 달라고 해 주세요", "the organisation's quota of this month is used up: ask NHN Cloud to raise it"),
	-2107: cloud.Never("템플릿이 올바르지 않습니다", "the template is not valid"),
	-2110: cloud.Never("템플릿이 없습니다", "there is no such template"),
	-2312: cloud.Never("등록되지 않은 발신 번호입니다", "the sender's number is not registered"),
	-2313: cloud.Never("차단된 발신 번호입니다", "the sender's number is blocked"),
	-4000: cloud.Never("조회 기간이 한 달을 넘었습니다", "the search is over more than a month"),
	-6000: cloud.Never("080 수신 거부 기능을 쓰고 있지 않습니다", "the service of opting out (080) is not in use"),
	-6001: cloud.Never("수신 거부한 번호입니다", "the recipient has opted out"),
	-6003: cloud.Never("내용에 수신 거부 안내가 없습니다", "the text does not say how to opt out"),
	-6004: cloud.Never("쓰고 있지 않은 080 번호입니다", "the number to opt out is not in use"),
	-8000: cloud.Never("인증 문구가 없습니다", "the text lacks the words of an authentication"),
	-9995: cloud.OfAccount("없는 API 버전입니다", "there is no such version of the API"),
	-9996: cloud.Never("JSON만 받습니다", "only JSON is taken"),
	-9997: cloud.Never("요청을 읽을 수 없다고 합니다", "the request cannot be read, they say"),
	-9998: cloud.OfAccount("없는 API입니다. 설정의 url을 확인해 주세요", "there is no such API: check url of the configuration"),
	-9999: cloud.Unknown("발송사 시스템 오류입니다. 보냈는지 조회해서 확인합니다", "a system error of the provider: what was sent is looked for"),
}

// deliveries are the codes of what became of a message (수신 결과 코드). 1000 is the one
// of success.
var deliveries = map[string]sms.Saying{
	delivered: {Ko: "성공", En: "delivered"},
	"1001":    {Ko: "이동통신사가 바쁩니다", En: "the network is busy"},
	"1002":    {Ko: "수신 번호 형식 오류", En: "the recipient's number is not valid"},
	"1003":    {Ko: "발신 번호 형식 오류", En: "the sender's number is not valid"},
	"1019":    {Ko: "유효 시간 초과", En: "it was too old to be sent"},
	"2000":    {Ko: "전송 시간 초과", En: "no result came in time"},
	"2001":    {Ko: "전송 실패(무선망)", En: "the radio network failed"},
	"2002":    {Ko: "전송 실패(무선망에서 단말기까지)", En: "it failed between the radio network and the phone"},
	"2003":    {Ko: "단말기 전원이 꺼져 있습니다", En: "the phone is off"},
	"2004":    {Ko: "단말기 메시지 버퍼가 가득 찼습니다", En: "the phone's memory of messages is full"},
	"2005":    {Ko: "음영 지역", En: "the phone has no coverage"},
	"2006":    {Ko: "메시지가 삭제되었습니다", En: "the message was deleted"},
	"2007":    {Ko: "일시적인 단말기 문제", En: "a passing problem of the phone"},
	"3000":    {Ko: "전송할 수 없습니다", En: "it cannot be sent"},
	"3001":    {Ko: "가입자가 없습니다", En: "there is no such subscriber"},
	"3002":    {Ko: "성인 인증 실패", En: "the age could not be proved"},
	"3003":    {Ko: "없는 번호입니다", En: "the number is not in service"},
	"3004":    {Ko: "일시 정지된 단말기", En: "the phone's service is suspended"},
	"3005":    {Ko: "단말기가 통화 처리 중이었습니다", En: "the phone was setting up a call"},
	"3006":    {Ko: "착신 거절", En: "the recipient refuses messages"},
	"3007":    {Ko: "콜백 URL을 받을 수 없는 단말기", En: "the phone cannot receive links"},
	"3008":    {Ko: "기타 단말기 문제", En: "another problem of the phone"},
	"3009":    {Ko: "메시지 형식 오류", En: "the form of the message is not valid"},
	"3010":    {Ko: "MMS를 받을 수 없는 단말기", En: "the phone cannot receive MMS"},
	"3011":    {Ko: "이동통신사 서버 오류", En: "an error of the network's server"},
	"3012":    {Ko: "스팸으로 차단되었습니다", En: "it was blocked as spam"},
	"3013":    {Ko: "서비스 거부", En: "the service was refused"},
	"3014":    {Ko: "기타 오류", En: "another failure of the network"},
	"3015":    {Ko: "전송 경로가 없습니다", En: "there is no route to the recipient"},
	"3016":    {Ko: "첨부 파일이 너무 큽니다", En: "the images are too large"},
	"3017":    {Ko: "발신 번호 형식 오류(변작 방지)", En: "the sender's number is not valid by the rules against forged numbers"},
	"3018":    {Ko: "번호 도용 차단 서비스에 가입된 발신 번호", En: "the sender's number is protected against being forged"},
	"3019":    {Ko: "차단된 발신 번호", En: "the sender's number is blocked"},
	"E911":    {Ko: "첨부 파일에 확장자가 없습니다", En: "the name of an image has no ending"},
	"E913":    {Ko: "첨부 파일이 비어 있습니다", En: "an image is empty"},
	"E915":    {Ko: "중복 메시지", En: "it was taken for a double"},
	"E919":    {Ko: "발송 제한 시간이라 다시 보내지 않습니다", En: "it may not be sent at that hour, and is not sent later"},
	"E999":    {Ko: "기타 오류", En: "another failure"},
}

const delivered = "1000"

// Explain implements sms.Explainer.
func (p *Provider) Explain(code string) (sms.Saying, bool) { return codes.Explain(code) }

// Explain says what a code means, of a request or of a message.
func Explain(code string) (sms.Saying, bool) { return codes.Explain(code) }
