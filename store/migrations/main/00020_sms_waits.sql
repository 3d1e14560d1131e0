-- +goose Up
-- Since when the first of the batches that have their turn has waited, however often it was
-- tried.
CREATE INDEX sms_batches_since ON sms_batches ((CASE WHEN due_at > 0 AND remote = 0 THEN due_at ELSE created_at END)) WHERE state = 'ready';
