package alimtalk

import (
	"cmp"
	"time"

	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/sms/nhn/cloud"
)

// Config is how Alimtalk is reached.
type Config struct {
	URL           string          `yaml:"url" doc:"where the API is; it moved in 2026, and most samples name the old host" default:"https://kakaotalk-bizmessage.api.nhncloudservice.com"`
	AppKey        string          `yaml:"app_key" doc:"app key of the product KakaoTalk Bizmessage, from the console"`
	SecretKey     string          `yaml:"secret_key" doc:"secret key, from the console; this, secret_key_file or secret_key_env"`
	SecretKeyFile string          `yaml:"secret_key_file" doc:"file that holds the secret key"`
	SecretKeyEnv  string          `yaml:"secret_key_env" doc:"environment variable that holds the secret key"`
	SenderKey     string          `yaml:"sender_key" doc:"sender key (발신 키) of the KakaoTalk channel, 40 characters, from the console"`
	Timeout       centre.Duration `yaml:"timeout" doc:"how long one request may take; what was sent and not answered is looked for" default:"20s"`
	Settle        centre.Duration `yaml:"settle" doc:"how long a request that was not answered may still show up at NHN: only what is not there after that is sent again; 10m at least, as the API refuses the same request for that long" default:"12m"`
	PerSecond     int             `yaml:"per_second" doc:"messages a second at most; 0: as many as it takes" default:"0"`
	Allow         []string        `yaml:"allow" doc:"addresses or networks that are not of the public internet and may be connected to all the same, such as 127.0.0.1 for the simulator"`
	Webhook       cloud.Webhook   `yaml:"webhook" doc:"results that NHN posts to us, beside those that are asked for"`
}

// DefaultURL is the API's host since February 2026.
const DefaultURL = "https://kakaotalk-bizmessage.api.nhncloudservice.com"

// Fill sets what is left out to what stands for it.
func (c *Config) Fill() {
	c.URL = cmp.Or(c.URL, DefaultURL)
	c.Timeout = cmp.Or(c.Timeout, centre.Duration(cloud.Timeout))
	c.Settle = cmp.Or(c.Settle, centre.Duration(12*time.Minute))
}

// account is what c says of the product.
func (c Config) account() cloud.Account {
	return cloud.Account{
		URL: c.URL, AppKey: c.AppKey, Secret: c.SecretKey, SecretFile: c.SecretKeyFile, SecretEnv: c.SecretKeyEnv,
		Timeout: c.Timeout, Settle: c.Settle,
		PerSecond: c.PerSecond, Allow: c.Allow, Webhook: c.Webhook, Product: "KakaoTalk Bizmessage", LeastSettle: idempotent,
	}
}

// Check returns what is wrong with c, which is filled; at is its path in the configuration.
func (c Config) Check(at string) []centre.Problem {
	list := c.account().Check(at)
	if c.SenderKey == "" || len(c.SenderKey) > mostSenderKey {
		list = append(list, centre.Problem{Path: at + ".sender_key", Message: "must be the sender key (발신 키) of the channel, 40 characters at most"})
	}
	return list
}
