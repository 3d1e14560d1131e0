-- +goose Up
-- How customers found it (만족도), one row a room; comment is sealed. client is how the browser
-- names what it sent: sent again, it is the same.
CREATE TABLE chat_ratings (
    room    TEXT    PRIMARY KEY,
    score   INTEGER NOT NULL,
    comment TEXT    NOT NULL,
    at      BIGINT  NOT NULL,
    client  TEXT    NOT NULL
);
