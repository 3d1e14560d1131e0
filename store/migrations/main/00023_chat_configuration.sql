-- +goose Up
-- What chats are about, and the sites where they begin.

CREATE TABLE chat_topics (
    id         TEXT   PRIMARY KEY,
    data       TEXT   NOT NULL,
    file_hash  TEXT   NOT NULL DEFAULT '',
    updated_at BIGINT NOT NULL
);

CREATE TABLE chat_sites (
    id         TEXT   PRIMARY KEY,
    data       TEXT   NOT NULL,
    file_hash  TEXT   NOT NULL DEFAULT '',
    updated_at BIGINT NOT NULL
);
