package smpp

import (
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/sms/smpp/alphabet"
	"github.com/callfloor/callfloor/sms/smpp/pdu"
	"github.com/callfloor/callfloor/sms/wire"
)

// Config is how an SMPP provider is reached, and in which of the protocol's dialects it is
// spoken to: the provider's technical sheet says most of it.
type Config struct {
	Address      string          `yaml:"address" doc:"host and port of the provider (SMSC), such as smpp.example.com:2775"`
	TLS          bool            `yaml:"tls" doc:"true: over TLS"`
	SystemID     string          `yaml:"system_id" doc:"log-in that the provider gave"`
	Password     string          `yaml:"password" doc:"at most 8 characters; this, password_file or password_env"`
	PasswordFile string          `yaml:"password_file" doc:"file that holds the password"`
	PasswordEnv  string          `yaml:"password_env" doc:"environment variable that holds the password"`
	SystemType   string          `yaml:"system_type" doc:"only where the provider asks for one"`
	ServiceType  string          `yaml:"service_type" doc:"only where the provider asks for one"`
	AddressRange string          `yaml:"address_range" doc:"numbers whose incoming messages come over this connection; only where the provider asks for it"`
	SourceTON    int             `yaml:"source_ton" doc:"kind of the sender's number (TON): 0 unknown, 1 international, 2 national, 5 letters" default:"0"`
	SourceNPI    int             `yaml:"source_npi" doc:"plan of the sender's number (NPI): 0 unknown, 1 telephone" default:"0"`
	DestTON      int             `yaml:"dest_ton" doc:"kind of recipients' numbers in the country" default:"0"`
	DestNPI      int             `yaml:"dest_npi" doc:"plan of recipients' numbers in the country" default:"0"`
	Numbers      string          `yaml:"numbers" doc:"how recipients in Korea are written: domestic (010...) or international (8210...)" default:"domestic"`
	Alphabet     string          `yaml:"alphabet" doc:"what texts are written in: ksc5601, ucs2, gsm, latin1 or ascii" default:"ksc5601"`
	DataCoding   string          `yaml:"data_coding" doc:"number of the alphabet for this provider, such as 14 or 0x0E; left out: the usual one"`
	Usual        string          `yaml:"default_alphabet" doc:"what data_coding 0 stands for in messages that come in: gsm, ascii, latin1, ksc5601 or ucs2" default:"gsm"`
	Long         string          `yaml:"long" doc:"how a long text is sent: udh (parts with a header), sar (parts with optional parameters) or payload (in one piece)" default:"udh"`
	Reference    string          `yaml:"reference" doc:"how our identifier goes along: none; user_message_reference (two octets, for the provider's records); or the number of a private optional parameter that was agreed on, 0x1400 to 0x3FFF" default:"none"`
	Unique       string          `yaml:"unique" doc:"status by which the provider refuses a reference that it has already, such as 0x0451, where that was agreed on: then what is in doubt is sent again; only with a private parameter"`
	IDs          string          `yaml:"ids" doc:"how messages are named in receipts: same (as in answers), hex_in_answers, or decimal_in_answers" default:"same"`
	Query        bool            `yaml:"query" doc:"true: the provider answers query_sm"`
	Window       int             `yaml:"window" doc:"requests without an answer at the same time" default:"10"`
	Batch        int             `yaml:"batch" doc:"messages that are handed over together" default:"50"`
	PerSecond    int             `yaml:"per_second" doc:"messages a second at most; 0: as many as it takes" default:"0"`
	Timeout      centre.Duration `yaml:"timeout" doc:"how long an answer may take" default:"20s"`
	EnquireLink  centre.Duration `yaml:"enquire_link" doc:"how often the connection is tested" default:"30s"`
}

// Ways of long texts.
const (
	longUDH     = "udh"
	longSAR     = "sar"
	longPayload = "payload"
)

// References.
const (
	refNone = "none"
	refUMR  = "user_message_reference"
)

// Fill sets what is left out to what stands for it.
func (c *Config) Fill() {
	def := func(s *string, v string) {
		if *s == "" {
			*s = v
		}
	}
	def(&c.Numbers, "domestic")
	def(&c.Alphabet, "ksc5601")
	def(&c.Usual, "gsm")
	def(&c.Long, longUDH)
	def(&c.Reference, refNone)
	def(&c.IDs, idsSame)
	if c.Window == 0 {
		c.Window = 10
	}
	if c.Batch == 0 {
		c.Batch = 50
	}
	if c.Timeout == 0 {
		c.Timeout = centre.Duration(20 * time.Second)
	}
	if c.EnquireLink == 0 {
		c.EnquireLink = centre.Duration(30 * time.Second)
	}
}

// coding is the data_coding that texts are sent with. ok is false where the configuration
// has none that is one.
func (c *Config) coding() (n uint8, ok bool) {
	if c.DataCoding == "" {
		return alphabet.Coding(c.Alphabet)
	}
	v, err := strconv.ParseUint(c.DataCoding, 0, 8)
	return uint8(v), err == nil
}

// tag is the optional parameter of our identifier; 0: there is none.
func (c *Config) tag() uint16 {
	switch c.Reference {
	case refNone:
		return 0
	case refUMR:
		return pdu.TagUserReference
	}
	n, err := strconv.ParseUint(c.Reference, 0, 16)
	if err != nil {
		return 0
	}
	return uint16(n)
}

// private reports whether our whole identifier goes along.
func (c *Config) private() bool {
	t := c.tag()
	return t >= pdu.FirstPrivate && t <= pdu.LastPrivate
}

// duplicate is the status of a reference that the provider has already.
func (c *Config) duplicate() (uint32, bool) {
	n, err := strconv.ParseUint(c.Unique, 0, 32)
	return uint32(n), err == nil
}

// Check returns what is wrong with c, which is filled; at is its path in the configuration.
func (c Config) Check(at string) (list []centre.Problem) {
	bad := func(key, format string, args ...any) {
		list = append(list, centre.Problem{Path: at + "." + key, Message: fmt.Sprintf(format, args...)})
	}
	if host, port, err := net.SplitHostPort(c.Address); err != nil || host == "" {
		bad("address", "%q is not a host and a port: write it like smpp.example.com:2775", c.Address)
	} else if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
		bad("address", "%q has no port: write it like smpp.example.com:2775", c.Address)
	}
	switch wire.Places(c.Password, c.PasswordFile, c.PasswordEnv) {
	case 0:
		bad("password", "is missing: this, password_file or password_env")
	case 1:
	default:
		bad("password", "stands beside password_file or password_env: one of them")
	}
	if c.SystemID == "" {
		bad("system_id", "is missing: the provider gives it")
	}
	for _, v := range []struct {
		key, value string
		most       int
	}{{"system_id", c.SystemID, 15}, {"password", c.Password, 8}, {"system_type", c.SystemType, 12}, {"service_type", c.ServiceType, 5}, {"address_range", c.AddressRange, 40}} {
		if len(v.value) > v.most || strings.Trim(v.value, printable) != "" {
			bad(v.key, "has at most %d letters, digits and signs in SMPP", v.most)
		}
	}
	for _, v := range []struct {
		key     string
		n, most int
	}{{"source_ton", c.SourceTON, 6}, {"source_npi", c.SourceNPI, 18}, {"dest_ton", c.DestTON, 6}, {"dest_npi", c.DestNPI, 18}} {
		if v.n < 0 || v.n > v.most {
			bad(v.key, "%d is out of range: allowed is 0 to %d", v.n, v.most)
		}
	}
	word := func(key, v string, allowed ...string) {
		if !slices.Contains(allowed, v) {
			bad(key, "%q is not known: allowed is %s", v, strings.Join(allowed, ", "))
		}
	}
	word("numbers", c.Numbers, "domestic", "international")
	word("alphabet", c.Alphabet, "ksc5601", "ucs2", "gsm", "latin1", "ascii")
	word("default_alphabet", c.Usual, "gsm", "ascii", "latin1", "ksc5601", "ucs2")
	word("long", c.Long, longUDH, longSAR, longPayload)
	word("ids", c.IDs, idsSame, idsHex, idsDecimal)
	if _, ok := c.coding(); !ok && slices.Contains([]string{"ksc5601", "ucs2", "gsm", "latin1", "ascii"}, c.Alphabet) {
		bad("data_coding", "%q is not a number from 0 to 255: write it like 14 or 0x0E", c.DataCoding)
	}
	if c.Reference != refNone && c.Reference != refUMR && !c.private() {
		bad("reference", "%q is not known: allowed is none, user_message_reference, or a number from 0x1400 to 0x3FFF", c.Reference)
	} else if c.Unique != "" && !c.private() {
		bad("unique", "needs a private parameter as reference: without it the provider cannot know a message again")
	}
	if n, ok := c.duplicate(); c.Unique != "" && (!ok || n == pdu.OK) {
		bad("unique", "%q is not the number of a status: write it like 0x0451", c.Unique)
	}
	for _, v := range []struct {
		key         string
		n, lo, most int
	}{{"window", c.Window, 1, 1000}, {"batch", c.Batch, 1, 1000}, {"per_second", c.PerSecond, 0, 10_000}} {
		if v.n < v.lo || v.n > v.most {
			bad(v.key, "%d is out of range: allowed is %d to %d", v.n, v.lo, v.most)
		}
	}
	if p := centre.Within(at+".timeout", c.Timeout, time.Second, 2*time.Minute); p != nil {
		list = append(list, *p)
	}
	if p := centre.Within(at+".enquire_link", c.EnquireLink, 5*time.Second, 10*time.Minute); p != nil {
		list = append(list, *p)
	}
	return list
}

// printable are the characters of C-octet strings that providers give.
const printable = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 !#$%&'()*+,-./:;<=>?@[]^_`{|}~\\\""
