-- +goose Up
-- 1: the password was given by somebody else, and the person chooses another at the next log-in.

ALTER TABLE users ADD COLUMN must_change INTEGER NOT NULL DEFAULT 0;
