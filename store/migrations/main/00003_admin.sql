-- +goose Up
-- Administration: what people configure beside services, agents and trunks, every
-- change of it with what was before, and log-ins with a second factor.

CREATE TABLE teams (
    id         TEXT   PRIMARY KEY,
    data       TEXT   NOT NULL,
    file_hash  TEXT   NOT NULL DEFAULT '',
    updated_at BIGINT NOT NULL
);
CREATE TABLE hours (
    id         TEXT   PRIMARY KEY,
    data       TEXT   NOT NULL,
    file_hash  TEXT   NOT NULL DEFAULT '',
    updated_at BIGINT NOT NULL
);
CREATE TABLE sounds (
    id         TEXT   PRIMARY KEY,
    data       TEXT   NOT NULL,
    file_hash  TEXT   NOT NULL DEFAULT '',
    updated_at BIGINT NOT NULL
);

-- One row for each change of what is configured. edits is JSON: a list of things
-- with their data before and after. seq is that of its line of the access log.
CREATE TABLE changes (
    id        TEXT   PRIMARY KEY,
    seq       BIGINT NOT NULL UNIQUE,
    at        BIGINT NOT NULL,
    actor     TEXT   NOT NULL,
    role      TEXT   NOT NULL,
    address   TEXT   NOT NULL,
    action    TEXT   NOT NULL,
    target    TEXT   NOT NULL,
    edits     TEXT   NOT NULL,
    undoes    TEXT   NOT NULL DEFAULT '',
    undone_by TEXT   NOT NULL DEFAULT ''
);
CREATE INDEX changes_target ON changes (target, seq);

-- The access log is a chain: the hash of a line covers that of the line before it.
-- Lines from before the chain have seq 0 until the first start that knows it.
ALTER TABLE access_log ADD COLUMN seq BIGINT NOT NULL DEFAULT 0;
ALTER TABLE access_log ADD COLUMN hash TEXT NOT NULL DEFAULT '';
CREATE INDEX access_log_seq ON access_log (seq);
CREATE INDEX access_log_actor ON access_log (actor, at);
CREATE INDEX access_log_action ON access_log (action, at);
CREATE INDEX access_log_target ON access_log (target, at);
CREATE TABLE access_chain (
    id         INTEGER PRIMARY KEY,
    seq        BIGINT  NOT NULL,
    hash       TEXT    NOT NULL,
    first_seq  BIGINT  NOT NULL,
    first_hash TEXT    NOT NULL
);
INSERT INTO access_chain (id, seq, hash, first_seq, first_hash) VALUES (1, 0, '', 0, '');

ALTER TABLE users ADD COLUMN email TEXT NOT NULL DEFAULT '';
ALTER TABLE logins ADD COLUMN active_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE logins ADD COLUMN locked_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE logins ADD COLUMN method TEXT NOT NULL DEFAULT 'password';
ALTER TABLE api_keys ADD COLUMN created_by TEXT NOT NULL DEFAULT '';

-- Second factors (RFC 6238). last_step is the time step of the code used last: a
-- code is good once.
CREATE TABLE second_factors (
    user_id    TEXT   PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    secret     TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    confirmed_at BIGINT NOT NULL DEFAULT 0,
    last_step  BIGINT NOT NULL DEFAULT 0
);
CREATE TABLE recovery_codes (
    user_id   TEXT   NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    code_hash TEXT   NOT NULL,
    used_at   BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (user_id, code_hash)
);

-- Who a person is to a provider of single sign-on.
CREATE TABLE subjects (
    issuer    TEXT   NOT NULL,
    subject   TEXT   NOT NULL,
    user_id   TEXT   NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    linked_at BIGINT NOT NULL,
    PRIMARY KEY (issuer, subject)
);
