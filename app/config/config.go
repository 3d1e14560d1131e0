// Package config reads the one configuration file: what may stand in it, what is
// meant by what was left out, and what is wrong with it, by file and line.
package config

import (
	"fmt"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/callfloor/callfloor/centre"
)

// Config is the whole file. The doc tags are what `callfloor config describe`
// and `config example` print.
type Config struct {
	Data     string `yaml:"data" doc:"folder of the database and of what the program keeps; made at the first start" default:"./callfloor-data"`
	TimeZone string `yaml:"time_zone" doc:"time zone of the centre: its midnight begins a day (IANA name)" default:"Asia/Seoul"`
	Language string `yaml:"language" doc:"language of screens for who has not chosen one: ko or en" default:"ko"`
	Name     string `yaml:"name" doc:"the centre's name on screens" default:"Callfloor"`
	Database string `yaml:"database" doc:"postgres:// URL; left out: SQLite in the data folder"`

	HTTP       HTTP       `yaml:"http" doc:"screens and API"`
	Metrics    Metrics    `yaml:"metrics" doc:"/metrics, /healthz, /readyz and /debug/pprof, never on the public listener"`
	SIP        SIP        `yaml:"sip" doc:"the telephone side"`
	Media      Media      `yaml:"media" doc:"RTP"`
	Encryption Encryption `yaml:"encryption" doc:"what is kept is sealed with a key"`
	Log        Log        `yaml:"log" doc:"log lines on standard error"`
	Limits     Limits     `yaml:"limits" doc:"bounds of load and of time"`
	Desk       Desk       `yaml:"desk" doc:"what agents see and write at their desks"`
	SMS        SMS        `yaml:"sms" doc:"text messages; see docs/sms.md"`

	APIKeys  []APIKey         `yaml:"api_keys" doc:"keys for programs (Authorization: Bearer ...)"`
	VIPs     []VIP            `yaml:"vips" doc:"callers with a priority of their own"`
	Shops    []Shop           `yaml:"shops" doc:"shops whose orders agents look up; see docs/shop.md"`
	Webhooks Webhooks         `yaml:"webhooks" doc:"events posted to other programs; see docs/cti.md"`
	Trunks   []centre.Trunk   `yaml:"trunks" doc:"carriers and session border controllers"`
	Menus    []centre.Menu    `yaml:"menus" doc:"what callers hear and choose before they wait; see docs/menus.md"`
	Services []centre.Service `yaml:"services" doc:"queues"`
	Agents   []centre.Agent   `yaml:"agents" doc:"people who take calls"`
}

// Webhooks are events that are posted; to whom is set by the API.
type Webhooks struct {
	Allow []string `yaml:"allow" doc:"addresses or networks that are not of the public internet and may be posted to all the same" example:"10.0.0.0/24"`
}

// HTTP is the public listener.
type HTTP struct {
	Listen    string   `yaml:"listen" doc:"address and port" default:"127.0.0.1:8080"`
	PublicURL string   `yaml:"public_url" doc:"how browsers reach it when a proxy stands before it, such as https://centre.example.com"`
	Cert      string   `yaml:"cert" doc:"TLS certificate file (PEM); with key: HTTPS"`
	Key       string   `yaml:"key" doc:"TLS key file (PEM)"`
	Proxies   []string `yaml:"trusted_proxies" doc:"addresses or networks of reverse proxies whose X-Forwarded-For is believed"`
}

// Metrics is the listener for operators.
type Metrics struct {
	Listen string `yaml:"listen" doc:"address and port; off: none" default:"127.0.0.1:9090"`
}

// SIP is the telephone side.
type SIP struct {
	UDP       string `yaml:"udp" doc:"address and port; off: none" default:"127.0.0.1:5060"`
	TCP       string `yaml:"tcp" doc:"address and port; off: none" default:"127.0.0.1:5060"`
	Realm     string `yaml:"realm" doc:"realm of the phones' passwords; changing it asks for every password anew" default:"callfloor"`
	Advertise string `yaml:"advertise" doc:"address that phones and trunks see, where it is not the one listened on"`
}

// Media is the RTP side.
type Media struct {
	Address   string          `yaml:"address" doc:"address that RTP is received on" default:"127.0.0.1"`
	Advertise string          `yaml:"advertise" doc:"address in SDP, where it is not the one listened on"`
	Ports     Ports           `yaml:"ports" doc:"port range; each call takes four" default:"20000-29999"`
	Timeout   centre.Duration `yaml:"timeout" doc:"a call in which neither side has sent RTP for so long ends (not while on hold)" default:"60s"`
}

// Encryption is the key that numbers and secrets are sealed with.
type Encryption struct {
	KeyFile string `yaml:"key_file" doc:"file of the key that telephone numbers and secrets in the database are sealed with; made at the first start. Without it they are lost: keep a copy. Left out: callfloor.key in the data folder, where who takes the disk takes both: better on another disk, or a credential of systemd ($CREDENTIALS_DIRECTORY/callfloor.key)"`
}

// credentials is where systemd puts a service's credentials (systemd.exec(5)).
const credentials = "$CREDENTIALS_DIRECTORY"

// KeyFile returns the path of the key file.
func (c *Config) KeyFile() (string, error) {
	file := c.Encryption.KeyFile
	if file == "" {
		return filepath.Join(c.Data, "callfloor.key"), nil
	}
	rest, ok := strings.CutPrefix(file, credentials)
	if !ok {
		return file, nil
	}
	dir := os.Getenv(credentials[1:])
	if dir == "" {
		return "", fmt.Errorf("encryption.key_file: %s is not set: systemd sets it for a unit with LoadCredential=", credentials)
	}
	return dir + rest, nil
}

// Log says how log lines look.
type Log struct {
	Level  string `yaml:"level" doc:"debug, info, warn or error" default:"info"`
	Format string `yaml:"format" doc:"json, or text for people" default:"json"`
}

// Limits bound load and time.
type Limits struct {
	Drain         centre.Duration `yaml:"drain" doc:"how long SIGTERM waits for calls to end" default:"15m"`
	Calls         int             `yaml:"calls" doc:"calls at the same time; more get 503" default:"2000"`
	KeepJournal   centre.Duration `yaml:"keep_journal" doc:"how long every command is kept for replay; it holds numbers of callers, which have to be gone within 24 hours after a deletion" default:"22h"`
	KeepRows      centre.Duration `yaml:"keep_rows" doc:"how long calls that ended, with their parts, and agents' states are kept; 26280h is three years" default:"26280h"`
	KeepNotes     centre.Duration `yaml:"keep_notes" doc:"how long consultations, their tickets and reservations that ended are kept; 26280h is three years. Customers are kept until somebody deletes them" default:"26280h"`
	KeepAccessLog centre.Duration `yaml:"keep_access_log" doc:"how long the access log is kept: a year at least, as Korean law asks; 17520h is two years" default:"17520h"`
}

// APIKey is a key for programs.
type APIKey struct {
	Name string `yaml:"name" doc:"name in the access log"`
	Key  string `yaml:"key" doc:"the key, at least 32 characters"`
	Role string `yaml:"role" doc:"administrator, manager or agent" default:"administrator"`
	// Of a manager's and an agent's key; an administrator's may everything.
	Permissions []string `yaml:"permissions" doc:"what it may do beside its role manager or agent, such as phone for click-to-call" enum:"phone,callback_assign,sms,sms_bulk,sms_all,chat_monitor,call_monitor,recordings,unmask,report"`
	Manager     string   `yaml:"manager" doc:"role manager: log-in of the manager whose agents it sees; left out: the one with the key's name"`
}

// VIP is a caller with a priority.
type VIP struct {
	Caller   string `yaml:"caller" doc:"caller's number"`
	Priority int    `yaml:"priority" doc:"priority, higher first"`
}

// Ports is a range such as 20000-29999.
type Ports struct{ Low, High int }

// MarshalText implements encoding.TextMarshaler.
func (p Ports) MarshalText() ([]byte, error) { return []byte(fmt.Sprintf("%d-%d", p.Low, p.High)), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (p *Ports) UnmarshalText(b []byte) error {
	lo, hi, ok := strings.Cut(strings.TrimSpace(string(b)), "-")
	var err1, err2 error
	p.Low, err1 = strconv.Atoi(strings.TrimSpace(lo))
	p.High, err2 = strconv.Atoi(strings.TrimSpace(hi))
	if !ok || err1 != nil || err2 != nil {
		return fmt.Errorf("%q is not a port range: write it like 20000-29999", b)
	}
	return nil
}

// Off is the word that switches a listener off.
const Off = "off"

// fill sets what was left out of services, agents and trunks; plain keys get
// their default tags before the file is read.
func (c *Config) fill() {
	for i := range c.Menus {
		c.Menus[i].Fill()
	}
	for i := range c.Services {
		c.Services[i].Fill()
	}
	for i := range c.Agents {
		c.Agents[i].Fill()
	}
	for i := range c.Trunks {
		c.Trunks[i].Fill()
	}
	for i := range c.APIKeys {
		if c.APIKeys[i].Role == "" {
			c.APIKeys[i].Role = "administrator"
		}
	}
	c.SMS.NHN.Fill()
	c.SMS.Alimtalk.Fill()
	c.SMS.SMPP.Fill()
	c.SMS.Webhook.Fill()
}

// Location returns the centre's time zone.
func (c *Config) Location() *time.Location {
	l, err := time.LoadLocation(c.TimeZone)
	if err != nil {
		return time.UTC // check refuses it before
	}
	return l
}

// check returns what is wrong.
func (c *Config) check() []centre.Problem {
	var list []centre.Problem
	bad := func(path, format string, args ...any) {
		list = append(list, centre.Problem{Path: path, Message: fmt.Sprintf(format, args...)})
	}
	twice := func(path, message, first string) {
		list = append(list, centre.Problem{Path: path, Message: message, First: first})
	}
	if _, err := time.LoadLocation(c.TimeZone); err != nil || c.TimeZone == "" || c.TimeZone == "Local" {
		bad("time_zone", "%q is not a time zone: write it like Asia/Seoul", c.TimeZone)
	}
	word := func(path, v string, allowed ...string) {
		for _, a := range allowed {
			if v == a {
				return
			}
		}
		bad(path, "%q is not known: allowed is %s", v, strings.Join(allowed, ", "))
	}
	word("language", c.Language, "ko", "en")
	word("log.level", c.Log.Level, "debug", "info", "warn", "error")
	word("log.format", c.Log.Format, "json", "text")
	if c.Data == "" {
		bad("data", "is missing")
	}
	if c.Database != "" && !strings.HasPrefix(c.Database, "postgres://") && !strings.HasPrefix(c.Database, "postgresql://") {
		bad("database", "is not a PostgreSQL URL: write it like postgres://user:password@host/name, or leave it out for SQLite")
	}
	listen := func(path, v string, mayBeOff bool) {
		if v == Off && mayBeOff {
			return
		}
		host, port, err := net.SplitHostPort(v)
		if err == nil {
			_, err = strconv.ParseUint(port, 10, 16)
		}
		if err == nil && host != "" {
			_, err = netip.ParseAddr(host)
		}
		if err != nil {
			bad(path, "%q is not an address and port: write it like 127.0.0.1:8080", v)
		}
	}
	listen("http.listen", c.HTTP.Listen, false)
	listen("metrics.listen", c.Metrics.Listen, true)
	listen("sip.udp", c.SIP.UDP, true)
	listen("sip.tcp", c.SIP.TCP, true)
	if c.SIP.UDP == Off && c.SIP.TCP == Off {
		bad("sip.udp", "udp and tcp cannot both be off: no phone could reach the floor")
	}
	if c.SIP.Realm == "" || strings.ContainsAny(c.SIP.Realm, "\"\\\r\n\x00:") {
		bad("sip.realm", "must be a word without quotes, colons and backslashes")
	}
	addr := func(path, v string, empty bool) {
		if v == "" && empty {
			return
		}
		if _, err := netip.ParseAddr(v); err != nil {
			bad(path, "%q is not an IP address", v)
		}
	}
	addr("media.address", c.Media.Address, false)
	addr("media.advertise", c.Media.Advertise, true)
	switch media, err := netip.ParseAddr(c.Media.Address); {
	case err != nil || c.Media.Advertise != "":
	case media.IsUnspecified():
		bad("media.advertise", "must name the address that phones and trunks send RTP to, as media.address is every one")
	case media.IsLoopback() && (reaches(c.SIP.UDP) || reaches(c.SIP.TCP)):
		bad("media.address", "%s is this machine only, but sip takes calls from others, who would hear nothing: name the address that they reach", media)
	}
	addr("sip.advertise", c.SIP.Advertise, true)
	if p := c.Media.Ports; p.Low < 1024 || p.High > 65535 || p.High-p.Low < 3 {
		bad("media.ports", "%d-%d is not a usable range: at least four ports between 1024 and 65535", p.Low, p.High)
	}
	for i, p := range c.HTTP.Proxies {
		if _, err := centre.ParseSource(p); err != nil {
			bad(fmt.Sprintf("http.trusted_proxies[%d]", i), "%v", err)
		}
	}
	if (c.HTTP.Cert == "") != (c.HTTP.Key == "") {
		bad("http.cert", "cert and key go together")
	}
	if c.Limits.Calls < 1 || c.Limits.Calls > 100_000 {
		bad("limits.calls", "%d is out of range: allowed is 1 to 100000", c.Limits.Calls)
	}
	within := func(path string, v centre.Duration, lo, hi time.Duration) {
		if p := centre.Within(path, v, lo, hi); p != nil {
			list = append(list, *p)
		}
	}
	const hour, year = time.Hour, 365 * 24 * time.Hour
	if f := c.Encryption.KeyFile; f != "" && (strings.HasSuffix(f, "/") || strings.Contains(strings.TrimPrefix(f, credentials+"/"), "$")) {
		bad("encryption.key_file", "%q is not the path of a file; of variables only %s/ may stand at its beginning", f, credentials)
	}
	within("limits.drain", c.Limits.Drain, 0, 24*hour)
	within("limits.keep_journal", c.Limits.KeepJournal, hour, 23*hour)
	within("media.timeout", c.Media.Timeout, 5*time.Second, hour)
	within("limits.keep_rows", c.Limits.KeepRows, 48*hour, 20*year)
	within("limits.keep_notes", c.Limits.KeepNotes, 48*hour, 20*year)
	within("limits.keep_access_log", c.Limits.KeepAccessLog, year, 20*year)
	for i, k := range c.APIKeys {
		at := fmt.Sprintf("api_keys[%d]", i)
		if k.Name == "" {
			bad(at+".name", "is missing")
		} else if j := slices.IndexFunc(c.APIKeys[:i], func(o APIKey) bool { return o.Name == k.Name }); j >= 0 {
			twice(at+".name", fmt.Sprintf("%q is used twice, and the access log could not tell them apart", k.Name), fmt.Sprintf("api_keys[%d].name", j))
		}
		if j := slices.IndexFunc(c.APIKeys[:i], func(o APIKey) bool { return o.Key == k.Key }); j >= 0 {
			twice(at+".key", "is used twice", fmt.Sprintf("api_keys[%d].key", j))
		}
		if len(k.Key) < 32 {
			bad(at+".key", "is too short: at least 32 characters, such as from: openssl rand -hex 24")
		}
		word(at+".role", k.Role, "administrator", "manager", "agent")
		for j, p := range k.Permissions {
			word(fmt.Sprintf("%s.permissions[%d]", at, j), p, "phone", "callback_assign", "sms", "sms_bulk", "sms_all", "chat_monitor", "call_monitor", "recordings", "unmask", "report")
		}
		if k.Role == "administrator" && len(k.Permissions) > 0 {
			bad(at+".permissions", "an administrator's key may everything: leave permissions out, or write role: manager or role: agent")
		}
		if k.Role != "manager" && k.Manager != "" {
			bad(at+".manager", "only a key with role: manager sees the agents of one")
		}
	}
	list = append(list, c.checkDesk()...)
	list = append(list, c.checkSMS()...)
	return append(list, c.checkCentre()...)
}

// reaches reports whether a listener can be reached from other machines.
func reaches(listen string) bool {
	at, err := netip.ParseAddrPort(listen)
	return err == nil && !at.Addr().IsLoopback()
}

func (c *Config) checkCentre() []centre.Problem {
	list := centre.Unique(c.Services, c.Agents, c.Trunks)
	ids := map[string]bool{}
	for _, s := range c.Services {
		ids[s.ID] = true
	}
	known := func(id string) bool { return ids[id] }
	for i := range c.Menus {
		at := fmt.Sprintf("menus[%d]", i)
		list = append(list, c.Menus[i].Check(at, known)...)
		if j := slices.IndexFunc(c.Menus[:i], func(m centre.Menu) bool { return m.ID == c.Menus[i].ID }); j >= 0 {
			list = append(list, centre.Problem{Path: at + ".id", Message: fmt.Sprintf("%q is used twice", c.Menus[i].ID), First: fmt.Sprintf("menus[%d].id", j)})
		}
	}
	for i := range c.Services {
		list = append(list, c.Services[i].Check(fmt.Sprintf("services[%d]", i), known)...)
	}
	list = append(list, centre.CheckOutside(c.Services, c.Menus, func(i int) string { return fmt.Sprintf("services[%d]", i) }, func(i int) string { return fmt.Sprintf("menus[%d]", i) })...)
	for i := range c.Agents {
		at := fmt.Sprintf("agents[%d]", i)
		list = append(list, c.Agents[i].Check(at, known)...)
		if c.Agents[i].SIPPassword == "" {
			list = append(list, centre.Problem{Path: at + ".sip_password", Message: "is missing: at least 12 characters"})
		}
	}
	for i := range c.Trunks {
		list = append(list, c.Trunks[i].Check(fmt.Sprintf("trunks[%d]", i))...)
	}
	for i, v := range c.VIPs {
		if v.Caller == "" || v.Priority < 1 || v.Priority > 100 {
			list = append(list, centre.Problem{Path: fmt.Sprintf("vips[%d]", i), Message: "needs a caller and a priority from 1 to 100"})
		}
	}
	return list
}
