/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transcript"

#include "sonde-find.h"

#include <string.h>

#include "sonde-block-leaves.h"
#include "sonde-markdown-plain.h"
#include "sonde-markdown.h"

#define MAX_MATCHES 100000

/* A text to look through, copied for the worker. */
typedef struct
{
  char *text;
  guint item;
  SondeTextSlot slot;
  gboolean is_plain;
} Source;

typedef struct
{
  GArray *sources; /* of Source */
  char *query;
  gboolean or_words; /* where the query does not stand, its words are looked for */
} Job;

struct _SondeFind
{
  GObject parent_instance;

  /* Borrowed */
  SondeTranscriptView *view; /* owns this */

  /* Owned */
  char *query;
  gboolean or_words;
  GArray *matches; /* of SondeMatch */
  GCancellable *cancellable;

  /* State */
  int current; /* -1 before the first step */
  int pending; /* a step that waits for matches */
};

G_DEFINE_FINAL_TYPE (SondeFind, sonde_find, G_TYPE_OBJECT)

static guint changed_signal;

/* Compares without regard to case, character by character, so that offsets stay those of the text. */
static gboolean
matches_at (const char *text, const char *end, const char *query, gsize *length)
{
  const char *p = text;

  for (const char *q = query; *q != '\0'; q = g_utf8_next_char (q), p = g_utf8_next_char (p))
    if (p >= end || g_unichar_tolower (g_utf8_get_char (p)) != g_unichar_tolower (g_utf8_get_char (q)))
      return FALSE;
  *length = (gsize) (p - text);
  return TRUE;
}

/* The first of some words that stands at a place. */
static gboolean
any_matches_at (const char *text, const char *end, char **words, gsize *length)
{
  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0' && matches_at (text, end, words[i], length))
      return TRUE;
  return FALSE;
}

static void
find_in_leaf (const Source *source, guint leaf, const char *text, gsize length, char **words, GArray *matches)
{
  gsize n = 0;

  for (const char *p = text; p < text + length && matches->len < MAX_MATCHES;)
    {
      if (!any_matches_at (p, text + length, words, &n))
        {
          p = g_utf8_next_char (p);
          continue;
        }
      SondeMatch match = { .item = source->item, .slot = source->slot };

      match.range.start = (SondeSpot){ leaf, (guint) (p - text) };
      match.range.end = (SondeSpot){ leaf, (guint) (p - text + n) };
      g_array_append_val (matches, match);
      p += n;
    }
}

static void
find_in_source (const Source *source, char **words, GArray *matches)
{
  g_autoptr (GPtrArray) blocks = source->is_plain ? sonde_markdown_parse_plain (source->text, -1)
                                                  : sonde_markdown_parse (source->text, -1);
  g_autoptr (GPtrArray) leaves = sonde_blocks_list_leaves (blocks);

  for (guint i = 0; i < leaves->len; i++)
    {
      gsize length = 0;
      const char *text = sonde_block_get_text (leaves->pdata[i], &length);

      find_in_leaf (source, i, text, length, words, matches);
    }
}

static GArray *
find_any (const Job *job, char **words, GCancellable *cancellable)
{
  GArray *matches = g_array_new (FALSE, FALSE, sizeof (SondeMatch));

  for (guint i = 0; i < job->sources->len && !g_cancellable_is_cancelled (cancellable); i++)
    find_in_source (&g_array_index (job->sources, Source, i), words, matches);
  return matches;
}

static void
work (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  const Job *job = task_data;
  GArray *matches = find_any (job, (char *[]){ job->query, NULL }, cancellable);

  if (matches->len == 0 && job->or_words)
    {
      g_auto (GStrv) words = g_strsplit (job->query, " ", -1);

      g_array_unref (matches);
      matches = find_any (job, words, cancellable);
    }
  g_task_return_pointer (task, matches, (GDestroyNotify) g_array_unref);
}

static void
source_clear (gpointer data)
{
  g_free (((Source *) data)->text);
}

static void
job_free (gpointer data)
{
  Job *job = data;

  g_array_unref (job->sources);
  g_free (job->query);
  g_free (job);
}

static void
add_source (Job *job, SondeTranscriptView *view, guint item, SondeTextSlot slot)
{
  SondeMessage *message = sonde_transcript_view_get_message (view, item);
  const char *text = slot == SONDE_TEXT_REASONING ? sonde_message_get_reasoning (message)
                                                  : sonde_message_get_content (message);
  Source source
    = { .item = item, .slot = slot, .is_plain = sonde_message_get_role (message) == SONDE_ROLE_USER };

  if (*text == '\0' || sonde_message_get_role (message) == SONDE_ROLE_TOOL)
    return;
  source.text = g_strdup (text);
  g_array_append_val (job->sources, source);
}

static Job *
make_job (SondeFind *self)
{
  Job *job = g_new0 (Job, 1);

  job->query = g_strdup (self->query);
  job->or_words = self->or_words;
  job->sources = g_array_new (FALSE, FALSE, sizeof (Source));
  g_array_set_clear_func (job->sources, source_clear);
  for (guint i = 0; i < sonde_transcript_view_get_n_items (self->view); i++)
    for (SondeTextSlot slot = 0; slot < SONDE_N_TEXTS; slot++)
      add_source (job, self->view, i, slot);
  return job;
}

static void
show (SondeFind *self)
{
  for (guint i = 0; i < self->matches->len; i++)
    g_array_index (self->matches, SondeMatch, i).range.is_current = (int) i == self->current;
  sonde_transcript_view_set_matches (self->view, self->matches);
  g_signal_emit (self, changed_signal, 0);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SondeFind *self = SONDE_FIND (source);
  g_autoptr (GArray) matches = g_task_propagate_pointer (G_TASK (result), NULL);

  if (matches == NULL)
    return;
  g_array_unref (self->matches);
  self->matches = g_steal_pointer (&matches);
  self->current = MIN (self->current, (int) self->matches->len - 1);
  int pending = self->pending;

  self->pending = 0;
  show (self);
  if (pending != 0)
    sonde_find_step (self, pending);
}

static void
stop (SondeFind *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
sonde_find_dispose (GObject *object)
{
  SondeFind *self = SONDE_FIND (object);

  stop (self);
  g_clear_pointer (&self->matches, g_array_unref);
  g_clear_pointer (&self->query, g_free);
  G_OBJECT_CLASS (sonde_find_parent_class)->dispose (object);
}

static void
sonde_find_class_init (SondeFindClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sonde_find_dispose;
  changed_signal = g_signal_new (
    "changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sonde_find_init (SondeFind *self)
{
  self->matches = g_array_new (FALSE, FALSE, sizeof (SondeMatch));
  self->current = -1;
}

/** @view: (transfer none): outlives the search */
SondeFind *
sonde_find_new (SondeTranscriptView *view)
{
  g_return_val_if_fail (SONDE_IS_TRANSCRIPT_VIEW (view), NULL);

  SondeFind *self = g_object_new (SONDE_TYPE_FIND, NULL);

  self->view = view;
  return self;
}

/**
 * sonde_find_set_query:
 * @query: (nullable): what to look for; %NULL or "" ends the search
 * @or_words: whether to look for its words where it does not stand as a whole
 */
void
sonde_find_set_query (SondeFind *self, const char *query, gboolean or_words)
{
  g_return_if_fail (SONDE_IS_FIND (self));

  stop (self);
  g_free (self->query);
  self->query = g_strdup (query != NULL ? query : "");
  self->or_words = or_words;
  self->current = -1;
  self->pending = 0;
  g_array_set_size (self->matches, 0);
  show (self);
  sonde_find_refresh (self);
}

/** Looks again: messages came or went, or an answer has grown. */
void
sonde_find_refresh (SondeFind *self)
{
  g_return_if_fail (SONDE_IS_FIND (self));

  stop (self);
  if (self->query == NULL || *self->query == '\0')
    return;
  self->cancellable = g_cancellable_new ();
  g_autoptr (GTask) task = g_task_new (self, self->cancellable, found_cb, NULL);

  g_task_set_source_tag (task, sonde_find_refresh);
  g_task_set_task_data (task, make_job (self), job_free);
  g_task_run_in_thread (task, work);
}

guint
sonde_find_get_n_matches (SondeFind *self)
{
  return self->matches->len;
}

/** Which match is current, from 0; -1 for none. */
int
sonde_find_get_current (SondeFind *self)
{
  return self->current;
}

/** Goes to the next match (1) or the one before (-1), from the last to the first. */
void
sonde_find_step (SondeFind *self, int direction)
{
  int n_matches = (int) self->matches->len;

  g_return_if_fail (SONDE_IS_FIND (self));

  if (n_matches == 0)
    {
      self->pending = direction;
      return;
    }
  if (self->current < 0)
    self->current = direction < 0 ? n_matches - 1 : 0;
  else
    self->current = (self->current + direction + n_matches) % n_matches;
  const SondeMatch *match = &g_array_index (self->matches, SondeMatch, self->current);
  SondePlace place = { match->item, match->slot, match->range.start };

  show (self);
  if (place.item < sonde_transcript_view_get_n_items (self->view))
    sonde_transcript_view_scroll_to (self->view, &place);
}
