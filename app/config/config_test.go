package config

import (
	"bytes"
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const issueFile = `data: ./callfloor-data
time_zone: Asia/Seoul
http:    {listen: "127.0.0.1:8080"}
metrics: {listen: "127.0.0.1:9090"}        # never on the public listener
sip:     {udp: "127.0.0.1:5060", tcp: "127.0.0.1:5060", realm: callfloor}
media:   {address: 127.0.0.1, ports: 20000-29999}
api_keys:
  - {name: rig, key: "rig-0123456789abcdef0123456789abcdef", role: administrator}
trunks:
  - {name: carrier, sources: ["127.0.0.0/8"], target: "sip:127.0.0.1:5090"}
services:
  - id: orders
    name: {ko: 주문, en: Orders}
    numbers: ["15880001"]
    strategy: longest_idle
    service_level: 20s
    target: 80
    ring: 15s
    wrap_up: 5s
agents:
  - {id: kim, name: 김하나, extension: "1001", sip_password: "s3cret-kim-0001", services: {orders: 1}}
`

// A file like the one in the operator's guide is taken as it stands.
func TestFileIsRead(t *testing.T) {
	c, err := Parse("f.yaml", []byte(issueFile))
	if err != nil {
		t.Fatal(err)
	}
	s := c.Services[0]
	if s.ServiceLevel.D() != 20*time.Second || s.WrapUp.D() != 5*time.Second || s.Numbers[0].Number != "15880001" {
		t.Errorf("service read as %+v", s)
	}
	if c.Agents[0].Services["orders"].Level != 1 {
		t.Errorf("agent read as %+v", c.Agents[0])
	}
	if c.Media.Ports != (Ports{20000, 29999}) || c.SIP.Realm != "callfloor" {
		t.Errorf("read as %+v %+v", c.Media, c.SIP)
	}
	if c.Limits.Drain.D() != 15*time.Minute || c.Media.Timeout.D() != time.Minute {
		t.Errorf("defaults read as %+v %+v", c.Limits, c.Media)
	}
}

// What is wrong is said with line, key and what is allowed.
func TestMistakesAreNamed(t *testing.T) {
	for _, tc := range []struct{ from, to, want string }{
		{"ring: 15s", "rign: 15s", "18:11: services[0].rign: unknown key: allowed is id, name"},
		{"ring: 15s", "ring: 15", "18:"},
		{"ring: 15s", "ring: 1s", "18:11: services[0].ring: 1s is out of range: allowed is 2s to 5m"},
		{"longest_idle", "longestidle", `15:15: services[0].strategy: "longestidle" is not known: allowed is longest_idle, round_robin`},
		{"{orders: 1}", "{order: 1}", `there is no service "order"`},
		{"Asia/Seoul", "Asia/Soul", `2:12: time_zone: "Asia/Soul" is not a time zone`},
		{"20000-29999", "20000", `6:`},
		{`"127.0.0.0/8"`, `"127.0.0.0/80"`, `10:31: trunks[0].sources[0]: "127.0.0.0/80" is not an address or network`},
		{"s3cret-kim-0001", "short", "sip_password: is too short: at least 12 characters"},
		{"rig-0123456789abcdef0123456789abcdef", "rig", "api_keys[0].key: is too short"},
		{`"sip:127.0.0.1:5090"`, `"sips:127.0.0.1:5090"`, "trunks[0].target: \"sips:127.0.0.1:5090\" asks for TLS"},
		{`"sip:127.0.0.1:5090"`, `"sip:127.0.0.1:509x"`, "is not a SIP URI"},
		{`"sip:127.0.0.1:5090"`, `"sip:127.0.0.1:70000"`, "has no port from 1 to 65535"},
		{`{listen: "127.0.0.1:8080"}`, `{listen: "127.0.0.1:8080", frame_origins: ["https://crm.example.com"]}`, `http.frame_origins: is set on screen now and counts at once: take it out here, and put the origins into the setting cti.frame_origins`},
		{"services:", "limits: {drain: -1s}\nservices:", "limits.drain: -1s is out of range: allowed is 0s to 24h"},
		{"services:", "limits: {keep_journal: -1h}\nservices:", "limits.keep_journal: -1h is out of range: allowed is 1h to 23h"},
		{"ports: 20000-29999", "ports: 20000-29999, timeout: 0s", "media.timeout: 0s is out of range: allowed is 5s to 1h"},
		{"trunks:", "  - {name: crm, key: \"another-0123456789abcdef0123456789\", role: manager, permissions: [phones]}\ntrunks:", `api_keys[1].permissions[0]: "phones" is not known: allowed is phone, callback_assign`},
		{"trunks:", "  - {name: crm, key: \"another-0123456789abcdef0123456789\", permissions: [phone]}\ntrunks:", `api_keys[1].permissions: an administrator's key may everything`},
		{"trunks:", "  - {name: crm, key: \"another-0123456789abcdef0123456789\", role: agent, manager: lead}\ntrunks:", `api_keys[1].manager: only a key with role: manager`},
		{"trunks:", "  - {name: rig, key: \"another-0123456789abcdef0123456789\"}\ntrunks:", `api_keys[1].name: "rig" is used twice, and the access log could not tell them apart: it stands at f.yaml:`},
		{"agents:", "  - {id: orders, name: {ko: 둘}}\nagents:", `20:10: services[1].id: "orders" is used twice: it stands at f.yaml:12:9 too`},
		{"services: {orders: 1}}", "services: {orders: 1}}\n  - {id: lee, name: 이두리, extension: \"1001\", sip_password: \"s3cret-lee-0002\", services: {orders: 1}}", `agents[1].extension: "1001" is used twice: it stands at f.yaml:21:37 too`},
		{"services: {orders: 1}}", "services: {orders: 1}}\n  - {id: kim, name: 이두리, extension: \"1002\", sip_password: \"s3cret-lee-0002\", services: {orders: 1}}", `agents[1].id: "kim" is used twice: it stands at f.yaml:21:10 too`},
		{"services: {orders: 1}}", "services: {orders: 1}}\n  - {id: \"1001\", name: 이두리, extension: \"1002\", sip_password: \"s3cret-lee-0002\", services: {orders: 1}}", `agents[1].id: "1001" is used twice: it stands at f.yaml:21:37 too`},
		{"trunks:", "  - {name: two, key: \"rig-0123456789abcdef0123456789abcdef\"}\ntrunks:", "api_keys[1].key: is used twice: it stands at f.yaml:"},
		{"services:", "limits: {keep_rows: 1h}\nservices:", "limits.keep_rows: 1h is out of range: allowed is 48h to 175200h"},
		{"services:", "limits: {keep_access_log: 720h}\nservices:", "limits.keep_access_log: 720h is out of range: allowed is 8760h"},
		{"target: 80", "target: 800", "17:13: services[0].target: 800 is out of range: allowed is 1 to 100"},
		{`udp: "127.0.0.1:5060"`, `udp: "0.0.0.0:5060"`, "6:20: media.address: 127.0.0.1 is this machine only, but sip takes calls from others"},
		{"address: 127.0.0.1", `address: "::"`, "media.advertise: must name the address that phones and trunks send RTP to"},
		{"target: 80", "target: [80", "f.yaml:"},
		{"target: 80", "target: most", "services[0].target: must be a whole number"},
		{"{orders: 1}", "[orders]", "agents[0].services: must be a group, such as {orders: 1}"},
		{"{orders: 1}", "{orders: best}", "21:97: agents[0].services.orders: best is not a level: write it, or a group of keys: level, order, weight"},
		{`["15880001"]`, `"15880001"`, "services[0].numbers: must be a list"},
		{"{ko: 주문, en: Orders}", "주문", "services[0].name: must be a group of keys, such as {ko: ...}: allowed is ko, en"},
		{"agents:", "agents: 5\nx:", "unknown key"},
		{"ring: 15s", "ring: 0s", "18:11: services[0].ring: 0s is out of range: allowed is 2s to 5m"},
		{"target: 80", "target: 0", "17:13: services[0].target: 0 is out of range: allowed is 1 to 100"},
		{"wrap_up: 5s", "wrap_up: 5s\n    callback: {attempts: 0}", "20:26: services[0].callback.attempts: 0 is out of range: allowed is 1 to 20"},
		{"wrap_up: 5s", "wrap_up: 5s\n    callback: {spacing: 0m}", "services[0].callback.spacing: 0s is out of range"},
		{"services:", `sms: {provider: nhn, nhn: {app_key: k, secret_key: s, timeout: 0s}}
services:`, "sms.nhn.timeout: 0s is out of range"},
		{"services:", `sms: {provider: nhn, nhn: {app_key: k, secret_key: s, settle: 0s}}
services:`, "sms.nhn.settle: 0s is out of range"},
		{"services:", `sms: {provider: smpp, smpp: {address: "127.0.0.1:2775", system_id: a, password: b, timeout: 0s}}
services:`, "sms.smpp.timeout: 0s is out of range"},
		{"services:", `sms: {provider: smpp, smpp: {address: "127.0.0.1:2775", system_id: a, password: b, enquire_link: 0s}}
services:`, "sms.smpp.enquire_link: 0s is out of range"},
		{"services:", `sms: {provider: smpp, smpp: {address: "127.0.0.1:2775", system_id: a, password: b, window: 0}}
services:`, "sms.smpp.window: 0 is out of range"},
		{"services:", `sms: {provider: smpp, smpp: {address: "127.0.0.1:2775", system_id: a, password: b, batch: 0}}
services:`, "sms.smpp.batch: 0 is out of range"},
		{"services:", `sms: {provider: webhook, webhook: {url: "https://example.com/m", secret: 0123456789abcdefghij, timeout: 0s}}
services:`, "sms.webhook.timeout: 0s is out of range"},
		{"services:", `sms: {provider: webhook, webhook: {url: "https://example.com/m", secret: 0123456789abcdefghij, settle: 0s}}
services:`, "sms.webhook.settle: 0s is out of range"},
		{"services:", `sms: {provider: webhook, webhook: {url: "https://example.com/m", secret: 0123456789abcdefghij, batch: 0}}
services:`, "sms.webhook.batch: 0 is out of range"},
		{"services:", `sms: {provider: nhn, nhn: {app_key: k, secret_key: s}, alimtalk: {app_key: k, secret_key: s, sender_key: c, timeout: 0s}}
services:`, "sms.alimtalk.timeout: 0s is out of range"},
		{"services:", `sms: {provider: nhn, nhn: {app_key: k, secret_key: s}, alimtalk: {app_key: k, secret_key: s, sender_key: c, settle: 0s}}
services:`, "sms.alimtalk.settle: 0s is out of range"},
		{"{orders: 1}", "{orders: 0}", "agents[0].services.orders.level: 0 is out of range: allowed is 1 to 9"},
		{"{orders: 1}", "{orders: {level: 0}}", "agents[0].services.orders.level: 0 is out of range"},
		{"services:", menusWith("tries: 0"), "11:79: menus[0].questions[0].tries: 0 is out of range: allowed is 1 to 9"},
		{"services:", menusWith("wait: 0s"), "menus[0].questions[0].wait: 0s is out of range: allowed is 1s to 1m"},
		{"services:", strings.Replace(menusWith("tries: 1"), "say:closed", `"sound:"`, 1), `menus[0].questions[0].prompt: "sound:" names no sound`},
		{"wrap_up: 5s", "wrap_up: 5s\n    when_full: {do: message, prompt: 'sound:'}", `services[0].when_full.prompt: "sound:" names no sound`},
		{"wrap_up: 5s", "wrap_up: 5s\n    music: 'sound:'", `services[0].music: "sound:" names no sound`},
		{"wrap_up: 5s", "wrap_up: 5s\n    announce: {every: 30s, position: yes}", "20:38: services[0].announce.position: must be true or false"},
		{"wrap_up: 5s", "wrap_up: 5s\n    seed: -1", "20:11: services[0].seed: must be a whole number, not below 0"},
		{"wrap_up: 5s", "wrap_up: 5s\n    music: [a]", "services[0].music: must be one text"},
		{"wrap_up: 5s", "wrap_up: 5s\n    when_full: {do: service, service: nowhere}", `when_full.service: there is no service "nowhere"`},
	} {
		text := strings.Replace(issueFile, tc.from, tc.to, 1)
		_, err := Parse("f.yaml", []byte(text))
		if err == nil {
			t.Errorf("%q was taken", tc.to)
			continue
		}
		if !strings.Contains(err.Error(), tc.want) || !strings.HasPrefix(err.Error(), "f.yaml:") {
			t.Errorf("%q: got\n%v\nwant %q in it", tc.to, err, tc.want)
		}
	}
}

// menusWith is a menu before the services, with another key of its question.
func menusWith(key string) string {
	return "menus: [{id: m, name: {ko: m}, questions: [{id: q, prompt: say:closed, " + key + ", keys: [{key: \"1\", do: hangup}]}]}]\nservices:"
}

// What is wrong with a key is said once, with what is allowed there.
func TestSaidOnce(t *testing.T) {
	_, err := Parse("f.yaml", []byte(strings.Replace(issueFile, "wrap_up: 5s", "announce: {keys: [{key: \"1\", do: menu}]}", 1)))
	if want := `f.yaml:19:38: services[0].announce.keys[0].do: "menu" is not known: allowed is callback, voicemail, service, number, message`; err == nil || err.Error() != want {
		t.Errorf("%v\nwant %s", err, want)
	}
}

// A 0 that is allowed is taken, and so is what YAML writes otherwise: anchors, a text in
// lines of its own.
func TestTakenAsWritten(t *testing.T) {
	c, err := Parse("f.yaml", []byte(strings.Replace(issueFile, "wrap_up: 5s", "wrap_up: 0s\n    weight: 0\n    max_wait: 0s\n    closed: &off false\n    wrap_up_manual: *off\n    music: |-\n      say:x", 1)))
	if err != nil {
		t.Fatal(err)
	}
	if s := c.Services[0]; s.WrapUp.D() != 0 || s.Ring.D() != 15*time.Second || s.Target != 80 || s.Closed || s.WrapUpManual {
		t.Errorf("%+v", s)
	}
}

// No key, however wrong its value is, is answered with a word of the program's insides.
func TestWrongForms(t *testing.T) {
	var keys bytes.Buffer
	if err := Describe(&keys); err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(keys.String()) {
		path, _, ok := strings.Cut(line, "  (")
		if !ok || strings.HasPrefix(line, " ") {
			continue
		}
		for _, v := range []string{"yes", "[a, {b: c}]", "{zz: 1}", "1.5", "-3", "99999999999999999999", "~"} {
			_, err := Parse("f.yaml", []byte(nested(path, v)))
			if n++; err != nil && (strings.Contains(err.Error(), "Go ") || strings.Contains(err.Error(), "unmarshal")) {
				t.Errorf("%s: %s: %v", path, v, err)
			}
		}
	}
	if n < 700 {
		t.Errorf("only %d were tried", n)
	}
}

// nested is a file with one value at a path.
func nested(path, v string) string {
	parts := strings.Split(path, ".")
	for i := len(parts) - 1; i >= 0; i-- {
		key, list := strings.CutSuffix(parts[i], "[]")
		if key == "<id>" {
			key = "x"
		}
		if list && i < len(parts)-1 {
			v = "[" + v + "]"
		}
		v = "{" + key + ": " + v + "}"
	}
	return v + "\n"
}

// The example is a file that works, and describe names every key of it.
func TestExampleWorks(t *testing.T) {
	var ex, de bytes.Buffer
	if err := Example(&ex); err != nil {
		t.Fatal(err)
	}
	if _, err := Parse("example.yaml", ex.Bytes()); err != nil {
		t.Fatalf("%v\n%s", err, ex.String())
	}
	if err := Describe(&de); err != nil {
		t.Fatal(err)
	}
	for _, k := range []string{"sip.realm", "services[].ring", "agents[].services.<id>.level", "trunks[].sources", "media.ports"} {
		if !strings.Contains(de.String(), "\n"+k+"  (") {
			t.Errorf("describe does not name %s", k)
		}
	}
	if strings.Contains(de.String(), "\n    \n") {
		t.Errorf("a key has no description:\n%s", de.String())
	}
}

// An empty file is the defaults.
func TestEmptyFile(t *testing.T) {
	for _, text := range []string{"", "\n", "# nothing\n"} {
		c, err := Parse("f.yaml", []byte(text))
		if err != nil || c.HTTP.Listen != "127.0.0.1:8080" {
			t.Errorf("%q: %+v %v", text, c, err)
		}
	}
}

// A fault that ten thousand agents share does not fill the screen.
func TestManyFaults(t *testing.T) {
	e := &Error{File: "c.yaml", Lines: make([]string, 10_000)}
	if got := strings.Split(e.Error(), "\n"); len(got) != mostShown+1 || got[mostShown] != "c.yaml: and 9900 more of the kind" {
		t.Errorf("%d lines, the last is %q", len(got), got[len(got)-1])
	}
}

// A tab is named as what it is, with what to do; it is not printed raw.
func TestTabsAreNamed(t *testing.T) {
	for text, at := range map[string]string{"name: x\nhttp:\n\tlisten: 127.0.0.1:8080\n": "f:3:1: ", "http:\n  listen: 127.0.0.1:1\n\tpublic: x\n": "f:3:1: "} {
		_, err := Parse("f", []byte(text))
		if err == nil || strings.Contains(err.Error(), "\t") || !strings.Contains(err.Error(), "indent with blanks") || !strings.HasPrefix(err.Error(), at) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// Who has no file yet is told how to come by one.
func TestAMissingFileSaysHowToBegin(t *testing.T) {
	file := filepath.Join(t.TempDir(), "callfloor.yaml")
	if _, err := Load(file); err == nil || !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "callfloor config example > "+file) {
		t.Errorf("%v", err)
	}
}
