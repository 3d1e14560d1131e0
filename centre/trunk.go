package centre

import (
	"fmt"
	"net/netip"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Trunk is a carrier or a session border controller.
type Trunk struct {
	Name    string   `json:"name" yaml:"name" doc:"identifier" maxLength:"40" example:"carrier"`
	Sources []string `json:"sources" yaml:"sources" doc:"addresses or networks its calls come from" example:"203.0.113.0/24"`
	Target  string   `json:"target,omitempty" yaml:"target" doc:"SIP URI for OPTIONS and outbound calls" example:"sip:sbc.example.net:5060"`
	Trust   bool     `json:"trust,omitempty" yaml:"trust" doc:"believe its P-Asserted-Identity (RFC 3325)"`
	Options Duration `json:"options,omitempty" yaml:"options" doc:"time between OPTIONS; 0s: the default" unset:"10s"`
	Limit   int      `json:"limit,omitempty" yaml:"limit" doc:"calls at the same time; 0 is no limit" minimum:"0" maximum:"100000"`

	Prefixes    []string `json:"prefixes,omitempty" yaml:"prefixes" doc:"beginnings of the numbers that it takes out, the longest first; left out: every number" example:"010"`
	CallerID    string   `json:"caller_id,omitempty" yaml:"caller_id" doc:"number that calls out show where the agent's service has none" example:"15880001"`
	InboundOnly bool     `json:"inbound_only,omitempty" yaml:"inbound_only" doc:"takes no calls out"`

	User     string `json:"user,omitempty" yaml:"user" doc:"name for calls out where the trunk asks for one (digest)" maxLength:"100"`
	Password string `json:"password,omitempty" yaml:"password" doc:"its password; never shown again" maxLength:"200" writeOnly:"true"`
	Realm    string `json:"realm,omitempty" yaml:"realm" doc:"realm for which the password is used, and no other" maxLength:"200" example:"sip.carrier.example"`
}

// Fill sets what was left out.
func (t *Trunk) Fill() {
	if t.Options == 0 {
		t.Options = Duration(10 * time.Second)
	}
}

// target is the SIP URI of a trunk: user, host, port and transport (RFC 3261
// section 19.1.1), and nothing that the SIP edge would not take.
var target = regexp.MustCompile(`^sip:(?:[A-Za-z0-9._+-]{1,60}@)?(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]+\])(?::([0-9]{1,5}))?(?:;transport=(?:udp|tcp))?$`)

// Check returns what is wrong with a filled trunk.
func (t *Trunk) Check(path string) []Problem {
	var p problems
	p.id(path+".name", t.Name)
	if len(t.Sources) == 0 {
		p.add(path+".sources", "is missing: name the addresses or networks its calls come from")
	}
	for i, s := range t.Sources {
		if _, err := ParseSource(s); err != nil {
			p.add(fmt.Sprintf("%s.sources[%d]", path, i), "%v", err)
		}
	}
	switch m := target.FindStringSubmatch(t.Target); {
	case t.Target == "":
	case strings.HasPrefix(t.Target, "sips:"):
		p.add(path+".target", "%q asks for TLS, which this version does not speak: write it like sip:sbc.example.net:5060", t.Target)
	case m == nil:
		p.add(path+".target", "%q is not a SIP URI: write it like sip:sbc.example.net:5060", t.Target)
	case m[1] != "":
		if n, err := strconv.Atoi(m[1]); err != nil || n < 1 || n > 65535 {
			p.add(path+".target", "%q has no port from 1 to 65535", t.Target)
		}
	}
	if given := t.User != ""; given != (t.Realm != "") || given != (t.Password != "") {
		p.add(path+".user", "user, password and realm go together: the trunk's challenge is answered for its own realm alone")
	}
	for i, prefix := range t.Prefixes {
		p.digits(fmt.Sprintf("%s.prefixes[%d]", path, i), prefix, 20)
	}
	if t.CallerID != "" {
		p.digits(path+".caller_id", t.CallerID, 32)
	}
	p.within(path+".options", t.Options, time.Second, time.Hour)
	p.between(path+".limit", t.Limit, 0, 100_000)
	return p.list
}

// ParseSource reads an address or a network.
func ParseSource(s string) (netip.Prefix, error) {
	if p, err := netip.ParsePrefix(s); err == nil {
		return p.Masked(), nil
	}
	a, err := netip.ParseAddr(s)
	if err != nil {
		return netip.Prefix{}, fmt.Errorf("%q is not an address or network: write it like 203.0.113.7 or 203.0.113.0/24", s)
	}
	return netip.PrefixFrom(a, a.BitLen()), nil
}
