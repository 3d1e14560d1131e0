-- +goose Up
-- How agents stand with chats, over a restart: without the rooms that they have and without
-- their duty.
CREATE TABLE chat_presences (
    agent     TEXT    PRIMARY KEY,
    signed_in INTEGER NOT NULL,
    resting   INTEGER NOT NULL,
    new_at    BIGINT  NOT NULL,
    state     TEXT    NOT NULL,
    since     BIGINT  NOT NULL
);

-- Days off, breaks and meal times of agents.
CREATE TABLE chat_schedules (
    id         TEXT   PRIMARY KEY,
    data       TEXT   NOT NULL,
    file_hash  TEXT   NOT NULL DEFAULT '',
    updated_at BIGINT NOT NULL
);

-- What agents and categories are called in English.
ALTER TABLE chat_agents ADD COLUMN name_en TEXT NOT NULL DEFAULT '';
ALTER TABLE chat_agents ADD COLUMN name_en_key TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE chat_categories ADD COLUMN name_en TEXT NOT NULL DEFAULT '';
