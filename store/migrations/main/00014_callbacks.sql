-- +goose Up
-- Promises to ring somebody back. number, name, memo, result and voice_key are sealed;
-- tail is what the search by last digits finds a number by. is_open stands beside state, so
-- that giving thousands of them to agents leaves most indexes as they are; there are no
-- more of these than lists need, because PostgreSQL writes each of them anew.

CREATE TABLE callbacks (
    id           TEXT    PRIMARY KEY,
    number       TEXT    NOT NULL,
    tail         BYTEA   NOT NULL,
    service      TEXT    NOT NULL,
    source       TEXT    NOT NULL,
    state        TEXT    NOT NULL,
    is_open      INTEGER NOT NULL,
    agent        TEXT    NOT NULL DEFAULT '',
    distributor  TEXT    NOT NULL DEFAULT '',
    assigned_at  BIGINT  NOT NULL DEFAULT 0,
    name         TEXT    NOT NULL,
    memo         TEXT    NOT NULL,
    customer     TEXT    NOT NULL,
    route        TEXT    NOT NULL,
    wanted_from  BIGINT  NOT NULL,
    wanted_to    BIGINT  NOT NULL,
    due_at       BIGINT  NOT NULL,
    priority     BIGINT  NOT NULL,
    entered_at   BIGINT  NOT NULL,
    voice        TEXT    NOT NULL DEFAULT '',
    voice_key    TEXT    NOT NULL DEFAULT '',
    voice_ms     BIGINT  NOT NULL DEFAULT 0,
    language     TEXT    NOT NULL,
    automatic    INTEGER NOT NULL,
    attempts     INTEGER NOT NULL DEFAULT 0,
    next_at      BIGINT  NOT NULL DEFAULT 0,
    expires_at   BIGINT  NOT NULL,
    answered_at  BIGINT  NOT NULL DEFAULT 0,
    call_id      TEXT    NOT NULL DEFAULT '',
    promised     TEXT    NOT NULL DEFAULT '',
    last_call    TEXT    NOT NULL DEFAULT '',
    last_result  TEXT    NOT NULL DEFAULT '',
    result       TEXT    NOT NULL DEFAULT '',
    result_code  TEXT    NOT NULL DEFAULT '',
    ended_by     TEXT    NOT NULL DEFAULT '',
    ended_at     BIGINT  NOT NULL DEFAULT 0,
    reminded_at  BIGINT  NOT NULL DEFAULT 0,
    day          TEXT    NOT NULL,
    version      BIGINT  NOT NULL,
    created_at   BIGINT  NOT NULL,
    created_by   TEXT    NOT NULL,
    updated_at   BIGINT  NOT NULL
);
-- A number has one open request.
CREATE UNIQUE INDEX callbacks_open ON callbacks (number) WHERE is_open = 1;
CREATE INDEX callbacks_created ON callbacks (created_at, id);
CREATE INDEX callbacks_waiting ON callbacks (created_at, id) WHERE is_open = 1;
CREATE INDEX callbacks_agent ON callbacks (agent, created_at, id);
CREATE INDEX callbacks_desk ON callbacks (agent, due_at, id) WHERE state = 'assigned';
CREATE INDEX callbacks_tail ON callbacks (tail);
CREATE INDEX callbacks_number ON callbacks (number);
CREATE INDEX callbacks_customer ON callbacks (customer) WHERE customer <> '';
CREATE INDEX callbacks_ended ON callbacks (ended_at, id) WHERE ended_at > 0;
CREATE INDEX callbacks_dial ON callbacks (priority, entered_at) WHERE is_open = 1 AND automatic = 1;
CREATE INDEX callbacks_voice ON callbacks (voice) WHERE voice <> '';

CREATE TABLE callback_history (
    callback TEXT   NOT NULL REFERENCES callbacks (id) ON DELETE CASCADE,
    seq      BIGINT NOT NULL,
    at       BIGINT NOT NULL,
    by_whom  TEXT   NOT NULL,
    what     TEXT   NOT NULL,
    detail   TEXT   NOT NULL,
    PRIMARY KEY (callback, seq)
);

CREATE TABLE callback_attempts (
    call_id     TEXT   PRIMARY KEY,
    callback    TEXT   NOT NULL REFERENCES callbacks (id) ON DELETE CASCADE,
    agent       TEXT   NOT NULL,
    by_way      TEXT   NOT NULL,
    at          BIGINT NOT NULL,
    answered_at BIGINT NOT NULL DEFAULT 0,
    ended_at    BIGINT NOT NULL DEFAULT 0,
    result      TEXT   NOT NULL DEFAULT '',
    talk_ms     BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX callback_attempts_callback ON callback_attempts (callback, at);
CREATE INDEX callback_attempts_running ON callback_attempts (ended_at) WHERE ended_at = 0;

-- What was answered to requests that may be sent again.
CREATE TABLE callback_keys (
    id       TEXT    PRIMARY KEY,
    callback TEXT    NOT NULL,
    known    INTEGER NOT NULL,
    body     TEXT    NOT NULL,
    at       BIGINT  NOT NULL
);
CREATE INDEX callback_keys_at ON callback_keys (at);

-- Who asked not to be called. number and reason are sealed.
CREATE TABLE do_not_call (
    id      TEXT   PRIMARY KEY,
    number  TEXT   NOT NULL UNIQUE,
    reason  TEXT   NOT NULL,
    by_whom TEXT   NOT NULL,
    at      BIGINT NOT NULL
);
CREATE INDEX do_not_call_at ON do_not_call (at, id);
