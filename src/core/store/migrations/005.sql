-- The history, version 5: when the first piece of an answer came, for its speed. Microseconds since 1970 in UTC, 0 where it
-- is not known.

ALTER TABLE message ADD COLUMN first_token INTEGER NOT NULL DEFAULT 0;
