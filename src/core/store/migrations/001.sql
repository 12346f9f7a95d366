-- The history, version 1.
--
-- Times are microseconds since 1970 in UTC. Roles, states, modes and efforts are the numbers of the
-- enumerations in sonde-message.h and sonde-mode.h. Messages are ordered by id, never by a time.

CREATE TABLE conversation (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  title           TEXT NOT NULL DEFAULT '',
  title_typed     INTEGER NOT NULL DEFAULT 0,
  created         INTEGER NOT NULL DEFAULT 0,
  updated         INTEGER NOT NULL DEFAULT 0,
  pinned          INTEGER NOT NULL DEFAULT 0,
  folder          TEXT,
  provider        TEXT,
  mode            INTEGER NOT NULL DEFAULT 0,
  model_chat      TEXT,
  model_reasoning TEXT,
  model_search    TEXT,
  effort          INTEGER NOT NULL DEFAULT 0,
  system_prompt   TEXT,
  draft           TEXT,
  chosen_root     INTEGER,
  deleted         INTEGER
) STRICT;

CREATE INDEX conversation_updated ON conversation (updated);

CREATE TABLE message (
  id                INTEGER PRIMARY KEY AUTOINCREMENT,
  conversation      INTEGER NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
  parent            INTEGER,
  chosen_child      INTEGER,
  role              INTEGER NOT NULL,
  content           TEXT NOT NULL DEFAULT '',
  reasoning         TEXT NOT NULL DEFAULT '',
  state             INTEGER NOT NULL,
  writer            TEXT,
  mode              INTEGER NOT NULL DEFAULT 0,
  provider          TEXT,
  model             TEXT,
  created           INTEGER NOT NULL DEFAULT 0,
  finished          INTEGER NOT NULL DEFAULT 0,
  thinking_ms       INTEGER NOT NULL DEFAULT 0,
  finish_reason     TEXT,
  prompt_tokens     INTEGER,
  completion_tokens INTEGER,
  total_tokens      INTEGER,
  cache_hit_tokens  INTEGER,
  cache_miss_tokens INTEGER,
  reasoning_tokens  INTEGER,
  usage             TEXT,
  raw               TEXT,
  tool_call_id      TEXT,
  error_nick        TEXT,
  error_http        INTEGER NOT NULL DEFAULT 0,
  error_words       TEXT,
  search_query      TEXT,
  UNIQUE (conversation, id),
  -- A parent is in the same conversation. Subtrees are deleted in one statement, not by cascading: that
  -- ends at a depth of 1000.
  FOREIGN KEY (conversation, parent) REFERENCES message (conversation, id)
) STRICT;

CREATE INDEX message_parent ON message (conversation, parent);
CREATE INDEX message_streaming ON message (writer) WHERE state = 2;

-- What a streaming answer grew by; folded into the message when it ends.
CREATE TABLE chunk (
  message   INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
  seq       INTEGER NOT NULL,
  content   TEXT,
  reasoning TEXT,
  PRIMARY KEY (message, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE source (
  message INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
  seq     INTEGER NOT NULL,
  number  INTEGER NOT NULL,
  title   TEXT,
  url     TEXT,
  date    TEXT,
  text    TEXT,
  PRIMARY KEY (message, seq)
) STRICT, WITHOUT ROWID;
