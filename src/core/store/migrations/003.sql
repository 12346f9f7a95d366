-- The history, version 3: where conversations were imported from, so that a file is not imported twice.

-- "source" is the name among the conversations of the other program, such as "chatgpt:ID"; "digest" stands for
-- roles and texts, and "n_messages" for how many there were: a conversation that has more by now was gone on with.
CREATE TABLE origin (
  conversation INTEGER PRIMARY KEY REFERENCES conversation (id) ON DELETE CASCADE,
  source       TEXT,
  digest       TEXT NOT NULL,
  n_messages   INTEGER NOT NULL
) STRICT;

CREATE INDEX origin_source ON origin (source) WHERE source IS NOT NULL;
CREATE INDEX origin_digest ON origin (digest);

-- What was not imported is recognised by when it was begun, and then by its texts.
CREATE INDEX conversation_created ON conversation (created);
