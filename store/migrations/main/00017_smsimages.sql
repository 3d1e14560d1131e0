-- +goose Up
-- When something last used an image: one that nothing uses any more is kept a day longer, so
-- that the change of a template can be taken back.

ALTER TABLE sms_images ADD COLUMN used_at BIGINT NOT NULL DEFAULT 0;
