-- +goose Up
-- Chats of channels that are not read here: messages on their way to customers, each written
-- with the message itself, and what channels told, so that it counts once.
-- remote is what the channel calls it; due_at is when it is tried next.
CREATE TABLE chat_outbox (
    room    TEXT   NOT NULL,
    seq     BIGINT NOT NULL,
    channel TEXT   NOT NULL,
    state   TEXT   NOT NULL,
    tries   BIGINT NOT NULL,
    due_at  BIGINT NOT NULL,
    remote  TEXT   NOT NULL,
    code    TEXT   NOT NULL,
    at      BIGINT NOT NULL,
    PRIMARY KEY (room, seq)
);
CREATE INDEX chat_outbox_due ON chat_outbox (channel, due_at, room, seq) WHERE state = 'queued';
CREATE INDEX chat_outbox_remote ON chat_outbox (channel, remote) WHERE remote <> '';
CREATE TABLE chat_came (
    channel TEXT   NOT NULL,
    account TEXT   NOT NULL,
    id      TEXT   NOT NULL,
    at      BIGINT NOT NULL,
    PRIMARY KEY (channel, account, id)
);
CREATE INDEX chat_came_at ON chat_came (at);
