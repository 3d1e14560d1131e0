package widget

import (
	"context"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/fault"
)

// lookedAgain is how long it takes until what could not be noted is tried again.
const lookedAgain = time.Hour

// looked notes that the visitor has the chat open, once a day however often the page comes back or for
// how long it stands open: who has it open is not forgotten. It is of the goroutine that reads.
func (c *conn) looked() {
	now := acd.At(c.h.opt.Now())
	if now.Sub(c.seen) < chat.SeenEvery {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), actWithin)
	defer cancel()
	c.seen = now
	if c.h.opt.Store.ChatLooked(ctx, c.visitor.ID, now) != nil { // the store counts it
		c.seen = now.Add(lookedAgain - chat.SeenEvery)
	}
}

// gone is an error of reading or writing the visitor. Of one who has been forgotten while the page stood
// open the connection ends: the browser becomes a new visitor and sends again what was not
// acknowledged.
func gone(err error) error {
	if fault.Is(err, fault.NotFound) {
		return closing{closeToken, "the visitor has been forgotten"}
	}
	return err
}
