package app

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/callfloor/callfloor/"

// may lists, for each package of ours, the packages of ours that it may import
// (docs/architecture.md). What is not listed is forbidden.
var may = map[string][]string{
	"cmd/callfloor": {"app"},
	"app":           nil, // everything
	"app/config":    {"centre", "acd", "sms/alimtalk", "sms/nhn", "sms/smpp", "sms/twilio", "sms/webhook"},
	"app/demo":      {"acd", "callback", "centre", "chat", "desk", "sip/phone", "sms", "sip/media"},
	"acd":           {},
	"acd/journal":   {"acd"},
	"acd/floor":     {"acd", "acd/journal"},
	"acd/explore":   {"acd"},
	"callback":      {"acd", "desk", "fault"},
	"calls":         {"acd"},
	"centre":        {"acd", "chat"},
	"chat":          {"acd", "fault"},
	"chat/channel":  {"acd", "chat", "chat/live", "fault"},
	"chat/explore":  {"acd", "chat"},
	"chat/board":    {"acd", "centre", "chat", "chat/live", "fault"},
	"chat/live":     {"acd", "chat", "fault"},
	"chat/widget":   {"acd", "chat", "chat/live", "fault"},
	"desk":          {"acd", "fault"},
	"fault":         {},
	"sheet":         {"fault"},
	"sms":           {"acd", "fault"},
	"shop":          {"desk", "fault", "outward"},
	"cti":           {"acd"},
	"client":        {"cti"},
	"keyring":       {},
	"outward":       {},
	"people":        {"fault"},
	"signon":        {"fault"},
	"sip":           {"acd", "acd/floor", "acd/journal", "sip/media", "sip/menu"},
	"sip/media":     {},
	"sip/menu":      {},
	"sip/phone":     {"sip/media"},
	"store":         {"acd", "acd/journal", "callback", "calls", "chat", "cti", "desk", "keyring", "people", "sms", "fault"},
	"wallboard":     {"acd"},
	"web":           {"acd", "callback", "calls", "centre", "chat", "chat/board", "chat/live", "chat/widget", "cti", "desk", "people", "fault", "outward", "sheet", "signon", "sms", "web/join"},
	"web/join":      {},
	"web/ui":        {},

	"web/join/write": {"web/join", "web/ui"},

	"sms/alimtalk":      {"centre", "sms", "sms/nhn", "sms/nhn/cloud", "sms/wire"},
	"sms/joint":         {"sms", "sms/wire"},
	"sms/nhn":           {"centre", "sms", "sms/nhn/cloud", "sms/wire"},
	"sms/nhn/cloud":     {"centre", "fault", "outward", "sms", "sms/wire"},
	"sms/nhn/simulate":  {"sms/internal/chance", "sms/internal/shown"},
	"sms/smpp":          {"centre", "fault", "sms", "sms/smpp/alphabet", "sms/smpp/pdu", "sms/wire"},
	"sms/smpp/alphabet": {},
	"sms/smpp/pdu":      {},
	"sms/smpp/simulate": {"sms/internal/chance", "sms/internal/shown", "sms/smpp/alphabet", "sms/smpp/pdu"},
	"sms/twilio":        {"centre", "fault", "outward", "sms", "sms/wire"},
	"sms/webhook":       {"centre", "cti", "fault", "outward", "sms", "sms/wire"},
	"sms/wire":          {"outward", "sms"},
}

// outside lists packages of others that only some of ours may import.
var outside = map[string][]string{
	"github.com/coreos/go-oidc/v3/oidc":              {"signon"},
	"github.com/zitadel/oidc/v3/pkg/op":              {}, // a provider for tests
	"github.com/pquerna/otp/totp":                    {"people"},
	"database/sql":                                   {"store"},
	"github.com/tink-crypto/tink-go/v2/daead/subtle": {"keyring"},
	"github.com/emiago/sipgo/sip":                    {"sip", "sip/phone"},
	"github.com/pion/rtp":                            {"sip/media"},
	"github.com/gorilla/websocket":                   {"web", "app", "app/demo", "client", "chat/widget"},
	"github.com/danielgtaylor/huma/v2":               {"web"},
	"github.com/nyaruka/phonenumbers":                {"desk"},
	"github.com/xuri/excelize/v2":                    {"sheet"},
	"github.com/alecthomas/kong":                     {"cmd/callfloor"},
	"github.com/goccy/go-yaml":                       {"app/config"},
	"github.com/prometheus/client_golang/prometheus": {"app", "web", "sip"},
}

// cores are the packages that decide and do nothing else.
var cores = []string{"acd", "chat"}

// pure is what a core must not touch: I/O, time, randomness, locks, logs.
var pure = []string{"os", "net", "net/http", "sync", "sync/atomic", "context", "log", "log/slog", "math/rand", "math/rand/v2", "crypto/rand", "io/ioutil"}

// Packages import only what the architecture allows.
func TestArchitecture(t *testing.T) {
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", module+"...").Output()
	if err != nil {
		t.Fatal(err)
	}
	dec := json.NewDecoder(strings.NewReader(string(out)))
	seen := 0
	for {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimPrefix(p.ImportPath, module)
		if strings.Contains(name, "internal/") {
			continue
		}
		seen++
		allowed, known := may[name]
		if !known {
			t.Errorf("package %s is not in the table: add its line, and to docs/architecture.md", name)
			continue
		}
		for _, imp := range p.Imports {
			ours, isOurs := strings.CutPrefix(imp, module)
			if isOurs && name != "app" && !slices.Contains(allowed, ours) && !strings.HasPrefix(ours, name+"/internal/") {
				t.Errorf("%s must not import %s", name, ours)
			}
			if who, ok := outside[imp]; ok && !slices.Contains(who, name) {
				t.Errorf("%s must not import %s: only %v may", name, imp, who)
			}
			if slices.Contains(cores, name) && slices.Contains(pure, imp) {
				t.Errorf("the core %s must not import %s", name, imp)
			}
		}
	}
	if seen < 15 {
		t.Errorf("only %d packages were looked at", seen)
	}
}
