/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

#include "sonde-result.h"

struct _SondeResult
{
  GObject parent_instance;

  /* owned */
  char *title;
  char *snippet;
  SondeResultMark *marks;

  /* state */
  gint64 conversation_id;
  gint64 message_id;
  gint64 time_us;
  guint n_marks;
  guint n_matches;
};

G_DEFINE_FINAL_TYPE (SondeResult, sonde_result, G_TYPE_OBJECT)

static void
sonde_result_finalize (GObject *object)
{
  SondeResult *self = SONDE_RESULT (object);

  g_free (self->title);
  g_free (self->snippet);
  g_free (self->marks);

  G_OBJECT_CLASS (sonde_result_parent_class)->finalize (object);
}

static void
sonde_result_class_init (SondeResultClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sonde_result_finalize;
}

static void
sonde_result_init (SondeResult *self)
{
  self->n_matches = 1;
}

/**
 * sonde_result_new:
 * @time_us: of the message or the conversation, real time in microseconds
 */
SondeResult *
sonde_result_new (gint64 conversation_id, const char *title, gint64 time_us)
{
  SondeResult *self = g_object_new (SONDE_TYPE_RESULT, NULL);

  self->conversation_id = conversation_id;
  self->title = g_strdup (title);
  self->time_us = time_us;
  return self;
}

/** @marks: (array length=n_marks): the words that were looked for, where they stand in @snippet */
void
sonde_result_set_message (
  SondeResult *self, gint64 message_id, const char *snippet, const SondeResultMark *marks, guint n_marks)
{
  g_return_if_fail (SONDE_IS_RESULT (self));

  self->message_id = message_id;
  g_free (self->snippet);
  g_free (self->marks);
  self->snippet = g_strdup (snippet);
  self->marks = g_memdup2 (marks, n_marks * sizeof *marks);
  self->n_marks = n_marks;
}

gint64
sonde_result_get_conversation_id (SondeResult *self)
{
  g_return_val_if_fail (SONDE_IS_RESULT (self), 0);

  return self->conversation_id;
}

/** 0 where only the title was found */
gint64
sonde_result_get_message_id (SondeResult *self)
{
  g_return_val_if_fail (SONDE_IS_RESULT (self), 0);

  return self->message_id;
}

const char *
sonde_result_get_title (SondeResult *self)
{
  g_return_val_if_fail (SONDE_IS_RESULT (self), "");

  return self->title;
}

gint64
sonde_result_get_time (SondeResult *self)
{
  g_return_val_if_fail (SONDE_IS_RESULT (self), 0);

  return self->time_us;
}

/** (nullable) */
const char *
sonde_result_get_snippet (SondeResult *self)
{
  g_return_val_if_fail (SONDE_IS_RESULT (self), NULL);

  return self->snippet;
}

const SondeResultMark *
sonde_result_get_marks (SondeResult *self, guint *n_marks)
{
  g_return_val_if_fail (SONDE_IS_RESULT (self), NULL);

  *n_marks = self->n_marks;
  return self->marks;
}

/** How many messages of the conversation were found, its title among them. */
guint
sonde_result_get_n_matches (SondeResult *self)
{
  g_return_val_if_fail (SONDE_IS_RESULT (self), 0);

  return self->n_matches;
}

void
sonde_result_add_match (SondeResult *self)
{
  g_return_if_fail (SONDE_IS_RESULT (self));

  self->n_matches++;
}
