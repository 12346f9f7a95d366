-- The history, version 4: what was done for an answer in Search mode.

-- "kind" and "state" are the numbers of SondeStepKind and SondeStepState.
CREATE TABLE search_step (
  message INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
  seq     INTEGER NOT NULL,
  kind    INTEGER NOT NULL,
  state   INTEGER NOT NULL,
  count   INTEGER NOT NULL DEFAULT 0,
  text    TEXT NOT NULL DEFAULT '',
  url     TEXT,
  detail  TEXT,
  PRIMARY KEY (message, seq)
) STRICT, WITHOUT ROWID;
