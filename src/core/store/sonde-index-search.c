/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-store"

/* Finding what a query asks for. */

#include "sonde-history-private.h"
#include "sonde-index-private.h"

#include <string.h>

#include "sonde-fold-private.h"

/* Of more hits than these the best cannot be told in time. */
#define MOST_RANKED 5000
/* Of a limited number of hits so many may be titles, unless there are too few messages. */
#define TITLES_SHARE 5

typedef struct
{
  SondeDb *db;
  const SondeSearchQuery *query;
  gboolean indexed;
  char *match;          /* for the index; NULL where it cannot help */
  GArray *parts;        /* of gint64: those of the index, the newest first */
  gboolean regenerated; /* some messages were indexed again */
  gboolean lied;
  guint limit; /* G_MAXUINT for none */
  GPtrArray *hits;
} Search;

void
sonde_search_hit_free (SondeSearchHit *hit)
{
  g_free (hit->title);
  g_free (hit->snippet);
  g_clear_pointer (&hit->marks, g_array_unref);
  g_free (hit);
}

static char *
dup_snippet (Search *self, const char *text, gsize length, GArray **marks)
{
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (SondeRange));
  g_autofree char *valid = NULL;

  sonde_search_query_scan (self->query, text, length, spans, TRUE);
  if (!g_utf8_validate (text, length, NULL))
    {
      valid = g_utf8_make_valid (text, length);
      g_array_set_size (spans, 0);
      sonde_search_query_scan (self->query, valid, strlen (valid), spans, TRUE);
    }
  return sonde_search_dup_snippet (valid != NULL ? valid : text, spans, marks);
}

static const char *
get_text (sqlite3_stmt *row, int column, gsize *length)
{
  const char *text = (const char *) sqlite3_column_text (row, column);

  *length = text != NULL ? sqlite3_column_bytes (row, column) : 0;
  return text != NULL ? text : "";
}

static void
add_hit (Search *self, sqlite3_stmt *row, gint64 message, const char *text, gsize length)
{
  SondeSearchHit *hit = g_new0 (SondeSearchHit, 1);

  hit->message_id = message;
  hit->conversation_id = sqlite3_column_int64 (row, 0);
  hit->role = sqlite3_column_int (row, 1);
  hit->time = sqlite3_column_int64 (row, 2);
  hit->title = sonde_db_dup_text (row, 3);
  hit->snippet = dup_snippet (self, text, length, &hit->marks);
  g_ptr_array_add (self->hits, hit);
}

/* Filters that the index does not know. */

static gboolean
passes (const SondeSearchQuery *query, gint64 time, sqlite3_stmt *row, int folder)
{
  const char *name;
  g_autofree char *folded = NULL;

  if (time < query->after || time >= query->before)
    return FALSE;
  if (query->folder == NULL)
    return TRUE;
  name = (const char *) sqlite3_column_text (row, folder);
  folded = name != NULL ? sonde_fold (name, sqlite3_column_bytes (row, folder)) : NULL;
  return g_strcmp0 (folded, query->folder) == 0;
}

/* Those that it does, for texts that are read through. */
static gboolean
passes_meta (const SondeSearchQuery *query, const char *model, int mode)
{
  SondeSearchQuery wanted = { 0 };
  g_autoptr (GPtrArray) terms = NULL;

  if (query->has_mode
      && (query->mode == SONDE_MODE_CHAT ? (mode & SONDE_MODE_ALL) != 0
                                         : (mode & query->mode) != query->mode))
    return FALSE;
  if (query->model == NULL)
    return TRUE;
  terms = g_ptr_array_new ();
  g_ptr_array_add (terms, query->model);
  wanted.terms = terms;
  return model != NULL && sonde_search_query_scan (&wanted, model, strlen (model), NULL, FALSE) != 0;
}

/* Messages */

#define MESSAGE                                                                                              \
  "SELECT conversation, role, message.created, " SONDE_TITLE ", folder, content, reasoning, model, "         \
  "message.mode FROM message JOIN conversation ON conversation.id = conversation "                           \
  "WHERE message.id = ? AND role < 3 AND deleted IS NULL"

/* Whether the text has the words: what the index says may be old. */
static void
judge_message (Search *self, sqlite3_stmt *row, gint64 id)
{
  gsize length, reasoning_length;
  const char *content = get_text (row, 5, &length);
  const char *reasoning = get_text (row, 6, &reasoning_length);
  guint32 in_content, found;

  if (!passes (self->query, sqlite3_column_int64 (row, 2), row, 4))
    return;
  /* The index has said already what is in it; the words need only be shown. */
  in_content = sonde_search_query_scan (self->query, content, length, NULL, self->indexed);
  found = in_content;
  if (!self->indexed || in_content == 0)
    found |= sonde_search_query_scan (self->query, reasoning, reasoning_length, NULL, self->indexed);
  if (self->indexed && self->query->terms->len > 0 && found == 0
      && sonde_search_query_has_words (self->query))
    {
      self->lied = TRUE;
      return;
    }
  if (!self->indexed
      && (!sonde_search_query_accepts (self->query, found)
          || !passes_meta (
            self->query, (const char *) sqlite3_column_text (row, 7), sqlite3_column_int (row, 8))))
    return;
  if (in_content != 0 || found == 0)
    add_hit (self, row, id, content, length);
  else
    add_hit (self, row, id, reasoning, reasoning_length);
}

static gboolean
look_at_message (Search *self, gint64 id, GError **error)
{
  GError *failure = NULL;
  sqlite3_stmt *row = sonde_db_query (self->db, error, MESSAGE, "l", id);

  if (row == NULL)
    return FALSE;
  if (sonde_db_step (self->db, row, &failure))
    judge_message (self, row, id);
  sqlite3_reset (row);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

/* Whether @number is the one under which its message was indexed last. */
static gboolean
is_current (Search *self, gint64 number)
{
  gint64 generation = 0;

  if (!self->regenerated)
    return TRUE;
  sonde_db_get_int (self->db,
                    &generation,
                    NULL,
                    "SELECT generation FROM generation WHERE message = ?",
                    "l",
                    number >> SONDE_GENERATION_BITS);
  return (number & ((1 << SONDE_GENERATION_BITS) - 1)) == generation;
}

static gboolean
look_at_number (Search *self, gint64 number, GError **error)
{
  return !is_current (self, number) || look_at_message (self, number >> SONDE_GENERATION_BITS, error);
}

/* What takes time here is not SQLite's doing, which would look for itself. */
static gboolean
is_full (Search *self, GError **failure)
{
  return *failure != NULL || self->hits->len >= self->limit
         || g_cancellable_set_error_if_cancelled (self->db->cancellable, failure);
}

static gboolean
read_through (Search *self, GError **error)
{
  GError *failure = NULL;
  sqlite3_stmt *rows
    = sonde_db_query (self->db, error, "SELECT id FROM message WHERE role < 3 ORDER BY id DESC", "");

  if (rows == NULL)
    return FALSE;
  while (!is_full (self, &failure) && sonde_db_step (self->db, rows, &failure))
    look_at_message (self, sqlite3_column_int64 (rows, 0), &failure);
  sqlite3_reset (rows);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

/* Takes a row; FALSE when no other is wanted. */
typedef gboolean (*RowFunc) (Search *self, sqlite3_stmt *row, gpointer data, GError **error);

/* Asks the parts of the index in turn, the newest first: "@" is the part, ?1 what is looked for and ?2
 * @figures. */
static gboolean
each_row (Search *self, const char *sql, GArray *figures, RowFunc func, gpointer data, GError **error)
{
  GError *failure = NULL;
  gboolean going_on = TRUE;

  for (guint i = 0; i < self->parts->len && going_on && failure == NULL; i++)
    {
      sqlite3_stmt *rows
        = sonde_index_query_part (self->db, &failure, sql, g_array_index (self->parts, gint64, i));

      if (rows == NULL)
        break;
      sqlite3_bind_text (rows, 1, self->match, -1, SQLITE_STATIC);
      if (figures != NULL)
        sqlite3_bind_blob (rows, 2, figures->data, figures->len * sizeof (double), SQLITE_STATIC);
      while (going_on && failure == NULL && sonde_db_step (self->db, rows, &failure))
        going_on = func (self, rows, data, &failure);
      sqlite3_reset (rows);
    }
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

static gboolean
take_newest (Search *self, sqlite3_stmt *row, gpointer data, GError **error)
{
  return look_at_number (self, sqlite3_column_int64 (row, 0), error) && !is_full (self, error);
}

/* The best */

typedef struct
{
  gint64 number;
  double score;
} Candidate;

static int
compare_candidates (gconstpointer a, gconstpointer b)
{
  const Candidate *left = a;
  const Candidate *right = b;

  if (left->score != right->score)
    return left->score > right->score ? -1 : 1;
  return (left->number < right->number) - (left->number > right->number);
}

static gboolean
count_row (Search *self, sqlite3_stmt *row, gpointer data, GError **error)
{
  guint *n = data;

  return ++*n <= MOST_RANKED;
}

static gboolean
add_figures (Search *self, sqlite3_stmt *row, gpointer figures, GError **error)
{
  sonde_index_add_figures (figures, row, 0);
  return TRUE;
}

static gboolean
add_candidate (Search *self, sqlite3_stmt *row, gpointer candidates, GError **error)
{
  Candidate candidate = { sqlite3_column_int64 (row, 0), sqlite3_column_double (row, 1) };

  g_array_append_val (candidates, candidate);
  return TRUE;
}

static gboolean
can_rank (Search *self, gboolean *can, GError **error)
{
  guint n = 0;

  if (!each_row (self, "SELECT rowid FROM @ (?)", NULL, count_row, &n, error))
    return FALSE;
  *can = n <= MOST_RANKED;
  return TRUE;
}

static gboolean
search_best (Search *self, GError **error)
{
  g_autoptr (GArray) figures = g_array_new (FALSE, TRUE, sizeof (double));
  g_autoptr (GArray) candidates = g_array_new (FALSE, FALSE, sizeof (Candidate));
  GError *failure = NULL;

  if (!each_row (self, "SELECT sonde_figures (@) FROM @ (?) LIMIT 1", NULL, add_figures, figures, error))
    return FALSE;
  sonde_index_weigh (figures);
  if (!each_row (
        self, "SELECT rowid, sonde_rank (@, ?2) FROM @ (?1)", figures, add_candidate, candidates, error))
    return FALSE;
  g_array_sort (candidates, compare_candidates);
  for (guint i = 0; i < candidates->len && !is_full (self, &failure); i++)
    look_at_number (self, g_array_index (candidates, Candidate, i).number, &failure);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

static gboolean
search_messages (Search *self, SondeSearchOrder order, GError **error)
{
  gboolean ranked = FALSE;

  self->indexed = self->match != NULL;
  if (!self->indexed)
    return read_through (self, error);
  if (order == SONDE_SEARCH_BEST && !can_rank (self, &ranked, error))
    return FALSE;
  return ranked
           ? search_best (self, error)
           : each_row (self, "SELECT rowid FROM @ (?) ORDER BY rowid DESC", NULL, take_newest, NULL, error);
}

/* Titles */

#define TITLE                                                                                                \
  "SELECT id, 0, updated, " SONDE_TITLE ", folder FROM conversation WHERE id = ? AND deleted IS NULL"

static void
judge_title (Search *self, sqlite3_stmt *row)
{
  gsize length;
  const char *title = get_text (row, 3, &length);
  guint32 found;

  if (!passes (self->query, sqlite3_column_int64 (row, 2), row, 4))
    return;
  found = sonde_search_query_scan (self->query, title, length, NULL, FALSE);
  if (sonde_search_query_accepts (self->query, found))
    add_hit (self, row, 0, title, length);
}

static gboolean
look_at_title (Search *self, gint64 id, GError **error)
{
  GError *failure = NULL;
  sqlite3_stmt *row = sonde_db_query (self->db, error, TITLE, "l", id);

  if (row == NULL)
    return FALSE;
  if (sonde_db_step (self->db, row, &failure))
    judge_title (self, row);
  sqlite3_reset (row);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

static gboolean
search_titles (Search *self, GError **error)
{
  g_autofree char *match = sonde_search_query_dup_title_match (self->query);
  GError *failure = NULL;
  sqlite3_stmt *rows;

  if (match == NULL)
    return TRUE;
  rows = self->indexed ? sonde_db_query (self->db,
                                         error,
                                         "SELECT rowid FROM conversation_title "
                                         "WHERE conversation_title MATCH ? ORDER BY rowid DESC",
                                         "s",
                                         match)
                       : sonde_db_query (self->db, error, "SELECT id FROM conversation ORDER BY id DESC", "");
  if (rows == NULL)
    return FALSE;
  while (!is_full (self, &failure) && sonde_db_step (self->db, rows, &failure))
    look_at_title (self, sqlite3_column_int64 (rows, 0), &failure);
  sqlite3_reset (rows);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

/* Keeps @limit hits: all the messages that there are room for, but not at the cost of every title. */
static void
cut (GPtrArray *titles, GPtrArray *messages, guint limit)
{
  guint room = limit - MIN (limit, messages->len);
  guint least = MAX (1, limit / TITLES_SHARE);
  guint n_titles = MIN (titles->len, MAX (room, least));

  g_ptr_array_set_size (titles, n_titles);
  if (messages->len > limit - n_titles)
    g_ptr_array_set_size (messages, limit - n_titles);
}

static gboolean
search_both (Search *self, SondeSearchOrder order, GPtrArray *titles, GError **error)
{
  GPtrArray *messages = self->hits;
  gboolean success;

  self->hits = titles;
  success = search_titles (self, error);
  self->hits = messages;
  return success && search_messages (self, order, error);
}

static gboolean
prepare (Search *self, GError **error)
{
  gint64 some = 0;

  if (!self->indexed)
    return TRUE;
  self->match = sonde_search_query_dup_match (self->query);
  self->parts = sonde_index_list_parts (self->db, error);
  if (self->parts == NULL
      || !sonde_db_get_int (self->db, &some, error, "SELECT 1 FROM generation LIMIT 1", ""))
    return FALSE;
  self->regenerated = some != 0;
  return TRUE;
}

/**
 * sonde_index_search:
 * @db: a history, or an index with its history attached
 * @indexed: whether it is an index; else every text is read through
 * @limit: the most hits, 0 for all
 *
 * Returns: (transfer full) (element-type SondeSearchHit): titles first, then messages
 */
GPtrArray *
sonde_index_search (SondeDb *db,
                    gboolean indexed,
                    const char *text,
                    SondeSearchOrder order,
                    guint limit,
                    gboolean *lied,
                    GError **error)
{
  g_autoptr (SondeSearchQuery) query = sonde_search_query_new (text);
  g_autoptr (GPtrArray) hits = g_ptr_array_new_with_free_func ((GDestroyNotify) sonde_search_hit_free);
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func ((GDestroyNotify) sonde_search_hit_free);
  Search search = {
    .db = db, .query = query, .indexed = indexed, .limit = limit > 0 ? limit : G_MAXUINT, .hits = messages
  };
  gboolean success;

  if (sonde_search_query_is_empty (query))
    return g_steal_pointer (&hits);
  /* One view of both files, whatever is written meanwhile. */
  if (!sonde_db_run (db, error, "BEGIN", ""))
    return NULL;
  success = prepare (&search, error) && search_both (&search, order, hits, error);
  sonde_db_end (db, FALSE, NULL);
  g_free (search.match);
  g_clear_pointer (&search.parts, g_array_unref);
  if (!success)
    return NULL;
  *lied = search.lied;
  cut (hits, messages, search.limit);
  g_ptr_array_extend_and_steal (hits, g_steal_pointer (&messages));
  return g_steal_pointer (&hits);
}
