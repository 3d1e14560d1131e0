package web

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/gorilla/websocket"

	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/fault"
)

// The live topic reservations tells managers that what GET /reservations lists for them
// has changed: when, and nothing of what. Who hears it asks again, under the one rule of
// whose reservations a manager sees.
const reservedPause = time.Second // between two frames: a list is more than a desk's two rows

// ReservedRow is the row reservations of that topic.
type ReservedRow struct {
	ID      string `json:"id"` // reservations
	Changed int64  `json:"changed_at"`
}

// reservedStream is one open list of a manager.
type reservedStream struct {
	s     *Server
	hears *desk.Watcher
	sent  time.Time // the last frame; zero: none
}

func (s *Server) openReserved() *reservedStream {
	return &reservedStream{s: s, hears: s.Feed.Watch()}
}

// Next implements LiveStream.
func (r *reservedStream) Next(ctx context.Context) (*websocket.PreparedMessage, error) {
	for !r.sent.IsZero() {
		agents, err := r.hears.Wait(ctx)
		if err != nil {
			return nil, err
		}
		if !r.s.seesReserved(ctx, agents) {
			continue
		}
		if err := rest(ctx, time.Until(r.sent.Add(reservedPause))); err != nil { // several changes are one frame
			return nil, err
		}
		break
	}
	r.sent = time.Now()
	at := r.sent.UnixMilli()
	data, err := json.Marshal(deskFrame{Type: "snapshot", Topic: "reservations", At: at, Rows: []any{ReservedRow{ID: "reservations", Changed: at}}})
	if err != nil {
		return nil, fmt.Errorf("encode that reservations have changed: %w", err)
	}
	return websocket.NewPreparedMessage(websocket.TextMessage, data)
}

// Close implements LiveStream.
func (r *reservedStream) Close() { r.hears.Close() }

// seesReserved reports whether a manager sees the reservations of any of some agents, as
// listReservations has it. Where that cannot be told it is said that something changed:
// asking again shows no more than may be seen.
func (s *Server) seesReserved(ctx context.Context, agents []string) bool {
	if slices.Contains(agents, "") {
		return true
	}
	own, err := s.agentNames(ctx)
	if err != nil {
		s.Log.Error().Err(fault.WithCause(err)).Msg("it cannot be told whose reservations a manager sees: the list is loaded again")
		return true
	}
	return own == nil || slices.ContainsFunc(agents, func(a string) bool { return slices.Contains(own, a) })
}
