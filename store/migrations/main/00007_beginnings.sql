-- +goose Up
-- What begins with a text is a range in the order of bytes. PostgreSQL orders an index by
-- the locale of the database unless it is told otherwise; SQLite has no other order.

DROP INDEX changes_target;
CREATE INDEX changes_target ON changes (target COLLATE "C", seq);
DROP INDEX access_log_actor;
CREATE INDEX access_log_actor ON access_log (actor COLLATE "C", at);
DROP INDEX access_log_action;
CREATE INDEX access_log_action ON access_log (action COLLATE "C", at);
DROP INDEX access_log_target;
CREATE INDEX access_log_target ON access_log (target COLLATE "C", at);
