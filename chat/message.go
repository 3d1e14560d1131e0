package chat

// Auto is a message that goes out by itself.
type Auto string

// The automatic messages.
const (
	Greeting    Auto = "greeting"    // 상담 인사말
	Title       Auto = "title"       // 상담 제목
	QueueSize   Auto = "queue_size"  // 상담대기 인원 안내
	AutoReply   Auto = "auto_reply"  // 자동 응답 메시지 of the agent
	Unavailable Auto = "unavailable" // 상담불가 안내
	EndNotice   Auto = "end_notice"  // 상담원 상담 종료 안내

	BotGreeting Auto = "bot_greeting" // with the large categories
	BotChoose   Auto = "bot_choose"   // the middle categories of one
	BotAnswer   Auto = "bot_answer"   // the answer of a middle category, with "talk to an agent"
	BotForm     Auto = "bot_form"     // the profile form
	BotHours    Auto = "bot_hours"    // 상담시간 안내, where a request is refused
	BotUnknown  Auto = "bot_unknown"  // something was written that the bot cannot use
)

// What a customer pressed of the bot's, as a message ByChoice. Its text is what stood on the button.
const (
	ChoseCategory Auto = "chose_category"
	ChoseAgent    Auto = "chose_agent"
	ChoseBack     Auto = "chose_back"
	ChoseForm     Auto = "chose_form"    // it was sent
	ChoseNoForm   Auto = "chose_no_form" // it was left out
)

// Occasion is when automatic messages go out.
type Occasion string

// The occasions.
const (
	OnReceipt         Occasion = "receipt"           // C43: received right after the request
	OnBacklog         Occasion = "backlog"           // C44: assigned by itself after waiting
	OnGiven           Occasion = "given"             // C45: assigned after waiting by an administrator or a manager
	OnTaken           Occasion = "taken"             // C27: an agent took it; as given by hand
	OnWaiting         Occasion = "waiting"           // C46: nobody can take it
	OnRefused         Occasion = "refused"           // the request was refused, where no bot leads
	OnRefusedByBot    Occasion = "refused_by_bot"    // out of hours, where the bot goes on
	OnFullByBot       Occasion = "full_by_bot"       // everybody is full, where the bot goes on
	OnEnd             Occasion = "end"               // ended by the agent, by a manager while an agent has it, or after Policy.IdleEnd
	OnUndistributed   Occasion = "undistributed_end" // C47
	OnBlock           Occasion = "block"             // C48
	OnEndByCustomer   Occasion = "customer_end"
	OnHandOver        Occasion = "hand_over"
	OnTakenBack       Occasion = "taken_back" // to another agent
	OnReturn          Occasion = "return"     // a customer came back to the agent of before
	OnEndedInWaiting  Occasion = "end_in_waiting"
	OnWaitingByManual Occasion = "waiting_by_hand" // C28 with an agent available, C24: it is not that nobody can take it
)

// Sends is the table of C43 to C48: what each occasion sends, in this order, where the
// message is in use (Policy.Says; for AutoReply the agent's own switch; the bot's, and what
// OnFullByBot sends, always: nothing else answers what the customer pressed).
var Sends = map[Occasion][]Auto{
	OnReceipt:         {Greeting, Title, QueueSize},
	OnBacklog:         {AutoReply},
	OnGiven:           {Greeting, Title, QueueSize},
	OnTaken:           {Greeting, Title, QueueSize},
	OnWaiting:         {Unavailable},
	OnRefused:         {Unavailable},
	OnRefusedByBot:    {BotHours},
	OnFullByBot:       {Unavailable},
	OnEnd:             {EndNotice},
	OnUndistributed:   nil,
	OnBlock:           nil,
	OnEndByCustomer:   nil,
	OnHandOver:        nil,
	OnTakenBack:       nil,
	OnReturn:          {AutoReply},
	OnEndedInWaiting:  nil,
	OnWaitingByManual: {QueueSize},
}
