package smpp

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/callfloor/callfloor/sms"
	"github.com/callfloor/callfloor/sms/smpp/pdu"
	"github.com/callfloor/callfloor/sms/wire"
)

// meaning is what a status means for a message, or for a bind.
type meaning struct {
	class sms.Class
	says  sms.Saying
}

// meanings are the statuses of answers (section 5.1.3). One that is not OK says that the
// message was not taken; Again are those that pass.
var meanings = map[uint32]meaning{
	pdu.InvalidLength:    {sms.Never, sms.Saying{Ko: "메시지 길이가 올바르지 않습니다", En: "the length of the message is not valid"}},
	pdu.InvalidCmdLength: {sms.Never, sms.Saying{Ko: "요청 길이가 올바르지 않습니다", En: "the length of the request is not valid"}},
	pdu.InvalidCommand:   {sms.Never, sms.Saying{Ko: "발송사가 모르는 요청입니다", En: "the provider does not know the request"}},
	pdu.InvalidBindState: {sms.Again, sms.Saying{Ko: "발송사와 연결이 맺어지지 않았습니다", En: "the connection is not bound"}},
	pdu.AlreadyBound:     {sms.Again, sms.Saying{Ko: "이미 연결되어 있다고 합니다", En: "we are bound already, they say"}},
	pdu.InvalidPriority:  {sms.Never, sms.Saying{Ko: "우선순위 값이 올바르지 않습니다", En: "the priority is not valid"}},
	pdu.InvalidReceipt:   {sms.Never, sms.Saying{Ko: "결과 요청 값이 올바르지 않습니다", En: "the kind of receipt is not valid"}},
	pdu.SystemError:      {sms.Again, sms.Saying{Ko: "발송사 시스템 오류", En: "a system error of the provider"}},
	pdu.InvalidSource:    {sms.Never, sms.Saying{Ko: "발신 번호가 올바르지 않습니다", En: "the sender's number is not valid"}},
	pdu.InvalidDest:      {sms.Never, sms.Saying{Ko: "수신 번호가 올바르지 않습니다", En: "the recipient's number is not valid"}},
	pdu.InvalidID:        {sms.Never, sms.Saying{Ko: "없는 메시지 번호입니다", En: "there is no message of that identifier"}},
	pdu.BindFailed:       {sms.Again, sms.Saying{Ko: "연결을 맺지 못했습니다", En: "the bind failed"}},
	pdu.InvalidPassword:  {sms.Never, sms.Saying{Ko: "비밀번호가 틀렸습니다", En: "the password is wrong"}},
	pdu.InvalidSystemID:  {sms.Never, sms.Saying{Ko: "system_id가 올바르지 않습니다", En: "the system_id is not valid"}},
	pdu.QueueFull:        {sms.Again, sms.Saying{Ko: "발송사 대기열이 가득 찼습니다", En: "the provider's queue is full"}},
	pdu.InvalidService:   {sms.Never, sms.Saying{Ko: "service_type이 올바르지 않습니다", En: "the service_type is not valid"}},
	pdu.InvalidESMClass:  {sms.Never, sms.Saying{Ko: "esm_class가 올바르지 않습니다", En: "the esm_class is not valid"}},
	pdu.SubmitFailed:     {sms.Never, sms.Saying{Ko: "발송사가 받지 않았습니다", En: "the provider did not take it"}},
	pdu.InvalidSourceTON: {sms.Never, sms.Saying{Ko: "발신 번호 종류(TON)가 올바르지 않습니다", En: "the kind (TON) of the sender's number is not valid"}},
	pdu.InvalidSourceNPI: {sms.Never, sms.Saying{Ko: "발신 번호 체계(NPI)가 올바르지 않습니다", En: "the plan (NPI) of the sender's number is not valid"}},
	pdu.InvalidDestTON:   {sms.Never, sms.Saying{Ko: "수신 번호 종류(TON)가 올바르지 않습니다", En: "the kind (TON) of the recipient's number is not valid"}},
	pdu.InvalidDestNPI:   {sms.Never, sms.Saying{Ko: "수신 번호 체계(NPI)가 올바르지 않습니다", En: "the plan (NPI) of the recipient's number is not valid"}},
	pdu.InvalidType:      {sms.Never, sms.Saying{Ko: "system_type이 올바르지 않습니다", En: "the system_type is not valid"}},
	pdu.Throttled:        {sms.Again, sms.Saying{Ko: "너무 빨리 보냈습니다", En: "too much at once"}},
	pdu.InvalidSchedule:  {sms.Never, sms.Saying{Ko: "예약 시간이 올바르지 않습니다", En: "the time to send it at is not valid"}},
	pdu.InvalidExpiry:    {sms.Never, sms.Saying{Ko: "유효 시간이 올바르지 않습니다", En: "the time it is good for is not valid"}},
	pdu.TemporaryError:   {sms.Again, sms.Saying{Ko: "일시적인 오류", En: "a passing error"}},
	pdu.PermanentError:   {sms.Never, sms.Saying{Ko: "계속되는 오류", En: "a lasting error"}},
	pdu.RejectedByApp:    {sms.Never, sms.Saying{Ko: "거부되었습니다", En: "it was refused"}},
	pdu.InvalidTLVs:      {sms.Never, sms.Saying{Ko: "부가 값(TLV)이 올바르지 않습니다", En: "the optional parameters are not valid"}},
	pdu.TLVNotAllowed:    {sms.Never, sms.Saying{Ko: "받지 않는 부가 값(TLV)이 있습니다: reference나 long 설정을 바꿔 주세요", En: "an optional parameter is not allowed: change reference or long of the configuration"}},
	pdu.InvalidTLVLength: {sms.Never, sms.Saying{Ko: "부가 값(TLV)의 길이가 올바르지 않습니다", En: "the length of an optional parameter is not valid"}},
	pdu.MissingTLV:       {sms.Never, sms.Saying{Ko: "필요한 부가 값(TLV)이 없습니다", En: "an optional parameter is missing"}},
	pdu.InvalidTLV:       {sms.Never, sms.Saying{Ko: "부가 값(TLV)이 올바르지 않습니다", En: "the value of an optional parameter is not valid"}},
	pdu.DeliveryFailed:   {sms.Never, sms.Saying{Ko: "전달하지 못했습니다", En: "it could not be delivered"}},
}

// meaningOf is what a status means. UnknownError is the only one that leaves open whether
// the message was taken; those of operators' own (0x400 and up) are refusals.
func meaningOf(status uint32) meaning {
	if m, ok := meanings[status]; ok {
		return m
	}
	if status == pdu.UnknownError {
		return meaning{sms.Unknown, sms.Saying{Ko: "발송사의 알 수 없는 오류", En: "an unknown error of the provider"}}
	}
	c := code(status)
	return meaning{sms.Never, sms.Saying{Ko: "발송사가 받지 않았습니다(" + c + ")", En: "the provider did not take it (" + c + ")"}}
}

// code is a status for people: 0x58.
func code(status uint32) string { return fmt.Sprintf("0x%02X", status) }

// states are the words of receipts.
var states = map[string]sms.Saying{
	"ENROUTE": {Ko: "전송 중", En: "on its way"},
	"DELIVRD": {Ko: "성공", En: "delivered"},
	"EXPIRED": {Ko: "유효 시간 초과", En: "it was too old to be delivered"},
	"DELETED": {Ko: "메시지가 삭제되었습니다", En: "the message was deleted"},
	"UNDELIV": {Ko: "전달하지 못했습니다", En: "it could not be delivered"},
	"ACCEPTD": {Ko: "접수됨", En: "accepted"},
	"UNKNOWN": {Ko: "상태를 알 수 없습니다", En: "the state is not known"},
	"REJECTD": {Ko: "거부되었습니다", En: "it was refused"},
	partly:    {Ko: "긴 메시지의 일부만 보냈습니다", En: "only some parts of the message were taken"},
}

// partly is the code of a message of which some parts were taken and others refused.
const partly = "partly"

// Explain implements sms.Explainer.
func (p *Provider) Explain(code string) (sms.Saying, bool) { return Explain(code) }

// Explain says what a code means: a status, or a state of a receipt.
func Explain(code string) (sms.Saying, bool) {
	if hex, ok := strings.CutPrefix(code, "0x"); ok {
		if n, err := strconv.ParseUint(hex, 16, 32); err == nil && n != pdu.OK {
			return meaningOf(uint32(n)).says, true
		}
	}
	state, err, _ := strings.Cut(code, "/")
	if s, ok := states[state]; ok {
		if err != "" {
			s.Ko, s.En = s.Ko+" (오류 "+err+")", s.En+" (error "+err+")"
		}
		return s, true
	}
	return wire.Explain(code)
}

// faultOf is the fault of a status, of a whole batch.
func faultOf(status uint32) *sms.Fault {
	m := meaningOf(status)
	return &sms.Fault{Class: m.class, Code: code(status), Text: m.says.En}
}
