package sms

// sayings are what our own codes mean, for people.
var sayings = map[string]Saying{
	CodeOptedOut:     {"수신을 거부한 번호라 보내지 않았습니다.", "Not sent: the recipient has refused messages."},
	CodeGivenUp:      {"하루 동안 사업자에 닿지 않아 보내지 않았습니다.", "Not sent: the provider could not be reached for a day."},
	CodeLate:         {"예약한 시각이 10분 넘게 지나 보내지 않았습니다.", "Not sent: its time had passed by more than 10 minutes."},
	CodeExpired:      {"유효한 시간이 지나 보내지 않았습니다.", "Not sent: it was of use for a time only, and that was over."},
	CodeNight:        {"야간이라 광고를 보내지 않았습니다.", "Not sent: it is advertising, and it was night."},
	CodeDeleted:      {"고객을 삭제해 취소했습니다.", "Cancelled: the person was deleted."},
	CodeResent:       {"사람이 다시 보냈습니다.", "Somebody has sent it anew."},
	CodeClosed:       {"사람이 확인하고 끝냈습니다.", "Somebody has looked at it and closed it."},
	"local":          {"시험용 보관함에 있습니다. 실제로 나가지 않았습니다.", "It is in the local outbox, and reached nobody."},
	"no_result":      {"사업자가 받았는지 알 수 없습니다.", "The provider could not say whether it has it."},
	"undecided":      {"사업자가 받았는지 아직 알 수 없어 다시 물어봅니다.", "The provider cannot say yet whether it has it: it is asked again."},
	"other_provider": {"지금은 쓰지 않는 사업자에게 보낸 것이라 물어볼 수 없습니다.", "It was handed to another provider, which cannot be asked any more."},
	"timeout":        {"사업자가 제때 답하지 않았습니다.", "The provider did not answer in time."},
	"stopped":        {"보내는 중에 프로그램이 끝났습니다.", "The program was stopped while it was being sent."},
	"database":       {"데이터베이스가 답하지 않아 다시 보냅니다.", "The database did not answer: it is tried again."},
}

// Explain says in both languages what a code of a message means: one of ours, or of the
// provider; false where that is not known.
func (e *Engine) Explain(code string) (Saying, bool) {
	if s, ok := sayings[code]; ok {
		return s, true
	}
	if x, ok := e.o.Provider.(Explainer); ok && code != "" {
		return x.Explain(code)
	}
	return Saying{}, false
}
