-- +goose Up
-- The call that a delivery tells of: with a person go the deliveries of their calls.

ALTER TABLE webhook_deliveries ADD COLUMN call_id TEXT NOT NULL DEFAULT '';
CREATE INDEX webhook_deliveries_call ON webhook_deliveries (call_id);
