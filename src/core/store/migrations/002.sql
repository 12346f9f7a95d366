-- The history, version 2: what a large one needs to be put in order.

-- An archived conversation is kept out of the list; "view" is where its transcript was left, in the words of
-- the transcript.
ALTER TABLE conversation ADD COLUMN archived INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversation ADD COLUMN unread INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversation ADD COLUMN view TEXT;
ALTER TABLE conversation ADD COLUMN temperature REAL;
ALTER TABLE conversation ADD COLUMN top_p REAL;
ALTER TABLE conversation ADD COLUMN max_tokens INTEGER;
ALTER TABLE conversation ADD COLUMN presence_penalty REAL;
ALTER TABLE conversation ADD COLUMN frequency_penalty REAL;

-- How many of the oldest turns were not sent for this answer, because the model's window was full.
ALTER TABLE message ADD COLUMN left_out INTEGER NOT NULL DEFAULT 0;

-- Conversations name their folder themselves: one that is lost here is not lost there.
CREATE TABLE folder (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  name     TEXT NOT NULL UNIQUE,
  position INTEGER NOT NULL DEFAULT 0
) STRICT;

INSERT INTO folder (name, position)
  SELECT folder, row_number () OVER (ORDER BY folder)
  FROM (SELECT DISTINCT folder FROM conversation WHERE folder <> '');

CREATE TABLE prompt (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  name     TEXT NOT NULL,
  text     TEXT NOT NULL,
  position INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Messages that were indexed for searching, or passed over, and have changed since, and conversations whose
-- title has. The index itself lies in a file of its own; it remembers the last number it has seen.
CREATE TABLE change (
  seq          INTEGER PRIMARY KEY AUTOINCREMENT,
  message      INTEGER,
  conversation INTEGER
) STRICT;

-- One row: which history this is. A copy that is put in its place is another one.
CREATE TABLE identity (
  id TEXT NOT NULL
) STRICT;

INSERT INTO identity (id) VALUES (lower (hex (randomblob (16))));

-- The lists, each in the order in which it is shown.
CREATE INDEX conversation_shown ON conversation (pinned, updated) WHERE deleted IS NULL AND archived = 0;
CREATE INDEX conversation_archived ON conversation (pinned, updated) WHERE deleted IS NULL AND archived = 1;
CREATE INDEX conversation_folder ON conversation (folder, pinned, updated)
  WHERE deleted IS NULL AND archived = 0 AND folder IS NOT NULL;
CREATE INDEX conversation_deleted ON conversation (deleted) WHERE deleted IS NOT NULL;

-- The tree of a conversation, without its texts.
DROP INDEX message_parent;
CREATE INDEX message_parent ON message (conversation, parent, chosen_child);
