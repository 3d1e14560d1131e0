package web

import (
	"context"

	"github.com/callfloor/callfloor/desk"
)

// reblock lets the telephone side know of a change of the blacklist.
func (s *Server) reblock(ctx context.Context) error {
	if s.Reblock == nil {
		return nil
	}
	return s.Reblock(ctx)
}

// BarredMessage is what callers on the blacklist hear whose effect is message.
type BarredMessage struct {
	Own  bool     `json:"own" doc:"the sound of the setting calls.blacklist_sound"`
	Tone []string `json:"tone" doc:"services whose callers hear a tone alone, for want of that sound and of a closed announcement" example:"[\"orders\"]"`
}

func (s *Server) barredMessage(context.Context, *struct{}) (*struct{ Body BarredMessage }, error) {
	out := BarredMessage{Tone: []string{}}
	if s.Barred != nil {
		out = s.Barred()
	}
	return &struct{ Body BarredMessage }{out}, nil
}

// BlacklistInput is what people write when they blacklist.
type BlacklistInput struct {
	Effect desk.Effect `json:"effect" enum:"message,low_priority,refuse" doc:"message: the announcement of calls.blacklist_sound, else the service's closed one, else a tone, then the call ends; low_priority: the call waits behind every other; refuse: the call is refused (603)"`
	Reason string      `json:"reason" minLength:"1" maxLength:"200" example:"폭언"`
	Memo   string      `json:"memo,omitempty" maxLength:"2000"`
}

func (s *Server) putBlacklist(ctx context.Context, in *struct {
	CustomerPath
	Body BlacklistInput
}) (*customerOut, error) {
	b := desk.Blacklist{Effect: in.Body.Effect, Reason: in.Body.Reason, Memo: in.Body.Memo}
	if err := b.Clean(); err != nil {
		return nil, fields(err)
	}
	return s.blacklist(ctx, in.ID, &b, "", "customer_blacklisted", string(b.Effect))
}

// unblacklist takes the memo in the body: proxies log addresses, and a memo is about
// somebody.
func (s *Server) unblacklist(ctx context.Context, in *struct {
	CustomerPath
	Body struct {
		Memo string `json:"memo,omitempty" maxLength:"2000" doc:"why, for the memos" example:"사과하고 다시 거래함"`
	}
}) (*customerOut, error) {
	return s.blacklist(ctx, in.ID, nil, in.Body.Memo, "customer_unblacklisted", "")
}

func (s *Server) blacklist(ctx context.Context, id string, b *desk.Blacklist, memo, action, detail string) (*customerOut, error) {
	if err := s.logAccess(ctx, action, "customer:"+id, detail); err != nil {
		return nil, err
	}
	if err := s.Desk.SetBlacklist(ctx, id, b, memo, who(ctx).Actor()); err != nil {
		return nil, err
	}
	if err := s.reblock(ctx); err != nil {
		return nil, err
	}
	c, err := s.Desk.Customer(ctx, id)
	if err != nil {
		return nil, err
	}
	return s.customerAnswer(ctx, c), nil
}

// MemoPage is one page of memos.
type MemoPage struct {
	Items []desk.Memo `json:"items"`
	Next  string      `json:"next,omitempty"`
}

func (s *Server) memos(ctx context.Context, in *struct {
	CustomerPath
	Page
}) (*struct{ Body MemoPage }, error) {
	if _, err := s.Desk.Customer(ctx, in.ID); err != nil {
		return nil, err
	}
	list, next, err := s.Desk.Memos(ctx, in.ID, in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	var actors []string
	for _, m := range list {
		actors = append(actors, m.By)
	}
	names := s.actorNames(ctx, actors...)
	for i, m := range list {
		list[i].ByName = names[m.By]
	}
	return &struct{ Body MemoPage }{MemoPage{Items: list, Next: next}}, s.logAccess(ctx, "customer_viewed", "customer:"+in.ID, "memos")
}
