package store

import (
	"context"
	"strings"

	"github.com/callfloor/callfloor/acd"
)

// settingAutoComplete is where it is kept that an agent does not want auto-complete.
const settingAutoComplete = "chat_agent.auto_complete."

// ChatSetAutoComplete notes whether an agent is offered templates while writing (자동완성사용).
func (db *DB) ChatSetAutoComplete(ctx context.Context, agent acd.AgentID, on bool) error {
	value := "off"
	if on {
		value = "on"
	}
	return db.SetSetting(ctx, settingAutoComplete+string(agent), value)
}

// ChatNoAutoComplete returns the agents who do not want auto-complete; others have it.
func (db *DB) ChatNoAutoComplete(ctx context.Context) (map[acd.AgentID]bool, error) {
	kept, err := db.SettingsOf(ctx, settingAutoComplete)
	if err != nil {
		return nil, err
	}
	off := map[acd.AgentID]bool{}
	for name, value := range kept {
		if value == "off" {
			off[acd.AgentID(strings.TrimPrefix(name, settingAutoComplete))] = true
		}
	}
	return off, nil
}
