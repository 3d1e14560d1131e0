package widget

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/fault"
)

// rate says of a room whether its customer is asked how it was: no, may, or done.
func (c *conn) rate(r chat.Room) string {
	if !r.Status.Over() {
		return "no"
	}
	ctx, cancel := context.WithTimeout(context.Background(), actWithin)
	defer cancel()
	list, err := c.h.opt.Store.ChatRatings(ctx, []chat.RoomID{r.ID})
	if err != nil {
		c.h.opt.Log.Error().Err(err).Msg("chat: it is not known whether a room was rated")
		return "no"
	}
	if _, done := list[r.ID]; done {
		return "done"
	}
	if site, ok := c.h.opt.Centre.Site(c.site); !ok || !site.Rates || !r.MayRate(acd.At(c.h.opt.Now())) {
		return "no"
	}
	return "may"
}

// rated keeps how a customer found a room of theirs, once and before it is acknowledged.
func (c *conn) rated(ctx context.Context, f in, ack acknowledged) (acknowledged, error) {
	comment := strings.TrimSpace(clean(f.Comment))
	if f.Score < chat.LowestScore || f.Score > chat.HighestScore || utf8.RuneCountInString(comment) > chat.MostComment {
		return ack, refusal{code: "malformed"}
	}
	r, err := c.h.opt.Store.ChatRoom(ctx, f.Room)
	if fault.Is(err, fault.NotFound) || err == nil && r.Visitor != c.visitor.ID {
		return ack, refusal{code: "over"}
	}
	if err != nil {
		return ack, err
	}
	mine := chat.Rating{Room: r.ID, Score: f.Score, Comment: comment, At: acd.At(c.h.opt.Now()), Client: f.Client}
	switch c.rate(r) {
	case "no":
		return ack, refusal{code: "over"}
	case "may":
		if mine, err = c.h.opt.Store.ChatRate(ctx, mine); err != nil {
			return ack, err
		}
	case "done":
		list, err := c.h.opt.Store.ChatRatings(ctx, []chat.RoomID{r.ID})
		if err != nil {
			return ack, err
		}
		mine = list[r.ID]
	}
	if mine.Client != f.Client {
		return ack, refusal{code: "unchanged"} // from another page of the same customer
	}
	ack.At = mine.At
	return ack, nil
}
