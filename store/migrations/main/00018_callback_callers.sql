-- +goose Up
-- A spoken message is kept without a number too: of those there are many. caller is who
-- asked, where that is another number than the one to call; it is sealed, as voice_key is.
DROP INDEX callbacks_open;
CREATE UNIQUE INDEX callbacks_open ON callbacks (number) WHERE is_open = 1 AND number <> '';
ALTER TABLE callbacks ADD COLUMN caller TEXT NOT NULL DEFAULT '';
CREATE INDEX callbacks_caller ON callbacks (caller, created_at) WHERE caller <> '';

-- The spoken messages of a request but the last, which stands in its row.
CREATE TABLE callback_voices (
    voice       TEXT   PRIMARY KEY,
    callback    TEXT   NOT NULL REFERENCES callbacks (id) ON DELETE CASCADE,
    voice_key   TEXT   NOT NULL,
    voice_ms    BIGINT NOT NULL,
    followed_at BIGINT NOT NULL
);
CREATE INDEX callback_voices_callback ON callback_voices (callback, followed_at);
