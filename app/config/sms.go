package config

import (
	"fmt"
	"slices"
	"strings"

	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/sms/alimtalk"
	"github.com/callfloor/callfloor/sms/nhn"
	"github.com/callfloor/callfloor/sms/smpp"
	"github.com/callfloor/callfloor/sms/twilio"
	"github.com/callfloor/callfloor/sms/webhook"
)

// SMS are text messages.
type SMS struct {
	Provider string      `yaml:"provider" doc:"who delivers them: local (nobody: they are kept, and every screen says so), nhn, smpp or webhook; see docs/sms-providers.md" default:"local"`
	Senders  []SMSSender `yaml:"senders" doc:"numbers that messages may come from, where the provider does not list them itself; no other can be typed. With provider: local and none here, the numbers of the services"`
	Window   int         `yaml:"window" doc:"requests to the provider at the same time" default:"4"`

	NHN      nhn.Config      `yaml:"nhn" doc:"NHN Cloud SMS, with provider: nhn"`
	Alimtalk alimtalk.Config `yaml:"alimtalk" doc:"KakaoTalk Alimtalk through NHN Cloud, beside the provider; left out: none"`
	SMPP     smpp.Config     `yaml:"smpp" doc:"an SMPP 3.4 provider, with provider: smpp"`
	Webhook  webhook.Config  `yaml:"webhook" doc:"a program of your own, with provider: webhook"`
	Twilio   twilio.Config   `yaml:"twilio" doc:"customers' messages in Twilio's way, beside the provider; left out: none"`
}

// SMSSender is a number that messages may come from.
type SMSSender struct {
	Number string `yaml:"number" doc:"as registered with the provider, such as 15880000"`
	Name   string `yaml:"name" doc:"what people choose it by"`
}

// SMSProviders are the providers that this program has.
var SMSProviders = []string{"local", "nhn", "smpp", "webhook"}

// checkSMS returns what is wrong with text messages.
func (c *Config) checkSMS() (list []centre.Problem) {
	bad := func(path, format string, args ...any) {
		list = append(list, centre.Problem{Path: path, Message: fmt.Sprintf(format, args...)})
	}
	if !slices.Contains(SMSProviders, c.SMS.Provider) {
		bad("sms.provider", "%q is not known: allowed is %s", c.SMS.Provider, strings.Join(SMSProviders, ", "))
	}
	if c.SMS.Window < 1 || c.SMS.Window > 64 {
		bad("sms.window", "%d is out of range: allowed is 1 to 64", c.SMS.Window)
	}
	for i, s := range c.SMS.Senders {
		at := fmt.Sprintf("sms.senders[%d].number", i)
		digits := strings.Map(func(r rune) rune {
			if r < '0' || r > '9' {
				return -1
			}
			return r
		}, s.Number)
		switch j := slices.IndexFunc(c.SMS.Senders[:i], func(o SMSSender) bool { return o.Number == s.Number }); {
		case digits != s.Number || len(digits) < 8 || len(digits) > 13:
			bad(at, "%q is not a sender: 8 to 13 digits, a landline with its area code", s.Number)
		case j >= 0:
			list = append(list, centre.Problem{Path: at, Message: fmt.Sprintf("%q is used twice", s.Number), First: fmt.Sprintf("sms.senders[%d].number", j)})
		}
	}
	return append(list, c.checkSMSProviders()...)
}
