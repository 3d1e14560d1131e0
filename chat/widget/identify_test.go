package widget

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"testing"
	"time"

	"github.com/callfloor/callfloor/chat"
)

// oneVisitor is a store and a centre of one visitor at one site.
type oneVisitor struct {
	Store
	Centre
	v      chat.Visitor
	writes int
}

func (o *oneVisitor) ChatVisitor(context.Context, chat.VisitorID) (chat.Visitor, error) {
	return o.v, nil
}

func (o *oneVisitor) ChatUpdateVisitor(_ context.Context, v chat.Visitor) (chat.Visitor, error) {
	o.writes++
	v.Version++
	o.v = v
	return v, nil
}

func (o *oneVisitor) Site(id string) (Site, bool) { return Site{ID: id, Secret: "s3cret"}, true }

// page is a connection of the visitor, and how often others were told of a change.
func (o *oneVisitor) page() (c *conn, told *int) {
	told = new(int)
	h := New(Options{Store: o, Centre: o, Now: time.Now, Changed: func(chat.VisitorID) { *told++ }})
	return &conn{h: h, site: "shop", visitor: o.v}, told
}

func signedBy(user string) identify {
	m := hmac.New(sha256.New, []byte("s3cret"))
	m.Write([]byte(user))
	return identify{User: user, Signature: hex.EncodeToString(m.Sum(nil))}
}

// Each page that loads says who the visitor is: that is written once, and again only where it
// is something new.
func TestIdentifyWritesWhatIsNew(t *testing.T) {
	o := &oneVisitor{v: chat.Visitor{ID: "v", Version: 1}}
	c, told := o.page()
	who := signedBy("u-17")
	who.Name, who.Phone, who.Email, who.Fields = "김하나", "010-1234-5678", "a@example.com", map[string]string{"tier": "gold"}
	say := func(writes int) {
		t.Helper()
		if err := c.identify(who); err != nil {
			t.Fatal(err)
		}
		if o.writes != writes || *told != writes {
			t.Errorf("written %d times, told %d times, want %d", o.writes, *told, writes)
		}
	}
	say(1)
	say(1)
	if v := o.v; v.User == nil || v.User.ID != "u-17" || v.Name != "김하나" || v.Number != "010-1234-5678" || v.Email != "a@example.com" || !maps.Equal(v.Fields, map[string]string{"tier": "gold"}) {
		t.Errorf("%+v", v)
	}
	who.Name = "김한아"
	say(2)
	if o.v.Name != "김한아" {
		t.Errorf("the site's new name is %q", o.v.Name)
	}
	other := signedBy("u-18")
	other.Name = "이둘"
	var end closing
	if err := c.identify(other); !errors.As(err, &end) || end.code != closeOther || o.writes != 2 || o.v.Name != "김한아" {
		t.Errorf("another user: %v, %+v", err, o.v)
	}
}

// What an agent or the customer wrote stays, whatever pages go on saying; what an agent took out
// stays out.
func TestIdentifyLeavesWhatPeopleWrote(t *testing.T) {
	o := &oneVisitor{v: chat.Visitor{ID: "v", Version: 1, Number: "+821099998888"}}
	c, _ := o.page()
	who := signedBy("u-17")
	who.Name, who.Phone, who.Email, who.Fields = "김하나", "010-1234-5678", "a@example.com", map[string]string{"tier": "gold", "city": "Seoul"}
	if err := c.identify(who); err != nil {
		t.Fatal(err)
	}
	if o.v.Number != "+821099998888" {
		t.Errorf("the number is %q", o.v.Number)
	}
	o.v.Name, o.v.Email, o.v.Fields = "김하나 (개명)", "", map[string]string{"tier": "vip"}
	writes := o.writes
	if err := c.identify(who); err != nil || o.writes != writes {
		t.Errorf("the same again: written %d times more, %v", o.writes-writes, err)
	}
	who.Name, who.Fields = "김한아", map[string]string{"tier": "silver"}
	if err := c.identify(who); err != nil {
		t.Fatal(err)
	}
	if v := o.v; v.Name != "김하나 (개명)" || v.Email != "" || !maps.Equal(v.Fields, map[string]string{"tier": "vip"}) {
		t.Errorf("%+v", v)
	}
}

// A page fills in no more fields than an agent can save, and none that counts as proof of who
// the visitor is.
func TestIdentifyHasAnEnd(t *testing.T) {
	o := &oneVisitor{v: chat.Visitor{ID: "v", Version: 1, Fields: map[string]string{"by hand": "x"}}}
	c, _ := o.page()
	who := signedBy("u-17")
	who.Fields = map[string]string{"user": "u-1"}
	for i := range 3 * chat.MaxFields {
		who.Fields[fmt.Sprint("f", i)] = "x"
	}
	if err := c.identify(who); err != nil {
		t.Fatal(err)
	}
	if len(o.v.Fields) != chat.MaxFields || o.v.Fields["by hand"] != "x" || o.v.User.ID != "u-17" {
		t.Errorf("%d fields: %v, user %q", len(o.v.Fields), o.v.Fields, o.v.User.ID)
	}
	writes := o.writes
	if err := c.identify(who); err != nil || o.writes != writes {
		t.Errorf("the same again: written %d times more, %v", o.writes-writes, err)
	}
	for k := range o.v.Fields {
		if k != "f0" {
			delete(o.v.Fields, k) // an agent takes them out, and the page says ever others
		}
	}
	who.Fields = map[string]string{"another": "x"}
	if err := c.identify(who); err != nil || len(o.v.User.Fields) > chat.MaxFields {
		t.Errorf("%d fields are remembered, %v", len(o.v.User.Fields), err)
	}
}

// What only a page said is known apart from what the site's server signed and what people wrote.
func TestSaid(t *testing.T) {
	o := &oneVisitor{v: chat.Visitor{ID: "v", Version: 1, Email: "kim@example.com"}}
	c, _ := o.page()
	who := signedBy("u-17")
	who.Name, who.Phone, who.Email, who.Fields = "김하나", "010-1234-5678", "a@example.com", map[string]string{"tier": "gold"}
	if err := c.identify(who); err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(o.v.Said()); got != "[name number fields.tier]" {
		t.Errorf("said: %s", got)
	}
	o.v.Number = "+821012345678" // an agent has asked
	if got := fmt.Sprint(o.v.Said()); got != "[name fields.tier]" {
		t.Errorf("after the agent asked: %s", got)
	}
}
