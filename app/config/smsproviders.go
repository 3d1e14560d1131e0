package config

import (
	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/sms/twilio"
)

// twilioConfig is the section of Twilio, with what it takes from others.
func (c *Config) twilioConfig() twilio.Config {
	t := c.SMS.Twilio
	if t.PublicURL == "" {
		t.PublicURL = c.HTTP.PublicURL
	}
	return t
}

// Twilio returns the section of Twilio, and whether it is in use.
func (c *Config) Twilio() (twilio.Config, bool) {
	return c.twilioConfig(), c.SMS.Twilio.Token != "" || c.SMS.Twilio.AccountSID != ""
}

// checkSMSProviders returns what is wrong with the sections of the providers that are in
// use: the one that is named, and those beside it.
func (c *Config) checkSMSProviders() (list []centre.Problem) {
	switch c.SMS.Provider {
	case "nhn":
		list = append(list, c.SMS.NHN.Check("sms.nhn")...)
	case "smpp":
		list = append(list, c.SMS.SMPP.Check("sms.smpp")...)
	case "webhook":
		list = append(list, c.SMS.Webhook.Check("sms.webhook")...)
	}
	if c.SMS.Alimtalk.AppKey != "" {
		list = append(list, c.SMS.Alimtalk.Check("sms.alimtalk")...)
	}
	if t, used := c.Twilio(); used {
		list = append(list, t.Check("sms.twilio")...)
	}
	if c.SMS.Provider == "local" && (c.SMS.Alimtalk.AppKey != "" || c.SMS.Twilio.Token != "") {
		list = append(list, centre.Problem{Path: "sms.provider", Message: "alimtalk and twilio stand beside a provider: write provider: nhn, smpp or webhook, or leave them out"})
	}
	return list
}
