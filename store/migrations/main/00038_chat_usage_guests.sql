-- +goose Up
-- The service usage log of some agents: few of its lines may be theirs.
CREATE INDEX chat_entries_usage_agent ON chat_entries (given, at, room, part) WHERE kind = 'assigned' AND how IN ('backlog', 'take_back');

-- guest: a browser that never began a room. It is seen when it opens the chat, too.
ALTER TABLE chat_visitors ADD COLUMN guest INTEGER NOT NULL DEFAULT 0;
UPDATE chat_visitors SET guest = 1 WHERE channel = 'web' AND seen_at = created_at;
DROP INDEX chat_visitors_guests;
CREATE INDEX chat_visitors_guests ON chat_visitors (seen_at, id) WHERE guest = 1;
