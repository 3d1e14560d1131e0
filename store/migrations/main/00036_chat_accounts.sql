-- +goose Up
-- Ended rooms of one site, or of one number of ours, by start and by end.
CREATE INDEX chat_rooms_over_account ON chat_rooms (account, status, opened_at, id) WHERE is_over = 1;
CREATE INDEX chat_rooms_over_account_end ON chat_rooms (account, status, ended_at, id) WHERE is_over = 1;
