-- +goose Up
-- Some kinds may not have their turn: batches of others are found without reading those.
DROP INDEX sms_batches_turn;
CREATE INDEX sms_batches_turn ON sms_batches (state, priority, next_at, id, kind, size);
