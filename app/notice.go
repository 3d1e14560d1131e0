package app

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/callfloor/callfloor/store"
	"github.com/callfloor/callfloor/wallboard"
	"github.com/callfloor/callfloor/web"
)

// settingNotice is the wallboard's notice as JSON: text and place change together.
const settingNotice = "wallboard.notice"

// notices keeps the wallboard's notice: in the database, and on every screen.
type notices struct {
	db   *store.DB
	hub  *wallboard.Hub
	turn sync.Mutex // one change at a time: what is stored last is shown last
	now  atomic.Pointer[web.Notice]
}

// openNotices shows what is stored.
func openNotices(ctx context.Context, db *store.DB, hub *wallboard.Hub) (*notices, error) {
	n := &notices{db: db, hub: hub}
	stored, err := db.Setting(ctx, settingNotice)
	if err != nil {
		return nil, err
	}
	now := web.Notice{Place: "top"}
	if stored != "" {
		if err := json.Unmarshal([]byte(stored), &now); err != nil {
			return nil, fmt.Errorf("the notice in the database is not readable: %w", err)
		}
	}
	return n, n.show(ctx, now)
}

// Notice implements web.Notices.
func (n *notices) Notice() web.Notice { return *n.now.Load() }

// SetNotice implements web.Notices.
func (n *notices) SetNotice(ctx context.Context, next web.Notice) error {
	data, err := json.Marshal(next)
	if err != nil {
		return fmt.Errorf("encode the notice: %w", err)
	}
	n.turn.Lock()
	defer n.turn.Unlock()
	if err := n.db.SetSetting(ctx, settingNotice, string(data)); err != nil {
		return err
	}
	return n.show(context.WithoutCancel(ctx), next)
}

func (n *notices) show(ctx context.Context, next web.Notice) error {
	n.now.Store(&next)
	if err := n.hub.SetNotice(ctx, wallboard.Notice(next)); err != nil {
		return fmt.Errorf("show the notice: %w", err)
	}
	return nil
}
