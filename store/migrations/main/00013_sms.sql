-- +goose Up
-- Text messages: what was sent and what became of it, templates, who refuses messages, and
-- what customers wrote. Numbers of customers are sealed as everywhere, and what was written
-- to them and by them. The centre's own numbers (sender, ours) are not: they are public.

-- How far something is, by name. The row "sends" is written first by every send, so that
-- two at a time are counted one after the other.
CREATE TABLE sms_places (
    name  TEXT   PRIMARY KEY,
    value BIGINT NOT NULL
);
INSERT INTO sms_places (name, value) VALUES ('sends', 0);

CREATE TABLE sms_categories (
    id       TEXT    PRIMARY KEY,
    parent   TEXT    NOT NULL,
    name     TEXT    NOT NULL,
    used     INTEGER NOT NULL,
    editable INTEGER NOT NULL,
    sort_key BYTEA   NOT NULL,
    version  BIGINT  NOT NULL
);
CREATE TABLE sms_templates (
    id          TEXT    PRIMARY KEY,
    category    TEXT    NOT NULL,
    name        TEXT    NOT NULL,
    description TEXT    NOT NULL,
    kind        TEXT    NOT NULL,
    sender      TEXT    NOT NULL,
    title       TEXT    NOT NULL,
    body        TEXT    NOT NULL,
    images      TEXT    NOT NULL,
    ad          INTEGER NOT NULL,
    used        INTEGER NOT NULL,
    editable    INTEGER NOT NULL,
    sort_key    BYTEA   NOT NULL,
    version     BIGINT  NOT NULL,
    updated_at  BIGINT  NOT NULL,
    updated_by  TEXT    NOT NULL
);
CREATE INDEX sms_templates_category ON sms_templates (category, sort_key, id);

-- owner is "template:ID" or "send:ID".
CREATE TABLE sms_images (
    id         TEXT    PRIMARY KEY,
    name       TEXT    NOT NULL,
    data       TEXT    NOT NULL,
    bytes      INTEGER NOT NULL,
    width      INTEGER NOT NULL,
    height     INTEGER NOT NULL,
    created_at BIGINT  NOT NULL,
    created_by TEXT    NOT NULL
);
CREATE INDEX sms_images_created ON sms_images (created_at);
CREATE TABLE sms_image_uses (
    owner    TEXT    NOT NULL,
    position INTEGER NOT NULL,
    image    TEXT    NOT NULL,
    PRIMARY KEY (owner, position)
);
CREATE INDEX sms_image_uses_image ON sms_image_uses (image);

-- What somebody sent in one act. strangers is how many of its recipients the centre did not
-- know; repeat_key and repeat_hash are of a request that may be sent again.
CREATE TABLE sms_sends (
    id          TEXT    PRIMARY KEY,
    kind        TEXT    NOT NULL,
    sender      TEXT    NOT NULL,
    title       TEXT    NOT NULL,
    body        TEXT    NOT NULL,
    template    TEXT    NOT NULL,
    ad          INTEGER NOT NULL,
    bulk        INTEGER NOT NULL,
    due_at      BIGINT  NOT NULL,
    expires_at  BIGINT  NOT NULL,
    recipients  INTEGER NOT NULL,
    strangers   INTEGER NOT NULL,
    agent       TEXT    NOT NULL,
    owner       TEXT    NOT NULL,
    address     TEXT    NOT NULL,
    repeat_key  TEXT    NOT NULL,
    repeat_hash TEXT    NOT NULL,
    created_at  BIGINT  NOT NULL,
    created_by  TEXT    NOT NULL
);
CREATE INDEX sms_sends_created ON sms_sends (created_at, id);
CREATE INDEX sms_sends_owner ON sms_sends (owner, created_at, id);
CREATE INDEX sms_sends_kind ON sms_sends (kind, created_at, id);
CREATE INDEX sms_sends_sender ON sms_sends (sender, created_at, id);
CREATE INDEX sms_sends_address ON sms_sends (address, created_at);
CREATE UNIQUE INDEX sms_sends_repeat ON sms_sends (created_by, repeat_key) WHERE repeat_key <> '';

-- One request of the provider: one text. state is waiting (for its time), ready, sending,
-- doubt (it is looked for) or done; next_at is when it is its turn. remote: the provider
-- keeps it until its time.
CREATE TABLE sms_batches (
    id         TEXT    PRIMARY KEY,
    send_id    TEXT    NOT NULL,
    kind       TEXT    NOT NULL,
    sender     TEXT    NOT NULL,
    title      TEXT    NOT NULL,
    body       TEXT    NOT NULL,
    template   TEXT    NOT NULL DEFAULT '',
    fall_back  INTEGER NOT NULL DEFAULT 0,
    ad         INTEGER NOT NULL,
    priority   INTEGER NOT NULL,
    state      TEXT    NOT NULL,
    due_at     BIGINT  NOT NULL,
    next_at    BIGINT  NOT NULL,
    expires_at BIGINT  NOT NULL,
    give_up_at BIGINT  NOT NULL,
    provider   TEXT    NOT NULL,
    remote     INTEGER NOT NULL DEFAULT 0,
    attempts   INTEGER NOT NULL,
    asked      INTEGER NOT NULL,
    handed_at  BIGINT  NOT NULL,
    code       TEXT    NOT NULL,
    detail     TEXT    NOT NULL,
    size       INTEGER NOT NULL,
    created_at BIGINT  NOT NULL
);
CREATE INDEX sms_batches_send ON sms_batches (send_id);
CREATE INDEX sms_batches_turn ON sms_batches (state, priority, next_at, id);

CREATE TABLE sms_messages (
    id          TEXT    PRIMARY KEY,
    send_id     TEXT    NOT NULL,
    batch_id    TEXT    NOT NULL,
    position    INTEGER NOT NULL,
    kind        TEXT    NOT NULL,
    state       TEXT    NOT NULL,
    sender      TEXT    NOT NULL,
    owner       TEXT    NOT NULL,
    number      TEXT    NOT NULL,
    tail        BYTEA   NOT NULL,
    name        TEXT    NOT NULL,
    fields      TEXT    NOT NULL DEFAULT '',
    customer    TEXT    NOT NULL,
    due_at      BIGINT  NOT NULL,
    handed_at   BIGINT  NOT NULL DEFAULT 0,
    accepted_at BIGINT  NOT NULL DEFAULT 0,
    ended_at    BIGINT  NOT NULL DEFAULT 0,
    ended_by    TEXT    NOT NULL DEFAULT '',
    recall      INTEGER NOT NULL DEFAULT 0,
    provider    TEXT    NOT NULL DEFAULT '',
    ref_request TEXT    NOT NULL DEFAULT '',
    ref_seq     TEXT    NOT NULL DEFAULT '',
    code        TEXT    NOT NULL DEFAULT '',
    detail      TEXT    NOT NULL DEFAULT '',
    parts       INTEGER NOT NULL DEFAULT 0,
    attempts    INTEGER NOT NULL DEFAULT 0,
    resend_of   TEXT    NOT NULL DEFAULT '',
    resent_as   TEXT    NOT NULL DEFAULT '',
    created_at  BIGINT  NOT NULL
);
CREATE INDEX sms_messages_created ON sms_messages (created_at, id);
CREATE INDEX sms_messages_state ON sms_messages (state, created_at, id);
CREATE INDEX sms_messages_owner ON sms_messages (owner, created_at, id);
CREATE INDEX sms_messages_kind ON sms_messages (kind, created_at, id);
CREATE INDEX sms_messages_sender ON sms_messages (sender, created_at, id);
CREATE INDEX sms_messages_number ON sms_messages (number, created_at, id) WHERE number <> '';
CREATE INDEX sms_messages_tail ON sms_messages (tail, created_at, id);
CREATE INDEX sms_messages_customer ON sms_messages (customer, created_at, id) WHERE customer <> '';
CREATE INDEX sms_messages_send ON sms_messages (send_id, position, id);
CREATE INDEX sms_messages_batch ON sms_messages (batch_id);
CREATE INDEX sms_messages_ref ON sms_messages (provider, ref_request, ref_seq) WHERE ref_request <> '';
CREATE INDEX sms_messages_recall ON sms_messages (due_at) WHERE recall = 1;

-- What a provider told of messages that it had not answered for yet.
CREATE TABLE sms_receipts (
    provider    TEXT    NOT NULL,
    ref_request TEXT    NOT NULL,
    ref_seq     TEXT    NOT NULL,
    status      TEXT    NOT NULL,
    code        TEXT    NOT NULL,
    detail      TEXT    NOT NULL,
    parts       INTEGER NOT NULL,
    at          BIGINT  NOT NULL,
    kept_at     BIGINT  NOT NULL,
    PRIMARY KEY (provider, ref_request, ref_seq, status)
);
CREATE INDEX sms_receipts_kept ON sms_receipts (kept_at);

-- Who has refused messages.
CREATE TABLE sms_opt_outs (
    id      TEXT   PRIMARY KEY,
    number  TEXT   NOT NULL,
    source  TEXT   NOT NULL,
    reason  TEXT   NOT NULL,
    at      BIGINT NOT NULL,
    by_whom TEXT   NOT NULL
);
CREATE INDEX sms_opt_outs_number ON sms_opt_outs (number);
CREATE INDEX sms_opt_outs_at ON sms_opt_outs (at, id);

-- What customers wrote: one conversation for a number of theirs and one of ours.
CREATE TABLE sms_conversations (
    id         TEXT    PRIMARY KEY,
    number     TEXT    NOT NULL,
    ours       TEXT    NOT NULL,
    customer   TEXT    NOT NULL,
    owner      TEXT    NOT NULL,
    unread     INTEGER NOT NULL,
    created_at BIGINT  NOT NULL,
    last_at    BIGINT  NOT NULL
);
CREATE INDEX sms_conversations_number ON sms_conversations (number, ours);
CREATE INDEX sms_conversations_last ON sms_conversations (last_at, id);
CREATE INDEX sms_conversations_owner ON sms_conversations (owner, last_at, id);
CREATE INDEX sms_conversations_customer ON sms_conversations (customer) WHERE customer <> '';
CREATE TABLE sms_incoming (
    id           TEXT   PRIMARY KEY,
    conversation TEXT   NOT NULL REFERENCES sms_conversations (id) ON DELETE CASCADE,
    provider     TEXT   NOT NULL,
    provider_id  TEXT   NOT NULL,
    body         TEXT   NOT NULL,
    media        TEXT   NOT NULL,
    at           BIGINT NOT NULL,
    kept_at      BIGINT NOT NULL
);
CREATE UNIQUE INDEX sms_incoming_provider ON sms_incoming (provider, provider_id);
CREATE INDEX sms_incoming_conversation ON sms_incoming (conversation, at, id);
CREATE INDEX sms_incoming_kept ON sms_incoming (kept_at);
