package web

import (
	"context"
	"slices"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
)

// Identity is who a request is from. The zero Identity is nobody.
type Identity struct {
	Kind        string // "", "user", "key", "display"
	ID          string
	Login       string // log-in name, or the name of the key or display
	Name        string
	Role        people.Role
	Permissions []people.Permission
	Agent       acd.AgentID     // the agent this person is; "" for none
	Manager     string          // log-in of the manager whose agents a manager's key sees; "": Login
	Language    string          // of the page that asks, else the person's own
	Own         string          // the language of the account
	Services    []acd.ServiceID // a display's services; nil: all
	TokenHash   string          // of the log-in, key or display token
	Confined    confinement     // a log-in that may do next to nothing
	Active      time.Time       // when a person did something last
	Masking     bool            // numbers are masked whatever the permissions: in lists
}

// Actor is the name in the access log.
func (id Identity) Actor() string {
	if id.Kind == "" {
		return "nobody"
	}
	return id.Kind + ":" + id.Login
}

// May reports whether the identity has a permission.
func (id Identity) May(p people.Permission) bool {
	if p == people.Unmask && id.Masking {
		return false
	}
	return id.Role == people.Administrator || slices.Contains(id.Permissions, p)
}

// SeesAgent reports whether the identity may see an agent: administrators all,
// managers their own, agents themselves.
func (id Identity) SeesAgent(a acd.Agent) bool {
	return id.Role != people.Display && scopeOf(id, nil).SeesAgent(&a)
}

type identityKey struct{}

func who(ctx context.Context) Identity {
	id, _ := ctx.Value(identityKey{}).(Identity)
	return id
}

// rule says who may call an operation. Which objects it may see is decided by
// the handler (Identity.SeesAgent).
type rule struct {
	open  bool          // anybody
	roles []people.Role // any of them
	perm  people.Permission
	agent []people.Permission // an agent needs one of these; none: nothing beside the role
}

func (r rule) allow(id Identity, operation string) error {
	switch {
	case r.open:
		return nil
	case id.Kind != "" && id.Confined != free && id.Confined.allow(operation) != nil:
		return id.Confined.allow(operation)
	case id.Kind == "":
		return fault.New(unauthenticated, "log in, or send an API key as Authorization: Bearer")
	case !slices.Contains(r.roles, id.Role):
		return fault.New(fault.Denied, "your role (%s) does not allow this", id.Role)
	case r.perm != "" && !id.May(r.perm):
		return fault.New(fault.Denied, "this needs the permission %q", r.perm)
	case id.Role == people.AgentRole && len(r.agent) > 0 && !slices.ContainsFunc(r.agent, id.May):
		return fault.New(fault.Denied, "this needs the permission %q", r.agent[0])
	}
	return nil
}

var (
	anybody  = rule{open: true}
	admins   = rule{roles: []people.Role{people.Administrator}}
	managers = rule{roles: []people.Role{people.Administrator, people.Manager}}
	staff    = rule{roles: []people.Role{people.Administrator, people.Manager, people.AgentRole}}
	texters  = rule{roles: []people.Role{people.Administrator, people.Manager, people.AgentRole}, perm: people.SMS}
	viewers  = rule{roles: []people.Role{people.Administrator, people.Manager, people.AgentRole, people.Display}}

	// watchers monitor chats (S2). Agents never do: they would see who watches their own.
	watchers = rule{roles: managers.roles, perm: people.ChatMonitor}

	// callers may look after callbacks: agents who telephone, or who give them to others (B2).
	callers = rule{roles: staff.roles, agent: []people.Permission{people.Phone, people.CallbackAssign}}
)

// rights is the whole table: operation by operation. An operation without a line
// cannot be registered.
var rights = map[string]rule{
	"page":        anybody, // pages are empty without the API, but for what a desk shows its own agent first (first); a display's link needs its token
	"openapi":     anybody,
	"health":      anybody,
	"log-in":      anybody,
	"setup-state": anybody, // needs the one-time code, or the first administrator's log-in
	"setup":       anybody, // needs the one-time code
	"log-out":     viewers,
	"me":          viewers,
	"password":    staff,

	"live":   viewers, // topics are checked one by one
	"events": staff,   // what each may know of is chosen event by event

	"webhooks-list":      admins,
	"webhook-create":     admins,
	"webhook-put":        admins,
	"webhook-secret":     admins,
	"webhook-delete":     admins,
	"webhook-test":       admins,
	"webhook-deliveries": admins,
	"webhook-replay":     admins,

	"agents-list":    staff,
	"colleagues":     staff,
	"agent-get":      staff,
	"agent-create":   admins,
	"agent-put":      admins,
	"agent-delete":   admins,
	"agent-state":    staff,
	"agent-release":  managers,
	"services-list":  viewers,
	"service-get":    viewers,
	"service-create": admins,
	"service-put":    admins,
	"service-delete": admins,

	"figures-services": viewers,
	"figures-agents":   viewers,

	"snapshot":         staff,
	"calls-list":       staff,
	"call-dial":        staff, // with the permission phone, but for an emergency
	"calls-history":    staff,
	"call-history-get": staff,
	"call-quality":     staff,
	"call-explanation": staff,
	"call-hold":        staff,
	"call-keys":        staff,
	"call-hang-up":     staff,
	"call-transfer":    staff,
	"call-answer":      staff,
	"call-answerable":  staff,
	"call-reject":      staff,
	"call-mute":        staff,
	"call-abusive":     staff,
	"call-consult":     staff,
	"consult-talk":     staff,
	"consult-complete": staff,
	"consult-join":     staff,
	"consult-end":      staff,
	"wrap-up-extend":   staff,
	"call-move":        managers,
	"call-priority":    managers,
	"call-end":         managers,

	// administration
	"teams-list":               managers,
	"team-create":              admins,
	"team-put":                 admins,
	"team-delete":              admins,
	"chat-rooms":               staff,
	"chat-room":                staff,
	"chat-messages":            staff,
	"chat-post":                staff,
	"chat-take":                staff,
	"chat-end":                 staff,
	"chat-put-back":            staff,
	"chat-give":                staff,
	"chat-give-many":           staff,
	"chat-block":               managers,
	"chat-held":                staff,
	"chat-category":            staff,
	"chat-read":                staff,
	"chat-agents":              staff,
	"chat-presence":            staff,
	"chat-schedule-get":        staff,
	"chat-schedule-put":        managers, // days off: administrators
	"chat-list":                staff,
	"chat-list-count":          staff,
	"chat-list-choices":        staff,
	"chat-counts":              staff,
	"chat-room-detail":         staff,
	"chat-timeline":            staff,
	"chat-tag-room":            staff,
	"chat-visitor":             staff,
	"chat-visitor-put":         staff,
	"chat-tag-visitor":         staff,
	"chat-file-upload":         staff,
	"chat-file":                staff,
	"chat-typing":              staff,
	"chat-templates-list":      staff,
	"chat-template-create":     staff,
	"chat-template-put":        staff,
	"chat-template-delete":     staff,
	"chat-words-list":          staff,
	"chat-word-put":            managers,
	"chat-word-delete":         managers,
	"chat-supervisor":          watchers,
	"chat-supervisor-put":      watchers,
	"chat-monitor":             watchers,
	"chat-monitor-stop":        watchers,
	"chat-categorise-many":     staff,
	"chat-search":              staff,
	"chat-room-search":         staff,
	"chat-list-export":         {roles: staff.roles, perm: people.Report},
	"chat-usage":               managers,
	"chat-usage-export":        {roles: managers.roles, perm: people.Report},
	"chat-report":              managers,
	"chat-report-export":       {roles: managers.roles, perm: people.Report},
	"chat-requests-list":       staff,
	"chat-request-create":      staff,
	"chat-request-answer":      managers,
	"chat-blocked":             managers,
	"chat-unblock":             managers,
	"chat-me":                  staff,
	"chat-categories-list":     staff,
	"chat-category-create":     admins,
	"chat-category-put":        admins,
	"chat-category-delete":     admins,
	"chat-sites-list":          managers,
	"chat-site-create":         admins,
	"chat-site-put":            admins,
	"chat-site-delete":         admins,
	"menus-list":               managers,
	"menu-create":              admins,
	"menu-put":                 admins,
	"menu-delete":              admins,
	"opening-hours-list":       managers,
	"opening-hours-create":     admins,
	"opening-hours-put":        admins,
	"opening-hours-delete":     admins,
	"opening-hours-now":        managers,
	"holidays-get":             managers,
	"holidays-put":             admins,
	"reasons-get":              viewers,
	"reasons-put":              admins,
	"trunk-get":                admins,
	"trunk-create":             admins,
	"trunk-put":                admins,
	"trunk-delete":             admins,
	"trunk-test":               admins,
	"numbers-list":             managers,
	"number-put":               admins,
	"number-delete":            admins,
	"skills-get":               admins,
	"skills-put":               admins,
	"settings-list":            admins,
	"settings-put":             admins,
	"setting-put":              admins,
	"setting-reset":            admins,
	"sounds-list":              admins,
	"sound-put":                admins,
	"sound-get":                admins,
	"sound-delete":             admins,
	"prompts-list":             admins,
	"prompt-get":               admins,
	"changes-list":             admins,
	"change-undo":              admins,
	"api-keys-list":            admins,
	"api-key-create":           admins,
	"api-key-revoke":           admins,
	"access-log-export":        admins,
	"access-log-verify":        admins,
	"system-state":             admins,
	"backup-report":            admins,
	"agents-import":            admins,
	"agent-phone":              admins,
	"agent-test-call":          admins,
	"provision":                anybody, // needs the token of the QR code
	"sign-on":                  anybody,
	"sign-on-check":            admins,
	"sign-on-begin":            anybody,
	"sign-on-end":              anybody, // needs the state that was given out
	"unlock":                   staff,
	"unlock-whose":             staff,
	"lock":                     staff,
	"active":                   viewers,
	"my-logins":                staff,
	"my-login-end":             staff,
	"my-logins-end":            staff,
	"user-logins":              admins,
	"user-login-end":           admins,
	"user-logins-end":          admins,
	"second-factor-get":        staff,
	"second-factor-begin":      staff,
	"second-factor-confirm":    staff,
	"second-factor-recovery":   staff,
	"second-factor-remove":     staff,
	"user-second-factor-reset": admins,

	"users-list":           admins,
	"user-create":          admins,
	"user-put":             admins,
	"displays-list":        admins,
	"display-create":       admins,
	"display-revoke":       admins,
	"access-log":           admins,
	"trunks-list":          managers,
	"phones-list":          managers,
	"centre-get":           viewers,
	"centre-put":           admins,
	"configuration-reload": admins,
	"notice-get":           viewers,
	"notice-put":           admins,

	// The desk's data.
	"customers-list":         staff,
	"customer-create":        staff,
	"customer-get":           staff,
	"customer-put":           staff,
	"customer-delete":        admins,
	"customer-hold":          admins,
	"customer-hold-lift":     admins,
	"customer-merge":         managers,
	"customer-blacklist":     staff,
	"blacklist-message":      staff,
	"customer-unblacklist":   staff,
	"customer-memos":         staff,
	"customer-consultations": staff,
	"customer-reveal":        {roles: staff.roles, perm: people.Unmask},
	"customer-call":          {roles: staff.roles, perm: people.Phone},
	"customers-export":       {roles: staff.roles, perm: people.Report},
	"call-card":              staff,
	"call-customer":          staff,
	"call-number":            staff,
	"call-draft":             staff,
	"drafts-list":            staff,
	"call-consultation":      staff,
	"consultations-list":     staff,
	"consultation-get":       staff,
	"consultation-put":       staff,
	"consultation-revisions": staff,
	"dispositions-get":       staff,
	"dispositions-put":       admins,
	"form-get":               staff,
	"form-put":               admins,
	"templates-list":         staff,
	"template-create":        admins,
	"template-put":           admins,
	"template-delete":        admins,
	"reservations-list":      staff,
	"reservation-create":     staff,
	"reservation-get":        staff,
	"reservation-put":        staff,
	"reservation-history":    staff,
	"reservation-done":       staff,
	"reservation-cancel":     staff,
	"reservation-call":       {roles: staff.roles, perm: people.Phone},
	"reservations-assign":    managers,
	"reservations-import":    managers,
	"orders-list":            staff,
	"desk-figures":           staff,

	// Callbacks.
	"callbacks-list":          callers,
	"callbacks-counts":        callers,
	"callbacks-agents":        {roles: staff.roles, perm: people.CallbackAssign},
	"callbacks-assign":        {roles: staff.roles, perm: people.CallbackAssign},
	"callbacks-unassign":      {roles: staff.roles, perm: people.CallbackAssign},
	"callbacks-export":        {roles: callers.roles, agent: callers.agent, perm: people.Report},
	"callbacks-report":        admins,
	"callbacks-report-export": admins,
	"callback-create":         callers,
	"callback-get":            callers,
	"callback-put":            callers,
	"callback-complete":       callers,
	"callback-cancel":         callers,
	"callback-connect":        {roles: staff.roles, perm: people.Phone},
	"callback-history":        callers,
	"callback-voice":          callers,
	"do-not-call-list":        managers,
	"do-not-call-add":         {roles: staff.roles, perm: people.Phone},
	"do-not-call-remove":      managers,
	"callback-form-get":       anybody, // while the setting callbacks.form is on
	"callback-form-send":      anybody,
	// Messages: everybody who sees or sends them needs the permission.
	"sms-preview":            texters,
	"sms-send":               texters,
	"sms-count":              texters,
	"sms-recipients":         texters,
	"sms-send-cancel":        texters,
	"sms-message-cancel":     texters,
	"sms-message-resend":     texters,
	"sms-message-close":      texters,
	"sms-sends-list":         texters,
	"sms-send-get":           texters,
	"sms-messages-list":      texters,
	"sms-messages-export":    texters, // with the permission report too
	"sms-message-get":        texters,
	"sms-categories-list":    texters,
	"sms-category-create":    {roles: managers.roles, perm: people.SMS},
	"sms-category-put":       {roles: managers.roles, perm: people.SMS},
	"sms-category-delete":    {roles: managers.roles, perm: people.SMS},
	"sms-templates-list":     texters,
	"sms-template-get":       texters,
	"sms-template-create":    {roles: managers.roles, perm: people.SMS},
	"sms-template-put":       {roles: managers.roles, perm: people.SMS},
	"sms-template-delete":    {roles: managers.roles, perm: people.SMS},
	"sms-image-add":          texters,
	"sms-image-get":          texters,
	"sms-opt-outs-list":      {roles: managers.roles, perm: people.SMS},
	"sms-opt-out-add":        texters,
	"sms-opt-out-remove":     {roles: managers.roles, perm: people.SMS},
	"sms-conversations-list": texters,
	"sms-conversation-get":   texters,
	"sms-conversation-read":  texters,
	"sms-senders":            texters,
	"sms-figures":            texters,
	"sms-state":              texters,
	"sms-kakao-templates":    texters,
	"sms-hook":               anybody, // needs the secret that the provider was given
}

// topics says who may subscribe to which live topic.
var topics = map[string]rule{
	"services":   viewers,
	"agents":     viewers,
	"calls":      staff,
	"colleagues": staff,
	"desk":       staff, // the own agent's reservations and consultations

	"reservations": managers, // that what they see of reservations has changed
	"callbacks":    callers,  // that what they see of callbacks has changed
	"sms":          texters,  // that something has become of messages, or a customer wrote

	"chats":       staff, // open rooms that they see
	"chat_agents": staff, // how agents stand with chats
}
