-- +goose Up
-- What callers hear and choose before they wait.

CREATE TABLE menus (
    id         TEXT   PRIMARY KEY,
    data       TEXT   NOT NULL,
    file_hash  TEXT   NOT NULL DEFAULT '',
    updated_at BIGINT NOT NULL
);
