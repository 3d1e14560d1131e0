package nhn

import (
	"cmp"
	"time"

	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/sms/nhn/cloud"
)

// Config is how NHN Cloud SMS is reached.
type Config struct {
	URL           string          `yaml:"url" doc:"where the API is; it moved in 2026, and most samples name the old host" default:"https://sms.api.nhncloudservice.com"`
	AppKey        string          `yaml:"app_key" doc:"app key of the SMS product, from the console"`
	SecretKey     string          `yaml:"secret_key" doc:"secret key, from the console; this, secret_key_file or secret_key_env"`
	SecretKeyFile string          `yaml:"secret_key_file" doc:"file that holds the secret key"`
	SecretKeyEnv  string          `yaml:"secret_key_env" doc:"environment variable that holds the secret key"`
	Timeout       centre.Duration `yaml:"timeout" doc:"how long one request may take; what was sent and not answered is looked for" default:"20s"`
	Settle        centre.Duration `yaml:"settle" doc:"how long a request that was not answered may still show up at NHN: only what is not there after that is sent again" default:"10m"`
	PerSecond     int             `yaml:"per_second" doc:"messages a second at most; 0: as many as it takes" default:"0"`
	Allow         []string        `yaml:"allow" doc:"addresses or networks that are not of the public internet and may be connected to all the same, such as 127.0.0.1 for the simulator"`
	Webhook       cloud.Webhook   `yaml:"webhook" doc:"results that NHN posts to us, beside those that are asked for"`
}

// DefaultURL is the API's host since February 2026.
const DefaultURL = "https://sms.api.nhncloudservice.com"

// Fill sets what is left out to what stands for it.
func (c *Config) Fill() {
	c.URL = cmp.Or(c.URL, DefaultURL)
	c.Timeout = cmp.Or(c.Timeout, centre.Duration(cloud.Timeout))
	c.Settle = cmp.Or(c.Settle, centre.Duration(10*time.Minute))
}

// account is what c says of the product.
func (c Config) account() cloud.Account {
	return cloud.Account{
		URL: c.URL, AppKey: c.AppKey, Secret: c.SecretKey, SecretFile: c.SecretKeyFile, SecretEnv: c.SecretKeyEnv,
		Timeout: c.Timeout, Settle: c.Settle,
		PerSecond: c.PerSecond, Allow: c.Allow, Webhook: c.Webhook, Product: "SMS", LeastSettle: 2 * time.Minute,
	}
}

// Check returns what is wrong with c, which is filled; at is its path in the configuration.
func (c Config) Check(at string) []centre.Problem { return c.account().Check(at) }
