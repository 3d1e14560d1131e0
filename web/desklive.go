package web

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/gorilla/websocket"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/fault"
)

// The live topic desk is small: each frame is a whole snapshot of two rows, so that
// nothing can be missed and nothing piles up.
const (
	deskPause  = 200 * time.Millisecond // between two frames
	deskAgain  = time.Second            // after the database has failed
	mostDue    = 20
	deskWithin = 5 * time.Second
)

// deskFrame is a frame of the topic desk.
type deskFrame struct {
	Type  string `json:"type"` // snapshot
	Topic string `json:"topic"`
	At    int64  `json:"at"`
	Rows  []any  `json:"rows"`
}

// DeskReservations is the row reservations: the open ones of the own agent.
type DeskReservations struct {
	ID     string                 `json:"id"` // reservations
	Open   int                    `json:"open"`
	Counts desk.ReservationCounts `json:"counts"`
	Due    []DueReservation       `json:"due"` // due now, the oldest first, mostDue at most
}

// DueReservation is a reservation that is due.
type DueReservation struct {
	ID       string               `json:"id"`
	Type     desk.ReservationType `json:"type"`
	Due      int64                `json:"due_at"`
	Reminded int64                `json:"reminded_at,omitempty"` // 0: not yet
	Name     string               `json:"name,omitempty"`
	Number   string               `json:"number"` // masked for everybody
}

// DeskConsultations is the row consultations: what the own agent completed today.
type DeskConsultations struct {
	ID      string `json:"id"` // consultations
	In      int    `json:"in"`
	Out     int    `json:"out"`
	Last    string `json:"last,omitempty"`       // id of the latest
	Updated int64  `json:"updated_at,omitempty"` // when one of the latest was changed last
}

// deskStream is one open desk of an agent.
type deskStream struct {
	s     *Server
	agent string
	hears *desk.Listener
	sent  time.Time // the last frame; zero: none
}

func (s *Server) openDesk(agent string) *deskStream {
	return &deskStream{s: s, agent: agent, hears: s.Feed.Listen(agent)}
}

// Next implements LiveStream.
func (d *deskStream) Next(ctx context.Context) (*websocket.PreparedMessage, error) {
	if !d.sent.IsZero() {
		if err := d.hears.Wait(ctx); err != nil {
			return nil, err
		}
		if err := rest(ctx, time.Until(d.sent.Add(deskPause))); err != nil { // several changes are one frame
			return nil, err
		}
	}
	for {
		m, err := d.frame(ctx)
		if err == nil {
			d.sent = time.Now()
			return m, nil
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		d.s.Log.Error().Err(fault.WithCause(err)).Str("agent", d.agent).Msg("a desk cannot be told what has changed: it is tried again")
		if err := rest(ctx, deskAgain); err != nil {
			return nil, err
		}
	}
}

// Close implements LiveStream.
func (d *deskStream) Close() { d.hears.Close() }

func rest(ctx context.Context, pause time.Duration) error {
	if pause <= 0 {
		return nil
	}
	t := time.NewTimer(pause)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// frame reads how things are now.
func (d *deskStream) frame(ctx context.Context) (*websocket.PreparedMessage, error) {
	ctx, cancel := context.WithTimeout(ctx, deskWithin)
	defer cancel()
	now, own := time.Now(), []string{d.agent}
	counts, err := d.s.Desk.CountReservations(ctx, own, false)
	if err != nil {
		return nil, err
	}
	r := DeskReservations{ID: "reservations", Open: counts.All(), Counts: counts, Due: []DueReservation{}}
	list, _, err := d.s.Desk.Reservations(ctx, desk.ReservationFilter{Agents: own, State: desk.Open, To: now, Limit: mostDue})
	if err != nil {
		return nil, err
	}
	for _, v := range list {
		due := DueReservation{ID: v.ID, Type: v.Type, Due: v.Due.UnixMilli(), Name: v.Name, Number: acd.MaskNumber(v.Number)}
		if v.Reminded != nil {
			due.Reminded = v.Reminded.UnixMilli()
		}
		r.Due = append(r.Due, due)
	}
	from, to := d.s.dayOf(now)
	n, err := d.s.Desk.CountConsultations(ctx, d.agent, from, to)
	if err != nil {
		return nil, err
	}
	k := DeskConsultations{ID: "consultations", In: n.In, Out: n.Out}
	last, _, err := d.s.Desk.Consultations(ctx, desk.ConsultationFilter{Agents: own, From: from, To: to, Limit: mostDue})
	if err != nil {
		return nil, err
	}
	for i, c := range last {
		if i == 0 {
			k.Last = c.ID
		}
		k.Updated = max(k.Updated, c.Updated.UnixMilli())
	}
	data, err := json.Marshal(deskFrame{Type: "snapshot", Topic: "desk", At: now.UnixMilli(), Rows: []any{r, k}})
	if err != nil {
		return nil, fmt.Errorf("encode the desk: %w", err)
	}
	return websocket.NewPreparedMessage(websocket.TextMessage, data)
}
