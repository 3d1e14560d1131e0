-- +goose Up
-- What agents know and write down at their desks. Numbers are E.164. Keys that are
-- searched by their beginning are bytes, so that both databases order them alike.

CREATE TABLE customers (
    id         TEXT   PRIMARY KEY,
    name       TEXT   NOT NULL,
    name_key   BYTEA  NOT NULL,
    initials   BYTEA  NOT NULL,
    email      TEXT   NOT NULL DEFAULT '',
    birth_date TEXT   NOT NULL DEFAULT '',
    claim      TEXT   NOT NULL DEFAULT '',
    memo       TEXT   NOT NULL DEFAULT '',
    fields     TEXT   NOT NULL DEFAULT '{}',
    version    BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT   NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT   NOT NULL
);
CREATE INDEX customers_name ON customers (name_key, id);
CREATE INDEX customers_initials ON customers (initials, id, name_key);

-- reversed is the number's digits from the last: found by its last digits.
CREATE TABLE customer_phones (
    customer TEXT    NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    number   TEXT    NOT NULL,
    reversed BYTEA   NOT NULL,
    label    TEXT    NOT NULL DEFAULT '',
    PRIMARY KEY (customer, position)
);
CREATE INDEX customer_phones_number ON customer_phones (number, customer);
CREATE INDEX customer_phones_reversed ON customer_phones (reversed, customer);

CREATE TABLE blacklist (
    customer TEXT   PRIMARY KEY REFERENCES customers (id) ON DELETE CASCADE,
    effect   TEXT   NOT NULL,
    reason   TEXT   NOT NULL,
    memo     TEXT   NOT NULL,
    by_whom  TEXT   NOT NULL,
    at       BIGINT NOT NULL
);
CREATE TABLE customer_memos (
    id       TEXT   PRIMARY KEY,
    customer TEXT   NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    kind     TEXT   NOT NULL,
    effect   TEXT   NOT NULL DEFAULT '',
    reason   TEXT   NOT NULL DEFAULT '',
    memo     TEXT   NOT NULL DEFAULT '',
    by_whom  TEXT   NOT NULL,
    at       BIGINT NOT NULL
);
CREATE INDEX customer_memos_customer ON customer_memos (customer, at, id);

-- One ticket for each call that was offered to an agent or dialled by one, numbered
-- day by day.
CREATE TABLE ticket_days (
    day  TEXT   PRIMARY KEY,
    last BIGINT NOT NULL
);
CREATE TABLE tickets (
    call_id    TEXT   PRIMARY KEY,
    ticket     TEXT   NOT NULL UNIQUE,
    service    TEXT   NOT NULL,
    channel    TEXT   NOT NULL,
    number     TEXT   NOT NULL,
    customer   TEXT   NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL
);
CREATE INDEX tickets_created ON tickets (created_at);
CREATE INDEX tickets_customer ON tickets (customer) WHERE customer <> '';
CREATE INDEX tickets_number ON tickets (number);

-- What each agent had to do with a call; answered_at 0: offered only.
CREATE TABLE ticket_parts (
    call_id     TEXT   NOT NULL,
    agent       TEXT   NOT NULL,
    answered_at BIGINT NOT NULL DEFAULT 0,
    seq         BIGINT NOT NULL,
    PRIMARY KEY (call_id, agent)
);

CREATE TABLE drafts (
    call_id    TEXT   NOT NULL,
    agent      TEXT   NOT NULL,
    data       TEXT   NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (call_id, agent)
);
CREATE INDEX drafts_updated ON drafts (updated_at);

-- The note of one agent about one call, saved after its end.
CREATE TABLE consultations (
    id               TEXT   PRIMARY KEY,
    call_id          TEXT   NOT NULL,
    agent            TEXT   NOT NULL,
    ticket           TEXT   NOT NULL,
    service          TEXT   NOT NULL,
    channel          TEXT   NOT NULL,
    customer         TEXT   NOT NULL,
    number           TEXT   NOT NULL,
    disposition      TEXT   NOT NULL,
    disposition_name TEXT   NOT NULL,
    note             TEXT   NOT NULL,
    fields           TEXT   NOT NULL,
    version          BIGINT NOT NULL,
    saved_at         BIGINT NOT NULL,
    updated_at       BIGINT NOT NULL,
    written_by       TEXT   NOT NULL,
    UNIQUE (call_id, agent)
);
CREATE INDEX consultations_agent ON consultations (agent, saved_at, id);
CREATE INDEX consultations_customer ON consultations (customer, saved_at, id) WHERE customer <> '';
CREATE INDEX consultations_number ON consultations (number, saved_at, id) WHERE number <> '';
CREATE INDEX consultations_saved ON consultations (saved_at, id);
CREATE INDEX consultations_ticket ON consultations (ticket);

CREATE TABLE consultation_revisions (
    consultation TEXT   NOT NULL,
    version      BIGINT NOT NULL,
    data         TEXT   NOT NULL,
    by_whom      TEXT   NOT NULL,
    at           BIGINT NOT NULL,
    PRIMARY KEY (consultation, version)
);

-- Forms and dispositions by service; '' is for every service without its own.
CREATE TABLE forms (
    service TEXT   PRIMARY KEY,
    data    TEXT   NOT NULL,
    version BIGINT NOT NULL
);
CREATE TABLE dispositions (
    service TEXT   PRIMARY KEY,
    data    TEXT   NOT NULL,
    version BIGINT NOT NULL
);

CREATE TABLE templates (
    id         TEXT   PRIMARY KEY,
    service    TEXT   NOT NULL,
    question   TEXT   NOT NULL,
    answer     TEXT   NOT NULL,
    keywords   TEXT   NOT NULL,
    sort_key   BYTEA  NOT NULL,
    searched   TEXT   NOT NULL,
    version    BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX templates_sorted ON templates (sort_key, id);

CREATE TABLE reservations (
    id          TEXT   PRIMARY KEY,
    type        TEXT   NOT NULL,
    state       TEXT   NOT NULL,
    agent       TEXT   NOT NULL,
    due_at      BIGINT NOT NULL,
    number      TEXT   NOT NULL,
    customer    TEXT   NOT NULL,
    name        TEXT   NOT NULL,
    service     TEXT   NOT NULL,
    call_id     TEXT   NOT NULL,
    memo        TEXT   NOT NULL,
    result      TEXT   NOT NULL DEFAULT '',
    result_call TEXT   NOT NULL DEFAULT '',
    reminded_at BIGINT NOT NULL DEFAULT 0,
    version     BIGINT NOT NULL,
    created_at  BIGINT NOT NULL,
    created_by  TEXT   NOT NULL,
    updated_at  BIGINT NOT NULL
);
CREATE INDEX reservations_agent ON reservations (agent, state, due_at, id);
CREATE INDEX reservations_due ON reservations (state, due_at, id);
CREATE INDEX reservations_all ON reservations (due_at, id);
CREATE INDEX reservations_customer ON reservations (customer) WHERE customer <> '';
CREATE INDEX reservations_number ON reservations (number) WHERE number <> '';

CREATE TABLE reservation_history (
    reservation TEXT   NOT NULL REFERENCES reservations (id) ON DELETE CASCADE,
    seq         BIGINT NOT NULL,
    at          BIGINT NOT NULL,
    by_whom     TEXT   NOT NULL,
    what        TEXT   NOT NULL,
    detail      TEXT   NOT NULL,
    PRIMARY KEY (reservation, seq)
);

-- Calls of somebody whose data must go are found by their numbers.
CREATE INDEX calls_caller ON calls (caller) WHERE direction = 'in';
CREATE INDEX calls_called ON calls (called) WHERE direction = 'out';
