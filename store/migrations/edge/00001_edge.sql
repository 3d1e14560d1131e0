-- +goose Up
-- What the SIP edge needs after a restart.
CREATE TABLE registrations (
    id         TEXT   PRIMARY KEY,
    agent_id   TEXT   NOT NULL,
    data       TEXT   NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE TABLE dialogs (
    id         TEXT   PRIMARY KEY,
    data       TEXT   NOT NULL,
    updated_at BIGINT NOT NULL
);
