-- +goose Up
-- Pages are told how many conversations wait for somebody to look.
CREATE INDEX sms_conversations_unread ON sms_conversations (owner) WHERE unread > 0;
