-- +goose Up
-- Who the site says that a visitor is, apart from what people write of them; sealed.
ALTER TABLE chat_visitors ADD COLUMN site_user TEXT NOT NULL DEFAULT '';
