-- +goose Up
-- What a key of a program may do beside its role, and whose agents a key with the role
-- manager sees; '' is those of the manager with the key's name as log-in. Keys that exist
-- keep what they may do.

ALTER TABLE api_keys ADD COLUMN permissions TEXT NOT NULL DEFAULT '[]';
ALTER TABLE api_keys ADD COLUMN manager TEXT NOT NULL DEFAULT '';
