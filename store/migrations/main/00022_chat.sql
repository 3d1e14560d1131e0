-- +goose Up
-- Chat: rooms, what was written in them, and the customers who write. What customers wrote and
-- what they gave of themselves is sealed, except for names, which are sorted by; external is
-- what a channel knows a customer by, which may be a number, and is sealed as numbers are.

-- secret is the SHA-256 of the token that a browser shows. given: something was given in the
-- profile form or put in by hand (C55); numbers that were verified apart do not count.
CREATE TABLE chat_visitors (
    id          TEXT    PRIMARY KEY,
    channel     TEXT    NOT NULL,
    account     TEXT    NOT NULL,
    secret      TEXT    NOT NULL,
    external    TEXT    NOT NULL,
    name        TEXT    NOT NULL,
    name_key    TEXT    COLLATE "C" NOT NULL,
    number      TEXT    NOT NULL,
    email       TEXT    NOT NULL,
    birth       TEXT    NOT NULL,
    fields      TEXT    NOT NULL,
    given       INTEGER NOT NULL,
    grade       TEXT    NOT NULL,
    customer    TEXT    NOT NULL,
    blocked_at  BIGINT  NOT NULL,
    blocked_by  TEXT    NOT NULL,
    blocked_why TEXT    NOT NULL,
    version     BIGINT  NOT NULL,
    created_at  BIGINT  NOT NULL,
    seen_at     BIGINT  NOT NULL
);
CREATE UNIQUE INDEX chat_visitors_secret ON chat_visitors (secret) WHERE secret <> '';
CREATE UNIQUE INDEX chat_visitors_external ON chat_visitors (channel, account, external) WHERE external <> '';
CREATE INDEX chat_visitors_number ON chat_visitors (number) WHERE number <> '';
CREATE INDEX chat_visitors_customer ON chat_visitors (customer) WHERE customer <> '';
CREATE INDEX chat_visitors_blocked ON chat_visitors (blocked_at, id) WHERE blocked_at > 0;
CREATE INDEX chat_visitors_seen ON chat_visitors (seen_at, id);

-- One row a room, as chat.Room has it. is_over stands beside status for the partial indexes;
-- is_long says of an ended room that it lasted longer than chat.LongRoom. shown_seq is the
-- latest message that lists show. What reports are made of is counted as it is written:
-- replies are answers of agents to what a customer wrote, reply_ms the time that they took.
CREATE TABLE chat_rooms (
    id                TEXT    PRIMARY KEY,
    channel           TEXT    COLLATE "C" NOT NULL,
    account           TEXT    COLLATE "C" NOT NULL,
    visitor           TEXT    NOT NULL,
    language          TEXT    NOT NULL,
    previous          TEXT    NOT NULL,
    status            TEXT    NOT NULL,
    is_over           INTEGER NOT NULL,
    is_long           INTEGER NOT NULL,
    cause             TEXT    NOT NULL,
    agent             TEXT    NOT NULL,
    last_agent        TEXT    NOT NULL,
    category          TEXT    NOT NULL,
    titled            TEXT    NOT NULL,
    small             TEXT    NOT NULL,
    title             TEXT    COLLATE "C" NOT NULL DEFAULT '',
    opened_at         BIGINT  NOT NULL,
    requested_at      BIGINT  NOT NULL,
    wait_since        BIGINT  NOT NULL,
    assigned_at       BIGINT  NOT NULL,
    answered_at       BIGINT  NOT NULL,
    ended_at          BIGINT  NOT NULL,
    end_type          TEXT    NOT NULL,
    blocked           INTEGER NOT NULL,
    held              INTEGER NOT NULL,
    profile           TEXT    NOT NULL,
    passed            TEXT    NOT NULL,
    stale             INTEGER NOT NULL,
    seq               BIGINT  NOT NULL,
    shown_seq         BIGINT  NOT NULL,
    last_at           BIGINT  NOT NULL,
    last_by           TEXT    NOT NULL,
    customer_at       BIGINT  NOT NULL,
    agent_at          BIGINT  NOT NULL,
    unanswered        BIGINT  NOT NULL,
    unread            BIGINT  NOT NULL,
    agent_read        BIGINT  NOT NULL,
    customer_read     BIGINT  NOT NULL,
    bot_step          TEXT    NOT NULL,
    bot_large         TEXT    NOT NULL,
    turn              BIGINT  NOT NULL,
    customer_messages BIGINT  NOT NULL,
    agent_messages    BIGINT  NOT NULL,
    replies           BIGINT  NOT NULL,
    reply_ms          BIGINT  NOT NULL
);
CREATE INDEX chat_rooms_visitor ON chat_rooms (visitor, opened_at, id);
CREATE INDEX chat_rooms_opened ON chat_rooms (opened_at, id);
-- Open rooms are few: they are sorted when they are listed, except by their latest message.
CREATE INDEX chat_rooms_now ON chat_rooms (status, last_at, id) WHERE is_over = 0;
CREATE INDEX chat_rooms_now_opened ON chat_rooms (status, opened_at, id) WHERE is_over = 0;
CREATE INDEX chat_rooms_now_agent ON chat_rooms (agent, status) WHERE is_over = 0;
-- Ended rooms are millions: each filter has its order by start and by end.
CREATE INDEX chat_rooms_over ON chat_rooms (status, opened_at, id) WHERE is_over = 1;
CREATE INDEX chat_rooms_over_end ON chat_rooms (status, ended_at, id) WHERE is_over = 1;
CREATE INDEX chat_rooms_over_agent ON chat_rooms (agent, status, opened_at, id) WHERE is_over = 1;
CREATE INDEX chat_rooms_over_agent_end ON chat_rooms (agent, status, ended_at, id) WHERE is_over = 1;
CREATE INDEX chat_rooms_over_category ON chat_rooms (category, status, opened_at, id) WHERE is_over = 1;
CREATE INDEX chat_rooms_over_category_end ON chat_rooms (category, status, ended_at, id) WHERE is_over = 1;
CREATE INDEX chat_rooms_over_type ON chat_rooms (end_type, status, opened_at, id) WHERE is_over = 1;
CREATE INDEX chat_rooms_over_type_end ON chat_rooms (end_type, status, ended_at, id) WHERE is_over = 1;
CREATE INDEX chat_rooms_over_channel ON chat_rooms (channel, status, opened_at, id) WHERE is_over = 1;
CREATE INDEX chat_rooms_over_channel_end ON chat_rooms (channel, status, ended_at, id) WHERE is_over = 1;
CREATE INDEX chat_rooms_long ON chat_rooms (status, opened_at, id) WHERE is_long = 1;

-- Where a room was opened, and the parameters that the page gave (C76).
CREATE TABLE chat_room_origins (
    room     TEXT PRIMARY KEY,
    params   TEXT NOT NULL,
    url      TEXT NOT NULL,
    referrer TEXT NOT NULL
);

-- id grows with the time at which the floor took a message (milliseconds times 1024), so that a
-- time is a range of ids. reply_ms: the customer waited so long for this one.
CREATE TABLE chat_messages (
    id       BIGINT PRIMARY KEY,
    room     TEXT   NOT NULL,
    seq      BIGINT NOT NULL,
    author   TEXT   NOT NULL,
    user_id  TEXT   NOT NULL,
    agent    TEXT   NOT NULL,
    auto     TEXT   NOT NULL,
    category TEXT   NOT NULL,
    at       BIGINT NOT NULL,
    client   TEXT   NOT NULL,
    body     TEXT   NOT NULL,
    files    TEXT   NOT NULL,
    reply_ms BIGINT NOT NULL
);
CREATE UNIQUE INDEX chat_messages_seq ON chat_messages (room, seq);
CREATE UNIQUE INDEX chat_messages_client ON chat_messages (room, author, client) WHERE client <> '';

-- What messages are found by: keyed hashes of the pairs of letters of each.
CREATE TABLE chat_pairs (message BIGINT PRIMARY KEY, pairs INTEGER[] NOT NULL); -- postgres
CREATE INDEX chat_pairs_pairs ON chat_pairs USING GIN (pairs) WITH (fastupdate = off); -- postgres
-- sqlite: CREATE VIRTUAL TABLE chat_pairs USING fts5(pairs, content='', contentless_delete=1, detail=none, tokenize='ascii');

-- A room's timeline. part orders those of one moment; mark is a hash of what one says, so that
-- a batch that comes twice adds none twice.
CREATE TABLE chat_entries (
    room    TEXT   NOT NULL,
    at      BIGINT NOT NULL,
    part    BIGINT NOT NULL,
    mark    BIGINT NOT NULL,
    kind    TEXT   NOT NULL,
    user_id TEXT   NOT NULL,
    sender  TEXT   NOT NULL,
    given   TEXT   NOT NULL,
    how     TEXT   NOT NULL,
    more    TEXT   NOT NULL,
    PRIMARY KEY (room, at, part, mark)
);

-- Files lie in parts, so that nobody waits while a large one is written. The row comes last.
CREATE TABLE chat_files (
    id         TEXT    PRIMARY KEY,
    room       TEXT    NOT NULL,
    seq        BIGINT  NOT NULL DEFAULT 0,
    name       TEXT    NOT NULL,
    type       TEXT    NOT NULL,
    bytes      BIGINT  NOT NULL,
    width      INTEGER NOT NULL,
    height     INTEGER NOT NULL,
    created_at BIGINT  NOT NULL,
    created_by TEXT    NOT NULL
);
CREATE INDEX chat_files_room ON chat_files (room, seq);
CREATE INDEX chat_files_unused ON chat_files (created_at, id) WHERE seq = 0;
CREATE TABLE chat_file_parts (
    id   TEXT    NOT NULL,
    part INTEGER NOT NULL,
    data TEXT    NOT NULL,
    at   BIGINT  NOT NULL,
    PRIMARY KEY (id, part)
);
CREATE INDEX chat_file_parts_at ON chat_file_parts (at);

-- opened_at is the room's: rooms of a tag are walked in their order.
CREATE TABLE chat_room_tags (
    room      TEXT   NOT NULL,
    tag       TEXT   NOT NULL,
    opened_at BIGINT NOT NULL,
    PRIMARY KEY (room, tag)
);
CREATE INDEX chat_room_tags_tag ON chat_room_tags (tag, opened_at, room);
-- tag_key is what is searched in: folded.
CREATE TABLE chat_visitor_tags (
    visitor TEXT NOT NULL,
    tag     TEXT NOT NULL,
    tag_key TEXT NOT NULL,
    PRIMARY KEY (visitor, tag)
);
CREATE INDEX chat_visitor_tags_key ON chat_visitor_tags (tag_key, visitor);

-- Categories and agents are never deleted: history names them (C78, C79).
CREATE TABLE chat_categories (
    id       TEXT    PRIMARY KEY,
    parent   TEXT    NOT NULL,
    name     TEXT    NOT NULL,
    answer   TEXT    NOT NULL,
    unused   INTEGER NOT NULL,
    position BIGINT  NOT NULL
);
CREATE INDEX chat_categories_parent ON chat_categories (parent, position);
CREATE TABLE chat_agents (
    id       TEXT PRIMARY KEY,
    name     TEXT NOT NULL,
    name_key TEXT COLLATE "C" NOT NULL,
    manager  TEXT NOT NULL,
    state    TEXT NOT NULL
);

CREATE TABLE chat_templates (
    id         TEXT    PRIMARY KEY,
    category   TEXT    NOT NULL,
    owner      TEXT    NOT NULL,
    shortcut   TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    body       TEXT    NOT NULL,
    unused     INTEGER NOT NULL,
    version    BIGINT  NOT NULL,
    updated_at BIGINT  NOT NULL,
    updated_by TEXT    NOT NULL
);
CREATE INDEX chat_templates_owner ON chat_templates (owner, name, id);
CREATE TABLE chat_words (
    word     TEXT   PRIMARY KEY,
    instead  TEXT   NOT NULL,
    effect   TEXT   NOT NULL,
    added_at BIGINT NOT NULL,
    added_by TEXT   NOT NULL
);
-- What agents ask of their managers (상담원 요청사항).
CREATE TABLE chat_requests (
    id       TEXT   PRIMARY KEY,
    room     TEXT   NOT NULL,
    agent    TEXT   NOT NULL,
    manager  TEXT   NOT NULL,
    state    TEXT   NOT NULL,
    body     TEXT   NOT NULL,
    answer   TEXT   NOT NULL,
    asked_at BIGINT NOT NULL,
    done_at  BIGINT NOT NULL,
    done_by  TEXT   NOT NULL
);
CREATE INDEX chat_requests_asked ON chat_requests (asked_at, id);
CREATE INDEX chat_requests_agent ON chat_requests (agent, asked_at, id);
CREATE INDEX chat_requests_manager ON chat_requests (manager, state, asked_at, id);
CREATE INDEX chat_requests_state ON chat_requests (state, asked_at, id);
CREATE INDEX chat_requests_room ON chat_requests (room) WHERE room <> '';
