-- +goose Up
CREATE TABLE journal_batches (
    first_lsn BIGINT PRIMARY KEY,
    epoch     BIGINT NOT NULL,
    commands  BIGINT NOT NULL,
    last_at   BIGINT NOT NULL,
    records   TEXT   NOT NULL
);
CREATE TABLE journal_snapshots (
    lsn   BIGINT PRIMARY KEY,
    seq   BIGINT NOT NULL,
    epoch BIGINT NOT NULL,
    at    BIGINT NOT NULL,
    state TEXT   NOT NULL
);
CREATE TABLE journal_skips (
    lsn BIGINT PRIMARY KEY,
    why TEXT   NOT NULL
);
