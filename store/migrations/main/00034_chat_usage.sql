-- +goose Up
-- The service usage log (서비스 이용내역): rooms that were given to another agent by themselves.
CREATE INDEX chat_entries_usage ON chat_entries (at, room, part) WHERE kind = 'assigned' AND how IN ('backlog', 'take_back');
