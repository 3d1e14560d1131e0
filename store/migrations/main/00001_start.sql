-- +goose Up
-- Times are milliseconds since the Unix epoch, durations milliseconds, flags 0 or 1.

CREATE TABLE settings (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

-- Services, agents and trunks. data is JSON; file_hash tells the version of the
-- configuration file that was applied last, '' when it never named the row.
CREATE TABLE services (
    id         TEXT   PRIMARY KEY,
    data       TEXT   NOT NULL,
    file_hash  TEXT   NOT NULL DEFAULT '',
    updated_at BIGINT NOT NULL
);
CREATE TABLE agents (
    id         TEXT   PRIMARY KEY,
    data       TEXT   NOT NULL,
    file_hash  TEXT   NOT NULL DEFAULT '',
    updated_at BIGINT NOT NULL
);
CREATE TABLE trunks (
    id         TEXT   PRIMARY KEY,
    data       TEXT   NOT NULL,
    file_hash  TEXT   NOT NULL DEFAULT '',
    updated_at BIGINT NOT NULL
);

CREATE TABLE users (
    id            TEXT   PRIMARY KEY,
    login         TEXT   NOT NULL UNIQUE,
    name          TEXT   NOT NULL,
    role          TEXT   NOT NULL,
    permissions   TEXT   NOT NULL DEFAULT '[]',
    agent_id      TEXT   NOT NULL DEFAULT '',
    language      TEXT   NOT NULL DEFAULT 'ko',
    password_hash TEXT   NOT NULL,
    disabled      INTEGER NOT NULL DEFAULT 0,
    created_at    BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL
);
CREATE TABLE logins (
    token_hash TEXT   PRIMARY KEY,
    user_id    TEXT   NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    seen_at    BIGINT NOT NULL,
    address    TEXT   NOT NULL,
    client     TEXT   NOT NULL
);
CREATE INDEX logins_user ON logins (user_id);
CREATE TABLE api_keys (
    id         TEXT   PRIMARY KEY,
    name       TEXT   NOT NULL,
    key_hash   TEXT   NOT NULL UNIQUE,
    role       TEXT   NOT NULL,
    from_file  INTEGER NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    revoked_at BIGINT NOT NULL DEFAULT 0
);
CREATE TABLE display_tokens (
    id         TEXT   PRIMARY KEY,
    name       TEXT   NOT NULL,
    token_hash TEXT   NOT NULL UNIQUE,
    services   TEXT   NOT NULL DEFAULT '[]',
    created_by TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    revoked_at BIGINT NOT NULL DEFAULT 0
);
CREATE TABLE access_log (
    id      TEXT   PRIMARY KEY,
    at      BIGINT NOT NULL,
    actor   TEXT   NOT NULL,
    role    TEXT   NOT NULL,
    address TEXT   NOT NULL,
    action  TEXT   NOT NULL,
    target  TEXT   NOT NULL,
    detail  TEXT   NOT NULL
);
CREATE INDEX access_log_at ON access_log (at);

-- One row for each call that ended.
CREATE TABLE calls (
    id          TEXT   PRIMARY KEY,
    direction   TEXT   NOT NULL,
    started_at  BIGINT NOT NULL,
    answered_at BIGINT NOT NULL DEFAULT 0,
    ended_at    BIGINT NOT NULL,
    day         TEXT   NOT NULL,
    service     TEXT   NOT NULL,
    agent       TEXT   NOT NULL DEFAULT '',
    caller      TEXT   NOT NULL,
    called      TEXT   NOT NULL,
    outcome     TEXT   NOT NULL,
    ended_by    TEXT   NOT NULL,
    cause       TEXT   NOT NULL,
    wait_ms     BIGINT NOT NULL,
    talk_ms     BIGINT NOT NULL,
    hold_ms     BIGINT NOT NULL
);
CREATE INDEX calls_started ON calls (started_at, id);
CREATE INDEX calls_day ON calls (day);

-- One row for each part of a call: queue, refused, ring, talk, hold, wrap_up.
-- seq is the number of the event that began the part.
CREATE TABLE segments (
    call_id    TEXT   NOT NULL,
    seq        BIGINT NOT NULL,
    kind       TEXT   NOT NULL,
    service    TEXT   NOT NULL,
    agent      TEXT   NOT NULL DEFAULT '',
    day        TEXT   NOT NULL DEFAULT '',
    started_at BIGINT NOT NULL,
    ended_at   BIGINT NOT NULL,
    result     TEXT   NOT NULL,
    in_level   INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (call_id, seq)
);
CREATE INDEX segments_day ON segments (day, kind, service);

-- One row for each interval an agent spent in a state.
CREATE TABLE agent_intervals (
    seq        BIGINT PRIMARY KEY,
    agent      TEXT   NOT NULL,
    state      TEXT   NOT NULL,
    reason     TEXT   NOT NULL,
    started_at BIGINT NOT NULL,
    ended_at   BIGINT NOT NULL,
    call_id    TEXT   NOT NULL DEFAULT '',
    service    TEXT   NOT NULL DEFAULT ''
);
CREATE INDEX agent_intervals_agent ON agent_intervals (agent, started_at);
CREATE INDEX agent_intervals_started ON agent_intervals (started_at);

-- What each leg of a call sounded like.
CREATE TABLE call_legs (
    call_id  TEXT NOT NULL,
    leg      TEXT NOT NULL,
    role     TEXT NOT NULL,
    data     TEXT NOT NULL,
    ended_at BIGINT NOT NULL,
    PRIMARY KEY (call_id, leg)
);

-- How far the rows above have followed the events, and the calls then open.
CREATE TABLE row_checkpoint (
    id    INTEGER PRIMARY KEY,
    seq   BIGINT NOT NULL,
    state TEXT   NOT NULL
);
