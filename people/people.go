// Package people holds who may use the web and the API: persons, their log-ins,
// keys of programs, display tokens, roles and permissions, passwords, and the
// access log.
package people

import (
	"slices"
	"strings"
	"time"

	"github.com/callfloor/callfloor/fault"
)

// Role is what somebody is.
type Role string

// The roles.
const (
	Administrator Role = "administrator" // 관리자
	Manager       Role = "manager"       // 매니저: sees own agents only
	AgentRole     Role = "agent"         // 상담사
	Display       Role = "display"       // a display token: one wallboard, read only
)

// Roles are the roles that a person or a key can have.
var Roles = []Role{Administrator, Manager, AgentRole}

// Permission is a right beside the role.
type Permission string

// The permissions.
const (
	Phone          Permission = "phone"           // 전화 권한
	CallbackAssign Permission = "callback_assign" // 콜백 할당 권한
	SMS            Permission = "sms"             // 문자 발송
	SMSBulk        Permission = "sms_bulk"        // to many at once; beside sms
	SMSAll         Permission = "sms_all"         // see everybody's messages; beside sms
	ChatMonitor    Permission = "chat_monitor"
	CallMonitor    Permission = "call_monitor" // listen, whisper, barge
	Recordings     Permission = "recordings"
	Unmask         Permission = "unmask" // see whole phone numbers
	Report         Permission = "report"
)

// Permissions lists every permission.
var Permissions = []Permission{Phone, CallbackAssign, SMS, SMSBulk, SMSAll, ChatMonitor, CallMonitor, Recordings, Unmask, Report}

// User is a person who logs in to the web.
type User struct {
	ID           string
	Login        string
	Name         string
	Role         Role
	Permissions  []Permission
	AgentID      string // the agent this person is; "" for none
	Language     string // ko or en
	Email        string // for single sign-on; "" for none
	PasswordHash string // argon2id, PHC string; "" for who comes by single sign-on only
	MustChange   bool   // somebody else gave the password: the person chooses another at the next log-in
	// MustChangeSaid is for a change of a person: MustChange is said by it. It is with a
	// new password too; otherwise what is stored stays, whatever it is by then.
	MustChangeSaid bool
	Disabled       bool
	Created        time.Time
}

// May reports whether the person has a permission; administrators have all.
func (u User) May(p Permission) bool {
	return u.Role == Administrator || slices.Contains(u.Permissions, p)
}

// How long a log-in lasts: after it began, and after it was used last.
const (
	LoginLasts  = 12 * time.Hour
	LoginUnused = 30 * time.Minute
)

// Login is one stream of a person's requests, from log-in to log-out.
type Login struct {
	TokenHash string
	UserID    string
	Created   time.Time
	Seen      time.Time // of the last request or live connection
	Active    time.Time // of the last thing that the person did
	Locked    time.Time // since when it waits for the password again; zero: not
	Method    LoginMethod
	Address   string
	Client    string
}

// LoginMethod is how somebody logged in.
type LoginMethod string

// The ways to log in.
const (
	ByPassword LoginMethod = "password"
	BySignOn   LoginMethod = "single_sign_on"
	ToEnrol    LoginMethod = "password_to_enrol" // by password, to set up the second factor that the role needs
	// ToChoose is by a password that somebody else gave, to choose another first; then
	// it is as any other by password (User.MustChange).
	ToChoose LoginMethod = "password_to_choose"
)

// ID names a log-in on screens. The hash of its token stays with us.
func (l Login) ID() string { return HashToken(l.TokenHash)[:20] }

// APIKey is a key for programs; only its hash is stored.
type APIKey struct {
	ID   string
	Name string
	Hash string
	Role Role
	// Permissions is what it may do beside its role; an administrator's key may
	// everything.
	Permissions []Permission
	Manager     string // log-in of the manager whose agents a manager's key sees; "": its name
	FromFile    bool
	By          string // who made it; "" for one of the file
	Created     time.Time
}

// Check says what does not fit together in a key.
func (k APIKey) Check() error {
	for _, p := range k.Permissions {
		if !slices.Contains(Permissions, p) {
			return fault.New(fault.Invalid, "permissions: there is no permission %q: there are %s", p, strings.Join(permissionNames(), ", "))
		}
	}
	switch {
	case k.Role == Administrator && len(k.Permissions) > 0:
		return fault.New(fault.Invalid, "permissions: an administrator's key may everything: leave permissions out, or take the role manager or agent")
	case k.Role != Manager && k.Manager != "":
		return fault.New(fault.Invalid, "manager: only a key with the role manager sees the agents of one")
	}
	return nil
}

func permissionNames() []string {
	var list []string
	for _, p := range Permissions {
		list = append(list, string(p))
	}
	return list
}

// DisplayToken is a revocable right to look at one wallboard.
type DisplayToken struct {
	ID        string
	Name      string
	Hash      string
	Services  []string // none: all
	CreatedBy string
	Created   time.Time
}

// Access is one line of the access log.
type Access struct {
	Seq     int64     `json:"seq" doc:"its number in the chain"`
	ID      string    `json:"id"`
	At      time.Time `json:"at"`
	Actor   string    `json:"actor" doc:"user:login, key:name or display:name"`
	Role    Role      `json:"role"`
	Address string    `json:"address"`
	Action  string    `json:"action" doc:"method and route, or a name such as log_in"`
	Target  string    `json:"target"`
	Detail  string    `json:"detail"`
}
