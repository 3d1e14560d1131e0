-- +goose Up
-- The number outside that a part of a call went to; '' where there is none.

ALTER TABLE segments ADD COLUMN number TEXT NOT NULL DEFAULT '';
CREATE INDEX segments_number ON segments (number, call_id, seq) WHERE number <> '';
