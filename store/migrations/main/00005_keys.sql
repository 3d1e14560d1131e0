-- +goose Up
-- Numbers and secrets are sealed with the keys of the key file. One row for each key
-- that something may still be sealed with; id '' is for what is not sealed, from
-- before there were keys, and is here until everything was rewritten.
CREATE TABLE seal_keys (
    id         TEXT   PRIMARY KEY,
    created_at BIGINT NOT NULL
);
INSERT INTO seal_keys (id, created_at) VALUES ('', 0);

-- tail was reversed: a keyed code of the number's last digits now, and while a number
-- is not sealed its digits from the last.
DROP INDEX customer_phones_reversed;
ALTER TABLE customer_phones RENAME COLUMN reversed TO tail;
CREATE INDEX customer_phones_tail ON customer_phones (tail, customer);
