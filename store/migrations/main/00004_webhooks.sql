-- +goose Up
-- Events that are posted to other programs: to whom, and what is on its way. The one
-- row of webhook_place is how far the floor's events have been taken.

CREATE TABLE webhooks (
    id         TEXT    PRIMARY KEY,
    url        TEXT    NOT NULL,
    secret     TEXT    NOT NULL,
    types      TEXT    NOT NULL,
    masked     INTEGER NOT NULL,
    active     INTEGER NOT NULL,
    created_at BIGINT  NOT NULL,
    created_by TEXT    NOT NULL
);
CREATE TABLE webhook_deliveries (
    hook     TEXT    NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
    event_id TEXT    NOT NULL,
    type     TEXT    NOT NULL,
    at       BIGINT  NOT NULL,
    body     TEXT    NOT NULL,
    state    TEXT    NOT NULL,
    attempts INTEGER NOT NULL,
    next_at  BIGINT  NOT NULL,
    status   INTEGER NOT NULL,
    error    TEXT    NOT NULL,
    PRIMARY KEY (hook, event_id)
);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (hook, state, next_at, at);
CREATE INDEX webhook_deliveries_at ON webhook_deliveries (at);
CREATE TABLE webhook_place (
    id  INTEGER PRIMARY KEY,
    seq BIGINT  NOT NULL
);

