-- +goose Up
-- Files of customers that no message names yet, with what they are counted by.
CREATE INDEX chat_files_unsent ON chat_files (created_by, bytes) WHERE seq = 0 AND room = '';
