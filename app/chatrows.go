package app

import (
	"context"

	"github.com/callfloor/callfloor/chat"
	chatlive "github.com/callfloor/callfloor/chat/live"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/store"
)

// chatRows are the rows of chats as the web has them: who is blocked has no open room then.
type chatRows struct {
	*store.DB
	live *chatlive.Live
}

// ChatBlock implements web.Chats. What is open of the customer ends at once, as by a manager
// (C50): also where an agent got it meanwhile, or where it began since the room ended that the
// block was pressed at.
func (r chatRows) ChatBlock(ctx context.Context, id chat.VisitorID, b *chat.VisitorBlock) error {
	if err := r.DB.ChatBlock(ctx, id, b); err != nil || b == nil {
		return err
	}
	var room chat.Room
	open := false
	if err := r.live.Look(ctx, func(h *chat.House) { room, open = h.RoomOf(id) }); err != nil || !open {
		return err
	}
	_, err := r.live.Do(ctx, chatlive.Act{Command: chat.Block{Room: room.ID, Who: chat.Who{User: b.By}}})
	return err
}

// noOpenChats refuses to take a site away whose customers are still in a room: their browsers
// would be cut off.
func (w *chatWork) noOpenChats(ctx context.Context, site string) error {
	n := 0
	if err := w.live.Look(ctx, func(h *chat.House) {
		for _, status := range chat.Statuses {
			for _, r := range h.Rooms(status) {
				if r.Account == site {
					n++
				}
			}
		}
	}); err != nil {
		return err
	}
	if n > 0 {
		return fault.New(fault.Conflict, "the chat site %q still has %d open chats: close it to new ones, and take it away when they have ended", site, n)
	}
	return nil
}
