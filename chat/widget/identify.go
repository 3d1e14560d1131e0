package widget

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"maps"
	"slices"

	"github.com/callfloor/callfloor/chat"
)

// identify is who the site says that the visitor is. Signature proves User and nothing else.
type identify struct {
	User      string            `json:"user"`
	Signature string            `json:"signature"`
	Name      string            `json:"name"`
	Email     string            `json:"email"`
	Phone     string            `json:"phone"`
	Fields    map[string]string `json:"fields"`
}

// signed reports whether the site's server has signed the user.
func (who identify) signed(secret string) bool {
	got, err := hex.DecodeString(who.Signature)
	m := hmac.New(sha256.New, []byte(secret))
	m.Write([]byte(who.User))
	return err == nil && secret != "" && who.User != "" && len(who.User) <= 200 && hmac.Equal(got, m.Sum(nil))
}

// identify takes in who the site says that the visitor is. Pages say it each time they load:
// nothing is written where nothing is new.
func (c *conn) identify(who identify) error {
	if !who.signed(c.place().Secret) {
		return c.send(map[string]any{"type": "refused", "client": "", "code": "bad_signature"})
	}
	ctx, cancel := context.WithTimeout(context.Background(), actWithin)
	defer cancel()
	other := false
	err := c.changed(ctx, func(v *chat.Visitor) {
		if other = v.User != nil && v.User.ID != who.User; !other {
			who.tell(v)
		}
	})
	if other {
		return closing{closeOther, "the token belongs to another user"}
	}
	var no refusal
	if errors.As(err, &no) {
		return nil // what a page says can be said again
	}
	return err
}

// tell notes on a visitor what the page says of them: where nothing stands, or what a page said
// before. What an agent or the visitor wrote stays, and what an agent took out stays out until
// the page says something else.
func (who identify) tell(v *chat.Visitor) {
	u := chat.SiteUser{}
	if v.User != nil {
		u = *v.User
		u.Fields = maps.Clone(u.Fields)
	}
	u.ID = who.User
	v.Name, u.Name = filled(v.Name, u.Name, line1(who.Name, 50))
	v.Email, u.Email = filled(v.Email, u.Email, line1(who.Email, 100))
	v.Number, u.Number = filled(v.Number, u.Number, line1(who.Phone, 20))
	for _, key := range slices.Sorted(maps.Keys(who.Fields)) {
		k, says := line1(key, 40), line1(who.Fields[key], 200)
		if k == "" || says == "" || !fits(v.Fields, k) || !fits(u.Fields, k) {
			continue
		}
		is, said := filled(v.Fields[k], u.Fields[k], says)
		u.Fields = with(u.Fields, k, said)
		if is != "" {
			v.Fields = with(v.Fields, k, is)
		}
	}
	v.User = &u
}

// filled is what stands after a page says something, and what it has said; is and said are both
// before.
func filled(is, said, says string) (nowIs, nowSaid string) {
	switch {
	case says == "" || says == said:
		return is, said
	case is == "" || is == said:
		return says, says
	}
	return is, says
}

// fits reports whether fields have a name, or room for it.
func fits(fields map[string]string, name string) bool {
	_, there := fields[name]
	return there || len(fields) < chat.MaxFields
}

func with(fields map[string]string, name, text string) map[string]string {
	if fields == nil {
		fields = map[string]string{}
	}
	fields[name] = text
	return fields
}
