-- +goose Up
-- Who must not be deleted while a dispute goes on, and what of them retention must not
-- delete. held is filled when a hold is set and before retention deletes anything.

CREATE TABLE legal_holds (
    customer TEXT   NOT NULL PRIMARY KEY,
    reason   TEXT   NOT NULL,
    by_whom  TEXT   NOT NULL,
    region   TEXT   NOT NULL,
    at       BIGINT NOT NULL
);

CREATE TABLE held (
    customer TEXT NOT NULL,
    kind     TEXT NOT NULL,
    id       TEXT NOT NULL,
    PRIMARY KEY (kind, id, customer)
);
CREATE INDEX held_customer ON held (customer);
