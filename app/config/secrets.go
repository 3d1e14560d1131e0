package config

import (
	"fmt"
	"os"
	"strings"

	"github.com/callfloor/callfloor/centre"
)

// Secrets is a Check: secrets of what is in use that stand in a file or in a variable of
// the environment have to be there.
func Secrets(c *Config) (list []centre.Problem) {
	look := func(key, file, env string) {
		if p := secret(key, file, env); p != nil {
			list = append(list, *p)
		}
	}
	s := &c.SMS
	switch s.Provider {
	case "nhn":
		look("sms.nhn.secret_key", s.NHN.SecretKeyFile, s.NHN.SecretKeyEnv)
		if h := s.NHN.Webhook; h.Token != "" {
			look("sms.nhn.webhook.signature", h.SignatureFile, h.SignatureEnv)
		}
	case "smpp":
		look("sms.smpp.password", s.SMPP.PasswordFile, s.SMPP.PasswordEnv)
	case "webhook":
		look("sms.webhook.secret", s.Webhook.SecretFile, s.Webhook.SecretEnv)
	}
	if s.Alimtalk.AppKey != "" {
		look("sms.alimtalk.secret_key", s.Alimtalk.SecretKeyFile, s.Alimtalk.SecretKeyEnv)
		if h := s.Alimtalk.Webhook; h.Token != "" {
			look("sms.alimtalk.webhook.signature", h.SignatureFile, h.SignatureEnv)
		}
	}
	if t, used := c.Twilio(); used {
		look("sms.twilio.auth_token", t.AuthTokenFile, t.AuthTokenEnv)
	}
	for i, s := range c.Shops {
		look(fmt.Sprintf("shops[%d].key", i), s.KeyFile, s.KeyEnv)
	}
	return list
}

// secret is what is wrong with the place of a secret, at the key that names the place.
func secret(key, file, env string) *centre.Problem {
	at, value := key+"_file", ""
	switch {
	case file != "":
		data, err := os.ReadFile(file)
		if err != nil {
			return &centre.Problem{Path: at, Message: fmt.Sprintf("cannot be read: %v: name a file that the user can read whom callfloor runs as", err)}
		}
		value = strings.TrimSpace(string(data))
	case env != "":
		at = key + "_env"
		v, ok := os.LookupEnv(env)
		if !ok {
			return &centre.Problem{Path: at, Message: fmt.Sprintf("the environment variable %s is not set: set it for callfloor (and for config check), or name a file in %s_file", env, key[strings.LastIndex(key, ".")+1:])}
		}
		value = v
	default:
		return nil
	}
	if value == "" {
		return &centre.Problem{Path: at, Message: "holds nothing: the secret is to stand there"}
	}
	return nil
}

// Warnings are what a file may say and its writer hardly means.
func Warnings(c *Config) (list []centre.Problem) {
	takes := func(paths []string) {
		for _, p := range paths {
			list = append(list, centre.Problem{Path: p, Message: "needs the setting callbacks.enabled, which is off until somebody switches it on (Settings, All settings): while it is off, callers are told that nothing can be taken now"})
		}
	}
	for i := range c.Menus {
		takes(c.Menus[i].Takes(fmt.Sprintf("menus[%d]", i)))
	}
	for i := range c.Services {
		takes(c.Services[i].Takes(fmt.Sprintf("services[%d]", i)))
	}
	if p := c.SMS.Provider; (p == "smpp" || p == "webhook") && len(c.SMS.Senders) == 0 {
		list = append(list, centre.Problem{Path: "sms.provider", Message: p + " does not say which senders there are, and sms.senders is left out: nothing can be sent, messages only come in"})
	}
	for i, a := range c.Agents {
		if strings.HasPrefix(a.SIPPassword, "change-me") {
			list = append(list, centre.Problem{Path: fmt.Sprintf("agents[%d].sip_password", i), Message: fmt.Sprintf("agent %s has the password of the example, which everybody knows: change sip_password", a.ID)})
		}
	}
	return list
}
