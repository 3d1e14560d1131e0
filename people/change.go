package people

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"
)

// Author is who changes something, as the access log names it.
type Author struct {
	Actor   string
	Role    Role
	Address string
}

// Edit is one thing before and after a change; nil where it was not or is not.
type Edit struct {
	Kind   string          `json:"kind" doc:"services, agents, trunks, teams, hours, sounds, settings, users, forms, dispositions, templates, api-keys, displays, webhooks, sms-categories or sms-templates"`
	ID     string          `json:"id"`
	Before json.RawMessage `json:"before,omitempty"`
	After  json.RawMessage `json:"after,omitempty"`
}

// Change is one change of what is configured: all of its edits were made at once.
type Change struct {
	ID       string
	Seq      int64 // of its line of the access log; ascending
	At       time.Time
	Author   Author
	Action   string
	Target   string
	Edits    []Edit
	Undoes   string // the change that this one takes back, "" for none
	UndoneBy string // the change that took this one back, "" for none
}

// NewChange begins a change of target by somebody, now.
func NewChange(by Author, action, target string, edits ...Edit) Change {
	return Change{ID: NewID(), At: time.Now(), Author: by, Action: action, Target: target, Edits: edits}
}

// mostDetail bounds what a change adds to the access log, in bytes.
const mostDetail = 4000

// secrets are fields whose content stands in no log and on no screen.
var secrets = []string{"credentials", "password_hash", "sip_password", "client_secret", "secret", "password"}

// hidden stands for a secret that is there.
var hidden = json.RawMessage(`"(hidden)"`)

// address is the field of an address that may hold a token in its query.
const address = "url"

// Shown returns data of a thing without its secrets, at any depth; of an address the
// values of its query are left out.
func Shown(data json.RawMessage) json.RawMessage {
	if len(data) == 0 {
		return nil
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	var v any
	if dec.Decode(&v) != nil {
		return hidden
	}
	out, err := json.Marshal(hide(v))
	if err != nil {
		return hidden
	}
	return out
}

func hide(v any) any {
	switch x := v.(type) {
	case map[string]any:
		for k, e := range x {
			if slices.Contains(secrets, k) && e != nil && e != "" {
				x[k] = "(hidden)"
				continue
			}
			if text, ok := e.(string); ok && k == address {
				x[k] = withoutQuery(text)
				continue
			}
			x[k] = hide(e)
		}
	case []any:
		for i := range x {
			x[i] = hide(x[i])
		}
	}
	return v
}

// withoutQuery is an address with the names in its query but not their values:
// https://crm.example.com/a?token=… . What stands there without a name is a value.
func withoutQuery(url string) string {
	path, query, ok := strings.Cut(url, "?")
	if !ok {
		return url
	}
	parts := strings.Split(query, "&")
	for i, part := range parts {
		name, value, named := strings.Cut(part, "=")
		switch {
		case named && value != "":
			parts[i] = name + "=…"
		case !named && name != "":
			parts[i] = "…"
		}
	}
	return path + "?" + strings.Join(parts, "&")
}

// Detail is what the access log says of the change: of each thing the fields that
// differ, before and after, without secrets; shortened where it is long.
func (c Change) Detail() string {
	type field struct {
		Before json.RawMessage `json:"before,omitempty"`
		After  json.RawMessage `json:"after,omitempty"`
	}
	type thing struct {
		Kind   string           `json:"kind"`
		ID     string           `json:"id"`
		Fields map[string]field `json:"fields,omitempty"`
		field
	}
	list := make([]thing, 0, len(c.Edits))
	for _, e := range c.Edits {
		th := thing{Kind: e.Kind, ID: e.ID}
		before, after := fields(e.Before), fields(e.After)
		if before == nil || after == nil {
			th.field = field{Shown(e.Before), Shown(e.After)}
			list = append(list, th)
			continue
		}
		th.Fields = map[string]field{}
		for _, k := range slices.Sorted(maps.Keys(before)) {
			if !bytes.Equal(before[k], after[k]) {
				th.Fields[k] = field{secret(k, before[k]), secret(k, after[k])}
			}
		}
		for _, k := range slices.Sorted(maps.Keys(after)) {
			if _, both := before[k]; !both {
				th.Fields[k] = field{nil, secret(k, after[k])}
			}
		}
		list = append(list, th)
	}
	if len(list) == 0 {
		return ""
	}
	out, err := json.Marshal(list)
	if err != nil {
		return ""
	}
	if len(out) <= mostDetail {
		return string(out)
	}
	cut := out[:mostDetail]
	for len(cut) > 0 && cut[len(cut)-1]&0xc0 == 0x80 { // not within a character
		cut = cut[:len(cut)-1]
	}
	if n := len(cut); n > 0 && cut[n-1] >= 0xc0 {
		cut = cut[:n-1]
	}
	return string(cut) + "…"
}

func secret(field string, v json.RawMessage) json.RawMessage {
	if slices.Contains(secrets, field) && len(v) > 0 {
		return hidden
	}
	if field == address {
		var text string
		if json.Unmarshal(v, &text) == nil {
			if out, err := json.Marshal(withoutQuery(text)); err == nil {
				return out
			}
			return hidden
		}
	}
	return Shown(v)
}

// fields splits an object; nil for what is none.
func fields(data json.RawMessage) map[string]json.RawMessage {
	var m map[string]json.RawMessage
	if len(data) == 0 || json.Unmarshal(data, &m) != nil {
		return nil
	}
	return m
}
