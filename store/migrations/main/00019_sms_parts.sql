-- +goose Up
-- Parts of messages that come in, until a message is whole: a provider that waits for the
-- answer to each part is answered when the part is kept. id is the message and the part;
-- number is of who writes, data is the part as the provider understands it.
CREATE TABLE sms_parts (
    id       TEXT    PRIMARY KEY,
    provider TEXT    NOT NULL,
    message  TEXT    NOT NULL,
    part     INTEGER NOT NULL,
    number   TEXT    NOT NULL,
    data     TEXT    NOT NULL,
    kept_at  BIGINT  NOT NULL
);
CREATE INDEX sms_parts_message ON sms_parts (provider, message);
CREATE INDEX sms_parts_number ON sms_parts (number) WHERE number <> '';
CREATE INDEX sms_parts_kept ON sms_parts (kept_at);
