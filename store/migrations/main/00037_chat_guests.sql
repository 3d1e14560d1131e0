-- +goose Up
-- Browsers that opened the chat and never wrote: whoever begins a room is seen again then.
CREATE INDEX chat_visitors_guests ON chat_visitors (seen_at, id) WHERE channel = 'web' AND seen_at = created_at;
