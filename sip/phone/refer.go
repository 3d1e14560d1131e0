package phone

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"github.com/emiago/sipgo/sip"
)

// Refer gives the call to a number by REFER (RFC 3515) and waits for its answer; how it
// went is in Referred.
func (c *Call) Refer(ctx context.Context, number string) error {
	return c.refer(ctx, fmt.Sprintf("<sip:%s@%s>", number, c.phone.account.Domain))
}

// ReferTo gives the other side of the call to that of another call of the same phone
// (RFC 5589 section 7).
func (c *Call) ReferTo(ctx context.Context, other *Call) error {
	c.bank.lock()
	v := fmt.Sprintf("%s;to-tag=%s;from-tag=%s", other.id, other.peerTag, other.tag)
	target := other.target
	c.bank.unlock()
	target, _, _ = strings.Cut(target, ";")
	return c.refer(ctx, "<"+target+"?Replaces="+url.QueryEscape(v)+">")
}

func (c *Call) refer(ctx context.Context, to string) error {
	result := make(chan error, 1)
	c.bank.lock()
	if c.state == Ended {
		c.bank.unlock()
		return ErrEnded
	}
	c.phone.transact(&request{
		method: sip.REFER, uri: c.target, to: c.dest, seq: &c.seq, headers: append(c.dialogHeaders(), "Refer-To: "+to),
		done: func(res *sip.Response) {
			switch {
			case res == nil:
				result <- &StatusError{"REFER", 0}
			case res.StatusCode >= 300:
				result <- &StatusError{"REFER", res.StatusCode}
			case res.StatusCode >= 200:
				result <- nil
			}
		},
	})
	c.bank.unlock()
	return await(ctx, result)
}

// notified takes what a NOTIFY tells: how a REFER goes, or that the call that rings is
// to be answered (Event: talk).
func (c *Call) notified(req *sip.Request) {
	event := ""
	if h := req.GetHeader("Event"); h != nil {
		event = h.Value()
	}
	switch {
	case event == "talk" && !c.outgoing && c.state < Talking:
		c.answer()
	case strings.HasPrefix(event, "refer"):
		line, _, _ := strings.Cut(string(req.Body()), "\r\n")
		c.referred = append(c.referred, line)
		c.notify()
	}
}

// Referred returns the status lines that came for REFERs, oldest first.
func (c *Call) Referred() []string {
	c.bank.lock()
	defer c.bank.unlock()
	return append([]string(nil), c.referred...)
}
