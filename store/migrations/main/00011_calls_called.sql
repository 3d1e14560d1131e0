-- +goose Up
-- Calls of a person are found by the number called, consultations of numbers outside too.
DROP INDEX calls_called;
CREATE INDEX calls_called ON calls (called) WHERE direction IN ('out', 'consult');
