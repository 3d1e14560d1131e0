package config

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/callfloor/callfloor/centre"
)

// Desk is what agents see and write at their desks.
type Desk struct {
	Region      string          `yaml:"region" doc:"country of telephone numbers without a country code, as two letters (ISO 3166-1)" default:"KR"`
	Compare     string          `yaml:"compare" doc:"what an agent's counts of calls stand beside: best (the agent with most calls today) or all (all agents together)" default:"all"`
	MissedAfter centre.Duration `yaml:"missed_after" doc:"a reservation that is open so long past its time is missed" default:"24h"`
}

// Shop is the server of a shop whose orders agents look up.
type Shop struct {
	Services []string `yaml:"services" doc:"services that it belongs to; none: every service without a shop of its own"`
	URL      string   `yaml:"url" doc:"what /orders is put behind, such as https://shop.example.com/callfloor"`
	Key      string   `yaml:"key" doc:"sent as Authorization: Bearer; this, key_file or key_env"`
	KeyFile  string   `yaml:"key_file" doc:"file that holds the key"`
	KeyEnv   string   `yaml:"key_env" doc:"environment variable that holds the key"`
	Allow    []string `yaml:"allow" doc:"addresses or networks that are not of the public internet and may be connected to all the same, such as 10.0.3.0/24"`
}

// Secret returns the shop's key, wherever it stands.
func (s Shop) Secret() (string, error) {
	switch {
	case s.KeyFile != "":
		data, err := os.ReadFile(s.KeyFile)
		if err != nil {
			return "", fmt.Errorf("read the key: %w", err)
		}
		return strings.TrimSpace(string(data)), nil
	case s.KeyEnv != "":
		v, ok := os.LookupEnv(s.KeyEnv)
		if !ok {
			return "", fmt.Errorf("the environment variable %s is not set", s.KeyEnv)
		}
		return v, nil
	}
	return s.Key, nil
}

// checkDesk returns what is wrong with desk and shops.
func (c *Config) checkDesk() (list []centre.Problem) {
	bad := func(path, format string, args ...any) {
		list = append(list, centre.Problem{Path: path, Message: fmt.Sprintf(format, args...)})
	}
	if r := c.Desk.Region; len(r) != 2 || strings.ToUpper(r) != r || r < "AA" {
		bad("desk.region", "%q is not a country: write it like KR", r)
	}
	if c.Desk.Compare != "best" && c.Desk.Compare != "all" {
		bad("desk.compare", "%q is not known: allowed is best, all", c.Desk.Compare)
	}
	if p := centre.Within("desk.missed_after", c.Desk.MissedAfter, 5*time.Minute, 30*24*time.Hour); p != nil {
		list = append(list, *p)
	}
	for i, a := range c.Webhooks.Allow {
		if _, err := centre.ParseSource(a); err != nil {
			bad(fmt.Sprintf("webhooks.allow[%d]", i), "%v", err)
		}
	}
	for i, s := range c.Shops {
		at := fmt.Sprintf("shops[%d]", i)
		if s.URL == "" {
			bad(at+".url", "is missing")
		}
		keys := 0
		for _, k := range []string{s.Key, s.KeyFile, s.KeyEnv} {
			if k != "" {
				keys++
			}
		}
		if keys > 1 {
			bad(at+".key", "stands beside key_file or key_env: one of them")
		}
		for j, a := range s.Allow {
			if _, err := centre.ParseSource(a); err != nil {
				bad(fmt.Sprintf("%s.allow[%d]", at, j), "%v", err)
			}
		}
		for j, id := range s.Services {
			if !slices.ContainsFunc(c.Services, func(v centre.Service) bool { return v.ID == id }) && len(c.Services) > 0 {
				bad(fmt.Sprintf("%s.services[%d]", at, j), "there is no service %q", id)
			}
		}
	}
	return list
}
