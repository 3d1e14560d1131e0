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

// The live topic desk is small: each frame is a whole snapshot of its rows, or of those
// of them that have changed, so that nothing can be missed and nothing piles up.
const (
	deskPause  = 200 * time.Millisecond // between two frames
	deskAgain  = time.Second            // after the database has failed
	mostDue    = 20
	mostDrafts = 50
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

// DeskDrafts is the row drafts: which notes the own agent has begun and not saved. What
// they say is asked for with GET /drafts, which leaves a line in the access log.
type DeskDrafts struct {
	ID    string      `json:"id"`    // drafts
	Items []DeskDraft `json:"items"` // newest first, mostDrafts at most
	More  bool        `json:"more,omitempty"`
}

// DeskDraft is a note that is begun and not saved, without what it says.
type DeskDraft struct {
	Call    string `json:"call"`
	Updated int64  `json:"updated_at"`
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
	what := desk.Lists | desk.Drafts
	if !d.sent.IsZero() {
		var err error
		if what, err = d.hears.Wait(ctx); err != nil {
			return nil, err
		}
		if err := rest(ctx, time.Until(d.sent.Add(deskPause))); err != nil { // several changes are one frame
			return nil, err
		}
	}
	for {
		m, err := d.frame(ctx, what)
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

// frame reads how things of which something has changed are now.
func (d *deskStream) frame(ctx context.Context, what desk.What) (*websocket.PreparedMessage, error) {
	ctx, cancel := context.WithTimeout(ctx, deskWithin)
	defer cancel()
	now, rows := time.Now(), []any{}
	if what&desk.Lists != 0 {
		lists, err := d.lists(ctx, now)
		if err != nil {
			return nil, err
		}
		rows = append(rows, lists...)
	}
	if what&desk.Drafts != 0 {
		drafts, err := d.drafts(ctx)
		if err != nil {
			return nil, err
		}
		rows = append(rows, drafts)
	}
	data, err := json.Marshal(deskFrame{Type: "snapshot", Topic: "desk", At: now.UnixMilli(), Rows: rows})
	if err != nil {
		return nil, fmt.Errorf("encode the desk: %w", err)
	}
	return websocket.NewPreparedMessage(websocket.TextMessage, data)
}

// drafts reads which notes are begun and not saved.
func (d *deskStream) drafts(ctx context.Context) (DeskDrafts, error) {
	row := DeskDrafts{ID: "drafts", Items: []DeskDraft{}}
	list, err := d.s.Desk.Drafts(ctx, d.agent, mostDrafts+1)
	row.More = len(list) > mostDrafts
	for _, one := range list[:min(len(list), mostDrafts)] {
		row.Items = append(row.Items, DeskDraft{Call: one.Call, Updated: one.Draft.Updated.UnixMilli()})
	}
	return row, err
}

// lists reads reservations and consultations.
func (d *deskStream) lists(ctx context.Context, now time.Time) ([]any, error) {
	own := []string{d.agent}
	counts, err := d.s.Desk.CountReservations(ctx, own, false, d.s.callbacksUsed())
	if err != nil {
		return nil, err
	}
	r := DeskReservations{ID: "reservations", Open: counts.All(), Counts: counts, Due: []DueReservation{}}
	list, _, err := d.s.Desk.Reservations(ctx, desk.ReservationFilter{Agents: own, State: desk.Open, To: now, Requests: d.s.callbacksUsed(), Limit: mostDue})
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
	return []any{r, k}, nil
}
