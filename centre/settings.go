package centre

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// SettingType says how the value of a setting is written.
type SettingType string

// The types of settings.
const (
	TypeBool   SettingType = "bool"   // true, false
	TypeInt    SettingType = "int"    // a whole number from Min to Max
	TypeText   SettingType = "text"   // one line
	TypeChoice SettingType = "choice" // one of Allowed
	TypeList   SettingType = "list"   // any of Allowed, or words where that is empty, with commas between
	TypeSecret SettingType = "secret" // one line that is never shown again
)

// Text is a sentence in Korean and English.
type Text struct {
	Ko string `json:"ko"`
	En string `json:"en"`
}

// Setting is one thing that can be set on screen, and explains itself.
type Setting struct {
	Key     string      `json:"key" example:"login.idle_lock_minutes"`
	Group   string      `json:"group" doc:"what it belongs to" example:"login"`
	Type    SettingType `json:"type" enum:"bool,int,text,choice,list,secret"`
	Default string      `json:"default" doc:"the value while nobody has set one"`
	Min     int         `json:"min,omitempty" doc:"int: smallest"`
	Max     int         `json:"max,omitempty" doc:"int: largest; text: most characters"`
	Allowed []string    `json:"allowed,omitempty" doc:"choice and list: what may stand there; none: any word"`
	Unit    string      `json:"unit,omitempty" doc:"of a number" example:"minutes"`
	Doc     Text        `json:"doc" doc:"what it does"`
	Restart bool        `json:"restart" doc:"takes effect at the next start; all others at once"`

	check func(v string) error // beyond the type; may be nil
}

// The keys of the settings.
const (
	SetIdleLock       = "login.idle_lock_minutes"
	SetSecondFactor   = "login.second_factor_roles"
	SetOneDesk        = "login.one_desk"
	SetOIDCIssuer     = "oidc.issuer"
	SetOIDCClient     = "oidc.client_id"
	SetOIDCSecret     = "oidc.client_secret"
	SetOIDCName       = "oidc.name"
	SetOIDCScopes     = "oidc.scopes"
	SetOIDCDomains    = "oidc.domains"
	SetOIDCClaim      = "oidc.login_claim"
	SetOIDCRoleClaim  = "oidc.role_claim"
	SetOIDCManagers   = "oidc.manager_values"
	SetOIDCAgents     = "oidc.agent_values"
	SetKeepRows       = "retention.calls_days"
	SetKeepNotes      = "retention.notes_days"
	SetKeepAccess     = "retention.access_log_days"
	SetBackupNote     = "backup.reminder_days"
	SetDialMinute     = "dialing.per_minute"
	SetDialAtOnce     = "dialing.at_once"
	SetDialDay        = "dialing.per_day"
	SetDialFar        = "dialing.far_per_day"
	SetDialTalk       = "dialing.minutes"
	SetDialFarTalk    = "dialing.far_minutes"
	SetDialAllFar     = "dialing.centre_far_minutes"
	SetNightFrom      = "dialing.night_from"
	SetNightTo        = "dialing.night_to"
	SetFrameOrigins   = "cti.frame_origins"
	SetAbusiveSound   = "calls.abusive_sound"
	SetBarredSound    = "calls.blacklist_sound"
	SetOutTicket      = "calls.outbound_ticket"
	SetCallbacks      = "callbacks.enabled"
	SetForm           = "callbacks.form"
	SetFormOrigins    = "callbacks.form_origins"
	SetFormHour       = "callbacks.form_per_hour"
	SetFormNumber     = "callbacks.form_per_number"
	SetConsentKo      = "callbacks.consent_ko"
	SetConsentEn      = "callbacks.consent_en"
	SetBoardCallbacks = "wallboard.callbacks"
	SetSMS            = "sms.enabled"
	SetSMSNumbers     = "sms.numbers"
	SetSMSMinute      = "sms.per_number_minute"
	SetSMSNumberDay   = "sms.per_number_day"
	SetSMSAddress     = "sms.per_address_hour"
	SetSMSDay         = "sms.per_day"
	SetSMSBulk        = "sms.bulk_from"
	SetSMSAdName      = "sms.ad_name"
	SetSMSAdOptOut    = "sms.ad_opt_out"
	SetSMSAdNight     = "sms.ad_night"
	SetSMSOptOuts     = "sms.opt_outs"
	SetSMSWords       = "sms.opt_out_words"
	SetSMSSchedule    = "sms.schedule"
	roleAdministrator = "administrator"
)

// Settings is the registry: every setting, in the order of screens.
var Settings = []Setting{
	{
		Key: SetIdleLock, Group: "login", Type: TypeInt, Default: "0", Max: 480, Unit: "minutes",
		Doc: Text{Ko: "이 시간 동안 아무 조작이 없으면 화면을 잠급니다. 상담사가 대기, 통화, 후처리 중이면 잠기지 않습니다. 0이면 잠그지 않습니다.",
			En: "Locks a person's screens after so long without doing anything. An agent who is ready, in a call or wrapping up is not locked. 0: never."},
	},
	{
		Key: SetSecondFactor, Group: "login", Type: TypeList, Allowed: []string{roleAdministrator, "manager", "agent"},
		Doc: Text{Ko: "비밀번호로 로그인할 때 2단계 인증을 반드시 써야 하는 역할입니다. 아직 등록하지 않은 사람은 로그인할 때 등록합니다. 싱글 사인온으로 로그인할 때는 묻지 않습니다. 그 경우 2단계 인증은 제공자 쪽에서 요구해야 합니다.",
			En: "Roles that must have a second factor when they log in with a password. Who has none yet sets it up at the next log-in. Single sign-on does not ask for it: there the provider must demand one."},
	},
	{
		Key: SetOneDesk, Group: "login", Type: TypeBool, Default: "false",
		Doc: Text{Ko: "상담사는 한 자리에서만 로그인합니다. 다른 자리에서 로그인하면 먼저 자리가 끝납니다.",
			En: "Agents are logged in at one desk only: a new log-in ends the earlier one."},
	},
	{
		Key: SetOIDCIssuer, Group: "oidc", Type: TypeText, Max: 300, check: issuer,
		Doc: Text{Ko: "싱글 사인온(OpenID Connect) 제공자의 주소입니다. 비우면 쓰지 않습니다.",
			En: "Address (issuer) of the provider of single sign-on, OpenID Connect. Empty: none."},
	},
	{
		Key: SetOIDCClient, Group: "oidc", Type: TypeText, Max: 200,
		Doc: Text{Ko: "제공자에 등록한 클라이언트 ID입니다.", En: "Client identifier that the provider gave this centre."},
	},
	{
		Key: SetOIDCSecret, Group: "oidc", Type: TypeSecret, Max: 300,
		Doc: Text{Ko: "제공자가 준 클라이언트 비밀값입니다. 다시 보여 주지 않습니다.", En: "Client secret that the provider gave. It is never shown again."},
	},
	{
		Key: SetOIDCName, Group: "oidc", Type: TypeText, Max: 40,
		Doc: Text{Ko: "로그인 화면의 버튼에 쓰는 제공자 이름입니다.", En: "Name of the provider on the button of the log-in page."},
	},
	{
		Key: SetOIDCScopes, Group: "oidc", Type: TypeText, Max: 200, check: scopes,
		Doc: Text{Ko: "openid, email, profile 외에 제공자에게 더 요청할 범위(scope)입니다. 빈칸으로 나누어 적습니다(예: groups).",
			En: "Scopes to ask the provider for beside openid, email and profile, with spaces between, such as groups."},
	},
	{
		Key: SetOIDCDomains, Group: "oidc", Type: TypeList,
		Doc: Text{Ko: "이 도메인의 전자우편 주소만 받습니다. 비우면 모두 받습니다.", En: "Only e-mail addresses of these domains are let in. Empty: all."},
	},
	{
		Key: SetOIDCClaim, Group: "oidc", Type: TypeChoice, Default: "email", Allowed: []string{"email", "preferred_username", "upn"},
		Doc: Text{Ko: "제공자의 어느 값으로 사람을 찾는지 정합니다. email은 전자우편 주소로, 다른 값은 아이디로 찾습니다.",
			En: "Which of the provider's values finds the person: email by the e-mail address or log-in name, the others by the log-in name."},
	},
	{
		Key: SetOIDCRoleClaim, Group: "oidc", Type: TypeText, Max: 60,
		Doc: Text{Ko: "역할이 들어 있는 값의 이름입니다(예: groups). 비우면 역할을 바꾸지 않습니다.",
			En: "Name of the value that holds roles, such as groups. Empty: roles stay as they are here."},
	},
	{
		Key: SetOIDCManagers, Group: "oidc", Type: TypeList,
		Doc: Text{Ko: "이 값이 있으면 매니저입니다. 관리자는 이렇게 만들 수 없습니다.", En: "Who has one of these is a manager. Nobody becomes an administrator this way."},
	},
	{
		Key: SetOIDCAgents, Group: "oidc", Type: TypeList,
		Doc: Text{Ko: "이 값이 있으면 상담사입니다.", En: "Who has one of these is an agent."},
	},
	{
		Key: SetKeepRows, Group: "retention", Type: TypeInt, Default: "0", Max: 7300, Unit: "days", check: atLeast(2),
		Doc: Text{Ko: "끝난 통화 기록과 상담사 상태 기록을 보관하는 날수입니다. 0이면 설정 파일의 limits.keep_rows를 따릅니다.",
			En: "How many days calls that ended and agents' states are kept. 0: as limits.keep_rows in the configuration file says."},
	},
	{
		Key: SetKeepNotes, Group: "retention", Type: TypeInt, Default: "0", Max: 7300, Unit: "days", check: atLeast(2),
		Doc: Text{Ko: "상담 기록과 티켓, 끝난 예약과 콜백을 보관하는 날수입니다. 0이면 설정 파일의 limits.keep_notes를 따릅니다.",
			En: "How many days consultations, their tickets, and reservations and callbacks that ended are kept. 0: as limits.keep_notes in the configuration file says."},
	},
	{
		Key: SetKeepAccess, Group: "retention", Type: TypeInt, Default: "0", Max: 7300, Unit: "days", check: atLeast(365),
		Doc: Text{Ko: "접근 기록을 보관하는 날수입니다. 법에 따라 1년 이상이어야 합니다. 0이면 설정 파일의 limits.keep_access_log를 따릅니다.",
			En: "How many days the access log is kept: a year at least, as the law asks. 0: as limits.keep_access_log in the configuration file says."},
	},
	{
		Key: SetDialMinute, Group: "dialing", Type: TypeInt, Default: "20", Min: 1, Max: 120, Unit: "calls",
		Doc: Text{Ko: "상담사 한 명이 1분 동안 걸 수 있는 외부 통화 수입니다. 112와 119는 언제나 걸 수 있습니다.",
			En: "Calls to the outside that one agent may begin within a minute. 112 and 119 always go."},
	},
	{
		Key: SetDialAtOnce, Group: "dialing", Type: TypeInt, Default: "2", Max: 100, Unit: "calls",
		Doc: Text{Ko: "상담사 한 명이 동시에 가질 수 있는 외부 통화 수입니다. 외부로 돌려준 통화도 끝날 때까지 셉니다. 0이면 제한하지 않습니다.",
			En: "Calls to the outside that one agent may have at once; those given away to outside count until they end. 0: no limit."},
	},
	{
		Key: SetDialDay, Group: "dialing", Type: TypeInt, Default: "500", Max: 10_000, Unit: "calls",
		Doc: Text{Ko: "상담사 한 명이 하루에 걸 수 있는 외부 통화 수입니다. 0이면 제한하지 않습니다.",
			En: "Calls to the outside that one agent may make in a day. 0: no limit."},
	},
	{
		Key: SetDialFar, Group: "dialing", Type: TypeInt, Default: "20", Max: 10_000, Unit: "calls",
		Doc: Text{Ko: "그 가운데 국제전화와 060 번호에 걸 수 있는 수입니다. 0이면 제한하지 않습니다.",
			En: "How many of these may go to other countries and to premium numbers. 0: no limit."},
	},
	{
		Key: SetDialTalk, Group: "dialing", Type: TypeInt, Default: "720", Max: 10_000, Unit: "minutes",
		Doc: Text{Ko: "상담사 한 명이 하루에 외부와 통화할 수 있는 시간입니다. 외부로 돌려준 통화도 끝날 때까지 셉니다. 다 쓰면 새 통화를 걸 수 없고, 하던 통화는 끊지 않습니다. 0이면 제한하지 않습니다.",
			En: "Minutes that one agent may talk with the outside in a day; calls given away to outside count until they end. When they are used up no new call begins; calls in progress go on. 0: no limit."},
	},
	{
		Key: SetDialFarTalk, Group: "dialing", Type: TypeInt, Default: "120", Max: 10_000, Unit: "minutes",
		Doc: Text{Ko: "상담사 한 명이 하루에 국제전화와 060 번호로 통화할 수 있는 시간입니다. 다 쓰면 하던 국제·060 통화도 끊습니다. 0이면 제한하지 않습니다.",
			En: "Minutes that one agent may talk with other countries and premium numbers in a day. When they are used up such calls in progress are ended too. 0: no limit."},
	},
	{
		Key: SetDialAllFar, Group: "dialing", Type: TypeInt, Default: "300", Max: 100_000, Unit: "minutes",
		Doc: Text{Ko: "센터 전체가 하루에 국제전화와 060 번호로 통화할 수 있는 시간입니다. 다 쓰면 하던 국제·060 통화도 끊습니다. 0이면 제한하지 않습니다.",
			En: "Minutes that all agents together may talk with other countries and premium numbers in a day. When they are used up such calls in progress are ended too. 0: no limit."},
	},
	{
		Key: SetNightFrom, Group: "dialing", Type: TypeText, Max: 5, Default: "22:00", check: clock,
		Doc: Text{Ko: "이 시각부터 국제전화와 060 번호를 막습니다. 끝 시각과 같으면 막지 않습니다.",
			En: "From this time on nobody calls other countries and premium numbers. The same as the end: never."},
	},
	{
		Key: SetNightTo, Group: "dialing", Type: TypeText, Max: 5, Default: "07:00", check: clock,
		Doc: Text{Ko: "국제전화와 060 번호를 다시 걸 수 있는 시각입니다.", En: "When they may be called again."},
	},
	{
		Key: SetAbusiveSound, Group: "calls", Type: TypeText, Max: 200, check: uploaded,
		Doc: Text{Ko: "강성종료 때 고객이 듣는 안내 멘트입니다. 올린 음원(sound:이름)이며, 비우면 기본 안내를 들려줍니다.",
			En: "What a caller hears whose call an agent ends for abuse: an uploaded sound (sound:NAME). Empty: the program's own announcement."},
	},
	{
		Key: SetFrameOrigins, Group: "cti", Type: TypeList, check: origins,
		Doc: Text{Ko: "상담사 데스크를 자기 페이지 안에 넣어도 되는 다른 프로그램의 출처입니다(예: https://crm.example.com). 바꾸면 다음에 여는 페이지부터 적용됩니다.",
			En: "Origins of other programs' pages that may show the agent's desk in a frame, such as https://crm.example.com. It counts for pages opened from then on."},
	},
	{
		Key: SetBarredSound, Group: "calls", Type: TypeText, Max: 200, check: uploaded,
		Doc: Text{Ko: "블랙리스트 효과가 안내인 고객이 듣는 안내 멘트입니다. 올린 음원(sound:이름)이며, 비우면 서비스의 마감 안내를, 그것도 없으면 짧은 신호음을 들려주고 끊습니다.",
			En: "What a caller on the blacklist hears whose effect is a message: an uploaded sound (sound:NAME). Empty: the service's closed announcement, and a short tone where it has none."},
	},
	{
		Key: SetOutTicket, Group: "calls", Type: TypeBool, Default: "true",
		Doc: Text{Ko: "아웃바운드 티켓 자동 생성입니다. 켜면 상담사가 전화를 거는 순간 티켓을 만듭니다. 끄면 고객이 받았을 때만 만들고, 받지 않은 통화에는 티켓이 없습니다.",
			En: "Tickets of calls out. On: a call has its ticket as soon as it is dialled, whatever comes of it. Off: when the customer answers; calls that nobody answers have none."},
	},
	{
		Key: SetCallbacks, Group: "callbacks", Type: TypeBool, Default: "false",
		Doc: Text{Ko: "부가업무 콜백을 사용합니다. 끄면 메뉴가 숨고 새 콜백을 받지 않습니다. 받아 둔 콜백은 그대로 남습니다.",
			En: "Callbacks are in use. Off: the menu is hidden and no callback is taken; those that were taken stay as they are."},
	},
	{
		Key: SetForm, Group: "callbacks", Type: TypeBool, Default: "false",
		Doc: Text{Ko: "누구나 여는 콜백 신청 페이지(/callback/form)를 엽니다. 서비스에서 콜백 신청 페이지를 켠 서비스만 고를 수 있습니다.",
			En: "Opens the page on which anybody asks to be called back (/callback/form), for the services that say form in their callback section."},
	},
	{
		Key: SetFormOrigins, Group: "callbacks", Type: TypeList, check: origins,
		Doc: Text{Ko: "콜백 신청 페이지를 자기 페이지 안에 넣어도 되는 사이트의 출처입니다(예: https://www.example.com). 바꾸면 다음에 여는 페이지부터 적용됩니다.",
			En: "Origins of sites that may show the form in a frame, such as https://www.example.com. It counts for pages opened from then on."},
	},
	{
		Key: SetFormHour, Group: "callbacks", Type: TypeInt, Default: "5", Min: 1, Max: 1000, Unit: "requests",
		Doc: Text{Ko: "한 주소(IP)에서 1시간 동안 신청할 수 있는 수입니다.",
			En: "How often one address (IP) may ask within an hour."},
	},
	{
		Key: SetFormNumber, Group: "callbacks", Type: TypeInt, Default: "3", Min: 1, Max: 1000, Unit: "requests",
		Doc: Text{Ko: "한 전화번호로 하루 동안 신청할 수 있는 수입니다.",
			En: "How often one number may be given within a day."},
	},
	{
		Key: SetConsentKo, Group: "callbacks", Type: TypeText, Max: 500,
		Doc: Text{Ko: "콜백 신청 페이지에서 동의를 구하는 문장입니다. 비우면 기본 문장을 씁니다.",
			En: "The sentence by which the form asks for consent, in Korean. Empty: the program's own."},
	},
	{
		Key: SetConsentEn, Group: "callbacks", Type: TypeText, Max: 500,
		Doc: Text{Ko: "영어로 볼 때 동의를 구하는 문장입니다. 비우면 기본 문장을 씁니다.",
			En: "The same in English. Empty: the program's own."},
	},
	{
		Key: SetBoardCallbacks, Group: "callbacks", Type: TypeBool, Default: "false",
		Doc: Text{Ko: "기다리는 콜백 수를 전광판에 보여 줍니다.", En: "Shows on wallboards how many callbacks wait."},
	},
	{
		Key: SetSMS, Group: "sms", Type: TypeBool, Default: "true",
		Doc: Text{Ko: "부가업무 문자 발송을 사용합니다. 끄면 메뉴가 숨고 새 문자를 받지 않습니다. 예약해 둔 문자는 제시간에 나가고, 고객이 보낸 문자는 그대로 보관합니다.",
			En: "Text messages are in use. Off: the menu is hidden and nothing new is sent; what is scheduled goes at its time, and what customers write is kept."},
	},
	{
		Key: SetSMSNumbers, Group: "sms", Type: TypeChoice, Default: "domestic_mobile", Allowed: []string{"domestic_mobile", "domestic", "any"},
		Doc: Text{Ko: "문자를 보낼 수 있는 번호입니다. 국내 휴대전화는 010, 011, 016~019이고, 국내 모든 번호에는 안심번호(050)도 들어갑니다.",
			En: "Which numbers messages may go to. Mobiles of the country are 010, 011 and 016 to 019; every number of the country has 050 too."},
	},
	{
		Key: SetSMSMinute, Group: "sms", Type: TypeInt, Default: "1", Max: 60, Unit: "messages",
		Doc: Text{Ko: "번호 하나에 1분 동안 보낼 수 있는 문자 수입니다. 고객이 보낸 문자에 답할 때는 세지 않습니다. 0이면 제한하지 않습니다.",
			En: "Messages that one number gets within a minute. An answer to a message of the customer does not count. 0: no limit."},
	},
	{
		Key: SetSMSNumberDay, Group: "sms", Type: TypeInt, Default: "5", Max: 1000, Unit: "messages",
		Doc: Text{Ko: "번호 하나에 하루 동안 보낼 수 있는 문자 수입니다. 고객이 보낸 문자에 답할 때는 세지 않습니다. 0이면 제한하지 않습니다.",
			En: "Messages that one number gets in a day. An answer to a message of the customer does not count. 0: no limit."},
	},
	{
		Key: SetSMSAddress, Group: "sms", Type: TypeInt, Default: "5", Max: 10_000, Unit: "messages",
		Doc: Text{Ko: "IP 주소 하나에서 1시간 동안 센터가 모르는 번호로 보낼 수 있는 문자 수입니다. 고객, 통화 기록, 문자 대화에 있는 번호와 확인한 대량 발송은 세지 않습니다. 0이면 제한하지 않습니다.",
			En: "Messages within an hour from one IP address to numbers that the centre does not know: those of customers, calls and conversations and confirmed bulk sends do not count. 0: no limit."},
	},
	{
		Key: SetSMSDay, Group: "sms", Type: TypeInt, Default: "5000", Max: 10_000_000, Unit: "messages",
		Doc: Text{Ko: "센터 전체가 하루에 보낼 수 있는 문자 수입니다. 다 쓰면 자정까지 새 문자를 받지 않습니다. 0이면 제한하지 않습니다.",
			En: "Messages of the whole centre in a day. When they are used up no new ones are taken until midnight. 0: no limit."},
	},
	{
		Key: SetSMSBulk, Group: "sms", Type: TypeInt, Default: "20", Max: 1000, Unit: "recipients",
		Doc: Text{Ko: "받는 사람이 이 수 이상이면 대량 발송입니다. 대량 발송은 대량 문자 권한과 미리 보기 확인이 필요합니다. 0이면 구분하지 않습니다.",
			En: "From how many recipients on a send is bulk, which needs the permission for bulk messages and a confirmed preview. 0: never."},
	},
	{
		Key: SetSMSAdName, Group: "sms", Type: TypeText, Max: 40,
		Doc: Text{Ko: "광고 문자의 (광고) 뒤에 적는 전송자 이름입니다. 비우면 광고를 보낼 수 없습니다.", En: "The sender's name behind (광고) in advertising. Empty: no advertising is sent."},
	},
	{
		Key: SetSMSAdOptOut, Group: "sms", Type: TypeText, Max: 20, check: freeNumber,
		Doc: Text{Ko: "광고 문자 끝의 무료수신거부 번호입니다(예: 080-123-4567). 비우면 광고를 보낼 수 없습니다.", En: "The number by which recipients of advertising refuse it without cost, such as 080-123-4567. Empty: no advertising is sent."},
	},
	{
		Key: SetSMSAdNight, Group: "sms", Type: TypeChoice, Default: "refuse", Allowed: []string{"refuse", "morning"},
		Doc: Text{Ko: "야간(21:00~08:00)에 걸리는 광고를 어떻게 할지 정합니다.", En: "What becomes of advertising that falls into the night, from 21:00 to 08:00."},
	},
	{
		Key: SetSMSOptOuts, Group: "sms", Type: TypeChoice, Default: "all", Allowed: []string{"all", "advertising"},
		Doc: Text{Ko: "수신거부한 번호에 보내지 않을 문자입니다.", En: "What is not sent to numbers that have refused messages."},
	},
	{
		Key: SetSMSWords, Group: "sms", Type: TypeList, Default: "수신거부,STOP",
		Doc: Text{Ko: "고객이 이 낱말만 보내면 수신거부로 등록합니다.", En: "A customer who sends one of these words alone is put on the list of those who refuse messages."},
	},
	{
		Key: SetSMSSchedule, Group: "sms", Type: TypeChoice, Default: "own", Allowed: []string{"own", "provider"},
		Doc: Text{Ko: "예약 문자를 누가 기다렸다 보낼지 정합니다. 이 프로그램은 초 단위로, 문자 사업자는(할 수 있는 곳이면) 분 단위로 보냅니다.", En: "Who keeps scheduled messages until their time: this program to the second, the provider, where it can, to the minute."},
	},
	{
		Key: SetBackupNote, Group: "system", Type: TypeInt, Default: "7", Max: 365, Unit: "days",
		Doc: Text{Ko: "마지막 백업이 이보다 오래되면 시스템 상태에 알립니다. 0이면 알리지 않습니다.",
			En: "The system page warns when the last backup that was reported is older. 0: never."},
	},
}

// SettingOf returns a setting of the registry.
func SettingOf(key string) (Setting, bool) {
	i := slices.IndexFunc(Settings, func(s Setting) bool { return s.Key == key })
	if i < 0 {
		return Setting{}, false
	}
	return Settings[i], true
}

// Check returns what is wrong with a value, and the value as it is kept.
func (s Setting) Check(v string) (string, error) {
	v = strings.TrimSpace(v)
	if strings.ContainsFunc(v, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return "", fmt.Errorf("%s is one line without control characters", s.Key)
	}
	switch s.Type {
	case TypeBool:
		if v != "true" && v != "false" {
			return "", fmt.Errorf("%s is true or false", s.Key)
		}
	case TypeInt:
		n, err := strconv.Atoi(v)
		if err != nil || n < s.Min || n > s.Max {
			return "", fmt.Errorf("%s is a whole number from %d to %d (%s)", s.Key, s.Min, s.Max, s.Unit)
		}
		v = strconv.Itoa(n)
	case TypeChoice:
		if !slices.Contains(s.Allowed, v) {
			return "", fmt.Errorf("%s is one of %s", s.Key, strings.Join(s.Allowed, ", "))
		}
	case TypeList:
		list := SplitList(v)
		for _, w := range list {
			if len(s.Allowed) > 0 && !slices.Contains(s.Allowed, w) {
				return "", fmt.Errorf("%s: %q is not known: allowed is %s", s.Key, w, strings.Join(s.Allowed, ", "))
			}
		}
		if v = strings.Join(list, ","); len(v) > 2000 {
			return "", fmt.Errorf("%s is too long", s.Key)
		}
	case TypeText, TypeSecret:
		if len([]rune(v)) > s.Max {
			return "", fmt.Errorf("%s is longer than %d characters", s.Key, s.Max)
		}
	}
	if s.check != nil {
		if err := s.check(v); err != nil {
			return "", fmt.Errorf("%s %w", s.Key, err)
		}
	}
	return v, nil
}

// SplitList reads a list of words with commas between.
func SplitList(v string) (list []string) {
	for _, w := range strings.Split(v, ",") {
		if w = strings.TrimSpace(w); w != "" && !slices.Contains(list, w) {
			list = append(list, w)
		}
	}
	return list
}

// CheckSettings looks at what settings must be together; value gives what counts, by
// key. The path of a problem is the key of the setting to change.
func CheckSettings(value func(key string) string) (list []Problem) {
	if value(SetOIDCIssuer) != "" && value(SetOIDCClient) == "" {
		list = append(list, Problem{Path: SetOIDCClient, Message: "is missing: the provider of oidc.issuer knows this centre by it"})
	}
	managers, agents := SplitList(value(SetOIDCManagers)), SplitList(value(SetOIDCAgents))
	for _, v := range agents {
		if slices.Contains(managers, v) {
			list = append(list, Problem{Path: SetOIDCAgents, Message: fmt.Sprintf("names %q, which makes a manager: a value makes one of the two", v)})
		}
	}
	if value(SetOIDCRoleClaim) != "" && len(managers)+len(agents) == 0 {
		list = append(list, Problem{Path: SetOIDCRoleClaim, Message: "does nothing without values of managers or agents"})
	}
	return list
}

// NewProblems are those of after that were none before: what was wrong already must not
// stand in the way of another change.
func NewProblems(before, after []Problem) (list []Problem) {
	for _, p := range after {
		if !slices.ContainsFunc(before, func(old Problem) bool { return old.same(p) }) {
			list = append(list, p)
		}
	}
	return list
}

// atLeast lets 0 and what is not less than n through.
func atLeast(n int) func(string) error {
	return func(v string) error {
		if got, err := strconv.Atoi(v); err == nil && got != 0 && got < n {
			return fmt.Errorf("is %d at least, or 0", n)
		}
		return nil
	}
}

// clock lets a time of the day through, such as 22:00.
func clock(v string) error {
	if _, err := time.Parse("15:04", v); err != nil || len(v) != 5 {
		return fmt.Errorf("is a time of the day, such as 22:00")
	}
	return nil
}

// freeNumber lets a number through as people write it.
func freeNumber(v string) error {
	if v != "" && !freePattern.MatchString(v) {
		return fmt.Errorf("is a telephone number, such as 080-123-4567")
	}
	return nil
}

var freePattern = regexp.MustCompile(`^[0-9]{2,4}(-?[0-9]{3,4}){1,2}$`)

// uploaded lets the name of an uploaded sound through.
func uploaded(v string) error {
	if v != "" && !strings.HasPrefix(v, SoundPrefix) {
		return fmt.Errorf("is an uploaded sound, such as sound:goodbye")
	}
	return nil
}

// origins lets origins of pages through, as browsers write them: they become a part of
// the pages' policy.
func origins(v string) error {
	for _, o := range SplitList(v) {
		u, err := url.Parse(o)
		if err != nil || u.Scheme != "https" && u.Scheme != "http" || !host.MatchString(u.Host) || o != u.Scheme+"://"+u.Host {
			return fmt.Errorf("has %q, which is not an origin: write it like https://www.example.com, without a path", o)
		}
	}
	return nil
}

// host is a name or an address, with a port or without.
var host = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*|\[[0-9a-f:]+\])(:[0-9]{1,5})?$`)

// issuer lets an HTTPS address through; HTTP on this machine only, for tests.
func issuer(v string) error {
	if v == "" {
		return nil
	}
	u, err := url.Parse(v)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return fmt.Errorf("is not an address such as https://login.example.com")
	}
	local := u.Hostname() == "localhost" || u.Hostname() == "127.0.0.1" || u.Hostname() == "::1"
	if u.Scheme != "https" && !(u.Scheme == "http" && local) {
		return fmt.Errorf("must begin with https://")
	}
	return nil
}

// scopes lets words of RFC 6749 section 3.3 through, with spaces between.
func scopes(v string) error {
	for _, r := range v {
		if r < ' ' || r > '~' || r == '"' || r == '\\' {
			return fmt.Errorf("are words with spaces between, such as groups offline_access; %q cannot stand there", r)
		}
	}
	return nil
}

// encoded is a value in a record of changes; a secret stands apart, so that no
// screen and no log shows it.
type encoded struct {
	Value  string `json:"value"`
	Secret string `json:"secret,omitempty"`
}

// Encode returns a value as it stands in a record of changes.
func (s Setting) Encode(v string) json.RawMessage {
	e := encoded{Value: v}
	if s.Type == TypeSecret {
		e = encoded{Secret: v}
	}
	b, _ := json.Marshal(e) // two texts: it cannot fail
	return b
}

// Decode is the reverse of Encode; "" for what is none.
func (s Setting) Decode(data json.RawMessage) string {
	var e encoded
	if json.Unmarshal(data, &e) != nil {
		return ""
	}
	return e.Value + e.Secret
}
