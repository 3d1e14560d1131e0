package centre

import (
	"strconv"
	"time"

	"github.com/callfloor/callfloor/chat"
)

// The keys of the settings of chats.
const (
	SetChat              = "chat.enabled"
	SetChatMethod        = "chat.method"
	SetChatTarget        = "chat.target"
	SetChatByCategory    = "chat.by_category"
	SetChatCap           = "chat.cap"
	SetChatHours         = "chat.hours"
	SetChatMealFrom      = "chat.meal_from"
	SetChatMealTo        = "chat.meal_to"
	SetChatAfterHours    = "chat.after_hours"
	SetChatAllResting    = "chat.all_resting"
	SetChatInMeal        = "chat.in_meal_time"
	SetChatOverLimit     = "chat.over_limit"
	SetChatNoProfile     = "chat.no_profile"
	SetChatBacklog       = "chat.backlog"
	SetChatBacklogDelay  = "chat.backlog_delay_minutes"
	SetChatUndistributed = "chat.undistributed_days"
	SetChatAnswerWithin  = "chat.answer_within_seconds"
	SetChatIdle          = "chat.idle_minutes"
	SetChatBotIdle       = "chat.bot_idle_minutes"
	SetChatReturn        = "chat.return_hours"
	SetChatDuringCalls   = "chat.during_calls"
	SetChatSays          = "chat.says"
	SetChatBot           = "chat.bot"
	SetChatAddress       = "chat.per_address"
	SetChatGone          = "chat.gone_minutes"
	SetChatSatisfaction  = "chat.satisfaction"
	SetChatSupervision   = "chat.supervision"
	SetChatSMS           = "chat.sms"
	SetKeepChats         = "retention.chats_days"
)

func init() { Settings = append(Settings, chatSettings...) }

// says are the automatic messages that can be switched, in the order of the table (chat.Sends).
var says = []string{string(chat.Greeting), string(chat.Title), string(chat.QueueSize), string(chat.Unavailable), string(chat.EndNotice)}

var chatSettings = []Setting{
	{
		Key: SetChat, Group: "chat", Type: TypeBool, Default: "false",
		Doc: Text{Ko: "채팅 상담을 사용합니다. 끄면 새 채팅을 받지 않습니다. 열려 있는 대화방은 끝날 때까지 이어집니다.",
			En: "Chats are in use. Off: no new chat begins; rooms that are open go on until they end."},
	},
	{
		Key: SetChatMethod, Group: "chat", Type: TypeChoice, Default: string(chat.Automatic), Allowed: []string{string(chat.Automatic), string(chat.Manual), string(chat.Hybrid)},
		Doc: Text{Ko: "상담 배분 방식입니다. 자동은 바로 상담사에게 배정하고, 수동은 매니저가 배정하거나 상담사가 가져갑니다. 하이브리드는 자동으로 배정하면서 상담사가 대기 건을 가져갈 수도 있습니다.",
			En: "How rooms come to agents. Automatic: given at once. Manual: a manager gives them or agents take them. Hybrid: automatic, and agents may take what waits."},
	},
	{
		Key: SetChatTarget, Group: "chat", Type: TypeChoice, Default: string(chat.LoggedIn), Allowed: []string{string(chat.LoggedIn), string(chat.OnDuty)},
		Doc: Text{Ko: "배분 대상입니다. 로그인한 상담사에게만, 또는 로그인하지 않았어도 근무 중인 모든 상담사에게 배정합니다.",
			En: "Among whom rooms are given: agents who are logged in, or every agent on duty, logged in or not."},
	},
	{
		Key: SetChatByCategory, Group: "chat", Type: TypeBool, Default: "false",
		Doc: Text{Ko: "상담 분류별 지정배분입니다. 켜면 중분류를 맡은 상담사에게만 배정합니다. 맡은 분류는 상담사 설정에서 고릅니다.",
			En: "Rooms are given by category: only to agents who answer its middle category, as their settings say."},
	},
	{
		Key: SetChatCap, Group: "chat", Type: TypeInt, Default: "5", Min: 1, Max: chat.MaxCap, Unit: "rooms",
		Doc: Text{Ko: "상담사 한 명에게 동시에 배정하는 대화방 수입니다. 상담사마다 다르게 정할 수 있습니다. 손으로 배정하는 것은 막지 않습니다.",
			En: "Open rooms that an agent is given at once, unless the agent's own setting says otherwise. It does not hold who gives by hand."},
	},
	{
		Key: SetChatHours, Group: "chat", Type: TypeText, Max: 40,
		Doc: Text{Ko: "채팅 상담을 하는 운영시간입니다. 정하지 않으면 언제나 상담합니다.", En: "Opening hours in which chats are answered. Without any: always."},
	},
	{
		Key: SetChatMealFrom, Group: "chat", Type: TypeText, Max: 5, check: clockOrNone,
		Doc: Text{Ko: "일괄 식사시간이 시작하는 시각입니다(예: 12:00). 비우면 일괄 식사시간이 없습니다.", En: "When the meal time of all begins, such as 12:00. Empty: there is none."},
	},
	{
		Key: SetChatMealTo, Group: "chat", Type: TypeText, Max: 5, check: clockOrNone,
		Doc: Text{Ko: "일괄 식사시간이 끝나는 시각입니다(예: 13:00).", En: "When the meal time of all ends, such as 13:00."},
	},
	{
		Key: SetChatAfterHours, Group: "chat", Type: TypeChoice, Default: string(chat.Queue), Allowed: []string{string(chat.Queue), string(chat.Refuse)},
		Doc: Text{Ko: "운영시간이 아닐 때 들어온 상담 요청을 대기로 받을지, 받지 않을지 정합니다.", En: "Whether a request out of hours waits, or is refused."},
	},
	{
		Key: SetChatAllResting, Group: "chat", Type: TypeChoice, Default: string(chat.Queue), Allowed: []string{string(chat.Queue), string(chat.Assign)},
		Doc: Text{Ko: "모든 상담사가 휴식 중일 때 들어온 요청을 대기로 받을지, 휴식 중인 상담사에게 그대로 배정할지 정합니다.", En: "Whether a request while every agent rests waits, or is given to one who rests."},
	},
	{
		Key: SetChatInMeal, Group: "chat", Type: TypeChoice, Default: string(chat.Queue), Allowed: []string{string(chat.Queue), string(chat.Assign)},
		Doc: Text{Ko: "일괄 식사시간에 들어온 요청을 대기로 받을지, 그대로 배정할지 정합니다.", En: "Whether a request in the meal time of all waits, or is given as ever."},
	},
	{
		Key: SetChatOverLimit, Group: "chat", Type: TypeChoice, Default: string(chat.Queue), Allowed: []string{string(chat.Queue), string(chat.Refuse)},
		Doc: Text{Ko: "상담할 수 있는 상담사가 모두 허용 건수를 채웠을 때 들어온 요청을 대기로 받을지, 받지 않을지 정합니다.", En: "Whether a request while everybody who could take it has as many rooms as allowed waits, or is refused."},
	},
	{
		Key: SetChatNoProfile, Group: "chat", Type: TypeChoice, Default: string(chat.Assign), Allowed: []string{string(chat.Queue), string(chat.Assign)},
		Doc: Text{Ko: "고객이 프로필을 비우고 보낸 상담 요청을 배정하지 않고 대기로 받을지, 그대로 배정할지 정합니다.", En: "Whether a request whose customer left the profile empty waits, or is given as ever."},
	},
	{
		Key: SetChatBacklog, Group: "chat", Type: TypeBool, Default: "true",
		Doc: Text{Ko: "누적 상담대기건을 상담 가능한 상담사가 생기는 대로 자동으로 배정합니다. 끄면 관리자와 매니저가 배정해야 합니다. 수동 배분에서는 쓰지 않습니다.",
			En: "What waits is given by itself as soon as somebody may take it. Off: an administrator or a manager gives it. It says nothing in the manual method."},
	},
	{
		Key: SetChatBacklogDelay, Group: "chat", Type: TypeInt, Default: "0", Max: int(chat.MaxBacklogDelay / time.Minute), Unit: "minutes", check: atLeast(int(chat.MinBacklogDelay / time.Minute)),
		Doc: Text{Ko: "근무를 시작하고 이만큼 지난 뒤에 누적 대기건을 배정합니다. 0이면 근무 시작과 함께, 아니면 10분에서 60분입니다.",
			En: "How long after the start of work what waits is given. 0: at once; else 10 to 60 minutes."},
	},
	{
		Key: SetChatUndistributed, Group: "chat", Type: TypeInt, Default: "0", Max: int(chat.MaxUndistributed / (24 * time.Hour)), Unit: "days",
		Doc: Text{Ko: "수동 배분에서 이만큼 배정되지 않은 대기건을 아무 안내 없이 끝냅니다. 0이면 끝내지 않습니다.", En: "Manual method: ends what has waited so long, without a word to the customer. 0: never."},
	},
	{
		Key: SetChatAnswerWithin, Group: "chat", Type: TypeInt, Default: "180", Max: 86400, Unit: "seconds", check: atLeast(10),
		Doc: Text{Ko: "배정받은 상담사가 이 시간 안에 첫 답변을 하지 않으면 대화방을 거두어 다른 상담사에게 배정합니다. 0이면 거두지 않습니다.", En: "Takes a room back that its agent does not answer within so long, and gives it to another. 0: never."},
	},
	{
		Key: SetChatIdle, Group: "chat", Type: TypeInt, Default: "1440", Max: 43200, Unit: "minutes", check: atLeast(5),
		Doc: Text{Ko: "상담사가 답한 뒤 이만큼 아무도 쓰지 않은 대화방을 끝냅니다. 종료보류한 대화방은 끝내지 않습니다. 0이면 끝내지 않습니다.", En: "Ends a room in which nobody has written for so long since the agent's answer, unless it is held. 0: never."},
	},
	{
		Key: SetChatBotIdle, Group: "chat", Type: TypeInt, Default: "60", Max: 1440, Unit: "minutes", check: atLeast(5),
		Doc: Text{Ko: "챗봇과의 대화에서 고객이 이만큼 아무것도 하지 않으면 끝냅니다. 0이면 끝내지 않습니다.", En: "Ends the bot's talk when the customer has done nothing for so long. 0: never."},
	},
	{
		Key: SetChatReturn, Group: "chat", Type: TypeInt, Default: "24", Max: 720, Unit: "hours",
		Doc: Text{Ko: "끝난 뒤 이 시간 안에 다시 온 고객은 상담할 수 있으면 같은 상담사에게 배정합니다. 0이면 새로 배분합니다.", En: "A customer who comes back within so long goes to the same agent, if that agent may take it. 0: it is given anew."},
	},
	{
		Key: SetChatDuringCalls, Group: "chat", Type: TypeBool, Default: "false",
		Doc: Text{Ko: "통화 중인 상담사에게도 새 채팅을 배정합니다.", En: "Agents on a call are given new chats."},
	},
	{
		Key: SetChatSays, Group: "chat", Type: TypeList, Default: "greeting,queue_size,unavailable,end_notice", Allowed: says,
		Doc: Text{Ko: "자동으로 보내는 메시지입니다. 문구는 채팅 사이트와 상담사 설정에서 정합니다.", En: "Messages that go out by themselves. What they say stands at the chat sites and the agents."},
	},
	{
		Key: SetChatBot, Group: "chat", Type: TypeBool, Default: "true",
		Doc: Text{Ko: "챗봇을 사용합니다. 고객이 상담 분류를 고르고 답변을 읽은 뒤 상담원을 연결합니다. 끄면 바로 상담원을 연결합니다.", En: "The bot is in use: customers choose a category and read its answer before they ask for an agent. Off: an agent is asked for at once."},
	},
	{
		Key: SetChatAddress, Group: "chat", Type: TypeInt, Default: "20", Min: 1, Max: 1000, Unit: "rooms",
		Doc: Text{Ko: "한 주소(IP)에서 동시에 열 수 있는 채팅 수입니다.", En: "Chats that one address (IP) may have open at once."},
	},
	{
		Key: SetChatGone, Group: "chat", Type: TypeInt, Default: "10", Max: 1440, Unit: "minutes",
		Doc: Text{Ko: "채팅에 로그인한 상담사가 화면을 모두 닫고 이만큼 지나면 채팅에서 로그아웃합니다. 0이면 로그아웃하지 않습니다.",
			En: "Signs an agent out of chats whose pages have all been closed for so long. 0: never."},
	},
	{
		Key: SetChatSatisfaction, Group: "chat", Type: TypeBool, Default: "false",
		Doc: Text{Ko: "상담이 끝나면 고객에게 만족도를 묻습니다. 별 1~5개와 의견을 하루 안에 한 번 남길 수 있습니다. 상담사가 답한 상담만 묻습니다.",
			En: "Customers are asked after the end how it was: 1 to 5 stars and a comment, once within a day, where an agent has answered."},
	},
	{
		Key: SetChatSupervision, Group: "chat", Type: TypeBool, Default: "true",
		Doc: Text{Ko: "감독 화면에서 상담사와 고객의 채팅을 지켜볼 수 있습니다. 채팅 보기 권한이 있는 관리자와 매니저만 씁니다. 끄면 진행 중인 모니터링도 바로 끝납니다.",
			En: "Conversations can be watched in the supervision, by administrators and managers with the permission. Off: whoever watches stops at once."},
	},
	{
		Key: SetChatSMS, Group: "chat", Type: TypeBool, Default: "false",
		Doc: Text{Ko: "고객이 우리 번호로 보낸 문자를 채팅 상담으로도 받습니다. 문자는 대화방을 열거나 이어 가고, 상담사의 답변은 문자로 나갑니다. 자동 메시지와 챗봇은 문자로 보내지 않습니다.",
			En: "Text messages of customers to our numbers are chats too: they open a room or go on in one, and agents' answers go out as text messages. The bot and automatic messages do not."},
	},
	{
		Key: SetKeepChats, Group: "retention", Type: TypeInt, Default: "1825", Min: 366, Max: 3650, Unit: "days",
		Doc: Text{Ko: "끝난 채팅을 보관하는 기간입니다.", En: "How long ended chats are kept."},
	},
}

// clockOrNone lets a time of the day through, or nothing.
func clockOrNone(v string) error {
	if v == "" {
		return nil
	}
	return clock(v)
}

// ChatPolicy reads the policy of chats from settings; value gives what counts, by key.
func ChatPolicy(value func(key string) string, categories []ChatCategory) chat.Policy {
	on := func(key string) bool { return value(key) == "true" }
	p := chat.Policy{
		Method: chat.Method(value(SetChatMethod)), Target: chat.Target(value(SetChatTarget)), ByCategory: on(SetChatByCategory),
		AfterHours: chat.Choice(value(SetChatAfterHours)), AllResting: chat.Choice(value(SetChatAllResting)), MealTime: chat.Choice(value(SetChatInMeal)),
		OverLimit: chat.Choice(value(SetChatOverLimit)), NoProfile: chat.Choice(value(SetChatNoProfile)),
		Backlog: on(SetChatBacklog), BacklogDelay: times(value(SetChatBacklogDelay), time.Minute), UndistributedEnd: times(value(SetChatUndistributed), 24*time.Hour),
		AnswerWithin: times(value(SetChatAnswerWithin), time.Second), IdleEnd: times(value(SetChatIdle), time.Minute), BotIdle: times(value(SetChatBotIdle), time.Minute),
		ReturnWithin: times(value(SetChatReturn), time.Hour), DuringCalls: on(SetChatDuringCalls), NoSupervision: !on(SetChatSupervision), Bot: chat.Bot{Use: on(SetChatBot)},
	}
	for _, one := range SplitList(value(SetChatSays)) {
		p.Says = append(p.Says, chat.Auto(one))
	}
	for _, c := range categories {
		if c.Answer != (ChatText{}) {
			p.Bot.Answers = append(p.Bot.Answers, chat.CategoryID(c.ID))
		}
	}
	return p
}

// times is a number of units; 0 where v is no number.
func times(v string, unit time.Duration) time.Duration {
	n, _ := strconv.Atoi(v) // it was checked when it was set
	return time.Duration(n) * unit
}
