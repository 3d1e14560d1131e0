package web

import (
	"context"
	"errors"
	"time"

	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/chat/live"
	"github.com/callfloor/callfloor/fault"
)

// chatWithin bounds how long a request waits for the owner of rooms, who waits for the database
// (F-13).
const chatWithin = 5 * time.Second

// doRooms has acts done by the owner of rooms, within chatWithin. After fault.Overloaded they may
// be done or not: asked again it is the same.
func (s *Server) doRooms(ctx context.Context, acts ...live.Act) (res live.Result, err error) {
	err = inTime(ctx, func(ctx context.Context) (err error) {
		res, err = s.Rooms.Do(ctx, acts...)
		return err
	})
	return res, err
}

// lookRooms lets fn look at the House, as live.Live does, within chatWithin.
func (s *Server) lookRooms(ctx context.Context, fn func(*chat.House)) error {
	return inTime(ctx, func(ctx context.Context) error { return s.Rooms.Look(ctx, fn) })
}

// inTime does what waits for the owner of rooms: where that takes too long it is fault.Overloaded.
func inTime(ctx context.Context, do func(context.Context) error) error {
	within, cancel := context.WithTimeout(ctx, chatWithin)
	defer cancel()
	err := do(within)
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		return &fault.Error{Code: fault.Overloaded, Message: "chats do not answer: try again in some seconds", Err: err}
	}
	return err
}
