-- +goose Up
-- The service usage log of some agents: few of its lines may be theirs.
CREATE INDEX chat_entries_usage_agent ON chat_entries (given, at, room, part) WHERE kind = 'assigned' AND how IN ('backlog', 'take_back');
