package web

import (
	"cmp"
	"context"
	"strings"

	"github.com/callfloor/callfloor/callback"
	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/sms"
)

// said is a word of the screens, in Korean and English.
type said [2]string

// exportNames are what people, services and codes are called in a download, in the language
// of whoever asks for it: read before its first row, so that no row asks for a name. What is
// gone, and whatever was never known, is called by its id.
type exportNames struct {
	language                 string // ko or en
	agents, services, people map[string]string
	codes                    codeNames
}

// codeNames are what classes of what came of something are called, by service and code:
// those of its dispositions.
type codeNames map[string]map[string]desk.Label

// codeNames reads the dispositions of services, "" for those of all.
func (s *Server) codeNames(ctx context.Context, services ...string) (codeNames, error) {
	n := codeNames{}
	for _, service := range services {
		tree, err := s.Desk.Dispositions(ctx, service)
		if err != nil {
			return nil, err
		}
		words := map[string]desk.Label{}
		for _, one := range tree.Items {
			words[one.Code] = one.Name
			for _, sub := range one.Children {
				words[sub.Code] = desk.Label{Ko: one.Name.In("ko") + " › " + sub.Name.In("ko"), En: one.Name.In("en") + " › " + sub.Name.In("en")}
			}
		}
		n[service] = words
	}
	return n, nil
}

// of is what a code is called: a disposition of the service, or a word of ours; nil where
// it is neither.
func (n codeNames) of(service, code string) *desk.Label {
	words, ok := n[service]
	if !ok {
		words = n[""]
	}
	if name, ok := words[code]; ok {
		return &name
	}
	if w, ok := callbackCodeSaid[code]; ok {
		return &desk.Label{Ko: w[0], En: w[1]}
	}
	return nil
}

// exportNames reads the names for a download. The classes of dispositions are read where the
// download has codes of them.
func (s *Server) exportNames(ctx context.Context, language string, codes bool) (*exportNames, error) {
	if language != "ko" {
		language = "en"
	}
	n := &exportNames{language, map[string]string{}, map[string]string{}, map[string]string{}, codeNames{}}
	users, err := s.People.Users(ctx)
	if err != nil {
		return nil, err
	}
	for _, u := range users {
		n.people[u.Login] = u.Name
	}
	agents, err := s.Centre.Agents(ctx)
	if err != nil {
		return nil, err
	}
	for _, a := range agents {
		n.agents[a.ID] = desk.Label{Ko: a.Name, En: a.NameEn}.In(language)
	}
	services, err := s.Centre.Services(ctx)
	if err != nil {
		return nil, err
	}
	of := []string{""}
	for _, v := range services {
		n.services[v.ID] = desk.Label{Ko: v.Name.Ko, En: v.Name.En}.In(language)
		of = append(of, v.ID)
	}
	if codes {
		n.codes, err = s.codeNames(ctx, of...)
	}
	return n, err
}

func (n *exportNames) agent(id string) string   { return cmp.Or(n.agents[id], id) }
func (n *exportNames) service(id string) string { return cmp.Or(n.services[id], id) }

// person is who did something: user:boss, agent:kim, key:shop, or the program.
func (n *exportNames) person(actor string) string {
	kind, id, ok := strings.Cut(actor, ":")
	switch {
	case actor == callback.System:
		return n.word(systemSaid, actor)
	case !ok:
		return actor
	case kind == "agent":
		return n.agent(id)
	case kind == "user":
		return cmp.Or(n.people[id], id)
	}
	return id
}

// code is a class of what came of something, as codeNames calls it.
func (n *exportNames) code(service, code string) string {
	name := n.codes.of(service, code)
	if name == nil {
		return code
	}
	return cmp.Or(name.In(n.language), code)
}

// word is a word of the screens; what has none stays as it is.
func (n *exportNames) word(w said, id string) string {
	if n.language == "ko" {
		return cmp.Or(w[0], id)
	}
	return cmp.Or(w[1], id)
}

// The words of downloads are those of the screens (web/ui/js/text): a test compares them.
var (
	systemSaid = said{"프로그램", "The program"}

	// What the sheets of downloads are called; a list of chats is called by its status.
	callbacksSaid      = said{"콜백", "Callbacks"}
	callbackReportSaid = said{"콜백 보고서", "Callback report"}
	messagesSaid       = said{"문자", "Messages"}
	customersSaid      = said{"고객", "Customers"}
	accessLogSaid      = said{"접근 기록", "Access log"}
	chatReportSaid     = said{"채팅 보고서", "Chat report"}
	chatUsageSaid      = said{"서비스 이용내역", "Service usage log"}

	callbackStateSaid = map[callback.State]said{
		callback.Registered: {"미할당", "Unassigned"}, callback.Assigned: {"미처리", "To do"}, callback.Completed: {"완료", "Completed"},
		callback.Cancelled: {"취소", "Cancelled"}, callback.Expired: {"만료", "Expired"}, callback.Unreached: {"부재 종료", "Unreached"},
	}
	callbackSourceSaid = map[callback.Source]said{
		callback.VoiceMenu: {"ARS", "Menu"}, callback.VirtualHold: {"대기 예약", "Queue"}, callback.Voicemail: {"음성 메시지", "Voicemail"},
		callback.Web: {"웹", "Web"}, callback.API: {"API", "API"}, callback.Hand: {"직접 등록", "By hand"},
	}
	callbackResultSaid = map[callback.Result]said{
		callback.Connected: {"연결", "Connected"}, callback.NoAnswer: {"부재", "No answer"}, callback.Busy: {"상대방 통화중", "Busy"}, callback.Rejected: {"거절", "Rejected"},
		callback.Failed: {"실패", "Failed"}, callback.AgentMissed: {"상담사 부재", "No agent answered"}, callback.GivenUp: {"발신 취소", "Given up"},
	}

	// callbackCodeSaid are the codes that the program itself ends a callback with.
	callbackCodeSaid = map[string]said{
		string(callback.DoNotCall): {"전화 금지", "Do not call"}, string(callback.Expired): callbackStateSaid[callback.Expired], callback.AnsweredInLine: {"대기 중 상담사가 받음", "Answered while waiting"},
		string(callback.Connected): callbackResultSaid[callback.Connected], string(callback.NoAnswer): callbackResultSaid[callback.NoAnswer], string(callback.Busy): callbackResultSaid[callback.Busy], string(callback.Rejected): callbackResultSaid[callback.Rejected],
		string(callback.Failed): callbackResultSaid[callback.Failed], string(callback.AgentMissed): callbackResultSaid[callback.AgentMissed], string(callback.GivenUp): callbackResultSaid[callback.GivenUp],
	}

	smsStateSaid = map[sms.State]said{
		sms.Queued: {"대기", "Waiting"}, sms.Sending: {"발송 중", "Sending"}, sms.Taken: {"접수", "Accepted"}, sms.Arrived: {"발송 완료", "Delivered"}, sms.Undone: {"실패", "Failed"},
		sms.Refused: {"거절", "Rejected"}, sms.Doubtful: {"확인 필요", "Unknown"}, sms.Cancelled: {"취소됨", "Cancelled"}, sms.Missed: {"시간 지남", "Missed"}, sms.Closed: {"확인함", "Settled"},
	}
	smsKeptSaid = said{"보관(미발송)", "Kept, not sent"}
	smsKindSaid = map[sms.Kind]said{sms.SMS: {"SMS", "SMS"}, sms.MMS: {"MMS", "MMS"}, sms.Alimtalk: {"알림톡", "Alimtalk"}}
	deliverSaid = map[bool]said{true: {"예", "yes"}, false: {"아니요", "no"}}
)
